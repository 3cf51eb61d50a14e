"""Simulating circuits: by matrix, by name, by packed words, and step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.engines import find_engine, find_packing, reset_state
from neurocircuit.simulation.patterns import Bits, Words, pack, unpack
from neurocircuit.simulation.requests import Rows, batch_of, batch_of_bits
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import subject_of
from neurocircuit.simulation.values import Values, port_values, single_arrays, single_outputs, truth_bits, truth_values


def simulate(circuit: Circuit, /, *values: Any, engine: str = "auto", **named: Any) -> Any:
    """The outputs of a circuit for many patterns.

    Two forms:

    - a matrix of truth values, ``(patterns, inputs)``; with registers ``(cycles, inputs)`` from reset or
      ``(runs, cycles, inputs)``. It gives a matrix with the same leading axes and the outputs last, uint8 (int8 where
      the circuit is bipolar).
    - values by port name, as keywords or as one mapping: truth values for scalars, unsigned integers for buses, arrays
      of one entry a pattern (with registers ``(cycles)`` or ``(runs, cycles)``); scalars broadcast. It gives a
      dictionary by output name: int64, Python integers for buses beyond 63 bits, 0-d where all inputs are scalars.

    Args:
        circuit: what to simulate.
        values: one matrix or one mapping.
        engine: ``auto``, or the name of one.
        named: values by name, for names that are identifiers.

    Raises:
        InputError: (a ValueError) for values that an input does not have, unknown or missing names, other shapes.
        CircuitError: for a circuit with faults.
    """
    run = find_engine(engine)
    if len(values) > 1 or (values and named):
        raise InputError("one matrix, one mapping, or values by name", hint="simulate(X) or simulate(a=[0, 1], b=1)")
    if values and not isinstance(values[0], Mapping):
        return _simulate_matrix(circuit, _matrix(circuit, values[0]), engine)
    batch = batch_of(circuit, Rows(values[0] if values else named))
    made = run(subject_of(circuit.graph), batch.source, Kept()).value
    if batch.shape == ():
        return single_arrays(circuit, made[0])
    bits = batch.unpack(made)
    return shown_values(circuit.output_ports, dict(zip(circuit.outputs, bits, strict=True)), circuit.encoding)


def _matrix(circuit: Circuit, values: Any) -> Values:
    """The matrix that values are, of a shape and type that fit the circuit."""
    try:
        matrix = np.asarray(values)
    except ValueError:
        raise InputError("a matrix with rows of different lengths") from None
    clocked = bool(circuit.registers)
    wanted = ((2, 3), "(cycles, {0}) or (runs, cycles, {0})") if clocked else ((2,), "(patterns, {0})")
    inputs = len(circuit.inputs)
    if matrix.ndim not in wanted[0] or matrix.shape[-1] != inputs:
        what = f"a matrix of shape {matrix.shape} for {counted(inputs, 'input')}"
        raise InputError(what, hint=f"the shape is {wanted[1].format(inputs)}")
    if matrix.dtype.kind not in "biufO":
        raise InputError(f"a matrix of {matrix.dtype}", hint="a matrix of truth values")
    return matrix


def _simulate_matrix(circuit: Circuit, matrix: Values, engine: str) -> Values:
    run, subject = find_engine(engine), subject_of(circuit.graph)
    low = ENCODINGS[circuit.encoding][0]
    dtype = np.int8 if low else np.uint8
    if circuit.registers:
        batch = batch_of_bits(np.moveaxis(_matrix_bits(circuit, matrix), -1, 0), True)
        bits = batch.unpack(run(subject, batch.source, Kept()).value)
        return truth_values(np.moveaxis(bits, 0, -1), circuit.encoding, dtype)
    packing, patterns = find_packing(engine, matrix.size), len(matrix)
    words = packing and _packed_bytes(matrix, low, packing)
    if words is None:
        packing, words = None, pack(_matrix_bits(circuit, matrix).T)
    made = run(subject, GivenWords(words[np.newaxis], patterns), Kept()).value[0]
    if packing is None:
        return truth_values(unpack(made, patterns).T, circuit.encoding, dtype)
    unpacked: Values = packing.unpack_matrix(made, patterns, low)
    return unpacked


def _packed_bytes(matrix: Values, low: int, packing: Any) -> Words | None:
    """The words of a large matrix, packed in native code; None where it has no integers, or one to name in an error."""
    if matrix.dtype.kind not in "biu":
        return None
    narrow = matrix if matrix.itemsize == 1 else matrix.astype(np.int8)
    if narrow is not matrix and not np.array_equal(narrow, matrix):
        return None
    words: Words | None = packing.pack_matrix(narrow, low if narrow.dtype.kind == "i" else 0)
    return words


def _matrix_bits(circuit: Circuit, matrix: Values) -> Bits:
    try:
        return truth_bits(matrix, circuit.encoding)
    except InputError:
        for index, name in enumerate(circuit.inputs):
            truth_bits(matrix[..., index], circuit.encoding, name)
        raise


def shown_values(shown: Iterable[Port], bits: Mapping[str, Bits], encoding: str) -> dict[str, Values]:
    """The values of ports by name, as users see them, from the bits of their nets."""
    return {port.name: port_values(port, np.stack([bits[net] for net in port.bits]), encoding) for port in shown}


def simulate_packed(circuit: Circuit, words: Any, engine: str = "auto") -> Words:
    """The outputs for packed patterns: ``(inputs, words)`` uint64 to ``(outputs, words)``.

    Pattern p is bit p % 64 of word p // 64, a bit for a truth value in either encoding. With registers patterns are
    runs: ``(cycles, inputs, words)`` from reset to ``(cycles, outputs, words)``.

    Raises:
        InputError: for another shape or type.
    """
    run = find_engine(engine)
    clocked = bool(circuit.registers)
    inputs = len(circuit.inputs)
    packed = np.asarray(words)
    if packed.dtype != np.uint64:
        raise InputError(f"packed words of {packed.dtype}", hint="the type is uint64")
    if packed.ndim != 2 + clocked or packed.shape[-2] != inputs:
        wanted = f"(cycles, {inputs}, words)" if clocked else f"({inputs}, words)"
        raise InputError(f"packed words of shape {packed.shape}", hint=f"the shape is {wanted}")
    source = GivenWords(packed if clocked else packed[np.newaxis])
    made: Words = run(subject_of(circuit.graph), source, Kept()).value
    return made if clocked else made[0]


class Simulator:
    """A circuit that is run step by step, keeping its state; ``cycle`` counts the steps since the last reset.

    >>> from neurocircuit.logic.gates import gate_perceptron
    >>> from neurocircuit.netlist.circuit import Neuron, Register
    >>> toggle = Circuit([], ["q"], {"q": Register("d"), "d": Neuron(gate_perceptron("NOT", 1), ("q",))})
    >>> run = Simulator(toggle)
    >>> [run.step()["q"] for _ in range(3)], run.cycle, run.state
    ([0, 1, 0], 3, {'q': 1})
    """

    def __init__(self, circuit: Circuit, engine: str = "auto") -> None:
        self.circuit = circuit
        self._run = find_engine(engine)
        self.reset()

    @property
    def state(self) -> dict[str, int]:
        """The values of the registers before the next step, by net or bus, as users see them."""
        bits = dict(zip(self.circuit.registers, unpack(self._words, 1), strict=True))
        values = shown_values(ports(self.circuit.registers), bits, self.circuit.encoding)
        return {name: int(value[0]) for name, value in values.items()}

    def reset(self) -> None:
        """Go back to the registers' initial values and cycle 0."""
        self.cycle, self._words = 0, reset_state(subject_of(self.circuit.graph), 1)

    def step(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> dict[str, int]:
        """One cycle: the outputs before the clock edge, by name; then the edge.

        Raises:
            InputError: for unknown or missing inputs, or what is no single value of one.
        """
        if values is not None and named:
            raise InputError("one mapping, or values by name")
        batch = batch_of(self.circuit, Rows(named if values is None else values))
        if batch.shape != ():
            raise InputError(f"values of shape {batch.shape} for one step", hint="step takes single values")
        made, self._words = self._run(subject_of(self.circuit.graph), batch.source, Kept(), self._words)
        self.cycle += 1
        return single_outputs(self.circuit, made[0])
