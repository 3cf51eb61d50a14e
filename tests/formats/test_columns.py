"""Columns of values as text: what Python writes value by value."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.formats.columns import characters, joined, repeated, row_chunks, texts, value_text
from neurocircuit.simulation.requests import Random, Rows
from neurocircuit.simulation.trace import record
from tests.samples import counter, wires

EDGES = [0, 1, 9, 10, 11, 99, 100, 2**31, 2**32 - 1, 2**32, 10**18, 2**63 - 1, -1, -9, -10, -(2**32), -(2**63)]
numbers = st.one_of(st.sampled_from(EDGES), st.integers(-(2**63), 2**63 - 1), st.integers(-20, 20))


@given(st.lists(numbers, max_size=8))
def test_integers_are_python_s(values):
    column = np.array(values, np.int64)
    lines = joined([characters(column), repeated("\n", len(values))]).decode().splitlines()
    assert lines == list(map(str, values))
    width = max(map(len, lines), default=1)
    padded = joined([characters(column, " "), repeated("\n", len(values))]).decode().splitlines()
    assert padded == [line.rjust(width) for line in lines]


@given(st.lists(st.one_of(numbers, st.fractions(), st.integers(0, 2**90)), max_size=8))
def test_other_numbers_are_exact(values):
    column = np.empty(len(values), object)
    column[:] = values
    assert joined([characters(column), repeated(",", len(values))]).decode().split(",")[:-1] == list(
        map(value_text, values)
    )


def test_integers_of_thousands_of_digits_are_hexadecimal():
    assert value_text(2**13_999 - 1).isdigit()
    assert value_text(2**14_000) == hex(2**14_000)
    assert value_text(Fraction(1, 3)) == "1/3"


@pytest.mark.parametrize("rows", [0, 3])
def test_texts_side_by_side(rows):
    assert joined([texts(["a", "", "bcd"][:rows]), repeated("|", rows)]) == b"a||bcd|"[: 2 * rows + 1 * (rows > 0)]
    assert joined([repeated("", rows), repeated("xy", rows)]) == b"xy" * rows


def test_cells_of_a_row_have_their_widths_and_what_is_behind_them():
    recording = record(wires(4), Rows({"a": [7, 12]}))
    a, y = recording.columns
    assert b"".join(row_chunks(recording, [(a, 4, "|"), (y, 0, "\n")], (0, ","))) == b"   7|7\n  12|12\n"
    assert list(row_chunks(recording, [], (0, ","))) == []


def test_the_number_of_the_run_stands_first_where_there_are_several():
    recording = record(counter(2), Random(2, runs=2, fixed={"en": 1}))
    q = recording.columns[1]
    assert b"".join(row_chunks(recording, [(q, 0, ";")], (2, ":"))) == b" 0:0; 0:1; 1:0; 1:1;"
