"""Neurons for functions that are known in part, against all small forms."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.logic.chow import smallest_form
from neurocircuit.logic.recipe import small_form
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.care import neuron_for
from neurocircuit.synthesis.identify import identify
from neurocircuit.testing import truth_tables


def neuron(table):
    rows = np.arange(1 << table.arity)
    return neuron_for(rows, np.array(list(table), bool), [1.0] * table.arity)


def fits(form, codes, wanted):
    return all(
        (sum(w for j, w in enumerate(form.weights) if code >> j & 1) >= form.threshold) == bool(want)
        for code, want in zip(codes, wanted, strict=True)
    )


def test_every_function_of_three_inputs():
    for bits in range(256):
        table = TruthTable(3, bits)
        form, least = neuron(table), smallest_form(table)
        assert (form is None) == (least is None)
        if form is not None:
            assert fits(form, range(8), table)
            assert sum(map(abs, form.weights)) == sum(map(abs, least.weights))


@settings(deadline=None)
@given(truth_tables(4, 6))
def test_functions_of_more_inputs(table):
    assert (neuron(table) is None) == (identify(table).form is None)


def test_inputs_that_are_each_the_stronger_are_refused():
    table = TruthTable.from_function(lambda a, b, c, d: (a and b) or (c and d), 4)
    assert neuron(table) is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 15), max_size=12), st.integers(0, 2**16 - 1))
def test_where_nothing_is_known_anything_goes(codes, bits):
    codes = np.array(codes, np.int64)
    wanted = (bits >> codes & 1).astype(bool)
    form = neuron_for(codes, wanted, [1.0] * 4)
    care = sum({1 << int(code) for code in codes})
    possible = small_form(care, bits & care, 4)
    if form is not None:
        assert fits(form, codes.tolist(), wanted)
    else:
        assert possible is None


def test_equal_assignments_with_both_outputs_are_refused():
    assert neuron_for(np.array([1, 1]), np.array([True, False]), [1.0, 1.0]) is None


def test_what_never_changes_reads_nothing():
    form = neuron_for(np.array([2, 1]), np.array([True, True]), [1.0, 1.0])
    assert (form.weights, form.threshold) == ((0, 0), 0)
    form = neuron_for(np.array([2, 1]), np.array([False, False]), [1.0, 1.0])
    assert (form.weights, form.threshold) == ((0, 0), 1)


def test_cheap_inputs_are_taken():
    codes = np.array(list(itertools.chain([0] * 3, [7] * 3)))
    wanted = codes == 7
    assert neuron_for(codes, wanted, [2.0, 1.0, 2.0]).weights == (0, 1, 0)
