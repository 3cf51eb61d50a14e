"""Wide neurons compared one by one: the points between two decisions, and the inputs that lead to them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.analysis import window
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.miter import match, miter
from neurocircuit.analysis.window import compare_neurons, differing_points, points_with
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron


def rows_of(count):
    return list(product((0, 1), repeat=count))


def decides(form, row):
    return sum(w * x for w, x in zip(form.weights, row, strict=True)) >= form.threshold


@st.composite
def alike(draw):
    """Two forms over the same inputs, one perhaps nearly the other."""
    count = draw(st.integers(0, 7))
    sizes = draw(st.sampled_from((3, 20, 10**6, 2**40)))
    weights = draw(st.lists(st.integers(-sizes, sizes), min_size=count, max_size=count))
    threshold = draw(st.integers(-sizes, sizes))
    other = [weight + draw(st.sampled_from((0, 0, 0, 1, -1, sizes))) for weight in weights]
    return LinearForm(tuple(weights), threshold), LinearForm(tuple(other), threshold + draw(st.integers(-1, 1)))


@given(alike())
def test_all_points_between_two_decisions_are_listed_once(forms):
    one, other = forms
    found = differing_points(one, other)
    wanted = [row for row in rows_of(len(one.weights)) if decides(one, row) != decides(other, row)]
    assert found.complete
    assert sorted(map(tuple, found.bits.tolist())) == sorted(wanted)


def test_points_beyond_the_limits_are_not_all():
    near = differing_points(LinearForm((1,) * 20, 10), LinearForm((1,) * 20, 11))
    assert not near.complete
    assert len(near.bits) == window.MOST_POINTS
    assert (near.bits.sum(axis=1) == 10).all()
    for forms in (
        (LinearForm((1,) * 41, 3), LinearForm((1,) * 41, 4)),
        (LinearForm((2**60, 1), 1), LinearForm((2**60, 1), 2)),
        (LinearForm((1, 1), 1), LinearForm((1, 1), -(2**60))),
    ):
        found = differing_points(*forms)
        assert not found.complete
        assert found.bits.shape == (0, len(forms[0].weights))


@given(st.integers(1, 6), st.sampled_from((3, 1000, 2**40)), st.data())
def test_all_points_that_lead_to_given_values_are_listed_once(count, size, data):
    number = st.integers(-size, size)
    forms = [
        LinearForm(tuple(data.draw(st.lists(number, min_size=count, max_size=count))), data.draw(number))
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    values = [data.draw(st.integers(0, 1)) for _ in forms]
    found = points_with(forms, values)
    wanted = [
        row
        for row in rows_of(count)
        if all(decides(form, row) == value for form, value in zip(forms, values, strict=True))
    ]
    assert sorted(map(tuple, found.tolist())) == sorted(wanted)


def test_points_that_lead_to_values_are_too_many_or_of_too_many_nets(monkeypatch):
    monkeypatch.setattr(window, "MOST_PARTS", 100)
    assert points_with([LinearForm((0,) * 7, 0)], [1]) is None
    assert len(points_with([LinearForm((0,) * 6, 0)], [1])) == 64
    assert points_with([LinearForm((1,) * 65, 1)], [1]) is None
    assert points_with([LinearForm((2**60,), 1)], [1]) is None


def network(rng, inputs, layers, size=50):
    """Layers of neurons, each of which reads the whole layer before."""
    nets = [f"x{i}" for i in range(inputs)]
    nodes = {}
    for number, count in enumerate(layers):
        made = [f"n{number}.{i}" for i in range(count)]
        for name in made:
            weights = [int(w) for w in rng.integers(-size, size + 1, len(nets))]
            nodes[name] = Neuron(Perceptron(weights, threshold=int(rng.integers(-size, size))), tuple(nets))
        nets = made
    return Circuit([f"x{i}" for i in range(inputs)], {net: net for net in nets}, nodes)


def changed(circuit, name, rng, by=None):
    """One weight of a neuron changed."""
    neuron = circuit.nodes[name]
    weights = list(neuron.perceptron.weights)
    weights[int(rng.integers(len(weights)))] += int(rng.choice((-1, 1))) if by is None else by
    perceptron = Perceptron(weights, threshold=neuron.perceptron.threshold)
    return circuit.replace(nodes=dict(circuit.nodes) | {name: Neuron(perceptron, neuron.inputs)})


def ask(left, right, **limits):
    return compare_neurons(miter(left, right, match(left, right)), Effort(**limits))


def truly_equal(left, right):
    rows = unpacked(len(left.inputs))
    return (left.simulate(rows) == right.simulate(rows)).all()


def unpacked(count):
    return (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(np.uint8)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("inputs", "layers"), [(10, [10, 10, 10]), (17, [12, 10]), (17, [9, 9, 9])])
def test_one_weight_changed_anywhere(seed, inputs, layers):
    rng = np.random.default_rng(seed)
    left = network(rng, inputs, layers)
    right = changed(left, rng.choice(sorted(left.nodes)), rng)
    answer = ask(left, right)
    equal = truly_equal(left, right)
    if answer is not None:
        assert answer.equal == equal
        assert answer.method in ("window", "structure")
        if not answer.equal:
            assert (left.simulate(answer.inputs) != right.simulate(answer.inputs)).any()
    else:
        # Too much to list, or a difference that random patterns meet.
        assert inputs == 17 or not equal


def test_it_mostly_tells():
    told = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        left = network(rng, 17, [12, 4])
        told.append(ask(left, changed(left, rng.choice(sorted(left.nodes)), rng)) is not None)
    assert sum(told) >= 15


def test_a_change_that_no_input_reaches_is_a_proof():
    # The first layer gives 1 to the left of the second one whatever it sees.
    nodes = {f"h{i}": Neuron(Perceptron([1] * 18, threshold=-i), tuple(f"x{i}" for i in range(18))) for i in range(10)}
    nets = tuple(nodes)
    nodes["y"] = Neuron(Perceptron([1] * 10, threshold=5), nets)
    left = Circuit([f"x{i}" for i in range(18)], {"y": "y"}, nodes)
    right = left.replace(nodes=nodes | {"y": Neuron(Perceptron([1] * 9 + [3], threshold=5), nets)})
    assert ask(left, right) == (True, "window", None)


def test_the_same_neurons_written_otherwise_are_the_structure():
    rng = np.random.default_rng(3)
    left = network(rng, 16, [12, 12], 255)
    nodes = {}
    for name, neuron in left.nodes.items():
        weights, threshold = neuron.perceptron.integer_form
        pairs = list(zip(weights, neuron.inputs, strict=True))
        pairs = [pairs[at] for at in rng.permutation(len(pairs))]
        written = Perceptron([3 * w for w, _ in pairs], bias=-3 * threshold, threshold=0)
        nodes[name] = Neuron(written, tuple(net for _, net in pairs))
    nodes["twice"] = Neuron(Perceptron([1], threshold=1), ("n1.0",))
    outputs = {
        name: "twice" if net == "n1.0" else net for name, net in zip(left.outputs, left.output_nets, strict=True)
    }
    right = Circuit(left.inputs, outputs, nodes)
    assert ask(left, right) == (True, "structure", None)


def test_inputs_beside_a_neuron_are_free():
    inputs = tuple(f"x{i}" for i in range(20))
    nodes = {"h": Neuron(Perceptron([1] * 10, threshold=5), inputs[:10])}
    nodes["y"] = Neuron(Perceptron([1] * 11, threshold=11), ("h", *inputs[10:]))
    left = Circuit(inputs, {"y": "y"}, nodes)
    right = left.replace(nodes=nodes | {"h": Neuron(Perceptron([1] * 9 + [2], threshold=5), inputs[:10])})
    answer = ask(left, right)
    assert answer.equal is False
    assert answer.inputs[0, 10:].all()


def test_narrow_neurons_are_not_its_business():
    adder = nc.read("adder4")
    assert ask(adder, adder) is None


def test_outputs_that_are_no_partners_tell_nothing():
    rng = np.random.default_rng(0)
    left = network(rng, 16, [9])
    assert ask(left, left.replace(output_nets=left.output_nets[::-1])) is None


def test_it_stops_at_the_limit():
    left = network(np.random.default_rng(0), 17, [9, 9])
    with pytest.raises(OutOfTime):
        ask(left, left, limit=0)
