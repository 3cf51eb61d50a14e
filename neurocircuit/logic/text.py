"""Values as text for people and other programs: safe on a terminal, exact in JSON, no formula in a spreadsheet."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from neurocircuit.logic.number import Number, format_number

#: Control, format and surrogate characters, line and paragraph separators: they move, hide or reorder text.
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_FORMULA = re.compile(r"'*[=+\-@]")


def safe(text: str) -> str:
    r"""The text with control and bidirectional characters as their codes.

    >>> safe("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join(ascii(c)[1:-1] if unicodedata.category(c) in _UNSAFE else c for c in text)


def safe_lines(text: str) -> str:
    """A text of several lines, each of them safe."""
    return "\n".join(map(safe, text.split("\n")))


def guarded(name: str) -> str:
    """A name as the cell of a table: masked with ``'`` where a spreadsheet would take it for a formula."""
    return f"'{name}" if _FORMULA.match(name) else name


def unguarded(cell: str) -> str:
    """The name that a cell shows: without its mask.

    >>> guarded("=1"), unguarded("'=1"), unguarded("'a")
    ("'=1", '=1', "'a")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class Literal(str):
    """A JSON number as its text: no binary rounding has touched it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OneLine:
    """A value that ``json_lines`` writes on one line."""

    value: Any


def json_number(number: Number) -> str:
    """A number as JSON holds it: as short as it is exact, and as the string ``p/q`` where it is no decimal."""
    text = format_number(number)
    return text if "/" in text else Literal(text)


def json_text(value: Any) -> str:
    """JSON on one line, of dictionaries, lists, strings and exact numbers, which ``json`` would round.

    >>> json_text({"z": Fraction(1, 10), "third": Fraction(1, 3), "none": [None]})
    '{"z": 0.1, "third": "1/3", "none": [null]}'
    """
    if isinstance(value, Literal):
        return value
    if isinstance(value, str):
        # What cannot be seen, or encoded at all, is written as its code.
        return json.dumps(value, ensure_ascii=value.isascii() or not value.isprintable())
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json_text(key)}: {json_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(json_text, value)) + "]"
    if isinstance(value, OneLine):
        return json_text(value.value)
    return json_text(json_number(value)) if isinstance(value, Fraction) else json.dumps(value)


def json_lines(value: Any, depth: int = 0) -> Iterator[str]:
    """The lines of JSON: objects and lists open up, an entry a line, down to what is ``OneLine``."""
    if not isinstance(value, (dict, list)) or not value:
        yield json_text(value)
        return
    indent, inner = "  " * depth, "  " * (depth + 1)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield opening
    entries = value.items() if isinstance(value, dict) else ((None, entry) for entry in value)
    for number, (key, entry) in enumerate(entries):
        comma = "," if number + 1 < len(value) else ""
        first = inner if key is None else f"{inner}{json_text(key)}: "
        lines = list(json_lines(entry, depth + 1))
        lines[0] = first + lines[0]
        lines[-1] += comma
        yield from lines
    yield indent + closing
