"""The program that makes the table of pairs of neurons that ``synthesis/pairs.py`` reads.

Every threshold function of four inputs is tried as the first neuron, with every one of five as the second. Of the
pairs for one class it keeps the one of least total weight, then of the smallest largest weight, then the first.

    python -m tests.synthesis.pair_classes FILE
"""

from __future__ import annotations

import lzma
import sys
from itertools import permutations, product
from pathlib import Path

import numpy as np

from neurocircuit.synthesis.pairs import WAYS, transformed
from tests.logic.classes import classes

_ALL = np.arange(1 << 16)


def threshold_functions(arity):
    """All of them: the tables, and the weights and thresholds of least sum, in a fixed order."""
    points = np.arange(1 << arity)[:, None] >> np.arange(arity) & 1
    found = {}
    for row in classes(arity).tolist():
        weights, threshold = row[1 + arity : -1], row[-1]
        for own in (threshold, sum(weights) + 1 - threshold):
            for order, signs in product(sorted(set(permutations(weights))), product((1, -1), repeat=arity)):
                signed = tuple(w * sign for w, sign in zip(order, signs, strict=True))
                moved = own + sum(w for w in signed if w < 0)
                fired = points @ np.array(signed) >= moved
                found.setdefault(sum(1 << int(place) for place in np.flatnonzero(fired)), (*signed, moved))
    return found


def representatives():
    """The least table of the class of each function of four inputs."""
    least = _ALL.copy()
    for way in WAYS:
        moved = transformed(_ALL, way)
        least = np.minimum(least, np.minimum(moved, moved ^ 0xFFFF))
    return least


def pair_classes():
    """The rows of the file."""
    one, last = threshold_functions(4), threshold_functions(5)
    seconds = np.array(list(last))
    sizes = np.array([(sum(map(abs, form[:-1])), max(map(abs, form[:-1]))) for form in last.values()])
    wanted = np.zeros(1 << 16, bool)
    wanted[np.unique(representatives())] = True
    wanted[list(one)] = False
    best = {}
    for first, form in one.items():
        tables = seconds & 0xFFFF & ~first | seconds >> 16 & first
        weight, largest = sum(map(abs, form[:-1])), max(map(abs, form[:-1]))
        for place in np.flatnonzero(wanted[tables]):
            second = last[int(seconds[place])]
            rank = (weight + int(sizes[place, 0]), max(largest, int(sizes[place, 1])), form, second)
            table = int(tables[place])
            best[table] = min(best.get(table, rank), rank)
    return [[table & 0xFF, table >> 8, *first, *second] for table, (*_, first, second) in sorted(best.items())]


if __name__ == "__main__":
    made = np.array(pair_classes()).astype(np.uint8).tobytes()
    Path(sys.argv[1]).write_bytes(lzma.compress(made, preset=9 | lzma.PRESET_EXTREME))
