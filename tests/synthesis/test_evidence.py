"""Patterns and proofs: values are right, differences become patterns, equality is proved."""

import numpy as np
import pytest

from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis import evidence as module
from neurocircuit.synthesis.evidence import Evidence


def wide_and(inputs=40):
    """A network of one wide AND of inputs by turns negated, which no random pattern makes true, and of half of it."""
    network = Operations(inputs)
    literal, half = 2, 0
    for read in range(4, 2 * inputs + 2, 2):
        literal = network.both(literal, read ^ (read >> 1 & 1))
        half = literal if read == inputs else half
    return network, literal, half


def test_values_and_codes_are_those_of_the_network():
    network = Operations(3)
    carry = network.both(2, 4)
    total = network.differ(carry, 6)
    evidence = Evidence(network, [carry >> 1, total >> 1], Effort())
    codes = evidence.codes((1, 2, 3), evidence.places)
    assert set(codes.tolist()) == set(range(8))
    a, b, c = codes & 1, codes >> 1 & 1, codes >> 2
    assert np.array_equal(evidence.values(carry >> 1), a & b)
    assert np.array_equal(evidence.values(total >> 1), a & b ^ c)


def test_values_may_be_equal_negated():
    network = Operations(1)
    evidence = Evidence(network, [], Effort())
    key, sign = evidence.packed(1, 64)
    assert sign == evidence.values(1)[0]
    assert np.array_equal(np.unpackbits(np.frombuffer(key, np.uint8)), evidence.values(1)[:64] ^ bool(sign))


def test_a_difference_becomes_patterns():
    network, literal, half = wide_and()
    evidence = Evidence(network, [literal >> 1, half >> 1], Effort())
    before = evidence.places
    assert not evidence.values(literal >> 1).any()
    assert evidence.equal(literal, 0) is False
    assert evidence.places == before + module.STEP
    assert evidence.values(literal >> 1)[before]
    assert evidence.equal(half, literal) is False
    assert (evidence.values(half >> 1) & ~evidence.values(literal >> 1)).any()


def test_equality_is_proved_with_either_sign():
    network = Operations(3)
    one = network.differ(2, network.differ(4, 6))
    other = network.either(network.both(network.differ(2, 4), 7), network.both(network.differ(2, 4) ^ 1, 6))
    assert one >> 1 != other >> 1
    evidence = Evidence(network, [one >> 1], Effort())
    assert evidence.equal(one, other) is True
    assert evidence.equal(one ^ 1, other ^ 1) is True
    assert evidence.equal(one, other ^ 1) is False
    assert evidence.equal(one, one ^ 1) is False
    never = network.both(network.both(2, 4), network.both(3, 6) ^ 0)
    assert evidence.equal(never, 0) is True
    assert evidence.equal(1, 0) is False


def test_what_is_added_later_is_known_to_the_solver():
    network = Operations(2)
    evidence = Evidence(network, [], Effort())
    nor = network.both(3, 5)
    same = network.differ(network.differ(2, 4), network.both(2, 4)) ^ 1
    assert evidence.equal(nor, same) is True


def test_too_hard_is_said(monkeypatch):
    monkeypatch.setattr(module, "BUDGET", 0)
    network, literal, half = wide_and()
    assert Evidence(network, [], Effort()).equal(literal, half) is None


def test_the_oldest_counterexamples_make_room(monkeypatch):
    monkeypatch.setattr(module, "LEARNT", 2 * module.STEP)
    network, literal, _ = wide_and()
    evidence = Evidence(network, [literal >> 1], Effort())
    first = evidence.places
    for _ in range(3):
        evidence._learn_from({})
    assert evidence.places == first + 2 * module.STEP


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST_VALUES", 1 << 12)
    network, literal, _ = wide_and()
    assert Evidence(network, [literal >> 1], Effort()).places == module.STEP


def test_no_source_at_all():
    evidence = Evidence(Operations(0), [], Effort())
    assert evidence.equal(0, 1) is False


def test_questions_end_with_the_time():
    network, literal, half = wide_and()
    with pytest.raises(OutOfTime):
        Evidence(network, [], Effort(0)).equal(literal, half)


def test_one_more_variable_is_looked_at():
    network, literal, half = wide_and()
    evidence = Evidence(network, [half >> 1], Effort())
    before = evidence.places
    evidence.take_in(literal >> 1, np.zeros(before, bool))
    assert not evidence.values(literal >> 1).any()
    assert evidence.equal(literal, 0) is False
    assert evidence.values(literal >> 1)[before]
    assert evidence.values(half >> 1)[before]
    assert evidence.sums({1: -2, half >> 1: 5, literal >> 1: 1 << 40})[before] == (1 << 40) + 3


def test_rows_are_added_where_there_are_none_left():
    network = Operations(3 * module.STEP)
    evidence = Evidence(network, [], Effort())
    for number in range(1, network.inputs):
        variable = network.both(2 * number, 2 * number + 2) >> 1
        values = np.arange(evidence.places) % 7 == number % 7
        evidence.take_in(variable, values)
        assert np.array_equal(evidence.values(variable), values)
