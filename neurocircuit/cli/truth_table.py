"""A run as a table to read: inputs, outputs, watched nets and sums with bars between; a row a pattern or cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from neurocircuit.formats.columns import characters, row_chunks
from neurocircuit.logic.text import safe
from neurocircuit.simulation.values import INT64_BITS

if TYPE_CHECKING:
    from neurocircuit.simulation.trace import Column, Recording


def truth_table_lines(recording: Recording) -> Iterator[str]:
    """The table in chunks of many lines: the header with the names, then the rows.

    Independent runs stand one after the other, told apart by a first column ``run``.
    """
    columns = shown_columns(recording)
    if not columns:
        return
    ends = [" " if left.section == right.section else " | " for left, right in pairwise(columns)]
    widths = longest(columns, recording, [len(title(column)) for column in columns])
    shown = list(zip(columns, widths, [*ends, "\n"], strict=True))
    header = "".join([title(column).rjust(width) + end for column, width, end in shown])
    number = max(len("run"), len(str((recording.runs or 1) - 1)))
    yield header if recording.runs is None else f"{'run'.rjust(number)} | {header}"
    for chunk in row_chunks(recording, shown, (number, " | ")):
        yield chunk.decode()


def shown_columns(recording: Recording) -> list[Column]:
    """What is shown of a run: an output that is an input's own net once, as the input."""
    inputs = {column.name for column in recording.columns if column.section == "inputs"}
    return [column for column in recording.columns if column.section != "outputs" or column.name not in inputs]


def title(column: Column) -> str:
    """What stands for a column."""
    return safe(column.name if column.neuron is None else f"z({column.name})")


def longest(columns: Sequence[Column], recording: Recording, widths: Sequence[int]) -> list[int]:
    """The least widths of columns, or those of their longest values, which are seen once before any is shown.

    The last rows come first, since it is there that a count is longest.
    """
    widths = list(widths)
    most = [_most(column) for column in columns]
    for bits in recording.blocks(backwards=True):
        for place, column in enumerate(columns):
            if widths[place] < most[place]:
                widths[place] = max(widths[place], characters(column.values(bits)).shape[1])
        if all(width >= enough for width, enough in zip(widths, most, strict=True)):
            break
    return widths


def _most(column: Column) -> float:
    """The longest text that a column can have, where that is known."""
    if column.neuron is not None or column.port.width > INT64_BITS:
        return inf
    if column.port.is_bus:
        return len(str((1 << column.port.width) - 1))
    return 2 if column.encoding == "bipolar" else 1
