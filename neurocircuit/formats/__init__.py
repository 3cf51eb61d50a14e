"""Text: circuits read from and written to files, one module a format; here is the table that finds them.

``read`` and ``write`` go by the suffix of the path; ``parse`` and ``dumps`` by the name of the format.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from neurocircuit.errors import FileError, FormatError, NeurocircuitError, shorten
from neurocircuit.files import PathLike, read_text, write_text
from neurocircuit.formats import library
from neurocircuit.formats.paths import Files, no_files
from neurocircuit.netlist.checks import require_sound
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import collection_paused


@dataclass(frozen=True, slots=True)
class Format:
    """A circuit format: its name, the suffixes of its files, and the module with its ``parse`` and ``dumps``."""

    name: str
    suffixes: tuple[str, ...]
    module: str


FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", (".json",), "document"),
        Format("bench", (".bench",), "bench"),
        Format("blif", (".blif",), "blif"),
    )
}


def format_of(path: PathLike) -> str:
    """The name of the format that a file's suffix says.

    Raises:
        FileError: for an unknown suffix.
    """
    suffix = Path(path).suffix.lower()
    for format in FORMATS.values():
        if suffix in format.suffixes:
            return format.name
    known = " ".join(suffix for format in FORMATS.values() for suffix in format.suffixes)
    raise FileError(f"unknown suffix {suffix!r}", source=str(path), hint=f"one of {known}, or name the format")


def _module(format: str) -> object:
    if format not in FORMATS:
        raise FormatError(f"unknown format {format!r}", hint=f"one of {', '.join(FORMATS)}")
    return import_module(f"{__name__}.{FORMATS[format].module}")


def read(path: PathLike, format: str | None = None) -> Circuit:
    """The circuit in a file, or the ready-made circuit of that name where there is no such file.

    Args:
        path: the file; its suffix decides the format.
        format: the name of the format, whatever the suffix says.

    Raises:
        FileError: for a file that cannot be read.
        FormatError: for a text that is not what its format says.
        CircuitError: for a text that describes no sound circuit.
        LimitError: for more than is allowed.
    """
    text = os.fspath(path)
    if "\0" in text:
        raise FileError("a file name with a NUL character", source=shorten(text))
    known = library.find(text.lower()) is not None
    if not os.path.lexists(text) and (known or not Path(text).suffix):
        return library.ready_made(text.lower() if known else text)
    return Files(Path(text), partial(_read_file, format)).open(Path(text), text)


def parse(text: str, format: str = "json", source: str = "") -> Circuit:
    """The circuit that a text describes; it may refer to ready-made circuits, but to no files.

    Raises:
        FormatError: for a text that is not what its format says.
        CircuitError: for a text that describes no sound circuit.
        LimitError: for more than is allowed.
    """
    return _parse(text, format, source, "", no_files)


def dumps(circuit: Circuit, format: str = "json") -> str:
    """The circuit as text of a format.

    Raises:
        FormatError: for an unknown format, or a circuit that it cannot hold.
    """
    return _dumps(circuit, format, None)


def write(circuit: Circuit, path: PathLike, format: str | None = None) -> None:
    """Write a circuit to a file, whole or not at all; the suffix decides the format.

    Raises:
        FileError: where the file cannot be written; an old one is left as it was.
        FormatError: for a circuit that the format cannot hold.
    """
    target = Path(path)
    text = _dumps(circuit, format or format_of(target), target)
    write_text(path, text)  # as it was written: a path object has no slash at its end


def _read_file(format: str | None, path: Path, source: str, find_file: Callable[[str], Circuit]) -> Circuit:
    return _parse(read_text(source), format or format_of(source), source, path.stem, find_file)


@collection_paused()
def _parse(text: str, format: str, source: str, name: str, find_file: Callable[[str], Circuit]) -> Circuit:
    try:
        module = _module(format)
        if format == "json":
            circuit: Circuit = module.parse(text, source, name, find_file, library.ready_made)  # type: ignore[attr-defined]
        else:
            circuit = module.parse(text, source)  # type: ignore[attr-defined]
        return require_sound(circuit)
    except RecursionError:
        raise FormatError("the text is nested too deeply", source=source) from None
    except NeurocircuitError as error:
        if not error.source:
            error.source = source
        raise


def _dumps(circuit: Circuit, format: str, target: Path | None) -> str:
    require_sound(circuit)
    module = _module(format)
    if format == "json":
        text: str = module.dumps(circuit, partial(_still_refers, target))  # type: ignore[attr-defined]
    else:
        text = module.dumps(circuit)  # type: ignore[attr-defined]
    return text


def _still_refers(target: Path | None, reference: str, circuit: Circuit) -> bool:
    """Whether a reference, written into the target file, would be read back as this circuit."""
    try:
        if not reference.endswith(".json"):
            return library.find(reference) is not None and library.ready_made(reference) == circuit
        return target is not None and Files(target, partial(_read_file, None)).find(target, reference) == circuit
    except NeurocircuitError:
        return False
