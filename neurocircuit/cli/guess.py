"""``neurocircuit guess``: are these weights right?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli import functions
from neurocircuit.cli.codes import DONE, NO
from neurocircuit.cli.output import emit, json_document
from neurocircuit.cli.table import Table
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
@shared.format_option
@shared.output_option
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

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], or an expression ("a & ~b").
    Exit code 1 if any row is wrong.
    """
    from neurocircuit.synthesis.perceptron_rule import table_of_weights

    known = functions.parse_function(function, inputs, encoding)
    steps = table_of_weights(known, weights, threshold, encoding)
    format = shared.result_format(format_, output)
    if format == "table":
        emit(_text(known, steps, weights, threshold), output)
    elif format == "csv":
        emit(_table(known, steps).lines("csv"), output)
    else:
        rows = [dict(zip(_columns(known), row, strict=True)) for row in _rows(steps, wrong=False, right=True)]
        emit([json_document({"right": not _wrong(steps), "rows": rows})], output)
    return NO if _wrong(steps) else DONE


def _wrong(steps: Sequence[Presentation]) -> int:
    return sum(step.error != 0 for step in steps)


def _columns(function: Function) -> tuple[str, ...]:
    return (*function.inputs, "z", "output", "wanted", "right")


def _rows(steps: Sequence[Presentation], wrong: object, right: object) -> list[tuple[object, ...]]:
    return [(*s.pattern, s.z, s.output, s.wanted, wrong if s.error else right) for s in steps]


def _table(function: Function, steps: Sequence[Presentation]) -> Table:
    return Table(_columns(function), _rows(steps, wrong="wrong", right="right"), frozenset(["right"]))


def _text(
    function: Function, steps: Sequence[Presentation], weights: tuple[Number, ...], threshold: Number
) -> Iterator[str]:
    settings = f"{functions.weights_text(weights)}, threshold {format_number(threshold)}"
    yield f"{safe(function.name)} with {settings}\n\n"
    yield from _table(function, steps).lines("table")
    wrong = _wrong(steps)
    rows = counted(len(steps), "row")
    yield f"\n{wrong} of {rows} wrong\n" if wrong else f"\nall {rows} right\n"
