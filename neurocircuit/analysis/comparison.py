"""A circuit against its tests and against vectors: the rows in which it gives something else than expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurocircuit.errors import CircuitError
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.checks import test_faults
from neurocircuit.netlist.circuit import Circuit, Test
from neurocircuit.netlist.names import NetNames
from neurocircuit.simulation.requests import Rows
from neurocircuit.simulation.trace import trace


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row of a test that a circuit does not give: ``got`` and ``expected`` hold the compared outputs by name.

    ``row`` counts from 1.
    """

    row: int
    inputs: Mapping[str, int]
    got: Mapping[str, int]
    expected: Mapping[str, int]


def run_test(circuit: Circuit, test: Test) -> list[Mismatch]:
    """The rows of a test that the circuit does not give; with registers the rows are cycles from reset.

    Raises:
        CircuitError: for a test that does not fit the circuit.
    """
    found = tuple(test_faults(circuit, test, test.name or "test"))
    if found:
        raise CircuitError(found)
    if not test.rows:
        return []
    columns = {name: np.array(values, object) for name, *values in zip(test.columns, *test.rows, strict=True)}
    inputs = {port.name: columns.pop(port.name) for port in circuit.input_ports}
    compared = [port.name for port in circuit.output_ports if port.name in columns]
    expected = {name: np.ma.array(columns[name], mask=columns[name] == None) for name in compared}  # noqa: E711
    return list(mismatches(circuit, inputs, expected))


def mismatches(circuit: Circuit, inputs: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[Mismatch]:
    """The rows that differ; with registers the rows are cycles, in runs one after the other.

    Args:
        circuit: what to compare.
        inputs: values by input port, bit or range, ``(rows,)`` or ``(runs, cycles)``.
        expected: values by output port, bit, range or net, of the same shape; masked ones are any, bipolar 0 is false.

    Raises:
        InputError: for values that do not fit the circuit.
    """
    # Without inputs all runs are alike: one stands for all.
    cycles = next((np.shape(values)[-1] for values in expected.values()), 0)
    seen = trace(circuit, Rows(inputs, None if inputs else cycles), watch=expected)
    names = NetNames(circuit)
    got, wanted, counted = {}, {}, {}
    for name, values in expected.items():
        low = ENCODINGS[circuit.encoding][0] if names.find(name).keys() == {name} else 0
        got[name] = np.broadcast_to(seen.nets[name], values.shape).reshape(-1)
        wanted[name] = np.where(np.ma.getdata(values) == 0, low, np.ma.getdata(values)).reshape(-1)
        counted[name] = ~np.ma.getmaskarray(values).reshape(-1)
    wrong = np.zeros(next((values.size for values in got.values()), 0), bool)
    for name in expected:
        wrong |= counted[name] & (got[name] != wanted[name])
    for row in np.flatnonzero(wrong).tolist():
        shown = [name for name in expected if counted[name][row]]
        yield Mismatch(row + 1, _row(seen.inputs, seen.inputs, row), _row(got, shown, row), _row(wanted, shown, row))


def _row(columns: Mapping[str, Any], names: Iterable[str], row: int) -> dict[str, int]:
    return {name: int(np.ravel(columns[name])[row]) for name in names}
