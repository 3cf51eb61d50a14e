"""SAT sweeping: a network that grows operation by operation, in which what is proved equal is one.

An operation that behaves like an earlier one, or like its opposite, on all patterns so far is asked about: where the
solver proves it, the earlier one takes its place and everything that reads it is hashed anew; where it finds a
difference, that is a new pattern, and so are its neighbours (Mishchenko et al., FRAIGs: a unifying representation for
logic synthesis and verification, 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType

import numpy as np

from neurocircuit.analysis.cnf import Definition, NeuronClauses, equal_clauses, operation_clauses, signed
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sat import Solver
from neurocircuit.simulation.operations import FALSE, Operations
from neurocircuit.simulation.patterns import Bits

#: Patterns at the beginning: how many, and how many random words are combined by AND (or OR: negative) for them.
#: Inputs that are rarely 1, or rarely 0, reach what is deep in chains of gates.
BLOCKS = ((512, 1), (128, 3), (128, -3), (128, 5), (128, -5))
BASE = sum(size for size, _ in BLOCKS)
#: Patterns that a counterexample gives: itself and neighbours.
STEP = 64
ONES = (1 << STEP) - 1


class Sweeper:
    """The network, its solver, and the values of each variable on all patterns so far.

    Args:
        effort: what it takes is counted there.
        budget: conflicts for each pair that may be equal; with none of them only equal operations are one.
        before: one whose inputs had the patterns to go on with.

    >>> sweeper = Sweeper(Effort(), budget=100)
    >>> a, b = sweeper.free(), sweeper.free()
    >>> neither, some = sweeper.both(a ^ 1, b ^ 1), sweeper.differ(sweeper.differ(a, b), sweeper.both(a, b))
    >>> some == neither ^ 1
    True
    """

    def __init__(self, effort: Effort, budget: int, before: Sweeper | None = None) -> None:
        self.effort, self.budget = effort, budget
        self.network = Operations(0)
        self.solver = Solver(effort)
        self.inputs: list[int] = []
        self.what, self.fraction = "sweeping", 0.0
        self._before = before
        self._random = Random(0)
        # Of each variable: the values on the patterns at the beginning, and on those of counterexamples.
        self._base, self._extra = [0], [0]
        self._places: int = before._places if before else 0
        self._merged: dict[int, int] = {}
        self._alike: dict[int, list[int]] = {0: [0]}
        # Of variables that the solver was not asked about yet.
        self._waiting: dict[int, Definition] = {}

    def free(self) -> int:
        """The literal of a new input."""
        variable = len(self._base)
        self.network.left.append(0)
        self.network.right.append(0)
        if self._before and len(self.inputs) < len(self._before.inputs):
            same = self._before.inputs[len(self.inputs)]
            self._base.append(self._before._base[same])
            self._extra.append(self._before._extra[same])
        else:
            self._base.append(self._drawn())
            self._extra.append(self._random.getrandbits(self._places) if self._places else 0)
        self.inputs.append(variable)
        self._candidates(variable).append(variable)
        return 2 * variable

    def _candidates(self, variable: int) -> list[int]:
        """Earlier variables that have the same values on the patterns at the beginning, or the opposite ones."""
        values = self._base[variable]
        return self._alike.setdefault(values ^ -(values & 1) & (1 << BASE) - 1, [])

    def _drawn(self) -> int:
        values = 0
        for size, depth in BLOCKS:
            word = self._random.getrandbits(size)
            for _ in range(abs(depth) - 1):
                other = self._random.getrandbits(size)
                word = word & other if depth > 0 else word | other
            values = values << size | word
        return values

    def both(self, a: int, b: int) -> int:
        """The literal of a AND b."""
        return self._settled(self.network.both(a, b))

    def differ(self, a: int, b: int) -> int:
        """The literal of a XOR b."""
        return self._settled(self.network.differ(a, b))

    def carry(self, a: int, b: int, c: int) -> int:
        """The literal of what is carried when three bits are added."""
        return self._settled(self.network.add(a, b, c)[1])

    def replay(
        self,
        network: Operations,
        wanted: bytearray,
        literals: Sequence[int],
        neurons: Mapping[int, NeuronClauses] = MappingProxyType({}),
    ) -> list[int]:
        """Takes in a network's flagged variables; ``literals`` stand for its inputs. Gives the literal of each one.

        Variables that are ``neurons`` have these clauses instead of those of the operations.
        """
        values = [FALSE, *literals] + [FALSE] * (len(network.left) - network.inputs - 1)
        for variable in range(network.inputs + 1, len(network.left)):
            if wanted[variable]:
                self.fraction = variable / len(values)
                if variable % 64 == 0:
                    self.effort.check(self.what, self.fraction)
                left, right = network.left[variable], network.right[variable]
                a, b = values[left >> 1] ^ left & 1, values[right >> 1] ^ right & 1
                made = self.network.both(a, b) if left < right else self.network.differ(a, b)
                neuron = neurons.get(variable)
                values[variable] = self._settled(made, neuron and neuron.over(values, made))
        return values

    def _ask(self, variable: int) -> None:
        """Gives the solver the clauses of a variable and of all that it depends on."""
        stack = [variable]
        while stack:
            clauses, variables = self._waiting.pop(stack.pop(), ((), ()))
            self.solver.add(clauses)
            stack.extend(variables)

    def _settled(self, literal: int, definition: Definition | None = None) -> int:
        for variable in range(len(self._base), len(self.network.left)):
            self._enter(variable, definition if variable == literal >> 1 else None)
        return self._merged.get(literal >> 1, literal & ~1) ^ literal & 1

    def _enter(self, variable: int, definition: Definition | None) -> None:
        """Takes in a new operation, and finds out whether an earlier variable is the same."""
        left, right = self.network.left[variable], self.network.right[variable]
        self._waiting[variable] = definition or Definition(
            tuple(operation_clauses(variable, left, right)), (left >> 1, right >> 1)
        )
        for values, places in ((self._base, BASE), (self._extra, self._places)):
            ones = (1 << places) - 1
            a, b = values[left >> 1] ^ -(left & 1) & ones, values[right >> 1] ^ -(right & 1) & ones
            values.append(a & b if left < right else a ^ b)
        alike = self._candidates(variable)
        for candidate in alike if self.budget else ():
            other = 2 * candidate ^ (self._base[variable] ^ self._base[candidate]) & 1
            if self.difference(2 * variable, other) is None and self.equal(2 * variable, other, self.budget):
                self.solver.add(equal_clauses(2 * variable, other))
                self._merged[variable] = other
                return
        alike.append(variable)

    def equal(self, a: int, b: int, budget: int | None) -> bool | None:
        """Whether two literals are equal at all inputs; None where so many conflicts do not tell."""
        if self.difference(a, b) is not None:
            return False
        if a == b:
            return True
        a, b = max(a, b), min(a, b)
        for variable in (a >> 1, b >> 1):
            self._ask(variable)
        ways = [(signed(a ^ b),)] if b < 2 else [(signed(a), -signed(b)), (-signed(a), signed(b))]
        for assumptions in ways:
            found = self.solver.solve(assumptions, budget, self.what, self.fraction)
            if found is None:
                return None
            if found:
                self._learn()
                return False
        return True

    def difference(self, a: int, b: int) -> int | None:
        """The number of a pattern on which two literals differ; None where there is none so far."""
        for values, places, first in ((self._base, BASE, 0), (self._extra, self._places, BASE)):
            found = values[a >> 1] ^ values[b >> 1] ^ -((a ^ b) & 1) & (1 << places) - 1
            if found:
                return first + (found & -found).bit_length() - 1
        return None

    def inputs_at(self, a: int, b: int) -> Bits:
        """The inputs of a pattern on which two literals differ, as one cycle: (1, inputs)."""
        pattern = self.difference(a, b)
        assert pattern is not None
        return np.array([[self.values(2 * variable) >> pattern & 1 for variable in self.inputs]], np.uint8)

    def values(self, literal: int) -> int:
        """The values of a literal on all patterns, bit by bit."""
        ones = (1 << BASE + self._places) - 1
        return (self._base[literal >> 1] | self._extra[literal >> 1] << BASE) ^ -(literal & 1) & ones

    def _learn(self) -> None:
        """The solver's counterexample and 63 neighbours of it become patterns."""
        model = self.solver.model()
        flips = dict.fromkeys(self.inputs, 0)
        for place in range(1, STEP):
            flips[self._random.choice(self.inputs)] ^= 1 << place
        words = {variable: -model.get(variable, False) & ONES ^ flips[variable] for variable in self.inputs}
        for variable, word in enumerate(evaluate(self.network, words, ONES)[: len(self._extra)]):
            self._extra[variable] |= word << self._places
        self._places += STEP
        self.effort.patterns += STEP


def evaluate(network: Operations, inputs: dict[int, int], ones: int) -> list[int]:
    """The values of all variables, bit by bit of integers, from those of the inputs."""
    words = [0] * len(network.left)
    for variable, word in inputs.items():
        words[variable] = word
    for variable, (left, right) in enumerate(zip(network.left, network.right, strict=True)):
        if left != right:
            a, b = words[left >> 1] ^ -(left & 1) & ones, words[right >> 1] ^ -(right & 1) & ones
            words[variable] = a & b if left < right else a ^ b
    return words
