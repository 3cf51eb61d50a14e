"""Values as text: safe on a terminal, exact in JSON, no formula in a spreadsheet."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.logic.text import Literal, OneLine, guarded, json_lines, json_number, json_text, safe, unguarded


@given(st.text())
def test_safe_text_moves_no_cursor_and_hides_nothing(text):
    assert not set(safe(text)) & set("\n\r\x1b\x07\u202e\u2066\u200b\u2028\u2029\ud800\x9b")


def test_what_is_no_character_shows_as_its_code():
    assert safe("a\ud800\x00") == r"a\ud800\x00"


@pytest.mark.parametrize("text", ["plain", "a b", "é ä 漢字", "a\u00a0b", "a\\b'", "\ue000"])
def test_what_is_safe_stays(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    ("name", "cell"),
    [("=1", "'=1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("'=a", "''=a"), ("'a", "'a"), ("a=", "a="), ("", "")],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_masked(name, cell):
    assert guarded(name) == cell
    assert unguarded(cell) == name


@given(st.text())
def test_every_name_comes_back_from_its_cell(name):
    assert unguarded(guarded(name)) == name


numbers = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.integers().map(lambda n: Fraction(n, 10)))
documents = st.recursive(
    numbers, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=20
)


@given(documents)
def test_json_reads_back_as_it_was(document):
    for text in (json_text(document), "\n".join(json_lines(document))):
        assert json.loads(text, parse_float=Fraction) == document
    assert "\n" not in json_text(document)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), '"1/3"'),
        (Fraction(2**60 + 1, 10), "115292150460684697.7"),
        (json_number(10**30), "1e30"),
        (json_number(Fraction(-1, 3)), '"-1/3"'),
        (Literal("1e5"), "1e5"),
        (10**30, "1" + "0" * 30),
        ((1, True, None), "[1, true, null]"),
        ("ä漢", '"ä漢"'),
        ("ä\u202e", r'"\u00e4\u202e"'),
        ("\udc80\x1b", r'"\udc80\u001b"'),
    ],
)
def test_exact_and_visible(value, text):
    assert json_text(value) == text


def test_objects_and_lists_open_up_down_to_what_is_one_line():
    document = {"a": [1, {"b": OneLine({"c": [2]})}], "d": {}, "e": OneLine([])}
    assert list(json_lines(document)) == [
        "{",
        '  "a": [',
        "    1,",
        "    {",
        '      "b": {"c": [2]}',
        "    }",
        "  ],",
        '  "d": {},',
        '  "e": []',
        "}",
    ]
