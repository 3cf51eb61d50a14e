"""The learning page: a neuron whose numbers can be moved, its table and plane, and the perceptron rule step by step.

The script does what ``perceptron_rule`` does, with integers of any size. What is known of the functions that may be
asked of the neuron goes with it as data: the smallest weights of each, or why there are none and which few neurons do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any
from urllib.parse import urlencode

from neurocircuit.logic.certificate import Point
from neurocircuit.logic.cover import spelled
from neurocircuit.logic.lesson import Goal, Lesson
from neurocircuit.logic.number import Number
from neurocircuit.logic.recipe import table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.rendering import shell
from neurocircuit.rendering.wording import visible

#: Up to so many inputs the command that draws the neurons of a function is short enough to type.
_SPELLED_ARITY = 6


def learning_page(lesson: Lesson) -> str:
    """The learning page of a lesson as HTML text."""
    inputs, output = lesson.inputs, lesson.output
    goal, *_ = lesson.goals
    numbers = {"w": ",".join(map(_ratio, lesson.weights)), "rate": _ratio(lesson.rate)}
    numbers |= {"threshold": _ratio(lesson.threshold), "wanted": _outputs(goal.table)}
    codes = [
        ("inputs", lesson.encoding == "bipolar"),
        ("outputs", lesson.targets == "bipolar"),
        ("guess", lesson.guess),
    ]
    data = {
        "names": [*inputs],
        "output": output,
        "order": [*lesson.order],
        "goals": {_outputs(goal.table): _known(goal, inputs, output) for goal in lesson.goals},
        "open": len(lesson.goals) > 1,
        "state": urlencode(numbers | {name: int(is_so) for name, is_so in codes}, safe=",/"),
    }
    title = f"{'Guess the weights of' if lesson.guess else 'Learning'} {goal.name}"
    scripts = ["rule.js", "plot.js", "neuron.js", "learning_page.js"]
    return shell.page(shell.shipped("learning_page.html"), title, data, scripts, ["learning_page.css"])


def _outputs(table: TruthTable) -> str:
    """The outputs of a table in the order of its rows: counting up, the last input fastest."""
    return "".join(str(table(*row)) for row in product((0, 1), repeat=table.arity))


def _ratio(value: Number) -> str:
    return f"{value.numerator}/{value.denominator}"


def _known(goal: Goal, inputs: Sequence[str], output: str) -> dict[str, Any]:
    """What the page knows of a function; rows by their numbers, inputs and neurons by their places."""
    table = goal.table
    known: dict[str, Any] = {"name": visible(goal.name), "listed": goal.listed}
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
