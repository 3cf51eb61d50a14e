"""Tables of runs: widths that all rows need, blocks that do not show, an end as soon as nobody reads on."""

import subprocess
import sys

import pytest

from neurocircuit.cli.truth_table import truth_table_lines
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation import trace as tracing
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record
from tests.samples import adder, counter, wires

SUMS = Circuit(
    ["a", "b"],
    ["y"],
    {"y": Neuron(Perceptron([0.25, -3], threshold=0, encoding="bipolar"), ("a", "b"))},
    encoding="bipolar",
)


def table(*run, **shown):
    return "".join(truth_table_lines(record(*run, **shown)))


def small_blocks(monkeypatch):
    for name, size in {"BLOCK_BITS": 64, "KEPT_WORDS": 12, "RUNS_WORDS": 200}.items():
        monkeypatch.setattr(tracing, name, size)


def test_columns_are_as_wide_as_their_longest_value():
    assert table(wires(7), Rows({"a": [0, 99, 5]})) == " a |  y\n 0 |  0\n99 | 99\n 5 |  5\n"
    assert table(wires(7), Rows({"a": [100]})) == "  a |   y\n100 | 100\n"


def test_runs_come_first_and_sums_last():
    assert table(counter(2), Random(1, runs=2), watch=["fa0.sum"]).splitlines()[0] == "run | en | q | fa0.sum"
    assert table(SUMS, Exhaustive(), sums=True).splitlines()[:2] == [" a  b |  y |  z(y)", "-1 -1 |  1 |  2.75"]
    assert table(counter(2), Rows({"en": [[0]] * 1001})).splitlines()[-1].startswith("1000 | ")


@pytest.mark.parametrize(
    ("circuit", "request_"),
    [(adder(5), Exhaustive()), (adder(5), Exhaustive({"a": 1})), (counter(3), Random(300)), (SUMS, Random(500))],
)
def test_the_size_of_blocks_does_not_show(circuit, request_, monkeypatch):
    shown = {"sums": True} if circuit is SUMS else {}
    whole = table(circuit, request_, **shown)
    small_blocks(monkeypatch)
    assert table(circuit, request_, **shown) == whole


def test_the_longest_value_may_stand_in_any_block(monkeypatch):
    small_blocks(monkeypatch)
    values = [0] * 100 + [99] + [0] * 100
    assert table(wires(7), Rows({"a": values})).splitlines()[1] == " 0 |  0"


def test_nothing_more_is_run_than_is_read():
    # All 2^31 rows would take minutes; the header knows its widths from the last ones.
    lines = truth_table_lines(record(wires(31), Exhaustive()))
    assert next(lines).split() == ["a", "|", "y"]
    assert next(lines).startswith("         0 |          0\n         1 |          1\n")


def test_a_reader_that_has_enough_ends_it_quietly():
    program = [sys.executable, "-m", "neurocircuit", "simulate", "adder8", "--exhaustive"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline().split() == [b"a", b"b", b"cin", b"|", b"s", b"cout"]
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0
