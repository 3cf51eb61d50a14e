"""KISS2, state machines as tables (SIS, Sentovich et al., 1992): a row is inputs, present state, next state, outputs.

States become registers. With ``encoding_of_states`` binary they are numbered in the order of the file, the reset state
first, and their number is the bus ``state``; with onehot each is a register of its name (numbered where it is taken).
The reset state is that of ``.r``, else the present one of the first row that names one. ``metadata`` lists the states.

An input is 0, 1 or - (either). An output is 0, 1 or -, which reads as 0 where no other row says 1. The present state
``*`` is any state; the next state ``*`` or ``-`` says nothing. Where no row says what comes next, ``unspecified``
either refuses the file or holds the state. Rows that apply at once must not contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import ClassVar, NamedTuple

from neurocircuit.errors import LimitError, counted, shorten
from neurocircuit.formats.context import Context
from neurocircuit.formats.table import BerkeleyTable
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import assemble
from neurocircuit.netlist.names import Names
from neurocircuit.netlist.products import place_sums

#: The most pairs of rows that are compared, literals that are looked at for what no row says, and characters of all
#: products.
MOST_PAIRS = 10_000_000
MOST_LOOKS = 5_000_000
MOST_CHARACTERS = 100_000_000

ANY = "*"
NOWHERE = ("*", "-")


class _Row(NamedTuple):
    """A row, and as bits of numbers which inputs it reads, their values, and the outputs that are 1 and 0."""

    number: int
    inputs: str
    present: str
    following: str
    shown: str
    reads: int
    values: int
    ones: int
    zeros: int

    def contradicts(self, other: _Row) -> bool:
        """Whether both apply at some input and say different things."""
        if (self.values ^ other.values) & self.reads & other.reads:
            return False
        if self.ones & other.zeros or self.zeros & other.ones:
            return True
        return self.following != other.following and not {self.following, other.following} & set(NOWHERE)


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit of a state machine.

    Raises:
        FormatError: with the line, for anything that is not of the format, rows that contradict each other, and, unless
            the state is to be held, states and inputs of which no row says what comes next.
        LimitError: for tables that would take too long to look through.

    >>> parse(b".i 1\\n.o 1\\n0 a a 0\\n1 a b 0\\n- b a 1\\n", Context()).registers
    ('state[0]',)
    """
    machine = _Machine(context.source)
    machine.read(data)
    machine.check()
    return machine.circuit(context)


class _Machine(BerkeleyTable):
    """The table read so far."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.states: list[str] = []
        self.rows_of: dict[str, list[_Row]] = {}
        self.looks = 0

    def reset(self, keyword: str, words: list[str]) -> None:
        if len(words) != 1 or keyword in self.words:
            raise self.error(f"{' '.join((keyword, *words))[:60]!r}", f"once, {keyword} and a state")
        self.words[keyword] = words

    statements: ClassVar = {**BerkeleyTable.statements, ".s": BerkeleyTable.size, ".r": reset}

    def row(self, line: str) -> _Row:
        words = line.split()
        given, *others = words if self.sizes[".i"] else ("", *words)
        if len(others) != 3:
            raise self.error(f"{line[:60]!r} is no row", "inputs, present state, next state, outputs")
        present, following, shown = others
        for what, text, size in (("input", given, self.sizes[".i"]), ("output", shown, self.sizes[".o"])):
            if len(text) != size or text.strip("01-"):
                raise self.error(f"{text[:60]!r} for {size} {what}s", f"0, 1 or - for each {what}")
        if present == "-":
            raise self.error("no present state", "* is any state")
        return _Row(self.number, given, present, following, shown, *_bits(given, "01", "1"), *_bits(shown, "1", "0"))

    def check(self) -> None:
        """The states, the reset state first, if rows name them all and none contradicts another."""
        known = dict.fromkeys([row.present for row in self.rows if row.present != ANY])
        known |= dict.fromkeys([row.following for row in self.rows if row.following not in NOWHERE])
        if not known:
            raise self.error("no rows with a state", "is the file cut short?")
        (first,) = self.words.get(".r", [next(iter(known))])
        if first not in known:
            raise self.error(f"the reset state {shorten(first)!r} is in no row")
        self.states = list(dict.fromkeys([first, *known]))
        if self.sizes.get(".s", len(self.states)) != len(self.states):
            raise self.error(
                f"{counted(len(self.states), 'state')}, .s says {self.sizes['.s']}", "is the file cut short?"
            )
        self.rows_of = {state: [] for state in (ANY, *self.states)}
        for row in self.rows:
            self.rows_of[row.present].append(row)
        anywhere = self.rows_of[ANY]
        pairs = sum(len(rows) * (len(rows) + len(anywhere)) for rows in self.rows_of.values())
        if pairs > MOST_PAIRS:
            raise LimitError(f"{pairs:,} pairs of rows to compare", source=self.source, hint=f"at most {MOST_PAIRS:,}")
        for state, rows in self.rows_of.items():
            others = () if state == ANY else product(rows, anywhere)
            for one, other in (*combinations(rows, 2), *others):
                if one.contradicts(other):
                    first, last = sorted((one.number, other.number))
                    raise self.error(f"contradicts the row on line {first}", "rows that apply at once must agree", last)

    def unspecified(self, state: str) -> Iterator[str]:
        """The inputs, as of a row, for which no row says what comes after a state."""
        told = [row for row in (*self.rows_of[state], *self.rows_of[ANY]) if row.following not in NOWHERE]
        stack = [([(row.reads, row.values) for row in told], "-" * self.sizes[".i"])]
        while stack:
            rows, given = stack.pop()
            self.looks += len(rows)
            if self.looks > MOST_LOOKS:
                raise LimitError("rows too tangled to find what they leave out", source=self.source)
            if not rows:
                yield given
            elif all(reads for reads, _ in rows):
                bit = rows[0][0] & -rows[0][0]
                at = bit.bit_length() - 1
                for value, letter in ((bit, "1"), (0, "0")):
                    left = [
                        (reads & ~bit, values) for reads, values in rows if not reads & bit or values & bit == value
                    ]
                    stack.append((left, given[:at] + letter + given[at + 1 :]))

    def held(self, hold: bool) -> Iterator[tuple[str, str]]:
        """The inputs and states that no row leads on from, if they are to be held."""
        for state in self.states:
            for given in self.unspecified(state):
                if not hold:
                    what = f"state {shorten(state)!r} has no row" + (
                        f" for the input {shorten(given)!r}" if given else ""
                    )
                    raise self.error(what, "add one, or --unspecified hold keeps the state")
                yield given, state

    def circuit(self, context: Context) -> Circuit:
        draft, inputs, outputs = self.draft()
        names = Names((*inputs, *outputs))
        encoding = context.options.get("encoding_of_states", "binary")
        registers, codes = _ENCODINGS[encoding](self.states, names)
        if (characters := len(self.rows) * (len(inputs) + len(registers))) > MOST_CHARACTERS:
            raise LimitError(f"{characters:,} literals", source=self.source, hint=f"at most {MOST_CHARACTERS:,}")
        following = {net: names.fresh(f"next_{net}") for net in registers}
        sums: dict[str, list[str]] = {net: [] for net in (*following.values(), *outputs)}
        codes[ANY] = "-" * len(registers)
        moves = [(row.inputs + codes[row.present], row.following) for row in self.rows if row.following not in NOWHERE]
        moves += [
            (given + codes[state], state) for given, state in self.held(context.options.get("unspecified") == "hold")
        ]
        for literals, state in moves:
            for net, letter in zip(registers, codes[state], strict=True):
                if letter == "1":
                    sums[following[net]].append(literals)
        for row in self.rows:
            for output, letter in zip(outputs, row.shown, strict=True):
                if letter == "1":
                    sums[output].append(row.inputs + codes[row.present])
        nets = place_sums(draft, [*inputs, *registers], sums, names, self.number)
        for net, letter in zip(registers, codes[self.states[0]], strict=True):
            draft.register(net, nets[following[net]], int(letter == "1"), self.number)
        for output in outputs:
            draft.output(output, self.number, nets[output])
        made = assemble({context.name: draft})
        return made.replace(metadata={"encoding_of_states": encoding, "states": self.states})


def _binary(states: Sequence[str], names: Names) -> tuple[list[str], dict[str, str]]:
    """The registers, the lowest bit first, and what they hold in each state."""
    bits = range((len(states) - 1).bit_length())
    bus = names.fresh("state")
    codes = {state: "".join(str(number >> bit & 1) for bit in bits) for number, state in enumerate(states)}
    return [names.fresh(f"{bus}[{bit}]") for bit in bits], codes


def _onehot(states: Sequence[str], names: Names) -> tuple[list[str], dict[str, str]]:
    """A register for each state, and where they hold a 1 in each state: of the others nothing is asked."""
    codes = {state: f"{'-' * at}1{'-' * (len(states) - at - 1)}" for at, state in enumerate(states)}
    return [names.fresh(state) for state in states], codes


_ENCODINGS = {"binary": _binary, "onehot": _onehot}


def _bits(text: str, first: str, second: str) -> tuple[int, int]:
    """The places of the characters of one set, and of those of another, as the bits of two numbers."""
    places = [sum(1 << at for at, letter in enumerate(text) if letter in wanted) for wanted in (first, second)]
    return places[0], places[1]
