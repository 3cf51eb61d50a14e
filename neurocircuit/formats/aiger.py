"""AIGER, and-inverter graphs: reading both forms, told apart by how they begin; ``aiger_writer`` writes them.

The formats are those of Biere (The AIGER And-Inverter Graph Format, 2007) and of Biere, Heljanko and Wieringa (AIGER
1.9 And Beyond, 2011). An AND becomes one neuron, of weight -1 where it reads a negated literal; where outputs and
latches take it only negated it is a NAND, where they take it both ways they get an inverter. A latch is a register; it
starts at 0 unless its reset is 1 (an uninitialised one reads as 0, as in BLIF). Bad states, invariant constraints,
justice and fairness are outputs after those of the file: ``b0``, ``c0``, the bus ``j0``, ``f0``, or by their symbols.
What constrains a model checker constrains no simulation.

What has no symbol is called as symbols address it, ``i0``, ``l0``, ``o0``; an AND as the output that shows it, else by
its literal. A space in a symbol becomes ``_``; a name that is taken gets a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from neurocircuit.errors import FormatError
from neurocircuit.files import decode
from neurocircuit.formats.aiger_writer import dumps
from neurocircuit.formats.context import Context
from neurocircuit.logic.cover import cover_recipe
from neurocircuit.logic.recipe import Recipe, constant
from neurocircuit.netlist.bus import MAX_PORT_BITS, name_fault
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, Place, assemble
from neurocircuit.netlist.names import Names

__all__ = ["dumps", "parse"]

_NUMBER = rb"(?:0|[1-9][0-9]{0,9})"
_HEADER = re.compile(rb"(aag|aig)((?: %b){5,9})" % _NUMBER)
_LINES = {count: re.compile(b" ".join([b"(%b)" % _NUMBER] * count)) for count in (1, 2, 3)}
_SYMBOL = re.compile(rb"([ilobcjf])(%b) (.*)" % _NUMBER)
#: A comment; ABC writes its first one behind the letter.
_COMMENT = re.compile(rb"c(?![0-9])")
#: What a circuit shows, by the letters of its symbols, in the order of the header and of the file.
_SHOWN = {
    "o": "an output",
    "b": "a bad state",
    "c": "a constraint",
    "j": "a justice property",
    "f": "a fairness constraint",
}
#: A delta of more bytes is larger than any literal.
_MOST_DELTA_BYTES = 6

#: Products of one and of two literals by their signs, 1 where they are negated; and (value 0) their opposites.
_PRODUCTS: dict[tuple[tuple[int, ...], int], Recipe] = {
    (signs, value): cover_recipe(["".join("10"[sign] for sign in signs)], len(signs), value)
    for count in (1, 2)
    for signs in product((0, 1), repeat=count)
    for value in (0, 1)
}


class _Latch(NamedTuple):
    literal: int
    following: int
    reset: int
    place: Place


class _Shown(NamedTuple):
    """A literal that is to be seen from outside; ``bit`` where several share a name."""

    kind: str
    number: int
    bit: int | None
    literal: int
    place: Place


@dataclass(slots=True)
class _Graph:
    """A file as numbers."""

    inputs: list[tuple[int, Place]] = field(default_factory=list)
    latches: list[_Latch] = field(default_factory=list)
    shown: list[_Shown] = field(default_factory=list)
    ands: list[tuple[int, int, int, Place]] = field(default_factory=list)
    symbols: dict[tuple[str, int], str] = field(default_factory=dict)


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that an AIGER file describes, ``.aag`` or ``.aig`` as its first bytes say.

    Raises:
        FormatError: with the line, or the byte of a binary file, for anything that is not of the format.

    >>> parse(b"aag 3 2 0 1 1\\n2\\n4\\n7\\n6 3 5\\no0 y\\n", Context()).nodes["y"].gate
    'OR'
    """
    return _Builder(_Reader(data, context.source).read(), context.source).circuit(context.name)


class _Reader:
    """The bytes of a file and how far they are read."""

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        text = data.removeprefix(b"\xef\xbb\xbf")
        self.binary = not text.startswith(b"aag")
        self.data = data if self.binary else text.replace(b"\r\n", b"\n").replace(b"\t", b" ")
        self.at = 0
        self.number = 0
        self.past_lines = False
        self.largest = 0

    @property
    def place(self) -> Place:
        """Where the reader is: a line, or a byte where there are no lines any more."""
        return f"byte {self.at}" if self.past_lines else max(self.number, 1)

    def error(self, what: str, hint: str = "", place: Place | None = None) -> FormatError:
        return FormatError(what, where=self.place if place is None else place, source=self.source, hint=hint)

    def line(self, what: str) -> bytes:
        """The next line, which must end as one: without its end a number could be cut short."""
        self.number += 1
        end = self.data.find(b"\n", self.at)
        if end < 0:
            raise self.error(f"the file ends within {what}", "is it cut short?")
        line, self.at = self.data[self.at : end], end + 1
        return line

    def numbers(self, what: str, *counts: int, most: int | None = None) -> list[int]:
        """The literals of the next line, as many as one of the counts says."""
        line = self.line(what)
        most = 2 * self.largest + 1 if most is None else most
        for count in counts:
            if match := _LINES[count].fullmatch(line):
                numbers = list(map(int, match.groups()))
                if max(numbers) > most:
                    raise self.error(f"{max(numbers)} in {what}", f"at most {most} here")
                return numbers
        listed = " or ".join(map(str, counts))
        raise self.error(f"{_shown(line)} is no line of {what}", f"numbers with a space between: {listed}")

    def read(self) -> _Graph:
        match = _HEADER.fullmatch(self.line("the header") if b"\n" in self.data else b"")
        if match is None:
            raise self.error("no header of AIGER", "aag or aig, then M I L O A, and perhaps B C J F")
        self.largest, inputs, latches, outputs, ands, *more = map(int, match[2].split())
        counts = dict(zip(_SHOWN, (outputs, *more), strict=False))
        defined = inputs + latches + ands
        if defined > self.largest or (self.binary and defined != self.largest):
            raise self.error(f"M is {self.largest}, but I + L + A is {defined}", "the header is M I L O A")
        # Of a binary file inputs take no bytes; all else takes two at least.
        if 2 * (defined + sum(counts.values()) - self.binary * inputs) > len(self.data) - self.at:
            raise self.error("the header promises more than the file holds", "is it cut short?")
        ports = inputs + sum(counts.values())
        if ports > MAX_PORT_BITS:
            raise self.error(f"{ports:,} port bits", f"at most {MAX_PORT_BITS:,}")
        graph = _Graph()
        self.definitions(graph, inputs, latches)
        for kind, count in counts.items():
            graph.shown += self.justice(count) if kind == "j" else self.roots(kind, count)
        if self.binary:
            self.past_lines = True
            graph.ands = self.deltas(2 * (inputs + latches + 1), ands)
        else:
            graph.ands = [(*self.numbers("an AND", 3), self.number) for _ in range(ands)]  # type: ignore[misc]
        self.symbols(graph, {"i": inputs, "l": latches, **counts})
        return graph

    def definitions(self, graph: _Graph, inputs: int, latches: int) -> None:
        for index in range(inputs):
            literal = 2 * (index + 1) if self.binary else self.numbers("an input", 1)[0]
            graph.inputs.append((literal, self.place))
        for index in range(inputs, inputs + latches):
            if self.binary:
                literal, (following, *reset) = 2 * (index + 1), self.numbers("a latch", 1, 2)
            else:
                literal, following, *reset = self.numbers("a latch", 2, 3)
            initial = reset[0] if reset else 0
            if initial not in (0, 1, literal):
                raise self.error(f"a latch with the reset {initial}", f"0, 1, or its own literal {literal}")
            graph.latches.append(_Latch(literal, following, int(initial == 1), self.place))

    def roots(self, kind: str, count: int) -> Iterator[_Shown]:
        for index in range(count):
            (literal,) = self.numbers(_SHOWN[kind], 1)
            yield _Shown(kind, index, None, literal, self.place)

    def justice(self, count: int) -> Iterator[_Shown]:
        sizes: list[int] = []
        for _ in range(count):
            most = (len(self.data) - self.at) // 2 - sum(sizes)
            sizes += self.numbers("the size of a justice property", 1, most=most)
            if not sizes[-1]:
                raise self.error("a justice property of no literals", "one at least")
        for index, size in enumerate(sizes):
            for bit in range(size):
                (literal,) = self.numbers(_SHOWN["j"], 1)
                yield _Shown("j", index, bit, literal, self.place)

    def deltas(self, first: int, count: int) -> list[tuple[int, int, int, Place]]:
        ands: list[tuple[int, int, int, Place]] = []
        for left in range(first, first + 2 * count, 2):
            here = f"byte {self.at}"
            larger = left - self.delta()
            smaller = larger - self.delta()
            if smaller < 0 or larger == left:
                raise self.error(f"the AND {left} reads {larger} and {smaller}", "below it, from 0 on", here)
            ands.append((left, smaller, larger, here))
        return ands

    def delta(self) -> int:
        """A number of seven bits a byte, the lowest first; all bytes but the last have the highest bit."""
        value = 0
        for index, byte in enumerate(self.data[self.at : self.at + _MOST_DELTA_BYTES]):
            value |= (byte & 0x7F) << 7 * index
            if byte < 0x80:
                if index and not byte:
                    raise self.error("a delta that is longer than it needs to be")
                self.at += index + 1
                return value
        if len(self.data) - self.at < _MOST_DELTA_BYTES:
            raise self.error("the file ends within an AND", "is it cut short?")
        raise self.error("a delta beyond all literals")

    def symbols(self, graph: _Graph, counts: Mapping[str, int]) -> None:
        """The names up to the end or the comments."""
        while self.at < len(self.data) and not _COMMENT.match(self.data, self.at):
            line = self.line("a symbol")
            match = _SYMBOL.fullmatch(line)
            if match is None:
                raise self.error(f"{_shown(line)} is no symbol", "such as: i0 NAME; a line c begins the comments")
            kind, index = match[1].decode(), int(match[2])
            if index >= counts.get(kind, 0):
                raise self.error(f"a symbol for {kind}{index}, which is not there")
            if (kind, index) in graph.symbols:
                raise self.error(f"a second symbol for {kind}{index}")
            name = decode(match[3], self.source).replace(" ", "_")
            if fault := name_fault(name):
                raise self.error(fault)
            graph.symbols[kind, index] = name


def _shown(line: bytes) -> str:
    return repr(line[:40].decode("ascii", "replace"))


class _Builder:
    """The circuit of a file: ``nets`` has the net of each variable, by its literal, and 1 where it is negated there."""

    def __init__(self, graph: _Graph, source: str) -> None:
        self.graph = graph
        self.draft = Draft(source)
        self.names = Names()
        self.nets: dict[int, tuple[str, int]] = {}
        self.made: dict[int, str] = {}
        self.shown_as: dict[int, str] = {}

    def circuit(self, name: str) -> Circuit:
        graph, draft = self.graph, self.draft
        for index, (literal, place) in enumerate(graph.inputs):
            draft.input(self.define(literal, 0, self.symbol("i", index), place), place)
        for index, latch in enumerate(graph.latches):
            self.define(latch.literal, 0, self.symbol("l", index), latch.place)
        outputs = self.outputs()
        roots = {latch.following for latch in graph.latches} | {shown.literal for shown in graph.shown}
        for left, _, _, place in graph.ands:
            # An AND that is wanted only negated is a neuron that is negated itself.
            negated = int(left | 1 in roots and left not in roots)
            self.define(left, negated, f"n{left | negated}", place)
        for gate in graph.ands:
            self.product(*gate)
        for latch in graph.latches:
            following = self.source(latch.following, latch.place)
            draft.register(self.nets[latch.literal][0], following, latch.reset, latch.place)
        for output, shown in zip(outputs, graph.shown, strict=True):
            draft.output(output, shown.place, self.source(shown.literal, shown.place))
        return assemble({name: draft})

    def symbol(self, kind: str, index: int) -> str:
        return self.graph.symbols.get((kind, index), f"{kind}{index}")

    def define(self, literal: int, negated: int, wanted: str, place: Place) -> str:
        """The net of a literal that a line defines: a new one, or that of another line that does too."""
        if literal < 2 or literal & 1:
            raise self.draft.error(f"literal {literal} is defined", place, "an even one from 2 on")
        if literal not in self.nets:
            self.nets[literal] = self.shown_as.get(literal | negated) or self.names.fresh(wanted), negated
        return self.nets[literal][0]

    def outputs(self) -> list[str]:
        """The names of the outputs; one of an input only where it shows that input."""
        names, inputs = Names(), {self.nets[literal][0]: literal for literal, _ in self.graph.inputs}
        found = []
        for kind, number, bit, literal, _ in self.graph.shown:
            wanted = self.symbol(kind, number) + ("" if bit is None else f"[{bit}]")
            name = names.fresh(wanted)
            while inputs.get(name, literal) != literal:
                name = names.fresh(wanted)
            if name not in self.names.taken:
                self.shown_as.setdefault(literal, name)
            found.append(name)
        self.names.taken.update(found)
        return found

    def known(self, literal: int, place: Place) -> tuple[str, int]:
        """The net of the variable of a literal, and 1 where it has the opposite value."""
        found = self.nets.get(literal & ~1)
        if found is None:
            raise self.draft.error(f"literal {literal} is never defined", place)
        return found[0], found[1] ^ literal & 1

    def source(self, literal: int, place: Place) -> str:
        """The net that has the value of a literal: for a constant a neuron, for a negated one an inverter."""
        net, negated = self.known(literal, place) if literal > 1 else ("", 1)
        if not negated:
            return net
        if literal not in self.made:
            stem = f"{net}_not" if net else ("zero", "one")[literal]
            self.made[literal] = self.shown_as.get(literal) or self.names.fresh(stem)
            recipe = _PRODUCTS[(1,), 1] if net else (constant(literal),)
            self.draft.recipe(self.made[literal], recipe, (net,) if net else (), place)
        return self.made[literal]

    def product(self, left: int, a: int, b: int, place: Place) -> None:
        net, negated = self.nets[left]
        if a > 1 and b > 1 and a >> 1 != b >> 1:
            (one, sign), (other, other_sign) = self.known(a, place), self.known(b, place)
            self.draft.recipe(net, _PRODUCTS[(sign, other_sign), 1 - negated], (one, other), place)
            return
        reads = [self.known(literal, place) for literal in dict.fromkeys((a, b)) if literal > 1]
        if 0 in (a, b) or len(reads) != 1:
            value = int(a == b == 1)
            self.draft.recipe(net, (constant(value ^ negated),), (), place)
        else:
            ((one, sign),) = reads
            self.draft.recipe(net, _PRODUCTS[(sign,), 1 - negated], (one,), place)
