"""Circuits and their parts are values: what they are given is held as such, or refused."""

from __future__ import annotations

from unittest.mock import ANY

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.errors import InputError, NeurocircuitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register, Test
from neurocircuit.netlist.frozen import Frozen, freeze
from tests.samples import gate

AND = Perceptron([1, 1], threshold=2)
NOT = Perceptron([-1], threshold=0)
INNER = Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b")}, "inner")


def test_lists_are_held_as_tuples_and_dictionaries_frozen():
    notes = {"authors": ["A"]}
    assert Neuron(AND, ["a", "b"], metadata=notes) == Neuron(AND, ("a", "b"), metadata=freeze(notes))
    assert Instance(INNER, iter(["a", "b"]), metadata=notes) == Instance(INNER, ("a", "b"), metadata=notes)
    assert Test(["a", "y"], [[0, 1]]) == Test(("a", "y"), ((0, 1),))
    for node in (Neuron(AND, ["a", "b"], metadata=notes), Register("a", metadata=notes)):
        assert type(node.metadata) is Frozen
    notes["authors"].append("B")
    assert Register("a", metadata=freeze({"authors": ["A"]})) != Register("a", metadata=notes)


def test_a_neuron_reads_each_net_once_and_a_gate_as_it_is_written():
    assert Neuron(Perceptron([1, 0.5, 2], 0.25, 1), ("a", "b", "a")) == Neuron(
        Perceptron([3, 0.5], 0.25, 1), ("a", "b")
    )
    assert gate("MAJORITY", "a", "a", "b").inputs == ("a", "a", "b")
    assert Neuron(AND, ("a", "a", "a")).inputs == ("a", "a", "a")  # what does not fit is for the checks to tell


def test_what_was_composed_is_what_is_read_back():
    circuit = Circuit(
        ["a[1]", "a[0]"],
        ["y", "i"],
        {
            "y": Neuron(Perceptron([1, 2, 1], threshold=1), ["a[0]", "a[1]", "a[0]"], metadata={"p": 0.25}),
            "i": Instance(INNER, ["y", "a[0]"], description="text"),
        },
        tests=[Test(["a", "y", "i"], [[0, 0, None]])],
        metadata={"deep": {"list": [1, 0.5, None, True, ("x",)]}, "count": np.int64(3)},
    )
    assert nc.parse(nc.dumps(circuit)) == circuit
    bus = '{"format": "neurocircuit/1", "inputs": ["a[1:0]"], "outputs": ["y"], "nodes": {"y": {"weights": %s}}}'
    twice = nc.parse(bus.replace("%s", '{"a[0]": 1, "a": 1}, "threshold": 1'))
    assert twice.nodes["y"] == Neuron(Perceptron([2, 2], threshold=1), ("a[0]", "a[1]"))
    assert nc.parse(nc.dumps(twice)) == twice


def test_what_is_no_circuit_is_not_equal_unless_it_says_so():
    assert (INNER == "inner") is False
    assert INNER == ANY


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Neuron(AND, "ab"), "'ab' for the inputs of a node (a list of names)"),
        (lambda: Neuron(AND, 5), "5 for the inputs of a node (a list of names)"),
        (lambda: Neuron(AND, ("q", [])), "[] is no name of a net (a text)"),
        (lambda: Test(["a"], [1]), "[1] for the rows of a test (a list of rows)"),
        (lambda: Test(["a"], 3), "3 for the rows of a test (a list of rows)"),
        (lambda: Neuron("AND", ("a", "b")), "'AND' for the perceptron of a node"),
        (lambda: Instance("inner", ("a",)), "'inner' for the circuit of a node"),
        (lambda: Circuit("ab", ["a"], {}), "'ab' for the inputs (a list of names)"),
        (lambda: Circuit(["a", 1], ["a"], {}), "1 among the inputs (names are texts)"),
        (lambda: Circuit(["a"], ["a"], [("y", INNER)]), "for the nodes of a circuit"),
        (lambda: Circuit(["a"], ["a"], {"y": INNER}), "<Circuit 'inner': 2 inputs, 1 output, 1 node> for the nodes"),
        (lambda: Circuit(["a"], ["a"], {}, circuits={"y": 5}), "5 for the circuits of a circuit"),
        (lambda: Circuit(["a"], ["a"], {}, tests=[5]), "5 for the tests of a circuit"),
        (lambda: Circuit(["a"], ["a"], {}, name=5), "5 for the name of a circuit"),
        (lambda: Circuit(["a"], ["a"], {}, description=["x"]), "['x'] for the description of a circuit"),
        (lambda: Circuit(["a"], ["a"], {}, metadata="x"), "'x' for the metadata of a circuit"),
        (lambda: Circuit(["a"], ["a"], {}, encoding=["x"]), "unknown encoding ['x']"),
        (lambda: Circuit(["a"], ["a"], {5: gate("NOT", "a")}), "5 among the nodes (names are texts)"),
    ],
)
def test_what_is_no_part_of_a_circuit_is_refused(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("circuit", "message"),
    [
        (Circuit(["a"], ["a"], {"y": Neuron(AND, ("a", 5))}), "nodes.y: 5 is no name of a net"),
        (Circuit(["a"], {"a": 5}, {}), "outputs: 5 is no name of a net"),
        (Circuit(["a"], ["a"], {}, output_nets=[["x"]]), "outputs: ['x'] is no name of a net"),
        (Circuit(["a"], ["a"], {"q": Register(["a"])}), "nodes.q: ['a'] is no name of a net"),
        (Circuit(["a"], ["a"], {"i": Instance(INNER, ("a", {}))}), "nodes.i: {} is no name of a net"),
        (Circuit(["a"], ["a"], {"y": Neuron(NOT, ("a",), description=5)}), "nodes.y.description: 5 is no text"),
        (Circuit(["a"], ["a"], {"y": Neuron(NOT, ("a",), gate=["NOT"])}), "nodes.y.gate: ['NOT'] is no text"),
        (Circuit(["a"], ["a"], {"q": Register("a", description=None)}), "nodes.q.description: None is no text"),
        (Circuit(["a"], ["a"], {"i": Instance(INNER, ("a", "a"), 5)}), "nodes.i.reference: 5 is no text"),
        (Circuit(["a"], ["a"], {}, tests=[Test(["a"], [[1]], name=5)]), "tests[0].name: 5 is no text"),
        (Circuit(["a"], ["a"], {}, tests=[Test(["a"], [[1.5]])]), "tests[0].rows[0]: a = 1.5 (an integer or null)"),
    ],
)
def test_what_only_the_whole_shows_is_told_by_the_checks(circuit, message):
    with pytest.raises(NeurocircuitError) as caught:
        nc.dumps(circuit)
    assert message in str(caught.value)


def test_an_output_bus_beside_another_input_of_its_name_stays_bit_by_bit():
    part = Circuit(["c[1]", "c[0]"], ["c[0]"], {})
    assert [port.name for port in part.output_ports] == ["c[0]"]
    scalar = Circuit(["c[1]", "c[0]"], {"c": "n"}, {"n": gate("AND", "c[1]", "c[0]")})
    assert [port.name for port in (*scalar.input_ports, *scalar.output_ports)] == ["c[1]", "c[0]", "c"]


def test_what_is_asked_of_a_circuit_is_what_the_functions_give(tmp_path):
    circuit = nc.read("full_adder")
    assert circuit.stats == nc.stats(circuit)
    assert circuit.explain(1, 0, cin=1) == nc.explain(circuit, a=1, b=0, cin=1)
    circuit.save(tmp_path / "adder.blif")
    assert nc.verify(nc.read(tmp_path / "adder.blif"), circuit)
    circuit.render(tmp_path / "adder.dot", {"a": 1, "b": 1, "cin": 0}, theme="dark")
    nc.render(circuit, tmp_path / "same.dot", {"a": 1, "b": 1, "cin": 0}, theme="dark")
    assert (tmp_path / "adder.dot").read_text("utf-8") == (tmp_path / "same.dot").read_text("utf-8")


@pytest.mark.parametrize("value", ["xor", nc.AND, 3])
@pytest.mark.parametrize(
    "ask",
    [
        nc.stats,
        nc.explain,
        nc.check,
        nc.to_networkx,
        nc.dumps,
        nc.Simulator,
        nc.synthesize,
        lambda value: nc.verify(value, nc.XOR),
        lambda value: nc.verify(nc.XOR, value),
        lambda value: nc.check(nc.XOR, value),
    ],
)
def test_what_is_no_circuit_is_refused_in_words(ask, value):
    with pytest.raises(InputError, match=r"is no circuit \(nc.read\(...\) or nc.build\(...\) gives one\)"):
        ask(value)
