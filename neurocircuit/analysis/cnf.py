"""Clauses of networks of ANDs and XORs, as SAT solvers take them.

Neurons come as the operations that they are lowered to, equal ones once (``simulation.lowering``): a threshold BDD or
carry-save adders, whichever is smaller, or as their prime implicants and implicates where these are fewer; so never
the 2^n rows of a table. Variable v of the network is variable v of the clauses; the constant, variable 0, has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.prime_cover import firing_sets
from neurocircuit.simulation.lowering import WIDE, lower
from neurocircuit.simulation.subject import Subject

Clause = tuple[int, ...]


class Definition(NamedTuple):
    """The clauses that define a variable, and the variables that they define it by."""

    clauses: Sequence[Clause]
    variables: Sequence[int]


class NeuronClauses(NamedTuple):
    """A neuron in clauses: the literals ``read`` are variables from 1 on there, ``output`` is the one behind them."""

    read: tuple[int, ...]
    output: int
    clauses: tuple[Clause, ...]

    def over(self, values: Sequence[int], made: int) -> Definition | None:
        """The clauses over other literals; None where one of these is a constant.

        Args:
            values: the literal that stands for each variable.
            made: the one that stands for the variable of the output.
        """
        read = [values[literal >> 1] ^ literal & 1 for literal in self.read]
        names = [0, *map(signed, (*read, made ^ self.output & 1))]
        if 0 in names[1:]:
            return None
        clauses = [tuple([names[v] if v > 0 else -names[-v] for v in clause]) for clause in self.clauses]
        return Definition(clauses, [literal >> 1 for literal in read])


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


@lru_cache(maxsize=1 << 14)
def prime_clauses(form: LinearForm) -> tuple[Clause, ...]:
    """The prime implicants and implicates of [w; T], where they are fewer clauses than its operations have; else none.

    Inputs are the variables from 1 on, the output is the one behind them.

    >>> prime_clauses(LinearForm((1, 1, -1), 2))
    ((4, -1, -2, 3), (-4, 1), (-4, 2), (-4, -3))
    """
    if len(form.weights) > WIDE:
        return ()
    operations = lower(form).operations
    most = sum([3 if left < right else 4 for left, right in operations])
    output = len(form.weights) + 1
    clauses = []
    for decided, sets in ((output, firing_sets(form, most)), (-output, firing_sets(form.opposite, most))):
        sign = 1 if decided > 0 else -1
        for inputs in sets:
            clauses.append((decided, *[-(i + 1) if sign * form.weights[i] > 0 else i + 1 for i in inputs]))
    return tuple(clauses) if len(clauses) < most else ()


def neurons_in_clauses(subjects: Sequence[Subject], nets: Sequence[Mapping[str, int]]) -> dict[int, NeuronClauses]:
    """The neurons whose prime implicants and implicates are fewer clauses than their operations, by their variable.

    Args:
        subjects: the circuits.
        nets: of each the literals of its nets, see ``LoweredGraphs``.
    """
    found: dict[int, NeuronClauses] = {}
    for (graph, _), literals in zip(subjects, nets, strict=True):
        for net, literal in literals.items():
            perceptron = graph.nodes[net]["perceptron"]
            if perceptron is not None and (clauses := prime_clauses(perceptron.integer_form)):
                read = tuple([literals[source] for source in graph.nodes[net]["fanin"]])
                found.setdefault(literal >> 1, NeuronClauses(read, literal, clauses))
    return found
