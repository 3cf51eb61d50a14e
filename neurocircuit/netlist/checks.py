"""Every structural fault of a circuit at once; and the limits, by counting before anything is expanded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

import networkx as nx

from neurocircuit.errors import CircuitError, Fault, LimitError, shorten
from neurocircuit.logic.gates import GATES, is_gate
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import MAX_PORT_BITS, Port, name_fault
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register, Test
from neurocircuit.netlist.graph import Graph, cycle_fault, flatten, instance_outputs, references
from neurocircuit.netlist.hierarchy import bottom_up, unused, used, written
from neurocircuit.netlist.levels import is_in_order
from neurocircuit.netlist.names import unknown_name

MAX_NEURONS = 10_000_000
MAX_NESTING = 64


def faults(circuit: Circuit) -> tuple[Fault, ...]:
    """Everything that is wrong with a circuit: in its parts, or, where those are sound, its cycles.

    Raises:
        LimitError: where the circuit is larger than allowed.
    """
    try:
        circuit.graph  # noqa: B018 - its faults are what is asked
    except CircuitError as error:
        return error.faults
    return tuple(fault for path, inner in unused(circuit) for fault in _within(_place(path), faults(inner)))


def require_sound(circuit: Circuit) -> Circuit:
    """The circuit itself, if nothing is wrong with it.

    Raises:
        CircuitError: with all its faults.
        LimitError: where it is larger than allowed.
    """
    found = faults(circuit)
    if found:
        raise CircuitError(found)
    return circuit


def checked_graph(circuit: Circuit) -> Graph:
    """The flat graph of a circuit, sound and without cycles.

    Raises:
        CircuitError: with all faults found.
        LimitError: where the circuit is larger than allowed.
    """
    check_limits(circuit)
    found = tuple(_all_local_faults(circuit))
    if found:
        raise CircuitError(found)
    graph = flatten(circuit)
    cycles = tuple(_cycles(graph))
    if cycles:
        raise CircuitError(cycles)
    return graph


def check_limits(circuit: Circuit) -> None:
    """Count the neurons, instances and nesting of the expanded circuit without expanding it.

    Raises:
        LimitError: above 10 million neurons (or registers and instances), 1 million port bits, or 64 levels.
    """
    ports = len(circuit.inputs) + len(circuit.outputs)
    if ports > MAX_PORT_BITS:
        raise LimitError(f"{ports} port bits", hint=f"at most {MAX_PORT_BITS}")
    sizes: dict[int, tuple[int, int, int]] = {}
    for definition in bottom_up(circuit):
        neurons = sum(isinstance(node, Neuron) for node in definition.nodes.values())
        others, levels = len(definition.nodes) - neurons, 0
        for part in used(definition):
            inside = sizes[id(part)]
            neurons, others, levels = neurons + inside[0], others + inside[1], max(levels, inside[2] + 1)
        if levels > MAX_NESTING:
            raise LimitError(f"instances nested {levels} deep", hint=f"at most {MAX_NESTING}")
        sizes[id(definition)] = (neurons, others, levels)
    for total, what in zip(sizes[id(circuit)], ("neurons", "registers and instances"), strict=False):
        if total > MAX_NEURONS:
            shown = f"{total:,}" if total < 10**15 else f"about 10^{len(str(total)) - 1}"
            raise LimitError(f"{shown} {what} after expansion", hint=f"at most {MAX_NEURONS:,}")


def _place(path: Iterable[str]) -> str:
    return "".join(f"circuits.{name}." for name in path)


def _within(path: str, found: Iterable[Fault]) -> Iterator[Fault]:
    return (Fault((path + fault.where).rstrip("."), fault.what, fault.hint) for fault in found)


def _all_local_faults(circuit: Circuit) -> Iterator[Fault]:
    places = {id(definition): _place(path) for path, definition in written(circuit)}
    every = {id(definition): definition for _, definition in written(circuit)}
    for key, definition in ({id(part): part for part in bottom_up(circuit)} | every).items():
        yield from _within(places.get(key, f"{definition.name}: "), _local_faults(definition))


def _local_faults(circuit: Circuit) -> Iterator[Fault]:
    yield from _name_faults(circuit)
    yield from _driver_faults(circuit)
    known = references(circuit)
    # Neurons are many, but of few kinds: of one that was found sound only the nets are looked at.
    sound: set[tuple[int, ...]] = set()
    for name, node in circuit.nodes.items():
        kind: tuple[int, ...] = ()
        if isinstance(node, Neuron):
            kind = (id(node.perceptron), id(node.gate), id(node.description), len(node.inputs))
        if kind not in sound:
            found = tuple(_node_faults(circuit, f"nodes.{shorten(name)}", node))
            yield from found
            if kind and not found:
                sound.add(kind)
        for net in (node.next,) if isinstance(node, Register) else node.inputs:
            if not isinstance(net, str) or net not in known:
                yield _unknown(f"nodes.{shorten(name)}", net, known)
    for output, net in zip(circuit.outputs, circuit.output_nets, strict=False):
        if not isinstance(net, str) or net not in known:
            yield _unknown("outputs", net, known)
        elif output in known and isinstance(known[output], int) and net != output:
            shown = f"{shorten(output)!r} is an input and an output that shows {shorten(net)!r}"
            yield Fault("outputs", shown, "rename one of them")
    for number, test in enumerate(circuit.tests):
        yield from test_faults(circuit, test, f"tests[{number}]")


def _node_faults(circuit: Circuit, where: str, node: Node) -> Iterator[Fault]:
    """What is wrong with a node, whatever the nets that it reads."""
    yield from _text_faults(where, node)
    if isinstance(node, Neuron):
        if len(node.inputs) != node.perceptron.arity:
            yield Fault(where, f"{len(node.inputs)} inputs for {node.perceptron.arity} weights")
        if node.perceptron.encoding != circuit.encoding:
            yield Fault(where, f"a {node.perceptron.encoding} perceptron in a {circuit.encoding} circuit")
        if node.gate and isinstance(node.gate, str) and not is_gate(node.perceptron, node.gate):
            known_gate = node.gate in GATES
            yield Fault(where, f"not the neuron of {node.gate}" if known_gate else f"unknown gate {node.gate!r}")
    elif isinstance(node, Register):
        if type(node.initial) is not int or node.initial not in (0, 1):
            yield Fault(where, f"initial {node.initial!r} is neither 0 nor 1")
    elif len(node.inputs) != len(node.circuit.inputs):
        yield Fault(where, f"{len(node.inputs)} inputs for the {len(node.circuit.inputs)} of the definition")


#: What is a text of each kind of part, beside the names of nets.
_TEXTS = {Neuron: ("gate", "description"), Register: ("description",), Instance: ("reference", "description"),
          Test: ("name",)}  # fmt: skip


def _text_faults(where: str, part: Node | Test) -> Iterator[Fault]:
    for name in _TEXTS[type(part)]:
        text = getattr(part, name)
        if not isinstance(text, str):
            yield Fault(f"{where}.{name}", f"{shorten(repr(text))} is no text")


def _name_faults(circuit: Circuit) -> Iterator[Fault]:
    if len(circuit.outputs) != len(circuit.output_nets):
        yield Fault("outputs", f"{len(circuit.outputs)} names for {len(circuit.output_nets)} nets")
    for where in ("inputs", "outputs"):
        for name, count in Counter(getattr(circuit, where)).items():
            if count > 1:
                yield Fault(where, f"{shorten(name)!r} is there {count} times", "each name once")
    for where in ("inputs", "outputs", "nodes", "circuits"):
        for name in getattr(circuit, where):
            fault = name_fault(name)
            if fault:
                yield Fault(where, fault, "names have no white space or control characters")


def _driver_faults(circuit: Circuit) -> Iterator[Fault]:
    inputs = set(circuit.inputs)
    for name in filter(inputs.__contains__, circuit.nodes):
        what = f"net {shorten(name)!r} is an input and driven by a node too"
        yield Fault(f"nodes.{shorten(name)}", what, "rename one of them")
    for name, instance in circuit.instances.items():
        for output, _ in instance_outputs(name, instance.circuit):
            if output != name and (output in circuit.nodes or output in inputs):
                yield Fault(
                    f"nodes.{shorten(name)}", f"net {shorten(output)!r} is driven twice", "rename one of the two"
                )


def _unknown(where: str, net: str, known: Collection[str]) -> Fault:
    if not isinstance(net, str):
        return Fault(where, f"{shorten(repr(net))} is no name of a net", "a text")
    error = unknown_name("net", net, known)
    return Fault(where, error.what, error.hint)


def test_faults(circuit: Circuit, test: Test, where: str) -> Iterator[Fault]:
    """What is wrong with a test of a circuit: its columns, the length of its rows, their values."""
    yield from _text_faults(where, test)
    ports = {port.name: port for port in (*circuit.output_ports, *circuit.input_ports)}
    for column in test.columns:
        if column not in ports:
            yield Fault(f"{where}.columns", f"unknown column {shorten(column)!r}", f"one of {', '.join(ports)}"[:120])
    if len(set(test.columns)) != len(test.columns):
        yield Fault(f"{where}.columns", "a column is there twice")
    inputs = dict.fromkeys(port.name for port in circuit.input_ports)
    given = set(test.columns)
    missing = next((name for name in inputs if name not in given), None)
    if missing is not None:
        yield Fault(f"{where}.columns", f"input {missing!r} is missing", "all inputs must be given")
    low, high = ENCODINGS[circuit.encoding]
    for number, row in enumerate(test.rows):
        here = f"{where}.rows[{number}]"
        if len(row) != len(test.columns):
            yield Fault(here, f"{len(row)} values, expected {len(test.columns)}")
            continue
        for column, value in zip(test.columns, row, strict=True):
            if value is None and column in inputs:
                yield Fault(here, f"input {shorten(column)!r} is null", "only outputs may be null")
            elif value is not None and not isinstance(value, int):
                yield Fault(here, f"{shorten(column)} = {shorten(repr(value))}", "an integer or null")
            elif value is not None and column in ports:
                yield from _value_faults(here, ports[column], value, (low, high))


def _decimal(value: int) -> str:
    # Python refuses to write down more digits than these, for their cost.
    return shorten(str(value)) if value.bit_length() < 1 << 12 else f"an integer of {value.bit_length()} bits"


def _value_faults(where: str, port: Port, value: int, truth: tuple[int, int]) -> Iterator[Fault]:
    if port.is_bus:
        if value < 0 or value.bit_length() > port.width:
            most = f"2^{port.width} - 1" if port.width > 16 else str((1 << port.width) - 1)
            yield Fault(where, f"{shorten(port.name)} = {_decimal(value)}", f"0 to {most}")
    elif value not in (*truth, 0):
        yield Fault(where, f"{shorten(port.name)} = {_decimal(value)}", f"{truth[0]} or {truth[1]}")


test_faults.__test__ = False  # type: ignore[attr-defined]  # no test case for a test runner to collect


def _cycles(graph: Graph) -> Iterator[Fault]:
    """One cycle of each group of neurons that drive each other, named net by net."""
    if is_in_order(graph) or nx.is_directed_acyclic_graph(graph):
        return
    nodes = graph.nodes
    for group in sorted(nx.strongly_connected_components(graph), key=min):
        net = min(group)
        if len(group) > 1 or net in nodes[net]["fanin"]:
            # Against the wires, inside the group, until a net comes again: from there on it is a ring.
            trail: dict[str, int] = {}
            while net not in trail:
                trail[net] = len(trail)
                net = next(source for source in nodes[net]["fanin"] if source in group)
            ring = list(trail)[trail[net] :][::-1]
            start = ring.index(min(ring))
            yield cycle_fault(ring[start:] + ring[:start])
