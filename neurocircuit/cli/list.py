"""``neurocircuit list``: the ready-made circuits."""

from __future__ import annotations

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table


@shared.command("list", "neurocircuit list", "neurocircuit list --format json -o circuits.json")
@shared.result_options
def command(format_: str | None, output: str | None) -> None:
    """Show the ready-made circuits in teaching order: name, inputs, outputs, how many neurons and registers.

    Every name in the list can stand where a command takes a FILE.
    """
    from neurocircuit.formats import library
    from neurocircuit.netlist.graph import neurons
    from neurocircuit.rendering.wording import shown_port

    rows = []
    for name in library.names():
        circuit = library.ready_made(name)
        ports = [list(map(shown_port, found)) for found in (circuit.input_ports, circuit.output_ports)]
        rows.append((name, *ports, sum(1 for _ in neurons(circuit.graph)), len(circuit.registers)))
    columns = ("name", "inputs", "outputs", "neurons", "registers")
    table = Table(columns, rows, frozenset(columns[:3]))
    format = shared.result_format(format_, output)
    emit(table.lines(format), output, fold=format == "table")
