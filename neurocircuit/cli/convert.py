"""``neurocircuit convert``: from one circuit format to another."""

from __future__ import annotations

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli import completion


@click.command(
    "convert",
    cls=shared.Command,
    examples=[
        "neurocircuit convert c17.bench c17.json",
        "neurocircuit convert full_adder full_adder.blif",
        "neurocircuit convert --from blif --to bench - - < a.blif > a.bench",
    ],
)
@click.argument("source", metavar="IN", shell_complete=completion.circuits)
@click.argument("target", metavar="OUT", shell_complete=completion.files)
@shared.from_option
@shared.to_option
def command(source: str, target: str, from_: str | None, to: str | None) -> None:
    """Write a circuit in another format; the suffixes decide, or --from and --to.

    IN may be the name of a ready-made circuit; '-' is stdin or stdout.
    """
    circuit = shared.read_circuit(source, from_)
    shared.write_circuit(circuit, target, to)
