"""What an answer may take: the limit, and who is told."""

import pytest

from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.errors import InputError


def test_the_limit_ends_it():
    with pytest.raises(OutOfTime):
        Effort(limit=0).check("anything")


def test_without_a_limit_it_goes_on_and_says_what_is_done():
    told = []
    Effort(report=lambda what, fraction: told.append((what, fraction))).check("output y", 0.5)
    Effort(limit=1e9).check("nobody listens")
    assert told == [("output y", 0.5)]


def test_what_it_took_in_words():
    assert str(Effort(patterns=4096, calls=2, conflicts=1000)) == "4,096 patterns, 2 SAT calls, 1,000 conflicts"


@pytest.mark.parametrize("limit", [-1, float("nan"), "a"])
def test_a_limit_is_a_number_of_seconds(limit):
    with pytest.raises(InputError, match="a number of seconds from 0 on"):
        Effort(limit)
