"""Perceptrons as prime cubes: the same function, and never too many."""

from __future__ import annotations

from hypothesis import given

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.prime_cover import firing_sets, prime_cover
from neurocircuit.logic.recipe import prime_cubes
from neurocircuit.testing import perceptrons


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
    primes = prime_cubes(table if cover.value else ~table)
    assert sorted(cover.rows) == sorted("".join("-10"[sign] for sign in cube) for cube in primes)


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


def test_only_the_first_sets_are_made():
    wide = LinearForm((1,) * 100, 50)
    assert firing_sets(wide, most=2) == (tuple(range(50)), (*range(49), 50))
    assert firing_sets(wide.opposite, most=1) == (tuple(range(51)),)
    assert firing_sets(LinearForm((2, 1, -1), 0), most=9) == ((0,), (1,), (2,))
    assert firing_sets(LinearForm((1,), 2), most=9) == ()
    assert firing_sets(LinearForm((1,), 0), most=9) == ((),)
