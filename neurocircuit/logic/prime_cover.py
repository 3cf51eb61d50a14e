"""A perceptron as a sum of products, for formats and provers that know no weights: its prime cubes.

A threshold function is unate: an input counts either as it stands (weight above 0) or negated (below), never both.
Over such literals all weights are positive, its prime cubes are the minimal sets of literals that reach the threshold,
and all of them together are its only irredundant cover (Muroga, Threshold Logic and Its Applications, 1971).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

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
    on, off = firing_sets(form, most + 1), firing_sets(form.opposite, most + 1)
    signs = tuple([(w > 0) - (w < 0) for w in form.weights])
    if not off or len(on) <= min(len(off), most):
        return PrimeCover(signs, on, 1)
    if len(off) <= most:
        return PrimeCover(tuple([-sign for sign in signs]), off, 0)
    return None


def firing_sets(form: LinearForm, most: int) -> tuple[tuple[int, ...], ...]:
    """The first of the minimal sets of inputs that make [w; T] fire: those at 1 of positive weight, at 0 of negative.

    >>> firing_sets(LinearForm((1, 1, -1), 1), most=8)
    ((0, 1), (0, 2), (1, 2))
    """
    places = sorted([place for place, w in enumerate(form.weights) if w], key=lambda place: -abs(form.weights[place]))
    literals = [(abs(form.weights[place]), place) for place in places]
    return tuple(islice(_minimal_sets(literals, form.threshold - sum(w for w in form.weights if w < 0)), most))


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
