"""``neurocircuit identify``: is this function one neuron?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from neurocircuit.cli import command as shared
from neurocircuit.cli import functions
from neurocircuit.cli.certificate import instead, proof
from neurocircuit.cli.codes import DONE, NO
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table, in_format
from neurocircuit.logic.number import signed_sum
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function
    from neurocircuit.synthesis.identify import Identification


@shared.command(
    "identify",
    "neurocircuit identify 0xe8 --inputs 3",
    'neurocircuit identify "a & (b | c)" --format json',
    "neurocircuit identify full_adder:sum",
)
@functions.function_argument
@functions.inputs_option
@functions.encoding_option
@shared.result_options
def command(function: str, inputs: int | None, encoding: str, format_: str | None, output: str | None) -> int:
    """Find the smallest integer weights of a function, or the reason why no neuron computes it.

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], an expression ("a & ~b"), or a .csv file
    of its rows (--encoding is theirs; rows that are absent do not matter). Smallest is the least sum of |w|, then the
    least |T|. Exit code 1 if none exist.
    """
    from neurocircuit.synthesis.identify import identify

    known = functions.parse_function(function, inputs, encoding, functions.EITHER)
    answer = identify(known)
    format = shared.result_format(format_, output)
    shown = in_format(format, _text(known, answer), lambda: _points_or_weights(known, answer), answer.document)
    emit(shown, output, fold=format == "table")
    return DONE if answer else NO


def _points_or_weights(function: Function, answer: Identification) -> Table:
    if answer.form:
        return Table((*function.inputs, "threshold"), [(*answer.form.weights, answer.form.threshold)])
    assert answer.certificate is not None
    sides = ((1, answer.certificate.true), (0, answer.certificate.false))
    rows = [(*point, value) for value, points in sides for point in points]
    return Table((*function.inputs, function.output), rows)


def _text(function: Function, answer: Identification) -> Iterator[str]:
    name = safe(function.name) + ("" if function.care is None else " on its rows")
    if answer.form:
        yield f"{name} is a threshold function: {answer.form}\n"
        yield f"it fires when {_sum(function, answer.form.weights)} >= {answer.form.threshold}\n"
        yield from _inputs(function, answer)
    else:
        yield f"{name} is no threshold function: one neuron cannot compute it.\n"
        yield from proof(function, answer)
        yield f"\n{instead(function)}\n"


def _sum(function: Function, weights: tuple[int, ...]) -> str:
    """A sum as one writes it: ``a - 2*b``."""
    named = [(weight, safe(name)) for weight, name in zip(weights, function.inputs, strict=True) if weight]
    return signed_sum((w, name if abs(w) == 1 else f"{abs(w)}*{name}") for w, name in named) or "0"


def _inputs(function: Function, answer: Identification) -> Iterator[str]:
    """Each input: its weight, its Chow parameter, how often it decides; and which may be exchanged."""
    from neurocircuit.logic.chow import chow_parameters

    if not function.inputs or answer.weights is None:
        return
    leanings = chow_parameters(answer.table).inputs
    decides = [f"{float(answer.table.influence(j)):.1%}" for j in range(answer.table.arity)]
    columns = ("input", "weight", "chow", "decides")
    rows = list(zip(function.inputs, answer.weights, leanings, decides, strict=True))
    yield "\n"
    yield from Table(columns, rows, frozenset(["input"])).lines("table")
    groups = [[function.inputs[j] for j in group] for group in answer.table.symmetric_groups if len(group) > 1]
    if groups:
        yield f"\nmay be exchanged: {'; '.join(', '.join(map(safe, group)) for group in groups)}\n"
