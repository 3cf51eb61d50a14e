"""Engines: strangers to each other that compute the same values; each is imported when it is first used.

The ``reference`` engine sums the weights of each neuron; its module has the function ``run`` below. The others carry
out programs of bitwise operations; a module has one function ``execute(program, source, sink, state=None,
progress=None)``, where source and sink are data (see ``engines.streams``): inputs may be made and outputs reduced
inside the engine, so that a run of 2^32 patterns holds none of them. It returns a ``Result``.

For arrays of words there is one way to call them all, ``find_engine(name)(graph, nets, words, state, progress)``:

    graph     the flat graph of a circuit
    nets      the nets whose values are wanted
    words     packed input values, ``(cycles, inputs, words)``; a circuit without registers has one cycle
    state     packed register values before the first cycle, ``(registers, words)``; None for those at reset
    progress  called with the fraction that is done, now and then

It returns the packed values of the nets, ``(cycles, nets, words)``, before each clock edge, and the state after the
last one, ``(registers, words)``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.netlist.graph import Graph
from neurocircuit.simulation.patterns import Words

if TYPE_CHECKING:
    from neurocircuit.simulation.engines.streams import Result, Sink, Source
    from neurocircuit.simulation.program import Program

Progress: TypeAlias = Callable[[float], None]

#: The engines by name, and the module of each.
ENGINES = {name: f"neurocircuit.simulation.engines.{name}" for name in ("reference", "packed", "native", "distributed")}
AUTO = "auto"

#: ``auto`` takes the native engine for a circuit that is run more often than this, or once NumPy's calls would have
#: taken so many seconds in this process: about what loading and compiling takes.
PATIENT_RUNS, PATIENT_SECONDS = 8, 0.3
#: What NumPy takes for one call, and for one word in it; the reference engine is as quick for few words and nets.
CALL_SECONDS, WORD_SECONDS = 1e-6, 2e-9
REFERENCE_WORDS = 1024
#: From so many values on native code packs matrices for ``auto``.
PACKED_VALUES = 1 << 20


class Engine(Protocol):
    """What an engine found by ``find_engine`` takes and gives; see the top of this module."""

    def __call__(
        self,
        graph: Graph,
        nets: Sequence[str],
        words: Words,
        state: Words | None = None,
        progress: Progress | None = None,
    ) -> tuple[Words, Words]:
        """Run the cycles of ``words`` on the graph."""


class Executor(Protocol):
    """What carries out programs; see the top of this module."""

    def __call__(
        self,
        program: Program,
        source: Source,
        sink: Sink,
        state: Words | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Run the cycles of ``source`` and reduce the outputs to what ``sink`` says."""


def find_engine(name: str) -> Engine:
    """The engine of that name; ``auto`` picks one for each run.

    Raises:
        InputError: for an unknown name.
    """
    if name not in ENGINES and name != AUTO:
        raise InputError(f"unknown engine {name!r}", hint=f"one of {', '.join((AUTO, *ENGINES))}")
    return _automatic if name == AUTO else _engine(name)


def find_executor(name: str) -> Executor:
    """What carries out programs under that name; ``auto`` is the native engine, and NumPy where there is no LLVM.

    Raises:
        InputError: for an unknown name, or the reference engine, which knows no programs.
    """
    programmed = [engine for engine in ENGINES if engine != "reference"]
    if name == AUTO:
        name = "native" if _has_llvm() else "packed"
    if name not in programmed:
        raise InputError(f"engine {name!r} runs no programs", hint=f"one of {', '.join((AUTO, *programmed))}")
    executor: Executor = import_module(ENGINES[name]).execute
    return executor


@cache
def _engine(name: str) -> Engine:
    if name == "reference":
        engine: Engine = import_module(ENGINES[name]).run
        return engine
    execute = find_executor(name)
    streams: Any = import_module("neurocircuit.simulation.engines.streams")
    compile_graph = import_module("neurocircuit.simulation.program").compile_graph
    kept = streams.Kept()

    def run(
        graph: Graph,
        nets: Sequence[str],
        words: Words,
        state: Words | None = None,
        progress: Progress | None = None,
    ) -> tuple[Words, Words]:
        result = execute(compile_graph(graph, nets), streams.GivenWords(words), kept, state, progress)
        return result.value, result.state

    return run


def takes_bytes(name: str, values: int) -> bool:
    """Whether native code is to pack a matrix of so many values for that engine."""
    return name == "native" or (name == AUTO and values >= PACKED_VALUES and _has_llvm())


def find_packing() -> Any:
    """The module that packs and unpacks matrices in native code."""
    return import_module(f"{__name__}.packing")


@cache
def _has_llvm() -> bool:
    return find_spec("llvmlite") is not None


_runs: WeakKeyDictionary[Graph, int] = WeakKeyDictionary()
_waited = 0.0


def _automatic(
    graph: Graph,
    nets: Sequence[str],
    words: Words,
    state: Words | None = None,
    progress: Progress | None = None,
) -> tuple[Words, Words]:
    """The engine that is quickest for this run, loading included; see ``find_engine``."""
    return _engine(_quickest(graph, words.shape[0], words.shape[2]))(graph, nets, words, state, progress)


def _quickest(graph: Graph, cycles: int, words: int) -> str:
    global _waited
    if ENGINES["native"] in sys.modules:
        return "native"
    runs = _runs[graph] = _runs.get(graph, 0) + 1
    _waited += len(graph) * cycles * (CALL_SECONDS + words * WORD_SECONDS)
    if (runs > PATIENT_RUNS or _waited > PATIENT_SECONDS) and _has_llvm():
        return "native"
    return "reference" if runs == 1 and len(graph) * cycles * words <= REFERENCE_WORDS else "packed"


def reset_state(graph: Graph, words: int) -> Words:
    """The registers' values at reset, in every pattern of so many words."""
    initial = [[-graph.nodes[net]["initial"]] for net in graph.graph["registers"]]
    return np.array(initial, np.int64).reshape(-1, 1).astype(np.uint64).repeat(words, axis=1)
