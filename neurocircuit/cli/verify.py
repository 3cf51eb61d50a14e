"""``neurocircuit verify``: do two circuits compute the same?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from neurocircuit.analysis.checking import pairs
from neurocircuit.cli import command as shared
from neurocircuit.cli import completion
from neurocircuit.cli.codes import DONE, NO, UNDECIDED
from neurocircuit.cli.output import emit, json_document
from neurocircuit.cli.progress import Progress
from neurocircuit.cli.table import Table
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.analysis.equivalence import Verdict

_CODES = {"equivalent": DONE, "different": NO, "undecided": UNDECIDED}


def _port_map(_: click.Context, __: click.Parameter, entries: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        left, equals, right = entry.rpartition("=")
        if not equals or not left or left in found:
            raise click.BadParameter(f"{entry!r} is no pair of ports, each once (A's name = B's name)")
        found[left] = right
    return found


@click.command(
    "verify",
    cls=shared.Command,
    examples=[
        "neurocircuit verify adder4 lookahead_adder4",
        'neurocircuit verify full_adder "sum = a ^ b ^ cin; cout = a & b | cin & (a ^ b)"',
        "neurocircuit verify mine.json reference.blif --by-order --limit 60",
    ],
)
@click.argument("left", metavar="A", shell_complete=completion.circuits)
@click.argument("right", metavar="B", shell_complete=completion.circuits)
@click.option("--by-order", is_flag=True, help="Match ports by their order instead of their names.")
@click.option("--map", "map_", multiple=True, metavar="a=x", callback=_port_map, help="Match port a of A with x of B.")
@click.option(
    "--method",
    type=click.Choice(["auto", "exhaustive", "sat"]),
    default="auto",
    show_default=True,
    help="Run all inputs, or prove it without.",
)
@click.option("--limit", type=click.FloatRange(min=0), metavar="SECONDS", help="Stop undecided after so long.")
@shared.format_option
@shared.output_option
@shared.from_option
def command(
    left: str,
    right: str,
    by_order: bool,
    map_: dict[str, str],
    method: str,
    limit: float | None,
    format_: str | None,
    output: str | None,
    from_: str | None,
) -> int:
    """Prove that two circuits compute the same, or show inputs at which they differ.

    A and B are files, ready-made circuits, or expressions such as "sum = a ^ b ^ cin; cout = ...". Clocked circuits
    are compared in every cycle from reset. A counterexample is replayed on both before it is shown. The exit code is
    0 for equivalent, 1 for different, 3 for undecided within the limit.
    """
    wanted = shared.result_format(format_, output)
    circuits = []  # which Ctrl-C leaves alone: a large one would take its time to let go
    for file in (left, right):
        circuits.append(shared.read_circuit(file, from_))

    from neurocircuit.analysis.equivalence import verify

    with Progress("proving") as progress:

        def report(what: str, fraction: float) -> None:
            progress.task = f"proving: {safe(what)}"
            progress(fraction)

        verdict = verify(circuits[0], circuits[1], by_order, map_, method, limit, report)
    emit(_WRITERS[wanted](verdict), output, fold=wanted == "table")
    return _CODES[verdict.verdict]


def _text(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.verdict} ({verdict.method})\n"
    yield f"{verdict.matching}\n"
    if verdict.counterexample is not None:
        for row in verdict.counterexample.rows:
            inputs, one, other = (safe(pairs(values)) for values in row)
            yield f"{inputs}: A gives {one}, B gives {other}\n"


def _csv(verdict: Verdict) -> Iterator[str]:
    columns, rows = ["verdict", "method"], [[verdict.verdict, verdict.method]]
    if verdict.counterexample is not None:
        found = verdict.counterexample.rows
        columns += [f"{side}{name}" for side, part in zip(("", "A:", "B:"), found[0], strict=True) for name in part]
        rows = [[*rows[0], *(value for part in row for value in part.values())] for row in found]
    yield from Table(tuple(columns), rows).lines("csv")


def _json(verdict: Verdict) -> Iterator[str]:
    found = verdict.counterexample
    shown = None if found is None else {"inputs": found.inputs, "left": found.left, "right": found.right}
    yield json_document({"verdict": verdict.verdict, "method": verdict.method, "counterexample": shown})


_WRITERS = {"table": _text, "csv": _csv, "json": _json}
