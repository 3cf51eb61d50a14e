"""Slots by liveness: which place each value is kept in, so that few places serve many values.

A slot is free again when the last reader of its value is reached, and the one that was freed last is taken first: it
is still warm. What frees a slot and what takes it are then brackets that match, so that all are matched at once.
"""

from __future__ import annotations

import numpy as np

from neurocircuit.simulation.fusion import Numbers


def assign_slots(values: Numbers, operands: Numbers) -> Numbers:
    """A slot for the value of each step.

    Args:
        values: (steps): the numbers of the values that the steps make, each once.
        operands: (n, steps): those that they read, made before; 0, which nothing reads, where there are fewer.

    Returns:
        (steps): slots, numbered from 0 on. A step may write where it reads. What is never read is freed at once.

    >>> assign_slots(np.array([1, 2, 3, 4]), np.array([[0, 0, 1, 3], [0, 0, 2, 1]]))
    array([0, 1, 1, 0])
    """
    count = len(values)
    steps = np.arange(count)
    step_of = np.zeros(1 + int(values.max(initial=0)), dtype=np.int64)
    step_of[values] = steps
    made = np.where(operands, step_of[operands], count)
    last = np.full(count + 1, -1)
    np.maximum.at(last, made.ravel(), np.tile(steps, len(made)))
    # What happens, step by step: operands are freed, a slot is taken, and freed at once where nothing reads it.
    freed = (made < count) & (last[made] == steps)
    happens = np.vstack((freed, steps >= 0, last[:-1] < 0)).T
    source = np.vstack((made, steps, steps)).T[happens]
    change = np.broadcast_to(np.array((*(1,) * len(operands), -1, 1)), happens.shape)[happens]
    height = np.cumsum(change)
    # Brackets match at equal heights, where they take turns. One that takes a slot below all heights so far is alone.
    order = np.argsort(height + (change < 0), kind="stable")
    lowest = np.minimum.accumulate(np.append(0, height))
    alone = lowest[1:] < lowest[:-1]
    takes = np.flatnonzero((change < 0)[order] & ~alone[order])
    heir = steps.copy()
    heir[source[order[takes]]] = source[order[takes - 1]]
    while not np.array_equal(older := heir[heir], heir):
        heir = older
    slots = np.zeros_like(steps)
    slots[source[alone]] = np.arange(np.count_nonzero(alone))
    return slots[heir]
