"""Graphs for other programs, and the way back: a circuit as a networkx graph, the circuit of such a graph.

A plain graph has numbers and texts as its only attributes, so that GraphML, GML and node-link JSON save it: several
names are one text with spaces between, numbers beyond 32 bits or with a fraction are texts, as exact as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from neurocircuit.errors import CircuitError, Fault, InputError, shorten
from neurocircuit.logic.gates import is_gate
from neurocircuit.logic.number import Number, exact, format_number, parse_number
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Node, Register, require_circuit
from neurocircuit.netlist.graph import Graph, neurons


def to_networkx(circuit: Circuit, plain: bool = False) -> Graph:
    """A copy of the circuit's flat graph that may be changed; ``Circuit.from_graph`` takes it back.

    Args:
        circuit: any sound one.
        plain: with numbers and texts only as attributes: of a neuron ``bias``, ``threshold``, ``encoding`` and
            ``gate``, its weights and their order on its edges (``weight``, ``position``).

    >>> import neurocircuit as nc
    >>> graph = to_networkx(nc.read("xor"), plain=True)
    >>> graph.nodes["y"]["threshold"], graph.edges["both", "y"]["weight"]
    (1, -2)
    """
    graph = require_circuit(circuit).graph
    if not plain:
        return nx.DiGraph(graph)
    every = (number for _, neuron, *_ in neurons(graph) for number in (*neuron.weights, neuron.bias, neuron.threshold))
    small = all(type(number) is int and abs(number) < 1 << 31 for number in every)
    number: Callable[[Number], Number | str] = int if small else format_number
    made: Graph = nx.DiGraph()
    made.add_nodes_from((net, _plain(data, number)) for net, data in graph.nodes(data=True))
    edges = graph.edges(data=True)
    made.add_edges_from((source, net, {**data, "weight": number(data["weight"])}) for source, net, data in edges)
    outputs = graph.graph["outputs"]
    names = {"inputs": circuit.inputs, "outputs": outputs, "output_nets": outputs.values()}
    made.graph.update(plain=1, name=circuit.name, encoding=circuit.encoding)
    made.graph.update((kind, " ".join(nets)) for kind, nets in names.items())
    return made


def _plain(data: Mapping[str, Any], number: Callable[[Number], Number | str]) -> dict[str, Any]:
    made = {key: data[key] for key in ("kind", "net", "local", "gate", "next", "initial") if key in data}
    made["owner"] = " ".join(data["owner"])
    neuron = data["perceptron"]
    if neuron is not None:
        made.update(bias=number(neuron.bias), threshold=number(neuron.threshold), encoding=neuron.encoding)
    return made


def circuit_of(graph: Graph) -> Circuit:
    """The flat circuit of a graph as ``Circuit.graph`` and ``to_networkx`` give it, its nodes relabelled or not.

    A node that is a whole number, as relabelling often makes them, is the net of that name.

    Raises:
        CircuitError: for a graph that lacks an attribute, whose edges say something else than its perceptrons, or that
            is no circuit.
        InputError: for what is no graph.
    """
    if not isinstance(graph, nx.Graph):
        raise InputError(f"{shorten(repr(graph))} is no networkx graph", hint="such as circuit.graph")
    about = {"outputs": "", **graph.graph} if "plain" in graph.graph else graph.graph
    if "outputs" not in about:
        raise CircuitError((Fault("graph.graph", "'outputs' is missing", "a dict from output name to net"),))
    graph = _with_names(graph)
    reader = _Reader(graph)
    nodes: dict[str, Node] = {}
    inputs = []
    for net, data in graph.nodes(data=True):
        try:
            node = reader.node(net, data)
        except KeyError as missing:
            raise CircuitError((Fault(f"node {net}", f"the attribute {missing} is missing"),)) from None
        if node is None:
            inputs.append(net)
        else:
            nodes[net] = node
    if reader.faults:
        raise CircuitError(tuple(reader.faults))
    now = reader.renamed
    given = dict.fromkeys(_listed(about.get("inputs", inputs)))
    names = _listed(about["outputs"])
    shown = about["outputs"].values() if isinstance(about["outputs"], dict) else _listed(about.get("output_nets", ""))
    circuit = Circuit(
        [now.get(name, name) for name in given],
        # An input that is an output by its own name is so by its new one.
        [now.get(name, name) if name in given else name for name in names],
        nodes,
        about.get("name", ""),
        output_nets=[now.get(net, net) for net in shown],
        encoding=reader.encoding,
    )
    if set(circuit.inputs) != set(inputs):
        raise CircuitError((Fault("graph.graph", "'inputs' are not the nodes of kind 'input'"),))
    circuit.graph  # noqa: B018 - made here so that every fault of the graph shows at once
    return circuit


def _with_names(graph: Graph) -> Graph:
    """The graph with texts for the nodes that are whole numbers.

    Raises:
        CircuitError: where a text is the name of another node too.
    """
    nodes: Iterable[Any] = graph
    numbers: dict[Any, str] = {net: str(net) for net in nodes if type(net) is int}
    for number, name in numbers.items():
        if name in graph:
            raise CircuitError((Fault(f"node {number}", f"{name!r} is another node", "relabel one to one"),))
    return nx.relabel_nodes(graph, numbers) if numbers else graph


def _listed(names: str | Iterable[str]) -> list[str]:
    return names.split() if isinstance(names, str) else list(names)


class _Reader:
    """The nodes of a graph, and what their nets were called before it was relabelled."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.encoding = graph.graph.get("encoding", "binary")
        self.faults: list[Fault] = []
        self.renamed: dict[str, str] = {}
        self._before: dict[str, str] = {}
        for net, data in graph.nodes(data=True):
            if "net" in data:
                self.rename(data["net"], net, f"node {shorten(str(net))}")

    def rename(self, before: str, net: str, where: str) -> None:
        """Note the name that a net had before; where two became one, or one two, it is no relabelling."""
        here = f"{shorten(before)!r} is {shorten(str(net))!r} here"
        if self.renamed.setdefault(before, net) != net:
            what = f"{here} and {shorten(str(self.renamed[before]))!r} elsewhere"
        elif self._before.setdefault(net, before) != before:
            what = f"{here}, and so is {shorten(self._before[net])!r}"
        else:
            return
        self.faults.append(Fault(where, what, "relabel one to one, change fanin and edges together"))

    def node(self, net: str, data: Mapping[str, Any]) -> Node | None:
        """What a node of the graph is; None for an input."""
        if not isinstance(net, str):
            raise CircuitError((Fault(f"node {net!r}", "its name is no text", "relabel with texts"),))
        kind = data["kind"]
        if kind == "input":
            return None
        if kind == "register":
            return Register(self.renamed.get(data["next"], data["next"]), data.get("initial", 0))
        if kind != "perceptron":
            raise CircuitError((Fault(f"node {net}", f"unknown kind {kind!r}", "input, perceptron or register"),))
        edges = self.graph.pred[net]
        placed = sorted((edge["position"], source) for source, edge in edges.items() if "position" in edge)
        fanin = tuple([source for _, source in placed])
        if "perceptron" in data:
            perceptron, before = data["perceptron"], tuple(data["fanin"])
            if not isinstance(perceptron, Perceptron):
                raise CircuitError((Fault(f"node {net}", f"{perceptron!r} is no perceptron"),))
            fanin = fanin or before
        else:
            weights = [_number(edges[source].get("weight", 1)) for source in fanin]
            bias, threshold = _number(data.get("bias", 0)), _number(data["threshold"])
            perceptron, before = Perceptron(weights, bias, threshold, data.get("encoding", "binary")), fanin
        places = [place for place, _ in placed]
        if len(fanin) != len(before) or (places and places != list(range(len(places)))):
            what = f"{len(places)} edges for its {len(before)} inputs"
            self.faults.append(Fault(f"node {net}", what, "one for each, with its position"))
        else:
            if places and "perceptron" in data:
                for name, source in zip(before, fanin, strict=True):
                    self.rename(name, source, f"edge {shorten(str(source))} -> {shorten(net)}")
            self.check_edges(net, fanin, perceptron)
        perceptron = perceptron.encoded(self.encoding)
        gate = data.get("gate", "")
        # MAJORITY of a, a and b is no gate of the two nets that are left of it.
        return Neuron(perceptron, fanin, gate if is_gate(perceptron, gate) else "")

    def check_edges(self, net: str, fanin: Sequence[str], perceptron: Perceptron) -> None:
        """Where edges contradict what decides: a change must not be lost without a word."""
        weights: dict[str, Number] = {}
        for source, weight in zip(fanin, perceptron.weights, strict=False):
            weights[source] = weights.get(source, 0) + weight
        for source, edge in self.graph.pred[net].items():
            where = f"edge {shorten(str(source))} -> {shorten(net)}"
            if source not in weights:
                what = f"{shorten(net)!r} does not have it in its fanin"
                self.faults.append(Fault(where, what, "fanin and perceptron decide"))
            elif _number(edge.get("weight", weights[source])) != weights[source]:
                what = f"weight {edge['weight']}, but the perceptron has {weights[source]}"
                self.faults.append(Fault(where, what, "change the perceptron"))


def _number(value: Any) -> Number:
    return parse_number(value) if isinstance(value, str) else exact(value)
