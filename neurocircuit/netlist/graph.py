"""Flattening: from a circuit as written to the networkx DAG of perceptrons that everything runs on.

Each node is a net, in file order with instances expanded in place, and has

    kind        "input", "perceptron" or "register"
    perceptron  the Perceptron, over ``fanin``; None for inputs and registers
    fanin       the nets it reads, in order, each once (a net wired twice counts with the sum of its weights)
    owner       the path of instances it belongs to, e.g. ("fa0",)
    local       the name that it has there; only where it belongs to an instance
    gate        of neurons: the gate's name where it was written as one
    next, initial   of registers: the net sampled at the end of a cycle; the value at reset
    net         its own name, where an output, a register or the list of inputs tells it by that

An edge has the ``weight`` with which its target reads its source, and its ``position`` in the target's fanin: so that
what a relabelled node reads, and what reads it, is still known. Registers are source nodes, so the graph is a DAG.
``graph.graph`` holds ``name``, ``encoding``, ``inputs``, ``registers`` (tuples of nets), ``outputs`` (name to net) and
``aliases`` (other names of nets, such as an instance's output that a net of another name drives).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, repeat
from typing import Any, NamedTuple, TypeAlias

import networkx as nx

from neurocircuit.errors import CircuitError, Fault, shorten
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register, add_parallel
from neurocircuit.netlist.frozen import Frozen
from neurocircuit.netlist.names import Names

Graph: TypeAlias = "nx.DiGraph[str]"


#: So many new objects the cycle collector visits in about a hundredth of a second, in which it hears of no Ctrl-C.
MANY_OBJECTS = 50_000


class FlatNeuron(NamedTuple):
    """A neuron of a graph: its net, what it computes, the nets it reads, where it is written and under which name."""

    net: str
    perceptron: Perceptron
    fanin: tuple[str, ...]
    gate: str
    owner: tuple[str, ...]
    local: str


class FlatRegister(NamedTuple):
    """A register of a graph: its net, the net it samples, its value at reset, where it is written and as what."""

    net: str
    next: str
    initial: int
    owner: tuple[str, ...]
    local: str


def neurons(graph: Graph) -> Iterator[FlatNeuron]:
    """The neurons, in file order."""
    for net, data in graph.nodes(data=True):
        if data["kind"] == "perceptron":
            owner, local = data["owner"], data.get("local", net)
            yield FlatNeuron(net, data["perceptron"], data["fanin"], data["gate"], owner, local)


def registers(graph: Graph) -> Iterator[FlatRegister]:
    """The registers, in file order."""
    for net in graph.graph["registers"]:
        data = graph.nodes[net]
        yield FlatRegister(net, data["next"], data["initial"], data["owner"], data.get("local", net))


def inputs(graph: Graph) -> tuple[str, ...]:
    """The nets of the inputs, in declared order."""
    found: tuple[str, ...] = graph.graph["inputs"]
    return found


def outputs(graph: Graph) -> dict[str, str]:
    """The outputs by name, and the nets that they show."""
    found: dict[str, str] = graph.graph["outputs"]
    return found


#: Where a reference leads: to an input by index, to an output of an instance, or (None) to the node of that name.
Target: TypeAlias = "int | tuple[str, int] | None"


def references(circuit: Circuit) -> dict[str, Target]:
    """Every reference that the circuit's own nodes and outputs may make, and where it leads."""
    table: dict[str, Target] = {name: index for index, name in enumerate(circuit.inputs)}
    if not circuit.instances:
        return table | dict.fromkeys(circuit.nodes)
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


class _Level:
    """One instance (or the top circuit) while it is flattened."""

    __slots__ = ("children", "circuit", "is_flat", "names", "owner", "parent", "prefix", "table", "wires")

    def __init__(self, circuit: Circuit, parent: _Level | None = None, name: str = "") -> None:
        self.circuit = circuit
        self.table: dict[str, Target] = {}
        self.parent = parent
        #: Whether its nets are called in the graph as they are in it: then nothing needs to be looked up.
        self.is_flat = parent is None and not circuit.instances
        self.owner: tuple[str, ...] = (*parent.owner, name) if parent else ()
        self.prefix: str = f"{parent.prefix}{name}." if parent else ""
        self.wires: tuple[str, ...] = parent.circuit.instances[name].inputs if parent else ()
        self.names: dict[str, str] = {}
        self.children: dict[str, _Level] = {}


class _Flattener:
    """The names given so far, and the tables of the definitions met so far."""

    def __init__(self) -> None:
        self.tables: dict[int, dict[str, Target]] = {}
        self.fresh = Names()
        self.reserved: set[str] = set()
        self.scopes: list[_Level] = []

    def open(self, circuit: Circuit, parent: _Level | None = None, name: str = "") -> _Level:
        scope = _Level(circuit, parent, name)
        if scope.is_flat:
            return scope
        if id(circuit) not in self.tables:
            self.tables[id(circuit)] = references(circuit)
        scope.table = self.tables[id(circuit)]
        self.scopes.append(scope)
        if parent is not None:
            parent.children[name] = scope
        self._name_nets(scope)
        return scope

    def _name_nets(self, scope: _Level) -> None:
        circuit, prefix = scope.circuit, scope.prefix
        if scope.parent is None:
            scope.names = {name: name for name, target in scope.table.items() if not isinstance(target, tuple)}
            self.fresh.taken.update(scope.names)
        else:
            shown = dict(zip(circuit.outputs, circuit.output_nets, strict=True))
            for name, node in circuit.nodes.items():
                if isinstance(node, Instance):
                    continue
                flat = prefix + name
                own = shown.get(name) == name
                if flat in self.fresh.taken or (flat in self.reserved and not own):
                    flat = next(name for name in map(self.fresh.numbered, repeat(flat)) if name not in self.reserved)
                scope.names[name] = flat
                self.fresh.taken.add(flat)
        self.reserved.update(prefix + name for name, target in scope.table.items() if isinstance(target, tuple))

    def nodes(self, top: _Level) -> Iterator[tuple[str, str, Node, _Level]]:
        """Every neuron and register with its flat name and its own, in file order with instances expanded in place."""
        stack = [(top, iter(top.circuit.nodes.items()))]
        while stack:
            scope, entries = stack[-1]
            for name, node in entries:
                if isinstance(node, Instance):
                    child = self.open(node.circuit, scope, name)
                    stack.append((child, iter(node.circuit.nodes.items())))
                    break
                yield name if scope.is_flat else scope.names[name], name, node, scope
            else:
                stack.pop()


def _resolve(scope: _Level, reference: str) -> str:
    """The net that a reference means: up through inputs and down through outputs of instances."""
    if scope.is_flat:
        return reference
    found = scope.names.get(reference)
    trail: list[tuple[_Level, str]] = []
    visited: set[tuple[int, str]] = set()
    while found is None:
        if (id(scope), reference) in visited:
            names = [passed.prefix + name for passed, name in trail]
            ring = names[names.index(scope.prefix + reference) :]
            raise CircuitError((cycle_fault(ring, "wires"),))
        visited.add((id(scope), reference))
        trail.append((scope, reference))
        target = scope.table[reference]
        if isinstance(target, tuple):
            scope = scope.children[target[0]]
            reference = scope.circuit.output_nets[target[1]]
        else:
            assert isinstance(target, int)
            assert scope.parent is not None
            reference = scope.wires[target]
            scope = scope.parent
        found = scope.names.get(reference)
    for passed, name in trail:
        passed.names[name] = found
    return found


def cycle_fault(nets: list[str], of: str = "") -> Fault:
    """The fault of nets that drive each other in a ring; a long ring is shortened in the middle."""
    ring = [shorten(net, 40) for net in (*nets, nets[0])]
    if len(ring) > 9:
        ring = [*ring[:5], f"... {len(ring) - 8} more ...", *ring[-3:]]
    kind = f"cycle of {of} through instances" if of else "combinational cycle"
    return Fault("", f"{kind}: {' -> '.join(ring)}", "break it with a register", tuple(nets))


@contextmanager
def collection_paused() -> Iterator[None]:
    """Build many objects at once without Python's cycle collector, which would visit all of them again and again.

    What was built then counts as old, so that it is not visited at the end either, unless it is little.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if gc.get_count()[0] > MANY_OBJECTS and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
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
    records = {name: _record("input") for name in circuit.inputs}
    # All names are given before any reference is resolved: a net may be read before it is written down.
    placed = flattener.nodes(top) if top.is_flat else list(flattener.nodes(top))
    records.update((net, _placed_record(name, node, scope)) for net, name, node, scope in placed)
    clocked = tuple([net for net, record in records.items() if record["kind"] == "register"])
    del placed
    graph = _unconnected(records)
    shown = {name: _resolve(top, net) for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)}
    graph.graph.update(name=circuit.name, encoding=circuit.encoding)
    graph.graph.update(inputs=circuit.inputs, registers=clocked, outputs=shown)
    for net in (*circuit.inputs, *outputs(graph).values(), *(register.next for register in registers(graph))):
        records[net]["net"] = net
    graph.graph["aliases"] = _aliases(flattener, graph)
    frozen: Graph = nx.freeze(graph)
    return frozen


class _Edges:
    """An attribute in which networkx keeps edges, of a graph that has none yet: whoever asks for it has them made."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, graph: Graph, owner: type) -> Any:
        _connect(graph)
        return graph.__dict__[self.name]

    def __set__(self, graph: Graph, value: Any) -> None:
        graph.__class__ = nx.DiGraph
        setattr(graph, self.name, value)


class _Unconnected(nx.DiGraph):  # type: ignore[type-arg]
    """A graph until its edges are asked for; then it is a plain one of networkx.

    They take as long as all the rest of it, and no engine needs them.
    """

    _adj, _succ, _pred = _Edges(), _Edges(), _Edges()

    def __str__(self) -> str:
        _connect(self)
        return str(self)


def _unconnected(records: dict[str, dict[str, Any]]) -> Graph:
    """The graph of nets with these records, to be connected later."""
    graph: Graph = nx.DiGraph()
    graph._node = records  # type: ignore[attr-defined]
    for name in ("_adj", "_succ", "_pred"):
        del graph.__dict__[name]
    graph.__class__ = _Unconnected
    return graph


def _connect(graph: Graph) -> None:
    """Put an edge into the graph from each net to each that reads it.

    The dictionaries are made as ``networkx`` would make them, which takes a third of the time; the attributes of an
    edge, which do not change, are one value for all edges of the same.
    """
    records = graph._node  # type: ignore[attr-defined]
    read_by: dict[str, dict[str, Frozen]] = {net: {} for net in records}
    reads: dict[str, dict[str, Frozen]] = {net: {} for net in records}
    known: dict[tuple[Number, int], Frozen] = {}
    for net, record in records.items():
        perceptron, own = record["perceptron"], reads[net]
        if perceptron is not None:
            for key in zip(perceptron.weights, count()):
                edge = known.get(key)
                if edge is None:
                    edge = known[key] = Frozen(weight=key[0], position=key[1])
                source = record["fanin"][key[1]]
                own[source] = read_by[source][net] = edge
    # At once, whatever other threads ask for meanwhile.
    graph.__dict__.update(_adj=read_by, _succ=read_by, _pred=reads)
    graph.__class__ = nx.DiGraph


def _placed_record(name: str, node: Node, scope: _Level) -> dict[str, Any]:
    owner = scope.owner
    if isinstance(node, Register):
        made = _record("register", owner)
        made.update(next=_resolve(scope, node.next), initial=node.initial)
    else:
        assert isinstance(node, Neuron)
        perceptron, fanin = node.perceptron, node.inputs
        if not scope.is_flat:
            names = scope.names
            fanin = tuple([names.get(name) or _resolve(scope, name) for name in fanin])
        if len(set(fanin)) != len(fanin):
            fanin, perceptron = add_parallel(fanin, perceptron)
        made = {"kind": "perceptron", "perceptron": perceptron, "fanin": fanin, "owner": owner, "gate": node.gate}
    if owner:
        made["local"] = name
    return made


def _record(kind: str, owner: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"kind": kind, "perceptron": None, "fanin": (), "owner": owner}


def _aliases(flattener: _Flattener, graph: Graph) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for scope in flattener.scopes:
        for reference, target in scope.table.items():
            name = scope.prefix + reference
            if isinstance(target, tuple) and name not in graph:
                aliases.setdefault(name, _resolve(scope, reference))
    for name, net in graph.graph["outputs"].items():
        if name not in graph:
            aliases.setdefault(name, net)
    return aliases
