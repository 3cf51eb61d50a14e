"""Chains of instances, such as the full adders that hand a carry along: they are drawn as one column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from neurocircuit.netlist.graph import Target


@dataclass(frozen=True, slots=True)
class Link:
    """The output of one instance and the input of the next, ports by place, that join them in a chain."""

    output: int
    input: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Instances that each drive the next one; ``links[k]`` joins ``names[k]`` to ``names[k + 1]``."""

    names: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """One instance's place in a chain: the input at its bottom, the output at its top; whether one stands below."""

    bottom: int | None = None
    top: int | None = None
    linked: bool = False


def stations(circuit: Circuit, chain: Chain) -> dict[str, Station]:
    """The station of each instance of a chain; the ends have the same ports as their neighbours of the same kind."""
    names, links = chain.names, chain.links
    kinds = [circuit.instances[name].circuit for name in names]
    bottoms = [links[0].input if kinds[0] is kinds[1] else None, *(link.input for link in links)]
    tops = [*(link.output for link in links), links[-1].output if kinds[-1] is kinds[-2] else None]
    places = zip(names, bottoms, tops, strict=True)
    return {name: Station(bottom, top, name != names[0]) for name, bottom, top in places}


def chains(circuit: Circuit, table: dict[str, Target]) -> list[Chain]:
    """The chains among the instances of a circuit; no instance is in two. ``table`` tells where references lead.

    A chain has one definition and one link, but its first instance may be of another kind, as a half adder below full
    adders. Nothing but the links joins its instances, so that they can stand in one column.
    """
    joined: dict[tuple[int, Link], dict[str, str]] = {}
    crowded: set[tuple[int, Link, str]] = set()
    for name, node in circuit.instances.items():
        for place, (below, output) in _driving_instances(circuit, node, table):
            if circuit.instances[below].circuit is not node.circuit:
                continue
            kind = id(node.circuit), Link(output, place)
            if joined.setdefault(kind, {}).setdefault(below, name) != name:
                crowded.add((*kind, below))
    for definition, link, name in crowded:
        # One that drives several neighbours alike is the root of a tree, not a link of a chain.
        del joined[definition, link][name]
    found: list[Chain] = []
    used: set[str] = set()
    # Links that join the most win; among equals the one written first.
    for (_, link), following in sorted(joined.items(), key=lambda entry: -len(entry[1])):
        for names in _paths(following, used):
            for chain in _with_ends(circuit, table, names, link, used):
                if used.isdisjoint(chain.names) and _stands_upright(circuit, table, chain):
                    used.update(chain.names)
                    found.append(chain)
    order = {name: place for place, name in enumerate(circuit.nodes)}
    return sorted(found, key=lambda chain: order[chain.names[0]])


def _driving_instances(
    circuit: Circuit, node: Instance, table: dict[str, Target]
) -> Iterator[tuple[int, tuple[str, int]]]:
    """The input ports of an instance, by place, that outputs of instances drive: (place, (instance, output port))."""
    for index, reference in enumerate(node.inputs):
        target = table[reference]
        if isinstance(target, tuple):
            inner, driver = node.circuit, circuit.instances[target[0]].circuit
            output = port_places(driver.output_ports)[driver.outputs[target[1]]]
            yield port_places(inner.input_ports)[inner.inputs[index]], (target[0], output)


@lru_cache(maxsize=256)
def port_places(ports: tuple[Port, ...]) -> dict[str, int]:
    """For each bit of ports, which of them it belongs to."""
    return {bit: place for place, port in enumerate(ports) for bit in port.bits}


def _paths(following: dict[str, str], used: set[str]) -> Iterator[tuple[str, ...]]:
    """Maximal paths of unused instances; rings, which only registers allow, are left alone."""
    free = {name: after for name, after in following.items() if name not in used and after not in used}
    seen = set(free.values())
    for start in [name for name in free if name not in seen]:
        path = [start]
        while path[-1] in free:
            path.append(free[path[-1]])
        yield tuple(path)


def _with_ends(
    circuit: Circuit, table: dict[str, Target], names: tuple[str, ...], link: Link, used: set[str]
) -> Iterator[Chain]:
    """The chain with instances of other kinds at both ends, at its beginning, at its end, and without them."""
    free = circuit.instances.keys() - used - {*names}
    below, above = [Chain((), ())], [Chain((), ())]
    for place, (name, output) in _driving_instances(circuit, circuit.instances[names[0]], table):
        if place == link.input and name in free:
            below.insert(0, Chain((name,), (Link(output, place),)))
    for name in sorted(free, key=list(circuit.nodes).index):
        for place, driver in _driving_instances(circuit, circuit.instances[name], table):
            if driver == (names[-1], link.output):
                above.insert(0, Chain((name,), (Link(link.output, place),)))
    links = (len(names) - 1) * (link,)
    for first, last in product(below, above):
        yield Chain((*first.names, *names, *last.names), (*first.links, *links, *last.links))


def _stands_upright(circuit: Circuit, table: dict[str, Target], chain: Chain) -> bool:
    """Whether no instance of a chain depends on another one but through the chain's own links."""
    linked = {(upper, link.input) for upper, link in zip(chain.names[1:], chain.links, strict=True)}
    members = set(chain.names)
    seen: set[str] = set()
    border = [*chain.names]
    while border:
        name = border.pop()
        node = circuit.nodes[name]
        for index, reference in enumerate(node.inputs if isinstance(node, (Instance, Neuron)) else ()):
            target = table[reference]
            driver = target[0] if isinstance(target, tuple) else reference
            if isinstance(target, int) or driver in seen:
                continue
            if isinstance(node, Instance):
                place = port_places(node.circuit.input_ports)[node.circuit.inputs[index]]
                if (name, place) in linked:
                    continue
            if driver in members:
                return False
            seen.add(driver)
            border.append(driver)
    return True
