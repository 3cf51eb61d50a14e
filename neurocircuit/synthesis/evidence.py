"""What is known about the variables of a network: their values on patterns, and what the SAT solver proves.

Patterns are random at first; each counterexample is one more, and so are its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from neurocircuit.analysis.cnf import equal_clauses, operation_clauses, signed
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sat import Solver
from neurocircuit.analysis.sweeping import evaluate
from neurocircuit.simulation.operations import Operations

#: Random patterns, and those of counterexamples that are kept, of which each gives so many; for networks of more
#: variables fewer, so that all values together are not more than these.
PATTERNS, LEARNT, STEP, MOST_VALUES = 3072, 4096, 64, 1 << 26
#: How many of 256 sources are 1 on a random pattern.
SHARES = (128, 128, 128, 32, 224, 8, 248)
#: Conflicts that a question may take.
BUDGET = 2_000


class Evidence:
    """Values of some variables of a network, and the solver that knows it.

    Args:
        network: of operations; what is asked about may be added to it.
        kept: the variables whose values are looked at.
        effort: what it takes is counted there.
    """

    def __init__(self, network: Operations, kept: Iterable[int], effort: Effort) -> None:
        self.network, self.effort = network, effort
        self.solver = Solver(effort, "glucose4")
        # What is looked at and all behind it, since the network grows by much more.
        self._base = Operations(network.inputs)
        self._literals = {variable: 2 * variable for variable in range(network.inputs + 1)}
        self.row: dict[int, int] = {}
        for variable in (*range(1, network.inputs + 1), *kept):
            self._place(variable)
        self._random = Random(0)
        room = max(STEP, MOST_VALUES // max(1, len(self.row)) // STEP * STEP)
        patterns, learnt = (
            min(PATTERNS, room * 3 // 7 // STEP * STEP or STEP),
            min(LEARNT, room // 2 // STEP * STEP or STEP),
        )
        self._first, self._end = patterns, patterns + learnt
        # Halves and integers up to 2^24 are exact in these numbers, and codes of patterns are one product of them.
        self._values = np.zeros((len(self.row), self._end), np.float32)
        self.places, self._next = patterns, patterns
        self._note(self._drawn(network.inputs, patterns), 0, patterns)
        self._known = bytearray(len(network.left))

    def _place(self, variable: int) -> None:
        """A row for the values of a variable."""
        self.row.setdefault(variable, len(self.row))
        network, base, literals = self.network, self._base, self._literals
        waiting = [variable]
        while waiting:
            left, right = network.left[waiting[-1]], network.right[waiting[-1]]
            missing = [read for read in (left >> 1, right >> 1) if read not in literals]
            waiting += missing
            if not missing:
                make = base.both if left < right else base.differ
                literals.setdefault(
                    waiting.pop(), make(literals[left >> 1] ^ left & 1, literals[right >> 1] ^ right & 1)
                )

    def take_in(self, variable: int, values: NDArray[np.bool_]) -> None:
        """Look at one more variable, of which the values on all patterns so far are given."""
        self._place(variable)
        if len(self.row) > len(self._values):
            more = np.zeros((STEP + len(self._values) // 4, self._end), np.float32)
            self._values = np.concatenate([self._values, more])
        self._values[self.row[variable], : self.places] = values

    def _drawn(self, sources: int, patterns: int) -> NDArray[np.bool_]:
        """Random values: of each pattern with its own share of ones, of every other one with a run of equal ones.

        Neurons of many inputs, and long chains, change on such patterns.
        """
        drawn = np.frombuffer(self._random.randbytes(sources * patterns), np.uint8).reshape(sources, patterns)
        shares = np.array(self._random.choices(SHARES, k=patterns))
        ends = np.sort([self._random.choices(range(sources + 1), k=patterns) for _ in range(2)], axis=0)
        ends[:, ::2] = 0
        places = np.arange(sources)[:, None]
        inside = (places >= ends[0]) & (places < ends[1])
        run = np.array(self._random.choices((False, True), k=patterns))
        return np.where(inside, run, drawn < shares)

    def _note(self, given: NDArray[np.bool_], start: int, count: int) -> None:
        """The values on so many patterns from a place on, from those of the sources."""
        rows, ones = np.packbits(given, axis=1, bitorder="little"), (1 << count) - 1
        sources = {place: int.from_bytes(row.tobytes(), "little") for place, row in enumerate(rows, 1)}
        words = evaluate(self._base, sources, ones)
        known = [self._literals[variable] for variable in self.row]
        data = b"".join(
            [(words[literal >> 1] ^ -(literal & 1) & ones).to_bytes(count // 8, "little") for literal in known]
        )
        bits = np.unpackbits(np.frombuffer(data, np.uint8).reshape(len(known), count // 8), axis=1, bitorder="little")
        self._values[: len(known), start : start + count] = bits

    def codes(self, variables: Sequence[int], places: int) -> NDArray[np.int64]:
        """The values of up to 24 variables on the first patterns as integers, the first variable least significant."""
        rows = [self.row[variable] for variable in variables]
        powers = (1 << np.arange(len(rows))).astype(np.float32)
        return (powers @ self._values[rows, :places]).astype(np.int64)

    def values(self, variable: int) -> NDArray[np.bool_]:
        """The values of a variable on all patterns."""
        return self._values[self.row[variable], : self.places] > 0

    def sums(self, weights: Mapping[int, int]) -> NDArray[np.float64]:
        """The weighted sum of variables on all patterns, exact where the weights sum up to less than 2^53."""
        rows = [self.row[variable] for variable in weights]
        return np.array(list(weights.values()), np.float64) @ self._values[rows, : self.places]

    def packed(self, variable: int, places: int) -> tuple[bytes, int]:
        """The values on the first patterns, negated if the very first is 1, and whether it is."""
        values = self._values[self.row[variable], :places] > 0
        negated = bool(values[0])
        return np.packbits(values ^ negated).tobytes(), int(negated)

    def equal(self, a: int, b: int) -> bool | None:
        """Whether two literals of the network are equal; None where it takes too long to tell.

        Raises:
            OutOfTime: at the limit of the effort.
        """
        if a == b:
            return True
        if a == b ^ 1:
            return False
        self._know(a >> 1, b >> 1)
        a, b = max(a, b), min(a, b)
        ways = [(signed(a ^ b),)] if b < 2 else [(signed(a), -signed(b)), (-signed(a), signed(b))]
        for assumptions in ways:
            found = self.solver.solve(assumptions, BUDGET)
            if found is None:
                return None
            if found:
                self._learn_from(self.solver.model(self._base.inputs))
                return False
        self.solver.add(equal_clauses(a, b))
        return True

    def _know(self, *variables: int) -> None:
        """Give the solver the clauses of variables and of all behind them."""
        network, known = self.network, self._known
        known.extend(bytes(len(network.left) - len(known)))
        waiting = list(variables)
        while waiting:
            variable = waiting.pop()
            if variable > network.inputs and not known[variable]:
                known[variable] = 1
                left, right = network.left[variable], network.right[variable]
                self.solver.add(operation_clauses(variable, left, right))
                waiting += (left >> 1, right >> 1)

    def _learn_from(self, model: Mapping[int, bool]) -> None:
        """A counterexample and its neighbours become patterns, instead of the oldest where there is no room."""
        sources = self.network.inputs
        found = np.array([model.get(source, False) for source in range(1, sources + 1)], bool)
        flips = np.zeros((sources, STEP), bool)
        for place in range(1, STEP):
            flips[self._random.choices(range(sources), k=1 + place // 32), place] = True
        self._note(found[:, None] ^ flips, self._next, STEP)
        self._next += STEP
        self.places = max(self.places, self._next)
        if self._next == self._end:
            self._next = self._first
