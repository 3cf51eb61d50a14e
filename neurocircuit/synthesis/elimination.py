"""Elimination: a neuron goes when each of its readers can do without it.

A reader tries to be one neuron over its other inputs, those of the neuron that is to go, and some near them. Its
values on all patterns must be those of such a neuron; a linear programme finds the weights; the SAT solver proves that
they are right, or gives a counterexample, which is one more pattern.

With care for what is seen only, a reader need not stay what it is: where none of its own readers depends on it, its
value does not matter (Savoj and Brayton, The use of observability and external don't cares for the simplification of
multi-level networks, 1990). Another neuron then takes its place, and all that read it are proved to stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.synthesis.care import neuron_for
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.merging import reading
from neurocircuit.synthesis.neurons import Neurons, literal_of

#: Variables that a reader may be offered at most.
MOST_DIVISORS = 18
#: Readers of a neuron that is to go.
MOST_READERS = 64
#: How often a counterexample is answered by other weights.
TRIES = 6
#: Readers that tell where a neuron is seen; sums are exact below this.
MOST_SEEING, EXACT = 16, 1 << 53

#: Variables, each with the neuron that it gets, or None where it goes.
Changes: TypeAlias = list[tuple[int, Unit | None]]


class Elimination:
    """One network of neurons that gets smaller.

    Args:
        neurons: they are exchanged in place.
        evidence: about all their variables.
        limits: of each neuron.
        shallow: no neuron may come to lie higher than it does.
        kept: variables whose neurons stay as they are.
        seen: whether neurons need only be right where they are seen.
    """

    def __init__(
        self,
        neurons: Neurons,
        evidence: Evidence,
        limits: Limits,
        shallow: bool = False,
        kept: Set[int] = frozenset(),
        seen: bool = False,
    ) -> None:
        self.neurons, self.evidence, self.limits, self.shallow = neurons, evidence, limits, shallow
        self.kept, self.seen = kept, seen
        self._failed: dict[tuple[int, int, int], tuple[int, ...]] = {}
        self.counts = dict.fromkeys(("tests", "neurons", "proved", "wrong", "open"), 0)

    def sweep(self, offered: int, effort: Effort) -> bool:
        """Try each neuron once, those of few readers first; whether any went.

        Args:
            offered: how many variables a reader is offered, if there are as many near.
            effort: told how far it is.

        Raises:
            OutOfTime: at the limit of the effort.
        """
        neurons = self.neurons
        before = len(neurons)
        order = sorted(neurons.units, key=lambda variable: len(neurons.readers.get(variable, ())))
        for number, variable in enumerate(order):
            if variable not in neurons.units or variable in neurons.outputs or variable in self.kept:
                continue
            effort.check(f"eliminating, {len(neurons)} neurons left", number / len(order))
            readers = neurons.readers[variable].keys()
            if len(readers) <= MOST_READERS and not readers & self.kept:
                self._eliminate(variable, offered)
        return len(neurons) < before

    def _eliminate(self, gone: int, offered: int) -> None:
        """Let all readers of a neuron do without it, where they can; else they stay as they were."""
        neurons = self.neurons
        done: Changes = []
        for reader in sorted(neurons.readers[gone], key=lambda reader: len(neurons.units[reader].weights)):
            changes: Changes | None = None
            divisors = self._divisors(reader, gone, offered)
            key = (reader, gone, offered)
            if divisors and self._failed.get(key) != divisors:
                changes = self._expressed(reader, divisors)
                if changes is None:
                    self._failed[key] = divisors
            if changes is None:
                for variable, unit in reversed(done):
                    neurons.replace(variable, unit)
                return
            done += [(variable, neurons.replace(variable, unit)) for variable, unit in changes]
        neurons.drop_unread([gone, *(read for _, unit in done if unit for read in unit.weights)])

    def _divisors(self, reader: int, gone: int, offered: int) -> tuple[int, ...]:
        """What a reader may read instead of a neuron; nothing where that is too much."""
        neurons = self.neurons
        near = dict.fromkeys([read for read in neurons.units[reader].weights if read != gone])
        near |= dict.fromkeys(neurons.units[gone].weights)
        if len(near) > MOST_DIVISORS:
            return ()
        if len(near) < offered:
            scores: dict[int, float] = {}
            for variable in (*near, gone):
                for other in neurons.readers.get(variable, ()):
                    if other not in near:
                        scores[other] = scores.get(other, 0) + len(neurons.units[other].weights) ** -0.5
                if variable in neurons.units:
                    for other in neurons.units[variable].weights:
                        if other not in near:
                            scores[other] = scores.get(other, 0) + 0.3
            scores.pop(gone, None)
            scores.pop(reader, None)
            ranked = sorted(scores, key=lambda variable: (-scores[variable], variable))
            if self.shallow:
                fitting = [variable for variable in ranked if neurons.level_of(variable) < neurons.level[reader]]
            else:
                after = self._after(reader, max(map(neurons.level_of, scores), default=0))
                fitting = [variable for variable in ranked if variable not in after]
            near |= dict.fromkeys(fitting[: offered - len(near)])
        return tuple(near)

    def _after(self, variable: int, level: int) -> set[int]:
        """What depends on a variable, up to a level."""
        neurons = self.neurons
        found = {variable}
        waiting = [variable]
        while waiting:
            for reader in neurons.readers.get(waiting.pop(), ()):
                if reader not in found and neurons.level[reader] <= level:
                    found.add(reader)
                    waiting.append(reader)
        return found

    def _expressed(self, variable: int, divisors: Sequence[int]) -> Changes | None:
        """What makes a variable one neuron over others or, where it cannot be, one that does as well; None without."""
        changes = self._tried(variable, divisors, False)
        return self._tried(variable, divisors, True) if changes is None and self._is_free(variable) else changes

    def _tried(self, variable: int, divisors: Sequence[int], free: bool) -> Changes | None:
        evidence, counts = self.evidence, self.counts
        prices = [self._price(divisor) for divisor in divisors]
        for _ in range(TRIES):
            counts["tests"] += 1
            codes, wanted = evidence.codes(divisors, evidence.places), evidence.values(variable)
            if free:
                where = self._where_seen(variable)
                codes, wanted = codes[where], wanted[where]
            form = neuron_for(codes, wanted, prices)
            if form is None or not self.limits.allow(form):
                return None
            counts["neurons"] += 1
            read = {divisor: weight for divisor, weight in zip(divisors, form.weights, strict=True) if weight}
            unit = Unit(read, form.threshold)
            changes: Changes | None = self._instead(variable, unit) if free else [(variable, unit)]
            if changes is None:
                return None
            same = self._proved(changes)
            if same is not False:
                counts["proved" if same else "open"] += 1
                return changes if same else None
            counts["wrong"] += 1
        return None

    def _is_free(self, variable: int) -> bool:
        """Whether a neuron may become another one: where it is seen by a few neurons only, which may change as well."""
        neurons = self.neurons
        if not self.seen or variable in neurons.outputs or len(neurons.readers[variable]) > MOST_SEEING:
            return False
        return self.kept.isdisjoint((variable, *neurons.readers[variable]))

    def _where_seen(self, variable: int) -> NDArray[np.bool_]:
        """On which patterns the neurons that read a variable depend on it."""
        where = np.zeros(self.evidence.places, bool)
        for reader in self.neurons.readers[variable]:
            weights, threshold = dict(self.neurons.units[reader].weights), self.neurons.units[reader].threshold
            own = weights.pop(variable)
            if abs(threshold) + abs(own) + sum(map(abs, weights.values())) >= EXACT:
                return np.ones_like(where)
            sums = self.evidence.sums(weights)
            where |= (sums + max(0, own) >= threshold) & (sums + min(0, own) < threshold)
        return where

    def _instead(self, variable: int, unit: Unit) -> Changes | None:
        """A neuron in the place of that of a variable, whatever it computes; None beyond the limits or in a cycle."""
        neurons, network = self.neurons, self.evidence.network
        literal = literal_of(network, unit)
        made = literal >> 1
        if literal == 2 * variable:
            return [(variable, unit)]
        if made in neurons.units and neurons.level[made] >= neurons.level[variable]:
            return None
        changes: Changes = []
        if made > network.inputs and made not in neurons.units:
            changes.append((made, unit_of([2 * read for read in unit.weights], unit.form, literal & 1)))
        for reader in neurons.readers[variable]:
            other = reading(neurons.units[reader], variable, literal)
            if not self.limits.allow(other.form):
                return None
            changes.append((reader, other))
        return [*changes, (variable, None)]

    def _proved(self, changes: Changes) -> bool | None:
        """Whether all variables that have a neuron already keep their functions."""
        evidence = self.evidence
        for variable, unit in changes:
            if unit is not None and variable in self.neurons.units:
                same = evidence.equal(literal_of(evidence.network, unit), 2 * variable)
                if not same:
                    return same
        for variable, unit in changes:
            if unit is not None and variable not in evidence.row:
                evidence.take_in(variable, evidence.sums(unit.weights) >= unit.threshold)
        return True

    def _price(self, variable: int) -> float:
        """What a weight of 1 costs: neurons more than sources, and those that few others read most."""
        if variable <= self.neurons.sources:
            return 1.0
        return 1.05 + 0.5 / max(1, len(self.neurons.readers.get(variable, ())))
