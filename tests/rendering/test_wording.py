"""How names and numbers read."""

from fractions import Fraction

import pytest

from neurocircuit.netlist.bus import Port
from neurocircuit.rendering.wording import (
    assignment,
    clipped,
    formula,
    heading,
    line,
    number,
    port_value,
    shown_port,
    tip,
    two_lines,
    visible,
)


def test_what_could_move_or_hide_text_is_spelled_out():
    assert visible("a\x1b\u202eb\u200d\ud800\n\tc") == "a\\x1b\\u202eb\\u200d\\ud800  c"
    assert visible("日本 é <b>") == "日本 é <b>"
    # A private character prints as a box at worst.
    assert visible("\ue000") == "\ue000"


def test_long_text_loses_its_middle():
    assert clipped("a" * 30, 9) == "aaaaa…aaa"
    assert clipped("abc" * 10**6, 9) == "abcab…abc"
    assert clipped("a" * 9, 9) == "a" * 9


def test_a_line_ends_with_a_phrase_or_a_word():
    assert line("One. Two and " + "so on " * 30) == "One"
    assert line("Counts 0, 1, ... and " + "so on " * 30).endswith("so on …")
    assert line("short\nline") == "short line"
    assert line("One. Two.") == "One. Two"


def test_a_longer_description_has_two_lines_of_about_the_same_length():
    words = "so on and " * 8
    assert two_lines("x" * 76) == "x" * 76
    for text in (words + words[:40], "a" * 30 + " " + words):
        first, second = two_lines(text).split("\n")
        assert f"{first} {second}" == text.strip()
        assert abs(len(first) - len(second)) <= 12
    assert two_lines(words * 4).endswith("…")
    assert max(map(len, two_lines(words * 4).split("\n"))) <= 76
    assert "\n" not in two_lines("x" * 500)


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
    assert heading("half_adder") == "half_adder"
    assert heading("") == "circuit"
    assert heading("4-bit ALU") == "4-bit ALU"


def test_assignments_read_in_the_encoding():
    ports = [Port("a", ("a[0]", "a[1]")), Port("b", ("b",))]
    assert assignment(ports, {"a[0]": True, "a[1]": True, "b": False}, -1) == "a = 3, b = −1"


@pytest.mark.parametrize(("text", "shown"), [("1" * 14, "1" * 14), ("1" * 15, "≈1.111111e+14")])
def test_numbers_of_fourteen_characters_are_shown_whole(text, shown):
    assert number(int(text)) == shown


def test_names_of_28_characters_and_tips_of_400_are_shown_whole():
    for cut, most in ((clipped, 28), (tip, 400)):
        assert cut("x" * most) == "x" * most
        assert len(cut("x" * (most + 1))) == most


def test_a_line_of_76_characters_is_shown_whole():
    assert line("x" * 70 + " yyyyy") == "x" * 70 + " yyyyy"
    assert line("x" * 70 + " yyyyyy") == "x" * 70 + " …"


def test_a_title_of_sixty_characters_is_shown_whole():
    assert heading("X" * 60) == "X" * 60
    assert len(heading("X" * 61)) == 60


def test_forty_terms_of_a_formula_are_shown():
    names = [f"x{place}" for place in range(41)]
    assert formula(names[:40], 40 * [1], 0, 1).endswith("+ x39 ≥ 1")
    assert formula(names, 41 * [1], 0, 1).endswith("+ x39 + … ≥ 1")


def test_a_scalar_s_value_is_that_of_its_encoding_and_a_bus_counts():
    values = {"a[0]": False, "a[1]": True}
    assert port_value(["a[0]", "a[1]"], True, values, -1) == "2"
    assert [port_value([net], False, values, -1) for net in values] == ["−1", "1"]


def test_ports_are_written_as_ranges():
    assert [shown_port(port) for port in (Port("a", ("a[0]",)), Port("b", ("b[0]", "b[1]")), Port("c", ("c",)))] == [
        "a[0:0]", "b[1:0]", "c",
    ]  # fmt: skip
