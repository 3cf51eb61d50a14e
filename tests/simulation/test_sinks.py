"""Sinks of engines, fed block by block."""

import numpy as np
import pytest

from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.sinks import Counts, Difference, FirstDifference, Kept, Signature
from neurocircuit.simulation.sources import RandomWords
from neurocircuit.simulation.subject import subject_of

TWO = subject_of(Circuit(["a", "b"], ["a", "b"], {}).graph)
SOURCE = RandomWords(4, 64 * 9 + 3, cycles=3, first_word=5, first_cycle=2)
BLOCKS = [SOURCE.block(cycle, 0, 10, 2) for cycle in range(3)]


def fed(sink, width):
    total = sink.start(TWO, SOURCE)
    for first in range(0, 10, width):
        for cycle in range(3):
            sink.take(total, SOURCE, cycle, first, BLOCKS[cycle][:, first : first + width])
    value = sink.finish(total)
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize(
    "sink", [Kept(), Counts(), Signature(), FirstDifference(1)], ids=lambda sink: type(sink).__name__
)
def test_the_size_of_blocks_does_not_matter(sink):
    assert fed(sink, 3) == fed(sink, 1) == fed(sink, 10)


def test_counts_are_of_the_patterns_asked_for():
    bits = sum(int(word).bit_count() for block in BLOCKS for word in block[0, :9])
    bits += sum((int(block[0, 9]) & 7).bit_count() for block in BLOCKS)
    assert fed(Counts(), 4)[0] == bits


def test_the_first_difference_is_numbered_as_the_source_is():
    equal = [np.stack([block[0], block[0]]) for block in BLOCKS]
    sink, total = FirstDifference(1), FirstDifference(1).start(TWO, SOURCE)
    for cycle, block in enumerate(equal):
        sink.take(total, SOURCE, cycle, 0, block)
    assert sink.finish(total) is None
    equal[1][1, 9] ^= np.uint64(8)  # the pattern behind the last one
    sink.take(total, SOURCE, 1, 0, equal[1])
    assert sink.finish(total) is None
    equal[1][1, 8] ^= np.uint64(32)
    sink.take(total, SOURCE, 1, 0, equal[1])
    assert sink.finish(total) == Difference(cycle=3, pattern=64 * 13 + 5)


def test_values_of_parts_are_merged():
    assert Counts().merge([np.array([1, 2]), np.array([3, 4])]).tolist() == [4, 6]
    wrapped = Signature().merge([np.array([2**64 - 1], np.uint64), np.array([3], np.uint64)])
    assert wrapped.tolist() == [2]
    assert FirstDifference(1).merge([None, Difference(2, 1), Difference(1, 9)]) == (1, 9)
    assert FirstDifference(1).merge([None, None]) is None
