from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.simulation import fusion
from neurocircuit.simulation.fusion import FEW, FORMULAS, LARGE, MOST_READERS, fuse
from neurocircuit.simulation.operations import Operations


def evaluated(network: Operations, literals: list[int], bits: tuple[int, ...]) -> list[int]:
    """The literals' values straight from the network."""
    values = [0, *bits]
    for left, right in list(zip(network.left, network.right, strict=True))[network.inputs + 1 :]:
        x, y = values[left >> 1] ^ left & 1, values[right >> 1] ^ right & 1
        values.append(x & y if left < right else x ^ y)
    return [values[literal >> 1] ^ literal & 1 for literal in literals]


def fused(network: Operations, literals: list[int], bits: tuple[int, ...]) -> list[int]:
    """The literals' values by the steps that stand for the network."""
    steps, kept = fuse(network, literals)
    values = {0: 0}
    for variable, table, *operands in np.vstack(steps).T.tolist():
        if 1 <= variable <= network.inputs:
            values[variable] = bits[variable - 1]
        else:
            assert table in FORMULAS
            values[variable] = table >> sum(values[operand] << i for i, operand in enumerate(operands) if operand) & 1
    return [values[literal >> 1] ^ literal & 1 for literal in kept]


def operations_in(network: Operations, literals: list[int]) -> list[int]:
    """The tables of the steps that load no input."""
    steps, _ = fuse(network, literals)
    return steps.tables[steps.variables > network.inputs].tolist()


@pytest.mark.parametrize("flips", list(product((0, 1), repeat=3)))
def test_a_full_adder_is_two_steps(flips):
    network = Operations(3)
    made = list(network.add(*(2 * (index + 1) ^ flip for index, flip in enumerate(flips))))
    assert len(operations_in(network, made)) == 2
    for bits in product((0, 1), repeat=3):
        assert fused(network, made, bits) == evaluated(network, made, bits)


def test_a_chain_of_full_adders_is_two_steps_each():
    network = Operations(9)
    carry, made = 2, []
    for place in range(4):
        total, carry = network.add(4 * place + 4, 4 * place + 6, carry)
        made.append(total)
    assert len(operations_in(network, [*made, carry])) == 8


def test_what_others_read_of_an_adder_stays():
    network = Operations(3)
    made = [*network.add(2, 4, 6), network.differ(2, 4), network.both(2, 4)]
    assert len(operations_in(network, made)) == 4
    for bits in product((0, 1), repeat=3):
        assert fused(network, made, bits) == evaluated(network, made, bits)


def test_a_carry_whose_third_bit_is_one_of_the_two():
    network = Operations(2)
    # Not by ``add``, which would fold it: neither a AND b nor a AND (a XOR b).
    half = network.differ(2, 4)
    made = [network.either(network.both(2, 4), network.both(half, 2)), network.differ(half, 2)]
    for bits in product((0, 1), repeat=2):
        assert fused(network, made, bits) == evaluated(network, made, bits)


@pytest.mark.parametrize("large", [0, LARGE])
@pytest.mark.parametrize(("readers", "steps"), [(MOST_READERS, MOST_READERS), (MOST_READERS + 1, MOST_READERS + 2)])
def test_what_few_read_moves_into_each_reader(monkeypatch, readers, steps, large):
    monkeypatch.setattr(fusion, "LARGE", large)
    network = Operations(2 + readers)
    shared = network.both(2, 4)
    made = [network.both(shared, 6 + 2 * place) for place in range(readers)]
    assert len(operations_in(network, made)) == steps


def test_of_a_large_sum_only_what_is_near_something_that_may_move_is_looked_at(monkeypatch):
    """A chain of adders, whose steps do not fit into each other, and four ANDs at the end of it, of which two do."""
    network = Operations(2 * LARGE + 4)
    carry, made = 2, []
    for place in range(LARGE):
        total, carry = network.add(4 * place + 4, 4 * place + 6, carry)
        made.append(total)
    for literal in range(4 * LARGE + 2, 4 * LARGE + 10, 2):
        carry = network.both(carry, literal)
    seen = []
    move = fusion._move
    monkeypatch.setattr(fusion, "_move", lambda leaves, *rest: seen.append(leaves.shape[1]) or move(leaves, *rest))
    assert len(operations_in(network, [*made, carry])) == 2 * LARGE + 2
    assert len(seen) == 1
    assert seen[0] < 30


@pytest.mark.parametrize("seed", range(30))
def test_looking_only_at_what_is_near_gives_as_few_steps(monkeypatch, seed):
    random, inputs = Random(seed), 30
    network = Operations(inputs)
    literals = list(range(2, 2 * inputs + 2, 2))
    for _ in range(60):
        operands = [random.choice(literals[-20:]) ^ random.randint(0, 1) for _ in range(3)]
        literals += network.add(*operands) if random.random() < 0.6 else [network.both(*operands[:2])]
    shown = random.sample(literals[-10:], 4)
    wanted = len(operations_in(network, shown))
    monkeypatch.setattr(fusion, "LARGE", 0)
    assert len(operations_in(network, shown)) == wanted
    for _ in range(8):
        bits = tuple([random.randint(0, 1) for _ in range(inputs)])
        assert fused(network, shown, bits) == evaluated(network, shown, bits)


@pytest.mark.parametrize("width", [1, 2 * FEW])
def test_what_nothing_reads_is_left_out(width):
    """However long a chain of it is, one by one or many at a time."""
    length = 4 * FEW
    network = Operations(width + length)
    kept = network.both(2, 4)
    for start in range(2, 2 * width + 2, 2):
        unread = start
        for literal in range(2 * width + 2, 2 * (width + length) + 2, 2):
            unread = network.both(unread, literal) ^ 1
    steps, _ = fuse(network, [kept])
    assert sorted(steps.variables.tolist()) == [1, 2, kept >> 1]


@given(st.data(), st.sampled_from([0, LARGE]))
def test_any_network_computes_the_same(data, large):
    network = Operations(data.draw(st.integers(1, 4)))
    literals = [2 * (index + 1) for index in range(network.inputs)]
    for _ in range(data.draw(st.integers(0, 12))):
        operands = [data.draw(st.sampled_from(literals)) ^ data.draw(st.integers(0, 1)) for _ in range(3)]
        kind = data.draw(st.sampled_from(("both", "differ", "add")))
        literals += network.add(*operands) if kind == "add" else [getattr(network, kind)(*operands[:2])]
    shown = data.draw(st.lists(st.sampled_from(literals), max_size=4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fusion, "LARGE", large)
        for bits in product((0, 1), repeat=network.inputs):
            assert fused(network, shown, bits) == evaluated(network, shown, bits)
