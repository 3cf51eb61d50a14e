"""Decisions of neurons: what they read, how they are written, in which order they come."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis.explain import Decision, decide, evaluation_order, explain
from neurocircuit.errors import InputError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.testing import circuits


def text(perceptron, *values):
    return str(Decision("y", perceptron, tuple("abcdef"[: len(values)]), values))


@pytest.mark.parametrize(
    ("perceptron", "values", "expected"),
    [
        (
            Perceptron([0.6, 0.6], -0.5, 0.5),
            (1, 0),
            "z = -0.5 + 0.6*1 + 0.6*0 = 0.1 < 0.5 -> 0 (margin -0.4)",
        ),
        (Perceptron([1, 1], threshold=2), (1, 1), "z = 1*1 + 1*1 = 2 >= 2 -> 1 (margin 0)"),
        (Perceptron([-1, -2], threshold=0), (0, 1), "z = -1*0 - 2*1 = -2 < 0 -> 0 (margin -2)"),
        (Perceptron([-1], 0.5, 0), (1,), "z = 0.5 - 1*1 = -0.5 < 0 -> 0 (margin -0.5)"),
        (Perceptron([1, 1], 0, 0, "bipolar"), (-1, -1), "z = 1*-1 + 1*-1 = -2 < 0 -> -1 (margin -2)"),
        (Perceptron([Fraction(1, 3)], threshold=Fraction(1, 3)), (1,), "z = (1/3)*1 = 1/3 >= 1/3 -> 1 (margin 0)"),
        (Perceptron([], threshold=1), (), "z = 0 < 1 -> 0 (margin -1)"),
        (Perceptron([], 2, 1), (), "z = 2 >= 1 -> 1 (margin 1)"),
        (Perceptron([0.1, 0.7], threshold=0.8), (1, 1), "z = 0.1*1 + 0.7*1 = 0.8 >= 0.8 -> 1 (margin 0)"),
    ],
)
def test_written_as_the_textbook_does(perceptron, values, expected):
    assert text(perceptron, *values) == expected


def test_file_order_where_it_is_possible_else_after_what_is_read():
    gate = Perceptron([1], threshold=1)
    nodes = {"last": Neuron(gate, ("middle",)), "alone": Neuron(gate, ("a",)), "middle": Neuron(gate, ("a",))}
    assert list(evaluation_order(Circuit(["a"], ["last"], nodes).graph)) == ["middle", "last", "alone"]


def test_a_long_chain_written_backwards():
    gate = Perceptron([1], threshold=1)
    nodes = {f"n{i}": Neuron(gate, (f"n{i - 1}" if i else "a",)) for i in reversed(range(5000))}
    order = list(evaluation_order(Circuit(["a"], ["n4999"], nodes).graph))
    assert order == [f"n{i}" for i in range(5000)]


def test_registers_stand_at_their_reset_values():
    found = decide(ready_made("lfsr4"), {})
    nodes = ready_made("lfsr4").graph.nodes
    assert {net: int(found.values[net]) for net in ready_made("lfsr4").registers} == {
        net: nodes[net]["initial"] for net in ready_made("lfsr4").registers
    }


@given(circuits(), st.data())
def test_each_decision_follows_from_those_before(circuit, data):
    inputs = {name: data.draw(st.booleans()) for name in circuit.inputs}
    found = explain(circuit, inputs)
    known = set(circuit.inputs) | set(circuit.registers)
    for decision in found.decisions:
        assert known >= set(decision.fanin)
        known.add(decision.net)
        assert decision.output == decision.perceptron(*decision.values)
        assert decision.fired == (decision.margin >= 0) == found.values[decision.net]
    assert known == set(circuit.graph)


def test_users_give_values_by_name_by_order_or_as_a_mapping():
    xor = ready_made("xor")
    wanted = decide(xor, {"a": True, "b": False})
    for found in (explain(xor, 1, 0), explain(xor, a=1, b=0), explain(xor, {"a": 1, "b": 0}), xor.explain(1, b=0)):
        assert found == wanted
    assert str(wanted).splitlines() == [
        "both: z = 1*1 + 1*0 = 1 < 2 -> 0 (margin -1)",
        "y:    z = 1*1 + 1*0 - 2*0 = 1 >= 1 -> 1 (margin 0)",
    ]
    assert explain(ready_made("adder4"), 5, 3, cin=1).values["fa0.sum"] is True
    assert explain(ready_made("and_bipolar"), -1, 1).decisions[0].values == (-1, 1)
    for wrong in (
        lambda: explain(xor, 1),
        lambda: explain(xor, 1, 2),
        lambda: explain(xor, [0, 1], 1),
        lambda: explain(xor, 1, 0, 1),
    ):
        with pytest.raises(InputError):
            wrong()
