"""The learning page as text: one file, its own policy, and what it knows of the functions."""

import json
import re
from fractions import Fraction
from html import unescape

import pytest

import neurocircuit as nc
from neurocircuit.logic.certificate import Certificate
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit, Neuron
from tests.rendering.scenes import NASTY_NAME
from tests.rendering.test_page import Page


def data(learning):
    return json.loads(Page(learning.page()).texts["script"][0])


def table_of(outputs):
    """A truth table from the outputs of its rows, counting up, the last input fastest."""
    arity = len(outputs).bit_length() - 1
    return TruthTable.from_outputs(
        outputs[int(f"{place:0{arity}b}"[::-1] or "0", 2)] == "1" for place in range(len(outputs))
    )


@pytest.mark.parametrize("function", ["NOR", "MAJORITY", "a & b & c & d & e & f & g & h"])
def test_a_page_is_small_and_asks_for_nothing(function):
    text = nc.learn(function).page()
    made = Page(text)
    assert len(text.encode()) < 150_000
    for tag, attrs in made.tags:
        assert tag not in ("link", "img", "iframe", "object", "base", "form", "foreignobject")
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "style")]
        assert attrs.get("href", "#") == "#"
    assert not re.search(
        r"fetch|XMLHttp|import\(|eval\(|innerHTML|https?:(?!//www\.w3\.org/2000/svg)", made.texts["script"][1]
    )


@pytest.mark.parametrize("arity", [1, 2, 3])
def test_all_functions_of_few_inputs_may_be_the_goal(arity):
    goals = data(nc.learn("NOR", inputs=arity))["goals"]
    assert len(goals) == 1 << (1 << arity)
    for outputs, goal in goals.items():
        table, answer = table_of(outputs), nc.identify(table_of(outputs))
        if answer:
            assert goal["separators"] == [answer.form.separator(encoding) for encoding in ENCODINGS]
            continue
        points = [tuple(tuple(map(int, f"{row:0{arity}b}")) for row in goal[side]) for side in ("fire", "silent")]
        assert Certificate(*points).proves(table)


@pytest.mark.parametrize("low", [0, -1])
def test_the_neurons_that_do_what_one_cannot_do_it(low):
    for outputs, goal in data(nc.learn("XOR", inputs=3))["goals"].items():
        for row in range(8) if "fire" in goal else ():
            values = {name: 1 if bit == "1" else low for name, bit in zip("abc", f"{row:03b}", strict=True)}
            for words, *limits in goal["rule"]:
                name, weighted_sum = words.removesuffix(" ≥").split(" fires when ")
                total = eval(weighted_sum.replace("−", "-").replace("·", "*"), {}, values)
                values[name] = 1 if total >= int(limits[low].replace("−", "-")) else low
            assert values["y"] == (1 if outputs[row] == "1" else low)


def listed(learning):
    """The goals that the page offers: their names with their outputs."""
    options = re.findall('<option value="([01]+)">(.*?)</option>', learning.page())
    return {unescape(name): outputs for outputs, name in options}


def test_functions_are_called_by_their_names():
    named = listed(nc.learn("b & ~a"))
    assert named["XOR"] == "0110"
    assert named["b & ~a"] == "0010"
    assert len(named) == 16
    three = nc.learn("0x35", inputs=3)
    assert listed(three).keys() >= {"MAJORITY", "XOR", "NOR", "0x35"}
    assert {goal["name"] for goal in data(three)["goals"].values()} - listed(three).keys() >= {"0x36", "0x12"}


def test_of_more_inputs_only_the_function_is_known():
    learning = nc.learn("XOR", inputs=7)
    assert '<button type="button" class="asked">' not in learning.page()
    [goal] = data(learning)["goals"].values()
    assert goal["name"] == "XOR"
    assert "command" not in goal


def test_nine_inputs_are_too_many():
    with pytest.raises(nc.InputError, match="a learning page of 9 inputs \\(at most 8\\)"):
        nc.learn("AND", inputs=9).page()


def test_numbers_go_as_exact_ratios():
    known = data(nc.learn("NOR", start=[Fraction(1, 3), 0.7, -0.2], rate=0.05, order=[3, 0, 1, 2]))
    assert known["state"] == "w=1/3,7/10,-1/5&rate=1/20&threshold=1/2&wanted=1000&inputs=0&outputs=0&guess=0"
    assert known["order"] == [3, 0, 1, 2]


def test_what_is_to_be_copied_into_a_shell_holds_no_name_that_harms():
    xor = nc.identify("XOR").table
    goals = data(
        nc.learn(Circuit(["a", "b$(x)"], ["y"], {"y": Neuron(nc.Perceptron([1, 1], threshold=1), ("a", "b$(x)"))}))
    )["goals"]
    assert "fire" in goals["0110"]
    assert all("command" not in goal for goal in goals.values())
    assert data(nc.learn(xor))["goals"]["0110"]["command"] == 'neurocircuit render "y = a & ~b | ~a & b" --open'


def test_a_name_is_text():
    neuron = Neuron(nc.Perceptron([1, 1], threshold=1), ("</script>", "<b>"))
    text = nc.learn(Circuit(["</script>", "<b>"], ["y"], {"y": neuron}, NASTY_NAME)).page()
    assert "<title>Learning &lt;/title&gt;" in text
    assert "\u202e" not in text
    assert text.count("</script>") == 2


def test_rules_are_words_with_the_threshold_of_either_encoding():
    goals = data(nc.learn("NOR"))["goals"]
    assert goals["1000"]["rule"] == [["fires when −a − b ≥", "0", "2"]]
    assert goals["0110"]["rule"] == [["h1 fires when a + b ≥", "2", "2"], ["y fires when a + b − 2·h1 ≥", "1", "2"]]
    assert goals["0110"]["shares"] == "a once, b once"


def test_the_first_goal_of_the_list_is_the_lesson_s():
    made = Page(nc.learn("NOR").page())
    first, *_, last = [attrs["value"] for tag, attrs in made.tags if tag == "option"]
    assert (first, last) == ("1000", "")


def test_the_controls_call_the_inputs_by_their_names():
    neuron = Neuron(nc.Perceptron([1, 1], threshold=1), ('"><b>', "b"))
    made = Page(nc.learn(Circuit(['"><b>', "b"], ["y"], {"y": neuron})).page())
    called = [attrs["aria-label"] for tag, attrs in made.tags if attrs.get("role") in ("switch", "spinbutton")]
    assert called == ["rate", 'input "><b>', "input b", "bias", 'weight of "><b>', "weight of b", "threshold"]
