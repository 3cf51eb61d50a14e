"""``synth``: the figures in three forms, the file that is written, the end by time and by Ctrl-C."""

import csv
import io
import subprocess
import sys

import pytest

import neurocircuit as nc
from neurocircuit.simulation import program
from neurocircuit.synthesis import synthesize as module

#: Gates that compare two numbers of four bits, from the lowest bit on.
GATES = "m0 = a0 & ~b0; " + "; ".join(
    f"g{n} = a{n} & ~b{n}; e{n} = ~(a{n} ^ b{n}); m{n} = g{n} | e{n} & m{n - 1}" for n in (1, 2, 3)
)


@pytest.fixture
def gates(tmp_path):
    """A comparator of gates, of which only the last output is kept."""
    circuit = nc.build(GATES).replace(outputs={"y": "m3"}, name="comparator")
    nc.write(circuit, tmp_path / "gates.json")
    return circuit


def test_the_figures_and_the_file(cli, gates, tmp_path):
    shown = cli("synth", "gates.json", "-o", "one.json")
    assert shown.code == 0
    assert shown.err == ""
    assert shown.lines[0].split() == ["figure", "before", "after"]
    assert shown.lines[1].split() == ["neurons", str(len(gates.nodes)), "1"]
    assert [line.split()[0] for line in shown.lines[2:]] == [
        "connections",
        "depth",
        "max_fanin",
        "max_weight",
        "total_weight",
        "equivalent",
    ]
    made = nc.read(tmp_path / "one.json")
    assert nc.verify(gates, made)
    assert made.name == "comparator"
    assert cli("verify", "gates.json", "one.json").code == 0


def test_json_and_csv(cli, gates):
    document = cli("synth", "gates.json", "--format", "json").json
    assert list(document) == ["before", "after", "verdict"]
    assert document["before"] == cli("stats", "gates.json", "--format", "json").json
    assert document["after"]["neurons"] == 1
    assert document["verdict"] == "equivalent"
    rows = list(csv.reader(io.StringIO(cli("synth", "gates.json", "--format", "csv").out)))
    assert rows[0] == ["figure", "before", "after"]
    assert ["neurons", str(len(gates.nodes)), "1"] in rows
    assert ["registers", "0", "0"] in rows


def test_the_circuit_on_stdout_leaves_the_figures_to_stderr(cli, gates):
    shown = cli("synth", "gates.json", "-o", "-")
    assert len(nc.parse(shown.out).nodes) == 1
    assert "neurons" in shown.err
    piped = cli("synth", "-", "-o", "-", "--to", "bench", "--from", "json", stdin=nc.dumps(gates))
    assert piped.out.startswith("#") or "INPUT" in piped.out


def test_other_formats_are_read_and_written(cli, gates, tmp_path):
    assert cli("convert", "gates.json", "gates.blif").code == 0
    assert cli("synth", "gates.blif", "-o", "one.bench").code == 0
    assert nc.verify(gates, nc.read(tmp_path / "one.bench"))


def test_registers_stay(cli, tmp_path):
    assert cli("synth", "counter4", "-o", "c.json").code == 0
    assert nc.read(tmp_path / "c.json").registers == nc.read("counter4").registers
    assert cli("verify", "counter4", "c.json").code == 0


def test_instances_are_expanded_and_it_is_said(cli):
    assert cli("synth", "adder4").err == "note: instances are expanded\n"


def test_limits_that_cannot_be_met(cli, gates, tmp_path):
    assert cli("synth", "gates.json", "--max-fanin", "1", "-o", "x.json").error.startswith(
        "invalid value for '--max-fanin': 1 is not in the range x>=2"
    )
    assert "--max-weight" in cli("synth", "gates.json", "--max-weight", "0").error
    assert "--effort" in cli("synth", "gates.json", "--effort", "4").error
    assert "--seconds" in cli("synth", "gates.json", "--seconds", "-1").error
    assert "--goal" in cli("synth", "gates.json", "--goal", "size").error
    assert not (tmp_path / "x.json").exists()


def test_an_unknown_suffix_is_said_before_the_work(cli, gates, monkeypatch):
    monkeypatch.setattr(module, "translate", None)
    assert "unknown suffix '.foo'" in cli("synth", "gates.json", "-o", "x.foo").error


def test_no_time_at_all_gives_a_proved_circuit(cli, gates, tmp_path):
    shown = cli("synth", "gates.json", "-o", "x.json", "--max-fanin", "15", "--seconds", "0")
    assert shown.code == 0
    assert shown.err == "note: the time is over; this is the best circuit so far\n"
    assert nc.verify(gates, nc.read(tmp_path / "x.json"))


def test_time_that_is_over_before_anything_is_found_is_said(cli, gates, tmp_path, monkeypatch):
    monkeypatch.setattr(program, "REPORTED", 1)
    shown = cli("synth", "adder4", "-o", "x.json", "--seconds", "0")
    assert (shown.code, shown.lines[-1]) == (0, "equivalent")
    assert shown.err == "note: the time is over before anything was found; this is the circuit as it was\n"
    assert nc.read(tmp_path / "x.json") == nc.read("adder4")


def test_undecided_writes_nothing(cli, gates, tmp_path, monkeypatch):
    verify = module.verify
    monkeypatch.setattr(
        module, "verify", lambda *given, **named: verify(*given, **{**named, "limit": 0, "method": "sat"})
    )
    shown = cli("synth", "multiplier4x4", "-o", "x.json")
    assert shown.code == 3
    assert shown.lines[-1] == "undecided"
    assert shown.err.splitlines()[0] == "note: not proved equal in time, so nothing is written"
    assert not (tmp_path / "x.json").exists()


def interrupting(monkeypatch):
    def sweep(self, offered, effort):
        raise KeyboardInterrupt

    monkeypatch.setattr(module.Elimination, "sweep", sweep)


def test_ctrl_c_gives_the_best_so_far(cli, gates, tmp_path, monkeypatch):
    interrupting(monkeypatch)
    shown = cli("synth", "gates.json", "-o", "x.json", "--max-fanin", "15")
    assert shown.code == 130
    assert shown.err == "note: interrupted; the best circuit so far is proved equal and written\n"
    assert nc.verify(gates, nc.read(tmp_path / "x.json"))


def test_ctrl_c_without_a_file_just_ends(cli, gates, monkeypatch):
    interrupting(monkeypatch)
    shown = cli("synth", "gates.json", "--max-fanin", "15")
    assert (shown.code, shown.out, shown.err) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_in_a_real_process(tmp_path):
    program = """
import os, signal, sys
from neurocircuit.cli import main
from neurocircuit.synthesis.evidence import Evidence
equal = Evidence.equal
def interrupted(self, a, b):
    os.kill(os.getpid(), signal.SIGINT)
    return equal(self, a, b)
Evidence.equal = interrupted
sys.exit(main(["synth", "multiplier4x4", "-o", "x.json"]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.startswith("note: interrupted; the best circuit so far is proved equal and written\n")
    assert nc.verify(nc.read("multiplier4x4"), nc.read(tmp_path / "x.json"))
