"""Counters instead of what counts: few neurons, within limits, the same function."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.synthesis import counters as module
from neurocircuit.synthesis.counters import with_counters
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.mapping import Costs, map_network
from neurocircuit.synthesis.neurons import Neurons
from neurocircuit.synthesis.synthesize import synthesize
from neurocircuit.synthesis.translation import circuit_of, translate
from tests.analysis.multipliers import MULTIPLIERS, Adders, adder, array
from tests.analysis.voters import COUNTERS, voter
from tests.samples import gate


def counted(circuit, limits):
    """The circuit of counters alone, where every output is one; None where nothing counts."""
    given = translate(circuit)
    made = with_counters(given, limits, Effort())
    if made is given:
        return None
    assert all(limits.allow(unit.form) for unit in made.written.values())
    costs = Costs(limits)
    units = map_network(made.network, made.roots, costs, made.written, Effort(), kept=made.kept)
    return circuit_of(made, Neurons(units, made.roots, made.network.inputs))


@pytest.mark.parametrize("kind", COUNTERS)
def test_a_majority_is_one_neuron(kind):
    made = synthesize(voter(kind, 101))
    assert (made.after.neurons, made.after.connections, made.verdict) == (1, 101, "equivalent")


def test_inputs_may_be_negated():
    made = synthesize(voter("saturated", 31, 7, negated=0b1011))
    neuron = made.circuit.nodes["y"]
    assert (made.after.neurons, made.verdict) == (1, "equivalent")
    assert [place for place, weight in enumerate(neuron.perceptron.weights) if weight < 0] == [0, 1, 3]


@settings(deadline=None, max_examples=15)
@given(
    st.integers(7, 30),
    st.integers(1, 40),
    st.integers(0, 255),
    st.integers(4, 16),
    st.sampled_from((None, 2, 4, 8)),
)
def test_counters_within_limits(count, threshold, negated, max_fanin, max_weight):
    limits = Limits(max_fanin, max_weight)
    circuit = voter("tree", count, 1 + threshold % count, negated)
    made = counted(circuit, limits)
    assert made is not None
    assert nc.verify(circuit, made, limit=60)
    # A full adder takes away one literal with two neurons.
    assert nc.stats(made).neurons <= 2 * count + 12


@pytest.mark.parametrize(("limits", "neurons"), [(Limits(15), 53), (Limits(7), 140), (Limits(4), 196)])
def test_wide_neurons_count_with_few(limits, neurons):
    made = counted(voter("tree", 101), limits)
    assert len(made.nodes) == neurons
    assert nc.verify(voter("tree", 101), made, limit=60)


@pytest.mark.parametrize("limits", [Limits(3), Limits(15, 1), Limits(2)])
def test_limits_below_a_full_adder_leave_the_circuit_alone(limits):
    assert counted(voter("tree", 30), limits) is None


def test_what_does_not_count_stays():
    circuit = voter("tree", 21)
    nodes = {**circuit.nodes, "z": gate("AND", "x[0]", "x[1]"), "q": gate("OR", "z", "x[2]")}
    both = Circuit(circuit.inputs, ["y", "z", "q"], nodes)
    made = synthesize(both)
    assert (made.after.neurons, made.verdict) == (3, "equivalent")
    assert {"y", "z", "q"} == set(made.circuit.nodes)


def test_short_sums_and_what_the_cuts_of_a_mapping_see_are_left_alone():
    assert counted(voter("tree", 6), Limits()) is None
    assert counted(adder(4, of_gates=True), Limits()) is None


@pytest.mark.parametrize(
    ("max_fanin", "neurons"), [(4, 32), (7, 24), (10, 22), (15, 20), (None, 17)], ids=["4", "7", "10", "15", "none"]
)
def test_an_adder_some_places_at_a_time(max_fanin, neurons):
    """With m places at a time it has a neuron for each place and for each carry that is handed on, or fewer."""
    circuit = adder(16, of_gates=True)
    made = counted(circuit, Limits(max_fanin))
    assert len(made.nodes) == neurons
    assert nc.verify(circuit, made)


def test_an_adder_with_carries_from_all_lower_places_at_once_and_none_out():
    ahead = Adders(of_gates=True)
    digits = ahead.looked_ahead(*([f"{port}[{place}]" for place in range(12)] for port in "ab"))
    circuit = ahead.circuit(12, digits, "s")
    made = counted(circuit, Limits(15))
    assert len(made.nodes) == 15
    assert nc.verify(circuit, made)


@pytest.mark.parametrize(("max_fanin", "neurons"), [(7, 74), (15, 59), (None, 47)], ids=["7", "15", "none"])
def test_products_are_counted(max_fanin, neurons):
    """Each counter takes two factors for one product, so that 36 products are not all neurons."""
    circuit = array(6, of_gates=True)
    made = counted(circuit, Limits(max_fanin))
    assert len(made.nodes) == neurons
    assert nc.verify(circuit, made, method="sat").method == "arithmetic"


def test_a_product_that_booth_made_is_counted_too():
    """Its signs count to the end of the number, and its ones in two's complement are constants."""
    circuit = MULTIPLIERS["booth"](6, True)
    made = counted(circuit, Limits(15))
    assert nc.verify(circuit, made, method="sat").method == "arithmetic"


def test_sums_of_more_than_two_numbers():
    rows = Adders(of_gates=True)
    columns = [[f"{port}[{place}]" for port in "abc"] for place in range(8)]
    digits = rows.ripple(*rows.reduced(columns))
    inputs = [name for column in columns for name in column]
    circuit = Circuit(inputs, {f"s[{place}]": digit for place, digit in enumerate(digits[:8])}, rows.nodes)
    made = counted(circuit, Limits(15))
    assert len(made.nodes) == 14
    assert nc.verify(circuit, made, method="sat").method == "arithmetic"


def test_no_neuron_is_wider_than_it_may_be_without_a_limit(monkeypatch):
    monkeypatch.setattr(module, "MOST_FANIN", 15)
    assert len(counted(adder(16, of_gates=True), Limits()).nodes) == 20


def shallow(circuit, limits):
    """The circuit of counters in few levels."""
    given = translate(circuit)
    made = with_counters(given, limits, Effort(), shallow=True)
    costs = Costs(limits)
    units = map_network(made.network, made.roots, costs, made.written, Effort(), shallow=True, kept=made.kept)
    return circuit_of(made, Neurons(units, made.roots, made.network.inputs))


@pytest.mark.parametrize(("max_fanin", "levels"), [(7, 6), (15, 4), (None, 3)], ids=["7", "15", "none"])
def test_an_adder_looks_ahead(max_fanin, levels):
    """A carry comes from seven places at once, or from seven groups of seven."""
    circuit = adder(40, of_gates=True)
    made = shallow(circuit, Limits(max_fanin))
    assert nc.stats(made).depth == levels
    assert nc.verify(circuit, made, method="sat").method == "arithmetic"


@pytest.mark.parametrize("kind", ["array", "wallace", "booth"])
def test_a_product_in_few_levels(kind):
    circuit = MULTIPLIERS[kind](8, True)
    made = shallow(circuit, Limits(15))
    assert nc.stats(made).depth <= 14
    assert nc.verify(circuit, made, method="sat").method == "arithmetic"


def test_what_is_made_in_few_levels_is_taken_where_that_is_the_goal():
    circuit = adder(24, of_gates=True)
    made = synthesize(circuit, "depth", max_fanin=15, effort=1)
    assert (made.after.depth, made.verdict) == (4, "equivalent")


@settings(deadline=None, max_examples=15)
@given(st.integers(7, 60), st.integers(1, 60), st.integers(0, 255), st.sampled_from((4, 7, 15)))
def test_counts_in_few_levels(count, threshold, negated, max_fanin):
    circuit = voter("tree", count, 1 + threshold % count, negated)
    made = shallow(circuit, Limits(max_fanin))
    assert nc.verify(circuit, made, limit=60)


def test_a_product_of_narrow_neurons_stays_provable():
    circuit = array(12, of_gates=True)
    assert nc.verify(circuit, shallow(circuit, Limits(7)), method="sat").method == "arithmetic"
