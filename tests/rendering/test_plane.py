"""The plane of two inputs: where points are, where the boundary cuts, which side fires."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.rendering.plane import Plane, height_above, patterns_of
from neurocircuit.rendering.theme import LIGHT
from neurocircuit.testing import perceptrons

SMALL = st.integers(-9, 9)
AND = Perceptron([1, 1], threshold=2)


def plane(encoding="binary", size=190.0):
    return Plane(LIGHT, (10.0, 20.0), size, encoding, "key")


def elements(parts):
    return list(ElementTree.fromstring(f"<g>{''.join(parts)}</g>").iter())


def tags(parts, name, **attributes):
    return [
        element
        for element in elements(parts)
        if element.tag == name and all(element.get(key.replace("_", "-")) == value for key, value in attributes.items())
    ]


def test_patterns_count_up_the_last_fastest():
    assert patterns_of("binary") == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert patterns_of("bipolar") == [(-1, -1), (-1, 1), (1, -1), (1, 1)]


@pytest.mark.parametrize(("encoding", "ends"), [("binary", (-0.45, 1.45)), ("bipolar", (-1.9, 1.9))])
def test_the_square_reaches_beyond_its_patterns_and_its_second_axis_points_up(encoding, ends):
    made = plane(encoding)
    low, high = made.ends
    assert made.ends == pytest.approx(ends)
    assert made.place((low, low)) == pytest.approx((10, 210))
    assert made.place((high, low)) == pytest.approx((200, 210))
    assert made.place((low, high)) == pytest.approx((10, 20))
    assert made.place((low + (high - low) / 4, high)) == pytest.approx((10 + 190 / 4, 20))


def test_the_height_is_the_sum_less_the_threshold():
    perceptron = Perceptron([2, -3], 5, 4)
    assert [height_above(perceptron, point) for point in ((0, 0), (1, 0), (0, 1), (0.5, 0.5))] == [1, 3, -2, 0.5]


@given(perceptrons(arity=2, numbers=SMALL))
def test_the_boundary_lies_where_the_sum_is_the_threshold_and_inside_the_square(perceptron):
    made = plane(perceptron.encoding)
    edge, firing = made.cut(perceptron)
    low, high = made.ends
    for point in edge:
        assert height_above(perceptron, point) == pytest.approx(0, abs=1e-9)
        assert all(low - 1e-9 <= value <= high + 1e-9 for value in point)
        # It enters and leaves through a side.
        assert any(value == pytest.approx(end) for value in point for end in (low, high))
    for point in firing:
        assert height_above(perceptron, point) >= -1e-9
    corners = [(x, y) for x in (low, high) for y in (low, high)]
    assert {corner for corner in corners if height_above(perceptron, corner) >= 0} <= set(firing)
    assert set(edge) <= set(firing)


@given(perceptrons(arity=2, numbers=SMALL))
def test_a_line_crosses_the_square_where_corners_differ(perceptron):
    made = plane(perceptron.encoding)
    low, high = made.ends
    heights = [height_above(perceptron, (x, y)) for x in (low, high) for y in (low, high)]
    edge, firing = made.cut(perceptron)
    assert bool(firing) == (max(heights) >= 0)
    if min(heights) < 0 < max(heights):
        assert len(edge) == 2


@pytest.mark.parametrize(
    "perceptron",
    [Perceptron([1, 1], threshold=1), Perceptron([1, -1], threshold=0), Perceptron([1, 1], 0, 0, "bipolar")],
)
def test_a_boundary_from_corner_to_corner_is_drawn(perceptron):
    made = plane(perceptron.encoding)
    [line] = tags(made.ground(perceptron, (), 3), "path", stroke=LIGHT.firing_border)
    ends = [[float(number) for number in end.split()] for end in line.get("d").removeprefix("M").split("L")]
    (left, top), (right, bottom) = sorted(ends)
    assert {round(left), round(right)} == {10, 200}
    assert {round(top), round(bottom)} == {20, 210}


def test_the_area_that_fires_is_drawn_only_where_there_is_one():
    never = Perceptron([1, 1], threshold=9)
    assert len(tags(plane().ground(AND, (), 3), "polygon")) == 1
    assert not tags(plane().ground(never, (), 3), "polygon")
    assert not tags(plane().ground(never, (), 3), "path", stroke=LIGHT.firing_border)
    [line] = tags(plane().ground(AND, (), 3), "path", stroke=LIGHT.firing_border)
    assert line.get("stroke-width") == "3"


def test_older_boundaries_are_fainter_and_only_those_that_cross_the_square():
    ghosts = [Perceptron([1, 0.5], threshold=1), Perceptron([1, 1], threshold=99), Perceptron([1, 2], threshold=1)]
    found = tags(plane().ground(AND, ghosts, 3), "path", stroke=LIGHT.idle)
    assert [float(path.get("opacity")) for path in found] == pytest.approx([0.3 + 0.5 / 3, 0.8], abs=0.01)


def test_everything_inside_is_clipped_to_the_square():
    made = list(plane().ground(AND, (), 3))
    [clip] = tags(made, "clipPath", id="key")
    assert clip[0].attrib | {"x": "10", "y": "20", "width": "190", "height": "190"} == clip[0].attrib
    assert tags(made, "g", clip_path="url(#key)")
    assert tags(plane().distances(AND), "g", clip_path="url(#key)")


def test_a_distance_meets_the_boundary_at_right_angles_in_the_colour_of_its_side():
    made = plane()
    paths = tags(made.distances(Perceptron([3, 4], threshold=6)), "path")
    assert [path.get("stroke") for path in paths] == [
        LIGHT.negative, LIGHT.negative, LIGHT.negative, LIGHT.positive,
    ]  # fmt: skip
    # (1, 1) is 1 above: 1/25 of (3, 4) away from its foot.
    ends = paths[3].get("d").removeprefix("M").split("L")
    start, foot = ([float(number) for number in end.split()] for end in ends)
    assert start == pytest.approx(made.place((1, 1)), abs=0.01)
    assert foot == pytest.approx(made.place((1 - 3 / 25, 1 - 4 / 25)), abs=0.01)


def test_a_neuron_that_ignores_its_inputs_has_no_distances():
    assert not tags(plane().distances(Perceptron([0, 0], threshold=1)), "path")
    assert len(tags(plane().distances(Perceptron([0, 1], threshold=1)), "path")) == 4


def test_patterns_are_where_they_belong_with_what_is_wanted():
    made = plane()
    parts = list(made.patterns(AND, [0, 1, 0, 1], 12.0, margins=True))
    dots = tags(parts, "circle", r="12")
    assert [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots] == [
        pytest.approx(made.place(pattern), abs=0.01) for pattern in patterns_of("binary")
    ]
    assert [dot.get("fill") for dot in dots] == [LIGHT.neuron, LIGHT.firing, LIGHT.neuron, LIGHT.firing]
    [ring] = tags(parts, "circle", fill="none")
    assert (ring.get("cx"), ring.get("cy"), ring.get("r")) == (dots[1].get("cx"), dots[1].get("cy"), "16.5")
    assert [element.text for element in tags(parts, "text")] == ["0", "−2", "1", "−1", "0", "−1", "1", "+0"]
    assert [element.text for element in tags(made.patterns(AND, [0, 0, 0, 1], 8.0, False), "text")] == list("0001")


def test_margins_stand_away_from_the_middle_and_a_negative_one_has_a_halo():
    parts = list(plane().patterns(AND, [0, 0, 0, 1], 12.0, margins=True))
    dots, words = tags(parts, "circle", r="12"), tags(parts, "text", font_size="13")
    margins = [word for word in words if word.text[0] in "+−"]
    above = [float(word.get("y")) < float(dot.get("cy")) for word, dot in zip(margins, dots, strict=True)]
    assert above == [False, True, False, True]
    assert [word.get("stroke") for word in margins] == [*3 * [LIGHT.cluster1], None]
    assert [word.get("fill") for word in margins] == [*3 * [LIGHT.negative], LIGHT.positive]
    assert {word.get("font-weight") for word in tags(parts, "text")} == {"bold"}


def test_the_axes_carry_the_values_and_clipped_names():
    parts = list(plane("bipolar").axes(["a" * 40, "b" * 40]))
    shown = [element.text for element in tags(parts, "text")]
    assert shown[:4] == ["−1", "−1", "1", "1"]
    assert [len(name) for name in shown[4:]] == [28, 10]
    assert [element.get("text-anchor") for element in tags(parts, "text")][4:] == ["middle", "end"]
