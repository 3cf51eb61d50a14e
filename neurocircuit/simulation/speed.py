"""How fast each engine is on a circuit, on this machine; and a single call, and a single long run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.engines import AUTO, find_engine
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import WORD
from neurocircuit.simulation.simulator import Simulator, simulate
from neurocircuit.simulation.sinks import Counts, Kept
from neurocircuit.simulation.sources import GivenWords, RandomWords, Source
from neurocircuit.simulation.subject import subject_of

#: Cycles of a circuit with registers; what words in and out may take together; seconds of one measured run.
CYCLES, MOST_BYTES, RUN_SECONDS = 16, 1 << 23, 0.1
#: Words of an engine's first run (a single one may have code of its own); the most calls and cycles of one pattern.
FIRST_WORDS, MOST_CALLS = 2, 1 << 24
#: Straight-line code of more nets than this is not compiled just to be measured.
MOST_COMPILED = 40_000


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of an engine.

    Args:
        engine: its name; the native engine's two tiers count as two. ``one call`` is a call with numbers (``one step``
            of a simulator where there are registers), ``one run`` a single run of many cycles.
        ready: seconds to the first outputs: loading, lowering, compiling, whatever no row before did.
        patterns: how many the measured run had, times its cycles; how many calls there were.
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
    engines = _engines(len(circuit.graph))
    ports = 1 + len(circuit.inputs) + len(circuit.outputs) + len(circuit.registers)
    neurons = _neurons(circuit)
    for number, (title, (name, options)) in enumerate(engines.items()):
        if progress is not None:
            progress(number / len(engines))
        begun = perf_counter()
        engine: Callable[..., Any] = find_engine(name)
        run = partial(engine, subject_of(circuit.graph), **options)
        width, given = FIRST_WORDS, _words(circuit, cycles, FIRST_WORDS)
        run(given, Kept())
        ready = perf_counter() - begun
        seconds = _measure(run, given)
        while seconds < RUN_SECONDS and 8 * cycles * ports * width < MOST_BYTES:
            width = 4 * width
            given = _words(circuit, cycles, width)
            seconds = _measure(run, given)
        if seconds < 2 * RUN_SECONDS:
            seconds = min(seconds, _measure(run, given))
        patterns = given.patterns * cycles
        yield Speed(title, ready, patterns, seconds, neurons * patterns / seconds)
    yield from _alone(circuit)


def _neurons(circuit: Circuit) -> int:
    return len(circuit.graph) - len(circuit.inputs) - len(circuit.registers)


def _alone(circuit: Circuit) -> Iterator[Speed]:
    """The speed of one pattern alone: called with numbers again and again, and, clocked, in one long run."""
    values = dict.fromkeys([port.name for port in circuit.input_ports], 0)
    call: Callable[..., Any] = Simulator(circuit).step if circuit.registers else partial(simulate, circuit)
    yield _repeated(
        "one step" if circuit.registers else "one call", circuit, lambda times: [call(values) for _ in times]
    )
    if circuit.registers:
        engine: Callable[..., Any] = find_engine(AUTO)
        if find_spec("llvmlite") is not None and len(circuit.graph) <= MOST_COMPILED:
            native: Callable[..., Any] = find_engine("native")
            engine = partial(native, tier="straight")
        subject = subject_of(circuit.graph)
        yield _repeated("one run", circuit, lambda times: engine(subject, RandomWords(0, 1, len(times)), Counts()))


def _repeated(title: str, circuit: Circuit, do: Callable[[range], object]) -> Speed:
    """The speed of what is done some times, so often that it takes long enough."""

    def seconds() -> float:
        begun = perf_counter()
        do(range(count))
        return perf_counter() - begun

    count = 1
    ready, took = seconds(), seconds()
    while took < RUN_SECONDS and count < MOST_CALLS:
        count *= 4
        took = seconds()
    return Speed(title, ready, count, took, _neurons(circuit) * count / took)


def _engines(nets: int) -> dict[str, tuple[str, dict[str, str]]]:
    """The name and the options of each engine to measure, by what it is called in the report."""
    engines: dict[str, tuple[str, dict[str, str]]] = {name: (name, {}) for name in ("reference", "packed")}
    if find_spec("llvmlite") is not None:
        engines["native, interpreter"] = ("native", {"tier": "interpreter"})
        if nets <= MOST_COMPILED:
            engines["native, straight-line"] = ("native", {"tier": "straight"})
    return engines


def _words(circuit: Circuit, cycles: int, width: int) -> GivenWords:
    source = RandomWords(0, WORD * width, cycles)
    return GivenWords(np.array([source.block(cycle, 0, width, len(circuit.inputs)) for cycle in range(cycles)]))


def _measure(run: Callable[[Source, Kept], Any], given: Source) -> float:
    """Seconds of the second run: the first one of a width makes what all later ones use."""
    run(given, Kept())
    begun = perf_counter()
    run(given, Kept())
    return perf_counter() - begun
