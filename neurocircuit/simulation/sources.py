"""Where patterns come from, as data: rows of values, all assignments, random words.

What a source does not draw itself is fixed by assigned values, so that a partly assigned circuit combines with any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, TypeAlias

import numpy as np

from neurocircuit.errors import InputError, LimitError
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.patterns import (
    WORD,
    Bits,
    Words,
    count_positions,
    count_words,
    pack,
    random_words,
    unpack,
    words_for,
)
from neurocircuit.simulation.values import assigned_bits, require_all

#: What one batch of rows may hold in memory: patterns times ports.
MAX_VALUES = 1 << 27


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


Source: TypeAlias = Rows | Exhaustive | Random


@dataclass(frozen=True, slots=True)
class Stimulus:
    """Packed input values of a circuit and the shape in which its users see them.

    Args:
        words: ``(cycles, inputs, words)``; one cycle where nothing is clocked.
        shape: of each signal's values: any for patterns; clocked ``()``, ``(cycles,)`` or ``(runs, cycles)``.
        clocked: whether the circuit has registers.
    """

    words: Words
    shape: tuple[int, ...]
    clocked: bool

    def unpack(self, words: Words) -> Bits:
        """Packed values of signals, ``(cycles, signals, words)``, as bits ``(signals, *shape)``."""
        signals = words.shape[1]
        if not self.clocked:
            return unpack(words[0], prod(self.shape)).reshape(signals, *self.shape)
        runs = self.shape[0] if len(self.shape) == 2 else 1
        return unpack(words, runs).transpose(1, 2, 0).reshape(signals, *self.shape)


def stimulus_of_bits(bits: Bits, clocked: bool) -> Stimulus:
    """Bits of all inputs, ``(inputs, *shape)``, packed.

    Raises:
        InputError: for a clocked circuit and more axes than runs and cycles.
    """
    inputs, *shape = bits.shape
    if not clocked:
        return Stimulus(pack(bits.reshape(inputs, prod(shape)))[np.newaxis], tuple(shape), clocked)
    if len(shape) > 2:
        raise InputError(f"values of {len(shape)} axes", hint="with registers (cycles) or (runs, cycles)")
    runs, cycles = ((1, 1), (1, *shape), tuple(shape))[len(shape)]
    return Stimulus(pack(bits.reshape(inputs, runs, cycles).transpose(2, 0, 1)), tuple(shape), clocked)


def stimulus(circuit: Circuit, source: Source) -> Stimulus:
    """The packed patterns that a source gives for a circuit.

    Raises:
        InputError: for values that do not fit the circuit's inputs, or an exhaustive run of registers.
        LimitError: for more values than fit in memory.
    """
    if isinstance(source, Rows):
        return _of_rows(circuit, source)
    if isinstance(source, Exhaustive):
        return _of_all(circuit, source)
    return _of_random(circuit, source)


def _of_rows(circuit: Circuit, source: Rows) -> Stimulus:
    given = assigned_bits(circuit, source.values)
    require_all(circuit, given)
    shape = _broadcast_shape(given)
    if source.count is not None:
        if shape not in ((), (source.count,)):
            raise InputError(f"values of shape {shape} for {source.count} rows")
        _check_size(circuit, source.count)
        shape = (source.count,)
    rows = np.empty((len(circuit.inputs), *shape), np.uint8)
    for index, net in enumerate(circuit.inputs):
        rows[index] = given[net]
    return stimulus_of_bits(rows, bool(circuit.registers))


def _of_all(circuit: Circuit, source: Exhaustive) -> Stimulus:
    if circuit.registers:
        raise InputError("a circuit with registers has no truth table", hint="give rows, or random cycles")
    fixed = _scalars(circuit, source.fixed)
    free = [port for port in circuit.input_ports if not set(port.bits) <= fixed.keys()]
    positions = {net: place for place, net in enumerate(net for net in count_positions(free) if net not in fixed)}
    if len(positions) >= WORD:
        raise LimitError(f"2^{len(positions)} patterns", hint="assign inputs, or take random patterns")
    patterns = 1 << len(positions)
    _check_size(circuit, patterns)
    words = np.empty((len(circuit.inputs), words_for(patterns)), np.uint64)
    for row, net in zip(words, circuit.inputs, strict=True):
        row[:] = fixed[net] if net in fixed else count_words([positions[net]], 0, words.shape[1])
    return Stimulus(words[np.newaxis], (patterns,), False)


def _of_random(circuit: Circuit, source: Random) -> Stimulus:
    clocked = bool(circuit.registers)
    if source.runs is not None and not clocked:
        raise InputError("runs of a circuit without registers", hint="ask for more patterns")
    patterns = (source.runs if source.runs is not None else 1) if clocked else source.count
    cycles = source.count if clocked else 1
    if patterns < 0 or cycles < 0:
        raise InputError(f"{min(patterns, cycles)} random patterns", hint="0 or more")
    _check_size(circuit, patterns * cycles)
    fixed = _scalars(circuit, source.fixed)
    inputs, width = len(circuit.inputs), words_for(patterns)
    words = np.empty((cycles, inputs, width), np.uint64)
    for cycle in range(cycles):
        words[cycle] = random_words(source.seed, 0, cycle, inputs, 0, width)
    for index, net in enumerate(circuit.inputs):
        if net in fixed:
            words[:, index] = fixed[net]
    if not clocked:
        return Stimulus(words, (patterns,), False)
    return Stimulus(words, (cycles,) if source.runs is None else (patterns, cycles), True)


def _scalars(circuit: Circuit, values: Mapping[str, Any]) -> dict[str, np.uint64]:
    """Fixed values as whole words of one bit."""
    for name, value in values.items():
        if np.ndim(value):
            raise InputError(f"input {name!r}: several values for an input that is fixed")
    return {net: np.uint64((1 << WORD) - 1 if bit else 0) for net, bit in assigned_bits(circuit, values).items()}


def _broadcast_shape(given: Mapping[str, Bits]) -> tuple[int, ...]:
    shapes = {name: bits.shape for name, bits in given.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        told = ", ".join(f"{name} {shape}" for name, shape in _distinct(shapes.items()))
        raise InputError(f"inputs of different lengths: {told}") from None


def _distinct(shapes: Iterable[tuple[str, tuple[int, ...]]]) -> list[tuple[str, tuple[int, ...]]]:
    first: dict[tuple[int, ...], str] = {}
    for name, shape in shapes:
        if shape:
            first.setdefault(shape, name)
    return [(name, shape) for shape, name in first.items()]


def _check_size(circuit: Circuit, patterns: int) -> None:
    values = patterns * (len(circuit.inputs) + len(circuit.outputs))
    if values > MAX_VALUES:
        raise LimitError(
            f"{patterns:,} patterns of {len(circuit.inputs)} inputs and {len(circuit.outputs)} outputs",
            hint=f"at most {MAX_VALUES:,} values at once",
        )
