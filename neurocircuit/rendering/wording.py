"""How names and numbers read in a picture: exact where there is room, never a character that could do harm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from neurocircuit.logic.number import Number, format_number, magnitude, signed_sum
from neurocircuit.logic.text import safe
from neurocircuit.netlist.bus import Port

_LONGEST_NUMBER = 14
_LONGEST_NAME = 28
_LONGEST_LINE = 76
_LONGEST_TIP = 400
_PHRASE_END = re.compile(r"(?<=[^\s.,])[.:;] ")


def visible(text: str) -> str:
    r"""The text with its control, format and bidirectional characters spelled out; white space becomes a space.

    >>> visible("two\nlines, \x1b[31m")
    'two lines, \\x1b[31m'
    """
    return safe(re.sub(r"\s", " ", text))


def clipped(text: str, longest: int = _LONGEST_NAME) -> str:
    """The text, visible, with its middle left out where it is too long for a picture."""
    text = visible(text[: 8 * longest] + text[max(8 * longest, len(text) - longest) :])
    if len(text) <= longest:
        return text
    tail = longest // 3
    return f"{text[: longest - tail - 1]}…{text[-tail:]}"


def line(text: str, longest: int = _LONGEST_LINE) -> str:
    """The text as a line under the title, without its last full stop: as much as fits, up to the end of a phrase.

    >>> line("Counts up: " + 40 * "and on "), line("Adds. Carries.")
    ('Counts up', 'Adds. Carries')
    """
    text = " ".join(visible(text[: 16 * _LONGEST_LINE]).split()).removesuffix(".")
    if len(text) <= longest:
        return text
    head = text[:longest]
    ends = [match.start() for match in _PHRASE_END.finditer(head)]
    return head[: ends[-1]] if ends else f"{head[: head.rfind(' ')]} …"


def two_lines(text: str) -> str:
    """The text as one line under the title, or as two of about the same length where it is longer.

    >>> print(two_lines("Counts from 0 to 15 while en is 1, and back to 0 at reset; carry says that it is about to."))
    Counts from 0 to 15 while en is 1, and back
    to 0 at reset; carry says that it is about to
    """
    text = line(text, 2 * _LONGEST_LINE - 8)
    if len(text) <= _LONGEST_LINE:
        return text
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda place: abs(2 * place - len(text)), default=0)
    parts = text[:middle], text[middle + 1 :]
    return "\n".join(parts) if max(map(len, parts)) <= _LONGEST_LINE else line(text)


def tip(text: str) -> str:
    """The text as a tooltip."""
    return clipped(text, _LONGEST_TIP)


def minus(text: str) -> str:
    """The text with a true minus sign for each hyphen."""
    return text.replace("-", "−")


def number(value: Number) -> str:
    """The number as it is shown: exact up to 14 characters, then rounded and marked so.

    >>> number(-2), number(10**40 + 1)
    ('−2', '≈1e+40')
    """
    text = format_number(value)
    if len(text) > _LONGEST_NUMBER:
        # Decimal places alone could overflow a float; Fractions divide by themselves.
        text = f"≈{_rounded(value)}"
    return minus(text)


def _rounded(value: Number) -> str:
    try:
        return f"{float(value):.7g}"
    except OverflowError:
        digits = str(abs(int(value)))
        return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:4]}e+{len(digits) - 1}"


def shown_port(port: Port) -> str:
    """A port as it is written: ``a[3:0]``, ``cin``."""
    return f"{port.name}[{port.width - 1}:0]" if port.is_bus else port.name


def heading(name: str) -> str:
    """A circuit's name as a title: as it is written.

    >>> heading("half_adder"), heading("")
    ('half_adder', 'circuit')
    """
    return clipped(name, 60) or "circuit"


def formula(inputs: Sequence[str], weights: Sequence[Number], bias: Number, threshold: Number) -> str:
    """The firing rule in words.

    >>> formula(["x1", "x2"], [1, -2], 0, 1)
    'fires when x1 − 2·x2 ≥ 1'
    """
    terms: list[tuple[Number, str]] = [(bias, "")] if bias else []
    terms += zip(weights, inputs, strict=True)
    sizes = [(weight, number(magnitude(weight)), name) for weight, name in terms[:40]]
    text = signed_sum([(w, f"{size}·{name}" if name and size != "1" else name or size) for w, size, name in sizes], "−")
    return f"fires when {text or 0}{' + …' if len(terms) > 40 else ''} ≥ {number(threshold)}"


def assignment(ports: Sequence[Port], values: Mapping[str, bool], low: int) -> str:
    """``a = 11, cin = 0`` for nets that are 0 or 1; a scalar that is 0 reads ``low``."""
    return ", ".join(f"{port.name} = {port_value(port.bits, port.is_bus, values, low)}" for port in ports)


def port_value(bits: Sequence[str], is_bus: bool, values: Mapping[str, bool], low: int) -> str:
    """A scalar in the circuit's encoding, or a bus (bits lowest first) as an unsigned integer."""
    if not is_bus:
        return minus(str(1 if values[bits[0]] else low))
    return str(sum(values[bit] << place for place, bit in enumerate(bits)))
