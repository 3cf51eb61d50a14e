"""Operations of up to three inputs: a network of ANDs and XORs covered by fewer, larger steps.

One vector instruction of a modern processor computes any function of three inputs, and one trip through memory is
saved by each step that is: the network is covered by lookup tables of three inputs, as when it is mapped to hardware.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache
from itertools import chain, permutations
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

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
_PAIRS = np.array((0x66, 0x99, 0x99, 0x66, 0x88, 0x22, 0x44, 0x11))
#: The table of the sum of three bits.
SUM = 0x96

#: A variable with more readers than this hardly fits into all of them; the second pass finds what the first made room
#: for.
MOST_READERS, PASSES = 8, 2
#: In a network of more variables than this, those that may move are looked for.
LARGE = 256
#: One in so many variables are few: they are looked at one by one.
FEW = 64


Numbers: TypeAlias = NDArray[np.signedinteger[Any]]


class Steps(NamedTuple):
    """Lookup tables in the order in which they are computed, each after those it reads.

    Args:
        variables: int array (steps): the variable of the network that each computes. What is kept of it may be its
            opposite, so that ``tables`` are those of ``FORMULAS``. An input, and the constant, reads nothing.
        tables: int array (steps): their functions.
        operands: int array (3, steps): the variables that they read; 0, which nothing reads, where there are fewer.
    """

    variables: Numbers
    tables: Numbers
    operands: Numbers


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


def fuse(network: Operations, literals: Sequence[int], progress: Progress | None = None) -> tuple[Steps, list[int]]:
    """The steps that compute the literals, depth first, and the literals over kept values.

    Each variable in turn moves into all its readers, if these still have at most three inputs then: one step less.

    Returns:
        The steps, and each literal with its negation relative to the value that is kept of its variable.
    """
    kept = np.array(literals, dtype=np.int32) >> 1
    leaves, tables = _pairs_and_adders(network)
    # Of a sum more than half are read by nothing any more; the others are numbered anew.
    needed = _needed(leaves, kept)
    number, given = np.cumsum(needed, dtype=np.int32) - 1, np.flatnonzero(needed)
    leaves, tables, kept = number[leaves[:, given]], tables[given], number[kept]
    free = leaves[0] > 0
    free[kept] = False
    move = _move_some if len(tables) > LARGE else _move
    leaves, tables = move(leaves, tables, free, progress)
    leaves = leaves * _needed(leaves, kept)
    order = _in_order(leaves, kept)
    leaves, tables = leaves[:, order], tables[order]
    negated = _at_zero(order, leaves, tables)
    tables, operands = _normal(leaves, tables, negated[leaves])
    shown = [literal ^ flip for literal, flip in zip(literals, negated[kept].tolist(), strict=True)]
    return Steps(given[order], tables, given[operands]), shown


def _pairs_and_adders(network: Operations) -> tuple[Numbers, Numbers]:
    """What the variables read, and their tables, at first: full adders are two steps already, others as they stand.

    Returns:
        Arrays (3, variables), where 0 stands for nothing, and (variables).
    """
    pairs = np.array((network.left, network.right), dtype=np.int32)
    (left, right), (x, y) = pairs, pairs >> 1
    conjunction = left < right
    leaves = np.array((x, y, np.zeros_like(x)))
    tables = _PAIRS[conjunction << 2 | (left & 1) << 1 | right & 1]
    tables[0] = 0
    halves = np.zeros(len(left), dtype=bool)
    # A carry: neither a AND b, nor c AND a half sum a XOR b; which of the two is which, in each of four ways.
    carries = np.flatnonzero(conjunction & left & right & 1)
    carries = carries[conjunction[x[carries]] & conjunction[y[carries]]]
    both, rest = (np.array((x, y))[[p, p, q, q], carries[:, np.newaxis]].T for p, q in ((0, 1), (1, 0)))
    half, third = (pairs[[p, q, p, q], rest.T].T for p, q in ((0, 1), (1, 0)))
    a, b, c = x[both], y[both], third >> 1
    found = (left[half >> 1] > right[half >> 1]) & (x[half >> 1] == b) & (y[half >> 1] == a) & (c != a) & (c != b)
    adds = np.flatnonzero(found.any(axis=0))
    if not len(adds):
        return leaves, tables
    chosen = found.argmax(axis=0)[adds], adds
    a, b, c, both, half, third = (part[chosen] for part in (a, b, c, both, half, third))
    carries = carries[adds]
    leaves[:, carries] = a, b, c
    halves[half >> 1] = True
    words = _word(0, left[both]), _word(1, right[both]), _word(0, half) ^ _word(1, 0), _word(2, third)
    tables[carries] = 0xFF ^ (words[0] & words[1] | words[2] & words[3])
    # A sum: the half sum XOR c.
    sums = np.flatnonzero((left > right) & (halves[x] | halves[y]))
    half = np.where(halves[x[sums]], x[sums], y[sums])
    a, b, c = y[half], x[half], x[sums] ^ y[sums] ^ half
    found = (c != a) & (c != b)
    leaves[:, sums[found]] = a[found], b[found], c[found]
    tables[sums[found]] = SUM
    return leaves, tables


def _word(place: int, literals: Any) -> Any:
    """The tables of literals of the variable at a place of three."""
    return VARIABLES[place] ^ 0xFF * (literals & 1)


def _needed(leaves: Numbers, kept: Numbers) -> NDArray[np.bool_]:
    """Whether one of the kept variables depends on each; nothing, which is 0, is needed always."""
    size = leaves.shape[1]
    readers = np.bincount(leaves.ravel(), minlength=size)
    readers[kept] += 1
    readers[0] += 1
    idle = np.flatnonzero(readers == 0)
    while len(idle) * FEW > size:
        readers -= np.bincount(leaves[:, idle].ravel(), minlength=size)
        readers[idle] = -1
        idle = np.flatnonzero(readers == 0)
    # Few at a time may be many in turn: a chain.
    stack, counts = idle.tolist(), readers.data
    while stack:
        for leaf in leaves[:, stack.pop()].tolist():
            counts[leaf] -= 1
            if counts[leaf] == 0:
                stack.append(leaf)
    return readers > 0


def _movable(leaves: Numbers) -> NDArray[np.bool_]:
    """Whether each variable may fit into its first reader; most of a large sum do not."""
    operations = np.flatnonzero(leaves[0])
    first = np.full(leaves.shape[1], leaves.shape[1])
    np.minimum.at(first, leaves[:, operations].ravel(), np.tile(operations, 3))
    variables = operations[first[operations] < leaves.shape[1]]
    own, beside = leaves[:, variables], leaves[:, first[variables]]
    union = np.vstack((own, np.where((beside == variables) | _among(beside, own), 0, beside)))
    # What is itself a function of others among them may be hidden behind these.
    inner = leaves[0][union]
    fits = (np.count_nonzero(union, axis=0) <= 3) | (_among(inner, union) & (inner > 0)).any(axis=0)
    movable = np.zeros(leaves.shape[1], dtype=bool)
    movable[variables] = fits
    return movable


def _among(some: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Whether each number is one of the others in the same column."""
    found: NDArray[np.bool_] = some == others[0]
    for other in others[1:]:
        found |= some == other
    return found


def _move_some(
    leaves: Numbers, tables: Numbers, free: NDArray[np.bool_], progress: Progress | None
) -> tuple[Numbers, Numbers]:
    """What ``_move`` gives if only what is near something that may fit at first is looked at: little of a large sum."""
    near = _movable(leaves) & free
    near |= near[leaves].any(axis=0)
    near[leaves[:, near]] = True
    near[0] = False
    changed = np.flatnonzero(near | near[leaves].any(axis=0))
    seen = np.zeros(leaves.shape[1], dtype=bool)
    seen[changed] = seen[leaves[:, changed]] = seen[0] = True
    given, number = np.flatnonzero(seen), np.cumsum(seen) - 1
    part = np.zeros((3, len(given)), dtype=np.int32)
    part[:, number[changed]] = number[leaves[:, changed]]
    part, functions = _move(part, tables[given], (near & free)[given], progress)
    leaves[:, changed] = given[part[:, number[changed]]]
    tables[given] = functions
    return leaves, tables


def _move(
    leaves: Numbers, tables: Numbers, free: NDArray[np.bool_], progress: Progress | None
) -> tuple[Numbers, Numbers]:
    """What is read, and the tables, after moving variables into their readers, those that are free to move."""
    size = len(tables)
    rows: list[tuple[int, ...]] = [
        (a, b, c) if c else (a, b) if a else () for a, b, c in zip(*leaves.tolist(), strict=True)
    ]
    functions = tables.tolist()
    readers: list[list[int]] = [[] for _ in range(size)]
    for variable, row in enumerate(rows):
        for leaf in row:
            readers[leaf].append(variable)
    # What did not fit is tried again where something near it has changed.
    waiting, movable = bytearray(free), bytes(free)
    for _ in range(PASSES):
        for variable in watched(range(size), progress):
            if waiting[variable] and rows[variable] and movable[variable]:
                waiting[variable] = 0
                if len(readers[variable]) <= MOST_READERS:
                    _dissolve(variable, rows, functions, readers, waiting)
    lengths = np.fromiter(map(len, rows), dtype=np.int32, count=size)
    moved = np.zeros((size, 3), dtype=np.int32)
    moved[np.arange(3) < lengths[:, np.newaxis]] = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
    return moved.T, np.array(functions, dtype=np.int32)


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
def _normalize(table: int, flips: int) -> tuple[int, tuple[int, ...]]:
    """One of the known tables for one with some inputs negated, or its opposite; the order of its operands."""
    flipped = _apply(table, tuple([_word(j, flips >> j) for j in range(3)]))
    flipped ^= 0xFF * (flipped & 1)
    for order in permutations(range(3)):
        candidate = _apply(flipped, tuple([VARIABLES[order.index(j)] for j in range(3)]))
        arity = sum([_depends(candidate, j) for j in range(3)])
        if candidate in FORMULAS and not any(_depends(candidate, j) for j in range(arity, 3)):
            return candidate, order[:arity]
    raise AssertionError(f"no formula for {table:#x}")


def _in_order(leaves: Numbers, kept: Numbers) -> Numbers:
    """The variables that are read or kept, operations and inputs, each before its first reader, as they were made.

    Circuits are lowered depth first, and adders add as they go: so few values wait for others.
    """
    operations, nothing = np.flatnonzero(leaves[0]), leaves.shape[1]
    read = np.vstack((leaves[:, operations], operations)).T.ravel()
    mentioned = np.concatenate((np.where(read, read, nothing), kept))
    places = np.arange(len(mentioned))
    first = np.full(nothing + 1, len(places))
    np.minimum.at(first, mentioned, places)
    order: Numbers = mentioned[(first[mentioned] == places) & (mentioned < nothing)]
    return order


def _at_zero(variables: Numbers, leaves: Numbers, tables: Numbers) -> Numbers:
    """The value of each variable where all inputs are 0: what is kept is its opposite where that is 1."""
    values = bytearray(1 + int(variables.max(initial=0)))
    operations = np.flatnonzero(leaves[0])
    columns = [column[operations].tolist() for column in (variables, *leaves, tables)]
    for variable, a, b, c, table in zip(*columns, strict=True):
        values[variable] = table >> (values[a] | values[b] << 1 | values[c] << 2) & 1
    return np.frombuffer(values, dtype=np.uint8).astype(np.int32)


def _normal(leaves: Numbers, tables: Numbers, flips: Numbers) -> tuple[Numbers, Numbers]:
    """The known tables for those with some inputs negated, and their operands."""
    forms = tables << 3 | flips[0] | flips[1] << 1 | flips[2] << 2
    known, orders = np.zeros(1 << 11, dtype=np.int32), np.zeros((3, 1 << 11), dtype=np.int32)
    for form in np.flatnonzero(np.bincount(forms)).tolist():
        known[form], order = _normalize(form >> 3, form & 7)
        orders[:, form] = (*order, 3, 3, 3)[:3]
    padded = np.vstack((leaves, np.zeros_like(tables)))
    return known[forms], padded[orders[:, forms], np.arange(len(forms))]
