"""Wide parities: the variables that are found have that parity, and neurons count them."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sweeping import evaluate
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.mapping import Costs, map_network
from neurocircuit.synthesis.parities import MOST_KEPT, MOST_LEAVES, wide_parities

INPUTS = 14
FREE, WIDE = Limits(), Limits(max_fanin=15)


def chain(size, inputs=INPUTS):
    network = Operations(inputs)
    return network, reduce(network.differ, range(2, 2 * size + 2, 2))


def found(network, limits=FREE, left_out=(), narrow=6):
    shares = [float(variable > network.inputs) for variable in range(len(network.left))]
    return wide_parities(network, limits, shares, left_out, narrow)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60), st.booleans()), max_size=40))
def test_a_variable_is_the_parity_of_what_is_found_for_it(pairs):
    network = Operations(INPUTS)
    for one, other, conjunction in pairs:
        make = network.both if conjunction else network.differ
        make(2 * (one % len(network.left)), 2 * (other % len(network.left)))
    ones = (1 << (1 << INPUTS)) - 1
    words = evaluate(network, {place + 1: ones // ((1 << (1 << place)) + 1) for place in range(INPUTS)}, ones)
    for variable, sets in found(network, narrow=1).items():
        assert 0 < len(sets) <= MOST_KEPT + 1
        for leaves in sets:
            assert 1 < len(leaves) <= INPUTS
            assert words[variable] == reduce(int.__xor__, [words[leaf] for leaf in leaves])


def test_what_is_read_twice_is_not_read():
    network = Operations(9)
    one = reduce(network.differ, range(2, 12, 2))
    other = reduce(network.differ, range(10, 20, 2))
    last = network.differ(one, other)
    assert (1, 2, 3, 4, 6, 7, 8, 9) in found(network)[last >> 1]


def test_limits_hold():
    network, literal = chain(14)
    assert max(map(len, found(network)[literal >> 1])) == 14
    assert max(max(map(len, sets)) for sets in found(network, WIDE).values()) == 12
    assert not found(network, Limits(max_fanin=8))
    assert not found(network, Limits(max_weight=2))
    network, _ = chain(40, 40)
    assert max(max(map(len, sets)) for sets in found(network).values()) == MOST_LEAVES


def test_what_is_left_out_is_not_looked_into():
    network, literal = chain(14)
    middle = network.differ(reduce(network.differ, range(2, 16, 2)), 0) >> 1
    assert {leaves for leaves in found(network, left_out=[middle])[literal >> 1] if min(leaves) < 8} == set()


def test_twelve_inputs_take_four_neurons_and_share_them():
    network, literal = chain(12)
    more = network.differ(literal, 26)
    units = map_network(network, [literal >> 1, more >> 1], Costs(WIDE), {}, Effort())
    assert len(units) == 6
    assert max(len(unit.weights) for unit in units.values()) == 15
