"""Absorbing: the neuron in another one's place is right at all assignments, and chains become one neuron."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.synthesis.absorbing import absorb, absorbed
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons
from neurocircuit.synthesis.synthesize import synthesize
from tests.samples import gate

some_weights = st.dictionaries(st.integers(1, 5), st.integers(-4, 4).filter(bool), max_size=4)


def fires(unit, values):
    return sum(weight * values[read] for read, weight in unit.weights.items()) >= unit.threshold


@settings(max_examples=500)
@given(some_weights, some_weights, st.integers(-4, 4).filter(bool), st.integers(-8, 8), st.integers(-8, 8))
def test_what_is_absorbed_decides_as_before(reader, inner, step, threshold, least):
    unit, gone = Unit({**reader, 9: step}, threshold), Unit(inner, least)
    made = absorbed(unit, 9, gone)
    near = {
        sum(weight * value for weight, value in zip(reader.values(), row, strict=True))
        for row in product((0, 1), repeat=len(reader))
    }
    low, high = sorted((threshold - step, threshold))
    assert (made is None) == (len([total for total in near if low <= total < high]) != 1)
    for row in product((0, 1), repeat=5) if made is not None else ():
        values = dict(enumerate(row, 1))
        assert fires(made, values) == fires(unit, {**values, 9: fires(gone, values)})


def comparator(count):
    """Whether a > b, bit by bit from the lowest, of gates with two inputs."""
    nodes, last = {"n0": gate("NOT", "b[0]"), "g0": gate("AND", "a[0]", "n0")}, "g0"
    for place in range(1, count):
        nodes |= {
            f"n{place}": gate("NOT", f"b[{place}]"),
            f"o{place}": gate("OR", f"a[{place}]", f"n{place}"),
            f"k{place}": gate("AND", f"o{place}", last),
            f"m{place}": gate("AND", f"a[{place}]", f"n{place}"),
            f"g{place}": gate("OR", f"m{place}", f"k{place}"),
        }
        last = f"g{place}"
    return Circuit([f"{port}[{place}]" for port in "ab" for place in range(count)], {"gt": last}, nodes)


@pytest.mark.parametrize("count", [4, 12, 32])
def test_a_comparison_is_one_neuron_with_the_weights_of_binary_numbers(count):
    made = synthesize(comparator(count))
    assert (made.after.neurons, made.after.max_weight, made.verdict) == (1, 2 ** (count - 1), "equivalent")


def test_limits_hold():
    made = synthesize(comparator(12), max_fanin=20)
    assert made.after.neurons == 2
    assert made.after.max_fanin <= 20


@pytest.mark.parametrize(("readers", "left"), [(4, 4), (5, 6)])
def test_many_readers_do_not_absorb(readers, left):
    units = {2: Unit({1: 1}, 1)} | {place: Unit({1: 1, 2: 1}, 2) for place in range(3, 3 + readers)}
    neurons = Neurons(units, range(3, 3 + readers), 1)
    absorb(neurons, Limits(), Effort())
    assert len(neurons) == left


def test_weights_that_come_to_too_much_are_left_alone():
    assert absorbed(Unit({1: 1 << 16, 9: 1}, 1), 9, Unit({2: 1}, 1)) is not None
    assert absorbed(Unit({1: 1 << 17, 9: 1}, 1), 9, Unit({2: 1}, 1)) is None


def test_what_is_kept_stays_and_reads_what_it_reads():
    units = {3: Unit({1: 1, 2: 1}, 2), 5: Unit({3: 1, 4: 1}, 1), 7: Unit({5: 1, 6: 1}, 2)}
    for kept, left in ((set(), {7}), ({3}, {3, 7}), ({5}, {3, 5, 7}), ({7}, {5, 7})):
        neurons = Neurons(dict(units), [7], 2)
        absorb(neurons, Limits(), Effort(), kept)
        assert set(neurons.units) == left
