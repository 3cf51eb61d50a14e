"""A circuit against vectors: the rows in which it gives something else than expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.names import NetNames
from neurocircuit.simulation.requests import Rows
from neurocircuit.simulation.testing import Mismatch
from neurocircuit.simulation.trace import trace


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
        wanted[name] = np.where(values == 0, low, np.ma.getdata(values)).reshape(-1)
        counted[name] = ~np.ma.getmaskarray(values).reshape(-1)
    wrong = np.zeros(next((values.size for values in got.values()), 0), bool)
    for name in expected:
        wrong |= counted[name] & (got[name] != wanted[name])
    for row in np.flatnonzero(wrong).tolist():
        shown = [name for name in expected if counted[name][row]]
        yield Mismatch(row, _row(seen.inputs, seen.inputs, row), _row(got, shown, row), _row(wanted, shown, row))


def _row(columns: Mapping[str, Any], names: Iterable[str], row: int) -> dict[str, int]:
    return {name: int(np.ravel(columns[name])[row]) for name in names}
