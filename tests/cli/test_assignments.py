"""Values of inputs as the user writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.cli.assignments import parse_assignments, parse_integer
from neurocircuit.errors import InputError


@given(st.integers(), st.sampled_from(["{}", "{:#b}", "{:#x}", "{:#X}"]))
def test_integers_in_three_bases(number, form):
    assert parse_integer(form.format(number)) == number


@pytest.mark.parametrize("text", ["", "-", "0x", "0b2", "1.0", "1_000", " 1", "1 ", "+1", "٣", "one", "0o7", "--1"])
def test_other_texts_are_no_integers(text):
    assert parse_integer(text) is None


def test_leading_zeros_are_decimal():
    assert parse_integer("007") == 7


def test_a_name_may_hold_the_sign():
    assert parse_assignments(["a=b=1", "[3]=0"]) == {"a=b": 1, "[3]": 0}


@pytest.mark.parametrize("word", ["a", "=1", "a=", "a=x", "1", "a= 1", "\n"])
def test_no_assignment(word):
    with pytest.raises(InputError, match="is no assignment"):
        parse_assignments([word])


def test_each_once():
    with pytest.raises(InputError, match="'a' is assigned twice"):
        parse_assignments(["a=1", "b=0", "a=1"])


def test_a_number_without_end_is_refused_before_it_is_made():
    with pytest.raises(InputError, match="a number of 100000 digits"):
        parse_assignments(["a=" + "9" * 100_000])
    assert parse_integer("0x" + "f" * 10_000) == (1 << 40_000) - 1


@pytest.mark.parametrize("word", ["a=1,b=0", "a=1,", "a=0x1,b=x,c=1"])
def test_commas_between_assignments_are_told(word):
    with pytest.raises(InputError, match=r"is no assignment \(separate with spaces, as in a=1 b=0\)"):
        parse_assignments([word])


def test_a_comma_may_stand_in_a_name():
    assert parse_assignments(["a,b=1"]) == {"a,b": 1}
