"""Merging: equal and opposite neurons are one, constants none."""

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.merging import merge
from neurocircuit.synthesis.translation import as_written, circuit_of, translate


def merged(circuit, limits=None, kept=()):
    given = translate(circuit)
    neurons = as_written(given, Limits())
    variables = {given.literals[net] >> 1 for net in kept}
    merge(neurons, Evidence(given.network, neurons.units, Effort()), limits or Limits(), variables)
    made = circuit_of(given, neurons)
    assert nc.verify(circuit, made)
    return made


def circuit(outputs, **nodes):
    """Neurons from weights and threshold, by name."""
    made = {
        name: nc.Perceptron(list(weights.values()), threshold=threshold) for name, (weights, threshold) in nodes.items()
    }
    from neurocircuit.netlist.circuit import Circuit, Neuron

    placed = {name: Neuron(made[name], tuple(weights)) for name, (weights, _) in nodes.items()}
    return Circuit(["a", "b", "c"], outputs, placed)


#: The same function of three inputs in two ways that have no operation in common.
EQUAL = {
    "p": ({"a": 1, "b": 1}, 2),
    "q": ({"p": 2, "c": 1, "a": -1}, 2),
    "r": ({"b": 1, "c": 1}, 2),
    "s": ({"r": 2, "a": 1, "c": -1}, 2),
}


def test_equal_neurons_become_one():
    made = merged(circuit({"y": "q", "z": "s"}, **EQUAL))
    assert len(made.nodes) == 2
    assert made.output_nets in (("q", "q"), ("s", "s"))


def test_what_is_kept_stays():
    assert len(merged(circuit({"y": "q", "z": "s"}, **EQUAL), kept=("q", "s")).nodes) == 4


def test_opposite_neurons_become_one_for_their_readers():
    opposite = {**EQUAL, "s": ({"r": -2, "a": -1, "c": 1}, -1)}
    made = merged(circuit({"y": "t"}, **opposite, t=({"q": 1, "s": 1, "a": 1}, 2)))
    assert made.nodes == {}
    assert made.output_nets == ("a",)


def test_a_neuron_that_is_an_input_is_none():
    made = merged(circuit({"y": "q"}, p=({"a": 1, "b": 1}, 1), q=({"a": 1, "p": 1}, 2)))
    assert made.nodes == {}
    assert made.output_nets == ("a",)


def test_a_neuron_that_never_changes_is_a_constant():
    never = {"p": ({"a": 1, "b": 1}, 2), "q": ({"a": 1, "p": -2, "b": 1, "c": 0}, 2)}
    made = merged(circuit({"y": "r", "z": "q"}, **never, r=({"q": 3, "c": 1}, 1)))
    assert made.output_nets == ("c", "q")
    assert made.nodes["q"].gate == "ZERO"


def test_limits_keep_readers_as_they_are():
    """One neuron with twice the weight, or both."""
    both = circuit({"y": "t"}, **EQUAL, t=({"q": 2, "s": 2, "a": 1, "b": -1, "c": 1}, 2))
    assert set(merged(both).nodes) == {"p", "q", "t"}
    assert set(merged(both, Limits(max_weight=3)).nodes) == {"p", "q", "r", "s", "t"}


def test_what_went_with_its_last_reader_stands_for_nothing():
    # n is merged with m, and p goes with it; y is equal to p, which is no more.
    m, p = ({"c": 1, "a": 1}, 1), ({"a": 1, "b": 1, "m": 1}, 1)
    n, y = ({"c": 1, "p": 1, "a": 1}, 2), ({"a": 1, "n": 1, "b": 1}, 1)
    assert merged(circuit(["y"], m=m, p=p, n=n, y=y)).stats.neurons == 2
