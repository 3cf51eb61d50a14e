"""Mapping: neurons of the same functions as the network, few, within limits."""

import numpy as np
import pytest
from hypothesis import given, settings

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.sweeping import evaluate
from neurocircuit.analysis.units import Unit
from neurocircuit.logic.chow import smallest_form
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.cuts import UNKNOWN
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.mapping import Costs, _left_out, map_network
from neurocircuit.synthesis.neurons import Neurons
from neurocircuit.synthesis.synthesize import synthesize
from tests.synthesis.test_cuts import networks
from tests.synthesis.test_synthesize import some_limits

FREE = Costs(Limits())


def checked(network, outputs, costs, given=()):
    units = map_network(network, outputs, costs, dict(given), Effort())
    ones = (1 << 256) - 1
    masks = {place + 1: sum(1 << row for row in range(256) if row >> place & 1) for place in range(network.inputs)}
    values = evaluate(network, masks, ones)
    for variable, unit in units.items():
        assert costs.limits.allow(unit.form)
        for row in range(256):
            total = sum(weight * (values[read] >> row & 1) for read, weight in unit.weights.items())
            assert (total >= unit.threshold) == (values[variable] >> row & 1)
    return Neurons(units, outputs, network.inputs)


@settings(deadline=None)
@given(networks(), some_limits)
def test_neurons_compute_what_the_operations_do(network, limits):
    last = len(network.left) - 1
    neurons = checked(network, [last, max(1, last // 2)], FREE if limits == Limits() else Costs(limits))
    assert all(
        read in neurons.units or read <= network.inputs for unit in neurons.units.values() for read in unit.weights
    )


def test_costs_of_known_functions():
    tables = [TruthTable.from_function(lambda *x, n=n: sum(x) % 2, n) for n in (2, 3, 5, 6)]
    wide = np.array([int(f"{table.bits:0{1 << table.arity}b}" * (64 >> table.arity), 2) for table in tables], np.uint64)
    assert FREE(wide).tolist() == [2, 2, 3, 3]
    assert Costs(Limits(max_fanin=2))(wide).tolist() == [3, UNKNOWN, UNKNOWN, UNKNOWN]
    assert Costs(Limits(max_weight=1))(wide).tolist() == [3, UNKNOWN, UNKNOWN, UNKNOWN]
    assert Costs(Limits(max_weight=2))(wide).tolist() == [2, 2, UNKNOWN, UNKNOWN]


def test_functions_of_three_inputs_cost_one_where_they_are_threshold_functions():
    wide = np.array([int(f"{bits:08b}" * 8, 2) for bits in range(256)], np.uint64)
    ones = FREE(wide) == 1
    assert ones.sum() == 104
    assert ones.tolist() == [smallest_form(TruthTable(3, bits)) is not None for bits in range(256)]


def test_a_comparator_of_three_bits_is_one_neuron():
    network = Operations(6)
    a, b = (2, 4, 6), (8, 10, 12)
    more = 0
    for one, other in zip(a, b, strict=True):
        more = network.either(network.both(one, other ^ 1), network.both(network.differ(one, other) ^ 1, more))
    assert len(checked(network, [more >> 1], FREE)) == 1


def test_a_neuron_that_is_given_is_taken():
    network = Operations(7)
    literal = 2
    for read in range(4, 16, 2):
        literal = network.both(literal, read)
    wide = Unit(dict.fromkeys(range(1, 8), 1), 7)
    assert len(checked(network, [literal >> 1], FREE)) == 2
    assert checked(network, [literal >> 1], FREE, {literal >> 1: wide}.items()).units == {literal >> 1: wide}


def test_mapping_ends_with_the_time():
    with pytest.raises(OutOfTime):
        map_network(Operations(1), [1], FREE, {}, Effort(0))


def test_an_output_that_is_an_input_takes_nothing():
    assert map_network(Operations(1), [1, 0], FREE, {}, Effort()) == {}


def test_a_ripple_adder_is_mapped_to_three_neurons_a_bit_at_most():
    adder = nc.blocks.adder(8)
    from neurocircuit.synthesis.translation import translate

    given = translate(adder)
    assert len(Neurons(map_network(given.network, given.roots, FREE, {}, Effort()), given.roots, 17)) <= 24


def test_what_is_kept_takes_the_neuron_that_is_given_and_nothing_behind_it_has_cuts():
    network = Operations(9)
    inside = network.both(network.both(2, 4), network.both(6, 8))
    wide = network.both(inside, network.both(network.both(10, 12), network.both(14, 16)))
    last = network.either(wide, 18)
    given = {wide >> 1: Unit(dict.fromkeys(range(1, 9), 1), 8)}
    assert set(_left_out(network, [last >> 1], given, [wide >> 1])) == set(range(10, (wide >> 1) + 1))
    units = map_network(network, [last >> 1], FREE, given, Effort(), kept=[wide >> 1])
    assert units[wide >> 1] == given[wide >> 1]
    assert units.keys() == {wide >> 1, last >> 1}


@pytest.mark.parametrize(("inputs", "levels", "neurons"), [(4, 2, 3), (5, 2, 3), (6, 2, 4)])
def test_parities_of_few_levels(inputs, levels, neurons):
    steps = [f"p{place} = p{place - 1} ^ x{place}" for place in range(1, inputs)]
    circuit = nc.build("; ".join(steps)).replace(outputs={"y": f"p{inputs - 1}"})
    made = synthesize(circuit, "depth", max_fanin=15, effort=1)
    assert (made.after.depth, made.after.neurons, made.verdict) == (levels, neurons, "equivalent")
