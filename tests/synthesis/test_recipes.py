import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.recipes import _covered, decompose, parity, table_of


def value(recipe, bits):
    """The recipe's output, neuron by neuron."""
    values = list(bits)
    for weights, threshold in recipe:
        assert len(weights) == len(values)
        values.append(int(sum(w * x for w, x in zip(weights, values, strict=True)) >= threshold))
    return values[-1]


def counting(arity, outputs):
    """The function whose output is bit k of ``outputs`` where k inputs are 1."""
    return TruthTable.from_outputs(outputs >> place.bit_count() & 1 for place in range(1 << arity))


@pytest.mark.parametrize("arity", [0, 1, 2, 3])
def test_every_small_function_takes_one_neuron_or_two(arity):
    for bits in range(1 << (1 << arity)):
        recipe = decompose(TruthTable(arity, bits))
        assert [value(recipe, [p >> j & 1 for j in range(arity)]) for p in range(1 << arity)] == [
            bits >> p & 1 for p in range(1 << arity)
        ]
        assert len(recipe) <= 2


@given(st.integers(4, 6).flatmap(lambda n: st.builds(TruthTable, st.just(n), st.integers(0, 2**2**n - 1))))
@settings(deadline=None)
def test_any_function(table):
    recipe = decompose(table)
    assert table_of(recipe, table.arity) == table
    assert len(recipe) <= {4: 4, 5: 7, 6: 13}[table.arity]


@pytest.mark.parametrize(("arity", "neurons"), [(2, 2), (3, 2), (4, 3), (5, 3), (7, 3), (8, 4), (10, 4)])
def test_parity_needs_as_many_neurons_as_the_count_has_bits(arity, neurons):
    table = counting(arity, 0xAAAA)
    assert table_of(parity(arity), arity) == table
    assert len(parity(arity)) == len(decompose(table)) == neurons


def test_parity_of_one_input():
    assert parity(1) == (LinearForm((1,), 1),)


@given(st.integers(2, 8), st.integers(0, 511), st.integers(0, 255))
@settings(deadline=None)
def test_functions_that_count_inputs_some_of_them_negated(arity, outputs, negated):
    table = counting(arity, outputs)
    for j in range(arity):
        table = table.flip(j) if negated >> j & 1 else table
    recipe = decompose(table)
    assert table_of(recipe, arity) == table
    assert len(recipe) <= 4


def test_one_neuron_corrects_another():
    multiplexer = TruthTable.from_function(lambda a, b, s: a if s else b, 3)
    assert len(decompose(multiplexer)) == 2
    odd_one = TruthTable(4, 0x142)
    assert len(_covered(odd_one)) == len(_covered(~odd_one)) == 3
    assert len(decompose(odd_one)) == 2


def test_a_cover_joins_cubes_that_one_neuron_can_do():
    """Six cubes, but three threshold functions of disjoint inputs."""
    table = TruthTable.from_function(lambda a, b, c, d, e, f: (a & (b | c)) | (d & (e | f)), 6)
    assert len(decompose(table)) == 2


def test_a_recipe_is_checked(monkeypatch):
    monkeypatch.setattr("neurocircuit.synthesis.recipes._counted", lambda table: [(LinearForm((1, 1), 1),)])
    with pytest.raises(AssertionError, match="wrong"):
        decompose.__wrapped__(TruthTable(2, 0x6))
