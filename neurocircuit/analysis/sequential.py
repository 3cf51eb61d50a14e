"""Two circuits of which one at least has registers: whether they give the same in every cycle from reset.

Only inputs from reset on, cycle by cycle, show that they differ. That they are equal is proved by induction over
registers that have one name or behave alike (van Eijk, Sequential equivalence checking based on structural
similarities, 2000), or by visiting every state that both together can reach. A step that fails from a state that
nobody reaches proves nothing; where neither succeeds, the circuits are unrolled cycle by cycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurocircuit.analysis.cnf import NeuronClauses, neurons_in_clauses
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.miter import Answer, Miter
from neurocircuit.analysis.sweeping import Sweeper, evaluate
from neurocircuit.simulation.engines import find_engine
from neurocircuit.simulation.operations import FALSE, Operations
from neurocircuit.simulation.patterns import WORD, Bits, pack, unpack
from neurocircuit.simulation.program import Program, compile_subjects, lower_graphs
from neurocircuit.simulation.sinks import FirstDifference, Kept
from neurocircuit.simulation.sources import CountWords, RandomWords

#: Random runs from reset and their cycles: for a difference, and for registers that may be alike.
RUNS, CYCLES, RANDOM_WORK = 1 << 12, 256, 1 << 31
LIKENESS_RUNS, LIKENESS_CYCLES = 256, 64
#: Conflicts for a pair that may be equal, and for an output.
BUDGET, OUTPUT_BUDGET = 1_000, 100_000
#: States are visited one by one up to so many bits of them and of inputs, and up to so many patterns at all.
STATE_BITS, INPUT_BITS, BLOCK_PATTERNS, MOST_PATTERNS = 64, 12, 1 << 18, 1 << 26
#: Unrolling ends after so many variables, and where there is no limit of time after so many cycles.
MOST_VARIABLES, MOST_CYCLES = 1 << 20, 200


class _Machine(NamedTuple):
    """Both circuits as one: a network over inputs and all registers, and as a program."""

    network: Operations
    wanted: bytearray
    outputs: list[int]
    following: list[int]
    neurons: dict[int, NeuronClauses]
    program: Program

    @property
    def inputs(self) -> int:
        return len(self.program.inputs)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        half = len(self.outputs) // 2
        return list(zip(self.outputs[:half], self.outputs[half:], strict=True))


def compare_clocked(both: Miter, effort: Effort) -> Answer:
    """Whether the circuits give the same from reset on.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    lowered = lower_graphs(both.subjects, partial(effort.check, "operations"))
    network, outputs, following, nets = lowered
    wanted = network.needed([*outputs, *following])
    neurons = neurons_in_clauses(both.subjects, nets)
    program = compile_subjects(both.subjects, lowered, partial(effort.check, "operations"))
    machine = _Machine(network, wanted, outputs, following, neurons, program)
    found = _random_runs(machine, effort)
    if found is not None:
        return Answer(False, "random runs", found)
    if any(_by_induction(machine, classes, effort) for classes in _likenesses(machine, both)):
        return Answer(True, "induction")
    return _by_states(machine, effort) or _by_unrolling(machine, effort)


def _random_runs(machine: _Machine, effort: Effort) -> Bits | None:
    """Inputs, (cycles, inputs), that make a difference in the last cycle."""
    program = machine.program
    runs = max(WORD, min(RUNS, RANDOM_WORK // (CYCLES * (1 + len(program.operations)))))
    source, sink = RandomWords(0, runs, CYCLES), FirstDifference(len(machine.outputs) // 2)
    found = find_engine("auto")(program, source, sink, None, partial(effort.check, "random runs")).value
    effort.patterns += runs * CYCLES
    if found is None:
        return None
    word, bit = divmod(found.pattern, WORD)
    blocks = [source.block(cycle, word, 1, machine.inputs) for cycle in range(found.cycle + 1)]
    return unpack(np.array(blocks), WORD)[:, :, bit]


def _by_induction(machine: _Machine, classes: list[list[int]], effort: Effort) -> bool:
    """Whether registers that are alike stay alike, and the outputs are equal wherever they are.

    The classes are of registers that may be alike; those of the first one may never change.
    """
    initial, sweeper = machine.program.initial, None
    while True:
        effort.check("induction")
        sweeper = Sweeper(effort, BUDGET, sweeper)
        inputs = [sweeper.free() for _ in range(machine.inputs)]
        state = [FALSE] * len(initial)
        for number, members in enumerate(classes):
            # The first class never changes; of the others each has one value, or its opposite by what it is at reset.
            value = sweeper.free() if number else FALSE
            for register in members:
                state[register] = value ^ initial[register]
        values = sweeper.replay(machine.network, machine.wanted, [*inputs, *state], machine.neurons)
        following = [_read(values, literal) ^ initial[number] for number, literal in enumerate(machine.following)]
        parts = [_split(sweeper, members, following, number == 0) for number, members in enumerate(classes)]
        if all(len(part) <= 1 for part in parts):
            break
        classes = [parts[0][0], *(part for number, group in enumerate(parts) for part in group[number == 0 :])]
    pairs = [(_read(values, one), _read(values, other)) for one, other in machine.pairs]
    return all(sweeper.equal(one, other, OUTPUT_BUDGET) for one, other in pairs)


def _read(values: list[int], literal: int) -> int:
    return values[literal >> 1] ^ literal & 1


def _likenesses(machine: _Machine, both: Miter) -> Iterator[list[list[int]]]:
    """Registers in classes that may be alike, two ways: by name where both circuits have it, else by what they do.

    What random runs tell apart is apart in both; in the second way names do not count.
    """
    shared = set.intersection(*(set(subject.registers) for subject in both.subjects))
    seen = _histories(machine)
    tried: list[list[int]] = []
    for names in (shared, set()):
        classes: dict[tuple[str, int], list[int]] = {("", 0): []}
        for register, (name, history) in enumerate(zip(machine.program.registers, seen, strict=True)):
            classes.setdefault((name if name in names else "", history), []).append(register)
        if (found := list(classes.values())) != tried:
            yield found
        tried = found


def _histories(machine: _Machine) -> list[int]:
    """Of each register, when it has another value than at reset in random runs, bit by bit."""
    initial, ones = machine.program.initial, (1 << LIKENESS_RUNS) - 1
    source = RandomWords(1, LIKENESS_RUNS, LIKENESS_CYCLES)
    state, seen = [-value & ones for value in initial], [0] * len(initial)
    first = machine.inputs + 1
    for cycle in range(LIKENESS_CYCLES):
        words = source.block(cycle, 0, LIKENESS_RUNS // WORD, machine.inputs)
        given = {number: int.from_bytes(row.tobytes(), "little") for number, row in enumerate(words.astype("<u8"), 1)}
        values = evaluate(machine.network, given | dict(enumerate(state, first)), ones)
        state = [values[literal >> 1] ^ -(literal & 1) & ones for literal in machine.following]
        moved = [now ^ -value & ones for now, value in zip(state, initial, strict=True)]
        seen = [past << LIKENESS_RUNS | now for past, now in zip(seen, moved, strict=True)]
    return seen


def _split(sweeper: Sweeper, members: list[int], following: list[int], constant: bool) -> list[list[int]]:
    """The members of a class in parts of which each is proved to go on alike; of constants, those first."""
    parts: list[tuple[int, list[int]]] = [(FALSE, [])] if constant else []
    for register in members:
        for literal, part in parts:
            if sweeper.equal(following[register], literal, BUDGET):
                part.append(register)
                break
        else:
            parts.append((following[register], [register]))
    return [part for _, part in parts]


def _by_states(machine: _Machine, effort: Effort) -> Answer | None:
    """Every state that both reach together, and every input in it; None where these are too many."""
    program = machine.program
    if len(program.registers) > STATE_BITS or machine.inputs > INPUT_BITS:
        return None
    start = np.array([sum(value << place for place, value in enumerate(program.initial))], np.uint64)
    known, levels, patterns = start, [_Level(start, np.array([0]))], 0
    while len(levels[-1].states):
        effort.proved = f"equal for {len(levels) - 1} cycles from reset"
        patterns += len(levels[-1].states) << machine.inputs
        if patterns > MOST_PATTERNS:
            return None
        found = _next_level(machine, levels, effort)
        if isinstance(found, int):
            return Answer(False, "reachable states", _trace(levels, found, machine.inputs))
        new = ~np.isin(found.states, known, assume_unique=True)
        levels.append(_Level(found.states[new], found.sources[new]))
        known = np.concatenate([known, levels[-1].states])
    return Answer(True, f"{len(known):,} reachable states")


class _Level(NamedTuple):
    """States first reached in one cycle, and of each the number of the pattern (state before, input) that led to it."""

    states: NDArray[np.uint64]
    sources: NDArray[np.int64]


def _next_level(machine: _Machine, levels: list[_Level], effort: Effort) -> _Level | int:
    """The states that follow the last level's; or the number of a pattern at which outputs differ."""
    program, half, states = machine.program, len(machine.outputs) // 2, levels[-1].states
    places = np.arange(len(program.registers), dtype=np.uint64)[:, np.newaxis]
    size = max(1, BLOCK_PATTERNS >> machine.inputs)
    found = _Level(np.empty(0, np.uint64), np.empty(0, np.int64))
    for first in range(0, len(states), size):
        effort.check(f"cycle {len(levels)}", first / len(states))
        some = states[first : first + size]
        count = len(some) << machine.inputs
        bits = np.repeat(some >> places & np.uint64(1), 1 << machine.inputs, axis=1).astype(np.uint8)
        source = CountWords(count, tuple(range(machine.inputs)))
        made, after = find_engine("auto")(program, source, Kept(), pack(bits))
        effort.patterns += count
        differing = unpack(np.bitwise_or.reduce(made[0, :half] ^ made[0, half:], axis=0), count)
        if differing.any():
            return (first << machine.inputs) + int(differing.argmax())
        codes = (unpack(after, count).astype(np.uint64) << places).sum(axis=0, dtype=np.uint64)
        merged = np.concatenate([found.states, codes])
        sources = np.concatenate([found.sources, np.arange(count) + (first << machine.inputs)])
        unique, at = np.unique(merged, return_index=True)
        found = _Level(unique, sources[at])
    return found


def _trace(levels: list[_Level], pattern: int, inputs: int) -> Bits:
    """The inputs of each cycle from reset that lead to a pattern of the last level."""
    rows = []
    for level in reversed(levels):
        state, given = pattern >> inputs, pattern & (1 << inputs) - 1
        rows.append([given >> place & 1 for place in range(inputs)])
        pattern = int(level.sources[state])
    return np.array(rows[::-1], np.uint8).reshape(len(rows), inputs)


def _by_unrolling(machine: _Machine, effort: Effort) -> Answer:
    """Cycle after cycle from reset, all inputs at once, up to the limit."""
    sweeper, state = Sweeper(effort, BUDGET), list(machine.program.initial)
    for cycle in count(1):
        inputs = [sweeper.free() for _ in range(machine.inputs)]
        sweeper.what = f"cycle {cycle}"
        effort.check(sweeper.what)
        values = sweeper.replay(machine.network, machine.wanted, [*inputs, *state], machine.neurons)
        for one, other in machine.pairs:
            a, b = _read(values, one), _read(values, other)
            if not sweeper.equal(a, b, None):
                found = sweeper.inputs_at(a, b).reshape(cycle, machine.inputs)
                return Answer(False, "unrolling", found)
        state = [_read(values, literal) for literal in machine.following]
        effort.proved = f"equal for {cycle} cycles from reset"
        if len(sweeper.network.left) > MOST_VARIABLES or (effort.limit is None and cycle == MOST_CYCLES):
            break
    return Answer(None, effort.proved)
