"""Simulating circuits: by matrix, by name, by packed words, and step by step."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from neurocircuit.errors import InputError, counted
from neurocircuit.late import late
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit, require_circuit
from neurocircuit.netlist.names import NetNames
from neurocircuit.simulation.engines import find_engine, find_packing, reset_state
from neurocircuit.simulation.patterns import Bits, Words, pack, unpack
from neurocircuit.simulation.requests import Batch, Exhaustive, Request, Rows, batch_of, batch_of_bits
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import Subject, subject_of
from neurocircuit.simulation.trace import trace
from neurocircuit.simulation.values import (
    Place,
    Values,
    port_values,
    single_arrays,
    single_values,
    truth_bits,
    truth_values,
)

#: So many cycles a simulator remembers, to show them.
_REMEMBERED = 64
#: All rows of so many inputs are run where no values are given.
_MOST_INPUTS = 20
_FORMS = "one matrix, one mapping, or values by name or in the order of the inputs"
_FORMS_HINT = "simulate(X) or simulate(a=[0, 1], b=1)"


def simulate(circuit: Circuit, /, *values: Any, engine: str = "auto", watch: Iterable[str] = (), **named: Any) -> Any:
    """The outputs of a circuit for many patterns.

    Three forms:

    - a matrix of truth values, ``(patterns, inputs)``; with registers ``(cycles, inputs)`` from reset or
      ``(runs, cycles, inputs)``. It gives a matrix with the same leading axes and the outputs last, uint8 (int8 where
      the circuit is bipolar).
    - values by port name, as keywords or as one mapping, or in the order of the ports: truth values for scalars,
      unsigned integers for buses, arrays of one entry a pattern (with registers ``(cycles)`` or ``(runs, cycles)``);
      scalars broadcast. It gives a dictionary by output name: int64, Python integers for buses beyond 63 bits, 0-d
      where all inputs are scalars.
    - nothing: all rows of the truth table, up to 2^20, counting up with the last port fastest.

    Args:
        circuit: what to simulate.
        values: one matrix, one mapping, or values in the order of the ports.
        engine: ``auto``, or the name of one.
        watch: inner nets or buses whose values to give beside the outputs, where values are given by name.
        named: values by name, for names that are identifiers.

    Raises:
        InputError: (a ValueError) for values that an input does not have, unknown or missing names, other shapes.
        CircuitError: for a circuit with faults.

    >>> import neurocircuit as nc
    >>> nc.read("xor").simulate([0, 1, 1], 1, watch=["both"])
    {'y': array([1, 0, 0]), 'both': array([0, 1, 1])}
    >>> nc.read("xor").simulate()["y"].tolist(), nc.read("xor").simulate([[0, 1], [1, 1]]).tolist()
    ([0, 1, 1, 0], [[1], [0]])
    """
    run = find_engine(engine)
    watched = _watched(watch)
    if len(values) == 1 and _is_matrix(circuit, values[0], named):
        if named or watched:
            raise InputError(_FORMS, hint=_FORMS_HINT)
        return _simulate_matrix(circuit, _matrix(circuit, values[0]), engine)
    request = _request(circuit, values, named)
    if watched:
        seen = trace(circuit, request, watched, engine=engine)
        return {**seen.outputs, **seen.nets}
    batch = batch_of(circuit, request)
    made = run(subject_of(circuit.graph), batch.source, Kept()).value
    if batch.shape == ():
        return single_arrays(circuit, made[0])
    bits = batch.unpack(made)
    return shown_values(circuit.output_ports, dict(zip(circuit.outputs, bits, strict=True)), circuit.encoding)


def _watched(watch: Iterable[str]) -> tuple[str, ...]:
    return (watch,) if isinstance(watch, str) else tuple(watch)


def _is_matrix(circuit: Circuit, value: Any, named: Mapping[str, Any]) -> bool:
    """Whether the only value in order is a matrix: not a mapping, nor the values of one input."""
    axes = 0
    while isinstance(value, (list, tuple)):
        axes, value = axes + 1, value[0] if value else None
    axes += getattr(value, "ndim", 0)
    return not isinstance(value, Mapping) and (axes > 1 or (len(circuit.input_ports) != 1 and not named))


def _request(circuit: Circuit, values: Sequence[Any], named: Mapping[str, Any]) -> Request:
    """The rows that values by name, or in the order of the ports, are; all where there are none."""
    if any(isinstance(value, Mapping) for value in values):
        if len(values) > 1 or named:
            raise InputError(_FORMS, hint=_FORMS_HINT)
        return Rows(values[0])
    if not values and not named and circuit.inputs and not circuit.registers:
        inputs = len(circuit.inputs)
        if inputs > _MOST_INPUTS:
            raise InputError(f"no values, and 2^{inputs} rows", hint=f"at most 2^{_MOST_INPUTS} where none are given")
        return Exhaustive()
    return Rows(named_values(circuit, values, named))


def named_values(circuit: Circuit, values: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Values by name, of which the first ones may be given in the order of the input ports.

    Raises:
        InputError: for more values than ports, or an input that is given twice.
    """
    ports = [port.name for port in circuit.input_ports] if values else []
    if len(values) > len(ports):
        what = f"{counted(len(values), 'value')} for {counted(len(ports), 'input')}"
        raise InputError(what, hint=f"in the order {', '.join(ports)}" if ports else "")
    found = dict(zip(ports, values, strict=False))
    twice = next((name for name in named if name in found), None)
    if twice is not None:
        raise InputError(f"input {twice!r} is given twice", hint="by name or in the order of the inputs")
    return {**found, **named}


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

    Args:
        circuit: any circuit.
        engine: ``auto``, or the name of one.
        watch: inner nets or buses whose values to give beside the outputs.

    >>> import neurocircuit as nc
    >>> run = Simulator(nc.read("counter2"))
    >>> run.step(en=1)
    {'q': 0, 'carry': 0}
    >>> run.run(4, en=1)["q"].tolist(), run
    ([1, 2, 3, 0], <Simulator of 'counter2': cycle 5, q=1>)
    """

    def __init__(self, circuit: Circuit, engine: str = "auto", watch: Iterable[str] = ()) -> None:
        self.circuit = require_circuit(circuit)
        self._run = find_engine(engine)
        graph, names = circuit.graph, NetNames(circuit)
        watched = {name: names.find(name) for name in _watched(watch)}
        shown: dict[str, str] = graph.graph["outputs"]
        self._shown = [*circuit.output_ports, *(Port(name, tuple(nets)) for name, nets in watched.items())]
        nets = [bit for port in circuit.input_ports for bit in port.bits]
        #: Where inputs, and what ``step`` gives, stand among the nets that are seen of each cycle.
        given = _places(circuit.input_ports, 0)
        self._given = _places(self._shown, len(nets))
        self._seen = given | self._given
        nets += [shown[bit] for port in circuit.output_ports for bit in port.bits]
        nets += [net for found in watched.values() for net in found.values()]
        self._subject = Subject(graph, tuple(nets))
        self.reset()

    def __repr__(self) -> str:
        name = f" of {self.circuit.name!r}" if self.circuit.name else ""
        state = "".join(f", {name}={value}" for name, value in self.state.items())
        return f"<Simulator{name}: cycle {self.cycle}{state}>"

    def _repr_svg_(self) -> Any:
        return late("Simulator._repr_svg_")(self)

    @property
    def state(self) -> dict[str, int]:
        """The values of the registers before the next step, by net or bus, as users see them."""
        bits = dict(zip(self.circuit.registers, unpack(self._words, 1), strict=True))
        values = shown_values(ports(self.circuit.registers), bits, self.circuit.encoding)
        return {name: int(value[0]) for name, value in values.items()}

    def reset(self) -> None:
        """Go back to the registers' initial values and cycle 0."""
        self.cycle, self._words = 0, reset_state(self._subject, 1)
        self._last: deque[Words] = deque(maxlen=_REMEMBERED)

    @property
    def history(self) -> list[dict[str, int]]:
        """What was seen in the last cycles: inputs, outputs and watched nets."""
        return [single_values(self._seen, words, self.circuit.encoding) for words in self._last]

    def step(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> dict[str, int]:
        """One cycle: the outputs before the clock edge, by name; then the edge.

        Raises:
            InputError: for unknown or missing inputs, or what is no single value of one.
        """
        batch = batch_of(self.circuit, Rows(self._values(values, named)))
        if batch.shape != ():
            raise InputError(f"values of shape {batch.shape} for one step", hint="step takes single values")
        made = self._advance(batch, 1)[0]
        self._last.append(made)
        return single_values(self._given, made, self.circuit.encoding)

    def run(self, cycles: int | None = None, values: Mapping[str, Any] | None = None, /, **named: Any) -> Any:
        """Some cycles from where it is: the outputs by name, arrays of one entry a cycle.

        Args:
            cycles: how many; may be left out where an input has one value a cycle.
            values: one value for each cycle, or one for all, by input; or as keywords.

        Raises:
            InputError: for unknown or missing inputs, or values of other numbers of cycles.
        """
        given = self._values(values, named)
        if cycles is None and not any(np.ndim(value) for value in given.values()):
            raise InputError("how many cycles?", hint="run(16, en=1), or one value a cycle: run(en=[1, 0, 1])")
        if cycles is not None and (not isinstance(cycles, int) or cycles < 0):
            raise InputError(f"{cycles!r} cycles", hint="0 or more")
        batch = batch_of(self.circuit, Rows(given, cycles))
        if len(batch.shape) != 1:
            raise InputError(f"values of shape {batch.shape} for one run", hint="one value a cycle")
        bits = batch.unpack(self._advance(batch, batch.shape[0]))
        self._last.extend(bits.T[-_REMEMBERED:, :, np.newaxis].astype(np.uint64))
        places = ((port, np.atleast_1d(self._given[port.name])) for port in self._shown)
        return {port.name: port_values(port, bits[place], self.circuit.encoding) for port, place in places}

    @staticmethod
    def _values(values: Mapping[str, Any] | None, named: Mapping[str, Any]) -> Mapping[str, Any]:
        if values is not None and (named or not isinstance(values, Mapping)):
            raise InputError("one mapping, or values by name", hint="step(a=1), or step(values) with a mapping")
        return named if values is None else values

    def _advance(self, batch: Batch, cycles: int) -> Words:
        """Run the cycles of a batch and give the words of what is seen."""
        state = self._words if batch.clocked else None
        made, words = self._run(self._subject, batch.source, Kept(), state)
        if batch.clocked:
            self._words = words
        self.cycle += cycles
        seen: Words = made
        return seen


def _places(ports: Iterable[Port], start: int) -> dict[str, Place]:
    """Where the values of ports stand whose bits follow each other."""
    found: dict[str, Place] = {}
    for port in ports:
        found[port.name] = tuple(range(start, start + port.width)) if port.is_bus else start
        start += port.width
    return found
