"""Stimulus and results as CSV, JSON and npz: values by port name, not circuits.

CSV is that of RFC 4180 with the names as header and a row for each pattern or cycle; where there are several runs, a
column ``run`` stands first (``run_1`` where another has that name). JSON is ``{"inputs": {"a": [..]}, "outputs": {..},
"nets": {..}}``, with a list for each run inside. npz has one array for each port. Truth values are those of the
circuit's encoding, buses unsigned integers of any size, read in decimal, ``0x`` and ``0b``. Expected values that are
empty, ``x``, ``-`` or ``null`` are not compared. Weighted sums of a neuron ``y`` are called ``z(y)``.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.lib import format as npy

from neurocircuit.errors import FormatError, InputError, LimitError, counted, shorten
from neurocircuit.files import MAX_FILE, decode
from neurocircuit.formats.strict_json import load
from neurocircuit.logic.number import MAX_INTEGER_DIGITS, parse_integer
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.logic.text import unguarded
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.names import BitNames, Names, NetNames
from neurocircuit.simulation.values import INT64_BITS, Values

#: The most bytes that an npz file may unpack to.
MAX_UNPACKED = 1 << 30
#: The most texts of an npz array: each becomes a Python object.
MAX_TEXTS = 1 << 22

_RUN = "run"
_SUM = re.compile(r"z\(.+\)(_[0-9]+)?")
_NOT_COMPARED = (None, "", "x", "X", "-")

_Where: TypeAlias = "int | str"
_Entries: TypeAlias = "Sequence[Any] | Values"


class ColumnError(FormatError):
    """Columns that are not those of the circuit, though another one may have them."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a file of vectors says about a circuit: values shaped ``(rows,)`` or ``(runs, rows)``.

    Args:
        inputs: values by input port, bit or range.
        expected: values by output port, bit or range, or by inner net; masked arrays where not all are compared.
        rows: the number of patterns or cycles.
    """

    inputs: Mapping[str, Values]
    expected: Mapping[str, Values]
    rows: int


def parse_csv(
    data: bytes, circuit: Circuit, source: str = "", *, expected: bool = False, assigned: Collection[str] = ()
) -> Vectors:
    """Vectors in CSV text. Weighted sums, and what is not asked for, are passed over.

    Args:
        data: the bytes of the file.
        circuit: whose inputs, outputs and nets the columns are.
        expected: whether columns of outputs and nets are asked for; one is needed then, unless all outputs are inputs.
        assigned: inputs, by port, bit or range, that have a value from elsewhere and are no columns.

    Raises:
        FormatError: with the line, for rows of another length, values that no port has, and runs that are not whole.
        ColumnError: for missing, unknown or repeated columns.
    """
    names, columns, lines = csv_columns(data, source)
    table = _Table(circuit, source, expected, assigned, lines)
    shape: tuple[int, ...] = (len(lines),)
    if names[0] == Names(names[1:]).fresh(_RUN) and table.section(names[0]) == "nets":
        shape = _runs([text.strip(" \t") for text in columns.pop(0)], lines, source)
        del names[0]
    for name, texts in zip(names, columns, strict=True):
        table.add(table.section(name), name, texts, shape, 1)
    return table.vectors(1)


def csv_columns(data: bytes, source: str) -> tuple[list[str], list[Sequence[str]], list[int]]:
    """The names of the columns of a CSV text, their texts, and the line of each row.

    Raises:
        FormatError: with the line, for what is no table.
    """
    reader = csv.reader(io.StringIO(decode(data, source), newline=""), strict=True)
    lines, rows = [], []
    limit = csv.field_size_limit(MAX_FILE)  # its own is less than the digits of the widest bus
    try:
        header = next(reader, None)
        if not header:
            raise FormatError("no names of columns", where=1, source=source, hint="the first row has them")
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
                if len(row) != len(header):
                    what = f"row has {counted(len(row), 'value')}, expected {len(header)}"
                    raise FormatError(what, where=reader.line_num, source=source)
    except csv.Error as error:
        raise FormatError(f"no CSV: {error}", where=reader.line_num, source=source) from None
    finally:
        csv.field_size_limit(limit)
    if not rows:
        raise FormatError("no rows below the names", where=1, source=source)
    other = next((mark for mark in ";\t" if len(header) == 1 and mark in header[0] and mark in rows[0][0]), "")
    if other:
        raise FormatError(f"columns separated by {other!r}", where=1, source=source, hint="separate with commas")
    names = [unguarded(cell.strip(" \t")) for cell in header]
    return names, list(zip(*rows, strict=True)), lines


def _runs(labels: Sequence[str], lines: list[int], source: str) -> tuple[int, int]:
    """The shape of runs, whose rows stand together and are equally many."""
    starts = [index for index in range(len(labels)) if index == 0 or labels[index] != labels[index - 1]]
    first = {labels[start]: start for start in reversed(starts)}
    again = next((start for start in starts if first[labels[start]] < start), None)
    if again is not None:
        what = f"run {shorten(labels[again])!r} goes on after another one: its rows must stand together"
        raise FormatError(what, where=lines[again], source=source)
    length = len(labels) // len(starts)
    for run, start in enumerate(starts):
        if start != run * length or len(labels) != len(starts) * length:
            raise FormatError("the runs have different lengths", where=lines[start], source=source)
    return len(starts), length


def parse_json(
    data: bytes, circuit: Circuit, source: str = "", *, expected: bool = False, assigned: Collection[str] = ()
) -> Vectors:
    """Vectors as JSON; see ``parse_csv``. Nets are passed over too.

    Raises:
        FormatError: as there, with the place.
    """
    table = _Table(circuit, source, expected, assigned)
    document = load(decode(data, source), source, MAX_INTEGER_DIGITS)
    sections: list[Any] = [document.get(key, {}) if isinstance(document, dict) else None for key in table.columns]
    if not all(isinstance(section, dict) for section in sections):
        raise FormatError("no vectors", source=source, hint='{"inputs": {"a": [0, 1]}, "outputs": {"y": [1, 0]}}')
    for section, columns in zip(table.columns, sections, strict=True):
        for name, entries in columns.items():
            where = f"{section}.{shorten(name)}"
            rows = entries if isinstance(entries, list) and entries and isinstance(entries[0], list) else [entries]
            if not all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows):
                raise FormatError("not a list of values, or one for each run", where=where, source=source)
            flat = [value for row in rows for value in row]
            shape = (len(rows), len(rows[0])) if rows is entries else (len(flat),)
            table.add(section, name, flat, shape, where)
    return table.vectors("inputs")


def parse_npz(
    data: bytes, circuit: Circuit, source: str = "", *, expected: bool = False, assigned: Collection[str] = ()
) -> Vectors:
    """Vectors as the arrays of an npz file; see ``parse_csv``. Nothing is ever unpickled.

    Raises:
        FormatError: as there, and for headers that do not promise just what the file holds.
        LimitError: for more than 1 GiB when unpacked.
    """
    table = _Table(circuit, source, expected, assigned)
    for name, member in _members(data, source):
        array = np.atleast_1d(_npy(member, shorten(name), source))
        table.add(table.section(name), name, array.ravel(), array.shape, shorten(name))
    return table.vectors("")


def _members(data: bytes, source: str) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each array; zipfile and zlib have a dozen kinds of exceptions for damaged ones."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        raise FormatError("no npz file", source=source, hint="numpy.savez writes one") from None
    with archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise LimitError(f"more than {MAX_UNPACKED:,} bytes when unpacked", source=source)
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy")
            try:
                # Other ways of packing take as much memory as they say.
                unpacked = archive.read(member) if member.compress_type in _PACKED else b""
            except Exception:
                raise FormatError("an array that is damaged or encrypted", where=shorten(name), source=source) from None
            yield name, unpacked


_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NPY_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def _npy(data: bytes, name: str, source: str) -> Values:
    """The array of one member (the format of NumPy enhancement proposal 1), of whole numbers or texts."""
    stream = io.BytesIO(data)
    try:
        with warnings.catch_warnings(action="error"):  # it warns of headers that a Python of old has written
            shape, fortran, dtype = _NPY_HEADERS[npy.read_magic(stream)](stream)
    except Exception:
        raise FormatError("no npy header", where=name, source=source, hint="numpy.save writes one") from None
    if dtype.kind not in "biuU" or len(shape) > 2 or not dtype.itemsize or not set(map(type, shape)) <= {int}:
        what = f"an array of {dtype} of shape {shape}"[:80]
        raise FormatError(what, where=name, source=source, hint="whole numbers for patterns, or for runs and cycles")
    held, promised = len(data) - stream.tell(), prod(shape) * dtype.itemsize
    if held != promised or min(shape, default=0) < 0:
        raise FormatError(f"the header promises {promised} bytes, there are {held}", where=name, source=source)
    values = np.frombuffer(data, dtype, prod(shape), stream.tell()).reshape(shape, order="F" if fortran else "C")
    return values.astype(np.uint8) if dtype.kind == "b" else values


class _Table:
    """The columns read so far, each checked against the ports of a circuit; ``lines`` says where each row stands."""

    def __init__(
        self, circuit: Circuit, source: str, expected: bool, assigned: Collection[str], lines: Sequence[int] = ()
    ) -> None:
        self.circuit = circuit
        self.lines = lines
        self.source = source
        self.expected = expected
        self.ports = {"inputs": BitNames.of(circuit.input_ports), "outputs": BitNames.of(circuit.output_ports)}
        self.seen = {("inputs", bit) for name in assigned for bit in self.ports["inputs"].bits(name)}
        self.shape: tuple[int, ...] | None = None
        self.columns: dict[str, dict[str, Values]] = {"inputs": {}, "outputs": {}}

    def error(self, what: str, where: _Where, hint: str = "", kind: type[FormatError] = FormatError) -> FormatError:
        return kind(what, where=where, source=self.source, hint=hint)

    def section(self, name: str) -> str:
        """Where a column of that name belongs: to the inputs, unless they are given already; ports hide nets."""
        bits, shown = self.ports["inputs"].bits(name), self.ports["outputs"].bits(name)
        if bits and not (shown and ("inputs", bits[0]) in self.seen):
            return "inputs"
        return "outputs" if shown else "sums" if _SUM.fullmatch(name) else "nets"

    def add(self, section: str, name: str, entries: _Entries, shape: tuple[int, ...], where: _Where) -> None:
        """Take a column of numbers and texts, which begins at ``where``.

        An array holds integers of its type, or texts of numbers that are beyond those.
        """
        if self.shape not in (None, shape):
            raise self.error(f"{shorten(name)!r} has the shape {shape}, others have {self.shape}", where)
        self.shape = shape
        if section == "sums":
            return
        port = self._port(section, name, where)
        for bit in port.bits:
            if (section, bit) in self.seen:
                raise self.error(f"{shorten(bit)!r} is given twice", where, kind=ColumnError)
            self.seen.add((section, bit))
        if section == "inputs" or self.expected:
            kept = self.columns["inputs" if section == "inputs" else "outputs"]
            kept[name] = self._values(port, entries, where, section != "inputs").reshape(shape)

    def _port(self, section: str, name: str, where: _Where) -> Port:
        try:
            if section in self.ports:
                return self.ports[section].require(name, "column")
            return Port(name, tuple(self._nets.find(name)))
        except InputError as error:
            raise self.error(f"unknown column {shorten(name)!r}", where, error.hint, ColumnError) from None

    @cached_property
    def _nets(self) -> NetNames:
        return NetNames(self.circuit)

    def _values(self, port: Port, entries: _Entries, where: _Where, expected: bool) -> Values:
        """The numbers of a column, a masked array where some are not compared."""
        if isinstance(entries, np.ndarray):
            if entries.dtype.kind != "U":
                self._numbers(port, np.unique(entries).tolist(), where, False)
                return entries
            if port.width <= INT64_BITS or entries.size > MAX_TEXTS:
                hint = f"texts only for numbers of more than {INT64_BITS} bits, {MAX_TEXTS:,} at most"
                raise self.error(f"{entries.size:,} texts for {shorten(port.name)!r}", where, hint)
            entries = entries.tolist()
        numbers = self._numbers(port, entries, where, expected)
        dtype = np.int64 if port.width <= INT64_BITS else object
        filled = {entry: number or 0 for entry, number in numbers.items()}
        values = np.fromiter(map(filled.__getitem__, entries), dtype, len(entries))
        if None not in numbers.values():
            return values
        return np.ma.array(values, mask=[numbers[entry] is None for entry in entries])

    def _numbers(self, port: Port, entries: _Entries, where: _Where, expected: bool) -> dict[Any, int | None]:
        """The number that each different entry stands for; None where an expected one is not compared."""
        low, high = ENCODINGS[self.circuit.encoding]
        end = 1 << port.width
        numbers: dict[Any, int | None] = {}
        kinds, blanks = ({int, str, type(None)}, _NOT_COMPARED) if expected else ({int, str}, ())
        for entry in {entry for entry in entries if type(entry) in kinds}:
            written = entry.strip(" \t") if isinstance(entry, str) else entry
            number = parse_integer(written) if isinstance(written, str) else written
            if written in blanks:
                numbers[entry] = None
            elif number is not None and (0 <= number < end if port.is_bus else number in (low, 0, high)):
                numbers[entry] = number
        wrong = next((i for i, entry in enumerate(entries) if type(entry) not in kinds or entry not in numbers), None)
        if wrong is not None:
            largest = str(end - 1) if port.width <= 64 else f"2^{port.width} - 1"
            allowed = f"0 to {largest}" if port.is_bus else f"{low} or {high}"
            what = f"{str(entries[wrong])[:40]!r} is no value of {shorten(port.name)!r}"
            raise self.error(what, self.lines[wrong] if self.lines else where, allowed)
        return numbers

    def vectors(self, where: _Where) -> Vectors:
        """Everything read, if nothing is missing."""
        missing = next((bit for bit in self.circuit.inputs if ("inputs", bit) not in self.seen), "")
        if missing:
            raise self.error(f"no column for input {shorten(missing)!r}", where, kind=ColumnError)
        # Outputs that are inputs were shown once, as these.
        others = set(self.circuit.outputs) - set(self.circuit.inputs) if self.circuit.outputs else {""}
        if self.expected and not self.columns["outputs"] and others:
            raise self.error("no column of an output", where, "there is nothing to compare", ColumnError)
        if not self.shape or not all(self.shape):
            raise self.error("no rows", where)
        return Vectors(self.columns["inputs"], self.columns["outputs"], self.shape[-1])


#: How vectors are read, by the suffix of the file.
READERS: dict[str, Callable[..., Vectors]] = {".csv": parse_csv, ".json": parse_json, ".npz": parse_npz}
