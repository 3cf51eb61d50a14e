"""Strict JSON: nothing is taken twice, rounded or guessed, and every refusal says where."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import FormatError, LimitError
from neurocircuit.formats.strict_json import (
    Literal,
    Place,
    check_keys,
    expect,
    kind_of,
    load,
    metadata_of,
    number_of,
)
from neurocircuit.logic.number import MAX_DIGITS


def refusal(call, *arguments, **options):
    with pytest.raises(FormatError) as caught:
        call(*arguments, **options)
    return str(caught.value)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@given(values)
def test_values_without_fractions_are_read_as_they_are(value):
    assert load(json.dumps(value)) == value


def test_a_number_that_is_no_integer_keeps_its_text():
    found = load("[0.1, 1e400, -2.50, 1E2]")
    assert found == ["0.1", "1e400", "-2.50", "1E2"]
    assert all(type(each) is Literal for each in found)
    assert type(load('"0.1"')) is str


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "b": 2, "a": 3}', "x.json: duplicate key 'a' (give each key once)"),
        ('[{"": 1, "": 1}]', "x.json: duplicate key '' (give each key once)"),
        ("[NaN]", "x.json: NaN is not a number (JSON has no NaN or Infinity)"),
        ("-Infinity", "x.json: -Infinity is not a number (JSON has no NaN or Infinity)"),
        ("{\n\n]", "x.json:3: no JSON: expecting property name enclosed in double quotes at column 1"),
        ("", "x.json:1: no JSON: an empty text at column 1 (close every bracket)"),
    ],
)
def test_what_is_no_strict_json_is_refused(text, message):
    assert refusal(load, text, "x.json") == message


def test_integers_have_so_many_digits_and_no_more():
    assert load("9" * MAX_DIGITS) == 10**MAX_DIGITS - 1
    assert load("-" + "9" * MAX_DIGITS) == 1 - 10**MAX_DIGITS
    for sign in ("", "-"):
        assert refusal(load, sign + "9" * (MAX_DIGITS + 1), "x") == "x: a number of 309 digits (at most 308)"
    assert load("123", digits=3) == 123
    assert "at most 3" in refusal(load, "1234", digits=3)


def test_a_text_nested_too_deeply_is_refused():
    assert refusal(load, "[" * 100_000, "x.json") == "x.json: the text is nested too deeply"


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (Place(), ""),
        (Place() / "nodes", "nodes"),
        (Place() / "nodes" / "g" / "weights", "nodes.g.weights"),
        (Place() / "tests" / 3 / "run" / 0, "tests[3].run[0]"),
        (Place() / 2, "[2]"),
        (Place() / ".x", ".x"),
        (Place() / ("x" * 61), f"{'x' * 37}...{'x' * 20}"),
    ],
)
def test_a_place_is_the_keys_that_lead_to_it(place, path):
    assert place.path == path


def test_a_refusal_says_where():
    assert refusal((Place() / "nodes" / "g").refuse, "what", "way out") == "nodes.g: what (way out)"


# -- values -----------------------------------------------------------------------------------------------------------

KINDS = [
    ({}, dict, "an object"), ([], list, "an array"), ("a", str, "a string"), (1, int, "a number"),
    (True, bool, "a truth value"), (Literal("1.5"), Literal, "a number"), (None, type(None), "null"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "kind", "words"), KINDS)
@pytest.mark.parametrize(
    ("wanted", "name"), [(dict, "an object"), (list, "an array"), (str, "a string"), (int, "an integer")]
)
def test_only_the_very_kind_is_taken(value, kind, words, wanted, name):
    assert kind_of(value) == words
    if kind is wanted:
        assert expect(value, wanted, Place()) is value
    else:
        assert refusal(expect, value, wanted, Place() / "k") == f"k: {words}, expected {name}"


def test_an_unknown_key_names_the_nearest_or_all():
    check_keys({"inputs": 1}, ("inputs", "outputs"), Place())
    text = refusal(check_keys, {"inputs": 1, "otputs": 2, "zz": 3}, ("inputs", "outputs"), Place() / "nodes")
    assert text == "nodes: unknown key 'otputs' (did you mean 'outputs'?)"
    assert refusal(check_keys, {"zz": 1}, ("inputs", "outputs"), Place()) == "unknown key 'zz' (known: inputs, outputs)"


def test_required_keys():
    check_keys({"rows": 1}, ("name", "rows"), Place(), ("rows",))
    text = refusal(check_keys, {"rows": 1}, ("name", "columns", "rows"), Place() / "tests", ("columns", "rows"))
    assert text == "tests: 'columns' is missing"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (-(10**300), -(10**300)),
        (Literal("0.1"), Fraction(1, 10)),
        (Literal("2.0"), 2),
        ("-1/3", Fraction(-1, 3)),
    ],
)
def test_numbers_are_exact(value, number):
    found = number_of(value, Place())
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0.1", "w: a string '0.1', expected a number (a JSON number, or a string \"p/q\")"),
        (True, "w: a truth value, expected a number"),
        (None, "w: null, expected a number"),
        ([1], "w: an array, expected a number"),
        (10**400, "w: "),
        ("1/0", "w: "),
        (Literal("1e999"), "w: "),
    ],
)
def test_what_is_no_number_is_refused_at_its_place(value, message):
    assert refusal(number_of, value, Place() / "w").startswith(message)


def test_a_long_text_for_a_number_is_cut():
    text = refusal(number_of, "y" * 41, Place())
    assert f"{'y' * 40!r}" in text
    assert "y" * 41 not in text


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_metadata_has_so_many_levels_and_no_more(wrap):
    value = 1
    for _ in range(64):
        value = wrap(value)
    assert metadata_of(value, Place()) == value
    with pytest.raises(LimitError, match="at most 64 levels"):
        metadata_of(wrap(value), Place())


def test_metadata_keeps_every_number_exactly():
    found = metadata_of(
        load('{"a": [0.5, 0.1, 0.10000000000000000001, 100000000000000000001.5, 3, "0.1", null, true]}'), Place()
    )
    half, tenth, close, long, *rest = found["a"]
    assert (half, type(half)) == (0.5, float)
    # 0.1 is no float that is exactly a tenth, but the shortest decimal of its float is.
    assert (tenth, type(tenth)) == (0.1, float)
    assert close == Fraction("0.10000000000000000001")
    assert long == Fraction(200000000000000000003, 2)
    assert rest == [3, "0.1", None, True]
