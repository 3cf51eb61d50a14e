"""Graphs for other programs and back: plain attributes, other formats, relabelled nodes."""

from __future__ import annotations

import io
import json
import re
from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.errors import CircuitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.exchange import circuit_of, to_networkx
from neurocircuit.testing import circuits
from tests import oracle
from tests.samples import FULL_ADDER, adder, counter, gate


def graphml(graph):
    file = io.BytesIO()
    nx.write_graphml(graph, file)
    file.seek(0)
    return nx.read_graphml(file)


def gml(graph):
    return nx.parse_gml("\n".join(nx.generate_gml(graph)))


def node_link(graph):
    return nx.node_link_graph(json.loads(json.dumps(nx.node_link_data(graph, edges="edges"))), edges="edges")


FORMATS = [graphml, gml, node_link]
ODD = ["<b>", '"', "a=b", "&amp;", "$x\\y.z:1", "7", "日本", "__proto__", "-x", "nan", "x[3]"]


@pytest.mark.parametrize("saved", FORMATS)
@settings(deadline=None, max_examples=25)
@given(circuits())
def test_a_saved_plain_graph_is_the_same_circuit(saved, circuit):
    if circuit.outputs:
        assert circuit_of(saved(to_networkx(circuit, plain=True))) == circuit_of(circuit.graph)


@pytest.mark.parametrize("saved", FORMATS)
def test_weights_are_exact_and_odd_names_and_initial_values_survive(saved):
    numbers = [Fraction(1, 3), Fraction(1, 10), -7, 10**40, 0]
    circuit = Circuit(
        ODD[:5],
        {"y": ODD[5], ODD[6]: "q", ODD[7]: ODD[0]},
        {
            ODD[5]: Neuron(Perceptron(numbers, Fraction(2, 7), Fraction(-1, 9)), tuple(ODD[:5])),
            ODD[8]: gate("ONE"),
            "q": Register(ODD[8], 1),
            ODD[9]: Register("q"),
            ODD[10]: gate("AT_LEAST", *ODD[:4], k=3),
        },
        "a name",
    )
    again = nc.Circuit.from_graph(saved(nc.to_networkx(circuit, plain=True)))
    assert again == circuit
    assert again.nodes[ODD[10]].gate == "AT_LEAST"


def test_plain_attributes_are_numbers_and_texts_alike_over_the_whole_graph():
    whole = to_networkx(counter(2), plain=True)
    assert whole.edges["q[0]", "fa0.sum"] == {"weight": 1, "position": 0}
    assert whole.nodes["fa0.sum"] == {
        "kind": "perceptron",
        "owner": "fa0",
        "local": "sum",
        "net": "fa0.sum",
        "gate": "",
        "bias": 0,
        "threshold": 1,
        "encoding": "binary",
    }
    assert whole.nodes["q[1]"]["next"] == "fa1.sum"
    assert whole.graph["outputs"] == whole.graph["output_nets"] == "q[1] q[0]"
    parts = Circuit(["a"], ["y", "n"], {"y": Neuron(Perceptron([0.5], threshold=1), ("a",)), "n": gate("NOT", "y")})
    assert [edge["weight"] for *_, edge in to_networkx(parts, plain=True).edges(data=True)] == ["0.5", "-1"]
    large = Circuit(["a"], ["y"], {"y": Neuron(Perceptron([1 << 31], threshold=1), ("a",))})
    assert to_networkx(large, plain=True).nodes["y"]["threshold"] == "1"


def test_a_circuit_without_ports_survives():
    circuit = Circuit([], [], {"q": Register("q")})
    for saved in FORMATS:
        assert circuit_of(saved(to_networkx(circuit, plain=True))) == circuit


def test_a_copy_that_is_not_plain_may_be_changed():
    copy = to_networkx(adder(2))
    copy.add_node("x", kind="input")
    assert "x" not in adder(2).graph
    assert circuit_of(to_networkx(adder(2))) == circuit_of(adder(2).graph)


RELABELLED = Circuit(
    ["a", "b", "c"],
    {"y": "g", "a": "a", "z": "r", "dead": "d"},
    {
        "g": Neuron(Perceptron([1, 2, -4], threshold=1), ("a", "b", "r")),
        "r": Register("n", 1),
        "n": gate("NAND", "r", "c"),
        "d": gate("NOT", "n"),
        "s": Register("c"),
    },
)


@settings(deadline=None, max_examples=60)
@given(st.permutations(["a", "b", "c", "g", "r", "n", "d", "s", "x1", "x2"]), st.booleans())
def test_every_relabelling_gives_the_same_function(names, plain):
    mapping = dict(zip(RELABELLED.graph, names, strict=False))
    outputs = {"y", "z", "dead"}
    graph = nx.relabel_nodes(to_networkx(RELABELLED, plain=plain), mapping)
    again = circuit_of(graph)
    assert again.inputs == tuple(mapping[net] for net in "abc")
    assert again.outputs == ("y", mapping["a"], "z", "dead")
    assert outputs < set(again.outputs)
    assert {net: node.initial for net, node in again.nodes.items() if isinstance(node, Register)} == {
        mapping["r"]: 1,
        mapping["s"]: 0,
    }
    for bits in range(8):
        values = [bits >> place & 1 for place in range(3)]
        before = oracle.run(RELABELLED, [dict(zip("abc", values, strict=True))] * 3)
        after = oracle.run(again, [dict(zip(again.inputs, values, strict=True))] * 3)
        assert [list(row.values()) for row in after] == [list(row.values()) for row in before]


@settings(deadline=None, max_examples=40)
@given(circuits(max_inputs=2), st.randoms(use_true_random=False))
def test_shuffled_names_of_any_circuit_lead_back(circuit, rng):
    nets = list(circuit.graph)
    mapping = dict(zip(nets, rng.sample(nets, len(nets)), strict=True))
    back = {new: old for old, new in mapping.items()}
    flat = circuit_of(circuit.graph)
    if not set(flat.outputs) & set(nets):
        again = circuit_of(nx.relabel_nodes(circuit.graph, mapping))
        assert circuit_of(nx.relabel_nodes(again.graph, back)) == flat


def test_instances_keep_their_order_of_fanin_when_relabelled_and_copied():
    circuit = Circuit(["a", "b", "c"], ["i.sum"], {"i": Instance(FULL_ADDER, ("b", "c", "a"))})
    graph = nx.relabel_nodes(circuit.graph, {"a": "c", "c": "a", "i.cout": "x"})
    assert circuit_of(graph).nodes["x"].inputs == ("b", "a", "c")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda g: g.remove_edge("a", "g"), "node g: 2 edges for its 3 inputs"),
        (lambda g: g.edges["b", "g"].update(weight=3), "edge b -> g: weight 3, but the perceptron has 2"),
        (lambda g: g.add_edge("c", "g", weight=1), "edge c -> g: 'g' does not have it in its fanin"),
        (lambda g: g.nodes["g"].update(fanin=("c", "b", "r")), "edge a -> g: 'c' is 'a' here and 'c' elsewhere"),
        (lambda g: g.edges["b", "g"].update(position=5), "node g: 3 edges for its 3 inputs"),
    ],
)
def test_edges_and_fanin_that_contradict_are_told(spoil, message):
    graph = to_networkx(RELABELLED)
    spoil(graph)
    with pytest.raises(CircuitError, match=message):
        circuit_of(graph)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"a": "b"}, "edges for its 3 inputs"),
        ({"g": "n"}, "node n: 4 edges for its 2 inputs"),
        ({"a": (7,)}, "node (7,): its name is no text (relabel with texts)"),
        ({"a": 7, "b": "7"}, "node 7: '7' is another node"),
        ({"n": "y z"}, "the name 'y z' holds U"),
    ],
)
def test_what_is_no_relabelling_is_refused(mapping, message):
    with pytest.raises(CircuitError, match=re.escape(message)):
        circuit_of(nx.relabel_nodes(RELABELLED.graph, mapping))


@pytest.mark.parametrize("plain", [False, True])
def test_nodes_relabelled_to_numbers_are_nets_of_these_names(plain):
    numbered = nx.convert_node_labels_to_integers(to_networkx(RELABELLED, plain))
    names = {net: str(number) for number, net in enumerate(RELABELLED.graph)}
    assert circuit_of(numbered) == circuit_of(nx.relabel_nodes(RELABELLED.graph, names))


@pytest.mark.parametrize("value", [3, None, ["a"], "graph"])
def test_what_is_no_graph_is_refused(value):
    with pytest.raises(nc.InputError, match="is no networkx graph"):
        nc.Circuit.from_graph(value)
