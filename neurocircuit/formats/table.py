"""What the tables of Berkeley, PLA and KISS2, have in common: statements with a dot, sizes, names, and rows."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from neurocircuit.errors import FormatError, counted, shorten
from neurocircuit.formats.lines import statements
from neurocircuit.netlist.bus import MAX_PORT_BITS
from neurocircuit.netlist.draft import Draft, Place

_NUMBER = re.compile(r"0|[1-9][0-9]{0,6}")


class BerkeleyTable:
    """A table while it is read; ``refused`` are the statements that change what it means, and the way out.

    ``.i`` and ``.o`` are the numbers of inputs and outputs, ``.ilb`` and ``.ob`` their names, ``.p`` the number of
    rows where it is there, ``.e`` or ``.end`` the end.
    """

    refused: ClassVar[Mapping[str, str]] = {}

    def __init__(self, source: str) -> None:
        self.source = source
        self.sizes: dict[str, int] = {}
        self.words: dict[str, list[str]] = {}
        self.rows: list[Any] = []
        self.number = 1
        self.ended = False

    def error(self, what: str, hint: str = "", place: Place = 0) -> FormatError:
        """The error that says what is wrong at a place (default: the line that is read)."""
        return FormatError(what, where=place or self.number, source=self.source, hint=hint)

    def read(self, data: bytes) -> None:
        """Read the whole table.

        Raises:
            FormatError: with the line, for what is no table, and one that is not whole.
        """
        for number, line in statements(data, self.source):
            self.number = number
            if self.ended:
                raise self.error(f"{line[:60]!r} after the end")
            if line.startswith("."):
                keyword, *words = line.split()
                if keyword in self.refused:
                    raise self.error(f"{keyword} is not read", self.refused[keyword])
                if keyword not in self.statements:
                    raise self.error(f"unknown statement {keyword[:40]!r}", f"one of {' '.join(self.statements)}")
                self.statements[keyword](self, keyword, words)
            elif ".i" in self.sizes and ".o" in self.sizes:
                self.rows.append(self.row(line))
            else:
                raise self.error(f"{line[:60]!r} is no statement", ".i N and .o N come before the rows")
        for keyword, what in ((".i", "inputs"), (".o", "outputs")):
            if keyword not in self.sizes:
                raise self.error(f"no {keyword}", f"the number of {what}")
        if self.sizes.get(".p", len(self.rows)) != len(self.rows):
            raise self.error(f"{counted(len(self.rows), 'row')}, .p says {self.sizes['.p']}", "is the file cut short?")

    @abstractmethod
    def row(self, line: str) -> Any:
        """What a line that is no statement says."""

    def size(self, keyword: str, words: list[str]) -> None:
        """A statement with a number."""
        if len(words) != 1 or not _NUMBER.fullmatch(words[0]):
            raise self.error(f"{' '.join((keyword, *words))[:60]!r}", f"{keyword} and a number below 10,000,000")
        if keyword in self.sizes or (self.rows and keyword in (".i", ".o")):
            raise self.error(f"{keyword} again, or after rows")
        size = self.sizes[keyword] = int(words[0])
        if keyword == ".o" and not size:
            raise self.error("no outputs", "at least one")
        ports = self.sizes.get(".i", 0) + self.sizes.get(".o", 0)
        if ports > MAX_PORT_BITS:
            raise self.error(f"{ports:,} port bits", f"at most {MAX_PORT_BITS:,}")

    def labels(self, keyword: str, words: list[str]) -> None:
        """A statement with names."""
        if keyword in self.words or len(set(words)) != len(words):
            raise self.error(f"{keyword} again, or a name twice in it", "each name once")
        self.words[keyword] = words

    def end(self, keyword: str, words: list[str]) -> None:
        """The last statement."""
        if words:
            raise self.error(f"{keyword} with {words[0][:40]!r}")
        self.ended = True

    statements: ClassVar[Mapping[str, Callable[[Any, str, list[str]], None]]] = {
        **dict.fromkeys((".i", ".o", ".p"), size),
        **dict.fromkeys((".ilb", ".ob"), labels),
        **dict.fromkeys((".e", ".end"), end),
    }

    def draft(self) -> tuple[Draft, list[str], list[str]]:
        """A netlist with the inputs of the table, and the names of its inputs and outputs.

        Without names these are x0, x1, ... and z0, z1, ..., of equal length, as ABC gives them.
        """
        inputs, outputs = self._ports(".ilb", ".i", "x"), self._ports(".ob", ".o", "z")
        draft = Draft(self.source)
        for port in inputs:
            draft.input(port, self.number)
        for port in outputs:
            if port in draft.drivers:
                raise self.error(f"{shorten(port, 80)!r} is an input and an output", "rename one of them")
        return draft, inputs, outputs

    def _ports(self, keyword: str, size: str, letter: str) -> list[str]:
        count = self.sizes[size]
        digits = len(str(count - 1))
        names = self.words.get(keyword, [f"{letter}{index:0{digits}}" for index in range(count)])
        if len(names) != count:
            raise self.error(f"{keyword} has {counted(len(names), 'name')}, {size} says {count}")
        return names
