"""The plane of a two-input neuron: its boundary, the half that fires, the four patterns and their distances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from neurocircuit.logic.number import exact
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron, fires
from neurocircuit.rendering.sheet import Point, coordinate, path, tag, text
from neurocircuit.rendering.theme import Palette
from neurocircuit.rendering.wording import clipped, number

#: How far beyond its patterns a plane reaches, as a part of their distance.
_MARGIN = 0.45


@dataclass(frozen=True, slots=True)
class Plane:
    """A square of the plane at ``corner``, ``size`` wide, with the four patterns of an encoding in it."""

    colors: Palette
    corner: Point
    size: float
    encoding: str
    key: str

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value of an axis."""
        low, high = ENCODINGS[self.encoding]
        return low - _MARGIN * (high - low), high + _MARGIN * (high - low)

    def place(self, point: Point) -> Point:
        """Where a point of the plane is on the sheet."""
        low, high = self.ends
        (left, top), (x, y) = self.corner, point
        return left + (x - low) / (high - low) * self.size, top + self.size - (y - low) / (high - low) * self.size

    def cut(self, perceptron: Perceptron) -> tuple[list[Point], list[Point]]:
        """The boundary inside the square, and the polygon that fires."""
        low, high = self.ends
        around = [(low, low), (high, low), (high, high), (low, high), (low, low)]
        edge: list[Point] = []
        firing: list[Point] = []
        for corner, following in pairwise(around):
            height, next_height = height_above(perceptron, corner), height_above(perceptron, following)
            if height >= 0:
                firing.append(corner)
            if height == 0:
                edge.append(corner)
            elif height * next_height < 0:
                part = height / (height - next_height)
                x, y = (a + part * (b - a) for a, b in zip(corner, following, strict=True))
                edge.append((x, y))
                firing.append((x, y))
        return edge, firing

    def ground(self, perceptron: Perceptron, ghosts: Sequence[Perceptron], width: float) -> Iterator[str]:
        """The square, the half-plane that fires, the axes' lines, and the boundaries."""
        colors, (left, top), size = self.colors, self.corner, self.size
        square = {"x": left, "y": top, "width": size, "height": size}
        yield tag("clipPath", tag("rect", **square, rx=8), id=self.key)
        yield f'<g clip-path="url(#{self.key})">' + tag("rect", **square, fill=colors.cluster1)
        edge, firing = self.cut(perceptron)
        if firing:
            points = " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in map(self.place, firing))
            yield tag("polygon", points=points, fill=colors.firing, opacity=0.38)
        for value in ENCODINGS[self.encoding]:
            x, y = self.place((value, value))
            for ends in ([(x, top), (x, top + size)], [(left, y), (left + size, y)]):
                yield path(ends, stroke=colors.cluster_border, stroke_width=0.8)
        for age, ghost in enumerate(ghosts, start=1):
            old, _ = self.cut(ghost)
            if len(old) == 2:
                dashes = {"stroke_dasharray": "4 4", "opacity": 0.3 + 0.5 * age / len(ghosts)}
                yield path([self.place(point) for point in old], stroke=colors.idle, stroke_width=1.3, **dashes)
        if len(edge) == 2:
            yield path([self.place(point) for point in edge], stroke=colors.firing_border, stroke_width=width)
        yield "</g>"

    def distances(self, perceptron: Perceptron) -> Iterator[str]:
        """A dashed line from each pattern to the boundary, at right angles, in the colour of its side."""
        across, along = (float(weight) for weight in perceptron.weights)
        square = across**2 + along**2
        # A foot outside the square would draw over what is around it.
        yield f'<g clip-path="url(#{self.key})">'
        for pattern in patterns_of(self.encoding):
            if square:
                height = height_above(perceptron, pattern)
                foot = pattern[0] - height * across / square, pattern[1] - height * along / square
                above = fires(perceptron.weighted_sum(*pattern), perceptron.threshold)
                color = self.colors.positive if above else self.colors.negative
                ends = [self.place(pattern), self.place(foot)]
                yield path(ends, stroke=color, stroke_width=1.6, stroke_dasharray="3 3")
        yield "</g>"

    def patterns(
        self, perceptron: Perceptron, wanted: Sequence[int | None], radius: float, margins: bool
    ) -> Iterator[str]:
        """The patterns with the output that is wanted; a wrong one is ringed, one of which any will do left out."""
        colors = self.colors
        for pattern, want in zip(patterns_of(self.encoding), wanted, strict=True):
            if want is None:
                continue
            x, y = self.place(pattern)
            margin = exact(perceptron.weighted_sum(*pattern) - perceptron.threshold)
            fill, border, ink = colors.lit if want == 1 else (colors.neuron, colors.neuron_border, colors.ink)
            yield tag("circle", cx=x, cy=y, r=radius, fill=fill, stroke=border, stroke_width=2)
            yield text((x, y + radius * 0.37), number(want), ink, radius + 1, bold=True)
            if (margin >= 0) != (want == 1):
                yield tag("circle", cx=x, cy=y, r=radius + 4.5, fill="none", stroke=colors.negative, stroke_width=2.4)
            if margins:
                color = colors.positive if margin >= 0 else colors.negative
                words = f"{'+' if margin >= 0 else ''}{number(margin)}"
                halo = "" if margin >= 0 else colors.cluster1
                yield text((x, y + (-24 if pattern[1] == 1 else 33)), words, color, 13, bold=True, halo=halo)

    def axes(self, names: Sequence[str]) -> Iterator[str]:
        """The values and names along the square's left and lower side."""
        colors, (left, top), size = self.colors, self.corner, self.size
        for value in ENCODINGS[self.encoding]:
            x, y = self.place((value, value))
            yield text((x, top + size + 19), number(value), colors.muted, 13)
            yield text((left - 13, y + 4.5), number(value), colors.muted, 13)
        yield text((left + size / 2, top + size + 38), clipped(names[0]), colors.ink, 14, bold=True)
        yield text((left - 26, top + size / 2 + 5), clipped(names[1], 10), colors.ink, 14, "end", bold=True)


def patterns_of(encoding: str) -> list[tuple[int, int]]:
    """The patterns of two inputs, counting up, the last fastest."""
    first, second = ENCODINGS[encoding], ENCODINGS[encoding]
    return list(product(first, second))


def height_above(perceptron: Perceptron, point: Point) -> float:
    """z - threshold at any point of the plane; for drawing only."""
    across, along = perceptron.weights
    return float(perceptron.bias - perceptron.threshold) + float(across) * point[0] + float(along) * point[1]
