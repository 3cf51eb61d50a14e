"""``neurocircuit list``: the ready-made circuits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table

if TYPE_CHECKING:
    from neurocircuit.netlist.bus import Port


@shared.command("list", "neurocircuit list", "neurocircuit list --format json -o circuits.json")
@shared.format_option
@shared.output_option
def command(format_: str | None, output: str | None) -> None:
    """Show the ready-made circuits in teaching order: name, inputs, outputs, how many neurons and registers.

    Every name in the list can stand where a command takes a FILE.
    """
    from neurocircuit.formats import library
    from neurocircuit.netlist.graph import neurons

    rows = []
    for name in library.names():
        circuit = library.ready_made(name)
        ports = (_names(circuit.input_ports), _names(circuit.output_ports))
        rows.append((name, *ports, sum(1 for _ in neurons(circuit.graph)), len(circuit.registers)))
    columns = ("name", "inputs", "outputs", "neurons", "registers")
    table = Table(columns, rows, frozenset(columns[:3]))
    emit(table.lines(shared.result_format(format_, output)), output)


def _names(ports: Iterable[Port]) -> list[str]:
    return [f"{port.name}[{port.width - 1}:0]" if port.is_bus else port.name for port in ports]
