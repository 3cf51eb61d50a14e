"""The interactive page as text: one file, its own policy, data that is only data."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.rendering.draw import View
from neurocircuit.rendering.page import circuit_page
from tests.rendering.scenes import NASTY, adder, nasty


class Page(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.inside = [], {"script": [], "style": []}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag if tag in self.texts else None

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside].append(data)


def page(circuit, **view):
    return Page(circuit_page(circuit, View(**view)))


def data(circuit, **view):
    return json.loads(page(circuit, **view).texts["script"][0])


def test_the_policy_allows_the_page_s_own_style_and_script_only():
    made = page(ready_made("half_adder"))
    [policy] = [attrs["content"] for tag, attrs in made.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for kind, text in (("script", made.texts["script"][1]), ("style", made.texts["style"][0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("circuit", [ready_made("counter2"), nasty()], ids=["counter2", "nasty"])
def test_nothing_is_asked_for_and_nothing_is_inline(circuit):
    made = page(circuit)
    for tag, attrs in made.tags:
        assert tag not in ("link", "img", "iframe", "object", "base", "form", "foreignobject")
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "href", "style", "xlink:href")]
    assert [tag for tag, _ in made.tags].count("script") == 2
    assert not re.search(
        r"fetch|XMLHttp|import\(|eval\(|innerHTML|http:(?!//www\.w3\.org/2000/svg)", made.texts["script"][1]
    )


def test_names_are_numbered_data():
    found = data(nasty())
    assert set(NASTY) <= set(found["nets"])
    assert all(isinstance(net, int) for neuron in found["neurons"] for net in (neuron["net"], *neuron["reads"]))


def test_the_title_and_description_are_escaped():
    text = circuit_page(nasty(), View())
    assert "<title>&lt;/title&gt;&lt;script&gt;" in text
    assert "&lt;img src=x onerror" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_weights_are_exact_integers_of_any_size():
    big = 2**70 + 1
    neuron = Neuron(Perceptron([big, -1], bias=0.5, threshold=0.25), ("a", "b"))
    [found] = data(Circuit(["a", "b"], ["y"], {"y": neuron}))["neurons"]
    assert (found["weights"], found["bias"], found["threshold"], found["scale"]) == (
        [str(4 * big), "-4"],
        "2",
        "1",
        "4",
    )


def test_neurons_stand_in_the_order_of_evaluation():
    nodes = {
        "late": Neuron(Perceptron([1], threshold=1), ("early",)),
        "early": Neuron(Perceptron([1], threshold=1), ("a",)),
    }
    found = data(Circuit(["a"], ["late"], nodes))
    assert [found["nets"][neuron["net"]] for neuron in found["neurons"]] == ["early", "late"]


def test_the_page_begins_with_the_values_given():
    found = data(ready_made("adder4"), values={"a": 5, "b": 0, "cin": 1})
    assert {found["nets"][net] for net, bit in found["start"] if bit} == {"a[2]", "a[0]", "cin"}


def test_a_dark_page_begins_dark():
    assert '<html lang="en" data-theme="dark">' in circuit_page(ready_made("and"), View(theme="dark"))
    assert '<html lang="en">' in circuit_page(ready_made("and"), View())


def test_the_drawing_is_made_of_variables():
    text = circuit_page(ready_made("adder4"), View())
    assert "#01a0" not in text
    assert 'fill="var(--neuron)"' in text
    assert ":root[data-theme=dark]{--background:#10161F;" in text


def test_a_large_circuit_has_a_page_of_its_closed_parts():
    found = data(adder(80))
    assert len(found["parts"]) == 80
    assert len(found["neurons"]) == 160
    assert found["cards"] == []


def test_pins_are_cells_that_light_up():
    circuit = ready_made("adder4")
    made, found = page(circuit), data(circuit)
    cells = {attrs["id"] for _, attrs in made.tags if attrs.get("id", "").startswith("a_")}
    rows = [block for block in found["blocks"] if block["id"].startswith("a_") and block["bus"] is False]
    read = [found["nets"][block["nets"][0]] for block in rows if block["id"] in cells and block["lights"]]
    assert sorted(read) == sorted([*(f"{port}[{bit}]" for port in "ab" for bit in range(4)), "cin"])


def test_the_drawing_is_a_group_of_controls_without_tooltips_of_its_own():
    made = page(ready_made("half_adder"))
    [drawing] = [attrs for tag, attrs in made.tags if tag == "svg" and "aria-label" in attrs]
    assert (drawing["role"], drawing["aria-label"]) == ("group", "half_adder")
    assert [tag for tag, _ in made.tags].count("title") == 1


def buttons(made):
    return {attrs["id"]: attrs for tag, attrs in made.tags if tag == "button"}


def test_the_first_nine_switches_have_keys():
    inputs = [f"i{place}" for place in range(11)]
    made = buttons(page(Circuit(inputs, ["y"], {"y": Neuron(Perceptron([1] * 11, threshold=1), tuple(inputs))})))
    keys = [made[f"in-{place}"]["data-keys"] for place in range(11)]
    assert keys == [*"123456789", "", ""]
    assert {made[name]["data-keys"] for name in ("fit", "zoom-in", "step", "reset", "run")} == {
        "0",
        "+=",
        "c",
        "r",
        " ",
    }


def test_a_bus_is_a_box_that_says_what_it_takes():
    inputs = ["<b>[1]", "<b>[0]", *(f"w[{place}]" for place in range(17))]
    made = page(Circuit(inputs, ["<b>[0]"], {}))
    small, wide = [attrs for tag, attrs in made.tags if tag == "input" and attrs["type"] == "text"]
    assert (small["aria-label"], small.get("class")) == ("<b>, 0 to 3", None)
    assert (wide["aria-label"], wide["class"]) == ("w, 0 to 131071", "wide")


@pytest.mark.parametrize(("bits", "rows"), [(7, "128"), (60, "1,152,921,504,606,846,976"), (61, "2^61")])
def test_too_many_rows_are_counted(bits, rows):
    inputs = [f"i{place}" for place in range(bits)]
    assert f"{bits} bits: {rows} rows, too many to list." in circuit_page(Circuit(inputs, inputs[:1], {}), View())


def test_the_clock_is_there_where_something_is_clocked():
    def hidden(circuit):
        return [attrs["id"] for tag, attrs in page(circuit).tags if "hidden" in attrs]

    assert hidden(ready_made("counter2")) == ["tip"]
    assert hidden(ready_made("and")) == ["clock", "wave", "tip"]
    assert hidden(Circuit(["a"], ["a"], {})) == ["clock", "wave", "why-title", "why-hint", "tip"]
