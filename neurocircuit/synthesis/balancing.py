"""Chains of ANDs and of exclusive ors as trees of few levels: what is ready first is joined first.

A wide gate that was split is a chain; where nothing else reads what is inside, it may be joined in any order
(Mishchenko, Chatterjee and Brayton, DAG-aware AIG rewriting, 2006, section on balancing).
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.translation import Translation, moved


def balanced(given: Translation) -> Translation:
    """The same circuit with its chains as trees; nets inside them are gone."""
    old, new = given.network, Operations(given.network.inputs)
    needed = old.needed([2 * root for root in given.roots])
    inside = _inside(given, needed)
    literals = {variable: 2 * variable for variable in range(old.inputs + 1)}
    levels = [0] * len(new.left)
    for variable in range(old.inputs + 1, len(old.left)):
        if needed[variable] and not inside[variable]:
            literals[variable] = _joined(old, variable, inside, literals, new, levels)
    return moved(given, new, literals)


def _inside(given: Translation, needed: bytearray) -> bytearray:
    """A flag for each operation that only an equal operation reads, and an AND only as it is."""
    left, right, inputs = given.network.left, given.network.right, given.network.inputs
    reads = [0] * len(left)
    for root in given.roots:
        reads[root] = 2
    operations = [variable for variable in range(inputs + 1, len(left)) if needed[variable]]
    for variable in operations:
        reads[left[variable] >> 1] += 1
        reads[right[variable] >> 1] += 1
    flags = bytearray(len(left))
    for variable in operations:
        conjunction = left[variable] < right[variable]
        for literal in (left[variable], right[variable]):
            read = literal >> 1
            alike = read > inputs and (left[read] < right[read]) == conjunction
            flags[read] |= alike and reads[read] == 1 and not (conjunction and literal & 1)
    return flags


def _joined(
    old: Operations, variable: int, inside: bytearray, literals: dict[int, int], new: Operations, levels: list[int]
) -> int:
    """The literal of a chain in the new network, of whose variables the levels are known."""
    conjunction = old.left[variable] < old.right[variable]
    negated, leaves, waiting = 0, list[int](), [old.left[variable], old.right[variable]]
    while waiting:
        literal = waiting.pop()
        if inside[literal >> 1]:
            negated ^= literal & 1
            waiting += (old.left[literal >> 1], old.right[literal >> 1])
        else:
            leaves.append(literals[literal >> 1] ^ literal & 1)
    heap = [(levels[literal >> 1], literal) for literal in leaves]
    heapify(heap)
    while len(heap) > 1:
        one, other = heappop(heap)[1], heappop(heap)[1]
        made = new.both(one, other) if conjunction else new.differ(one, other)
        for added in range(len(levels), len(new.left)):
            levels.append(1 + max(levels[new.left[added] >> 1], levels[new.right[added] >> 1]))
        heappush(heap, (levels[made >> 1], made))
    return heap[0][1] ^ negated
