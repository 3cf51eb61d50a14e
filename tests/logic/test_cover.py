"""Covers, parities and truth tables as recipes of perceptrons: same function, few neurons, named gates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.cover import cover_recipe, cube_of, irredundant_rows, parity_recipe, table_recipe
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from tests.strategies import perceptrons


def evaluate(recipe, bits):
    values = list(bits)
    for step in recipe:
        values.append(step.perceptron(*(values[place] for place in step.operands)))
    return values[-1]


def assignments(arity):
    return [[row >> j & 1 for j in range(arity)] for row in range(1 << arity)]


def matches(row, bits):
    return all(letter in ("-", str(bit)) for letter, bit in zip(row, bits, strict=True))


covers = st.integers(0, 5).flatmap(
    lambda arity: st.tuples(
        st.just(arity), st.lists(st.text("01-", min_size=arity, max_size=arity), max_size=6), st.integers(0, 1)
    )
)
tables = st.integers(0, 5).flatmap(
    lambda arity: st.integers(0, (1 << (1 << arity)) - 1).map(lambda bits: TruthTable(arity, bits))
)


@given(covers)
def test_a_cover_has_its_value_just_where_a_row_matches(cover):
    arity, rows, value = cover
    recipe = cover_recipe(rows, arity, value)
    for bits in assignments(arity):
        covered = any(matches(row, bits) for row in rows)
        assert evaluate(recipe, bits) == (int(covered == value) if rows else 0)


@given(covers)
def test_a_cover_is_one_neuron_for_each_product_and_one_for_their_sum(cover):
    arity, rows, value = cover
    products = {row for row in rows if arity - row.count("-") > 1}
    recipe = cover_recipe(rows, arity, value)
    assert len(recipe) <= len(products) + 1
    assert all(place < arity for step in recipe[:-1] for place in step.operands)


@pytest.mark.parametrize(
    ("rows", "value", "gate"),
    [
        (["1"], 1, "BUF"),
        (["0"], 1, "NOT"),
        (["1"], 0, "NOT"),
        (["0"], 0, "BUF"),
        (["111"], 1, "AND"),
        (["111"], 0, "NAND"),
        (["000"], 1, "NOR"),
        (["000"], 0, "OR"),
        (["1--", "-1-", "--1"], 1, "OR"),
        (["1--", "-1-", "--1"], 0, "NOR"),
        (["0--", "-0-", "--0"], 1, "NAND"),
        (["0--", "-0-", "--0"], 0, "AND"),
        (["---"], 1, "ONE"),
        (["---"], 0, "ZERO"),
        ([], 1, "ZERO"),
        (["1-0"], 1, ""),
    ],
)
def test_a_cover_that_is_a_gate_is_named(rows, value, gate):
    (step,) = cover_recipe(rows, len(rows[0]) if rows else 0, value)
    assert step.gate == gate


def test_a_constant_of_no_inputs_is_a_row_without_literals():
    assert [cover_recipe([""], 0, value)[0].gate for value in (1, 0)] == ["ONE", "ZERO"]


def test_a_wide_cover_is_never_a_table():
    rows = ["-" * index + "1" * (64 - index) for index in range(63)]
    recipe = cover_recipe(rows, 64)
    assert len(recipe) == 64
    assert evaluate(recipe, [0] * 62 + [1, 1]) == 1
    assert evaluate(recipe, [1] * 63 + [0]) == 0


def test_literals_that_are_not_in_a_cube_are_not_read():
    (step,) = cover_recipe(["-1--0-"], 6)
    assert step.operands == (1, 4)
    assert step.perceptron == Perceptron([1, -1], threshold=1)


@pytest.mark.parametrize(
    ("row", "arity", "message"),
    [
        ("101", 2, "row has 3 literals, expected 2"),
        ("1", 2, "row has 1 literal, expected 2"),
        ("1x", 2, "row holds 'x' (0, 1 or - for each input)"),
    ],
)
def test_a_row_that_is_none_is_refused(row, arity, message):
    with pytest.raises(InputError) as error:
        cube_of(row, arity)
    assert str(error.value) == message


@pytest.mark.parametrize("arity", range(1, 9))
@pytest.mark.parametrize("value", [0, 1])
def test_parity_counts_the_ones(arity, value):
    recipe = parity_recipe(arity, value)
    assert len(recipe) == arity.bit_length()
    for bits in assignments(arity):
        assert evaluate(recipe, bits) == int(sum(bits) % 2 == value)


def test_parity_of_nothing_is_refused():
    with pytest.raises(InputError, match="the parity of 0 inputs"):
        parity_recipe(0)


@given(tables)
def test_a_table_is_its_recipe(table):
    recipe = table_recipe(table)
    assert [evaluate(recipe, bits) for bits in assignments(table.arity)] == list(table)


@pytest.mark.parametrize(
    ("arity", "bits", "neurons"),
    [(3, 0xE8, 1), (3, 0x96, 2), (3, 0x69, 2), (2, 0x6, 2), (2, 0x9, 2), (4, 0x0, 1), (4, 0xFE7F, 3)],
)
def test_a_table_takes_few_neurons(arity, bits, neurons):
    assert len(table_recipe(TruthTable(arity, bits))) == neurons


@pytest.mark.parametrize(("arity", "functions"), [(1, 4), (2, 14), (3, 104)])
def test_just_the_threshold_functions_are_one_neuron(arity, functions):
    tables = [TruthTable(arity, bits) for bits in range(1 << (1 << arity))]
    assert sum(len(table_recipe(table)) == 1 for table in tables) == functions


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


@given(tables)
def test_irredundant_rows_cover_exactly_and_none_can_go(table):
    rows = irredundant_rows(table)

    def covered(chosen):
        return [int(any(matches(row, bits) for row in chosen)) for bits in assignments(table.arity)]

    assert covered(rows) == list(table)
    for row in rows:
        assert covered([other for other in rows if other != row]) != list(table)
