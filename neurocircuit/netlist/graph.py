"""Flattening: from a circuit as written to the networkx DAG of perceptrons that everything runs on.

Each node is a net, in file order with instances expanded in place, and has

    kind        "input", "perceptron" or "register"
    perceptron  the Perceptron, over ``fanin``; None for inputs and registers
    fanin       the nets it reads, in order, each once (a net wired twice counts with the sum of its weights)
    owner       the path of instances it belongs to, e.g. ("fa0",)
    gate        the gate's name where it was written as one
    next, initial   of registers: the net sampled at the end of a cycle; the value at reset

An edge has the ``weight`` with which its target reads its source. Registers are source nodes, so the graph is a DAG.
``graph.graph`` holds ``name``, ``encoding``, ``inputs``, ``registers`` (tuples of nets), ``outputs`` (name to net) and
``aliases`` (other names of nets, such as an instance's output that a net of another name drives).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import networkx as nx

from neurocircuit.errors import CircuitError, Fault, shorten
from neurocircuit.logic.gates import is_gate
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register

Graph: TypeAlias = "nx.DiGraph[str]"

#: Where a reference leads: to an input by index, to an output of an instance, or (None) to the node of that name.
Target: TypeAlias = "int | tuple[str, int] | None"


def references(circuit: Circuit) -> dict[str, Target]:
    """Every reference that the circuit's own nodes and outputs may make, and where it leads."""
    table: dict[str, Target] = {name: index for index, name in enumerate(circuit.inputs)}
    for name, node in circuit.nodes.items():
        if isinstance(node, Instance):
            table.update(instance_outputs(name, node.circuit))
        else:
            table[name] = None
    return table


def instance_outputs(name: str, circuit: Circuit) -> Iterator[tuple[str, Target]]:
    """The references to the outputs of an instance of that name."""
    if len(circuit.outputs) == 1:
        yield name, (name, 0)
    for index, output in enumerate(circuit.outputs):
        yield f"{name}.{output}", (name, index)


class _Scope:
    """One instance (or the top circuit) while it is flattened."""

    __slots__ = ("children", "circuit", "instance", "names", "owner", "parent", "prefix", "table")

    def __init__(
        self, circuit: Circuit, table: dict[str, Target], parent: _Scope | None = None, name: str = ""
    ) -> None:
        self.circuit = circuit
        self.table = table
        self.parent = parent
        self.owner: tuple[str, ...] = (*parent.owner, name) if parent else ()
        self.prefix: str = f"{parent.prefix}{name}." if parent else ""
        self.instance: Instance | None = parent.circuit.nodes[name] if parent else None  # type: ignore[assignment]
        self.names: dict[str, str] = {}
        self.children: dict[str, _Scope] = {}


class _Flattener:
    """The names given so far, and the tables of the definitions met so far."""

    def __init__(self) -> None:
        self.tables: dict[int, dict[str, Target]] = {}
        self.claimed: set[str] = set()
        self.reserved: set[str] = set()
        self.scopes: list[_Scope] = []

    def open(self, circuit: Circuit, parent: _Scope | None = None, name: str = "") -> _Scope:
        table = self.tables.get(id(circuit))
        if table is None:
            table = self.tables[id(circuit)] = references(circuit)
        scope = _Scope(circuit, table, parent, name)
        self.scopes.append(scope)
        if parent is not None:
            parent.children[name] = scope
        self._name_nets(scope)
        return scope

    def _name_nets(self, scope: _Scope) -> None:
        circuit, prefix = scope.circuit, scope.prefix
        if scope.parent is None:
            scope.names = {name: name for name, target in scope.table.items() if not isinstance(target, tuple)}
            self.claimed.update(scope.names)
        else:
            shown = dict(zip(circuit.outputs, circuit.output_nets, strict=True))
            for name, node in circuit.nodes.items():
                if isinstance(node, Instance):
                    continue
                flat = prefix + name
                own = shown.get(name) == name
                if flat in self.claimed or (flat in self.reserved and not own):
                    flat = self._fresh(flat)
                scope.names[name] = flat
                self.claimed.add(flat)
        self.reserved.update(prefix + name for name, target in scope.table.items() if isinstance(target, tuple))

    def _fresh(self, flat: str) -> str:
        number = 1
        while f"{flat}_{number}" in self.claimed or f"{flat}_{number}" in self.reserved:
            number += 1
        return f"{flat}_{number}"

    def nodes(self, top: _Scope) -> Iterator[tuple[str, Node, _Scope]]:
        """Every neuron and register with its flat name, in file order with instances expanded in place."""
        stack = [(top, iter(top.circuit.nodes.items()))]
        while stack:
            scope, entries = stack[-1]
            for name, node in entries:
                if isinstance(node, Instance):
                    child = self.open(node.circuit, scope, name)
                    stack.append((child, iter(node.circuit.nodes.items())))
                    break
                yield scope.names[name], node, scope
            else:
                stack.pop()


def _resolve(scope: _Scope, reference: str) -> str:
    """The net that a reference means: up through inputs and down through outputs of instances."""
    found = scope.names.get(reference)
    if found is not None:
        return found
    trail: list[tuple[_Scope, str]] = []
    visited: set[tuple[int, str]] = set()
    while found is None:
        if (id(scope), reference) in visited:
            raise _wire_loop(trail, scope, reference)
        visited.add((id(scope), reference))
        trail.append((scope, reference))
        target = scope.table[reference]
        if isinstance(target, tuple):
            scope = scope.children[target[0]]
            reference = scope.circuit.output_nets[target[1]]
        else:
            assert isinstance(target, int)
            assert scope.instance is not None
            assert scope.parent is not None
            reference = scope.instance.inputs[target]
            scope = scope.parent
        found = scope.names.get(reference)
    for passed, name in trail:
        passed.names[name] = found
    return found


def _wire_loop(trail: list[tuple[_Scope, str]], scope: _Scope, reference: str) -> CircuitError:
    names = [passed.prefix + name for passed, name in trail]
    again = scope.prefix + reference
    return CircuitError((cycle_fault(names[names.index(again) :], "wires"),))


def cycle_fault(nets: list[str], of: str = "") -> Fault:
    """The fault of nets that drive each other in a ring; a long ring is shortened in the middle."""
    ring = [shorten(net, 40) for net in (*nets, nets[0])]
    if len(ring) > 9:
        ring = [*ring[:5], f"... {len(ring) - 8} more ...", *ring[-3:]]
    kind = f"cycle of {of} through instances" if of else "combinational cycle"
    return Fault("", f"{kind}: {' -> '.join(ring)}", "break it with a register")


@contextmanager
def collection_paused() -> Iterator[None]:
    """Build many objects at once without Python's cycle collector, which would visit all of them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@collection_paused()
def flatten(circuit: Circuit) -> Graph:
    """The flat graph of a circuit whose parts are sound; see the top of this module.

    Cycles of neurons are left in it for ``checks`` to find; cycles of mere wires are none that it could hold.

    Raises:
        CircuitError: for a cycle of wires through instances.
    """
    flattener = _Flattener()
    top = flattener.open(circuit)
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from((name, _record("input", (), None, ())) for name in circuit.inputs)
    # All names are given before any reference is resolved: a net may be read before it is written down.
    placed = list(flattener.nodes(top))
    graph.add_nodes_from((net, _placed_record(node, scope)) for net, node, scope in placed)
    registers = [net for net, node, _ in placed if isinstance(node, Register)]
    del placed
    graph.add_edges_from(
        (source, net, {"weight": weight})
        for net, data in graph.nodes(data=True)
        if data["perceptron"] is not None
        for source, weight in zip(data["fanin"], data["perceptron"].weights, strict=True)
    )
    graph.graph.update(
        name=circuit.name,
        encoding=circuit.encoding,
        inputs=circuit.inputs,
        registers=tuple(registers),
        outputs={name: _resolve(top, net) for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)},
    )
    graph.graph["aliases"] = _aliases(flattener, graph)
    frozen: Graph = nx.freeze(graph)
    return frozen


def _placed_record(node: Node, scope: _Scope) -> dict[str, Any]:
    if isinstance(node, Register):
        return {
            **_record("register", scope.owner, None, ()),
            "next": _resolve(scope, node.next),
            "initial": node.initial,
        }
    assert isinstance(node, Neuron)
    names = scope.names
    fanin = tuple([names.get(name) or _resolve(scope, name) for name in node.inputs])
    perceptron = node.perceptron
    if len(set(fanin)) != len(fanin):
        fanin, perceptron = _merge_parallel(fanin, perceptron)
    return _record("perceptron", scope.owner, perceptron, fanin, node.gate)


def _record(
    kind: str, owner: tuple[str, ...], perceptron: Perceptron | None, fanin: tuple[str, ...], gate: str = ""
) -> dict[str, Any]:
    return {"kind": kind, "perceptron": perceptron, "fanin": fanin, "owner": owner, "gate": gate}


def _merge_parallel(fanin: tuple[str, ...], perceptron: Perceptron) -> tuple[tuple[str, ...], Perceptron]:
    weights: dict[str, Any] = {}
    for net, weight in zip(fanin, perceptron.weights, strict=True):
        weights[net] = weights.get(net, 0) + weight
    merged = Perceptron(list(weights.values()), perceptron.bias, perceptron.threshold, perceptron.encoding)
    return tuple(weights), merged


def _aliases(flattener: _Flattener, graph: Graph) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for scope in flattener.scopes:
        for reference, target in scope.table.items():
            if isinstance(target, tuple):
                name = scope.prefix + reference
                if name not in graph:
                    aliases.setdefault(name, _resolve(scope, reference))
    for name, net in graph.graph["outputs"].items():
        if name not in graph:
            aliases.setdefault(name, net)
    return aliases


def circuit_of(graph: Graph) -> Circuit:
    """The flat circuit of a graph with the attributes above; the opposite of ``flatten`` on flat circuits.

    Raises:
        CircuitError: for a graph that lacks an attribute, whose edges say something else than its perceptrons, or that
            is no circuit.
    """
    encoding = graph.graph.get("encoding", "binary")
    if "outputs" not in graph.graph:
        raise CircuitError((Fault("graph.graph", "'outputs' is missing", "a dict from output name to net"),))
    nodes: dict[str, Node] = {}
    inputs = []
    for net, data in graph.nodes(data=True):
        try:
            node = _node_of(net, data, encoding)
        except KeyError as missing:
            raise CircuitError((Fault(f"node {net}", f"the attribute {missing} is missing"),)) from None
        if node is None:
            inputs.append(net)
        else:
            nodes[net] = node
    circuit = Circuit(
        graph.graph.get("inputs", inputs), graph.graph["outputs"], nodes, graph.graph.get("name", ""), encoding=encoding
    )
    if set(circuit.inputs) != set(inputs):
        raise CircuitError((Fault("graph.graph", "'inputs' are not the nodes of kind 'input'"),))
    contradictions = tuple(_edge_faults(graph))
    if contradictions:
        raise CircuitError(contradictions)
    circuit.graph  # noqa: B018 - made here so that every fault of the graph shows at once
    return circuit


def _edge_faults(graph: Graph) -> Iterator[Fault]:
    """Where edges contradict the perceptrons that decide: a changed weight must not be lost without a word."""
    for net, data in graph.nodes(data=True):
        weights: dict[str, Number] = {}
        if data["kind"] == "perceptron":
            for source, weight in zip(data["fanin"], data["perceptron"].weights, strict=False):
                weights[source] = weights.get(source, 0) + weight
        for source, edge in graph.pred[net].items():
            where = f"edge {shorten(source)} -> {shorten(net)}"
            if source not in weights:
                yield Fault(where, f"{shorten(net)!r} does not have it in its fanin", "fanin and perceptron decide")
            elif edge.get("weight", weights[source]) != weights[source]:
                shown = f"weight {edge['weight']}, but the perceptron has {weights[source]}"
                yield Fault(where, shown, "change the perceptron")


def _node_of(net: str, data: dict[str, Any], encoding: str) -> Node | None:
    if not isinstance(net, str):
        raise CircuitError((Fault(f"node {net!r}", "its name is no text"),))
    kind = data["kind"]
    if kind == "input":
        return None
    if kind == "register":
        return Register(data["next"], data.get("initial", 0))
    if kind != "perceptron":
        raise CircuitError((Fault(f"node {net}", f"unknown kind {kind!r}", "input, perceptron or register"),))
    if not isinstance(data["perceptron"], Perceptron):
        raise CircuitError((Fault(f"node {net}", f"{data['perceptron']!r} is no perceptron"),))
    perceptron = data["perceptron"].encoded(encoding)
    gate = data.get("gate", "")
    # MAJORITY of a, a and b is no gate of the two nets that are left of it.
    return Neuron(perceptron, tuple(data["fanin"]), gate if is_gate(perceptron, gate) else "")
