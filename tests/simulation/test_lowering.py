"""Recipes compute what their perceptron computes, and take few operations."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.simulation import lowering
from neurocircuit.simulation.lowering import Lowered, lower
from neurocircuit.simulation.operations import Operations


def evaluate(lowered: Lowered, values: list[int], mask: int) -> int:
    """The output of a lowered on integers used as words."""
    results = [0, *values]

    def value(literal: int) -> int:
        return results[literal >> 1] ^ (mask if literal & 1 else 0)

    for left, right in lowered.operations:
        results.append(value(left) & value(right) if left < right else value(left) ^ value(right))
    return value(lowered.output)


def table(form: LinearForm) -> int:
    arity = len(form.weights)
    variables = [TruthTable.variable(arity, j).bits for j in range(arity)]
    return evaluate(lower(form), variables, (1 << (1 << arity)) - 1)


@pytest.mark.parametrize("arity", range(5))
def test_every_threshold_function_of_few_inputs(arity):
    # Integer weights up to 3 realize all threshold functions of four inputs (Muroga, 1971).
    for weights in product(range(-3, 4), repeat=arity):
        if list(map(abs, weights)) == sorted(map(abs, weights)):
            for threshold in range(-5, 7):
                form = LinearForm(weights, threshold)
                assert table(form) == Perceptron(weights, threshold=threshold).truth_table.bits, form


@given(
    st.lists(st.integers(-(2**70), 2**70) | st.integers(-4, 4) | st.integers(-(10**8), 10**8), max_size=9),
    st.integers(-(2**70), 2**70) | st.integers(-8, 8),
)
@settings(max_examples=150, deadline=None)
def test_any_size_of_weights(weights, threshold):
    perceptron = Perceptron(weights, threshold=threshold)
    assert table(perceptron.integer_form) == perceptron.truth_table.bits


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7), st.integers(-15, 15), st.lists(st.booleans(), min_size=7))
@settings(max_examples=150, deadline=None)
def test_wide_sums_are_added_up_where_they_stand(weights, threshold, negations):
    form, arity = LinearForm(tuple(weights), threshold), len(weights)
    # The network's inputs in another order, some of them negated.
    read = [2 * (arity - i) ^ flip for i, flip in zip(range(arity), negations, strict=False)]
    network = Operations(arity)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lowering, "WIDE", 0)
        output = lowering.lower_into(network, form, read)
    pairs = list(zip(network.left[arity + 1 :], network.right[arity + 1 :], strict=True))
    full = (1 << (1 << arity)) - 1
    bits = [TruthTable.variable(arity, j).bits for j in range(arity)]
    inputs = [bit ^ full * flip for bit, flip in zip(bits, negations, strict=False)][::-1]
    wanted = Perceptron(weights, threshold=threshold).truth_table.bits
    assert evaluate(Lowered(tuple(pairs), output), inputs, full) == wanted


def test_a_wide_sum_takes_what_a_narrow_one_takes(monkeypatch):
    for form in (LinearForm((1,) * 40, 20), LinearForm((-1,) * 40, -7), LinearForm((1,) * 40, 40)):
        sizes = []
        for wide in (2000, 30):
            monkeypatch.setattr(lowering, "WIDE", wide)
            network = Operations(40)
            output = lowering.lower_into(network, form, range(2, 82, 2))
            sizes.append(sum(network.needed([output])[41:]))
        assert sizes[0] == sizes[1]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_many_inputs(data):
    arity = data.draw(st.integers(10, 150))
    size = data.draw(st.sampled_from([1, 2, 30, 10**8, 2**64]))
    weights = tuple(data.draw(st.lists(st.integers(-size, size), min_size=arity, max_size=arity)))
    values = data.draw(st.lists(st.integers(0, 2**16 - 1), min_size=arity, max_size=arity))
    bits = [[value >> p & 1 for value in values] for p in range(16)]
    sums = [sum(w for w, bit in zip(weights, row, strict=True) if bit) for row in bits]
    # A threshold among the sums that occur, so that a mistake by one shows.
    threshold = data.draw(st.sampled_from(sums)) + data.draw(st.integers(0, 1))
    output = evaluate(lower(LinearForm(weights, threshold)), values, 2**16 - 1)
    assert [output >> p & 1 for p in range(16)] == [int(total >= threshold) for total in sums]


@pytest.mark.parametrize(
    ("weights", "threshold", "most"),
    [
        ((1, 1, 1), 2, 4),
        ((1, 1, 1, 1), 2, 7),
        ((2, 1, 1, 1), 3, 6),
        ((3, 2, 2, 1), 5, 5),
        ((5, 4, 2, 1), 9, 1),
        ((1,) * 5, 3, 11),
        ((1,) * 7, 4, 18),
        ((1,) * 15, 8, 52),
        ((1,) * 1001, 501, 5000),
        ((1,) * 1000, 1000, 999),
        ((1,) * 1000, 1, 999),
    ],
)
def test_operations_of_well_known_functions(weights, threshold, most):
    assert len(lower(LinearForm(weights, threshold)).operations) <= most


@pytest.mark.parametrize(("arity", "largest", "classes", "mean"), [(3, 2, 5, 2.4), (4, 3, 17, 4.4)])
def test_mean_over_all_classes(arity, largest, classes, mean):
    costs: dict[int, int] = {}
    for ascending in combinations_with_replacement(range(1, largest + 1), arity):
        weights = ascending[::-1]
        for threshold in range(1, sum(weights) + 1):
            bits = Perceptron(weights, threshold=threshold).truth_table
            if all(bits.depends_on(index) for index in range(arity)):
                cost = len(lower(LinearForm(weights, threshold)).operations)
                costs[bits.bits] = min(cost, costs.get(bits.bits, cost))
    assert len(costs) == classes
    assert sum(costs.values()) / classes <= mean


def test_a_comparator_is_linear():
    weights = tuple(2**k for k in range(300)) + tuple(-(2**k) for k in range(300))
    assert len(lower(LinearForm(weights, 1)).operations) < 4 * 300
