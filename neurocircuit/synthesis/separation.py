"""Weights that separate points: the only door to the solver of linear and integer programmes, SciPy's HiGHS.

Whatever it answers is rounded to integers and then checked exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from neurocircuit.logic.perceptron import LinearForm, fires

INFEASIBLE = 2  # HiGHS's answer through SciPy
TOLERANCE = 1e-6
#: Factors that make a solution whole, and how near to whole it must come.
_FACTORS, _NEAR = (1, 2, 3, 4, 5, 6, 8, 10, 12), 1e-4
#: So many points at first, of more only those that the weights so far get wrong, this many at once, this often.
_FEW_POINTS, _MORE_POINTS, _TIMES = 300, 60, 12


def programme(goal: Any, **rows: Any) -> Any:
    """The answer of a linear programme, as ``scipy.optimize.linprog`` takes and gives it."""
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    return linprog(goal, **rows)


def least(goal: Any, rows: Any, bounds: Any, shared: Any) -> Any | None:
    """Integers x >= 0 of least goal @ x with rows @ x >= bounds; None where there are none.

    ``shared`` (unknowns, fewer unknowns) says which of them may be equal without loss in a real solution; only where
    that solution is not whole do integers need to be searched for.
    """
    answer = programme(goal @ shared, A_ub=-rows @ shared, b_ub=-bounds)
    if answer.status == INFEASIBLE:
        return None
    nearest = np.rint(answer.x)
    if np.abs(answer.x - nearest).max(initial=0) > TOLERANCE:
        return whole(goal, rows, bounds)
    return (shared @ nearest).astype(int)


def whole(goal: Any, rows: Any, bounds: Any) -> Any:
    """The integers of least goal with rows @ x >= bounds and x >= 0."""
    from scipy.optimize import LinearConstraint, milp

    constraint = LinearConstraint(rows, bounds)
    answer = milp(goal, constraints=constraint, integrality=np.ones(len(goal)), options={"mip_rel_gap": 0})
    return np.rint(answer.x).astype(int)


def require(checked: bool) -> None:
    """Every answer of the linear programme is rounded, then checked exactly.

    Raises:
        ArithmeticError: where the check fails; no function is known for which it does.
    """
    if not checked:
        raise ArithmeticError("a rounded solution does not fit; please report the function")


def separating(points: Any, wanted: Any) -> tuple[Any, Any]:
    """Rows and bounds of weights and T, each the difference of two unknowns, since unknowns are not negative."""
    sides = np.where(wanted, 1, -1)[:, None]
    rows = np.column_stack([points, -points, -np.ones_like(sides), np.ones_like(sides)]) * sides
    return rows, np.where(wanted, 0, 1)


def separate(points: Any, wanted: Any) -> LinearForm | None:
    """A form of least sum of |w| that gives the wanted outputs at these points, whatever it does at others; or None.

    Args:
        points: 0/1 array (points, inputs).
        wanted: truth values (points).
    """
    wanted = np.asarray(wanted, dtype=bool)
    points = np.asarray(points, dtype=int)
    inputs = points.shape[1]
    rows, bounds = separating(points, wanted)
    goal = np.array([1] * (2 * inputs) + [0, 0])
    solution = least(goal, rows, bounds, np.eye(len(goal), dtype=int))
    if solution is None:
        return None
    weights, threshold = solution[:inputs] - solution[inputs : 2 * inputs], int(solution[-2] - solution[-1])
    require((fires(points @ weights, threshold) == wanted).all())
    return LinearForm(tuple(weights.tolist()), threshold)


def propose(points: Any, wanted: Any, signs: Sequence[int], prices: Sequence[float]) -> LinearForm | None:
    """A form of little price that gives the wanted outputs at these points, quickly, or None where none is found.

    Args:
        points: 0/1 array (points, inputs).
        wanted: truth values (points), of both kinds.
        signs: of each input 1 or -1 for the sign of its weight, 0 where it may have either.
        prices: of each input what a weight of 1 costs.
    """
    points = np.asarray(points, dtype=np.int64)
    places = [*np.flatnonzero(np.array(signs) >= 0), *np.flatnonzero(np.array(signs) <= 0)]
    turns = np.array([1] * sum(sign >= 0 for sign in signs) + [-1] * sum(sign <= 0 for sign in signs))
    rows = np.column_stack([points[:, places] * turns, -np.ones(len(points))]) * np.where(wanted, -1, 1)[:, None]
    bounds = np.where(wanted, 0, -1)
    goal = np.append(np.array(prices)[places], 0.0)
    limits = [(0, None)] * len(places) + [(None, None)]
    some = np.unique(np.linspace(0, len(points) - 1, min(len(points), _FEW_POINTS)).astype(int))
    for _ in range(_TIMES):
        answer = programme(goal, A_ub=rows[some], b_ub=bounds[some], bounds=limits)
        if answer.status:
            return None
        excess = rows @ answer.x - bounds
        wrong = np.flatnonzero(excess > TOLERANCE)
        if not len(wrong):
            break
        some = np.concatenate([some, wrong[np.argsort(-excess[wrong], kind="stable")[:_MORE_POINTS]]])
    else:
        return None
    for factor in _FACTORS:
        scaled = answer.x * factor
        nearest = np.rint(scaled)
        if np.abs(scaled - nearest).max() > _NEAR:
            continue
        weights = np.zeros(points.shape[1], np.int64)
        np.add.at(weights, places, (nearest[:-1] * turns).astype(np.int64))
        sums = points @ weights
        lowest, highest = int(sums[wanted].min()), int(sums[~wanted].max())
        if lowest > highest:
            return LinearForm(tuple(weights.tolist()), highest + 1)
    return None
