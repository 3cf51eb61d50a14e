"""A circuit with some of its nets renamed, for formats that cannot hold every name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from neurocircuit.netlist.circuit import Circuit, Node, Register
from neurocircuit.netlist.exchange import circuit_of
from neurocircuit.netlist.graph import references
from neurocircuit.netlist.hierarchy import bottom_up
from neurocircuit.netlist.names import Names


def rename_nets(circuit: Circuit, writable: Callable[[str], str]) -> Circuit:
    """The circuit with each net under the name that ``writable`` gives it; numbered where that one is taken.

    A circuit whose names all stay is returned as it is. One with definitions that would have to change is flattened.
    """
    every = chain.from_iterable((*part.inputs, *part.outputs, *part.nodes) for part in bottom_up(circuit))
    if all(writable(name) == name for name in every):
        return circuit
    if circuit.instances:
        flat = circuit_of(circuit.graph)
        circuit = flat.replace(description=circuit.description, tests=circuit.tests, metadata=circuit.metadata)
    nets = _fresh_names((*references(circuit), *circuit.outputs), writable)
    ports = {old: new for old, new in nets.items() if old in {*circuit.inputs, *circuit.outputs}}
    return circuit.replace(
        inputs=[nets[name] for name in circuit.inputs],
        outputs={nets[name]: nets[net] for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)},
        output_nets=None,
        nodes={nets[name]: _renamed(node, nets) for name, node in circuit.nodes.items()},
        tests=[
            replace(test, columns=tuple(ports.get(column, column) for column in test.columns)) for test in circuit.tests
        ],
    )


def _fresh_names(names: Iterable[str], writable: Callable[[str], str]) -> dict[str, str]:
    """A new name for each old one, all different; names that stay are never taken from their nets."""
    every = {name: writable(name) for name in names}
    fresh = Names(name for name, new in every.items() if new == name)
    return {name: new if new == name else fresh.fresh(new) for name, new in every.items()}


def _renamed(node: Node, nets: dict[str, str]) -> Any:
    if isinstance(node, Register):
        return replace(node, next=nets[node.next])
    return replace(node, inputs=tuple(nets[net] for net in node.inputs))
