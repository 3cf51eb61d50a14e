"""The function of one bit of an expression: known, a net, or an operator over others; small ones are truth tables too.

Chains of one operator are one operator of many operands, so that they become one neuron, or one parity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_, or_, xor
from typing import TypeAlias

from neurocircuit.logic.cover import cover_recipe
from neurocircuit.logic.recipe import Recipe, constant, parity_recipe
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.netlist.draft import Draft

#: Functions of up to so many nets are tables.
_TABLED = 6
#: Operands of operands are taken over up to so many.
_MOST_JOINED = 4096

_OPERATORS: dict[str, Callable[[int, int], int]] = {"&": and_, "|": or_, "^": xor}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """An operator (``& | ^`` or ``~``) and its operands; ``reads`` and ``bits`` are its table where that is small."""

    operator: str
    operands: tuple[VerilogBit, ...]
    reads: tuple[str, ...] = ()
    bits: int = 0


VerilogBit: TypeAlias = "int | str | Term"


def all_of(bits: Sequence[VerilogBit]) -> VerilogBit:
    """Whether all are 1."""
    return 0 if 0 in bits else _joined("&", [bit for bit in bits if bit != 1], 1)


def any_of(bits: Sequence[VerilogBit]) -> VerilogBit:
    """Whether any is 1."""
    return 1 if 1 in bits else _joined("|", [bit for bit in bits if bit != 0], 0)


def odd_of(bits: Sequence[VerilogBit]) -> VerilogBit:
    """Whether an odd number is 1."""
    ones = sum(bit for bit in bits if isinstance(bit, int))
    odd = _joined("^", [bit for bit in bits if not isinstance(bit, int)], 0)
    return negation(odd) if ones % 2 else odd


def negation(bit: VerilogBit) -> VerilogBit:
    """The opposite."""
    if isinstance(bit, int):
        return 1 - bit
    if isinstance(bit, Term) and bit.operator == "~":
        return bit.operands[0]
    if isinstance(bit, str):
        return Term("~", (bit,), (bit,), 0b01)
    return Term("~", (bit,), bit.reads, bit.bits ^ full_mask(len(bit.reads)))


def chosen(select: VerilogBit, one: VerilogBit, zero: VerilogBit) -> VerilogBit:
    """The first where the select is 1, else the second."""
    return any_of([all_of([select, one]), all_of([negation(select), zero])])


def _joined(operator: str, bits: Sequence[VerilogBit], empty: int) -> VerilogBit:
    operands: list[VerilogBit] = []
    for bit in bits:
        joined = isinstance(bit, Term) and bit.operator == operator and len(operands) < _MOST_JOINED
        operands += bit.operands if joined and isinstance(bit, Term) else (bit,)
    if len(operands) < 2:
        return operands[0] if operands else empty
    tables = [_table(operand) for operand in operands] if len(operands) <= 1 << _TABLED else []
    reads = tuple(dict.fromkeys(net for table in tables for net in table[0]))
    if not tables or len(reads) > _TABLED or any(not table[0] for table in tables):
        return Term(operator, tuple(operands))
    values = [_widened(bits, tuple(map(reads.index, names)), len(reads)) for names, bits in tables]
    return Term(operator, tuple(operands), reads, reduce(_OPERATORS[operator], values))


def _table(bit: VerilogBit) -> tuple[tuple[str, ...], int]:
    """The nets that a function reads, and its truth table; none where it has no table."""
    if isinstance(bit, Term):
        return bit.reads, bit.bits
    return (str(bit),), 0b10


@lru_cache(maxsize=4096)
def _widened(bits: int, places: tuple[int, ...], arity: int) -> int:
    """A table of the inputs in these places as one of so many inputs."""
    masks = [variable_mask(arity, place) for place in places]
    rows = 0
    for row in range(1 << len(places)):
        if bits >> row & 1:
            rows |= reduce(and_, [mask if row >> j & 1 else ~mask for j, mask in enumerate(masks)], full_mask(arity))
    return rows


def place(draft: Draft, net: str, bit: VerilogBit, where: int) -> None:
    """Place the neurons of a function, the last of which drives the net."""
    pending = [(net, bit)]
    while pending:
        target, function = pending.pop()
        if isinstance(function, int):
            draft.recipe(target, (constant(function),), (), where)
        elif isinstance(function, str):
            draft.recipe(target, parity_recipe(1), (function,), where)
        elif function.reads:
            draft.function(target, TruthTable(len(function.reads), function.bits), function.reads, where)
        else:
            value = 1
            if function.operator == "~":
                value, inner = 0, function.operands[0]
                function = inner if isinstance(inner, Term) else function
            reads, row = [], []
            for operand in function.operands:
                negated = isinstance(operand, Term) and operand.operator == "~"
                literal = negation(operand) if negated else operand
                if not isinstance(literal, str):
                    pending.append((draft.inner(net), literal))
                    literal = pending[-1][0]
                reads.append(literal)
                row.append(not negated)
            draft.recipe(target, _recipe(function.operator, row, value), tuple(reads), where)


def _recipe(operator: str, row: Sequence[bool], value: int) -> Recipe:
    """Of operands as they stand or negated."""
    if operator == "^":
        return parity_recipe(len(row), value ^ (len(row) - sum(row)) & 1)
    if operator == "&":
        return cover_recipe(["".join("01"[sign] for sign in row)], len(row), value)
    # An or is the opposite of the and of the opposites.
    return cover_recipe(["".join("10"[sign] for sign in row)], len(row), 1 - value)
