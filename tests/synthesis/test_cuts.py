"""Cuts: their tables are what the network computes, and none that is small is missed where there are few."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.analysis.sweeping import evaluate
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis import cuts as module
from neurocircuit.synthesis.cuts import CUT_ARITY, NO_LEAF, UNKNOWN, enumerate_cuts, levels


def all_known(tables):
    return np.ones(len(tables), np.int8)


@st.composite
def networks(draw, inputs=8, most=40):
    network = Operations(inputs)
    literals = list(range(2, 2 * inputs + 2))
    for _ in range(draw(st.integers(1, most))):
        a, b = draw(st.sampled_from(literals)), draw(st.sampled_from(literals))
        made = network.both(a, b) if draw(st.booleans()) else network.differ(a, b)
        literals += [made, made ^ 1]
    return network


def cuts_of(cuts, variable):
    found = {}
    for place in range(cuts.counts[variable]):
        leaves = tuple(leaf for leaf in cuts.leaves[variable, place].tolist() if leaf != NO_LEAF)
        assert leaves not in found
        found[leaves] = int(cuts.tables[variable, place])
    return found


@settings(deadline=None)
@given(networks())
def test_tables_are_what_the_network_computes(network):
    cuts = enumerate_cuts(network, all_known, known=5, others=5)
    masks = {place + 1: sum(1 << row for row in range(256) if row >> place & 1) for place in range(8)}
    values = evaluate(network, masks, (1 << 256) - 1)
    for variable in range(network.inputs + 1, len(network.left)):
        for leaves, table in cuts_of(cuts, variable).items():
            assert list(leaves) == sorted(set(leaves))
            for row in range(256):
                seen = sum((values[leaf] >> row & 1) << place for place, leaf in enumerate(leaves))
                assert table >> seen & 1 == values[variable] >> row & 1
            for place in range(CUT_ARITY):
                step = 1 << place
                depends = any((table >> row ^ table >> (row | step)) & 1 for row in range(64) if not row & step)
                assert depends == (place < len(leaves))


def test_all_cuts_of_a_tree_are_found():
    network = Operations(4)
    top = network.both(network.differ(2, 4), network.both(6, 9))
    found = cuts_of(enumerate_cuts(network, all_known), top >> 1)
    left, right = network.left[top >> 1] >> 1, network.right[top >> 1] >> 1
    assert set(found) == {(5, 6), (1, 2, 6), (3, 4, 5), (1, 2, 3, 4), (top >> 1,)}
    assert {left, right} == {5, 6}


def test_no_cut_is_larger_than_six():
    network = Operations(8)
    literal = 2
    for read in range(4, 18, 2):
        literal = network.both(literal, read)
    found = cuts_of(enumerate_cuts(network, all_known), literal >> 1)
    assert max(map(len, found)) == CUT_ARITY


def test_a_leaf_on_which_nothing_depends_is_left_out():
    network = Operations(3)
    # (a & b) | (a & ~b) is a.
    half, other = network.both(2, 4), network.both(2, 5)
    network.left.append(half ^ 1)
    network.right.append(other ^ 1)
    found = cuts_of(enumerate_cuts(network, all_known), len(network.left) - 1)
    assert found[(1,)] == 0x5555555555555555


def test_the_best_are_kept_known_ones_and_others():
    network = Operations(6)
    literal = 2
    for read in range(4, 14, 2):
        literal = network.differ(literal, read)

    def wide_is_known(tables):
        few = (tables ^ tables >> np.uint64(8)) & np.uint64(0x00FF00FF00FF00FF) == 0
        return np.where(few, UNKNOWN, 3).astype(np.int8)

    cuts = enumerate_cuts(network, wide_is_known, known=1, others=2)
    last = literal >> 1
    assert cuts.counts[last] == 4
    assert (cuts.costs[last] < UNKNOWN).tolist() == [True, False, False, False]


@pytest.mark.parametrize("chunk", [1, 3])
def test_chunks_make_no_difference(monkeypatch, chunk):
    network = Operations(4)
    for a, b in product(range(2, 10), repeat=2):
        network.both(a, b)
    whole = enumerate_cuts(network, all_known)
    monkeypatch.setattr(module, "CHUNK", chunk)
    assert np.array_equal(enumerate_cuts(network, all_known).tables, whole.tables)


def test_levels_hold_every_operation_after_what_it_reads():
    network = Operations(2)
    a = network.both(2, 4)
    b = network.differ(a, 2)
    assert [level.tolist() for level in levels(network)] == [[a >> 1], [b >> 1]]
    assert levels(Operations(3)) == []
