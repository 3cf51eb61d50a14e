"""How much of a hierarchy is opened: exactly up to each limit, and not one more."""

import pytest

from neurocircuit.errors import LimitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.rendering.opening import check_size, fitting_depth, load, nesting


def neuron(*inputs):
    return Neuron(Perceptron([1] * len(inputs), threshold=1), inputs)


def flat(neurons, reads=1, outputs=1):
    """So many neurons, each of which reads so many inputs."""
    names, inputs = [f"g{place}" for place in range(neurons)], [f"i{place}" for place in range(reads)]
    return Circuit(inputs, names[:outputs], {name: neuron(*inputs) for name in names}, "flat")


def parts(inner, amount):
    """So many instances of a circuit with one input."""
    nodes = {f"p{place}": Instance(inner, ("a",)) for place in range(amount)}
    return Circuit(["a"], {"y": f"p0.{inner.outputs[0]}" if len(inner.outputs) > 1 else "p0"}, nodes, "parts")


def test_nesting_counts_instances_inside_each_other():
    one = parts(flat(1), 2)
    assert [nesting(circuit) for circuit in (flat(1), one, parts(one, 3), parts(parts(one, 1), 1))] == [0, 1, 2, 3]
    mixed = Circuit(["a"], {"y": "p"}, {"p": Instance(parts(one, 1), ("a",)), "q": Instance(flat(1), ("a",))})
    assert nesting(mixed) == 3


def test_nesting_of_many_copies_of_copies_is_counted_by_definition():
    circuit = flat(1)
    for _ in range(40):
        circuit = parts(circuit, 2)
    assert nesting(circuit) == 40
    assert load(circuit, 40)[0] == 2**40


def test_the_load_is_the_neurons_closed_parts_and_wires():
    assert load(flat(3, reads=4), 0) == (3, 12)
    wide = Circuit(["a[1]", "a[0]", "b"], ["y"], {"y": neuron("a[0]", "a[1]", "b"), "q": Register("y")}, "wide")
    assert load(wide, 0) == (2, 4)
    nodes = {f"p{place}": Instance(wide, ("x", "x", "x")) for place in range(3)} | {"n": neuron("x")}
    outer = Circuit(["x"], {"y": "n"}, nodes)
    # Closed, a bus comes in by one wire; open, bit by bit, and the wires inside count too.
    assert load(outer, 0) == (3 * 1 + 1, 3 * 2 + 1)
    assert load(outer, 1) == (3 * 2 + 1, 3 * (4 + 3) + 1)
    assert load(outer, 9) == load(outer, 1)


@pytest.mark.parametrize(("neurons", "depth"), [(150, 0), (151, None)])
def test_a_flat_circuit_is_drawn_up_to_150_neurons(neurons, depth):
    assert fitting_depth(flat(neurons)) == depth


@pytest.mark.parametrize(("reads", "depth"), [(10, 0), (11, None)])
def test_and_up_to_1500_wires(reads, depth):
    assert fitting_depth(flat(150, reads)) == depth


@pytest.mark.parametrize(("outputs", "depth"), [(149, 0), (150, None)])
def test_and_up_to_150_ports(outputs, depth):
    assert fitting_depth(flat(150, outputs=outputs)) == depth


def test_opened_whole_up_to_150_neurons_and_closed_beyond():
    assert fitting_depth(parts(flat(2), 75)) == 1
    assert fitting_depth(parts(flat(2), 76)) == 0


def test_closed_parts_are_drawn_up_to_100():
    assert fitting_depth(parts(flat(2), 100)) == 0
    assert fitting_depth(parts(flat(2), 101)) is None
    # Where everything fits, closed parts are not counted: 101 neurons in 101 parts.
    assert fitting_depth(parts(flat(1), 101)) == 1


def test_the_deepest_level_that_fits_is_opened():
    inner = parts(flat(20), 4)
    assert fitting_depth(parts(inner, 2)) == 1
    assert fitting_depth(parts(inner, 1)) == 2


def test_at_most_3000_places_and_30000_wires_are_laid_out():
    check_size(flat(3000), 0)
    check_size(flat(3000, reads=10), 0)
    with pytest.raises(LimitError, match=r"a picture of 3,001 neurons and parts with 3,001 wires \(at most 3,000; "):
        check_size(flat(3001), 0)
    with pytest.raises(LimitError, match="with 33,000 wires"):
        check_size(flat(3000, reads=11), 0)


def test_the_size_is_that_of_the_depth():
    circuit = parts(flat(31), 100)
    check_size(circuit, 0)
    with pytest.raises(LimitError, match="3,100 neurons"):
        check_size(circuit, 1)
