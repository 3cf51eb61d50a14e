"""``neurocircuit guess``: are these weights right?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import browser, functions
from neurocircuit.cli import command as shared
from neurocircuit.cli.certificate import impossible
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
    "neurocircuit guess NOR w0=0.4 w1=0.7 w2=-0.2",
    "neurocircuit guess XOR 0,1,1",
    "neurocircuit guess NAND --open",
    "neurocircuit guess 0xe8 --inputs 3 -1,0.6,0.6,0.6 --threshold 0",
)
@functions.function_argument
@click.argument("weights", nargs=-1, metavar="W0,W1,...")
@functions.threshold_option
@functions.inputs_option
@functions.encoding_option
@functions.targets_option
@browser.open_option
@shared.result_options
def command(
    function: str,
    weights: tuple[str, ...],
    threshold: Number,
    inputs: int | None,
    encoding: str,
    targets: str | None,
    open_: bool,
    format_: str | None,
    output: str | None,
) -> int:
    """Try weights: row by row the sum z, the output, and whether it is right. W0 is the bias.

    Weights have commas or spaces between them; w0=0.4,w1=0.7,w2=-0.2 says the same as 0.4,0.7,-0.2. After a wrong row
    it says which weights to move, or that no weights are right and what to use instead. --open shows the learning page,
    where they are moved by hand; it needs none to begin with.

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], an expression ("a & ~b"), or a .csv
    file of its rows with the output last. Exit code 1 if any row is wrong.
    """
    from neurocircuit.synthesis.lesson import lesson
    from neurocircuit.synthesis.perceptron_rule import table_of_weights

    known = functions.parse_function(function, inputs, encoding, targets)
    target = browser.page_target(output, open_, known.name.lower())
    if not weights and target is None:
        raise InputError(f"no weights to try on {shorten(known.name)}", hint="W0,W1,..., or --open to find some")
    begun = functions.parse_weights(weights) if weights else (0,) * (known.table.arity + 1)
    steps = table_of_weights(known, begun, threshold, encoding, targets)
    if target:
        made = lesson(known, begun, threshold, encoding, targets=targets, guess=True)
        browser.write_page(made.page(), target, open_, output)
        output = None
    if not weights:
        return DONE
    wrong = [step for step in steps if step.error != 0]

    def text() -> Iterator[str]:
        settings = f"{functions.weights_text(begun)}, threshold {format_number(threshold)}"
        yield f"{safe(known.name)} with {settings}\n\n"
        yield from _table(known, steps).lines("table")
        rows = counted(len(steps), "row")
        yield f"\n{len(wrong)} of {rows} wrong\n" if wrong else f"\nall {rows} right\n"
        if wrong:
            yield from _advice(known, wrong[0], threshold, encoding)

    def document() -> dict[str, Any]:
        return {"right": not wrong, "rows": _table(known, steps, (True, False)).records}

    format = shared.result_format(format_, output)
    emit(in_format(format, text(), lambda: _table(known, steps), document), output, fold=format == "table")
    return NO if wrong else DONE


def _advice(function: Function, row: Presentation, threshold: Number, encoding: str) -> Iterator[str]:
    """Which weights to move for the first wrong row, and which way; or why none are right."""
    from neurocircuit.synthesis.identify import identify

    answer = identify(function)
    if not answer:
        yield from impossible(function, answer, encoding)
        return
    values = " ".join(f"{safe(name)}={value}" for name, value in zip(function.inputs, row.pattern, strict=True))
    rises, bound = row.error > 0, format_number(threshold)
    wanted = f"z = {format_number(row.z)} must {'reach' if rises else 'stay below'} {bound}"
    moves: dict[str, list[str]] = {"raise": [], "lower": []}
    for place, value in enumerate((1, *row.pattern)):
        if value:
            moves["raise" if (value > 0) == rises else "lower"].append(f"w{place}")
    told = " or ".join(f"{way} {', '.join(names)}" for way, names in moves.items() if names)
    yield f"first at {values or 'the only row'}: {wanted}: {told}\n"


def _table(
    function: Function, steps: Sequence[Presentation], verdicts: tuple[object, object] = ("right", "wrong")
) -> Table:
    columns = (*function.inputs, "z", "output", "wanted", "right")
    rows = [(*step.pattern, step.z, step.output, step.wanted, verdicts[step.error != 0]) for step in steps]
    return Table(columns, rows, frozenset(["right"]))
