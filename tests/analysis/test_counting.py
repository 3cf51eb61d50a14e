"""Functions of a count: found and proved in any structure, and nothing else taken for one."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.analysis import counting
from neurocircuit.analysis.counting import equal_counts, find_count, find_counts
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.sweeping import evaluate
from neurocircuit.netlist.circuit import Neuron
from neurocircuit.simulation.operations import FALSE, Operations
from tests.analysis.voters import COUNTERS, reaches, tree, voter, wallace


def literals_of(count, negated):
    return [2 * (place + 1) + (negated >> place & 1) for place in range(count)]


def by_counts(network, digits, values):
    """The literal that has these values at each number."""
    made = FALSE
    for number, value in enumerate(values):
        if value:
            at = network.both(reaches(network, digits, number), reaches(network, digits, number + 1) ^ 1)
            made = network.either(made, at)
    return made


@pytest.mark.parametrize("way", ["_is_spelled", "_is_tabulated"])
@settings(deadline=None, max_examples=60)
@given(st.integers(2, 9), st.integers(0, 511), st.integers(0, 1023), st.sampled_from(sorted(COUNTERS)))
def test_any_function_of_a_count(way, count, negated, outputs, kind):
    """Both proofs find what the definition says, whatever the inputs' signs, or say that they do not know."""
    other = {"_is_spelled": "_is_tabulated", "_is_tabulated": "_is_spelled"}[way]
    network = Operations(count)
    literals = literals_of(count, negated)
    values = [outputs >> number & 1 for number in range(count + 1)]
    made = by_counts(network, COUNTERS[kind](network, literals), values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, other, lambda *_: False)
        found = find_count(network, made >> 1, Effort())
    if found is None:
        # Adders that are needed in part only are not found.
        assert len(set(values)) == 1 or way == "_is_spelled" or kind == "wallace"
        return
    found = found.opposite if made & 1 else found
    signs = [literal & 1 for literal in found.literals]
    for row in product((0, 1), repeat=count):
        own = sum(bit ^ (negated >> place & 1) for place, bit in enumerate(row))
        assert found.values[sum(bit ^ sign for bit, sign in zip(row, signs, strict=True))] == values[own]
    assert 2 * sum(signs) <= count


@pytest.mark.parametrize("count", [40, 101])
@pytest.mark.parametrize("kind", COUNTERS)
def test_many_inputs(kind, count):
    network = Operations(count)
    negated = random.Random(count).getrandbits(count)
    made = reaches(network, COUNTERS[kind](network, literals_of(count, negated)), 31)
    found = find_count(network, made >> 1, Effort())
    assert found.values.count(True) in (31, count - 30)
    assert len({literal & 1 ^ negated >> place & 1 for place, literal in enumerate(found.literals)}) == 1


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=3, max_size=16))
def test_nothing_else_is_taken_for_one(rows):
    """Random networks of five inputs, checked against all patterns."""
    network = Operations(5)
    literals = [FALSE, *literals_of(5, 0)]
    for a, b, conjunction in rows:
        read = [literals[number % len(literals)] ^ number & 1 for number in (a, b)]
        literals.append(network.both(*read) if conjunction else network.differ(*read))
    for literal in literals:
        if literal >> 1 > network.inputs:
            found = find_count(network, literal >> 1, Effort())
            patterns = list(product((0, 1), repeat=5))
            words = {v: sum(row[v - 1] << place for place, row in enumerate(patterns)) for v in range(1, 6)}
            truth = evaluate(network, words, (1 << 32) - 1)[literal >> 1]
            if found is not None:
                for place, row in enumerate(patterns):
                    ones = sum(row[(each >> 1) - 1] ^ each & 1 for each in found.literals)
                    assert found.values[ones] == truth >> place & 1


def test_a_wrong_guess_is_not_proved(monkeypatch):
    network = Operations(9)
    made = reaches(network, tree(network, literals_of(9, 0)), 5)
    guess = counting._Cone.guess
    wrong = guess(counting._Cone(network, made >> 1), Effort())._replace(values=(False,) * 6 + (True,) * 4)
    monkeypatch.setattr(counting._Cone, "guess", lambda cone, effort: wrong)
    assert find_count(network, made >> 1, Effort()) is None


def test_one_more_input_that_rarely_matters_is_seen_by_the_proof(monkeypatch):
    """All of 40 inputs true but the first: no random pattern shows it, and neither proof overlooks it."""
    network = Operations(40)
    literals = literals_of(40, 0)
    spoilt = network.both(literals[0] ^ 1, reaches(network, tree(network, literals[1:]), 39))
    made = network.both(reaches(network, wallace(network, literals), 20), spoilt ^ 1)
    monkeypatch.setattr(counting, "WALKS", 1)
    assert find_count(network, made >> 1, Effort()) is None


def test_tables_have_bounds(monkeypatch):
    network = Operations(30)
    made = reaches(network, COUNTERS["saturated"](network, literals_of(30, 0)), 15)
    assert find_count(network, made >> 1, Effort()) is not None
    for name in ("MOST_ENTRIES", "MOST_HELD"):
        with monkeypatch.context() as patch:
            patch.setattr(counting, name, 100)
            assert find_count(network, made >> 1, Effort()) is None


def test_the_limit_of_the_effort_holds():
    network = Operations(101)
    made = reaches(network, COUNTERS["saturated"](network, literals_of(101, 0)), 50)
    with pytest.raises(OutOfTime):
        find_count(network, made >> 1, Effort(0))


def test_equal_counts_tell_polarity_and_function():
    network = Operations(30)
    literals = literals_of(30, 5)
    digits = [COUNTERS[kind](network, literals) for kind in ("tree", "wallace")]
    one, other = (reaches(network, own, 13) for own in digits)
    more = reaches(network, digits[1], 15)
    pairs = {0: (one, other), 1: (one, other ^ 1), 2: (one ^ 1, other ^ 1), 3: (one, more), 4: (2, other)}
    assert equal_counts(network, pairs, Effort()) == {0, 2}


def test_too_much_is_not_looked_at(monkeypatch):
    network = Operations(9)
    made = reaches(network, tree(network, literals_of(9, 0)), 5)
    assert find_counts(network, [made >> 1, made >> 1], Effort()).keys() == {made >> 1}
    with monkeypatch.context() as patch:
        patch.setattr(counting, "MOST_WORK", len(network.left) - 1)
        assert find_counts(network, [made >> 1], Effort()) == {}
    monkeypatch.setattr(counting, "MOST_VALUES", 9)
    assert find_counts(network, [made >> 1], Effort()) == {}


@pytest.mark.parametrize("kind", COUNTERS)
def test_voters_of_different_structure_are_proved_equal(kind):
    assert nc.verify(voter(kind, 61), voter("tree", 61, 31)).verdict == "equivalent"
    made = nc.verify(voter(kind, 61, negated=12345), voter("wallace", 61, 32, negated=12345))
    assert made.verdict == "different"


def test_a_voter_is_proved_equal_to_one_neuron():
    names = [f"x[{place}]" for place in range(101)]
    neuron = nc.Circuit(names, ["y"], {"y": Neuron(nc.Perceptron([1] * 101, threshold=51), tuple(names))})
    made = nc.verify(voter("saturated", 101), neuron)
    assert (made.verdict, made.method) == ("equivalent", "counting")
