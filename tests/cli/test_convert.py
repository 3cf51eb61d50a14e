"""``convert``: between formats."""

import os

from neurocircuit import formats


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
    rows = {line.split("  ")[0].strip(): line for line in lines[1:]}
    for name, row in {
        "json": [".json", "yes", "yes"],
        "bench": [".bench", "yes", "yes"],
        "blif": [".blif", ".eblif", "yes", "yes"],
        "yosys": [".json", "yes", "no"],
        "verilog": [".v", ".sv", "yes", "yes"],
    }.items():
        assert rows[name].split()[1 : len(row) + 1] == row


def test_a_suffix_that_says_nothing_leaves_it_to_the_content(cli, tmp_path):
    (tmp_path / "netlist.txt").write_text(".model m\n.inputs a\n.outputs y\n.names a y\n0 1\n.end\n")
    assert '"gate": "NOT"' in cli("convert", "netlist.txt", "-").out


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
