"""``neurocircuit stats``: what a circuit costs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit, one_line
from neurocircuit.cli.table import Table, in_format
from neurocircuit.logic.number import format_number


@shared.command("stats", "neurocircuit stats full_adder", "neurocircuit stats c6288.bench")
@shared.file_argument
@shared.result_options
@shared.from_option
def command(file: str, format_: str | None, output: str | None, from_: str | None) -> None:
    """Count what a circuit consists of, instances expanded.

    inputs, outputs and registers are bits; depth is the number of neurons on the longest path; max_weight is the
    largest as written; total_weight adds all |w| and |T| of the integer forms; margin is the least of any neuron.
    """
    from neurocircuit.analysis.cost import cost

    circuit = shared.read_circuit(file, from_)
    figures = asdict(cost(circuit))
    wanted = shared.result_format(format_, output)
    if circuit.unused_definitions:  # such as the other models of a BLIF file
        unused = ", ".join(circuit.unused_definitions)
        click.echo(one_line(f"note: defined in the file, and no part of the circuit: {unused}"), err=True)
    width = max(map(len, figures))
    text = (f"{name:<{width}}  {_shown(value)}\n" for name, value in figures.items())
    table = Table(tuple(figures), [tuple(figures.values())])
    emit(in_format(wanted, text, lambda: table, lambda: figures), output)


def _shown(value: Any) -> str:
    return "none" if value is None else format_number(value)
