"""From a circuit to neurons over the variables of a network, and back to a circuit with the names that it had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from neurocircuit.analysis.units import Unit, unit_of, units_of
from neurocircuit.logic.gates import neuron_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.circuit import Circuit, Neuron, Node, Register
from neurocircuit.netlist.graph import neurons, outputs, registers
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.operations import Operations, Progress
from neurocircuit.simulation.program import lower_graphs
from neurocircuit.simulation.subject import Subject
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.merging import reading
from neurocircuit.synthesis.neurons import Neurons


class Translation(NamedTuple):
    """A circuit as a network of operations.

    Args:
        circuit: as it was given.
        network: its sources are the inputs, then the registers.
        literals: of each net; of the registers' next nets too.
        written: the neurons as they were, for the variables that they compute, each reading only earlier ones.
        kept: the variables whose neurons stay as they are, so that the whole can be proved.
    """

    circuit: Circuit
    network: Operations
    literals: dict[str, int]
    written: dict[int, Unit]
    kept: frozenset[int] = frozenset()

    @property
    def sources(self) -> tuple[str, ...]:
        """The nets of the inputs, then those of the registers."""
        return (*self.circuit.graph.graph["inputs"], *self.circuit.graph.graph["registers"])

    @property
    def wanted(self) -> list[str]:
        """The nets that are seen from outside or sampled by registers, each once."""
        graph = self.circuit.graph
        return [*dict.fromkeys((*outputs(graph).values(), *(register.next for register in registers(graph))))]

    @property
    def roots(self) -> list[int]:
        """The variables of these nets."""
        return [self.literals[net] >> 1 for net in self.wanted]

    def allowed(self, limits: Limits) -> dict[int, Unit]:
        """The neurons as they were that are within the limits."""
        return {variable: unit for variable, unit in self.written.items() if limits.allow(unit.form)}


def translate(circuit: Circuit, progress: Progress | None = None) -> Translation:
    """The network of a circuit, hierarchy expanded; of a large one it is told how far that is."""
    graph = circuit.graph
    flat = list(neurons(graph))
    sources = (*graph.graph["inputs"], *graph.graph["registers"])
    nets = (*sources, *(neuron.net for neuron in flat))
    network, found, *_ = lower_graphs([Subject(graph, nets)], progress)
    literals = dict(zip(nets, found, strict=True))
    return Translation(circuit, network, literals, units_of(graph, literals, network.inputs))


def moved(
    given: Translation,
    network: Operations,
    literals: Mapping[int, int],
    units: Mapping[int, Unit] | None = None,
    kept: Iterable[int] = (),
) -> Translation:
    """The circuit over another network, as far as that has literals for its variables.

    Args:
        given: over the network that there was.
        network: of the same inputs and registers.
        literals: there, of variables here.
        units: neurons of variables there, which come before those as they were written.
        kept: variables there whose neurons stay.
    """
    written = dict(units or {})
    for variable, unit in given.written.items():
        if variable in literals and all(read in literals for read in unit.weights):
            literal = literals[variable]
            made = unit_of([literals[read] for read in unit.weights], unit.form, literal & 1)
            if literal >> 1 > network.inputs and all(read < literal >> 1 for read in made.weights):
                written.setdefault(literal >> 1, made)
    known = {net: (literal >> 1, literal & 1) for net, literal in given.literals.items()}
    nets = {net: literals[variable] ^ negated for net, (variable, negated) in known.items() if variable in literals}
    return Translation(given.circuit, network, nets, written, frozenset(kept))


def as_written(given: Translation, limits: Limits) -> Neurons | None:
    """The neurons of the circuit itself, equal ones once; None where the limits or a cycle forbid that."""
    allowed, waiting, units = given.allowed(limits), given.roots, dict[int, Unit]()
    while waiting:
        variable = waiting.pop()
        if variable > given.network.inputs and variable not in units:
            unit = allowed.get(variable)
            if unit is None:
                return None
            units[variable] = unit
            waiting.extend(unit.weights)
    return Neurons(units, given.roots, given.network.inputs)


def circuit_of(given: Translation, made: Neurons) -> Circuit:
    """The circuit of neurons, with the ports and registers that it had and the names of nets that survive."""
    return _Writer(given, made).circuit()


class _Writer:
    """The neurons with names; of each variable that one of its two literals that is wanted is computed."""

    def __init__(self, given: Translation, made: Neurons) -> None:
        self.given, self.made = given, made
        self.shown = {net: made.shown(given.literals[net]) for net in given.wanted}
        self.seen = set(self.shown.values())
        self.names = Names([*given.literals, *given.circuit.outputs])
        # What is computed is called as a net that it was before, first as one that is seen.
        self.calls: dict[int, str] = {}
        for net, literal in [*self.shown.items(), *given.literals.items()]:
            self.calls.setdefault(literal, net)
        self.calls |= {given.literals[net]: net for net in given.sources}
        self.nodes: dict[str, Node] = {}

    def circuit(self) -> Circuit:
        """The circuit itself."""
        graph, units = self.given.circuit.graph, self.made.units
        for net in graph.graph["registers"]:
            self.nodes[net] = Register(net)  # keeps its place; what it samples has no name yet
        negated = {variable for variable in units if self._is_negated(variable)}
        for variable in self.made.order():
            unit = units[variable]
            for read in tuple(unit.weights):
                unit = reading(unit, read, 2 * read + 1) if read in negated else unit
            form = unit.form.opposite if variable in negated else unit.form
            self._put(
                2 * variable + (variable in negated), form, [2 * read + (read in negated) for read in unit.weights]
            )
        for literal in dict.fromkeys(self.shown.values()):
            if literal < 2:
                self._put(literal, LinearForm((), 1 - literal), [])
            elif literal & 1 and literal >> 1 not in negated:
                self._put(literal, LinearForm((-1,), 0), [literal ^ 1])
        for register in registers(graph):
            self.nodes[register.net] = Register(self._net(register.next), register.initial)
        shown = {name: self._net(net) for name, net in outputs(graph).items()}
        return self.given.circuit.replace(outputs=shown, nodes=self.nodes, circuits={})

    def _is_negated(self, variable: int) -> bool:
        """Whether a neuron computes the opposite of its variable: where only that is seen, or has a name."""
        seen = self.seen & {2 * variable, 2 * variable + 1}
        return 2 * variable not in (seen or self.calls) and 2 * variable + 1 in (seen or self.calls)

    def _put(self, literal: int, form: LinearForm, literals: Iterable[int]) -> None:
        name = self.calls.get(literal) or self.calls.setdefault(literal, self.names.numbered("h", ""))
        perceptron, gate = neuron_of(form, self.given.circuit.encoding)
        self.nodes[name] = Neuron(perceptron, tuple([self.calls[read] for read in literals]), gate)

    def _net(self, net: str) -> str:
        return self.calls[self.shown[net]]
