"""Asking for pictures: kinds of files, views, limits, and names that would do harm."""

import re
import struct
import zlib
from xml.etree import ElementTree

import pytest

import neurocircuit as nc
from neurocircuit.errors import InputError, LimitError
from neurocircuit.formats.library import ready_made
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.rendering.dot import lay_out
from neurocircuit.rendering.draw import View, dot_of, drawing_of, svg_of
from neurocircuit.rendering.kinds import picture
from tests.rendering.scenes import NASTY, adder, ladder, nasty
from tests.samples import gate

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_notebooks_show_circuits_and_perceptrons():
    assert "full_adder" in texts(ready_made("full_adder")._repr_svg_())
    assert {"x1", "x2", " = 0.6"} <= set(texts(nc.Perceptron([0.6, -0.3], -0.5, 0.5)._repr_svg_()))
    assert texts(nc.Perceptron([1] * 9, threshold=5)._repr_svg_())[0] == "perceptron"


# -- views ----------------------------------------------------------------------------------------------------------


def test_values_show_the_sum_against_the_threshold():
    shown = texts(svg_of(ready_made("full_adder"), View({"a": 1, "b": 1, "cin": 0})))
    assert "2 ≥ 2" in shown
    assert "0 < 1" in shown
    assert "a = 1, b = 1, cin = 0 → sum = 0, cout = 1" in shown


def test_a_bipolar_circuit_shows_minus_one():
    shown = texts(svg_of(ready_made("xor_bipolar"), View({"a": 1, "b": -1})))
    assert shown.count(" = −1") == 1
    assert "a = 1, b = −1 → y = 1" in shown


def test_a_lit_picture_needs_all_inputs():
    with pytest.raises(InputError, match="no value for input b"):
        svg_of(ready_made("and"), View({"a": 1}))
    with pytest.raises(InputError, match="unknown input 'c'"):
        svg_of(ready_made("and"), View({"a": 1, "b": 1, "c": 1}))


def test_a_small_circuit_is_open_and_a_large_one_closed_by_itself():
    assert not list(drawing_of(adder(16), View()).parts())
    closed = drawing_of(adder(100), View())
    assert len(list(closed.parts())) == 100
    assert not list(closed.cards())
    assert "closed" in closed.note


def test_a_large_circuit_without_instances_is_drawn_by_levels():
    drawing = drawing_of(ladder(400), View())
    assert {part.name.split()[0] for part in drawing.parts()} == {"levels"}


def test_a_picture_by_levels_can_be_lit():
    circuit = ladder(400)
    shown = texts(svg_of(circuit, View(dict.fromkeys(circuit.inputs, 1))))
    assert [text for text in shown if text.endswith(" fire")]
    assert shown.count(" = 1") + shown.count(" = 0") == 8


@pytest.mark.parametrize("registers", [3, 40])
def test_registers_of_a_picture_by_levels_are_cut_open(registers):
    circuit = ladder(400)
    state = {f"q[{place}]": Register(f"g{place}") for place in range(registers)}
    shown = texts(svg_of(circuit.replace(nodes={**circuit.nodes, **state}, outputs={"y": "q[0]"}), View()))
    assert shown.count(f"q[{registers - 1}:0]") == 2
    assert {"next", "register"} <= {text.strip() for text in shown}


def test_a_title_and_a_note_of_one_s_own_take_the_place_of_the_circuit_s():
    own = drawing_of(ready_made("and"), View(title="my_gate", note="by hand"))
    assert (own.title, own.note) == ("my_gate", "by hand")
    assert drawing_of(ready_made("and"), View(title="", note="")).note == ""


def test_a_lit_note_that_is_too_long_tells_the_inputs_alone():
    def note(width):
        names = [f"input_number_{place}" for place in range(width)]
        circuit = nc.Circuit(
            names, names[:2], {name + "n": Neuron(nc.Perceptron([1], threshold=1), (name,)) for name in names}
        )
        shown = texts(svg_of(circuit, View(dict.fromkeys(names, 1))))
        return next(text for text in shown if text.startswith("input_number_0 = "))

    assert note(2).count("→") == 1
    assert note(3).count("→") == 0


def test_depth_decides_what_is_open():
    circuit = ready_made("accumulator4")
    assert [part.name for part in drawing_of(circuit, View(depth=0)).parts()] == ["add", "store"]
    assert [group.name for group in drawing_of(circuit, View(depth=1)).groups()] == ["add", "store"]
    assert not list(drawing_of(circuit, View(depth=2)).parts())


def test_too_much_to_lay_out_is_refused_with_the_way_out():
    with pytest.raises(LimitError, match=r"a picture of 3,100 neurons.*--cone"):
        drawing_of(ladder(3100), View(depth=0))


def test_a_cone_is_what_drives_a_net():
    drawing = drawing_of(ready_made("adder8"), View(cone="s[2]", levels=2))
    assert {card.net for card in drawing.cards()} == {"fa2.sum", "fa2.cout", "fa1.cout"}
    assert {(block.kind, block.name) for block in drawing.sources} == {
        ("input", "a[2]"), ("input", "b[2]"), ("input", "a[1]"), ("input", "b[1]"), ("cut", "fa0.cout"),
    }  # fmt: skip
    assert drawing.note == "3 neurons in 2 levels; dashed where it was cut"


def test_a_cone_of_a_bus_holds_what_drives_any_of_its_bits():
    drawing = drawing_of(adder(4), View(cone="s", levels=1))
    assert drawing.title == "adder4: what drives s"
    assert [[bit.name for bit in block.bits] for block in drawing.sinks] == [["s[3]", "s[2]", "s[1]", "s[0]"]]
    assert [card.name for card in drawing.cards()] == [f"fa{place}.sum" for place in range(4)]


def test_the_cone_of_an_output_is_not_that_of_the_net_that_it_hides():
    nodes = {"n": gate("AND", "a", "b"), "s[0]": gate("OR", "a", "b")}
    drawing = drawing_of(Circuit(["a", "b"], {"s[1]": "n", "s[0]": "n"}, nodes), View(cone="s[0]"))
    assert [card.net for card in drawing.cards()] == ["n"]


def test_a_whole_cone_goes_back_to_the_inputs():
    drawing = drawing_of(ready_made("adder4"), View(cone="fa1.sum"))
    assert {card.net for card in drawing.cards()} == {"fa0.cout", "fa1.cout", "fa1.sum"}
    assert not [block for block in drawing.sources if block.kind == "cut"]


def test_a_cone_may_hold_neurons_of_several_encodings():
    circuit = nc.Circuit(["a", "b"], {"y": "n"}, {
        "x": Instance(ready_made("xor_bipolar"), ("a", "b")),
        "n": Neuron(nc.Perceptron([-1], threshold=0), ("x",)),
    })  # fmt: skip
    drawing = drawing_of(circuit, View(cone="y"))
    assert [card.perceptron.encoding for card in drawing.cards()] == ["bipolar", "bipolar", "binary"]


def test_a_lit_cone_keeps_the_values_of_the_whole():
    source = dot_of(ready_made("adder4"), View({"a": 3, "b": 1, "cin": 0}, cone="s[2]", levels=1))
    assert source.count('class="neuron on"') == 1


def test_a_cone_of_no_levels_is_the_net_alone():
    drawing = drawing_of(ready_made("adder4"), View(cone="cout", levels=0))
    assert not list(drawing.cards())


def test_a_cone_of_an_unknown_net_is_an_error():
    with pytest.raises(InputError, match="unknown net 'nope'"):
        drawing_of(ready_made("and"), View(cone="nope"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"theme": "pink"}, "unknown theme 'pink'"),
        ({"depth": -1}, "depth -1 is negative"),
        ({"levels": 2}, "levels without a cone"),
        ({"cone": "y", "depth": 1}, "a cone has no instances"),
    ],
)
def test_views_that_mean_nothing(options, message):
    with pytest.raises(InputError, match=message):
        View(**options)


# -- harm -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"depth": 0}, {"theme": "dark", "lit": True}])
def test_nasty_names_are_text_and_nothing_else(options):
    circuit = nasty()
    values = dict.fromkeys(circuit.inputs, 1) if options.pop("lit", False) else None
    svg = svg_of(circuit, View(values, **options))
    root = ElementTree.fromstring(svg)
    allowed = {"svg", "g", "a", "title", "metadata", "text", "path", "polygon", "ellipse", "polyline"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    shown = texts(svg)
    assert [name for name in NASTY if name not in shown] == []
    assert "\x1b" not in svg
    assert "\u202e" not in svg


def test_nasty_names_end_no_string_in_dot():
    source = dot_of(nasty(), View())
    assert "<script" not in source.replace("&lt;", "")
    assert lay_out(source, "svg")


def test_nasty_names_survive_a_png():
    data = picture(nasty(), ".png", View())
    width, height = struct.unpack(">II", data[16:24])
    assert width > 100
    assert height > 100
    assert data[-8:-4] == b"IEND"
    assert struct.unpack(">I", data[-4:])[0] == zlib.crc32(b"IEND")


def test_a_circuit_of_nothing_is_a_picture():
    assert texts(svg_of(nc.Circuit([], {}, {}), View()))[0] == "circuit"


@pytest.mark.parametrize(
    ("name", "weight", "inches"),
    [("y", 1, (1, 1)), ("majority", 1, (1, 1)), ("is_palindrome", 1, (1.2, 1.8)), ("y", 10**12, (1.2, 1.8))],
)
def test_a_circle_grows_with_its_name_and_its_sum(name, weight, inches):
    circuit = nc.Circuit(["a"], [name], {name: Neuron(nc.Perceptron([weight], threshold=1), ("a",))})
    source = dot_of(circuit, View({"a": 1}))
    width = re.search(r"shape=circle style=filled[^\]]* width=([\d.]+)", source)
    assert inches[0] <= float(width[1]) <= inches[1]


def test_long_names_are_clipped_in_the_picture_and_kept_in_the_tooltip():
    name = "x" * 200
    svg = svg_of(nc.Circuit([name], {"y": name}, {}), View())
    assert max(map(len, texts(svg))) <= 28
    assert f"input {name}" in svg
