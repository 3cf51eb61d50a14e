"""The pictures of the learning page, as far as they stand still: the page's script lights them and draws what moves.

The neuron looks as diagrams draw it; the boxes of its numbers are the page's and lie over it. Colours are the page's
CSS variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import cos, degrees, pi, sin
from operator import mul

from neurocircuit.rendering.sheet import Point, coordinate, path, tag, text
from neurocircuit.rendering.wording import clipped

_INK, _MUTED = "var(--ink)", "var(--muted)"
#: Of the neuron: its width, the height of a row, the ends of tags and boxes, the circle. The style lays the boxes so.
_WIDTH, _ROW = 460.0, 44.0
_TAG, _BOX = 78.0, (90.0, 192.0)
_CENTRE, _RADIUS = 300.0, 45.0
_OUTPUT = 82.0
#: Of the plots: their width and the square in which the patterns stand.
_SHEET = 400.0
_LEFT, _TOP, _SIDE = 46.0, 8.0, 346.0


def _picture(width: float, height: float, said: str, body: Sequence[str]) -> str:
    view = f"0 0 {coordinate(width)} {coordinate(height)}"
    return tag("svg", "\n".join(body), viewBox=view, role="img", aria_label=said)


def _painted(kind: str) -> dict[str, object]:
    return {"fill": f"var(--{kind})", "stroke": f"var(--{kind}-border)", "stroke_width": 2}


# -- the neuron -------------------------------------------------------------------------------------------------------


def neuron(arity: int) -> str:
    """A neuron with a row for each input and a last one for the bias."""
    rows = [(place + 0.5) * _ROW for place in range(arity + 1)]
    centre = _CENTRE, max(rows[-1] / 2 + 8, 56.0)
    wires = [_weighted(49.0, rows[-1], centre), *(_weighted(_TAG, row, centre) for row in rows[:-1])]
    bias = tag("circle", cx=30, cy=rows[-1], r=17, fill="none", stroke=_MUTED, stroke_dasharray="5 3")
    body = [*wires, *map(_input, rows[:-1]), bias, text((30.0, rows[-1] + 5), "1", _MUTED, 14)]
    height = max(rows[-1] + _ROW / 2, centre[1] + _RADIUS + 48)
    return _picture(_WIDTH, height, "", [*body, _body(centre), *_output(centre)])


def _weighted(start: float, row: float, centre: Point) -> str:
    """The wire of a weight: level to its box, then round to the neuron; it ends in a tip or a bar, as its sign is."""
    (left, right), (x, y) = _BOX, centre
    turn = pi + 1.15 * (y - row) / max(y, 80.0)

    def near(distance: float) -> str:
        reach = _RADIUS + distance
        return f"{coordinate(x + reach * cos(turn))} {coordinate(y + reach * sin(turn))}"

    row_said = coordinate(row)
    round_it = f"M{right:g} {row_said}C{right + 24:g} {row_said} {near(36)} {near(9)}"
    turned = {"transform": f"translate({near(9)}) rotate({coordinate(degrees(turn) + 180)})"}
    ends = tag("path", d="M-2-6L9 0L-2 6Z", class_="tip", **turned) + tag("path", d="M2-8V8", class_="tee", **turned)
    level = path([(start, row), (left, row)], class_="seen")
    return tag("g", level + tag("path", d=round_it, class_="seen") + ends, class_="wire")


def _input(row: float) -> str:
    corners = [(3.0, row - 17), (_TAG - 16, row - 17), (_TAG, row), (_TAG - 16, row + 17), (3.0, row + 17)]
    shape = path([*corners, corners[0]], **_painted("input"))
    return tag("g", shape, class_="input")


def _body(centre: Point) -> str:
    x, y = centre
    circle = tag("circle", cx=x, cy=y, r=_RADIUS, **_painted("neuron"))
    name, rule = text((x, y - 2), " ", _INK, 15, bold=True), text((x, y + 17), " ", _MUTED, 13)
    return tag("g", circle + name + rule, class_="neuron")


def _output(centre: Point) -> Iterator[str]:
    """The output and the wire to it."""
    (x, y), left = centre, _WIDTH - _OUTPUT - 6
    line = path([(x + _RADIUS, y), (left - 14, y)], class_="seen")
    tip = tag("path", d="M-11-5L0 0L-11 5Z", class_="tip", transform=f"translate({left - 4:g} {coordinate(y)})")
    yield tag("g", line + tip, class_="wire plain")
    inner, outer = _painted("output"), _painted("output") | {"fill": "none"}
    boxes = [
        tag("rect", x=left - by, y=y - 17 - by, width=_OUTPUT + 2 * by, height=34 + 2 * by, rx=9 + by, **look)
        for by, look in ((0, inner), (4, outer))
    ]
    said = text((left + _OUTPUT / 2, y + 5.5), " ", "var(--output-ink)", 15)
    yield tag("g", "".join(boxes) + said, class_="output")


# -- the patterns -----------------------------------------------------------------------------------------------------


Corner = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """The plane of two inputs or the cube of three, by truth values: 0 and 1 are where the patterns are.

    Args:
        origin: the pattern of zeros on the picture, and ``steps`` one step along each input.
        margin: how far beyond its patterns it reaches, in steps.
        height: of its frame.
        names: where the name of each axis belongs, and how far from there it stands.
    """

    origin: Point
    steps: tuple[Point, ...]
    margin: float
    height: float
    names: tuple[tuple[Corner, Point], ...]

    def place(self, point: Sequence[float], beside: Point = (0, 0)) -> Point:
        """Where a point is on the picture, or something beside it."""
        ways = zip(self.origin, beside, zip(*self.steps, strict=True), strict=True)
        x, y = (start + by + sum(map(mul, point, steps)) for start, by, steps in ways)
        return x, y

    def faces(self, margin: float) -> list[list[Corner]]:
        """The square, or the six faces of the cube, each as its corners in turn."""
        low, high = -margin, 1 + margin
        square: list[Corner] = [(low, low), (high, low), (high, high), (low, high)]
        if len(self.steps) == 2:
            return [square]
        return [[(*each[:axis], end, *each[axis:]) for each in square] for axis in range(3) for end in (low, high)]


#: By the number of inputs. A cube is seen so that the plane of equal weights is neither a line nor hides one corner
#: behind another.
SPACES = {
    2: Space(
        origin=(128.0, 272.0), steps=((182.0, 0.0), (0.0, -182.0)), margin=0.45, height=_SIDE,
        names=(((0.5, -0.45), (0.0, 36.0)), ((-0.45, 0.5), (-30.0, 5.0))),
    ),
    3: Space(
        origin=(88.0, 233.0), steps=((166.0, -25.0), (0.0, -161.0), (96.0, 60.0)), margin=0.16, height=325.0,
        names=(((0.5, 0, 0), (0.0, 22.0)), ((0, 0.5, 0), (-24.0, 4.0)), ((1, 0, 0.5), (22.0, 16.0))),
    ),
}  # fmt: skip


def patterns(inputs: Sequence[str]) -> str:
    """The patterns of two or three inputs where they belong in space; of other numbers a bar for each row."""
    space = SPACES.get(len(inputs))
    return _bars(1 << len(inputs)) if space is None else _space(space, inputs)


def _space(space: Space, inputs: Sequence[str]) -> str:
    """What moves comes into the group before the patterns."""
    is_plane = len(inputs) == 2
    body = [tag("rect", x=_LEFT, y=_TOP, width=_SIDE, height=space.height, rx=8, fill="var(--cluster1)")]
    body += _scales(space) if is_plane else []
    for line in _grid(space) if is_plane else [[*face, face[0]] for face in space.faces(0)]:
        body.append(path([space.place(point) for point in line], class_="grid"))
    body.append(tag("g", " ", id="moving", class_="plane" if is_plane else "cube"))
    for row, point in enumerate(product((0.0, 1.0), repeat=len(inputs))):
        # In the plane what is said of the lower patterns stands below them, away from the others.
        body.append(_pattern(row, space.place(point), 36 if is_plane and not point[1] else -25))
    for name, (middle, beside) in zip(inputs, space.names, strict=True):
        body.append(text(space.place(middle, beside), clipped(name, 8), _INK, 13, bold=True))
    return _picture(_SHEET, space.height + 52, "patterns and the boundary between firing and silent", body)


def _grid(plane: Space) -> Iterator[list[Corner]]:
    low, high = -plane.margin, 1 + plane.margin
    for at in (0, 1):
        yield [(at, low), (at, high)]
        yield [(low, at), (high, at)]


def _scales(plane: Space) -> Iterator[str]:
    """The values along the sides; what the lower one is depends on the encoding."""
    for at, kind in enumerate(("low", "high")):
        x, y = plane.place((at, at))
        places = (x, _TOP + plane.height + 18), (_LEFT - 14, y + 4)
        yield tag("g", "".join(text(place, str(at), _MUTED, 13) for place in places), class_=kind)


def _pattern(row: int, at: Point, below: float) -> str:
    """A dot with what is wanted in it, two rings that mean wrong and present, and the margin."""
    x, y = at
    rings = [tag("circle", cx=x, cy=y, r=r, class_=kind) for kind, r in (("dot", 12), ("miss", 16.5), ("mark", 20.5))]
    said = [text(place, " ", _INK, 13, bold=True) for place in ((x, y + 4.5), (x, y + below))]
    return tag("g", "".join(rings + said), class_="pattern", data_row=row)


def _bars(rows: int) -> str:
    """Bars from the line where z is the threshold; up fires."""
    column, muted = (_SHEET - 50) / rows, [(4.0, "z = θ"), (-88.0, "fires"), (102.0, "silent")]
    places = [{"x": 46 + (row + 0.1) * column, "width": column * 0.8, "data_row": row} for row in range(rows)]
    body = [tag("rect", tag("title", " "), class_="pattern", **place) for place in places]
    body.append(path([(46, 0), (_SHEET - 4, 0)], class_="threshold"))
    body += [text((22.0, y), each, _MUTED) for y, each in muted]
    body.append(text((_SHEET / 2, 118.0), "rows, counting up; red ones are wrong", _MUTED))
    middle = tag("g", "\n".join(body), transform="translate(0 108)")
    return _picture(_SHEET, 230, "the margin of every row", [middle])


# -- the mistakes -----------------------------------------------------------------------------------------------------

#: The frame of the curve of mistakes: left, right, top, base.
FRAME = (40.0, 386.0, 26.0, 154.0)


def curve() -> str:
    """The axes of the curve, with what the script says beside them: mistakes, bound, highest number."""
    left, right, top, base = FRAME
    said = [((left, 12.0), "start"), ((right, 12.0), "end"), ((left - 8, top + 4), "end")]
    body = [text(at, " ", _MUTED, anchor=anchor) for at, anchor in said]
    body.append(text((left - 8, base + 4), "0", _MUTED, anchor="end"))
    body.append(text(((left + right) / 2, base + 36), "epoch", _MUTED))
    body.append(path([(left, top), (left, base), (right, base)], class_="axes"))
    return _picture(_SHEET, base + 42, "the mistakes", [*body, tag("g", " ", id="mistakes")])
