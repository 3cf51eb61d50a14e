"""Neurons over the variables of a network of operations: the circuit while it is improved.

A neuron stands for the variable of the network that it computes, as it is and not negated, and reads others of them.
So whatever is exchanged, each neuron keeps its function, and the network says what that is.
"""

from __future__ import annotations

from collections.abc import Iterable

from neurocircuit.analysis.units import Unit
from neurocircuit.simulation.lowering import lower
from neurocircuit.simulation.operations import Operations


def literal_of(network: Operations, unit: Unit) -> int:
    """The literal of what a neuron computes; the network grows where it has none."""
    return lower(unit.form).literal(network, [2 * variable for variable in unit.weights])


class Neurons:
    """Units by the variable they stand for, and which of them read a variable.

    Args:
        units: of all variables that outputs need, but for sources.
        outputs: the variables that are seen from outside.
        sources: so many variables from 1 on are inputs and registers.
    """

    def __init__(self, units: dict[int, Unit], outputs: Iterable[int], sources: int) -> None:
        self.units = units
        self._roots = tuple(outputs)
        self.outputs = set(self._roots)
        self.sources = sources
        self.readers: dict[int, dict[int, None]] = {}
        for variable, unit in units.items():
            for read in unit.weights:
                self.readers.setdefault(read, {})[variable] = None
        self._instead: dict[int, int] = {}
        self.level: dict[int, int] = {}
        self.relevel()
        self.drop_unread(tuple(units))

    def __len__(self) -> int:
        return len(self.units)

    def copy(self) -> Neurons:
        """The same neurons, made from nothing but the units: also where an exchange was interrupted."""
        return self.remade(dict(self.units))

    def remade(self, units: dict[int, Unit]) -> Neurons:
        """Other neurons for the same outputs."""
        same = Neurons(units, [self.shown(2 * variable) >> 1 for variable in self._roots], self.sources)
        same._roots, same._instead = self._roots, dict(self._instead)
        return same

    def order(self) -> list[int]:
        """All units, each after those that it reads."""
        done: dict[int, None] = {}
        for root in self.units:
            stack = [(root, iter(self.units[root].weights))] if root not in done else []
            while stack:
                variable, rest = stack[-1]
                read = next((read for read in rest if read in self.units and read not in done), None)
                if read is None:
                    stack.pop()
                    done[variable] = None
                else:
                    stack.append((read, iter(self.units[read].weights)))
        return list(done)

    def relevel(self) -> None:
        """Find all levels anew."""
        for variable in self.order():
            self.level[variable] = self._level(variable)

    def _level(self, variable: int) -> int:
        return 1 + max([self.level.get(read, 0) for read in self.units[variable].weights], default=0)

    def level_of(self, variable: int) -> int:
        """How many neurons the longest path to a variable has."""
        return self.level.get(variable, 0)

    def depth(self) -> int:
        """The longest path at all."""
        return max(self.level.values(), default=0)

    def replace(self, variable: int, unit: Unit | None, settled: bool = True) -> Unit | None:
        """Another neuron for a variable, its first one, or none any more; the one that it had is given.

        Levels are wrong until they are found anew where they are not to be ``settled`` at once.
        """
        before = self.units.get(variable)
        for read in before.weights if before else ():
            del self.readers[read][variable]
        if unit is None:
            del self.units[variable], self.level[variable]
            return before
        self.units[variable] = unit
        for read in unit.weights:
            self.readers.setdefault(read, {})[variable] = None
        self.level.setdefault(variable, 0)
        if settled:
            self._settle(variable)
        return before

    def _settle(self, variable: int) -> None:
        waiting = [variable]
        while waiting:
            variable = waiting.pop()
            level = self._level(variable)
            if level != self.level[variable]:
                self.level[variable] = level
                waiting.extend(self.readers.get(variable, ()))

    def stand_in(self, variable: int, literal: int) -> None:
        """Let outputs show a literal instead of a variable."""
        if variable in self.outputs:
            self._instead[variable] = literal
            self.outputs.add(literal >> 1)
            self.outputs.remove(variable)

    def shown(self, literal: int) -> int:
        """The literal that outputs show for one that they had at the beginning."""
        while literal >> 1 in self._instead:
            literal = self._instead[literal >> 1] ^ literal & 1
        return literal

    def drop_unread(self, among: Iterable[int]) -> None:
        """Take out those of some units that nothing reads, and what only they read."""
        waiting = [*among]
        while waiting:
            variable = waiting.pop()
            if variable in self.units and not self.readers.get(variable) and variable not in self.outputs:
                waiting.extend(self.units[variable].weights)
                self.replace(variable, None)
