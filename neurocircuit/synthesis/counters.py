"""Sums as neurons that count: products, sums of numbers, and totally symmetric cones such as majorities.

A counter adds bits of a few places: each digit, from the highest down, is one neuron that takes off what the higher
ones are worth. So m neurons leave m bits of any number, and within a limit of the inputs that a neuron has those
counters are taken, from the lowest place up, that take away the most bits for their neurons.

For few levels counters take what is ready first, in all places at once, until two numbers are left, which are added
with carries looked ahead (Dadda, Some schemes for parallel multipliers, 1965).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from itertools import count, pairwise
from typing import NamedTuple

from neurocircuit.analysis.adders import Adder
from neurocircuit.analysis.arithmetic import spelled_sums
from neurocircuit.analysis.counting import Counted, find_counts
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.symmetric import count_forms
from neurocircuit.netlist.graph import outputs
from neurocircuit.simulation.carry_save import signed_digits
from neurocircuit.simulation.lowering import lower_into
from neurocircuit.simulation.operations import FALSE, TRUE, Operations
from neurocircuit.synthesis.cuts import CUT_ARITY
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.lookahead import carry_form, sum_ahead
from neurocircuit.synthesis.translation import Translation, moved

#: Counters of so many inputs may change: all patterns prove the whole then.
MOST_FREE = 20
#: Neurons of counters and adders have so many inputs at most, where there is no limit.
MOST_FANIN = 63
#: Shorter sums are left to elimination.
FEWEST_DIGITS = 6
#: What is added comes at this level at the latest, where that is done in few levels; later ones are sums themselves,
#: which stay provable only where mapping is not pressed to make them of other neurons.
LATEST = 16


def with_counters(given: Translation, limits: Limits, effort: Effort, shallow: bool = False) -> Translation:
    """The same circuit with counters for those outputs that count; the one given where there are none.

    Nets that only these outputs needed are gone. Where it is to be shallow few levels come before few neurons.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    network = given.network
    found = find_counts(network, [root for root in given.roots if root > network.inputs], effort)
    counters = _Counters(network.inputs, limits, shallow)
    made: dict[int, int] = {}
    for root, counted in found.items():
        if len(counted.literals) > CUT_ARITY and (literal := counters.function(counted)) is not None:
            made[root] = literal
    literals = {variable: 2 * variable for variable in range(network.inputs + 1)} | made
    for adder in spelled_sums(network, [given.literals[net] for net in given.wanted], _numbers(given), effort):
        if len(adder.weights) > len(adder.digits) and not made.keys() & {digit >> 1 for digit in adder.digits}:
            _copy(network, counters.network, literals, [literal >> 1 for literal in adder.weights])
            digits = counters.added(adder, literals)
            made |= {old >> 1: new ^ old & 1 for old, new in zip(adder.digits, digits, strict=False)}
            literals |= made
    if not made:
        return given
    # What else is needed is computed as it was, from the inputs up.
    _copy(network, counters.network, literals, given.roots)
    return moved(given, counters.network, literals, counters.units, counters.kept)


def _copy(network: Operations, other: Operations, literals: dict[int, int], variables: Iterable[int]) -> None:
    """Compute variables in another network too, whose literals for them and for all behind them are noted."""
    flags = bytearray(len(network.left))
    for variable in variables:
        flags[variable] = 1
    for variable in range(len(network.left) - 1, network.inputs, -1):
        if flags[variable] and variable not in literals:
            flags[network.left[variable] >> 1] = flags[network.right[variable] >> 1] = 1
    for variable in range(network.inputs + 1, len(network.left)):
        if flags[variable] and variable not in literals:
            left, right = network.left[variable], network.right[variable]
            a, b = literals[left >> 1] ^ left & 1, literals[right >> 1] ^ right & 1
            literals[variable] = other.both(a, b) if left < right else other.differ(a, b)


def _numbers(given: Translation) -> Iterator[dict[int, int]]:
    """The buses among the outputs that are long enough: from the number of a net to its place."""
    nets, shown = {net: number for number, net in enumerate(given.wanted)}, outputs(given.circuit.graph)
    for port in given.circuit.output_ports:
        if port.width >= FEWEST_DIGITS:
            yield {nets[shown[bit]]: place for place, bit in enumerate(port.bits)}


class _Taken(NamedTuple):
    """What a counter takes: so many literals of each place, into so many digits; and whether it absorbs a product."""

    counts: tuple[int, ...]
    digits: int
    absorbed: int

    @property
    def worth(self) -> float:
        """Bits that it takes away for each neuron; that of a product is no longer needed."""
        return (sum(self.counts) - self.digits) / (self.digits - self.absorbed)


class _Counters:
    """A network that grows by neurons within limits."""

    def __init__(self, inputs: int, limits: Limits, shallow: bool) -> None:
        self.network, self.limits, self.shallow = Operations(inputs), limits, shallow
        self._levels: list[int] = []
        self.units: dict[int, Unit] = {}
        self.kept: set[int] = set()
        # By the number of digits of a counter, how many inputs it may have.
        self._rooms = [self._room(digits) for digits in range(2 + MOST_FANIN)]
        # So many places a carry may come from.
        self._reach = max([m for m in range(1, MOST_FANIN // 2 + 1) if limits.allow(carry_form(m))], default=1)

    def _put(self, form: LinearForm, literals: Sequence[int]) -> int:
        literal = lower_into(self.network, form, literals)
        unit = unit_of(literals, form, literal & 1)
        possible = self.limits.allow(unit.form) and all(read < literal >> 1 for read in unit.weights)
        if possible and literal >> 1 not in self.units:
            self.units[literal >> 1] = unit
            self._level(literal)
            self._levels[literal >> 1] = 1 + max(map(self._level, literals))
        return literal

    def _level(self, literal: int) -> int:
        """The level of a literal: that of its neuron; what is none yet may become one for each operation."""
        left, right, levels = self.network.left, self.network.right, self._levels
        for variable in range(len(levels), len(left)):
            own = variable > self.network.inputs
            levels.append(1 + max(levels[left[variable] >> 1], levels[right[variable] >> 1]) if own else 0)
        return levels[literal >> 1]

    def function(self, counted: Counted) -> int | None:
        """The literal of a function of a count; None where the limits are too narrow for any counter."""
        # Literals of negated inputs count by a negative weight.
        signs = [-1 if literal & 1 else 1 for literal in counted.literals]
        inputs = [literal & ~1 for literal in counted.literals]
        forms = count_forms(signs, counted.values)
        if all(map(self.limits.allow, forms)):
            for form in forms:
                inputs.append(self._put(form, inputs[: len(form.weights)]))
            self._keep(counted.literals)
            return inputs[-1]
        if self._rooms[2] < 3:
            return None
        places = len(counted.literals).bit_length()
        columns = [deque(counted.literals), *(deque[int]() for _ in range(1, places))]
        digits = self._sum_ahead(columns)[:places] if self.shallow else self._sum(columns, places)
        self._keep(counted.literals)
        weights = tuple([1 << place for place in range(len(digits))])
        literal = FALSE
        for number, (before, value) in enumerate(pairwise(counted.values), 1):
            if before != value:
                literal = self.network.differ(literal, self._put(LinearForm(weights, number), digits))
        return literal ^ counted.values[0]

    def _keep(self, counted: Sized) -> None:
        if len(counted) > MOST_FREE:
            self.kept.update(self.units)

    def _room(self, digits: int) -> int:
        """How many inputs a counter of so many digits may have: the lowest digit reads all higher ones."""
        if digits < 2 or not self.limits.allow(LinearForm((1 << digits - 1,), 0)):
            return 0
        return min(MOST_FANIN, self.limits.max_fanin or MOST_FANIN) + 1 - digits

    def added(self, adder: Adder, literals: Mapping[int, int]) -> list[int]:
        """The digits of a sum, the lowest first; none within narrow limits, or where there are few.

        Args:
            adder: the sum.
            literals: here, of variables that it adds.
        """
        places = len(adder.digits)
        if self._rooms[2] < 3 or places < FEWEST_DIGITS:
            return []
        columns: list[deque[int]] = [deque() for _ in range(places)]
        constant = adder.constant
        for literal, weight in adder.weights.items():
            own = literals[literal >> 1] ^ literal & 1
            for place, digit in signed_digits(weight):
                if place < places:
                    # -2^k x is 2^k (1 - x) less a constant.
                    columns[place].append(own ^ (digit < 0))
                    constant -= (digit < 0) << place
        for place in range(places):
            if constant >> place & 1:
                columns[place].append(TRUE)
        early = max(self._level(literal) for column in columns for literal in column) <= LATEST
        digits = (self._sum_ahead if self.shallow and early else self._sum)(columns)[:places]
        self._keep(adder.weights)
        return digits

    def _sum(self, columns: list[deque[int]], most: int | None = None) -> list[int]:
        """The digits of a sum of literals by their places; so many at most, where that is known."""
        for place, column in enumerate(columns):  # which get more on the way
            if most == place + 1 and len(column) > 1:
                highest = self._put(LinearForm((1,) * len(column), 1), [*column])
                return [*(each[0] for each in columns[:place]), highest]
            while len(column) > 1:
                taken = max(self._choices(columns, place), key=lambda taken: taken.worth)
                made = self._counter(taken, columns, place)
                columns += [deque[int]() for _ in range(place + taken.digits - len(columns))]
                for number, literal in enumerate(made):
                    columns[place + number].append(literal)
        return [column[0] if column else FALSE for column in columns]

    def _sum_ahead(self, columns: list[deque[int]]) -> list[int]:
        """The digits of a sum of literals by their places, in few levels."""
        self._compress(columns)
        return sum_ahead(columns, self._put, self._reach)

    def _compress(self, columns: list[deque[int]]) -> None:
        """Leave two literals of each place at most: what is ready first is counted first."""
        for level in count():
            tallest = max(map(len, columns))
            if tallest <= 2:
                return
            for place, column in enumerate(columns):  # which get more on the way
                ready = [literal for literal in column if self._level(literal) <= level]
                # Where all others are two or three, two make way for a carry, which would go on from place to place.
                while len(column) > 2 and len(ready) >= (2 if tallest == 3 else 3):
                    digits = 3 if len(ready) > 5 and self._rooms[3] > 6 else 2
                    size = min(len(ready), (1 << digits) - 1)
                    absorbed = self._rooms[digits + 1] > size and any(map(self._is_product, ready[:size]))
                    waiting = [literal for literal in column if literal not in ready]
                    column.clear()
                    column.extend(ready)
                    made = self._counter(_Taken((size,), digits, absorbed), columns, place)
                    ready = [*column]
                    column.extend(waiting)
                    columns += [deque[int]() for _ in range(place + digits - len(columns))]
                    for number, literal in enumerate(made):
                        columns[place + number].append(literal)

    def _choices(self, columns: Sequence[Sequence[int]], place: int) -> Iterator[_Taken]:
        """The counters that can take something from a place, and with it from the next ones."""
        absorbs = any(map(self._is_product, columns[place]))
        for digits in count(2):
            room = self._rooms[digits]
            if room < 2:
                return
            for absorbed in range(1 + (absorbs and self._rooms[digits + 1] > 0)):
                left, free = (1 << digits) - 1, room - absorbed
                counts = []
                for number, column in enumerate(columns[place : place + digits]):
                    counts.append(min(len(column), free, left >> number))
                    left, free = left - (counts[-1] << number), free - counts[-1]
                if counts[0] > 1 and left < 1 << digits - 1:
                    yield _Taken(tuple(counts), digits, absorbed)

    def _is_product(self, literal: int) -> bool:
        """Whether a literal is the AND of two inputs, and no neuron's yet."""
        left, right = self.network.left[literal >> 1], self.network.right[literal >> 1]
        fresh = not literal & 1 and literal >> 1 not in self.units
        return fresh and left < right <= 2 * self.network.inputs + 1

    def _counter(self, taken: _Taken, columns: Sequence[deque[int]], place: int) -> list[int]:
        """The digits of a sum of the first literals of columns, the lowest first.

        For a product its factors may be counted, half as much as anything else: one alone does not reach a digit.
        """
        read: list[int] = []
        if taken.absorbed:
            product = next(literal for literal in columns[place] if self._is_product(literal))
            columns[place].remove(product)
            read += (self.network.left[product >> 1], self.network.right[product >> 1])
        weights = [1] * len(read)
        for number, each in enumerate(taken.counts):
            some = [columns[place + number].popleft() for _ in range(each - (taken.absorbed and not number))]
            read += some
            weights += [1 << number + taken.absorbed] * len(some)
        inputs = len(read)
        for digit in reversed(range(taken.digits)):
            unit = 1 << digit + taken.absorbed
            read.append(self._put(LinearForm(tuple(weights), unit), read))
            weights.append(-unit)
        return read[: inputs - 1 : -1]
