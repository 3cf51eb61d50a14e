"""What neurons may be like: how many inputs, and how large weights."""

from __future__ import annotations

from dataclasses import dataclass

from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.logic.number import MAX_DIGITS
from neurocircuit.logic.perceptron import LinearForm

#: Weights and thresholds that stay numbers of a perceptron when they are turned into those of another encoding.
LARGEST = 10 ** (MAX_DIGITS - 8)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most inputs of a neuron, and its largest absolute weight; None for no limit.

    Raises:
        InputError: for limits within which there is no circuit for every function.

    >>> Limits(max_fanin=3).allow(LinearForm((1, 1, 0, 1), 2)), Limits(max_weight=1).allow(LinearForm((1, -2), 0))
    (True, False)
    """

    max_fanin: int | None = None
    max_weight: int | None = None

    def __post_init__(self) -> None:
        for name, limit in (("max_fanin", self.max_fanin), ("max_weight", self.max_weight)):
            if limit is not None and not isinstance(limit, int):
                raise InputError(f"{name} is {shorten(repr(limit))}", hint="an integer, or None for no limit")
        if self.max_fanin is not None and self.max_fanin < 2:
            raise InputError(
                f"neurons of at most {counted(self.max_fanin, 'input')} compute too little", hint="at least 2"
            )
        if self.max_weight is not None and self.max_weight < 1:
            raise InputError(f"weights of at most {self.max_weight} compute too little", hint="at least 1")

    def allow(self, form: LinearForm) -> bool:
        """Whether a neuron is within the limits; an input without weight is none."""
        sizes = [abs(weight) for weight in form.weights if weight]
        few = self.max_fanin is None or len(sizes) <= self.max_fanin
        largest = LARGEST if self.max_weight is None else min(self.max_weight, LARGEST)
        return few and max(sizes, default=0) <= largest and abs(form.threshold) <= LARGEST

    def narrowed(self, most: int | None) -> Limits:
        """The limits with at most so many inputs."""
        fanins = [fanin for fanin in (self.max_fanin, most) if fanin is not None]
        return Limits(min(fanins, default=None), self.max_weight)
