"""``neurocircuit guess``: are these weights right?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import browser, functions
from neurocircuit.cli import command as shared
from neurocircuit.cli.codes import DONE, NO
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table, in_format
from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.logic.number import Number, format_number
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function
    from neurocircuit.synthesis.perceptron_rule import Presentation


@shared.command(
    "guess",
    "neurocircuit guess NAND 1.1,-0.6,-0.6",
    "neurocircuit guess XOR 0,1,1",
    "neurocircuit guess NAND --open",
    "neurocircuit guess 0xe8 --inputs 3 -1,0.6,0.6,0.6 --threshold 0",
)
@functions.function_argument
@click.argument("weights", type=functions.NumbersType(), metavar="W0,W1,...", required=False)
@functions.threshold_option
@functions.inputs_option
@functions.encoding_option
@browser.open_option
@shared.result_options
def command(
    function: str,
    weights: tuple[Number, ...] | None,
    threshold: Number,
    inputs: int | None,
    encoding: str,
    open_: bool,
    format_: str | None,
    output: str | None,
) -> int:
    """Try weights: row by row the sum z, the output, and whether it is right. W0 is the bias.

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], or an expression ("a & ~b").
    --open shows the learning page, where they are moved by hand; it needs none to begin with.
    Exit code 1 if any row is wrong.
    """
    from neurocircuit.synthesis.lesson import lesson
    from neurocircuit.synthesis.perceptron_rule import table_of_weights

    known = functions.parse_function(function, inputs, encoding)
    target = browser.page_target(output, open_, known.name.lower())
    if weights is None and target is None:
        raise InputError(f"no weights to try on {shorten(known.name)}", hint="W0,W1,..., or --open to find some")
    begun = weights or (0,) * (known.table.arity + 1)
    steps = table_of_weights(known, begun, threshold, encoding)
    if target:
        browser.write_page(lesson(known, begun, threshold, encoding, guess=True).page(), target, open_, output)
        output = None
    if weights is None:
        return DONE
    wrong = sum(step.error != 0 for step in steps)

    def text() -> Iterator[str]:
        settings = f"{functions.weights_text(begun)}, threshold {format_number(threshold)}"
        yield f"{safe(known.name)} with {settings}\n\n"
        yield from _table(known, steps).lines("table")
        rows = counted(len(steps), "row")
        yield f"\n{wrong} of {rows} wrong\n" if wrong else f"\nall {rows} right\n"

    def document() -> dict[str, Any]:
        return {"right": not wrong, "rows": _table(known, steps, (True, False)).records}

    format = shared.result_format(format_, output)
    emit(in_format(format, text(), lambda: _table(known, steps), document), output)
    return NO if wrong else DONE


def _table(
    function: Function, steps: Sequence[Presentation], verdicts: tuple[object, object] = ("right", "wrong")
) -> Table:
    columns = (*function.inputs, "z", "output", "wanted", "right")
    rows = [(*step.pattern, step.z, step.output, step.wanted, verdicts[step.error != 0]) for step in steps]
    return Table(columns, rows, frozenset(["right"]))
