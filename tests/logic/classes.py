"""The program that makes the table of threshold classes that ``logic/chow.py`` reads.

Non-increasing weights are listed by growing sum, so the first weights that show a Chow vector are its least ones. It
stops when all classes are found; how many there are is known (Muroga, Tsuboi and Baugh, 1970). Seven inputs take half a
minute.

    python -m tests.logic.classes FILE
"""

from __future__ import annotations

import lzma
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from neurocircuit.logic.chow import TABLE_ARITY

#: Classes under permutation and negation of inputs, of functions of at most that many inputs.
CLASSES = {1: 3, 2: 5, 3: 10, 4: 27, 5: 119, 6: 1113, 7: 29375}
_CHUNK = 4096


def classes(arity: int) -> Any:
    """Every class of at most half ones as a row M, c_1..c_n, w_1..w_n, T: a uint8 array, sorted by its bytes.

    Raises:
        RuntimeError: where the weights of least sum of a class are not unique.
    """
    half = 1 << arity - 1
    rows = np.array([[0] * (2 * arity + 1) + [1]])  # never true: no weights, T = 1
    known = np.zeros(1, dtype=np.uint64)
    found = 2  # never true and its dual
    for total in count(1):
        if found == CLASSES[arity]:
            return rows[np.lexsort(rows.T[::-1])].astype(np.uint8)
        fresh = np.concatenate([_rows_of(chunk, total, known) for chunk in _weights(total, arity)])
        _, first, times = np.unique(_keys(fresh, arity), return_index=True, return_counts=True)
        fresh = fresh[first]
        leanings, weights = fresh[:, 1 : arity + 1], fresh[:, arity + 1 : -1]
        if times.max(initial=1) > 1 or ((np.diff(leanings) == 0) & (np.diff(weights) != 0)).any():
            raise RuntimeError(f"two least forms of one class, of sum {total}")
        rows = np.concatenate([rows, fresh])
        known = np.union1d(known, _keys(fresh, arity))
        found += int(np.where(fresh[:, 0] < half, 2, 1).sum())
    raise AssertionError("the loop ends above")


def _weights(total: int, arity: int) -> Iterator[Any]:
    vectors = np.array(list(_partitions(total, arity, total)), dtype=np.int16)
    return (vectors[start : start + _CHUNK] for start in range(0, len(vectors), _CHUNK))


def _partitions(total: int, parts: int, most: int) -> Iterator[tuple[int, ...]]:
    """Non-increasing vectors of so many parts, zeros among them, that add up to the total."""
    if parts == 0:
        yield ()
        return
    for first in range(min(total, most), -(-total // parts) - 1, -1):
        for rest in _partitions(total - first, parts - 1, first):
            yield (first, *rest)


def _rows_of(vectors: Any, total: int, known: Any) -> Any:
    """The rows of classes not yet known that these weights, with any threshold, belong to."""
    number, arity = vectors.shape
    points = np.arange(1 << arity)[:, None] >> np.arange(arity) & 1
    places = np.arange(number)[:, None] * (total + 1) + vectors @ points.T.astype(np.int16)

    def at_least(chosen: Any) -> Any:
        """How many of the chosen points have a sum of at least T, by vector and T."""
        histogram = np.bincount(places[:, chosen].ravel(), minlength=number * (total + 1)).reshape(number, total + 1)
        return histogram[:, ::-1].cumsum(axis=1)[:, ::-1]

    ones = at_least(np.full(1 << arity, True))
    leanings = [2 * at_least(points[:, j] == 1) - ones for j in range(arity)]
    # Least weights leave no gap: were no sum equal to T or to T - 1, one weight could be less.
    tight = np.full_like(ones, False, dtype=bool)
    reached = np.diff(ones, axis=1, append=0) < 0
    tight[:, 1:] = reached[:, 1:] & reached[:, :-1]
    vector, threshold = np.nonzero(tight & (ones <= 1 << arity - 1))
    rows = np.column_stack(
        [ones[vector, threshold], *(c[vector, threshold] for c in leanings), vectors[vector], threshold]
    )
    return rows[~np.isin(_keys(rows, arity), known)]


def _keys(rows: Any, arity: int) -> Any:
    """The Chow parameters of each row as one integer."""
    return (rows[:, : arity + 1].astype(np.uint64) << np.arange(0, 8 * (arity + 1), 8, dtype=np.uint64)).sum(axis=1)


if __name__ == "__main__":
    table = classes(TABLE_ARITY)
    # Those that need all the inputs come last.
    table = table[np.argsort(table[:, TABLE_ARITY] > 0, kind="stable")]
    Path(sys.argv[1]).write_bytes(lzma.compress(table.tobytes(), preset=9 | lzma.PRESET_EXTREME))
