"""Files: reading them, and writing them whole or not at all; the only place that opens any.

A file that is written takes its place when it is complete: until then it lies beside it under another name.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TypeAlias

from neurocircuit.errors import FileError, FormatError, LimitError, NeurocircuitError, shorten

MAX_FILE = 1 << 30

PathLike: TypeAlias = "str | os.PathLike[str]"


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
        if os.path.isdir(source):
            raise FileError("a folder, where a file is expected", source=source, hint="name a file in it") from None
        raise FileError((error.strerror or str(error)).lower(), source=source) from None


def write_bytes(path: PathLike, data: bytes) -> None:
    """Write bytes to a file, whole or not at all.

    Raises:
        FileError: where it cannot be written; an old file is left as it was.
    """
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: PathLike) -> Iterator[IO[bytes]]:
    """A file to write block by block: it takes the place of the old one when the block of code ends well.

    Raises:
        FileError: where it cannot be written; an old file is left as it was, as for every other error inside.
    """
    source = os.fspath(path)
    if "\0" in source:
        raise FileError("cannot write: a file name with a NUL character", source=shorten(source))
    if source.endswith(("/", os.sep)):
        raise FileError("cannot write: the name of a folder", source=source, hint="without the slash at its end")
    try:
        # A link keeps being one: what it points to is replaced.
        target = os.path.realpath(source)
        if os.path.lexists(target) and not os.path.isfile(target):
            if not stat.S_ISCHR(os.stat(target).st_mode):
                raise FileError("not a regular file", source=source)
            with open(target, "wb") as device:
                yield device
        else:
            with _replacing(target, _mode(target)) as file:
                yield file
    except OSError as error:
        if isinstance(error, NeurocircuitError):
            raise
        raise FileError(f"cannot write: {(error.strerror or str(error)).lower()}", source=source) from None


def _mode(target: str) -> int:
    """The permissions that a file at that path has, or is to have."""
    if not os.path.exists(target):
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    mode = stat.S_IMODE(os.stat(target).st_mode)
    # Root may write everywhere; a file that nobody may write is meant to stay.
    if not (os.access(target, os.W_OK) and mode & 0o222):
        raise FileError("cannot write: the file is read-only", source=target)
    return mode


@contextmanager
def _replacing(target: str, mode: int) -> Iterator[IO[bytes]]:
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".neurocircuit-")
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
