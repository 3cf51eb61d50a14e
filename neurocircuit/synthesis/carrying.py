"""Full adders with their sums read from their carries: two neurons for each, whatever gates they were.

The carry of x, y and z is the neuron [1, 1, 1; 2], and with it their sum is [1, 1, 1, -2; 1] over x, y, z and the
carry. No cut of the sum shows the carry where an exclusive or makes the sum; so it is made of the carry here.
"""

from __future__ import annotations

from neurocircuit.analysis.adders import Adder, find_adders
from neurocircuit.analysis.effort import Effort
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.translation import Translation, moved

#: Bits and digits of a full adder.
BITS, DIGITS = 3, 2


def with_carries(given: Translation, effort: Effort) -> Translation:
    """The same circuit over a network in which the sum of each full adder reads its carry; or the one given.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    network = given.network
    roots = [2 * root for root in given.roots]
    parts: dict[int, Adder] = {}
    for adder in find_adders(network, network.needed(roots), effort):
        variables = {digit >> 1 for digit in adder.digits}
        if len(adder.weights) == BITS and len(variables) == DIGITS and not parts.keys() & variables:
            parts |= dict.fromkeys(variables, adder)
    if not parts:
        return given
    other = Operations(network.inputs)
    literals = {variable: 2 * variable for variable in range(network.inputs + 1)}
    waiting = [*given.roots]
    while waiting:
        variable = waiting[-1]
        part = parts.get(variable)
        below = [network.left[variable], network.right[variable]] if part is None else [*part.weights]
        missing = [literal >> 1 for literal in below if literal >> 1 not in literals]
        waiting += missing
        if not missing:
            waiting.pop()
            read = [literals[literal >> 1] ^ literal & 1 for literal in below]
            if variable in literals:
                continue
            if part is None:
                made = other.both(*read) if below[0] < below[1] else other.differ(*read)
                literals[variable] = made
            else:
                for digit, made in zip(part.digits, _added(other, *read), strict=True):
                    literals[digit >> 1] = made ^ digit & 1
    return moved(given, other, literals)


def _added(network: Operations, a: int, b: int, c: int) -> tuple[int, int]:
    """The sum of three bits, made of their carry, and the carry."""
    both, some = network.both(a, b), network.either(a, b)
    carry = network.either(both, network.both(some, c))
    return network.either(network.both(network.either(some, c), carry ^ 1), network.both(both, c)), carry
