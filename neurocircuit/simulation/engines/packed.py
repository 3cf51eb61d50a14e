"""NumPy on packed words: the engine without a compiler.

Blocks of words that fit into the processor's cache go through one ufunc call after another, all into rows that exist.
Narrow blocks go through Python's integers, whose operations are called in less time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import get_ident
from typing import Any

import numpy as np

from neurocircuit.simulation.engines import Result, in_blocks
from neurocircuit.simulation.fusion import formula_steps
from neurocircuit.simulation.integers import prepared
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import Words
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, program_of
from neurocircuit.simulation.sinks import Sink
from neurocircuit.simulation.sources import Source
from neurocircuit.simulation.subject import Subject

#: Words of a block: enough to hide the cost of a call, few enough to stay in the cache.
BLOCK_WORDS = 1024
#: Words of a block for which integers are quicker than rows.
NARROW_WORDS = 32

_UFUNCS = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor, "not": np.bitwise_not}


class _Plan:
    """The calls that carry out a cycle of a program on blocks of one width, from the rows ``sources`` to ``sinks``."""

    def __init__(self, program: Program, width: int) -> None:
        registers = len(program.registers)
        self.sources: Words = np.zeros((len(program.inputs) + registers, width), dtype=np.uint64)
        self.sinks: Words = np.zeros((len(program.outputs) + registers, width), dtype=np.uint64)
        self.calls: list[tuple[Callable[..., Any], tuple[Words, ...]]] = []
        slots = list(np.zeros((program.slots, width), dtype=np.uint64))
        spare = list(np.zeros((8, width), dtype=np.uint64))
        values: list[Words] = list(slots)
        for opcode, destination, *operands in program.operations.tolist():
            if opcode == LOAD:
                values[destination] = self.sources[operands[0]]
            elif opcode in (STORE, STORE_NOT):
                call = np.copyto if opcode == STORE else np.bitwise_not
                row, value = self.sinks[destination], values[operands[0]]
                self.calls.append((call, (row, value) if opcode == STORE else (value, row)))
            else:
                rows = dict(zip("abc", [values[operand] for operand in operands], strict=True))
                steps = formula_steps(opcode)
                for number, (name, *read) in enumerate(steps):
                    row = rows[str(number)] = slots[destination] if number == len(steps) - 1 else spare[number]
                    self.calls.append((_UFUNCS[name], (*[rows[operand] for operand in read], row)))
                values[destination] = slots[destination]


@lru_cache(maxsize=8)
def _plan(program: Program, width: int, thread: int) -> _Plan:
    """The plan of one thread: others may run the same program meanwhile."""
    return _Plan(program, width)


def run(
    subject: Subject | Program, source: Source, sink: Sink, state: Words | None = None, progress: Progress | None = None
) -> Result:
    """Runs a program; see ``neurocircuit.simulation.engines`` for the arguments."""
    program = program_of(subject)
    inputs, outputs = len(program.inputs), len(program.outputs)

    def step(given: Words, before: Words) -> tuple[Words, Words]:
        if given.shape[1] <= NARROW_WORDS:
            shown, following = prepared(program).run(given[np.newaxis], before)
            return shown[0], following
        plan = _plan(program, given.shape[1], get_ident())
        plan.sources[:inputs], plan.sources[inputs:] = given, before
        for call, rows in plan.calls:
            call(*rows)
        return plan.sinks[:outputs], plan.sinks[outputs:]

    return in_blocks(program, source, sink, state, progress, BLOCK_WORDS, step)
