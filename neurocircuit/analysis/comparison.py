"""A circuit against vectors: the rows in which it gives something else than expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.names import BitNames
from neurocircuit.simulation.sources import Rows
from neurocircuit.simulation.testing import Mismatch
from neurocircuit.simulation.trace import trace


def mismatches(circuit: Circuit, inputs: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[Mismatch]:
    """The rows that differ; with registers the rows are cycles, in runs one after the other.

    Args:
        circuit: what to compare.
        inputs: values by input port, bit or range, ``(rows,)`` or ``(runs, cycles)``.
        expected: values by output port, bit or range, of the same shape; in the bipolar encoding 0 is false too.

    Raises:
        InputError: for values that do not fit the circuit.
    """
    names = BitNames.of(circuit.output_ports)
    ports = {name: names.require(name, "output") for name in expected}
    rows = next((np.size(values) for values in expected.values()), 0)
    seen = trace(circuit, Rows(inputs, None if inputs else rows), watch=expected)
    got, wanted = {}, {}
    for name, values in expected.items():
        got[name] = seen.nets[name].reshape(-1)
        low = 0 if ports[name].is_bus else ENCODINGS[circuit.encoding][0]
        wanted[name] = np.where(values == 0, low, values).reshape(-1)
    wrong = np.zeros(rows, bool)
    for name in expected:
        wrong |= got[name] != wanted[name]
    for row in np.flatnonzero(wrong).tolist():
        yield Mismatch(row, _row(seen.inputs, row), _row(got, row), _row(wanted, row))


def _row(columns: Mapping[str, Any], row: int) -> dict[str, int]:
    return {name: int(np.ravel(values)[row]) for name, values in columns.items()}
