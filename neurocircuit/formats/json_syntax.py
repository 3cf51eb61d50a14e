"""What is wrong with a text that is no JSON, told by the place where its reader stopped."""

from __future__ import annotations

import json
import re

from neurocircuit.errors import FormatError

_WORD = re.compile(r"[^\W\d]\w*")
_COMMENTS = ("//", "/*", "#")
_PYTHON = ("True", "False", "None")
_QUOTED = 'texts and names stand in "double quotes"'
#: By how the reader's own message begins.
_MESSAGES = {
    "Expecting ':'": ("a colon is missing", 'a member is "name": value'),
    "Expecting ','": ("a comma is missing", "between entries"),
    "Invalid \\": ("a backslash that escapes nothing", "write two of them"),
}


def syntax_error(error: json.JSONDecodeError, source: str) -> FormatError:
    """The error that names what is wrong, with its line and column."""
    place, what, hint = _fault(error.doc, error.pos, error.msg)
    line = error.doc.count("\n", 0, place) + 1
    column = place - error.doc.rfind("\n", 0, place)
    return FormatError(f"no JSON: {what} at column {column}", where=line, source=source, hint=hint)


def _fault(text: str, place: int, message: str) -> tuple[int, str, str]:
    """The place of what is wrong, what it is, and the way out."""
    rest, before = text[place:], text[:place].rstrip()
    comma = len(before) - 1 if before.endswith(",") else place
    word = _WORD.match(rest)
    if message.startswith(("Unterminated string", "Invalid control")):
        start = place if rest.startswith('"') else text.rfind('"', 0, place)
        return start, "a text without its closing quote", "close it on the same line"
    if message.startswith("Extra data"):
        return place, "more text after the end", "one document a file"
    if not rest.strip():
        return place, "the text ends too early" if before else "an empty text", "close every bracket"
    if text[comma] == "," and text[comma + 1 :].lstrip().startswith(("]", "}")):
        return comma, "a comma after the last entry", "take it out"
    if rest.startswith(_COMMENTS):
        return place, "a comment", 'JSON has none; "description" and "metadata" are for notes'
    if rest.startswith("'"):
        return place, "a single quote", _QUOTED
    if word and before.endswith('"') and len(before) == place:
        return place, "a quote is missing or one too many", _QUOTED
    if word and word[0] in _PYTHON:
        return place, f"{word[0]} is Python", "write true, false or null"
    if word:
        # The word itself is not shown: it may be of a file that the reader of the message has no access to.
        return place, "a word without quotes", _QUOTED
    known = next((found for begin, found in _MESSAGES.items() if message.startswith(begin)), None)
    return place, *(known or (message[:1].lower() + message[1:], ""))
