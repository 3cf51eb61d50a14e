"""``build``: expressions to circuits."""

import json


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


def test_refused(cli):
    for wrong in ("", "y = a +", "y = a; y = b", "y = __import__('os')"):
        assert cli("build", wrong).error
