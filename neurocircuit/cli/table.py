"""Tables: aligned columns for reading, CSV and JSON for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from neurocircuit.cli.output import json_document
from neurocircuit.logic.number import format_number
from neurocircuit.logic.text import guarded, safe

_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of values; ``left`` are the columns that read better aligned to the left."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    left: frozenset[str] = frozenset()

    @property
    def records(self) -> list[dict[str, Any]]:
        """Each row as a dictionary."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def lines(self, format: str) -> Iterator[str]:
        """The table as text in chunks: ``table``, ``csv``, or ``json`` (a list of objects)."""
        return _WRITERS[format](self)


def _aligned(table: Table) -> Iterator[str]:
    rows = [[safe(_cell(value)) for value in row] for row in table.rows]
    cells = [list(map(safe, table.columns)), *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    aligns = ["<" if name in table.left else ">" for name in table.columns]
    for row in cells:
        line = "  ".join(f"{cell:{align}{width}}" for cell, align, width in zip(row, aligns, widths, strict=True))
        yield line.rstrip() + "\n"


def _csv(table: Table) -> Iterator[str]:
    rows = iter([table.columns, *table.rows])
    while block := list(islice(rows, _BLOCK)):
        text = io.StringIO()
        csv.writer(text).writerows([list(map(_csv_cell, row)) for row in block])
        yield text.getvalue()


def _json(table: Table) -> Iterator[str]:
    yield json_document(table.records)


_WRITERS = {"table": _aligned, "csv": _csv, "json": _json}


def in_format(
    format: str, text: Iterable[str], table: Callable[[], Table], document: Callable[[], Any]
) -> Iterable[str]:
    """A result in chunks: as a ``text`` to read, as the table that it is in CSV, or as a document in JSON."""
    if format == "table":
        return text
    return table().lines("csv") if format == "csv" else [json_document(document())]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    return "" if value is None else format_number(value) if isinstance(value, Fraction) else str(value)


def _csv_cell(value: Any) -> str:
    return guarded(safe(value)) if isinstance(value, str) else _cell(value)
