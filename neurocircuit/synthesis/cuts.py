"""Cuts: for each operation of a network, sets of few variables that decide it, and it as a function of them.

Cuts of an operation are unions of cuts of its two operands (Cong and Ding, FlowMap, 1994); of each operation the best
ones are kept (Mishchenko et al., Combinational and sequential mapping with priority cuts, 2007). All operations of a
level are done at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from neurocircuit.simulation.operations import Operations, Progress
from neurocircuit.simulation.patterns import STEP

CUT_ARITY = 6
#: What stands behind the last leaf of a cut; larger than every variable.
NO_LEAF = 1 << 30
#: Operations of one level that are done at once.
CHUNK = 256

Tables: TypeAlias = NDArray[np.uint64]
#: The tables of the inputs, six of them in 64 bits.
VARIABLES: Tables = np.array(
    [sum(1 << row for row in range(64) if row >> place & 1) for place in range(CUT_ARITY)], np.uint64
)
ONE = np.uint64(1)

#: For inputs i < j: the rows in which only i is 1, those in which only j is 1, and how far they are from each other.
_LOW = np.array([[VARIABLES[i] & ~VARIABLES[j] for j in range(CUT_ARITY)] for i in range(CUT_ARITY)])
_HIGH = np.array([[VARIABLES[j] & ~VARIABLES[i] for j in range(CUT_ARITY)] for i in range(CUT_ARITY)])
_SHIFT = np.array([[max(0, (1 << j) - (1 << i)) for j in range(CUT_ARITY)] for i in range(CUT_ARITY)], np.uint64)

#: What a function costs in neurons, by its table; ``UNKNOWN`` where it is not known how to make it.
CostOf: TypeAlias = Callable[[Tables], NDArray[np.int8]]
UNKNOWN = 100


@dataclass(frozen=True, slots=True)
class Cuts:
    """The cuts of every variable; the last of each variable is the variable itself, or there is none.

    Args:
        leaves: (variables, cuts, 6), in order, filled with ``NO_LEAF``.
        tables: (variables, cuts), over six inputs.
        costs: (variables, cuts).
        counts: (variables), how many there are.
        shares: (variables), the area flow of each, divided by its readers.
    """

    leaves: NDArray[np.int32]
    tables: Tables
    costs: NDArray[np.int8]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]


def levels(network: Operations) -> list[NDArray[np.int64]]:
    """The operations of each level above the inputs."""
    level = [0] * len(network.left)
    for variable in range(network.inputs + 1, len(level)):
        left, right = network.left[variable], network.right[variable]
        level[variable] = 1 + max(level[left >> 1], level[right >> 1])
    every = np.array(level)
    order = np.argsort(every, kind="stable")
    return np.split(order, np.searchsorted(every[order], np.arange(1, every.max() + 1)))[1:]


def enumerate_cuts(
    network: Operations,
    cost_of: CostOf,
    known: int = 10,
    others: int = 10,
    left_out: Collection[int] = (),
    shallow: bool = False,
    progress: Progress | None = None,
) -> Cuts:
    """The best cuts of each operation.

    Args:
        network: of ANDs and XORs.
        cost_of: what a function costs.
        known: how many cuts are kept whose cost is known.
        others: and how many whose cost is not.
        left_out: operations that have no cuts but themselves.
        shallow: whether the best cuts are those of few levels first.
        progress: told how many operations are done.
    """
    size, most = len(network.left), known + others + 1
    cuts = Cuts(
        np.full((size, most, CUT_ARITY), NO_LEAF, np.int32),
        np.zeros((size, most), np.uint64),
        np.full((size, most), UNKNOWN, np.int8),
        np.ones(size, np.int64),
        np.zeros(size),
    )
    cuts.leaves[:, 0, 0], cuts.tables[:, 0] = np.arange(size), VARIABLES[0]
    left, right = np.array(network.left), np.array(network.right)
    readers = np.bincount(np.concatenate([left, right]) >> 1, minlength=size)
    parts, shares = 1 / np.maximum(readers, 1), np.zeros(size + 1)  # the last place is that of no leaf
    arrivals = np.zeros(size + 1)
    without = np.zeros(size, bool)
    without[list(left_out)] = True
    done = 0
    for level in levels(network):
        level = level[~without[level]]
        for start in range(0, len(level), CHUNK):
            if progress is not None:
                progress(done / size)
            some = level[start : start + CHUNK]
            done += len(some)
            owners, leaves, tables = _merged(cuts, some, left[some], right[some])
            costs = cost_of(tables)
            areas = costs + shares[np.minimum(leaves, size)].sum(axis=1)
            areas += 1e-3 * (leaves != NO_LEAF).sum(axis=1)
            late = costs + arrivals[np.minimum(leaves, size)].max(axis=1) if shallow else np.zeros(len(costs))
            order, places = _ranked(owners, (areas, late), costs >= UNKNOWN, known, others)
            rows = some[owners[order]]
            cuts.leaves[rows, places], cuts.tables[rows, places] = leaves[order], tables[order]
            cuts.costs[rows, places] = costs[order]
            first, counts = places == 0, np.bincount(owners[order], minlength=len(some))
            shares[rows[first]] = areas[order][first] * parts[rows[first]]
            arrivals[rows[first]] = late[order][first]
            cuts.leaves[some, counts, 0], cuts.tables[some, counts] = some, VARIABLES[0]
            cuts.counts[some] = counts + 1
    cuts.shares[:] = shares[:-1]
    return cuts


def _ranked(
    owners: NDArray[np.int64],
    worst: tuple[NDArray[np.float64], NDArray[np.float64]],
    unknown: NDArray[np.bool_],
    known: int,
    others: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which cuts are kept, those of each owner together with known ones first, and the place of each there."""
    order = np.lexsort((*worst, unknown, owners))
    order = order[_places(2 * owners[order] + unknown[order]) < np.where(unknown[order], others, known)]
    return order, _places(owners[order])


def _places(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each entry its place among the equal ones, which stand together."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    return np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))


def _merged(
    cuts: Cuts, some: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], Tables]:
    """Each union of a cut of the left operand and one of the right one that is not too large, once for its leaves."""
    a, b = left >> 1, right >> 1
    most = cuts.leaves.shape[1]
    every = np.arange(most)
    valid = (every < cuts.counts[a][:, None])[:, :, None] & (every < cuts.counts[b][:, None])[:, None, :]
    owners, i, j = np.nonzero(valid)
    marks = _marks(cuts.leaves[a]), _marks(cuts.leaves[b])
    few = np.bitwise_count(marks[0][owners, i] | marks[1][owners, j]) <= CUT_ARITY
    owners, i, j = owners[few], i[few], j[few]
    one, other = cuts.leaves[a[owners], i], cuts.leaves[b[owners], j]
    merged = np.sort(np.concatenate([one, other], axis=1), axis=1)
    merged[:, 1:][merged[:, 1:] == merged[:, :-1]] = NO_LEAF
    merged = np.sort(merged, axis=1)
    fits = merged[:, CUT_ARITY] == NO_LEAF
    owners, i, j, one, other = owners[fits], i[fits], j[fits], one[fits], other[fits]
    merged = np.ascontiguousarray(merged[fits, :CUT_ARITY])
    first = _once(owners, merged)
    owners, i, j, one, other, merged = (array[first] for array in (owners, i, j, one, other, merged))
    tables = [
        _expanded(cuts.tables[variables[owners], place], leaves, merged) ^ -(literals[owners] & 1).astype(np.uint64)
        for variables, literals, place, leaves in ((a, left, i, one), (b, right, j, other))
    ]
    both = np.where((left < right)[owners], tables[0] & tables[1], tables[0] ^ tables[1])
    merged, both = _supported(both, merged)
    first = _once(owners, merged)
    return owners[first], merged[first], both[first]


def _marks(leaves: NDArray[np.int32]) -> Tables:
    """One bit for each leaf, by its number modulo 64: a union has at least as many leaves as bits."""
    bits = np.where(leaves == NO_LEAF, np.uint64(0), ONE << (leaves % 64).astype(np.uint64))
    marks: Tables = np.bitwise_or.reduce(bits, axis=-1)
    return marks


def _once(owners: NDArray[np.int64], leaves: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each pair of an owner and leaves stands first, by a hash: two for one cost a cut at most."""
    keys = np.zeros(len(owners), np.uint64)
    for numbers in (owners, *leaves.T):
        keys = (keys ^ keys >> np.uint64(29)) * np.uint64(STEP) + numbers.astype(np.uint64)
    return np.unique(keys, return_index=True)[1]


def _expanded(tables: Tables, leaves: NDArray[np.int32], merged: NDArray[np.int32]) -> Tables:
    """Tables over leaves as tables over more of them: from the last leaf on, each moves to its place."""
    for index in range(CUT_ARITY - 1, -1, -1):
        leaf = leaves[:, index]
        places = (merged < leaf[:, None]).sum(axis=1)
        places = np.where(leaf == NO_LEAF, index, places)
        tables = _exchanged(tables, index, places)
    return tables


def _exchanged(tables: Tables, index: int, places: NDArray[np.int64]) -> Tables:
    """Tables in which an input is exchanged with that at a place from there on."""
    low, high, shift = _LOW[index][places], _HIGH[index][places], _SHIFT[index][places]
    exchanged: Tables = tables & ~(low | high) | (tables & low) << shift | (tables & high) >> shift
    return exchanged


def _supported(tables: Tables, leaves: NDArray[np.int32]) -> tuple[NDArray[np.int32], Tables]:
    """The cuts without leaves on which nothing depends; the others move up."""
    shifts = (1 << np.arange(CUT_ARITY)).astype(np.uint64)
    depends = ((tables[:, None] >> shifts ^ tables[:, None]) & ~VARIABLES) != 0
    rows = np.flatnonzero((~depends & (leaves != NO_LEAF)).any(axis=1))
    if len(rows):
        some, own, used = tables[rows], leaves[rows], depends[rows]
        for index in range(CUT_ARITY):
            # The next leaf that counts, from here on; where there is none, nothing moves.
            following = np.where(used[:, index:].any(axis=1), index + used[:, index:].argmax(axis=1), index)
            some = _exchanged(some, index, following)
            each = np.arange(len(own))
            own[each, index], own[each, following] = own[each, following], own[each, index].copy()
            used[each, index], used[each, following] = used[each, following], used[each, index].copy()
        own[~used] = NO_LEAF
        tables[rows], leaves[rows] = some, own
    return leaves, tables
