"""Two circuits without registers: random patterns, all patterns, or SAT sweeping until their outputs are one.

Both circuits are one network in which equal operations stand once: often that tells. Few inputs are tried
exhaustively. Else random patterns find nearly all differences, wide neurons are compared one by one, and outputs that
are the digits of one sum as such. Then parts that are equal are merged by SAT, and the outputs are asked one by one;
where the conflicts that this may take do not tell, outputs that only count their inputs are looked for, and all begins
again with more conflicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count

import numpy as np

from neurocircuit.analysis.adders import Adder
from neurocircuit.analysis.arithmetic import equal_outputs
from neurocircuit.analysis.cnf import neurons_in_clauses
from neurocircuit.analysis.counting import equal_counts
from neurocircuit.analysis.digits import find_counters
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.miter import Answer, Miter
from neurocircuit.analysis.sweeping import Sweeper
from neurocircuit.analysis.units import Unit, units_of
from neurocircuit.analysis.window import compare_neurons
from neurocircuit.errors import LimitError
from neurocircuit.simulation.engines import find_engine
from neurocircuit.simulation.patterns import WORD, Bits, unpack
from neurocircuit.simulation.program import LoweredGraphs, Program, compile_subjects, lower_graphs
from neurocircuit.simulation.requests import Exhaustive, batch_of
from neurocircuit.simulation.sinks import FirstDifference, Kept
from neurocircuit.simulation.sources import RandomWords, Source

#: Random patterns before anything is proved: so many, and fewer where they would take more operations on patterns.
RANDOM_PATTERNS, RANDOM_WORK = 1 << 16, 1 << 31
#: Before anything is compiled the engine that sums weights looks at so many patterns of circuits of so many nets, and
#: wide neurons are compared, where more inputs than these make a truth table too long to be at once.
FEW_PATTERNS, FEW_NETS, FEW_INPUTS = 256, 2_000, 12
#: Wide neurons of so many inputs are soon run on all patterns.
QUICK_INPUTS = 20
#: All patterns are run first where that takes so many operations on patterns, and up to the second number after one
#: round of SAT sweeping. Patterns of more inputs are not counted.
QUICK_WORK, LONG_WORK, MOST_INPUTS = 1 << 40, 1 << 46, 62
#: Conflicts for a pair that may be equal in the first round, how much more each round has, and each output.
BUDGET, GROWTH, OUTPUT_SHARE = 100, 10, 10


def compare(both: Miter, effort: Effort, method: str) -> Answer:
    """Whether the circuits are equal, by the method ``auto``, ``exhaustive`` or ``sat``.

    Raises:
        LimitError: for more than 62 inputs of an exhaustive run.
        OutOfTime: at the limit of the effort.
    """
    inputs = len(both.matching.inputs)
    small = max(len(subject.graph) for subject in both.subjects) <= FEW_NETS
    if method != "exhaustive" and inputs > FEW_INPUTS and small:
        if (found := _glance(both, effort)) is not None:
            return Answer(False, "random patterns", found)
        wide = method == "sat" or inputs > QUICK_INPUTS
        if wide and (answer := compare_neurons(both, effort)) is not None:
            return answer
    lowered = lower_graphs(both.subjects, partial(effort.check, "operations"))
    if method != "exhaustive" and _halves(lowered.outputs)[0] == _halves(lowered.outputs)[1]:
        return Answer(True, "structure")
    program = compile_subjects(both.subjects, lowered, partial(effort.check, "operations"))
    work = len(program.operations) << inputs
    if method == "exhaustive" or (method == "auto" and inputs <= MOST_INPUTS and work <= QUICK_WORK):
        return _exhaustive(both, program, effort)
    patterns = max(WORD, min(RANDOM_PATTERNS, RANDOM_WORK // (1 + len(program.operations))))
    found = _run(both, program, RandomWords(0, patterns), effort, "random patterns")
    if found is not None:
        return Answer(False, "random patterns", found)
    halves = _halves(lowered.outputs)
    pairs = list(zip(*halves, strict=True))
    proved = {number for number, (one, other) in enumerate(pairs) if one == other}
    counters = _counters(both, lowered)
    proved |= equal_outputs(lowered.network, pairs, _numbers(both), counters, effort)
    if len(proved) == len(pairs):
        return Answer(True, "arithmetic")
    may_count = method == "auto" and inputs <= MOST_INPUTS and work <= LONG_WORK
    return _sweep(both, lowered, effort, proved, counters, program if may_count else None)


def _halves(outputs: list[int]) -> tuple[list[int], list[int]]:
    return outputs[: len(outputs) // 2], outputs[len(outputs) // 2 :]


def _numbers(both: Miter) -> Iterator[dict[int, int]]:
    """The buses among the outputs of either circuit: from the number of an output to its place in the bus."""
    for circuit, names in zip((both.left, both.right), zip(*both.matching.outputs, strict=True), strict=True):
        numbers = {name: number for number, name in enumerate(names)}
        for port in circuit.output_ports:
            yield {numbers[bit]: place for place, bit in enumerate(port.bits)}


def _counters(both: Miter, lowered: LoweredGraphs) -> list[Adder]:
    """The adders of either circuit that its neurons spell out."""
    units: dict[int, Unit] = {}
    for subject, literals in zip(both.subjects, lowered.nets, strict=True):
        units |= units_of(subject.graph, literals, lowered.network.inputs)
    return find_counters(lowered.network, units)


def _glance(both: Miter, effort: Effort) -> Bits | None:
    """The inputs of a difference among few patterns: it takes no program, which wide neurons make long to compile."""
    source = RandomWords(0, FEW_PATTERNS)
    one, other = (find_engine("reference")(subject, source, Kept()).value[0] for subject in both.subjects)
    effort.patterns += FEW_PATTERNS
    differing = unpack(np.bitwise_or.reduce(one ^ other, axis=0), FEW_PATTERNS)
    return _inputs_at(source, int(differing.argmax()), len(both.matching.inputs)) if differing.any() else None


def _exhaustive(both: Miter, program: Program, effort: Effort) -> Answer:
    inputs = len(program.inputs)
    if inputs > MOST_INPUTS:
        raise LimitError(f"2^{inputs} patterns", hint="the method sat")
    source = batch_of(both.left, Exhaustive()).source
    found = _run(both, program, source, effort, "all patterns")
    return Answer(found is None, "exhaustive", found)


def _run(both: Miter, program: Program, source: Source, effort: Effort, what: str) -> Bits | None:
    """The inputs of the first pattern at which the circuits differ, as one cycle; None where there is none."""
    group = len(both.matching.outputs)
    run, sink = find_engine("auto"), FirstDifference(group)
    found = run(program, source, sink, progress=partial(effort.check, what)).value
    effort.patterns += source.patterns
    if found is None:
        return None
    return _inputs_at(source, found.pattern, len(program.inputs))


def _inputs_at(source: Source, pattern: int, inputs: int) -> Bits:
    word, bit = divmod(pattern, WORD)
    return unpack(source.block(0, word, 1, inputs), WORD)[np.newaxis, :, bit]


def _sweep(
    both: Miter,
    lowered: LoweredGraphs,
    effort: Effort,
    proved: set[int],
    counters: Sequence[Adder],
    program: Program | None,
) -> Answer:
    """SAT sweeping in rounds, for outputs that are not ``proved`` yet; ``counters`` are adders that are known.

    ``program`` is for an exhaustive run after the first round, where there may be one.
    """
    network, outputs = lowered.network, lowered.outputs
    neurons = neurons_in_clauses(both.subjects, lowered.nets)
    names = [name for name, _ in both.matching.outputs]
    wanted, sweeper = network.needed(outputs), None
    for number in count():
        if number == 1:
            pairs = enumerate(zip(*_halves(outputs), strict=True))
            proved |= equal_counts(
                network, {index: pair for index, pair in pairs if index not in proved}, effort, counters
            )
            if len(proved) == len(names):
                return Answer(True, "counting")
            if program is not None:
                return _exhaustive(both, program, effort)
        budget = BUDGET * GROWTH**number
        sweeper = Sweeper(effort, budget, sweeper)
        values = sweeper.replay(network, wanted, [sweeper.free() for _ in both.matching.inputs], neurons)
        halves = _halves([values[literal >> 1] ^ literal & 1 for literal in outputs])
        for index, (one, other) in enumerate(zip(*halves, strict=True)):
            if index in proved:
                continue
            sweeper.what, sweeper.fraction = f"output {names[index]}", index / len(names)
            same = sweeper.equal(one, other, OUTPUT_SHARE * budget)
            if same is False:
                return Answer(False, "sat", sweeper.inputs_at(one, other))
            proved |= {index} if same else set()
            effort.proved = f"{len(proved)} of {len(names)} outputs proved equal"
        if len(proved) == len(names):
            return Answer(True, "sat")
    raise AssertionError("rounds do not end")
