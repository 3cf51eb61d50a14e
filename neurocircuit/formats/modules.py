"""A hierarchy while it is written: a module for each definition, with names that the format allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from re import Pattern

from neurocircuit.formats.names import WrittenNames, written_names
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.circuit import Circuit, Neuron, add_parallel
from neurocircuit.netlist.graph import references
from neurocircuit.netlist.names import Names


class WrittenModule:
    """One circuit while it is written as a module: its nets and ports under names that the format allows."""

    def __init__(self, circuit: Circuit, name: str, refused: Pattern[str], distinct: bool) -> None:
        self.circuit = circuit
        self.name = name
        self._calls = {
            call: f"{target[0]}.{circuit.instances[target[0]].circuit.outputs[target[1]]}"
            for call, target in references(circuit).items()
            if isinstance(target, tuple)
        }
        made = (name for name in circuit.nodes if name not in circuit.instances)
        shown = {name: self._net(net) for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)}
        nets = dict.fromkeys(chain(made, self._calls.values()))
        self.written: WrittenNames = written_names(circuit.inputs, shown, nets, refused, distinct=distinct)

    def _net(self, reference: str) -> str:
        """The net of a reference: the output of an instance has one name, even where it may be called by two."""
        return self._calls.get(reference, reference)

    @property
    def inputs(self) -> list[str]:
        """The written names of the inputs."""
        return [self.written.nets[name] for name in self.circuit.inputs]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The written names of the outputs."""
        return self.written.outputs

    def names(self, references: Iterable[str]) -> list[str]:
        """The written names of nets."""
        return [self.written.nets[self._net(reference)] for reference in references]

    def read(self, neuron: Neuron) -> tuple[list[str], LinearForm]:
        """The written names of the nets that a neuron reads, each once, and its form."""
        fanin, perceptron = tuple(self.names(neuron.inputs)), neuron.perceptron
        if len(set(fanin)) < len(fanin):
            fanin, perceptron = add_parallel(fanin, perceptron)
        return [*fanin], perceptron.integer_form

    def wires(self, instance: str) -> list[str]:
        """The written names of the nets at the inputs, then at the outputs, of an instance."""
        node = self.circuit.instances[instance]
        return self.names((*node.inputs, *(f"{instance}.{output}" for output in node.circuit.outputs)))


def written_modules(
    circuit: Circuit, module_name: Callable[[str], str], refused: Pattern[str], distinct: bool
) -> dict[Circuit, WrittenModule]:
    """The circuit and the definitions that it uses as modules, each once, the user before the used.

    Args:
        circuit: the top.
        module_name: fits a name for a module; two modules never have the same.
        refused: what no name of a net may hold.
        distinct: whether an output of the top that is an input gets a name of its own; in a definition it always does.
    """
    names = Names()
    modules: dict[Circuit, WrittenModule] = {}
    pending = {circuit: circuit.name}
    while pending:
        definition, name = next(iter(pending.items()))
        del pending[definition]
        written = names.fresh(module_name(name) or "circuit")
        modules[definition] = WrittenModule(definition, written, refused, distinct or definition is not circuit)
        for node in definition.instances.values():
            if node.circuit not in modules:
                pending.setdefault(node.circuit, node.circuit.name or node.reference)
    return modules
