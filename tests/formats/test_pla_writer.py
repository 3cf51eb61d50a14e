"""Berkeley PLA: writing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import FormatError
from neurocircuit.formats import pla_writer
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist import blocks
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from tests.formats.conformance import assert_same_function
from tests.samples import adder, gate


def lines(circuit):
    return formats.dumps(circuit, "pla").splitlines()


def test_prime_cubes_shared_by_outputs():
    circuit = Circuit(["a", "b", "c"], ["y", "z"], {"y": gate("MAJORITY", "a", "b", "c"), "z": gate("AND", "a", "b")})
    assert lines(circuit) == [
        *(".i 3", ".o 2", ".ilb a b c", ".ob y z", ".p 3"),
        *("-11 10", "1-1 10", "11- 11", ".e"),
    ]


def test_constants_and_no_inputs():
    circuit = Circuit([], ["o", "z"], {"o": gate("ONE"), "z": gate("ZERO")})
    assert lines(circuit) == [".i 0", ".o 2", ".ob o z", ".p 1", "10", ".e"]
    zero = Circuit(["a"], ["z"], {"z": gate("ZERO")})
    # A table that says nothing still has a row: ABC wants one.
    assert lines(zero)[-3:] == [".p 1", "- 0", ".e"]


def test_an_output_that_is_an_input_gets_a_name_of_its_own():
    assert lines(Circuit(["a"], ["a"], {}))[2:4] == [".ilb a", ".ob a_1"]


def test_names_that_would_be_comments_are_changed():
    circuit = Circuit(["#a", "é"], ["y"], {"y": gate("AND", "#a", "é")})
    assert lines(circuit)[2] == ".ilb _a _"


def test_wide_products_are_multiplied_out():
    nets = [f"x{n}" for n in range(40)]
    nodes = {
        "all": gate("AND", *nets),
        "none": gate("NOR", *nets[:20]),
        "y": gate("OR", "all", "none", "x3"),
        "z": gate("AND", "all", "none"),
        "n": gate("NAND", *nets[:12]),
    }
    circuit = Circuit(nets, ["y", "z", "n"], nodes)
    rows = lines(circuit)[5:-1]
    # What lies within x3 is gone; z is 0 everywhere; n is twelve rows.
    assert len(rows) == 1 + 1 + 12
    assert f"---1{'-' * 36} 100" in rows
    assert_same_function(circuit, formats.parse(formats.dumps(circuit, "pla"), "pla"))


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_wide_circuits_keep_their_function(data):
    """Neurons over 14 inputs and each other: some tables, some products multiplied out."""
    nets = [f"x{n}" for n in range(14)]
    nodes = {}
    for number in range(data.draw(st.integers(1, 4))):
        read = tuple(data.draw(st.lists(st.sampled_from([*nets, *nodes]), min_size=1, max_size=6, unique=True)))
        weights = data.draw(st.lists(st.integers(-2, 2), min_size=len(read), max_size=len(read)))
        nodes[f"n{number}"] = Neuron(Perceptron(weights, threshold=data.draw(st.integers(-2, 3))), read)
    circuit = Circuit(nets, list(nodes), nodes)
    again = formats.parse(formats.dumps(circuit, "pla"), "pla")
    assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs)
    assert_same_function(circuit, again)


def test_hierarchy_is_flattened():
    circuit = adder(3)
    again = formats.parse(formats.dumps(circuit, "pla"), "pla")
    assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs)
    assert_same_function(circuit, again)


def refusal(circuit):
    with pytest.raises(FormatError) as error:
        formats.dumps(circuit, "pla")
    return str(error.value)


def test_registers_are_refused():
    circuit = Circuit(["a"], ["q"], {"q": Register("a")})
    assert refusal(circuit) == "a PLA has no registers, this circuit has 1 (write BLIF, .bench or AIGER instead)"


def test_no_outputs_are_refused():
    assert refusal(Circuit(["a"], [], {})) == "a PLA has at least one output, this circuit has none"


def half(width):
    nets = [f"x{n}" for n in range(width)]
    return Circuit(nets, ["y"], {"y": Neuron(Perceptron([1] * width, threshold=width // 2), tuple(nets))})


@pytest.mark.parametrize("circuit", [half(20), half(300), adder(30), blocks.parity(40)], ids=repr)
def test_what_would_take_too_many_rows_is_refused_before_they_are_made(circuit):
    assert "rows" in refusal(circuit)
    assert refusal(circuit).endswith("(write BLIF, .bench or AIGER instead)")


def test_many_outputs_of_few_rows_each_are_too_many_together():
    nets = [f"x{n}" for n in range(14)]
    tables = {f"y{k}": Neuron(Perceptron([1] * 13 + [k], threshold=6 + k % 3), tuple(nets)) for k in range(1, 6)}
    assert refusal(Circuit(nets, list(tables), tables)) == "more than 5,000 rows (write BLIF, .bench or AIGER instead)"


def test_rows_are_not_compared_for_ever(monkeypatch):
    """Twelve products of eleven inputs: as many steps to make each, and 66 pairs to find what lies within others."""
    nets = [f"x{n}" for n in range(22)]
    nodes = {f"p{n}": gate("AND", *nets[n : n + 11]) for n in range(12)}
    circuit = Circuit(nets, ["y"], {**nodes, "y": gate("OR", *nodes)})
    steps = 12 * 11 + 12
    for most, words in ((steps - 1, "too many rows"), (steps + 65, "too many rows"), (steps + 66, "")):
        monkeypatch.setattr(pla_writer, "MOST_PAIRS", most)
        if words:
            assert words in refusal(circuit)
        else:
            assert len(lines(circuit)) == 5 + 12 + 1
