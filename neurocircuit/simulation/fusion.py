"""Operations of up to three inputs: a network of ANDs and XORs covered by fewer, larger steps.

One vector instruction of a modern processor computes any function of three inputs, and one trip through memory is
saved by each step that is. The cover is the usual one of technology mapping for lookup tables: for each variable the
cheapest cut by area flow (Manohararajah, Brown and Vranesic, Heuristics for area minimization in LUT-based FPGA
technology mapping, 2006), one cut kept a variable, so that it is linear.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from neurocircuit.simulation.operations import Operations

#: Every function of up to three inputs that is 0 at 000, up to the order of its inputs: truth table to formula, in
#: which the first input ``a`` is least significant. Formulas are what engines without such an instruction compute.
FORMULAS = {
    0x00: "a ^ a",
    0xAA: "a",
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

VARIABLES = (0xAA, 0xCC, 0xF0)


class Step(NamedTuple):
    """One step of a cover: a variable of the network, its function, the variables it reads.

    A variable that is an input, or the constant, has no operands. ``negated`` tells that what is kept is the opposite of the variable, so that ``table`` is one of ``FORMULAS``.
    """

    variable: int
    table: int
    operands: tuple[int, ...]
    negated: bool


@lru_cache(maxsize=None)
def formula_steps(table: int) -> tuple[tuple[str, str, str], ...]:
    """The formula of a table as (``and``, ``or``, ``xor`` or ``not``; operand; operand), step after step.

    Operands are ``a``, ``b``, ``c`` or the number of an earlier step.

    >>> formula_steps(0x0E)
    (('or', 'a', 'b'), ('not', 'c', ''), ('and', '0', '1'))
    """
    steps: list[tuple[str, str, str]] = []
    names: dict[type[ast.operator], str] = {ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}

    def visit(node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.UnaryOp):
            operand = visit(node.operand)
            steps.append(("not", operand, ""))
        else:
            assert isinstance(node, ast.BinOp)
            left = visit(node.left)
            steps.append((names[type(node.op)], left, visit(node.right)))
        return str(len(steps) - 1)

    visit(ast.parse(FORMULAS[table], mode="eval").body)
    return tuple(steps)


def fuse(network: Operations, literals: Sequence[int]) -> tuple[list[Step], list[int]]:
    """The steps that compute the literals, each after those it reads, depth first, and the literals over kept values.

    Returns:
        The steps, and each literal with its negation relative to the value that is kept of its variable.
    """
    cuts, tables = _choose_cuts(network, literals)
    negated = bytearray(len(network.left))
    steps = []
    for variable in _depth_first(network, cuts, literals):
        if variable <= network.inputs:
            steps.append(Step(variable, tables[variable], (), False))
            continue
        cut = cuts[variable]
        flips = sum([1 << index for index, leaf in enumerate(cut) if negated[leaf]])
        table, order, negated[variable] = _normalize(tables[variable], flips, len(cut))
        steps.append(Step(variable, table, tuple([cut[index] for index in order]), bool(negated[variable])))
    return steps, [literal ^ negated[literal >> 1] for literal in literals]


def _choose_cuts(network: Operations, literals: Sequence[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    left, right, first = network.left, network.right, network.inputs + 1
    size = len(left)
    readers = [0] * size
    needed = network.needed(literals)
    for literal in literals:
        readers[literal >> 1] += 1
    for variable in range(first, size):
        if needed[variable]:
            readers[left[variable] >> 1] += 1
            readers[right[variable] >> 1] += 1
    flow = [0.0] * size
    cuts: list[tuple[int, ...]] = [(variable,) for variable in range(first)]
    cuts.extend([()] * (size - first))
    tables = [VARIABLES[0]] * size
    tables[0] = 0
    for variable in range(first, size):
        if not needed[variable]:
            continue
        x, y = left[variable], right[variable]
        p, q = x >> 1, y >> 1
        cut_p, cut_q = cuts[p], cuts[q]
        best, cut, through_p, through_q = flow[p] + flow[q], (p, q), False, False
        for leaves, deep_p, deep_q in (
            (_union(cut_p, (q,)), True, False),
            (_union((p,), cut_q), False, True),
            (_union(cut_p, cut_q), True, True),
        ):
            if leaves is not None:
                cost = sum([flow[leaf] for leaf in leaves])
                if cost < best or (cost == best and len(leaves) <= len(cut)):
                    best, cut, through_p, through_q = cost, leaves, deep_p, deep_q
        a = _spread(tables[p], tuple([cut.index(leaf) for leaf in cut_p])) if through_p else VARIABLES[cut.index(p)]
        b = _spread(tables[q], tuple([cut.index(leaf) for leaf in cut_q])) if through_q else VARIABLES[cut.index(q)]
        if x & 1:
            a ^= 0xFF
        if y & 1:
            b ^= 0xFF
        cuts[variable] = cut
        tables[variable] = a & b if x < y else a ^ b
        flow[variable] = (1.0 + best) / readers[variable]
    return cuts, tables


def _union(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    """All members of both, or None where they are more than three."""
    leaves = first + tuple([leaf for leaf in second if leaf not in first])
    return leaves if len(leaves) <= 3 else None


@lru_cache(maxsize=None)
def _spread(table: int, places: tuple[int, ...]) -> int:
    """The table of three inputs whose input ``places[j]`` is the given one's input j."""
    result = 0
    for row in range(8):
        source = sum([1 << j for j, place in enumerate(places) if row >> place & 1])
        result |= (table >> source & 1) << row
    return result


@lru_cache(maxsize=None)
def _normalize(table: int, flips: int, arity: int) -> tuple[int, tuple[int, ...], int]:
    """One of the known tables for one with some inputs negated; the order of its operands; whether it is negated."""
    flipped = sum([(table >> (row ^ flips) & 1) << row for row in range(8)])
    negated = flipped & 1
    flipped ^= 0xFF * negated
    for order in permutations(range(3)):
        places = tuple([order.index(j) for j in range(3)])
        candidate = _spread(flipped, places)
        support = [j for j in range(3) if candidate != _spread(candidate, tuple([3 if i == j else i for i in range(3)]))]
        if candidate in FORMULAS and support == list(range(len(support))):
            return candidate, order[: len(support)], negated
    raise AssertionError(f"no formula for {table:#x}")


def _depth_first(network: Operations, cuts: Sequence[tuple[int, ...]], literals: Sequence[int]) -> Iterator[int]:
    """The variables that the literals need, operations and inputs, each after those of its cut."""
    done = bytearray(len(cuts))
    first = network.inputs + 1
    for literal in literals:
        stack = [literal >> 1]
        while stack:
            variable = stack[-1]
            if done[variable]:
                stack.pop()
                continue
            waiting = [leaf for leaf in cuts[variable] if not done[leaf]] if variable >= first else ()
            if waiting:
                stack.extend(waiting)
                continue
            done[stack.pop()] = 1
            yield variable
