"""Matching ports, and replaying counterexamples on the engine that sums weights."""

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.analysis.miter import Matching, match, miter
from neurocircuit.errors import InputError
from neurocircuit.netlist.circuit import Circuit
from tests.samples import FULL_ADDER, counter, gate


def wires(inputs, outputs) -> Circuit:
    """Each output is a buffer of the input at its place."""
    nodes = {f"n{place}": gate("BUF", name) for place, name in enumerate(inputs)}
    return Circuit(inputs, dict(zip(outputs, nodes, strict=True)), nodes)


def test_by_name_in_whatever_order():
    found = match(wires(["a", "b"], ["y", "z"]), wires(["b", "a"], ["z", "y"]))
    assert found == Matching((("a", "a"), ("b", "b")), (("y", "y"), ("z", "z")), "by name")
    assert str(found) == "2 inputs and 2 outputs matched by name"


def test_by_order_bits_of_equal_buses_whatever_their_direction():
    left, right = wires(["a[1]", "a[0]"], ["y[0]", "y[1]"]), wires(["x[0]", "x[1]"], ["z[1]", "z[0]"])
    found = match(left, right, by_order=True)
    assert found.inputs == (("a[1]", "x[1]"), ("a[0]", "x[0]"))
    assert found.outputs == (("y[0]", "z[0]"), ("y[1]", "z[1]"))
    assert found.how == "by order"


def test_by_order_bit_by_bit_as_declared_where_ports_differ_in_width():
    found = match(wires(["a[1]", "a[0]"], ["y", "z"]), wires(["p", "q"], ["z", "y"]), by_order=True)
    assert found.inputs == (("a[1]", "p"), ("a[0]", "q"))
    assert found.outputs == (("y", "z"), ("z", "y"))


def test_a_map_of_bits_and_buses_then_names():
    left, right = wires(["a[1]", "a[0]", "c"], ["y", "z", "s"]), wires(["c", "x[0]", "x[1]"], ["s", "w", "z"])
    found = match(left, right, map={"a": "x", "y": "w"})
    assert found.inputs == (("a[1]", "x[1]"), ("a[0]", "x[0]"), ("c", "c"))
    assert found.outputs == (("y", "w"), ("z", "z"), ("s", "s"))
    assert found.how == "by name and by the given map"


@pytest.mark.parametrize("wrong", [3, {3: "x"}, {"a": None}, [("a", "x")]])
def test_a_map_that_is_none(wrong):
    with pytest.raises(InputError, match="a map that is "):
        match(wires(["a"], ["y"]), wires(["x"], ["y"]), map=wrong)


def test_a_map_then_order():
    found = match(wires(["a", "b"], ["y", "z"]), wires(["p", "q"], ["v", "w"]), True, {"a": "q"})
    assert found.inputs == (("a", "q"), ("b", "p"))


@pytest.mark.parametrize(
    ("left", "right", "options", "message"),
    [
        (
            ["a", "b"],
            ["a", "c"],
            {},
            "inputs do not match: left 1 (b), right 1 (c) (--by-order, or --map b=c)",
        ),
        (
            ["a", "b"],
            ["a"],
            {},
            "inputs do not match: left 1 (b), right none (each needs a partner: --by-order, or --map a=x)",
        ),
        (
            ["a", "b"],
            ["p"],
            {"by_order": True},
            "inputs do not match: left 2 (a, b), right 1 (p) (each needs a partner)",
        ),
        (["a", "b"], ["p", "q"], {"map": {"a": "p"}}, "inputs do not match: left 1 (b), right 1 (q)"),
        (["a", "b"], ["a", "b"], {"map": {"c": "a"}}, "no port 'c' with its partner (map LEFT=RIGHT)"),
        (["a", "b"], ["p", "b"], {"map": {"a": "p", "b": "p"}}, "two inputs are matched with one"),
        (["a[0]", "a[1]"], ["p", "q"], {"map": {"a": "p"}}, "'a' has 2 bits, 'p' 1"),
    ],
)
def test_what_does_not_match(left, right, options, message):
    with pytest.raises(InputError) as caught:
        match(wires(left, left), wires(right, right), **options)
    assert message in str(caught.value)


def test_outputs_that_do_not_match():
    with pytest.raises(InputError, match=r"outputs do not match: left 1 \(y\), right 1 \(z\)"):
        match(wires(["a"], ["y"]), wires(["a"], ["z"]))


def both(left, right, **options):
    return miter(left, right, match(left, right, **options))


def test_both_sides_read_the_same_inputs_in_the_same_order():
    found = both(wires(["a", "b"], ["y", "z"]), wires(["b", "a"], ["z", "y"]))
    assert [subject.inputs for subject in found.subjects] == [("a", "b"), ("a", "b")]
    assert found.subjects[1].outputs == ("n1", "n0")
    assert not found.clocked
    assert both(FULL_ADDER, FULL_ADDER).subjects[1].graph is FULL_ADDER.graph
    assert both(counter(2), counter(2)).clocked


def test_replay_shows_ports_as_each_circuit_does():
    left = nc.build("y[0] = a[0]; y[1] = a[1]")
    right = wires(["p[1]", "p[0]"], ["q[0]", "q[1]"]).replace(encoding="bipolar", nodes={
        "n0": gate("BUF", "p[1]", encoding="bipolar"), "n1": gate("BUF", "p[0]", encoding="bipolar")})  # fmt: skip
    found = both(left, right, by_order=True).replay(np.array([[1, 0]], np.uint8))
    assert (found.inputs, found.left, found.right, found.cycles) == ({"a": 1}, {"y": 1}, {"q": 2}, None)
    scalar = both(nc.read("xor"), nc.read("or"))
    assert scalar.replay(np.array([[1, 1]], np.uint8)).left == {"y": 0}


def test_replay_of_clocked_circuits_is_cycle_by_cycle():
    frozen = Circuit(["en"], {"q[0]": "zero", "q[1]": "zero"}, {"zero": gate("ZERO")})
    found = both(counter(2), frozen).replay(np.array([[0], [1], [0]], np.uint8))
    assert found.inputs == {"en": [0, 1, 0]}
    assert (found.left, found.right, found.cycles) == ({"q": [0, 0, 1]}, {"q": [0, 0, 0]}, 3)


def test_what_the_reference_engine_does_not_confirm_is_no_counterexample():
    with pytest.raises(AssertionError, match="does not confirm"):
        both(nc.read("xor"), nc.read("or")).replay(np.array([[1, 0]], np.uint8))
