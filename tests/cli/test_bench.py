"""``bench``: a row an engine; the figures themselves are nobody's promise."""

from __future__ import annotations

import json

import pytest

from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation import speed

COLUMNS = ["engine", "ready", "patterns", "seconds", "evaluations"]


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(speed, "RUN_SECONDS", 0.0)


@pytest.mark.parametrize("circuit", ["full_adder", "counter4"])
def test_a_row_for_each_engine(cli, circuit):
    rows = json.loads(cli("bench", circuit, "--format", "json").out)
    engines = ["reference", "packed", "native, interpreter", "native, straight-line"]
    alone = ["one step", "one run"] if circuit == "counter4" else ["one call"]
    assert [row["engine"] for row in rows] == engines + alone
    for row in rows:
        assert list(row) == COLUMNS
        assert row["evaluations"] > 0
        assert (row["patterns"] % 64 == 0) == (row["engine"] in engines)


def test_speed_counts_neurons_patterns_and_cycles(cli):
    row = json.loads(cli("bench", "full_adder", "--format", "json").out)[0]
    assert row["evaluations"] == pytest.approx(2 * row["patterns"] / row["seconds"])
    assert json.loads(cli("bench", "counter4", "--format", "json").out)[0]["patterns"] == 128 * 16


def test_the_table_is_aligned(cli):
    lines = cli("bench", "and").lines
    assert lines[0].split() == COLUMNS
    assert len({len(line) for line in lines}) == 1
    assert all(line.endswith("/s") for line in lines[1:])


def test_a_circuit_that_is_large_is_not_compiled(cli, monkeypatch):
    monkeypatch.setattr(speed, "MOST_COMPILED", 0)
    assert "straight" not in cli("bench", "and").out


def test_a_circuit_without_ports_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(speed, "RUN_SECONDS", 1e9)
    monkeypatch.setattr(speed, "MOST_BYTES", 1 << 12)
    monkeypatch.setattr(speed, "MOST_CALLS", 64)
    found = list(speed.speeds(Circuit([], [], {})))
    assert {(row.patterns, row.evaluations) for row in found} == {(64 * 512, 0), (64, 0)}


def test_the_examples_are_ready_made(cli):
    examples = [line.split()[2] for line in cli("bench", "--help").lines if line.strip().startswith("neurocircuit")]
    assert "multiplier4x4" in examples
    assert cli("bench", "multiplier4x4").code == 0
