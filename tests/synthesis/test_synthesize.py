"""Synthesis as a whole: the same function, never more neurons, within limits, whatever the circuit."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.netlist.graph import neurons, registers
from neurocircuit.simulation import operations, program
from neurocircuit.synthesis import absorbing
from neurocircuit.synthesis import synthesize as module
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.synthesize import synthesize
from neurocircuit.testing import circuits

DATA = Path(__file__).parents[3] / "shared" / "data"

some_limits = st.builds(Limits, st.one_of(st.none(), st.integers(2, 5)), st.one_of(st.none(), st.integers(1, 4)))


def same_ports(one, other):
    return all(
        getattr(one, what) == getattr(other, what) for what in ("inputs", "outputs", "registers", "encoding", "name")
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(circuits(), some_limits, st.sampled_from((1, 2, 2, 3)), st.sampled_from(("neurons", "depth")))
def test_any_circuit_stays_what_it_is(circuit, limits, effort, goal):
    made = synthesize(circuit, goal, limits.max_fanin, limits.max_weight, effort)
    assert made
    assert made.finished
    assert nc.verify(circuit, made.circuit, limit=20)
    assert same_ports(circuit, made.circuit)
    assert [register.initial for register in registers(made.circuit.graph)] == [
        register.initial for register in registers(circuit.graph)
    ]
    assert all(limits.allow(neuron.perceptron.integer_form) for neuron in neurons(made.circuit.graph))
    if all(limits.allow(neuron.perceptron.integer_form) for neuron in neurons(circuit.graph)):
        assert made.after.neurons <= made.before.neurons
        if goal == "depth":
            assert made.after.depth <= made.before.depth
    assert nc.parse(nc.dumps(made.circuit)) == made.circuit


@pytest.mark.parametrize(
    ("circuit", "most"),
    [
        (nc.read("xor"), 2),
        (nc.read("full_adder"), 2),
        (nc.blocks.comparator(6), 3),
        (nc.read("adder4"), 8),
        (nc.read("alu4"), 13),
        (nc.read("multiplier4x4"), 22),
        (nc.read("river_crossing"), 11),
    ],
    ids=["xor", "full_adder", "comparator", "adder4", "alu4", "multiplier4x4", "river_crossing"],
)
def test_known_numbers_of_neurons(circuit, most):
    made = synthesize(circuit)
    assert made.after.neurons <= most
    assert made.verdict == "equivalent"


@pytest.mark.parametrize("count", range(2, 9))
def test_parity_of_gates(count):
    """A chain of XOR gates takes at most half of its inputs and one."""
    names = [f"x{place}" for place in range(count)]
    nodes, last = {}, names[0]
    for number, name in enumerate(names[1:]):
        nodes |= {
            f"p{number}": Neuron(nc.OR.perceptron(2), (last, name), "OR"),
            f"q{number}": Neuron(nc.NAND.perceptron(2), (last, name), "NAND"),
            f"r{number}": Neuron(nc.AND.perceptron(2), (f"p{number}", f"q{number}"), "AND"),
        }
        last = f"r{number}"
    assert synthesize(Circuit(names, [last], nodes)).after.neurons <= count // 2 + 1


def test_an_effort_of_one_only_maps(monkeypatch):
    monkeypatch.setattr(module, "Evidence", None)
    assert synthesize(nc.read("multiplier4x4"), effort=1).after.neurons <= 28


def test_an_effort_of_three_begins_again(monkeypatch):
    seen = []
    translate = module.translate
    monkeypatch.setattr(module, "translate", lambda circuit, _: seen.append(circuit) or translate(circuit))
    made = synthesize(nc.read("multiplier4x4"), effort=3)
    assert len(seen) >= 2
    assert made.after.neurons <= 26


def test_no_more_levels_where_that_is_the_goal():
    deep, shallow = (synthesize(nc.read("multiplier4x4"), goal) for goal in ("neurons", "depth"))
    assert shallow.after.depth < deep.after.depth
    assert deep.after.neurons <= shallow.after.neurons


def test_no_time_leaves_the_circuit_as_it_is():
    made = synthesize(nc.read("multiplier4x4"), seconds=0)
    assert made.verdict == "equivalent"
    assert not made.finished
    assert made.after.neurons == 28


def test_no_time_within_limits_that_the_circuit_breaks():
    made = synthesize(nc.read("multiplier4x4"), max_fanin=3, seconds=0)
    assert made.verdict == "equivalent"
    assert made.after.max_fanin <= 3


@pytest.fixture
def often(monkeypatch):
    """What large circuits ask for now and then is asked for everything here."""
    for place in (absorbing, operations, program):
        monkeypatch.setattr(place, "REPORTED", 1)


def test_where_the_time_is_over_before_anything_is_found_the_circuit_is_the_one_given(often):
    circuit = nc.read("multiplier4x4")
    made = synthesize(circuit, seconds=0)
    assert made.circuit is circuit
    assert (made.verdict, made.finished, made.after) == ("equivalent", False, made.before)


def test_beyond_limits_there_is_time_for_one_answer(often):
    made = synthesize(nc.read("multiplier4x4"), max_fanin=3, seconds=0)
    assert made.verdict == "equivalent"
    assert made.after.max_fanin <= 3


def test_each_step_says_what_it_does(often):
    chain = nc.build("p = a ^ b ^ c ^ d ^ e ^ f ^ g; y = p & h & i")
    seen = set()
    assert synthesize(chain, report=lambda what, _: seen.add(what.split(",")[0]))
    steps = {"operations", "counting", "cuts", "parities", "choices", "mapping", "eliminating"}
    assert seen >= steps | {"absorbing", "merging", "lightening"}
    assert all(seen)


class Ending(Effort):
    """An effort that ends at one of the times that it is asked."""

    def check(self, what, fraction=0.0):
        self.patterns += 1
        if self.patterns == self.calls and (self.limit or self.proved is KeyboardInterrupt):
            raise self.proved


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    circuits(),
    st.integers(1, 400),
    st.sampled_from((OutOfTime, KeyboardInterrupt)),
    st.sampled_from((None, 2)),
    st.sampled_from(("neurons", "depth")),
)
def test_wherever_the_search_ends_the_circuit_is_proved(often, circuit, when, ending, max_fanin, goal):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "Effort", lambda *given: Ending(*given, calls=when, proved=ending))
        fits = all(Limits(max_fanin).allow(neuron.perceptron.integer_form) for neuron in neurons(circuit.graph))
        try:
            made = synthesize(circuit, goal, max_fanin, seconds=60, keep=True)
        except KeyboardInterrupt:
            assert not fits  # before there was any answer
            return
    assert made
    assert nc.verify(circuit, made.circuit, limit=20)
    assert all(Limits(max_fanin).allow(neuron.perceptron.integer_form) for neuron in neurons(made.circuit.graph))
    assert not fits or made.after.neurons <= made.before.neurons


def test_tests_of_the_circuit_are_kept_and_still_pass():
    circuit = nc.read("alu4")
    assert synthesize(circuit).circuit.tests == circuit.tests


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"goal": "size"}, "unknown goal 'size' (one of neurons, depth)"),
        ({"effort": 0}, "an effort of 0 (1, 2 or 3)"),
        ({"max_fanin": 1}, "neurons of at most 1 input compute too little (at least 2)"),
    ],
)
def test_bad_arguments(wrong, message):
    with pytest.raises(InputError) as caught:
        synthesize(nc.read("xor"), **wrong)
    assert str(caught.value) == message


def test_ctrl_c_ends_the_call_unless_the_best_is_kept(monkeypatch):
    def sweep(self, offered, effort):
        raise KeyboardInterrupt

    monkeypatch.setattr(module.Elimination, "sweep", sweep)
    with pytest.raises(KeyboardInterrupt):
        synthesize(nc.read("multiplier4x4"))
    made = synthesize(nc.read("multiplier4x4"), keep=True)
    assert made
    assert made.interrupted


def test_ctrl_c_before_anything_is_found_gives_the_circuit_unless_limits_forbid_it(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "as_written", interrupted)
    circuit = nc.read("xor")
    made = synthesize(circuit, keep=True)
    assert made.interrupted
    assert made.circuit is circuit
    with pytest.raises(KeyboardInterrupt):
        synthesize(circuit, max_fanin=2, keep=True)


def test_a_wrong_step_is_found_by_the_proof_of_the_whole(monkeypatch):
    real = module.circuit_of
    monkeypatch.setattr(
        module, "circuit_of", lambda given, made: real(given, made) and nc.read("or").replace(name="xor")
    )
    with pytest.raises(AssertionError, match="not the same"):
        synthesize(nc.read("xor"))


@pytest.mark.skipif(not DATA.exists(), reason="no circuits beside the project")
@pytest.mark.parametrize(("name", "depth"), [("c880", 6), ("c432", 9)])
def test_cuts_of_few_levels_and_another_beginning_from_them_are_looked_at_for_few_levels(name, depth):
    """Without the first c880 has 7 levels, without the second c432 10."""
    made = synthesize(nc.read(str(DATA / "iscas85" / f"{name}.bench")), "depth", max_fanin=8, effort=1)
    assert (made.after.depth, made.verdict) == (depth, "equivalent")


def test_a_long_comparison_is_one_neuron_before_any_search():
    steps = [f"c{bit}" for bit in range(80)]
    nodes = {"c0": Neuron(Perceptron([1, -1], threshold=1), ("a0", "b0"))}
    for bit in range(1, 80):
        nodes[steps[bit]] = Neuron(Perceptron([1, -1, 1], threshold=1), (f"a{bit}", f"b{bit}", steps[bit - 1]))
    inputs = [f"{port}{bit}" for bit in range(80) for port in "ab"]
    made = synthesize(Circuit(inputs, {"y": steps[-1]}, nodes), seconds=0)
    assert (made.verdict, made.after.neurons, made.after.max_weight) == ("equivalent", 1, 2**79)
