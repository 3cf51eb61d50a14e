"""Results as CSV, JSON and npz: values by port name, written while they are computed.

They look as ``neurocircuit.formats.vectors`` says, which reads all of them again.
What is written row by row streams. JSON and npz go column by column: the bits of the whole run are kept for them.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np
from numpy.lib import format as npy

from neurocircuit.formats.columns import characters, joined, repeated, row_chunks, texts, value_text
from neurocircuit.logic.text import guarded
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.trace import Column, Recording
from neurocircuit.simulation.values import Values

#: The most values whose bits are kept, to be written column by column.
MAX_BY_COLUMN = 1 << 33

_RUN = "run"


def csv_chunks(recording: Recording) -> Iterator[bytes]:
    """CSV: inputs, outputs, nets, sums; names that a spreadsheet takes for formulas are masked."""
    columns = _columns(recording)
    names = list(columns)
    if recording.runs is not None:
        names.insert(0, Names(columns).fresh(_RUN))
    header = io.StringIO(newline="")
    csv.writer(header).writerow(map(guarded, names))
    yield header.getvalue().encode()
    # No value needs quotes.
    ends = [","] * (len(columns) - 1) + ["\r\n"]
    shown = [(column, 0, end) for column, end in zip(columns.values(), ends, strict=False)]
    yield from row_chunks(recording, shown, (0, ","))


def _columns(recording: Recording) -> dict[str, Column]:
    """All columns by the name that each has in one table; what is an input and an output, or watched too, once."""
    found: dict[str, Column] = {}
    names = Names()
    for column in recording.columns:
        name = f"z({column.name})" if column.neuron is not None else column.name
        same = found.get(name) if column.neuron is None else None
        if same is None or (same.nets, same.port.is_bus) != (column.nets, column.port.is_bus):
            found[names.fresh(name)] = column
    return found


class _Stored:
    """The bits of a whole run, one for each net and row."""

    def __init__(self, recording: Recording) -> None:
        recording.require(MAX_BY_COLUMN, "by column; CSV has no such limit")
        self.blocks = [(np.packbits(bits, axis=1), bits.shape[1]) for bits in recording.blocks()]

    def pieces(self, column: Column) -> Iterator[Values]:
        """The values of a column, some rows at a time; at least one piece, which may be empty."""
        for octets, count in self.blocks:
            yield column.shown(np.unpackbits(octets[list(column.rows)], axis=1, count=count))


def json_chunks(recording: Recording) -> Iterator[bytes]:
    """JSON, with ``sums`` where there are any; numbers that JSON cannot write exactly are texts."""
    stored = _Stored(recording)
    sections: dict[str, list[Column]] = {"inputs": [], "outputs": [], "nets": []}
    for column in recording.columns:
        sections.setdefault(column.section, []).append(column)
    before = "{\n"
    for section, columns in sections.items():
        yield f'{before}  "{section}": {{'.encode()
        before = "\n"
        for column in columns:
            yield f"{before}    {json.dumps(column.name, ensure_ascii=False)}: ".encode()
            yield from _json_array(recording, stored.pieces(column))
            before = ",\n"
        yield b"\n  }" if columns else b"}"
        before = ",\n"
    yield b"\n}\n"


def _json_array(recording: Recording, pieces: Iterator[Values]) -> Iterator[bytes]:
    """An array of all values, or one of an array for each run."""
    cycles = recording.rows if recording.runs is None else recording.batch.shape[1]
    yield b"[" if recording.runs is None else b"[["
    row = 0
    for values in pieces:
        shown = texts(map(_json_text, values.tolist())) if values.dtype == object else characters(values)
        ends = np.arange(row + 1, row + 1 + len(values)) % max(1, cycles) == 0
        between = np.where(ends[:, np.newaxis], repeated("], [", len(values)), repeated("\0\0, ", len(values)))
        row += len(values)
        text = joined([shown, between])
        yield text[: -len("], [")] if row == recording.rows else text
    if not cycles:
        yield b"], [" * ((recording.runs or 1) - 1)
    yield b"]" if recording.runs is None else b"]]"


def _json_text(value: object) -> str:
    text = value_text(value)
    return f'"{text}"' if "/" in text or "x" in text else text


def write_npz(recording: Recording, file: IO[bytes]) -> None:
    """npz: int64, or texts where the numbers need more than 64 bits or are no whole ones."""
    stored = _Stored(recording)
    shape = recording.batch.shape or (1,)
    # Truth values in 64 bits shrink nearly as much at the quickest level as at any. A member that is opened by name
    # has a fixed date: equal results are equal bytes.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, column in _columns(recording).items():
            dtype = _npy_type(stored.pieces(column))
            header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
            large = recording.rows * dtype.itemsize * 1.05 > zipfile.ZIP64_LIMIT
            with archive.open(f"{name}.npy", "w", force_zip64=large) as member:
                npy.write_array_header_1_0(member, header)
                for values in stored.pieces(column):
                    if values.dtype == object:
                        values = np.array(list(map(value_text, values.tolist())), dtype)
                    member.write(values.tobytes())


def _npy_type(pieces: Iterator[Values]) -> np.dtype:
    """The type of the array with all values."""
    width = 1
    for values in pieces:
        if values.dtype != object:
            return values.dtype
        width = max([width, *(len(value_text(value)) for value in set(values.tolist()))])
    return np.dtype(f"<U{width}")


#: What writes results as text, by the suffix of the file.
WRITERS: dict[str, Callable[[Recording], Iterator[bytes]]] = {".csv": csv_chunks, ".json": json_chunks}
