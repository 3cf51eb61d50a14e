"""Engines: strangers to each other that compute the same values; each is imported when it is first used.

There is one way to call them all, the function ``run`` of each module:

    run(subject, source, sink, state=None, progress=None) -> Result(value, state)

    subject   what is run: a ``Subject``, nets of a flat graph; or a ``Program`` alone, for all but the reference engine
    source    where the inputs come from, as data (``simulation.sources``)
    sink      what becomes of the outputs, as data (``simulation.sinks``)
    state     packed register values before the first cycle, ``(registers, words)``; None for those at reset
    progress  called with the fraction that is done, now and then

``value`` is what the sink made of the outputs before each clock edge, ``state`` the registers after the last one.
Inputs may be made and outputs reduced inside the engine, so that a run of 2^32 patterns holds none of them. The
``reference`` engine sums the weights of each neuron; the others carry out programs of bitwise operations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.netlist.graph import Graph
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import Words, words_for
from neurocircuit.simulation.sinks import Kept, Sink
from neurocircuit.simulation.sources import GivenWords, Source
from neurocircuit.simulation.subject import Subject

if TYPE_CHECKING:
    from neurocircuit.simulation.program import Program

#: The engines by name, and the module of each.
ENGINES = {name: f"neurocircuit.simulation.engines.{name}" for name in ("reference", "packed", "native", "distributed")}
AUTO = "auto"

#: ``auto`` takes the native engine for a circuit that is run more often than this, or once NumPy's calls would have
#: taken so many seconds in this process: about what loading and compiling takes.
PATIENT_RUNS, PATIENT_SECONDS = 8, 0.3
#: What NumPy takes for one call, and for one word in it; the reference engine is as quick for few words and nets.
CALL_SECONDS, WORD_SECONDS = 1e-6, 2e-9
REFERENCE_WORDS = 1024
#: A small circuit with given words is done on Python's integers before any engine would have begun, but for the first
#: time, when that takes a program: nets times cycles up to so many, where a net of so many words counts twice.
FEW_STEPS, FEW_WORDS = 400, 16
#: From so many values on native code packs matrices for ``auto``.
PACKED_VALUES = 1 << 20


class Result(NamedTuple):
    """What a sink made of the outputs, and the words of the registers after the last cycle, (registers, words)."""

    value: Any
    state: Words


class Engine(Protocol):
    """What every engine takes and gives; see the top of this module."""

    def __call__(
        self,
        subject: Subject | Program,
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


def settled(engine: Engine, subject: Subject | Program, source: Source) -> Engine:
    """The engine itself, or the one that ``auto`` picks for such a run, to be used for all parts of it."""
    return _engine(_quickest(subject, source)) if engine is _automatic else engine


@cache
def _engine(name: str) -> Engine:
    engine: Engine = import_module(ENGINES[name]).run
    return engine


@cache
def _integers() -> Callable[[Subject], Any]:
    module = import_module("neurocircuit.simulation.integers")
    prepared: Callable[[Subject], Any] = module.prepared
    return prepared


def find_packing(name: str, values: int) -> Any:
    """The module that packs a matrix of so many values for that engine in native code; None where NumPy does it."""
    native = name == "native" or (name == AUTO and values >= PACKED_VALUES and _has_llvm())
    return import_module(f"{__name__}.packing") if native else None


@cache
def _has_llvm() -> bool:
    return find_spec("llvmlite") is not None


_runs: WeakKeyDictionary[Graph, int] = WeakKeyDictionary()
_waited = 0.0


def _automatic(
    subject: Subject | Program, source: Source, sink: Sink, state: Words | None = None, progress: Progress | None = None
) -> Result:
    """The engine that is quickest for this run, loading included; see ``find_engine``."""
    if type(source) is GivenWords and type(sink) is Kept and type(subject) is Subject:
        cycles, inputs, words = source.words.shape
        few = len(subject.graph) * cycles * (FEW_WORDS + words) <= FEW_STEPS * FEW_WORDS
        own = _integers()(subject) if few else None
        if own is not None and inputs == own.inputs:
            if own.fresh:
                own.fresh = False
                if cycles == 1:  # done before a program would have been made
                    return _engine("reference")(subject, source, sink, state, progress)
            before = None if state is None else first_state(subject, source, state)
            return Result(*own.run(source.words, before))
    return _engine(_quickest(subject, source))(subject, source, sink, state, progress)


def _quickest(subject: Subject | Program, source: Source) -> str:
    global _waited
    if ENGINES["native"] in sys.modules:
        return "native"
    if not isinstance(subject, Subject):
        return "native" if _has_llvm() else "packed"
    graph, cycles, words = subject.graph, source.cycles, words_for(source.patterns)
    runs = _runs[graph] = _runs.get(graph, 0) + 1
    _waited += len(graph) * cycles * (CALL_SECONDS + words * WORD_SECONDS)
    if (runs > PATIENT_RUNS or _waited > PATIENT_SECONDS) and _has_llvm():
        return "native"
    return "reference" if runs == 1 and len(graph) * cycles * words <= REFERENCE_WORDS else "packed"


def reset_state(subject: Subject | Program, words: int) -> Words:
    """The registers' values at reset, in every pattern of so many words; it may be written to."""
    if not subject.registers:
        return np.empty((0, words), np.uint64)
    initial = np.array(subject.initial, dtype=np.uint64).reshape(-1, 1)
    return np.repeat(np.uint64(0) - initial, words, axis=1)


def first_state(subject: Subject | Program, source: Source, state: Words | None) -> Words:
    """The words of the registers before the first cycle, (registers, words), to write to: a copy of those given.

    Raises:
        InputError: where source or state do not fit what is run.
    """
    words, given = words_for(source.patterns), source.inputs
    if given is not None and given != len(subject.inputs):
        raise InputError(f"words of {given} inputs for a program of {len(subject.inputs)}")
    if state is None:
        return reset_state(subject, words)
    shape = (len(subject.registers), words)
    if state.shape != shape:
        raise InputError(f"a state of shape {state.shape}", hint=f"the shape is {shape}")
    return np.array(state, dtype=np.uint64)


def in_blocks(
    subject: Subject | Program,
    source: Source,
    sink: Sink,
    state: Words | None,
    progress: Progress | None,
    size: int,
    step: Callable[[Words, Words], tuple[Words, Words]],
) -> Result:
    """A run in blocks of so many words; a step makes outputs and next state of one cycle from inputs and state."""
    words, cycles, inputs = words_for(source.patterns), source.cycles, len(subject.inputs)
    state, total = first_state(subject, source, state), sink.start(subject, source)
    for first in range(0, words, size):
        width = min(size, words - first)
        now = state[:, first : first + width]
        for cycle in range(cycles):
            outputs, now = step(source.block(cycle, first, width, inputs), now)
            sink.take(total, source, cycle, first, outputs)
            if progress is not None:
                progress((first + width * (cycle + 1) / cycles) / words)
        state[:, first : first + width] = now
    return Result(sink.finish(total), state)
