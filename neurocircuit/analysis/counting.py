"""Totally symmetric cones: a variable that depends only on how many of the inputs below it are true.

The function is guessed by simulation, then proved from the inputs up, without a solver, in one of two ways. Adders are
found by their functions, and the count is gathered, adder by adder, into the bits that they spell it with; what reads
these bits is tried for every count. Or groups of inputs are known by how many of them are true, and every operation is
a table over such counts: where a table depends only on the sum of two counts, the two groups become one. So a tree of
adders takes tables of two counts at a time, whatever logic adds them up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurocircuit.analysis.adders import Adder, find_adders, outside
from neurocircuit.analysis.cnf import operation_clauses, signed
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sat import Solver
from neurocircuit.analysis.sums import Sum
from neurocircuit.simulation.operations import Operations

#: The entries of a table at most, and of all tables that are held at a time.
MOST_ENTRIES, MOST_HELD = 1 << 20, 1 << 27
#: Operations of a network times variables that are looked at: beyond so many that would take longer than ten seconds.
MOST_WORK = 1 << 21
#: Operations below a variable times inputs: a bit for each is held at a time.
MOST_VALUES = 1 << 29
#: Conflicts for a pattern at which the value is another one than at random patterns.
BUDGET = 2_000
#: Bits that a count may be spelled with.
MOST_BITS = 20
#: Random orders in which the inputs become true one by one, each of which must show the same function.
WALKS = 4


class Counted(NamedTuple):
    """A function of a count.

    Args:
        literals: the inputs that are counted, some of them negated.
        values: the value where 0, 1, 2, ... of them are true.
    """

    literals: tuple[int, ...]
    values: tuple[bool, ...]

    @property
    def opposite(self) -> Counted:
        """Where it is 0 this is 1."""
        return self._replace(values=tuple([not value for value in self.values]))


def find_count(network: Operations, variable: int, effort: Effort, counters: Sequence[Adder] = ()) -> Counted | None:
    """The variable as a function of how many inputs are true; None where it is none or that is not proved.

    Of two ways to negate the inputs the one with fewer negated ones is given; ``counters`` are adders that are known.

    Raises:
        OutOfTime: at the limit of the effort.

    >>> network = Operations(3)
    >>> find_count(network, network.both(network.both(2, 4), 6) >> 1, Effort()).values
    (False, False, False, True)
    """
    cone = _Cone(network, variable)
    guess = cone.guess(effort)
    if guess is None:
        return None
    return guess if _is_spelled(network, cone, guess, effort, counters) or _is_tabulated(cone, guess, effort) else None


def find_counts(
    network: Operations, variables: Iterable[int], effort: Effort, counters: Sequence[Adder] = ()
) -> dict[int, Counted]:
    """Those of some variables that are functions of a count; none where it would take long to look at all of them.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    wanted = dict.fromkeys(variables)
    if len(network.left) * len(wanted) > MOST_WORK:
        return {}
    found = {variable: find_count(network, variable, effort, counters) for variable in wanted}
    return {variable: counted for variable, counted in found.items() if counted is not None}


def equal_counts(
    network: Operations, pairs: Mapping[int, tuple[int, int]], effort: Effort, counters: Sequence[Adder] = ()
) -> set[int]:
    """The numbers of those pairs of literals that are proved to be the same function of the same count.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    left = find_counts(network, [one >> 1 for one, _ in pairs.values()], effort, counters)
    known = {number: (one, other) for number, (one, other) in pairs.items() if one >> 1 in left}
    right = find_counts(network, [other >> 1 for _, other in known.values()], effort, counters)
    return {
        number
        for number, (one, other) in known.items()
        if right.get(other >> 1) == (left[one >> 1].opposite if (one ^ other) & 1 else left[one >> 1])
    }


class _Cone:
    """The operations below a variable, and its inputs."""

    def __init__(self, network: Operations, variable: int) -> None:
        flags = network.needed([2 * variable])
        self.variable = variable
        self.inputs = [source for source in range(1, network.inputs + 1) if flags[source]]
        self.operations = [
            (number, network.left[number], network.right[number])
            for number in range(network.inputs + 1, variable + 1)
            if flags[number]
        ]
        self._random = Random(0)

    def _simulated(self, columns: Iterable[int], places: int, effort: Effort) -> int:
        """The values of the variable, bit by bit, from those of each input."""
        effort.check("counting")
        found = self.evaluated(dict(zip(self.inputs, columns, strict=True)), places)
        assert found is not None
        return found

    def evaluated(self, given: dict[int, int], places: int) -> int | None:
        """The values of the variable, bit by bit, from those of others; None where these do not tell."""
        words, ones = {0: 0} | given, (1 << places) - 1
        for number, left, right in self.operations:
            if number not in words and left >> 1 in words and right >> 1 in words:
                a, b = words[left >> 1] ^ -(left & 1) & ones, words[right >> 1] ^ -(right & 1) & ones
                words[number] = a & b if left < right else a ^ b
        return words.get(self.variable)

    def _shuffled(self, among: int) -> list[int]:
        """The places of ones in random order."""
        places = [place for place, bit in enumerate(reversed(f"{among:b}")) if bit == "1"]
        return self._random.sample(places, len(places))

    def _walked(self, start: int, order: Sequence[int], effort: Effort) -> int:
        """The values of the variable from a pattern on, while one input after the other changes."""
        ones = (2 << len(order)) - 1
        columns = [-(start >> place & 1) & ones for place in range(len(self.inputs))]
        for number, place in enumerate(order, 1):
            columns[place] ^= ones >> number << number
        return self._simulated(columns, len(order) + 1, effort)

    def guess(self, effort: Effort) -> Counted | None:
        """What a few patterns of each count tell."""
        size = len(self.inputs)
        every = (1 << size) - 1
        negated = self._negated(effort) if size > 1 and size * len(self.operations) <= MOST_VALUES else None
        if negated is None:
            return None
        if 2 * negated.bit_count() > size or (2 * negated.bit_count() == size and negated & 1):
            negated ^= every
        seen = self._walked(negated, self._shuffled(every), effort)
        if any(self._walked(negated, self._shuffled(every), effort) != seen for _ in range(WALKS)):
            return None
        literals = tuple([2 * source + (negated >> place & 1) for place, source in enumerate(self.inputs)])
        return Counted(literals, tuple([bool(seen >> count & 1) for count in range(size + 1)]))

    def _negated(self, effort: Effort) -> int | None:
        """The inputs that count where they are 0, or where they are 1: no telling which; None where it is constant.

        At a pattern from where one more changes the value and one less does not, each input tells which of both it is.
        """
        size = len(self.inputs)
        every = (1 << size) - 1
        starts = [0, *(self._random.getrandbits(size) for _ in range(WALKS))]
        walks = [(start, self._shuffled(every)) for start in starts]
        values = [self._walked(*walk, effort) for walk in walks]
        if all(seen in (0, 2 * every + 1) for seen in values):
            other = self._other(values[0] & 1, effort)
            if other is None:
                return None
            walks = [(0, self._shuffled(other))]
            values = [self._walked(*walk, effort) for walk in walks]
        for (start, order), seen in zip(walks, values, strict=True):
            turns = [number for number in range(len(order)) if (seen >> number ^ seen >> number + 1) & 1]
            for number in turns[:WALKS]:
                below = start ^ sum([1 << place for place in order[:number]])
                for pattern, value in ((below, seen >> number), (below ^ 1 << order[number], seen >> number + 1)):
                    columns = [-(pattern >> place & 1) & every ^ 1 << place for place in range(size)]
                    moved = self._simulated(columns, size, effort) ^ -(value & 1) & every
                    if moved != every:
                        # Those that change it add to the count: they are 0, unless negated.
                        return pattern ^ moved ^ every
        # Each input always changes the value: an exclusive or.
        return 0

    def _other(self, value: int, effort: Effort) -> int | None:
        """A pattern on which the variable has not this value, from the solver."""
        solver = Solver(effort)
        for number, left, right in self.operations:
            solver.add(operation_clauses(number, left, right))
        if not solver.solve([signed(2 * self.variable ^ value)], BUDGET):
            return None
        model = solver.model()
        return sum(model.get(source, False) << place for place, source in enumerate(self.inputs))


def _is_spelled(network: Operations, cone: _Cone, guess: Counted, effort: Effort, counters: Sequence[Adder]) -> bool:
    """Whether adders gather the inputs into few bits that tell the value at each count."""
    size = len(guess.literals)
    # So large that bits which come to more than there are inputs do not come to a possible count again.
    count = Sum(1 << size.bit_length() + MOST_BITS)
    for literal in guess.literals:
        count.add(literal, 1)
    wanted = outside(network, [2 * cone.variable], counters)
    adders = [*counters, *_outer(find_adders(network, wanted, effort))]
    # What an adder reads stands behind it.
    while [adder for adder in reversed(adders) if count.gather(adder)]:
        pass
    counts = count.terms.values()
    if len(counts) > MOST_BITS:
        return False
    codes = np.arange(1 << len(counts))
    bits = [codes >> place & 1 for place in range(len(counts))]
    sums = np.full(len(codes), count.constant)
    for bit, amount in zip(bits, counts, strict=True):
        sums += bit * amount
    sums %= count.modulus
    possible = np.flatnonzero(sums <= size)
    words = [int("".join(map(str, bit[possible].tolist())), 2) for bit in bits]
    found = cone.evaluated(dict(zip(count.terms, words, strict=True)), len(possible))
    if found is None:
        return False
    values = [bit == "1" for bit in format(found, f"0{len(possible)}b")]
    return bool((np.array(guess.values)[sums[possible]] == values).all())


def _outer(adders: Sequence[Adder]) -> list[Adder]:
    """The adders without those of two bits that are parts of one of three."""
    pairs = {
        pair
        for digits, bits, _ in adders
        if len(digits) == 2 and len(bits) == 3
        for pair in combinations(sorted([bit >> 1 for bit in bits]), 2)
    }
    return [adder for adder in adders if tuple(sorted([bit >> 1 for bit in adder.weights])) not in pairs]


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Inputs of which only the number of true ones matters: which they are, and the two groups that they were."""

    mask: int
    size: int
    parts: tuple[_Group, ...] = ()


class _Table(NamedTuple):
    """A function of the counts of some groups: one axis each."""

    groups: tuple[_Group, ...]
    values: NDArray[np.bool_]


def _is_tabulated(cone: _Cone, guess: Counted, effort: Effort) -> bool:
    """Whether the value of each operation is a table of few counts."""
    groups: dict[int, _Group] = {}
    tables: dict[int, _Table] = {0: _Table((), np.zeros((), bool))}
    for place, (source, literal) in enumerate(zip(cone.inputs, guess.literals, strict=True)):
        group = groups[1 << place] = _Group(1 << place, 1)
        tables[source] = _Table((group,), np.array([False, True]) ^ bool(literal & 1))
    last: dict[int, int] = {}
    for number, left, right in cone.operations:
        last[left >> 1] = last[right >> 1] = number
    held = 0
    dying: dict[int, list[int]] = defaultdict(list)
    for variable, number in last.items():
        dying[number].append(variable)
    for number, left, right in cone.operations:
        if number % 64 == 0:
            effort.check("counting", number / cone.variable)
        table = _operated(tables[left >> 1], tables[right >> 1], left, right, groups)
        if table is None:
            return False
        tables[number] = table
        held += table.values.size
        for variable in dying[number]:
            held -= tables.pop(variable).values.size
        if held > MOST_HELD:
            return False
    found = tables[cone.variable]
    if len(found.groups) != 1 or found.groups[0].size != len(cone.inputs):
        return False
    return tuple(found.values.tolist()) == guess.values


def _operated(one: _Table, other: _Table, left: int, right: int, groups: dict[int, _Group]) -> _Table | None:
    """The AND or the XOR of two tables; None where it is too large."""
    over = _disjoint({*one.groups, *other.groups})
    if prod([group.size + 1 for group in over]) > MOST_ENTRIES:
        return None
    a, b = _spread(one, over) ^ bool(left & 1), _spread(other, over) ^ bool(right & 1)
    return _joined(_Table(over, a & b if left < right else a ^ b), groups)


def _disjoint(groups: set[_Group]) -> tuple[_Group, ...]:
    """The groups without overlap: of two that overlap the larger one gives way to its parts."""
    waiting, done = sorted(groups, key=lambda group: -group.size), set[_Group]()
    while waiting:
        group = waiting.pop(0)
        if group not in done and any(group.mask & other.mask for other in [*waiting, *done] if other is not group):
            waiting = sorted({*waiting, *group.parts}, key=lambda group: -group.size)
        else:
            done.add(group)
    return tuple(sorted(done, key=lambda group: group.mask))


def _spread(table: _Table, over: Sequence[_Group]) -> NDArray[np.bool_]:
    """The values over groups of which each one of the table is a union."""
    axes = np.ix_(*(np.arange(group.size + 1) for group in over))
    counts = [
        sum([axis for axis, part in zip(axes, over, strict=True) if part.mask & group.mask]) for group in table.groups
    ]
    return np.broadcast_to(table.values[tuple(counts)], [group.size + 1 for group in over])


def _joined(table: _Table, groups: dict[int, _Group]) -> _Table:
    """The table over as few groups as it takes: without those that do not matter, and with pairs as one."""
    over, values = list(table.groups), table.values
    for axis in reversed(range(len(over))):
        first = values.take([0], axis)
        if (values == first).all():
            values = first.squeeze(axis)
            del over[axis]
    joined = True
    while joined:
        joined = False
        for i, j in combinations(range(len(over)), 2):
            found = _as_sum(np.moveaxis(values, (i, j), (0, 1)))
            if found is not None:
                one, other = over[i], over[j]
                mask = one.mask | other.mask
                group = groups.setdefault(mask, _Group(mask, one.size + other.size, (one, other)))
                over = [group, *(each for each in over if each not in (one, other))]
                values, joined = found, True
                break
    return _Table(tuple(over), values)


def _as_sum(values: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Values by the sum of the places on the first two axes; None where they depend on more."""
    rows, columns = values.shape[:2]
    by_sum = np.concatenate([values[:, 0], values[-1, 1:]])
    sums = np.arange(rows)[:, None] + np.arange(columns)
    return by_sum if (by_sum[sums] == values).all() else None
