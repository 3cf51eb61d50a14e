"""Truth tables: the order of assignments, cofactors, unateness, permutations."""

from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError, LimitError
from neurocircuit.logic.truth_table import TruthTable, variable_mask


@st.composite
def tables(draw, arity=None):
    inputs = draw(st.integers(0, 4)) if arity is None else arity
    return TruthTable(inputs, draw(st.integers(0, (1 << (1 << inputs)) - 1)))


def test_the_first_input_is_the_least_significant():
    table = TruthTable.from_function(lambda a, b: a and not b, 2)
    assert (table.bits, list(table), table(1, 0), table(0, 1)) == (0x2, [0, 1, 0, 0], 1, 0)


def test_well_known_integers():
    assert TruthTable.from_function(lambda a, b: a != b, 2) == TruthTable(2, 0x6)
    assert TruthTable.from_function(lambda a, b, c: a + b + c > 1, 3) == TruthTable(3, 0xE8)
    assert [str(TruthTable(3, 0x8)), str(TruthTable(0, 1)), str(TruthTable(1, 2))] == ["0x08", "0x1", "0x2"]


@given(tables())
def test_outputs_hex_and_calls_agree(table):
    assert TruthTable.from_outputs(table) == table
    assert TruthTable.parse(table.hex, table.arity) == table
    assert [table(*row[::-1]) for row in product([0, 1], repeat=table.arity)] == list(table)
    assert table.ones == sum(table)
    assert table.is_constant == (len(set(table)) == 1)
    assert eval(repr(table)) == table


@given(tables(3), tables(3))
def test_operators_work_row_by_row(left, right):
    for name in ("__and__", "__or__", "__xor__"):
        rows = [getattr(x, name)(y) for x, y in zip(left, right, strict=True)]
        assert list(getattr(left, name)(right)) == rows
    assert list(~left) == [1 - x for x in left]


def test_operators_on_tables_of_other_inputs_are_refused():
    for operate in (TruthTable.__and__, TruthTable.__or__, TruthTable.__xor__):
        with pytest.raises(InputError, match="2 and 3 inputs"):
            operate(TruthTable(2, 0), TruthTable(3, 0))


@given(tables(3), st.integers(0, 2))
def test_cofactors_flips_and_unateness(table, index):
    rows = list(product([0, 1], repeat=3))
    for value in (0, 1):
        fixed = [table(*row[:index], value, *row[index + 1 :]) for row in rows]
        assert [table.cofactor(index, value)(*row) for row in rows] == fixed
    assert [table.flip(index)(*row) for row in rows] == [
        table(*row[:index], 1 - row[index], *row[index + 1 :]) for row in rows
    ]
    steps = {table(*row[:index], 1, *row[index + 1 :]) - table(*row[:index], 0, *row[index + 1 :]) for row in rows} - {
        0
    }
    assert table.depends_on(index) == bool(steps)
    assert table.unateness(index) == (None if len(steps) == 2 else sum(steps))


@given(tables(3))
def test_permuting_inputs(table):
    for order in permutations(range(3)):
        moved = table.permute(order)
        for row in product([0, 1], repeat=3):
            given = [0, 0, 0]
            for j, place in enumerate(order):
                given[place] = row[j]
            assert moved(*row) == table(*given)
    with pytest.raises(InputError):
        table.permute([0, 0, 1])


def test_variables():
    for arity in range(1, 6):
        for index in range(arity):
            expected = sum(1 << row for row in range(1 << arity) if row >> index & 1)
            assert variable_mask(arity, index) == TruthTable.variable(arity, index).bits == expected
    with pytest.raises(InputError, match="no input 2"):
        variable_mask(2, 2)


@pytest.mark.parametrize(("arity", "bits"), [(2, 0x10), (2, -1), (0, 2)])
def test_bits_without_room_are_refused(arity, bits):
    with pytest.raises(InputError, match="is no truth table of"):
        TruthTable(arity, bits)


def test_limits_and_wrong_texts():
    with pytest.raises(LimitError, match="truth table of 40 inputs"):
        TruthTable(40, 0)
    for outputs in ([], [0, 1, 1]):
        with pytest.raises(InputError, match="power of two"):
            TruthTable.from_outputs(outputs)
    with pytest.raises(InputError, match="'xyz' is no truth table"):
        TruthTable.parse("xyz", 2)
    for text in ("0010", "1000"):
        with pytest.raises(InputError, match=rf"{text} is a decimal number \(write 0b{text}\)"):
            TruthTable.parse(text, 2)
    assert [TruthTable.parse(*case).bits for case in (("0000", 2), ("1", 0), ("10", 2), ("110", 3))] == [0, 1, 10, 110]
    with pytest.raises(LimitError, match="25 inputs"):
        TruthTable.parse("1", 25)
    with pytest.raises(InputError, match="1 values for 2 inputs"):
        TruthTable(2, 8)(1)


@given(tables(), st.data())
def test_influence_counts_the_assignments_at_which_an_input_decides(table, data):
    if table.arity:
        j = data.draw(st.integers(0, table.arity - 1))
        decided = sum(table.bits >> row & 1 != table.bits >> (row ^ 1 << j) & 1 for row in range(1 << table.arity))
        assert table.influence(j) == Fraction(decided, 1 << table.arity)
        assert (table.influence(j) > 0) == table.depends_on(j)


@given(tables())
def test_exchangeable_inputs_are_those_that_may_be_permuted(table):
    for i in range(table.arity):
        for j in range(table.arity):
            order = list(range(table.arity))
            order[i], order[j] = j, i
            assert table.exchangeable(i, j) == (table.permute(order) == table)


def test_symmetric_groups_hold_each_input_once():
    table = TruthTable.from_function(lambda a, b, c, d: (a & c) | (b ^ d), 4)
    assert table.symmetric_groups == ((0, 2), (1, 3))
    assert TruthTable(3, 0xE8).symmetric_groups == ((0, 1, 2),)


def test_a_notebook_shows_its_rows_in_counting_order_where_they_are_few():
    shown = TruthTable(2, 0x2)._repr_html_()
    rows = [row.replace("<td>", "").replace("</td>", "") for row in shown.split("<tr>")[2:]]
    assert [row.removesuffix("</table>").removesuffix("</tr>") for row in rows] == ["000", "010", "101", "110"]
    assert "<th>a</th><th>b</th><th>y</th>" in shown
    assert TruthTable(0, 1)._repr_html_().count("<td>") == 1
    assert TruthTable(6, 0)._repr_html_().count("<tr>") == 65
    assert TruthTable(7, 0)._repr_html_() is None
