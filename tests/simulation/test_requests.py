"""Sources of patterns as data, and what is assigned beside them."""

from itertools import product

import numpy as np
import pytest

from neurocircuit.errors import InputError, LimitError
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.patterns import random_words, unpack, words_for
from neurocircuit.simulation.requests import Exhaustive, Random, Rows, batch_of
from neurocircuit.simulation.sources import CountWords, GivenWords
from tests.samples import FULL_ADDER, adder, counter, wires


def bits(circuit, source):
    """The bits that a source gives: inputs, then the shape as users see it."""
    made = batch_of(circuit, source)
    words = words_for(made.source.patterns)
    blocks = [made.source.block(cycle, 0, words, len(circuit.inputs)) for cycle in range(made.source.cycles)]
    return made.unpack(np.array(blocks, np.uint64).reshape(made.source.cycles, len(circuit.inputs), words))


def test_exhaustive_counts_up_over_the_columns_as_shown():
    assert bits(FULL_ADDER, Exhaustive()).T.tolist() == [list(row) for row in product([0, 1], repeat=3)]


def test_exhaustive_counts_buses_as_numbers_whatever_their_written_direction():
    seen = bits(adder(3), Exhaustive())
    assert seen.shape == (6, 64)
    values = np.array([4, 2, 1]) @ seen[:3], np.array([4, 2, 1]) @ seen[3:]
    assert list(zip(*values, strict=True)) == list(product(range(8), repeat=2))


def test_exhaustive_leaves_out_what_is_fixed():
    seen = bits(FULL_ADDER, Exhaustive({"b": 1}))
    assert seen.tolist() == [[0, 0, 1, 1], [1, 1, 1, 1], [0, 1, 0, 1]]
    one_bit = bits(adder(2), Exhaustive({"a[0]": 1, "b": 2}))
    assert one_bit.tolist() == [[0, 1], [1, 1], [1, 1], [0, 0]]


def test_exhaustive_with_everything_fixed_or_no_inputs_is_one_row():
    assert bits(FULL_ADDER, Exhaustive({"a": 1, "b": 0, "cin": 1})).tolist() == [[1], [0], [1]]
    assert bits(Circuit([], [], {}), Exhaustive()).shape == (0, 1)


def test_exhaustive_refuses_registers_and_too_many_inputs_at_once():
    with pytest.raises(InputError, match="no truth table"):
        batch_of(counter(2), Exhaustive())
    with pytest.raises(LimitError, match=r"2\^90 patterns"):
        batch_of(wires(90), Exhaustive())
    assert bits(wires(90), Exhaustive({f"a[{n}]": 0 for n in range(88)})).shape == (90, 4)


def test_random_patterns_are_the_words_of_the_counter_based_function():
    assert (bits(FULL_ADDER, Random(100, seed=7)) == unpack(random_words(7, 0, 0, 3, 0, 2), 100)).all()


def test_what_is_fixed_does_not_change_the_other_random_inputs():
    free, fixed = bits(FULL_ADDER, Random(80)), bits(FULL_ADDER, Random(80, fixed={"b": 1}))
    assert (free[[0, 2]] == fixed[[0, 2]]).all()
    assert fixed[1].all()


def test_random_cycles_and_runs_of_a_clocked_circuit():
    one, many = bits(counter(2), Random(9, seed=3)), bits(counter(2), Random(9, seed=3, runs=70))
    assert (one.shape, many.shape) == ((1, 9), (1, 70, 9))
    assert (many[:, 0] == one).all()
    for cycle in range(9):
        assert (many[:, :, cycle] == unpack(random_words(3, 0, cycle, 1, 0, 2), 70)).all()


def test_random_counts_that_make_no_sense():
    with pytest.raises(InputError, match="runs of a circuit without registers"):
        batch_of(FULL_ADDER, Random(4, runs=2))
    with pytest.raises(InputError, match="-1 random patterns"):
        batch_of(FULL_ADDER, Random(-1))


def test_fixed_values_are_single_and_known():
    for source in (Random(4, fixed={"a": [0, 1]}), Exhaustive({"a": [0, 1]})):
        with pytest.raises(InputError, match="'a': several values"):
            batch_of(FULL_ADDER, source)
    with pytest.raises(InputError, match="unknown input 'd'"):
        batch_of(FULL_ADDER, Random(4, fixed={"d": 1}))


def test_a_count_holds_scalars_for_so_many_rows():
    assert bits(counter(2), Rows({"en": 1}, count=3)).tolist() == [[1, 1, 1]]
    assert bits(FULL_ADDER, Rows({"a": 1, "b": [0, 1], "cin": 0}, count=2)).tolist() == [[1, 1], [0, 1], [0, 0]]
    with pytest.raises(InputError, match=r"values of shape \(2,\) for 3 rows"):
        batch_of(counter(2), Rows({"en": [1, 0]}, count=3))


@pytest.mark.parametrize(
    ("circuit", "request_"),
    [(wires(62), Exhaustive()), (FULL_ADDER, Random(10**15, fixed={"a": 1})), (counter(2), Rows({"en": 1}, 10**15))],
)
def test_nothing_is_made_before_it_is_run(circuit, request_):
    source = batch_of(circuit, request_).source
    assert not isinstance(source, GivenWords)
    assert source.patterns * source.cycles >= 10**15


def test_rows_are_packed_and_counted():
    source = batch_of(FULL_ADDER, Rows({"a": [0, 1, 1], "b": 1, "cin": 0})).source
    assert source.words.tolist() == [[[6], [7], [0]]]
    assert source.patterns == 3
    held = batch_of(FULL_ADDER, Rows({"a": 1, "b": 0, "cin": 1}, count=70)).source
    assert held.patterns == 70
    assert isinstance(held, CountWords)
