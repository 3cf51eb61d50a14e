"""The only door to the SAT solver, python-sat's CaDiCaL (Biere et al., CaDiCaL 2.0, CAV 2024).

Its search cannot be interrupted from outside, so it is given few conflicts at a time: Ctrl-C and the limit of time act
between two slices. How many conflicts a slice has depends on nothing but the number of variables, so that answers are
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neurocircuit.analysis.effort import Effort

#: Conflicts of one slice: so many up to so many variables, and fewer with more, where each takes milliseconds.
SLICE, VARIABLES, LEAST_SLICE = 256, 1 << 12, 16


class Solver:
    """Clauses of literals ``v`` and ``-v``, v from 1 on, and questions about them under assumptions.

    >>> solver = Solver(Effort())
    >>> solver.add([(1, 2), (-1, 2)])
    >>> solver.solve([-2]), solver.solve([1]), solver.model()[2]
    (False, True, True)
    """

    def __init__(self, effort: Effort, name: str = "cadical195") -> None:
        from pysat.solvers import Solver as Search  # type: ignore[import-untyped]  # takes a while to load

        self.effort = effort
        self._search = Search(name)
        self._conflicts = 0

    def add(self, clauses: Iterable[Sequence[int]]) -> None:
        """Take in clauses."""
        for clause in clauses:
            self._search.add_clause(clause)

    def solve(
        self, assumptions: Sequence[int], conflicts: int | None = None, what: str = "", fraction: float = 0.0
    ) -> bool | None:
        """Whether all clauses can hold together with the assumptions; None where so many conflicts do not tell.

        Args:
            assumptions: literals.
            conflicts: how many it may take; None for as many as it takes.
            what: what is being done, and the fraction of it that is done, for the report.
            fraction: see there.

        Raises:
            OutOfTime: at the limit of the effort.
            KeyboardInterrupt: after Ctrl-C.
        """
        left = conflicts
        most = max(LEAST_SLICE, SLICE * VARIABLES // max(VARIABLES, self._search.nof_vars() or 0))
        self.effort.calls += 1
        while left is None or left > 0:
            self.effort.check(what, fraction)
            share = most if left is None else min(most, left)
            answer = self._slice(assumptions, share)
            if answer is not None:
                return answer
            if left is not None:
                left -= share
        return None

    def _slice(self, assumptions: Sequence[int], conflicts: int) -> bool | None:
        self._search.conf_budget(conflicts)
        try:
            answer: bool | None = self._search.solve_limited(assumptions=list(assumptions))
        except Exception as error:
            if "interrupt" not in str(error):
                raise
            # The library jumped out of its search: what it left behind must not even be taken apart.
            for search in ("cadical", "glucose"):
                setattr(self._search.solver, search, None)
            raise KeyboardInterrupt from None
        total = int(self._search.accum_stats()["conflicts"])
        self.effort.conflicts += total - self._conflicts
        self._conflicts = total
        return answer

    def model(self, last: int | None = None) -> dict[int, bool]:
        """The values of the variables, or of those up to one, that answered the last question by True."""
        return {abs(literal): literal > 0 for literal in self._search.get_model()[:last]}
