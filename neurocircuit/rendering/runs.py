"""A run as a picture: waveforms over its cycles, or the table of its patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from neurocircuit.errors import InputError, LimitError, counted
from neurocircuit.logic.number import format_number
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.rendering.kinds import Picture
from neurocircuit.rendering.plots import Lane, waveform
from neurocircuit.rendering.sheet import path, sheet, tag, text
from neurocircuit.rendering.theme import Palette, palette
from neurocircuit.rendering.wording import clipped, heading, minus
from neurocircuit.simulation.requests import Rows
from neurocircuit.simulation.trace import record

if TYPE_CHECKING:
    from neurocircuit.simulation.simulator import Simulator
    from neurocircuit.simulation.trace import Column, Recording

#: The most rows and columns, or lanes and cycles, that anyone looks at.
_MOST_ROWS, _MOST_COLUMNS = 256, 64
_ROW, _DIGIT, _GAP = 24.0, 8.2, 26.0
#: So many cycles where nobody says how many.
_CYCLES = 16


def cycles_picture(
    circuit: Circuit,
    cycles: int | None = None,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    watch: Iterable[str] = (),
    title: str | None = None,
    theme: str = "light",
    **named: Any,
) -> Picture:
    """The waveform of a clocked circuit over cycles from reset; with registers or without one row is a cycle.

    Args:
        circuit: any circuit with registers.
        cycles: how many; 16, or as many as an input has values.
        values: one value for each cycle, or one for all, by input; or as keywords.
        watch: inner nets or buses to show too.
        title: instead of the circuit's name.
        theme: ``light`` or ``dark``.

    Raises:
        InputError: for a circuit without registers, an unknown or missing input, or a value that it does not have.

    >>> import neurocircuit as nc
    >>> nc.waveform(nc.read("counter2"), 8, en=1)._repr_svg_()[:4]
    '<svg'
    """
    if not circuit.registers:
        raise InputError(
            f"{circuit.name or 'the circuit'} has no registers, so no cycles", hint="simulate() gives rows"
        )
    given = named if values is None else {**values, **named}
    several = any(np.ndim(value) for value in given.values())
    count = cycles if cycles is not None or several else _CYCLES
    recording = record(circuit, Rows(given, count), [watch] if isinstance(watch, str) else watch)
    return Picture(run_picture(recording, heading(circuit.name) if title is None else title, theme))


def notebook_waveform(simulator: Simulator) -> str | None:
    """The waveform by which a simulator shows its last cycles in a notebook; nothing before the first."""
    seen = list(simulator.history)
    if not seen:
        return None
    circuit = simulator.circuit
    scalars = {port.name for port in (*circuit.input_ports, *circuit.output_ports) if not port.is_bus}
    lanes = [Lane(name, [values[name] for values in seen], name not in scalars) for name in seen[0]]
    first = simulator.cycle - len(seen)
    note = f"the last {counted(len(seen), 'cycle')}" if first else counted(len(seen), "cycle")
    return waveform(lanes, title=heading(circuit.name), note=note)


def run_picture(recording: Recording, title: str, theme: str = "light") -> str:
    """The SVG of a run: the waveform of a clocked one (of several runs the first), else its table.

    Raises:
        InputError: for a run of no rows.
        LimitError: for more than 256 rows or cycles, or 64 columns.
    """
    rows = recording.rows // max(1, recording.runs or 1)
    what = "cycle" if recording.batch.clocked else "row"
    if not rows:
        raise InputError(f"a picture of no {what}s", hint=f"one {what} or more")
    inputs = {column.name for column in recording.columns if column.section == "inputs"}
    columns = [each for each in recording.columns if each.section != "outputs" or each.name not in inputs]
    if rows > _MOST_ROWS or len(columns) > _MOST_COLUMNS:
        size = f"a picture of {counted(rows, what)} of {counted(len(columns), 'value')}"
        raise LimitError(size, hint=f"at most {_MOST_ROWS} of {_MOST_COLUMNS}")
    bits = np.concatenate(list(recording.blocks()), axis=1)[:, :rows]
    values = [column.values(bits).tolist() for column in columns]
    note = f"{counted(rows, what)}"
    if recording.batch.clocked:
        return waveform(
            [_lane(*pair) for pair in zip(columns, values, strict=True)], title=title, note=note, theme=theme
        )
    return table(columns, values, title=title, note=note, theme=theme)


def _name(column: Column) -> str:
    return column.name if column.neuron is None else f"z({column.name})"


def _lane(column: Column, values: list[Any]) -> Lane:
    return Lane(_name(column), values, column.neuron is not None or column.port.is_bus)


def table(
    columns: Sequence[Column], values: Sequence[Sequence[Any]], *, title: str, note: str = "", theme: str = "light"
) -> str:
    """A table of rows: what is 1 is lit, a line stands between inputs, outputs and what else is shown."""
    colors = palette(theme)
    texts = [[minus(format_number(value)) for value in column] for column in values]
    names = [clipped(_name(column)) for column in columns]
    widths = [_DIGIT * max(map(len, (name, *cells))) for name, cells in zip(names, texts, strict=True)]
    body: list[str] = []
    x, top = 40.0, 92.0
    bottom = top + _ROW * len(values[0]) + 8
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        if place and column.section != columns[place - 1].section:
            line = x - _GAP / 2
            body.append(path([(line, top - 22), (line, bottom)], stroke=colors.cluster_border, stroke_width=1.4))
        middle = x + width / 2
        body.append(text((middle, top - 6), names[place], colors.ink, 13.5, bold=True))
        body += _cells(colors, column, values[place], texts[place], middle, top)
        x += width + _GAP
    body.insert(0, path([(26.0, top + 3), (x - _GAP + 14, top + 3)], stroke=colors.cluster_border, stroke_width=1.4))
    least = 52.0 + 9.4 * len(title)
    return sheet(colors, max(x - _GAP + 40, least), bottom + 22, title, note, body)


def _cells(
    colors: Palette, column: Column, values: Sequence[Any], texts: Sequence[str], middle: float, top: float
) -> Iterator[str]:
    lit = column.neuron is None and not column.port.is_bus
    for row, (value, words) in enumerate(zip(values, texts, strict=True)):
        y = top + _ROW * (row + 0.5) + 8
        ink = colors.ink
        if lit and value == 1:
            ink = colors.firing_ink
            yield tag("rect", x=middle - 11, y=y - 10, width=22, height=20, rx=5, fill=colors.firing)
        yield text((middle, y + 4.8), words, ink, 13.5)
