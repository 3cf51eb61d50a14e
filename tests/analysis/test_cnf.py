"""Clauses: they hold exactly where the operation does."""

from itertools import product

import pytest

from neurocircuit.analysis.cnf import equal_clauses, operation_clauses, signed


def holds(clauses, values) -> bool:
    return all(any(values[abs(literal)] == (literal > 0) for literal in clause) for clause in clauses)


def value(literal, values) -> bool:
    return values[literal >> 1] ^ bool(literal & 1)


ASSIGNMENTS = [dict(enumerate((False, *bits))) for bits in product((False, True), repeat=3)]


@pytest.mark.parametrize(("left", "right"), [(2, 4), (2, 5), (3, 4), (3, 5), (4, 2), (5, 2), (4, 3), (5, 3)])
def test_an_operation(left, right):
    clauses = list(operation_clauses(3, left, right))
    assert len(clauses) == (3 if left < right else 4)
    for values in ASSIGNMENTS:
        a, b = value(left, values), value(right, values)
        assert holds(clauses, values) == (values[3] == (a and b if left < right else a != b))


@pytest.mark.parametrize(("a", "b"), [(2, 4), (5, 2), (3, 5), (4, 0), (4, 1), (0, 5), (1, 5)])
def test_equal_literals(a, b):
    for values in ASSIGNMENTS:
        assert holds(equal_clauses(a, b), values) == (value(a, values) == value(b, values))


def test_signs():
    assert [signed(literal) for literal in (2, 3, 14, 15)] == [1, -1, 7, -7]
