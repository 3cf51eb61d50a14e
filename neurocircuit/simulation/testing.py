"""The tests that a circuit carries: run them, and say which rows differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neurocircuit.errors import CircuitError
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.checks import test_faults
from neurocircuit.netlist.circuit import Circuit, Test
from neurocircuit.simulation.requests import Rows
from neurocircuit.simulation.trace import trace


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row of a test that a circuit does not give: ``got`` and ``expected`` hold the compared outputs by name.

    ``row`` counts from 0, as the rows of the test do.
    """

    row: int
    inputs: Mapping[str, int]
    got: Mapping[str, int]
    expected: Mapping[str, int]


def run_test(circuit: Circuit, test: Test, engine: str = "auto") -> list[Mismatch]:
    """The rows of a test that the circuit does not give; with registers the rows are cycles from reset.

    Raises:
        CircuitError: for a test that does not fit the circuit.
    """
    found = tuple(test_faults(circuit, test, test.name or "test"))
    if found:
        raise CircuitError(found)
    table = dict(zip(test.columns, zip(*test.rows, strict=True), strict=True)) if test.rows else {}
    if not table:
        return []
    inputs = {port.name: np.array(table[port.name], object) for port in circuit.input_ports}
    seen = trace(circuit, Rows(inputs, count=len(test.rows)), engine=engine)
    compared = {port.name: port.is_bus for port in circuit.output_ports if port.name in table.keys() - inputs.keys()}
    mismatches = []
    for row in range(len(test.rows)):
        expected = {
            name: _shown(table[name][row], circuit.encoding, is_bus)
            for name, is_bus in compared.items()
            if table[name][row] is not None
        }
        got = {name: int(seen.outputs[name][row]) for name in expected}
        if got != expected:
            mismatches.append(Mismatch(row, {name: int(seen.inputs[name][row]) for name in inputs}, got, expected))
    return mismatches


def _shown(value: int, encoding: str, is_bus: bool) -> int:
    """The expected value as it is shown: 0 may stand for false in the bipolar encoding."""
    return ENCODINGS[encoding][0] if value == 0 and not is_bus else value
