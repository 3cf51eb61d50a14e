"""Functions that one perceptron cannot say, as recipes of a few: sums of products, parities, truth tables.

A recipe is a tuple of steps. The operand j of a step is input j of the function where j is below the arity, else the
output of step j - arity. The last step is the function. Importers put a recipe into a circuit as it stands.

A cube (a product of literals) is one perceptron with weights +1 and -1 and the number of its positive literals as
threshold; a sum of cubes is one more. So a cover needs no synthesis, and one of more than six
inputs is never expanded to a truth table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeAlias

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask

_UNARY = ("BUF", "NOT")
_MANY = ("AND", "OR", "NAND", "NOR")
#: Functions of up to so many inputs are recognised where one neuron is enough.
MOST_IDENTIFIED = 6
# Recipes of short covers come again and again; those of long ones would only fill the memory.
_SHORT = 256


class Step(NamedTuple):
    """One perceptron of a recipe: what it reads, what it is, and the gate's name where it is one."""

    operands: tuple[int, ...]
    perceptron: Perceptron
    gate: str = ""


Recipe: TypeAlias = tuple[Step, ...]

#: A product of literals: the inputs in it, and +1 or -1 for each as it stands or negated.
Cube: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


def cover_recipe(rows: Sequence[str], arity: int, value: int = 1) -> Recipe:
    """A sum of products, given by rows over ``0 1 -``, in at most two levels; or in fewer neurons where these are few.

    Args:
        rows: one character an input; the function has ``value`` where any row matches. No rows: constant 0.
        arity: the number of inputs.
        value: 1 where the rows are the on-set, 0 where they are the off-set.

    Raises:
        InputError: for a row of another length or other characters.

    >>> [(step.operands, step.gate) for step in cover_recipe(["11--", "--11"], 4)]
    [((0, 1), 'AND'), ((2, 3), 'AND'), ((4, 5), 'OR')]
    >>> [(step.operands, step.gate) for step in cover_recipe(["0-", "-0"], 2)]
    [((0, 1), 'NAND')]
    """
    short = len(rows) * arity <= _SHORT
    return (_cached_recipe if short else _cover_recipe)(tuple(rows), arity, value)


def _cover_recipe(rows: tuple[str, ...], arity: int, value: int) -> Recipe:
    cubes = list(dict.fromkeys(cube_of(row, arity) for row in rows))
    if not cubes or ((), ()) in cubes:
        return (constant(value if cubes else 0),)
    if len(cubes) == 1:
        operands, signs = cubes[0]
        return (_step(operands, signs, signs.count(1), value),)
    steps: list[Step] = []
    terms: list[tuple[int, int]] = []
    for operands, signs in cubes:
        if len(operands) == 1:
            # A lone literal is a weight of the sum itself, no neuron of its own.
            terms.append((operands[0], signs[0]))
        else:
            steps.append(_step(operands, signs, signs.count(1)))
            terms.append((arity + len(steps) - 1, 1))
    signs = tuple([sign for _, sign in terms])
    levels = (*steps, _step(tuple([operand for operand, _ in terms]), signs, 1 - signs.count(-1), value))
    fewest = _fewest(_table_of(cubes, arity, value)) if arity <= MOST_IDENTIFIED else None
    return fewest if fewest is not None and len(fewest) < len(levels) else levels


def _table_of(cubes: list[Cube], arity: int, value: int) -> TruthTable:
    bits = 0
    for operands, signs in cubes:
        cube = full_mask(arity)
        for operand, sign in zip(operands, signs, strict=True):
            mask = variable_mask(arity, operand)
            cube &= mask if sign > 0 else ~mask
        bits |= cube
    return TruthTable(arity, bits if value else bits ^ full_mask(arity))


_cached_recipe = lru_cache(maxsize=4096)(_cover_recipe)


def cube_of(row: str, arity: int) -> Cube:
    """A row over ``0 1 -`` as a cube.

    Raises:
        InputError: for a row of another length or other characters.

    >>> cube_of("1-0", 3)
    ((0, 2), (1, -1))
    """
    if len(row) != arity:
        raise InputError(f"row has {counted(len(row), 'literal')}, expected {arity}")
    if row.count("0") + row.count("1") + row.count("-") != arity:
        stray = next(letter for letter in row if letter not in "01-")
        raise InputError(f"row holds {stray!r}", hint="0, 1 or - for each input")
    literals = [(place, 1 if letter == "1" else -1) for place, letter in enumerate(row) if letter != "-"]
    return tuple([place for place, _ in literals]), tuple([sign for _, sign in literals])


def constant(value: int) -> Step:
    """The step that is always 0 or always 1."""
    gate = "ONE" if value else "ZERO"
    return Step((), gate_perceptron(gate, 0), gate)


def _step(operands: tuple[int, ...], signs: tuple[int, ...], threshold: int, value: int = 1) -> Step:
    """The neuron with these weights, negated for the value 0; by its gate's name where it has one."""
    if not value:
        signs, threshold = tuple([-sign for sign in signs]), 1 - threshold
    form = LinearForm(signs, threshold)
    for gate in _UNARY if len(signs) == 1 else _MANY:
        perceptron = gate_perceptron(gate, len(signs))
        if perceptron.integer_form == form:
            return Step(operands, perceptron, gate)
    return Step(operands, Perceptron(signs, threshold=threshold), "")


@lru_cache(maxsize=256)
def parity_recipe(arity: int, value: int = 1) -> Recipe:
    """Whether an odd (value 1) or even (value 0) number of inputs is 1, in floor(log2 n) + 1 neurons.

    The neurons find the binary digits of that number from the highest down: a digit is 1 where what is left after
    taking off the higher digits reaches its weight. The lowest digit is the parity. Two and three inputs take two
    neurons (the half and the full adder), seven take three; a chain of XOR gates would take 2(n - 1).

    Raises:
        InputError: for no inputs.

    >>> [str(step.perceptron.integer_form) for step in parity_recipe(2)]
    ['[1, 1; 2]', '[1, 1, -2; 1]']
    """
    if arity < 1:
        raise InputError(f"the parity of {arity} inputs", hint="at least one")
    if arity == 1:
        return (_step((0,), (1,), 1, value),)
    steps: list[Step] = []
    weights, operands = [1] * arity, list(range(arity))
    for digit in reversed(range(1, arity.bit_length())):
        gate = ("AND" if arity == 1 << digit else "") if not steps else ""
        steps.append(Step(tuple(operands), Perceptron(weights, threshold=1 << digit), gate))
        operands.append(arity + len(steps) - 1)
        weights.append(-1 << digit)
    odd = Perceptron(weights, threshold=1)
    return (*steps, Step(tuple(operands), odd if value else odd.negated))


@lru_cache(maxsize=4096)
def table_recipe(table: TruthTable) -> Recipe:
    """A truth table in few neurons: one if it is a threshold function of up to six inputs, a parity, else a cover.

    >>> [str(step.perceptron.integer_form) for step in table_recipe(TruthTable(4, 0x80FE))]
    ['[1, 1, 1, -2; 1]']
    """
    fewest = _fewest(table)
    if fewest is not None:
        return fewest
    on, off = irredundant_rows(table), irredundant_rows(~table)
    return cover_recipe(on, table.arity, 1) if len(on) <= len(off) else cover_recipe(off, table.arity, 0)


def _fewest(table: TruthTable) -> Recipe | None:
    """The recipe of a constant, a threshold function or a parity."""
    if table.is_constant:
        return (constant(table.bits & 1),)
    single = _single_neuron(table)
    if single is not None:
        return (single,)
    odd = 0
    for index in range(table.arity):
        odd ^= variable_mask(table.arity, index)
    if table.bits in (odd, full_mask(table.arity) ^ odd):
        return parity_recipe(table.arity, int(table.bits == odd))
    return None


# The largest weight that a threshold function of 0, 1, 2, ... inputs needs (Muroga 1971).
_LARGEST_WEIGHT = (0, 1, 1, 2, 3, 5, 9)


def _single_neuron(table: TruthTable) -> Step | None:
    """The one neuron of a threshold function of up to six inputs, with the least weights.

    The Chow parameters order the weights: equal ones have equal weights, larger ones larger weights (Chow 1961). That
    leaves at most 126 choices.
    """
    arity, ones = table.arity, table.ones
    if arity > MOST_IDENTIFIED or any(table.unateness(index) is None for index in range(arity)):
        return None
    chow = [2 * (table.bits & variable_mask(arity, index)).bit_count() - ones for index in range(arity)]
    operands = tuple([index for index in range(arity) if chow[index]])
    ranks = sorted({abs(chow[index]) for index in operands})
    choices = combinations(range(1, _LARGEST_WEIGHT[len(operands)] + 1), len(ranks))
    forms = []
    for sizes in choices:
        size = dict(zip(ranks, sizes, strict=True))
        weights = [size[abs(parameter)] * (1 if parameter > 0 else -1) if parameter else 0 for parameter in chow]
        sums = [0]
        for weight in weights:
            sums += [total + weight for total in sums]
        threshold = min(total for total, bit in zip(sums, table, strict=True) if bit)
        if all(bit or total < threshold for total, bit in zip(sums, table, strict=True)):
            forms.append((sum(map(abs, weights)), tuple([weights[index] for index in operands]), threshold))
    if not forms:
        return None
    _, signed, threshold = min(forms)
    return _step(operands, signed, threshold)


def irredundant_rows(table: TruthTable) -> list[str]:
    """An irredundant cover of a truth table by prime cubes, as rows (Minato 1992, after Morreale 1970).

    >>> irredundant_rows(TruthTable(3, 0xE8))
    ['-11', '1-1', '11-']
    """
    return _cover_between(table.bits, table.bits, table.arity)[0]


def _cover_between(lower: int, upper: int, arity: int) -> tuple[list[str], int]:
    """Rows that cover ``lower`` and stay within ``upper``, and the table that they cover; deep as the arity."""
    if not lower:
        return [], 0
    if upper == full_mask(arity):
        return ["-" * arity], upper
    half = 1 << arity - 1
    mask = (1 << half) - 1
    lower0, lower1, upper0, upper1 = lower & mask, lower >> half, upper & mask, upper >> half
    rows0, covered0 = _cover_between(lower0 & ~upper1, upper0, arity - 1)
    rows1, covered1 = _cover_between(lower1 & ~upper0, upper1, arity - 1)
    rest = (lower0 & ~covered0) | (lower1 & ~covered1)
    rows, covered = _cover_between(rest, upper0 & upper1, arity - 1)
    every = [f"{row}0" for row in rows0] + [f"{row}1" for row in rows1] + [f"{row}-" for row in rows]
    return every, (covered0 | covered) | (covered1 | covered) << half
