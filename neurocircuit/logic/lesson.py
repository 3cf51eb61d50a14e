"""Lessons: what a neuron is to learn and where it begins, with what is known of every function it may learn instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neurocircuit.errors import InputError, counted
from neurocircuit.late import late
from neurocircuit.logic.certificate import Certificate
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import LinearForm, check_encoding
from neurocircuit.logic.truth_table import TruthTable

#: Its page lists all rows, and draws all weights.
MAX_INPUTS = 8


def check_inputs(inputs: int) -> None:
    """Refuse a lesson of too many inputs.

    Raises:
        InputError: above 8.
    """
    if inputs > MAX_INPUTS:
        raise InputError(f"a learning page of {inputs} inputs", hint=f"at most {MAX_INPUTS}")


@dataclass(frozen=True, slots=True)
class Goal:
    """A function that a neuron may be asked for: its name, and its smallest weights or why it has none.

    ``listed`` are those that have a name of their own.
    """

    table: TruthTable
    name: str
    listed: bool
    form: LinearForm | None
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A neuron with the weights ``w0, w1, ...``, a rate and a threshold, and the first of its goals to learn.

    ``encoding`` is that of the inputs, ``targets`` of the outputs. ``order`` are the rows of an epoch by their numbers.
    ``guess`` says that the reader looks for the weights, not the perceptron rule.

    Raises:
        InputError: above 8 inputs, or for another number of weights than inputs and one.
    """

    inputs: tuple[str, ...]
    output: str
    goals: tuple[Goal, ...]
    weights: tuple[Number, ...]
    rate: Number
    threshold: Number
    order: Sequence[int]
    encoding: str = "binary"
    targets: str = "binary"
    guess: bool = False

    def __post_init__(self) -> None:
        check_inputs(len(self.inputs))
        check_encoding(self.encoding)
        check_encoding(self.targets)
        if len(self.weights) != len(self.inputs) + 1:
            arity = counted(len(self.inputs), "input")
            raise InputError(f"{len(self.weights)} weights for {arity}", hint=f"{len(self.inputs) + 1} are needed")

    def page(self) -> str:
        """The learning page as HTML text."""
        page: str = late("Lesson.page")(self)
        return page
