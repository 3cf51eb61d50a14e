"""The figures of a circuit, counted by hand and against its parts."""

from fractions import Fraction

import pytest
from hypothesis import given

from neurocircuit.analysis.cost import Cost, cost
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.testing import circuits


def one(perceptron, *inputs):
    return Circuit(dict.fromkeys(inputs), ["y"], {"y": Neuron(perceptron, inputs)}, encoding=perceptron.encoding)


def test_full_adder():
    assert cost(ready_made("full_adder")) == Cost(
        inputs=3,
        outputs=2,
        registers=0,
        neurons=2,
        connections=7,
        depth=2,
        max_fanin=4,
        max_weight=2,
        total_weight=(3 + 2) + (5 + 1),
        margin=Fraction(1, 2),
    )


def test_teaching_gate_keeps_the_numbers_written():
    figures = cost(one(Perceptron([0.6, -0.7], bias=-0.5, threshold=0.5), "a", "b"))
    assert figures.max_weight == Fraction(7, 10)
    assert figures.total_weight == 6 + 7 + 10  # [6, -7; 10] is in lowest terms


def test_buses_and_registers_count_in_bits():
    figures = cost(ready_made("register4"))
    assert (figures.inputs, figures.outputs, figures.registers) == (5, 4, 4)


def test_instances_are_expanded():
    four, one_bit = cost(ready_made("adder4")), cost(ready_made("full_adder"))
    assert four.neurons == 4 * one_bit.neurons
    assert four.connections == 4 * one_bit.connections
    assert four.depth == 4 + 1


def test_a_net_wired_twice_is_one_connection_with_the_sum_of_the_weights():
    figures = cost(one(Perceptron([2, 3], threshold=1), "a", "a"))
    assert (figures.connections, figures.max_fanin, figures.max_weight) == (1, 1, 5)


def test_no_neurons():
    assert cost(Circuit(["a"], ["q"], {"q": Register("a")})) == Cost(1, 1, 1, 0, 0, 0, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("perceptron", "margin"),
    [
        (Perceptron([0.6, 0.6], -0.5, 0.5), Fraction(3, 10)),
        (Perceptron([1, 1], 0, 0, "bipolar"), 1),
        (Perceptron([1, 1], threshold=5), None),  # never fires
    ],
)
def test_margin_is_in_the_units_written(perceptron, margin):
    assert cost(one(perceptron, "a", "b")).margin == margin


def test_margin_is_the_least_and_skips_what_never_changes():
    wide, narrow, never = (Perceptron([w], threshold=t) for w, t in ((4, 2), (1, 1), (1, 2)))
    nodes = {name: Neuron(p, ("a",)) for name, p in (("wide", wide), ("narrow", narrow), ("never", never))}
    assert cost(Circuit(["a"], ["wide"], nodes)).margin == Fraction(1, 2)


def test_margin_of_too_many_large_weights_is_unknown():
    big = Perceptron([10**9 + 7 * i for i in range(60)], threshold=3 * 10**10)
    names = [f"x{i}" for i in range(60)]
    figures = cost(one(big, *names))
    assert figures.margin is None
    assert figures.max_weight == 10**9 + 7 * 59


@given(circuits())
def test_figures_agree_with_the_graph(circuit):
    figures, graph = cost(circuit), circuit.graph
    neurons = [data["perceptron"] for _, data in graph.nodes(data=True) if data["perceptron"] is not None]
    assert figures.inputs + figures.neurons + figures.registers == len(graph)
    assert figures.connections == sum(perceptron.arity for perceptron in neurons)
    assert all(perceptron.margin is None or figures.margin <= perceptron.margin for perceptron in neurons)
    assert figures.depth <= figures.neurons
