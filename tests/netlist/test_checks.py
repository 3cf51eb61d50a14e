"""Structural faults, all at once, and limits by counting."""

import networkx as nx
import pytest
from hypothesis import given

from neurocircuit.errors import CircuitError, LimitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.checks import check_limits, faults, require_sound
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register, Test
from neurocircuit.testing import circuits
from tests.samples import FULL_ADDER, adder, gate

NOT = Circuit(["a"], ["y"], {"y": gate("NOT", "a")}, "inverter")


def told(circuit):
    return [str(fault) for fault in faults(circuit)]


@given(circuits())
def test_random_circuits_are_sound(circuit):
    assert faults(circuit) == ()
    assert require_sound(circuit) is circuit


@pytest.mark.parametrize(
    ("circuit", "fault"),
    [
        (
            Circuit(["carry1"], ["y"], {"y": gate("NOT", "cary1")}),
            "nodes.y: unknown net 'cary1' (did you mean 'carry1'?)",
        ),
        (Circuit(["a"], ["z"], {}), "outputs: unknown net 'z'"),
        (Circuit(["a"], ["a"], {"q": Register("nxt")}), "nodes.q: unknown net 'nxt'"),
        (Circuit(["a"], ["a"], {"i": Instance(NOT, ("b1",))}), "nodes.i: unknown net 'b1'"),
        (
            Circuit(["a"], ["i.z"], {"i": Instance(NOT, ("a",))}),
            "outputs: unknown net 'i.z' (did you mean 'i.y'?)",
        ),
        (Circuit(["a", "a"], ["a"], {}), "inputs: 'a' is there 2 times (each name once)"),
        (Circuit(["a"], ["a", "a"], {}), "outputs: 'a' is there 2 times (each name once)"),
        (Circuit(["a"], ["a"], {}, output_nets=["a", "a"]), "outputs: 1 names for 2 nets"),
        (
            Circuit(["a"], ["a"], {"a": gate("ONE")}),
            "nodes.a: net 'a' is an input and driven by a node too (rename one of them)",
        ),
        (
            Circuit(["a"], ["a"], {"i": Instance(NOT, ("a",)), "i.y": gate("ONE")}),
            "nodes.i: net 'i.y' is driven twice (rename one of the two)",
        ),
        (
            Circuit(["a", "i.y"], ["a"], {"i": Instance(NOT, ("a",))}),
            "nodes.i: net 'i.y' is driven twice (rename one of the two)",
        ),
        (
            Circuit(["a", "b"], {"a": "b"}, {}),
            "outputs: 'a' is an input and an output that shows 'b' (rename one of them)",
        ),
        (Circuit(["a b"], ["a b"], {}), "inputs: the name 'a b' holds U+0020"),
        (
            Circuit(["a"], ["y"], {"y": Neuron(Perceptron([1, 1], threshold=1), ("a",))}),
            "nodes.y: 1 inputs for 2 weights",
        ),
        (
            Circuit(["a"], ["y"], {"y": gate("NOT", "a", encoding="bipolar")}),
            "nodes.y: a bipolar perceptron in a binary circuit",
        ),
        (
            Circuit(["a"], ["y"], {"y": Neuron(Perceptron([1], threshold=1), ("a",), gate="XOR")}),
            "nodes.y: unknown gate 'XOR'",
        ),
        (
            Circuit(["a"], ["y"], {"y": Neuron(Perceptron([2], threshold=2), ("a",), gate="AND")}),
            "nodes.y: not the neuron of AND",
        ),
        (Circuit(["a"], ["q"], {"q": Register("a", 2)}), "nodes.q: initial 2 is neither 0 nor 1"),
        (Circuit(["a"], ["a"], {"i": Instance(FULL_ADDER, ("a",))}), "nodes.i: 1 inputs for the 3 of the definition"),
        (Circuit(["a"], ["g"], {"g": gate("AND", "a", "g")}), "combinational cycle: g -> g (break it with a register)"),
    ],
)
def test_each_fault_has_its_line(circuit, fault):
    assert any(line.startswith(fault) for line in told(circuit)), told(circuit)
    with pytest.raises(CircuitError):
        circuit.graph  # noqa: B018


def test_all_faults_are_told_at_once():
    circuit = Circuit(["a", "a"], ["x"], {"y": gate("NOT", "b"), "q": Register("c", 3)})
    assert len(faults(circuit)) == 5
    with pytest.raises(CircuitError, match="and 4 more faults") as caught:
        require_sound(circuit)
    assert caught.value.faults == faults(circuit)


def test_faults_inside_definitions_say_where():
    broken = Circuit(["a"], ["y"], {"y": gate("NOT", "b")}, "broken")
    used = Circuit(["a"], ["i"], {"i": Instance(broken, ("a",))}, circuits={"bad": broken})
    assert told(used) == ["circuits.bad.nodes.y: unknown net 'b' (one of a, y)"]
    unused = Circuit(["a"], ["a"], {}, circuits={"bad": broken})
    assert [line.split(":")[0] for line in told(unused)] == ["circuits.bad.nodes.y"]
    elsewhere = Circuit(["a"], ["i"], {"i": Instance(broken, ("a",))})
    assert [line.split(" unknown")[0] for line in told(elsewhere)] == ["broken: nodes.y:"]


def test_a_cycle_in_a_definition_that_nobody_uses_is_told():
    ring = Circuit(["a"], ["g"], {"g": gate("AND", "a", "g")})
    assert told(Circuit(["a"], ["a"], {}, circuits={"ring": ring})) == [
        "circuits.ring: combinational cycle: g -> g (break it with a register)"
    ]


def test_cycles_are_named_net_by_net_one_for_each_group():
    nodes = {
        "q": gate("NOR", "r", "t"),
        "t": gate("BUF", "q"),
        "y": gate("NOT", "z"),
        "z": gate("BUF", "y"),
    }
    assert told(Circuit(["r"], ["q"], nodes)) == [
        "combinational cycle: q -> t -> q (break it with a register)",
        "combinational cycle: y -> z -> y (break it with a register)",
    ]


def test_neurons_behind_what_they_read_are_in_no_cycle(monkeypatch):
    def search(graph):
        raise AssertionError("not needed")

    monkeypatch.setattr(nx, "is_directed_acyclic_graph", search)
    nodes = {"b": gate("AND", "a", "q"), "c": gate("NOT", "b"), "q": Register("c")}
    assert told(Circuit(["a"], ["c"], nodes)) == []
    with pytest.raises(AssertionError, match="not needed"):
        told(Circuit(["a"], ["c"], {"c": gate("NOT", "b"), "b": gate("NOT", "a")}))


def test_a_cycle_runs_in_the_direction_of_the_signal():
    nodes = {"a": gate("BUF", "c"), "b": gate("BUF", "a"), "c": gate("BUF", "b")}
    assert told(Circuit([], ["a"], nodes)) == ["combinational cycle: a -> b -> c -> a (break it with a register)"]


def test_a_long_cycle_is_shortened():
    length = 20_000
    nodes = {f"n{k}": gate("NOT", f"n{(k - 1) % length}") for k in range(length)}
    (line,) = told(Circuit([], ["n0"], nodes))
    assert "n0 -> n1 -> n2 -> n3 -> n4 -> ... 19993 more ..." in line
    assert len(line) < 200


def test_a_ring_through_a_register_is_sound():
    assert told(Circuit([], ["q"], {"q": Register("d"), "d": gate("NOT", "q")})) == []
    assert told(Circuit([], ["q"], {"q": Register("q")})) == []


def test_a_cycle_that_only_flattening_shows():
    nodes = {"i": Instance(NOT, ("j",)), "j": Instance(NOT, ("i",))}
    assert told(Circuit([], ["i"], nodes)) == ["combinational cycle: i.y -> j.y -> i.y (break it with a register)"]


def nested(levels, copies):
    circuit = NOT
    for _ in range(levels):
        circuit = Circuit(["a"], {"y": "f0"}, {f"f{k}": Instance(circuit, ("a",)) for k in range(copies)})
    return circuit


def test_neurons_are_counted_before_anything_is_expanded():
    with pytest.raises(LimitError, match=r"about 10\^30 neurons after expansion \(at most 10,000,000\)"):
        faults(nested(30, 10))
    with pytest.raises(LimitError, match="100,000,000 neurons after expansion"):
        nested(8, 10).simulate(a=1)


def test_instances_are_no_neurons_and_counted_by_themselves():
    check_limits(nested(22, 2))  # 4 million neurons in 8 million instances
    empty = Circuit([], [], {})
    for _ in range(8):
        empty = Circuit([], [], {f"f{k}": Instance(empty, ()) for k in range(10)})
    with pytest.raises(LimitError, match="111,111,110 registers and instances after expansion"):
        check_limits(empty)


def test_nesting_ends_at_64():
    assert faults(nested(64, 1)) == ()
    for levels in (65, 5_000):
        with pytest.raises(LimitError, match="instances nested 65 deep"):
            faults(nested(levels, 1))


def test_port_bits_end_at_a_million():
    with pytest.raises(LimitError, match="1000001 port bits"):
        faults(Circuit([f"i{k}" for k in range(10**6 + 1)], [], {}))


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        (Test(("a", "b", "s", "t"), ()), "tests[0].columns: unknown column 't'"),
        (Test(("a", "s"), ()), "tests[0].columns: input 'b' is missing (all inputs must be given)"),
        (Test(("a", "b", "a"), ()), "tests[0].columns: a column is there twice"),
        (Test(("a", "b", "s"), ((1, 2),)), "tests[0].rows[0]: 2 values, expected 3"),
        (
            Test(("a", "b", "s"), ((1, 2, 3), (1, None, 3))),
            "tests[0].rows[1]: input 'b' is null (only outputs may be null)",
        ),
        (Test(("a", "b", "s"), ((4, 2, 3),)), "tests[0].rows[0]: a = 4 (0 to 3)"),
        (Test(("a", "b", "s"), ((1, -1, None),)), "tests[0].rows[0]: b = -1 (0 to 3)"),
        (Test(("a", "b", "s"), ((1, 1, 10**5000),)), "tests[0].rows[0]: s = an integer of 16610 bits (0 to 7)"),
    ],
)
def test_faults_of_tests(test, fault):
    lines = told(adder(2).replace(tests=[test]))
    assert [line[: len(fault)] for line in lines] == [fault]


def test_truth_values_of_tests_follow_the_encoding():
    for encoding, values in (("binary", {0, 1}), ("bipolar", {-1, 0, 1})):
        circuit = Circuit(["a"], ["y"], {"y": gate("NOT", "a", encoding=encoding)}, encoding=encoding)
        for value in (-2, -1, 0, 1, 2):
            assert (told(circuit.replace(tests=[Test(("a",), ((value,),))])) == []) == (value in values)
