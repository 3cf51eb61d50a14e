"""Plots: plain data in, SVG text out."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from neurocircuit.errors import InputError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.rendering.plots import Lane, boundary, learning_curve, movement, traced, waveform
from neurocircuit.rendering.theme import DARK, LIGHT
from neurocircuit.simulation.trace import trace

SVG = "{http://www.w3.org/2000/svg}"
AND = Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)
NOR = (1, 0, 0, 0)
#: The perceptron rule on NOR, rate 0.1, threshold 0.5: the weights at the start and after each epoch.
STEPS = [(0.4, 0.7, -0.2), (0.3, 0.5, -0.3), (0.4, 0, -0.3), (0.5, -0.1, -0.3)]


def parts(svg, tag):
    return list(ElementTree.fromstring(svg).iter(f"{SVG}{tag}"))


def texts(svg):
    return [text.text for text in parts(svg, "text")]


def rings(svg, theme=LIGHT):
    return [
        circle for circle in parts(svg, "circle") if circle.get("stroke") == theme.negative and circle.get("r") != "6"
    ]


def test_a_boundary_shows_the_margin_of_each_pattern():
    svg = boundary(AND, title="AND")
    assert {"AND", "fires when −0.5 + 0.6·x1 + 0.6·x2 ≥ 0.5", "−1", "−0.4", "+0.2"} <= set(texts(svg))
    assert texts(svg).count("−0.4") == 2
    assert not rings(svg)


def test_the_line_under_a_boundary_is_its_rule():
    long = boundary(AND, names=("a" * 40, "b"))
    assert [text for text in texts(long) if text.startswith("fires when") and "…" in text]


def test_wrong_patterns_are_ringed():
    svg = boundary(AND, wanted=(0, 1, 0, 1))
    [ring] = rings(svg)
    patterns = [circle for circle in parts(svg, "circle") if circle.get("r") == "12"]
    wrong = patterns[1]
    assert (ring.get("cx"), ring.get("cy")) == (wrong.get("cx"), wrong.get("cy"))
    # (0, 1): left, and above the two below.
    assert float(wrong.get("cx")) < float(patterns[2].get("cx"))
    assert float(wrong.get("cy")) < float(patterns[2].get("cy"))


def test_a_pattern_on_the_boundary_fires_exactly():
    on_it = Perceptron([Fraction(1, 10), Fraction(7, 10)], threshold=Fraction(8, 10))
    assert not rings(boundary(on_it, wanted=(0, 0, 0, 1)))
    assert len(rings(boundary(on_it, wanted=(0, 0, 0, 0)))) == 1


def test_bipolar_axes_run_from_minus_one():
    shown = texts(boundary(Perceptron([1, 1], -1, 0, "bipolar"), names=("a", "b")))
    assert {"a", "b", "−1", "1", "−3"} <= set(shown)


def test_a_neuron_that_ignores_its_inputs_has_no_boundary_line():
    svg = boundary(Perceptron([0, 0], threshold=0))
    assert not [path for path in parts(svg, "path") if path.get("stroke-width") == "3" and "L" not in path.get("d", "")]
    assert len(parts(svg, "polygon")) == 1


def test_only_two_inputs_make_a_plane():
    with pytest.raises(InputError, match="a boundary of 3 inputs has no plane"):
        boundary(Perceptron([1, 1, 1], threshold=2))
    with pytest.raises(InputError, match="3 wanted outputs"):
        boundary(AND, wanted=(0, 0, 1))


def test_one_input_is_said_in_the_singular():
    with pytest.raises(InputError, match="a boundary of 1 input has no plane"):
        boundary(Perceptron([1], threshold=1))


def test_movement_has_a_panel_an_epoch_and_ghosts_of_the_last_ones():
    svg = movement(STEPS, 0.5, NOR)
    shown = texts(svg)
    assert [text for text in shown if text in ("start", "all right") or text.startswith("after")] == [
        "start", "after epoch 1", "after epoch 2", "after epoch 3", "all right",
    ]  # fmt: skip
    assert "w = 0.5, −0.1, −0.3" in shown
    ghosts = [path for path in parts(svg, "path") if path.get("stroke-dasharray") == "4 4" and path.get("opacity")]
    assert len(ghosts) == 0 + 1 + 2 + 3
    assert len(rings(svg)) == 3 + 3 + 1 + 0


def test_a_long_movement_shows_its_beginning_and_its_end():
    steps = [(Fraction(1), Fraction(-1), Fraction(epoch, 100)) for epoch in range(100)]
    shown = [text for text in texts(movement(steps, 0, NOR)) if text.startswith(("start", "after"))]
    assert len(shown) == 15
    assert (shown[0], shown[-1]) == ("start", "after epoch 99")


def test_movement_wants_three_weights():
    for steps in ([(1, 2)], [], [(1, 2, 3), (1, 2, 3, 4)]):
        with pytest.raises(InputError, match="three weights"):
            movement(steps, 0, NOR)


def test_a_curve_marks_the_first_epoch_without_a_mistake():
    svg = learning_curve([3, 2, 0, 1, 0], bound=12)
    assert "no mistake in epoch 3" in texts(svg)
    assert "6 in all, at most 12 possible" in texts(svg)
    assert [circle.get("fill") for circle in parts(svg, "circle")].count(LIGHT.firing) == 2


@pytest.mark.parametrize(("epochs", "markers", "ticks"), [(20, 20, 20), (21, 21, 20), (60, 60, 20), (61, 0, 20)])
def test_up_to_sixty_epochs_have_a_marker_and_twenty_a_number(epochs, markers, ticks):
    svg = learning_curve([2] * epochs)
    assert len(parts(svg, "circle")) == markers
    below = [text.text for text in parts(svg, "text") if text.get("y") == "283"]
    assert (len(below), below[0], below[-1]) == (ticks, "1", str(epochs))


@pytest.mark.parametrize(("most", "shown"), [(8, 9), (9, 5), (16, 9), (17, 6)])
def test_the_scale_of_a_curve_has_nine_lines_at_most(most, shown):
    lines = [path for path in parts(learning_curve([most, 0]), "path") if path.get("fill") != "none"]
    assert len(lines) == shown
    assert [line.get("stroke-width") for line in lines] == ["1.4", *(shown - 1) * ["0.7"]]


def test_a_curve_runs_from_its_greatest_number_to_zero():
    [curve] = [path for path in parts(learning_curve([4, 2, 0, 4]), "path") if path.get("fill") == "none"]
    points = [tuple(map(float, point.split())) for point in curve.get("d").removeprefix("M").split("L")]
    assert points == [(60 + 490 * part / 8, 92 + height) for part, height in ((1, 0), (3, 85), (5, 170), (7, 0))]


@pytest.mark.parametrize(("mistakes", "anchor"), [([1, 0, 1, 1], "start"), ([1, 1, 1, 0], "end"), ([1, 0, 1], "start")])
def test_the_first_epoch_without_a_mistake_is_told_where_there_is_room(mistakes, anchor):
    [told] = [text for text in parts(learning_curve(mistakes), "text") if text.text.startswith("no mistake")]
    assert told.get("text-anchor") == anchor
    [point, *_] = [circle for circle in parts(learning_curve(mistakes), "circle") if circle.get("fill") == LIGHT.firing]
    right = float(told.get("x")) > float(point.get("cx"))
    assert right == (anchor == "start")


def test_panels_stand_five_in_a_row():
    for amount, columns in ((4, 4), (5, 5), (6, 5), (15, 5)):
        svg = movement([(1, -1, place) for place in range(amount)], 0, NOR)
        titles = [text for text in parts(svg, "text") if text.text.startswith(("start", "after"))]
        places = [(float(text.get("x")), float(text.get("y"))) for text in titles]
        assert places == [(26 + 194 * (k % columns), 91 + 234 * (k // columns)) for k in range(amount)]
        root = ElementTree.fromstring(svg)
        assert float(root.get("width")) == 2 * 26 + columns * 194 - 22
        assert float(root.get("height")) == 78 + -(-amount // columns) * 234 + 24
    # One panel alone has room for the legend.
    assert float(ElementTree.fromstring(movement([(1, 1, 1)], 0, NOR)).get("width")) == 2 * 26 + 3 * 194 - 22


def test_fifteen_panels_are_all_shown_and_of_sixteen_the_ends_are():
    def epochs(amount):
        shown = texts(movement([(1, -1, place) for place in range(amount)], 0, NOR))
        return [text for text in shown if text.startswith("after")]

    assert epochs(15) == [f"after epoch {place}" for place in range(1, 15)]
    assert (len(epochs(16)), epochs(16)[-1]) == (14, "after epoch 15")


def test_a_legend_names_what_is_drawn_and_leaves_room_for_its_words():
    svg = movement(STEPS, 0.5, NOR)
    words = [text for text in parts(svg, "text") if text.text in ("boundary z = θ", "before", "fires", "wrong")]
    places = [float(text.get("x")) for text in words]
    assert places[0] == 26 + 23
    for text, place, following in zip(words, places, places[1:], strict=False):
        assert following - place == pytest.approx(45 + 6.6 * len(text.text), abs=0.02)


def test_a_curve_of_many_epochs_stays_readable():
    svg = learning_curve([100] * 500)
    assert len(texts(svg)) < 60
    assert not parts(svg, "circle")
    with pytest.raises(InputError, match="no epochs"):
        learning_curve([])


def test_waveforms_join_equal_numbers_of_a_bus():
    svg = waveform([Lane("en", [1, 0, 0]), Lane("q[1:0]", [2, 2, 3], is_bus=True)], theme="dark")
    lozenges = [path for path in parts(svg, "path") if path.get("fill") == DARK.register]
    assert len(lozenges) == 2
    assert texts(svg)[-3:] == ["q[1:0]", "2", "3"]
    with pytest.raises(InputError, match="equally many cycles"):
        waveform([Lane("a", [1]), Lane("b", [1, 0])])
    for nothing in ([], [Lane("a", [])]):
        with pytest.raises(InputError, match="equally many cycles"):
            waveform(nothing)


def test_a_waveform_is_as_wide_as_its_cycles_names_and_numbers_need():
    def size(*lanes):
        root = ElementTree.fromstring(waveform(lanes))
        return float(root.get("width")), float(root.get("height"))

    assert size(Lane("a", [1, 0, 1])) == (96 + 3 * 38 + 30, 92 + 34 + 22)
    assert size(Lane("a", [1]), Lane("b", [0])) == (96 + 38 + 30, 92 + 2 * 34 + 22)
    assert size(Lane("n" * 10, [1])) == (40 + 78 + 38 + 30, 92 + 34 + 22)
    assert size(Lane("a", [10**9], is_bus=True)) == (96 + 95 + 30, 92 + 34 + 22)
    assert size(Lane("a", [10**9])) == (96 + 38 + 30, 92 + 34 + 22)


def test_a_truth_value_is_a_line_high_where_it_is_one():
    svg = waveform([Lane("a", [0, 1, -1])])
    [line] = [path for path in parts(svg, "path") if path.get("fill") == "none"]
    assert line.get("d") == "M96 117L134 117L134 96L172 96L172 117L210 117"
    [shade] = [rect for rect in parts(svg, "rect") if rect.get("fill") == LIGHT.firing]
    assert [shade.get(key) for key in ("x", "y", "width", "height")] == ["134", "96", "38", "21"]


def test_a_lozenge_lasts_as_long_as_its_number():
    svg = waveform([Lane("a", [3, 3, 1], is_bus=True)])
    found = [path.get("d") for path in parts(svg, "path") if path.get("fill") == LIGHT.register]
    assert found == [
        "M96 106.5L100 96L168 96L172 106.5L168 117L100 117L96 106.5",
        "M172 106.5L176 96L206 96L210 106.5L206 117L176 117L172 106.5",
    ]
    numbers = [text for text in parts(svg, "text") if text.get("fill") == LIGHT.register_ink]
    assert [(text.text, text.get("x")) for text in numbers] == [("3", "134"), ("1", "191")]


def test_of_several_runs_the_first_is_shown():
    counter = ready_made("counter2")
    en, q, _ = traced(counter, trace(counter, {"en": [[1, 1, 0], [0, 0, 0]]}))
    assert (en.values, q.values) == ([1, 1, 0], [0, 1, 2])


def test_a_clocked_trace_makes_rows():
    counter = ready_made("counter2")
    rows = traced(counter, trace(counter, {"en": [1, 1, 0, 1]}))
    assert rows == [Lane("en", [1, 1, 0, 1]), Lane("q", [0, 1, 2, 2], is_bus=True), Lane("carry", [0, 0, 0, 0])]
    with pytest.raises(InputError, match="no waveform"):
        traced(ready_made("and"), trace(ready_made("and"), {"a": 1, "b": 1}))


def test_texts_are_escaped():
    svg = waveform([Lane("<script>", [1])], title="</svg><script>\x1b", note="&amp;")
    assert not parts(svg, "script")
    assert {"<script>", "</svg><script>\\x1b", "&amp;"} <= set(texts(svg))
