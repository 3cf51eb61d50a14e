"""Two circuits as one: their ports matched, the same inputs for both, and what they differ in replayed.

A counterexample found in any way is one only after the ``reference`` engine, which sums the weights of each neuron,
has shown it on the two circuits as they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import outputs
from neurocircuit.netlist.names import BitNames
from neurocircuit.simulation.engines import find_engine
from neurocircuit.simulation.patterns import Bits, pack, unpack
from neurocircuit.simulation.simulator import shown_values
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import Subject, subject_of


@dataclass(frozen=True, slots=True)
class Matching:
    """Which input and output of one circuit is which of the other, bit by bit, and how that was found."""

    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    how: str

    def __str__(self) -> str:
        return f"{counted(len(self.inputs), 'input')} and {counted(len(self.outputs), 'output')} matched {self.how}"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Inputs at which two circuits differ, by the first one's names, and what each gives.

    With registers each value is a list of one value a cycle from reset, of so many ``cycles``; the circuits differ in
    the last one.
    """

    inputs: Mapping[str, Any]
    left: Mapping[str, Any]
    right: Mapping[str, Any]
    cycles: int | None = None

    @property
    def rows(self) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
        """Of each cycle the inputs, what the left circuit gives and what the right one does; without cycles one row."""

        def at(values: Mapping[str, Any], cycle: int) -> dict[str, Any]:
            return {name: value if self.cycles is None else value[cycle] for name, value in values.items()}

        count = 1 if self.cycles is None else self.cycles
        return [(at(self.inputs, cycle), at(self.left, cycle), at(self.right, cycle)) for cycle in range(count)]


def match(left: Circuit, right: Circuit, by_order: bool = False, map: Mapping[str, str] | None = None) -> Matching:
    """The ports of two circuits in pairs: first those of ``map`` (the left name to the right one), then by name.

    By order it goes port by port, bit n to bit n, where all widths agree; else bit by bit as they are declared.

    Raises:
        InputError: listing both sides where anything is left over.
    """
    given = dict(map) if isinstance(map, Mapping) else {}
    if not isinstance(map or {}, Mapping) or not all(isinstance(name, str) for pair in given.items() for name in pair):
        raise InputError(f"a map that is {shorten(repr(map))}", hint='such as {"left_port": "right_port"}')
    pairs = []
    for what in ("input", "output"):
        sides = [(getattr(each, f"{what}_ports"), getattr(each, f"{what}s")) for each in (left, right)]
        found = dict(_mapped(given, sides[0][0], sides[1][0]))
        taken = set(found.values())
        if len(taken) < len(found):
            raise InputError(f"two {what}s are matched with one", hint="each with its own")
        rest = [
            ([port for port in ports if not set(port.bits) <= used], [bit for bit in bits if bit not in used])
            for (ports, bits), used in zip(sides, (set(found), taken), strict=True)
        ]
        found |= _by_order(rest) if by_order else {bit: bit for bit in rest[0][1]}
        order = sides[0][1]
        if set(found.values()) != set(sides[1][1]) or len(found) != len(order) or len(found) != len(sides[1][1]):
            raise _unmatched(what, rest[0][1], rest[1][1], by_order)
        pairs.append(tuple((bit, found[bit]) for bit in order))
    if given:
        raise InputError(f"no port {shorten(next(iter(given)))!r} with its partner", hint="map LEFT=RIGHT")
    how = ("by order" if by_order else "by name") + (" and by the given map" if map else "")
    return Matching(pairs[0], pairs[1], how)


def _mapped(given: dict[str, str], left: Sequence[Port], right: Sequence[Port]) -> Iterator[tuple[str, str]]:
    """The bits of the pairs that name ports on both sides; these are taken out."""
    names = [BitNames.of(ports) for ports in (left, right)]
    for one, other in tuple(given.items()):
        bits = names[0].bits(one), names[1].bits(other)
        if all(bits):
            if len(bits[0]) != len(bits[1]):
                raise InputError(f"{shorten(one)!r} has {len(bits[0])} bits, {shorten(other)!r} {len(bits[1])}")
            del given[one]
            yield from zip(*bits, strict=True)


def _by_order(rest: Sequence[tuple[list[Port], list[str]]]) -> dict[str, str]:
    (left, left_bits), (right, right_bits) = rest
    if [port.width for port in left] == [port.width for port in right]:
        left_bits, right_bits = ([bit for port in ports for bit in port.bits] for ports in (left, right))
    return dict(zip(left_bits, right_bits, strict=False))


def _unmatched(what: str, left: list[str], right: list[str], by_order: bool) -> InputError:
    if not by_order:
        shared = set(left) & set(right)
        left, right = ([name for name in names if name not in shared] for names in (left, right))
    hint = "each needs a partner"
    if not by_order:
        pair = f"{shorten(left[0], 20)}={shorten(right[0], 20)}" if len(left) == len(right) else "a=x"
        hint = f"--by-order, or --map {pair}" if len(left) == len(right) else f"{hint}: --by-order, or --map {pair}"
    sides = [f"{len(names)} ({shorten(', '.join(names), 80)})" if names else "none" for names in (left, right)]
    return InputError(f"{what}s do not match: left {sides[0]}, right {sides[1]}", hint=hint)


class Answer(NamedTuple):
    """Whether two circuits are equal (None: undecided), how that was found, and inputs, (cycles, inputs), if not."""

    equal: bool | None
    method: str
    inputs: Bits | None = None


@dataclass(frozen=True, slots=True)
class Miter:
    """Two circuits with matched ports; ``subjects`` have their inputs and outputs in the same order."""

    left: Circuit
    right: Circuit
    matching: Matching
    subjects: tuple[Subject, Subject]

    @property
    def clocked(self) -> bool:
        """Whether either has registers."""
        return any(subject.registers for subject in self.subjects)

    def replay(self, bits: Bits) -> Counterexample:
        """What both give for the inputs, (cycles, inputs), on the engine that sums weights.

        Raises:
            AssertionError: where they agree in the last cycle, so that it is no counterexample.
        """
        own = {pair[0]: column for pair, column in zip(self.matching.inputs, bits.T, strict=True)}
        other = {pair[1]: own[pair[0]] for pair in self.matching.inputs}
        found = [_outputs(*side, len(bits)) for side in ((self.left, own), (self.right, other))]
        differing = np.array([found[0][one] != found[1][two] for one, two in self.matching.outputs])
        if not differing[:, -1].any():
            raise AssertionError("a difference that the reference engine does not confirm")
        shown = [
            shown_values(circuit.output_ports, values, circuit.encoding)
            for circuit, values in zip((self.left, self.right), found, strict=True)
        ]
        given = shown_values(self.left.input_ports, own, self.left.encoding)
        parts = [
            {name: value.tolist() if self.clocked else value.tolist()[0] for name, value in values.items()}
            for values in (given, *shown)
        ]
        return Counterexample(parts[0], parts[1], parts[2], len(bits) if self.clocked else None)


def _outputs(circuit: Circuit, bits: Mapping[str, Bits], cycles: int) -> dict[str, Bits]:
    rows = np.array([bits[name] for name in circuit.inputs], np.uint8).reshape(len(circuit.inputs), cycles)
    words = pack(rows.T.reshape(cycles, len(circuit.inputs), 1))
    made = find_engine("reference")(subject_of(circuit.graph), GivenWords(words, 1), Kept()).value
    return dict(zip(circuit.outputs, unpack(made, 1)[:, :, 0].T, strict=True))


def miter(left: Circuit, right: Circuit, matching: Matching) -> Miter:
    """The two circuits with matched ports."""
    order = tuple([other for _, other in matching.inputs])
    same = right if right.inputs == order else right.replace(inputs=order, tests=())
    pairs = zip(*matching.outputs, strict=True) if matching.outputs else ((), ())
    subjects = [
        Subject(circuit.graph, tuple([outputs(circuit.graph)[name] for name in names]))
        for circuit, names in zip((left, same), pairs, strict=True)
    ]
    return Miter(left, right, matching, (subjects[0], subjects[1]))
