"""Reachable sums next to a threshold: both methods against brute force."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import LimitError
from neurocircuit.logic import sums
from neurocircuit.logic.sums import reachable_neighbours


@given(st.lists(st.integers(-30, 30), max_size=7), st.integers(-100, 100), st.sampled_from([1, 10**9]))
def test_the_neighbours_of_a_threshold(weights, threshold, scale):
    """Small weights by bits, large ones by halves."""
    weights, threshold = [weight * scale for weight in weights], threshold * scale + scale // 3
    every = {
        sum(w for w, bit in zip(weights, bits, strict=True) if bit) for bits in product([0, 1], repeat=len(weights))
    }
    silent = max((z for z in every if z < threshold), default=None)
    firing = min((z for z in every if z >= threshold), default=None)
    assert reachable_neighbours(weights, threshold) == (silent, firing)


@pytest.mark.parametrize("weights", [[3, 5, 7, 11, 13, 17, 19], [1] * 12, [2, 4, 8, 16]])
def test_both_methods_agree_at_every_threshold(weights):
    for threshold in range(1, sum(weights) + 1):
        assert sums._in_bitset(weights, threshold) == sums._in_halves(weights, threshold)


def test_the_limits_are_kept_and_reached(monkeypatch):
    """Sums up to the limit are marked bit by bit; above it, halves of at most so many weights are listed."""
    monkeypatch.setattr(sums, "MAX_BITSET", 100)
    monkeypatch.setattr(sums, "MAX_HALF", 2)
    assert reachable_neighbours([20] * 5, 41) == (40, 60)
    assert reachable_neighbours([25, 25, 25, 26], 51) == (51 - 1, 51)
    with pytest.raises(LimitError) as error:
        reachable_neighbours([20, 20, 20, 20, 21], 41)
    assert str(error.value) == (
        "the margin of a neuron of 5 inputs with weights up to 21 (at most 4 inputs, or weights that add up to 100)"
    )
