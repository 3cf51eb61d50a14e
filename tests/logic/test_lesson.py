"""Lessons are values that are checked when they are made."""

import pytest

from neurocircuit.errors import InputError
from neurocircuit.logic.lesson import Lesson


def test_a_lesson_of_weights_or_encodings_that_do_not_fit_is_none():
    assert Lesson(("a",), "y", (), (0, 1), 1, 0, (0, 1)).weights == (0, 1)
    with pytest.raises(InputError, match="1 weights for 1 input \\(2 are needed\\)"):
        Lesson(("a",), "y", (), (0,), 1, 0, (0, 1))
    for wrong in ({"encoding": "ternary"}, {"targets": "ternary"}):
        with pytest.raises(InputError, match="unknown encoding 'ternary'"):
            Lesson(("a",), "y", (), (0, 1), 1, 0, (0, 1), **wrong)


def test_a_lesson_has_eight_inputs_at_most():
    with pytest.raises(InputError, match="a learning page of 9 inputs \\(at most 8\\)"):
        Lesson(tuple("abcdefghi"), "y", (), (0,) * 10, 1, 0, (0,))
