from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.simulation.fusion import FORMULAS, MOST_READERS, fuse
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


@pytest.mark.parametrize(("readers", "steps"), [(MOST_READERS, MOST_READERS), (MOST_READERS + 1, MOST_READERS + 2)])
def test_what_few_read_moves_into_each_reader(readers, steps):
    network = Operations(2 + readers)
    shared = network.both(2, 4)
    made = [network.both(shared, 6 + 2 * place) for place in range(readers)]
    assert len(operations_in(network, made)) == steps


@given(st.data())
def test_any_network_computes_the_same(data):
    network = Operations(data.draw(st.integers(1, 4)))
    literals = [2 * (index + 1) for index in range(network.inputs)]
    for _ in range(data.draw(st.integers(0, 12))):
        operands = [data.draw(st.sampled_from(literals)) ^ data.draw(st.integers(0, 1)) for _ in range(3)]
        kind = data.draw(st.sampled_from(("both", "differ", "add")))
        literals += network.add(*operands) if kind == "add" else [getattr(network, kind)(*operands[:2])]
    shown = data.draw(st.lists(st.sampled_from(literals), max_size=4))
    for bits in product((0, 1), repeat=network.inputs):
        assert fused(network, shown, bits) == evaluated(network, shown, bits)
