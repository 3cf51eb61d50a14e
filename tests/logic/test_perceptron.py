"""Perceptrons: exact sums, one firing rule, integer form, margins by brute force."""

import pickle
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError, LimitError, NumberError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.testing import perceptrons

VALUES = {"binary": (0, 1), "bipolar": (-1, 1)}


def rows(perceptron):
    """All assignments, first input fastest, in the values of the encoding."""
    return [row[::-1] for row in product(VALUES[perceptron.encoding], repeat=perceptron.arity)]


def plain_sum(perceptron, row):
    return perceptron.bias + sum(Fraction(w) * x for w, x in zip(perceptron.weights, row, strict=True))


@given(perceptrons())
def test_it_fires_exactly_when_the_sum_reaches_the_threshold(perceptron):
    low, high = VALUES[perceptron.encoding]
    for index, row in enumerate(rows(perceptron)):
        z = plain_sum(perceptron, row)
        assert perceptron.weighted_sum(*row) == z
        assert perceptron(*row) == (high if z >= perceptron.threshold else low)
        assert perceptron.truth_table.bits >> index & 1 == (z >= perceptron.threshold)


@given(perceptrons())
def test_the_integer_form_is_the_same_function_in_lowest_terms(perceptron):
    weights, threshold = perceptron.integer_form
    assert all(type(number) is int for number in (*weights, threshold))
    assert gcd(threshold, *weights) in (0, 1)
    outputs = [
        sum(w * bit for w, bit in zip(weights, bits[::-1], strict=True)) >= threshold
        for bits in product([0, 1], repeat=perceptron.arity)
    ]
    assert TruthTable.from_outputs(outputs) == perceptron.truth_table


@given(perceptrons())
def test_the_margin_is_half_the_gap_between_neighbouring_sums(perceptron):
    sums = [plain_sum(perceptron, row) for row in rows(perceptron)]
    firing = [z for z in sums if z >= perceptron.threshold]
    silent = [z for z in sums if z < perceptron.threshold]
    expected = (min(firing) - max(silent)) / Fraction(2) if firing and silent else None
    assert perceptron.margin == expected


@given(perceptrons(), st.sampled_from(["binary", "bipolar"]))
def test_another_encoding_keeps_function_and_sums(perceptron, encoding):
    other = perceptron.encoded(encoding)
    assert other.encoding == encoding
    assert other.truth_table == perceptron.truth_table
    assert [plain_sum(other, row) for row in rows(other)] == [plain_sum(perceptron, row) for row in rows(perceptron)]


@given(perceptrons())
def test_the_opposite_form_is_the_opposite_function(perceptron):
    weights, threshold = perceptron.integer_form.opposite
    assert Perceptron(weights, threshold=threshold).truth_table == ~perceptron.truth_table


@given(perceptrons(), st.sampled_from(["binary", "bipolar"]))
def test_a_separator_clears_every_row_by_one(perceptron, encoding):
    bias, *weights = perceptron.integer_form.separator(encoding)
    for index, row in enumerate(rows(perceptron.encoded(encoding))):
        z = bias + sum(w * x for w, x in zip(weights, row, strict=True))
        assert z >= 1 if perceptron.truth_table.bits >> index & 1 else z <= -1


@given(perceptrons(arity=3))
def test_arrays_evaluate_like_single_values(perceptron):
    columns = np.array(rows(perceptron)).T
    got = perceptron(*columns)
    assert got.dtype == (np.int8 if perceptron.encoding == "bipolar" else np.uint8)
    assert got.tolist() == [perceptron(*row) for row in rows(perceptron)]


@given(perceptrons())
def test_the_repr_builds_the_same_perceptron(perceptron):
    assert eval(repr(perceptron)) == perceptron
    assert pickle.loads(pickle.dumps(perceptron)) == perceptron


@pytest.mark.parametrize(
    ("perceptron", "values", "expected"),
    [
        (Perceptron([0.1, 0.7], threshold=0.8), (1, 1), 1),
        (Perceptron([0.1, 0.2], threshold=0.3), (1, 1), 1),
        (Perceptron([Decimal("0.1"), Fraction(7, 10)], threshold=0.8), (1, 1), 1),
        (Perceptron([Fraction(1, 3)] * 3, threshold=1), (1, 1, 1), 1),
        (Perceptron([2**53 + 1], threshold=2**53 + 1), (1,), 1),
        (Perceptron([2**53], threshold=2**53 + 1), (1,), 0),
        (Perceptron([2**63, -1], threshold=2**63), (1, 1), 0),
        (Perceptron([10**9] * 128, threshold=128 * 10**9), (1,) * 128, 1),
        (Perceptron([], bias=1, threshold=1), (), 1),
        (Perceptron([], threshold=1), (), 0),
        (Perceptron([1, 1], threshold=0, encoding="bipolar"), (1, -1), 1),
        (Perceptron([1, 1], threshold=0, encoding="bipolar"), (-1, 0), -1),
    ],
)
def test_exactness(perceptron, values, expected):
    assert perceptron(*values) == expected


def test_the_classic_teaching_gates():
    assert Perceptron([0.6, 0.6], -0.5, 0.5).truth_table.bits == 0x8
    assert Perceptron([-0.6, -0.6], 0.5, 0.5).truth_table.bits == 0x1


@pytest.mark.parametrize("arity_and_count", [(0, 2), (1, 4), (2, 14), (3, 104)])
def test_the_number_of_threshold_functions(arity_and_count):
    """Known constants: 14 of the 16 functions of two inputs and 104 of the 256 of three; XOR is not among them."""
    arity, count = arity_and_count
    span = range(-arity, arity + 1)
    found = {
        Perceptron(weights, threshold=threshold).truth_table
        for weights in product(span, repeat=arity)
        for threshold in range(-arity * arity, arity * arity + 2)
    }
    assert len(found) == count
    assert TruthTable(2, 0x6) not in found


def test_the_margin_of_many_or_large_weights():
    assert Perceptron([1] * 1001, threshold=501).margin == Fraction(1, 2)
    assert Perceptron([10**9 + n for n in range(40)], threshold=10**10).margin is not None
    with pytest.raises(LimitError, match="margin of a neuron of 41 inputs"):
        Perceptron([10**9 + n for n in range(41)], threshold=10**10).margin  # noqa: B018


def test_a_truth_table_of_too_many_inputs_is_refused_at_once():
    with pytest.raises(LimitError, match="truth table of 40 inputs"):
        Perceptron([1] * 40, threshold=1).truth_table  # noqa: B018


def test_the_missing_threshold_is_told_with_both_conventions():
    with pytest.raises(NumberError, match=r"0\.5 for 0/1 values, 0 for the sign activation"):
        Perceptron([1, 1])


def test_a_single_number_is_no_list_of_weights():
    with pytest.raises(NumberError, match=r"0\.6 for the weights \(a list"):
        Perceptron(0.6, threshold=1)


def test_sums_near_the_limits_of_numbers_are_still_right():
    most = 9 * 10**307
    assert Perceptron([most] * 20, threshold=10 * most)(*[1] * 10, *[0] * 10) == 1
    assert Perceptron([most] * 20, threshold=most).weighted_sum(*[1] * 20) == most * 20


@pytest.mark.parametrize("values", [(2, 0), (0.5, 1), (-1, 1), ("1", 0), (None, 1), (np.array([0, 2]), 1)])
def test_other_values_are_refused(values):
    with pytest.raises(InputError):
        Perceptron([1, 1], threshold=1)(*values)


def test_a_wrong_number_of_values_is_refused():
    for values in ((1,), (1, 1, 1), (np.array([1]),)):
        with pytest.raises(InputError, match="for 2 inputs"):
            Perceptron([1, 1], threshold=1)(*values)


def test_an_unknown_encoding_is_told():
    with pytest.raises(InputError, match="unknown encoding 'ternary'"):
        Perceptron([1], threshold=1, encoding="ternary")


def test_equal_numbers_make_equal_perceptrons():
    assert Perceptron([0.5, 2.0], threshold=1) == Perceptron([Fraction(1, 2), 2], 0, Decimal("1.0"))
    assert len({Perceptron([0.5], threshold=1), Perceptron([Fraction(1, 2)], threshold=1)}) == 1


def test_arrays_broadcast_with_numbers_and_each_other():
    gate = Perceptron([1, 1], threshold=2)
    assert gate(np.array([0, 1]), 1).tolist() == [0, 1]
    assert gate(np.array([[0], [1]]), np.array([0, 1])).tolist() == [[0, 0], [0, 1]]
    assert gate(np.array([False, True]), np.array([1.0, 1.0])).tolist() == [0, 1]
    with pytest.raises(InputError, match=r"arrays of shapes \(2,\) and \(3,\) \(they must broadcast\)"):
        gate(np.zeros(2), np.zeros(3))


def test_lists_are_arrays():
    gate = Perceptron([1, 1], threshold=2)
    assert gate([0, 1], 1).tolist() == [0, 1]
    assert gate([[0], [1]], (0, 1)).tolist() == [[0, 0], [0, 1]]
    for wrong in ([0, 2], ["a"], [[0], [0, 1]]):
        with pytest.raises(InputError):
            gate(wrong, 1)
