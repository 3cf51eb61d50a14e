"""Renaming nets for formats that cannot hold every name."""

from __future__ import annotations

from hypothesis import given, settings

from neurocircuit.netlist.circuit import Circuit, Instance, Register, Test
from neurocircuit.netlist.rename import rename_nets
from neurocircuit.testing import circuits
from tests import oracle
from tests.samples import FULL_ADDER, adder, counter, gate


def plain(name):
    return name.replace(".", "_").replace("[", "_").replace("]", "")


def test_what_need_not_change_is_the_circuit_itself():
    circuit = adder(2)
    assert rename_nets(circuit, lambda name: name) is circuit


def test_names_that_stay_are_not_taken_and_those_that_meet_are_numbered():
    circuit = Circuit(["a.b", "a_b"], ["a[b]"], {"a[b]": gate("AND", "a.b", "a_b")})
    again = rename_nets(circuit, plain)
    assert (again.inputs, again.outputs) == (("a_b_1", "a_b"), ("a_b_2",))
    assert again.nodes == {"a_b_2": gate("AND", "a_b_1", "a_b")}


def test_ports_are_renamed_in_tests_too_and_registers_keep_their_values():
    circuit = Circuit(["d.x"], ["q"], {"q": Register("d.x", 1)}, tests=[Test(("d.x", "q"), ((0, 1),), "t")])
    again = rename_nets(circuit, plain)
    assert again.nodes == {"q": Register("d_x", 1)}
    assert again.tests == (Test(("d_x", "q"), ((0, 1),), "t"),)


def test_a_change_inside_a_definition_flattens():
    inner = Circuit(["a"], {"y": "n.m"}, {"n.m": gate("NOT", "a")})
    circuit = Circuit(["a"], ["i"], {"i": Instance(inner, ("a",))}, description="text")
    again = rename_nets(circuit, lambda name: name.replace("n.m", "n_m"))
    assert (dict(again.instances), again.description) == ({}, "text")
    assert list(again.nodes) == ["i.n_m"]
    kept = Circuit(["a", "b", "cin"], ["i.sum"], {"i": Instance(FULL_ADDER, ("a", "b", "cin"))})
    assert rename_nets(kept, lambda name: name) is kept


@settings(deadline=None, max_examples=40)
@given(circuits(max_inputs=2))
def test_a_renamed_circuit_computes_the_same(circuit):
    again = rename_nets(circuit, lambda name: f"x{plain(name)}")
    for bits in ([0] * len(circuit.inputs), [1] * len(circuit.inputs)):
        before = oracle.run(circuit, [dict(zip(circuit.inputs, bits, strict=True))] * 3)
        after = oracle.run(again, [dict(zip(again.inputs, bits, strict=True))] * 3)
        assert [list(row.values()) for row in after] == [list(row.values()) for row in before]


def test_registers_of_a_counter_are_renamed_together():
    assert rename_nets(counter(2), plain).registers == ("q_0", "q_1")
