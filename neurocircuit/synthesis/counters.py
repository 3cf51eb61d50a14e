"""Totally symmetric cones as neurons that count: one for a majority of any number of inputs.

Within a limit of the inputs that a neuron has, counters of few inputs give binary numbers, and these are added, some
places at a time: each digit, from the highest down, is one neuron that takes off what the higher ones are worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from neurocircuit.analysis.arithmetic import Spelled, spelled_sums
from neurocircuit.analysis.counting import Counted, find_counts
from neurocircuit.analysis.effort import Effort
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.symmetric import count_forms
from neurocircuit.netlist.graph import outputs
from neurocircuit.simulation.lowering import lower_into
from neurocircuit.simulation.operations import FALSE, Operations
from neurocircuit.synthesis.cuts import CUT_ARITY
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Unit, unit_of
from neurocircuit.synthesis.translation import Translation, moved

#: Counters of so many inputs may change: all patterns prove the whole then.
MOST_FREE = 20
#: Neurons of counters and adders have so many inputs at most, where there is no limit.
MOST_FANIN = 31
#: Shorter sums are left to elimination.
FEWEST_DIGITS = 6


def with_counters(given: Translation, limits: Limits, effort: Effort) -> Translation:
    """The same circuit with counters for those outputs that count; the one given where there are none.

    Nets that only these outputs needed are gone.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    network = given.network
    found = find_counts(network, [root for root in given.roots if root > network.inputs], effort)
    counters = _Counters(network.inputs, limits)
    made: dict[int, int] = {}
    for root, counted in found.items():
        if len(counted.literals) > CUT_ARITY and (literal := counters.function(counted)) is not None:
            made[root] = literal
    for spelled in spelled_sums(network, [given.literals[net] for net in given.wanted], _numbers(given), effort):
        if not made.keys() & {digit >> 1 for digit in spelled.digits}:
            digits = counters.added(spelled)
            made |= {old >> 1: new ^ old & 1 for old, new in zip(spelled.digits, digits, strict=False)}
    if not made:
        return given
    # What else is needed is computed as it was, from the inputs up.
    flags = network.needed([2 * root for root in given.roots if root not in made])
    literals = {variable: 2 * variable for variable in range(network.inputs + 1)} | made
    for variable in range(network.inputs + 1, len(network.left)):
        if flags[variable] and variable not in literals:
            left, right = network.left[variable], network.right[variable]
            a, b = literals[left >> 1] ^ left & 1, literals[right >> 1] ^ right & 1
            literals[variable] = counters.network.both(a, b) if left < right else counters.network.differ(a, b)
    return moved(given, counters.network, literals, counters.units, counters.kept)


def _numbers(given: Translation) -> Iterator[dict[int, int]]:
    """The buses among the outputs that are long enough: from the number of a net to its place."""
    nets, shown = {net: number for number, net in enumerate(given.wanted)}, outputs(given.circuit.graph)
    for port in given.circuit.output_ports:
        if port.width >= FEWEST_DIGITS:
            yield {nets[shown[bit]]: place for place, bit in enumerate(port.bits)}


class _Counters:
    """A network that grows by neurons within limits."""

    def __init__(self, inputs: int, limits: Limits) -> None:
        self.network, self.limits = Operations(inputs), limits
        self.units: dict[int, Unit] = {}
        self.kept: set[int] = set()
        self.most = max([size for size in range(2, 1 + MOST_FANIN) if self._fits(size, size)], default=0)

    def _put(self, form: LinearForm, literals: Sequence[int]) -> int:
        literal = lower_into(self.network, form, literals)
        unit = unit_of(literals, form, literal & 1)
        if self.limits.allow(form) and all(read < literal >> 1 for read in unit.weights):
            self.units.setdefault(literal >> 1, unit)
        return literal

    def function(self, counted: Counted) -> int | None:
        """The literal of a function of a count; None where the limits are too narrow for any counter."""
        # Literals of negated inputs count by a negative weight.
        signs = [-1 if literal & 1 else 1 for literal in counted.literals]
        inputs = [literal & ~1 for literal in counted.literals]
        forms = count_forms(signs, counted.values)
        if all(map(self.limits.allow, forms)):
            for form in forms:
                inputs.append(self._put(form, inputs[: len(form.weights)]))
            self._keep(counted)
            return inputs[-1]
        if self.most < 3:
            return None
        digits = self._number(counted.literals)
        self._keep(counted)
        weights = tuple([1 << place for place in range(len(digits))])
        literal = FALSE
        for number, (before, value) in enumerate(pairwise(counted.values), 1):
            if before != value:
                literal = self.network.differ(literal, self._put(LinearForm(weights, number), digits))
        return literal ^ counted.values[0]

    def _keep(self, counted: Counted) -> None:
        if len(counted.literals) > MOST_FREE:
            self.kept.update(self.units)

    def _fits(self, inputs: int, highest: int) -> bool:
        """Whether so many inputs, that come to so much, can be counted: the lowest digit reads all higher ones."""
        digits = highest.bit_length()
        form = LinearForm((1,) * (inputs + digits - 2) + (1 << digits - 1,), 0)
        return len(form.weights) <= MOST_FANIN and self.limits.allow(form)

    def _counter(self, literals: Sequence[int], weights: Sequence[int], highest: int) -> list[int]:
        """The digits of a sum, the lowest first."""
        read, each = list(literals), list(weights)
        for place in reversed(range(highest.bit_length())):
            read.append(self._put(LinearForm(tuple(each), 1 << place), read))
            each.append(-1 << place)
        return read[: len(literals) - 1 : -1]

    def _number(self, literals: Sequence[int]) -> list[int]:
        """The binary digits of how many literals are true, the lowest first."""
        size = len(literals)
        if size <= self.most:
            return self._counter(literals, [1] * size, size)
        left = self.most
        while (wider := 2 * left + self._spare(left)) < size:
            left = wider
        right = size - left - min(self._spare(left), size - left - 1)
        numbers = [self._number(literals[:left]), self._number(literals[left : left + right])]
        columns: list[list[int]] = [[] for _ in range(max(map(len, numbers)))]
        for number in numbers:
            for place, literal in enumerate(number):
                columns[place].append(literal)
        columns[0] += literals[left + right :]
        return self._sum(columns, size)

    def _spare(self, highest: int) -> int:
        """How many single literals come into the sum of two numbers without a neuron of their own."""
        inputs = 2 * highest.bit_length()
        return max([extra for extra in range(1, 4) if self._fits(inputs + extra, 2 * highest + extra)], default=1)

    def added(self, spelled: Spelled) -> list[int]:
        """The digits of a sum, the lowest first; none within narrow limits, or unless it adds two numbers of inputs."""
        if self.most < 3 or len(spelled.digits) < FEWEST_DIGITS or max(spelled.weights) >> 1 > self.network.inputs:
            return []
        columns: list[list[int]] = [[] for _ in spelled.digits]
        for literal, weight in spelled.weights.items():
            place = weight.bit_length() - 1
            if weight != 1 << place or len(columns[place]) == (2 if place else 3):
                return []
            columns[place].append(literal)
        return self._sum(columns, sum(spelled.weights.values()))

    def _sum(self, columns: Sequence[Sequence[int]], highest: int) -> list[int]:
        """The digits of a sum of literals by their places, some places at a time, each time as many as can be.

        Each column has two literals at most, the first one more if all of them can be added at once, and they come to
        so much at most.
        """
        digits: list[int] = []
        start, carry = 0, list[int]()
        while start < len(columns):
            for span in reversed(range(1, len(columns) - start + 1)):
                parts = columns[start : start + span]
                most = min(highest >> start, len(carry) + sum([len(part) << place for place, part in enumerate(parts)]))
                literals = [*carry, *(literal for part in parts for literal in part)]
                whole = start + span == len(columns) or most < 2 << span
                if whole and self._fits(len(literals), most):
                    break
            weights = [1] * len(carry) + [1 << place for place, part in enumerate(parts) for _ in part]
            made = self._counter(literals, weights, most)
            start += span
            carry = made[span:] if start < len(columns) else []
            digits += made if start == len(columns) else made[:span]
        return digits
