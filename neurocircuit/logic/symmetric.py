"""Symmetric functions, in which only the number of ones matters, some inputs perhaps negated: few neurons that count.

A neuron that sees the count reach m takes off v from what those after it see. So a fold lays the upper part of the
count over the lower one, and the outputs change less often; the last neuron needs a single change (Minnick, 1961).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.truth_table import TruthTable

#: Above so many inputs folds are not searched for.
MOST_SEARCHED = 40
#: Neurons that belong together: neuron k reads all inputs, then the outputs of the k before it; the last is the answer.
Forms: TypeAlias = tuple[LinearForm, ...]
#: The outputs at the counts from some lowest one on, None where they do not matter.
ByCount: TypeAlias = "tuple[int | None, ...]"


def symmetric_forms(table: TruthTable) -> Forms | None:
    """Fold the count of ones: a neuron that sees it reach m takes off v, until the outputs change only once."""
    signs, positive = [1] * table.arity, table
    for j in range(table.arity):
        if not positive.exchangeable(0, j):
            positive, signs[j] = positive.flip(j), -1
    if not all(positive.exchangeable(0, j) for j in range(table.arity)):
        return None
    return count_forms(signs, [positive.bits >> (1 << ones) - 1 & 1 for ones in range(table.arity + 1)])


def count_forms(signs: Sequence[int], values: Sequence[int]) -> Forms:
    """Few neurons for the values at each count of inputs that are 1 or, where the sign is -1, 0; not all are equal.

    >>> [str(form) for form in count_forms([1, 1, -1], [0, 1, 1, 0])]
    ['[1, 1, -1; 2]', '[1, 1, -1, -3; 0]']
    """
    by_count: ByCount = tuple(values)
    changes = _changes(by_count, 0)
    if len(signs) <= MOST_SEARCHED:
        folds, change = next(found for depth in range(1, len(values)) if (found := _folds(by_count, 0, depth)))
        return folded(signs, folds, *change)
    return parity_forms(signs, changes[0][1]) if len(changes) == len(signs) else _stairs(signs, changes)


def parity_forms(signs: Sequence[int], rising: bool, flat: bool = False) -> Forms:
    """Whether the count is odd or, unless rising, even: its binary digits from the highest down; the last tells.

    Where it is to be flat, in two levels, for which it takes half as many neurons as inputs, and one.
    """
    if flat:
        return _stairs(signs, [(count, (count & 1 == 1) == rising) for count in range(1, len(signs) + 1)])
    folds = [(1 << digit, 1 << digit) for digit in reversed(range(1, len(signs).bit_length()))]
    return folded(signs, folds, 1, rising)


def _stairs(signs: Sequence[int], changes: Sequence[tuple[int, bool]]) -> Forms:
    """Wherever the output falls a neuron takes off the way to where it rises next from where it rose last."""
    negated, rising = tuple(signs).count(-1), changes[0][1]
    ups, downs = [place for place, _ in changes[::2]], [place for place, _ in changes[1::2]]
    ups.append(len(signs) + 1)
    forms = [LinearForm((*signs, *[0] * number), down - negated) for number, down in enumerate(downs)]
    lifts = [low - high for low, high in pairwise(ups)][: len(downs)]
    last = LinearForm((*signs, *lifts), ups[0] - negated)
    return (*forms, last if rising else last.opposite)


def _folds(values: ByCount, low: int, depth: int) -> tuple[list[tuple[int, int]], tuple[int, bool]] | None:
    """At most ``depth`` folds (m, v) that leave a single change, and that change.

    ByCount are the outputs at the counts low, low + 1, ..., None where they do not matter.
    """
    changes = _changes(values, low)
    if len(changes) == 1:
        return [], changes[0]
    # A fold lays the part above m over the rest, so that at best half of the changes stay.
    if depth == 0 or len(changes) + 1 > 1 << depth + 1:
        return None
    tried = []
    for m in range(low + 1, low + len(values)):
        if values[m - low] != values[m - low - 1]:
            found = [(_fold(values, low, m, v), (m, v)) for v in range(1, len(values) + 1)]
            # Of equal folds one where the output falls comes first: taking off what goes on reads more easily.
            tried += [(len(_changes(*folded)), values[m - low] == 1, fold, folded) for folded, fold in found if folded]
    for _, _, fold, folded in sorted(tried, key=lambda entry: entry[:3]):
        rest = _folds(*folded, depth - 1)
        if rest is not None:
            return [fold, *rest[0]], rest[1]
    return None


def _fold(values: ByCount, low: int, m: int, v: int) -> tuple[ByCount, int] | None:
    """The values when v is taken off all counts from m on; None where two different ones meet."""
    laid: dict[int, int | None] = dict(enumerate(values[: m - low], low))
    for place, value in enumerate(values[m - low :], m - v):
        below = laid.get(place)
        if value is not None and below is not None and value != below:
            return None
        laid[place] = below if value is None else value
    start = min(laid)
    return tuple(laid.get(place) for place in range(start, max(laid) + 1)), start


def _changes(values: ByCount, low: int) -> list[tuple[int, bool]]:
    """The places where the values change, and whether they rise there."""
    known = [(place, value) for place, value in enumerate(values, low) if value is not None]
    return [(place, bool(value)) for (_, before), (place, value) in pairwise(known) if value != before]


def folded(signs: Sequence[int], folds: Sequence[tuple[int, int]], threshold: int, rising: bool) -> Forms:
    """The neurons of folds (m, v) over the count of inputs that are 1 or, where the sign is -1, 0.

    What is left of the count reaches the threshold where the function is true, or, unless rising, where it is false.
    """
    negated, weights, forms = signs.count(-1), list(signs), []
    for m, v in folds:
        forms.append(LinearForm(tuple(weights), m - negated))
        weights.append(-v)
    last = LinearForm(tuple(weights), threshold - negated)
    return (*forms, last if rising else last.opposite)
