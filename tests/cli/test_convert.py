"""``convert``: between formats."""

import os
import subprocess
import sys

import pytest

import neurocircuit as nc
from neurocircuit import formats
from neurocircuit.cli import command
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Neuron


def test_by_suffix(cli, tmp_path):
    assert cli("convert", "full_adder", "fa.bench").out == ""
    assert "OUTPUT(sum)" in (tmp_path / "fa.bench").read_text()
    assert cli("convert", "fa.bench", "fa.json").code == 0
    assert formats.read(tmp_path / "fa.json").outputs == ("sum", "cout")


def test_by_name_through_pipes(cli):
    bench = cli("convert", "full_adder", "-", "--to", "bench").out
    assert "OUTPUT(cout)" in bench
    assert '"gate": "MAJORITY"' in cli("convert", "full_adder", "-").out
    assert cli("convert", "--from", "bench", "-", "-", stdin=bench).code == 0


def test_output_equal_to_input(cli, tmp_path):
    cli("convert", "adder4", "x.json")
    before = (tmp_path / "x.json").read_bytes()
    assert cli("convert", "x.json", "x.json").code == 0
    assert (tmp_path / "x.json").read_bytes() == before


def test_a_link_stays_a_link(cli, tmp_path):
    (tmp_path / "target.json").write_text("old")
    os.symlink("target.json", tmp_path / "link.json")
    assert cli("convert", "and", "link.json").code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert "neurocircuit/1" in (tmp_path / "target.json").read_text()


def test_unknown_suffix(cli, tmp_path):
    assert "unknown suffix '.xyz'" in cli("convert", "and", "and.xyz").error
    assert "unknown format 'xyz'" in cli("convert", "and", "and.json", "--to", "xyz").error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("format", "renamed"),
    [("bench", "a,b, =x, π"), ("blif", "=x"), ("pla", "π"), ("th", ""), ("verilog", "a,b, π"), ("aag", "")],
)
def test_ports_that_a_format_cannot_hold_are_said(cli, format, renamed):
    odd = nc.Circuit(["a,b", "=x", "π"], ["y"], {"y": Neuron(Perceptron([1, 1, 1], threshold=2), ("a,b", "=x", "π"))})
    made = cli("convert", "--to", format, "-", "-", stdin=nc.dumps(odd))
    assert made.code == 0
    assert made.err == (f"note: renamed, because no name in {format} is so: {renamed}\n" if renamed else "")
    ports = formats.parse(made.out, format).inputs
    assert [name for name in odd.inputs if name not in ports] == (renamed.split(", ") if renamed else [])


def test_a_net_that_looks_like_a_range_is_renamed_and_said_so(cli):
    made = cli("convert", "--from", "bench", "-", "-", stdin="INPUT(a[3:1])\nOUTPUT(y)\ny = NOT(a[3:1])\n")
    assert made.code == 0
    assert made.err == "note: renamed, because they look like ranges or buses: a[3:1]\n"
    assert formats.parse(made.out).outputs == ("y",)


def test_the_name_of_a_folder_is_no_file(cli, tmp_path):
    assert "x.json/: cannot write: the name of a folder" in cli("convert", "full_adder", "x.json/").error
    assert list(tmp_path.iterdir()) == []


def test_the_formats_are_listed(cli):
    lines = cli("convert", "--list").out.splitlines()
    assert lines[0].split() == ["format", "suffixes", "read", "written", "what", "it", "is"]
    able = {True: "yes", False: "no"}
    assert [line.split()[0] for line in lines[1:]] == list(formats.FORMATS)
    for line, row in zip(lines[1:], formats.FORMATS.values(), strict=True):
        assert line.split()[1 : 3 + len(row.suffixes)] == [*row.suffixes, able[row.read], able[row.written]]


def test_bytes_through_pipes(cli):
    """What is no text goes to stdout as it is."""
    program = [sys.executable, "-m", "neurocircuit", "convert"]
    made = subprocess.run([*program, "full_adder", "-", "--to", "aig"], capture_output=True, check=True).stdout
    assert made == formats.dumps(formats.read("full_adder"), "aig")
    back = subprocess.run([*program, "--from", "aig", "-", "-"], input=made, capture_output=True, check=True).stdout
    assert formats.parse(back).outputs == ("sum", "cout")


STATES = ".i 1\n.o 1\n0 a b 0\n1 a a 0\n1 b a 1\n"


def test_options_of_a_format(cli, tmp_path):
    (tmp_path / "m.kiss2").write_text(STATES)
    assert (
        "state 'b' has no row for the input '0' (add one, or --unspecified hold"
        in cli("convert", "m.kiss2", "m.json").error
    )
    assert cli("convert", "m.kiss2", "m.json", "--unspecified", "hold", "--encoding-of-states", "onehot").code == 0
    assert formats.read(tmp_path / "m.json").registers == ("a", "b")
    assert cli("simulate", "m.kiss2", "--unspecified", "hold", "x0=0", "--cycles", "2").code == 0
    for name in ("stats", "render", "explain"):
        assert "no row for the input" in cli(name, "m.kiss2").error
        assert "unknown option" not in cli(name, "m.kiss2", "--unspecified", "hold").err
    (tmp_path / "m.csv").write_text("x0,z0\n0,0\n0,0\n1,1\n0,0\n")
    assert cli("check", "m.kiss2", "--against", "m.csv", "--unspecified", "hold").code == 0
    (tmp_path / "ref.json").write_text(formats.dumps(formats.read(tmp_path / "m.json")))
    assert "no option" not in cli("check", "m.kiss2", "--tests", "ref.json", "--unspecified", "hold").out


def test_options_of_another_format_are_refused(cli, tmp_path):
    assert (
        cli("convert", "full_adder", "x.json", "--unspecified", "hold").error
        == "full_adder: json has no option 'unspecified' (it has none)"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_options_are_those_of_the_formats():
    options = {"encoding_of_states": command.STATES, "unspecified": command.UNSPECIFIED}
    assert formats.FORMATS["kiss2"].options == options
    assert {name for row in formats.FORMATS.values() for name in row.options} == set(options)


VERILOG = (
    "module m(a, b, clk, y);\ninput a, b, clk; output y; reg y = 1'b1;\nalways @(posedge clk) y <= a & b;\nendmodule\n"
)


def test_every_command_takes_verilog(cli, tmp_path):
    (tmp_path / "m.v").write_text(VERILOG)
    assert cli("stats", "m.v").out.splitlines()[:3] == ["inputs        2", "outputs       1", "registers     1"]
    assert cli("simulate", "m.v", "a=1", "b=0", "--cycles", "2").out.splitlines()[1:] == ["1 0 | 1", "1 0 | 0"]
    assert cli("simulate", "m.v", "--random", "6", "-o", "m.csv").code == 0
    assert cli("check", "m.v", "--against", "m.csv").code == 0
    assert cli("render", "m.v", "-o", "m.svg").code == 0
    assert cli("convert", "m.v", "n.v").code == 0
    assert cli("check", "n.v", "--against", "m.csv").code == 0
    (tmp_path / "m.txt").write_text(VERILOG)
    assert ".latch" in cli("convert", "m.txt", "-", "--to", "blif").out
