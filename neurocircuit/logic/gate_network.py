"""A perceptron in terms of plain logic, for formats and provers that know no weights: prime cubes, or gates.

A threshold function is unate: an input counts either as it stands (weight above 0) or negated (below), never both.
Over such literals all weights are positive, its prime cubes are the minimal sets of literals that reach the threshold,
and all of them together are its only irredundant cover (Muroga, Threshold Logic and Its Applications, 1971).
Where the cubes are too many, the weighted sum is added up in binary, which never takes more than a few gates for each
bit of each weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from neurocircuit.logic.perceptron import LinearForm


@dataclass(frozen=True, slots=True)
class PrimeCover:
    """The prime cubes of a threshold function (value 1) or of its complement (value 0).

    ``signs`` has one entry an input: +1 where its literal is the input, -1 where it is negated, 0 where it has none.
    A cube is the inputs whose literals it is made of, in ascending order.
    """

    signs: tuple[int, ...]
    cubes: tuple[tuple[int, ...], ...]
    value: int

    @property
    def rows(self) -> Iterator[str]:
        """The cubes as rows over ``0 1 -``."""
        letters = {1: "1", -1: "0"}
        for cube in self.cubes:
            row = ["-"] * len(self.signs)
            for place in cube:
                row[place] = letters[self.signs[place]]
            yield "".join(row)


def prime_cover(form: LinearForm, most: int) -> PrimeCover | None:
    """The prime cubes of [w; T] or of its complement, whichever are fewer; None where both are more than ``most``.

    A constant is one cube without literals (value 1), or none at all (value 0 of the function: ``cubes`` is empty).

    >>> list(prime_cover(LinearForm((1, 1, 1, -2), 1), most=8).rows)
    ['1--0', '-1-0', '--10', '111-']
    """
    literals = sorted([(abs(w), place) for place, w in enumerate(form.weights) if w], key=_heaviest_first)
    need = form.threshold - sum(w for w in form.weights if w < 0)
    on = tuple(islice(_minimal_sets(literals, need), most + 1))
    # The complement: the negated literals reach what is missing, sum(w) - need + 1.
    off = tuple(islice(_minimal_sets(literals, sum(w for w, _ in literals) - need + 1), most + 1))
    signs = tuple([(w > 0) - (w < 0) for w in form.weights])
    if not off or len(on) <= min(len(off), most):
        return PrimeCover(signs, on, 1)
    if len(off) <= most:
        return PrimeCover(tuple([-sign for sign in signs]), off, 0)
    return None


def _heaviest_first(literal: tuple[int, int]) -> tuple[int, int]:
    return -literal[0], literal[1]


def _minimal_sets(literals: list[tuple[int, int]], need: int) -> Iterator[tuple[int, ...]]:
    """The sets of literals, heaviest first, that reach the need and no longer do without any of them.

    Taken in this order a set is minimal when its last literal is what reaches the need. No branch is entered that
    the rest cannot fill, so the time is linear in what is found.
    """
    rest = [0]
    for weight, _ in reversed(literals):
        rest.append(rest[-1] + weight)
    rest.reverse()
    chosen: list[int] = []
    index = 0
    while True:
        if need <= 0:
            yield tuple(sorted([literals[place][1] for place in chosen]))
        elif rest[index] >= need:
            chosen.append(index)
            need -= literals[index][0]
            index += 1
            continue
        if not chosen:
            return
        index = chosen.pop()
        need += literals[index][0]
        index += 1


class GateStep(NamedTuple):
    """One gate of a network: AND, OR, NOT, BUF, XOR, XNOR or MAJORITY (of three), and what it reads.

    Operands are numbered as in a recipe: the inputs, then the gates.
    """

    gate: str
    operands: tuple[int, ...]


def sum_gates(form: LinearForm) -> tuple[GateStep, ...]:
    """A perceptron that is no constant as gates that add its weights in binary; the last gate is its output.

    To the weights of the literals the constant 2^m - T is added, with 2^m >= T; it fires when the sum reaches 2^m.
    The columns are added by full adders, carry-save, and only the carries of each column's last adder are needed.

    >>> sum_gates(LinearForm((2, 1, -2, -1), 1))[-1]
    GateStep(gate='MAJORITY', operands=(0, 4, 6))
    """
    return _Adder(form).gates()


# A constant 1 among the bits of a column.
_ONE = -1


class _Adder:
    """The gates made so far while one weighted sum is added up."""

    def __init__(self, form: LinearForm) -> None:
        self.form = form
        self.steps: list[GateStep] = []

    def gates(self) -> tuple[GateStep, ...]:
        weights = self.form.weights
        need = self.form.threshold - sum(w for w in weights if w < 0)
        top = (need - 1).bit_length()
        columns: list[list[int]] = [[_ONE] if ((1 << top) - need) >> place & 1 else [] for place in range(top + 1)]
        for operand, weight in enumerate(weights):
            if weight:
                literal = operand if weight > 0 else self.add("NOT", operand)
                size = abs(weight)
                for place in [top] if size >= 1 << top else range(top):
                    if size >> place & 1 or place == top:
                        columns[place].append(literal)
        for place in range(top):
            columns[place + 1] += self.reduce(columns[place])
        reached = columns[top]
        if reached != [len(weights) + len(self.steps) - 1]:
            self.add("OR" if len(reached) > 1 else "BUF", *reached)
        return tuple(self.steps)

    def add(self, gate: str, *operands: int) -> int:
        self.steps.append(GateStep(gate, operands))
        return len(self.form.weights) + len(self.steps) - 1

    def reduce(self, column: list[int]) -> list[int]:
        """The carries of adding up the bits of one column; a constant 1, where it has one, stands first."""
        carries = []
        done = 0
        while len(column) - done > 1:
            bits = column[done : done + 3]
            done += len(bits)
            carry, total = self.full_adder(bits, last=done == len(column))
            carries.append(carry)
            column += total
        return carries

    def full_adder(self, bits: list[int], last: bool) -> tuple[int, list[int]]:
        """The carry and, unless nothing reads it, the sum of two or three bits."""
        if bits[0] == _ONE:
            carry_gate, sum_gate = "OR", "XNOR" if len(bits) == 3 else "NOT"
            bits = bits[1:]
        else:
            carry_gate, sum_gate = "MAJORITY" if len(bits) == 3 else "AND", "XOR"
        carry = bits[0] if len(bits) == 1 else self.add(carry_gate, *bits)
        return carry, [] if last else [self.add(sum_gate, *bits)]
