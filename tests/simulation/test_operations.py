"""The network of operations shares, folds and simplifies without changing what is computed."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.simulation.operations import FALSE, TRUE, Operations

VARIABLES = [0xAAAA, 0xCCCC, 0xF0F0, 0xFF00]


def value(network: Operations, literal: int) -> int:
    values = [0, *VARIABLES]

    def of(literal: int) -> int:
        return values[literal >> 1] ^ (0xFFFF if literal & 1 else 0)

    for left, right in list(zip(network.left, network.right, strict=True))[5:]:
        values.append(of(left) & of(right) if left < right else of(left) ^ of(right))
    return of(literal)


@given(st.lists(st.tuples(st.sampled_from("&|^"), st.integers(0, 99), st.integers(0, 99)), max_size=25))
def test_the_network_computes_what_was_asked(steps):
    network = Operations(4)
    known = [(FALSE, 0), (TRUE, 0xFFFF), *((2 * (i + 1), word) for i, word in enumerate(VARIABLES))]
    made = {"&": network.both, "|": network.either, "^": network.differ}
    wanted = {"&": int.__and__, "|": int.__or__, "^": int.__xor__}
    for operator, a, b in steps:
        (left, left_word), (right, right_word) = known[a % len(known)], known[b % len(known)]
        literal, word = made[operator](left, right), wanted[operator](left_word, right_word)
        assert value(network, literal) == word
        known += [(literal, word), (literal ^ 1, word ^ 0xFFFF)]


def test_equal_operations_are_one():
    network = Operations(2)
    a, b = 2, 4
    assert network.both(a, b) == network.both(b, a)
    assert network.either(a ^ 1, b ^ 1) == network.both(a, b) ^ 1
    assert network.differ(a ^ 1, b) == network.differ(b, a) ^ 1
    assert len(network.left) == 3 + 2


def test_operations_beyond_sixteen_million_literals_are_not_taken_for_others():
    network = Operations((1 << 23) + 8)
    network.extend(np.array([[(1 << 24) + 4], [(1 << 24) + 8]]))
    assert network.both((1 << 24) + 4, (1 << 24) + 8) == 2 * (len(network.left) - 1)
    assert network.both(4, (1 << 24) + 8) == 2 * (len(network.left) - 1)
    assert len(network.left) == (1 << 23) + 8 + 3


def test_four_nands_are_an_exclusive_or():
    network = Operations(2)
    a, b = 2, 4
    middle = network.both(a, b) ^ 1
    left, right = network.both(a, middle) ^ 1, network.both(middle, b) ^ 1
    assert network.both(left, right) ^ 1 == network.differ(a, b)


def test_any_two_operations_of_three_inputs_may_meet():
    pairs = list(permutations(range(2, 8), 2))
    for operations in product(("both", "either", "differ"), repeat=2):
        for left, right in product(pairs, repeat=2):
            network = Operations(4)
            a, b = (getattr(network, name)(*pair) for name, pair in zip(operations, (left, right), strict=True))
            assert value(network, network.both(a, b)) == value(network, a) & value(network, b)


def test_two_clauses_that_differ_in_one_literal_are_the_other():
    for p, q in permutations(range(2, 6), 2):
        network = Operations(2)
        if p >> 1 != q >> 1:
            assert network.both(network.either(p, q), network.either(q ^ 1, p)) == p


def test_needed_marks_the_cone():
    network = Operations(3)
    kept = network.both(2, 4)
    network.both(2, 6)
    assert list(network.needed([kept])) == [0, 1, 1, 0, 1, 0]
