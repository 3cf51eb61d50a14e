"""Why a function is no threshold function: points that no weights can tell apart.

A function is no threshold function exactly when equally many of its true and of its false points, some perhaps
repeated, have equal sums: it is summable (Elgot 1960, Chow 1961). Such points are the certificate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask

Point = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Equally many true and false points with equal sums: no weights tell them apart. Points may repeat.

    Every weighted sum over the true points equals the one over the false points; yet each true sum would have to reach
    the threshold, and each false one to stay below it.
    """

    true: tuple[Point, ...]
    false: tuple[Point, ...]

    def proves(self, table: TruthTable) -> bool:
        """Whether these points do show that the function has no weights."""
        return (
            len(self.true) == len(self.false) > 0
            and all(table(*point) for point in self.true)
            and not any(table(*point) for point in self.false)
            and _sum(self.true) == _sum(self.false)
        )

    def shares(self, names: Sequence[str]) -> str:
        """How often each input is 1 among the points of one side: ``a once, b twice``."""
        ones = zip(names, _sum(self.true), strict=True)
        return ", ".join(f"{name} {_times(times)}" for name, times in ones if times)

    def words(self, names: Sequence[str]) -> str:
        """The proof, for a reader who has never seen one."""
        number = len(self.true)
        return "\n".join(
            (
                f"patterns of {', '.join(names)}",
                f"  that must fire       {_listed(self.true)}",
                f"  that must be silent  {_listed(self.false)}",
                f"Each input is 1 equally often on both lines ({self.shares(names)}),",
                "so the weighted sums of both lines add up to the same total, whatever the weights are.",
                f"But {number} firing sums add up to at least {number} times the threshold,",
                f"and {number} silent ones to less: no weights can do both.",
            )
        )


def conflict(table: TruthTable) -> Certificate | None:
    """Two true and two false points with equal sums, or None for a function that is regular but for negations.

    There are such points where an input, or the exchange of two inputs, helps at one place and harms at another.

    >>> conflict(TruthTable(2, 0x6))
    Certificate(true=((0, 1), (1, 0)), false=((0, 0), (1, 1)))
    """
    bits, negated = table.bits, 0
    for j in range(table.arity):
        domain, distance = ~variable_mask(table.arity, j) & full_mask(table.arity), 1 << j
        rises, falls = _moves(bits, domain, distance)
        if rises and falls:
            return _two_and_two(rises, falls, distance, negated, table.arity)
        if falls:
            bits = TruthTable(table.arity, bits).flip(j).bits
            negated |= distance
    for i, j in combinations(range(table.arity), 2):
        domain, distance = variable_mask(table.arity, i) & ~variable_mask(table.arity, j), (1 << j) - (1 << i)
        rises, falls = _moves(bits, domain, distance)
        if rises and falls:
            return _two_and_two(rises, falls, distance, negated, table.arity)
    return None


def _moves(bits: int, domain: int, distance: int) -> tuple[int, int]:
    """Where in the domain the step to the assignment ``distance`` further makes the function true, and where false."""
    moved = bits >> distance
    return moved & ~bits & domain, bits & ~moved & domain


def _two_and_two(rises: int, falls: int, distance: int, negated: int, arity: int) -> Certificate:
    up, down = _lowest(rises), _lowest(falls)
    true, false = (up + distance, down), (up, down + distance)
    return Certificate(*(tuple(sorted(_point(x ^ negated, arity) for x in side)) for side in (true, false)))


def _sum(points: Iterable[Point]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*points, strict=True)))


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _point(place: int, arity: int) -> Point:
    return tuple([place >> j & 1 for j in range(arity)])


def _listed(points: Iterable[Point]) -> str:
    number = Counter("".join(map(str, point)) for point in points)
    return ", ".join(f"{text} ({_times(times)})" if times > 1 else text for text, times in number.items())


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
