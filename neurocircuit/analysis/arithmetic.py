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
from itertools import product

from neurocircuit.analysis.adders import Adder, find_adders, outside
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sums import Sum
from neurocircuit.analysis.sweeping import Sweeper
from neurocircuit.simulation.operations import FALSE, Operations

#: Networks of more variables than this are not looked at: that would take longer than ten seconds.
MOST_VARIABLES = 1 << 18
#: A polynomial is given up beyond so many products of inputs.
MOST_PRODUCTS = 1 << 9
#: Conflicts for a bit that may be the carry of others.
BUDGET = 1_000


def equal_outputs(
    network: Operations,
    pairs: Sequence[tuple[int, int]],
    guesses: Iterable[dict[int, int]],
    counters: Sequence[Adder],
    effort: Effort,
) -> set[int]:
    """The numbers of pairs of output literals that are proved equal.

    Args:
        network: the operations of both circuits.
        pairs: an output of one circuit, and of the other.
        guesses: which outputs may spell a number: from the number of a pair to the place of its digit. What the
            adders tell is tried too.
        counters: adders that are known already; what is inside of them is not looked at.
        effort: what it takes is counted there.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    wanted = outside(network, [literal for pair in pairs for literal in pair], counters)
    if sum(wanted) > MOST_VARIABLES:
        return set()
    adders = [*counters, *find_adders(network, wanted, effort)]
    proved: set[int] = set()
    told = (_places(network, adders, [pair[side] for pair in pairs]) for side in (0, 1))
    hidden = _HiddenCarries(network, effort)
    for guess in (*guesses, *told):
        if len(guess) > 1 and not proved >= set(guess) and _same_sum(hidden, adders, pairs, guess):
            proved |= set(guess)
    return proved


def spelled_sums(
    network: Operations, outputs: Sequence[int], guesses: Iterable[dict[int, int]], effort: Effort
) -> Iterator[Adder]:
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
    Adder(digits=(10, 17), weights={2: 1, 4: 1, 6: 1}, constant=0)
    """
    if len(network.left) > MOST_VARIABLES:
        return
    adders = find_adders(network, network.needed(outputs), effort)
    hidden = _HiddenCarries(network, effort)
    for places in (_places(network, adders, outputs), *guesses) if adders else ():
        digits = [outputs[number] for number in sorted(places, key=lambda number: places[number])]
        if len(digits) > 1 and max(places.values()) - min(places.values()) == len(digits) - 1:
            total = _added(digits, adders, hidden)
            weights = dict([total.positive(variable) for variable in sorted(total.terms)])
            yield Adder(tuple(digits), weights, total.constant)


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
    for digits, weights, _ in (adder for adder in adders if own[adder.digits[0] >> 1]):
        total = digits[0] >> 1
        ups = [*enumerate(digits)][1:] + [(weight.bit_length() - 1, literal) for literal, weight in weights.items()]
        for up, literal in ups:
            links[total].append((literal >> 1, up))
            links[literal >> 1].append((total, -up))
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


class _HiddenCarries:
    """Carries that no cut of three shows, since they come from all lower places at once: by pattern, then by SAT."""

    def __init__(self, network: Operations, effort: Effort) -> None:
        self.network, self.effort = network, effort
        self._sweeper: Sweeper | None = None
        self._values: list[int] = []

    def found(self, adder: Adder, literals: Sequence[int]) -> Adder | None:
        """The adder with one of the literals as its carry, where one is."""
        if not literals:
            return None
        if self._sweeper is None:
            self._sweeper = Sweeper(self.effort, 0)
            inputs = [self._sweeper.free() for _ in range(self.network.inputs)]
            every = bytearray([1]) * len(self.network.left)
            self._values = self._sweeper.replay(self.network, every, inputs)
        for flips in product((0, 1), repeat=len(adder.weights)):
            bits = [bit ^ flip for bit, flip in zip(adder.weights, flips, strict=True)]
            odd = sum(flips) & 1
            carried = self._sweeper.carry(*[*map(self._literal, bits), FALSE][:3])
            for literal in literals:
                if self._sweeper.equal(carried, self._literal(literal ^ odd), BUDGET):
                    return Adder((adder.digits[0] ^ odd, literal ^ odd), dict.fromkeys(bits, 1))
        return None

    def _literal(self, literal: int) -> int:
        return self._values[literal >> 1] ^ literal & 1


def _rewrite(total: Sum, adder: Adder, hidden: _HiddenCarries) -> bool:
    if total.rewrite(adder):
        return True
    found = None if adder.is_whole else hidden.found(adder, total.twice(adder.digits[0]))
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
    left.constant = (left.constant - right.constant) % left.modulus
    return _vanishes(hidden.network, left) or _cancels(hidden.network, left, hidden.effort)


def _cancels(network: Operations, total: Sum, effort: Effort) -> bool:
    """Whether a sum of variables is 0 since they are equal or opposite: so it seems on patterns, then by SAT."""
    wanted = network.needed([2 * variable for variable in total.terms])
    for proving in (False, True):
        sweeper = Sweeper(effort, BUDGET if proving else 0)
        values = sweeper.replay(network, wanted, [sweeper.free() for _ in range(network.inputs)])
        alike: dict[int, int] = {}
        rest = Sum(total.modulus)
        rest.constant = total.constant
        for variable, coefficient in total.terms.items():
            literal = values[variable]
            if not proving:
                seen, opposite = (sweeper.values(literal ^ flip) for flip in (0, 1))
                literal = alike.setdefault(seen, literal)
                alike.setdefault(opposite, literal ^ 1)
            rest.add(literal, coefficient)
        if rest.terms or rest.constant:
            return False
    return True


#: A polynomial over 0 and 1: from a product of variables, as the bits of an integer, to its coefficient.
Polynomial = dict[int, int]


def _vanishes(network: Operations, sum_: Sum) -> bool:
    """Whether a sum of variables is 0 at all inputs: as polynomials of the inputs, which are unique."""
    total: Polynomial = defaultdict(int, {0: sum_.constant})
    known: dict[int, Polynomial | None] = {}
    for variable, coefficient in sum_.terms.items():
        written = _polynomial(network, variable, known)
        if written is None:
            return False
        for inputs, times in written.items():
            total[inputs] += coefficient * times
    return all(amount % sum_.modulus == 0 for amount in total.values())


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
    both: Polynomial = {}
    for one, amount in a.items():
        for other, times in b.items():
            both[one | other] = both.get(one | other, 0) + amount * times
    return both if left < right else _plus(_plus(a, b, 1), both, -2)


def _plus(a: Polynomial, b: Polynomial, times: int) -> Polynomial:
    """a + times * b, without what is 0."""
    total = dict(a)
    for inputs, amount in b.items():
        total[inputs] = total.get(inputs, 0) + times * amount
    return {inputs: amount for inputs, amount in total.items() if amount}
