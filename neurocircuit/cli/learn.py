"""``neurocircuit learn``: watch a neuron learn a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import browser, functions
from neurocircuit.cli import command as shared
from neurocircuit.cli.certificate import impossible
from neurocircuit.cli.codes import DONE, NO, UNDECIDED
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table, in_format
from neurocircuit.errors import InputError, counted
from neurocircuit.logic.number import Number, format_number
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function
    from neurocircuit.synthesis.perceptron_rule import Learning, Presentation


@shared.command(
    "learn",
    "neurocircuit learn NOR --start 0.4,0.7,-0.2",
    'neurocircuit learn "a & ~b" --rate 0.5 -o learnt.json',
    "neurocircuit learn XOR",
    "neurocircuit learn NOR --start 0.4,0.7,-0.2 --open",
    "neurocircuit learn AND --encoding bipolar --threshold 0 --plot and.svg",
)
@functions.function_argument
@click.option("--start", type=functions.NumbersType(), metavar="W0,W1,...", help="Weights to begin with.  [default: 0]")
@click.option("--rate", type=functions.NumberType(), default="0.1", show_default=True, help="How far a mistake moves.")
@functions.threshold_option
@functions.inputs_option
@functions.encoding_option
@functions.targets_option
@click.option(
    "--order",
    default="counting",
    show_default=True,
    metavar="ORDER",
    help="Of the rows: counting, reversed, random, or row numbers such as 3,0,1,2.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="For --order random.")
@click.option(
    "--epochs", type=click.IntRange(min=1), metavar="N", help="Show all rows N times at most.  [default: 1000]"
)
@shared.file_option("--plot", help="Draw how the boundary moves, or the learning curve: .svg, .png or .pdf.")
@click.option("--each", type=click.Choice(["epoch", "step"]), help="A panel an epoch, or a change of weights.")
@shared.file_option("-o", "--output", help="Write the neuron to a circuit file, once it has learnt; .html: the page.")
@browser.open_option
@shared.format_option
def command(
    function: str,
    threshold: Number,
    inputs: int | None,
    encoding: str,
    targets: str | None,
    order: str,
    plot: str | None,
    each: str | None,
    output: str | None,
    open_: bool,
    format_: str | None,
    **settings: Any,
) -> int:
    """Teach a neuron a function by the perceptron rule: wrong rows move each weight by rate * error * input.

    -o FILE.html is the learning page, which takes the same steps one by one; --open shows it.

    FUNCTION is a gate's name, a truth table (0xe8 --inputs 3), FILE[:OUTPUT], an expression ("a & ~b"), or a .csv
    file of its rows with the output last. W0 is the bias. Exit code 1 if no weights exist, 3 if the epochs run out.
    """
    from neurocircuit.synthesis import perceptron_rule

    if plot and plot != "-":
        from neurocircuit.rendering.kinds import kind_of

        kind_of(plot)  # before anything runs
    known = functions.parse_function(function, inputs, encoding, targets)
    settings |= {"threshold": threshold, "encoding": encoding, "targets": targets, "order": _order(order)}
    learning = perceptron_rule.learn(known, **settings)
    first = perceptron_rule.table_of_weights(known, learning.start, threshold, encoding, targets)
    target = browser.page_target(output, open_, known.name.lower())
    page = learning.page() if target else ""
    if plot:
        _draw(learning, plot, each == "step")
    if target:
        browser.write_page(page, target, open_, output)
    elif output is not None and learning:
        shared.write_circuit(learning.circuit, output)
    if output != "-" or not learning:
        text, document = _text(learning, first), lambda: _document(learning, first)
        format = format_ or "table"
        emit(in_format(format, text, lambda: _changes(learning), document), fold=format == "table")
    return DONE if learning else NO if not learning.identification else UNDECIDED


def _order(text: str) -> str | list[int]:
    parts = [part.strip() for part in text.split(",")]
    return [int(part) for part in parts] if all(part.isdecimal() and part.isascii() for part in parts) else text


def _draw(learning: Learning, path: str, each_step: bool) -> None:
    from neurocircuit.rendering import plots
    from neurocircuit.rendering.kinds import Picture

    function = learning.function
    title = f"Learning {function.name}"
    note = f"{_counted(learning)}, rate {format_number(learning.rate)}"
    if function.table.arity == 2:
        given = set(function.rows)
        wanted = [function.table(*row) if row in given else None for row in product((0, 1), repeat=2)]
        # The last epoch of a neuron that has learnt only confirms the one before.
        steps = learning.history[: -1 if learning else None]
        panels: dict[str, Any] = {}
        if each_step:
            steps = (learning.start, *(step.after for step in learning.steps))
            rows = ["".join(map(str, step.pattern)).replace("-1", "−") for step in learning.steps]
            panels = {"labels": ["start", *(f"after row {row}" for row in rows)], "most": plots.MOST_STEPS}
        picture = plots.movement(
            steps, learning.threshold, wanted, encoding=learning.encoding, title=title, note=note, **panels
        )
    elif each_step:
        raise InputError("a panel a step of more than one plane", hint="--each step is for two inputs")
    else:
        picture = plots.learning_curve(learning.mistakes_per_epoch, learning.bound, title=title, note=note)
    if path == "-":
        emit([picture])
    else:
        Picture(picture).save(path)


# --- what is printed


def _text(learning: Learning, first: Sequence[Presentation]) -> Iterator[str]:
    function = learning.function
    settings = f"rate {format_number(learning.rate)}, threshold {format_number(learning.threshold)}"
    yield f"{safe(function.name)}: start {functions.weights_text(learning.start)}; {settings}\n"
    yield "\nwith the starting weights:\n"
    yield from _table(function, first).lines("table")
    if learning.steps:
        yield "\nrows that changed the weights:\n"
        yield from _changes(learning).lines("table")
    yield "\n"
    yield from {"learnt": _learnt, "cycle": _cycle, "limit": _limit}[learning.outcome](learning)
    if not learning.identification:
        yield from impossible(function, learning.identification, learning.encoding)


def _table(function: Function, steps: Sequence[Presentation]) -> Table:
    columns = (*function.inputs, "wanted", "z", "output", "error")
    return Table(columns, [(*step.pattern, step.wanted, step.z, step.output, step.error) for step in steps])


def _changes(learning: Learning) -> Table:
    """The rows that changed the weights: a table's, between the epoch and the weights then."""
    shown = _table(learning.function, learning.steps)
    weights = [f"w{j}" for j in range(len(learning.start))]
    rows = [(step.epoch, *row, *step.after) for step, row in zip(learning.steps, shown.rows, strict=True)]
    return Table(("epoch", *shown.columns, *weights), rows)


def _learnt(learning: Learning) -> Iterator[str]:
    form = learning.identification.form
    yield f"learnt: {functions.weights_text(learning.weights)}, threshold {format_number(learning.threshold)}\n"
    yield f"{_counted(learning)}; the bound for this start and rate is {learning.bound} mistakes\n"
    yield f"the smallest whole numbers that do the same: {form}\n"


def _cycle(learning: Learning) -> Iterator[str]:
    again = f"after epoch {learning.cycle_start}" if learning.cycle_start else "at the start"
    yield f"not learnt: {_counted(learning)}, and now the weights are again those {again}: it goes round for ever\n"


def _limit(learning: Learning) -> Iterator[str]:
    yield f"not learnt yet: {_counted(learning)} (--epochs allows more)\n"
    if learning.bound is not None:
        yield f"weights exist, and after {learning.bound} mistakes at most they are found\n"


def _counted(learning: Learning) -> str:
    return f"{counted(learning.mistakes, 'mistake')} in {counted(learning.epochs, 'epoch')}"


def _document(learning: Learning, first: Sequence[Presentation]) -> dict[str, Any]:
    changes = _table(learning.function, learning.steps).records
    return {
        "function": learning.function.name,
        "encoding": learning.encoding,
        "targets": learning.targets,
        "start": list(learning.start),
        "rate": learning.rate,
        "threshold": learning.threshold,
        "table": _table(learning.function, first).records,
        "steps": [
            {"epoch": step.epoch, **change, "weights": list(step.after)}
            for step, change in zip(learning.steps, changes, strict=True)
        ],
        "outcome": learning.outcome,
        "mistakes": learning.mistakes,
        "epochs": learning.epochs,
        "bound": learning.bound,
        "weights": list(learning.weights),
        "smallest": learning.identification.document(),
    }
