"""AIGER, text and binary: writing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from neurocircuit import formats
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.testing import circuits
from tests.formats.conformance import assert_same_function
from tests.samples import adder, counter, gate


def text(circuit):
    return formats.dumps(circuit, "aag").splitlines()


def test_an_and_is_an_and():
    circuit = Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b")})
    assert text(circuit) == ["aag 3 2 0 1 1", "2", "4", "6", "6 2 4", "i0 a", "i1 b", "o0 y"]
    assert formats.dumps(circuit, "aig") == b"aig 3 2 0 1 1\n6\n\2\2i0 a\ni1 b\no0 y\n"


def test_an_exclusive_or_is_three_ands():
    lines = text(formats.read("xor"))
    assert lines[0] == "aag 5 2 0 1 3"
    assert lines[3:7] == ["11", "6 2 5", "8 3 4", "10 7 9"]


def test_what_is_equal_is_written_once():
    both = gate("AND", "a", "b")
    circuit = Circuit(["a", "b"], {"y": "y", "z": "z", "n": "n"}, {"y": both, "z": both, "n": gate("NAND", "a", "b")})
    assert text(circuit)[3:7] == ["6", "6", "7", "6 2 4"]


def test_constants_and_wires_take_no_and():
    circuit = Circuit(
        ["a"], {"y": "a", "o": "o", "z": "z", "n": "n"}, {"o": gate("ONE"), "z": gate("ZERO"), "n": gate("NOT", "a")}
    )
    assert text(circuit)[:6] == ["aag 1 1 0 4 0", "2", "2", "1", "0", "3"]


def test_registers_keep_names_and_initial_values():
    circuit = Circuit(["a"], {"q": "q"}, {"q": Register("p", 1), "p": Register("a")})
    assert text(circuit) == ["aag 3 1 2 1 0", "2", "4 6 1", "6 2", "4", "i0 a", "l0 q", "l1 p", "o0 q"]
    assert formats.dumps(circuit, "aig") == b"aig 3 1 2 1 0\n6 1\n2\n4\ni0 a\nl0 q\nl1 p\no0 q\n"
    assert formats.parse(formats.dumps(circuit, "aig"), "aig").nodes == circuit.nodes


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_registers_of_any_hierarchy_keep_names_and_initial_values(circuit):
    again = formats.parse(formats.dumps(circuit, "aig"), "aig")
    shown = circuit.graph.graph["outputs"]
    kept = [net if shown.get(net, net) == net else None for net in circuit.registers]
    assert [net if old else None for net, old in zip(again.registers, kept, strict=True)] == kept
    initial = [circuit.graph.nodes[net]["initial"] for net in circuit.registers]
    assert [again.nodes[net].initial for net in again.registers] == initial


def test_a_register_that_an_output_hides_is_renamed():
    circuit = Circuit(["a"], {"q": "a", "q_1": "q"}, {"q": Register("a")})
    assert text(circuit)[-4:] == ["i0 a", "l0 q_2", "o0 q", "o1 q_1"]


def test_hierarchy_is_flattened_with_the_names_of_buses():
    for circuit in (adder(4), counter(3)):
        for form in ("aag", "aig"):
            again = formats.parse(formats.dumps(circuit, form), form)
            assert (again.inputs, again.outputs, again.registers) == (
                circuit.inputs,
                circuit.outputs,
                circuit.registers,
            )
            assert_same_function(circuit, again)


@pytest.mark.parametrize("weight", [1, 10**9, 2**63 + 1])
def test_wide_and_heavy_neurons(weight):
    nets = [f"x[{n}]" for n in range(40)]
    heavy = Neuron(Perceptron([weight * (n % 7 - 3) for n in range(40)], threshold=weight), tuple(nets))
    circuit = Circuit(nets, ["y"], {"y": heavy})
    assert_same_function(circuit, formats.parse(formats.dumps(circuit, "aig"), "aig"))


def test_deltas_of_more_than_one_byte():
    """The last AND reads the first input, which lies 2 * 300 literals before it."""
    nets = [f"x{n}" for n in range(300)]
    circuit = Circuit(nets, ["y"], {"y": gate("AND", "x0", "x299")})
    data = formats.dumps(circuit, "aig")
    assert data.startswith(b"aig 301 300 0 1 1\n602\n\2\xd6\4i0 x0\n")
    assert formats.parse(data, "aig").nodes["y"].inputs == ("x0", "x299")


def test_a_long_chain_needs_no_stack():
    nodes = {f"n{k}": gate("NOR", f"n{k - 1}" if k else "c", "abc"[k % 3]) for k in range(50_000)}
    circuit = Circuit(["a", "b", "c"], {"y": "n49999"}, nodes)
    again = formats.parse(formats.dumps(circuit, "aig"), "aig")
    assert len(again.nodes) > 40_000
    assert_same_function(circuit, again)
