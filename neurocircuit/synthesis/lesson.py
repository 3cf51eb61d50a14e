"""A lesson for the learning page: what a neuron is to learn, from where, and what is known of all such functions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from neurocircuit.errors import InputError
from neurocircuit.late import late
from neurocircuit.logic.cover import spelled
from neurocircuit.logic.number import Number
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.function import FUNCTION_NAMES, Function, named_function
from neurocircuit.synthesis.identify import identify

#: The page lists all rows, and draws all weights.
MAX_INPUTS = 8
#: Up to so many inputs the goal of a lesson can be any function; up to so many, each of them has a name.
OPEN_ARITY = 3
_NAMED_ARITY = 2


def lesson_page(
    function: Function,
    weights: Sequence[Number],
    threshold: Number,
    encoding: str = "binary",
    rate: Number = Fraction(1, 10),
    order: Sequence[int] | None = None,
    guess: bool = False,
) -> str:
    """The learning page of a function as HTML text.

    Args:
        function: what is to be learnt.
        weights: w0, w1, ... to begin with.
        threshold: the neuron fires when z reaches it.
        encoding: ``binary`` or ``bipolar``, of inputs and outputs.
        rate: how far a mistake moves the weights.
        order: of the rows in every epoch; counting up by default.
        guess: whether the page begins with guessing.

    Raises:
        InputError: above 8 inputs.
    """
    table = function.table
    arity = table.arity
    if arity > MAX_INPUTS:
        raise InputError(f"a learning page of {arity} inputs", hint=f"at most {MAX_INPUTS}")
    known = range(1 << (1 << arity)) if arity <= OPEN_ARITY else [table.bits]
    page: str = late("Learning.page")(
        table,
        function.inputs,
        function.output,
        goals=[identify(TruthTable(arity, bits)) for bits in known],
        names=_names(function),
        weights=weights,
        rate=rate,
        threshold=threshold,
        order=range(1 << arity) if order is None else order,
        encoding=encoding,
        targets=encoding,
        guess=guess,
    )
    return page


def _names(function: Function) -> dict[TruthTable, str]:
    """What functions of so many inputs are called, the given one as its user calls it."""
    arity, names = function.table.arity, {}
    if arity <= _NAMED_ARITY:
        tables = [TruthTable(arity, bits) for bits in range(1 << (1 << arity))]
        names = {table: spelled(table, function.inputs) for table in tables}
    for name in FUNCTION_NAMES if arity <= OPEN_ARITY else ():
        with suppress(InputError):
            named = named_function(name, arity)
            if named is not None:
                names[named.table] = name
    return names | {function.table: function.name}
