"""The rules of an exercise: gates by what they compute, parts by where they come from."""

from itertools import product

import pytest
from hypothesis import given

from neurocircuit.analysis.restrictions import Restrictions, computes_one_of, ready_made_parts, symmetric_count
from neurocircuit.errors import InputError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.gates import GATES, gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from neurocircuit.testing import perceptrons

PLAIN = [name for name, gate in GATES.items() if not gate.parameter]


def table(perceptron):
    return [perceptron.encoded("binary")(*bits) for bits in product((0, 1), repeat=perceptron.arity)]


def brute_force(perceptron):
    """The symmetric function that a neuron computes, found by its truth table."""
    n = perceptron.arity
    outputs = table(perceptron)
    counts = [sum(bits) for bits in product((0, 1), repeat=n)]
    for k in range(1, n + 1):
        if outputs == [int(count >= k) for count in counts]:
            return k
        if outputs == [int(count < k) for count in counts]:
            return -k
    return None if n else outputs[0] - 1


@given(perceptrons())
def test_symmetric_functions_are_those_of_the_truth_table(perceptron):
    assert symmetric_count(perceptron) == brute_force(perceptron)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
def test_each_gate_is_itself_however_its_weights_are_written(name, encoding):
    gate = GATES[name]
    written = gate_perceptron(name, gate.fewest or 0, encoding=encoding)
    scaled = Perceptron([7 * w for w in written.weights], 3, 7 * written.threshold + 3, encoding)
    assert computes_one_of(scaled, (name,))


def test_a_gate_is_not_another_one():
    for name, other in product(("AND", "OR", "NAND", "NOR", "MAJORITY"), repeat=2):
        assert computes_one_of(gate_perceptron(name, 3), (other,)) == (name == other)


def test_at_least_is_any_k():
    assert computes_one_of(Perceptron([2, 2, 2, 2], threshold=4), ("AT_LEAST",))
    assert not computes_one_of(Perceptron([2, 1, 1, 1], threshold=2), ("AT_LEAST",))
    assert not computes_one_of(gate_perceptron("NOR", 2), ("AT_LEAST",))


def test_unknown_gates_are_refused():
    with pytest.raises(InputError, match="unknown gate 'FOO'"):
        Restrictions(("and", "FOO"))


def test_parts_of_own_definitions_and_files_are_no_library():
    gate = ready_made("and")
    own = Circuit(
        ["a", "b"],
        ["x", "y", "z"],
        {
            "x": Instance(gate, ("a", "b"), "mine"),
            "y": Instance(gate, ("a", "b"), "other.json"),
            "z": Instance(gate, ("a", "b"), "and"),
        },
        circuits={"mine": gate},
    )
    assert list(ready_made_parts(own)) == [("z", "and")]


def test_parts_of_parts_are_found():
    deep = Circuit(["a", "b"], ["y"], {"y": Instance(ready_made("and"), ("a", "b"), "and")})
    outer = Circuit(["a", "b"], ["y"], {"y": Instance(deep, ("a", "b"), "deep")}, circuits={"deep": deep})
    filed = Circuit(["a", "b"], ["y"], {"y": Instance(deep, ("a", "b"), "deep.json")})
    assert list(ready_made_parts(outer)) == [("deep.y", "and")]
    assert list(ready_made_parts(filed)) == [("y.y", "and")]


def test_without_rules_everything_is_allowed():
    assert list(Restrictions().violations(ready_made("adder4"))) == []


@pytest.mark.parametrize(("most", "found"), [(2, []), (1, ["2 neurons, at most 1 allowed"])])
def test_neurons_are_counted_up_to_the_limit_with_instances_expanded(most, found):
    circuit = Circuit(["a", "b"], ["y"], {"y": Instance(ready_made("xor"), ("a", "b"), "xor")})
    assert list(Restrictions(max_neurons=most).violations(circuit)) == found


def test_neurons_that_are_none_of_the_gates_are_named():
    assert list(Restrictions(("or", "And")).violations(ready_made("half_adder"))) == ["not one of OR, AND: sum"]
    assert list(Restrictions(("AND",)).violations(ready_made("and"))) == []


def test_a_neuron_counts_by_its_function_or_by_the_gate_that_is_written():
    circuit = Circuit(["a"], ["y"], {"y": Neuron(gate_perceptron("MAJORITY", 1), ("a",), "MAJORITY")})
    assert list(Restrictions(("BUF",)).violations(circuit)) == []
    assert list(Restrictions(("BUF",), gates_only=True).violations(circuit)) == ["not one of BUF: y"]
    assert list(Restrictions(("MAJORITY",), gates_only=True).violations(circuit)) == []
    weighted = Circuit(["a"], ["y"], {"y": Neuron(gate_perceptron("BUF", 1), ("a",))})
    assert list(Restrictions(("BUF",)).violations(weighted)) == []
    assert list(Restrictions(("BUF",), gates_only=True).violations(weighted)) == ["written with weights: y"]


def test_what_matters_most_comes_first():
    circuit = Circuit(["a", "b"], ["y"], {"y": Instance(ready_made("xor"), ("a", "b"), "xor")})
    found = list(Restrictions(("AND",), False, 1, True).violations(circuit))
    assert [line.split(":")[0] for line in found] == [
        "ready-made circuits used", "written with weights", "not one of AND", "2 neurons, at most 1 allowed",
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "more"), [(5, ""), (6, " and 1 more")])
def test_five_names_are_listed_and_more_are_counted(amount, more):
    names = [f"n{place}" for place in range(amount)]
    nodes = {name: Neuron(gate_perceptron("NOT", 1), ("a",), "NOT") for name in names}
    found = list(Restrictions(("AND",)).violations(Circuit(["a"], names, nodes)))
    assert found == [f"not one of AND: n0, n1, n2, n3, n4{more}"]


def test_ready_made_parts_are_named_with_what_they_are():
    circuit = ready_made("xor")
    using = Circuit(["a", "b"], ["y"], {"y": Instance(circuit, ("a", "b"), "xor")})
    assert list(Restrictions(library=False).violations(using)) == ["ready-made circuits used: y (xor)"]
    assert list(Restrictions(library=False).violations(circuit)) == []
    assert list(Restrictions(library=True).violations(using)) == []
