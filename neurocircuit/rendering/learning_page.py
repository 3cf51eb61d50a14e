"""The learning page: a neuron whose numbers can be moved, its table and plane, and the perceptron rule step by step.

The script does what ``perceptron_rule`` does, with integers of any size. What is known of the functions that may be
asked of the neuron goes with it as data: the smallest weights of each, or why there are none and which few neurons do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import product
from typing import Any
from urllib.parse import urlencode

from neurocircuit.logic.certificate import Point
from neurocircuit.logic.cover import spelled
from neurocircuit.logic.lesson import Goal, Lesson
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS, LinearForm
from neurocircuit.logic.recipe import table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.rendering import lesson_pictures as pictures
from neurocircuit.rendering import shell
from neurocircuit.rendering.wording import formula, minus, visible

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: Up to so many inputs the command that draws the neurons of a function is short enough to type.
_SPELLED_ARITY = 6


def learning_page(lesson: Lesson) -> str:
    """The learning page of a lesson as HTML text."""
    inputs, output = lesson.inputs, lesson.output
    goal, *others = lesson.goals
    numbers = {"w": ",".join(map(_ratio, lesson.weights)), "rate": _ratio(lesson.rate)}
    numbers |= {"threshold": _ratio(lesson.threshold), "wanted": _outputs(goal.table)}
    codes = [
        ("inputs", lesson.encoding == "bipolar"),
        ("outputs", lesson.targets == "bipolar"),
        ("guess", lesson.guess),
    ]
    data = {
        "names": [*inputs],
        "weightNames": _weight_names(inputs),
        "output": output,
        "space": _space(len(inputs)),
        "frame": pictures.FRAME,
        "order": [*lesson.order],
        "goals": {_outputs(goal.table): _known(goal, inputs, output) for goal in lesson.goals},
        "state": urlencode(numbers | {name: int(is_so) for name, is_so in codes}, safe=",/"),
    }
    title = f"{'Guess the weights of' if lesson.guess else 'Learning'} {goal.name}"
    scripts = ["rule.js", "plot.js", "learning_page.js"]
    listed = [goal for goal in lesson.goals if goal.listed]
    slots = {
        "RATE": _number(len(inputs) + 1, "rate", "rate"),
        "NEURON": f"{pictures.neuron(len(inputs))}\n{''.join(_controls(inputs))}",
        "PATTERNS": pictures.patterns(inputs),
        "CURVE": pictures.curve(),
        "GOALS": "".join(f'<option value="{_outputs(goal.table)}">{_text(goal.name)}</option>' for goal in listed),
        "TABLE": _table(inputs, is_open=bool(others)),
    }
    body = shell.filled(shell.shipped("learning_page.html"), slots)
    return shell.page(body, title, data, scripts, ["learning_page.css"])


def _outputs(table: TruthTable) -> str:
    """The outputs of a table in the order of its rows: counting up, the last input fastest."""
    return "".join(str(table(*row)) for row in product((0, 1), repeat=table.arity))


def _ratio(value: Number) -> str:
    return f"{value.numerator}/{value.denominator}"


def _space(arity: int) -> dict[str, Any] | None:
    """Where truth values are on the picture, and what a boundary cuts."""
    space = pictures.SPACES.get(arity)
    return None if space is None else {"origin": space.origin, "steps": space.steps, "faces": space.faces(space.margin)}


# -- controls and table -----------------------------------------------------------------------------------------------


def _text(name: str) -> str:
    return escape(visible(name))


def _weight_names(inputs: Sequence[str]) -> list[str]:
    return [f"w{str(place).translate(_SUBSCRIPTS)}" for place in range(len(inputs) + 1)]


def _number(place: int, name: str, called: str) -> str:
    """A number in its box, by its place among the weights, the rate and the threshold."""
    return (
        f'<label class="chip">{name} = <input id="number-{place}" type="text" role="spinbutton" autocomplete="off" '
        f'spellcheck="false" maxlength="40" aria-label="{_text(called)}" title="type, drag, or arrow keys"></label>\n'
    )


def _controls(inputs: Sequence[str]) -> Iterator[str]:
    """A switch for each input, then the weights and the threshold; columns that lie over the picture."""
    yield '<div class="tags">\n'
    for name in inputs:
        said = f'<span class="name">{_text(name)}</span><span></span>'
        yield f'<button type="button" role="switch" class="tag" aria-label="input {_text(name)}">{said}</button>\n'
    yield '</div>\n<div class="weights">\n'
    called = ["bias", *(f"weight of {name}" for name in inputs)]
    for place, (name, about) in enumerate(zip(_weight_names(inputs), called, strict=True)):
        yield _number(place, name, about)
    yield f"</div>\n{_number(len(inputs) + 2, 'θ', 'threshold')}"


def _table(inputs: Sequence[str], is_open: bool) -> str:
    """The table of all rows; what is wanted can be changed where the goal is open."""
    asked = '<button type="button" class="asked"></button>' if is_open else '<span class="asked"></span>'
    groups = [inputs, ["z", "output", "wanted", "error"]]
    rows = (f'data-row="{row}"' for row in range(1 << len(inputs)))
    return shell.table('aria-label="every row under these weights"', groups, rows, {len(inputs) + 2: asked})


# -- what is known of a function --------------------------------------------------------------------------------------


def _known(goal: Goal, inputs: Sequence[str], output: str) -> dict[str, Any]:
    """What the page knows of a function; rows by their numbers.

    ``rule`` tells in words when the neuron fires, or the neurons that do what one cannot.
    """
    table = goal.table
    known: dict[str, Any] = {"name": visible(goal.name)}
    if goal.form:
        return known | {
            "separators": [goal.form.separator(encoding) for encoding in ENCODINGS],
            "rule": [_rule("", inputs, goal.form)],
        }
    assert goal.certificate is not None
    known |= {"fire": [*map(_row, goal.certificate.true)], "silent": [*map(_row, goal.certificate.false)]}
    known["shares"] = goal.certificate.shares(inputs)
    if table.arity <= _SPELLED_ARITY:
        forms = [(step.operands, step.perceptron.integer_form) for step in table_recipe(table)]
        nets = [*inputs, *(f"h{place}" for place in range(1, len(forms))), output]
        computed = zip(nets[len(inputs) :], forms, strict=True)
        known["rule"] = [_rule(f"{net} ", [nets[j] for j in reads], form) for net, (reads, form) in computed]
        # What is to be copied into a shell holds nothing but names and operators.
        if all(map(str.isidentifier, (*inputs, output))):
            known["command"] = f'neurocircuit render "{output} = {spelled(table, inputs)}" --open'
    return known


def _rule(subject: str, read: Sequence[str], form: LinearForm) -> tuple[str, str, str]:
    """When a neuron fires, in words up to the threshold; then that for inputs of 0 and 1, and for those of -1 and 1."""
    weights, threshold = form
    words, _, limit = formula(read, weights, 0, threshold).rpartition(" ")
    return f"{subject}{words}", limit, minus(str(2 * threshold - sum(weights)))


def _row(point: Point) -> int:
    return int("".join(map(str, point)), 2)
