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
    with pytest.raises(InputError, match="three weights"):
        movement([(1, 2)], 0, NOR)


def test_a_curve_marks_the_first_epoch_without_a_mistake():
    svg = learning_curve([3, 2, 0, 1, 0], bound=12)
    assert "no mistake in epoch 3" in texts(svg)
    assert "6 in all, at most 12 possible" in texts(svg)
    assert [circle.get("fill") for circle in parts(svg, "circle")].count(LIGHT.firing) == 2


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
