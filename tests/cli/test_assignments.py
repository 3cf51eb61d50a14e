"""Values of inputs as the user writes them."""

import pytest

from neurocircuit.cli.assignments import parse_assignments
from neurocircuit.errors import InputError


def test_a_name_may_hold_the_sign():
    assert parse_assignments(["a=b=1", "[3]=0"]) == {"a=b": 1, "[3]": 0}


def test_values_are_those_of_files():
    assert parse_assignments(["a=0b11", "b=0x1F", "c=-1", "d=007"]) == {"a": 3, "b": 31, "c": -1, "d": 7}


@pytest.mark.parametrize("word", ["a=" + "9" * 5000, "a=-0b1", "a", "=1", "a=", "a=x", "a= 1", "\n"])
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


def test_plain_values_stand_for_the_ports_in_their_order():
    assert parse_assignments(["5", "0b11", "-1"], ["a", "b", "c"]) == {"a": 5, "b": 3, "c": -1}
    assert parse_assignments(["1"], ["1=x"]) == {"1=x": 1}
    assert parse_assignments([], ["a"]) == {}


@pytest.mark.parametrize(
    ("words", "ports", "message"),
    [
        (["1"], ["a", "b"], "1 value for 2 inputs: a, b (one each, or by name: a=1)"),
        (["1", "0"], [], "2 values for 0 inputs: none"),
        (["1", "b=0"], ["a", "b"], "'1' is no assignment (write INPUT=VALUE, as in a=1 b=0b11 c=0x1f)"),
        (["z = b"], ["a"], "'z = b' is no assignment (expressions stand in one argument: \"y = a & b; z = a | b\")"),
        (["z=a|b"], ["a"], "'z=a|b' is no assignment (expressions stand in one argument: \"y = a & b; z = a | b\")"),
    ],
)
def test_other_words_have_their_way_out(words, ports, message):
    with pytest.raises(InputError) as caught:
        parse_assignments(words, ports)
    assert str(caught.value) == message
