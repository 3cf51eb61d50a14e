"""Values of inputs as the user writes them."""

import pytest

from neurocircuit.cli.assignments import parse_assignments
from neurocircuit.errors import InputError


def test_a_name_may_hold_the_sign():
    assert parse_assignments(["a=b=1", "[3]=0"]) == {"a=b": 1, "[3]": 0}


def test_values_are_those_of_files():
    assert parse_assignments(["a=0b11", "b=0x1F", "c=-1", "d=007"]) == {"a": 3, "b": 31, "c": -1, "d": 7}


@pytest.mark.parametrize("word", ["a=" + "9" * 5000, "a=-0b1", "a", "=1", "a=", "a=x", "1", "a= 1", "\n"])
def test_no_assignment(word):
    with pytest.raises(InputError, match="is no assignment"):
        parse_assignments([word])


def test_each_once():
    with pytest.raises(InputError, match="'a' is assigned twice"):
        parse_assignments(["a=1", "b=0", "a=1"])


@pytest.mark.parametrize("word", ["a=1,b=0", "a=1,", "a=0x1,b=x,c=1"])
def test_commas_between_assignments_are_told(word):
    with pytest.raises(InputError, match=r"is no assignment \(separate with spaces, as in a=1 b=0\)"):
        parse_assignments([word])


def test_a_comma_may_stand_in_a_name():
    assert parse_assignments(["a,b=1"]) == {"a,b": 1}
