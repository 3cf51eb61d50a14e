"""The perceptron rule, as a sequence of steps one can watch (Rosenblatt, 1958).

Rows are shown one after the other; where the output is wrong, each weight moves by

    rate * (wanted - output) * input          the bias as the weight of an input that is always 1

On the rows of a threshold function this ends, after a number of mistakes that can be bounded beforehand (Novikoff,
1962); on those of any other function the weights come back to where they were, and it goes round for ever.
All arithmetic is exact: numbers are scaled to integers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from neurocircuit.errors import InputError, counted
from neurocircuit.late import late
from neurocircuit.logic.number import Number, NumberLike, exact, format_number
from neurocircuit.logic.perceptron import ENCODINGS, LinearForm, Perceptron, check_encoding, fires
from neurocircuit.netlist.circuit import Circuit, Neuron, Test
from neurocircuit.synthesis.function import Function, FunctionLike, as_function
from neurocircuit.synthesis.identify import Identification, identify
from neurocircuit.synthesis.lesson import lesson

#: How a run ends.
LEARNT, CYCLE, LIMIT = "learnt", "cycle", "limit"

_MOST_EPOCHS = 1000
_MOST_ROWS = 1 << 22
_MOST_TESTS = 6


@dataclass(frozen=True, slots=True)
class Presentation:
    """One row shown to the neuron. Values are those of the encoding; weights are w0, the bias, then w1..wn.

    ``error`` is wanted - output; ``before`` and ``after`` are equal where the output was right.
    """

    epoch: int
    pattern: tuple[int, ...]
    wanted: int
    z: Number
    output: int
    error: int
    before: tuple[Number, ...]
    after: tuple[Number, ...]

    @property
    def changed(self) -> bool:
        """Whether the row changed the weights."""
        return self.before != self.after

    def __str__(self) -> str:
        row, weights = " ".join(map(str, self.pattern)), ", ".join(map(format_number, self.after))
        return f"row {row}, wanted {self.wanted}, got {self.output}: w = {weights}"


@dataclass(frozen=True, slots=True)
class Learning:
    """How a neuron learnt a function, or did not. True when it did.

    ``steps`` are the rows that changed the weights, so as many as there were mistakes. ``bound`` is the most that there
    can be; None where no weights exist. ``outcome`` is ``learnt``; ``cycle``, where the weights at the end of epoch
    ``epochs`` are those at the end of the earlier epoch ``cycle_start``; or ``limit``, where the epochs ran out.
    ``targets`` is the encoding of outputs, ``encoding`` that of inputs.

    >>> learning = learn("NOR", start=[0.4, 0.7, -0.2])
    >>> learning.outcome, learning.mistakes, learning.perceptron
    ('learnt', 17, Perceptron([-0.1, -0.3], bias=0.5, threshold=0.5))
    """

    function: Function
    start: tuple[Number, ...]
    rate: Number
    threshold: Number
    encoding: str
    order: tuple[int, ...]
    steps: tuple[Presentation, ...]
    epochs: int
    outcome: str
    identification: Identification
    bound: int | None
    cycle_start: int | None = None
    targets: str = "binary"

    def __bool__(self) -> bool:
        return self.outcome == LEARNT

    @property
    def mistakes(self) -> int:
        """How many rows changed the weights."""
        return len(self.steps)

    @property
    def mistakes_per_epoch(self) -> tuple[int, ...]:
        """The mistakes of each epoch, the first one first."""
        totals = Counter(step.epoch for step in self.steps)
        return tuple(totals[epoch] for epoch in range(1, self.epochs + 1))

    @property
    def weights(self) -> tuple[Number, ...]:
        """w0, w1, ... at the end."""
        return self.steps[-1].after if self.steps else self.start

    @property
    def history(self) -> tuple[tuple[Number, ...], ...]:
        """The weights at the start, then at the end of each epoch."""
        weights = [self.start] * (self.epochs + 1)
        for step in self.steps:
            weights[step.epoch :] = [step.after] * (self.epochs + 1 - step.epoch)
        return tuple(weights)

    @property
    def perceptron(self) -> Perceptron:
        """The neuron with the weights at the end."""
        return neuron(self.weights, self.threshold, self.encoding)

    @property
    def circuit(self) -> Circuit:
        """The neuron as a circuit, with its truth table as a test up to six inputs."""
        function, output = self.function, self.function.output
        low, high = ENCODINGS[self.encoding]
        shown = function.rows if function.table.arity <= _MOST_TESTS else []
        rows = [tuple(high if bit else low for bit in (*row, function.table(*row))) for row in shown]
        tests = [Test((*function.inputs, output), tuple(rows), "all cases")] if rows else ()
        about = f"{function.name}, learnt with {counted(self.mistakes, 'mistake')}"
        nodes = {output: Neuron(self.perceptron, function.inputs)}
        return Circuit(function.inputs, [output], nodes, encoding=self.encoding, description=about, tests=tests)

    def page(self) -> str:
        """The learning page as HTML text: it begins where this learning began.

        Raises:
            InputError: above 8 inputs, and for a table that lacks rows.
        """
        settings = (self.function, self.start, self.threshold, self.encoding, self.rate, self.order)
        return lesson(*settings, targets=self.targets).page()

    @property
    def summary(self) -> str:
        """The last step, and how many there were."""
        last = f"last: {self.steps[-1]}; " if self.steps else ""
        return f"{last}{counted(self.mistakes, 'mistake')} in {counted(self.epochs, 'epoch')}"

    def _repr_svg_(self) -> str:
        picture: str = late("Learning._repr_svg_")(self)
        return picture


def neuron(weights: Sequence[NumberLike], threshold: NumberLike, encoding: str = "binary") -> Perceptron:
    """The neuron of weights w0, w1, ... as learning counts them."""
    return Perceptron(weights[1:], bias=weights[0], threshold=threshold, encoding=encoding)


def table_of_weights(
    function: Function,
    weights: Sequence[NumberLike],
    threshold: NumberLike = 0.5,
    encoding: str = "binary",
    targets: str | None = None,
) -> tuple[Presentation, ...]:
    """Every row under fixed weights, in counting order: what is right and what is wrong about them.

    Raises:
        InputError: for another number of weights than inputs and one.
    """
    rule = _Rule(function, weights, 0, threshold, encoding, targets, "counting", strict=False)
    return tuple(rule.step(0, visit) for visit in rule.epoch())


def learn(
    function: FunctionLike,
    outputs: Sequence[int] | None = None,
    *,
    start: Sequence[NumberLike] | None = None,
    rate: NumberLike = 0.1,
    threshold: NumberLike = 0.5,
    inputs: int | None = None,
    encoding: str = "binary",
    targets: str | None = None,
    order: str | Sequence[int] = "counting",
    epochs: int | None = None,
    seed: int = 0,
    strict: bool = False,
) -> Learning:
    """Teach a neuron a function by the perceptron rule.

    Args:
        function: what ``as_function`` takes: "NOR", "0xe8" with ``inputs=3``, "a & ~b", a truth table, a circuit, a
            Python function, or rows of inputs with their ``outputs``, of which some may be missing.
        outputs: one truth value for each row.
        start: the weights w0, w1, ... to begin with; zeros by default.
        rate: how far a mistake moves the weights; positive.
        threshold: the neuron fires when z reaches it; stays fixed.
        encoding: of inputs: ``binary`` or ``bipolar``.
        targets: the encoding of outputs, by default that of inputs; ``bipolar`` is the sign activation.
        order: of the rows in every epoch: ``counting`` (the last input fastest), ``reversed``, ``random`` (drawn once
            from ``seed``), or the row numbers themselves.
        epochs: how often all rows are shown at most; 1000 by default, less above 12 inputs.
        strict: whether a sum exactly on the threshold is a mistake too, as in Novikoff's proof.

    Raises:
        InputError: for arguments that do not fit each other.

    >>> learn([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]).weights == learn("AND").weights
    True
    """
    known = as_function(function, inputs, outputs)
    rule = _Rule(known, start, rate, threshold, encoding, targets, order, seed, strict)
    begun, move, level = rule.shown(rule.start), exact(rate), exact(threshold)
    if move <= 0:
        raise InputError(f"a rate of {format_number(move)} teaches nothing", hint="a positive number")
    most = max(1, min(_MOST_EPOCHS, _MOST_ROWS >> known.table.arity)) if epochs is None else epochs
    if most < 1:
        raise InputError(f"{most} epochs", hint="1 or more")
    mistakes, ended, outcome, cycle_start = rule.run(most)
    steps = tuple(rule.step(epoch, visit) for epoch, visit in mistakes)
    answer = identify(known)
    limit = bound(answer.form, begun, move * (rule.high - rule.low), level, encoding) if answer.form else None
    settings = (known, begun, move, level, encoding, rule.order)
    return Learning(*settings, steps, ended, outcome, answer, limit, cycle_start, targets or encoding)


def bound(form: LinearForm, start: Sequence[Number], move: Number, threshold: Number, encoding: str = "binary") -> int:
    """The most mistakes that the rule can make on a threshold function, in whatever order rows come.

    A mistake moves the weights by ``move``, the rate times the distance of the two outputs, times the inputs. With v0
    the start, its bias less the threshold, v a separator that every row clears by 1 or more, R the length of the
    longest row and r the size of a move: after k mistakes v.v_k >= v.v0 + k*r, and |v_k|^2 <= |v0|^2 + k*r^2*R^2;
    so k*r + v.v0 <= |v| * sqrt(|v0|^2 + k*r^2*R^2); from zero this is Novikoff's (R/gamma)^2.
    """
    separator = form.separator(encoding)
    origin = [start[0] - threshold, *start[1:]]
    along = sum(v * w for v, w in zip(separator, origin, strict=True))
    square = sum(v * v for v in separator)
    at_start, per_move = square * sum(w * w for w in origin), square * move * move * len(origin)

    def possible(mistakes: int) -> bool:
        reached = mistakes * move + along
        return reached <= 0 or reached * reached <= at_start + mistakes * per_move

    most = 1
    while possible(most):
        most *= 2
    least = most // 2 if most > 1 else 0
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if possible(middle) else (least, middle)
    return least


class _Visit(NamedTuple):
    """A row under the weights of the moment, scaled to integers."""

    row: int
    z: int
    error: int
    before: tuple[int, ...]
    after: tuple[int, ...]


class _Rule:
    """The rule with all numbers scaled to integers; ``weights`` is what changes."""

    def __init__(
        self,
        function: Function,
        start: Sequence[NumberLike] | None,
        rate: NumberLike,
        threshold: NumberLike,
        encoding: str,
        targets: str | None,
        order: str | Sequence[int],
        seed: int = 0,
        strict: bool = False,
    ) -> None:
        values = ENCODINGS[check_encoding(encoding)]
        self.low, self.high = ENCODINGS[check_encoding(targets or encoding)]
        self.rows = [tuple(values[bit] for bit in row) for row in function.rows]
        self.wanted = [bool(function.table(*row)) for row in function.rows]
        arity = function.table.arity
        numbers = [exact(w) for w in ([0] * (arity + 1) if start is None else start)]
        if len(numbers) != arity + 1:
            names = ", ".join(f"w{j}" for j in range(arity + 1))
            raise InputError(f"{len(numbers)} weights for {arity} inputs", hint=f"{arity + 1} are needed: {names}")
        numbers += [exact(rate), exact(threshold)]
        self.scale = lcm(*(number.denominator for number in numbers))
        *weights, self.rate, self.threshold = [int(number * self.scale) for number in numbers]
        self.start = self.weights = tuple(weights)
        self.last: tuple[tuple[int, ...], tuple[Number, ...]] = ((), ())
        self.order = _row_order(order, len(self.rows), seed)
        self.strict = strict

    def epoch(self) -> Iterator[_Visit]:
        """Each row once, in order."""
        for row in self.order:
            values, wanted, before = self.rows[row], self.wanted[row], self.weights
            z = before[0] + sum([w * x for w, x in zip(before[1:], values, strict=True)])
            fired = fires(z, self.threshold)
            error = (wanted - fired) * (self.high - self.low)
            on_the_edge = self.strict and z == self.threshold
            move = self.rate * ((self.high - self.low) * (1 if wanted else -1) if on_the_edge else error)
            if move:
                moved = zip(before[1:], values, strict=True)
                self.weights = (before[0] + move, *[w + move * x for w, x in moved])
            yield _Visit(row, z, error, before, self.weights)

    def run(self, most: int) -> tuple[list[tuple[int, _Visit]], int, str, int | None]:
        """All mistakes with their epochs, the last epoch, how it ended, and where a cycle began."""
        mistakes: list[tuple[int, _Visit]] = []
        seen = {self.weights: 0}
        for number in range(1, most + 1):
            found = [(number, visit) for visit in self.epoch() if visit.before is not visit.after]
            if not found:
                return mistakes, number, LEARNT, None
            mistakes += found
            if self.weights in seen:
                return mistakes, number, CYCLE, seen[self.weights]
            seen[self.weights] = number
        return mistakes, most, LIMIT, None

    def step(self, epoch: int, visit: _Visit) -> Presentation:
        """A visit in the user's numbers."""
        wanted = self.high if self.wanted[visit.row] else self.low
        row, z, before = self.rows[visit.row], self._number(visit.z), self.shown(visit.before)
        after = before if visit.after is visit.before else self.shown(visit.after)
        return Presentation(epoch, row, wanted, z, wanted - visit.error, visit.error, before, after)

    def shown(self, weights: tuple[int, ...]) -> tuple[Number, ...]:
        """Scaled weights as the numbers that they stand for."""
        if weights is not self.last[0]:
            self.last = weights, tuple(map(self._number, weights))
        return self.last[1]

    def _number(self, scaled: int) -> Number:
        return exact(Fraction(scaled, self.scale))


def _row_order(order: str | Sequence[int], rows: int, seed: int) -> tuple[int, ...]:
    if order == "counting":
        return tuple(range(rows))
    if order == "reversed":
        return tuple(reversed(range(rows)))
    if order == "random":
        return tuple(random.Random(seed).sample(range(rows), rows))
    if isinstance(order, str):
        raise InputError(f"unknown order {order!r}", hint="counting, reversed, random, or row numbers")
    if set(order) != set(range(rows)):
        listed = ", ".join(map(str, order))
        raise InputError(f"an order of rows {listed}", hint=f"each of 0 to {rows - 1}, at least once")
    return tuple(order)
