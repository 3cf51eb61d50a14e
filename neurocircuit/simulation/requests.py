"""What users ask to run, by the names of ports: rows of values, all assignments, random words; and its source.

What a source does not draw itself is fixed by assigned values, so that a partly assigned circuit combines with any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from neurocircuit.errors import InputError, LimitError
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.patterns import WORD, Bits, Words, pack, unpack
from neurocircuit.simulation.sources import ONE, ZERO, CountWords, GivenWords, RandomWords, Source
from neurocircuit.simulation.values import assigned_bits, require_all, single_bits


@dataclass(frozen=True, slots=True)
class Rows:
    """Values by port name, one entry a pattern or cycle; scalars broadcast.

    With registers the arrays are shaped ``(cycles,)`` or ``(runs, cycles)``. Where all are scalars, ``count`` holds
    them for so many patterns or cycles (None: a single one, without an axis).
    """

    values: Mapping[str, Any]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """All assignments of the inputs that are not ``fixed``, counting up with the last port fastest."""

    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Random:
    """Random values for the inputs that are not ``fixed``: ``count`` patterns; with registers ``count`` cycles.

    ``runs`` independent ones (None: one, without an axis). Run r takes pattern r of ``random_words``.
    """

    count: int
    seed: int = 0
    runs: int | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)


Request: TypeAlias = Rows | Exhaustive | Random


class Batch(NamedTuple):
    """The source of a circuit's inputs, and the shape in which its users see them.

    Args:
        source: of all inputs; a pattern is a row, or with registers a run.
        shape: of each signal's values: any for patterns; clocked ``()``, ``(cycles,)`` or ``(runs, cycles)``.
        clocked: whether the circuit has registers.
    """

    source: Source
    shape: tuple[int, ...]
    clocked: bool

    def unpack(self, words: Words) -> Bits:
        """Packed values of signals, ``(cycles, signals, words)``, as bits ``(signals, *shape)``."""
        return unpack(words, self.source.patterns).transpose(1, 2, 0).reshape(words.shape[1], *self.shape)


def batch_of_bits(bits: Bits, clocked: bool) -> Batch:
    """Bits of all inputs, ``(inputs, *shape)``, packed.

    Raises:
        InputError: for a clocked circuit and more axes than runs and cycles.
    """
    inputs, *shape = bits.shape
    if clocked and len(shape) > 2:
        raise InputError(f"values of {len(shape)} axes", hint="with registers (cycles) or (runs, cycles)")
    patterns, cycles = ((1, 1), (1, *shape), tuple(shape))[len(shape)] if clocked else (prod(shape), 1)
    words = pack(bits.reshape(inputs, patterns, cycles).transpose(2, 0, 1))
    return Batch(GivenWords(words, patterns), tuple(shape), clocked)


def batch_of(circuit: Circuit, request: Request) -> Batch:
    """Where the inputs of a circuit come from for a request: nothing is made yet but the words of rows.

    Raises:
        InputError: for values that do not fit the circuit's inputs, or an exhaustive run of registers.
        LimitError: for patterns that 63 bits do not count.
    """
    if isinstance(request, Rows):
        return _of_rows(circuit, request)
    if isinstance(request, Exhaustive):
        return _of_all(circuit, request)
    return _of_random(circuit, request)


def _of_rows(circuit: Circuit, request: Rows) -> Batch:
    if request.count is None and (bits := single_bits(circuit, request.values)) is not None:
        return Batch(GivenWords(np.array(bits, np.uint64).reshape(1, -1, 1), 1), (), bool(circuit.registers))
    given = assigned_bits(circuit, request.values)
    require_all(circuit, given)
    shape, count, clocked = _broadcast_shape(given), request.count, bool(circuit.registers)
    if count is not None and shape not in ((), (count,)):
        raise InputError(f"values of shape {shape} for {count} rows")
    if count is not None and shape == ():
        positions = tuple([ONE if given[net] else ZERO for net in circuit.inputs])
        return Batch(CountWords(1 if clocked else count, positions, count if clocked else 1), (count,), clocked)
    rows = np.empty((len(circuit.inputs), *shape), np.uint8)
    for index, net in enumerate(circuit.inputs):
        rows[index] = given[net]
    return batch_of_bits(rows, clocked)


def _of_all(circuit: Circuit, request: Exhaustive) -> Batch:
    if circuit.registers:
        raise InputError("a circuit with registers has no truth table", hint="give rows, or random cycles")
    fixed = _scalars(circuit, request.fixed)
    # The last port counts fastest, a bus counts as a number: the textbook order of a truth table.
    counted = [net for port in reversed(circuit.input_ports) for net in port.bits if net not in fixed]
    if len(counted) >= WORD - 1:
        raise LimitError(f"2^{len(counted)} patterns", hint="assign inputs, or take random patterns")
    places = {net: ONE if value else ZERO for net, value in fixed.items()}
    places |= {net: place for place, net in enumerate(counted)}
    patterns = 1 << len(counted)
    return Batch(CountWords(patterns, tuple([places[net] for net in circuit.inputs])), (patterns,), False)


def _of_random(circuit: Circuit, request: Random) -> Batch:
    clocked = bool(circuit.registers)
    if request.runs is not None and not clocked:
        raise InputError("runs of a circuit without registers", hint="ask for more patterns")
    shape = (request.count,) if request.runs is None else (request.runs, request.count)
    if min(shape) < 0:
        raise InputError(f"{min(shape)} random patterns", hint="0 or more")
    patterns, cycles = (1, *shape)[-2:] if clocked else (request.count, 1)
    values = _scalars(circuit, request.fixed)
    fixed = tuple([(index, values[net]) for index, net in enumerate(circuit.inputs) if net in values])
    return Batch(RandomWords(request.seed, patterns, cycles, fixed=fixed), shape, clocked)


def _scalars(circuit: Circuit, values: Mapping[str, Any]) -> dict[str, int]:
    """Fixed values, bit by bit."""
    for name, value in values.items():
        if np.ndim(value):
            raise InputError(f"input {name!r}: several values for an input that is fixed")
    return {net: int(bit) for net, bit in assigned_bits(circuit, values).items()}


def _broadcast_shape(given: Mapping[str, Bits]) -> tuple[int, ...]:
    shapes = {name: bits.shape for name, bits in given.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        first: dict[tuple[int, ...], str] = {}
        for name, shape in shapes.items():
            if shape:
                first.setdefault(shape, name)
        told = ", ".join(f"{name} {shape}" for shape, name in first.items())
        raise InputError(f"inputs of different lengths: {told}") from None
