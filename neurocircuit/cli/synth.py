"""``neurocircuit synth``: the same function with fewer neurons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli.codes import DONE, INTERRUPTED, UNDECIDED
from neurocircuit.cli.output import emit, one_line
from neurocircuit.cli.progress import Progress
from neurocircuit.cli.table import Table, in_format
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.netlist.circuit import Circuit
    from neurocircuit.synthesis.synthesize import Synthesis

_SHOWN = ("neurons", "connections", "depth", "max_fanin", "max_weight", "total_weight")


@shared.command(
    "synth",
    "neurocircuit synth c17.bench -o c17.json",
    "neurocircuit synth c6288.bench -o c6288.json --max-fanin 15 --seconds 60",
    "neurocircuit synth full_adder --format json",
)
@shared.file_argument
@shared.file_option("-o", "--output", help="Write the circuit to this file, once it is proved equal.")
@click.option(
    "--goal",
    type=click.Choice(["neurons", "depth"]),
    default="neurons",
    show_default=True,
    help="As few neurons as possible; or few levels first.",
)
@click.option("--max-fanin", type=click.IntRange(min=2), metavar="N", help="At most so many inputs of a neuron.")
@click.option("--max-weight", type=click.IntRange(min=1), metavar="W", help="No larger weight than this.")
@click.option(
    "--effort",
    type=click.IntRange(1, 3),
    default=2,
    show_default=True,
    help="1 maps only, 2 eliminates neurons, 3 begins again until nothing gets better.",
)
@click.option("--seconds", type=click.FloatRange(min=0), metavar="S", help="Search no longer than this, then prove.")
@shared.format_option
@shared.to_option
@shared.from_option
def command(
    file: str,
    output: str | None,
    goal: str,
    max_fanin: int | None,
    max_weight: int | None,
    effort: int,
    seconds: float | None,
    format_: str | None,
    to: str | None,
    from_: str | None,
) -> int:
    """Make a circuit of the same function with fewer neurons, and prove that it is the same.

    Inputs, outputs and registers stay as they are, and so do the names of nets that survive; instances are expanded.
    The proof is that of 'verify'. The circuit is written only where it succeeds; the exit code is 3 where it does not
    within the time. Ctrl-C ends the search: with -o the best circuit so far is proved and written.
    """
    from neurocircuit import formats
    from neurocircuit.synthesis.synthesize import synthesize

    if output not in (None, "-") and to is None:
        formats.format_of(str(output))  # an unknown suffix is said before the work, not after it
    circuit = shared.read_circuit(file, from_)
    with Progress("synthesis") as progress:

        def report(what: str, fraction: float) -> None:
            progress.task = safe(what)
            progress(fraction)

        keep = output is not None
        made = synthesize(circuit, goal, max_fanin, max_weight, effort, seconds, report, keep)
    for note in _notes(made, circuit, output is not None):
        click.echo(one_line(f"note: {note}"), err=True)
    if output is not None and made:
        shared.write_circuit(made.circuit, output, to)
    columns = ("figure", "before", "after")
    before, after = asdict(made.before), asdict(made.after)
    rows = [(name, before[name], after[name]) for name in before]
    few = Table(columns, [row for row in rows if row[0] in _SHOWN], frozenset(columns[:1]))
    text = (*few.lines("table"), f"{made.verdict}\n")
    document = {"before": before, "after": after, "verdict": made.verdict}
    shown = in_format(format_ or "table", text, lambda: Table(columns, rows), lambda: document)
    if output == "-":
        click.echo("".join(shown), nl=False, err=True)
    else:
        emit(shown)
    return UNDECIDED if not made else INTERRUPTED if made.interrupted else DONE


def _notes(made: Synthesis, given: Circuit, written: bool) -> Iterator[str]:
    """What a reader of the figures would not expect."""
    if not made:
        yield "not proved equal in time" + (", so nothing is written" if written else "")
    elif made.circuit is given:
        what = "interrupted" if made.interrupted else "the time is over"
        yield f"{what} before anything was found; this is the circuit as it was"
    elif made.interrupted:
        yield "interrupted; the best circuit so far is proved equal" + (" and written" if written else "")
    elif not made.finished:
        yield "the time is over; this is the best circuit so far"
    if given.instances and made.circuit is not given:
        yield "instances are expanded"
