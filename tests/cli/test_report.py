"""The report of ``check``: as text, CSV, JSON and JUnit XML."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from neurocircuit.analysis.checking import TestResult as Checked  # a name that pytest does not take for tests
from neurocircuit.analysis.comparison import Mismatch
from neurocircuit.cli.report import WRITERS, Report, junit, passed, summary

WRONG = Mismatch(3, {"a": 1, "b": 2}, {"y": 0}, {"y": 1})
GOOD = Report("good.json", 5, tests=(Checked("first", 4, ()), Checked("second", 4, ())))
BAD = Report("longer name.json", violations=("6 neurons, at most 5 allowed",), tests=(Checked("only", 4, (WRONG,)),))
UNREADABLE = Report("gone.json", error="gone.json: no such file")
EMPTY = Report("empty.json")
ALL = [GOOD, BAD, UNREADABLE, EMPTY]
LINE = "only: row 3: a=1 b=2: got y=0, expected y=1"


def text(reports, format="table"):
    return "".join(WRITERS[format](reports))


def test_what_passes():
    assert [report.result for report in ALL] == ["passed", "failed", "error", "no tests"]
    assert Report("f", violations=("one",)).result == "failed"
    assert [passed([report]) for report in ALL] == [True, False, False, False]
    assert passed([GOOD, EMPTY])
    assert not passed([GOOD, BAD])
    assert not passed([])
    assert [report.tests_passed for report in ALL] == [2, 0, 0, 0]


def test_text():
    assert text(ALL).splitlines() == [
        "ok     good.json         2 tests passed",
        "FAIL   longer name.json  0 of 1 test passed",
        "       6 neurons, at most 5 allowed",
        f"       {LINE}",
        "ERROR  gone.json: no such file",
        "none   empty.json        no tests",
        "1 of 4 circuits passed, 1 without tests, 2 of 3 tests passed",
    ]


def test_the_summary_counts_one_as_one():
    assert summary([EMPTY]) == "0 of 1 circuit passed, 1 without tests, 0 of 0 tests passed"
    assert summary([BAD]) == "0 of 1 circuit passed, 0 of 1 test passed"


@pytest.mark.parametrize(("wrong", "lines"), [(1, 1), (10, 10), (11, 11), (5000, 11)])
def test_ten_rows_that_differ_are_shown(wrong, lines):
    shown = list(Checked("t", wrong, (WRONG,) * wrong).lines())
    assert len(shown) == lines
    assert shown[-1].startswith("t: row 3") if wrong <= 10 else shown[-1] == f"t: {wrong - 10} more rows differ"


def test_a_row_without_inputs_says_so():
    assert list(Checked("t", 1, (Mismatch(0, {}, {"y": 0}, {"y": 1}),)).lines()) == [
        "t: row 0: no inputs: got y=0, expected y=1"
    ]


def test_csv_has_a_row_a_circuit_with_its_first_reason():
    assert list(csv.reader(io.StringIO(text(ALL, "csv"), newline=""))) == [
        ["file", "result", "passed", "failed", "neurons", "reason"],
        ["good.json", "passed", "2", "0", "5", ""],
        ["longer name.json", "failed", "0", "1", "", "6 neurons, at most 5 allowed"],
        ["gone.json", "error", "0", "0", "", "gone.json: no such file"],
        ["empty.json", "no tests", "0", "0", "", ""],
    ]


def test_json():
    document = json.loads(text(ALL, "json"))
    counts = ("passed", "circuits", "circuits_passed", "tests", "tests_passed")
    assert [document[key] for key in counts] == [False, 4, 1, 3, 2]
    assert document["files"][0]["tests"][0] == {"name": "first", "rows": 4, "passed": True, "failures": []}
    assert document["files"][1]["violations"] == ["6 neurons, at most 5 allowed"]
    assert document["files"][1]["tests"][0]["failures"] == [
        {"row": 3, "inputs": {"a": 1, "b": 2}, "got": {"y": 0}, "expected": {"y": 1}}
    ]
    assert [file["error"] for file in document["files"]] == [None, None, "gone.json: no such file", None]


def test_junit_is_a_suite_a_circuit():
    root = ElementTree.fromstring("".join(junit(ALL)))
    assert [dict(suite.attrib) for suite in root] == [
        {"name": "good.json", "tests": "2", "failures": "0", "errors": "0", "skipped": "0"},
        {"name": "longer name.json", "tests": "2", "failures": "2", "errors": "0", "skipped": "0"},
        {"name": "gone.json", "tests": "1", "failures": "0", "errors": "1", "skipped": "0"},
        {"name": "empty.json", "tests": "1", "failures": "0", "errors": "0", "skipped": "1"},
    ]
    assert [case.get("name") for case in root[1]] == ["rules", "only"]
    assert root[1][1].find("failure").get("message") == root[1][1].find("failure").text == LINE
    assert root[2][0].find("error").text == "gone.json: no such file"


def test_nothing_moves_the_cursor_or_turns_the_text_around():
    odd = "odd\x1b[31m\u202e"
    report = Report(odd, violations=(odd,), tests=(Checked(odd, 1, (WRONG,)),))
    for shown in (text([report]), text([report], "csv"), "".join(junit([report])), text([report], "json")):
        assert not set(shown) & {"\x1b", "\u202e"}
    assert json.loads(text([report], "json"))["files"][0]["tests"][0]["name"] == odd
    assert text([Report("f", error=odd)]).startswith(r"ERROR  odd\x1b[31m\u202e")
