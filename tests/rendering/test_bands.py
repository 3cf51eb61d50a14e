"""Circuits too large to draw: their levels in bands."""

from hypothesis import given, settings

from neurocircuit.rendering.bands import MAX_BANDS, bands
from tests.rendering.scenes import adder, ladder
from tests.strategies import circuits


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
    assert [block.name for block in drawing.sources] == ["40 inputs"]
    assert [block.name for block in drawing.sinks] == [f"g{k}" for k in range(192, 200)]


@settings(max_examples=30)
@given(circuit=circuits())
def test_any_circuit_has_bands_with_all_its_neurons(circuit):
    drawing = bands(circuit, circuit.graph)
    graph = circuit.graph
    drawn = [net for part in drawing.parts() for net in part.neurons]
    assert sorted(drawn) == sorted(net for net in graph.nodes if graph.nodes[net]["kind"] == "perceptron")
