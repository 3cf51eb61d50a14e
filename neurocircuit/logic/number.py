"""Exact numbers: the decimal that the user wrote, never its binary rounding.

A number is an ``int`` where it is whole and a ``Fraction`` where it is not, so that equal numbers are equal values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Integral, Rational, Real
from typing import SupportsIndex, TypeAlias

from neurocircuit.errors import NumberError

Number: TypeAlias = int | Fraction
NumberLike: TypeAlias = "int | float | Fraction | Decimal | SupportsIndex"

MAX_DIGITS = 308
MAX_EXPONENT = 308
_BEYOND = 10 ** (MAX_EXPONENT + 1)
_PLAIN_LENGTH = 24
# A numerator and a denominator of so many bits are written with fewer than 308 digits, as a ratio or as a decimal.
_SURELY_SHORT = 200
_RATIO = re.compile(r"-?([0-9]+)/([0-9]+)")
# Python refuses to read longer decimals, which take quadratic time; hexadecimal texts may be of any length.
MAX_INTEGER_DIGITS = 4300
_INTEGER = re.compile(rf"-?[0-9]{{1,{MAX_INTEGER_DIGITS}}}|0[xX][0-9a-fA-F]+|0[bB][01]+", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def exact(value: object) -> Number:
    """The number as it was written: ints and fractions as they are, a float by its shortest decimal.

    Raises:
        NumberError: for what is not a finite number, or is beyond 308 digits or an exponent of 308.

    >>> exact(0.1) + exact(0.2) >= exact(0.3)
    True
    """
    if type(value) is int and abs(value) < _BEYOND:
        return value
    if type(value) is float:
        return _from_float(value)
    if isinstance(value, bool):
        raise NumberError(f"{value} is a truth value, not a number", hint="write 1 or 0")
    if isinstance(value, Integral):
        whole = int(value)
        if abs(whole) >= _BEYOND:
            raise NumberError(f"an integer of more than {MAX_DIGITS} digits", hint=f"at most {MAX_DIGITS}")
        return whole
    if isinstance(value, Rational):
        return _limited(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, Decimal):
        if value.is_finite() and len(value.as_tuple().digits) > MAX_DIGITS:
            raise NumberError(f"a number of more than {MAX_DIGITS} digits", hint=f"at most {MAX_DIGITS}")
        return _from_decimal(value)
    if isinstance(value, Real):
        # str() of a NumPy scalar and repr() of a float are both the shortest decimal that reads back.
        return _from_decimal(Decimal(float.__repr__(value) if isinstance(value, float) else str(value)))
    raise NumberError(f"{value!r} is not a number", hint="an int, Fraction, Decimal or float")


@lru_cache(maxsize=4096)
def _from_float(value: float) -> Number:
    return _from_decimal(Decimal(repr(value)))


def _from_decimal(value: Decimal) -> Number:
    if not value.is_finite():
        raise NumberError(f"{value} is not a finite number")
    if not value:
        return 0
    if abs(value.adjusted()) > MAX_EXPONENT:
        raise NumberError(f"the exponent of {value:.3e} is beyond {MAX_EXPONENT}")
    numerator, denominator = value.as_integer_ratio()
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def whole_or_ratio(value: Number) -> Number:
    """The same number, an ``int`` where it is whole."""
    return value.numerator if value.denominator == 1 else value


def _limited(ratio: Fraction) -> Number:
    """The ratio, if it can be written within the limits: as a decimal where it is one."""
    size = ratio.numerator.bit_length(), ratio.denominator.bit_length()
    if max(size) > _SURELY_SHORT:
        places, rest = _decimal_places(ratio.denominator)
        written = (ratio.numerator * 10**places // ratio.denominator,) if rest == 1 else ratio.as_integer_ratio()
        if max(map(abs, written)) >= 10**MAX_DIGITS:
            raise NumberError(f"a ratio of more than {MAX_DIGITS} digits", hint=f"at most {MAX_DIGITS}")
    return whole_or_ratio(ratio)


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Number:
    """A decimal such as ``-0.5`` or ``6e-1``, or a ratio such as ``1/3``.

    Raises:
        NumberError: for anything else, before anything large is computed.
    """
    ratio = _RATIO.fullmatch(text)
    if ratio:
        if max(map(len, ratio.groups())) > MAX_DIGITS:
            raise NumberError(f"a number of more than {MAX_DIGITS} digits", hint=f"at most {MAX_DIGITS}")
        numerator, denominator = map(int, text.split("/"))
        if denominator == 0:
            raise NumberError(f"{text} divides by zero")
        return exact(Fraction(numerator, denominator))
    if not _DECIMAL.fullmatch(text):
        raise NumberError(f"{text[:40]!r} is not a number", hint="a decimal such as -0.5, or a ratio 1/3")
    mantissa, _, exponent = text.lower().partition("e")
    if sum(map(str.isdigit, mantissa)) > MAX_DIGITS:
        raise NumberError(f"a number of more than {MAX_DIGITS} digits", hint=f"at most {MAX_DIGITS}")
    if exponent and (len(exponent) > 8 or abs(int(exponent)) > MAX_EXPONENT):
        raise NumberError(f"the exponent of {text[:40]} is beyond {MAX_EXPONENT}")
    return _from_decimal(Decimal(text))


def parse_integer(text: str) -> int | None:
    """The value of a port as users write it, in decimal, ``0b`` or ``0x``; None for any other text.

    >>> parse_integer("0x1f"), parse_integer("-1"), parse_integer("1_0")
    (31, -1, None)
    """
    if not _INTEGER.fullmatch(text):
        return None
    return int(text, {"x": 16, "b": 2}.get(text[1:2].lower(), 10))


def format_number(number: Number) -> str:
    """The shortest exact text: a decimal where there is one, else ``p/q``.

    >>> format_number(Fraction(-1, 2)), format_number(Fraction(1, 3)), format_number(10**30)
    ('-0.5', '1/3', '1e30')
    """
    numerator, denominator = number.numerator, number.denominator
    places, rest = _decimal_places(denominator)
    if rest != 1:
        return f"{numerator}/{denominator}"
    sign = "-" if numerator < 0 else ""
    digits = str(abs(numerator) * 10**places // denominator)
    if places == 0 and (len(digits) <= _PLAIN_LENGTH or not digits.endswith("0")):
        return sign + digits
    if 0 < places <= _PLAIN_LENGTH:
        digits = digits.rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}"
    exponent = len(digits) - 1 - places
    digits = digits.rstrip("0")
    return f"{sign}{digits[0]}{'.' + digits[1:] if len(digits) > 1 else ''}e{exponent}"


def magnitude(number: Number) -> Number:
    """The number without its sign."""
    return number if number >= 0 else -number


def signed_sum(terms: Iterable[tuple[Number, str]], minus: str = "-") -> str:
    """A sum as one writes it, of numbers that give the signs and texts that go without one; empty for no terms.

    >>> signed_sum([(-1, "a"), (2, "2*b")])
    '-a + 2*b'
    """
    text = "".join(f" {minus if number < 0 else '+'} {term}" for number, term in terms)
    return f"{minus}{text[3:]}" if text.startswith(f" {minus}") else text[3:]


def _decimal_places(denominator: int) -> tuple[int, int]:
    """How many decimal places a denominator needs, and what is left of it that no power of ten divides."""
    twos = (denominator & -denominator).bit_length() - 1
    denominator >>= twos
    fives = 0
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives), denominator
