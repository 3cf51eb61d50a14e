"""BLIF, the Berkeley Logic Interchange Format (University of California, 1992): reading; ``blif_writer`` writes it.

Read are ``.model .inputs .outputs .names .latch .clock .subckt .conn .blackbox .end``, and ``.gate`` for the cells of
Yosys. The first model that no other one uses is the top, as for ABC; the others become its definitions. A cover becomes
at most two levels of neurons and is never expanded to a table. A latch is a register; it starts at 0 unless its initial
value is 1 (2, do not care, and 3, unknown, read as 0). ``SKIPPED`` are statements that say nothing about the function;
every other one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import TypeAlias

from neurocircuit.errors import FormatError, NeurocircuitError, counted
from neurocircuit.formats import cells
from neurocircuit.formats.blif_writer import dumps
from neurocircuit.formats.context import Context
from neurocircuit.formats.lines import statements
from neurocircuit.logic.cover import cover_recipe
from neurocircuit.logic.recipe import Recipe
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, assemble

__all__ = ["SKIPPED", "dumps", "parse"]

#: Delays, loads, drives, areas and clock phases of SIS, and the notes that Yosys writes.
SKIPPED = frozenset(
    {
        *(".area", ".delay", ".wire_load_slope", ".wire", ".input_arrival", ".default_input_arrival"),
        *(".output_required", ".default_output_required", ".input_drive", ".default_input_drive"),
        *(".output_load", ".default_output_load", ".max_input_load", ".default_max_input_load"),
        *(".cycle", ".clock_event", ".attr", ".param", ".cname"),
    }
)
#: What holds a part of the function that this reader does not know.
REFUSED = {
    ".exdc": "external don't cares",
    ".mlatch": "a latch of a library; map it to .latch first",
    ".search": "models in another file; put them into this one",
    ".start_kiss": "a state machine; encode it first",
}
EDGES = ("re", "fe")
LEVELS = ("ah", "al", "as")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a BLIF text describes: its top model, with the other models as definitions.

    Raises:
        FormatError: with the line, for anything that is not of the format, nets without or with two drivers, and
            models that are missing or contain themselves.

    >>> parse(b".model m\\n.inputs a b\\n.outputs y\\n.names a b y\\n1- 1\\n-1 1", Context()).nodes["y"].gate
    'OR'
    """
    return assemble(_Reader(context.source).read(data))


class _Reader:
    """The models read so far, and the one and the cover that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.models: dict[str, Draft] = {}
        self.model: Draft | None = None
        self.shown: set[str] = set()
        self.used: dict[str, int] = {}
        self.black: set[str] = set()
        # Of the cover that is open the line, the nets (its own the last one) and the rows. These are looked at when it
        # is closed, those that came before not again.
        self.place = 0
        self.nets: list[str] = []
        self.rows: list[str] = []
        self.places: list[int] = []
        self.recipes: dict[tuple[int, tuple[str, ...]], Recipe] = {}

    def error(self, what: str, number: int | str = "", hint: str = "") -> FormatError:
        return FormatError(what, where=number, source=self.source, hint=hint)

    def read(self, data: bytes) -> dict[str, Draft]:
        """All models, the top first."""
        for number, line in statements(data, self.source, continuation="\\"):
            if line[0] == ".":
                self.close_cover()
                self.statement(number, list(map(intern, line.split())))
            elif self.nets:
                self.rows.append(line)
                self.places.append(number)
            else:
                raise self.error(f"{line[:60]!r} is no statement", number, "rows follow their .names")
        if not self.models:
            raise self.error("no .model", hint="is the file empty?")
        if len(self.nets) > 1 and not self.rows:  # the last one, and no .end follows
            raise self.error(f"no rows for {self.nets[-1][:80]!r}, and no .end", self.place, "is the file cut short?")
        self.close_cover()
        for name, model in self.models.items():
            # Without .end, outputs that are missing may be those that were cut off.
            if name not in self.shown or (model is self.model and not model.outputs):
                raise self.error(f"model {name[:80]!r} has no .outputs", model.place, "is the file cut short?")
        for name in sorted(self.black):
            if name in self.used or len(self.models) == 1:
                number = self.used.get(name, 1)
                raise self.error(f"model {name[:80]!r} is a .blackbox", number, "write its contents")
            del self.models[name]
        top = next((name for name in self.models if name not in self.used), next(iter(self.models)))
        return {top: self.models[top], **self.models}

    def statement(self, number: int, words: list[str]) -> None:
        keyword, *arguments = words
        read = _STATEMENTS.get(keyword)
        if read is None:
            if keyword in SKIPPED:
                return
            if keyword in REFUSED:
                raise self.error(f"{keyword} is not read", number, REFUSED[keyword])
            raise self.error(f"unknown statement {keyword[:40]!r}", number, f"one of {' '.join(_STATEMENTS)}")
        if read is not _Reader.begin and self.model is None:
            raise self.error(f"{keyword} outside a model", number, "each model begins with .model NAME")
        read(self, number, arguments)

    @property
    def open(self) -> Draft:
        assert self.model is not None
        return self.model

    def begin(self, number: int, arguments: list[str]) -> None:
        if len(arguments) != 1:
            raise self.error(f".model with {len(arguments)} names", number, ".model NAME")
        name = arguments[0]
        if name in self.models:
            raise self.error(f"model {name[:80]!r} is there twice", number)
        self.model = self.models[name] = Draft(self.source, number)

    def inputs(self, number: int, arguments: list[str]) -> None:
        for name in arguments:
            self.open.input(name, number)

    def outputs(self, number: int, arguments: list[str]) -> None:
        self.shown.add(next(reversed(self.models)))
        for name in arguments:
            self.open.output(name, number)

    def names(self, number: int, arguments: list[str]) -> None:
        if not arguments:
            raise self.error(".names without an output", number)
        self.place, self.nets = number, arguments

    def close_cover(self) -> None:
        """Place the cover that is open, if one is: no further row belongs to it."""
        if not self.nets:
            return
        *inputs, net = self.nets
        key = len(inputs), tuple(self.rows)
        recipe = self.recipes.get(key)
        if recipe is None:
            recipe = self.recipes[key] = self.recipe()
        self.open.recipe(net, recipe, tuple(inputs), self.place)
        self.nets = []
        self.rows.clear()
        self.places.clear()

    def recipe(self) -> Recipe:
        """The neurons of the cover that is open."""
        *inputs, net = self.nets
        masks: list[str] = []
        values: list[str] = []
        for number, line in zip(self.places, self.rows, strict=True):
            mask, _, value = line.rpartition(" ")
            mask = mask.rstrip(" ")
            if value not in ("0", "1") or mask.strip("01-"):
                what = "0, 1 or - for each input, a space, then 0 or 1"
                raise self.error(f"{line[:60]!r} is no row", number, what)
            if len(mask) != len(inputs):
                raise self.error(f"row has {counted(len(mask), 'literal')}, expected {len(inputs)}", number)
            if values and value != values[0]:
                raise self.error(f"rows of 0 and of 1 in the cover of {net[:80]!r}", number, "use one kind")
            masks.append(mask)
            values.append(value)
        return cover_recipe(masks, len(inputs), int(values[0]) if values else 1)

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
                self.open.clock(rest[1], rest[0], number)
            rest = rest[2:]
        if len(rest) > 1 or (rest and rest[0] not in ("0", "1", "2", "3")):
            raise self.error(f"{' '.join(rest)[:60]!r} is no initial value", number, "0, 1, 2 or 3")
        self.open.register(net, following, int(rest == ["1"]), number)

    def clock(self, number: int, arguments: list[str]) -> None:
        for net in arguments:
            self.open.clock(net, "", number)

    def subckt(self, number: int, arguments: list[str]) -> None:
        if not arguments:
            raise self.error(".subckt without a model", number)
        model, *pairs = arguments
        wires = self.wires(number, pairs)
        if not self.cell(number, model, wires):
            self.used.setdefault(model, number)
            self.open.instance(model, wires, number)

    def gate(self, number: int, arguments: list[str]) -> None:
        kind, *pairs = arguments or [""]
        if not self.cell(number, kind, self.wires(number, pairs)):
            raise self.error(f"gate {kind[:80]!r} is one of a library", number, "map it to .names first")

    def cell(self, number: int, kind: str, wires: dict[str, str]) -> bool:
        """Place a cell of Yosys; whether it is one."""
        try:
            cell = cells.find(kind)
        except NeurocircuitError as error:
            raise self.error(error.what, number, error.hint) from None
        if cell is not None:
            cells.place(self.open, kind, cell, wires, number)
        return cell is not None

    def wires(self, number: int, pairs: list[str]) -> dict[str, str]:
        wires: dict[str, str] = {}
        for pair in pairs:
            port, equals, net = pair.partition("=")
            if not (port and equals and net):
                raise self.error(f"{pair[:60]!r} connects nothing", number, "PORT=NET")
            if port in wires:
                raise self.error(f"port {port[:80]!r} is connected twice", number)
            wires[port] = net
        return wires

    def blackbox(self, number: int, arguments: list[str]) -> None:
        if arguments or self.open.parts:
            raise self.error(".blackbox in a model that has contents", number)
        self.black.add(next(reversed(self.models)))

    def connection(self, number: int, arguments: list[str]) -> None:
        if len(arguments) != 2:
            raise self.error(f".conn with {len(arguments)} nets", number, ".conn FROM TO")
        source, net = arguments
        self.open.recipe(net, cover_recipe(["1"], 1), (source,), number)

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
    ".clock": _Reader.clock,
    ".subckt": _Reader.subckt,
    ".gate": _Reader.gate,
    ".conn": _Reader.connection,
    ".blackbox": _Reader.blackbox,
    ".end": _Reader.end,
}
