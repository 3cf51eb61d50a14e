"""The crossbar: rows are nets, columns neurons, dots weights."""

import re
from math import sqrt

import pytest

import neurocircuit as nc
from neurocircuit.errors import InputError, LimitError
from neurocircuit.formats.library import names, ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.rendering.crossbar import is_dense
from neurocircuit.rendering.draw import View, drawing_of, svg_of
from neurocircuit.rendering.kinds import picture
from neurocircuit.rendering.theme import DARK, LIGHT
from tests.rendering.scenes import nasty

CROSSBAR = View(style="crossbar")


def texts(svg):
    return re.findall("<text[^>]*>([^<]*)</text>", svg)


def dots(svg):
    found = re.findall('<circle cx="([^"]*)" cy="([^"]*)" r="([^"]*)" fill="([^"]*)"><title>([^<]*)</title>', svg)
    return [(float(x), float(y), float(r), fill, words) for x, y, r, fill, words in found]


def test_each_weight_is_a_dot_of_its_size_and_sign():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([4, -1], threshold=2), ("a", "b"))})
    big, small = dots(svg_of(circuit, CROSSBAR))
    assert (big[3:], small[3:]) == ((LIGHT.positive, "4"), (LIGHT.negative, "−1"))
    assert big[2] == pytest.approx(sqrt(4) * small[2])
    assert big[0] == small[0]
    assert big[1] < small[1]
    for name in ("seven_segment", "counter4", "full_adder", "and", "alu4"):
        graph = ready_made(name).graph
        biased = sum(data["perceptron"].bias != 0 for _, data in graph.nodes(data=True) if data["perceptron"])
        assert len(dots(svg_of(ready_made(name), CROSSBAR))) == graph.number_of_edges() + biased


def test_rows_are_inputs_registers_and_the_neurons_that_are_read():
    drawn = texts(svg_of(ready_made("counter2"), CROSSBAR))
    circuit = ready_made("counter2")
    read = {source for net in circuit.graph for source in circuit.graph.nodes[net]["fanin"]}
    rows = [net for net in circuit.graph if net in read]
    assert [word for word in drawn if word in rows][: len(rows)] == rows
    for register in circuit.registers:
        assert f"→ {register}′" in drawn


def test_with_values_what_is_1_is_lit_and_sums_stand_against_thresholds():
    drawn = svg_of(ready_made("full_adder"), View({"a": 1, "b": 1, "cin": 0}, style="crossbar"))
    assert drawn.count(f'rx="6" fill="{LIGHT.firing}"') == 1
    assert texts(drawn)[:2] == ["full_adder", "a = 1, b = 1, cin = 0 → sum = 0, cout = 1"]
    assert {"2 ≥ 2", "0 &lt; 1"} <= set(texts(drawn))
    assert drawn.count(f'stroke="{LIGHT.firing_border}"') == 3
    assert DARK.background in svg_of(ready_made("full_adder"), View(style="crossbar", theme="dark"))


def test_dense_circuits_are_crossbars_by_themselves():
    dense = [name for name in names() if is_dense(drawing_of(ready_made(name), View()))]
    assert dense == ["seven_segment"]
    circuit = ready_made("seven_segment")
    assert svg_of(circuit, View()) == svg_of(circuit, CROSSBAR)
    assert svg_of(circuit, View(style="graph")) != svg_of(circuit, CROSSBAR)
    assert 'class="graph"' in svg_of(circuit, View(depth=0))


def test_what_has_no_crossbar_is_refused():
    with pytest.raises(InputError, match="a crossbar of no neurons"):
        svg_of(Circuit(["a"], ["a"], {}), CROSSBAR)
    inputs = [f"i{k}" for k in range(201)]
    wide = Circuit(inputs, ["y"], {"y": Neuron(Perceptron([1] * 201, threshold=1), tuple(inputs))})
    with pytest.raises(LimitError, match="a crossbar of 201 nets and 1 neurons"):
        svg_of(wide, CROSSBAR)
    for kind in (".dot", ".html"):
        with pytest.raises(InputError, match=r"crossbar"):
            picture(ready_made("and"), kind, CROSSBAR)
    for options in ({"cone": "y"}, {"depth": 1}):
        with pytest.raises(InputError, match="a crossbar has no cone"):
            View(style="crossbar", **options)
    with pytest.raises(InputError, match=r"unknown style 'x' \(one of graph, crossbar\)"):
        View(style="x")


def test_nasty_names_are_text_and_everything_has_room():
    drawn = svg_of(nasty(), CROSSBAR)
    assert "<script" not in drawn
    assert "\x1b" not in drawn
    width = float(re.search('viewBox="0 0 ([^ ]*) ', drawn)[1])
    assert max(x + r for x, _, r, *_ in dots(drawn)) < width


def test_a_bias_is_the_first_row_and_other_outputs_are_named():
    circuit = nc.Circuit(["a"], {"out": "n"}, {"n": Neuron(Perceptron([2], -1, 0.5), ("a",))})
    drawn = svg_of(circuit, CROSSBAR)
    assert [words for *_, words in dots(drawn)] == ["−1", "2"]
    assert texts(drawn)[1:] == ["bias", "a", "n", "Σ ≥ 0.5", "→ out"]
