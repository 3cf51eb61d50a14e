"""The learning page's pictures before its script has said anything: where patterns, wires and rows stand."""

import re
from itertools import combinations, product
from math import dist, hypot
from xml.etree import ElementTree

import pytest

from neurocircuit.rendering.lesson_pictures import FRAME, SPACES, curve, neuron, patterns


def drawn(svg, kind):
    return [each for each in ElementTree.fromstring(svg).iter() if each.get("class") == kind]


def size(svg):
    return [float(number) for number in ElementTree.fromstring(svg).get("viewBox").split()][2:]


def points(element):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", element.get("d"))]


@pytest.mark.parametrize("arity", range(9))
def test_a_neuron_has_a_wire_for_each_weight_that_ends_at_its_circle(arity):
    svg = neuron(arity)
    [body], wires = drawn(svg, "neuron"), drawn(svg, "wire")
    circle = {key: float(body[0].get(key)) for key in ("cx", "cy", "r")}
    assert len(wires) == arity + 1
    assert len(drawn(svg, "input")) == arity
    ends = []
    for level, round_it, *tips in wires:
        (_, start), (right, row) = points(level)
        assert start == row
        assert points(round_it)[0][1] == row
        assert points(round_it)[0][0] > right
        ends.append(points(round_it)[-1])
        gap = hypot(ends[-1][0] - circle["cx"], ends[-1][1] - circle["cy"]) - circle["r"]
        assert 8 < gap < 10
        assert [tip.get("class") for tip in tips] == ["tip", "tee"]
    assert all(dist(*pair) > 9 for pair in combinations(ends, 2))
    # The bias is the first weight and the last row.
    assert points(wires[0][0])[0][1] == max(points(wire[0])[0][1] for wire in wires)
    assert circle["cy"] + circle["r"] + 40 < size(svg)[1]


@pytest.mark.parametrize("arity", [2, 3])
def test_patterns_stand_in_the_frame_and_apart(arity):
    svg, names = patterns(["a", "b", "c"][:arity]), SPACES[arity]
    found = drawn(svg, "pattern")
    assert [group.get("data-row") for group in found] == [str(row) for row in range(2**arity)]
    places = [(float(group[0].get("cx")), float(group[0].get("cy"))) for group in found]
    assert places == [names.place(point) for point in product((0, 1), repeat=arity)]
    assert all(dist(*pair) > 45 for pair in combinations(places, 2))
    frame = next(iter(ElementTree.fromstring(svg)))
    left, top, width, height = (float(frame.get(key)) for key in ("x", "y", "width", "height"))
    corners = [names.place(point) for face in names.faces(names.margin) for point in face]
    assert [min(x for x, _ in corners), min(y for _, y in corners)] == pytest.approx([left, top], abs=1)
    assert max(x for x, _ in corners) == pytest.approx(left + width, abs=1)
    assert max(y for _, y in corners) == pytest.approx(top + height, abs=1)


def test_the_faces_of_a_cube_are_six_squares():
    faces = SPACES[3].faces(0)
    assert len({frozenset(face) for face in faces}) == 6
    for face in faces:
        assert all(dist(a, b) == 1 for a, b in zip(face, [*face[1:], face[0]], strict=True))


def test_other_numbers_of_inputs_have_a_bar_for_each_row():
    svg = patterns("abcd")
    bars = drawn(svg, "pattern")
    assert [bar.get("data-row") for bar in bars] == [str(row) for row in range(16)]
    lefts = [float(bar.get("x")) for bar in bars]
    assert lefts == sorted(lefts)
    assert lefts[-1] + float(bars[-1].get("width")) < size(svg)[0]


def test_names_are_text_and_short():
    svg = patterns(["</svg><script>", "an input of a long name"])
    assert "<script>" not in svg
    assert "an input of a long name" not in svg
    ElementTree.fromstring(svg)


def test_the_curve_has_its_frame():
    [axes] = drawn(curve(), "axes")
    left, right, top, base = FRAME
    assert points(axes) == [(left, top), (left, base), (right, base)]
