"""Small functions as few perceptrons: what readers of tables and covers place, and ``build``.

A recipe is a tuple of steps. The operand j of a step is input j of the function where j is below the arity, else the
output of step j - arity. The last step is the function. Tried are, in turn, one neuron; counting, where only the number
of ones matters; one neuron that corrects another; and a cover by threshold functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeAlias

from neurocircuit.errors import InputError
from neurocircuit.logic.chow import chow_parameters, smallest_form
from neurocircuit.logic.gates import neuron_of
from neurocircuit.logic.perceptron import LinearForm, Perceptron, fires
from neurocircuit.logic.symmetric import Forms, parity_forms, symmetric_forms
from neurocircuit.logic.truth_table import TruthTable, full_mask

#: Up to so many inputs one neuron may correct another, and so many columns are tried with all small weights.
SMALL_ARITY = 4
#: Up to so many inputs the cubes of a cover are joined.
JOINED_ARITY = 8


class Step(NamedTuple):
    """One perceptron of a recipe: what it reads, what it is, and the gate's name where it is one."""

    operands: tuple[int, ...]
    perceptron: Perceptron
    gate: str = ""

    @classmethod
    def of(cls, terms: Iterable[tuple[int, int]], threshold: int) -> Step:
        """The step of operands and their weights; one without weight is not read."""
        read = [term for term in terms if term[1]]
        form = LinearForm(tuple([weight for _, weight in read]), threshold)
        return cls(tuple([operand for operand, _ in read]), *neuron_of(form))


Recipe: TypeAlias = tuple[Step, ...]
#: A product of literals: for each input 1 as it stands, -1 negated, 0 not read. As weights it is a neuron.
Cube: TypeAlias = tuple[int, ...]


def constant(value: int) -> Step:
    """The step that is always 0 or always 1."""
    return Step.of((), 1 - value)


@lru_cache(maxsize=256)
def parity_recipe(arity: int, value: int = 1, flat: bool = False) -> Recipe:
    """Whether an odd (value 1) or even (value 0) number of inputs is 1, in floor(log2 n) + 1 neurons.

    Two and three inputs take two neurons (the half and the full adder), seven take three; a chain of XOR gates would
    take 2(n - 1). Each reads all before it, unless it is to be flat: two levels of n // 2 + 1 neurons.

    Raises:
        InputError: for no inputs.

    >>> [str(step.perceptron.integer_form) for step in parity_recipe(2)]
    ['[1, 1; 2]', '[1, 1, -2; 1]']
    """
    if arity < 1:
        raise InputError(f"the parity of {arity} inputs", hint="at least one")
    return tuple(
        [Step.of(enumerate(form.weights), form.threshold) for form in parity_forms([1] * arity, value == 1, flat)]
    )


@lru_cache(maxsize=1 << 12)
def table_recipe(table: TruthTable) -> Recipe:
    """A truth table in few neurons, the last one its output.

    >>> [str(step.perceptron.integer_form) for step in table_recipe(TruthTable(4, 0x1EE1))]
    ['[-1, -1, -2, -2; -2]', '[-1, -1, -2, -2, -4; -4]']
    """
    form = smallest_form(table)
    return (Step.of(enumerate(form.weights), form.threshold),) if form else _searched(table)


def _searched(table: TruthTable) -> Recipe:
    """The recipe by way of a function of just the inputs that count; many small ones share it.

    A small one has at most half ones, and more of them where an input is 1, most for the first.
    """
    order = [j for j in range(table.arity) if table.depends_on(j)]
    normal = table.permute(order) if len(order) < table.arity else table
    opposite, negated = False, set[int]()
    if len(order) <= SMALL_ARITY:
        opposite = 2 * normal.ones > 1 << normal.arity
        normal = ~normal if opposite else normal
        leanings = chow_parameters(normal).inputs
        for place, leaning in enumerate(leanings):
            if leaning < 0:
                normal = normal.flip(place)
                negated.add(order[place])
        places = sorted(range(normal.arity), key=lambda place: -abs(leanings[place]))
        normal, order = normal.permute(places), [order[place] for place in places]
    forms = _fewest(normal)
    if opposite:
        forms = _opposite(forms)
    steps = []
    operands = [*order, *range(table.arity, table.arity + len(forms))]
    for weights, threshold in forms:
        # A negated input counts where it is 0: w(1 - x) = w - wx.
        terms = sorted([(j, -w if j in negated else w) for j, w in zip(operands, weights, strict=False)])
        steps.append(Step.of(terms, threshold + sum([w for j, w in terms if j in negated])))
    return tuple(steps)


def _opposite(forms: Forms) -> Forms:
    return (*forms[:-1], forms[-1].opposite)


@lru_cache(maxsize=1 << 12)
def _fewest(table: TruthTable) -> Forms:
    """The neurons of a function that is no threshold function and depends on all its inputs."""
    counting = symmetric_forms(table)
    if counting is not None:
        return counting
    found = [_covered(table)]
    if len(found[0]) > 2:
        found.append(_opposite(_covered(~table)))
    for most in range(2, min(map(len, found))) if table.arity <= SMALL_ARITY else ():
        chain = _chain(full_mask(table.arity), table.bits, table.arity, most)
        if chain is not None:
            return chain
    return min(found, key=lambda forms: (len(forms), sum([abs(w) for form in forms for w in form.weights])))


# --- corrections: a neuron decides except on a band of sums, where others do


def _chain(care: int, wanted: int, arity: int, most: int) -> Forms | None:
    """At most so many neurons, the last of which fires where wanted and nowhere else that matters.

    out = [w, -v*h; T]: below T no sum is true, from T + v on all are, and between them h is what is false.
    """
    form = small_form(care, wanted, arity)
    if form is not None or most == 1:
        return None if form is None else (form,)
    silent = care & ~wanted
    bands: dict[int, LinearForm] = {}
    for weights, rungs in _ladders(arity):
        reached, low, high = 0, 0, 0
        for rows, threshold in rungs:
            if not wanted & ~rows:
                reached, low = rows, threshold
            if not rows & silent:
                bands.setdefault(reached & ~rows & care, LinearForm((*weights, low - high - 1), low))
                break
            high = threshold
    failed: list[int] = []
    for band in sorted(bands, key=int.bit_count):
        # A band that holds one without a corrector has none either.
        if all(other & ~band for other in failed):
            hidden = _chain(band, band & silent, arity, most - 1)
            if hidden is not None:
                *reads, lift = bands[band].weights
                unread = [0] * (len(hidden) - 1)
                return (*hidden, LinearForm((*reads, *unread, lift), bands[band].threshold))
            failed.append(band)
    return None


def small_form(care: int, wanted: int, arity: int) -> LinearForm | None:
    """A form of weights from -2 to 2 that fires at the wanted assignments and at no other that matters, of least sum.

    Args:
        care: the assignments that matter, as a table.
        wanted: those of them where it fires.
        arity: the number of inputs, at most ``SMALL_ARITY``.
    """
    forms, firing, silent = _small_forms(arity)
    fitting = (1 << len(forms)) - 1
    for row in range(1 << arity):
        if care >> row & 1:
            fitting &= (firing if wanted >> row & 1 else silent)[row]
    return forms[(fitting & -fitting).bit_length() - 1] if fitting else None


@lru_cache(maxsize=SMALL_ARITY + 1)
def _small_forms(arity: int) -> tuple[list[LinearForm], list[int], list[int]]:
    """The threshold functions of weights from -2 to 2, of least sum of |w| first, then of least |T|.

    Beside the forms stand, for each assignment, the forms that fire there as the bits of a number, and those that do
    not.
    """
    forms: dict[int, LinearForm] = {}
    ladders = _ladders(arity)
    ranked = sorted([(sum(map(abs, w)), abs(t), rows, LinearForm(w, t)) for w, rungs in ladders for rows, t in rungs])
    for _, _, rows, form in ranked:
        forms.setdefault(rows, form)
    firing = [sum([1 << k for k, rows in enumerate(forms) if rows >> row & 1]) for row in range(1 << arity)]
    return list(forms.values()), firing, [bits ^ (1 << len(forms)) - 1 for bits in firing]


@lru_cache(maxsize=SMALL_ARITY + 1)
def _ladders(arity: int) -> list[tuple[Cube, list[tuple[int, int]]]]:
    """Weights from -2 to 2, and for each threshold T, from the least, the assignments that reach it."""
    ladders: dict[tuple[int, ...], tuple[Cube, list[tuple[int, int]]]] = {}
    for weights in sorted(product(range(-2, 3), repeat=arity), key=lambda weights: sum(map(abs, weights))):
        sums = [0]
        for weight in weights:
            sums += [total + weight for total in sums]
        rungs = [
            (sum([1 << place for place, total in enumerate(sums) if fires(total, threshold)]), threshold)
            for threshold in sorted({*sums, max(sums) + 1})
        ]
        ladders.setdefault(tuple([rows for rows, _ in rungs]), (weights, rungs))
    return list(ladders.values())


# --- covers: the function is an or of threshold functions


def _covered(table: TruthTable) -> Forms:
    """Cubes, joined as long as one neuron can do it; the last neuron is one of the parts, set off by all others.

    Where a part fires the function is true, so each other part may lift the sum of the last one to its threshold.
    """
    arity = table.arity
    parts: list[tuple[_Literals, LinearForm]] = []
    for cube in sorted(_prime(table), key=lambda cube: -cube[2].bit_count()):
        ups, downs, rows = cube
        for index, (part, _) in enumerate(parts) if arity <= JOINED_ARITY else ():
            # Of a function that reads an input both ways in its prime cubes there is no neuron.
            if not (ups | part[0]) & (downs | part[1]):
                form = smallest_form(TruthTable(arity, rows | part[2]))
                if form is not None:
                    parts[index] = (ups | part[0], downs | part[1], rows | part[2]), form
                    break
        else:
            parts.append((cube, LinearForm(_signs(cube, arity), ups.bit_count())))
    *others, (weights, threshold) = [form for _, form in parts]
    lift = threshold - sum(w for w in weights if w < 0)
    hidden: list[LinearForm] = []
    for form in others:
        if sum(map(abs, form.weights)) == 1:
            # A lone literal lifts the sum itself; a negated one does so where its input is 0.
            weights = tuple([w + lift * sign for w, sign in zip(weights, form.weights, strict=True)])
            threshold -= lift * (1 - form.threshold)
        else:
            hidden.append(LinearForm((*form.weights, *[0] * len(hidden)), form.threshold))
    return (*hidden, LinearForm((*weights, *[lift] * len(hidden)), threshold))


#: The inputs read as they stand and those read negated, as bits of numbers, and the table.
_Literals: TypeAlias = tuple[int, int, int]


def _signs(literals: _Literals, arity: int) -> Cube:
    ups, downs, _ = literals
    return tuple([(ups >> j & 1) - (downs >> j & 1) for j in range(arity)])


def prime_cubes(table: TruthTable) -> list[Cube]:
    """Prime cubes that together are the function, none of them needless (Minato 1992, after Morreale 1970).

    >>> prime_cubes(TruthTable(3, 0xE8))
    [(0, 1, 1), (1, 0, 1), (1, 1, 0)]
    """
    return [_signs(cube, table.arity) for cube in _prime(table)]


def _prime(table: TruthTable) -> tuple[_Literals, ...]:
    return _cubes_between(table.bits, table.bits, table.arity)[0]


def _cubes_between(lower: int, upper: int, arity: int) -> tuple[tuple[_Literals, ...], int]:
    """Cubes that cover ``lower`` and stay within ``upper``, and the table that they cover; deep as the arity."""
    if not lower:
        return (), 0
    if upper == full_mask(arity):
        return ((0, 0, upper),), upper
    half = 1 << arity - 1
    mask, bit = (1 << half) - 1, 1 << (arity - 1)
    find = _few_cubes_between if arity <= _SHARED_ARITY + 1 else _cubes_between
    lower0, lower1, upper0, upper1 = lower & mask, lower >> half, upper & mask, upper >> half
    cubes0, covered0 = find(lower0 & ~upper1, upper0, arity - 1)
    cubes1, covered1 = find(lower1 & ~upper0, upper1, arity - 1)
    rest = (lower0 & ~covered0) | (lower1 & ~covered1)
    cubes, covered = find(rest, upper0 & upper1, arity - 1)
    every = [(ups, downs | bit, rows) for ups, downs, rows in cubes0]
    every += [(ups | bit, downs, rows << half) for ups, downs, rows in cubes1]
    every += [(ups, downs, rows | rows << half) for ups, downs, rows in cubes]
    return tuple(every), (covered0 | covered) | (covered1 | covered) << half


# Functions of so few inputs come again and again, within one cover already.
_SHARED_ARITY = 3
_few_cubes_between = lru_cache(maxsize=1 << 13)(_cubes_between)
