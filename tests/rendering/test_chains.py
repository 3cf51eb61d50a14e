"""Chains: which instances stand in one column."""

from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from neurocircuit.netlist.graph import references
from neurocircuit.rendering.chains import Chain, Link, chains, stations
from tests.rendering.scenes import adder

WIRE = Circuit(["x"], ["y"], {"y": Neuron(Perceptron([1], threshold=1), ("x",))}, "wire")
PAIR = Circuit(
    ["x", "z"],
    ["y", "w"],
    {"y": Neuron(Perceptron([1], threshold=1), ("x",)), "w": Neuron(Perceptron([1], threshold=1), ("z",))},
    "pair",
)


def found(circuit):
    return chains(circuit, references(circuit))


def of_wires(**inputs):
    nodes = {name: Instance(WIRE, (source,)) for name, source in inputs.items()}
    return Circuit(["a"], {name: name for name in nodes}, nodes)


def test_the_carry_of_an_adder_is_a_chain():
    [chain] = found(adder(4))
    assert chain == Chain(("fa0", "fa1", "fa2", "fa3"), 3 * (Link(output=1, input=2),))


def test_an_instance_of_another_kind_may_begin_and_end_it():
    [chain] = found(ready_made("subtractor4"))
    assert chain.names == ("fs0", "fs1", "fs2", "fs3")
    circuit = ready_made("subtractor4")
    assert circuit.nodes["fs0"].circuit.name != circuit.nodes["fs1"].circuit.name


def test_what_drives_several_alike_is_no_chain():
    assert found(of_wires(p="a", q="p", r="p")) == []


def test_one_that_two_drive_alike_is_in_one_chain():
    bits = Circuit(["a[1]", "a[0]"], ["y"], {"y": Neuron(Perceptron([1, 1], threshold=1), ("a[1]", "a[0]"))}, "bits")
    nodes = {name: Instance(bits, ("x", "x")) for name in "pq"} | {"r": Instance(bits, ("p.y", "q.y"))}
    assert [chain.names for chain in found(Circuit(["x"], {"y": "r.y"}, nodes))] == [("p", "r")]


def test_a_chain_begins_at_its_lowest_wherever_it_is_written():
    [chain] = found(of_wires(r="q", p="a", q="p"))
    assert chain.names == ("p", "q", "r")


def test_another_wire_between_its_instances_breaks_a_column():
    nodes = {"p": Instance(PAIR, ("a", "a")), "q": Instance(PAIR, ("p.y", "p.w"))}
    assert found(Circuit(["a"], {"y": "q.y"}, nodes)) == []
    nodes["m"] = Neuron(Perceptron([1], threshold=1), ("p.w",))
    nodes["q"] = Instance(PAIR, ("p.y", "m"))
    assert found(Circuit(["a"], {"y": "q.y"}, nodes)) == []


def test_the_ends_of_a_chain_have_the_ports_of_their_neighbours():
    circuit = adder(3)
    [chain] = found(circuit)
    placed = stations(circuit, chain)
    assert [(station.bottom, station.top) for station in placed.values()] == 3 * [(2, 1)]
    assert [station.linked for station in placed.values()] == [False, True, True]


def test_the_longest_chain_wins_and_no_instance_is_in_two():
    # p -> q -> r by y and x; q -> s by w and z, which is one link only.
    nodes = {
        "p": Instance(PAIR, ("a", "a")),
        "q": Instance(PAIR, ("p.y", "a")),
        "r": Instance(PAIR, ("q.y", "a")),
        "s": Instance(PAIR, ("a", "q.w")),
    }
    [chain] = found(Circuit(["a"], {"y": "r.y", "z": "s.w"}, nodes))
    assert chain == Chain(("p", "q", "r"), 2 * (Link(0, 0),))


def test_an_end_of_another_kind_above_has_no_top_of_its_own():
    nodes = {
        "p": Instance(PAIR, ("a", "a")), "q": Instance(PAIR, ("p.y", "a")), "t": Instance(WIRE, ("q.y",)),
    }  # fmt: skip
    circuit = Circuit(["a"], {"y": "t"}, nodes)
    [chain] = found(circuit)
    assert chain == Chain(("p", "q", "t"), (Link(0, 0), Link(0, 0)))
    placed = stations(circuit, chain)
    assert [(station.bottom, station.top) for station in placed.values()] == [(0, 0), (0, 0), (0, None)]


def test_a_first_one_of_another_kind_has_no_bottom_of_its_own():
    nodes = {
        "s": Instance(WIRE, ("a",)), "p": Instance(PAIR, ("s", "a")), "q": Instance(PAIR, ("p.y", "a")),
    }  # fmt: skip
    circuit = Circuit(["a"], {"y": "q.y"}, nodes)
    [chain] = found(circuit)
    assert chain.names == ("s", "p", "q")
    assert [(station.bottom, station.top) for station in stations(circuit, chain).values()] == [
        (None, 0), (0, 0), (0, 0),
    ]  # fmt: skip


def test_what_drives_another_input_of_the_first_one_does_not_begin_a_chain():
    nodes = {"s": Instance(WIRE, ("a",)), "p": Instance(PAIR, ("a", "s")), "q": Instance(PAIR, ("p.y", "a"))}
    [chain] = found(Circuit(["a"], {"y": "q.y"}, nodes))
    assert chain.names == ("p", "q")


def test_an_end_that_cannot_stand_there_is_left_out():
    rows = [chain.names for chain in found(ready_made("multiplier4x4"))]
    assert rows == [tuple(f"row{row}_{place}" for place in range(4)) for row in (1, 2, 3)]
    # t would end the chain, but it reads p as well.
    nodes = {"p": Instance(PAIR, ("a", "a")), "q": Instance(PAIR, ("p.y", "a")), "t": Instance(PAIR, ("p.w", "q.y"))}
    [chain] = found(Circuit(["a"], {"y": "t.y"}, nodes))
    assert chain.names == ("p", "q")


def test_chains_come_in_the_order_of_the_file():
    nodes = {
        name: Instance(WIRE, (source,)) for name, source in (("s", "a"), ("t", "s"), ("p", "b"), ("q", "p"), ("r", "q"))
    }
    circuit = Circuit(["a", "b"], {"y": "t", "z": "r"}, nodes)
    assert [chain.names for chain in found(circuit)] == [("s", "t"), ("p", "q", "r")]


def test_ports_are_counted_not_bits():
    wide = Circuit(["x[1]", "x[0]", "z"], ["y"], {"y": Neuron(Perceptron([1, 1], threshold=1), ("x[0]", "z"))}, "wide")
    nodes = {"p": Instance(wide, ("a", "a", "a")), "q": Instance(wide, ("a", "a", "p"))}
    [chain] = found(Circuit(["a"], {"y": "q"}, nodes))
    assert chain.links == (Link(output=0, input=1),)
