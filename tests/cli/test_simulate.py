"""``simulate``: what a circuit does."""

import csv
import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.formats import library

BUS_ORDER = """{"format": "neurocircuit/1", "inputs": ["a[0:1]", "c"], "outputs": ["y", "c"],
 "nodes": {"y": {"gate": "AND", "inputs": ["a", "c"]}}}"""


def table(outcome):
    """The rows of a printed table as dictionaries."""
    header, *rows = [line.replace("|", " ").split() for line in outcome.lines]
    return [dict(zip(header, map(int, row), strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("gate", "outputs"), [("and", "0001"), ("nor", "1000"), ("nand", "1110"), ("or", "0111"), ("xor", "0110")]
)
def test_truth_tables_of_gates(cli, gate, outputs):
    shown = cli("simulate", gate)
    assert shown.lines == ["a b | y", *(f"{row >> 1} {row & 1} | {y}" for row, y in enumerate(outputs))]


def test_columns_are_aligned_below_their_names(cli):
    assert cli("simulate", "full_adder").lines[:3] == ["a b cin | sum cout", "0 0   0 |   0    0", "0 0   1 |   1    0"]


def test_rows_count_up_with_the_last_column_fastest_and_buses_as_numbers(cli):
    rows = table(cli("simulate", "adder4"))
    assert [(row["a"], row["b"], row["cin"]) for row in rows] == [
        (a, b, cin) for a in range(16) for b in range(16) for cin in range(2)
    ]
    assert all(row["a"] + row["b"] + row["cin"] == row["s"] + 16 * row["cout"] for row in rows)


def test_an_output_that_is_an_input_is_shown_once(cli):
    shown = cli("simulate", "-", stdin=BUS_ORDER)
    assert shown.lines[0] == "a c | y"
    assert [row["y"] for row in table(shown)] == [0, 0, 0, 0, 0, 0, 0, 1]
    assert [row["a"] for row in table(shown)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_all_inputs_assigned_is_one_row(cli):
    shown = table(cli("simulate", "adder4", "a=5", "b=0b11", "cin=1"))
    assert shown == [{"a": 5, "b": 3, "cin": 1, "s": 9, "cout": 0}]
    bits = [f"a[{bit}]={5 >> bit & 1}" for bit in range(4)]
    assert table(cli("simulate", "adder4", *bits, "b=0x3", "cin=1"))[0]["s"] == 9


def test_no_inputs_is_one_row(cli):
    assert cli("simulate", "one").lines == ["y", "1"]


def test_bipolar_shows_minus_one_and_takes_zero(cli):
    lines = [" a  b |  y", "-1 -1 | -1", "-1  1 | -1", " 1 -1 | -1", " 1  1 |  1"]
    assert cli("simulate", "and_bipolar").lines == lines
    assert cli("simulate", "and_bipolar", "a=0", "b=1").lines[1] == "-1 1 | -1"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["full_adder", "a=1"], "2 input bits are not assigned: b, cin (--exhaustive for all 4 rows, --random N"),
        (["adder8"], "17 input bits are not assigned: a, b, cin (--exhaustive for all 131,072 rows, --random N"),
        (["counter4"], "2 input bits are not assigned: en, reset (assign them, or --random N cycles"),
        (["counter4", "en=1"], "1 input bit is not assigned: reset (assign it, or --random N"),
        (["counter4", "--cycles", "3"], "not assigned"),
        (["counter4", "--exhaustive"], "a circuit with registers has no truth table"),
        (["adder16", "--exhaustive"], "8,589,934,592 rows of 5 values"),
        (["and", "--cycles", "3"], "no registers, so no cycles"),
        (["and", "--random", "4", "--exhaustive"], "--random and --exhaustive exclude each other"),
        (["counter4", "--random", "4", "--cycles", "3"], "--cycles and --random exclude each other"),
        (["counter4", "en=1", "reset=0", "--runs", "3"], "--runs needs --random"),
        (["and", "--random", "4", "--runs", "2"], "runs of a circuit without registers"),
        (["and", "--random", "-4"], "invalid value for '--random'"),
        (["and", "a=2", "b=0"], "2 is not among its values (0 or 1)"),
        (["adder4", "a=16", "b=0", "cin=0"], "16 is not among its values (0 to 15)"),
        (["adder4", "a=1", "a[0]=1", "--random", "2"], "given twice"),
        (["and", "--watch", "nothing"], "unknown net 'nothing'"),
        (["and", "--engine", "steam"], "'steam' is not one of 'auto', 'reference'"),
        (["and", "--vectors", "gone.csv"], "gone.csv: no such file"),
        (["and", "-o", "x.xyz"], "unknown suffix '.xyz' (one of .csv .json .npz .vcd"),
    ],
)
def test_refused(cli, tmp_path, words, message):
    assert message in cli("simulate", *words).error
    assert list(tmp_path.iterdir()) == []


def test_twelve_bits_are_a_table_and_thirteen_are_not(cli):
    def parity(bits):
        names = ", ".join(f"x{i}" for i in range(bits))
        return "".join(f"INPUT(x{i})\n" for i in range(bits)) + f"OUTPUT(y)\ny = XOR({names})\n"

    assert len(cli("simulate", "-", "--from", "bench", stdin=parity(12)).lines) == 1 + 2**12
    assert "--exhaustive for all 8,192 rows" in cli("simulate", "-", "--from", "bench", stdin=parity(13)).error
    assert len(cli("simulate", "-", "--from", "bench", "--exhaustive", stdin=parity(13)).lines) == 1 + 2**13


def test_exhaustive_with_some_assigned(cli):
    rows = table(cli("simulate", "adder4", "a[3]=1", "b=0", "cin=0", "--exhaustive"))
    assert [row["a"] for row in rows] == list(range(8, 16))


def test_random_is_what_python_gives(cli):
    first = cli("simulate", "adder8", "cin=1", "--random", "100", "--seed", "7", "--format", "json")
    assert first.out == cli("simulate", "adder8", "cin=1", "--random", "100", "--seed", "7", "--format", "json").out
    assert first.out != cli("simulate", "adder8", "cin=1", "--random", "100", "--format", "json").out
    values = first.json
    assert values["inputs"]["cin"] == [1] * 100
    a, b = (np.array(values["inputs"][name]) for name in ("a", "b"))
    s, cout = (np.array(values["outputs"][name]) for name in ("s", "cout"))
    assert (a + b + 1 == s + 256 * cout).all()


def test_no_random_rows(cli):
    assert cli("simulate", "and", "--random", "0").lines == ["a b | y"]


def test_vectors(cli, tmp_path):
    (tmp_path / "v.csv").write_text("b,a\n0,0x1\n1,0b1\n")
    assert [(row["a"], row["y"]) for row in table(cli("simulate", "and", "--vectors", "v.csv"))] == [(1, 0), (1, 1)]
    (tmp_path / "v.csv").write_text("b\n0\n1\n")
    assert [row["y"] for row in table(cli("simulate", "and", "a=1", "--vectors", "v.csv"))] == [0, 1]


def test_vectors_from_stdin(cli):
    assert cli("simulate", "and", "--vectors", "-", stdin="a,b\n1,1\n").lines[1:] == ["1 1 | 1"]
    assert cli("simulate", "and", "--vectors", "-", stdin="a,b\n1\n").error.startswith("stdin:2")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a,b\n1\n", "v.csv:2"),
        ("a,b\n1,2\n", "v.csv:2"),
        ("a\n1\n", "v.csv:1"),
        ("a,b,x\n1,1,1\n", "v.csv:1"),
        ("", "v.csv"),
    ],
)
def test_wrong_vectors(cli, tmp_path, text, where):
    (tmp_path / "v.csv").write_text(text)
    assert cli("simulate", "and", "--vectors", "v.csv").error.startswith(where)


def test_registers_run_sixteen_cycles_unless_told(cli):
    counted = table(cli("simulate", "counter4", "en=1", "reset=0"))
    assert [row["q"] for row in counted] == list(range(16))
    assert len(table(cli("simulate", "lfsr4"))) == 16
    assert [row["q"] for row in table(cli("simulate", "lfsr4", "--cycles", "3"))] == [1, 2, 4]


def test_registers_take_vectors_as_cycles(cli, tmp_path):
    (tmp_path / "v.csv").write_text("en,reset\n1,0\n1,0\n0,0\n1,1\n1,0\n")
    assert [row["q"] for row in table(cli("simulate", "counter4", "--vectors", "v.csv"))] == [0, 1, 2, 2, 0]


def test_random_cycles_and_runs(cli):
    assert len(table(cli("simulate", "counter4", "--random", "7"))) == 7
    shown = cli("simulate", "counter4", "reset=0", "--random", "5", "--runs", "3")
    assert shown.lines[0] == "run | en reset | q carry"
    rows = table(shown)
    assert [row["run"] for row in rows] == [run for run in range(3) for _ in range(5)]
    for run in range(3):
        mine = [row for row in rows if row["run"] == run]
        assert [row["q"] for row in mine] == [sum(row["en"] for row in mine[:cycle]) for cycle in range(5)]


def test_runs_in_json_are_lists_of_lists(cli):
    values = cli("simulate", "counter4", "--random", "5", "--runs", "3", "--format", "json").json
    assert np.shape(values["outputs"]["q"]) == np.shape(values["inputs"]["en"]) == (3, 5)


def test_watched_nets_and_sums(cli):
    shown = cli("simulate", "xor", "--watch", "both", "--sums")
    assert shown.lines[0] == "a b | y | both | z(both) z(y)"
    assert [list(row.values()) for row in table(shown)] == [
        [0, 0, 0, 0, 0, 0],
        [0, 1, 1, 0, 1, 1],
        [1, 0, 1, 0, 1, 1],
        [1, 1, 0, 1, 2, 0],
    ]
    assert cli("simulate", "adder4", "a=1", "b=1", "cin=0", "--watch", "fa0.cout").lines[0].endswith("| fa0.cout")


def test_sums_are_exact(cli):
    assert [line.split("|")[2].strip() for line in cli("simulate", "and", "--sums").lines] == [
        "z(y)", "-0.5", "0.1", "0.1", "0.7"
    ]  # fmt: skip


def test_json(cli):
    assert cli("simulate", "and", "a=1", "--exhaustive", "--format", "json").json == {
        "inputs": {"a": [1, 1], "b": [0, 1]},
        "outputs": {"y": [0, 1]},
        "nets": {},
    }


def test_csv(cli):
    rows = list(csv.reader(io.StringIO(cli("simulate", "full_adder", "--format", "csv").out)))
    assert rows[0] == ["a", "b", "cin", "sum", "cout"]
    assert rows[-1] == ["1", "1", "1", "1", "1"]


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_files_hold_what_is_printed(cli, tmp_path, suffix):
    assert cli("simulate", "full_adder", "-o", f"fa.{suffix}").out == ""
    written = (tmp_path / f"fa.{suffix}").read_bytes()
    assert written.decode() == cli("simulate", "full_adder", "--format", suffix).out


def test_npz(cli, tmp_path):
    cli("simulate", "full_adder", "-o", "fa.npz")
    with np.load(tmp_path / "fa.npz") as arrays:
        assert arrays["sum"].tolist() == [0, 1, 1, 0, 1, 0, 0, 1]


def test_vcd(cli, tmp_path):
    cli("simulate", "lfsr4", "-o", "run.vcd")
    assert "$enddefinitions $end" in (tmp_path / "run.vcd").read_text()


def test_a_table_in_a_file(cli, tmp_path):
    cli("simulate", "and", "-o", "table.txt")
    assert (tmp_path / "table.txt").read_text() == cli("simulate", "and").out


def test_a_wide_bus_is_an_exact_number(cli, tmp_path):
    inputs = ", ".join(f'"b[{i}]": "a[{i}]"' for i in range(100))
    document = f'{{"format": "neurocircuit/1", "inputs": ["a[99:0]"], "outputs": {{{inputs}}}, "nodes": {{}}}}'
    value = (1 << 100) - 3
    shown = table(cli("simulate", "-", f"a={value}", stdin=document))
    assert shown == [{"a": value, "b": value}]


def test_waves_instead_of_the_table(cli, monkeypatch, tmp_path):
    call = ("simulate", "counter2", "en=1", "--cycles", "4", "--wave")
    shown = cli(*call).lines
    assert shown[3] == "q     ═0═╳1═╳2═╳3═"
    cli(*call, "-o", "wave.txt")
    assert (tmp_path / "wave.txt").read_text(encoding="utf-8").splitlines() == shown
    monkeypatch.setenv("COLUMNS", "12")
    assert [line for line in cli(*call).lines if line.startswith("q")] == ["q     ═0═╳1═", "q     ╳2═╳3═"]


def test_waves_are_ascii_where_the_terminal_is():
    call = [sys.executable, "-m", "neurocircuit", "simulate", "counter2", "en=1", "--cycles", "2", "--wave"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    run = subprocess.run(call, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[1:4] == ["      ------", "en", "q     =0=X1="]


@pytest.mark.parametrize("other", [("--format", "csv"), ("-o", "x.vcd"), ("-o", "x.json")])
def test_waves_are_no_other_format(cli, other, tmp_path):
    message = cli("simulate", "counter2", "en=1", "--wave", *other).error
    assert message == f"--wave and {other[1].removeprefix('x.')} exclude each other (waveforms are text)"
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_show(cli):
    empty = '{"format": "neurocircuit/1", "inputs": [], "outputs": [], "nodes": {}}'
    assert cli("simulate", "-", stdin=empty).code == 0


def test_it_agrees_with_python(cli):
    circuit = library.ready_made("alu4")
    seen = cli("simulate", "alu4", "--random", "64", "--format", "json").json
    given = {name: np.array(values) for name, values in seen["inputs"].items()}
    expected = circuit.simulate(given)
    assert {name: values.tolist() for name, values in expected.items()} == seen["outputs"]
    assert isinstance(circuit, nc.Circuit)


def test_only_the_engine_named_runs(cli):
    plain = cli("simulate", "adder4", "--random", "64").out
    assert cli("simulate", "adder4", "--random", "64", "--engine", "reference").out == plain


def test_what_the_file_reader_refuses_is_one_line(cli, tmp_path):
    head = '{"format": "neurocircuit/1", "inputs": ["a", "b"], "outputs": ["y"], '
    wrong = {
        "unknown net": '"nodes": {"y": {"gate": "AND", "inputs": ["a", "c"]}}}',
        "cycle": '"nodes": {"y": {"gate": "AND", "inputs": ["a", "z"]}, "z": {"gate": "NOT", "inputs": ["y"]}}}',
        "duplicate key": '"nodes": {"y": {"gate": "NOT", "inputs": ["a"]}, "y": {"gate": "NOT", "inputs": ["b"]}}}',
        "0.5 for 0/1 values, 0 for the sign activation": '"nodes": {"y": {"weights": {"a": 1}}}}',
        "not a single neuron": '"nodes": {"y": {"gate": "XOR", "inputs": ["a", "b"]}}}',
        "weights": '"nodes": {"y": {"weights": {"a": 1}, "threshold": 1, "gate": "AND"}}}',
        "leads out of the": '"nodes": {"y": {"circuit": "../x.json", "inputs": {"a": "a"}}}}',
    }
    for message, nodes in wrong.items():
        (tmp_path / "wrong.json").write_text(head + nodes)
        error = cli("simulate", "wrong.json").error
        assert error.startswith("wrong.json:")
        assert message in error


def test_too_many_neurons_by_nesting_are_counted_not_made(cli):
    gate = {"inputs": ["a"], "outputs": ["y"], "nodes": {"y": {"gate": "NOT", "inputs": ["a"]}}}
    circuits = {"c0": gate}
    for level in range(1, 31):
        parts = {f"p{i}": {"circuit": f"c{level - 1}", "inputs": {"a": "a"}} for i in range(10)}
        circuits[f"c{level}"] = {"inputs": ["a"], "outputs": {"y": "p0"}, "nodes": parts}
    top = {"y": {"circuit": "c30", "inputs": {"a": "a"}}}
    document = {"format": "neurocircuit/1", "inputs": ["a"], "outputs": ["y"], "nodes": top, "circuits": circuits}
    assert "10^30" in cli("simulate", "-", stdin=json.dumps(document)).error


def test_no_scheduler_at_that_address(cli):
    pytest.importorskip("distributed")
    assert "no scheduler at 'nowhere'" in cli("simulate", "and", "--scheduler", "nowhere").error


def test_buses_are_shown_in_decimal_however_many_digits(cli):
    with open("wide.json", "w") as file:
        file.write('{"format": "neurocircuit/1", "inputs": ["a[99:0]"], "outputs": ["a[99:0]"], "nodes": {}}')
    assert cli("simulate", "wide.json", f"a={10**30}").lines[1].split() == [str(10**30)]
    with open("wide.json", "w") as file:
        file.write('{"format": "neurocircuit/1", "inputs": ["a[19999:0]"], "outputs": ["a[19999:0]"], "nodes": {}}')
    assert cli("simulate", "wide.json", f"a=0x{'f' * 5000}").lines[1].split() == [f"0x{'f' * 5000}"]


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<svg "), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("arguments", [["full_adder"], ["counter4", "--random", "9", "--watch", "q[0]"]])
def test_pictures_of_tables_and_waveforms(cli, tmp_path, arguments, suffix, start):
    shown = cli("simulate", *arguments, "-o", f"run.{suffix}")
    assert (shown.code, shown.out, shown.err) == (0, "", "")
    assert (tmp_path / f"run.{suffix}").read_bytes().startswith(start)


def test_a_picture_that_cannot_be_is_not_written(cli, tmp_path):
    assert "at most 256" in cli("simulate", "adder4", "--exhaustive", "-o", "run.svg").error
    assert "no cycles" in cli("simulate", "counter4", "--random", "0", "-o", "run.svg").error
    assert "unknown suffix '.gif'" in cli("simulate", "nothing", "-o", "run.gif").error
    assert list(tmp_path.iterdir()) == []
