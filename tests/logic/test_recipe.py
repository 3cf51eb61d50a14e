"""Truth tables, parities and prime cubes as recipes of perceptrons: the same function, few neurons, named gates."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic import recipe as recipes
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.recipe import Step, constant, parity_recipe, prime_cubes, small_form, table_recipe
from neurocircuit.logic.truth_table import TruthTable, full_mask
from neurocircuit.testing import perceptrons, truth_tables


def table_of(recipe, arity):
    """The function of a recipe, all assignments at once."""
    columns = [np.arange(1 << arity) >> j & 1 for j in range(arity)]
    for operands, perceptron, _ in recipe:
        weights, threshold = perceptron.integer_form
        total = sum([w * columns[place] for w, place in zip(weights, operands, strict=True)], np.zeros(1 << arity))
        columns.append((total >= threshold).astype(int))
    return TruthTable.from_outputs(columns[-1].tolist())


def test_a_step_reads_what_has_weight():
    assert Step.of([(0, 1), (3, 0), (4, 1)], 2) == Step((0, 4), gate_perceptron("AND", 2), "AND")
    assert Step.of([(0, 1), (1, -2)], 1) == Step((0, 1), Perceptron([1, -2], threshold=1), "")
    assert [constant(value).gate for value in (0, 1)] == ["ZERO", "ONE"]


@given(truth_tables(most=7))
def test_a_table_is_its_recipe(table):
    assert table_of(table_recipe(table), table.arity) == table


@given(truth_tables(most=4), st.lists(st.integers(0, 9), min_size=4, max_size=4, unique=True).map(sorted))
def test_inputs_that_do_not_count_cost_nothing(table, places):
    read = [np.arange(1 << 10) >> place & 1 for place in places[: table.arity]]
    rows = sum((bits << j for j, bits in enumerate(read)), np.zeros(1 << 10, dtype=int))
    wide = TruthTable.from_outputs(np.array(list(table))[rows].tolist())
    recipe = table_recipe(wide)
    assert table_of(recipe, 10) == wide
    assert len(recipe) == len(table_recipe(table))


@pytest.mark.parametrize("arity", [0, 1, 2, 3])
def test_every_function_of_three_inputs_takes_one_neuron_or_two(arity):
    found = [table_recipe(TruthTable(arity, bits)) for bits in range(1 << (1 << arity))]
    assert [table_of(recipe, arity).bits for recipe in found] == list(range(len(found)))
    assert sum(len(recipe) == 1 for recipe in found) == {0: 2, 1: 4, 2: 14, 3: 104}[arity]
    assert max(map(len, found)) <= 2


def test_functions_of_four_inputs_take_three_neurons_at_most():
    """Every 19th of them; of all 65536 the mean is 2.28."""
    found = {bits: table_recipe(TruthTable(4, bits)) for bits in range(0, 1 << 16, 19)}
    assert Counter(map(len, found.values())) == {1: 98, 2: 2281, 3: 1071}
    assert all(table_of(recipe, 4).bits == bits for bits, recipe in found.items())


@pytest.mark.parametrize(
    ("arity", "bits", "neurons"),
    [(2, 0x6, 2), (2, 0x9, 2), (3, 0x96, 2), (3, 0xCA, 2), (4, 0x1EE1, 2), (4, 0x6996, 3), (4, 0xFE7F, 2)],
)
def test_a_table_takes_few_neurons(arity, bits, neurons):
    assert len(table_recipe(TruthTable(arity, bits))) == neurons


@given(truth_tables(least=5, most=6))
def test_larger_functions_take_few_neurons_too(table):
    assert len(table_recipe(table)) <= {5: 9, 6: 16}[table.arity]


def test_the_half_adder_and_the_full_adder():
    half, full = table_recipe(TruthTable(2, 0x6)), table_recipe(TruthTable(3, 0x96))
    assert half == (Step.of([(0, 1), (1, 1)], 2), Step.of([(0, 1), (1, 1), (2, -2)], 1))
    assert full == (Step.of([(0, 1), (1, 1), (2, 1)], 2), Step.of([(0, 1), (1, 1), (2, 1), (3, -2)], 1))
    assert [step.gate for step in (half[0], full[0])] == ["AND", "MAJORITY"]


@pytest.mark.parametrize("arity", range(1, 9))
@pytest.mark.parametrize("value", [0, 1])
def test_parity_counts_the_ones(arity, value):
    recipe = parity_recipe(arity, value)
    assert len(recipe) == arity.bit_length()
    assert table_of(recipe, arity) == TruthTable.from_function(lambda *bits: sum(bits) % 2 == value, arity)
    assert len(table_recipe(table_of(recipe, arity))) == len(recipe)


@pytest.mark.parametrize(("arity", "neurons"), [(15, 4), (16, 5), (1000, 10)])
def test_wide_parities_take_few_neurons(arity, neurons):
    assert len(parity_recipe(arity)) == neurons


def test_parity_of_nothing_is_refused():
    with pytest.raises(InputError, match="the parity of 0 inputs"):
        parity_recipe(0)


@given(perceptrons())
def test_any_perceptron_of_few_inputs_is_found_again(perceptron):
    assert len(table_recipe(perceptron.truth_table)) == 1


@pytest.mark.parametrize(
    ("weights", "threshold"),
    [([9, 7, 6, 4, 4, 2], 17), ([5, 4, 3, 2, 2], 9), ([1, 1, 1, -2], 1), ([-3, 2, 0, 2, 1], 2)],
)
def test_the_least_weights_are_found(weights, threshold):
    (step,) = table_recipe(Perceptron(weights, threshold=threshold).truth_table)
    assert step.perceptron == Perceptron([weight for weight in weights if weight], threshold=threshold)


def test_one_neuron_corrects_another():
    assert len(table_recipe(TruthTable.from_function(lambda a, b, s: a if s else b, 3))) == 2
    odd_one = TruthTable(4, 0x142)
    assert len(recipes._covered(odd_one)) == len(recipes._covered(~odd_one)) == 3
    assert len(table_recipe(odd_one)) == 2


def test_a_chain_of_three_where_a_cover_takes_four():
    table = TruthTable(4, 0x0693)
    assert len(recipes._covered(table)) == len(recipes._covered(~table)) == 4
    assert table_of(table_recipe(table), 4) == table
    assert len(table_recipe(table)) == 3


def test_a_cover_joins_cubes_that_one_neuron_can_do():
    """Six cubes, but two threshold functions of disjoint inputs."""
    table = TruthTable.from_function(lambda a, b, c, d, e, f: (a & (b | c)) | (d & (e | f)), 6)
    assert len(table_recipe(table)) == 2


def test_lone_literals_of_a_wide_cover_are_weights():
    """No neuron for ~x8 and x9: they lift the last sum themselves."""

    def function(*x):
        return x[0] & x[1] | x[2] & x[3] & x[4] | x[5] & x[6] & x[7] | ~x[8] & 1 | x[9]

    table = TruthTable.from_function(function, 10)
    recipe = table_recipe(table)
    assert table_of(recipe, 10) == table
    assert len(recipe) == 3


@pytest.mark.parametrize(("function", "gate"), [(all, "AND"), (any, "OR")])
def test_wide_gates_are_one_neuron(function, gate):
    (step,) = table_recipe(TruthTable.from_function(lambda *bits: function(bits), 10))
    assert (step.gate, step.operands) == (gate, tuple(range(10)))


@given(truth_tables(least=1, most=4), st.data())
def test_a_small_form_fits_where_it_matters(table, data):
    care = data.draw(st.integers(0, full_mask(table.arity)))
    form = small_form(care, table.bits & care, table.arity)
    # Weights from -2 to 2 and thresholds that tell their sums apart.
    fits = [
        known
        for known in recipes._small_forms(table.arity)[0]
        if not (Perceptron(known.weights, threshold=known.threshold).truth_table.bits ^ table.bits) & care
    ]
    assert form == (fits[0] if fits else None)


def test_small_forms_are_the_least_ones():
    assert small_form(0b1111, 0b1000, 2) == LinearForm((1, 1), 2)
    assert small_form(0b1111, 0b0110, 2) is None
    assert small_form(0b0110, 0b0010, 2) == LinearForm((0, -1), 0)
    sizes = [sum(map(abs, form.weights)) for form in recipes._small_forms(4)[0]]
    assert sizes == sorted(sizes)
    assert len(sizes) == 986


@given(truth_tables(most=6))
def test_prime_cubes_cover_exactly_and_none_can_go_or_grow(table):
    def rows(cube):
        return Perceptron(cube, threshold=cube.count(1)).truth_table.bits

    def union(cubes):
        bits = 0
        for cube in cubes:
            bits |= rows(cube)
        return bits

    cubes = prime_cubes(table)
    assert union(cubes) == table.bits
    for cube in cubes:
        assert union(other for other in cubes if other != cube) != table.bits
        for place in range(table.arity):
            wider = (*cube[:place], 0, *cube[place + 1 :])
            assert wider == cube or rows(wider) & ~table.bits
