"""Subset sums of a neuron's weights: which weighted sums lie next to its threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from neurocircuit.errors import LimitError

# One bit a reachable sum, as one Python integer, up to this many bits; lists of sums up to 2^20 a half.
MAX_BITSET = 1 << 22
MAX_HALF = 20


def reachable_neighbours(weights: Sequence[int], threshold: int) -> tuple[int | None, int | None]:
    """The highest sum below the threshold and the lowest one at or above it, over all 0/1 assignments.

    Raises:
        LimitError: where more than 40 inputs have weights too large to mark every sum.

    >>> reachable_neighbours([2, 3, -1], 3)
    (2, 3)
    """
    positive = sorted(abs(w) for w in weights if w)
    offset = sum(w for w in weights if w < 0)
    threshold -= offset
    if threshold <= 0 or threshold > sum(positive):
        total = sum(positive)
        return (None, offset) if threshold <= 0 else (total + offset, None)
    find = _in_bitset if sum(positive) <= MAX_BITSET else _in_halves
    silent, firing = find(positive, threshold)
    return silent + offset, firing + offset


def _in_bitset(weights: list[int], threshold: int) -> tuple[int, int]:
    reachable = 1
    for weight, count in Counter(weights).items():
        # 1, 2, 4, ... copies and a rest add up to any number of copies from none to all.
        copies = 1
        while count:
            copies = min(copies, count)
            reachable |= reachable << weight * copies
            count -= copies
            copies *= 2
    silent = (reachable & ((1 << threshold) - 1)).bit_length() - 1
    above = reachable >> threshold
    return silent, threshold + (above & -above).bit_length() - 1


def _in_halves(weights: list[int], threshold: int) -> tuple[int, int]:
    """Meet in the middle (Horowitz and Sahni, 1974): two sorted halves, walked from opposite ends."""
    if len(weights) > 2 * MAX_HALF:
        what = f"the margin of a neuron of {len(weights)} inputs with weights up to {weights[-1]}"
        raise LimitError(what, hint=f"at most {2 * MAX_HALF} inputs, or weights that add up to {MAX_BITSET}")
    left, right = _sorted_sums(weights[0::2]), _sorted_sums(weights[1::2])
    silent, firing = 0, sum(weights)
    j = len(right) - 1
    for total in left:
        while j >= 0 and total + right[j] >= threshold:
            j -= 1
        if j >= 0:
            silent = max(silent, total + right[j])
        if j + 1 < len(right):
            firing = min(firing, total + right[j + 1])
    return silent, firing


def _sorted_sums(weights: list[int]) -> list[int]:
    sums = [0]
    for weight in weights:
        # Two sorted runs: Timsort merges them in one pass.
        sums = sorted(sums + [total + weight for total in sums])
    return sums
