"""Levels and cones: how far a net lies from the sources, what drives it, what it drives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

from neurocircuit.netlist.graph import Graph


def is_in_order(graph: Graph) -> bool:
    """Whether each neuron stands behind what it reads, as in most large files: then no edges are asked for."""
    seen = set(graph.graph["registers"])
    for net, data in graph.nodes.data():
        if not seen.issuperset(data["fanin"]):
            return False
        seen.add(net)
    return True


def levelize(graph: Graph) -> dict[str, int]:
    """The level of each net: 0 for inputs and registers, else one above its highest driver; in topological order."""
    levels = dict.fromkeys(graph.graph["registers"], 0)
    records = dict(iter(graph.nodes.data()))
    for net in graph if is_in_order(graph) else nx.topological_sort(graph):
        data = records[net]
        if data["kind"] == "perceptron":
            levels[net] = 1 + max([levels[source] for source in data["fanin"]], default=0)
        else:
            levels[net] = 0
    return levels


def depth(graph: Graph) -> int:
    """The number of neurons on the longest path."""
    return max(levelize(graph).values(), default=0)


def fanin_cone(graph: Graph, nets: Iterable[str], levels: int | None = None) -> set[str]:
    """The nets themselves and all that drives them, through at most ``levels`` steps."""
    return _cone(graph.pred, nets, levels)


def fanout_cone(graph: Graph, nets: Iterable[str], levels: int | None = None) -> set[str]:
    """The nets themselves and all that they drive, through at most ``levels`` steps."""
    return _cone(graph.succ, nets, levels)


def _cone(neighbours: Any, nets: Iterable[str], levels: int | None) -> set[str]:
    found = set(nets)
    border = found
    while border and levels != 0:
        border = {near for net in border for near in neighbours[net]} - found
        found |= border
        levels = None if levels is None else levels - 1
    return found
