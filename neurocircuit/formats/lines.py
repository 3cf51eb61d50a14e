"""The statements of a line-based text format: numbered, without comments, continued lines joined."""

from __future__ import annotations

from collections.abc import Iterator

from neurocircuit.errors import FormatError
from neurocircuit.files import decode
from neurocircuit.netlist.bus import name_fault


def statements(
    data: bytes, source: str = "", *, continuation: str = "", comment: str = "#"
) -> Iterator[tuple[int, str]]:
    """The lines that hold more than a comment, stripped, with the number of their first line.

    Args:
        continuation: what at the end of a line says that the next one belongs to it; empty where nothing does.
        comment: what begins a comment, to the end of the line; empty where nothing does.

    Raises:
        FormatError: for bytes that are not UTF-8, for control, format or other invisible characters but space and
            tab, and for a last line that is to be continued.

    >>> list(statements(b"a +\\n b\\n\\n# c\\n d # e", continuation="+"))
    [(1, 'a  b'), (5, 'd')]
    """
    parts: list[str] = []
    first = 0
    text = decode(data, source).replace("\t", " ")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    # Of most texts this is asked once, instead of each line.
    is_plain = text.replace("\n", "").isprintable()
    for number, line in enumerate(lines, 1):
        if comment and comment in line:
            line = line[: line.index(comment)]
        line = line.strip(" \r")
        if not (is_plain or line.isprintable()):
            _refuse_invisible(line, number, source)
        first = first or number
        if continuation and line.endswith(continuation):
            parts.append(line.removesuffix(continuation))
            continue
        if parts:
            line = " ".join((*parts, line)).strip(" ")
            parts = []
        if line:
            yield first, line
        first = 0
    if parts:
        raise FormatError("the last line is to be continued", where=first, source=source, hint="is the file cut short?")


def _refuse_invisible(line: str, number: int, source: str) -> None:
    for character in line:
        if character != " " and name_fault(character):
            raise FormatError(f"the character U+{ord(character):04X}", where=number, source=source)
