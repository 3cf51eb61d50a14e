"""The labels of Graphviz: what a cell says, what shines, and that a user's text is only text."""

import re
from xml.etree import ElementTree

import pytest

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.rendering.lighting import Lighting
from neurocircuit.rendering.model import Block, Card, DrawnBit, Part, Pin, Row
from neurocircuit.rendering.shapes import Shapes, font, literal, name_of
from neurocircuit.rendering.theme import LIGHT
from tests.rendering.scenes import NASTY

DARK_ROOM = Shapes(LIGHT)
ROOM = Shapes(LIGHT, room=True)


def lit(sums=None, low=0, **values):
    return Shapes(LIGHT, Lighting({net: bool(bit) for net, bit in values.items()}, sums or {}, low))


def tree(label):
    """The markup of a label without its outer brackets."""
    assert (label[0], label[-1]) == ("<", ">")
    return ElementTree.fromstring(f"<label>{label[1:-1]}</label>")


def words(label):
    return "|".join(" ".join(text.split()) for text in tree(label).itertext() if text.strip())


def cells(label, **attributes):
    return [
        cell
        for cell in tree(label).iter()
        if attributes and all(cell.get(key.replace("_", "-")) == value for key, value in attributes.items())
    ]


def scalar(kind="input", name="a"):
    return Block("n1", kind, name, (DrawnBit(name, name, "b0"),), False, "")


def bus(kind="input", width=3):
    bits = tuple(DrawnBit(f"a[{width - 1 - place}]", f"a{width - 1 - place}", f"b{place}") for place in range(width))
    return Block("n1", kind, f"a[{width - 1}:0]", bits, True, "")


def card(weights=(2, -1), bias=0, threshold=1, name="y", gate="", rows=None, encoding="binary"):
    perceptron = Perceptron(weights, bias, threshold, encoding)
    nets = tuple(f"x{place}" for place in range(len(weights)))
    single = tuple(Row(f"i{place}", (net,), (w,)) for place, (net, w) in enumerate(zip(nets, weights, strict=True)))
    return Card("n2", "y", name, gate, perceptron, nets, "", single if rows is None else rows)


# -- text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_a_name_is_text_in_markup_and_has_no_escape_of_graphviz(text):
    shown = literal(text)
    assert ElementTree.fromstring(f"<b>{shown}</b>").text == text.replace("\\", "\\\\")
    assert not re.search(r"(?<!\\)(\\\\)*\\(?!\\)", shown)


def test_a_run_has_the_attributes_that_were_asked_for():
    assert font("a") == "<font>a</font>"
    assert font("a", 13.5, "#123456", bold=True) == '<font point-size="13.5" color="#123456"><b>a</b></font>'
    assert font("a", 10.0) == '<font point-size="10">a</font>'


def test_names_are_clipped_to_28_characters():
    assert name_of("x" * 28) == "x" * 28
    assert len(name_of("x" * 29)) == 28
    assert len(name_of("x" * 29, 16)) == 16


# -- values ------------------------------------------------------------------------------------------------


def test_nothing_is_known_without_a_lighting():
    assert not DARK_ROOM.on(["a"])
    assert DARK_ROOM.value(["a"], False, 0) == ""


def test_any_net_that_is_one_shines():
    shapes = lit(a=0, b=1)
    assert shapes.on(["a", "b"])
    assert not shapes.on(["a"])
    assert not shapes.on(["unknown"])
    assert not shapes.on([])


@pytest.mark.parametrize(
    ("nets", "is_bus", "low", "shown"),
    [
        (["a"], False, 0, "= 1"),
        (["b"], False, 0, "= 0"),
        (["b"], False, -1, "= −1"),
        (["a", "b", "b"], True, -1, "= 4"),
    ],
)
def test_a_value_is_shown_in_its_encoding_and_a_bus_as_a_number(nets, is_bus, low, shown):
    assert words(f"<{lit(low=low, a=1, b=0).value(nets, is_bus, low)}>") == shown


def test_room_is_left_for_the_widest_value():
    assert words(f"<{ROOM.value(['a'], False, 0)}>") == "= 1"
    assert words(f"<{ROOM.value(['a'], False, -1)}>") == "= −1"
    assert words(f"<{ROOM.value(['a', 'b', 'c'], True, 0)}>") == "= 7"
    assert ROOM.value([], True, 0) == ""


def test_a_rule_compares_the_sum_with_the_threshold():
    assert DARK_ROOM.rule(card(threshold=-3)) == "Σ ≥ −3"
    assert lit({"y": 2}, y=1).rule(card()) == "2 ≥ 1"
    assert lit({"y": -1}, y=0).rule(card()) == "−1 &lt; 1"


def test_a_rule_has_room_for_every_sum():
    made = card((100, -2000), bias=5, threshold=10)
    # Binary: from -1995 to 105; bipolar: from -2095 to 2105.
    assert ROOM.rule_width(made) == int(5.6 * (len("-1995") + 3 + 2))
    assert ROOM.rule_width(card((1000, 1), bias=0, threshold=1, encoding="bipolar")) == int(
        5.6 * (len("-1001") + 3 + 1)
    )
    assert ROOM.rule_width(card((1000, 1), bias=0, threshold=1)) == int(5.6 * (4 + 3 + 1))
    assert DARK_ROOM.rule_width(made) == int(5.6 * (1 + 3 + 2))
    assert lit({"y": -1995}).rule_width(made) == int(5.6 * (5 + 3 + 2))


def test_a_circle_is_wide_enough_for_its_rule_and_its_name():
    assert DARK_ROOM.diameter(card()) == 72
    assert lit({"y": 10**12}).diameter(card()) == int(5.6 * (13 + 3 + 1)) + 8
    assert DARK_ROOM.diameter(card(name="W" * 14)) == 8 + 11 * 14
    assert DARK_ROOM.diameter(card(name="W" * 99)) == 8 + 11 * 14
    assert DARK_ROOM.diameter(card(name="i" * 14)) == 8 + 7 * 14


# -- blocks ------------------------------------------------------------------------------------------------


def test_a_tag_is_a_name_and_its_value():
    assert words(DARK_ROOM.tag(scalar(), 0)) == "a"
    assert words(lit(a=1).tag(scalar(), 0)) == "a|= 1"
    assert words(lit(a2=1, a1=0, a0=1).tag(bus(), 0)) == "a[2:0]|= 5"


def test_a_bus_is_a_row_a_bit_and_what_is_one_shines():
    label = lit(a2=1, a1=0, a0=1).block(bus("output"), -1)
    # Bits of a bus are 0 and 1 in every encoding.
    assert words(label) == "a[2:0]|= 5|a[2]|= 1|a[1]|= 0|a[0]|= 1"
    assert [cell.get("port") for cell in tree(label).iter("td") if cell.get("port")] == ["bus", "b0", "b1", "b2"]
    assert [cell.get("bgcolor") for cell in cells(label, cellborder="0")] == [
        LIGHT.output, LIGHT.firing, LIGHT.output, LIGHT.firing,
    ]  # fmt: skip
    assert [cell.get("id") for cell in tree(label).iter("table") if cell.get("id")] == ["n1b0", "n1b1", "n1b2"]
    assert [cell.get("color") for cell in cells(label, cellborder="0")] == [
        LIGHT.output_border, LIGHT.firing_border, LIGHT.output, LIGHT.firing_border,
    ]  # fmt: skip


def test_the_pins_of_a_bus_shine_without_values():
    label = lit(a2=1, a1=0, a0=0).pin(bus("pin"))
    assert words(label) == "a[2:0]|a[2]|a[1]|a[0]"
    inner = [cell for cell in tree(label).iter("table") if cell.get("id")]
    assert [cell.get("bgcolor") for cell in inner] == [LIGHT.firing, LIGHT.background, LIGHT.background]


def test_the_pins_of_an_instance_are_a_table_with_ports_of_their_own():
    single, whole, split = scalar("pin", "b"), bus("pin"), bus("pin")
    single.id, whole.id, split.id, split.split = "n7", "n8", "n9", True
    label = lit(b=1, a2=0, a1=1, a0=0).pins([single, whole, split])
    assert words(label) == "b|a[2:0]|a[2:0]|a[2]|a[1]|a[0]"
    ports = [cell.get("port") for cell in tree(label).iter("td") if cell.get("port")]
    assert ports == ["n7", "n8", "n9bus", "n9b0", "n9b1", "n9b2"]
    cells = {cell.get("id"): cell.get("bgcolor") for cell in tree(label).iter("table") if cell.get("id")}
    lit_ones = {"n7", "n8", "n9b1"}
    idle = {"n9b0", "n9b2"}
    assert cells == dict.fromkeys(lit_ones, LIGHT.firing) | dict.fromkeys(idle, LIGHT.background)


@pytest.mark.parametrize(("kind", "letter", "word"), [("register", "Q", "register"), ("next", "D", "next")])
def test_a_register_has_a_side_for_its_value_and_one_for_the_next(kind, letter, word):
    label = DARK_ROOM.register(bus(kind, 2), 0)
    order = ["a[1]", letter, "a[0]", letter] if letter == "Q" else [letter, "a[1]", letter, "a[0]"]
    assert words(label) == "|".join(["a[1:0]", word, *order])
    assert [cell.get("port") for cell in tree(label).iter("td") if cell.get("port")] == ["bus", "b0", "b1"]
    single = DARK_ROOM.register(scalar(kind, "q"), 0)
    assert words(single) == "|".join([word, *(["q", "Q"] if letter == "Q" else ["D", "q"])])
    assert [cell.get("port") for cell in tree(single).iter("td") if cell.get("port")] == ["bus", "b0"]


# -- neurons ------------------------------------------------------------------------------------------------


def test_a_card_has_a_row_an_input_then_the_bias_then_the_face_at_the_right():
    label = DARK_ROOM.card(card(bias=3))
    assert words(label) == "2|y|Σ ≥ 1|−1|1 ×|3"
    ports = [cell.get("port") for cell in tree(label).iter("td") if cell.get("port")]
    assert ports == ["i0", "o", "i1"]
    assert ["".join(cell.itertext()) for cell in tree(label).iter("b")] == ["2", "y", "−1", "3"]
    [face] = cells(label, port="o")
    assert face.get("rowspan") == "3"
    sides = [cell.get("sides") for cell in tree(label).iter("td") if cell.get("sides")]
    assert sides == ["RB", "RB", "R"]
    marks = [cell.get("id") for cell in tree(label).iter("td") if cell.get("id")]
    assert marks == ["n2i0", "n2m", "n2i1", "n2bias"]


def test_a_card_without_inputs_says_so():
    assert words(DARK_ROOM.card(card((), threshold=0))) == "no inputs|y|Σ ≥ 0"


def test_a_firing_card_shines_and_an_input_that_adds_nothing_pales():
    label = lit({"y": 2}, y=1, x0=1, x1=0).card(card(bias=-1))
    [table] = [cell for cell in tree(label) if cell.tag == "table"]
    assert (table.get("bgcolor"), table.get("border")) == (LIGHT.firing, "2")
    colors = {"".join(cell.itertext()): cell.get("color") for cell in tree(label).iter("font") if cell.get("color")}
    assert (colors["2"], colors["−1"]) == (LIGHT.firing_positive, LIGHT.firing_negative)
    quiet = lit({"y": 0}, y=0, x0=0, x1=0).card(card())
    [table] = [cell for cell in tree(quiet) if cell.tag == "table"]
    assert (table.get("bgcolor"), table.get("border")) == (LIGHT.neuron, "1")
    assert {cell.get("color") for cell in tree(quiet).iter("font") if cell.get("color")} == {LIGHT.muted}


def test_the_face_says_the_gate():
    assert words(DARK_ROOM.card(card((1, 1), threshold=2, gate="AND"))) == "1|y|AND|Σ ≥ 2|1"
    at_least = card((1, 1, 1), threshold=2, gate="AT_LEAST")
    assert "AT LEAST 2" in words(DARK_ROOM.card(at_least))
    assert words(DARK_ROOM.circle(card(name="n" * 99))) == f"{'n' * 9}…{'n' * 4}|Σ ≥ 1"


@pytest.mark.parametrize(
    ("weights", "shown", "color"),
    [
        ((4, 2, 1), "[2]|[1]|[0]|4|2|1", None),
        (tuple(2**place for place in range(8))[::-1], "128|64|32|16|8|4|2|1", None),
        (tuple(2**place for place in range(9))[::-1], "1|× a", LIGHT.positive),
        (tuple(-(2**place) for place in range(9))[::-1], "−1|× a", LIGHT.negative),
        (9 * (3,), "3|× a", LIGHT.positive),
        (8 * (3,) + (-2,), "−2 … 3|× a", LIGHT.zero),
    ],
)
def test_a_bus_of_up_to_eight_bits_is_listed_and_a_longer_one_summed_up(weights, shown, color):
    nets = tuple(f"x{place}" for place in range(len(weights)))
    label = DARK_ROOM.card(card(weights, rows=(Row("i0", nets, weights, f"a[{len(weights) - 1}:0]"),)))
    assert shown in words(label)
    if color:
        [span] = [cell for cell in tree(label).iter("font") if "".join(cell.itertext()) == shown.split("|")[0]]
        assert span.get("color") == color
    else:
        places = [f"[{place}]" for place in reversed(range(len(weights)))]
        assert [text for text in words(label).split("|") if text.startswith("[")] == places


def test_a_chip_has_the_number_of_its_input():
    assert words(DARK_ROOM.chip(-3, 2)) == "w|2|= −3"


# -- closed parts ------------------------------------------------------------------------------------------------


def part(neurons=("p.x", "p.y"), registers=0, inputs=2, outputs=1, **options):
    return Part(
        "n3", "p", "kind", neurons, registers,
        tuple(Pin(f"in{place}", (f"a{place}",), f"i{place}") for place in range(inputs)),
        tuple(Pin(f"out{place}", (f"q{place}",), f"o{place}") for place in range(outputs)), **options,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("neurons", "registers", "amount"),
    [
        (("x",), 0, "1 neuron"), (("x", "y"), 0, "2 neurons"), (("x",), 2, "1 neuron, 2 registers"),
        ((), 1, "1 register"), ((), 0, "0 neurons"),
    ],
)  # fmt: skip
def test_a_part_counts_what_is_inside(neurons, registers, amount):
    assert amount in words(DARK_ROOM.part(part(neurons, registers))).split("|")


def test_a_lit_part_counts_the_neurons_that_fire():
    assert "1 of 2 fire" in words(lit({}, **{"p.x": 1, "p.y": 0}).part(part()))
    assert "1 register" in words(lit({}).part(part((), 1)))


def test_ports_stand_around_the_name():
    label = DARK_ROOM.part(part(inputs=3))
    rows = [[cell.get("port") for cell in row.findall("td")] for row in tree(label).findall("table/tr")]
    # The middle spans all rows and stands in the first.
    assert rows == [["i0", None, None], ["i1", "o0"], ["i2", None]]
    assert words(label) == "in0|p|kind|2 neurons|in1|out0|in2"


def test_the_ports_of_a_chain_stand_above_and_below():
    label = DARK_ROOM.part(part(inputs=2, outputs=2, top="o1", bottom="i1"))
    rows = [[cell.get("port") for cell in row.findall("td")] for row in tree(label).findall("table/tr")]
    assert rows == [[None, "o1", None], ["i0", None, "o0"], [None, "i1", None]]
    assert "kind" not in words(label)


def test_an_output_that_is_one_shines_and_an_input_does_not():
    label = lit({}, a0=1, q0=1, q1=0, **{"p.x": 0, "p.y": 0}).part(part(outputs=2))
    tables = [cell for cell in tree(label).iter("table") if cell.get("id")]
    assert [(cell.get("id"), cell.get("bgcolor")) for cell in tables] == [
        ("n3o0", LIGHT.firing), ("n3o1", LIGHT.cluster1),
    ]  # fmt: skip


def test_a_band_is_as_high_as_it_is_told_and_has_no_empty_ports():
    label = DARK_ROOM.part(part(inputs=0, outputs=0, height=120))
    [cell] = list(tree(label).iter("td"))
    assert cell.get("height") == "120"
