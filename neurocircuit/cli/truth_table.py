"""A trace as a table to read: inputs, outputs, watched nets and sums with bars between; a row a pattern or cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from neurocircuit.formats.vectors import value_text
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.simulation.trace import Trace

_BLOCK = 4096
_BAR = "|"


class _Cells(dict[Any, str]):
    """The text of each value of a column, made when it is first met."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def __missing__(self, value: Any) -> str:
        text = self[value] = value_text(value).rjust(self.width)
        return text


def truth_table_lines(seen: Trace) -> Iterator[str]:
    """The table in chunks of many lines: the header with the names, then the rows.

    Independent runs stand one after the other, told apart by a first column ``run``.
    """
    columns: list[tuple[str, Any]] = []
    for group in _groups(seen):
        # A bar is a column without values.
        columns.extend([(_BAR, None)] if columns and group else [])
        columns.extend((name, np.atleast_1d(values).reshape(-1)) for name, values in group.items())
    if not columns:
        return
    widths = [max(len(safe(name)), _widest(values)) for name, values in columns]
    yield " ".join(safe(name).rjust(width) for (name, _), width in zip(columns, widths, strict=True)) + "\n"
    rows = max(len(values) for _, values in columns if values is not None)
    for start in range(0, rows, _BLOCK):
        stop = min(start + _BLOCK, rows)
        cells = [
            [_BAR] * (stop - start)
            if values is None
            else list(map(_Cells(width).__getitem__, values[start:stop].tolist()))
            for (_, values), width in zip(columns, widths, strict=True)
        ]
        yield "\n".join(map(" ".join, zip(*cells, strict=True))) + "\n"


def _groups(seen: Trace) -> Iterator[Mapping[str, Any]]:
    shape = np.broadcast_shapes(*(values.shape for group in (seen.inputs, seen.outputs) for values in group.values()))
    if len(shape) == 2:
        yield {"run": np.broadcast_to(np.arange(shape[0])[:, np.newaxis], shape)}
    yield seen.inputs
    # An output that is an input's own net is shown once, as the input.
    yield {name: values for name, values in seen.outputs.items() if name not in seen.inputs}
    yield seen.nets
    yield {f"z({name})": values for name, values in seen.sums.items()}


def _widest(values: Any) -> int:
    if values is None or not len(values):
        return 1
    if values.dtype == object:
        return max(len(value_text(value)) for value in set(values.tolist()))
    return max(len(str(values.min())), len(str(values.max())))
