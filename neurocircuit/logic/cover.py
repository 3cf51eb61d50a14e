"""Sums of products as two levels of perceptrons.

A cube (a product of literals) is one perceptron with weights +1 and -1 and the number of its positive literals as
threshold; a sum of cubes is one more. So a cover needs no synthesis, and one of more than six
inputs is never expanded to a truth table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.recipe import Cube, Recipe, Step, constant, prime_cubes, table_recipe
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask

# Covers of up to so many inputs are looked at as truth tables, for the fewest neurons.
_TABLED = 6
# Recipes of short covers come again and again; those of long ones would only fill the memory.
_SHORT = 256
_SIGNS = {"0": -1, "1": 1, "-": 0}


def cover_recipe(rows: Sequence[str], arity: int, value: int = 1) -> Recipe:
    """A sum of products, given by rows over ``0 1 -``, in at most two levels; or in fewer neurons where these are few.

    Args:
        rows: one character an input; the function has ``value`` where any row matches. No rows: constant 0.
        arity: the number of inputs.
        value: 1 where the rows are the on-set, 0 where they are the off-set.

    Raises:
        InputError: for a row of another length or other characters.

    >>> [(step.operands, step.gate) for step in cover_recipe(["11-----", "-----11"], 7)]
    [((0, 1), 'AND'), ((5, 6), 'AND'), ((7, 8), 'OR')]
    >>> [(step.operands, step.gate) for step in cover_recipe(["0-", "-0"], 2)]
    [((0, 1), 'NAND')]
    """
    short = len(rows) * arity <= _SHORT
    return (_cached_recipe if short else _cover_recipe)(tuple(rows), arity, value)


def _cover_recipe(rows: tuple[str, ...], arity: int, value: int) -> Recipe:
    cubes = list(dict.fromkeys(cube_of(row, arity) for row in rows))
    if not cubes or (0,) * arity in cubes:
        return (constant(value if cubes else 0),)
    products = sum([arity - cube.count(0) > 1 for cube in cubes])
    if products and len(cubes) > 1 and arity <= _TABLED:
        fewest = table_recipe(covered(cubes, arity, value))
        if len(fewest) <= products + 1:
            return fewest
    return _levels(cubes, arity, value)


def _levels(cubes: list[Cube], arity: int, value: int) -> Recipe:
    """A neuron for each product, and one for their sum."""
    if len(cubes) == 1:
        return (_step(enumerate(cubes[0]), cubes[0].count(1), value),)
    steps: list[Step] = []
    terms: list[tuple[int, int]] = []
    for cube in cubes:
        literals = [(place, sign) for place, sign in enumerate(cube) if sign]
        if len(literals) == 1:
            # A lone literal is a weight of the sum itself, no neuron of its own.
            terms += literals
        else:
            steps.append(_step(literals, cube.count(1)))
            terms.append((arity + len(steps) - 1, 1))
    return (*steps, _step(terms, 1 - sum(sign < 0 for _, sign in terms), value))


def _step(terms: Iterable[tuple[int, int]], threshold: int, value: int = 1) -> Step:
    """The neuron of these operands and weights, or the opposite one for the value 0."""
    return Step.of(terms, threshold) if value else Step.of([(place, -sign) for place, sign in terms], 1 - threshold)


def covered(cubes: Iterable[Cube], arity: int, value: int = 1) -> TruthTable:
    """The function that has the value where any of the cubes holds.

    >>> covered([(1, -1)], 2).hex
    '0x2'
    """
    bits = 0
    for cube in cubes:
        rows = full_mask(arity)
        for place, sign in enumerate(cube):
            if sign:
                mask = variable_mask(arity, place)
                rows &= mask if sign > 0 else ~mask
        bits |= rows
    return TruthTable(arity, bits if value else bits ^ full_mask(arity))


_cached_recipe = lru_cache(maxsize=4096)(_cover_recipe)


def cube_of(row: str, arity: int) -> Cube:
    """A row over ``0 1 -`` as a cube.

    Raises:
        InputError: for a row of another length or other characters.

    >>> cube_of("1-0", 3)
    (1, 0, -1)
    """
    if len(row) != arity:
        raise InputError(f"row has {counted(len(row), 'literal')}, expected {arity}")
    try:
        return tuple([_SIGNS[letter] for letter in row])
    except KeyError as error:
        raise InputError(f"row holds {error.args[0]!r}", hint="0, 1 or - for each input") from None


def spelled(table: TruthTable, inputs: Sequence[str]) -> str:
    """The function as an expression: an or of cubes.

    >>> spelled(TruthTable(2, 0x6), ["a", "b"])
    'a & ~b | ~a & b'
    """
    if table.is_constant:
        return str(table.bits & 1)
    cubes = [zip(inputs, cube, strict=True) for cube in prime_cubes(table)]
    return " | ".join(" & ".join(f"{'~' * (sign < 0)}{name}" for name, sign in cube if sign) for cube in cubes)
