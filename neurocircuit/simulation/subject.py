"""What engines run that carry out no program: nets of a flat graph."""

from __future__ import annotations

from typing import NamedTuple

from neurocircuit.netlist.graph import Graph


class Subject(NamedTuple):
    """What is run: a flat graph, and the nets of it whose values are the outputs."""

    graph: Graph
    outputs: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The input nets."""
        nets: tuple[str, ...] = self.graph.graph["inputs"]
        return nets

    @property
    def registers(self) -> tuple[str, ...]:
        """The nets of the registers."""
        nets: tuple[str, ...] = self.graph.graph["registers"]
        return nets

    @property
    def initial(self) -> tuple[int, ...]:
        """The registers' values at reset, 0 or 1."""
        return tuple([self.graph.nodes[net]["initial"] for net in self.registers])


def subject_of(graph: Graph) -> Subject:
    """A graph with the outputs of its circuit."""
    return Subject(graph, tuple(graph.graph["outputs"].values()))
