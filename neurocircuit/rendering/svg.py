"""What Graphviz leaves to be desired in its SVG: true names, titles above the wires, text where it belongs, fonts.

Graphviz measures a character outside ASCII at 0.278 em a byte, which is wrong for the few that formulas need; lines are
moved by half the difference. Cluster titles are drawn under the wires; they are cut out and put over them with a halo.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import mul
from xml.etree import ElementTree

from neurocircuit.rendering.theme import FONT, FONT_STACK, NAME_SIZE

_Point = tuple[float, float]
_Curve = tuple[_Point, ...]

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}title"
_GROUP, _ANCHOR, _TITLE, _METADATA, _TEXT, _PATH, _POLYGON = (
    f"{{{_SVG}}}{tag}" for tag in ("g", "a", "title", "metadata", "text", "path", "polygon")
)
#: True widths in em (Arial); other characters count as a letter, wide ones as a square.
_WIDTHS = {
    "−": 0.584, "≥": 0.549, "Σ": 0.618, "×": 0.584, "′": 0.19, "…": 1.0, "·": 0.333, "→": 1.0, "≈": 0.549,
    "\xa0": 0.278,
}  # fmt: skip
_BYTE, _LETTER = 0.278, 0.556
#: How far below where Graphviz puts it a bold line that stands alone in its cell belongs, in em.
_DROP = 0.13

#: How high a title reaches above and below its line, and how far wires stay from it, in points.
_TITLE_RISE, _TITLE_FALL, _TITLE_ROOM = 11.0, 4.0, 5.0
#: How far a wire's number stands from its middle, in points.
_LABEL_GAP = 9.0
_NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?")

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def finish(
    svg: bytes, name: str, *, note: str = "", widths: Mapping[str, int] | None = None, ink: str = "", live: bool = False
) -> str:
    """The SVG of Graphviz as it is shown.

    Args:
        svg: what ``lay_out`` gave.
        name: the picture's title, for readers and screen readers.
        note: kept in a ``metadata`` element, such as a fingerprint of the source.
        widths: how many nets the wires of these ids carry, written beside them.
        ink: the colour to write that in.
        live: whether it becomes part of a page whose script explains things.
    """
    root = ElementTree.fromstring(svg)
    graph = root.find(_GROUP)
    assert graph is not None
    _name_things(graph, live)
    _name_picture(root, name, note, live)
    for group in graph.iter(_GROUP):
        if group.get("class", "").startswith(("node", "edge", "cluster")):
            _set_lines(list(group.iter(_TEXT)))
    _lift_titles(graph)
    for group in graph.findall(_GROUP):
        path, width = group.find(f".//{_PATH}"), (widths or {}).get(group.get("id", ""))
        if path is not None and width:
            group.append(_width_label(path, str(width), ink))
        if path is not None and live and group.get("class", "").startswith("edge"):
            # A wire is pointed at by a wider line over it that nobody sees.
            path.set("class", "seen")
            ElementTree.SubElement(group, _PATH, {"class": "reach", "d": path.get("d", "")})
    for text in root.iter(_TEXT):
        if text.get("font-family") == FONT:
            text.set("font-family", FONT_STACK)
    return ElementTree.tostring(root, encoding="unicode")


def _name_things(graph: ElementTree.Element, live: bool) -> None:
    """Tooltips become the titles of things, which were node ids; in a live picture nothing has one."""
    for group in graph.iter(_GROUP):
        title = group.find(_TITLE)
        tips = [link.get(_LINK) for link in group.findall(f"{_GROUP}/{_ANCHOR}") if link.get(_LINK)]
        if title is not None and tips and not live:
            title.text = tips[0]
        elif title is not None:
            group.remove(title)
    cells = [cell for link in graph.iter(_ANCHOR) for cell in link.findall(_GROUP)]
    for cell in () if live else cells:
        tip = next((link.get(_LINK, "") for link in cell.findall(_ANCHOR)), "")
        if tip.strip():
            title = ElementTree.Element(_TITLE)
            title.text = tip
            cell.insert(0, title)
    for link in graph.iter(_ANCHOR):
        link.attrib.pop(_LINK, None)


def _name_picture(root: ElementTree.Element, name: str, note: str, live: bool) -> None:
    """The picture's own name and role: an image, or a group of controls."""
    root.set("role", "group" if live else "img")
    if live:
        root.set("aria-label", name)
    described = [(_METADATA, note)] if note else []
    for tag, text in described if live else [(_TITLE, name), *described]:
        element = ElementTree.Element(tag)
        element.text, element.tail = text, "\n"
        root.insert(len(root) - 1, element)


def _set_lines(texts: list[ElementTree.Element]) -> None:
    for runs in _lines(texts):
        excess = [_excess(run) for run in runs]
        shift = sum(excess) / 2
        size = float(runs[0].get("font-size", "0"))
        alone = size != NAME_SIZE and any(run.get("font-weight") == "bold" for run in runs)
        for run, over in zip(runs, excess, strict=True):
            if run.get("text-anchor") == "start":
                run.set("x", f"{float(run.get('x', '0')) + shift:.2f}")
            shift -= over
            if alone:
                run.set("y", f"{float(run.get('y', '0')) + _DROP * size:.2f}")


def _lines(texts: list[ElementTree.Element]) -> Iterator[list[ElementTree.Element]]:
    """Runs of text that continue each other on one line: same height, and a space where they meet."""
    line: list[ElementTree.Element] = []
    for text in texts:
        if line and not (line[-1].get("y") == text.get("y") and _joins(line[-1].text or "", text.text or "")):
            yield line
            line = []
        line.append(text)
    if line:
        yield line


def _joins(left: str, right: str) -> bool:
    return left[-1:].isspace() or right[:1].isspace()


def _excess(text: ElementTree.Element) -> float:
    """By how much Graphviz takes the text to be wider than it is."""
    size = float(text.get("font-size", "0"))
    return size * sum(
        _BYTE * len(character.encode()) - _width(character) for character in text.text or "" if not character.isascii()
    )


def _width(character: str) -> float:
    wide = unicodedata.east_asian_width(character) in "WF"
    return _WIDTHS.get(character, 1.0 if wide else 0.0 if unicodedata.combining(character) else _LETTER)


def _lift_titles(graph: ElementTree.Element) -> None:
    """Cluster titles, with a halo in their cluster's colour, go between the wires and the nodes, aside of the wires."""
    lifted = ElementTree.Element(_GROUP, {"class": "titles"})
    lifted.tail = "\n"
    edges = [group.iter(_PATH) for group in graph.findall(_GROUP) if group.get("class", "").startswith("edge")]
    curves = [curve for path in chain.from_iterable(edges) for curve in _curves(path)]
    for cluster in graph.findall(_GROUP):
        if cluster.get("class", "").split()[:1] != ["cluster"]:
            continue
        shape = next((element for element in cluster.iter() if element.tag in (_PATH, _POLYGON)), None)
        texts = [text for parent in list(cluster.iter()) for text in _cut(parent)]
        halo = {"stroke": (shape.get("fill") if shape is not None else None) or "none"}
        for text in texts:
            text.attrib |= halo | {"paint-order": "stroke", "stroke-width": "5", "stroke-linejoin": "round"}
        corners = [] if shape is None else [x for x, _ in _points(shape)]
        if corners and texts:
            _step_aside(texts, min(corners), max(corners), curves)
        lifted.extend(texts)
    if len(lifted):
        nodes = (place for place, child in enumerate(graph) if child.get("class", "").startswith("node"))
        graph.insert(next(nodes, len(graph)), lifted)


def _cut(parent: ElementTree.Element) -> list[ElementTree.Element]:
    texts = parent.findall(_TEXT)
    for text in texts:
        parent.remove(text)
    return texts


def _step_aside(texts: Sequence[ElementTree.Element], low: float, high: float, curves: Sequence[_Curve]) -> None:
    """Move a title, which stands in the middle of its cluster, as little as it takes for no wire to pass through it."""
    y, left = float(texts[0].get("y", "0")), min(float(text.get("x", "0")) for text in texts)
    spans = _spans(curves, y - _TITLE_RISE, y + _TITLE_FALL)
    move = _move(left, low + high - left, spans, low, high)
    for text in texts:
        text.set("x", f"{float(text.get('x', '0')) + move:.2f}")


def _move(left: float, right: float, spans: Sequence[_Point], low: float, high: float) -> float:
    """The least way for what reaches from left to right to be free of all spans, between low and high; 0 if none is.

    >>> _move(40, 60, [(50, 52)], 0, 100), _move(40, 60, [(10, 90)], 0, 100)
    (-10, 0.0)
    """
    ways = [0.0, *(start - right for start, _ in spans), *(end - left for _, end in spans)]
    inside = (way for way in ways if low <= left + way and right + way <= high)
    return min(
        (way for way in inside if all(right + way <= a or b <= left + way for a, b in spans)), key=abs, default=0.0
    )


def _spans(curves: Sequence[_Curve], top: float, bottom: float) -> list[_Point]:
    """Where wires pass between two heights, with room beside them."""
    spans = []
    for curve in curves:
        heights = [y for _, y in curve]
        if max(heights) >= top and min(heights) <= bottom:
            for (x, y), (u, v) in pairwise(_on(curve, step / 8) for step in range(9)):
                if max(y, v) >= top and min(y, v) <= bottom:
                    spans.append((min(x, u) - _TITLE_ROOM, max(x, u) + _TITLE_ROOM))
    return spans


def _points(shape: ElementTree.Element) -> list[_Point]:
    numbers = [float(number) for number in _NUMBER.findall(shape.get("d") or shape.get("points") or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _curves(path: ElementTree.Element) -> list[_Curve]:
    """The cubic curves of a spline: a start and three points each."""
    points = _points(path)
    return [tuple(points[place : place + 4]) for place in range(0, len(points) - 3, 3)]


def _on(curve: _Curve, at: float) -> _Point:
    """The point of a cubic curve at a part of it."""
    back = 1 - at
    weights = back**3, 3 * back * back * at, 3 * back * at * at, at**3
    x, y = (sum(map(mul, weights, way)) for way in zip(*curve, strict=True))
    return x, y


def _width_label(path: ElementTree.Element, text: str, ink: str) -> ElementTree.Element:
    """The number of nets, beside the middle of the wire and above it."""
    curves = _curves(path)
    middle = a, b, c, d = curves[len(curves) // 2]
    x, y = _on(middle, 0.5)
    across, along = c[1] + d[1] - a[1] - b[1], c[0] + d[0] - a[0] - b[0]
    length = (across**2 + along**2) ** 0.5 or 1.0
    away = -_LABEL_GAP / length if along >= 0 else _LABEL_GAP / length
    label = ElementTree.Element(_TEXT, {
        "text-anchor": "middle", "font-family": FONT_STACK, "font-weight": "bold", "font-size": "10.00", "fill": ink,
        "x": f"{x - away * across:.2f}", "y": f"{y + away * along + 3.5:.2f}",
    })  # fmt: skip
    label.text = text
    label.tail = "\n"
    return label
