"""The strategies and the assertion that users' tests share with these."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit import testing
from neurocircuit.netlist.circuit import Instance
from neurocircuit.testing import assert_equivalent, circuits, patterns, perceptrons, truth_tables


def message(left, right, **how):
    with pytest.raises(AssertionError) as caught:
        assert_equivalent(left, right, **how)
    return str(caught.value).splitlines()


def test_equal_circuits_pass():
    assert assert_equivalent(nc.read("adder4"), nc.read("lookahead_adder4")) is None
    assert_equivalent(nc.read("and"), nc.build("out = left & right"), by_order=True)


def test_a_difference_shows_the_row_and_the_sums_that_decide_it():
    left = nc.read("full_adder")
    right = left.replace(output_nets=[left.output_nets[0], left.inputs[0]])
    assert message(left, right) == [
        "different (exhaustive), 3 inputs and 2 outputs matched by name",
        "a=0 b=1 cin=1",
        "left gives sum=0 cout=1",
        "    cout: z = 1*0 + 1*1 + 1*1 = 2 >= 2 -> 1 (margin 0)",
        "right gives sum=0 cout=0",
    ]


def test_names_that_were_matched_are_each_circuit_s_own():
    lines = message(nc.build("y = a & b"), nc.build("z = p | q"), map={"a": "q", "b": "p", "y": "z"})
    assert lines[1:4] == ["a=0 b=1", "left gives y=0", "    y: z = 1*0 + 1*1 = 1 < 2 -> 0 (margin -1)"]
    assert lines[4:] == ["right gives z=1", "    z: z = 1*1 + 1*0 = 1 >= 1 -> 1 (margin 0)"]


def test_a_bus_and_a_bipolar_circuit():
    left = nc.read("and_bipolar")
    assert message(left, left.replace(output_nets=[left.inputs[0]]))[1] == "a=1 b=-1"
    adder = nc.blocks.adder(2)
    assert message(adder, adder.replace(output_nets=adder.output_nets[::-1]))[1] == "a=0 b=1 cin=1"


def test_clocked_circuits_show_every_cycle_and_the_sums_of_the_last_one():
    left = nc.read("counter4")
    right = left.replace(output_nets=[left.output_nets[0], *left.output_nets[:-1]])
    lines = message(left, right)
    cycles = [line for line in lines if line.startswith("cycle ")]
    assert cycles[0].startswith("cycle 1: ")
    run = {name: [] for name in left.inputs}
    for line in cycles:
        for pair in line.split(": ")[1].split():
            run[pair.split("=")[0]].append(int(pair.split("=")[1]))
    for side, circuit in (("left", left), ("right", right)):
        given = f"{side} gives "
        shown = next(line for line in lines if line.startswith(given)).removeprefix(given)
        values = circuit.simulate(run)
        assert shown == " ".join(f"{name}={value[-1]}" for name, value in values.items())


def test_sums_of_a_clocked_circuit_are_those_of_its_state():
    @nc.circuit
    def toggle(on):
        q = nc.register(name="q")
        q.next = on ^ q
        return {"y": nc.neuron({q: 1, on: 1}, threshold=2)}

    lines = message(toggle, nc.build("y = on & ~on").replace(inputs=toggle.inputs))
    assert lines[-3] == "    y: z = 1*1 + 1*1 = 2 >= 2 -> 1 (margin 0)"


def test_many_neurons_are_shortened():
    left = nc.blocks.adder(20)
    nets = list(left.output_nets)
    lines = message(left, left.replace(output_nets=[nets[1], nets[0], *nets[2:]]))
    assert sum(": z = " in line for line in lines) == 2 * testing.MOST_SUMS
    assert lines[3].endswith(" neurons before")


def test_undecided_says_how_far():
    assert message(nc.read("adder4"), nc.read("lookahead_adder4"), limit=0) == [
        "undecided (nothing proved), 9 inputs and 5 outputs matched by name"
    ]


def test_ports_that_do_not_match_are_an_error():
    with pytest.raises(nc.InputError, match="do not match"):
        assert_equivalent(nc.read("and"), nc.read("adder4"))


def test_the_strategies_reach_what_they_promise():
    def reached(strategy, wanted):
        found = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
        assert find(strategy, wanted, settings=found) is not None

    reached(circuits(), lambda circuit: circuit.registers and circuit.encoding == "bipolar")
    reached(circuits(), lambda circuit: any(isinstance(node, Instance) for node in circuit.nodes.values()))
    reached(perceptrons(), lambda perceptron: perceptron.weights and perceptron.truth_table.bits not in (0, 1))
    reached(truth_tables(2, 2), lambda table: table.bits == 6)


@given(st.data())
def test_limits_of_the_strategies_hold(data):
    circuit = data.draw(circuits(registers=False, depth=0, max_inputs=1, max_nodes=2, encoding="bipolar"))
    assert (circuit.registers, circuit.encoding) == ((), "bipolar")
    assert len(circuit.nodes) <= 2
    assert not any(isinstance(node, Instance) for node in circuit.nodes.values())
    assert data.draw(perceptrons(3)).arity == 3
    assert data.draw(truth_tables(2, 3)).arity in (2, 3)


@given(st.data())
def test_patterns_are_what_simulate_takes(data):
    circuit = data.draw(circuits())
    rows = data.draw(patterns(circuit, most=5, runs=bool(circuit.registers)))
    assert rows.ndim == (3 if circuit.registers else 2)
    made = circuit.simulate(rows)
    assert made.shape == (*rows.shape[:-1], len(circuit.outputs))
    assert 1 <= rows.shape[-2] <= 5
    low = -1 if circuit.encoding == "bipolar" else 0
    assert set(np.unique(rows)) <= {low, 1}


def test_without_hypothesis_the_extra_is_named():
    code = "import sys; sys.modules['hypothesis'] = None\nimport neurocircuit.testing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1].endswith(
        "MissingExtraError: strategies need hypothesis (pip install 'neurocircuit[testing]')"
    )
