"""Clauses: they hold exactly where the operation does."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis.cnf import (
    NeuronClauses,
    equal_clauses,
    neurons_in_clauses,
    operation_clauses,
    prime_clauses,
    signed,
)
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.simulation.lowering import WIDE, lower
from neurocircuit.simulation.program import lower_graphs
from neurocircuit.simulation.subject import subject_of
from tests.samples import gate


def holds(clauses, values) -> bool:
    return all(any(values[abs(literal)] == (literal > 0) for literal in clause) for clause in clauses)


def value(literal, values) -> bool:
    return values[literal >> 1] ^ bool(literal & 1)


ASSIGNMENTS = [dict(enumerate((False, *bits))) for bits in product((False, True), repeat=3)]


@pytest.mark.parametrize(("left", "right"), [(2, 4), (2, 5), (3, 4), (3, 5), (4, 2), (5, 2), (4, 3), (5, 3)])
def test_an_operation(left, right):
    clauses = list(operation_clauses(3, left, right))
    assert len(clauses) == (3 if left < right else 4)
    for values in ASSIGNMENTS:
        a, b = value(left, values), value(right, values)
        assert holds(clauses, values) == (values[3] == (a and b if left < right else a != b))


@pytest.mark.parametrize(("a", "b"), [(2, 4), (5, 2), (3, 5), (4, 0), (4, 1), (0, 5), (1, 5)])
def test_equal_literals(a, b):
    for values in ASSIGNMENTS:
        assert holds(equal_clauses(a, b), values) == (value(a, values) == value(b, values))


def test_signs():
    assert [signed(literal) for literal in (2, 3, 14, 15)] == [1, -1, 7, -7]


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=6), st.integers(-8, 9))
def test_prime_clauses_hold_exactly_where_the_neuron_decides_so(weights, threshold):
    form = LinearForm(tuple(weights), threshold)
    clauses = prime_clauses(form)
    operations = lower(form).operations
    assert len(clauses) <= max(0, sum(3 if left < right else 4 for left, right in operations) - 1)
    for bits in product((False, True), repeat=len(weights) + 1) if clauses else ():
        fired = sum(w for w, bit in zip(weights, bits, strict=False) if bit) >= threshold
        assert holds(clauses, dict(enumerate(bits, 1))) == (bits[-1] == fired)


@pytest.mark.parametrize(
    ("form", "count"),
    [
        (LinearForm((1,), 1), 0),
        (LinearForm((1, 1), 2), 0),
        (LinearForm((1,) * 9, 9), 10),
        (LinearForm((1, 1, 1), 2), 6),
        (LinearForm((1,) * 40, 20), 0),
        (LinearForm((1,) * (WIDE + 1), 1), 0),
    ],
)
def test_the_operations_stand_where_they_are_fewer_clauses(form, count):
    assert len(prime_clauses(form)) == count


def test_neurons_are_found_by_their_variable():
    nodes = {"m": gate("MAJORITY", "a", "b", "q"), "n": gate("NOT", "m"), "q": Register("m")}
    subjects = [subject_of(Circuit(["a", "b"], ["n", "m"], nodes).graph)]
    lowered = lower_graphs(subjects)
    ((variable, neuron),) = neurons_in_clauses(subjects, lowered.nets).items()
    assert (neuron.read, neuron.output) == ((2, 4, 6), lowered.outputs[1])
    assert variable == neuron.output >> 1


def test_clauses_over_other_literals():
    neuron = NeuronClauses((2, 5), 7, ((3, -1), (-3, 2)))
    assert neuron.over([0, 9, 2], 6) == ([(-3, 4), (3, -1)], [4, 1])
    assert neuron.over([0, 9, 1], 6) is None
