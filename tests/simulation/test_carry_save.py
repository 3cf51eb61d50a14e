"""Sums added up at once have the very operations of those that are added up adder by adder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.simulation import carry_save
from neurocircuit.simulation.carry_save import reaches
from neurocircuit.simulation.operations import Operations


def reached(many: int, inputs: int, before: list[tuple[str, int, int]], literals, weights, threshold) -> tuple:
    """The network and the literal of a sum; what was in the network before; sums of so many are added at once."""
    network = Operations(inputs)
    for kind, a, b in before:
        getattr(network, kind)(a, b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry_save, "MANY", many)
        literal = reaches(network, literals, weights, threshold)
    # What comes later finds what is there.
    return network.left, network.right, literal, network.differ(literals[0], literals[-1]), literal


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_at_once_is_adder_by_adder(data):
    inputs = data.draw(st.integers(1, 40))
    any_literal = st.integers(0, 2 * inputs + 1)
    kinds = st.sampled_from(("both", "differ"))
    before = data.draw(st.lists(st.tuples(kinds, any_literal, any_literal), max_size=5))
    made = Operations(inputs)
    known = [getattr(made, kind)(a, b) for kind, a, b in before]
    plain = [2 * index ^ data.draw(st.integers(0, 1)) for index in data.draw(st.permutations(range(1, inputs + 1)))]
    literals = [*plain, *known] if data.draw(st.booleans()) else plain
    size = data.draw(st.sampled_from([1, 3, 2**40]))
    weights = [data.draw(st.integers(1, size)) for _ in literals]
    threshold = data.draw(st.integers(1, sum(weights)))
    wanted = reached(1000, inputs, before, literals, weights, threshold)
    assert reached(0, inputs, before, literals, weights, threshold) == wanted


def test_all_that_can_be_is_added_at_once(monkeypatch):
    monkeypatch.setattr(carry_save, "MANY", 0)
    monkeypatch.setattr(carry_save, "_add", None)
    network = Operations(9)
    nets = [*range(6, 20, 2), network.both(2, 4), 2]
    size = len(network.left)
    reaches(network, nets, [1] * 9, 5)
    assert len(network.left) > size + 5 * 4


@pytest.mark.parametrize(
    ("literals", "weights", "parts"),
    [
        ((2, 4, 6, 8), (1,) * 4, [("differ", 2, 4)]),
        ((2, 4, 6, 8), (1,) * 4, [("both", 2, 4)]),
        ((2, 4, 3, 6), (1,) * 4, []),
        ((2, 1, 4, 6), (1,) * 4, []),
        ((8, 2, 4, 6), (1,) * 4, [("both", 2, 4)]),
        ((2, 4, 6), (5, 5, 5), []),
    ],
)
def test_what_may_fold_or_be_found_is_not_added_at_once(literals, weights, parts):
    network = Operations(3 if parts else 4)
    for kind, a, b in parts:
        getattr(network, kind)(a, b)
    places = [
        (literal, place)
        for literal, weight in zip(literals, weights, strict=True)
        for place in (0, 2)
        if weight >> place & 1
    ]
    assert carry_save._add_at_once(network, places) is None
