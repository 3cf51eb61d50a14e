"""Numbers: what was written, exactly; limits before anything large is computed."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neurocircuit.errors import NumberError
from neurocircuit.logic.number import (
    MAX_INTEGER_DIGITS,
    exact,
    format_number,
    magnitude,
    parse_integer,
    parse_number,
    signed_sum,
)

decimals = st.builds(
    lambda digits, exponent: Fraction(digits) * Fraction(10) ** exponent,
    st.integers(-(10**30), 10**30),
    st.integers(-250, 250),
)
fractions = st.builds(Fraction, st.integers(-(10**40), 10**40), st.integers(1, 10**40))


@given(st.one_of(st.integers(-(10**300), 10**300), decimals, fractions))
@example(Fraction(1, 2**400))
@example(Fraction(10**308 - 1))
@example(Fraction(1, 3))
@example(Fraction(-25, 10))
@example(Fraction(10**24))
@example(Fraction(1, 10**24))
@example(Fraction(1, 10**25))
def test_parsing_what_was_formatted_gives_the_number_back(number):
    text = format_number(exact(number))
    assert parse_number(text) == number
    assert ("/" in text) == has_no_decimal(number)
    assert format_number(parse_number(text)) == text


def has_no_decimal(number):
    rest = Fraction(number).denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest != 1


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_it_prints(number):
    if number == 0 or abs(number) >= 1e-308:
        assert exact(number) == Fraction(repr(number))
        assert exact(np.float64(number)) == exact(number)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Fraction(6, 3), 2),
        (2.0, 2),
        (-0.0, 0),
        (Decimal("-0.0"), 0),
        (2**53 + 1, 2**53 + 1),
        (np.int64(-7), -7),
        (Decimal("1e308"), 10**308),
        (1e-308, Fraction(1, 10**308)),
    ],
)
def test_values_of_all_kinds_are_exact_and_whole_ones_are_ints(value, expected):
    assert exact(value) == expected
    assert type(exact(value)) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        *(True, np.True_, "1", None, 1j, [1]),
        *(float("nan"), float("inf"), Decimal("-Infinity"), Decimal("NaN")),
        *(10**309, -(10**309), Decimal("1e309"), Decimal("1e-309"), 1e-310, 5e-324),
        *(Fraction(10**308, 3), Fraction(1, 3**700), Fraction(1, 2**1000), Fraction(1, 7 * 10**308)),
        Decimal("1." + "1" * 308),
    ],
)
def test_what_is_no_number_within_the_limits_is_refused(value):
    with pytest.raises(NumberError):
        exact(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("0.1", Fraction(1, 10)), ("-0.5", Fraction(-1, 2)), ("6e-1", Fraction(3, 5)), ("1E+2", 100), ("+3", 3)),
        *((".5", Fraction(1, 2)), ("5.", 5), ("-0.0", 0), ("007", 7), ("-4/6", Fraction(-2, 3)), ("4/2", 2)),
        *(("9" * 308, 10**308 - 1), ("1e308", 10**308), ("1e-308", Fraction(1, 10**308))),
        *(("1e+0000003", 1000), ("9" * 308 + "/" + "9" * 308, 1)),
    ],
)
def test_parsing(text, expected):
    assert parse_number(text) == expected
    assert type(parse_number(text)) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".", "e5", "1e", "1 ", " 1", "1_0", "--1", "0x10", "1,5", "١", "nan", "inf", "Infinity"),
        *("1/", "/2", "1/-2", "1/2/3", "1 / 2", "1/0", "0.5/2", "1/2e3"),
        *("9" * 309, "0." + "1" * 309, "1e309", "1e-309", "1e999999999999", "0e400", "12e308"),
        *("1/" + "9" * 309, "9" * 309 + "/7", f"1/{2**1000}"),
    ],
)
def test_texts_that_are_no_number_are_refused(text):
    with pytest.raises(NumberError):
        parse_number(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((0, "0"), (-12, "-12"), (Fraction(1, 2), "0.5"), (Fraction(-1, 8), "-0.125"), (Fraction(1, 3), "1/3")),
        *((2**53 + 1, "9007199254740993"), (10**30, "1e30"), (15 * 10**30, "1.5e31"), (2**100, str(2**100))),
        *((Fraction(1, 10**30), "1e-30"), (Fraction(123, 100), "1.23"), (Fraction(-7, 6), "-7/6")),
    ],
)
def test_formatting_is_the_shortest_exact_text(number, text):
    assert format_number(number) == text


@given(st.integers(), st.sampled_from(["{}", "{:#b}", "{:#x}", "{:#X}", "{:09d}"]))
def test_values_of_ports_in_three_bases(number, form):
    written = form.format(number)
    assert parse_integer(written) == (None if written.startswith(("-0b", "-0x", "-0X")) else number)


@pytest.mark.parametrize(
    "text", ["", "-", "0x", "0b2", "1.0", "1_000", " 1", "1 ", "+1", "٣", "one", "0o7", "--1", "1\n"]
)
def test_other_texts_are_no_values(text):
    assert parse_integer(text) is None


def test_a_value_without_end_is_none_before_it_is_made():
    assert parse_integer("9" * MAX_INTEGER_DIGITS) == 10**MAX_INTEGER_DIGITS - 1
    assert parse_integer("9" * (MAX_INTEGER_DIGITS + 1)) is None
    assert parse_integer("0x" + "f" * 10_000) == (1 << 40_000) - 1


def test_a_sum_begins_without_a_plus_and_keeps_the_sign_of_each_term():
    assert magnitude(Fraction(-1, 2)) == Fraction(1, 2)
    assert signed_sum([]) == ""
    assert signed_sum([(0, "0*a"), (Fraction(-1, 2), "x - y")]) == "0*a - x - y"
    assert signed_sum([(-1, "a"), (-2, "b"), (1, "c")], "−") == "−a − b + c"
