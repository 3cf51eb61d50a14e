"""Adders by their functions: any two or three bits, of either polarity, with their sum and their carry.

Every variable is looked at as a function of all cuts of up to three variables below it (Yu, Ciesielski and Mishchenko,
Fast algebraic rewriting based on and-inverter graphs, 2018).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from neurocircuit.analysis.effort import Effort
from neurocircuit.simulation.operations import Operations

#: A cut is the set of variables that a function is taken of: so many at most.
LEAVES = 3
ROWS = 1 << LEAVES
EVERY = (1 << ROWS) - 1
#: Adders have few cuts; of chains of ANDs, which have any number, so many are kept for each variable.
MOST_CUTS = 24

#: The functions of one variable's cuts: from the leaves to the truth table over them, in 8 bits.
Cuts = dict[tuple[int, ...], int]
#: Whether a carry is negated, and which of its inputs are.
Carried = tuple[int, tuple[int, ...]]


class Adder(NamedTuple):
    """Literals that are the binary digits of a sum, or the lowest ones of them.

    Args:
        digits: the lowest first.
        weights: what the literals that are added count, all of it positive.
        constant: what is added besides.
    """

    digits: tuple[int, ...]
    weights: dict[int, int]
    constant: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether these are all digits that the sum can have."""
        return self.constant >= 0 and self.constant + sum(self.weights.values()) < 1 << len(self.digits)

    @property
    def first(self) -> int:
        """The variable that is there first: all that read the adder come later."""
        return min(self.digits) >> 1


def find_adders(network: Operations, wanted: bytearray, effort: Effort) -> list[Adder]:
    """All full and half adders, and exclusive ors, among the flagged variables; what reads an adder stands before it.

    >>> network = Operations(3)
    >>> total, carry = network.add(2, 4, 6)
    >>> find_adders(network, network.needed([total, carry]), Effort())[0]
    Adder(digits=(10, 17), weights={2: 1, 4: 1, 6: 1}, constant=0)
    """
    totals: dict[tuple[int, ...], list[int]] = defaultdict(list)
    carries: dict[tuple[int, ...], list[Carried]] = defaultdict(list)
    for variable, cuts in _cuts(network, wanted):
        if variable % 64 == 0:
            effort.check("adders", variable / len(network.left))
        for leaves, table in cuts.items():
            if (kind := _TOTALS.get((len(leaves), table))) is not None:
                totals[leaves].append(2 * variable ^ kind)
            elif (found := _CARRIES.get((len(leaves), table))) is not None:
                carries[leaves].append((2 * variable ^ found[0], found[1]))
    adders = [adder for leaves, literals in totals.items() for adder in _adders(leaves, literals, carries[leaves])]
    return sorted(adders, key=lambda adder: (-adder.first, -len(adder.weights)))


def outside(network: Operations, literals: Iterable[int], counters: Iterable[Adder]) -> bytearray:
    """A flag for each variable that literals depend on, but for those inside of counters."""
    flags = bytearray(len(network.left))
    inside = {digit >> 1: [*adder.weights] for adder in counters for digit in adder.digits}
    waiting = [literal >> 1 for literal in literals]
    while waiting:
        variable = waiting.pop()
        if not flags[variable]:
            flags[variable] = 1
            below = inside.get(variable, (network.left[variable], network.right[variable]))
            waiting += [literal >> 1 for literal in below]
    return flags


def _adders(leaves: tuple[int, ...], totals: list[int], carries: list[Carried]) -> Iterator[Adder]:
    for total in totals:
        for carry, flips in carries:
            bits = [2 * leaf ^ flip for leaf, flip in zip(leaves, flips, strict=True)]
            yield Adder((total ^ sum(flips) & 1, carry), dict.fromkeys(bits, 1))
        yield Adder((total,), dict.fromkeys([2 * leaf for leaf in leaves], 1))


def _tables() -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], Carried]]:
    """By number of leaves and table: whether an exclusive or is negated; what is in a carry."""
    totals: dict[tuple[int, int], int] = {}
    carries: dict[tuple[int, int], Carried] = {}
    for count in (2, 3):
        rows = [[row >> place & 1 for place in range(count)] for row in range(ROWS)]
        odd = sum(sum(row) % 2 << number for number, row in enumerate(rows))
        totals |= {(count, odd): 0, (count, odd ^ EVERY): 1}
        for code in range(1 << count):
            flips = tuple([code >> place & 1 for place in range(count)])
            added = [sum(bit ^ flip for bit, flip in zip(row, flips, strict=True)) for row in rows]
            table = sum((amount > 1) << number for number, amount in enumerate(added))
            carries.setdefault((count, table), (0, flips))
            carries.setdefault((count, table ^ EVERY), (1, flips))
    return totals, carries


_TOTALS, _CARRIES = _tables()


def _cuts(network: Operations, wanted: bytearray) -> Iterator[tuple[int, Cuts]]:
    """Each flagged operation with all of its cuts that it depends on in full."""
    known: list[Cuts] = [{(): 0}]
    known += [{(variable,): 0xAA} for variable in range(1, len(network.left))]
    for variable in range(network.inputs + 1, len(network.left)):
        if wanted[variable]:
            left, right = network.left[variable], network.right[variable]
            own = known[variable]
            for (one, table), (other, second) in product(known[left >> 1].items(), known[right >> 1].items()):
                leaves = tuple(sorted({*one, *other}))
                if len(leaves) <= LEAVES and len(own) < MOST_CUTS:
                    a = _spread(table, tuple(map(leaves.index, one))) ^ -(left & 1) & EVERY
                    b = _spread(second, tuple(map(leaves.index, other))) ^ -(right & 1) & EVERY
                    places, made = _reduced(a & b if left < right else a ^ b)
                    own[tuple([leaves[place] for place in places])] = made
            yield variable, own


@cache
def _spread(table: int, places: tuple[int, ...]) -> int:
    """A table whose inputs stand at other places."""
    rows = (sum((row >> place & 1) << number for number, place in enumerate(places)) for row in range(ROWS))
    return sum((table >> small & 1) << row for row, small in enumerate(rows))


@cache
def _reduced(table: int) -> tuple[tuple[int, ...], int]:
    """The inputs that a table depends on, and the table of these alone."""
    places = tuple(
        [p for p in range(LEAVES) if any((table >> row ^ table >> (row ^ 1 << p)) & 1 for row in range(ROWS))]
    )
    rows = (sum((row >> number & 1) << place for number, place in enumerate(places)) for row in range(ROWS))
    return places, sum((table >> big & 1) << row for row, big in enumerate(rows))
