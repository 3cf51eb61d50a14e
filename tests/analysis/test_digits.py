"""Numbers that neurons spell digit by digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis.digits import find_counters
from neurocircuit.analysis.units import unit_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.simulation.lowering import lower_into
from neurocircuit.simulation.operations import Operations
from tests.analysis.rows import truth


def counter(weights, digits, constant=0, flips=0, doubled=False):
    """A network of a counter, its neurons, and its digits, the lowest first; some of them as their opposites.

    Where ``doubled``, the first two inputs count half of what they weigh, so that they count as their AND.
    """
    network = Operations(len(weights))
    read, own, units = list(range(2, 2 * len(weights) + 2, 2)), list(weights), {}
    own = [weight << (doubled and index > 1) for index, weight in enumerate(own)]
    for place in reversed(range(digits)):
        unit = 1 << place + doubled
        form = LinearForm(tuple(own), (1 << place) - constant << doubled)
        literal = lower_into(network, form, read) ^ (flips >> place & 1)
        units[literal >> 1] = unit_of(read, form, literal & 1 ^ (flips >> place & 1))
        read.append(literal)
        own.append(unit if flips >> place & 1 else -unit)
        if flips >> place & 1:
            constant -= 1 << place
    return network, units, read[: len(weights) - 1 : -1]


def spells(network, adder):
    """Whether an adder is one at all inputs."""
    values = truth(network, [*adder.digits, *adder.weights])
    digits, bits = values[: len(adder.digits)], values[len(adder.digits) :]
    counts = list(adder.weights.values())
    return all(
        sum((value >> row & 1) << place for place, value in enumerate(digits))
        == adder.constant + sum((value >> row & 1) * much for value, much in zip(bits, counts, strict=True))
        for row in range(1 << network.inputs)
    )


@given(st.lists(st.sampled_from((1, 1, 2, -1, 3)), min_size=2, max_size=6), st.integers(2, 4), st.integers(-1, 4))
def test_what_is_found_adds_up(weights, digits, constant):
    network, units, _ = counter([1, *weights], digits, constant)
    assert all(spells(network, adder) for adder in find_counters(network, units))


@pytest.mark.parametrize("doubled", [False, True])
def test_a_counter_of_seven_is_found(doubled):
    network, units, digits = counter([1] * 7, 3, doubled=doubled)
    found = find_counters(network, units)
    wanted = [adder for adder in found if [each >> 1 for each in adder.digits] == [each >> 1 for each in digits]]
    assert len(wanted) == 1
    assert spells(network, wanted[0])
    assert len(wanted[0].weights) == 7 - doubled


def test_weights_of_two_places_that_could_be_factors():
    network, units, _ = counter([1, 1, 2, 2], 3)
    assert [len(adder.weights) for adder in find_counters(network, units) if len(adder.digits) == 3] == [4]


def test_a_sum_that_needs_more_digits_is_none():
    assert not [adder for adder in find_counters(*counter([1] * 4, 2)[:2]) if len(adder.digits) == 2]


def test_another_weight_is_no_counter():
    network, units, digits = counter([1] * 5, 3)
    lowest = digits[0] >> 1
    weights = {**units[lowest].weights, 2: 2}
    assert not [
        adder
        for adder in find_counters(network, {**units, lowest: units[lowest]._replace(weights=weights)})
        if adder.digits[0] >> 1 == lowest
    ]
