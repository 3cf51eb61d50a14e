"""Assignments such as ``a=5 b=0b11 c[3]=1``, or plain values in the order of ports: inputs as the user writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.logic.number import parse_integer

_EXPRESSION = re.compile(r"[&|^~]|\S\s+=|=\s+\S")
_WITH_COMMAS = re.compile(r"[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*,?")


def parse_assignments(words: Sequence[str], ports: Sequence[str] = ()) -> dict[str, int]:
    """The values that words assign to inputs: whole buses or single bits by name, split at the last ``=``; or by order.

    Which names and values there are is for the circuit to say.

    Args:
        words: assignments, or as many plain values as there are ports.
        ports: the names of the circuit's input ports.

    Raises:
        InputError: for what is no assignment, a name that is assigned twice, or another number of plain values.

    >>> parse_assignments(["a=5", "b[0]=0b1", "x=y=-1"], ["a", "b", "x=y"])
    {'a': 5, 'b[0]': 1, 'x=y': -1}
    >>> parse_assignments(["5", "0b11"], ["a", "b"])
    {'a': 5, 'b': 3}
    """
    plain = [parse_integer(word) for word in words]
    if words and None not in plain:
        if len(plain) != len(ports):
            named = shorten(", ".join(ports)) or "none"
            hint = f"one each, or by name: {shorten(ports[0], 20)}={shorten(words[0], 20)}" if ports else ""
            raise InputError(f"{counted(len(plain), 'value')} for {counted(len(ports), 'input')}: {named}", hint=hint)
        words = [f"{port}={word}" for port, word in zip(ports, words, strict=True)]
    values: dict[str, int] = {}
    for word in words:
        if "," in word and _WITH_COMMAS.fullmatch(word):
            raise InputError(f"{shorten(word)!r} is no assignment", hint="separate with spaces, as in a=1 b=0")
        name, separator, text = word.rpartition("=")
        number = parse_integer(text) if separator else None
        if number is None or not name:
            expression = 'expressions stand in one argument: "y = a & b; z = a | b"'
            hint = expression if _EXPRESSION.search(word) else "write INPUT=VALUE, as in a=1 b=0b11 c=0x1f"
            raise InputError(f"{shorten(word)!r} is no assignment", hint=hint)
        if name in values:
            raise InputError(f"input {name!r} is assigned twice", hint="each once")
        values[name] = number
    return values
