"""BLIF, the Berkeley Logic Interchange Format (University of California, 1992): reading; ``blif_writer`` writes it.

Read are ``.model .inputs .outputs .names .latch .subckt .end``; the first model is the top, the others become its
definitions. A cover becomes at most two levels of neurons and is never expanded to a table. A latch is a register; it
starts at 0 unless its initial value is 1 (2, do not care, and 3, unknown, read as 0). ``SKIPPED`` are statements that
say nothing about the function; every other one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count
from sys import intern
from typing import TypeAlias

from neurocircuit.errors import FormatError
from neurocircuit.formats.blif_writer import dumps
from neurocircuit.formats.lines import statements
from neurocircuit.logic.cover import cover_recipe
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register
from neurocircuit.netlist.names import Names

__all__ = ["SKIPPED", "dumps", "parse"]

#: Delays, loads, drives, areas and clock phases of SIS, and the notes that Yosys writes.
SKIPPED = frozenset(
    {
        *(".area", ".delay", ".wire_load_slope", ".wire", ".input_arrival", ".default_input_arrival"),
        *(".output_required", ".default_output_required", ".input_drive", ".default_input_drive"),
        *(".output_load", ".default_output_load", ".max_input_load", ".default_max_input_load"),
        *(".clock", ".cycle", ".clock_event", ".attr", ".param", ".cname"),
    }
)
#: What holds a part of the function that this reader does not know.
REFUSED = {
    ".exdc": "external don't cares",
    ".gate": "a gate of a library; map it to .names first",
    ".mlatch": "a latch of a library; map it to .latch first",
    ".search": "models in another file; put them into this one",
    ".start_kiss": "a state machine; encode it first",
    ".blackbox": "a model without contents",
}
EDGES = ("re", "fe")
LEVELS = ("ah", "al", "as")


@dataclass(slots=True)
class _Cover:
    number: int
    inputs: tuple[str, ...]
    net: str
    rows: list[str] = field(default_factory=list)
    value: int = 1


@dataclass(frozen=True, slots=True)
class _Latch:
    number: int
    inputs: tuple[str, ...]
    net: str
    initial: int


@dataclass(frozen=True, slots=True)
class _Use:
    number: int
    model: str
    wires: Mapping[str, str]


@dataclass(slots=True)
class _Model:
    """One model as written."""

    name: str
    number: int
    inputs: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, int] = field(default_factory=dict)
    parts: list[_Cover | _Latch | _Use] = field(default_factory=list)
    clocks: set[tuple[str, str]] = field(default_factory=set)
    shows: bool = False


def parse(text: str, source: str = "") -> Circuit:
    """The circuit that a BLIF text describes: its first model, with the other models as definitions.

    Raises:
        FormatError: with the line, for anything that is not of the format, nets without or with two drivers, and
            models that are missing or contain themselves.

    >>> parse(".model m\\n.inputs a b\\n.outputs y\\n.names a b y\\n1- 1\\n-1 1").nodes["y"].gate
    'OR'
    """
    return _circuit(_Reader(source).read(text), source)


class _Reader:
    """The models read so far, and the one and the cover that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.models: dict[str, _Model] = {}
        self.model: _Model | None = None
        self.cover: _Cover | None = None

    def error(self, what: str, number: int | str = "", hint: str = "") -> FormatError:
        return FormatError(what, where=number, source=self.source, hint=hint)

    def read(self, text: str) -> dict[str, _Model]:
        for number, line in statements(text, self.source, continuation="\\"):
            if line[0] == ".":
                self.cover = None
                self.statement(number, list(map(intern, line.split())))
            else:
                self.row(number, line)
        if not self.models:
            raise self.error("no .model", hint="is the file empty?")
        cover = self.cover
        if cover is not None and cover.inputs and not cover.rows:  # the last one, and no .end follows
            raise self.error(f"no rows for {cover.net[:80]!r}, and no .end", cover.number, "is the file cut short?")
        for model in self.models.values():
            # Without .end, outputs that are missing may be those that were cut off.
            if not model.shows or (model is self.model and not model.outputs):
                raise self.error(f"model {model.name[:80]!r} has no .outputs", model.number, "is the file cut short?")
        return self.models

    def statement(self, number: int, words: list[str]) -> None:
        keyword, *arguments = words
        if keyword in SKIPPED:
            return
        if keyword in REFUSED:
            raise self.error(f"{keyword} is not read", number, REFUSED[keyword])
        read = _STATEMENTS.get(keyword)
        if read is None:
            raise self.error(f"unknown statement {keyword[:40]!r}", number, f"one of {' '.join(_STATEMENTS)}")
        if read is not _Reader.begin and self.model is None:
            raise self.error(f"{keyword} outside a model", number, "each model begins with .model NAME")
        read(self, number, arguments)

    @property
    def open(self) -> _Model:
        assert self.model is not None
        return self.model

    def begin(self, number: int, arguments: list[str]) -> None:
        if len(arguments) != 1:
            raise self.error(f".model with {len(arguments)} names", number, ".model NAME")
        name = arguments[0]
        if name in self.models:
            raise self.error(f"model {name[:80]!r} is there twice", number)
        self.model = self.models[name] = _Model(name, number)

    def inputs(self, number: int, arguments: list[str]) -> None:
        for name in arguments:
            if name in self.open.inputs:
                raise self.error(f"input {name[:80]!r} is there twice", number)
            self.open.inputs[name] = number

    def outputs(self, number: int, arguments: list[str]) -> None:
        self.open.shows = True
        for name in arguments:
            self.open.outputs.setdefault(name, number)

    def names(self, number: int, arguments: list[str]) -> None:
        if not arguments:
            raise self.error(".names without an output", number)
        self.cover = _Cover(number, tuple(arguments[:-1]), arguments[-1])
        self.open.parts.append(self.cover)

    def row(self, number: int, line: str) -> None:
        cover = self.cover
        if cover is None:
            raise self.error(f"{line[:60]!r} is no statement", number, "rows follow their .names")
        mask, _, letter = line.rpartition(" ")
        mask = mask.rstrip(" ")
        if letter not in ("0", "1") or mask.strip("01-"):
            raise self.error(f"{line[:60]!r} is no row", number, "0, 1 or - for each input, a space, then 0 or 1")
        if len(mask) != len(cover.inputs):
            plural = "s" if len(mask) != 1 else ""
            raise self.error(f"row has {len(mask)} literal{plural}, expected {len(cover.inputs)}", number)
        value = int(letter)
        if cover.rows and value != cover.value:
            raise self.error(f"rows of 0 and of 1 in the cover of {cover.net[:80]!r}", number, "use one kind")
        cover.value = value
        cover.rows.append(mask)

    def latch(self, number: int, arguments: list[str]) -> None:
        if len(arguments) < 2:
            raise self.error(".latch without an input and an output", number)
        following, net, *rest = arguments
        if rest and rest[0] in LEVELS:
            raise self.error(f"a latch that follows a level ({rest[0]})", number, f"read are edges: {' '.join(EDGES)}")
        if rest and rest[0] in EDGES:
            if len(rest) < 2:
                raise self.error(f".latch {rest[0]} without a clock", number, "a net, or NIL")
            if rest[1] != "NIL":
                self.open.clocks.add((rest[0], rest[1]))
            rest = rest[2:]
        if len(self.open.clocks) > 1:
            raise self.error("latches of different clocks", number, "all registers share one clock")
        if len(rest) > 1 or (rest and rest[0] not in ("0", "1", "2", "3")):
            raise self.error(f"{' '.join(rest)[:60]!r} is no initial value", number, "0, 1, 2 or 3")
        self.open.parts.append(_Latch(number, (following,), net, int(rest == ["1"])))

    def subckt(self, number: int, arguments: list[str]) -> None:
        if not arguments:
            raise self.error(".subckt without a model", number)
        wires: dict[str, str] = {}
        for pair in arguments[1:]:
            port, equals, net = pair.partition("=")
            if not (port and equals and net):
                raise self.error(f"{pair[:60]!r} connects nothing", number, "PORT=NET")
            if port in wires:
                raise self.error(f"port {port[:80]!r} is connected twice", number)
            wires[port] = net
        self.open.parts.append(_Use(number, arguments[0], wires))

    def end(self, number: int, arguments: list[str]) -> None:
        if arguments:
            raise self.error(f".end with {arguments[0][:40]!r}", number)
        self.model = None


_Statement: TypeAlias = Callable[[_Reader, int, list[str]], None]
_STATEMENTS: dict[str, _Statement] = {
    ".model": _Reader.begin,
    ".inputs": _Reader.inputs,
    ".outputs": _Reader.outputs,
    ".names": _Reader.names,
    ".latch": _Reader.latch,
    ".subckt": _Reader.subckt,
    ".end": _Reader.end,
}


def _circuit(models: dict[str, _Model], source: str) -> Circuit:
    """The first model as a circuit; each model is built once, the used before the user."""
    used: dict[str, set[str]] = {name: set() for name in models}
    for model in models.values():
        for part in model.parts:
            if isinstance(part, _Use):
                if part.model not in models:
                    raise FormatError(
                        f"no model {part.model[:80]!r} in this file", where=part.number, source=source, hint="add it"
                    )
                used[model.name].add(part.model)
    try:
        order = list(TopologicalSorter({name: sorted(parts) for name, parts in used.items()}).static_order())
    except CycleError as error:
        ring = [name[:40] for name in reversed(error.args[1])]
        shown = " -> ".join(ring if len(ring) < 7 else [*ring[:3], "...", *ring[-2:]])
        number = models[error.args[1][-1]].number
        raise FormatError(f"models that contain themselves: {shown}", where=number, source=source) from None
    built: dict[str, Circuit] = {}
    for name in order:
        built[name] = _Builder(models[name], built, source).build()
    top = next(iter(models))
    return built[top].replace(circuits={name: built[name] for name in models if name != top})


class _Builder:
    """One model while it is made a circuit."""

    def __init__(self, model: _Model, circuits: Mapping[str, Circuit], source: str) -> None:
        self.model = model
        self.circuits = circuits
        self.source = source
        self.drivers = dict(model.inputs)
        # Nets that an instance drives, by what a circuit calls them.
        self.aliases: dict[str, str] = {}
        self.numbers: dict[str, Iterator[int]] = {}

    def error(self, what: str, number: int, hint: str = "") -> FormatError:
        return FormatError(what, where=number, source=self.source, hint=hint)

    def build(self) -> Circuit:
        for part in self.model.parts:
            for net in self.driven(part):
                if net in self.drivers:
                    raise self.error(
                        f"net {net[:80]!r} is driven twice", part.number, f"first on line {self.drivers[net]}"
                    )
                self.drivers[net] = part.number
        self.check_reads()
        names = Names(self.drivers)
        uses = [part for part in self.model.parts if isinstance(part, _Use)]
        instances = {use.number: self.name_instance(use, names) for use in uses}
        nodes: dict[str, Node] = {}
        for part in self.model.parts:
            if isinstance(part, _Cover):
                self.place_neurons(part, names, nodes)
            elif isinstance(part, _Latch):
                nodes[part.net] = Register(self.reference(part.inputs[0]), part.initial)
            else:
                definition = self.circuits[part.model]
                wired = tuple([self.reference(part.wires[port]) for port in definition.inputs])
                nodes[instances[part.number]] = Instance(definition, wired, part.model)
        outputs = {name: self.reference(name) for name in self.model.outputs}
        return Circuit(self.model.inputs, outputs, nodes, self.model.name)

    def reference(self, net: str) -> str:
        return self.aliases.get(net, net)

    def driven(self, part: _Cover | _Latch | _Use) -> Iterable[str]:
        if not isinstance(part, _Use):
            return (part.net,)
        definition = self.circuits[part.model]
        ports = set(definition.outputs) | set(definition.inputs)
        for port in part.wires:
            if port not in ports:
                raise self.error(f"model {part.model[:80]!r} has no port {port[:80]!r}", part.number)
        for port in definition.inputs:
            if port not in part.wires:
                raise self.error(f"input {port[:80]!r} of {part.model[:80]!r} is not connected", part.number)
        return [net for _, net in self.wired_outputs(part)]

    def wired_outputs(self, use: _Use) -> list[tuple[str, str]]:
        definition = self.circuits[use.model]
        inputs = set(definition.inputs)
        return [(port, use.wires[port]) for port in definition.outputs if port in use.wires and port not in inputs]

    def check_reads(self) -> None:
        for part in self.model.parts:
            if isinstance(part, _Use):
                self.check(part.number, [part.wires[port] for port in self.circuits[part.model].inputs])
            else:
                self.check(part.number, part.inputs)
        for name, number in self.model.outputs.items():
            self.check(number, (name,))

    def check(self, number: int, nets: Iterable[str]) -> None:
        for net in nets:
            if net not in self.drivers:
                raise self.error(f"net {net[:80]!r} is never driven", number)

    def name_instance(self, use: _Use, names: Names) -> str:
        """The name of an instance, from the nets that it drives where they say one; BLIF gives it none."""
        definition, wired = self.circuits[use.model], self.wired_outputs(use)
        alone = len(definition.outputs) == 1
        numbers = self.numbers.setdefault(use.model, count(1))
        for name in chain(_stems(wired, alone), (f"{use.model}_{number}" for number in numbers)):
            calls = {port: f"{name}.{port}" for port in definition.outputs}
            own = {calls[port]: net for port, net in wired}
            if alone and wired:
                own[name] = wired[0][1]
            if all(call not in names.taken or own.get(call) == call for call in (name, *calls.values())):
                break
        names.taken.update((name, *calls.values()))
        self.aliases.update({net: name if alone else calls[port] for port, net in wired})
        return name

    def place_neurons(self, cover: _Cover, names: Names, nodes: dict[str, Node]) -> None:
        nets = [self.aliases.get(net, net) for net in cover.inputs]
        recipe = cover_recipe(cover.rows, len(nets), cover.value)
        for index, step in enumerate(recipe, 1):
            nets.append(cover.net if index == len(recipe) else names.numbered(cover.net))
            nodes[nets[-1]] = Neuron(step.perceptron, tuple([nets[place] for place in step.operands]), step.gate)


def _stems(wired: list[tuple[str, str]], alone: bool) -> Iterator[str]:
    """``fa0`` where an output ``sum`` drives ``fa0.sum``; the net itself where there is one output."""
    for port, net in wired:
        if net.endswith(f".{port}") and len(net) > len(port) + 1:
            yield net.removesuffix(f".{port}")
    if alone and wired:
        yield wired[0][1]
