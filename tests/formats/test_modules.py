"""A hierarchy while it is written: modules, their names and nets."""

from __future__ import annotations

import re

from neurocircuit.formats.modules import written_modules
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from tests.samples import FULL_ADDER, gate

REFUSED = re.compile("[^a-z_0-9.]")


def written(circuit, distinct=False):
    return list(written_modules(circuit, lambda name: REFUSED.sub("_", name), REFUSED, distinct).values())


def test_each_definition_is_one_module_the_user_before_the_used():
    leaf = Circuit(["a"], ["y"], {"y": gate("NOT", "a")}, "full adder")
    middle = Circuit(["a"], ["y"], {"u": Instance(leaf, ("a",), "leaf"), "y": gate("BUF", "u")})
    nodes = {
        "f": Instance(FULL_ADDER, ("a", "a", "a"), "fa"),
        "m": Instance(middle, ("a",), "middle"),
        "n": Instance(middle, ("f.sum",), "middle"),
        "l": Instance(leaf, ("m",), "leaf"),
    }
    top = Circuit(["a"], {"y": "l", "z": "n", "c": "f.cout"}, nodes)
    assert [module.name for module in written(top)] == ["circuit", "full_adder", "middle", "full_adder_1"]


def test_nets_of_instances_have_one_name_by_whatever_name_they_are_called():
    inner = Circuit(["A!"], ["Y!"], {"Y!": gate("NOT", "A!")}, "inner")
    nodes = {"u": Instance(inner, ("a",), "inner"), "b": gate("AND", "u", "u.Y!")}
    top, module = written(Circuit(["a"], {"o": "u", "p": "b"}, nodes, "top"))
    assert top.names(("u", "u.Y!", "a", "b")) == ["o", "o", "a", "p"]
    assert top.wires("u") == ["a", "o"]
    assert (module.inputs, module.outputs) == (["__"], ("___1",))


def test_an_output_that_is_an_input_is_distinct_where_that_is_asked_for_and_in_definitions():
    inner = Circuit(["a"], ["a"], {}, "inner")
    top = Circuit(["a"], {"a": "a", "y": "u"}, {"u": Instance(inner, ("a",), "inner")}, "top")
    assert [module.outputs for module in written(top)] == [("a", "y"), ("a_1",)]
    assert [module.outputs for module in written(top, distinct=True)] == [("a_1", "y"), ("a_1",)]


def test_a_net_read_twice_is_read_once():
    neuron = Neuron(Perceptron([1, 2, 2], threshold=4), ("a", "b", "a"), "X")
    (module,) = written(Circuit(["a", "b"], ["y"], {"y": neuron}))
    assert module.read(neuron) == (["a", "b"], LinearForm((3, 2), 4))
