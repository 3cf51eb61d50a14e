"""``neurocircuit schema``: the JSON Schema of circuit files."""

from __future__ import annotations

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit


@shared.command("schema", "neurocircuit schema -o circuit.schema.json")
@shared.output_option
def command(output: str | None) -> None:
    """Print the JSON Schema of circuit files, for editors and other programs."""
    from neurocircuit.formats import library

    emit([library.schema()], output)
