"""``neurocircuit guess``: are these weights right?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli import functions
from neurocircuit.cli.codes import DONE, NO
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table, in_format
from neurocircuit.errors import counted
from neurocircuit.logic.number import Number, format_number
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function
    from neurocircuit.synthesis.perceptron_rule import Presentation


@shared.command(
    "guess",
    "neurocircuit guess NAND 1.1,-0.6,-0.6",
    "neurocircuit guess XOR 0,1,1",
    "neurocircuit guess 0xe8 --inputs 3 -1,0.6,0.6,0.6 --threshold 0",
)
@functions.function_argument
@click.argument("weights", type=functions.NumbersType(), metavar="W0,W1,...")
@functions.threshold_option
@functions.inputs_option
@functions.encoding_option
@shared.result_options
def command(
    function: str,
    weights: tuple[Number, ...],
    threshold: Number,
    inputs: int | None,
    encoding: str,
    format_: str | None,
    output: str | None,
) -> int:
    """Try weights: row by row the sum z, the output, and whether it is right. W0 is the bias.

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], an expression ("a & ~b"), or a .csv
    file of its rows with the output last. Exit code 1 if any row is wrong.
    """
    from neurocircuit.synthesis.perceptron_rule import table_of_weights

    known = functions.parse_function(function, inputs, encoding)
    steps = table_of_weights(known, weights, threshold, encoding)
    wrong = sum(step.error != 0 for step in steps)

    def text() -> Iterator[str]:
        settings = f"{functions.weights_text(weights)}, threshold {format_number(threshold)}"
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
