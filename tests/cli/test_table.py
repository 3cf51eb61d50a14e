"""Tables: aligned, CSV, JSON."""

import csv
import io
import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.cli.table import Table, in_format
from neurocircuit.logic.text import guarded, safe


def text(table, format):
    return "".join(table.lines(format))


ROWS = [("and", 1), ("parity", 12), ("none", None), ("ports", ["a", "b"])]
TABLE = Table(("name", "size"), ROWS, frozenset(["name"]))


def test_aligned():
    assert text(TABLE, "table").splitlines() == [
        "name    size",
        "and        1",
        "parity    12",
        "none",
        "ports    a b",
    ]


def test_json_keeps_types():
    assert json.loads(text(TABLE, "json"))[3] == {"name": "ports", "size": ["a", "b"]}


def test_no_rows():
    empty = Table(("a", "b"), [])
    assert [text(empty, format) for format in ("table", "csv", "json")] == ["a  b\n", "a,b\r\n", "[]\n"]


def test_a_spreadsheet_finds_no_formula_in_a_name():
    shown = text(Table(("=cmd()", "v"), [("@x", -1), ("+1", Fraction(-1, 2))]), "csv")
    assert list(csv.reader(io.StringIO(shown))) == [["'=cmd()", "v"], ["'@x", "-1"], ["'+1", "-0.5"]]


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_csv_reads_back(rows):
    shown = text(Table(("name", "value"), rows), "csv")
    read = list(csv.reader(io.StringIO(shown, newline="")))[1:]
    assert read == [[guarded(safe(name)), str(value)] for name, value in rows]


def test_control_characters_show_as_codes():
    table = Table(("a\x1b",), [("\u202e",)])
    assert text(table, "table") == " a\\x1b\n\\u202e\n"
    assert text(table, "csv") == "a\\x1b\r\n\\u202e\r\n"


def test_a_result_is_made_in_the_format_that_is_asked_for_only():
    def unasked():
        raise AssertionError

    assert list(in_format("table", iter(["words\n"]), unasked, unasked)) == ["words\n"]
    assert "".join(in_format("csv", (), lambda: Table(("a",), [(1,)]), unasked)) == "a\r\n1\r\n"
    assert "".join(in_format("json", (), unasked, lambda: {"a": 1})) == '{\n  "a": 1\n}\n'
