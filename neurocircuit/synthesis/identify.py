"""From a truth table to the smallest integer weights, or to the certificate that there are none.

Up to seven inputs the table of classes answers (``logic/chow.py``). Beyond, inputs are ordered by their Chow
parameters, and a linear programme over the few points that matter gives the weights, exactly checked afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, groupby, pairwise, product
from typing import Any

import numpy as np

from neurocircuit.late import late
from neurocircuit.logic.certificate import Certificate, Point, conflict
from neurocircuit.logic.chow import TABLE_ARITY, chow_parameters, smallest_form
from neurocircuit.logic.perceptron import LinearForm, Perceptron, fires
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.synthesis.function import FunctionLike, as_function
from neurocircuit.synthesis.separation import TOLERANCE, least, programme, require, separating, whole


@dataclass(frozen=True, slots=True)
class Identification:
    """Whether a function is a threshold function: its smallest integer form, or the certificate. True when it is one.

    >>> identify(TruthTable(3, 0xE8)).weights, bool(identify(TruthTable(2, 0x6)))
    ((1, 1, 1), False)
    """

    table: TruthTable
    form: LinearForm | None
    certificate: Certificate | None = None

    def __bool__(self) -> bool:
        return self.form is not None

    @property
    def threshold_function(self) -> bool:
        """Whether one neuron computes it."""
        return self.form is not None

    @property
    def weights(self) -> tuple[int, ...] | None:
        """The integer weights: least sum of |w|, then least |T|, then first in lexicographic order."""
        return self.form.weights if self.form else None

    @property
    def threshold(self) -> int | None:
        """The integer threshold T that goes with the weights."""
        return self.form.threshold if self.form else None

    @property
    def perceptron(self) -> Perceptron | None:
        """The neuron of these weights."""
        return Perceptron(self.form.weights, threshold=self.form.threshold) if self.form else None

    def _repr_html_(self) -> str:
        return str(late("Identification._repr_html_")(self))

    def document(self) -> dict[str, Any]:
        """The answer as JSON has it."""
        if self.form:
            return {"threshold_function": True, "weights": list(self.form.weights), "threshold": self.form.threshold}
        assert self.certificate is not None
        points = {"true": [*map(list, self.certificate.true)], "false": [*map(list, self.certificate.false)]}
        return {"threshold_function": False, "certificate": points}


def identify(
    function: FunctionLike, outputs: Sequence[int] | None = None, *, inputs: int | None = None
) -> Identification:
    """The smallest integer weights of a function, or the certificate that it has none.

    Up to seven inputs this takes microseconds; sixteen take well under a second.

    Args:
        function: what ``as_function`` takes: a truth table, "0xe8" with ``inputs=3``, "NOR", "a & ~b", a circuit, a
            Python function, or rows of inputs with their ``outputs``, of which some may be missing.
        outputs: one truth value for each row.
        inputs: how many, for a gate's name or the integer of a table.

    >>> identify("a & ~b").form, identify([[0, 0], [0, 1], [1, 1]], [0, 1, 1]).weights
    (LinearForm(weights=(1, -1), threshold=1), (0, 1))
    """
    if isinstance(function, TruthTable) and outputs is None:
        table = function
    else:
        known = as_function(function, inputs, outputs)
        table = known.table
        if known.care is not None:
            return _of_rows(table, np.array(known.rows, int).reshape(-1, table.arity))
    if table.arity <= TABLE_ARITY:
        form = smallest_form(table)
        if form is not None:
            return Identification(table, form)
    else:
        used = [j for j in range(table.arity) if table.depends_on(j)]
        if len(used) < table.arity:
            return _widened(identify(table.permute(used)), table, used)
    against = conflict(table)
    return Identification(table, None, against) if against else _Regular(table).answer()


def _of_rows(table: TruthTable, points: Any) -> Identification:
    """The answer where only these points matter; its table is then that of the weights."""
    wanted = np.array([table(*point) for point in points.tolist()], bool)
    model = separating(points, wanted)
    if least(np.ones(len(model[0][0]), int), *model, np.eye(len(model[0][0]), dtype=int)) is None:
        certificate = _equal_sums(points[wanted], points[~wanted])
        require(certificate.proves(table))
        return Identification(table, None, certificate)
    form = _first_separation(*model)
    require(bool((fires(points @ np.array(form.weights, int), form.threshold) == wanted).all()))
    return Identification(Perceptron(form.weights, threshold=form.threshold).truth_table, form)


def _first_separation(rows: Any, bounds: Any) -> LinearForm:
    """Of all integers the ones of least sum of |w|, then least |T|, then the first in lexicographic order."""
    inputs = rows.shape[1] // 2 - 1
    unit = np.eye(2 * inputs + 2, dtype=int)
    goals = [unit[:-2].sum(axis=0), unit[-2] + unit[-1], *(unit[j] - unit[inputs + j] for j in range(inputs))]
    for goal in goals:
        solution = whole(goal, rows, bounds)
        rows, bounds = np.vstack([rows, -goal]), np.append(bounds, -int(goal @ solution))
    weights = solution[:inputs] - solution[inputs : 2 * inputs]
    return LinearForm(tuple(weights.tolist()), int(solution[-2] - solution[-1]))


def _equal_sums(true: Any, false: Any) -> Certificate:
    """Equally many true and false points with equal sums: a mix of one side that is a mix of the other (Farkas)."""
    sums = np.hstack([true.T, -false.T])
    shares = np.array([[1] * len(true) + [0] * len(false), [0] * len(true) + [1] * len(false)])
    answer = programme(np.zeros(sums.shape[1]), A_eq=np.vstack([sums, shares]), b_eq=[0] * len(sums) + [1, 1])
    times = _in_whole_numbers(answer.x)
    sides = (np.repeat(true, times[: len(true)], axis=0), np.repeat(false, times[len(true) :], axis=0))
    return Certificate(*(tuple(sorted(map(tuple, side.tolist()))) for side in sides))


def realises(form: LinearForm, table: TruthTable) -> bool:
    """Whether an integer form computes the function, tried at every assignment, exactly."""
    sums = np.zeros(1, dtype=object if sum(map(abs, form.weights)) >> 62 else np.int64)
    for weight in form.weights:
        sums = np.concatenate([sums, sums + weight])
    fired = np.packbits(fires(sums, form.threshold).astype(bool), bitorder="little").tobytes()
    return int.from_bytes(fired, "little") == table.bits


def _widened(answer: Identification, table: TruthTable, used: list[int]) -> Identification:
    """The answer for a function of more inputs: the others count nothing, and are 0 in every point."""

    def wide(values: Sequence[int]) -> tuple[int, ...]:
        known = dict(zip(used, values, strict=True))
        return tuple(known.get(j, 0) for j in range(table.arity))

    if answer.form:
        return Identification(table, LinearForm(wide(answer.form.weights), answer.form.threshold))
    assert answer.certificate is not None
    sides = (answer.certificate.true, answer.certificate.false)
    return Identification(table, None, Certificate(*(tuple(map(wide, side)) for side in sides)))


class _Regular:
    """A function that is, after negation of some inputs, positive and regular: its inputs are ordered by strength.

    A point dominates another when among its strongest k inputs at least as many are 1, for each k. Weights
    w_1 >= .. >= w_n >= 0 fit as soon as they fit at the border: the lowest true and the highest false points.
    """

    def __init__(self, table: TruthTable) -> None:
        self.table = table
        leanings = chow_parameters(table).inputs
        self.signs = np.array([-1 if c < 0 else 1 for c in leanings])
        self.order = np.array(sorted(range(table.arity), key=lambda j: -abs(leanings[j])))
        self.strengths = [abs(leanings[j]) for j in self.order]
        for j in range(table.arity):
            table = table.flip(j) if self.signs[j] < 0 else table
        self.bits = table.bits

    def answer(self) -> Identification:
        """The smallest weights, or the certificate."""
        true, false = self._border([self.order[j : j + 1] for j in range(len(self.order))])
        rows, bounds = _model(true, false, ordered=True)
        # Averaging over inputs of equal strength keeps a real solution one, so they share one unknown.
        levels = [*sorted(set(self.strengths), reverse=True), None]
        shared = np.array([[strength == level for level in levels] for strength in [*self.strengths, None]], dtype=int)
        solution = least(np.array([1] * len(self.strengths) + [0]), rows, bounds, shared)
        if solution is None:
            certificate = Certificate(*map(self._points, _summable(true, false)))
            require(certificate.proves(self.table))
            return Identification(self.table, None, certificate)
        if not _is_unique(rows, bounds, solution):
            solution = self._first_of(sum(solution[:-1]))
        return Identification(self.table, self._form(solution))

    def _border(self, groups: Sequence[Any]) -> tuple[Any, Any]:
        """The lowest true and highest false points as 0/1 arrays (points, inputs), strongest input first.

        Steps down lead from an input to one of the next group, or switch off one of the last.
        """
        arity = self.table.arity
        steps = [(variable_mask(arity, j), 1 << j) for j in map(int, groups[-1])]
        for stronger, weaker in pairwise(groups):
            for j, k in product(map(int, stronger), map(int, weaker)):
                steps.append((variable_mask(arity, j) & ~variable_mask(arity, k), (1 << j) - (1 << k)))
        lowest, highest = self.bits, ~self.bits & full_mask(arity)
        for upper, distance in steps:
            lowest &= ~(upper & _shifted(self.bits, distance))
            highest &= ~_shifted(upper & ~self.bits, -distance)
        return self._rows(lowest), self._rows(highest)

    def _rows(self, marked: int) -> Any:
        places = np.array([place for place, mark in enumerate(reversed(f"{marked:b}")) if mark == "1"])
        return places[:, None] >> self.order & 1

    def _points(self, rows: list[list[int]]) -> tuple[Point, ...]:
        """Points as the user counts inputs, from rows of the positive function, strongest input first."""
        points = np.zeros((len(rows), self.table.arity), dtype=int)
        points[:, self.order] = rows
        return tuple(sorted(map(tuple, np.where(self.signs < 0, 1 - points, points).tolist())))

    def _form(self, solution: Any) -> LinearForm:
        *strongest_first, threshold = solution
        weights = np.zeros(self.table.arity, dtype=int)
        weights[self.order] = strongest_first
        weights *= self.signs
        form = LinearForm(tuple(weights.tolist()), int(threshold) + int(weights[weights < 0].sum()))
        require(realises(form, self.table))
        return form

    def _first_of(self, total: int) -> Any:
        """Of all weights of that least sum the ones of least |T|, then the first in lexicographic order.

        Inputs of equal strength may now differ either way, so the border is wider: it orders groups only.
        """
        equal = [list(group) for _, group in groupby(range(len(self.order)), key=lambda j: self.strengths[j])]
        rows, bounds = _model(*self._border([self.order[group] for group in equal]), ordered=False)
        size = len(self.order)
        signs = self.signs[self.order]
        # One more unknown is |T| of the form as the user counts inputs: at least that T, and at least -T.
        rows = np.column_stack([rows, np.zeros(len(rows), dtype=int)])
        own_threshold = np.array([*np.where(signs < 0, -1, 0), 1, 0])
        magnitude = np.eye(size + 2, dtype=int)[-1]
        everything = np.array([1] * size + [0, 0])
        rows = np.vstack([rows, magnitude - own_threshold, magnitude + own_threshold, -everything])
        bounds = np.append(bounds, [0, 0, -total])
        goals = [magnitude]
        for j in range(size):
            place = int(np.flatnonzero(self.order == j)[0])
            goals.append(np.eye(size + 2, dtype=int)[place] * signs[place])
        for goal in goals:
            solution = whole(goal, rows, bounds)
            rows, bounds = np.vstack([rows, -goal]), np.append(bounds, -int(goal @ solution))
        return solution[: size + 1]


def _shifted(bits: int, distance: int) -> int:
    return bits << distance if distance >= 0 else bits >> -distance


def _model(true: Any, false: Any, ordered: bool) -> tuple[Any, Any]:
    """Rows and bounds with rows @ (w_1..w_n, T) >= bounds: true sums reach T, false ones stay below; w in order."""
    rows = [np.insert(true, true.shape[1], -1, axis=1), np.insert(-false, false.shape[1], 1, axis=1)]
    if ordered:
        identity = np.eye(true.shape[1] + 1, dtype=int)
        rows.append(identity[:-2] - identity[1:-1])
    bounds = np.zeros(sum(map(len, rows)), dtype=int)
    bounds[len(true) : len(true) + len(false)] = 1
    return np.vstack(rows), bounds


def _is_unique(rows: Any, bounds: Any, solution: Any) -> bool:
    """Whether no other real solution has the same sum of weights.

    Another one would lie in a direction along which the sum stays and no tight row falls. Scaled to a box, such a
    direction makes some tight row rise by 1, unless all tight rows stay too; then their rank falls short.
    """
    tight = rows[rows @ solution == bounds]
    total = np.array([[1] * (len(solution) - 1) + [0]])
    if np.linalg.matrix_rank(np.vstack([tight, total])) < len(solution):
        return False
    box, sides = np.vstack([-tight, tight]), [0] * len(tight) + [1] * len(tight)
    steepest = programme(-tight.sum(axis=0), A_ub=box, b_ub=sides, A_eq=total, b_eq=[0], bounds=(None, None))
    return bool(-steepest.fun < 0.5)


def _summable(true: Any, false: Any) -> tuple[list[list[int]], list[list[int]]]:
    """Equally many true and false rows, repeated and moved within their sides, with equal sums.

    Farkas: without weights, some mix of false rows has among its strongest k inputs at least the share of ones that a
    mix of true rows has, for each k.
    """
    ahead = np.hstack([np.cumsum(true, axis=1).T, -np.cumsum(false, axis=1).T])
    sides = np.array([[1] * len(true) + [0] * len(false), [0] * len(true) + [1] * len(false)])
    any_mix, level = [0] * ahead.shape[1], [0] * len(ahead)
    answer = programme(any_mix, A_ub=ahead, b_ub=level, A_eq=sides, b_eq=[1, 1])
    times = _in_whole_numbers(answer.x)
    rows = np.repeat(np.vstack([true, false]), times, axis=0).tolist()
    number = int(times[: len(true)].sum())
    _level(rows[:number], rows[number:])
    return rows[:number], rows[number:]


def _in_whole_numbers(shares: Any) -> Any:
    """The smallest whole multiples of shares that are ratios of whole numbers but for rounding."""
    multiples = (shares * scale for scale in count(1))
    return next(np.rint(some).astype(int) for some in multiples if np.abs(some - np.rint(some)).max() < TOLERANCE)


def _level(true: list[list[int]], false: list[list[int]]) -> None:
    """Move true rows up and false rows down in dominance, where they stay true and false, until their sums are equal.

    At the first input i where the false rows have more ones, either some true row takes a one there, from the next
    input j where the true rows have more; or, if none has x_i = 0 and x_j = 1, some false row passes its one on.
    """
    ahead = [sum(ys) - sum(xs) for xs, ys in zip(zip(*true, strict=True), zip(*false, strict=True), strict=True)]
    while any(ahead):
        i = next(k for k, gap in enumerate(ahead) if gap)
        j = next((k for k, gap in enumerate(ahead) if gap < 0), None)
        ahead[i] -= 1
        if j is None:
            next(row for row in true if not row[i])[i] = 1
            continue
        ahead[j] += 1
        movable = [row for row in true if row[j] > row[i]] or [row for row in false if row[i] > row[j]]
        movable[0][i], movable[0][j] = movable[0][j], movable[0][i]
