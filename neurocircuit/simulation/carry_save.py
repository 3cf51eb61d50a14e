"""Weighted sums of literals by carry-save adders, and their comparison with a constant.

The bits of each binary place are added three at a time; carries go on to the next place. Three bits are added as soon
as there are three, so that few are under way at any time: which three, is known before the first one is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from neurocircuit.simulation.operations import FALSE, TRUE, Operations

#: Of each place at most two bits, by place: what is left of a sum.
Columns = dict[int, list[int]]

#: From so many literals on the operations of a sum are made at once.
MANY = 500


def reaches(network: Operations, literals: Sequence[int], weights: Sequence[int], threshold: int) -> int:
    """The literal that the weighted sum of literals reaches a threshold; weights are positive."""
    digits = {weight: tuple(signed_digits(weight)) for weight in set(weights)}
    # -2^k x is 2^k (1 - x) less a constant.
    constants = {weight: sum([1 << place for place, digit in own if digit < 0]) for weight, own in digits.items()}
    threshold += sum([constants[weight] for weight in weights])
    pairs = zip(literals, weights, strict=True)
    bits = [(literal ^ (digit < 0), place) for literal, weight in pairs for place, digit in digits[weight]]
    columns = (_add_at_once(network, bits) if len(literals) >= MANY else None) or _add(network, bits)
    place = min(columns)
    # Below the lowest column the sum has no bits to meet those of the threshold.
    reached = FALSE if threshold & (1 << place) - 1 else TRUE
    carry = FALSE
    while columns or carry:
        # Constants fold, so that a place of fewer bits takes fewer operations.
        first, second, *_ = [*columns.pop(place, []), FALSE, FALSE]
        bit, carry = network.add(first, second, carry)
        reached = network.both(reached, bit) if threshold >> place & 1 else network.either(reached, bit)
        place += 1
    return reached if threshold >> place == 0 else FALSE


def signed_digits(weight: int) -> Iterator[tuple[int, int]]:
    """The places and digits (1 or -1) of the non-adjacent form, which has the fewest digits."""
    place = 0
    while weight:
        zeros = (weight & -weight).bit_length() - 1
        weight >>= zeros
        place += zeros
        digit = 1 if weight == 1 or weight & 3 == 1 else -1
        yield place, digit
        weight -= digit


def _add(network: Operations, bits: Sequence[tuple[int, int]]) -> Columns:
    """The sum of literals at their places, adder by adder."""
    columns: Columns = {}
    for bit, place in bits:
        while len(column := columns.setdefault(place, [])) == 2:
            total, bit = network.add(column[0], column[1], bit)
            columns[place] = [total]
            place += 1
        column.append(bit)
    return columns


def _add_at_once(network: Operations, bits: Sequence[tuple[int, int]]) -> Columns | None:
    """What ``_add`` does, with the same operations in the same order; None where some may be there already, or fold.

    All adders of a place but the first read the sum of the one before: of these nothing can be there.
    """
    literals, places = np.fromiter(chain.from_iterable(bits), dtype=np.int64).reshape(-1, 2).T
    positions = np.sort(places << 40 | literals >> 1)
    if literals.min() <= TRUE or (positions[1:] == positions[:-1]).any():
        return None
    # At each place bits arrive in the order in which they, or those from which they are carried, were given.
    lowest = int(places.min())
    groups = np.split(np.argsort(places, kind="stable"), np.cumsum(np.bincount(places - lowest))[:-1])
    moments = np.zeros(0, dtype=np.int64)
    schedule: list[tuple[NDArray[np.int64], ...]] = []
    while groups or len(moments):
        own = groups.pop(0) if groups else moments[:0]
        arrived = np.concatenate((own, moments))
        order = np.argsort(arrived)
        moments = arrived[order][2::2]
        schedule.append((own, order, moments))
    when = np.concatenate([moments * len(schedule) + index for index, (_, _, moments) in enumerate(schedule)])
    first = len(network.left)
    variables = np.empty_like(when)
    variables[np.argsort(when)] = first + 5 * np.arange(len(when))
    made = np.zeros((2, 5 * len(when)), dtype=np.int64)
    columns: Columns = {}
    heads = []
    carries = np.zeros(0, dtype=np.int64)
    for place, (own, order, moments) in enumerate(schedule, lowest):
        column = np.concatenate((literals[own], carries))[order]
        adders, variables = np.split(variables, [len(moments)])
        if not len(adders):
            columns[place] = column.tolist()
            carries = adders
            continue
        sums = adders + 1 << 1 | np.bitwise_xor.accumulate(column & 1)[2::2]
        carries = adders + 4 << 1 | 1
        columns[place] = [int(sums[-1]), *column[2 * len(adders) + 1 :].tolist()]
        a, b, c = np.append(column[0], sums[:-1]), column[1 : 2 * len(adders) : 2], column[2::2]
        heads.append((int(a[0]), int(b[0])))
        half = adders << 1 | (a ^ b) & 1
        made[:, adders - first] = np.maximum(a, b) & ~1, np.minimum(a, b) & ~1
        made[:, adders - first + 1] = half & ~1, c & ~1
        made[:, adders - first + 2] = np.minimum(a, b), np.maximum(a, b)
        made[:, adders - first + 3] = c, half
        made[:, adders - first + 4] = adders + 2 << 1 | 1, adders + 3 << 1 | 1
    old = [pair for pair in heads if max(pair) >> 1 < first]
    if len({(a >> 1, b >> 1) for a, b in old}) < len(old) or any(network.may_find(a, b) for a, b in old):
        return None
    network.extend(made)
    return columns
