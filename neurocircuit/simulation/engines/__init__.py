"""Engines: strangers to each other that compute the same values; each is imported when it is first used.

An engine is a module with one function ``run(graph, nets, words, state=None, progress=None)``:

    graph     the flat graph of a circuit
    nets      the nets whose values are wanted
    words     packed input values, ``(cycles, inputs, words)``; a circuit without registers has one cycle
    state     packed register values before the first cycle, ``(registers, words)``; None for those at reset
    progress  called with the fraction that is done, now and then

It returns the packed values of the nets, ``(cycles, nets, words)``, before each clock edge, and the state after the
last one, ``(registers, words)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, TypeAlias

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.netlist.graph import Graph
from neurocircuit.simulation.patterns import Words

Progress: TypeAlias = Callable[[float], None]

#: The engines by name, and the module of each.
ENGINES = {"reference": "neurocircuit.simulation.engines.reference"}
_AUTO = "auto"


class Engine(Protocol):
    """What an engine's ``run`` takes and gives; see the top of this module."""

    def __call__(
        self,
        graph: Graph,
        nets: Sequence[str],
        words: Words,
        state: Words | None = None,
        progress: Progress | None = None,
    ) -> tuple[Words, Words]:
        """Run the cycles of ``words`` on the graph."""


def find_engine(name: str) -> Engine:
    """The engine of that name; ``auto`` picks one.

    Raises:
        InputError: for an unknown name.
    """
    module = ENGINES.get("reference" if name == _AUTO else name)
    if module is None:
        raise InputError(f"unknown engine {name!r}", hint=f"one of {', '.join((_AUTO, *ENGINES))}")
    engine: Engine = import_module(module).run
    return engine


def reset_state(graph: Graph, words: int) -> Words:
    """The registers' values at reset, in every pattern of so many words."""
    initial = [[-graph.nodes[net]["initial"]] for net in graph.graph["registers"]]
    return np.array(initial, np.int64).reshape(-1, 1).astype(np.uint64).repeat(words, axis=1)
