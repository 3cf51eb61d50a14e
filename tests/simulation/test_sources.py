"""Sources of engines: blocks and parts of them."""

import pickle

import numpy as np
import pytest

from neurocircuit.simulation.patterns import MASK, random_words
from neurocircuit.simulation.sources import ONE, ZERO, CountWords, GivenWords, RandomWords, part_of

SOURCES = [
    GivenWords(np.arange(5 * 3 * 7, dtype=np.uint64).reshape(5, 3, 7), 64 * 6 + 5),
    RandomWords(9, 64 * 6 + 5, cycles=5, run=1, first_word=3, first_cycle=2, fixed=((1, 1), (2, 0))),
    CountWords(64 * 6 + 5, (0, ZERO, 8), cycles=5, first_word=2),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_a_part_gives_what_the_whole_gives_there(source):
    part = part_of(source, 2, 9, 1, 9)
    assert (part.patterns, part.cycles) == (64 * 4 + 5, 4)
    assert (part.first_word, part.first_cycle) == (source.first_word + 2, source.first_cycle + 1)
    for cycle in range(4):
        assert (part.block(cycle, 1, 3, 3) == source.block(cycle + 1, 3, 3, 3)).all()
    assert part_of(source, 0, 2).cycles == 5
    assert part_of(source, 0, 2).patterns == 128


def test_patterns_of_words_may_be_fewer_than_their_bits():
    words = np.zeros((1, 2, 3), np.uint64)
    assert (GivenWords(words).patterns, GivenWords(words, 130).patterns) == (192, 130)


def test_how_many_inputs_a_source_has_if_it_says():
    assert [source.inputs for source in SOURCES] == [3, None, 3]


def test_fixed_inputs_change_no_others():
    made = SOURCES[1].block(3, 1, 2, 3)
    free = random_words(9, 1, 5, 3, 4, 2)
    assert (made[0] == free[0]).all()
    assert made[1:].tolist() == [[MASK, MASK], [0, 0]]


@pytest.mark.parametrize("first", [0, 1, 2**50])
def test_positions_that_do_not_count(first):
    source = CountWords(2**62, (ONE, ZERO), first_word=first)
    assert source.block(0, 5, 3, 2).tolist() == [[MASK] * 3, [0] * 3]


def test_sources_travel():
    for source in SOURCES[1:]:
        assert pickle.loads(pickle.dumps(source)) == source
