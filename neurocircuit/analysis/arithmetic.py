"""Outputs that are the digits of one sum: adders found by their functions, and what they add up to.

Whatever it is made of, a full adder of the bits x, y, z gives ``sum + 2 * carry == x + y + z``. So the number that the
outputs of an adder or a multiplier spell is rewritten, adder by adder, to a sum of the bits that went in; where two
circuits come to the same sum, their outputs are equal, in whatever order they add (Ciesielski et al., Verification of
gate-level arithmetic circuits by function extraction, DAC 2015). All is modulo the power of two that the outputs can
tell apart. Bits that are left over on both sides are written out as polynomials of the inputs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from neurocircuit.analysis.adders import Adder, find_adders
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sweeping import Sweeper
from neurocircuit.simulation.operations import FALSE, Operations

#: Networks of more variables than this are not looked at: that would take longer than ten seconds.
MOST_VARIABLES = 1 << 18
#: A polynomial is given up beyond so many products of inputs.
MOST_PRODUCTS = 1 << 9
#: Conflicts for a bit that may be the carry of others.
BUDGET = 1_000


def equal_outputs(
    network: Operations, pairs: Sequence[tuple[int, int]], guesses: Iterable[dict[int, int]], effort: Effort
) -> set[int]:
    """The numbers of pairs of output literals that are proved equal.

    Args:
        network: the operations of both circuits.
        pairs: an output of one circuit, and of the other.
        guesses: which outputs may spell a number: from the number of a pair to the place of its digit. What the
            adders tell is tried too.
        effort: what it takes is counted there.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    if len(network.left) > MOST_VARIABLES:
        return set()
    wanted = network.needed([literal for pair in pairs for literal in pair])
    adders = find_adders(network, wanted, effort)
    proved: set[int] = set()
    told = (_places(network, adders, [pair[side] for pair in pairs]) for side in (0, 1))
    hidden = _HiddenCarries(network, wanted, effort)
    for guess in (*guesses, *told):
        if len(guess) > 1 and not proved >= set(guess) and _same_sum(hidden, adders, pairs, guess):
            proved |= set(guess)
    return proved


class Spelled(NamedTuple):
    """Literals that are the lowest binary digits of a sum.

    Args:
        digits: the lowest first.
        weights: what the literals that are added count.
    """

    digits: tuple[int, ...]
    weights: dict[int, int]


def spelled_sums(
    network: Operations, outputs: Sequence[int], guesses: Iterable[dict[int, int]], effort: Effort
) -> Iterator[Spelled]:
    """The sums of which outputs are the lowest digits, as far as adders tell what is added.

    Args:
        network: the operations.
        outputs: literals.
        guesses: which outputs may spell a number: from the number of an output to the place of its digit. What the
            adders tell is tried first.
        effort: what it takes is counted there.

    Raises:
        OutOfTime: at the limit of the effort.

    >>> network = Operations(3)
    >>> next(spelled_sums(network, network.add(2, 4, 6), [], Effort()))
    Spelled(digits=(10, 17), weights={2: 1, 4: 1, 6: 1})
    """
    if len(network.left) > MOST_VARIABLES:
        return
    wanted = network.needed(outputs)
    adders = find_adders(network, wanted, effort)
    hidden = _HiddenCarries(network, wanted, effort)
    for places in (_places(network, adders, outputs), *guesses) if adders else ():
        digits = [outputs[number] for number in sorted(places, key=lambda number: places[number])]
        if len(digits) > 1 and max(places.values()) - min(places.values()) == len(digits) - 1:
            total = _added(digits, adders, hidden)
            weights = dict([total.positive(variable) for variable in sorted(total.terms)])
            if not total.constant:
                yield Spelled(tuple(digits), weights)


def _added(digits: Sequence[int], adders: Sequence[Adder], hidden: _HiddenCarries) -> Sum:
    """What adders add up to a number of these digits, the lowest first."""
    total = Sum(1 << len(digits))
    for place, literal in enumerate(digits):
        total.add(literal, 1 << place)
    # What reads an adder stands before it, but for carries that are found only now.
    while [adder for adder in adders if _rewrite(total, adder, hidden)]:
        pass
    return total


def _places(network: Operations, adders: Sequence[Adder], outputs: Sequence[int]) -> dict[int, int]:
    """The places of outputs in the number that they spell, as the adders tell; none where they do not.

    All bits of an adder and its total have one place, its carry the next one.
    """
    links: dict[int, list[tuple[int, int]]] = defaultdict(list)
    own = network.needed(outputs)
    for total, carry, bits in (adder for adder in adders if own[adder.total >> 1]):
        for literal, up in [*((bit, 0) for bit in bits), *([] if carry is None else [(carry, 1)])]:
            links[total >> 1].append((literal >> 1, up))
            links[literal >> 1].append((total >> 1, -up))
    best: dict[int, int] = {}
    places: dict[int, int] = {}
    for start in {literal >> 1: None for literal in outputs}:
        if start in places:
            continue
        places[start], reached = 0, [start]
        for variable in reached:
            for other, up in links[variable]:
                if other not in places:
                    places[other] = places[variable] + up
                    reached.append(other)
        inside = set(reached)
        found = {number: places[literal >> 1] for number, literal in enumerate(outputs) if literal >> 1 in inside}
        if len(set(found.values())) == len(found) > len(best):
            best = found
    others = [number for number in range(len(outputs)) if number not in best]
    # The lowest digit of a product is one product of two bits, which no adder reads.
    return best | {others[0]: min(best.values()) - 1} if best and len(others) == 1 else best


class Sum:
    """An integer as a sum of variables, each with a coefficient, modulo a power of two.

    >>> total = Sum(8)
    >>> total.add(2, 1), total.add(5, 1), total.terms, total.constant
    (None, None, {1: 1, 2: 7}, 1)
    """

    def __init__(self, modulus: int) -> None:
        self.modulus, self.constant = modulus, 0
        self.terms: dict[int, int] = {}

    def add(self, literal: int, coefficient: int) -> None:
        """Adds so many times a literal."""
        if literal & 1:
            self.constant = (self.constant + coefficient) % self.modulus
            coefficient = -coefficient
        if literal > 1:
            value = (self.terms.pop(literal >> 1, 0) + coefficient) % self.modulus
            if value:
                self.terms[literal >> 1] = value

    def coefficient(self, literal: int) -> int:
        """That of the literal, if the variable is written as one."""
        value = self.terms.get(literal >> 1, 0)
        return -value % self.modulus if literal & 1 else value

    def rewrite(self, adder: Adder) -> bool:
        """Writes the bits of an adder for its total and carry, where both are there as it adds them."""
        total, carry, bits = adder
        amount = self.coefficient(total)
        carried = 2 * amount % self.modulus
        if not amount or carried != (0 if carry is None else self.coefficient(carry)):
            return False
        self.add(total, -amount)
        if carry is not None:
            self.add(carry, -carried)
        for bit in bits:
            self.add(bit, amount)
        return True

    def gather(self, adder: Adder) -> bool:
        """Writes the total and carry of an adder for its bits, where all of these are there and count the same."""
        total, carry, bits = adder
        amount = self.coefficient(bits[0])
        if not amount or carry is None or any(self.coefficient(bit) != amount for bit in bits):
            return False
        for bit in bits:
            self.add(bit, -amount)
        self.add(total, amount)
        self.add(carry, 2 * amount)
        return True

    def positive(self, variable: int) -> tuple[int, int]:
        """The literal of a variable that counts less, and how much; the constant changes where that is negated."""
        amount = self.terms[variable]
        if 2 * amount <= self.modulus:
            return 2 * variable, amount
        self.constant = (self.constant + amount) % self.modulus
        return 2 * variable + 1, self.modulus - amount

    def twice(self, literal: int) -> list[int]:
        """The literals that count twice as much as this one."""
        wanted = 2 * self.coefficient(literal) % self.modulus
        found = [2 * variable for variable, amount in self.terms.items() if amount == wanted]
        found += [2 * variable ^ 1 for variable, amount in self.terms.items() if amount + wanted == self.modulus]
        return found if wanted else []


class _HiddenCarries:
    """Carries that no cut of three shows, since they come from all lower places at once: by pattern, then by SAT."""

    def __init__(self, network: Operations, wanted: bytearray, effort: Effort) -> None:
        self.network, self.wanted, self.effort = network, wanted, effort
        self._sweeper: Sweeper | None = None
        self._values: list[int] = []

    def found(self, adder: Adder, literals: Sequence[int]) -> Adder | None:
        """The adder with one of the literals as its carry, where one is."""
        if not literals:
            return None
        if self._sweeper is None:
            self._sweeper = Sweeper(self.effort, 0)
            inputs = [self._sweeper.free() for _ in range(self.network.inputs)]
            self._values = self._sweeper.replay(self.network, self.wanted, inputs)
        for code in range(1 << len(adder.bits)):
            flips = [code >> place & 1 for place in range(len(adder.bits))]
            odd = sum(flips) & 1
            bits = tuple([bit ^ flip for bit, flip in zip(adder.bits, flips, strict=True)])
            a, b, c = [*map(self._literal, bits), FALSE][:3]
            carried = self._sweeper.carry(a, b, c)
            for literal in literals:
                if self._sweeper.equal(carried, self._literal(literal ^ odd), BUDGET):
                    return Adder(adder.total ^ odd, literal ^ odd, bits)
        return None

    def _literal(self, literal: int) -> int:
        return self._values[literal >> 1] ^ literal & 1


def _rewrite(total: Sum, adder: Adder, hidden: _HiddenCarries) -> bool:
    if total.rewrite(adder):
        return True
    found = None if adder.carry is not None else hidden.found(adder, total.twice(adder.total))
    return found is not None and total.rewrite(found)


def _same_sum(
    hidden: _HiddenCarries, adders: Sequence[Adder], pairs: Sequence[tuple[int, int]], places: dict[int, int]
) -> bool:
    """Whether the outputs of both circuits are the digits of one sum."""
    lowest = min(places.values())
    if sorted(places.values()) != list(range(lowest, lowest + len(places))):
        return False
    sides = []
    for side in (0, 1):
        digits = [pairs[number][side] for number in sorted(places, key=lambda number: places[number])]
        sides.append(_added(digits, adders, hidden))
    left, right = sides
    for variable, coefficient in right.terms.items():
        left.add(2 * variable, -coefficient)
    constant = (left.constant - right.constant) % left.modulus
    return not constant if not left.terms else _vanishes(hidden.network, left.terms, constant, left.modulus)


#: A polynomial over 0 and 1: from a product of variables, as the bits of an integer, to its coefficient.
Polynomial = dict[int, int]


def _vanishes(network: Operations, terms: dict[int, int], constant: int, modulus: int) -> bool:
    """Whether a sum of variables is 0 at all inputs: as polynomials of the inputs, which are unique."""
    total: Polynomial = defaultdict(int, {0: constant})
    known: dict[int, Polynomial | None] = {}
    for variable, coefficient in terms.items():
        written = _polynomial(network, variable, known)
        if written is None:
            return False
        for product, times in written.items():
            total[product] += coefficient * times
    return all(amount % modulus == 0 for amount in total.values())


def _polynomial(network: Operations, variable: int, known: dict[int, Polynomial | None]) -> Polynomial | None:
    """A variable as a polynomial of the inputs; None where it has too many products."""
    stack = [variable]
    while stack:
        top = stack[-1]
        if top in known:
            stack.pop()
        elif top <= network.inputs:
            known[top] = {1 << top: 1}
        else:
            left, right = network.left[top], network.right[top]
            waiting = [literal >> 1 for literal in (left, right) if literal >> 1 not in known]
            stack.extend(waiting)
            if not waiting:
                known[top] = _combined(left, right, known)
    return known[variable]


def _combined(left: int, right: int, known: dict[int, Polynomial | None]) -> Polynomial | None:
    a, b = known[left >> 1], known[right >> 1]
    if a is None or b is None:
        return None
    if left & 1:
        a = _plus({0: 1}, a, -1)
    if right & 1:
        b = _plus({0: 1}, b, -1)
    if len(a) * len(b) > MOST_PRODUCTS:
        return None
    product: Polynomial = {}
    for one, amount in a.items():
        for other, times in b.items():
            product[one | other] = product.get(one | other, 0) + amount * times
    return product if left < right else _plus(_plus(a, b, 1), product, -2)


def _plus(a: Polynomial, b: Polynomial, times: int) -> Polynomial:
    """a + times * b, without what is 0."""
    total = dict(a)
    for product, amount in b.items():
        total[product] = total.get(product, 0) + times * amount
    return {product: amount for product, amount in total.items() if amount}
