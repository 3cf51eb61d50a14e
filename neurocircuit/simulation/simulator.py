"""Simulating circuits: by matrix, by name, by packed words, and step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.engines import Engine, find_engine, find_packing, reset_state
from neurocircuit.simulation.patterns import Bits, Words, unpack
from neurocircuit.simulation.requests import Batch, Rows, batch_of, batch_of_bits
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import subject_of
from neurocircuit.simulation.values import Values, port_values, truth_bits, truth_values


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
        matrix = _matrix(circuit, values[0])
        packing = find_packing(engine, matrix.size)
        if packing is not None and (made := _simulate_bytes(circuit, matrix, run, packing)) is not None:
            return made
        bits = _output_bits(circuit, _matrix_batch(circuit, matrix), run)
        dtype = np.uint8 if circuit.encoding == "binary" else np.int8
        return truth_values(np.moveaxis(bits, 0, -1), circuit.encoding, dtype)
    bits = _output_bits(circuit, batch_of(circuit, Rows(values[0] if values else named)), run)
    return shown_values(circuit.output_ports, dict(zip(circuit.outputs, bits, strict=True)), circuit.encoding)


def _output_bits(circuit: Circuit, batch: Batch, run: Engine) -> Bits:
    return batch.unpack(run(subject_of(circuit.graph), batch.source, Kept()).value)


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


def _simulate_bytes(circuit: Circuit, matrix: Values, run: Engine, packing: Any) -> Values | None:
    """The outputs for a large matrix, packed and unpacked in native code; None where it is no matter for that.

    That is a clocked circuit, a matrix of no integers, or one with a value that is to be named in an error.
    """
    if circuit.registers or matrix.dtype.kind not in "biu":
        return None
    low = ENCODINGS[circuit.encoding][0]
    narrow = matrix if matrix.itemsize == 1 else matrix.astype(np.int8)
    if narrow is not matrix and not np.array_equal(narrow, matrix):
        return None
    words = packing.pack_matrix(narrow, low if narrow.dtype.kind == "i" else 0)
    if words is None:
        return None
    made = run(subject_of(circuit.graph), GivenWords(words[np.newaxis]), Kept()).value[0]
    unpacked: Values = packing.unpack_matrix(made, len(matrix), low)
    return unpacked


def _matrix_batch(circuit: Circuit, matrix: Values) -> Batch:
    try:
        bits = truth_bits(matrix, circuit.encoding)
    except InputError:
        for index, name in enumerate(circuit.inputs):
            truth_bits(matrix[..., index], circuit.encoding, name)
        raise
    return batch_of_bits(np.moveaxis(bits, -1, 0), bool(circuit.registers))


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
        return self._shown(ports(self.circuit.registers), self.circuit.registers, self._words)

    def reset(self) -> None:
        """Go back to the registers' initial values and cycle 0."""
        self.cycle, self._words = 0, reset_state(subject_of(self.circuit.graph), 1)

    def step(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> dict[str, int]:
        """One cycle: the outputs before the clock edge, by name; then the edge.

        Raises:
            InputError: for unknown or missing inputs, or what is no single value of one.
        """
        if values is not None and (named or not isinstance(values, Mapping)):
            hint = "step(a=1), or step(values) with a mapping"
            raise InputError("one mapping, or values by name", hint=hint)
        batch = batch_of(self.circuit, Rows(named if values is None else values))
        if batch.shape != ():
            raise InputError(f"values of shape {batch.shape} for one step", hint="step takes single values")
        made, self._words = self._run(subject_of(self.circuit.graph), batch.source, Kept(), self._words)
        self.cycle += 1
        return self._shown(self.circuit.output_ports, self.circuit.outputs, made[0])

    def _shown(self, shown: tuple[Port, ...], names: tuple[str, ...], words: Words) -> dict[str, int]:
        bits = dict(zip(names, unpack(words, 1), strict=True))
        values = shown_values(shown, bits, self.circuit.encoding)
        return {name: int(value[0]) for name, value in values.items()}
