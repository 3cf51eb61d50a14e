from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.simulation.slots import assign_slots


@given(st.data())
def test_slots_are_those_of_a_stack_of_free_ones(data):
    count = data.draw(st.integers(0, 40))
    values = data.draw(st.permutations(range(1, count + 1)))
    operands = [
        data.draw(st.lists(st.sampled_from(values[:step]), max_size=3, unique=True)) if step else []
        for step in range(count)
    ]
    last = {operand: step for step, read in enumerate(operands) for operand in read}
    free, slot, slots = [], {}, 0
    for step, (value, read) in enumerate(zip(values, operands, strict=True)):
        free += [slot[operand] for operand in read if last[operand] == step]
        slots += not free
        slot[value] = free.pop() if free else slots - 1
        if value not in last:
            free.append(slot[value])
    table = np.zeros((3, count), dtype=np.int32)
    for step, read in enumerate(operands):
        table[: len(read), step] = read
    found = assign_slots(np.array(values, dtype=np.int32), table)
    assert found.tolist() == [slot[value] for value in values]
