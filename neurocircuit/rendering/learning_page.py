"""The learning page: a neuron whose numbers can be moved, its table and plane, and the perceptron rule step by step.

The script does what ``perceptron_rule`` does, with integers of any size. What is known of the functions that may be
asked of the neuron goes with it as data: the smallest weights of each, or why there are none and which few neurons do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Protocol
from urllib.parse import urlencode

from neurocircuit.logic.certificate import Certificate, Point
from neurocircuit.logic.cover import spelled
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.recipe import table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.rendering import shell
from neurocircuit.rendering.wording import visible

#: Up to so many inputs the command that draws the neurons of a function is short enough to type.
_SPELLED_ARITY = 6


class Answer(Protocol):
    """A function, and its smallest weights or why it has none."""

    @property
    def table(self) -> TruthTable:
        """The function."""

    @property
    def form(self) -> LinearForm | None:
        """The smallest weights."""

    @property
    def certificate(self) -> Certificate | None:
        """The points that no weights tell apart."""


def learning_page(
    table: TruthTable,
    inputs: Sequence[str],
    output: str,
    *,
    goals: Iterable[Answer],
    names: Mapping[TruthTable, str],
    weights: Sequence[Number],
    rate: Number,
    threshold: Number,
    order: Sequence[int],
    encoding: str = "binary",
    targets: str = "binary",
    guess: bool = False,
) -> str:
    """The learning page of a function as HTML text.

    Args:
        table: the function to learn.
        inputs: the names of its inputs.
        output: the name of its output.
        goals: the functions that may be learnt instead, and this one.
        names: of the goals that have one; the others are called by their truth table.
        weights: w0, w1, ... to begin with.
        rate: how far a mistake moves the weights.
        threshold: the neuron fires when z reaches it.
        order: of the rows in an epoch, by their numbers counting up.
        encoding: of the inputs.
        targets: of the outputs.
        guess: whether the page begins with the reader's guesses instead of the rule.
    """
    known = {_outputs(goal.table): _goal(goal, names, inputs, output) for goal in goals}
    values = {"rate": _ratio(rate), "threshold": _ratio(threshold), "wanted": _outputs(table)}
    codes = {"inputs": int(encoding == "bipolar"), "outputs": int(targets == "bipolar"), "guess": int(guess)}
    data = {
        "names": [*inputs],
        "output": output,
        "order": [*order],
        "goals": known,
        "open": len(known) > 1,
        "state": urlencode({"w": ",".join(map(_ratio, weights)), **values, **codes}, safe=",/"),
    }
    title = f"{'Guess the weights of' if guess else 'Learning'} {known[_outputs(table)]['name']}"
    scripts = ["rule.js", "plot.js", "learning_page.js"]
    return shell.page(shell.shipped("learning_page.html"), title, data, scripts, ["learning_page.css"])


def _outputs(table: TruthTable) -> str:
    """The outputs of a table in the order of its rows: counting up, the last input fastest."""
    return "".join(str(table(*row)) for row in product((0, 1), repeat=table.arity))


def _ratio(value: Number) -> str:
    return f"{value.numerator}/{value.denominator}"


def _goal(goal: Answer, names: Mapping[TruthTable, str], inputs: Sequence[str], output: str) -> dict[str, Any]:
    """What the page knows of a function; rows by their numbers, inputs and neurons by their places."""
    table = goal.table
    known: dict[str, Any] = {"name": visible(names.get(table, table.hex)), "listed": table in names}
    if goal.form:
        return known | {"weights": goal.form.weights, "threshold": goal.form.threshold}
    assert goal.certificate is not None
    known |= {"fire": [*map(_row, goal.certificate.true)], "silent": [*map(_row, goal.certificate.false)]}
    if table.arity <= _SPELLED_ARITY:
        forms = [(step.operands, step.perceptron.integer_form) for step in table_recipe(table)]
        known["neurons"] = [(operands, form.weights, form.threshold) for operands, form in forms]
        # What is to be copied into a shell holds nothing but names and operators.
        if all(map(str.isidentifier, (*inputs, output))):
            known["command"] = f'neurocircuit render "{output} = {spelled(table, inputs)}" --open'
    return known


def _row(point: Point) -> int:
    return int("".join(map(str, point)), 2)
