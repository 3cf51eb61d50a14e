"""Circuits too large to draw: their levels in bands."""

import pytest
from hypothesis import given, settings

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.rendering.bands import MAX_BANDS, bands
from neurocircuit.testing import circuits
from tests.rendering.scenes import adder, ladder


def test_bands_hold_every_neuron_once_in_order_of_levels():
    circuit = ladder(400)
    drawing = bands(circuit, circuit.graph)
    parts = list(drawing.parts())
    assert 1 < len(parts) <= MAX_BANDS
    assert sorted(net for part in parts for net in part.neurons) == sorted(circuit.nodes)
    assert parts[0].name.startswith("levels 1–")
    assert drawing.note.startswith("400 neurons in ")


def test_a_wire_between_bands_carries_what_is_read_after_it():
    circuit = adder(16)
    drawing = bands(circuit, circuit.graph)
    parts = list(drawing.parts())
    place = {net: index for index, part in enumerate(parts) for net in part.neurons}
    readers = {net: [place[reader] for reader in circuit.graph.succ[net]] for net in circuit.graph.nodes}
    for wire in drawing.wires:
        if wire.tail.node in parts and wire.head.node in parts:
            behind = parts.index(wire.head.node)
            made = {net for net in readers if place.get(net, min(readers[net], default=99)) < behind}
            assert set(wire.nets) == {net for net in made if any(reader >= behind for reader in readers[net])}


def test_many_ports_are_one_box_that_counts_their_bits():
    circuit = ladder(200)
    drawing = bands(circuit, circuit.graph)
    assert [(block.name, block.bits, block.is_bus) for block in drawing.sources] == [("40 inputs", (), False)]
    assert [block.name for block in drawing.sinks] == [f"g{k}" for k in range(192, 200)]


@settings(max_examples=30)
@given(circuit=circuits())
def test_any_circuit_has_bands_with_all_its_neurons(circuit):
    drawing = bands(circuit, circuit.graph)
    graph = circuit.graph
    drawn = [net for part in drawing.parts() for net in part.neurons]
    assert sorted(drawn) == sorted(net for net in graph.nodes if graph.nodes[net]["kind"] == "perceptron")


def chain(length, inputs=("a",)):
    """Neurons one after the other, the first of which reads the inputs."""
    nodes = {"g1": Neuron(Perceptron([1] * len(inputs), threshold=1), tuple(inputs))}
    nodes |= {f"g{k}": Neuron(Perceptron([1], threshold=1), (f"g{k - 1}",)) for k in range(2, length + 1)}
    return Circuit(inputs, {"y": f"g{length}"}, nodes)


@pytest.mark.parametrize(
    ("depth", "first", "last", "amount"),
    [(1, "level 1", "level 1", 1), (12, "level 1", "level 12", 12), (13, "levels 1–2", "level 13", 7),
     (24, "levels 1–2", "levels 23–24", 12), (25, "levels 1–3", "level 25", 9)],
)  # fmt: skip
def test_levels_are_shared_by_twelve_bands_at_most(depth, first, last, amount):
    circuit = chain(depth)
    names = [part.name for part in bands(circuit, circuit.graph).parts()]
    assert (names[0], names[-1], len(names)) == (first, last, amount)


def test_a_band_is_as_high_as_its_neurons_are_many():
    circuit = chain(25)
    wide = circuit.replace(nodes={**circuit.nodes, **{f"h{k}": circuit.nodes["g1"] for k in range(3)}})
    assert [part.height for part in bands(wide, wide.graph).parts()] == [160, *7 * [80], 42]


@pytest.mark.parametrize(("amount", "names"), [(12, [f"i{k}" for k in range(12)]), (13, ["13 inputs"])])
def test_twelve_ports_stand_singly_and_more_in_one_box(amount, names):
    circuit = chain(2, [f"i{k}" for k in range(amount)])
    drawing = bands(circuit, circuit.graph)
    assert [block.name for block in drawing.sources] == names
    # All of them enter the first band.
    assert [wire.head.node.name for wire in drawing.wires if wire.tail.node in drawing.sources] == len(names) * [
        "level 1"
    ]


def test_inputs_enter_where_they_are_read_first_and_outputs_leave_where_they_are_made():
    circuit = Circuit(["a", "b", "unread"], {"y": "g1", "z": "g3"}, {
        "g1": Neuron(Perceptron([1], threshold=1), ("a",)),
        "g2": Neuron(Perceptron([1, 1], threshold=1), ("g1", "b")),
        "g3": Neuron(Perceptron([1, 1], threshold=1), ("g2", "b")),
    })  # fmt: skip
    drawing = bands(circuit, circuit.graph)
    assert [
        (wire.tail.node.name, wire.head.node.name, wire.nets, wire.options["weight"]) for wire in drawing.wires
    ] == [
        ("level 1", "level 2", ("g1",), "8"),
        ("level 2", "level 3", ("b", "g2"), "8"),
        ("a", "level 1", ("a",), "2"),
        ("b", "level 2", ("b",), "2"),
        ("level 1", "y", ("g1",), "2"),
        ("level 3", "z", ("g3",), "2"),
    ]
    assert drawing.note == "3 neurons in 3 levels, closed up; on the wires, how many nets cross"


def test_registers_are_cut_open_between_bands():
    circuit = Circuit(["a"], {"y": "q[1]"}, {
        "q[1]": Register("g"), "q[0]": Register("q[1]"), "g": Neuron(Perceptron([1, 1], threshold=1), ("a", "q[0]")),
    })  # fmt: skip
    drawing = bands(circuit, circuit.graph)
    [_, present], [_, following] = drawing.sources, drawing.sinks
    assert (present.kind, present.tip, [bit.net for bit in present.bits]) == (
        "register",
        "register q",
        ["q[1]", "q[0]"],
    )
    assert (following.kind, [bit.net for bit in following.bits]) == ("next", ["g", "q[1]"])
    assert [wire.nets for wire in drawing.wires if wire.head.node is following] == [("g",)]
    assert [wire.nets for wire in drawing.wires if wire.tail.node is present] == [("q[0]",)]
