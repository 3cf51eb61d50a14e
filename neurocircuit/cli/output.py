"""Where results go: to stdout, or whole or not at all to a file; and how messages and JSON are laid out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from shutil import get_terminal_size
from textwrap import TextWrapper
from typing import Any

from neurocircuit.errors import FileError, shorten
from neurocircuit.files import writing
from neurocircuit.logic.text import OneLine, json_lines, safe

LONGEST_LINE = 300


def one_line(text: str) -> str:
    """The text as one safe line of at most 300 characters; a longer one loses its middle, not the way out."""
    return shorten(safe(text), LONGEST_LINE)


def folded(text: str, width: int) -> str:
    """Whole lines of which those that are wider go on below, broken at spaces, so that no number is cut.

    >>> print(folded("z = 0.5 + 0.25*1 + 0.125*0 = 0.75\\nshort", 20))
    z = 0.5 + 0.25*1 +
        0.125*0 = 0.75
    short
    """
    wrapper = TextWrapper(
        max(width, 20), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False, expand_tabs=False
    )
    lines = text.split("\n")
    return "\n".join("\n".join(wrapper.wrap(line)) if len(line) > width else line for line in lines)


def emit(chunks: Iterable[str] | bytes, path: str | None = None, fold: bool = False) -> None:
    """Write a result: to a file, whole or not at all; or to stdout, chunk by chunk, quietly until nobody reads on.

    Bytes go to stdout alone. Text to read may ``fold`` where a terminal is narrower.

    Raises:
        FileError: where it cannot be written.
    """
    if path is not None and path != "-" and not isinstance(chunks, bytes):
        with writing(path) as file:
            for chunk in chunks:
                file.write(chunk.encode("utf-8", "surrogatepass"))
        return
    if sys.stdout is None:
        raise FileError("cannot write: closed", source="stdout", hint="-o FILE writes to a file")
    try:
        if isinstance(chunks, bytes):
            sys.stdout.buffer.write(chunks)
        else:
            width = get_terminal_size().columns if fold and sys.stdout.isatty() else None
            for chunk in chunks:
                sys.stdout.write(chunk if width is None else folded(chunk, width))
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


def json_document(value: Any) -> str:
    """JSON of dictionaries, lists, strings and exact numbers, with the end of its last line.

    A list of plain values, and a plain dictionary inside a list, take one line each.

    >>> print(json_document({"z": 1, "rows": [{"and": "y"}, {"none": None}]}), end="")
    {
      "z": 1,
      "rows": [
        {"and": "y"},
        {"none": null}
      ]
    }
    """
    return "\n".join(json_lines(_laid_out(value))) + "\n"


def _laid_out(value: Any, listed: bool = False) -> Any:
    if not isinstance(value, (dict, list, tuple)):
        return value
    entries = value.values() if isinstance(value, dict) else value
    plain = not any(isinstance(entry, (dict, list, tuple)) for entry in entries)
    if isinstance(value, dict):
        return OneLine(value) if listed and plain else {key: _laid_out(entry) for key, entry in value.items()}
    return OneLine(value) if plain else [_laid_out(entry, listed=True) for entry in value]
