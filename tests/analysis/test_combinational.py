"""Circuits without registers: each method, each reason to go on, and what is known at the end."""

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.analysis import combinational
from neurocircuit.analysis.combinational import compare
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.miter import match, miter
from neurocircuit.errors import LimitError
from tests.analysis.multipliers import MULTIPLIERS, adder, array
from tests.samples import gate


def ask(left, right, method="auto", **limits):
    effort = Effort(**limits)
    return compare(miter(left, right, match(left, right)), effort, method), effort


def conjunction(n, but=()):
    """An AND of all inputs, or of all but some."""
    return nc.build(f"y = {' & '.join(f'~x{i}' if i in but else f'x{i}' for i in range(n))}")


def test_few_inputs_are_tried_exhaustively_in_the_order_of_a_truth_table():
    answer, effort = ask(nc.build("y = a & b & c"), nc.build("y = c & (a & b | b)"))
    assert (answer.equal, answer.method) == (False, "exhaustive")
    assert answer.inputs.tolist() == [[0, 1, 1]]
    assert effort.patterns == 8
    assert ask(array(3), MULTIPLIERS["wallace"](3, True))[0] == (True, "exhaustive", None)


def test_random_patterns_come_first_where_inputs_are_many():
    answer, effort = ask(nc.blocks.adder(40), nc.blocks.adder(40).replace(outputs=nc.blocks.adder(40).outputs[::-1]))
    assert answer == (True, "structure", None)
    broken = nc.build("y = " + " ^ ".join(f"x{i}" for i in range(70)))
    answer, effort = ask(broken, broken.replace(output_nets=["x3"]))
    assert (answer.equal, answer.method, effort.calls) == (False, "random patterns", 0)


def test_a_glance_at_few_patterns_needs_no_program(monkeypatch):
    left = nc.build("y = " + " ^ ".join(f"x{i}" for i in range(20)))
    right = left.replace(output_nets=["x3"])
    compiled = []
    monkeypatch.setattr(combinational, "compile_subjects", compiled.append)
    answer, effort = ask(left, right)
    assert (answer.equal, answer.method, effort.patterns) == (False, "random patterns", combinational.FEW_PATTERNS)
    assert left.simulate(answer.inputs[0][None])[0, 0] != right.simulate(answer.inputs[0][None])[0, 0]
    assert compiled == []


def test_a_glance_is_left_out_where_it_takes_long(monkeypatch):
    monkeypatch.setattr(combinational, "FEW_NETS", 10)
    left = nc.build("y = " + " ^ ".join(f"x{i}" for i in range(70)))
    _, effort = ask(left, left.replace(output_nets=["x3"]))
    assert effort.patterns > combinational.FEW_PATTERNS


def test_sat_finds_what_random_patterns_do_not():
    answer, effort = ask(conjunction(64, but=range(0, 64, 2)), nc.build("y = 0").replace(inputs=conjunction(64).inputs))
    assert (answer.equal, answer.method) == (False, "sat")
    assert answer.inputs.tolist() == [[0, 1] * 32]
    assert effort.calls


def test_sat_asks_nothing_where_the_structure_tells():
    answer, effort = ask(array(12), array(12), "sat")
    assert (answer.equal, answer.method, effort.calls) == (True, "structure", 0)


@pytest.mark.parametrize("name", MULTIPLIERS)
def test_the_multipliers_multiply(name):
    made = MULTIPLIERS[name](4, False), MULTIPLIERS[name](4, True)
    rows = np.arange(256)
    for circuit in made:
        assert (circuit.simulate(a=rows % 16, b=rows // 16)["p"] == (rows % 16) * (rows // 16)).all()


@pytest.fixture
def no_arithmetic(monkeypatch):
    """Multipliers are hard for SAT, and so good examples of what is."""
    monkeypatch.setattr(combinational, "equal_outputs", lambda *_: set())


@pytest.mark.parametrize("name", ["array", "carry_save", "wallace"])
def test_neurons_against_gates_of_one_architecture(name, no_arithmetic):
    answer, effort = ask(MULTIPLIERS[name](16, False), MULTIPLIERS[name](16, True), "sat")
    assert (answer.equal, answer.method) == (True, "sat")
    assert effort.conflicts < 20_000


@pytest.mark.parametrize("name", ["carry_save", "wallace"])
def test_multipliers_of_different_architecture_by_sat(name, no_arithmetic):
    answer, _ = ask(array(5), MULTIPLIERS[name](5, True), "sat")
    assert answer == (True, "sat", None)


@pytest.mark.parametrize("name", MULTIPLIERS)
def test_multipliers_of_different_architecture_by_what_they_add(name):
    answer, effort = ask(array(16), MULTIPLIERS[name](16, True), "sat")
    assert answer == (True, "arithmetic", None)
    assert effort.conflicts < 2_000


def test_a_bus_among_other_outputs_is_proved_before_the_others_are_swept():
    def with_another(circuit, **nodes):
        nets = (*circuit.output_nets, "other")
        return circuit.replace(outputs=(*circuit.outputs, "other"), output_nets=nets, nodes=dict(circuit.nodes) | nodes)

    a, b, c = array(12).inputs[:3]
    left = with_another(array(12), some=gate("OR", b, c), other=gate("AND", a, "some"))
    cubes = {"one": gate("AND", a, b), "two": gate("AND", c, a)}
    right = with_another(MULTIPLIERS["booth"](12, True), **cubes, other=gate("OR", "one", "two"))
    assert ask(left, right, "sat")[0] == (True, "sat", None)
    wrong = with_another(MULTIPLIERS["booth"](12, True), **cubes, other=gate("NOR", "one", "two"))
    assert ask(left, wrong, "sat")[0].equal is False


def test_adders_of_128_bits(no_arithmetic):
    assert ask(adder(128), adder(128, of_gates=True))[0] == (True, "sat", None)


def test_each_round_may_take_more_conflicts(monkeypatch, no_arithmetic):
    monkeypatch.setattr(combinational, "BUDGET", 1)
    monkeypatch.setattr(combinational, "OUTPUT_SHARE", 1)
    answer, effort = ask(array(4), MULTIPLIERS["wallace"](4, True), "sat")
    assert answer == (True, "sat", None)
    assert effort.proved == "8 of 8 outputs proved equal"
    assert effort.conflicts > 10


def test_after_a_round_without_an_answer_an_exhaustive_run_decides(monkeypatch, no_arithmetic):
    monkeypatch.setattr(combinational, "QUICK_WORK", 0)
    monkeypatch.setattr(combinational, "BUDGET", 1)
    assert ask(array(5), MULTIPLIERS["wallace"](5, True))[0] == (True, "exhaustive", None)


def test_what_was_proved_at_the_limit(no_arithmetic):
    effort = Effort(limit=1e9)
    told = []

    def report(what, fraction):
        told.append(what)
        if effort.conflicts > 3_000:
            effort.limit = 0

    effort.report = report
    left, right = array(12), MULTIPLIERS["wallace"](12, True)
    with pytest.raises(OutOfTime):
        compare(miter(left, right, match(left, right)), effort, "sat")
    assert effort.proved.endswith(" of 24 outputs proved equal")
    assert 0 < int(effort.proved.split()[0]) < 24
    assert {"random patterns", "sweeping", "output p[5]"} <= set(told)


def test_more_inputs_than_are_counted():
    left = nc.blocks.adder(40)
    with pytest.raises(LimitError, match=r"2\^81 patterns \(the method sat\)|2\^80 patterns \(the method sat\)"):
        ask(left, left, "exhaustive")


def test_no_inputs_and_no_outputs():
    one, zero = nc.read("one"), nc.read("zero")
    assert ask(one, one)[0] == (True, "structure", None)
    assert ask(one, one, "exhaustive")[0] == (True, "exhaustive", None)
    assert ask(one, zero)[0].equal is False
    assert ask(one, zero, "sat")[0].equal is False
    empty = nc.Circuit(["a"], [], {})
    assert ask(empty, empty)[0].equal
    assert ask(empty, empty, "sat")[0].equal
