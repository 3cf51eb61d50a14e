"""What Graphviz makes of the drawings: chains and pins in order, and no wire through a title."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.draw import View, drawing_of, svg_of
from neurocircuit.rendering.model import Group

SVG = "{http://www.w3.org/2000/svg}"
NESTED = (
    "adder4", "adder8", "subtractor4", "adder_subtractor4", "multiplier4x4", "min_max4", "alu4", "register4",
    "accumulator4", "river_crossing",
)  # fmt: skip


def points(element):
    numbers = list(map(float, re.findall(r"-?[\d.]+", element.get("d") or element.get("points") or "")))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def top(element):
    """Where the shape of a group begins."""
    shape = next(each for each in element.iter() if each.tag in (f"{SVG}path", f"{SVG}polygon"))
    return min(y for _, y in points(shape))


def flat(path):
    """A wire as points close to each other."""
    corners = points(path)
    for place in range(0, len(corners) - 3, 3):
        curve = corners[place : place + 4]
        for at in (step / 40 for step in range(41)):
            weights = (1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at**2, at**3
            yield tuple(sum(w * each[way] for w, each in zip(weights, curve, strict=True)) for way in (0, 1))


@pytest.fixture(params=NESTED)
def laid_out(request):
    """A drawing and the elements of its picture by their ids."""
    circuit = ready_made(request.param)
    root = ElementTree.fromstring(svg_of(circuit, View()))
    return drawing_of(circuit, View()), {each.get("id"): each for each in root.iter() if each.get("id")}, root


def test_chains_pins_and_titles(laid_out):
    drawing, found, root = laid_out
    for column in drawing.columns:
        tops = [top(found[member.id]) for member in column if isinstance(member, Group)]
        assert tops == sorted(tops)
    for group in drawing.groups():
        rows = [top(found[f"a_{pin.id}b0" if pin.split else f"a_{pin.id}"]) for pin in group.rows]
        assert all(upper < lower for upper, lower in pairwise(rows))
    # The letters of a name are nearly half as wide as high.
    titles = [text for group in root.iter(f"{SVG}g") if group.get("class") == "titles" for text in group]
    assert titles
    wires = [list(flat(found[wire.id].find(f".//{SVG}path"))) for wire in drawing.wires]
    for title in titles:
        x, y, size = (float(title.get(key)) for key in ("x", "y", "font-size"))
        wide = 0.4 * size * len(title.text)
        through = [point for wire in wires for point in wire if x < point[0] < x + wide and y - 9 < point[1] < y]
        assert not through, title.text
