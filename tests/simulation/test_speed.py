"""What is measured and how it is reckoned, by a clock that the test moves."""

from __future__ import annotations

import pytest

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation import speed
from neurocircuit.simulation.engines import packed
from neurocircuit.simulation.sinks import Kept
from tests.simulation.engines.conformance import ADDER, SCRAMBLER

NAMES = ["reference", "packed", "native, interpreter", "native, straight-line"]


class Laboratory:
    """A clock, and an engine that takes as long as it is told: for each run, or for each word in it.

    Args:
        run: seconds of a run; or gives them, from the number of the run since the start, and its words.
    """

    def __init__(self, monkeypatch, run):
        self.now, self.took, self.runs, self.engines = 0.0, run, [], []
        monkeypatch.setattr(speed, "perf_counter", lambda: self.now)
        monkeypatch.setattr(speed, "find_engine", self.find)
        monkeypatch.setattr(speed, "_engines", lambda nets: {"one": ("packed", {"tier": "x"})})
        monkeypatch.setattr(speed, "_alone", lambda circuit: ())

    def find(self, name):
        self.engines.append(name)
        # To find an engine is to load it.
        self.now += 1024.0
        return self.run

    def run(self, subject, source, sink, **options):
        assert sink == Kept()
        self.runs.append((source.words.shape, options))
        self.now += self.took(len(self.runs), source.words.shape[2]) if callable(self.took) else self.took


def test_every_engine_has_figures(monkeypatch):
    ticks = iter(range(1000))
    monkeypatch.setattr(speed, "perf_counter", lambda: float(next(ticks)))
    for circuit, neurons, patterns in ((ADDER, 2, 128), (SCRAMBLER, 2, 128 * speed.CYCLES)):
        rows = list(speed.speeds(circuit))
        assert [row.engine for row in rows] == NAMES + (["one step", "one run"] if circuit.registers else ["one call"])
        rows = rows[: len(NAMES)]
        assert {(row.ready, row.patterns, row.seconds) for row in rows} == {(1.0, patterns, 1.0)}
        assert {row.evaluations for row in rows} == {float(neurons * patterns)}


def test_the_first_outputs_come_after_loading_and_a_run_of_one_word(monkeypatch):
    found = Laboratory(monkeypatch, lambda run, words: 64.0 if run == 1 else 2.0)
    (row,) = speed.speeds(ADDER)
    assert (row.ready, row.seconds) == (1024.0 + 64.0, 2.0)
    assert found.engines == ["packed"]
    assert found.runs == [((1, 3, 2), {"tier": "x"})] * 3


def test_runs_grow_until_they_take_long_enough(monkeypatch):
    found = Laboratory(monkeypatch, lambda run, words: words / 256)
    (row,) = speed.speeds(SCRAMBLER)
    widths = [shape[2] for shape, _ in found.runs]
    # The first run of a width is not measured, and a short last one is measured twice.
    assert widths == [2, 2, 2, 8, 8, 32, 32, 32, 32]
    assert {shape[:2] for shape, _ in found.runs} == {(speed.CYCLES, 1)}
    assert (row.patterns, row.seconds) == (64 * 32 * speed.CYCLES, 0.125)
    assert row.evaluations == 2 * row.patterns / 0.125


@pytest.mark.parametrize(("again", "seconds"), [(1.5, 1.0), (0.5, 0.5)])
def test_the_best_of_two_short_runs_counts(monkeypatch, again, seconds):
    monkeypatch.setattr(speed, "RUN_SECONDS", 0.75)
    found = Laboratory(monkeypatch, lambda run, words: {3: 1.0, 5: again}.get(run, 9.0))
    (row,) = speed.speeds(ADDER)
    assert len(found.runs) == 5
    assert row.seconds == seconds


def test_runs_end_where_their_words_fill_memory(monkeypatch):
    # An adder has five ports, and a place for one that has none.
    monkeypatch.setattr(speed, "MOST_BYTES", 8 * 6 * 32)
    found = Laboratory(monkeypatch, 2.0**-20)
    (row,) = speed.speeds(ADDER)
    assert row.patterns == 64 * 32
    assert max(shape[2] for shape, _ in found.runs) == 32


def test_only_engines_that_are_there_and_pay_are_measured(monkeypatch):
    assert list(speed._engines(speed.MOST_COMPILED)) == NAMES
    assert list(speed._engines(speed.MOST_COMPILED + 1)) == NAMES[:3]
    assert [options for _, options in speed._engines(1).values()] == [
        {},
        {},
        {"tier": "interpreter"},
        {"tier": "straight"},
    ]
    monkeypatch.setattr(speed, "find_spec", lambda name: None)
    assert list(speed._engines(1)) == NAMES[:2]


def test_progress_is_told_before_each_engine(monkeypatch):
    Laboratory(monkeypatch, 1.0)
    monkeypatch.setattr(speed, "_engines", lambda nets: {name: (name, {}) for name in "abcd"})
    seen: list[float] = []
    rows = speed.speeds(ADDER, seen.append)
    assert seen == []
    assert next(rows).engine == "a"
    assert seen == [0.0]
    assert [row.engine for row in rows] == ["b", "c", "d"]
    assert seen == [0.0, 0.25, 0.5, 0.75]


def test_inputs_are_random_and_the_same_each_time():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([1, 1], threshold=2), ("a", "b"))})
    made = speed._words(circuit, 3, 5).words
    assert made.shape == (3, 2, 5)
    assert len(set(made.ravel().tolist())) == made.size
    assert made.tolist() == speed._words(circuit, 3, 5).words.tolist()


@pytest.mark.parametrize(("circuit", "titles"), [(ADDER, ["one call"]), (SCRAMBLER, ["one step", "one run"])])
def test_one_pattern_alone_is_done_so_often_that_it_takes_long_enough(monkeypatch, circuit, titles):
    done: list[int] = []
    monkeypatch.setattr(speed, "RUN_SECONDS", 100.0)
    monkeypatch.setattr(speed, "perf_counter", lambda: float(sum(done)))
    repeated = speed._repeated
    noted = lambda title, circuit, do: repeated(title, circuit, lambda times: (do(times), done.append(len(times))))  # noqa: E731
    monkeypatch.setattr(speed, "_repeated", noted)
    rows = list(speed._alone(circuit))
    assert rows == [speed.Speed(title, 1.0, 256, 256.0, 2.0) for title in titles]
    assert done == [1, 1, 4, 16, 64, 256] * len(titles)


def test_what_takes_no_time_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(speed, "MOST_CALLS", 16)
    monkeypatch.setattr(speed, "RUN_SECONDS", 1e9)
    assert [row.patterns for row in speed._alone(SCRAMBLER)] == [16, 16]


def test_a_run_without_a_compiler(monkeypatch):
    monkeypatch.setattr(speed, "RUN_SECONDS", 0.0)
    asked: list[str] = []
    monkeypatch.setattr(speed, "find_engine", lambda name: asked.append(name) or packed.run)
    for nets, installed in ((speed.MOST_COMPILED, None), (0, "llvmlite")):
        monkeypatch.setattr(speed, "MOST_COMPILED", nets)
        monkeypatch.setattr(speed, "find_spec", lambda name, found=installed: found)
        assert [row.engine for row in speed._alone(SCRAMBLER)] == ["one step", "one run"]
    assert asked == ["auto", "auto"]
