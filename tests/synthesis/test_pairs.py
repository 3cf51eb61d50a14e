"""The shipped pairs of neurons: the program makes them, and each computes its function."""

import lzma
from importlib.resources import files

import numpy as np
import pytest

from neurocircuit.logic.chow import smallest_form
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.pairs import PAIR_ARITY, has_pair, pair_recipe
from tests.synthesis.pair_classes import pair_classes


def value(recipe, row):
    values = [row >> place & 1 for place in range(PAIR_ARITY)]
    for step in recipe:
        values.append(step.perceptron(*[values[operand] for operand in step.operands]))
    return values[-1]


def test_the_program_makes_what_is_shipped():
    shipped = lzma.decompress(files("neurocircuit.synthesis").joinpath("pairs.xz").read_bytes())
    assert np.array(pair_classes()).astype(np.uint8).tobytes() == shipped


def test_all_functions_of_four_inputs():
    """52,166 of 65,536 take one neuron or two, of which 1,882 take one."""
    two = has_pair(Limits())
    assert two.sum() == 52_166 - 1_882
    assert not any(two[bits] for bits in range(1 << 16) if smallest_form(TruthTable(4, bits)))


@pytest.mark.parametrize("start", range(0, 64, 16))
def test_each_pair_computes_its_function(start):
    for bits in np.flatnonzero(has_pair(Limits()))[start::64].tolist():
        recipe = pair_recipe(bits)
        assert len(recipe) == 2
        assert sum(value(recipe, row) << row for row in range(16)) == bits


@pytest.mark.parametrize("limits", [Limits(3, 2), Limits(4, None), Limits(None, 3), Limits(5, 1)])
def test_limits_hold_for_both_neurons(limits):
    within = has_pair(limits)
    assert 0 <= within.sum() < has_pair(Limits()).sum()
    for bits in np.flatnonzero(within)[::97].tolist():
        assert all(limits.allow(step.perceptron.integer_form) for step in pair_recipe(bits))


def test_exclusive_or_takes_an_or_first():
    forms = [str(step.perceptron.integer_form) for step in pair_recipe(0x6666)]
    assert forms == ["[1, 1; 1]", "[-1, -1, 2; 1]"]
