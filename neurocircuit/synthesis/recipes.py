"""Recipes: any Boolean function as a few neurons, still without names.

A recipe is a tuple of integer forms: neuron k reads the inputs of the function, then the outputs of the neurons before
it; the last one is the function. Tried are, in turn, one neuron; counting, where only the number of ones matters; one
neuron that corrects another; and a cover by threshold functions. The recipe of fewest neurons is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, TypeAlias

import numpy as np

from neurocircuit.logic.chow import TABLE_ARITY, smallest_form
from neurocircuit.logic.perceptron import LinearForm, fires
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.synthesis.identify import identify

Recipe: TypeAlias = tuple[LinearForm, ...]

#: Up to so many inputs ``small_form`` tries all small weights.
SMALL_ARITY = 6
_CORRECTED_ARITY = 4
_FAR = 1 << 30


@lru_cache(maxsize=4096)
def decompose(table: TruthTable) -> Recipe:
    """The neurons of a function, the last one its output.

    >>> [str(form) for form in decompose(TruthTable(2, 0x6))]
    ['[1, 1; 2]', '[1, 1, -2; 1]']
    """
    form = threshold_form(table)
    if form is not None:
        return (form,)
    recipes = [*_counted(table), *_corrected(table)]
    if not recipes:
        opposite = _covered(~table)
        recipes = [_covered(table), (*opposite[:-1], complement(opposite[-1]))]
    least = min(recipes, key=lambda recipe: (len(recipe), sum(abs(w) for form in recipe for w in form.weights)))
    if table_of(least, table.arity) != table:
        raise AssertionError(f"a recipe that is wrong for {table!r}; please report it")
    return least


def threshold_form(table: TruthTable) -> LinearForm | None:
    """The one neuron of a function, where there is one."""
    return smallest_form(table) if table.arity <= TABLE_ARITY else identify(table).form


def table_of(recipe: Recipe, arity: int) -> TruthTable:
    """The function that a recipe computes, by trying every assignment."""
    outputs = []
    for place in range(1 << arity):
        values = [place >> j & 1 for j in range(arity)]
        for weights, threshold in recipe:
            values.append(int(fires(sum(w for w, x in zip(weights, values, strict=True) if x), threshold)))
        outputs.append(values[-1])
    return TruthTable.from_outputs(outputs)


def complement(form: LinearForm) -> LinearForm:
    """The neuron of the opposite output.

    >>> str(complement(LinearForm((1, 1), 2)))
    '[-1, -1; -1]'
    """
    return LinearForm(tuple(-w for w in form.weights), 1 - form.threshold)


# --- counting: the output depends on the number of ones, some inputs negated


def parity(inputs: int) -> Recipe:
    """Exclusive or of many inputs: the bits of the count, the highest first, each neuron taking off those above.

    A count of n needs the least number of bits that hold n; the last one is the parity (Minnick, 1961).

    >>> len(parity(3)), len(parity(4)), len(parity(15))
    (2, 3, 4)
    """
    folds = [(1 << bit, 1 << bit) for bit in reversed(range(1, inputs.bit_length()))]
    return _folded([1] * inputs, 0, folds, 1, rising=True)


def _counted(table: TruthTable) -> Iterator[Recipe]:
    """Fold the count of ones: a neuron that sees it reach m takes off v, until the outputs change only once."""
    used = [j for j in range(table.arity) if table.depends_on(j)]
    signs = [0] * table.arity
    positive = table
    for j in used:
        signs[j] = 1
        if not positive.exchangeable(used[0], j):
            positive, signs[j] = positive.flip(j), -1
    if not all(positive.exchangeable(used[0], j) for j in used):
        return
    values: Values = tuple(positive.bits >> sum(1 << j for j in used[:ones]) & 1 for ones in range(len(used) + 1))
    for depth in range(1, len(used) + 1):
        folds = _folds(values, 0, depth)
        if folds is not None:
            break
    assert folds is not None, "each fold can take off one change"
    left, low = values, 0
    for fold in folds:
        left, low = _fold(left, low, *fold) or (left, low)
    threshold, rising = _single_change(left, low) or (low, True)
    yield _folded(signs, sum(sign < 0 for sign in signs), folds, threshold, rising)


Values: TypeAlias = "tuple[int | None, ...]"


def _folds(values: Values, low: int, depth: int) -> list[tuple[int, int]] | None:
    """At most ``depth`` folds (m, v) that leave a single change.

    Values are the outputs at the counts low, low + 1, ..., None where they do not matter.
    """
    if _single_change(values, low):
        return []
    # A fold lays the part above m over the rest, so that at best half of the changes stay.
    if depth == 0 or _changes(values) + 1 > 1 << depth + 1:
        return None
    tried = []
    for m in range(low + 1, low + len(values)):
        if values[m - low] != values[m - low - 1]:
            found = [(_fold(values, low, m, v), (m, v)) for v in range(1, len(values) + 1)]
            # Of equal folds one where the output falls comes first: taking off what goes on reads more easily.
            tried += [(_changes(folded[0]), values[m - low] == 1, fold, folded) for folded, fold in found if folded]
    for _, _, fold, folded in sorted(tried, key=lambda entry: entry[:3]):
        rest = _folds(*folded, depth - 1)
        if rest is not None:
            return [fold, *rest]
    return None


def _changes(values: Values) -> int:
    known = [value for value in values if value is not None]
    return sum(before != after for before, after in pairwise(known))


def _fold(values: Values, low: int, m: int, v: int) -> tuple[Values, int] | None:
    """The values when v is taken off all counts from m on; None where two different ones meet."""
    laid: dict[int, int | None] = dict(enumerate(values[: m - low], low))
    for place, value in enumerate(values[m - low :], m - v):
        below = laid.get(place)
        if value is not None and below is not None and value != below:
            return None
        laid[place] = below if value is None else value
    start = min(laid)
    return tuple(laid.get(place) for place in range(start, max(laid) + 1)), start


def _single_change(values: Values, low: int) -> tuple[int, bool] | None:
    """The place of the only change, and whether the values rise there; None where they change more often."""
    known = [(place, value) for place, value in enumerate(values, low) if value is not None]
    changes = [(place, bool(value)) for (_, before), (place, value) in pairwise(known) if value != before]
    return changes[0] if len(changes) == 1 else None


def _folded(
    signs: Sequence[int], negated: int, folds: Sequence[tuple[int, int]], threshold: int, rising: bool
) -> Recipe:
    """The neurons of folds over the count of ones, in which ``negated`` inputs count where they are 0."""
    recipe = []
    weights = list(signs)
    for m, v in folds:
        recipe.append(LinearForm(tuple(weights), m - negated))
        weights.append(-v)
    last = LinearForm(tuple(weights), threshold - negated)
    return (*recipe, last if rising else complement(last))


# --- two neurons: one decides except on a band of sums, which the other corrects


def _corrected(table: TruthTable) -> Iterator[Recipe]:
    """out = [w, -v*h; T]: below T no sum is true, from T + v on all are, and between them h is what is false."""
    arity = table.arity
    if arity > _CORRECTED_ARITY:
        return
    points = np.arange(1 << arity)[:, None] >> np.arange(arity) & 1
    truth = np.array(list(table), dtype=bool)
    weights = _small_weights(arity)
    sums = weights @ points.T
    lowest, highest = sums[:, truth].min(axis=1), sums[:, ~truth].max(axis=1)
    bands = (sums >= lowest[:, None]) & (sums <= highest[:, None])
    for index in np.argsort(bands.sum(axis=1), kind="stable").tolist():
        hidden = small_form(points[bands[index]], ~truth[bands[index]])
        if hidden is not None:
            low, high = int(lowest[index]), int(highest[index])
            yield hidden, LinearForm((*weights[index].tolist(), low - high - 1), low)
            return


def small_form(points: Any, wanted: Any) -> LinearForm | None:
    """A form of weights from -2 to 2 that gives the wanted outputs at these points, of least sum; None without one.

    Args:
        points: 0/1 array (points, inputs), of at most six inputs.
        wanted: truth values (points).
    """
    weights = _small_weights(points.shape[1])
    sums = weights @ points.T
    # From the highest silent sum + 1 to the lowest firing one each threshold will do.
    most = np.where(wanted, sums, _FAR).min(axis=1, initial=_FAR)
    least = np.where(wanted, -_FAR, sums).max(axis=1, initial=-_FAR) + 1
    fitting = np.flatnonzero(least <= most)
    if not len(fitting):
        return None
    first = fitting[0]
    return LinearForm(tuple(weights[first].tolist()), int(np.clip(0, least[first], most[first])))


@lru_cache(maxsize=8)
def _small_weights(inputs: int) -> Any:
    """All weights from -2 to 2 (vectors, inputs), those of least sum of |w| first."""
    vectors = np.array(list(product(range(-2, 3), repeat=inputs)), dtype=int).reshape(-1, inputs)
    return vectors[np.argsort(np.abs(vectors).sum(axis=1), kind="stable")]


# --- covers: the function is an or of threshold functions


def _covered(table: TruthTable) -> Recipe:
    """Cubes, joined as long as one neuron can do it; the last neuron is one of the parts, set off by all others.

    Where a part fires the function is true, so each other part may lift the sum of the last one to its threshold.
    """
    arity = table.arity
    parts: list[int] = []
    for cube in sorted(_cubes(table.bits, table.bits, arity), key=int.bit_count, reverse=True):
        for index, part in enumerate(parts):
            if threshold_form(TruthTable(arity, part | cube)) is not None:
                parts[index] |= cube
                break
        else:
            parts.append(cube)
    forms = [threshold_form(TruthTable(arity, part)) for part in parts]
    *hidden, (weights, threshold) = [form for form in forms if form is not None]
    lift = threshold - sum(w for w in weights if w < 0)
    recipe = [LinearForm((*form.weights, *[0] * index), form.threshold) for index, form in enumerate(hidden)]
    return (*recipe, LinearForm((*weights, *[lift] * len(hidden)), threshold))


def _cubes(lower: int, upper: int, arity: int, index: int | None = None) -> list[int]:
    """Tables of cubes that together cover ``lower`` within ``upper``, none of them needless (Minato and Morreale)."""
    if not lower:
        return []
    if upper == full_mask(arity):
        return [upper]
    index = arity - 1 if index is None else index - 1
    while all(_cofactor(bits, arity, index, 0) == _cofactor(bits, arity, index, 1) for bits in (lower, upper)):
        index -= 1
    low, high = [(_cofactor(lower, arity, index, x), _cofactor(upper, arity, index, x)) for x in (0, 1)]
    only_low = _cubes(low[0] & ~high[1], low[1], arity, index)
    only_high = _cubes(high[0] & ~low[1], high[1], arity, index)
    rest = low[0] & ~_union(only_low) | high[0] & ~_union(only_high)
    mask = variable_mask(arity, index)
    both = _cubes(rest, low[1] & high[1], arity, index)
    return [*(cube & ~mask for cube in only_low), *(cube & mask for cube in only_high), *both]


def spelled(table: TruthTable, inputs: Sequence[str]) -> str:
    """The function as an expression: an or of cubes.

    >>> spelled(TruthTable(2, 0x6), ["a", "b"])
    'a & ~b | ~a & b'
    """
    if table.is_constant:
        return str(int(table.bits > 0))
    masks = [variable_mask(table.arity, j) for j in range(table.arity)]
    cubes = []
    for cube in _cubes(table.bits, table.bits, table.arity):
        literals = [(name, cube & mask) for name, mask in zip(inputs, masks, strict=True) if cube & mask in (0, cube)]
        cubes.append(" & ".join(name if part else f"~{name}" for name, part in literals))
    return " | ".join(cubes)


def _cofactor(bits: int, arity: int, index: int, value: int) -> int:
    return TruthTable(arity, bits).cofactor(index, value).bits


def _union(tables: Sequence[int]) -> int:
    union = 0
    for bits in tables:
        union |= bits
    return union
