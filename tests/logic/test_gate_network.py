"""Perceptrons as prime cubes and as gates: the same function, and never too large."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from neurocircuit.logic.cover import irredundant_rows
from neurocircuit.logic.gate_network import prime_cover, sum_gates
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from tests.strategies import perceptrons

GATES = {
    "AND": all,
    "OR": any,
    "NOT": lambda bits: not bits[0],
    "BUF": lambda bits: bits[0],
    "XOR": lambda bits: sum(bits) % 2,
    "XNOR": lambda bits: sum(bits) % 2 == 0,
    "MAJORITY": lambda bits: sum(bits) >= 2,
}


def outputs_of(steps, arity):
    for row in range(1 << arity):
        values = [row >> j & 1 for j in range(arity)]
        for gate, operands in steps:
            values.append(int(GATES[gate]([values[place] for place in operands])))
        yield values[-1]


def outputs_of_cover(cover, arity):
    rows = list(cover.rows)
    for row in range(1 << arity):
        bits = f"{row:0{arity}b}"[::-1] if arity else ""
        found = any(all(letter in ("-", bit) for letter, bit in zip(cube, bits, strict=True)) for cube in rows)
        yield int(found == cover.value) if rows else 0


@given(perceptrons())
def test_prime_cubes_are_the_function(perceptron):
    cover = prime_cover(perceptron.integer_form, most=64)
    assert list(outputs_of_cover(cover, perceptron.arity)) == list(perceptron.truth_table)


@given(perceptrons())
def test_all_primes_of_a_unate_function_are_its_irredundant_cover(perceptron):
    cover = prime_cover(perceptron.integer_form, most=64)
    table = perceptron.truth_table
    assert sorted(cover.rows) == sorted(irredundant_rows(table if cover.value else ~table))


@given(perceptrons())
def test_gates_that_add_the_weights_are_the_function(perceptron):
    assume(not perceptron.truth_table.is_constant)
    steps = sum_gates(perceptron.integer_form)
    assert list(outputs_of(steps, perceptron.arity)) == list(perceptron.truth_table)


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=9), st.integers(-9, 20))
def test_gates_that_add_many_weights_are_the_function(weights, threshold):
    perceptron = Perceptron(weights, threshold=threshold)
    assume(not perceptron.truth_table.is_constant)
    assert list(outputs_of(sum_gates(perceptron.integer_form), len(weights))) == list(perceptron.truth_table)


def test_whichever_cover_is_smaller_is_taken():
    wide = (1,) * 100
    assert prime_cover(LinearForm(wide, 100), most=1).value == 1
    assert prime_cover(LinearForm(wide, 1), most=1).value == 0
    assert list(prime_cover(LinearForm((1, -1), 1), most=1).rows) == ["10"]


def test_too_many_cubes_are_none():
    assert prime_cover(LinearForm((1,) * 200, 100), most=64) is None
    assert len(prime_cover(LinearForm((1,) * 5, 3), most=10).cubes) == 10
    assert prime_cover(LinearForm((1,) * 5, 3), most=9) is None


def test_a_fan_in_of_200_000_is_no_trouble():
    cover = prime_cover(LinearForm((1,) * 200_000, 200_000), most=64)
    assert [len(cube) for cube in cover.cubes] == [200_000]
    assert prime_cover(LinearForm((1,) * 200_000, 100_000), most=64) is None


def test_a_comparator_is_one_carry_a_bit():
    """a > b of n bits is [2^i, -2^i; 1]: n inverters, and a majority (an AND at the lowest bit) a bit."""
    weights = tuple(1 << bit for bit in range(32))
    steps = sum_gates(LinearForm((*weights, *(-weight for weight in weights)), 1))
    assert sorted(step.gate for step in steps) == ["AND", *["MAJORITY"] * 31, *["NOT"] * 32]


def test_large_weights_take_a_few_gates_a_bit():
    weights = tuple((7919 * index**3) % 10**8 for index in range(1, 129))
    assert len(sum_gates(LinearForm(weights, sum(weights) // 2))) < 2 * 128 * 27
