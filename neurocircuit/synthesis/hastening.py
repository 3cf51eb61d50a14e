"""Hastening: the same functions in fewer levels, by looking ahead along paths of neurons.

A neuron rises or falls with its one late input x. So it is the neuron ``g + p + x >= 2``, or with ``1 - x`` for x,
where g tells whether it fires whatever x is and p whether it may fire, and these need not wait for x. Where x is such
a neuron too, and so on, a path is like that of a carry: some steps of it are one neuron, the early ones by their g and
p, which are again neurons of some steps (Weinberger and Smith, A logic for high-speed addition, 1958; for any logic
Berman, Hathaway, LaPaugh and Trevillyan, Efficient techniques for timing correction, 1990).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from heapq import heappop, heappush
from typing import NamedTuple, TypeAlias

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.absorbing import absorbed
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons, literal_of

#: Neurons get so many inputs at most, where there is no limit.
MOST_FANIN = 63
#: How many inputs g and p are.
PAIR = 2


def hasten(neurons: Neurons, network: Operations, limits: Limits, effort: Effort, kept: Container[int] = ()) -> Neurons:
    """Neurons for the same outputs in as few levels as looking ahead takes; where these are early, as they were.

    Args:
        neurons: they stay as they are.
        network: of their variables; it grows by what the new ones compute.
        limits: of each neuron.
        effort: told how far it is.
        kept: variables whose neurons stay.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    return _Hastening(neurons, network, limits, kept).made(effort)


class _Step(NamedTuple):
    """A neuron of a path: its one late input, the level of all others, and whether it can absorb the late one."""

    unit: Unit
    late: int
    level: int
    absorbs: bool


class _Piece(NamedTuple):
    """Steps of a path from the first up to the last, which is not counted, by g and p of a level; one step as it is."""

    first: int
    last: int
    level: int


#: Neurons with their variables and levels.
Placed: TypeAlias = "list[tuple[int, Unit, int]]"


class _Path:
    """The steps from a neuron down to an input that is early enough; a neuron of some of them has so many inputs."""

    def __init__(self, steps: Sequence[_Step], room: int) -> None:
        self.steps, self.room = steps, room
        self._pairs: dict[tuple[int, int], list[_Piece]] = {}

    def pieces(self, last: int, level: int, room: int) -> list[_Piece]:
        """The most steps up to a last one that are one neuron of a level, the lowest first; it reads so much besides.

        From any step on, of the ways up that read least one that goes furthest is the best: each part of what can be
        looked ahead can be, too.
        """
        reads, ways = {last: 0}, {last: list[_Piece]()}
        for end in range(last, 0, -1):
            if end in reads:
                step = self.steps[end - 1]
                options = []
                if step.level < level and (step.absorbs or end == last):
                    options.append((len(step.unit.weights) - 1, _Piece(end - 1, end, 0)))
                if level > 1 and (below := self.pair(end, level - 1)):
                    options.append((PAIR, _Piece(below[-1].first, end, level - 1)))
                for added, piece in options:
                    least = reads.get(piece.first, room + 1)
                    if reads[end] + added < least:
                        reads[piece.first], ways[piece.first] = reads[end] + added, [*ways[end], piece]
        return ways[min(ways)]

    def pair(self, last: int, level: int) -> list[_Piece]:
        """What g and p of that level are made of, for the most steps up to a last one; nothing without any."""
        if (last, level) not in self._pairs:
            self._pairs[last, level] = self.pieces(last, level, self.room)
        return self._pairs[last, level]


class _Hastening:
    """The least levels of variables, then the neurons that have these where they need them."""

    def __init__(self, neurons: Neurons, network: Operations, limits: Limits, kept: Container[int]) -> None:
        self.neurons, self.network, self.limits, self.kept = neurons, network, limits, kept
        self.room = MOST_FANIN if limits.max_fanin is None else limits.max_fanin
        self.levels: dict[int, int] = {}
        self._steps: dict[tuple[int, int], _Step | None] = {}
        self._pairs: dict[tuple[int, int, int], tuple[int, int]] = {}

    def made(self, effort: Effort) -> Neurons:
        """The neurons for all outputs; none of these is later than the latest one."""
        neurons, order = self.neurons, self.neurons.order()
        for number, variable in enumerate(order):
            effort.check("looking ahead", number / len(order))
            level = self._level(neurons.units[variable])
            while level > 1 and variable not in self.kept and self._is_possible(variable, level - 1):
                level -= 1
            self.levels[variable] = level
        most = max([self.levels.get(variable, 0) for variable in neurons.outputs], default=0)
        latest = dict.fromkeys(neurons.outputs, most)
        placed: dict[int, int] = {}
        units: dict[int, Unit] = {}
        for variable in reversed(order):
            if variable not in latest or placed.get(variable, most + 1) <= latest[variable]:
                continue
            level = latest[variable]
            direct = self._level(neurons.units[variable]) <= level
            chosen = [(variable, neurons.units[variable], level)] if direct else self._ahead(variable, level)
            for made, unit, own in chosen:
                if placed.get(made, own + 1) > own:
                    placed[made], units[made] = own, unit
                    for read in unit.weights:
                        latest[read] = min(latest.get(read, own - 1), own - 1)
        return neurons.remade(units)

    def _level(self, unit: Unit) -> int:
        return 1 + max([self.levels.get(read, 0) for read in unit.weights], default=0)

    def _is_possible(self, variable: int, level: int) -> bool:
        """Whether a variable can have a neuron of that level."""
        _, last = self._furthest(variable, level, level, self.room - 1)
        early = self.levels.get(last, level) < level or last <= self.network.inputs
        return early and (self.limits.max_weight is None or bool(self._ahead(variable, level)))

    def _furthest(self, variable: int, own: int, level: int, room: int) -> tuple[int, int]:
        """So many steps down from a variable, and what comes below them, are one neuron of the level ``own``.

        Its path goes down to what comes before ``level``.
        """
        reads, waiting, furthest = {0: 0}, [(0, variable)], (0, variable)
        while waiting:
            steps, each = heappop(waiting)
            furthest = max(furthest, (steps, each))
            if (steps and self.levels.get(each, 0) < level) or (step := self._step(each, level)) is None:
                continue
            ways = []
            if step.level < own:
                ways.append((steps + 1, step.late, len(step.unit.weights) - 1, step.absorbs))
            if own > 1:
                more, end = self._pair(each, own - 1, level)
                ways.append((steps + more, end, PAIR, True))
            for count, end, added, absorbs in ways:
                if reads[steps] + added < reads.get(count, room + 1):
                    if absorbs:
                        reads[count] = reads[steps] + added
                        heappush(waiting, (count, end))
                    else:
                        furthest = max(furthest, (count, end))
        return furthest

    def _pair(self, variable: int, own: int, level: int) -> tuple[int, int]:
        """So many steps down from a variable are looked ahead at that level."""
        key = (variable, own, level)
        if key not in self._pairs:
            self._pairs[key] = self._furthest(variable, own, level, self.room)
        return self._pairs[key]

    def _ahead(self, variable: int, level: int) -> Placed:
        """A neuron of that level for a variable and what it is looked ahead by; nothing where that is not possible."""
        path = self._path(variable, level)
        pieces = path.pieces(len(path.steps), level, self.room - 1) if path else []
        if path is None or not pieces or pieces[-1].first:
            return []
        placed: Placed = []
        unit = self._joined(path, pieces, placed)
        placed.append((variable, unit, level))
        return placed if all(self.limits.allow(unit.form) for _, unit, _ in placed) else []

    def _path(self, variable: int, level: int) -> _Path | None:
        """The path down from a variable to one below the level; None where a neuron has several late inputs."""
        steps: list[_Step] = []
        while not steps or self.levels.get(variable, 0) >= level:
            step = self._step(variable, level)
            if step is None:
                return None
            steps.append(step)
            variable = step.late
        return _Path(steps, self.room)

    def _step(self, variable: int, level: int) -> _Step | None:
        """The step of a path to what comes before the level; None where a neuron has several late inputs."""
        key = (variable, level)
        if key not in self._steps:
            unit = self._of_one_late(self.neurons.units[variable], level)
            self._steps[key] = None if unit is None else self._step_of(unit)
        return self._steps[key]

    def _step_of(self, unit: Unit) -> _Step:
        late = max(unit.weights, key=lambda read: self.levels.get(read, 0))
        others = max([self.levels.get(read, 0) for read in unit.weights if read != late], default=0)
        below = self.neurons.units.get(late)
        return _Step(unit, late, others, below is not None and absorbed(unit, late, below) is not None)

    def _of_one_late(self, unit: Unit, level: int) -> Unit | None:
        """A neuron that has absorbed its late inputs but one, each made of early ones; None where it cannot."""
        levels, units = self.levels, self.neurons.units
        while True:
            late = [read for read in unit.weights if levels.get(read, 0) >= level]
            if len(late) <= 1:
                return unit
            for read in sorted(late, key=lambda read: len(units[read].weights)):
                more = absorbed(unit, read, units[read]) if self._level(units[read]) <= level else None
                if more is not None and len(more.weights) <= self.room:
                    unit = more
                    break
            else:
                return None

    def _joined(self, path: _Path, pieces: Sequence[_Piece], placed: Placed) -> Unit:
        """The neuron of pieces of a path that follow each other, and what it is looked ahead by."""
        total: Unit | None = None
        for first, last, level in pieces:
            step = path.steps[first]
            unit, late = step.unit, step.late
            if level:
                late = path.steps[last - 1].late
                unit = self._selected(self._joined(path, path.pair(last, level), placed), late, level, placed)
            if total is not None and late in unit.weights:
                joined = absorbed(unit, late, total)
                assert joined is not None
                unit = joined
            total = unit
        assert total is not None
        return total

    def _selected(self, unit: Unit, late: int, level: int, placed: Placed) -> Unit:
        """A neuron by what it is whatever its late input is, and what it may be, two neurons of that level."""
        rest = dict(unit.weights)
        step = rest.pop(late, 0)
        thresholds = sorted((unit.threshold, unit.threshold - step), reverse=True)
        literals = [self._put(Unit(rest, threshold), level, placed) for threshold in thresholds]
        if literals[0] == literals[1]:
            return unit_of(literals[:1], LinearForm((1,), 1))
        return unit_of([*literals, 2 * late ^ (step < 0)], LinearForm((1, 1, 1), 2))

    def _put(self, unit: Unit, level: int, placed: Placed) -> int:
        literal = literal_of(self.network, unit)
        if literal >> 1 > self.network.inputs:
            placed.append((literal >> 1, unit_of([2 * read for read in unit.weights], unit.form, literal & 1), level))
        return literal
