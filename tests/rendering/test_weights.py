"""The chart of an identification: what a notebook shows."""

import re

import neurocircuit as nc
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.rendering.weights import weights_chart


def test_two_inputs_have_a_plane_and_more_have_bars():
    assert "z = θ" in nc.identify("NOR")._repr_html_()
    drawn = nc.identify("a & (b | c) & ~d")._repr_html_()
    texts = re.findall("<text[^>]*>([^<]*)</text>", drawn)
    assert texts == ["[2, 1, 1, -2; 3]", "weights and threshold", "2", "a", "1", "b", "1", "c", "−2", "d", "3", "T"]


def test_a_bar_is_as_long_as_its_weight_and_hangs_where_that_is_negative():
    drawn = weights_chart(LinearForm((4, -2, 0), 1), "abc")
    bars = [
        (float(y), float(height))
        for y, height in re.findall('<rect x="[^"]*" y="([^"]*)" width="26" height="([^"]*)"', drawn)
    ]
    middle = bars[1][0]
    assert [height for _, height in bars] == [60, 30, 0, 15]
    assert bars[0][0] + bars[0][1] == bars[3][0] + bars[3][1] == middle


def test_a_function_of_no_neuron_shows_its_certificate():
    shown = nc.identify("XOR")._repr_html_()
    assert shown.startswith("<pre>patterns of a, b\n")
    assert "01, 10" in shown


def test_constants_have_a_chart():
    assert ">T</text>" in nc.identify("ONE")._repr_html_()
