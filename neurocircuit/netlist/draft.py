"""Netlists while they are read: what drives each net, what reads it, and where in the text both stand.

Readers say what they meet, in any order; definitions may follow their use. Nets are strings, whatever a format calls
them; places are line numbers, or words where a text has no lines. ``assemble`` then makes the circuit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count
from typing import NamedTuple, TypeAlias

from neurocircuit.errors import CircuitError, FormatError, shorten
from neurocircuit.logic.recipe import Recipe, constant, table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register
from neurocircuit.netlist.names import Names

Place: TypeAlias = "int | str"
#: The net that clocks registers, and its edge (empty where the text does not say).
Clock: TypeAlias = tuple[str, str]


#: The operands of a neuron that reads just what it is given.
_IN_ORDER = tuple(range(16))


class _Use(NamedTuple):
    """An instance: where it is placed, how the text calls what it is of, the net at each port, what it reads."""

    place: Place
    reference: str
    wires: Mapping[str, str]
    reads: tuple[str, ...] = ()


class _Part(NamedTuple):
    """What is neither an instance nor one neuron: where it is placed, the nets that it reads, and what it is."""

    place: Place
    reads: tuple[str, ...]
    made: Recipe | int


class Draft:
    """One circuit while it is read: inputs, outputs and parts.

    Args:
        source: what stands for the text in messages.
        place: where in it this circuit begins.

    >>> draft = Draft("x.txt")
    >>> draft.input("a", 1)
    >>> draft.register("q", "a", 0, 2)
    >>> draft.output("q", 3)
    >>> assemble({"x": draft})
    <Circuit 'x': 1 input, 1 output, 1 node>
    """

    def __init__(self, source: str = "", place: Place = "") -> None:
        self.source = source
        self.place = place
        self.inputs: list[str] = []
        self.outputs: dict[str, tuple[str, Place]] = {}
        self.drivers: dict[str, Place] = {}
        #: What was placed, each with its net or, of an instance, its name. By far the most are single neurons.
        self.parts: list[tuple[str, Neuron | _Part | _Use]] = []
        self._used: list[int] = []
        self.stems: dict[str, str] = {}
        self.constants: dict[int, str] = {}
        self.clocked: tuple[Clock, Place] | None = None
        # Of a finished draft: its circuit, and its clock where that is declared as an input.
        self.circuit: Circuit
        self.clock_port: Clock | None = None

    def error(self, what: str, place: Place = "", hint: str = "") -> FormatError:
        """The error that says what is wrong at a place."""
        return FormatError(what, where=place, source=self.source, hint=hint)

    def drive(self, net: str, place: Place) -> None:
        """Note that something drives a net; what places parts does so itself.

        Raises:
            FormatError: where something else drives it too.
        """
        if net in self.drivers:
            first = self.drivers[net]
            if isinstance(first, int) and isinstance(place, int):
                first, place = sorted((first, place))
            where = f"on line {first}" if isinstance(first, int) else f"at {first}"
            raise self.error(f"net {shorten(self.called(net), 80)!r} is driven twice", place, f"first {where}")
        self.drivers[net] = place

    def called(self, net: str) -> str:
        """How a net is called in messages and in further names: one that the text does not name by its stem."""
        return self.stems.get(net, net)

    def input(self, name: str, place: Place) -> None:
        """Declare an input."""
        self.drive(name, place)
        self.inputs.append(name)

    def output(self, name: str, place: Place, net: str = "") -> None:
        """Declare an output that shows a net (default: the one of its name); a repeated one is dropped."""
        self.outputs.setdefault(name, (net or name, place))

    def recipe(self, net: str, recipe: Recipe, reads: tuple[str, ...], place: Place) -> None:
        """Place the neurons of a recipe: the last one drives the net, the others nets that get new names."""
        self.drive(net, place)
        operands, perceptron, gate = recipe[0]
        alone = len(recipe) == 1 and len(operands) == len(reads) and operands == _IN_ORDER[: len(reads)]
        self.parts.append((net, Neuron(perceptron, reads, gate) if alone else _Part(place, reads, recipe)))

    def function(self, net: str, table: TruthTable, reads: Sequence[str | int], place: Place) -> None:
        """Place the few neurons of a truth table; some of what it reads may be known values."""
        for index, read in enumerate(reads):
            if isinstance(read, int):
                table = table.cofactor(index, read)
        kept = [index for index in range(table.arity) if table.depends_on(index)]
        recipe = table_recipe(table if len(kept) == table.arity else table.permute(kept))
        self.recipe(net, recipe, tuple([str(reads[index]) for index in kept]), place)

    def constant(self, value: int, place: Place) -> str:
        """A net that is always 0 or always 1, of which there is one each."""
        if value not in self.constants:
            self.constants[value] = self.inner("one" if value else "zero")
            self.recipe(self.constants[value], (constant(value),), (), place)
        return self.constants[value]

    def inner(self, stem: str) -> str:
        """A net that the text does not name, to be driven and read; at the end it is called after the stem."""
        # No text holds such a name.
        net = f"\0{len(self.stems)}"
        self.stems[net] = self.called(stem)
        return net

    def register(self, net: str, following: str, initial: int, place: Place) -> None:
        """Place a register."""
        self.drive(net, place)
        self.parts.append((net, _Part(place, (following,), initial)))

    def instance(self, reference: str, wires: Mapping[str, str], place: Place, name: str = "") -> None:
        """Place an instance of another draft: its name there, the net at each port, perhaps a name of its own."""
        self._used.append(len(self.parts))
        self.parts.append((name, _Use(place, reference, wires)))

    def clock(self, net: str, edge: str, place: Place) -> None:
        """Note by what registers are clocked.

        Raises:
            FormatError: for another clock, or another edge, than that of other registers.
        """
        (first, told), place_of_first = self.clocked or ((net, edge), place)
        if first != net:
            both = f"{self.called(first)[:40]!r} and {self.called(net)[:40]!r}"
            raise self.error(f"registers of different clocks: {both}", place, "all registers share one clock")
        if told and edge and told != edge:
            raise self.error(
                f"both edges of the clock {self.called(net)[:80]!r} are used", place, "all registers share one"
            )
        self.clocked = (net, told or edge), place_of_first

    def undriven(self) -> dict[str, Place]:
        """The nets that are read and not driven, with the first place of each."""
        found: dict[str, Place] = {}
        for net, place in self.outputs.values():
            if net not in self.drivers:
                found.setdefault(net, place)
        for driven, part in self.parts:
            for net in part.inputs if isinstance(part, Neuron) else part.reads:
                if net not in self.drivers:
                    found.setdefault(net, self.drivers[driven] if isinstance(part, Neuron) else part.place)
        return found

    @property
    def uses(self) -> Iterator[tuple[int, str, _Use]]:
        """The instances: their place among the parts, their names."""
        for number in self._used:
            name, part = self.parts[number]
            assert isinstance(part, _Use)
            yield number, name, part

    def finish(self, name: str, drafts: Mapping[str, Draft]) -> None:
        """Make the ``circuit`` of all that was placed, without an input that serves only as the clock.

        Args:
            name: of the circuit.
            drafts: what instances are of, finished.

        Raises:
            FormatError: with the place, for what no net or port fits.
        """
        for number, given, use in self.uses:
            self.parts[number] = given, self._connected(use, drafts)
        undriven = self.undriven()
        if undriven:
            self._leave_out_names_of_nothing()
            undriven = self.undriven()
        for net, place in undriven.items():
            raise self.error(f"net {shorten(self.called(net), 80)!r} is never driven", place)
        inputs = self._inputs()
        names = Names(net for net in self.drivers if net not in self.stems)
        # What the text calls a net, and the circuit the output of an instance; and what it does not call at all.
        calls = {net: names.fresh(stem) for net, stem in self.stems.items()}
        numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
        for number, given, use in self.uses:
            called = _named(given, use, drafts, names, numbers, calls)
            self.parts[number] = called, use
            self.drivers.setdefault(called, use.place)
        nodes: dict[str, Node] = {}
        for net, part in self.parts:
            if isinstance(part, Neuron):
                if not calls.keys().isdisjoint(part.inputs):
                    part = Neuron(part.perceptron, tuple([calls.get(read, read) for read in part.inputs]), part.gate)
                nodes[calls.get(net, net)] = part
                continue
            reads = tuple([calls.get(read, read) for read in part.reads])
            if isinstance(part, _Use):
                nodes[net] = Instance(drafts[part.reference].circuit, reads, part.reference)
            elif isinstance(part.made, int):
                nodes[calls.get(net, net)] = Register(reads[0], part.made)
            else:
                _place_neurons(calls.get(net, net), part.made, reads, names, nodes)
        # Of a large netlist only the places are still needed.
        self.parts.clear()
        outputs = {output: calls.get(net, net) for output, (net, _) in self.outputs.items()}
        self.circuit = Circuit(inputs, outputs, nodes, name)

    def _leave_out_names_of_nothing(self) -> None:
        """Drop buffers of undriven nets that nothing reads: so Yosys writes names of nets that it did away with."""
        read = {*self._reads(), *(self.clocked[0] if self.clocked else ())}
        for net, part in self.parts:
            plain = isinstance(part, Neuron) and part.gate == "BUF" and part.inputs[0] not in self.drivers
            if plain and net not in read:
                del self.drivers[net]
        self.parts = [(net, part) for net, part in self.parts if isinstance(part, _Use) or net in self.drivers]
        self._used = [number for number, (_, part) in enumerate(self.parts) if isinstance(part, _Use)]

    def _reads(self) -> Iterator[str]:
        """The nets that outputs show and parts read."""
        parts = (part.inputs if isinstance(part, Neuron) else part.reads for _, part in self.parts)
        return chain((shown for shown, _ in self.outputs.values()), *parts)

    def _connected(self, use: _Use, drafts: Mapping[str, Draft]) -> _Use:
        """An instance with the nets that it reads; those that it drives are driven from now on."""
        place, reference, wires, _ = use
        circuit, clock = drafts[reference].circuit, drafts[reference].clock_port
        inputs = dict.fromkeys((*circuit.inputs, *(clock[:1] if clock else ())))
        ports = {*inputs, *circuit.outputs}
        for port in wires:
            if port not in ports:
                raise self.error(f"{reference[:80]!r} has no port {port[:80]!r}", place)
        for port in inputs:
            if port not in wires:
                raise self.error(f"input {port[:80]!r} of {reference[:80]!r} is not connected", place)
        if clock:
            self.clock(wires[clock[0]], clock[1], place)
        for _, net in _drives(circuit, wires):
            self.drive(net, place)
        return use._replace(reads=tuple([wires[port] for port in circuit.inputs]))

    def _inputs(self) -> list[str]:
        """The inputs but for one that is only the clock."""
        if self.clocked is None:
            return self.inputs
        clock, place = self.clocked
        net = clock[0]
        if net in self.inputs:
            self.clock_port = clock
        elif net in self.drivers:
            raise self.error(f"the clock {self.called(net)[:80]!r} is no input", place, "all registers share one clock")
        return self.inputs if net in self._reads() else [name for name in self.inputs if name != net]


def assemble(drafts: Mapping[str, Draft], word: str = "model", hint: str = "add it") -> Circuit:
    """The first draft as a circuit, with the others as its definitions; the used are finished before their users.

    Args:
        drafts: by name.
        word: what the format calls one.
        hint: the way out where one is missing.

    Raises:
        FormatError: with the place, for a definition that is missing or contains itself, and all that ``finish`` finds.
        CircuitError: for a cycle, with the place of its first net.
        LimitError: where the circuit is larger than allowed.
    """
    used: dict[str, set[str]] = {}
    for name, draft in drafts.items():
        uses = [use for _, _, use in draft.uses]
        for use in uses:
            if use.reference not in drafts:
                raise draft.error(f"no {word} {use.reference[:80]!r} in this file", use.place, hint)
        used[name] = {use.reference for use in uses}
    try:
        order = list(TopologicalSorter({name: sorted(parts) for name, parts in used.items()}).static_order())
    except CycleError as error:
        ring = [name[:40] for name in reversed(error.args[1])]
        shown = " -> ".join(ring if len(ring) < 7 else [*ring[:3], "...", *ring[-2:]])
        draft = drafts[error.args[1][-1]]
        raise draft.error(f"{word}s that contain themselves: {shown}", draft.place) from None
    for name in order:
        drafts[name].finish(name, drafts)
    (_, top), *others = drafts.items()
    circuit = top.circuit
    if others:
        circuit = circuit.replace(circuits={name: draft.circuit for name, draft in others})
    try:
        circuit.graph  # noqa: B018 - made here, where the places are known
    except CircuitError as error:
        # Of a net inside of an instance the place is that of the instance.
        nets = chain.from_iterable((net, net.partition(".")[0]) for net in error.faults[0].nets)
        error.where = next((top.drivers[net] for net in nets if net in top.drivers), error.where)
        error.source = top.source
        raise
    return circuit


def _drives(circuit: Circuit, wires: Mapping[str, str]) -> list[tuple[str, str]]:
    """The connected outputs of an instance, but those that are inputs, and the net of each."""
    inputs = set(circuit.inputs)
    return [(port, wires[port]) for port in circuit.outputs if port in wires and port not in inputs]


def _named(
    given: str,
    use: _Use,
    drafts: Mapping[str, Draft],
    names: Names,
    numbers: Mapping[str, Iterator[int]],
    calls: dict[str, str],
) -> str:
    """A name of an instance that nothing has: its own, else what the nets that it drives say, else a number."""
    _, reference, wires, _ = use
    circuit = drafts[reference].circuit
    alone = len(circuit.outputs) == 1
    driven = _drives(circuit, wires)
    drives = [(port, calls.get(net, net)) for port, net in driven]
    for name in chain(_stems(given, drives, alone), (f"{reference}_{number}" for number in numbers[reference])):
        ports = {port: f"{name}.{port}" for port in circuit.outputs}
        own = {ports[port]: net for port, net in drives}
        if alone and drives:
            own[name] = drives[0][1]
        if all(call not in names.taken or own.get(call) == call for call in (name, *ports.values())):
            break
    names.taken.update((name, *ports.values()))
    calls.update({net: name if alone else ports[port] for port, net in driven})
    return name


def _stems(given: str, drives: list[tuple[str, str]], alone: bool) -> Iterator[str]:
    """The given name; ``fa0`` where an output ``sum`` drives ``fa0.sum``; the net itself where there is one output."""
    if given:
        yield given
    for port, net in drives:
        if net.endswith(f".{port}") and len(net) > len(port) + 1:
            yield net.removesuffix(f".{port}")
    if alone and drives:
        yield drives[0][1]


def _place_neurons(net: str, recipe: Recipe, reads: tuple[str, ...], names: Names, nodes: dict[str, Node]) -> None:
    nets = list(reads)
    for index, step in enumerate(recipe, 1):
        nets.append(net if index == len(recipe) else names.numbered(net))
        nodes[nets[-1]] = Neuron(step.perceptron, tuple([nets[place] for place in step.operands]), step.gate)
