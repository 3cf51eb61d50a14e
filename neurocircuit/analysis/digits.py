"""Neurons that spell a sum in binary: each digit, from the highest down, takes off what the higher ones are worth.

With a sum ``s`` of weights that lies between 0 and ``2 ** m - 1`` the neurons ``[s; 2 ** (m - 1)]``,
``[s - 2 ** (m - 1) * highest; 2 ** (m - 2)]`` and so on are its digits: so weights alone prove what they add up to, in
whatever way the neurons are made of operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neurocircuit.analysis.adders import Adder
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.simulation.operations import Operations


def find_counters(network: Operations, units: Mapping[int, Unit]) -> list[Adder]:
    """The adders among neurons; what reads an adder stands before it.

    Args:
        network: of operations; ANDs of two variables that a sum has are added to it.
        units: neurons, by their variables.

    >>> network = Operations(3)
    >>> total, carry = network.add(2, 4, 6)
    >>> high = unit_of([2, 4, 6], LinearForm((1, 1, 1), 2), carry & 1)
    >>> low = unit_of([2, 4, 6, carry], LinearForm((1, 1, 1, -2), 1))
    >>> find_counters(network, {carry >> 1: high, total >> 1: low})
    [Adder(digits=(10, 17), weights={2: 1, 4: 1, 6: 1}, constant=0)]
    """
    halved = {variable: _halved(network, unit) for variable, unit in units.items()}
    changed = [variable for variable in units if halved[variable] != units[variable]]
    every = [(units, variable) for variable in units] + [(halved, variable) for variable in changed]
    last = _by_last_places(units)
    together = {**units, **last}
    every += [(together, variable) for variable, unit in units.items() if not last.keys().isdisjoint(unit.weights)]
    found = [adder for written, variable in every for adder in _counter(written, variable)]
    return sorted(found, key=lambda adder: -adder.first)


def _halved(network: Operations, unit: Unit) -> Unit:
    """The neuron with the AND of two variables for these, where both count half as much as anything else."""
    odd = [variable for variable, weight in unit.weights.items() if weight & 1]
    if len(odd) != 2 or len(unit.weights) == 2 or unit.weights[odd[0]] != unit.weights[odd[1]]:
        return unit
    # x + y reaches 1 where x OR y does, and 2 where x AND y does; -x - y likewise is NOT x + NOT y - 2.
    negated = unit.weights[odd[0]] < 0
    if abs(unit.weights[odd[0]]) != 1:
        return unit
    threshold = unit.threshold + 2 * negated
    either = threshold & 1
    a, b = (2 * variable ^ negated ^ either for variable in odd)
    literal = network.both(a, b) ^ either
    literals = [2 * variable for variable in unit.weights if variable not in odd]
    weights = [unit.weights[literal >> 1] // 2 for literal in literals]
    return unit_of([*literals, literal], LinearForm((*weights, 1), -(-threshold // 2)))


def _by_last_places(units: Mapping[int, Unit]) -> dict[int, Unit]:
    """Carries that come from many places at once, over the last one of these and the carry into it."""
    known = {(frozenset(unit.weights.items()), unit.threshold): variable for variable, unit in units.items()}
    found: dict[int, Unit] = {}
    for variable, unit in units.items():
        while True:
            tried = (_folded(each, known) for each in (unit, *_ungrouped(unit, units)))
            shorter = next((each for each in tried if each is not None), None)
            if shorter is None:
                break
            unit = found[variable] = shorter
    return found


def _folded(unit: Unit, known: Mapping[tuple[frozenset[tuple[int, int]], int], int]) -> Unit | None:
    """The neuron with one that is known for all that it reads of lower places, where there is one.

    Where 0 <= L < 2^(k+1), L + 2^k H reaches 2^k t where H and one, if L reaches 2^k, reach t.
    """
    for negated in (0, 1):
        weights, threshold = unit_of([2 * read for read in unit.weights], unit.form, negated)
        for place in sorted({abs(weight).bit_length() - 1 for weight in weights.values()} - {0}, reverse=True):
            one = 1 << place
            low = {read: weight for read, weight in weights.items() if abs(weight) < one}
            high = {read: weight for read, weight in weights.items() if abs(weight) >= one}
            lift = -sum([min(0, weight) for weight in low.values()])
            whole = not (threshold + lift) % one and not any(weight % one for weight in high.values())
            if not low or not whole or sum(map(abs, low.values())) >= 2 * one:
                continue
            for opposite in (0, 1):
                same = unit_of([2 * read for read in low], LinearForm(tuple(low.values()), one - lift), opposite)
                carry = known.get((frozenset(same.weights.items()), same.threshold))
                if carry is not None and carry not in high:
                    form = LinearForm((*[weight // one for weight in high.values()], 1), (threshold + lift) // one)
                    return unit_of([*[2 * read for read in high], 2 * carry ^ opposite], form, negated)
    return None


def _ungrouped(unit: Unit, units: Mapping[int, Unit]) -> Iterator[Unit]:
    """What the carry of a group may be: the sum of all its places and the carry into it.

    S + c reaches T where two of S >= T, S >= T - 1 and c are 1; the first of these never is where S is at most T - 1.
    """
    literals = [2 * read ^ (weight < 0) for read, weight in unit.weights.items()]
    if len(literals) not in (2, 3) or unit != unit_of(literals, LinearForm((1,) * len(literals), 2)):
        return
    for carry in literals:
        group = [literal for literal in literals if literal != carry and literal >> 1 in units]
        if len(group) == len(literals) - 1:
            read = [units[literal >> 1] for literal in group]
            sums = [
                unit_of([2 * each for each in own.weights], own.form, literal & 1)
                for own, literal in zip(read, group, strict=True)
            ]
            highest = max(own.threshold for own in sums)
            weights, lowest = min(sums, key=lambda own: own.threshold)
            most = sum([max(0, weight) for weight in weights.values()])
            if all(own.weights == weights for own in sums) and (
                lowest == most if len(group) == 1 else highest == lowest + 1
            ):
                yield unit_of([*[2 * each for each in weights], carry], LinearForm((*weights.values(), 1), lowest + 1))


def _counter(units: Mapping[int, Unit], lowest: int) -> Iterator[Adder]:
    """The adder of which a neuron is the lowest digit, if there is one: the highest digits that it can have."""
    chain = [lowest]
    while True:
        rest = units[chain[-1]].weights.keys()
        higher = [other for other in rest if other in units and units[other].weights.keys() == rest - {other}]
        if len(higher) != 1:
            break
        chain.append(higher[0])
    for length in range(len(chain), 1, -1):
        for negated in (0, 1):
            adder = _spelled(units, chain[:length], negated)
            if adder is not None:
                yield adder
                return


def _spelled(units: Mapping[int, Unit], variables: list[int], negated: int) -> Adder | None:
    """The adder whose digits are neurons, the lowest first and maybe negated; None where their weights are others."""
    lowest = units[variables[0]]
    weights, threshold = lowest.form.opposite if negated else lowest.form
    own = dict(zip(lowest.weights, weights, strict=True))
    digits = [2 * variables[0] ^ negated]
    for place, variable in enumerate(variables[1:], 1):
        weight = own.pop(variable)
        if abs(weight) != 1 << place:
            return None
        digits.append(2 * variable ^ (weight > 0))
        threshold -= max(0, weight)
    constant = 1 - threshold
    adder = _positive(digits, own, constant)
    if adder.constant < 0 or not adder.is_whole:
        return None
    read = [2 * variable for variable in own]
    for place, digit in enumerate(digits[1:], 1):
        form = LinearForm(
            (*own.values(), *(-1 << high for high in range(place + 1, len(digits)))), (1 << place) - constant
        )
        if units[digit >> 1] != unit_of([*read, *digits[place + 1 :]], form, digit & 1):
            return None
    return adder


def _positive(digits: list[int], weights: Mapping[int, int], constant: int) -> Adder:
    """The adder of weighted variables, where those of negative weight count when they are 0."""
    below = sum([weight for weight in weights.values() if weight < 0])
    counts = {2 * variable ^ (weight < 0): abs(weight) for variable, weight in weights.items()}
    return Adder(tuple(digits), counts, constant + below)
