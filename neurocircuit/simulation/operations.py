"""Networks of AND and XOR over literals, each distinct operation once: what perceptrons are lowered to.

A literal is ``2 * variable + negated``; variable 0 is the constant false, so literal 0 is false and literal 1 is true.
An operation is a pair of literals: their AND where the left one is smaller, their XOR where it is larger. Negation
costs nothing here: an engine folds it into the operation that reads it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FALSE, TRUE = 0, 1
#: Literals have 31 bits, as in programs; two of them are one key, which fits a signed word.
LITERAL_BITS = 32

#: Told now and then which fraction is done; it may end what it watches by raising.
Progress: TypeAlias = Callable[[float], None]
#: How many operations are made between two reports.
REPORTED = 1 << 10


class Operations:
    """A growing network; equal operations are shared, constants folded, and two levels of ANDs simplified.

    The rules for two levels are those of Brummayer and Biere, Local two-level and-inverter graph minimization (2006).

    >>> network = Operations(inputs=2)
    >>> a, b = 2, 4
    >>> nand = network.both(a, b) ^ 1
    >>> network.both(network.both(a, nand) ^ 1, network.both(b, nand) ^ 1) ^ 1 == network.differ(a, b)
    True
    """

    __slots__ = ("_known", "inputs", "left", "right")

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.left = array("q", [0]) * (inputs + 1)
        self.right = array("q", [0]) * (inputs + 1)
        self._known: dict[int, int] = {}

    def _shared(self, left: int, right: int) -> int:
        key = left << LITERAL_BITS | right
        variable = self._known.get(key)
        if variable is None:
            variable = self._known[key] = len(self.left)
            self.left.append(left)
            self.right.append(right)
        return variable << 1

    def both(self, a: int, b: int) -> int:
        """The literal of a AND b."""
        if a > b:
            a, b = b, a
        if a < 2:
            return b if a else FALSE
        if a ^ b < 2:
            return a if a == b else FALSE
        left, right = self.left, self.right
        a0, a1, b0, b1 = left[a >> 1], right[a >> 1], left[b >> 1], right[b >> 1]
        if b0 < b1 and (a >> 1 == b0 >> 1 or a >> 1 == b1 >> 1):
            return self._absorb(a, b, b0, b1)
        if a0 < a1:
            if b >> 1 == a0 >> 1 or b >> 1 == a1 >> 1:
                return self._absorb(b, a, a0, a1)
            if b0 < b1:
                simpler = self._both_ands(a, b, a0, a1, b0, b1)
                if simpler is not None:
                    return simpler
        return self._shared(a, b)

    def _both_ands(self, a: int, b: int, a0: int, a1: int, b0: int, b1: int) -> int | None:
        """a AND b, both of which are a0 AND a1, and b0 AND b1, or their negations, where that is something simpler."""
        if a & b & 1:
            # Neither pair holds: an exclusive or where the pairs are opposite, one literal where they resolve. Both
            # pairs are in order, so of two pairs over the same variables the left ones belong together.
            if a0 == b0 ^ 1 and a1 == b1 ^ 1:
                return self.differ(a0, a1)
            if a0 == b0 and a1 == b1 ^ 1:
                return a0 ^ 1
            if a1 == b1 and a0 == b0 ^ 1:
                return a1 ^ 1
        elif not (a | b) & 1 and (a0 ^ 1 in (b0, b1) or a1 ^ 1 in (b0, b1)):
            return FALSE
        return None

    def _absorb(self, x: int, pair: int, p: int, q: int) -> int:
        """x AND ``pair``, which is p AND q or its negation, where x is one of these or its negation."""
        if x in (p, q):
            return self.both(x, (q if x == p else p) ^ 1) if pair & 1 else pair
        return x if pair & 1 else FALSE

    def either(self, a: int, b: int) -> int:
        """The literal of a OR b."""
        return self.both(a ^ 1, b ^ 1) ^ 1

    def differ(self, a: int, b: int) -> int:
        """The literal of a XOR b."""
        negated = (a ^ b) & 1
        a, b = a & ~1, b & ~1
        if a == b:
            return negated
        if a < b:
            a, b = b, a
        return (self._shared(a, b) if b else a) ^ negated

    def add(self, a: int, b: int, c: int) -> tuple[int, int]:
        """The sum and the carry of three bits: five operations."""
        half = self.differ(a, b)
        return self.differ(half, c), self.either(self.both(a, b), self.both(half, c))

    def may_find(self, a: int, b: int) -> bool:
        """Whether an operation of two literals is there already, or may be simplified for what they are."""
        a, b = min(a, b), max(a, b)
        pairs = (a, b), (b & ~1, a & ~1)
        ands = (self.left[literal >> 1] < self.right[literal >> 1] for literal in (a, b))
        return any(ands) or any(left << LITERAL_BITS | right in self._known for left, right in pairs)

    def extend(self, pairs: NDArray[np.int64]) -> None:
        """Append operations, an array (2, operations), of which nothing is to be found."""
        left, right = pairs
        self._known.update(zip((left << LITERAL_BITS | right).tolist(), count(len(self.left))))
        self.left.frombytes(left.tobytes())
        self.right.frombytes(right.tobytes())

    def replay(self, operations: Sequence[tuple[int, int]], literals: Sequence[int]) -> list[int]:
        """Repeats operations over other inputs.

        Args:
            operations: pairs of literals over the constant, ``len(literals)`` inputs, and the operations before them.
            literals: what stands for the inputs.

        Returns:
            The literal of each variable: the constant, the inputs, the operations.
        """
        values = [FALSE, *literals]
        for left, right in operations:
            make = self.both if left < right else self.differ
            values.append(make(values[left >> 1] ^ left & 1, values[right >> 1] ^ right & 1))
        return values

    def needed(self, literals: Sequence[int]) -> bytearray:
        """A flag for each variable: whether one of the literals depends on it."""
        flags = bytearray(len(self.left))
        for literal in literals:
            flags[literal >> 1] = 1
        left, right = self.left, self.right
        for variable in range(len(left) - 1, self.inputs, -1):
            if flags[variable]:
                flags[left[variable] >> 1] = flags[right[variable] >> 1] = 1
        return flags


def watched(variables: range, progress: Progress | None) -> Iterable[int]:
    """The variables in turn, with a report now and then."""
    if progress is None:
        return variables
    return _reported(variables, progress)


def _reported(variables: range, progress: Progress) -> Iterable[int]:
    for first in range(0, len(variables), REPORTED):
        progress(first / len(variables))
        yield from variables[first : first + REPORTED]
