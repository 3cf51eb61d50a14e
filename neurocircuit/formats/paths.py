"""The files that a circuit file refers to: beside it or below, never outside the folder of the top one."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from neurocircuit.errors import FormatError, shorten
from neurocircuit.netlist.circuit import Circuit

#: Reads a file, given its path, what stands for it in messages, and what finds the files that it refers to.
Read: TypeAlias = Callable[[Path, str, Callable[[str], Circuit]], Circuit]


class Files:
    """The files that belong to a top one, each read once.

    Args:
        top: whose folder they stay inside.
        read: what reads one of them.
    """

    def __init__(self, top: Path, read: Read) -> None:
        self.root = os.path.realpath(top.parent)
        self.read = read
        self.opened: list[str] = []
        self.circuits: dict[str, Circuit] = {}

    def open(self, path: Path, source: str = "") -> Circuit:
        """The circuit in a file, which may refer to others."""
        self.opened.append(os.path.realpath(path))
        try:
            return self.read(path, source or str(path), partial(self.find, path))
        finally:
            self.opened.pop()

    def find(self, including: Path, reference: str) -> Circuit:
        """The circuit in the file that a reference in another file names.

        Raises:
            FormatError: for a reference that is no path inside the folder, or leads back to an open file.
        """
        if os.path.isabs(reference) or "\0" in reference or "\\" in reference or "://" in reference:
            raise FormatError(f"{shorten(reference)!r} is no file beside this one", hint="a path relative to this file")
        real = os.path.realpath(including.parent / reference)
        if os.path.commonpath((self.root, real)) != self.root:
            raise FormatError(f"{shorten(reference)!r} leads out of the top file's folder", hint="keep files inside it")
        if real in self.opened:
            names = [os.path.basename(path) for path in (*self.opened[self.opened.index(real) :], real)]
            raise FormatError(f"files that contain each other: {' -> '.join(names)}")
        if real not in self.circuits:
            self.circuits[real] = self.open(Path(real))
        return self.circuits[real]


def no_files(reference: str) -> Circuit:
    """What a text without a folder finds.

    Raises:
        FormatError: always.
    """
    raise FormatError(f"{shorten(reference)!r} is a file, and this text has no folder", hint="write it as a definition")
