"""Lessons: which goals a page knows, and what they are called."""

import json
from fractions import Fraction

import pytest

from neurocircuit.errors import InputError
from neurocircuit.synthesis.function import as_function
from neurocircuit.synthesis.lesson import lesson


def data(*arguments, **settings):
    page = lesson(*arguments, **settings).page()
    return json.loads(page.partition('<script type="application/json" id="data">')[2].partition("</script>")[0])


def test_a_lesson_says_where_it_begins():
    known = data(as_function("OR"), [Fraction(1, 3), 1, 2], 0, "bipolar", guess=True)
    assert known["state"] == "w=1/3,1/1,2/1&rate=1/10&threshold=0/1&wanted=0111&inputs=1&outputs=1&guess=1"
    assert known["order"] == [0, 1, 2, 3]
    assert data(as_function("OR"), [0, 0, 0], 0, order=[3, 0, 1, 2])["order"] == [3, 0, 1, 2]


@pytest.mark.parametrize(("inputs", "goals"), [(1, 4), (2, 16), (3, 256), (4, 1)])
def test_up_to_three_inputs_every_function_may_be_the_goal(inputs, goals):
    known = data(as_function("AND", inputs), [0] * (inputs + 1), 0)
    assert len(known["goals"]) == goals


def test_gates_have_their_names_and_the_function_the_one_its_user_gave_it():
    goals = data(as_function("p & q"), [0, 0, 0], 0)["goals"]
    names = {outputs: goal["name"] for outputs, goal in goals.items()}
    assert (names["0001"], names["0111"], names["0100"], names["1111"]) == ("p & q", "OR", "~p & q", "1")


def test_above_eight_inputs_there_is_no_page():
    with pytest.raises(InputError, match="a learning page of 9 inputs"):
        lesson(as_function("AND", 9), [0] * 10, 0)
