"""Covers as recipes of perceptrons: same function, few neurons, named gates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.cover import cover_recipe, covered, cube_of, spelled
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.recipe import table_recipe
from neurocircuit.testing import truth_tables


def evaluate(recipe, bits):
    values = list(bits)
    for step in recipe:
        values.append(step.perceptron(*(values[place] for place in step.operands)))
    return values[-1]


def assignments(arity):
    return [[row >> j & 1 for j in range(arity)] for row in range(1 << arity)]


def matches(row, bits):
    return all(letter in ("-", str(bit)) for letter, bit in zip(row, bits, strict=True))


def covers(least=0, most=7):
    return st.integers(least, most).flatmap(
        lambda arity: st.tuples(
            st.just(arity), st.lists(st.text("01-", min_size=arity, max_size=arity), max_size=6), st.integers(0, 1)
        )
    )


@given(covers())
def test_a_cover_has_its_value_just_where_a_row_matches(cover):
    arity, rows, value = cover
    recipe = cover_recipe(rows, arity, value)
    for bits in assignments(arity):
        covered = any(matches(row, bits) for row in rows)
        assert evaluate(recipe, bits) == (int(covered == value) if rows else 0)


@given(covers())
def test_a_cover_is_at_most_one_neuron_for_each_product_and_one_for_their_sum(cover):
    arity, rows, value = cover
    products = {row for row in rows if arity - row.count("-") > 1}
    assert len(cover_recipe(rows, arity, value)) <= len(products) + 1


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
        (["11-", "1-1", "-11"], 1, "MAJORITY"),
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


@given(truth_tables(most=6))
def test_a_cover_of_few_inputs_is_no_more_neurons_than_its_table(table):
    rows = [f"{row:0{table.arity}b}"[::-1][: table.arity] for row, bit in enumerate(table) if bit]
    assert len(cover_recipe(rows, table.arity)) <= len(table_recipe(table))


def test_a_cover_of_more_inputs_stays_as_it_is_written():
    recipe = cover_recipe(["11-----", "-----11", "---1---"], 7)
    assert [step.operands for step in recipe] == [(0, 1), (5, 6), (7, 8, 3)]
    assert [step.gate for step in recipe] == ["AND", "AND", "OR"]


@given(truth_tables(most=5))
def test_a_function_is_spelled_as_python_reads_it(table):
    names = "abcde"[: table.arity]
    text = spelled(table, names)
    for bits in assignments(table.arity):
        scope = dict(zip(names, bits, strict=True))
        assert eval(text, {}, scope) & 1 == table(*bits)


@given(covers())
def test_the_table_of_a_cover(cover):
    arity, rows, value = cover
    table = covered([cube_of(row, arity) for row in rows], arity, value)
    assert list(table) == [
        value if any(matches(row, bits) for row in rows) else 1 - value for bits in assignments(arity)
    ]
