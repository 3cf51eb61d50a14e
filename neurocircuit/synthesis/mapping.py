"""Technology mapping: the operations of a network covered by few neurons.

Each operation is made from one of its cuts, by one neuron or by a recipe of a few. The area flow, which shares the
cost of a leaf among its readers, chooses first; then operation after operation takes the cut that costs least where
all others stay (Mishchenko, Chatterjee and Brayton, Improvements to technology mapping for LUT-based FPGAs, 2007).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.logic.chow import TABLE_ARITY, classes, smallest_form
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.recipe import Recipe, Step, parity_recipe
from neurocircuit.logic.truth_table import TruthTable, full_mask
from neurocircuit.simulation.lowering import lower
from neurocircuit.simulation.operations import Operations, watched
from neurocircuit.synthesis.cuts import CUT_ARITY, NO_LEAF, UNKNOWN, VARIABLES, Tables, enumerate_cuts
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.pairs import PAIR_ARITY, has_pair, pair_recipe
from neurocircuit.synthesis.parities import wide_parities

ROUNDS, EXACT_ROUNDS = 4, 4
#: What one of two inputs is without the other; whether neither is so, or either: no weight is larger than 1.
_HALVES = Step.of(((0, 1), (1, -1)), 1), Step.of(((0, -1), (1, 1)), 1)
_EITHER = Step.of(((2, -1), (3, -1)), 0), Step.of(((2, 1), (3, 1)), 1)


class Choice(NamedTuple):
    """One way to make a variable: what it costs, what it reads, and how: a table, a recipe, or a neuron as it was.

    Its neurons are so many levels.
    """

    cost: int
    levels: int
    leaves: tuple[int, ...]
    made: int | Recipe | Unit


#: Of each variable the ways to make it.
Choices: TypeAlias = list[list[Choice]]


class Costs:
    """What functions of six inputs cost in neurons within limits; where these are to be shallow, in few levels."""

    def __init__(self, limits: Limits, shallow: bool = False) -> None:
        self.limits, self.shallow = limits, shallow
        rows = np.array([[*key, *row] for key, row in classes(True).items()], np.uint64)
        weights = rows[:, TABLE_ARITY + 1 : -1]
        allowed = [limits.allow(LinearForm(tuple(own), 0)) for own in weights.tolist()]
        self._known = np.sort(_key(rows[allowed, 0] >> 1, rows[allowed, 1 : CUT_ARITY + 1] >> 1))
        self._pairs = has_pair(limits)
        self._recipes = {_widened(table): recipe for table, recipe in self._listed()}
        self._tables = np.array(sorted(self._recipes), np.uint64)
        self._lengths = np.array([len(self._recipes[int(table)]) for table in self._tables], np.int8)

    def _listed(self) -> list[tuple[TruthTable, Recipe]]:
        """Functions that have a recipe here."""
        found: list[tuple[TruthTable, Recipe]] = []
        for value in (0, 1):
            found.append((_parity(2, value), (*_HALVES, _EITHER[value])))
            for arity in range(4 if self.shallow else 5, CUT_ARITY + 1):
                for recipe in self.parities(arity, value):
                    found.append((_parity(arity, value), recipe))
        return found

    def parities(self, arity: int, value: int = 1) -> Iterator[Recipe]:
        """The ways to make a parity within the limits, that of the fewest levels last."""
        for flat in (False, True)[: 1 + self.shallow]:
            recipe = parity_recipe(arity, value, flat)
            if all(self.limits.allow(step.perceptron.integer_form) for step in recipe):
                yield recipe

    def __call__(self, tables: Tables) -> NDArray[np.int8]:
        """The number of neurons of each; ``UNKNOWN`` where it is not known."""
        costs = np.full(len(tables), UNKNOWN, np.int8)
        place = np.minimum(np.searchsorted(self._tables, tables), len(self._tables) - 1)
        listed = self._tables[place] == tables
        costs[listed] = self._lengths[place[listed]]
        low = tables & np.uint64(0xFFFF)
        costs[(low * np.uint64(0x0001000100010001) == tables) & self._pairs[low.astype(np.int64)]] = 2
        ones = np.bitwise_count(tables).astype(np.int64)
        leanings = np.abs(2 * np.bitwise_count(tables[:, None] & VARIABLES).astype(np.int64) - ones[:, None])
        keys = _key(np.minimum(ones, 64 - ones), -np.sort(-leanings, axis=1))
        place = np.minimum(np.searchsorted(self._known, keys), len(self._known) - 1)
        costs[self._known[place] == keys] = 1
        return costs

    def levels(self, table: int, cost: int) -> int:
        """How many levels the neurons of a function have that has this cost."""
        return cost if cost <= 2 else _levels(self._recipes[table])

    def recipe(self, table: int, arity: int, cost: int) -> Recipe:
        """The neurons of a function that has this cost."""
        if cost == 1:
            form = smallest_form(TruthTable(arity, table & full_mask(arity)))
            assert form is not None
            return (Step.of(enumerate(form.weights), form.threshold),)
        if cost == 2:
            return _narrowed(pair_recipe(table & 0xFFFF), arity)
        return self._recipes[table]


def _levels(recipe: Recipe) -> int:
    """The longest path through the neurons of a recipe."""
    found: list[int] = []
    inputs = 1 + max(recipe[0].operands)
    for step in recipe:
        found.append(1 + max([found[operand - inputs] for operand in step.operands if operand >= inputs], default=0))
    return found[-1]


def _key(ones: NDArray[np.int64], leanings: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Chow parameters of a class as one number."""
    key = ones.astype(np.uint64)
    for place in range(CUT_ARITY):
        key = key << np.uint64(7) | leanings[:, place].astype(np.uint64)
    return key


def _parity(arity: int, value: int) -> TruthTable:
    return TruthTable.from_outputs([row.bit_count() & 1 == value for row in range(1 << arity)])


def _widened(table: TruthTable) -> int:
    """The table over six inputs."""
    bits, arity = table.bits, table.arity
    while arity < CUT_ARITY:
        bits |= bits << (1 << arity)
        arity += 1
    return bits


def _narrowed(recipe: Recipe, arity: int) -> Recipe:
    """A recipe over four inputs of which only the first ones are read."""
    return tuple(
        [
            step._replace(operands=tuple([o if o < PAIR_ARITY else o - PAIR_ARITY + arity for o in step.operands]))
            for step in recipe
        ]
    )


def map_network(
    network: Operations,
    outputs: Sequence[int],
    costs: Costs,
    given: Mapping[int, Unit],
    effort: Effort,
    shallow: bool = False,
    kept: Collection[int] = (),
) -> dict[int, Unit]:
    """Neurons for all variables that outputs need; the network grows by what they read besides.

    Args:
        network: of ANDs and XORs.
        outputs: variables.
        costs: what functions cost.
        given: neurons that may be taken as they are.
        effort: how long it may take.
        shallow: few levels come before few neurons.
        kept: variables that take the neuron which is given for them.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    effort.check("cuts")
    left_out = _left_out(network, outputs, given, kept) if kept else ()
    cuts = enumerate_cuts(network, costs, left_out=left_out, shallow=shallow, progress=partial(effort.check, "cuts"))
    shares, progress = cuts.shares.tolist(), partial(effort.check, "parities")
    wide = wide_parities(network, costs.limits, shares, left_out, CUT_ARITY, progress)
    choices: Choices = [[] for _ in network.left]
    for variable in watched(range(network.inputs + 1, len(choices)), partial(effort.check, "choices")):
        for cost, leaves, table in zip(
            cuts.costs[variable].tolist(), cuts.leaves[variable].tolist(), cuts.tables[variable].tolist(), strict=True
        ):
            if cost < UNKNOWN:
                read = tuple([leaf for leaf in leaves if leaf != NO_LEAF])
                choices[variable].append(Choice(cost, costs.levels(table, cost), read, table))
        for parity in wide.get(variable, ()):
            for recipe in costs.parities(len(parity)):
                choices[variable].append(Choice(len(recipe), _levels(recipe), parity, recipe))
        unit = given.get(variable)
        if unit is not None and all(leaf < variable for leaf in unit.weights):
            choices[variable].append(Choice(1, 1, tuple(unit.weights), unit))
    chosen = _Cover(network, outputs, choices, effort).chosen(shallow)
    units: dict[int, Unit] = {}
    for variable, (cost, _, leaves, made) in chosen.items():
        if isinstance(made, Unit):
            units.setdefault(variable, made)
        else:
            recipe = costs.recipe(made, len(leaves), cost) if isinstance(made, int) else made
            _place(network, units, variable, leaves, recipe)
    return units


def _left_out(
    network: Operations, outputs: Sequence[int], given: Mapping[int, Unit], kept: Collection[int]
) -> list[int]:
    """The operations that nothing needs where some variables take the neurons which are given for them; and these."""
    needed = set(outputs)
    for variable in range(len(network.left) - 1, network.inputs, -1):
        if variable in needed:
            read = given[variable].weights if variable in kept else ()
            needed.update(read or (network.left[variable] >> 1, network.right[variable] >> 1))
    every = range(network.inputs + 1, len(network.left))
    return [variable for variable in every if variable not in needed or variable in kept]


def _place(network: Operations, units: dict[int, Unit], variable: int, leaves: Sequence[int], recipe: Recipe) -> None:
    """The neurons of a recipe, the last one for the variable, the others for what the network has for them."""
    literals = [2 * leaf for leaf in leaves]
    for index, step in enumerate(recipe, 1):
        form, read = step.perceptron.integer_form, [literals[operand] for operand in step.operands]
        literal = 2 * variable if index == len(recipe) else lower(form).literal(network, read)
        literals.append(literal)
        if literal >> 1 > network.inputs:
            units.setdefault(literal >> 1, unit_of(read, form, literal & 1))


class _Cover:
    """Which choice each operation takes, and how many read it."""

    def __init__(self, network: Operations, outputs: Sequence[int], choices: Choices, effort: Effort) -> None:
        self.inputs, self.effort = network.inputs, effort
        self.variables = range(network.inputs + 1, len(choices))
        self.outputs = [variable for variable in outputs if variable > network.inputs]
        self.choices = choices
        self.taken = [own[0] if own else Choice(0, 0, (), 0) for own in choices]
        self.reads = [0] * len(choices)
        self.arrivals = [0] * len(choices)

    def chosen(self, shallow: bool) -> dict[int, Choice]:
        """What each operation that is needed is made from."""
        if shallow:
            self._by_depth(self._round(0))
            self._count_reads()
        else:
            self._by_shares()
        for number in range(ROUNDS, ROUNDS + EXACT_ROUNDS):
            if not self._by_area(self._round(number), self._latest() if shallow else None):
                break
        return {variable: self.taken[variable] for variable in self.variables if self.reads[variable]}

    def _round(self, number: int) -> Iterable[int]:
        """The operations, each after what it reads, in one of all rounds."""
        every = ROUNDS + EXACT_ROUNDS
        return watched(self.variables, lambda done: self.effort.check("mapping", (number + done) / every))

    def _by_shares(self) -> None:
        expected = [1.0] * len(self.choices)
        for choices in self.choices:
            for choice in choices[:1]:
                for leaf in choice.leaves:
                    expected[leaf] += 1
        for number in range(ROUNDS):
            self._by_flow(self._round(number), expected)
            self._count_reads()
            expected = [(2 * before + now) / 3 for before, now in zip(expected, self.reads, strict=True)]

    def _by_depth(self, variables: Iterable[int]) -> None:
        """Each operation as early as it can be."""
        for variable in variables:
            if self.choices[variable]:
                self.taken[variable] = min(
                    self.choices[variable], key=lambda choice: (self._arrival(choice), choice.cost, len(choice.leaves))
                )
                self.arrivals[variable] = self._arrival(self.taken[variable])

    def _arrival(self, choice: Choice) -> int:
        """The level of what is made so."""
        return choice.levels + max([self.arrivals[leaf] for leaf in choice.leaves], default=0)

    def _latest(self) -> list[int]:
        """The highest level of each operation at which no path gets longer than the longest is."""
        most = max([self.arrivals[variable] for variable in self.outputs], default=0)
        latest = [most] * len(self.choices)
        for variable in range(len(self.choices) - 1, self.inputs, -1):
            if self.reads[variable]:
                for leaf in self.taken[variable].leaves:
                    latest[leaf] = min(latest[leaf], latest[variable] - self.taken[variable].levels)
        return latest

    def _by_flow(self, variables: Iterable[int], expected: list[float]) -> None:
        flow = [0.0] * len(self.choices)
        share = [0.0] * len(self.choices)
        for variable in variables:
            best = float("inf")
            for choice in self.choices[variable]:
                area = choice.cost + 1e-3 * len(choice.leaves)
                for leaf in choice.leaves:
                    area += share[leaf]
                if area < best:
                    best, self.taken[variable] = area, choice
            flow[variable] = best
            share[variable] = best / max(1.0, expected[variable])

    def _count_reads(self) -> None:
        self.reads = [0] * len(self.choices)
        for variable in self.outputs:
            self.reads[variable] += 1
        for variable in range(len(self.choices) - 1, self.inputs, -1):
            if self.reads[variable]:
                for leaf in self.taken[variable].leaves:
                    self.reads[leaf] += 1

    def _by_area(self, variables: Iterable[int], latest: list[int] | None) -> bool:
        """Whether any operation is made from another cut now; none gets a higher level than its latest one."""
        changed = False
        for variable in variables:
            before = self.taken[variable]
            used = self.reads[variable] > 0
            if used:
                self._release(before)
            best, least = before, (1 << 30, 0)
            for choice in self.choices[variable]:
                if latest is not None and choice is not before and self._arrival(choice) > latest[variable]:
                    continue
                # What it adds: itself, and whatever only it needs.
                added = self._require(choice), len(choice.leaves)
                self._release(choice)
                if added < least or (added == least and choice is before):
                    best, least = choice, added
            self.taken[variable] = best
            self.arrivals[variable] = self._arrival(best)
            if used:
                self._require(best)
            changed = changed or best is not before
        return changed

    def _require(self, choice: Choice) -> int:
        """The neurons that are needed now and were not before."""
        added, waiting = 0, [choice]
        while waiting:
            choice = waiting.pop()
            added += choice.cost
            for leaf in choice.leaves:
                if leaf > self.inputs:
                    if not self.reads[leaf]:
                        waiting.append(self.taken[leaf])
                    self.reads[leaf] += 1
        return added

    def _release(self, choice: Choice) -> None:
        waiting = [choice]
        while waiting:
            for leaf in waiting.pop().leaves:
                if leaf > self.inputs:
                    self.reads[leaf] -= 1
                    if not self.reads[leaf]:
                        waiting.append(self.taken[leaf])
