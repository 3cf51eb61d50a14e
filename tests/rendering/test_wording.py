"""How names and numbers read."""

from fractions import Fraction

import pytest

from neurocircuit.netlist.bus import Port
from neurocircuit.rendering.theme import DARK, LIGHT, MARKS, palette
from neurocircuit.rendering.wording import assignment, clipped, formula, heading, line, number, visible


def test_what_could_move_or_hide_text_is_spelled_out():
    assert visible("a\x1b\u202eb\u200d\ud800\n\tc") == "a\\x1b\\u202eb\\u200d\\ud800  c"
    assert visible("日本 é <b>") == "日本 é <b>"


def test_long_text_loses_its_middle():
    assert clipped("a" * 30, 9) == "aaaaa…aaa"
    assert clipped("abc" * 10**6, 9) == "abcab…abc"
    assert clipped("a" * 9, 9) == "a" * 9


def test_a_line_ends_with_a_phrase_or_a_word():
    assert line("One. Two and " + "so on " * 30) == "One"
    assert line("Counts 0, 1, ... and " + "so on " * 30).endswith("so on …")
    assert line("short\nline") == "short line"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-3, "−3"), (Fraction(-1, 2), "−0.5"), (Fraction(1, 3), "1/3"), (2**60, "≈1.152922e+18"), (10**400, "1e400"),
     (-(10**400) - 1, "≈−1.000e+400")],
)  # fmt: skip
def test_numbers(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("weights", "bias", "threshold", "shown"),
    [
        ([Fraction(3, 5), -1], Fraction(-1, 2), 1, "fires when −0.5 + 0.6·a − b ≥ 1"),
        ([-2, 1], 0, 0, "fires when −2·a + b ≥ 0"),
        ([], 0, 1, "fires when 0 ≥ 1"),
    ],
)
def test_formulas(weights, bias, threshold, shown):
    assert formula(["a", "b"][: len(weights)], weights, bias, threshold) == shown


def test_headings():
    assert heading("half_adder") == "Half adder"
    assert heading("4-bit ALU") == "4-bit ALU"


def test_assignments_read_in_the_encoding():
    ports = [Port("a", ("a[0]", "a[1]")), Port("b", ("b",))]
    assert assignment(ports, {"a[0]": True, "a[1]": True, "b": False}, -1) == "a = 3, b = −1"


def test_every_role_has_a_colour_of_its_own_mark_in_both_themes():
    marks = [mark for _, mark in MARKS.roles()]
    assert len(set(marks)) == len(marks) == len(list(LIGHT.roles())) == len(list(DARK.roles()))
    assert palette("dark") is DARK
