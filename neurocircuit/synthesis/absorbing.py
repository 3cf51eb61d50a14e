"""Absorbing: a neuron becomes a part of those that read it, however wide they get, where sums alone prove it.

A neuron looks at one that it reads only where its other inputs come near to the threshold. If they come near in just
one way, their weights times a large enough number decide first, and the sum of the other neuron decides the rest: so a
chain that compares two numbers bit by bit becomes one neuron with the weights of binary numbers.
"""

from __future__ import annotations

from collections.abc import Set

from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.units import Unit, unit_of
from neurocircuit.simulation.operations import REPORTED
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons

#: The sum of the absolute weights beside that of the neuron which is absorbed, at most.
MOST_SUM = 1 << 16
#: Readers of a neuron that is absorbed, since each of them gets as wide as it was.
MOST_READERS = 4


def absorb(neurons: Neurons, limits: Limits, effort: Effort, kept: Set[int] = frozenset()) -> None:
    """Take out neurons that all their readers absorb, the lowest first; those of the ``kept`` variables stay.

    Raises:
        OutOfTime: at the limit of the effort, where there are more than a few neurons.
    """
    order = neurons.order()
    for number, gone in enumerate(order, 1):
        if number % REPORTED == 0:
            effort.check("absorbing", number / len(order))
        if gone not in neurons.units or gone in neurons.outputs or len(neurons.readers[gone]) > MOST_READERS:
            continue
        if gone in kept or neurons.readers[gone].keys() & kept:
            continue
        found = {reader: absorbed(neurons.units[reader], gone, neurons.units[gone]) for reader in neurons.readers[gone]}
        if all(unit is not None and limits.allow(unit.form) for unit in found.values()):
            for reader, unit in found.items():
                assert unit is not None
                neurons.replace(reader, unit, settled=False)
            neurons.drop_unread([gone])
    neurons.relevel()


def absorbed(reader: Unit, gone: int, unit: Unit) -> Unit | None:
    """The neuron that reads what another one reads instead of that one, whose variable is given; None without one.

    >>> absorbed(Unit({1: 2, 2: -2, 3: 1}, 1), 3, Unit({4: 1, 5: -1}, 1))
    Unit(weights={1: 2, 2: -2, 4: 1, 5: -1}, threshold=1)
    """
    rest = dict(reader.weights)
    step, threshold = rest.pop(gone), reader.threshold
    if step < 0:
        # w(1 - x) = w - wx, for the opposite neuron.
        step, threshold = -step, threshold - step
        unit = unit_of([2 * read for read in unit.weights], unit.form, 1)
    if sum(map(abs, rest.values())) > MOST_SUM:
        return None
    sums = _sums(rest)
    near = [total for total in sums if threshold - step <= total < threshold]
    if len(near) != 1:
        return None
    lowest, highest = (
        sum([weight for weight in unit.weights.values() if weight * sign > 0]) - unit.threshold for sign in (-1, 1)
    )
    # One step below it must stay silent whatever the other neuron sums up to, one step above it must fire.
    below = [highest // (near[0] - total) + 1 for total in sums if total < near[0]]
    above = [-(lowest // (total - near[0])) for total in sums if total > near[0]]
    factor = max([1, *below[-1:], *above[:1]])
    weights = {read: factor * weight for read, weight in rest.items()}
    for read, weight in unit.weights.items():
        weights[read] = weights.get(read, 0) + weight
    return Unit({read: weight for read, weight in weights.items() if weight}, factor * near[0] + unit.threshold)


def _sums(weights: dict[int, int]) -> list[int]:
    """What subsets of weights may come to."""
    bits, lowest = 1, sum([weight for weight in weights.values() if weight < 0])
    for weight in weights.values():
        bits |= bits << abs(weight)
    return [place + lowest for place in range(bits.bit_length()) if bits >> place & 1]
