"""Assignments such as ``a=5 b=0b11 c[3]=1``: values of inputs as the user writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from neurocircuit.errors import InputError, shorten
from neurocircuit.logic.number import MAX_DIGITS

_INTEGER = re.compile(r"(-?)(?:0[bB]([01]+)|0[xX]([0-9a-fA-F]+)|([0-9]+))", re.ASCII)
_BASES = (2, 16, 10)
_WITH_COMMAS = re.compile(r"[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*,?")


def parse_assignments(words: Iterable[str]) -> dict[str, int]:
    """The values that words assign to inputs: whole buses or single bits by name, split at the last ``=``.

    Which names and values there are is for the circuit to say.

    Raises:
        InputError: for what is no assignment, or a name that is assigned twice.

    >>> parse_assignments(["a=5", "b[0]=0b1", "x=y=-1"])
    {'a': 5, 'b[0]': 1, 'x=y': -1}
    """
    values: dict[str, int] = {}
    for word in words:
        if "," in word and _WITH_COMMAS.fullmatch(word):
            raise InputError(f"{shorten(word)!r} is no assignment", hint="separate with spaces, as in a=1 b=0")
        name, separator, text = word.rpartition("=")
        number = parse_integer(text) if separator else None
        if number is None or not name:
            raise InputError(f"{shorten(word)!r} is no assignment", hint="write INPUT=VALUE, as in a=1 b=0b11 c=0x1f")
        if name in values:
            raise InputError(f"input {name!r} is assigned twice", hint="each once")
        values[name] = number
    return values


def parse_integer(text: str) -> int | None:
    """A decimal, ``0b`` or ``0x`` integer; None for any other text.

    >>> parse_integer("0x1f"), parse_integer("-1"), parse_integer("1_0")
    (31, -1, None)
    """
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    sign, *groups = match.groups()
    digits, base = next((digits, base) for digits, base in zip(groups, _BASES, strict=True) if digits)
    if base == 10 and len(digits) > MAX_DIGITS:
        raise InputError(f"a number of {len(digits)} digits", hint=f"at most {MAX_DIGITS}, or write it as 0x...")
    return int(sign + digits, base)
