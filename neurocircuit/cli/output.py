"""Where results go: to stdout, or whole or not at all to a file; and text that is safe for a terminal."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from typing import Any

from neurocircuit.errors import FileError
from neurocircuit.files import write_text
from neurocircuit.logic.number import format_number

LONGEST_LINE = 300

#: Control, format and surrogate characters, line and paragraph separators: they move, hide or reorder text.
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def safe(text: str) -> str:
    r"""The text with control and bidirectional characters as their codes.

    >>> safe("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in _UNSAFE else character
        for character in text
    )


def one_line(text: str) -> str:
    """The text as one safe line of at most 300 characters; a longer one loses its middle, not the way out."""
    line = safe(text)
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:190]} ... {line[-(LONGEST_LINE - 195) :]}"


def emit(chunks: Iterable[str], path: str | None = None) -> None:
    """Write a result: to a file, whole or not at all; or to stdout, chunk by chunk, quietly until nobody reads on.

    Raises:
        FileError: where it cannot be written.
    """
    if path is not None and path != "-":
        write_text(path, "".join(chunks))
        return
    if sys.stdout is None:
        raise FileError("cannot write: closed", source="stdout", hint="-o FILE writes to a file")
    try:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
    except OSError as error:
        abandon_stdout()
        raise FileError(f"cannot write: {(error.strerror or str(error)).lower()}", source="stdout") from None


def abandon_stdout() -> None:
    """Send what is still buffered nowhere, so that nothing fails when the interpreter ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def json_text(value: Any, indent: str = "", inline: bool = False) -> str:
    """JSON of dictionaries, lists, strings and exact numbers, which ``json`` would round.

    A list of plain values, and a plain dictionary inside a list, take one line each.

    >>> print(json_text({"z": Fraction(1, 10), "rows": [{"third": Fraction(1, 3)}, {"none": None}]}))
    {
      "z": 0.1,
      "rows": [
        {"third": "1/3"},
        {"none": null}
      ]
    }
    """
    deeper = indent + "  "
    if isinstance(value, dict):
        inline = inline and _is_plain(value.values())
        parts = [f"{json.dumps(str(key))}: {json_text(entry, deeper)}" for key, entry in value.items()]
        brackets = "{}"
    elif isinstance(value, (list, tuple)):
        inline = _is_plain(value)
        parts = [json_text(entry, deeper, inline=True) for entry in value]
        brackets = "[]"
    elif isinstance(value, Fraction):
        text = format_number(value)
        return json.dumps(text) if "/" in text else text
    else:
        return json.dumps(value)
    if inline or not parts:
        return brackets[0] + ", ".join(parts) + brackets[1]
    return f"{brackets[0]}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{brackets[1]}"


def _is_plain(values: Iterable[Any]) -> bool:
    return not any(isinstance(value, (dict, list, tuple)) for value in values)
