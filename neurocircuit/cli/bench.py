"""``neurocircuit bench``: how fast the engines are."""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import Any

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.cli.progress import Progress
from neurocircuit.cli.table import Table

#: From a thousand on, figures are shown with these letters.
_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


@shared.command("bench", "neurocircuit bench multiplier4x4", "neurocircuit bench c6288.bench")
@shared.file_argument
@shared.result_options
@shared.from_option
def command(file: str, format_: str | None, output: str | None, from_: str | None) -> None:
    """Measure the speed of each engine on this circuit and machine.

    ready is the time to the first outputs, loading and compiling included; evaluations counts how many neurons one
    second evaluates. Patterns are random and packed 64 to a word before; a clocked circuit runs 16 cycles.

    The last rows are of one pattern alone: calls with numbers, one after the other (steps of a clocked circuit), and
    one long clocked run.
    """
    wanted = shared.result_format(format_, output)
    circuit = shared.read_circuit(file, from_)

    from neurocircuit.simulation.speed import Speed, speeds

    with Progress("measuring") as progress:
        found = list(speeds(circuit, progress))
    columns = tuple(field.name for field in fields(Speed))
    rows: list[tuple[Any, ...]] = [astuple(speed) for speed in found]
    if wanted == "table":
        rows = [
            (name, f"{ready:.3f} s", f"{patterns:,}", f"{seconds:.4f} s", f"{_scaled(evaluations)}/s")
            for name, ready, patterns, seconds, evaluations in rows
        ]
    emit(Table(columns, rows, frozenset({"engine"})).lines(wanted), output, fold=wanted == "table")


def _scaled(figure: float) -> str:
    """A figure with three digits and a unit.

    >>> _scaled(2.4e12), _scaled(12.0)
    ('2.4 T', '12')
    """
    for size, unit in _UNITS:
        if figure >= size:
            return f"{figure / size:.3g} {unit}"
    return f"{figure:.3g}"
