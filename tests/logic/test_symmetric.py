"""Functions of the number of ones: right for every one of few inputs, and few neurons."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.logic import symmetric
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.symmetric import count_forms, folded, symmetric_forms
from neurocircuit.logic.truth_table import TruthTable


def table_of(forms, arity):
    columns = [np.arange(1 << arity) >> j & 1 for j in range(arity)]
    for weights, threshold in forms:
        columns.append((sum(w * x for w, x in zip(weights, columns, strict=True)) >= threshold).astype(int))
    return TruthTable.from_outputs(columns[-1].tolist())


def counting(arity, outputs):
    """The function whose output is bit k of ``outputs`` where k inputs are 1."""
    return TruthTable.from_outputs(outputs >> place.bit_count() & 1 for place in range(1 << arity))


@pytest.mark.parametrize(("arity", "neurons"), [(2, 2), (3, 2), (4, 3), (5, 3), (7, 3), (8, 4), (10, 4)])
def test_parity_needs_as_many_neurons_as_the_count_has_bits(arity, neurons):
    assert [len(symmetric_forms(counting(arity, outputs))) for outputs in (0x5555, 0xAAAA)] == [neurons] * 2


def test_the_full_adder():
    assert symmetric_forms(counting(3, 0b1010)) == (LinearForm((1, 1, 1), 2), LinearForm((1, 1, 1, -2), 1))


def test_folds_over_the_count():
    """A count of 2 or 3 loses 2, so that 1 and 3 are left with 1."""
    assert table_of(folded([1, 1, 1], [(2, 2)], 1, rising=True), 3) == counting(3, 0b1010)
    assert table_of(folded([1, 1, 1], [(2, 2)], 1, rising=False), 3) == counting(3, 0b0101)
    assert table_of(folded([1, -1, 1], [(2, 2)], 1, rising=True), 3) == counting(3, 0b1010).flip(1)


@pytest.mark.parametrize("arity", [2, 3, 4, 5])
def test_every_function_that_counts(arity):
    for outputs in range(1, (2 << arity) - 1):
        table = counting(arity, outputs)
        if not table.is_constant:
            forms = symmetric_forms(table)
            assert table_of(forms, arity) == table
            changes = sum(outputs >> k & 1 != outputs >> k + 1 & 1 for k in range(arity))
            # A neuron that takes off from the count lays the changes above it over those below.
            assert changes.bit_length() <= len(forms) <= 3


@given(st.integers(6, 8), st.integers(1, 510), st.integers(0, 255))
@settings(deadline=None)
def test_inputs_may_be_negated(arity, outputs, negated):
    table = counting(arity, outputs)
    for j in range(arity):
        table = table.flip(j) if negated >> j & 1 else table
    if not table.is_constant:
        forms = symmetric_forms(table)
        assert table_of(forms, arity) == table
        assert len(forms) <= 4


def test_functions_of_more_than_the_count_are_none():
    assert symmetric_forms(TruthTable.from_function(lambda a, b, s: a if s else b, 3)) is None
    # Its inputs lean alike, but which of them are 1 matters.
    assert symmetric_forms(TruthTable.from_function(lambda a, b, c, d: a & b | c & d, 4)) is None


@given(st.integers(3, 9), st.integers(0, 511), st.integers(0, 1023))
@settings(deadline=None)
def test_functions_of_many_inputs_count_without_a_search(arity, negated, outputs):
    """What is left of the search for folds is a parity, or one neuron for each fall and one more."""
    values = [outputs >> number & 1 for number in range(arity + 1)]
    if len(set(values)) == 2:
        signs = [-1 if negated >> place & 1 else 1 for place in range(arity)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(symmetric, "MOST_SEARCHED", 2)
            forms = count_forms(signs, values)
        table = counting(arity, outputs)
        for place in range(arity):
            table = table.flip(place) if signs[place] < 0 else table
        assert table_of(forms, arity) == table
        changes = sum(one != other for one, other in pairwise(values))
        assert len(forms) <= changes // 2 + 1


def test_parities_and_majorities_of_any_number_of_inputs():
    assert len(count_forms([1] * 1001, [number & 1 for number in range(1002)])) == 10
    assert count_forms([1] * 1001, [number > 500 for number in range(1002)]) == (LinearForm((1,) * 1001, 501),)
