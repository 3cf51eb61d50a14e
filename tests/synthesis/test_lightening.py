"""Lighter weights: the least of the function, and less where inputs cannot be anything."""

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.lightening import lighten
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.translation import as_written, circuit_of, translate


def lightened(circuit, limits=None, kept=()):
    given = translate(circuit)
    neurons = as_written(given, Limits())
    variables = {given.literals[net] >> 1 for net in kept}
    lighten(neurons, Evidence(given.network, neurons.units, Effort()), limits or Limits(), variables)
    made = circuit_of(given, neurons)
    assert nc.verify(circuit, made)
    return {name: str(node.perceptron.integer_form) for name, node in made.nodes.items()}


def one(weights, threshold, names="abcdefghij"):
    inputs = tuple(names[: len(weights)])
    return Circuit(inputs, ["y"], {"y": Neuron(nc.Perceptron(weights, threshold=threshold), inputs)})


def test_small_functions_get_their_least_weights():
    assert lightened(one([5, 3, 3], 6)) == {"y": "[1, 1, 1; 2]"}
    assert lightened(one([-7, 4], 1)) == {"y": "[-1, 1; 1]"}


def test_what_is_kept_stays():
    assert lightened(one([5, 3, 3], 6), kept="y") == {"y": "[5, 3, 3; 6]"}


def test_an_input_that_does_not_count_is_not_read():
    made = lightened(one([10, 10, 1], 20))
    assert made == {"y": "[1, 1; 2]"}


def test_wide_neurons_get_lighter_too():
    assert lightened(one([3] * 10, 15)) == {"y": "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1; 5]"}


def test_inputs_that_exclude_each_other_weigh_less():
    """Where p is 1, a is too: as a function of any p and a the second neuron weighs 1, 2, 1."""
    nodes = {
        "p": Neuron(nc.Perceptron([1, 1], threshold=2), ("a", "b")),
        "y": Neuron(nc.Perceptron([1, 2, 1], threshold=3), ("p", "a", "c")),
    }
    assert lightened(Circuit(["a", "b", "c"], ["y"], nodes)) == {"p": "[1, 1; 2]", "y": "[1, 1, 1; 2]"}


def test_weights_within_limits_are_kept():
    """The least sum is [2, 1, 1; 2]; a limit of 1 keeps what has none larger."""
    assert lightened(one([4, 2, 2], 4), Limits(max_weight=1)) == {"y": "[2, 1, 1; 2]"}
