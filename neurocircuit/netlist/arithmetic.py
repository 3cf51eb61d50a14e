"""Boolean and unsigned operations on bits, lowest first, as neurons.

Everything is said by integer forms ``[w; T]``: what is known of their inputs moves into the threshold, and a form that
is then constant, or one of its inputs, costs no neuron. So a half adder is a full adder without a carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from math import gcd

from neurocircuit.logic.gates import neuron_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.builder import Bit, Label, Wire, active

Bits = Sequence[Bit]


def fire(terms: Iterable[tuple[Bit, int]], threshold: int, label: Label, index: int = 0) -> Bit:
    """The bit that is 1 where the weighted sum of bits reaches the threshold."""
    weights: dict[Wire, int] = {}
    for bit, weight in terms:
        if isinstance(bit, int):
            threshold -= weight * bit
        else:
            weights[bit] = weights.get(bit, 0) + weight
    if not all(weights.values()):
        weights = {wire: weight for wire, weight in weights.items() if weight}
    values = tuple(weights.values())
    known = never_changes(values, threshold)
    if known is not None:
        return known
    divisor = gcd(*values)
    if divisor > 1:
        values, threshold = tuple([value // divisor for value in values]), -(-threshold // divisor)
    if values == (1,):
        return next(iter(weights))
    builder = active()
    perceptron, gate = neuron_of(LinearForm(values, threshold), builder.encoding)
    return builder.neuron(perceptron, weights, label, index, gate)


def never_changes(weights: Sequence[int], threshold: int) -> int | None:
    """The value of an integer form that has only one; None for one that has both."""
    negative = sum([weight for weight in weights if weight < 0])
    if negative >= threshold:
        return 1
    return None if sum(weights) - negative >= threshold else 0


def _pairs(a: Bits, b: Bits) -> Iterator[tuple[Bit, Bit]]:
    return zip_longest(a, b, fillvalue=0)


def _label(stem: str, *operands: Bits) -> Label:
    """The label of one bit a position, or of a single net where there is only one position."""
    return Label(stem, is_bus=max(map(len, operands)) > 1)


def conjunction(a: Bits, b: Bits) -> list[Bit]:
    """Bit by bit ``a & b``: a neuron each."""
    label = _label("and", a, b)
    return [fire(((x, 1), (y, 1)), 2, label, index) for index, (x, y) in enumerate(_pairs(a, b))]


def disjunction(a: Bits, b: Bits) -> list[Bit]:
    """Bit by bit ``a | b``: a neuron each."""
    label = _label("or", a, b)
    return [fire(((x, 1), (y, 1)), 1, label, index) for index, (x, y) in enumerate(_pairs(a, b))]


def difference(a: Bits, b: Bits) -> list[Bit]:
    """Bit by bit ``a ^ b``: two neurons each."""
    both, label = _label("and", a, b), _label("xor", a, b)
    result = []
    for index, (x, y) in enumerate(_pairs(a, b)):
        overlap = fire(((x, 1), (y, 1)), 2, both, index)
        result.append(fire(((x, 1), (y, 1), (overlap, -2)), 1, label, index))
    return result


def complement(a: Bits) -> list[Bit]:
    """Bit by bit ``~a``: a neuron each."""
    label = _label("not", a)
    return [fire(((x, -1),), 0, label, index) for index, x in enumerate(a)]


def add(a: Bits, b: Bits) -> list[Bit]:
    """``a + b`` with its carry on top: two neurons a bit, carry = majority and sum = [1, 1, 1, -2; 1]."""
    bits, carry = _ripple(a, b, 1, _label("carry", a, b), _label("sum", a, b))
    return [*bits, carry]


def subtract(a: Bits, b: Bits) -> list[Bit]:
    """``a - b`` modulo 2^width: two neurons a bit, borrow = [-1, 1, 1; 1] and difference = [1, -1, -1, 2; 1]."""
    return _ripple(a, b, -1, _label("borrow", a, b), _label("difference", a, b))[0]


def multiply(a: Bits, b: Bits) -> list[Bit]:
    """``a * b``: as wide as both together, or as the largest product with a known number.

    For n and m bits it takes (2m - 1) * n neurons; by a known number an adder for each further bit that is 1.

    The product of two bits is absorbed in a full adder: over (sum, carry, a, b) the carry is [2, 2, 1, 1; 4], the sum
    [2, 2, 1, 1, -4; 2].
    """
    if all(isinstance(bit, int) for bit in a):
        a, b = b, a
    total: list[Bit] = [0] * (len(a) + len(b))
    for row, y in enumerate(b):
        passed, left = _label("carry", a), _label("sum", a)
        part = slice(row, row + len(a))
        if isinstance(y, int):
            if y:
                total[part], total[row + len(a)] = _ripple(total[part], a, 1, passed, left)
            continue
        if row == 0:
            total[part] = [fire(((x, 1), (y, 1)), 2, left, index) for index, x in enumerate(a)]
            continue
        carry: Bit = 0
        for index, x in enumerate(a):
            terms = ((total[row + index], 2), (carry, 2), (x, 1), (y, 1))
            carry = fire(terms, 4, passed, index)
            total[row + index] = fire((*terms, (carry, -4)), 2, left, index)
        total[row + len(a)] = carry
    known = [bit for bit in b if isinstance(bit, int)]
    if len(known) < len(b):
        return total
    most = ((1 << len(a)) - 1) * sum(bit << place for place, bit in enumerate(known))
    return total[: max(1, most.bit_length())]


def _ripple(a: Bits, b: Bits, sign: int, passed: Label, left: Label) -> tuple[list[Bit], Bit]:
    """Bit by bit ``a + sign * b``, lowest first: what is left in its place, and what the last one passes on."""
    result: list[Bit] = []
    over: Bit = 0
    for index, (x, y) in enumerate(_pairs(a, b)):
        above = fire(((x, sign), (y, 1), (over, 1)), 2 if sign > 0 else 1, passed, index)
        result.append(fire(((x, 1), (y, sign), (over, sign), (above, -2 * sign)), 1, left, index))
        over = above
    return result, over


def at_least(a: Bits, b: Bits, by: int, stem: str) -> Bit:
    """``a - b >= by`` of unsigned numbers: one neuron over the weights of the bits."""
    return fire(_difference(a, b), by, Label(stem))


def equal(a: Bits, b: Bits) -> Bit:
    """``a == b`` of unsigned numbers: two neurons, one where either number is known."""
    terms, threshold = _equality(a, b)
    return fire(terms, threshold, Label("equal"))


def unequal(a: Bits, b: Bits) -> Bit:
    """``a != b`` of unsigned numbers, in as many neurons as ``==``."""
    terms, threshold = _equality(a, b)
    return fire([(bit, -weight) for bit, weight in terms], 1 - threshold, Label("different"))


def _difference(a: Bits, b: Bits) -> list[tuple[Bit, int]]:
    # Highest first, as ranges are written.
    terms = [(bit, 1 << n) for n, bit in enumerate(a)][::-1]
    return terms + [(bit, -1 << n) for n, bit in enumerate(b)][::-1]


def _equality(a: Bits, b: Bits) -> tuple[list[tuple[Bit, int]], int]:
    """The form that fires where a and b are equal."""
    for known, other in ((a, b), (b, a)):
        if all(isinstance(bit, int) for bit in known):
            # A conjunction of literals: +1 where a bit must be 1, -1 where it must be 0.
            literals = [(x, 1 if y else -1) for x, y in _pairs(other, known)]
            return literals, sum(weight > 0 for _, weight in literals)
    above = at_least(a, b, 1, "greater")
    return [*_difference(a, b), (above, -1 << max(len(a), len(b)))], 0
