"""Operations of up to three inputs: a network of ANDs and XORs covered by fewer, larger steps.

One vector instruction of a modern processor computes any function of three inputs, and one trip through memory is
saved by each step that is: the network is covered by lookup tables of three inputs, as when it is mapped to hardware.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, permutations
from typing import NamedTuple

from neurocircuit.simulation.operations import Operations, Progress, watched

#: Every function of up to three inputs that is 0 at 000, up to the order of its inputs: truth table to formula, in
#: which the first input ``a`` is least significant. Formulas are what engines without such an instruction compute.
FORMULAS = {
    0x00: "a ^ a",
    0xAA: "a & a",
    0x66: "a ^ b",
    0x88: "a & b",
    0xEE: "a | b",
    0x1E: "c ^ (a | b)",
    0x22: "a & ~b",
    0x28: "a & (b ^ c)",
    0x6A: "a ^ (b & c)",
    0x80: "a & (b & c)",
    0x96: "a ^ (b ^ c)",
    0xA8: "a & (b | c)",
    0xBE: "a | (b ^ c)",
    0xEA: "a | (b & c)",
    0xFE: "a | (b | c)",
    0x02: "a & ~(b | c)",
    0x06: "(a ^ b) & ~c",
    0x08: "a & (b & ~c)",
    0x0E: "(a | b) & ~c",
    0x18: "(a ^ c) & (b ^ c)",
    0x1A: "c ^ (a | (b & c))",
    0x2A: "a & ~(b & c)",
    0x2C: "b ^ (c & (a | b))",
    0x2E: "c ^ (b | (a ^ c))",
    0x7E: "(a ^ b) | (a ^ c)",
    0x82: "a & ~(b ^ c)",
    0x8A: "a & (b | ~c)",
    0x9A: "a ^ (c & ~b)",
    0xAC: "b ^ (c & (a ^ b))",
    0xAE: "a | (b & ~c)",
    0xBC: "(a & b) | (b ^ c)",
    0x16: "a ^ ((a & b) | (b ^ c))",
    0x3E: "b ^ (c | (a & ~b))",
    0x68: "(a & b) ^ (c & (a | b))",
    0x6E: "a ^ (b & (c | ~a))",
    0x86: "a ^ (b ^ (c & (a | b)))",
    0x8E: "a ^ ((a ^ b) & (b ^ c))",
    0x98: "a ^ ((a | c) & ~b)",
    0x9E: "a ^ (b ^ (c | (a & b)))",
    0xE8: "a ^ ((a ^ b) & (a ^ c))",
}

#: How many inputs each of them has.
ARITY = {table: 1 + max("abc".index(name) for name in "abc" if name in text) for table, text in FORMULAS.items()}

VARIABLES = (0xAA, 0xCC, 0xF0)

#: Tables of the first two inputs by kind (1 for AND, 0 for XOR), negation of the first, negation of the second.
_PAIRS = (0x66, 0x99, 0x99, 0x66, 0x88, 0x22, 0x44, 0x11)
_NEITHER = 0x11
#: The table of the sum of three bits.
SUM = 0x96

#: A variable with more readers than this hardly fits into all of them; the second pass finds what the first made room
#: for.
MOST_READERS, PASSES = 8, 2


class Lookup(NamedTuple):
    """One lookup table of a cover: a variable of the network, its function, the variables it reads.

    A variable that is an input, or the constant, has no operands. What is kept of another one may be its opposite, so
    that ``table`` is one of ``FORMULAS``.
    """

    variable: int
    table: int
    operands: tuple[int, ...]


@cache
def formula_steps(table: int) -> tuple[tuple[str, ...], ...]:
    """The formula of a table as (``and``, ``or``, ``xor`` or ``not``; its operands), step after step.

    Operands are ``a``, ``b``, ``c`` or the number of an earlier step.

    >>> formula_steps(0x0E)
    (('or', 'a', 'b'), ('not', 'c'), ('and', '0', '1'))
    """
    steps: list[tuple[str, ...]] = []
    names: dict[type[ast.operator], str] = {ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}

    def visit(node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.UnaryOp):
            operand = visit(node.operand)
            steps.append(("not", operand))
        else:
            assert isinstance(node, ast.BinOp)
            left = visit(node.left)
            steps.append((names[type(node.op)], left, visit(node.right)))
        return str(len(steps) - 1)

    visit(ast.parse(FORMULAS[table], mode="eval").body)
    return tuple(steps)


def fuse(
    network: Operations, literals: Sequence[int], progress: Progress | None = None
) -> tuple[list[Lookup], list[int]]:
    """The steps that compute the literals, each after those it reads, depth first, and the literals over kept values.

    Returns:
        The steps, and each literal with its negation relative to the value that is kept of its variable.
    """
    leaves, tables = _cover(network, literals, progress)
    negated = bytearray(len(network.left))
    steps = []
    for variable in _in_order(network, leaves, literals):
        if variable <= network.inputs:
            steps.append(Lookup(variable, VARIABLES[0] if variable else 0, ()))
            continue
        read, flips = leaves[variable], 0
        for leaf in reversed(read):
            flips = flips << 1 | negated[leaf]
        table, order, negated[variable] = _normalize(tables[variable], flips)
        steps.append(Lookup(variable, table, tuple([read[index] for index in order])))
    return steps, [literal ^ negated[literal >> 1] for literal in literals]


def _cover(
    network: Operations, literals: Sequence[int], progress: Progress | None
) -> tuple[list[tuple[int, ...]], list[int]]:
    """What each variable reads, and its truth table over that; variables that no one reads any more are left out.

    Each variable in turn moves into all its readers, if these still have at most three inputs then: one step less.
    """
    first, size = network.inputs + 1, len(network.left)
    kept = bytearray(size)
    for literal in literals:
        kept[literal >> 1] = 1
    leaves, tables = _pairs_and_adders(network, kept)
    readers: list[list[int]] = [[] for _ in range(size)]
    for variable in range(first, size):
        for leaf in leaves[variable]:
            readers[leaf].append(variable)
    # What did not fit is tried again where something near it has changed.
    waiting = bytearray(b"\1") * size
    for _ in range(PASSES):
        for variable in watched(range(first, size), progress):
            if waiting[variable] and leaves[variable] and not kept[variable]:
                waiting[variable] = 0
                if len(readers[variable]) <= MOST_READERS:
                    _dissolve(variable, leaves, tables, readers, waiting)
    return leaves, tables


def _pairs_and_adders(network: Operations, kept: bytearray) -> tuple[list[tuple[int, ...]], list[int]]:
    """What the variables read, and their tables, at first: full adders are two steps already, others as they stand."""
    left, right = network.left, network.right
    needed, halves = bytearray(kept), bytearray(len(left))
    leaves: list[tuple[int, ...]] = [()] * len(left)
    tables = [0] * len(left)
    for variable in range(len(left) - 1, network.inputs, -1):
        if needed[variable]:
            x, y = left[variable], right[variable]
            read: tuple[int, ...] = (x >> 1, y >> 1)
            table = _pair_table(x, y)
            if x < y and x & y & 1:
                adder = _full_adder(network, x >> 1, y >> 1)
                if adder is not None:
                    # The sum comes before the carry: it is reached later here.
                    half, read, table = adder
                    halves[half] = 1
            elif x > y and (halves[x >> 1] or halves[y >> 1]):
                half, rest = read if halves[x >> 1] else read[::-1]
                a, b = right[half] >> 1, left[half] >> 1
                if rest not in (a, b):
                    read, table = (a, b, rest), SUM
            leaves[variable], tables[variable] = read, table
            for leaf in read:
                needed[leaf] = 1
    return leaves, tables


def _full_adder(network: Operations, p: int, q: int) -> tuple[int, tuple[int, int, int], int] | None:
    """Whether neither of two variables is the carry of a, b and c: they are a AND b, and c AND a half sum a XOR b.

    Returns:
        The half sum, the three bits, and the table of the carry.
    """
    left, right = network.left, network.right
    for both, rest in ((p, q), (q, p)):
        if left[both] < right[both] and left[rest] < right[rest]:
            a, b, first, second = left[both] >> 1, right[both] >> 1, left[rest] >> 1, right[rest] >> 1
            for half, c in ((first, second), (second, first)):
                if left[half] >> 1 == b and right[half] >> 1 == a and left[half] > right[half] and c not in (a, b):
                    tables = _pair_table(left[both], right[both]), _pair_table(left[rest], right[rest])
                    return half, (a, b, c), _carry_table(*tables, half == first)
    return None


@cache
def _carry_table(both: int, rest: int, half_first: bool) -> int:
    """The table of neither ``both``, over a and b, nor ``rest``, over a XOR b and c in this order or the other."""
    a, b, c = VARIABLES
    read = (a ^ b, c) if half_first else (c, a ^ b)
    return _apply(_NEITHER, (_apply(both, (a, b)), _apply(rest, read)))


def _pair_table(x: int, y: int) -> int:
    """The table of the operation on two literals, over their variables."""
    return _PAIRS[(x < y) << 2 | (x & 1) << 1 | y & 1]


def _dissolve(
    variable: int, leaves: list[tuple[int, ...]], tables: list[int], readers: list[list[int]], waiting: bytearray
) -> None:
    """Moves a variable into all its readers, if it fits into each; what is near those is to be tried again."""
    own = leaves[variable]
    merged = []
    for reader in readers[variable]:
        read = leaves[reader]
        if variable in read:
            union = own + tuple([leaf for leaf in read if leaf != variable and leaf not in own])
            hidden = [variable]
            if len(union) > 3:
                union = _hide(union, hidden, leaves)
                if len(union) > 3:
                    return
            merged.append((reader, union, hidden))
    for reader, union, hidden in merged:
        read = leaves[reader]
        if variable in read:
            values = dict(zip(union, VARIABLES, strict=False))
            for leaf in reversed(hidden):
                values[leaf] = _apply(tables[leaf], tuple([values[inner] for inner in leaves[leaf]]))
            tables[reader] = _apply(tables[reader], tuple([values[leaf] for leaf in read]))
            leaves[reader] = union
            waiting[reader] = 1
            for leaf in union:
                waiting[leaf] = 1
                if leaf not in read:
                    readers[leaf].append(reader)
    leaves[variable] = ()


def _hide(union: tuple[int, ...], hidden: list[int], leaves: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Fewer variables: what is itself a function of the others is hidden behind them."""
    for leaf in union:
        inner = leaves[leaf]
        if inner and inner[0] in union and inner[-1] in union and inner[1 % len(inner)] in union:
            hidden.append(leaf)
            rest = tuple([other for other in union if other != leaf])
            return _hide(rest, hidden, leaves) if len(rest) > 3 else rest
    return union


@cache
def _apply(table: int, operands: tuple[int, ...]) -> int:
    """The table of a function of functions of three inputs, which are given by their tables."""
    result = 0
    for row in range(8):
        index = sum([(operand >> row & 1) << j for j, operand in enumerate(operands)])
        result |= (table >> index & 1) << row
    return result


def _depends(table: int, index: int) -> bool:
    return table != _apply(table, tuple([0 if j == index else VARIABLES[j] for j in range(3)]))


@cache
def _normalize(table: int, flips: int) -> tuple[int, tuple[int, ...], int]:
    """One of the known tables for one with some inputs negated; the order of its operands; whether it is negated."""
    flipped = _apply(table, tuple([word ^ 0xFF * (flips >> j & 1) for j, word in enumerate(VARIABLES)]))
    negated = flipped & 1
    flipped ^= 0xFF * negated
    for order in permutations(range(3)):
        candidate = _apply(flipped, tuple([VARIABLES[order.index(j)] for j in range(3)]))
        arity = sum([_depends(candidate, j) for j in range(3)])
        if candidate in FORMULAS and not any(_depends(candidate, j) for j in range(arity, 3)):
            return candidate, order[:arity], negated
    raise AssertionError(f"no formula for {table:#x}")


def _in_order(network: Operations, leaves: Sequence[tuple[int, ...]], literals: Sequence[int]) -> Iterable[int]:
    """The variables that the literals need, operations and inputs, each before its first reader, as they were made.

    Circuits are lowered depth first, and adders add as they go: so few values wait for others.
    """
    kept = [literal >> 1 for literal in literals]
    needed = bytearray(len(leaves))
    for variable in kept:
        needed[variable] = 1
    for variable in range(len(leaves) - 1, network.inputs, -1):
        if needed[variable]:
            for leaf in leaves[variable]:
                needed[leaf] = 1
    reads = (leaves[variable] + (variable,) for variable in range(network.inputs + 1, len(leaves)) if needed[variable])
    return dict.fromkeys(chain(chain.from_iterable(reads), kept))
