"""``explain``: why a circuit does it."""

import csv
import io

import pytest

SUM = "z = -0.5 + 0.6*1 + 0.6*0 = 0.1 < 0.5 -> 0 (margin -0.4)"


def test_one_neuron_at_one_assignment_is_one_line(cli):
    assert cli("explain", "and", "a=1", "b=0").lines == [SUM]


def test_without_assignments_every_row(cli):
    lines = cli("explain", "and").lines
    assert lines[0:8:2] == ["a=0 b=0", "a=0 b=1", "a=1 b=0", "a=1 b=1"]
    assert lines[5] == f"  {SUM}"
    assert lines[7].endswith("= 0.7 >= 0.5 -> 1 (margin 0.2)")


def test_without_assignments_each_neuron_as_a_whole(cli):
    lines = cli("explain", "and").lines
    assert lines[8:] == ["", "neuron  smallest   margin  decides", "y       [1, 1; 2]     0.3  a 50%, b 50%"]
    shown = cli("explain", "full_adder", "--format", "json").json
    assert shown["neurons"][1] == {
        "net": "sum",
        "smallest": {"weights": [1, 1, 1, -2], "threshold": 1},
        "margin": 0.5,
        "decides": {"a": 0.25, "b": 0.25, "cin": 0.25, "cout": 0.75},
    }
    assert "neurons" not in cli("explain", "and", "a=1", "b=0", "--format", "json").json


def test_neurons_of_many_inputs_are_not_shown_as_a_whole(cli):
    cli("build", "y = " + " & ".join(f"x{j}" for j in range(3)), "-o", "wide.json")
    assert "decides" in cli("explain", "wide.json").out
    weights = ", ".join(f'"q[{j}]": 1' for j in range(11))
    registers = ", ".join(f'"q[{j}]": {{"register": "y"}}' for j in range(11))
    with open("wider.json", "w") as file:
        file.write(
            '{"format": "neurocircuit/1", "inputs": [], "outputs": ["y"], "nodes": {'
            f'"y": {{"weights": {{{weights}}}, "threshold": 3}}, {registers}}}}}'
        )
    assert "decides" not in cli("explain", "wider.json").out


def test_several_neurons_go_by_name(cli):
    assert cli("explain", "full_adder", "a=1", "b=1", "cin=1").lines == [
        "cout: z = 1*1 + 1*1 + 1*1 = 3 >= 2 -> 1 (margin 1)",
        "sum:  z = 1*1 + 1*1 + 1*1 - 2*1 = 1 >= 1 -> 1 (margin 0)",
        "outputs: sum=1 cout=1",
    ]


def test_some_inputs_may_vary(cli):
    lines = cli("explain", "majority", "b=1").lines
    assert lines[0::2] == ["a=0 b=1 c=0", "a=0 b=1 c=1", "a=1 b=1 c=0", "a=1 b=1 c=1"]


def test_sixteen_rows_are_the_most(cli):
    assert cli("explain", "parity4", "--format", "json").json["rows"][5]["inputs"] == {"x": 5}
    assert "9 input bits are not assigned: a[3], a[2]" in cli("explain", "adder4").error
    assert len(cli("explain", "adder4", "a=15", "cin=1", "--format", "json").json["rows"]) == 16


def test_bipolar_values_are_minus_one_and_one(cli):
    lines = cli("explain", "and_bipolar").lines
    assert lines[:2] == ["a=-1 b=-1", "  z = -1 + 1*-1 + 1*-1 = -3 < 0 -> -1 (margin -3)"]
    assert cli("explain", "and_bipolar", "a=0", "b=1").out == cli("explain", "and_bipolar", "a=-1", "b=1").out


def test_registers_show_their_reset_values_and_what_becomes_of_them(cli):
    lines = cli("explain", "counter2", "en=1").lines
    assert lines[0] == "en=1 registers: q=0"
    assert lines[-2:] == ["  outputs: q=0 carry=0", "  registers become: q=1"]


def test_no_neurons(cli):
    assert cli("explain", "shift_register4", "d=1").code == 0


def test_json(cli):
    row = cli("explain", "and", "a=1", "b=0", "--format", "json").json["rows"][0]
    assert row == {
        "inputs": {"a": 1, "b": 0},
        "neurons": [
            {
                "net": "y",
                "bias": -0.5,
                "terms": [{"net": "a", "weight": 0.6, "value": 1}, {"net": "b", "weight": 0.6, "value": 0}],
                "z": 0.1,
                "threshold": 0.5,
                "output": 0,
                "margin": -0.4,
            }
        ],
        "outputs": {"y": 0},
    }


def test_json_of_registers(cli):
    row = cli("explain", "counter2", "en=1", "--format", "json").json["rows"][0]
    assert (row["registers"], row["next"]) == ({"q": 0}, {"q": 1})


def test_csv(cli):
    rows = list(csv.DictReader(io.StringIO(cli("explain", "full_adder", "--format", "csv").out)))
    assert len(rows) == 16
    assert rows[-1] == {
        "a": "1", "b": "1", "cin": "1", "neuron": "sum", "z": "1", "threshold": "1", "output": "1", "margin": "0"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a=1", "c=0"], "unknown input 'c'"),
        (["a=2", "b=0"], "input 'a': 2 is not among its values (0 or 1)"),
        (["a"], "'a' is no assignment"),
        (["a=1", "a=1"], "assigned twice"),
    ],
)
def test_refused(cli, words, message):
    assert message in cli("explain", "and", *words).error


def test_a_bus_and_its_bit(cli):
    assert "given twice" in cli("explain", "parity4", "x=3", "x[0]=1").error
    assert cli("explain", "parity4", "x[0]=1", "x[1]=0", "x[2]=0", "x[3]=0").code == 0
