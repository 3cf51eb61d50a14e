"""Assignments such as ``a=5 b=0b11 c[3]=1``: values of inputs as the user writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from neurocircuit.errors import InputError, shorten
from neurocircuit.logic.number import parse_integer

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
