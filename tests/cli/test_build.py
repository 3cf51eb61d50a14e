"""``build``: expressions to circuits."""

import json

import pytest


def test_to_stdout_and_to_a_file(cli, tmp_path):
    made = cli("build", "sum = a ^ b; carry = a & b")
    assert json.loads(made.out)["outputs"] == ["sum", "carry"]
    assert cli("build", "sum = a ^ b; carry = a & b", "-o", "half.json").out == ""
    assert cli("simulate", "half.json", "a=1", "b=1", "--format", "json").json["outputs"] == {"sum": [0], "carry": [1]}


def test_into_a_pipe(cli):
    made = cli("build", "y = a & ~b | c", "--to", "bench")
    table = cli("simulate", "-", "--from", "bench", "--format", "json", stdin=made.out).json
    assert table["outputs"]["y"] == [0, 1, 0, 1, 1, 1, 0, 1]


def test_a_file_without_a_name_is_no_file(cli):
    assert "unknown suffix" in cli("build", "y = a", "-o", "").error
    assert "unknown suffix" in cli("learn", "AND", "-o", "").error


@pytest.mark.parametrize(
    ("text", "inputs", "outputs"),
    [
        ("x & y", ["x", "y"], {"out": [0, 0, 0, 1]}),
        ("a | b", ["a", "b"], {"y": [0, 1, 1, 1]}),
        ("y = µ ^ μ", ["µ", "μ"], {"y": [0, 1, 1, 0]}),
        ("y = ª & ~a", ["ª", "a"], {"y": [0, 0, 1, 0]}),
        ("y = in & en", ["in", "en"], {"y": [0, 0, 0, 1]}),
        ("is = fa0.sum & ~a[3]", ["fa0.sum", "a[3]"], {"is": [0, 0, 1, 0]}),
    ],
)
def test_names_are_net_names(cli, text, inputs, outputs):
    made = cli("build", text)
    shown = cli("simulate", "-", "--format", "json", stdin=made.out).json
    assert list(shown["inputs"]) == inputs
    assert shown["outputs"] == outputs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty expression"),
        ("y = a +", "column 7"),
        ("y = a; y = b", "'y' is assigned twice"),
        ("y = __import__('os')", "column 16"),
        ("\udcff & a", "column 1: the text is not UTF-8 (write it as UTF-8)"),
    ],
)
def test_refused(cli, text, message):
    assert message in cli("build", text).error
