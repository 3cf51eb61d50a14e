"""A linear form [w; T] as few bitwise operations, exactly, for any number of inputs and any size of weights.

Two ways, the cheaper one wins. A threshold BDD: a node asks for the rest of the sum to reach what is still missing;
all thresholds between two neighbouring sums are one node (Hosaka et al., Size of ordered binary decision diagrams
representing threshold functions, 1997), and a node is f0 | (x & f1), since the function only rises with x. And adders:
the bits of each binary place are summed by full adders, the carries go on to the next place, and the result is
compared with the constant on the way.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import NamedTuple

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.simulation.carry_save import reaches
from neurocircuit.simulation.operations import FALSE, TRUE, Operations

#: A BDD of more nodes than this and four for each input is not worth building: adders are cheaper by then.
BDD_NODES = 20_000
#: The sum of more inputs than this is added up in its place: it takes long to do it elsewhere and to repeat it there.
WIDE = 2000
#: Up to so many inputs every way to add three equal weights first is tried too.
SEARCHED_ARITY = 9


@dataclass(frozen=True, slots=True)
class Lowered:
    """A Boolean function as operations.

    Args:
        operations: pairs of literals, numbered on from the inputs, which are the variables from 1 on; see
            ``neurocircuit.simulation.operations``.
        output: the literal that is the result.
    """

    operations: tuple[tuple[int, int], ...]
    output: int

    def literal(self, network: Operations, literals: Sequence[int]) -> int:
        """The literal of a network that the function is of its literals."""
        values = network.replay(self.operations, literals)
        return values[self.output >> 1] ^ self.output & 1


class _Positive(NamedTuple):
    """A form of positive weights, largest first, that stands for another: over what is ``order`` there.

    Where it is ``dual`` it has the opposite output at the opposite inputs, and so the same operations.
    """

    weights: tuple[int, ...]
    threshold: int
    order: list[int]
    dual: bool

    @property
    def is_narrow(self) -> bool:
        """Whether one or two equal weights decide, up or down: a diagram of two rows is the least then."""
        first, inputs = self.weights[0], len(self.weights)
        reach = -(-self.threshold // first)
        return first == self.weights[-1] and min(reach, inputs + 1 - reach) <= 2


def _positive(form: LinearForm) -> _Positive | int:
    """The positive form, or the literal of a constant."""
    weights, threshold = form
    threshold -= sum([w for w in weights if w < 0])
    if threshold <= 0:
        return TRUE
    sizes = list(map(abs, weights))
    order = sorted([i for i, size in enumerate(sizes) if size], key=sizes.__getitem__, reverse=True)
    positive = _at_most([sizes[i] for i in order], threshold)
    total = sum(positive)
    if total < threshold:
        return FALSE
    common = gcd(*positive)
    positive, threshold = [w // common for w in positive], -(-threshold // common)
    total //= common
    dual = 2 * threshold > total + 1
    threshold = total + 1 - threshold if dual else threshold
    return _Positive(tuple(_at_most(positive, threshold)), threshold, order, dual)


def _at_most(weights: Sequence[int], most: int) -> list[int]:
    """Weights, none of which counts for more than the threshold."""
    return [weight if weight < most else most for weight in weights]


def lower_into(network: Operations, form: LinearForm, literals: Sequence[int]) -> int:
    """The literal of a network that a linear form is of its literals."""
    if len(form.weights) > WIDE:
        positive = _positive(form)
        if isinstance(positive, _Positive) and not positive.is_narrow:
            weights, threshold, order, dual = positive
            read = [literals[i] ^ (form.weights[i] < 0) ^ dual for i in order]
            return reaches(network, read, weights, threshold) ^ dual
    return lower(form).literal(network, literals)


@lru_cache(maxsize=1 << 16)
def lower(form: LinearForm) -> Lowered:
    """A linear form as operations.

    >>> lower(LinearForm((1, 1), 1))
    Lowered(operations=((3, 5),), output=7)
    >>> len(lower(LinearForm((1, 1, 1), 2)).operations), len(lower(LinearForm((2, 1, 1, 1), 3)).operations)
    (4, 6)
    """
    positive = _positive(form)
    if isinstance(positive, int):
        return Lowered((), positive)
    network = Operations(len(form.weights))
    read = [2 * (i + 1) ^ (form.weights[i] < 0) ^ positive.dual for i in positive.order]
    return _extract(network, _lower_positive(*positive[:2]).literal(network, read) ^ positive.dual)


@lru_cache(maxsize=1 << 14)
def _lower_positive(weights: tuple[int, ...], threshold: int) -> Lowered:
    """The fewest operations for positive weights, largest first, whose sum reaches the threshold, which is positive."""
    weights = tuple(_at_most(weights, threshold))
    if _Positive(weights, threshold, [], False).is_narrow:
        narrow = _by_diagram(weights, threshold, budget=2 * len(weights))
        assert narrow is not None
        return narrow
    candidates = [_by_adders(weights, threshold)]
    if (diagram := _by_diagram(weights, threshold, budget=len(candidates[0].operations))) is not None:
        candidates.append(diagram)
    if 5 <= len(weights) <= SEARCHED_ARITY:
        candidates.extend(_by_one_adder(weights, threshold))
    return min(candidates, key=lambda lowered: len(lowered.operations))


def _extract(network: Operations, output: int) -> Lowered:
    """The operations that the output needs, numbered anew."""
    flags = network.needed([output])
    arity = network.inputs
    place = list(range(arity + 1)) + [0] * (len(network.left) - arity - 1)
    operations: list[tuple[int, int]] = []
    for variable in range(arity + 1, len(network.left)):
        if flags[variable]:
            left, right = network.left[variable], network.right[variable]
            a, b = place[left >> 1] << 1 | left & 1, place[right >> 1] << 1 | right & 1
            operations.append((a, b) if (a < b) == (left < right) else (b, a))
            place[variable] = arity + len(operations)
    return Lowered(tuple(operations), place[output >> 1] << 1 | output & 1)


def _by_diagram(weights: tuple[int, ...], threshold: int, budget: int) -> Lowered | None:
    """The threshold BDD, or None where it would take more than ``budget`` nodes."""
    arity = len(weights)
    budget = min(budget, BDD_NODES + 4 * arity)
    if weights[0] == weights[-1]:
        reach = -(-threshold // weights[0])
        if reach * (arity - reach + 1) > budget:
            return None
    remaining = [0] * (arity + 1)
    for level in range(arity - 1, -1, -1):
        remaining[level] = remaining[level + 1] + weights[level]
    network = Operations(arity)
    # Of each level, the nodes by the highest threshold they stand for: (highest, lowest, literal).
    levels: list[list[tuple[int, int, int]]] = [[] for _ in range(arity + 1)]
    nodes = 0

    def find(level: int, missing: int) -> tuple[int, int, int] | None:
        if missing <= 0:
            return 0, missing, TRUE
        if missing > remaining[level]:
            return missing, remaining[level] + 1, FALSE
        known = levels[level]
        at = bisect_left(known, (missing,))
        return known[at] if at < len(known) and known[at][1] <= missing else None

    stack = [(0, threshold)]
    while stack:
        level, missing = stack[-1]
        if find(level, missing) is not None:
            stack.pop()
            continue
        weight = weights[level]
        low, high = find(level + 1, missing), find(level + 1, missing - weight)
        if low is None or high is None:
            if low is None:
                stack.append((level + 1, missing))
            if high is None:
                stack.append((level + 1, missing - weight))
            continue
        nodes += 1
        if nodes > budget:
            return None
        # Constants hold on for ever: true for whatever is reached already, false for whatever is out of reach.
        highest = [place[0] + shift for place, shift in ((low, 0), (high, weight)) if place[2] != FALSE]
        lowest = [place[1] + shift for place, shift in ((low, 0), (high, weight)) if place[2] != TRUE]
        literal = network.either(low[2], network.both(2 * (level + 1), high[2]))
        insort(levels[level], (min(highest), max(lowest), literal))
        stack.pop()
    found = find(0, threshold)
    assert found is not None
    return _extract(network, found[2])


def _by_adders(weights: tuple[int, ...], threshold: int) -> Lowered:
    network = Operations(len(weights))
    read = range(2, 2 * len(weights) + 2, 2)
    return _extract(network, reaches(network, read, weights, threshold))


def _by_one_adder(weights: tuple[int, ...], threshold: int) -> Iterator[Lowered]:
    """Three equal weights added first, then the best operations for what is left: sum and carry as inputs."""
    for index in range(len(weights) - 2):
        weight = weights[index]
        if weights[index + 2] != weight or (index and weights[index - 1] == weight):
            continue
        rest = [(w, 2 * (i + 1)) for i, w in enumerate(weights) if not index <= i < index + 3]
        network = Operations(len(weights))
        total, carry = network.add(*(2 * (i + 1) for i in range(index, index + 3)))
        rest = sorted([*rest, (weight, total), (min(2 * weight, threshold), carry)], key=lambda pair: -pair[0])
        core = _lower_positive(tuple([w for w, _ in rest]), threshold)
        yield _extract(network, core.literal(network, [literal for _, literal in rest]))
