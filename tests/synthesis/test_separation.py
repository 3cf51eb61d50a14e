"""Weights from linear programmes: least ones, cheap ones, and none where there are none."""

import itertools

import numpy as np
import pytest

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.synthesis import separation
from neurocircuit.synthesis.separation import propose, separate

CUBE = np.array(list(itertools.product((0, 1), repeat=4)))


def test_points_are_separated_whatever_the_form_does_at_others():
    assert separate([[0, 0, 1], [1, 1, 0], [0, 1, 1]], [False, True, True]) == LinearForm((0, 1, 0), 1)
    assert separate([[1, 0], [0, 0]], [False, True]) == LinearForm((-1, 0), 0)
    assert separate([[0, 0], [0, 1], [1, 0], [1, 1]], [False, True, True, False]) is None


def test_a_rounded_solution_that_does_not_fit_is_told(monkeypatch):
    least = separation.least
    monkeypatch.setattr(separation, "least", lambda *given: least(*given) * 0)
    with pytest.raises(ArithmeticError, match="a rounded solution does not fit"):
        separate([[0], [1]], [False, True])


def test_a_proposal_keeps_to_the_signs_and_takes_what_is_cheap():
    wanted = CUBE @ [2, 1, -1, 0] >= 2
    assert propose(CUBE, wanted, [1, 1, -1, 0], [1, 1, 1, 1]) == LinearForm((2, 1, -1, 0), 2)
    assert propose(CUBE, wanted, [0, 0, 0, 0], [1, 1, 1, 1]) == LinearForm((2, 1, -1, 0), 2)
    assert propose(CUBE, wanted, [1, 1, 1, 1], [1, 1, 1, 1]) is None
    twins = np.array([[0, 0], [1, 1]])
    assert propose(twins, np.array([False, True]), [1, 1], [1, 2]) == LinearForm((1, 0), 1)
    assert propose(twins, np.array([False, True]), [1, 1], [2, 1]) == LinearForm((0, 1), 1)


def test_a_solution_in_halves_is_made_whole():
    """Any two of three reach 1 with weights of a half."""
    points = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0]])
    assert propose(points, np.array([True] * 3 + [False]), [1, 1, 1], [1, 1, 1]) == LinearForm((1, 1, 1), 1)


def test_more_points_than_are_given_at_once_all_count():
    points = np.array(list(itertools.product((0, 1), repeat=10)))
    weights = np.array([9, 7, 5, 5, 3, 2, 2, 1, 1, 1])
    form = propose(points, points @ weights >= 17, [1] * 10, [1] * 10)
    assert form is not None
    assert np.array_equal(points @ form.weights >= form.threshold, points @ weights >= 17)
