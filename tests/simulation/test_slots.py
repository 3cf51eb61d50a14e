from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.simulation.slots import assign_slots


@given(st.data())
def test_slots_are_those_of_a_stack_of_free_ones(data):
    count = data.draw(st.integers(0, 40))
    reads = [
        data.draw(st.lists(st.integers(0, step - 1), max_size=3, unique=True)) if step else [] for step in range(count)
    ]
    last = {operand: step for step, read in enumerate(reads) for operand in read}
    free, slot, slots = [], [], 0
    for step, read in enumerate(reads):
        free += [slot[operand] for operand in read if last[operand] == step]
        slots += not free
        slot.append(free.pop() if free else slots - 1)
        if step not in last:
            free.append(slot[step])
    table = np.full((3, count), count)
    for step, read in enumerate(reads):
        table[: len(read), step] = read
    assert assign_slots(table).tolist() == slot
