"""Adders by their functions."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis import adders as module
from neurocircuit.analysis.adders import find_adders
from neurocircuit.analysis.effort import Effort
from neurocircuit.simulation.operations import Operations
from neurocircuit.simulation.program import lower_graphs
from neurocircuit.simulation.subject import subject_of
from tests.analysis.multipliers import MULTIPLIERS, array
from tests.analysis.rows import truth


def bits_of(values, row):
    return [value >> row & 1 for value in values]


@st.composite
def networks(draw):
    """Random ANDs and XORs over four inputs, many of them adders of some polarity."""
    network = Operations(4)
    literals = [2, 4, 6, 8]
    for _ in range(draw(st.integers(1, 8))):
        a, b, c = (draw(st.sampled_from(literals)) ^ draw(st.integers(0, 1)) for _ in range(3))
        if draw(st.booleans()):
            made = network.add(a, b, c)
        else:
            made = [network.differ(a, b), network.both(a, b)][draw(st.integers(0, 1)) :]
        literals += [literal ^ draw(st.integers(0, 1)) for literal in made if literal > 1]
    return network, literals


@given(networks())
def test_adders_add(made):
    network, _ = made
    for adder in find_adders(network, bytearray([1]) * len(network.left), Effort()):
        digits, bits = (truth(network, each) for each in (adder.digits, adder.weights))
        assert adder.is_whole == (len(digits) == 2)
        for row in range(1 << network.inputs):
            spelled = sum(bit << place for place, bit in enumerate(bits_of(digits, row)))
            assert spelled == sum(bits_of(bits, row)) % (1 << len(digits))


@pytest.mark.parametrize("flips", list(product((0, 1), repeat=5)))
def test_a_full_adder_is_found_with_any_of_its_bits_negated(flips):
    network = Operations(3)
    total, carry = network.add(*(literal ^ flip for literal, flip in zip((2, 4, 6), flips, strict=False)))
    found = find_adders(network, network.needed([total ^ flips[3], carry ^ flips[4]]), Effort())
    assert [adder.digits[1] >> 1 for adder in found if len(adder.weights) == 3 and adder.is_whole] == [carry >> 1]


def test_what_reads_an_adder_stands_before_it():
    network, outputs, *_ = lower_graphs([subject_of(made.graph) for made in (array(4), MULTIPLIERS["wallace"](4))])
    adders = find_adders(network, network.needed(outputs), Effort())
    for number, adder in enumerate(adders):
        for reader in adders[number + 1 :]:
            assert not {literal >> 1 for literal in reader.weights} & {literal >> 1 for literal in adder.digits}


def test_chains_of_ands_have_no_end_of_cuts():
    """An incrementer: each digit reads the AND of all lower ones, in any order."""
    network = Operations(40)
    carry, outputs = 2, []
    for place in range(2, 41):
        outputs.append(network.differ(2 * place, carry))
        carry = network.both(network.both(2 * place, carry), network.both(carry, 2 * place - 2))
    cuts = module._cuts(network, network.needed(outputs))
    assert max(len(own) for _, own in cuts) <= module.MOST_CUTS
