"""A circuit as a crossbar: rows are nets, columns neurons, a dot its weight; as threshold hardware is built.

Where most neurons read most nets, wires that bend around each other show nothing; here each has its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from neurocircuit.errors import InputError, LimitError
from neurocircuit.logic.number import Number, magnitude
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import FlatNeuron, neurons, outputs, registers
from neurocircuit.rendering.lighting import Lighting
from neurocircuit.rendering.model import Drawing
from neurocircuit.rendering.sheet import path, sheet, tag, text
from neurocircuit.rendering.theme import Palette
from neurocircuit.rendering.wording import clipped, number

#: From so many neurons and wires on, and for so large a share of all pairs, a crossbar is what is drawn. Of the
#: ready-made circuits ``seven_segment`` has more: 8 neurons, 49 wires, 0.56 of all pairs.
_FEW_NEURONS, _FEW_WIRES, _DENSE = 6, 36, 0.5
#: The most rows or columns.
_MOST = 200
_ROW, _LARGEST, _LEAST = 30.0, 12.0, 2.2
_NAME = 14


def is_dense(drawing: Drawing) -> bool:
    """Whether the neurons of a drawing read so much of each other that a crossbar shows more."""
    cards = list(drawing.cards())
    if any(drawing.parts()) or any(drawing.groups()) or len(cards) < _FEW_NEURONS:
        return False
    wires = sum(len(card.rows) for card in cards)
    sources = {row.nets for card in cards for row in card.rows}
    return wires >= _FEW_WIRES and wires >= _DENSE * len(cards) * len(sources)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where rows and columns are: ``rows`` from net to height, ``columns`` from a neuron to the middle of its own."""

    rows: dict[str, float]
    columns: tuple[tuple[FlatNeuron, float], ...]
    left: float
    right: float
    bottom: float


#: The row of the biases; no net has an empty name.
_BIAS = ""


def crossbar(circuit: Circuit, colors: Palette, lighting: Lighting | None, title: str, note: str) -> str:
    """The SVG of a circuit as a crossbar.

    Raises:
        InputError: for a circuit without neurons.
        LimitError: for more than 200 nets or neurons.
    """
    found = tuple(neurons(circuit.graph))
    read = {net for neuron in found for net in neuron.fanin}
    nets = [net for net in (*circuit.inputs, *circuit.registers, *(neuron.net for neuron in found)) if net in read]
    if not found:
        raise InputError("a crossbar of no neurons", hint="--style graph")
    if max(len(nets), len(found)) > _MOST:
        raise LimitError(f"a crossbar of {len(nets)} nets and {len(found)} neurons", hint=f"at most {_MOST} of each")
    sums = {neuron.net: _decision(neuron, lighting) for neuron in found}
    grid = _grid(found, [_BIAS, *nets] if any(neuron.perceptron.bias for neuron in found) else nets, sums)
    shown = _shown(circuit)
    body = [*_columns(colors, grid, lighting), *_rows(colors, grid, lighting, shown), *_dots(colors, grid)]
    body += _decisions(colors, grid, lighting, shown, sums)
    deepest = max((len(shown.get(neuron.net, ())) for neuron in found), default=0)
    beside = max((len(", ".join(shown.get(net, ()))) for net in nets), default=0)
    longest = max(map(len, note.split("\n")))
    width = max(grid.right + 40 + 6.6 * beside, 60 + 9.4 * len(title), 60 + 6.2 * longest)
    return sheet(colors, width, grid.bottom + 60 + 17 * deepest, title, note, body)


def _decision(neuron: FlatNeuron, lighting: Lighting | None) -> str:
    """The sum against the threshold."""
    threshold = number(neuron.perceptron.threshold)
    if lighting is None:
        return f"Σ ≥ {threshold}"
    return f"{number(lighting.sums[neuron.net])} {'≥' if lighting.values[neuron.net] else '<'} {threshold}"


def _grid(found: Sequence[FlatNeuron], nets: Sequence[str], sums: Mapping[str, str]) -> _Grid:
    left = 52 + 7.8 * max((len(clipped(net or "bias", _NAME)) for net in nets), default=0)
    top, x = 96.0, left + 8
    rows = {net: top + _ROW * place for place, net in enumerate(nets)}
    columns = []
    for neuron in found:
        width = max(40.0, 16 + 7.6 * len(clipped(neuron.net, _NAME)), 14 + 6.9 * len(sums[neuron.net]))
        columns.append((neuron, x + width / 2))
        x += width
    return _Grid(rows, tuple(columns), left, x + 8, top + _ROW * max(len(nets) - 1, 0) + 22)


def _shown(circuit: Circuit) -> dict[str, list[str]]:
    """What each net is shown as: the outputs of other names than its own, and the registers that take it."""
    shown: dict[str, list[str]] = {}
    for output, net in outputs(circuit.graph).items():
        if output == net:
            continue
        shown.setdefault(net, []).append(f"→ {clipped(output, _NAME)}")
    for register in registers(circuit.graph):
        shown.setdefault(register.next, []).append(f"→ {clipped(register.net, _NAME - 1)}′")
    return shown


def _columns(colors: Palette, grid: _Grid, lighting: Lighting | None) -> Iterator[str]:
    """The line of each neuron, lit where it fires; a ring where it drives a row."""
    top = min(grid.rows.values(), default=grid.bottom) - 14
    for neuron, x in grid.columns:
        if lighting is not None and lighting.values[neuron.net]:
            width = 26.0
            yield tag("rect", x=x - width / 2, y=top - 4, width=width, height=grid.bottom - top + 4, rx=6,
                      fill=colors.firing, opacity=0.45)  # fmt: skip
        yield path([(x, top), (x, grid.bottom)], stroke=colors.neuron_border, stroke_width=1.4)


def _rows(colors: Palette, grid: _Grid, lighting: Lighting | None, shown: Mapping[str, list[str]]) -> Iterator[str]:
    """The line of each net with its name; one that is 1 is bold and lit."""
    driven = {neuron.net: x for neuron, x in grid.columns}
    for net, y in grid.rows.items():
        on = lighting is not None and net != _BIAS and lighting.values[net]
        stroke = colors.firing_border if on else colors.idle
        # A neuron's row begins where its column drives it.
        yield path([(grid.left, y), (grid.right, y)], stroke=stroke, stroke_width=2.4 if on else 1.1,
                   stroke_dasharray=None if net else "3 3")  # fmt: skip
        words = clipped(net, _NAME) if net else "bias"
        ink = colors.firing_border if on else colors.ink if net else colors.muted
        yield text((grid.left - 10, y + 4.6), words, ink, 13.5, "end", bold=True)
        if net in driven:
            yield tag("rect", x=driven[net] - 4.5, y=y - 4.5, width=9, height=9, fill=colors.background,
                      stroke=colors.neuron_border, stroke_width=1.6)  # fmt: skip
        elif net in shown:
            yield text((grid.right + 6, y + 4.6), ", ".join(shown[net]), colors.output_ink, 12.5, "start")


def _dots(colors: Palette, grid: _Grid) -> Iterator[str]:
    """A dot for each weight: its area is the size, its colour the sign; the number is its tooltip."""
    sizes = [magnitude(weight) for neuron, _ in grid.columns for weight in _weights(neuron).values()]
    heaviest = max(sizes, default=0) or 1
    for neuron, x in grid.columns:
        for net, weight in _weights(neuron).items():
            radius = max(_LEAST, _LARGEST * sqrt(float(magnitude(weight) / heaviest)))
            about = tag("title", number(weight))
            yield tag("circle", about, cx=x, cy=grid.rows[net], r=radius, fill=colors.sign(weight))


def _weights(neuron: FlatNeuron) -> dict[str, Number]:
    """The weight of each net that a neuron reads, and its bias where it has one."""
    weights: dict[str, Number] = {_BIAS: neuron.perceptron.bias} if neuron.perceptron.bias else {}
    for net, weight in zip(neuron.fanin, neuron.perceptron.weights, strict=True):
        weights[net] = weights.get(net, 0) + weight
    return weights


def _decisions(
    colors: Palette, grid: _Grid, lighting: Lighting | None, shown: Mapping[str, list[str]], sums: Mapping[str, str]
) -> Iterator[str]:
    """Below each column its name, the sum against the threshold, and what it is shown as."""
    for neuron, x in grid.columns:
        fires, y = lighting is not None and lighting.values[neuron.net], grid.bottom
        yield text((x, y + 18), clipped(neuron.net, _NAME), colors.ink, 13.5, bold=True)
        ink = colors.firing_border if fires else colors.muted
        yield text((x, y + 36), sums[neuron.net], ink, 12.5, bold=fires)
        for place, words in enumerate(shown.get(neuron.net, ())):
            yield text((x, y + 54 + 17 * place), words, colors.output_ink, 12.5)
