"""Text: circuits read from and written to files, one module a format; here is the table that finds them.

``read`` and ``write`` go by the suffix of the path, or by how a file begins; ``parse`` and ``dumps`` by the name of the
format. A format is a module with ``parse(data, context)`` or ``dumps(circuit, context)``, or both: bytes in and out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from neurocircuit.errors import FileError, FormatError, InputError, NeurocircuitError, shorten
from neurocircuit.files import PathLike, read_bytes, write_bytes
from neurocircuit.formats import library
from neurocircuit.formats.context import Context
from neurocircuit.formats.paths import Files, no_files
from neurocircuit.netlist.checks import require_sound
from neurocircuit.netlist.circuit import Circuit, require_circuit
from neurocircuit.netlist.graph import collection_paused


@dataclass(frozen=True, slots=True)
class Format:
    """A circuit format.

    Args:
        name: what it is called.
        suffixes: of its files.
        module: with its ``parse`` and ``dumps``, inside this package.
        what: it is, in a few words.
        read: whether there is a ``parse``.
        written: whether there is a ``dumps``.
        text: whether it is UTF-8.
        begins: the pattern of how a file begins, where that tells the format whatever the suffix.
        options: of reading it: the values of each, the first one where nothing is said.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    what: str
    read: bool = True
    written: bool = True
    text: bool = True
    begins: bytes = b""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_COMMENTS = rb"(?:\s|#.*\n)*"
_YOSYS = rb'\s*\{\s*"(?:creator|modules)"\s*:'
_JSON = rb"(?!" + _YOSYS + rb")\s*\{"
_BLIF = _COMMENTS + rb"\.model\s"
_VERILOG = rb"(?:\s|//.*\n|/\*(?:[^*]|\*(?!/))*\*/|`.*\n|\(\*.*?\*\))*(?:macro)?module\s"

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", (".json",), "document", "the native circuit file, which keeps everything", begins=_JSON),
        Format("bench", (".bench",), "bench", "ISCAS .bench: gates and registers, flat"),
        Format("blif", (".blif", ".eblif"), "blif", "Berkeley BLIF: covers, latches, models", begins=_BLIF),
        Format("aag", (".aag",), "aiger", "AIGER as text: and-inverter graphs", begins=rb"aag \d"),
        Format("aig", (".aig",), "aiger", "AIGER, binary", text=False, begins=rb"aig \d"),
        Format(
            "kiss2",
            (".kiss2", ".kiss"),
            "kiss2",
            "KISS2: state machines as tables",
            written=False,
            begins=_COMMENTS + rb"\.i\s(?s:.*)\n\.s\s",
            options={"encoding_of_states": ("binary", "onehot"), "unspecified": ("refuse", "hold")},
        ),
        Format("pla", (".pla",), "pla", "Berkeley PLA: two-level covers", begins=_COMMENTS + rb"\.(?:i|o|type)\s"),
        Format(
            "th", (".th",), "threshold", "netlists of threshold gates, flat", begins=rb"[^\s.#{][^\n]*\n\s*\.model\s"
        ),
        Format("yosys", (".json",), "yosys", "the JSON of Yosys: cells and modules", written=False, begins=_YOSYS),
        Format("verilog", (".v", ".sv"), "rtl", "Verilog: structure, and behaviour by the extra rtl", begins=_VERILOG),
    )
}
_BEGINNING = 4096


def format_of(path: PathLike, data: bytes | None = None) -> str:
    """The name of the format of a file: what its suffix says; what its first bytes say, where that is not one format.

    Without ``data`` it is a file to be written.

    Raises:
        FileError: for an unknown suffix, and bytes that say nothing.
    """
    suffix = Path(path).suffix.lower()
    known = [format for format in FORMATS.values() if suffix in format.suffixes]
    if len(known) != 1:
        beginning = (data or b"")[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")
        begun = [format for format in FORMATS.values() if format.begins and re.match(format.begins, beginning)]
        known = [format for format in begun if format in known or not known] or known
    if known:
        return known[0].name
    able = [format for format in FORMATS.values() if (format.written if data is None else format.read)]
    suffixes = " ".join(dict.fromkeys(suffix for format in able for suffix in format.suffixes))
    raise FileError(f"unknown suffix {suffix!r}", source=str(path), hint=f"one of {suffixes}, or name the format")


def _module(format: str, does: str) -> Any:
    able = {row.name: row for row in FORMATS.values() if getattr(row, does)}
    if format not in able:
        what = f"unknown format {format!r}" if format not in FORMATS else f"{format} is not one that is {does}"
        raise FormatError(what, hint=f"one of {', '.join(able)}")
    return import_module(f"{__name__}.{FORMATS[format].module}")


def read(path: PathLike, format: str | None = None, **options: str) -> Circuit:
    """The circuit in a file, or the ready-made circuit of that name where there is no such file.

    Args:
        path: the file; its suffix, or where that says nothing its beginning, decides the format.
        format: the name of the format, whatever the suffix says.
        options: of the format, such as ``encoding_of_states="onehot"`` for KISS2.

    Raises:
        FileError: for a file that cannot be read.
        FormatError: for a text that is not what its format says.
        CircuitError: for a text that describes no sound circuit.
        LimitError: for more than is allowed.

    >>> read("full_adder")
    <Circuit 'full_adder': 3 inputs, 2 outputs, 2 nodes>
    """
    text = os.fspath(path)
    if "\0" in text:
        raise FileError("a file name with a NUL character", source=shorten(text))
    known = library.find(text.lower()) is not None
    if not os.path.lexists(text) and (known or not Path(text).suffix):
        _chosen(options, FORMATS["json"], text)
        return library.ready_made(text.lower() if known else text)
    return Files(Path(text), partial(_read_file, format, options)).open(Path(text), text)


def parse(data: str | bytes, format: str = "json", source: str = "", **options: str) -> Circuit:
    """The circuit that a text or bytes describe; it may refer to ready-made circuits, but to no files.

    Raises:
        InputError: for what is neither.
        FormatError: for a text that is not what its format says.
        CircuitError: for a text that describes no sound circuit.
        LimitError: for more than is allowed.

    >>> parse("INPUT(a)\\nOUTPUT(y)\\ny = NOT(a)", "bench").simulate(a=[0, 1])["y"]
    array([1, 0])
    """
    if not isinstance(data, (str, bytes)):
        raise InputError(f"{shorten(repr(data))} is no text", hint="nc.read(...) reads a file")
    encoded = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return _parse(encoded, format, options, Context(source))


def dumps(circuit: Circuit, format: str = "json") -> Any:
    """The circuit as text of a format; as bytes where the format is none of text.

    Raises:
        FormatError: for an unknown format, or a circuit that it cannot hold.

    >>> import neurocircuit as nc
    >>> dumps(nc.build("y = a & b"), "bench").splitlines()[-1]
    'y = AND(a, b)'
    """
    data = _dumps(circuit, format, None)
    return data.decode() if FORMATS[format].text else data


def write(circuit: Circuit, path: PathLike, format: str | None = None) -> None:
    """Write a circuit to a file, whole or not at all; the suffix decides the format.

    Raises:
        FileError: where the file cannot be written; an old one is left as it was.
        FormatError: for a circuit that the format cannot hold.

    >>> import os, tempfile, neurocircuit as nc
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(nc.read("xor"), f"{folder}/xor.blif")
    ...     nc.read(f"{folder}/xor.blif")(1, 0)
    1
    """
    target = Path(path)
    data = _dumps(circuit, format or format_of(target), target)
    write_bytes(path, data)  # as it was written: a path object has no slash at its end


def _read_file(
    format: str | None, options: Mapping[str, str], path: Path, source: str, find_file: Callable[[str], Circuit]
) -> Circuit:
    data = read_bytes(source)
    return _parse(data, format or format_of(source, data), options, Context(source, path.stem), find_file)


@collection_paused()
def _parse(
    data: bytes,
    format: str,
    options: Mapping[str, str],
    context: Context,
    find_file: Callable[[str], Circuit] = no_files,
) -> Circuit:
    try:
        module = _module(format, "read")
        find = partial(library.find_circuit, find_file)
        chosen = _chosen(options, FORMATS[format], context.source)
        return require_sound(module.parse(data, replace(context, options=chosen, find=find, format=format)))
    except RecursionError:
        raise FormatError("the text is nested too deeply", source=context.source) from None
    except NeurocircuitError as error:
        if not error.source:
            error.source = context.source
        raise


def _chosen(given: Mapping[str, str], format: Format, source: str) -> dict[str, str]:
    """The value of each option of a format.

    Raises:
        FormatError: for another option or value.
    """
    for option, value in given.items():
        allowed = format.options.get(option)
        if allowed is None:
            known = f"those of {format.name}: {', '.join(format.options)}" if format.options else "it has none"
            raise FormatError(f"{format.name} has no option {option!r}", source=source, hint=known)
        if value not in allowed:
            raise FormatError(f"{option} is {value[:40]!r}", source=source, hint=f"one of {', '.join(allowed)}")
    return {option: given.get(option, values[0]) for option, values in format.options.items()}


def _dumps(circuit: Circuit, format: str, target: Path | None) -> bytes:
    require_sound(require_circuit(circuit))
    context = Context(refers=partial(_still_refers, target), format=format)
    made: bytes = _module(format, "written").dumps(circuit, context)
    return made


def _still_refers(target: Path | None, reference: str, circuit: Circuit) -> bool:
    """Whether a reference, written into the target file, would be read back as this circuit."""
    try:
        if not reference.endswith(".json"):
            return library.find(reference) is not None and library.ready_made(reference) == circuit
        return target is not None and Files(target, partial(_read_file, None, {})).find(target, reference) == circuit
    except NeurocircuitError:
        return False
