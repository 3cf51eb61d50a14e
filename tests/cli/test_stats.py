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


BLIF = """.model top
.inputs a
.outputs y z
.subckt used a=a y=y
.subckt second a=a y=z
.end
.model used
.inputs a
.outputs y
.subckt inner a=a y=y
.end
.model second
.inputs a
.outputs y
.subckt innermost a=a y=y
.end
"""


def test_models_that_are_no_part_of_the_circuit_are_named(cli, tmp_path):
    cell = ".inputs a\n.outputs y\n.names a y\n0 1\n.end\n"
    (tmp_path / "parts.blif").write_text(
        f"{BLIF}.model spare\n{cell}.model inner\n{cell}.model innermost\n{cell}.model other\n{cell}"
    )
    shown = cli("stats", "parts.blif")
    assert shown.err == "note: defined in the file, and no part of the circuit: spare, other\n"
    assert (shown.code, shown.lines[0].split()) == (0, ["inputs", "1"])


def test_nothing_is_said_where_every_definition_is_used(cli, tmp_path):
    assert cli("convert", "adder4", "adder4.json").code == 0
    for name in ("adder4", "adder4.json", "full_adder"):
        assert cli("stats", name).err == ""
