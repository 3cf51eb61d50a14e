"""Writing the Berkeley Logic Interchange Format."""

from __future__ import annotations

import pytest

from neurocircuit import formats
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from tests.formats.conformance import outputs_of
from tests.formats.test_blif import dumps, parse


def written(weights, threshold):
    names = tuple(f"i{index}" for index in range(len(weights)))
    text = dumps(Circuit(names, ["y"], {"y": Neuron(Perceptron(weights, threshold=threshold), names)}))
    return text.replace(" \\\n", "").splitlines()[3:-1]


@pytest.mark.parametrize(
    ("weights", "threshold", "lines"),
    [
        ([2, 3], 5, [".names i0 i1 y", "11 1"]),
        ([1, -1], 1, [".names i0 i1 y", "10 1"]),
        ([1, 1, 1], 2, [".names i0 i1 i2 y", "11- 1", "1-1 1", "-11 1"]),
        ([1] * 70, 1, [f".names {' '.join(f'i{index}' for index in range(70))} y", f"{'0' * 70} 0"]),
        ([1, 1], 3, [".names y"]),
        ([1, 1], 0, [".names y", "1"]),
        ([], 1, [".names y"]),
        ([], 0, [".names y", "1"]),
    ],
)
def test_neurons_are_written_as_their_prime_cubes(weights, threshold, lines):
    assert written(weights, threshold) == lines


def test_a_comparator_is_written_without_exponentially_many_rows():
    weights = [sign << bit for sign in (1, -1) for bit in range(20)]
    lines = written(weights, 1)
    assert len(lines) < 200
    names = tuple(f"i{index}" for index in range(40))
    circuit = Circuit(names, ["y"], {"y": Neuron(Perceptron(weights, threshold=1), names)})
    assert outputs_of(parse(dumps(circuit))).tolist() == outputs_of(circuit).tolist()


@pytest.mark.parametrize("threshold", [5, 7, 8])
def test_a_wide_count_is_written_as_gates_that_add_its_weights(threshold):
    names = tuple(f"i{index}" for index in range(12))
    circuit = Circuit(names, ["y"], {"y": Neuron(Perceptron([1] * 12, threshold=threshold), names)})
    again = parse(dumps(circuit))
    patterns = [[row >> index & 1 for index in range(12)] for row in range(1 << 12)]
    assert again.simulate(patterns)[:, 0].tolist() == [int(sum(pattern) >= threshold) for pattern in patterns]


def test_a_net_read_twice_is_written_once():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "a"))})
    assert ".names a b y\n1- 1\n" in dumps(circuit)


def test_hierarchy_is_kept_and_equal_definitions_are_one_model():
    circuit = formats.read("adder4")
    text = dumps(circuit)
    assert text.count(".model full_adder\n") == 1
    assert text.count(".subckt full_adder ") == 4
    again = parse(text)
    assert dumps(again) == text
    assert list(again.nodes) == ["fa0", "fa1", "fa2", "full_adder_1"]
    assert again.circuits["full_adder"].nodes["cout"].perceptron == Perceptron([1, 1, 1], threshold=2)


def test_an_input_that_is_an_output_of_a_definition_too():
    inverter = Neuron(gate_perceptron("NOT", 1), ("a",), "NOT")
    inner = Circuit(["a"], ["a", "y"], {"y": inverter}, "inner")
    circuit = Circuit(["x"], {"p": "u.a", "q": "u.y"}, {"u": Instance(inner, ("x",), "inner")}, "top")
    assert parse(dumps(circuit)).simulate([[0], [1]]).tolist() == [[0, 1], [1, 0]]


def test_names_that_the_format_cannot_hold_are_changed_without_collision():
    names = ("a#", "a_", "a=1", "b\\", "c\\d", "$n[3].x")
    circuit = Circuit(names, {"y": "a#", "z": "a_"}, {}, "free text\nwith # and \x1b")
    text = dumps(circuit)
    assert text.splitlines()[0] == ".model free_text_with___and__"
    again = parse(text)
    assert again.inputs == ("a__1", "a_", "a_1", "b_", "c\\d", "$n[3].x")
    assert again.simulate([[1, 0, 0, 0, 0, 0]]).tolist() == [[1, 0]]
