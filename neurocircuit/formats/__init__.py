"""Text: circuits read from and written to files; one module a format, and the only place that opens files.

``read`` and ``write`` go by the suffix of the path; ``parse`` and ``dumps`` by the name of the format.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from neurocircuit.errors import FileError, FormatError, LimitError, NeurocircuitError, shorten
from neurocircuit.formats import library
from neurocircuit.netlist.checks import require_sound
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import collection_paused

MAX_FILE = 1 << 30

PathLike: TypeAlias = "str | os.PathLike[str]"


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
    if not os.path.lexists(text) and (library.find(text) is not None or not Path(text).suffix):
        return ready_made(text)
    return _read_file(Path(text), format, _Files(Path(text)), text)


def ready_made(name: str) -> Circuit:
    """The ready-made circuit of that name.

    Raises:
        FileError: for an unknown name.
    """
    found = library.find(name)
    if found is None:
        raise _not_found(name)
    circuit = _READY_MADE.get(name)
    if circuit is None:
        circuit = _READY_MADE[name] = _read_file(found, "json", _Files(found))
    return circuit


_READY_MADE: dict[str, Circuit] = {}


def _not_found(name: str) -> FileError:
    near = get_close_matches(name, library.names(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "see 'neurocircuit list' for the ready-made ones"
    return FileError("no such file or ready-made circuit", source=shorten(name, 100), hint=hint)


def parse(text: str, format: str = "json", source: str = "") -> Circuit:
    """The circuit that a text describes; it may refer to ready-made circuits, but to no files.

    Raises:
        FormatError: for a text that is not what its format says.
        CircuitError: for a text that describes no sound circuit.
        LimitError: for more than is allowed.
    """
    return _parse(text, format, source, "", _no_files)


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
    write_text(target, text)


def read_text(path: PathLike) -> str:
    """The text of a file, UTF-8, with or without a byte order mark.

    Raises:
        FileError: for a file that is missing, no regular file, or larger than 1 GiB.
        FormatError: for bytes that are not UTF-8.
    """
    return decode(read_bytes(path), os.fspath(path))


def decode(data: bytes, source: str) -> str:
    """UTF-8 bytes as text.

    Raises:
        FormatError: for other bytes, with the line of the first.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError("the text is not UTF-8", where=line, source=source) from None


def read_bytes(path: PathLike) -> bytes:
    """The bytes of a regular file.

    Raises:
        FileError: for a file that is missing, no regular file, or larger than 1 GiB.
    """
    source = os.fspath(path)
    try:
        # Without O_NONBLOCK, opening a FIFO would wait for a writer before it can be refused.
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise FileError("not a regular file", source=source)
            if status.st_size > MAX_FILE:
                raise LimitError(f"a file of {status.st_size:,} bytes", source=source, hint=f"at most {MAX_FILE:,}")
            return file.read()
    except OSError as error:
        if isinstance(error, NeurocircuitError):
            raise
        raise FileError((error.strerror or str(error)).lower(), source=source) from None


def write_text(path: PathLike, text: str) -> None:
    """Write a text as UTF-8, whole or not at all.

    Raises:
        FileError: where it cannot be written; an old file is left as it was.
    """
    write_bytes(path, text.encode("utf-8", "surrogatepass"))


def write_bytes(path: PathLike, data: bytes) -> None:
    """Write bytes to a file, whole or not at all: a temporary file beside it takes its place when it is complete.

    Raises:
        FileError: where it cannot be written; an old file is left as it was.
    """
    try:
        # A link keeps being one: what it points to is replaced.
        target = os.path.realpath(path)
        if os.path.lexists(target) and not os.path.isfile(target):
            if not stat.S_ISCHR(os.stat(target).st_mode):
                raise FileError("not a regular file", source=os.fspath(path))
            with open(target, "wb") as device:
                device.write(data)
            return
        _replace(target, data)
    except (OSError, ValueError) as error:
        if isinstance(error, NeurocircuitError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"cannot write: {reason.lower()}", source=os.fspath(path)) from None


def _replace(target: str, data: bytes) -> None:
    if os.path.exists(target):
        mode = stat.S_IMODE(os.stat(target).st_mode)
        # Root may write everywhere; a file that nobody may write is meant to stay.
        if not (os.access(target, os.W_OK) and mode & 0o222):
            raise FileError("cannot write: the file is read-only", source=target)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".neurocircuit-")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


class _Files:
    """The files that a circuit file may refer to: those inside the folder of the top one, each read once."""

    def __init__(self, top: Path) -> None:
        self.root = os.path.realpath(top.parent)
        self.open: list[str] = []
        self.circuits: dict[str, Circuit] = {}

    def find(self, including: Path, reference: str) -> Circuit:
        """The circuit in the file that a reference in another file names."""
        if os.path.isabs(reference) or "\0" in reference or "\\" in reference or "://" in reference:
            raise FormatError(f"{shorten(reference)!r} is no file beside this one", hint="a path relative to this file")
        real = os.path.realpath(including.parent / reference)
        if os.path.commonpath((self.root, real)) != self.root:
            raise FormatError(f"{shorten(reference)!r} leads out of the top file's folder", hint="keep files inside it")
        if real in self.open:
            names = [os.path.basename(path) for path in (*self.open[self.open.index(real) :], real)]
            raise FormatError(f"files that contain each other: {' -> '.join(names)}"[:200])
        if real not in self.circuits:
            self.circuits[real] = _read_file(Path(real), "json", self)
        return self.circuits[real]


def _no_files(reference: str) -> Circuit:
    raise FormatError(f"{shorten(reference)!r} is a file, and this text has no folder", hint="write it as a definition")


def _read_file(path: Path, format: str | None, files: _Files, source: str = "") -> Circuit:
    source = source or str(path)
    format = format or format_of(source)
    files.open.append(os.path.realpath(path))
    try:
        return _parse(read_text(source), format, source, path.stem, partial(files.find, path))
    finally:
        files.open.pop()


@collection_paused()
def _parse(text: str, format: str, source: str, name: str, find_file: Callable[[str], Circuit]) -> Circuit:
    try:
        module = _module(format)
        if format == "json":
            circuit: Circuit = module.parse(text, source, name, find_file, ready_made)  # type: ignore[attr-defined]
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
        keep = partial(_still_refers, target)
        text: str = module.dumps(circuit, keep)  # type: ignore[attr-defined]
    else:
        text = module.dumps(circuit)  # type: ignore[attr-defined]
    return text


def _still_refers(target: Path | None, reference: str, circuit: Circuit) -> bool:
    """Whether a reference, written into the target file, would be read back as this circuit."""
    try:
        if not reference.endswith(".json"):
            return library.find(reference) is not None and ready_made(reference) == circuit
        return target is not None and _Files(target).find(target, reference) == circuit
    except NeurocircuitError:
        return False
