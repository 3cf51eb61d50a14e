"""Circuits of wide neurons compared neuron by neuron: the points in the window between two decisions.

Nearly equal weights decide differently at a few points only, which random patterns do not meet, and of which a SAT
solver has no notion. For two neurons over the same nets these points are found by meeting in the middle: the sums of
either half of the nets are listed, and put together in order (Horowitz and Sahni, Computing partitions with
applications to the knapsack problem, 1974). Circuits that have the same neurons but for such pairs can differ only at
inputs that lead to such points; if these can be listed, that is a proof or a counterexample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import gcd
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.miter import Answer, Miter
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.levels import levelize
from neurocircuit.simulation.engines import find_engine
from neurocircuit.simulation.patterns import Bits, count_words, pack, unpack, words_for
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords, RandomWords
from neurocircuit.simulation.subject import Subject

Sums = npt.NDArray[np.int64]

#: Neurons of fewer inputs than this are better left to operations.
WIDE = 9
#: Half of the nets have so many sums at most; of weights that sum up to less than this.
HALF, LARGEST = 20, 1 << 60
#: Points of a window, those of which the inputs are sought, and inputs that lead to one: beyond these is no proof.
MOST_POINTS, MOST_SOUGHT, MOST_INPUTS = 1 << 12, 1 << 10, 1 << 16
#: Points that lead to another are built net by net: of so many nets, and so many of them at any time.
MOST_NETS, MOST_PARTS = 64, 1 << 20
#: Random patterns that tell which neuron is nearly which, and the neurons that are looked at then.
PATTERNS, MOST_NEAR = 256, 4


class Points(NamedTuple):
    """Points of some inputs, (points, inputs), and whether these are all."""

    bits: Bits
    complete: bool


def differing_points(one: LinearForm, other: LinearForm) -> Points:
    """The points at which two neurons over the same inputs decide differently: all of them where they are few.

    >>> differing_points(LinearForm((2, 1, 1), 2), LinearForm((2, 2, 1), 2)).bits.tolist()
    [[0, 1, 0]]
    """
    count = len(one.weights)
    codes: list[int] = []
    complete = count <= 2 * HALF and all(map(_fits, (one, other)))
    for firing, silent in ((one, other), (other, one)) if complete else ():
        found = _window(firing, silent)
        complete = complete and len(found) < MOST_POINTS
        codes += found
    bits = np.array([[code >> place & 1 for place in range(count)] for code in codes], np.uint8)
    return Points(bits.reshape(len(codes), count), complete)


def _fits(form: LinearForm) -> bool:
    """Whether sums are far from the ends of 64 bits."""
    return sum(map(abs, form.weights)) + abs(form.threshold) < LARGEST


def _window(firing: LinearForm, silent: LinearForm) -> list[int]:
    """The points, bit by bit of integers, at which one fires and the other does not: up to so many."""
    half = len(firing.weights) // 2
    low, low_silent = (_sums(form.weights[:half]) for form in (firing, silent))
    high, high_silent = (_sums(form.weights[half:]) for form in (firing, silent))
    order = np.argsort(low, kind="stable")
    low, low_silent = low[order], low_silent[order]
    # What is missing in the high half is there in the low one from ``at`` on, if the other sum is small enough.
    at = np.searchsorted(low, firing.threshold - high)
    bound = silent.threshold - high_silent
    least = np.append(np.minimum.accumulate(low_silent[::-1])[::-1], LARGEST * 2)
    rows = np.flatnonzero(least[at] < bound)
    codes: list[int] = []
    while len(rows) and len(codes) < MOST_POINTS:
        hits = rows[low_silent[at[rows]] < bound[rows]]
        codes += [(row << half) + code for row, code in zip(hits.tolist(), order[at[hits]].tolist(), strict=True)]
        at[rows] += 1
        rows = rows[least[at[rows]] < bound[rows]]
    return codes[:MOST_POINTS]


def _sums(weights: Sequence[int]) -> Sums:
    """The sums of all subsets of weights; bit n of the index takes in weight n."""
    sums: Sums = np.zeros(1, np.int64)
    for weight in weights:
        sums = np.concatenate([sums, sums + weight])
    return sums


def points_with(forms: Sequence[LinearForm], values: Sequence[int]) -> Bits | None:
    """All points (points, inputs) at which neurons over the same inputs have the given values; None for too many.

    >>> points_with([LinearForm((1, 1, 1), 2), LinearForm((1, -1, 0), 1)], [1, 1]).tolist()
    [[1, 0, 1]]
    """
    count = len(forms[0].weights)
    if count > MOST_NETS or not all(map(_fits, forms)):
        return None
    # Each neuron as one that has to fire: the opposite one where it has to be silent.
    wanted = [form if value else form.opposite for form, value in zip(forms, values, strict=True)]
    largest = max(sum(map(abs, form.weights)) + abs(form.threshold) for form in wanted)
    kind = np.int32 if largest < 1 << 30 else np.int64
    weights = np.array([form.weights for form in wanted], kind).T
    helpful = np.maximum(weights, 0)
    missing = np.array([form.threshold for form in wanted], kind) - helpful.sum(axis=0, dtype=kind)
    missing, codes = missing[:, np.newaxis], np.zeros(1, np.uint64)
    for net in sorted(range(count), key=lambda net: -int(np.abs(weights[net]).sum())):
        # What is missing counts on every weight that helps: a choice that does without this help may come too short.
        without, used = missing + helpful[net][:, np.newaxis], missing + (helpful - weights)[net][:, np.newaxis]
        open_ = [(part <= 0).all(axis=0) for part in (without, used)]
        missing = np.concatenate([without[:, open_[0]], used[:, open_[1]]], axis=1)
        codes = np.concatenate([codes[open_[0]], codes[open_[1]] | np.uint64(1 << net)])
        if len(codes) > MOST_PARTS:
            return None
    return (codes[:, np.newaxis] >> np.arange(count, dtype=np.uint64) & np.uint64(1)).astype(np.uint8)


class _Doubt(NamedTuple):
    """Two neurons taken for one, and the points of these nets at which they are not."""

    nets: tuple[int, ...]
    points: Points


class _Forms:
    """The neurons of both circuits over numbered nets, equal ones once; the inputs have the first numbers."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.forms: list[dict[int, int]] = [{number: 1} for number in range(inputs)]
        self.thresholds = [1] * inputs
        self.doubts: list[_Doubt] = []
        self._known: dict[tuple[tuple[tuple[int, int], ...], int], int] = {}
        self._alike: dict[bytes, list[int]] = defaultdict(list)

    def take_in(self, graph: Graph, effort: Effort) -> dict[str, int]:
        """The numbers of all nets of a graph."""
        numbers = {net: number for number, net in enumerate(graph.graph["inputs"])}
        nets = sorted(set(graph) - set(numbers), key=levelize(graph).__getitem__)
        seen = find_engine("reference")(Subject(graph, tuple(nets)), RandomWords(0, PATTERNS), Kept()).value[0]
        first = len(self.forms)
        for net, values in zip(nets, seen, strict=True):
            effort.check("neurons", len(numbers) / len(graph))
            data = graph.nodes[net]
            weights, threshold = data["perceptron"].integer_form
            summed: dict[int, int] = defaultdict(int)
            for weight, source in zip(weights, data["fanin"], strict=True):
                summed[numbers[source]] += weight
            numbers[net] = self._number(summed, threshold, values.tobytes(), first)
        return numbers

    def _number(self, summed: dict[int, int], threshold: int, seen: bytes, first: int) -> int:
        common = gcd(*summed.values()) or 1
        weights = {net: weight // common for net, weight in summed.items() if weight}
        threshold = -(-threshold // common)
        if threshold == 1 and list(weights.values()) == [1]:
            return next(iter(weights))
        key = tuple(sorted(weights.items())), threshold
        number = self._known.get(key)
        if number is None:
            near = [other for other in self._alike[seen] if other < first and len(self.forms[other]) >= WIDE]
            number = self._doubtful(weights, threshold, near if len(weights) >= WIDE else [])
            if number is None:
                number = len(self.forms)
                self.forms.append(weights)
                self.thresholds.append(threshold)
                self._alike[seen].append(number)
            self._known[key] = number
        return number

    def _doubtful(self, weights: dict[int, int], threshold: int, near: Sequence[int]) -> int | None:
        """The neuron of the other circuit that is most nearly this one, where the points between them can be listed."""
        found: list[tuple[int, int, _Doubt]] = []
        for number in sorted(near, key=lambda other: len(self.forms[other].keys() ^ weights.keys()))[:MOST_NEAR]:
            nets = tuple(sorted({*weights, *self.forms[number]}))
            own = LinearForm(tuple([weights.get(net, 0) for net in nets]), threshold)
            points = differing_points(self.form(number, nets), own)
            if points.complete or len(points.bits):
                found.append((len(points.bits), number, _Doubt(nets, points)))
        if not found:
            return None
        count, number, doubt = min(found, key=itemgetter(0, 1))
        if count:
            self.doubts.append(doubt)
        return number

    def form(self, number: int, nets: Sequence[int]) -> LinearForm:
        """A neuron over given nets, all of its own among them."""
        return LinearForm(tuple([self.forms[number].get(net, 0) for net in nets]), self.thresholds[number])

    def doubtful_inputs(self, effort: Effort) -> Iterator[Points]:
        """All inputs (patterns, inputs) at which two neurons that were taken for one are not, in parts."""
        if self.doubts and 1 << self.inputs <= MOST_INPUTS:
            yield Points(unpack(count_words(range(self.inputs), 0, words_for(MOST_INPUTS)), 1 << self.inputs).T, True)
            return
        for nets, points in self.doubts:
            listed = points.complete and len(points.bits) <= MOST_SOUGHT
            for number, point in enumerate(points.bits[:MOST_SOUGHT]):
                effort.proved = f"{number:,} of {len(points.bits):,} points between two decisions make no difference"
                effort.check("points between decisions", number / len(points.bits))
                found = self._inputs_for(nets, point[np.newaxis])
                yield found
                if not found.complete:
                    break
            if not listed:
                yield Points(np.zeros((0, self.inputs), np.uint8), False)

    def _inputs_for(self, nets: tuple[int, ...], rows: Bits) -> Points:
        """The inputs at which nets have the values of one of the rows: layer by layer, back to the inputs."""
        inputs, complete = tuple(range(self.inputs)), True
        while nets != inputs:
            below = tuple(sorted({source for net in nets for source in self.forms[net]}))
            below = inputs if set(below) <= set(inputs) else below
            forms = [self.form(net, below) for net in nets]
            found = [points_with(forms, row) for row in rows.tolist()]
            listed = [points for points in found if points is not None]
            rows = np.concatenate([np.zeros((0, len(below)), np.uint8), *listed])
            complete = complete and len(listed) == len(found) and len(rows) <= MOST_INPUTS
            rows, nets = rows[:MOST_INPUTS], below
        return Points(rows, complete)


def compare_neurons(both: Miter, effort: Effort) -> Answer | None:
    """Whether circuits without registers are equal, where their wide neurons tell; else None.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    graphs = [subject.graph for subject in both.subjects]
    if not any(len(data.get("fanin", ())) >= WIDE for graph in graphs for data in dict(graph.nodes.items()).values()):
        return None
    forms = _Forms(len(both.matching.inputs))
    numbers = [forms.take_in(graph, effort) for graph in graphs]
    sides = [[known[net] for net in subject.outputs] for known, subject in zip(numbers, both.subjects, strict=True)]
    if sides[0] != sides[1]:
        return None
    complete = True
    for rows, listed in forms.doubtful_inputs(effort):
        complete = complete and listed
        if len(rows) and (found := _difference(both, rows)) is not None:
            return Answer(False, "window", found)
    return Answer(True, "window" if forms.doubts else "structure") if complete else None


def _difference(both: Miter, rows: Bits) -> Bits | None:
    """The first of some inputs at which the circuits differ, as one cycle."""
    source = GivenWords(pack(rows.T)[np.newaxis], len(rows))
    one, other = (find_engine("reference")(subject, source, Kept()).value[0] for subject in both.subjects)
    differing = unpack(np.bitwise_or.reduce(one ^ other, axis=0), len(rows))
    return rows[int(differing.argmax())][np.newaxis] if differing.any() else None
