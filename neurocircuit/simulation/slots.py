"""Slots by liveness: which place each value is kept in, so that few places serve many values.

A slot is free again when the last reader of its value is reached, and the one that was freed last is taken first: it
is still warm. What frees a slot and what takes it are then brackets that match, so that all are matched at once.
"""

from __future__ import annotations

import numpy as np

from neurocircuit.simulation.fusion import Numbers


def assign_slots(read: Numbers) -> Numbers:
    """A slot for the value of each step.

    Args:
        read: (n, steps): the steps whose values each step reads, which come before it; where there are fewer, the
            number of steps, which is none.

    Returns:
        (steps): slots, numbered from 0 on. A step may write where it reads. What is never read is freed at once.

    >>> assign_slots(np.array([[4, 4, 0, 2], [4, 4, 1, 0]]))
    array([0, 1, 1, 0])
    """
    count = read.shape[1]
    steps = np.arange(count)
    last = np.full(count + 1, -1)
    np.maximum.at(last, read.ravel(), np.tile(steps, len(read)))
    # What happens, step by step: operands are freed, a slot is taken, and freed at once where nothing reads it.
    freed = (read < count) & (last[read] == steps)
    happens = np.vstack((freed, steps >= 0, last[:-1] < 0)).T
    source = np.vstack((read, steps, steps)).T[happens]
    change = np.where(np.nonzero(happens)[1] == len(read), -1, 1)
    height = np.cumsum(change)
    # Brackets match at equal heights, where they take turns. One that takes a slot below all heights so far is alone.
    lowest = np.minimum.accumulate(np.append(0, height))
    # Of small numbers numpy sorts by digits.
    heights = height + (change < 0) - lowest[-1]
    order = np.argsort(heights.astype(np.min_scalar_type(heights.max(initial=0))), kind="stable")
    alone = lowest[1:] < lowest[:-1]
    takes = np.flatnonzero((change < 0)[order] & ~alone[order])
    heir = steps.copy()
    heir[source[order[takes]]] = source[order[takes - 1]]
    while not np.array_equal(older := heir[heir], heir):
        heir = older
    slots = np.zeros_like(steps)
    slots[source[alone]] = np.arange(np.count_nonzero(alone))
    return slots[heir]
