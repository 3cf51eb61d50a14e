"""Plans: what is drawn, and which wires run where."""

import pytest
from hypothesis import given, settings

from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.rendering.model import Block, Card, Group, Part
from neurocircuit.rendering.opening import nesting
from neurocircuit.rendering.plan import Planner
from neurocircuit.testing import circuits
from tests.rendering.scenes import adder, bits

INVERTER = Circuit(["x"], ["y"], {"y": Neuron(Perceptron([-1], threshold=0), ("x",))}, "inverter")


def plan(circuit, depth=64, cut=()):
    return Planner(circuit, circuit.graph, depth, frozenset(cut)).plan()


def wires(drawing, named=lambda node: node.name):
    return {(named(wire.tail.node), named(wire.head.node), wire.nets) for wire in drawing.wires}


def block(drawing, kind, name):
    [found] = [block for block in drawing.blocks() if (block.kind, block.name) == (kind, name)]
    return found


def test_a_single_neuron_is_a_circle_and_two_are_cards():
    assert plan(ready_made("and")).circle
    assert not plan(ready_made("half_adder")).circle


def test_a_single_neuron_with_a_bus_or_many_inputs_is_a_card():
    assert not plan(ready_made("greater_than_8")).circle
    names = [f"x{place}" for place in range(7)]
    many = Circuit(names, ["y"], {"y": Neuron(Perceptron([1] * 7, threshold=1), tuple(names))})
    assert not plan(many).circle


def test_wires_of_a_flat_circuit():
    assert wires(plan(ready_made("half_adder"))) == {
        ("a", "carry", ("a",)),
        ("b", "carry", ("b",)),
        ("a", "sum", ("a",)),
        ("b", "sum", ("b",)),
        ("carry", "sum", ("carry",)),
        ("sum", "sum", ("sum",)),
        ("carry", "carry", ("carry",)),
    }


def test_a_net_wired_twice_is_one_row_with_the_sum_of_its_weights():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([2, 1, -3], threshold=0), ("a", "b", "a"))})
    [card] = plan(circuit).cards()
    assert [(row.nets, row.weights) for row in card.rows] == [(("a",), (-1,)), (("b",), (1,))]


def test_a_bus_that_enters_as_a_number_is_one_row_and_stays_a_tag():
    drawing = plan(ready_made("comparator4"))
    card = next(card for card in drawing.cards() if card.name == "gt")
    assert [(row.bus, row.weights) for row in card.rows] == [("a[3:0]", (8, 4, 2, 1)), ("b[3:0]", (-8, -4, -2, -1))]
    assert not block(drawing, "input", "a[3:0]").split


def test_a_bus_used_bit_by_bit_is_split():
    drawing = plan(adder(2))
    assert block(drawing, "input", "a[1:0]").split
    assert not block(drawing, "input", "cin").split


def test_an_open_instance_is_entered_through_its_pins():
    drawing = plan(adder(2))
    assert [group.name for group in drawing.groups()] == ["fa1", "fa0"]
    entering = {pair[:2] for pair in wires(drawing) if pair[2] == ("a[0]",)}
    assert entering == {("a[1:0]", "a"), ("a", "cout"), ("a", "sum")}


def test_the_pins_of_instances_have_one_order_what_comes_from_below_last():
    [fourth, third, second, first] = plan(ready_made("alu4")).groups()
    assert [pin.name for pin in first.rows] == ["a", "b", "subtract", "logical", "low", "cin"]
    for group in (second, third, fourth):
        assert [pin.name for pin in group.rows] == ["a", "b", "subtract", "logical", "low"]
        assert {pin.name for pin in group.pins if not pin.table} == {"cin"}
        assert {pin.table for pin in group.rows} == {f"{group.id}p"}
    # A single pin is no table.
    [group, *_] = plan(Circuit(["a"], {"y": "i"}, {"i": Instance(INVERTER, ("a",))})).groups()
    assert (group.rows, [pin.table for pin in group.pins]) == ([], [""])


def test_a_closed_instance_has_ports_and_counts_its_neurons():
    drawing = plan(adder(2), depth=0)
    parts = list(drawing.parts())
    assert [(part.name, part.neurons) for part in parts] == [
        ("fa1", ("fa1.cout", "fa1.sum")),
        ("fa0", ("fa0.cout", "fa0.sum")),
    ]
    assert drawing.columns == [parts]
    assert [pin.name for pin in parts[0].inputs] == ["a", "b", "cin"]
    assert drawing.note == "2 × full_adder closed; 4 neurons, depth 3"


def test_whole_buses_between_closed_instances_are_thick_wires():
    inner = adder(3)
    nodes = {
        "low": Instance(inner, (*bits("x", 3), *bits("y", 3), "c")),
        "high": Instance(inner, (*[f"low.{bit}" for bit in bits("s", 3)], *bits("z", 3), "low.cout")),
    }
    circuit = Circuit(
        [*bits("x", 3), *bits("y", 3), *bits("z", 3), "c"], {bit: f"high.{bit}" for bit in bits("s", 3)}, nodes
    )
    drawing = plan(circuit, depth=0)
    assert sorted(len(wire.nets) for wire in drawing.wires) == [1, 1, 3, 3, 3, 3, 3]
    assert not any(block.split for block in drawing.blocks())


def test_a_register_is_cut_open():
    drawing = plan(ready_made("counter2"))
    present, following = block(drawing, "register", "q[1:0]"), block(drawing, "next", "q[1:0]")
    assert [bit.net for bit in present.bits] == ["q[1]", "q[0]"]
    assert [bit.net for bit in following.bits] == ["next1", "next0"]
    assert present in drawing.sources
    assert following in drawing.sinks
    thick = [wire for wire in drawing.wires if len(wire.nets) == 2]
    assert [(wire.tail.node, wire.tail.port, wire.head.node.name) for wire in thick] == [(present, "bus", "q[1:0]")]


def test_registers_of_open_instances_have_their_full_names():
    drawing = plan(ready_made("register4"))
    assert [found.name for found in drawing.sources if found.kind == "register"] == [f"bit{k}.q" for k in range(4)]


def test_an_input_that_is_an_output_of_its_own_name_is_shown_once():
    circuit = Circuit(["a"], {"a": "a", "y": "a"}, {})
    assert [found.name for found in plan(circuit).sinks] == ["y"]


def test_an_instance_that_only_passes_a_net_on_has_a_wire_through_its_pin():
    through = Circuit(["x"], {"y": "x"}, {}, "through")
    circuit = Circuit(["a"], {"out": "p"}, {"p": Instance(through, ("a",))})
    assert wires(plan(circuit)) == {("a", "x", ("a",)), ("x", "out", ("a",))}


def test_an_output_bus_named_like_an_input_of_other_bits_has_a_pin_for_each_bit():
    inner = Circuit(["b[2]", "b[1]", "b[0]"], ["b[1]", "b[0]"], {}, "inner")
    given = {f"y{place}": f"i.b[{place}]" for place in (1, 0)}
    drawing = plan(Circuit(["x2", "x1", "x0"], given, {"i": Instance(inner, ("x2", "x1", "x0"))}), depth=0)
    [part] = drawing.parts()
    assert [pin.name for pin in (*part.inputs, *part.outputs)] == ["b[2:0]", "b[1]", "b[0]"]
    outside = [(wire.tail.port, wire.nets, wire.head.node.name) for wire in drawing.wires if wire.tail.node is part]
    assert outside == [("o0", ("x1",), "y1"), ("o1", ("x0",), "y0")]


def test_the_note_of_a_single_neuron_is_its_rule():
    assert plan(ready_made("and")).note == "fires when −0.5 + 0.6·a + 0.6·b ≥ 0.5"


@pytest.mark.parametrize("depth", [0, 1, 64])
@settings(max_examples=30)
@given(circuit=circuits())
def test_every_neuron_is_drawn_once_and_every_connection_arrives(circuit, depth):
    drawing = plan(circuit, depth)
    drawn = [card.net for card in drawing.cards()] + [net for part in drawing.parts() for net in part.neurons]
    graph = circuit.graph
    assert sorted(drawn) == sorted(net for net in graph.nodes if graph.nodes[net]["kind"] == "perceptron")
    for card in drawing.cards():
        # A net may come in twice, through two pins: the weights add up to those of the flat neuron.
        weights = dict.fromkeys(card.fanin, 0)
        for row in card.rows:
            for net, weight in zip(row.nets, row.weights, strict=True):
                weights[net] += weight
        assert weights == dict(zip(card.fanin, card.perceptron.weights, strict=True))
    heads = {(wire.head.node.id, wire.head.port) for wire in drawing.wires}
    for member in drawing.members():
        if isinstance(member, Card):
            assert {(member.id, row.port) for row in member.rows} <= heads
        elif isinstance(member, Part):
            assert {(member.id, pin.port) for pin in member.inputs} <= heads
    ids = [found.id for found in (*drawing.blocks(), *drawing.members())]
    assert len(ids) == len(set(ids))


@settings(max_examples=30)
@given(circuit=circuits())
def test_a_wire_carries_the_nets_of_its_ends(circuit):
    drawing = plan(circuit, nesting(circuit))
    assert not list(drawing.parts())
    for wire in drawing.wires:
        for node, port in ((wire.tail.node, wire.tail.port), (wire.head.node, wire.head.port)):
            if isinstance(node, Block):
                bits = [bit for bit in node.bits if port in ("", "bus", bit.port)]
                assert tuple(bit.net for bit in bits) == wire.nets
            else:
                assert not isinstance(node, Group)


def test_a_register_may_feed_itself_and_an_output():
    circuit = Circuit([], {"q": "q"}, {"q": Register("q", 1)})
    assert {pair[:2] for pair in wires(plan(circuit))} == {("q", "q")}
