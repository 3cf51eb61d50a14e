"""Strict JSON: each key once, no NaN, exact numbers, and the place of everything that is refused."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from neurocircuit.errors import FormatError, LimitError, NeurocircuitError, did_you_mean, shorten
from neurocircuit.formats.json_syntax import syntax_error
from neurocircuit.logic.number import MAX_DIGITS, Number, exact, parse_number
from neurocircuit.logic.text import Literal
from neurocircuit.netlist.checks import MAX_NESTING


@dataclass(slots=True, eq=False)
class Place:
    """Where in a document something stands; makes the errors that say so.

    Places are made for everything that is read and shown for what is refused: their text is put together only then.
    """

    key: object = ""
    outer: Place | None = None

    def __truediv__(self, key: object) -> Place:
        return Place(key, self)

    @property
    def path(self) -> str:
        """The keys that lead here: ``nodes.g.weights``."""
        path = ""
        place: Place | None = self
        while place is not None and place.outer is not None:
            step = f"[{place.key}]" if isinstance(place.key, int) else f".{shorten(str(place.key))}"
            path = step + path
            place = place.outer
        return path.removeprefix(".")

    def refuse(self, what: str, hint: str = "") -> NoReturn:
        """Raise the error that says what is wrong here."""
        raise FormatError(what, where=self.path, hint=hint)


def load(text: str, source: str = "", digits: int = MAX_DIGITS) -> Any:
    """JSON text as Python values, strictly: each key once, no NaN, numbers that are no integers as their text.

    Args:
        digits: the most of an integer.

    Raises:
        FormatError: for anything else, with the line and column.
    """
    try:
        read = partial(json.loads, object_pairs_hook=_unique, parse_float=Literal, parse_constant=_no_constant)
        return read(text, parse_int=partial(_integer, digits))
    except json.JSONDecodeError as error:
        raise syntax_error(error, source) from None
    except RecursionError:
        raise FormatError("the text is nested too deeply", source=source) from None
    except FormatError as error:
        error.source = source
        raise


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise FormatError(f"duplicate key {shorten(twice)!r}", hint="give each key once")
    return made


def _integer(most: int, text: str) -> int:
    digits = len(text.removeprefix("-"))
    if digits > most:
        raise FormatError(f"a number of {digits} digits", hint=f"at most {most}")
    return int(text)


def _no_constant(text: str) -> NoReturn:
    raise FormatError(f"{text} is not a number", hint="JSON has no NaN or Infinity")


#: Kinds of JSON values in words; all others are numbers.
_KINDS = {dict: "an object", list: "an array", bool: "a truth value", str: "a string", type(None): "null"}


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    return _KINDS.get(type(value), "a number")


def expect(value: Any, kind: type, place: Place) -> Any:
    """The value itself, if it is of that kind: dict, list, str or int.

    Raises:
        FormatError: for another kind.
    """
    if type(value) is not kind:
        place.refuse(f"{kind_of(value)}, expected {'an integer' if kind is int else _KINDS[kind]}")
    return value


def check_keys(
    given: Mapping[str, Any], allowed: Collection[str], place: Place, required: Collection[str] = ()
) -> None:
    """Refuse a key that is not allowed, with the nearest one that is, and the lack of one that is required.

    Raises:
        FormatError: for an unknown or missing key.
    """
    unknown = next((key for key in given if key not in allowed), None)
    if unknown is not None:
        hint = did_you_mean(unknown, allowed, f"known: {', '.join(allowed)}")
        place.refuse(f"unknown key {shorten(unknown)!r}", hint)
    missing = next((key for key in required if key not in given), None)
    if missing is not None:
        place.refuse(f"{missing!r} is missing")


def number_of(value: Any, place: Place) -> Number:
    """The exact number of a JSON number, or of a string ``"p/q"``.

    Raises:
        FormatError: for anything else.
    """
    try:
        if type(value) is int:
            return exact(value)
        if type(value) is Literal or (type(value) is str and "/" in value):
            return parse_number(value)
    except NeurocircuitError as error:
        place.refuse(error.what, error.hint)
    shown = f" {value[:40]!r}" if isinstance(value, str) else ""
    place.refuse(f"{kind_of(value)}{shown}, expected a number", 'a JSON number, or a string "p/q"')


def metadata_of(value: Any, place: Place, deep: int = 0) -> Any:
    """JSON values as they are; a number is a float where that loses nothing, else exact.

    Raises:
        FormatError: for a number beyond the limits.
        LimitError: for values nested deeper than 64 levels, which are neither read nor written.
    """
    if deep >= MAX_NESTING and isinstance(value, (dict, list)):
        raise LimitError("metadata nested too deeply", hint=f"at most {MAX_NESTING} levels")
    if isinstance(value, dict):
        return {key: metadata_of(entry, place / key, deep + 1) for key, entry in value.items()}
    if isinstance(value, list):
        return [metadata_of(entry, place / index, deep + 1) for index, entry in enumerate(value)]
    if isinstance(value, Literal):
        number = number_of(value, place)
        return float(value) if exact(float(value)) == number else number
    return value
