"""Plots as SVG text in the palette of the diagrams: decision boundaries, learning curves, waveforms.

Plain data in, plain text out. Positions are floats; what fires is decided by the perceptron itself, exactly, since
boundaries run through patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.number import Number, NumberLike, exact
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.rendering.plane import Plane, patterns_of
from neurocircuit.rendering.sheet import Point, path, sheet, tag, text
from neurocircuit.rendering.theme import Palette, palette
from neurocircuit.rendering.wording import clipped, formula, line, number

if TYPE_CHECKING:
    from neurocircuit.simulation.trace import Trace

#: How many panels show a boundary moving, and how many earlier boundaries each shows as ghosts.
MAX_PANELS = 15
#: How many where each step has one.
MOST_STEPS = 60
_GHOSTS = 3
_COLUMNS = 5
#: Of a curve's epochs, as many get a number and a marker.
_MAX_TICKS = 20
_MAX_MARKERS = 60


@dataclass(frozen=True, slots=True)
class Lane:
    """One signal of a waveform: a name and its value in each cycle; a bus is drawn as numbers."""

    name: str
    values: Sequence[int]
    is_bus: bool = False


def _wanted(wanted: Sequence[int | None] | None, perceptron: Perceptron) -> list[int | None]:
    """Four outputs, None where any will do; truth values other than the encoding's own count as such."""
    low, high = ENCODINGS[perceptron.encoding]
    if wanted is None:
        return [int(perceptron(*pattern)) for pattern in patterns_of(perceptron.encoding)]
    if len(wanted) != 4:
        what = f"{len(wanted)} wanted outputs for two inputs"
        raise InputError(what, hint="four, counting up, the last input fastest")
    return [None if value is None else high if value == 1 else low for value in wanted]


def _dash(x: float, y: float, stroke: str, width: float, dashes: str | None = None) -> str:
    return path([(x, y - 4), (x + 16, y - 4)], stroke=stroke, stroke_width=width, stroke_dasharray=dashes)


_LEGEND = {
    "line": lambda c, x, y: _dash(x, y, c.firing_border, 3),
    "ghost": lambda c, x, y: _dash(x, y, c.idle, 1.6, "4 4"),
    "distance": lambda c, x, y: _dash(x, y, c.negative, 1.6, "3 3"),
    "area": lambda c, x, y: tag("rect", x=x, y=y - 11, width=16, height=14, rx=3, fill=c.firing, opacity=0.45),
    "ring": lambda c, x, y: tag("circle", cx=x + 8, cy=y - 4, r=6, fill="none", stroke=c.negative, stroke_width=2.2),
}


def _legend(colors: Palette, x: float, y: float, entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    for kind, words in entries:
        yield _LEGEND[kind](colors, x, y)
        yield text((x + 23, y), words, colors.ink, 12.5, "start")
        x += 45 + 6.6 * len(words)


def boundary(
    perceptron: Perceptron,
    *,
    wanted: Sequence[int] | None = None,
    names: Sequence[str] = ("x1", "x2"),
    title: str = "Decision boundary",
    theme: str = "light",
) -> str:
    """The decision boundary of a two-input perceptron, with the margin z - threshold of each pattern.

    Args:
        wanted: the outputs of the four patterns, counting up, the last input fastest (default: its own).

    Raises:
        InputError: for another number of inputs or outputs.
    """
    if perceptron.arity != 2:
        what = f"a boundary of {counted(perceptron.arity, 'input')} has no plane"
        raise InputError(what, hint="only neurons with two inputs have one")
    colors = palette(theme)
    plane = Plane(colors, (78.0, 76.0), 340.0, perceptron.encoding, "plane")
    note = formula([clipped(name) for name in names], perceptron.weights, perceptron.bias, perceptron.threshold)
    body = [
        *plane.ground(perceptron, (), 3),
        *plane.distances(perceptron),
        *plane.patterns(perceptron, _wanted(wanted, perceptron), 12.0, margins=True),
        *plane.axes(names),
        *_legend(colors, 78.0, 492.0, [("line", "z = θ"), ("area", "fires"), ("distance", "margin z − θ")]),
    ]
    return sheet(colors, 470, 520, title, line(note), body)


def movement(
    steps: Sequence[Sequence[NumberLike]],
    threshold: NumberLike,
    wanted: Sequence[int | None],
    *,
    encoding: str = "binary",
    title: str = "Learning",
    note: str = "",
    theme: str = "light",
    labels: Sequence[str] | None = None,
    most: int = MAX_PANELS,
) -> str:
    """How the boundary of a two-input neuron moves while it learns: one small panel an epoch.

    Args:
        steps: the weights (w0, w1, w2) at the start and after each epoch; exact numbers.
        threshold: of the neuron.
        wanted: the outputs of the four patterns, counting up, the last input fastest; None where any will do.
        labels: of the panels, where they are no epochs.
        most: panels; of more steps some evenly between are shown.

    Raises:
        InputError: for no steps, or other than three weights.
    """
    if not steps or any(len(step) != 3 for step in steps):
        hint = "(w0, w1, w2) at the start and after each epoch"
        raise InputError("a boundary moves by steps of three weights", hint=hint)
    colors = palette(theme)
    perceptrons = [Perceptron(step[1:], step[0], threshold, encoding) for step in steps]
    size, gap, left, top = 172.0, 22.0, 26.0, 78.0
    columns = min(_COLUMNS, max(3, len(steps)))
    body: list[str] = []
    shown = _spread(len(steps), most)
    names = labels or ["start", *(f"after epoch {epoch}" for epoch in range(1, len(steps)))]
    for panel, place in enumerate(shown):
        perceptron = perceptrons[place]
        x, y = left + panel % columns * (size + gap), top + panel // columns * (size + 62)
        plane = Plane(colors, (x, y + 22), size, encoding, f"plane{panel}")
        targets = _wanted(wanted, perceptron)
        ghosts = [perceptrons[earlier] for earlier in shown[max(0, panel - _GHOSTS) : panel]]
        body += plane.ground(perceptron, ghosts, 2.4)
        body += plane.patterns(perceptron, targets, 8.0, margins=False)
        body.append(text((x, y + 13), names[place], colors.ink, 13, "start", bold=True))
        if all(want in (None, got) for want, got in zip(targets, _wanted(None, perceptron), strict=True)):
            body.append(text((x + size, y + 13), "all right", colors.firing_border, 12, "end", bold=True))
        weights = ", ".join(number(exact(weight)) for weight in steps[place])
        body.append(text((x + size / 2, y + size + 39), f"w = {weights}", colors.muted, 11.5))
    height = top + -(-len(shown) // columns) * (size + 62) + 24
    entries = [("line", "boundary z = θ"), ("ghost", "before"), ("area", "fires"), ("ring", "wrong")]
    body += _legend(colors, left, height - 14, entries)
    return sheet(colors, 2 * left + columns * (size + gap) - gap, height, title, line(note), body)


def _spread(amount: int, most: int) -> list[int]:
    """All places, or the first, the last and some evenly between."""
    if amount <= most:
        return list(range(amount))
    return [round(place * (amount - 1) / (most - 1)) for place in range(most)]


# -- curves and waveforms ---------------------------------------------------------------------------------------------


def learning_curve(
    mistakes: Sequence[int],
    bound: Number | None = None,
    *,
    title: str = "Mistakes per epoch",
    note: str = "",
    theme: str = "light",
) -> str:
    """Rows that changed the weights in each epoch; the first epoch without a mistake is marked.

    Args:
        mistakes: one number an epoch.
        bound: the most mistakes that learning can make in all, where it is known.

    Raises:
        InputError: for no epochs.
    """
    if not mistakes:
        raise InputError("a learning curve of no epochs", hint="one number of mistakes an epoch")
    colors, left, top, width, height = palette(theme), 60.0, 92.0, 490.0, 170.0
    most, epochs = max(*mistakes, 1), len(mistakes)

    def place(epoch: int, amount: float) -> Point:
        return left + (epoch + 0.5) / epochs * width, top + height - amount / most * height

    body: list[str] = []
    step = -(-most // 8)
    for amount in range(0, most + 1, step):
        y, pen = place(0, amount)[1], 0.7 if amount else 1.4
        body.append(path([(left, y), (left + width, y)], stroke=colors.cluster_border, stroke_width=pen))
        body.append(text((left - 11, y + 4.5), str(amount), colors.muted, 12.5, "end"))
    points = [place(epoch, amount) for epoch, amount in enumerate(mistakes)]
    body.append(path(points, fill="none", stroke=colors.negative, stroke_width=2.6, stroke_linejoin="round"))
    for epoch, (point, amount) in enumerate(zip(points, mistakes, strict=True)):
        fill, border = (colors.firing, colors.firing_border) if amount == 0 else (colors.background, colors.negative)
        if epochs <= _MAX_MARKERS or amount == 0:
            body.append(tag("circle", cx=point[0], cy=point[1], r=5.5, fill=fill, stroke=border, stroke_width=2.2))
        if epoch in _spread(epochs, _MAX_TICKS):
            body.append(text((point[0], top + height + 21), str(epoch + 1), colors.muted, 12.5))
    body.append(text((left + width / 2, top + height + 45), "epoch", colors.ink, 13, bold=True))
    body.append(text((left, top - 14), "rows that changed the weights", colors.muted, 12, "start"))
    if bound is not None:
        words = f"{sum(mistakes)} in all, at most {number(bound)} possible"
        body.append(text((left + width, top - 14), words, colors.muted, 12, "end"))
    if 0 in mistakes:
        first, ink, halo = list(mistakes).index(0), colors.firing_border, colors.background
        x, y = points[first]
        side, anchor = (-24, "end") if x > left + width / 2 else (14, "start")
        words = f"no mistake in epoch {first + 1}"
        body.append(text((x + side, y - 12), words, ink, 12.5, anchor, bold=True, halo=halo))
    return sheet(colors, 580, 330, title, line(note), body)


class Curve(Protocol):
    """Of a learning what its curve needs."""

    @property
    def function(self) -> Named:
        """What is learnt."""

    @property
    def mistakes_per_epoch(self) -> tuple[int, ...]:
        """The mistakes of each epoch."""

    @property
    def bound(self) -> int | None:
        """The most mistakes that there can be."""

    @property
    def summary(self) -> str:
        """The last step in words."""


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """What a user calls it."""


def notebook_curve(learning: Curve) -> str:
    """The curve by which a learning shows itself in a notebook, with its last step."""
    title = f"Learning {learning.function.name}"
    return learning_curve(learning.mistakes_per_epoch, learning.bound, title=title, note=learning.summary)


def traced(circuit: Circuit, trace: Trace) -> list[Lane]:
    """The lanes of a waveform for a clocked trace: a circuit's inputs, then its outputs; of several runs the first.

    Raises:
        InputError: for a trace that is not clocked.
    """
    if not trace.clocked:
        raise InputError("a trace without cycles has no waveform", hint="run a circuit with registers")
    buses = {port.name for port in (*circuit.input_ports, *circuit.output_ports) if port.is_bus}
    values = {**trace.inputs, **trace.outputs}
    cycles = {name: found.ravel()[: found.shape[-1]] for name, found in values.items()}
    return [Lane(name, [int(value) for value in shown], name in buses) for name, shown in cycles.items()]


def waveform(lanes: Sequence[Lane], *, title: str = "Waveform", note: str = "", theme: str = "light") -> str:
    """Values over cycles, one lane a signal; a bus as lozenges with its numbers.

    Raises:
        InputError: for no lanes or no cycles, or lanes of different lengths.
    """
    cycles = len(lanes[0].values) if lanes else 0
    if not cycles or any(len(lane.values) != cycles for lane in lanes):
        raise InputError("a waveform needs rows of equally many cycles", hint="at least one row and one cycle")
    colors, top, height = palette(theme), 92.0, 34.0
    numbers = [8.5 * len(str(value)) for lane in lanes if lane.is_bus for value in lane.values]
    width = 10.0 + max([28.0, *numbers])
    left = max(96.0, *(40.0 + 7.8 * len(clipped(lane.name)) for lane in lanes))
    bottom = top + len(lanes) * height
    body = [text((26.0, top - 16), "cycle", colors.muted, 11, "start")]
    for cycle in range(cycles + 1):
        x = left + cycle * width
        body.append(path([(x, top - 10), (x, bottom)], stroke=colors.cluster_border, stroke_width=0.8))
        if cycle < cycles:
            body.append(text((x + width / 2, top - 16), str(cycle), colors.muted, 11))
    for place, lane in enumerate(lanes):
        high, low = top + place * height + 4, top + place * height + 25
        body.append(text((26.0, low - 5), clipped(lane.name), colors.ink, 13.5, "start", bold=True))
        draw = _lozenges if lane.is_bus else _levels
        body += draw(colors, lane, left, width, high, low)
    return sheet(colors, left + cycles * width + 30, bottom + 22, title, line(note), body)


def _levels(colors: Palette, lane: Lane, left: float, width: float, high: float, low: float) -> Iterator[str]:
    points: list[Point] = []
    for cycle, value in enumerate(lane.values):
        x, y = left + cycle * width, high if value == 1 else low
        points += [(x, y), (x + width, y)]
        if value == 1:
            yield tag("rect", x=x, y=high, width=width, height=low - high, fill=colors.firing, opacity=0.35)
    yield path(points, fill="none", stroke=colors.positive, stroke_width=2.4, stroke_linejoin="round")


def _lozenges(colors: Palette, lane: Lane, left: float, width: float, high: float, low: float) -> Iterator[str]:
    b, middle = left, (high + low) / 2
    for value, cycles in groupby(lane.values):
        a, b = b, b + width * len(list(cycles))
        corners = [(a, middle), (a + 4, high), (b - 4, high), (b, middle), (b - 4, low), (a + 4, low), (a, middle)]
        yield path(corners, fill=colors.register, stroke=colors.register_border, stroke_width=1.8)
        yield text(((a + b) / 2, middle + 4.5), number(value), colors.register_ink, 13, bold=True)
