"""The messages of errors: their parts, their length, and the words that they share."""

import pickle

import pytest

from neurocircuit.errors import CircuitError, Fault, FormatError, counted, did_you_mean, shorten


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, "wrong"),
        ({"source": "f.json"}, "f.json: wrong"),
        ({"source": "f.bench", "where": 3}, "f.bench:3: wrong"),
        ({"where": 3}, "3: wrong"),
        ({"source": "f.json", "where": "nodes.y", "hint": "mend it"}, "f.json: nodes.y: wrong (mend it)"),
    ],
)
def test_a_message_says_where_what_and_the_way_out(parts, text):
    assert str(FormatError("wrong", **parts)) == text


def test_a_long_message_keeps_its_place_and_its_way_out_and_the_error_keeps_everything():
    error = FormatError("x" * 1000, where="nodes.y", source="f.json", hint="the way out")
    assert len(str(error)) == 290
    assert str(error).startswith("f.json: nodes.y: xxx")
    assert str(error).endswith("xxx (the way out)")
    assert error.what == "x" * 1000
    assert str(FormatError("x" * 290)) == "x" * 290


def test_errors_travel_between_processes():
    error = CircuitError((Fault("a", "first", "hint"), Fault("b", "second")), source="f")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "f: a: first; and 1 more fault (hint)"
    assert again.faults == error.faults


def test_shorten_loses_the_middle():
    assert shorten("x" * 60) == "x" * 60
    assert shorten("a" * 50 + "b" * 11) == "a" * 37 + "..." + "a" * 9 + "b" * 11
    assert all(len(shorten("x" * 400, most)) == most for most in (10, 40, 99, 300))


def test_counted():
    assert [counted(number, "bit") for number in (0, 1, 2, 1000)] == ["0 bits", "1 bit", "2 bits", "1,000 bits"]


def test_the_nearest_name_in_any_letter_case():
    assert did_you_mean("NANT", ["AND", "NAND"]) == "did you mean 'NAND'?"
    assert did_you_mean("simulat", {"simulate": 1, "stats": 2}, "none") == "did you mean 'simulate'?"
    assert did_you_mean("q", ["AND", "NAND"], "one of AND NAND") == "one of AND NAND"
    assert did_you_mean("nn", ["nxn"], alike=0.9) == ""


def test_nothing_is_looked_for_where_that_takes_seconds():
    names = [f"n{number}" for number in range(5_000)]
    assert did_you_mean("n17x", names)
    assert did_you_mean("n17x", [*names, "more"], "none") == "none"
    assert did_you_mean("a" * 100, ["a" * 99])
    assert did_you_mean("a" * 101, ["a" * 99]) == ""
