"""A function as a lesson: the goals that a learner may choose from, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from neurocircuit.errors import InputError
from neurocircuit.logic.cover import spelled
from neurocircuit.logic.lesson import Goal, Lesson, check_inputs
from neurocircuit.logic.number import Number
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.function import FUNCTION_NAMES, Function, named_function
from neurocircuit.synthesis.identify import identify

#: Up to so many inputs the goal of a lesson can be any function; up to so many, each of them has a name.
_OPEN_ARITY = 3
_NAMED_ARITY = 2


def lesson(
    function: Function,
    weights: Sequence[Number],
    threshold: Number,
    encoding: str = "binary",
    rate: Number = Fraction(1, 10),
    order: Sequence[int] | None = None,
    guess: bool = False,
    targets: str | None = None,
) -> Lesson:
    """The lesson of a function.

    Args:
        function: what is to be learnt.
        weights: w0, w1, ... to begin with.
        threshold: the neuron fires when z reaches it.
        encoding: ``binary`` or ``bipolar``, of inputs.
        rate: how far a mistake moves the weights.
        order: of the rows in every epoch; counting up by default.
        guess: whether the page begins with guessing.
        targets: the encoding of outputs, by default that of inputs.

    Raises:
        InputError: above 8 inputs, for a table that lacks rows, or another number of weights than inputs and one.
    """
    arity = function.table.arity
    check_inputs(arity)
    if function.care is not None:
        raise InputError(f"a learning page of {function.name}, which lacks rows", hint="every row has an output there")
    rows = tuple(range(1 << arity) if order is None else order)
    settings = (tuple(weights), rate, threshold, rows, encoding, targets or encoding, guess)
    return Lesson(function.inputs, function.output, _goals(function), *settings)


def _goals(function: Function) -> tuple[Goal, ...]:
    """The function, and up to three inputs all others."""
    arity, names = function.table.arity, _names(function)
    others = [TruthTable(arity, bits) for bits in range(1 << (1 << arity))] if arity <= _OPEN_ARITY else []
    answers = [identify(table) for table in (function.table, *(table for table in others if table != function.table))]
    return tuple(
        Goal(
            answer.table,
            names.get(answer.table, answer.table.hex),
            answer.table in names,
            answer.form,
            answer.certificate,
        )
        for answer in answers
    )


def _names(function: Function) -> dict[TruthTable, str]:
    """What functions of so many inputs are called, the given one as its user calls it."""
    arity, names = function.table.arity, {}
    if arity <= _NAMED_ARITY:
        tables = [TruthTable(arity, bits) for bits in range(1 << (1 << arity))]
        names = {table: spelled(table, function.inputs) for table in tables}
    for name in FUNCTION_NAMES if arity <= _OPEN_ARITY else ():
        with suppress(InputError):
            named = named_function(name, arity)
            if named is not None:
                names[named.table] = name
    return names | {function.table: function.name}
