"""``neurocircuit stats``: what a circuit costs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit, json_document
from neurocircuit.cli.table import Table
from neurocircuit.logic.number import format_number


@click.command(
    "stats", cls=shared.Command, examples=["neurocircuit stats full_adder", "neurocircuit stats c6288.bench"]
)
@shared.file_argument
@shared.format_option
@shared.output_option
@shared.from_option
def command(file: str, format_: str | None, output: str | None, from_: str | None) -> None:
    """Count what a circuit consists of, instances expanded.

    inputs, outputs and registers are bits; depth is the number of neurons on the longest path; max_weight is the
    largest as written; total_weight adds all |w| and |T| of the integer forms; margin is the least of any neuron.
    """
    from neurocircuit.analysis.cost import cost

    figures = asdict(cost(shared.read_circuit(file, from_)))
    wanted = shared.result_format(format_, output)
    if wanted == "json":
        emit([json_document(figures)], output)
    elif wanted == "csv":
        emit(Table(tuple(figures), [tuple(figures.values())]).lines("csv"), output)
    else:
        width = max(map(len, figures))
        emit((f"{name:<{width}}  {_shown(value)}\n" for name, value in figures.items()), output)


def _shown(value: Any) -> str:
    return "none" if value is None else format_number(value)
