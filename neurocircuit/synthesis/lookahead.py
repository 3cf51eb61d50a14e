"""Adding two numbers in few levels: a carry is one neuron over as many places as it can read.

Of a group of m places, whose bits add up to S, the neurons ``[S; 2 ** m]`` and ``[S; 2 ** m - 1]`` tell whether it
makes a carry, and whether it has one if there is one below. So ``S + carry`` reaches ``2 ** m`` where two of these and
the carry are 1: a group is added like one place, and groups of groups likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.simulation.operations import FALSE

#: Makes a neuron of that form over literals.
Put: TypeAlias = Callable[[LinearForm, Sequence[int]], int]
#: Two bits of a place.
Pair: TypeAlias = tuple[int, int]


def carry_form(places: int, short: int = 0) -> LinearForm:
    """The carry of two numbers of so many places, the lowest first, and one from below; or of so much less."""
    weights = [1 << place for place in range(places) for _ in range(2)]
    return LinearForm((*weights, 1), (1 << places) - short)


def sum_ahead(columns: Sequence[Sequence[int]], put: Put, reach: int) -> list[int]:
    """The digits of the sum of at most two literals of each place.

    Args:
        columns: of literals, the lowest place first.
        put: gives the literal of a neuron.
        reach: how many places a neuron may read.
    """
    first = next((place for place, column in enumerate(columns) if len(column) > 1), len(columns))
    digits = [column[0] if column else FALSE for column in columns[:first]]
    pairs = [((*column, FALSE, FALSE)[0], (*column, FALSE)[1] if column else FALSE) for column in columns[first:]]
    carry = FALSE
    for (a, b), above in zip(pairs, _carries(pairs, FALSE, put, reach), strict=True):
        digits.append(carry if a == b == FALSE else put(LinearForm((1, 1, 1, -2), 1), (a, b, carry, above)))
        carry = above
    return digits


def _carries(pairs: Sequence[Pair], carry: int, put: Put, reach: int) -> list[int]:
    """The carries out of places, with one into the lowest of them."""
    made = _directly(pairs[:reach], carry, put)
    groups = [pairs[start : start + reach] for start in range(reach, len(pairs), reach)]
    if not groups:
        return made
    if reach == 1:
        return made + _carries(pairs[1:], made[-1], put, reach)
    summed = [_grouped(group, put) for group in groups]
    into = [made[-1], *_carries(summed, made[-1], put, reach)]
    for group, below, above in zip(groups, into, into[1:], strict=False):
        made += [*_directly(group[:-1], below, put), above]
    return made


def _grouped(pairs: Sequence[Pair], put: Put) -> Pair:
    """A group of places as one."""
    if len(pairs) == 1:
        return pairs[0]
    literals = (*_flat(pairs), FALSE)
    return put(carry_form(len(pairs)), literals), put(carry_form(len(pairs), 1), literals)


def _directly(pairs: Sequence[Pair], carry: int, put: Put) -> list[int]:
    return [put(carry_form(many), (*_flat(pairs[:many]), carry)) for many in range(1, len(pairs) + 1)]


def _flat(pairs: Sequence[Pair]) -> list[int]:
    return [literal for pair in pairs for literal in pair]
