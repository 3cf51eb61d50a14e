"""The door to the SAT solver: answers, budgets, limits, Ctrl-C."""

from itertools import combinations

import pytest

from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.sat import LEAST_SLICE, SLICE, Solver


def pigeons(holes: int) -> list[tuple[int, ...]]:
    """One pigeon more than holes: unsatisfiable, and exponentially long to prove so."""
    place = lambda pigeon, hole: 1 + pigeon * holes + hole  # noqa: E731
    some = [tuple(place(pigeon, hole) for hole in range(holes)) for pigeon in range(holes + 1)]
    return some + [(-place(a, h), -place(b, h)) for h in range(holes) for a, b in combinations(range(holes + 1), 2)]


def solver(clauses, **limits):
    made = Solver(Effort(**limits))
    made.add(clauses)
    return made


def test_answers_hold_under_their_assumptions_only():
    made = solver([(1, 2), (-1, -2)])
    assert made.solve([1, 2]) is False
    assert made.solve([1]) is True
    assert made.model() == {1: True, 2: False}
    assert made.effort.calls == 2


def test_a_budget_ends_without_an_answer_and_is_kept():
    made = solver(pigeons(9))
    assert made.solve([], conflicts=2 * SLICE + 10) is None
    assert 2 * SLICE < made.effort.conflicts <= 3 * SLICE


def test_without_a_budget_it_is_slice_after_slice_until_it_is_known():
    made = solver(pigeons(7))
    assert made.solve([]) is False
    assert made.effort.conflicts > SLICE


def test_the_limit_acts_between_slices():
    made, told = solver(pigeons(12)), []

    def report(what, fraction):
        told.append((what, fraction))
        if len(told) == 3:
            made.effort.limit = 0

    made.effort.report = report
    with pytest.raises(OutOfTime):
        made.solve([], what="pigeons", fraction=0.25)
    assert told == [("pigeons", 0.25)] * 3


def test_slices_are_smaller_where_variables_are_many(monkeypatch):
    shares = []
    for variables in (3, 4 << 12, 1 << 20):
        made = solver([(1, 2), (variables,)])
        monkeypatch.setattr(made._search, "conf_budget", shares.append)
        assert made.solve([])
    assert shares == [SLICE, SLICE // 4, LEAST_SLICE]


def test_what_interrupts_the_library_is_ctrl_c(monkeypatch):
    made = solver([(1,)])

    def interrupted(assumptions):
        raise RuntimeError("Caught keyboard interrupt")

    monkeypatch.setattr(made._search, "solve_limited", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made.solve([])
    assert made._search.solver.cadical is None  # it is never taken apart


def test_other_errors_are_not_taken_for_ctrl_c(monkeypatch):
    made = solver([(1,)])

    def broken(assumptions):
        raise RuntimeError("out of order")

    monkeypatch.setattr(made._search, "solve_limited", broken)
    with pytest.raises(RuntimeError, match="out of order"):
        made.solve([])
