"""The gate library: Boolean functions in both encodings, how many inputs each takes."""

import pickle
from itertools import product

import numpy as np
import pytest

from neurocircuit.errors import InputError
from neurocircuit.logic.gates import (
    AND,
    AT_LEAST,
    BUF,
    GATES,
    MAJORITY,
    NAND,
    NOR,
    NOT,
    ONE,
    OR,
    ZERO,
    find_gate,
    gate_of,
    gate_perceptron,
    is_gate,
    neuron_of,
)
from neurocircuit.logic.perceptron import LinearForm, Perceptron

FUNCTIONS = {
    "BUF": lambda *x: x[0],
    "NOT": lambda *x: not x[0],
    "AND": lambda *x: all(x),
    "OR": lambda *x: any(x),
    "NAND": lambda *x: not all(x),
    "NOR": lambda *x: not any(x),
    "MAJORITY": lambda *x: sum(x) > len(x) / 2,
    "ZERO": lambda: 0,
    "ONE": lambda: 1,
}
ARITIES = {"BUF": [1], "NOT": [1], "MAJORITY": [1, 3, 5], "ZERO": [0], "ONE": [0]}
CASES = [(name, arity) for name in FUNCTIONS for arity in ARITIES.get(name, [1, 2, 3, 4])]


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize(("name", "arity"), CASES)
def test_a_gate_is_its_boolean_function_in_every_encoding(name, arity, encoding):
    low = -1 if encoding == "bipolar" else 0
    neuron = gate_perceptron(name, arity, None, encoding)
    assert neuron.encoding == encoding
    for bits in product([0, 1], repeat=arity):
        assert neuron(*[1 if bit else low for bit in bits]) == (1 if FUNCTIONS[name](*bits) else low)


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize("k", [-1, 0, 1, 2, 3, 4])
def test_at_least_k_for_any_k(k, encoding):
    neuron = gate_perceptron("AT_LEAST", 3, k, encoding)
    assert neuron.truth_table.bits == sum((row.bit_count() >= k) << row for row in range(8))


def test_integer_forms_of_the_contract():
    forms = {
        ("BUF", 1): "[1; 1]",
        ("NOT", 1): "[-1; 0]",
        ("AND", 3): "[1, 1, 1; 3]",
        ("OR", 3): "[1, 1, 1; 1]",
        ("NAND", 3): "[-1, -1, -1; -2]",
        ("NOR", 3): "[-1, -1, -1; 0]",
        ("MAJORITY", 5): "[1, 1, 1, 1, 1; 3]",
        ("ZERO", 0): "[; 1]",
        ("ONE", 0): "[; 0]",
    }
    for (name, arity), form in forms.items():
        neuron = gate_perceptron(name, arity)
        assert f"[{', '.join(map(str, neuron.weights))}; {neuron.threshold}]" == form


def test_truth_tables_as_integers():
    tables = {("AND", 2): 0x8, ("NAND", 2): 0x7, ("NOR", 2): 0x1, ("OR", 2): 0xE, ("MAJORITY", 3): 0xE8}
    for (name, arity), bits in tables.items():
        assert gate_perceptron(name, arity).truth_table.bits == bits


def test_gates_called_with_numbers_evaluate():
    assert [AND(1, 1), OR(0, 1), NAND(1, 1), NOR(0, 0), NOT(0), BUF(1), MAJORITY(1, 0, 1), ZERO(), ONE()] == [
        *(1, 1, 0, 1, 1, 1, 1, 0, 1)
    ]
    assert AND(1, 1, 1, 0) == 0
    assert [AT_LEAST(2)(1, 0, 1), AT_LEAST(3)(1, 0, 1)] == [1, 0]
    assert [AND(1, -1), AND(1, 1), NOT(-1), OR(-1, 1), NOR(-1, -1)] == [-1, 1, 1, 1, 1]


def test_gates_called_with_arrays_broadcast():
    assert AND(np.array([0, 1]), 1).tolist() == [0, 1]
    assert NOR(np.array([-1, 1]), -1).tolist() == [1, -1]
    assert NOR([-1, 1], -1).tolist() == [1, -1]
    with pytest.raises(InputError):
        AND(np.array([0, 3]), 1)


@pytest.mark.parametrize(
    ("name", "inputs", "k", "message"),
    [
        ("AND", 0, None, "AND with 0 inputs (it takes 1 or more)"),
        ("NOT", 2, None, "NOT with 2 inputs (it takes 1)"),
        ("BUF", 0, None, "BUF with 0 inputs (it takes 1)"),
        ("ONE", 1, None, "ONE with 1 input (it takes none)"),
        ("MAJORITY", 4, None, "MAJORITY of 4 inputs has no majority (an odd number, or AT_LEAST with k)"),
        ("AT_LEAST", 3, None, "AT_LEAST needs k"),
        ("AND", 2, 1, "AND takes no k"),
    ],
)
def test_wrong_numbers_of_inputs_are_told(name, inputs, k, message):
    with pytest.raises(InputError) as caught:
        gate_perceptron(name, inputs, k)
    assert str(caught.value) == message


def test_names_are_found_in_any_letter_case():
    assert find_gate("nand") is GATES["NAND"]
    with pytest.raises(InputError, match=r"unknown gate 'NADN' \(did you mean 'NAND'\?\)"):
        find_gate("NADN")
    with pytest.raises(InputError, match=r"XOR is not a single neuron .*ready-made circuit.*\"xor\""):
        find_gate("xor")


def test_equal_gates_share_one_perceptron():
    assert gate_perceptron("AND", 3) is gate_perceptron("AND", 3)


def test_reprs():
    assert [repr(AND), repr(AT_LEAST(2))] == ["AND", "AT_LEAST(2)"]


@pytest.mark.parametrize("gate", [AND, MAJORITY, AT_LEAST(-1)], ids=str)
def test_gates_survive_pickling(gate):
    assert pickle.loads(pickle.dumps(gate)) == gate


@pytest.mark.parametrize("inputs", range(6))
def test_each_gate_is_known_by_its_form(inputs):
    """Of gates that are the same neuron, the one for so many inputs: of one input an AND is a BUF."""
    single = {"AND": "BUF", "OR": "BUF", "MAJORITY": "BUF", "NAND": "NOT", "NOR": "NOT"} if inputs == 1 else {}
    for gate in GATES.values():
        if gate.takes(inputs) and not gate.parameter:
            assert gate_of(gate.form(inputs)) == single.get(gate.name, gate.name)


@pytest.mark.parametrize("form", [((1, 2), 2), ((1, -1), 1), ((1, 1), 3), ((2,), 2), ((1, 1, 1, 1), 2), ((), 2)])
def test_other_forms_are_no_gates(form):
    assert gate_of(LinearForm(*form)) == ""


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
def test_a_form_is_one_shared_neuron_in_its_encoding(encoding):
    perceptron, gate = neuron_of(LinearForm((-1, -1), -1), encoding)
    assert (gate, perceptron) == ("NAND", gate_perceptron("NAND", 2, encoding=encoding))
    perceptron, gate = neuron_of(LinearForm((2, -1), 1), encoding)
    assert (gate, perceptron.integer_form) == ("", Perceptron([2, -1], threshold=1).integer_form)
    assert neuron_of(LinearForm((2, -1), 1), encoding)[0] is perceptron
    assert perceptron.encoding == encoding


@pytest.mark.parametrize(
    ("name", "taken"),
    [("NOT", [1]), ("ZERO", [0]), ("AND", [1, 2, 3, 4]), ("MAJORITY", [1, 3]), ("AT_LEAST", [1, 2, 3, 4])],
)
def test_how_many_inputs_a_gate_takes(name, taken):
    assert [inputs for inputs in range(5) if GATES[name].takes(inputs)] == taken
    assert not is_gate(Perceptron([1, 1], threshold=1), "NOT")
    assert not is_gate(Perceptron([1, 1], threshold=1), "MAJORITY")
