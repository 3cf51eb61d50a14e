"""Programs on many machines: parts of the patterns go to the workers of a Dask scheduler.

A part is a pure function of program, source and place, so that a part whose worker is lost is done again elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from neurocircuit.errors import InputError, MissingExtraError
from neurocircuit.simulation.engines import AUTO, Result, find_engine, first_state
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import Words, words_for
from neurocircuit.simulation.program import Program, program_of
from neurocircuit.simulation.sinks import Sink
from neurocircuit.simulation.sources import Source, part_of
from neurocircuit.simulation.subject import Subject

#: Parts for each thread of a worker, so that fast ones do more; and the words of a part at least.
PARTS_A_THREAD, PART_WORDS = 4, 1024
#: Operations on words of a part, about a quarter of a second, which is what Ctrl-C waits for; and the parts at most.
PART_WORK, MOST_PARTS = 1 << 30, 4096
#: How often a part that failed is done again.
RETRIES = 5
#: Seconds to wait for a scheduler to answer.
PATIENCE = 3
#: Workers that are threads of this process, since native code lets others run, and processes would run the user's
#: script again; what it listens on is not seen from outside and takes no port that someone may want. Ctrl-C is no news.
_LOCAL = {"processes": False, "dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}


@contextmanager
def connected(address: str | None = None) -> Iterator[Any]:
    """Runs inside go to the scheduler at that address; without one, to a cluster in this process for the while.

    Raises:
        MissingExtraError: where Dask is not installed.
        InputError: where no scheduler answers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtraError("dask.distributed is not installed", extra="distributed") from None
    try:
        if address is None:
            client = distributed.Client(**_LOCAL)
        else:
            distributed.utils.LoopRunner().run_sync(_reach, distributed, address)
            client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError, MemoryError) as error:
        # The first bytes of another protocol, read as the length of a message, are more than any memory.
        told = "something else answers" if isinstance(error, MemoryError) else str(error)
        reason = told or f"no answer within {PATIENCE} s"
        raise InputError(f"no scheduler at {address!r}: {reason}", hint="an address such as tcp://host:8786") from None
    with client:
        yield client


async def _reach(distributed: Any, address: str) -> None:
    """Greets what is at the address; a client would wait for its answer for ever."""
    greeting = distributed.comm.connect(address, timeout=PATIENCE)
    (await asyncio.wait_for(greeting, PATIENCE)).abort()


@contextmanager
def _client() -> Iterator[Any]:
    """The client that is in use, or one for this run alone."""
    try:
        found = import_module("distributed").default_client()
    except (ImportError, ValueError):
        with connected() as own:
            yield own
    else:
        yield found


def run(
    subject: Subject | Program, source: Source, sink: Sink, state: Words | None = None, progress: Progress | None = None
) -> Result:
    """Runs a program; see ``neurocircuit.simulation.engines`` for the arguments."""
    program = program_of(subject)
    before = first_state(program, source, state)
    words = words_for(source.patterns)
    if words == 0:
        return find_engine(AUTO)(program, source, sink, state, progress)
    with _client() as client:
        threads = sum(client.nthreads().values()) or 1
        work = words * source.cycles * len(program.operations)
        parts = max(PARTS_A_THREAD * threads, min(MOST_PARTS, work // PART_WORK))
        size = max(PART_WORDS, -(-words // parts))
        # As a task of its own the program is sent once, and made again where a worker is lost.
        shared = client.submit(_itself, program, pure=False)
        submit = partial(client.submit, find_engine(AUTO), shared, pure=False, retries=RETRIES)
        states = ((first, np.ascontiguousarray(before[:, first : first + size])) for first in range(0, words, size))
        futures = [submit(part_of(source, first, size), sink, own) for first, own in states]
        try:
            for done, _ in enumerate(import_module("distributed").as_completed(futures), 1):
                if progress is not None:
                    progress(done / len(futures))
            results = client.gather(futures)
        finally:
            client.cancel(futures)
    after = np.concatenate([result.state for result in results], axis=1)
    return Result(sink.merge([result.value for result in results]), after)


def _itself(program: Program) -> Program:
    return program
