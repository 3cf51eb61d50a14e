"""Functions that are known at some assignments only, and whether one neuron can be what is known.

The assignments are two tables, as integers: where the function is true, and where it is false. A neuron rises or falls
with each input, and of two inputs one is the stronger: what breaks that is refused before a linear programme is asked
(Muroga, Threshold Logic and Its Applications, 1971: 1- and 2-monotonicity).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.truth_table import variable_masks
from neurocircuit.synthesis.separation import propose


def neuron_for(codes: NDArray[np.int64], wanted: NDArray[np.bool_], prices: Sequence[float]) -> LinearForm | None:
    """A neuron that gives the wanted outputs at these assignments, or None.

    Args:
        codes: assignments as integers, the first input least significant; they may repeat.
        wanted: the output at each.
        prices: of each input what a weight of 1 costs.

    >>> neuron_for(np.array([0, 1, 2, 3, 3]), np.array([0, 0, 0, 1, 1], bool), [1, 1])
    LinearForm(weights=(1, 1), threshold=2)
    >>> neuron_for(np.array([0, 1, 2, 3]), np.array([0, 1, 1, 0], bool), [1, 1])
    """
    arity = len(prices)
    true, false = np.zeros(1 << arity, bool), np.zeros(1 << arity, bool)
    true[codes[wanted]] = True
    false[codes[~wanted]] = True
    if (true & false).any():
        return None
    return _neuron(_as_integer(true), _as_integer(false), arity, prices)


def _as_integer(flags: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _neuron(true: int, false: int, arity: int, prices: Sequence[float]) -> LinearForm | None:
    if not true or not false:
        return LinearForm((0,) * arity, 0 if true else 1)
    masks = variable_masks(arity)
    signs = [0] * arity
    while True:
        fresh = _signs(true, false, masks, signs)
        if fresh is None:
            return None
        if not any(fresh):
            break
        for place, sign in enumerate(fresh):
            if sign < 0:
                true, false = (_flipped(table, masks[place], 1 << place) for table in (true, false))
        signs = [sign or found for sign, found in zip(signs, fresh, strict=True)]
        for place, sign in enumerate(signs):
            if sign:
                true |= (true & ~masks[place]) << (1 << place)
                false |= (false & masks[place]) >> (1 << place)
        if true & false:
            return None
    known = [place for place, sign in enumerate(signs) if sign]
    if not _ordered(true, false, masks, known):
        return None
    lowest, highest = true, false
    for place in known:
        lowest &= ~((true & ~masks[place]) << (1 << place))
        highest &= ~((false & masks[place]) >> (1 << place))
    points = np.concatenate([_points(lowest, arity), _points(highest, arity)])
    negative = np.array(signs) < 0
    form = propose(
        points ^ negative,
        np.arange(len(points)) < lowest.bit_count(),
        signs,
        prices,
    )
    return form


def _flipped(table: int, mask: int, distance: int) -> int:
    return (table & mask) >> distance | (table & ~mask) << distance


def _signs(true: int, false: int, masks: Sequence[int], known: Sequence[int]) -> list[int] | None:
    """Of inputs whose sign is not known yet what it is, 0 where nothing tells; None where one has both."""
    signs = [0] * len(masks)
    for place, mask in enumerate(masks):
        if not known[place]:
            rises = (true & mask) >> (1 << place) & false & ~mask
            falls = (false & mask) >> (1 << place) & true & ~mask
            if rises and falls:
                return None
            signs[place] = 1 if rises else -1 if falls else 0
    return signs


def _ordered(true: int, false: int, masks: Sequence[int], places: Sequence[int]) -> bool:
    """Whether no two inputs are each stronger than the other."""
    for index, low in enumerate(places):
        true_low, false_low = true & masks[low], false & masks[low]
        true_rest, false_rest = true & ~masks[low], false & ~masks[low]
        for high in places[index + 1 :]:
            distance, mask = (1 << high) - (1 << low), masks[high]
            higher = (true_rest & mask) >> distance & false_low & ~mask
            if higher and (false_rest & mask) >> distance & true_low & ~mask:
                return False
    return True


def _points(table: int, arity: int) -> NDArray[np.int64]:
    """The assignments of a table as 0/1 rows."""
    data = table.to_bytes(max(1, (1 << arity) // 8), "little")
    rows = np.flatnonzero(np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little"))
    return rows[:, None] >> np.arange(arity) & 1
