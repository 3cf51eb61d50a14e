"""``neurocircuit convert``: from one circuit format to another."""

from __future__ import annotations

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli import completion
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table


def _print_formats(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from neurocircuit.formats import FORMATS

        rows = [
            (row.name, " ".join(row.suffixes), *("yes" if can else "no" for can in (row.read, row.written)), row.what)
            for row in FORMATS.values()
        ]
        columns = ("format", "suffixes", "read", "written", "what it is")
        emit(Table(columns, rows, frozenset(columns)).lines("table"), fold=True)
        context.exit()


@shared.command(
    "convert",
    "neurocircuit convert c17.bench c17.json",
    "neurocircuit convert full_adder full_adder.blif",
    "neurocircuit convert --list",
    "neurocircuit convert --from blif --to bench - - < a.blif > a.bench",
)
@click.argument("source", metavar="IN", shell_complete=completion.circuits)
@click.argument("target", metavar="OUT", shell_complete=completion.files)
@shared.from_option
@shared.to_option
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_formats,
    help="Show the formats, which of them are read and which written.",
)
def command(source: str, target: str, from_: str | None, to: str | None) -> None:
    """Write a circuit in another format; the suffixes decide, or --from and --to.

    IN may be the name of a ready-made circuit; '-' is stdin or stdout.
    """
    circuit = shared.read_circuit(source, from_)
    shared.write_circuit(circuit, target, to)
