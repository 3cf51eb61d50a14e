from itertools import product
from math import factorial, prod

import pytest

from neurocircuit.logic import chow
from neurocircuit.logic.chow import Chow, chow_parameters, smallest_form
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.truth_table import TruthTable


def least_forms(arity, largest):
    """The contract's smallest form of every threshold function, by trying all weights up to the largest."""
    best = {}
    span = range(-largest, largest + 1)
    for weights in product(span, repeat=arity):
        sums = [0]
        for weight in weights:
            sums += [total + weight for total in sums]
        for threshold in {0, min(sums) - 1, *sums, *(total + 1 for total in sums)}:
            bits = sum((total >= threshold) << place for place, total in enumerate(sums))
            rank = (sum(map(abs, weights)), abs(threshold), weights)
            if bits not in best or rank < best[bits][0]:
                best[bits] = (rank, LinearForm(weights, threshold))
    return {bits: form for bits, (_, form) in best.items()}


@pytest.mark.parametrize(
    ("arity", "largest", "functions"), [(0, 1, 2), (1, 2, 4), (2, 2, 14), (3, 3, 104), (4, 3, 1882)]
)
def test_every_smallest_form_is_the_least_of_all_weights(arity, largest, functions):
    expected = least_forms(arity, largest)
    assert len(expected) == functions
    assert all(smallest_form(TruthTable(arity, bits)) == expected.get(bits) for bits in range(1 << (1 << arity)))


def test_chow_parameters_count_ones():
    assert chow_parameters(TruthTable(2, 0x2)) == Chow(1, (1, -1))


def rows(arity):
    """The shipped classes of functions of at most so many inputs, duals included: (parameters, weights)."""
    for key, value in chow.classes(False).items():
        if not any(key[arity + 1 :]):
            yield key, value
            if key[0] < 64:
                yield bytes([128 - key[0], *key[1:]]), value


@pytest.mark.parametrize(
    ("arity", "classes", "largest"),
    [(1, 3, 1), (2, 5, 1), (3, 10, 2), (4, 27, 3), (5, 119, 5), (6, 1113, 9), (7, 29375, 18)],
)
def test_the_table_has_all_classes_and_their_largest_weight(arity, classes, largest):
    found = list(rows(arity))
    assert len({key for key, _ in found}) == len(found) == classes
    assert max(value[0] for _, value in found) == largest


@pytest.mark.parametrize(
    ("arity", "functions"), [(2, 14), (3, 104), (4, 1882), (5, 94572), (6, 15028134), (7, 8378070864)]
)
def test_the_orbits_of_the_classes_add_up_to_all_threshold_functions(arity, functions):
    total = 0
    for key, _ in rows(arity):
        leanings = key[1 : arity + 1]
        alike = prod(factorial(leanings.count(value)) for value in set(leanings))
        total += factorial(arity) // alike * 2 ** (arity - leanings.count(0))
    assert total == functions


def test_the_weights_in_the_table_have_its_parameters():
    for key, value in list(chow.classes(False).items())[::41]:
        table = Perceptron(list(value[:7]), threshold=value[7]).truth_table
        assert chow_parameters(table) == Chow(key[0], tuple(key[1:]))


def test_more_inputs_than_the_table_covers():
    """What depends on at most seven of them is known all the same."""
    wide = Perceptron([0, 2, 1, 0, 0, -1, 0, 0, 1], threshold=2)
    assert smallest_form(wide.truth_table) == wide.integer_form
    assert smallest_form(TruthTable.from_function(lambda *bits: bits[2] != bits[8], 9)) is None
    assert smallest_form(Perceptron([1] * 8, threshold=4).truth_table) is None
    assert smallest_form(TruthTable(8, 0)) == LinearForm((0,) * 8, 1)


def test_the_classes_of_six_inputs_are_the_first_ones():
    small = chow.classes(True)
    assert small == {key: value for key, value in chow.classes(False).items() if not key[7]}
