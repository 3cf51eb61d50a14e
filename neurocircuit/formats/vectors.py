"""Stimulus and results as CSV, JSON and npz: values by port name, not circuits.

CSV is that of RFC 4180 with the names as header and a row for each pattern or cycle; where there are several runs, a
column ``run`` stands first. JSON is ``{"inputs": {"a": [..]}, "outputs": {..}, "nets": {..}}``, with a list for each
run inside. npz has one array for each port. Truth values are those of the circuit's encoding, buses unsigned integers
of any size, read in decimal, ``0x`` and ``0b``. Weighted sums of a neuron ``y`` are called ``z(y)``.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.lib import format as npy

from neurocircuit.errors import FormatError, LimitError, counted, did_you_mean, shorten
from neurocircuit.files import decode
from neurocircuit.formats.strict_json import load
from neurocircuit.logic.number import format_number
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.logic.text import guarded, unguarded
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.trace import Trace
from neurocircuit.simulation.values import INT64_BITS, Values

#: The most bytes that an npz file may unpack to.
MAX_UNPACKED = 1 << 30

_RUN = "run"
# Python refuses to read longer decimals, which take quadratic time; hexadecimal texts may be of any length.
_MOST_DIGITS = 4300
_NUMBER = re.compile(rf"-1|[0-9]{{1,{_MOST_DIGITS}}}|0[xX][0-9a-fA-F]+|0[bB][01]+", re.ASCII)
# Integers from here on are written in hexadecimal.
_HEX_FROM_BITS = 14_000
# Spreadsheets take a cell that begins so for a formula; one apostrophe more makes it a text.

_Where: TypeAlias = "int | str"


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a file of vectors says about a circuit: values shaped ``(rows,)`` or ``(runs, rows)``.

    Args:
        inputs: values by input port or single bit.
        expected: values by output port or single bit.
        rows: the number of patterns or cycles.
    """

    inputs: Mapping[str, Values]
    expected: Mapping[str, Values]
    rows: int


def parse_csv(
    data: bytes, circuit: Circuit, source: str = "", *, expected: bool = False, assigned: Collection[str] = ()
) -> Vectors:
    """Vectors in CSV text.

    Args:
        data: the bytes of the file.
        circuit: whose inputs, and outputs, the columns are.
        expected: whether columns of outputs are allowed; at least one is needed then.
        assigned: inputs, by port or bit, that have a value from elsewhere and are no columns.

    Raises:
        FormatError: with the line, for rows of another length, values that a port does not have, and missing,
            unknown or repeated columns.
    """
    table = _Table(circuit, source, expected, assigned)
    names, columns, lines = _csv_columns(data, source)
    shape: tuple[int, ...] = (len(lines),)
    if _RUN in names and not table.section(_RUN):
        place = names.index(_RUN)
        del names[place]
        shape = _runs(columns.pop(place), lines, source)
    for name, texts in zip(names, columns, strict=True):
        table.add(table.section(name), name, texts, shape, 1, lines)
    return table.vectors(1)


def _csv_columns(data: bytes, source: str) -> tuple[list[str], list[Sequence[str]], list[int]]:
    """The names of the columns, their texts, and the line of each row."""
    reader = csv.reader(io.StringIO(decode(data, source), newline=""), strict=True)
    lines, rows = [], []
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
    if not rows:
        raise FormatError("no rows below the names", where=1, source=source)
    names = [unguarded(cell.strip(" \t")) for cell in header]
    return names, list(zip(*rows, strict=True)), lines


def _runs(labels: Sequence[str], lines: list[int], source: str) -> tuple[int, int]:
    """The shape of runs, whose rows stand together and are equally many."""
    starts = [index for index in range(len(labels)) if index == 0 or labels[index] != labels[index - 1]]
    length = len(labels) // len(starts)
    for run, start in enumerate(starts):
        if start != run * length or len(labels) != len(starts) * length:
            raise FormatError("the runs have different lengths", where=lines[start], source=source)
    return len(starts), length


def parse_json(
    data: bytes, circuit: Circuit, source: str = "", *, expected: bool = False, assigned: Collection[str] = ()
) -> Vectors:
    """Vectors as JSON; see ``parse_csv``. Outputs that are not asked for, nets and sums are passed over.

    Raises:
        FormatError: as there, with the place.
    """
    table = _Table(circuit, source, expected, assigned)
    document = load(decode(data, source), source, _MOST_DIGITS)
    sections = ("inputs", "outputs") if expected else ("inputs",)
    if not isinstance(document, dict) or not all(isinstance(document.get(key), dict) for key in sections):
        raise FormatError("no vectors", source=source, hint='{"inputs": {"a": [0, 1]}, "outputs": {"y": [1, 0]}}')
    for section in sections:
        for name, entries in document[section].items():
            where = f"{section}.{name[:80]}"
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
        array = _npy(member, name[:80], source)
        # Integers stay the array that they are: as Python's own, a small bomb would fill the memory.
        entries = array.ravel() if array.dtype.kind in "iu" else array.ravel().tolist()
        table.add(table.section(name), name, entries, array.shape, name[:80])
    return table.vectors("")


def _members(data: bytes, source: str) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each array."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise _no_npz(error, source) from None
    with archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise LimitError(f"more than {MAX_UNPACKED:,} bytes when unpacked", source=source)
        for member in archive.infolist():
            try:
                unpacked = archive.read(member)
            except Exception as error:
                raise _no_npz(error, source) from None
            yield member.filename.removesuffix(".npy"), unpacked


def _no_npz(error: Exception, source: str) -> FormatError:
    """What is wrong with a damaged archive; zipfile and zlib have a dozen kinds of exceptions for that."""
    return FormatError(f"no npz file: {str(error)[:80]}", source=source)


_NPY_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def _npy(data: bytes, name: str, source: str) -> Values:
    """The array of one member (the format of NumPy enhancement proposal 1), of whole numbers or texts."""
    stream = io.BytesIO(data)
    try:
        shape, fortran, dtype = _NPY_HEADERS[npy.read_magic(stream)](stream)
    except Exception as error:
        raise FormatError(f"no npy header: {str(error)[:80]}", where=name, source=source) from None
    if dtype.kind not in "biuU" or len(shape) > 2 or not dtype.itemsize:
        what = f"an array of {dtype} of shape {shape}"[:80]
        raise FormatError(what, where=name, source=source, hint="whole numbers for patterns, or for runs and cycles")
    held, promised = len(data) - stream.tell(), prod(shape) * dtype.itemsize
    if held != promised or min(shape, default=0) < 0:
        raise FormatError(f"the header promises {promised} bytes, there are {held}", where=name, source=source)
    values = np.frombuffer(data, dtype, prod(shape), stream.tell()).reshape(shape, order="F" if fortran else "C")
    return values.astype(np.uint8) if dtype.kind == "b" else values


class _Table:
    """The columns read so far, each checked against the ports of a circuit."""

    def __init__(self, circuit: Circuit, source: str, expected: bool, assigned: Collection[str]) -> None:
        self.source = source
        self.expected = expected
        self.truth_values = ENCODINGS[circuit.encoding]
        self.ports = {"inputs": _by_name(circuit.input_ports), "outputs": _by_name(circuit.output_ports)}
        self.seen = {("inputs", bit) for name in assigned for bit in self.ports["inputs"][name].bits}
        self.needed = [bit for bit in circuit.inputs if ("inputs", bit) not in self.seen]
        self.columns: dict[tuple[str, str], Values] = {}

    def error(self, what: str, where: _Where, hint: str = "") -> FormatError:
        return FormatError(what, where=where, source=self.source, hint=hint)

    def section(self, name: str) -> str:
        """Where a column of that name belongs: to the inputs, unless they are given already; empty for none."""
        port = self.ports["inputs"].get(name)
        if name in self.ports["outputs"] and (port is None or ("inputs", port.bits[0]) in self.seen):
            return "outputs"
        return "inputs" if port else ""

    def add(
        self,
        section: str,
        name: str,
        entries: Sequence[Any] | Values,
        shape: tuple[int, ...],
        where: _Where,
        lines: Sequence[int] | None = None,
    ) -> None:
        """Take a column of numbers and texts; ``lines`` says where each stands, else they are all at ``where``.

        An array holds integers of its type.
        """
        port = self._port(section, name, where)
        for bit in port.bits:
            if (section, bit) in self.seen:
                raise self.error(f"{bit[:80]!r} is given twice", where)
            self.seen.add((section, bit))
        first = next(iter(self.columns.values()), None)
        if first is not None and first.shape != shape:
            raise self.error(f"{name[:80]!r} has the shape {shape}, others have {first.shape}", where)
        if isinstance(entries, np.ndarray):
            self._numbers(port, np.unique(entries).tolist(), lambda _: where)
            values: Values = entries
        else:
            numbers = self._numbers(port, entries, lambda index: lines[index] if lines is not None else where)
            dtype = np.int64 if port.width <= INT64_BITS else object
            values = np.fromiter(map(numbers.__getitem__, entries), dtype, len(entries))
        self.columns[section, name] = values.reshape(shape)

    def _port(self, section: str, name: str, where: _Where) -> Port:
        port = self.ports[section].get(name) if section else None
        if port is None:
            known = [*self.ports["inputs"], *(self.ports["outputs"] if self.expected else ())]
            raise self.error(f"unknown column {shorten(name)!r}", where, did_you_mean(name, known))
        if section == "outputs" and not self.expected:
            raise self.error(f"column {name[:80]!r} is an output", where, "only inputs are taken here")
        return port

    def _numbers(self, port: Port, entries: Sequence[Any], place: Callable[[int], _Where]) -> dict[Any, int]:
        """The number that each different entry stands for."""
        low, high = self.truth_values
        end = 1 << port.width
        numbers = {}
        wrong = []
        if not set(map(type, entries)) <= {int, str}:
            wrong = [index for index, entry in enumerate(entries) if type(entry) not in (int, str)]
        for entry in set(entries) if not wrong else ():
            number = entry if type(entry) is int else _number(entry)
            if number is not None and (0 <= number < end if port.is_bus else number in (low, 0, high)):
                numbers[entry] = number
        if wrong or len(numbers) < len(set(entries)):
            index = wrong[0] if wrong else next(i for i, entry in enumerate(entries) if entry not in numbers)
            largest = str(end - 1) if port.width <= 64 else f"2^{port.width} - 1"
            allowed = f"0 to {largest}" if port.is_bus else f"{low} or {high}"
            shown = entries[index] if isinstance(entries[index], str) else _short(entries[index])
            raise self.error(f"{shown[:40]!r} is no value of {port.name[:80]!r}", place(index), allowed)
        return numbers

    def vectors(self, where: _Where) -> Vectors:
        """Everything read, if nothing is missing."""
        missing = next((bit for bit in self.needed if ("inputs", bit) not in self.seen), None)
        if missing is not None:
            raise self.error(f"no column for input {missing[:80]!r}", where)
        inputs = {name: values for (section, name), values in self.columns.items() if section == "inputs"}
        expected = {name: values for (section, name), values in self.columns.items() if section == "outputs"}
        if self.expected and not expected:
            raise self.error("no column of an output", where, "there is nothing to compare")
        shape = next((values.shape for values in self.columns.values()), (0,))
        return Vectors(inputs, expected, shape[-1] if shape else 1)


def _by_name(ports: Iterable[Port]) -> dict[str, Port]:
    """Ports by their name and by those of their bits."""
    found: dict[str, Port] = {}
    for port in ports:
        found.update((bit, Port(bit, (bit,))) for bit in port.bits)
        found[port.name] = port
    return found


def _short(entry: Any) -> str:
    return hex(entry) if type(entry) is int and entry.bit_length() > 128 else str(entry)


def _number(text: str) -> int | None:
    text = text.strip(" \t")
    if not _NUMBER.fullmatch(text):
        return None
    return int(text, {"x": 16, "b": 2}.get(text[1:2].lower(), 10))


def csv_bytes(trace: Trace) -> bytes:
    """A trace as CSV: inputs, outputs, nets, sums; names that a spreadsheet takes for formulas are masked."""
    columns = _columns(trace)
    first = next(iter(columns.values()), np.empty(0))
    if first.ndim == 2:
        run = np.repeat(np.arange(len(first)), first.shape[1])
        columns = {Names(columns).fresh(_RUN): run, **columns}
    header = io.StringIO(newline="")
    csv.writer(header).writerow(map(guarded, columns))
    # No value needs quotes. Rows are padded to one width with zero bytes, which are dropped in the end.
    parts = []
    for values in columns.values():
        parts += [_ascii(values.ravel()), np.full((first.size, 1), ord(","), np.uint8)]
    parts[-1:] = [np.tile(np.frombuffer(b"\r\n", np.uint8), (first.size, 1))]
    rows: Values = np.concatenate(parts, axis=1)
    text: bytes = rows[rows != 0].tobytes()
    return header.getvalue().encode() + text


def _ascii(values: Values) -> Values:
    """Numbers as rows of characters, padded with zero bytes."""
    if values.dtype != object and (values.size == 0 or (values.min() >= 0 and values.max() <= 9)):
        return (values + ord("0")).astype(np.uint8)[:, np.newaxis]
    texts = np.array(list(map(value_text, values.tolist())), "S")
    return texts.view(np.uint8).reshape(len(texts), -1)


def json_bytes(trace: Trace) -> bytes:
    """A trace as JSON, with ``sums`` where there are any; numbers that JSON cannot write exactly are texts."""
    sections = {"inputs": trace.inputs, "outputs": trace.outputs, "nets": trace.nets}
    if trace.sums:
        sections["sums"] = trace.sums
    parts = []
    for section, ports in sections.items():
        lines = [f"    {json.dumps(name, ensure_ascii=False)}: {_json_array(ports[name])}" for name in ports]
        parts.append(f'  "{section}": {{' + ("\n" + ",\n".join(lines) + "\n  " if lines else "") + "}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _json_array(values: Values) -> str:
    if values.dtype != object:
        return json.dumps(np.atleast_1d(values).tolist())
    if values.ndim == 2:
        return f"[{', '.join(map(_json_array, values))}]"
    texts = map(value_text, np.atleast_1d(values).tolist())
    return f"[{', '.join([f'{chr(34)}{text}{chr(34)}' if '/' in text or 'x' in text else text for text in texts])}]"


def npz_bytes(trace: Trace) -> bytes:
    """A trace as npz: int64, or texts where the numbers need more than 64 bits or are no whole ones."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in _columns(trace).items():
            if values.dtype == object:
                values = np.array(list(map(value_text, values.ravel().tolist())), str).reshape(values.shape)
            # A fixed date: equal results are equal bytes.
            member = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            array = io.BytesIO()
            npy.write_array(array, values, allow_pickle=False)
            # Truth values in 64 bits shrink nearly as much at the quickest level as at any.
            archive.writestr(member, array.getvalue(), compresslevel=1)
    return out.getvalue()


def _columns(trace: Trace) -> dict[str, Values]:
    """All that a trace shows by name; what is an input and an output, or watched too, once."""
    found = {name: np.atleast_1d(values) for name, values in trace.inputs.items()}
    names = Names(found)
    for name, values in (*trace.outputs.items(), *trace.nets.items()):
        if name not in found or not np.array_equal(found[name], np.atleast_1d(values)):
            found[names.fresh(name)] = np.atleast_1d(values)
    for name, values in trace.sums.items():
        found[names.fresh(f"z({name})")] = np.atleast_1d(values)
    return found


def value_text(value: Any) -> str:
    """A value as text: integers in decimal, those of thousands of digits in hexadecimal; exact ratios."""
    if type(value) is int:
        return str(value) if value.bit_length() < _HEX_FROM_BITS else hex(value)
    return format_number(value)


#: How vectors are read and results are written, by the suffix of the file.
READERS: dict[str, Callable[..., Vectors]] = {".csv": parse_csv, ".json": parse_json, ".npz": parse_npz}
WRITERS: dict[str, Callable[[Trace], bytes]] = {".csv": csv_bytes, ".json": json_bytes, ".npz": npz_bytes}
