"""``stats``: the figures of a circuit."""

import json
from fractions import Fraction

COUNTS = ["inputs", "outputs", "registers", "neurons", "connections", "depth", "max_fanin"]
KEYS = [*COUNTS, "max_weight", "total_weight", "margin"]


def test_json_has_the_keys_in_order(cli):
    figures = cli("stats", "full_adder", "--format", "json").json
    assert list(figures) == KEYS
    assert list(figures.values()) == [3, 2, 0, 2, 7, 2, 4, 2, 11, 0.5]


def test_table_has_a_line_each(cli):
    lines = [line.split() for line in cli("stats", "full_adder").lines]
    assert [name for name, _ in lines] == KEYS
    assert dict(lines)["margin"] == "0.5"


def test_csv_is_a_header_and_a_row(cli):
    assert cli("stats", "and", "--format", "csv").lines == [",".join(KEYS), "2,1,0,1,2,1,2,0.6,11,0.3"]


def test_numbers_are_exact(cli, tmp_path):
    (tmp_path / "big.json").write_text(
        '{"format": "neurocircuit/1", "inputs": ["a"], "outputs": ["y"],'
        ' "nodes": {"y": {"weights": {"a": 9007199254740993.1}, "threshold": 1}}}'
    )
    text = cli("stats", "big.json", "--format", "json").out
    assert json.loads(text, parse_float=Fraction)["max_weight"] == Fraction(90071992547409931, 10)


def test_no_margin(cli):
    assert cli("stats", "one", "--format", "json").json["margin"] is None
    assert cli("stats", "one").lines[-1].split() == ["margin", "none"]
