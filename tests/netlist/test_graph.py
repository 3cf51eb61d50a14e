"""Flattening: names, wires through instances, parallel inputs, the way back."""

import gc
import pickle

import networkx as nx
import pytest
from hypothesis import given, settings

from neurocircuit.errors import CircuitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.graph import (
    FlatNeuron,
    FlatRegister,
    collection_paused,
    inputs,
    neurons,
    outputs,
    registers,
)
from neurocircuit.testing import circuits
from tests import oracle
from tests.samples import FULL_ADDER, adder, counter, gate

SWAP = Circuit(["p", "q"], {"r": "q", "s": "p"}, {}, "swap")


def test_nets_stand_in_file_order_with_instances_expanded_in_place():
    assert list(adder(2).graph) == [
        "a[1]",
        "a[0]",
        "b[1]",
        "b[0]",
        "zero",
        "fa0.cout",
        "fa0.sum",
        "fa1.cout",
        "fa1.sum",
    ]


def test_what_a_net_carries():
    graph = adder(1).graph
    assert graph.nodes["fa0.cout"] == {
        "kind": "perceptron",
        "perceptron": Perceptron([1, 1, 1], threshold=2),
        "fanin": ("a[0]", "b[0]", "zero"),
        "owner": ("fa0",),
        "local": "cout",
        "gate": "MAJORITY",
        "net": "fa0.cout",
    }
    assert graph.nodes["zero"].keys() == {"kind", "perceptron", "fanin", "owner", "gate"}
    assert graph.nodes["a[0]"]["kind"] == "input"
    assert graph.edges["fa0.cout", "fa0.sum"] == {"weight": -2, "position": 3}
    assert graph.graph["outputs"] == {"s[0]": "fa0.sum", "s[1]": "fa0.cout"}
    assert (graph.graph["name"], graph.graph["encoding"], graph.graph["inputs"]) == (
        "adder1",
        "binary",
        ("a[0]", "b[0]"),
    )


def test_registers_are_sources_with_next_and_initial():
    circuit = Circuit(
        ["d"], ["q"], {"i": Instance(Circuit(["d"], ["q"], {"q": Register("d", 1)}), ("d",)), "q": Register("i")}
    )
    graph = circuit.graph
    assert circuit.registers == graph.graph["registers"] == ("i.q", "q")
    assert (graph.nodes["i.q"]["next"], graph.nodes["i.q"]["initial"]) == ("d", 1)
    assert (graph.nodes["q"]["next"], graph.nodes["q"]["initial"]) == ("i.q", 0)
    assert not list(graph.edges)


def test_typed_views_say_what_the_nodes_hold():
    inner = Circuit(["d"], ["q"], {"q": Register("n", 1), "n": gate("NOT", "d")})
    graph = Circuit(["d"], {"y": "m"}, {"i": Instance(inner, ("d",)), "m": gate("AND", "i", "d")}).graph
    assert list(neurons(graph)) == [
        FlatNeuron("i.n", Perceptron([-1], threshold=0), ("d",), "NOT", ("i",), "n"),
        FlatNeuron("m", Perceptron([1, 1], threshold=2), ("i.q", "d"), "AND", (), "m"),
    ]
    assert list(registers(graph)) == [FlatRegister("i.q", "i.n", 1, ("i",), "q")]
    assert (inputs(graph), outputs(graph)) == (("d",), {"y": "m"})


def test_a_graph_is_made_once_and_frozen():
    circuit = adder(2)
    assert circuit.graph is circuit.graph
    with pytest.raises(nx.NetworkXError):
        circuit.graph.add_node("x")


@given(circuits())
def test_a_flat_graph_is_a_dag_whose_edges_are_the_fanins(circuit):
    graph = circuit.graph
    assert nx.is_directed_acyclic_graph(graph)
    for net, data in graph.nodes(data=True):
        assert len(set(data["fanin"])) == len(data["fanin"])
        assert set(graph.pred[net]) == set(data["fanin"])
        if data["perceptron"] is not None:
            assert [graph.edges[source, net]["weight"] for source in data["fanin"]] == list(data["perceptron"].weights)
    assert not graph.graph["aliases"].keys() & set(graph)
    assert set(graph.graph["aliases"].values()) <= set(graph)


def test_a_net_wired_twice_counts_with_the_sum_of_its_weights():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([1, 0.5, 2], 0.25, 1), ("a", "b", "a"))})
    data = circuit.graph.nodes["y"]
    assert (data["fanin"], data["perceptron"]) == (("a", "b"), Perceptron([3, 0.5], 0.25, 1))


def test_nets_that_become_one_only_inside_an_instance_are_added_too():
    circuit = Circuit(["a"], ["i.sum"], {"i": Instance(FULL_ADDER, ("a", "a", "a"))})
    assert circuit.graph.nodes["i.cout"]["fanin"] == ("a",)
    assert circuit.graph.edges["a", "i.cout"]["weight"] == 3
    assert circuit.simulate([[0], [1]]).tolist() == [[0], [1]]


def test_wires_lead_through_instances_and_have_other_names():
    circuit = Circuit(
        ["a", "b"], {"y": "i.r", "z": "j.r"}, {"i": Instance(SWAP, ("a", "b")), "j": Instance(SWAP, ("i.r", "i.s"))}
    )
    assert circuit.graph.graph["outputs"] == {"y": "b", "z": "a"}
    assert circuit.graph.graph["aliases"] == {"i.r": "b", "i.s": "a", "j.r": "a", "j.s": "b", "y": "b", "z": "a"}


def test_an_instance_may_read_its_own_other_output():
    """What is no cycle after flattening is none: through p to s, and through q to r."""
    circuit = Circuit(["a"], {"y": "i.r"}, {"i": Instance(SWAP, ("a", "n")), "n": gate("NOT", "i.s")})
    assert circuit.simulate([[0], [1]]).tolist() == [[1], [0]]


def test_an_instance_with_one_output_goes_by_its_own_name():
    inner = Circuit(["a"], ["y"], {"y": gate("NOT", "a")})
    circuit = Circuit(["a"], ["i", "j"], {"i": Instance(inner, ("a",)), "j": Instance(inner, ("i",))})
    assert circuit.graph.graph["outputs"] == {"i": "i.y", "j": "j.y"}
    assert circuit.graph.graph["aliases"] == {"i": "i.y", "j": "j.y"}


def test_an_inner_net_that_an_output_hides_gets_a_suffix():
    inner = Circuit(["a"], {"y": "n", "n": "m"}, {"m": gate("NOT", "a"), "n": gate("BUF", "a")})
    circuit = Circuit(["a"], ["i.y", "i.n"], {"i": Instance(inner, ("a",))})
    assert list(circuit.graph) == ["a", "i.m", "i.n_1"]
    assert [neuron.local for neuron in neurons(circuit.graph)] == ["m", "n"]
    assert circuit.graph.graph["aliases"] == {"i.y": "i.n_1", "i.n": "i.m"}
    assert circuit.simulate([[0], [1]]).tolist() == [[0, 1], [1, 0]]


def test_an_inner_net_that_a_net_outside_hides_gets_a_suffix_that_collides_with_nothing():
    inner = Circuit(["a"], {"y": "z"}, {"z": gate("NOT", "a"), "z_1": gate("BUF", "a")})
    for order in (("i", "i.z", "i.z_1"), ("i.z_1", "i.z", "i")):
        nodes = {"i": Instance(inner, ("a",)), "i.z": gate("BUF", "a"), "i.z_1": gate("BUF", "i.z")}
        circuit = Circuit(["a"], ["i", "i.z", "i.z_1"], {name: nodes[name] for name in order})
        assert len(circuit.graph) == 5
        assert circuit.simulate([[0], [1]]).tolist() == [[1, 0, 0], [0, 1, 1]]


def test_owners_are_paths_not_parts_of_names():
    inner = Circuit(["a"], ["y"], {"y": gate("NOT", "a")})
    middle = Circuit(["a"], ["u.v"], {"u.v": Instance(inner, ("a",))})
    graph = Circuit(["a"], ["x.y"], {"x.y": Instance(middle, ("a",))}).graph
    assert graph.nodes["x.y.u.v.y"]["owner"] == ("x.y", "u.v")


def test_instances_nested_64_deep_are_flattened():
    circuit = Circuit(["a"], ["y"], {"y": gate("NOT", "a")})
    for _ in range(64):
        circuit = Circuit(["a"], {"y": "f"}, {"f": Instance(circuit, ("a",))})
    assert len(circuit.graph) == 2
    assert circuit.graph.nodes[circuit.graph.graph["outputs"]["y"]]["owner"] == ("f",) * 64


def test_long_chains_in_reverse_order_need_no_recursion():
    length = 5_000
    nodes = {f"n{k}": gate("NOT", f"n{k - 1}" if k else "a") for k in reversed(range(length))}
    assert Circuit(["a"], [f"n{length - 1}"], nodes).simulate([[0], [1]]).tolist() == [[0], [1]]


def test_long_chains_of_wires_need_no_recursion():
    wire = Circuit(["i"], {"o": "i"}, {})
    length = 5_000
    nodes = {f"w{k}": Instance(wire, (f"w{k - 1}" if k else "a",)) for k in reversed(range(length))}
    assert Circuit(["a"], {"y": f"w{length - 1}"}, nodes).graph.graph["outputs"] == {"y": "a"}


@pytest.mark.parametrize("length", [1, 2, 3])
def test_cycles_of_mere_wires_are_named(length):
    wire = Circuit(["i"], {"o": "i"}, {})
    nodes = {f"w{k}": Instance(wire, (f"w{(k + 1) % length}",)) for k in range(length)}
    with pytest.raises(CircuitError, match=r"cycle of wires through instances: w0 -> .* -> w0 "):
        Circuit([], ["w0"], nodes).graph  # noqa: B018


@settings(deadline=None, max_examples=60)
@given(circuits(max_inputs=2))
def test_the_flat_circuit_of_a_graph_computes_the_same(circuit):
    flat = Circuit.from_graph(circuit.graph)
    assert (flat.inputs, flat.outputs, flat.encoding) == (circuit.inputs, circuit.outputs, circuit.encoding)
    assert len(flat.registers) == len(circuit.registers)
    for bits in ([0] * len(circuit.inputs), [1] * len(circuit.inputs)):
        cycles = [dict(zip(circuit.inputs, bits, strict=True))] * 3
        assert oracle.run(flat, cycles) == oracle.run(circuit, cycles)
    assert Circuit.from_graph(flat.graph) == flat


def test_a_copied_graph_gives_the_same_circuit_whatever_the_order_of_edges():
    graph = adder(2).graph
    copied = nx.DiGraph(graph)
    edges = list(copied.edges(data=True))
    copied.remove_edges_from(list(graph.edges))
    copied.add_edges_from(reversed(edges))
    assert Circuit.from_graph(copied) == Circuit.from_graph(graph)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda graph: graph.graph.pop("outputs"), "'outputs' is missing"),
        (lambda graph: graph.nodes["zero"].pop("fanin"), "node zero: the attribute 'fanin' is missing"),
        (lambda graph: graph.nodes["zero"].update(kind="latch"), "unknown kind 'latch'"),
        (lambda graph: graph.add_node("x", kind="input"), "'inputs' are not the nodes of kind 'input'"),
        (lambda graph: graph.graph["outputs"].update(y="nowhere"), "unknown net 'nowhere'"),
        (lambda graph: graph.nodes["zero"].update(perceptron=None), "node zero: None is no perceptron"),
        (lambda graph: graph.add_node((7,), kind="perceptron"), r"node \(7,\): its name is no text"),
        (lambda graph: graph.add_edge("a[0]", "zero"), r"edge a\[0\] -> zero: 'zero' does not have it in its fanin"),
        (
            lambda graph: graph.add_edge("fa0.cout", "fa0.sum", weight=-1),
            "edge fa0.cout -> fa0.sum: weight -1, but the perceptron has -2",
        ),
    ],
)
def test_a_graph_that_is_no_circuit_is_told(spoil, message):
    graph = nx.DiGraph()
    graph.add_nodes_from((net, dict(data)) for net, data in adder(1).graph.nodes(data=True))
    graph.graph.update(adder(1).graph.graph, outputs=dict(adder(1).graph.graph["outputs"]))
    spoil(graph)
    with pytest.raises(CircuitError, match=message):
        Circuit.from_graph(graph)


def test_a_gate_that_reads_a_net_twice_is_a_plain_perceptron_of_its_flat_circuit():
    circuit = Circuit(["a", "b"], ["y"], {"y": gate("MAJORITY", "a", "a", "b")})
    assert circuit.graph.nodes["y"]["gate"] == "MAJORITY"
    assert Circuit.from_graph(circuit.graph).nodes["y"] == Neuron(Perceptron([2, 1], threshold=2), ("a", "b"))


@given(circuits())
def test_circuits_are_values_that_survive_pickling(circuit):
    again = pickle.loads(pickle.dumps(circuit))
    assert again == circuit
    assert hash(again) == hash(circuit)
    assert list(again.graph.nodes(data=True)) == list(circuit.graph.nodes(data=True))


def test_the_cycle_collector_pauses_and_is_then_as_it_was():
    with collection_paused():
        assert not gc.isenabled()
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_circuits_differ_by_content():
    assert adder(2) == adder(2)
    assert adder(2) != adder(3)
    assert adder(2) != adder(2).replace(name="other")
    assert counter(2).replace(nodes={**counter(2).nodes, "zero": gate("ONE")}) != counter(2)


def test_where_a_used_definition_is_written_makes_no_difference_but_what_it_is_does():
    used = Circuit(["a"], ["i.sum"], {"i": Instance(FULL_ADDER, ("a", "a", "a"))})
    assert used == used.replace(circuits={"full_adder": FULL_ADDER})
    other = FULL_ADDER.replace(nodes={**FULL_ADDER.nodes, "cout": gate("OR", "a", "b", "cin")})
    assert used != used.replace(nodes={"i": Instance(other, ("a", "a", "a"))})
    assert used != used.replace(nodes={"i": Instance(FULL_ADDER, ("a", "a", "a"), description="x")})
    assert used != used.replace(circuits={"spare": other})
    assert used.replace(circuits={"spare": FULL_ADDER.replace(name="x")}) != used.replace(circuits={"spare": other})


def test_shared_definitions_are_compared_once():
    """Two trees of 2^60 instances, written down in 60 definitions each."""

    def tree():
        circuit = Circuit(["a"], ["y"], {"y": gate("NOT", "a")})
        for _ in range(60):
            circuit = Circuit(["a"], ["f"], {name: Instance(circuit, ("a",)) for name in ("f", "g")})
        return circuit

    assert tree() == tree()
    assert tree() != tree().replace(name="x")


def test_replacing_outputs_replaces_what_they_show():
    assert FULL_ADDER.replace(outputs={"y": "cout"}).simulate(a=1, b=1, cin=0).keys() == {"y"}
    assert FULL_ADDER.replace(outputs=["cout"]).output_nets == ("cout",)
    assert FULL_ADDER.replace(name="x").output_nets == FULL_ADDER.output_nets


def test_a_circuit_does_not_change():
    with pytest.raises(TypeError, match="a circuit is a value"):
        FULL_ADDER.nodes["x"] = gate("ONE")
    with pytest.raises(AttributeError):
        FULL_ADDER.name = "x"
    with pytest.raises(TypeError, match="a circuit is a value"):
        FULL_ADDER.replace(metadata={"authors": ["A"]}).metadata["authors"].append("B")


def test_the_attributes_of_edges_do_not_change_but_those_of_a_copy_do():
    graph = Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b"), "n": gate("NAND", "b", "a")}).graph
    assert graph["a"]["y"] == {"weight": 1, "position": 0}
    assert graph["a"]["n"] == {"weight": -1, "position": 1}
    assert graph.pred["y"]["b"] is graph.succ["b"]["y"]
    with pytest.raises(TypeError, match="a value"):
        graph["a"]["y"]["weight"] = 5
    for copied in (graph.copy(), nx.DiGraph(graph), nx.relabel_nodes(graph, {"y": "z"})):
        target = "z" if "z" in copied else "y"
        copied["a"][target]["weight"] = 5
        assert pickle.loads(pickle.dumps(copied))["a"][target] == {"weight": 5, "position": 0}
    assert graph["a"]["y"]["weight"] == 1


def test_a_graph_is_what_networkx_makes_of_its_nodes_and_edges():
    graph = adder(3).graph
    made = nx.DiGraph()
    made.add_nodes_from(graph.nodes(data=True))
    made.add_edges_from(graph.edges(data=True))
    for mine, theirs in ((graph.succ, made.succ), (graph.pred, made.pred), (graph.nodes, made.nodes)):
        assert dict(mine) == dict(theirs)
        assert list(mine) == list(theirs)
    assert (graph.number_of_edges(), graph.size("weight")) == (made.number_of_edges(), made.size("weight"))
