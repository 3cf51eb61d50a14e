"""Sums of full adders that read their carries."""

import pytest

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort
from neurocircuit.synthesis.carrying import with_carries
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.mapping import Costs, map_network
from neurocircuit.synthesis.neurons import Neurons
from neurocircuit.synthesis.translation import circuit_of, translate
from tests.analysis.multipliers import MULTIPLIERS, adder


def mapped(given):
    units = map_network(given.network, given.roots, Costs(Limits()), {}, Effort())
    return circuit_of(given, Neurons(units, given.roots, given.network.inputs))


@pytest.mark.parametrize("name", MULTIPLIERS)
def test_two_neurons_do_for_each_full_adder(name):
    circuit = MULTIPLIERS[name](5, True)
    given = translate(circuit)
    made = mapped(with_carries(given, Effort()))
    assert nc.verify(circuit, made)
    assert len(made.nodes) < len(mapped(given).nodes)


def test_an_adder_of_gates_has_two_neurons_for_each_place():
    circuit = adder(9, of_gates=True)
    made = mapped(with_carries(translate(circuit), Effort()))
    assert len(made.nodes) == 18
    assert nc.verify(circuit, made)


def test_where_there_is_no_full_adder_nothing_changes():
    given = translate(nc.build("y = a ^ b; z = a & b & c"))
    assert with_carries(given, Effort()) is given
