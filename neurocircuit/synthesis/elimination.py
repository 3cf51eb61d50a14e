"""Elimination: a neuron goes when each of its readers can do without it.

A reader tries to be one neuron over its other inputs, those of the neuron that is to go, and some near them. Its
values on all patterns must be those of such a neuron; a linear programme finds the weights; the SAT solver proves that
they are right, or gives a counterexample, which is one more pattern.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit
from neurocircuit.synthesis.care import neuron_for
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons, literal_of

#: Variables that a reader may be offered at most.
MOST_DIVISORS = 18
#: Readers of a neuron that is to go.
MOST_READERS = 64
#: How often a counterexample is answered by other weights.
TRIES = 6


class Elimination:
    """One network of neurons that gets smaller.

    Args:
        neurons: they are exchanged in place.
        evidence: about all their variables.
        limits: of each neuron.
        shallow: no neuron may come to lie higher than it does.
        kept: variables whose neurons stay as they are.
    """

    def __init__(
        self,
        neurons: Neurons,
        evidence: Evidence,
        limits: Limits,
        shallow: bool = False,
        kept: Set[int] = frozenset(),
    ) -> None:
        self.neurons, self.evidence, self.limits, self.shallow = neurons, evidence, limits, shallow
        self.kept = kept
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
        done: list[tuple[int, Unit]] = []
        for reader in sorted(neurons.readers[gone], key=lambda reader: len(neurons.units[reader].weights)):
            found = None
            divisors = self._divisors(reader, gone, offered)
            key = (reader, gone, offered)
            if divisors and self._failed.get(key) != divisors:
                found = self._expressed(reader, divisors)
                if found is None:
                    self._failed[key] = divisors
            if found is None:
                for reader, unit in reversed(done):
                    neurons.replace(reader, unit)
                return
            done.append((reader, neurons.units[reader]))
            neurons.replace(reader, found)
        neurons.drop_unread([gone, *(read for _, unit in done for read in unit.weights)])

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

    def _expressed(self, variable: int, divisors: Sequence[int]) -> Unit | None:
        """A variable as one neuron over others, proved, or None."""
        evidence, counts = self.evidence, self.counts
        prices = [self._price(divisor) for divisor in divisors]
        for _ in range(TRIES):
            counts["tests"] += 1
            wanted = evidence.values(variable)
            form = neuron_for(evidence.codes(divisors, evidence.places), wanted, prices)
            if form is None or not self.limits.allow(form):
                return None
            counts["neurons"] += 1
            read = {divisor: weight for divisor, weight in zip(divisors, form.weights, strict=True) if weight}
            unit = Unit(read, form.threshold)
            same = evidence.equal(literal_of(evidence.network, unit), 2 * variable)
            if same is not False:
                counts["proved" if same else "open"] += 1
                return unit if same else None
            counts["wrong"] += 1
        return None

    def _price(self, variable: int) -> float:
        """What a weight of 1 costs: neurons more than sources, and those that few others read most."""
        if variable <= self.neurons.sources:
            return 1.0
        return 1.05 + 0.5 / max(1, len(self.neurons.readers.get(variable, ())))
