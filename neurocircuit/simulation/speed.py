"""How fast each engine is on a circuit, on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.engines import Progress, find_engine, find_executor
from neurocircuit.simulation.engines.streams import GivenWords, Kept
from neurocircuit.simulation.patterns import WORD, Words, random_words
from neurocircuit.simulation.program import compile_graph

#: Cycles of a circuit with registers; what words in and out may take together; seconds of one measured run.
CYCLES, MOST_BYTES, RUN_SECONDS = 16, 1 << 23, 0.1
#: Straight-line code of more nets than this is not compiled just to be measured.
MOST_COMPILED = 40_000


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of an engine.

    Args:
        engine: its name; the native engine's two tiers count as two.
        ready: seconds to the first outputs of 64 patterns: loading, lowering, compiling, whatever no row before did.
        patterns: how many the measured run had, times its cycles.
        seconds: what it took.
        evaluations: of neurons, in a second.
    """

    engine: str
    ready: float
    patterns: int
    seconds: float
    evaluations: float


def speeds(circuit: Circuit, progress: Progress | None = None) -> Iterator[Speed]:
    """The speed of each engine of this machine, the best of some runs each; patterns are packed before."""
    cycles = CYCLES if circuit.registers else 1
    runs = _runs(circuit)
    ports = 1 + len(circuit.inputs) + len(circuit.outputs) + len(circuit.registers)
    neurons = len(circuit.graph) - len(circuit.inputs) - len(circuit.registers)
    for number, (name, start) in enumerate(runs.items()):
        if progress is not None:
            progress(number / len(runs))
        begun = perf_counter()
        run = start()
        run(_words(circuit, cycles, 1))
        ready = perf_counter() - begun
        width, given = 1, _words(circuit, cycles, 1)
        seconds = _measure(run, given)
        while seconds < RUN_SECONDS and 8 * cycles * ports * width < MOST_BYTES:
            width = 4 * width
            given = _words(circuit, cycles, width)
            seconds = _measure(run, given)
        if seconds < 2 * RUN_SECONDS:
            seconds = min(seconds, _measure(run, given))
        patterns = WORD * width * cycles
        yield Speed(name, ready, patterns, seconds, neurons * patterns / seconds)


def _runs(circuit: Circuit) -> dict[str, Callable[[], Callable[[Words], Any]]]:
    """What makes each engine ready, as a function that then takes packed words."""
    graph = circuit.graph
    nets = tuple(graph.graph["outputs"].values())

    def plain(name: str) -> Callable[[Words], Any]:
        return partial(find_engine(name), graph, nets)

    def native(tier: str) -> Callable[[Words], Any]:
        execute: Any = find_executor("native")
        program = compile_graph(graph, nets)
        return lambda words: execute(program, GivenWords(words), Kept(), tier=tier)

    runs: dict[str, Callable[[], Callable[[Words], Any]]] = {
        name: partial(plain, name) for name in ("reference", "packed")
    }
    if find_spec("llvmlite") is not None:
        runs["native, interpreter"] = partial(native, "interpreter")
        if len(graph) <= MOST_COMPILED:
            runs["native, straight-line"] = partial(native, "straight")
    return runs


def _words(circuit: Circuit, cycles: int, width: int) -> Words:
    inputs = len(circuit.inputs)
    made: Words = np.array([random_words(0, 0, cycle, inputs, 0, width) for cycle in range(cycles)])
    return made


def _measure(run: Callable[[Words], Any], words: Words) -> float:
    """Seconds of the second run: the first one of a width makes what all later ones use."""
    run(words)
    begun = perf_counter()
    run(words)
    return perf_counter() - begun
