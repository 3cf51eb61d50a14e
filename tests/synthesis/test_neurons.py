"""Neurons over variables: who reads what, levels, what nothing reads, what stands in for what."""

from itertools import product

from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.logic.perceptron import LinearForm, fires
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.neurons import Neurons, literal_of


def chain():
    """Variables 1 and 2 are sources; 3 reads both, 4 reads 3, 5 reads 4 and 1; 6 is read by nothing."""
    units = {
        3: Unit({1: 1, 2: 1}, 2),
        4: Unit({3: -1}, 0),
        5: Unit({4: 1, 1: 1}, 1),
        6: Unit({3: 1, 4: 1}, 1),
    }
    return Neurons(units, [5], 2)


def test_what_nothing_reads_is_dropped():
    neurons = chain()
    assert list(neurons.units) == [3, 4, 5]
    assert {read: list(readers) for read, readers in neurons.readers.items()} == {1: [3, 5], 2: [3], 3: [4], 4: [5]}


def test_levels_follow_an_exchange():
    neurons = chain()
    assert [neurons.level_of(variable) for variable in range(1, 6)] == [0, 0, 1, 2, 3]
    assert neurons.depth() == 3
    neurons.replace(4, Unit({1: -1, 2: -1}, 0))
    assert [neurons.level_of(variable) for variable in range(3, 6)] == [1, 1, 2]
    neurons.drop_unread([3])
    assert neurons.order() == [4, 5]
    assert 3 not in neurons.level
    assert neurons.readers[2] == {4: None}


def test_a_neuron_comes_and_goes():
    neurons = chain()
    assert neurons.replace(7, Unit({3: 1, 2: 1}, 2)) is None
    assert neurons.level_of(7) == 2
    assert neurons.replace(5, Unit({7: 1}, 1)) == Unit({4: 1, 1: 1}, 1)
    assert neurons.level_of(5) == 3
    assert neurons.replace(4, None) == Unit({3: -1}, 0)
    assert list(neurons.units) == [3, 5, 7]
    assert neurons.readers[3] == {7: None}
    assert 4 not in neurons.level


def test_an_output_is_never_unread():
    neurons = Neurons({2: Unit({1: 1}, 1), 3: Unit({2: 1}, 1)}, [2], 1)
    assert list(neurons.units) == [2]


def test_order_does_not_depend_on_numbers():
    neurons = Neurons({2: Unit({4: 1}, 1), 4: Unit({3: 1}, 1), 3: Unit({1: 1}, 1)}, [2], 1)
    assert neurons.order() == [3, 4, 2]


def test_a_stand_in_is_shown_with_its_sign():
    neurons = chain()
    neurons.stand_in(5, 2 * 4 + 1)
    assert neurons.outputs == {4}
    assert neurons.shown(2 * 5) == 2 * 4 + 1
    neurons.stand_in(4, 2 * 3 + 1)
    assert neurons.shown(2 * 5) == 2 * 3
    assert neurons.shown(2 * 5 + 1) == 2 * 3 + 1
    same = neurons.copy()
    assert same.shown(2 * 5) == 2 * 3
    assert same.outputs == {3}
    assert list(same.units) == [3]


def test_a_copy_is_made_of_the_units_alone():
    neurons = chain()
    neurons.readers.clear()
    same = neurons.copy()
    assert same.readers[3] == {4: None}
    assert same.level == {3: 1, 4: 2, 5: 3}


def test_a_form_over_literals_keeps_its_function():
    form = LinearForm((3, -2, 1, 2), 2)
    for negations in product((0, 1), repeat=4):
        literals = [2 * variable + sign for variable, sign in zip((1, 2, 1, 0), negations, strict=True)]
        for negated in (0, 1):
            unit = unit_of(literals, form, negated)
            assert 0 not in unit.weights
            for row in product((0, 1), repeat=2):
                values = {0: 0, 1: row[0], 2: row[1]}
                want = fires(
                    sum(w * (values[lit >> 1] ^ lit & 1) for w, lit in zip(form.weights, literals, strict=True)),
                    form.threshold,
                )
                got = fires(sum(w * values[v] for v, w in unit.weights.items()), unit.threshold)
                assert got == want ^ negated


def test_the_network_has_the_same_literal_for_equal_neurons():
    network = Operations(2)
    nand = network.both(2, 4) ^ 1
    assert literal_of(network, Unit({1: -3, 2: -3}, -5)) == nand
