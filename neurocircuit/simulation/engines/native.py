"""LLVM code on packed words, in blocks that fit into the cache, on all cores.

Two tiers: an interpreter that is compiled once a process and carries out any program, and straight-line code for one
program, which is several times faster and is made when the work to do repays compiling it. Of the latter there are
two kinds: on vectors for many patterns, on plain words for up to 64 of them, which is how a single clocked run goes.
"""

from __future__ import annotations

import ctypes
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurocircuit.simulation.engines import Result, driver, first_state, kernels
from neurocircuit.simulation.engines.ir import LANES
from neurocircuit.simulation.engines.llvm import Code, host
from neurocircuit.simulation.engines.straight import chunks, straight
from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import COUNT_MASKS, MASK, Words, absorb, words_for
from neurocircuit.simulation.program import Program, program_of
from neurocircuit.simulation.scheduling import scheduled
from neurocircuit.simulation.sinks import FirstDifference, Kept, Sink
from neurocircuit.simulation.sources import CountWords, GivenWords, Source
from neurocircuit.simulation.subject import Subject

#: Words of a block at most, and the bytes of slots that should stay in the cache of one core.
BLOCK_WORDS, CACHE_BYTES = 64, 1 << 20
#: A job is cut into slices of about so many seconds, so that Ctrl-C and progress are prompt.
SLICE_SECONDS = 0.02
#: Jobs that would take less than this are not spread over threads.
THREADED_SECONDS = 0.01
#: What the interpreter takes to come to one operation, and for each vector of it.
DISPATCH_SECONDS, INTERPRETED_SECONDS = 6e-9, 1.2e-9
#: What one operation on one vector takes straight-line code, and what compiling it takes, by the words side by side.
STRAIGHT_SECONDS, COMPILED_SECONDS = {1: 0.5e-9, LANES: 0.4e-9}, {1: 5e-5, LANES: 1e-4}
#: Up to so many operations on plain words are compiled with care, which takes three times as long.
CAREFUL_OPERATIONS = 2000

_FIELD = {name: index for index, name in enumerate(driver.FIELDS)}


@cache
def _interpreter(tables: frozenset[int]) -> Code:
    return Code(kernels.DECLARATIONS + kernels.interpreter(tables, host().ternary))


#: The truth tables that the first interpreter of this process knows.
_first_tables: list[frozenset[int]] = []


def interpreter_for(program: Program) -> Code:
    """An interpreter that knows the program's truth tables.

    The first one of a process knows no others, which halves the time to compile it; the next one knows all.
    """
    tables = frozenset(FORMULAS).intersection(np.unique(program.operations[:, 0]).tolist())
    if not _first_tables:
        _first_tables.append(tables)
    return _interpreter(_first_tables[0] if tables <= _first_tables[0] else frozenset(FORMULAS))


def straight_code(program: Program, lanes: int) -> Code:
    """The straight-line code of a program: on vectors that fit into registers, in an order for so many of them."""
    single, width = lanes == 1, min(lanes, host().lanes)
    quickly = single and len(program.operations) > CAREFUL_OPERATIONS
    if not quickly:
        # The others are for what comes from memory or is on its way there.
        program = scheduled(program, host().registers * 7 // 8)
    parts: list[Code] = []  # which Ctrl-C leaves alone: they could not be let go before LLVM is done with the next one
    for text in chunks(program, host().ternary and not single, width):
        parts.insert(0, Code(kernels.DECLARATIONS + text, quickly=quickly))
    return Code(straight([part.address("chunk") for part in parts], width, lanes // width), parts)


@cache
def _driver(source: type[Source], sink: type[Sink], lanes: int) -> Any:
    code = Code(kernels.DECLARATIONS + "\n".join((driver.mixer(lanes), driver.driver(source, sink, lanes))))
    return code.function("drive", None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)


def _aligned(rows: int, width: int) -> Words:
    """Words at an address that vectors like."""
    raw = np.zeros(rows * width + LANES, dtype=np.uint64)
    start = -raw.ctypes.data % (8 * LANES) // 8
    return raw[start : start + rows * width].reshape(rows, width)


class _Job:
    """The fields that the driver reads, and the buffers of one thread; used again for the next run of its width."""

    def __init__(self, program: Program, rows: NDArray[np.uint32], lanes: int, vectors: int) -> None:
        self.fields = (ctypes.c_int64 * len(_FIELD))()
        self.address = ctypes.addressof(self.fields)
        inputs, outputs, registers = len(program.inputs), len(program.outputs), len(program.registers)
        width, ports = lanes * vectors, max(inputs, outputs)
        self.buffers = {
            "slots": _aligned(program.slots, width),
            "buffer": _aligned(ports + registers + 1, width),
            "other_buffer": _aligned(ports + registers + 1, width),
        }
        sizes = (len(rows), vectors, inputs, outputs, ports, registers)
        pointers = {name: array.ctypes.data for name, array in (self.buffers | {"program": rows}).items()}
        self.put(dict(zip(driver.SIZES, sizes, strict=True)) | pointers)

    def put(self, values: dict[str, int]) -> None:
        for name, value in values.items():
            self.fields[_FIELD[name]] = value


class Machine:
    """A program with what the engine made for it: code, and buffers that wait for the next run.

    It keeps the code whose addresses it gives, whatever other threads make at the same time.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rows = np.ascontiguousarray(program.operations, dtype=np.uint32)
        self.idle: dict[tuple[int, int], list[_Job]] = {}
        self.straight: dict[int, Code] = {}
        self.interpreter = interpreter_for(program)
        self.step = self.interpreter.address("interpret")
        self._lock = threading.Lock()
        #: Seconds that straight-line code would have saved so far, by the words that lie side by side.
        self.missed = dict.fromkeys(STRAIGHT_SECONDS, 0.0)

    def vectors(self, words: int) -> int:
        """Vectors of a block: few for small jobs, and for programs whose slots fill the cache."""
        most = BLOCK_WORDS // LANES
        while most > 1 and 8 * LANES * most * self.program.slots > CACHE_BYTES:
            most //= 2
        return max(1, min(most, -(-words // LANES)))

    def choose(self, steps: int, tier: str, vectors: int = 1, lanes: int = LANES) -> tuple[int, float]:
        """The address of the step to use so often for so many vectors, and the seconds that will take.

        That is the interpreter, or straight-line code.
        """
        interpreted = steps * len(self.rows) * (DISPATCH_SECONDS + vectors * INTERPRETED_SECONDS)
        straight = steps * len(self.rows) * vectors * STRAIGHT_SECONDS[lanes]
        if tier == "auto" and lanes not in self.straight:
            self.missed[lanes] += interpreted - straight
        wanted = self.missed[lanes] > COMPILED_SECONDS[lanes] * len(self.rows) if tier == "auto" else tier == "straight"
        if wanted:
            with self._lock:
                if lanes not in self.straight:
                    self.straight[lanes] = straight_code(self.program, lanes)
        if lanes in self.straight and tier != "interpreter":
            return self.straight[lanes].address("straight"), straight
        return self.step, interpreted

    def job(self, lanes: int, vectors: int) -> _Job:
        """A job of that width that no other thread uses."""
        with self._lock:
            waiting = self.idle.setdefault((lanes, vectors), [])
            if waiting:
                return waiting.pop()
        return _Job(self.program, self.rows, lanes, vectors)


#: The machine of a program, kept for the next call.
machine = lru_cache(maxsize=16)(Machine)


class _Blocks:
    """The blocks still to do, handed out to threads in order; ``arrays`` are what the threads read and write."""

    def __init__(self, blocks: int, progress: Progress | None, arrays: Any) -> None:
        self.blocks = blocks
        self.given, self.done = 0, 0.0
        self.progress = progress
        self.arrays = arrays
        self.stopped = False
        self._lock = threading.Lock()

    def take(self, most: int) -> tuple[int, int]:
        """A range of blocks; an empty one at the end."""
        with self._lock:
            first = self.given
            self.given = min(self.blocks, first + most)
            return first, self.given

    def report(self, blocks: float) -> None:
        """So many more blocks are done."""
        with self._lock:
            self.done += blocks
        if self.progress is not None and threading.current_thread() is threading.main_thread():
            self.progress(min(1.0, self.done / self.blocks))

    def stop(self) -> None:
        """No thread begins with anything more."""
        self.stopped, self.given = True, self.blocks


def _work(drive: Any, job: _Job, cycles: int, threads: int, blocks: _Blocks) -> None:
    """Does blocks until there are none left, in slices of about the same time."""
    count, span = 1, cycles
    while True:
        first, last = blocks.take(min(count, 1 + (blocks.blocks - blocks.given) // (2 * threads)))
        if first >= last:
            return
        cycle = 0
        if cycles > 1:
            span = min(span, 64)
        while cycle < cycles and not blocks.stopped:
            begun = perf_counter()
            until = min(cycles, cycle + span)
            job.put({"first_cycle": cycle, "last_cycle": until})
            drive(job.address, first, last)
            done, cycle = cycle, until
            pace = SLICE_SECONDS / max(perf_counter() - begun, 1e-6)
            blocks.report((last - first) * (until - done) / cycles)
            span = max(1, int(span * min(pace, 8.0)))
        if cycles == 1:
            count = max(1, int((last - first) * min(pace, 8.0)))
        if blocks.given >= blocks.blocks:
            return


def _spread(drive: Any, jobs: list[_Job], cycles: int, blocks: _Blocks) -> None:
    """One thread a job; this one is the first.

    Raises:
        BaseException: the first error of any thread; what was to be written is not complete then.
    """

    def ended(helper: Future[None]) -> None:
        if helper.exception() is not None:
            blocks.stop()

    helpers: list[Future[None]] = []
    with ThreadPoolExecutor(len(jobs)) as pool:
        try:
            for job in jobs[1:]:
                helpers.append(pool.submit(_work, drive, job, cycles, len(jobs), blocks))
                helpers[-1].add_done_callback(ended)
            _work(drive, jobs[0], cycles, len(jobs), blocks)
            for helper in helpers:
                helper.result()
        except BaseException:
            blocks.stop()
            raise


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _source_fields(source: Source, inputs: int) -> tuple[dict[str, int], Any]:
    """What a source puts into a job, and the array that is to live as long."""
    fields = {"first_word": source.first_word, "start_cycle": source.first_cycle}
    if isinstance(source, GivenWords):
        given = np.ascontiguousarray(source.words, dtype=np.uint64)
        return fields | {"given": given.ctypes.data}, given
    if isinstance(source, CountWords):
        places = np.array([COUNT_MASKS[p] if p < 6 else p - 6 for p in source.positions], dtype=np.uint64)
    else:
        fields["key"] = driver.signed(absorb(absorb(0, source.seed), source.run))
        places = np.full(inputs, driver.FREE, dtype=np.uint64)
        for index, value in source.fixed:
            places[index] = MASK * value
    return fields | {"places": places.ctypes.data}, places


def run(
    subject: Subject | Program,
    source: Source,
    sink: Sink,
    state: Words | None = None,
    progress: Progress | None = None,
    tier: str = "auto",
    threads: int | None = None,
) -> Result:
    """Runs a program; see ``neurocircuit.simulation.engines`` for the other arguments.

    Args:
        tier: ``interpreter``, ``straight``, or ``auto`` for the faster one, compiling included.
        threads: how many; None for as many as the job is worth.
    """
    program = program_of(subject)
    own = machine(program)
    patterns, cycles = source.patterns, source.cycles
    words = words_for(patterns)
    lanes = 1 if words == 1 else LANES
    vectors = own.vectors(words)
    blocks = -(-words // (LANES * vectors))
    step, seconds = own.choose(blocks * cycles, tier, vectors, lanes)
    if step == own.step:
        lanes = LANES
    if threads is None:
        threads = 1 if seconds < THREADED_SECONDS else cores()
    threads = max(1, min(threads, blocks))
    state = first_state(program, source, state)
    fields, held = _source_fields(source, len(program.inputs))
    fields |= {
        "step": step,
        "words": words,
        "patterns": patterns,
        "state": state.ctypes.data if program.registers else 0,
        "group": sink.group if isinstance(sink, FirstDifference) else 0,
        "first_cycle": 0,
        "last_cycle": cycles,
    }
    totals = [sink.start(program, source) for _ in range(1 if isinstance(sink, Kept) else threads)]
    jobs = [own.job(lanes, vectors) for _ in range(threads)]
    for number, job in enumerate(jobs):
        job.put(fields | {"sink": totals[number % len(totals)].ctypes.data})
    drive = _driver(type(source), type(sink), lanes)  # type: ignore[arg-type]  # types are hashable
    if threads == 1 and seconds < SLICE_SECONDS:
        drive(jobs[0].address, 0, blocks)
    else:
        _spread(drive, jobs, cycles, _Blocks(blocks, progress, (held, state, totals)))
    del held
    if progress is not None:
        progress(1.0)
    own.idle[lanes, vectors].extend(jobs)
    values = [sink.finish(total) for total in totals]
    return Result(values[0] if len(values) == 1 else sink.merge(values), state)
