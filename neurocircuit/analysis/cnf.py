"""Clauses of networks of ANDs and XORs, as SAT solvers take them.

Neurons come as the operations that they are lowered to, equal ones once (``simulation.lowering``): a threshold BDD or
carry-save adders, whichever is smaller, so never the 2^n rows of a table. Variable v of the network is variable v of
the clauses; the constant, variable 0, has none.
"""

from __future__ import annotations

from collections.abc import Iterator

Clause = tuple[int, ...]


def signed(literal: int) -> int:
    """A literal ``2 * variable + negated`` as ``variable`` or ``-variable``."""
    return -(literal >> 1) if literal & 1 else literal >> 1


def operation_clauses(variable: int, left: int, right: int) -> Iterator[Clause]:
    """That a variable is the AND of two literals where the left one is smaller, else their XOR: three or four clauses.

    >>> list(operation_clauses(3, 2, 5))
    [(-3, 1), (-3, -2), (3, -1, 2)]
    """
    a, b = signed(left), signed(right)
    if left < right:
        yield from ((-variable, a), (-variable, b), (variable, -a, -b))
    else:
        yield from ((-variable, a, b), (-variable, -a, -b), (variable, -a, b), (variable, a, -b))


def equal_clauses(a: int, b: int) -> Iterator[Clause]:
    """That two literals are equal; either may be the constant 0 or 1, but not both."""
    if a < 2 or b < 2:
        yield (signed(max(a, b) ^ (min(a, b) ^ 1)),)
    else:
        yield from ((-signed(a), signed(b)), (signed(a), -signed(b)))
