"""Votes as networks of operations: how many of some literals are true, counted by adders in different order."""

from collections.abc import Callable, Sequence

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.operations import FALSE, TRUE, Operations
from tests.samples import gate


def add(network: Operations, left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The digits of the sum of two numbers, the lowest first."""
    digits, carry = [], FALSE
    for place in range(max(len(left), len(right))):
        a, b = (number[place] if place < len(number) else FALSE for number in (left, right))
        total, carry = network.add(a, b, carry)
        digits.append(total)
    return [*digits, carry]


def tree(network: Operations, literals: Sequence[int]) -> list[int]:
    """Numbers added in pairs."""
    if len(literals) < 4:
        total, carry = network.add(*literals, *[FALSE] * (3 - len(literals)))
        return [total, carry]
    half = len(literals) // 2
    return add(network, tree(network, literals[:half]), tree(network, literals[half:]))


def saturated(network: Operations, literals: Sequence[int]) -> list[int]:
    """Numbers added in pairs, from counts of six with a needless condition: an odd count is less than six."""
    if len(literals) > 6:
        half = len(literals) // 2
        return add(network, saturated(network, literals[:half]), saturated(network, literals[half:]))
    low, middle, *high = tree(network, literals)
    many = network.both(middle, high[0]) if high else FALSE
    return [network.both(low, many ^ 1), middle, *high]


def wallace(network: Operations, literals: Sequence[int]) -> list[int]:
    """Three bits of a place added as soon as there are three; two numbers are left at the end."""
    columns: dict[int, list[int]] = {0: list(literals)}
    while max(map(len, columns.values())) > 2:
        reduced: dict[int, list[int]] = {}
        for place, column in columns.items():
            while len(column) > 2:
                total, carry = network.add(*column[:3])
                column = column[3:]
                reduced.setdefault(place, []).append(total)
                reduced.setdefault(place + 1, []).append(carry)
            reduced.setdefault(place, []).extend(column)
        columns = reduced
    rows = [[*columns[place], FALSE, FALSE] for place in sorted(columns)]
    return add(network, [row[0] for row in rows], [row[1] for row in rows])


COUNTERS: dict[str, Callable[[Operations, Sequence[int]], list[int]]] = {
    "tree": tree,
    "saturated": saturated,
    "wallace": wallace,
}


def reaches(network: Operations, digits: Sequence[int], threshold: int) -> int:
    """The literal that a number is at least so much."""
    reached = TRUE
    for place, digit in enumerate(digits):
        reached = network.both(reached, digit) if threshold >> place & 1 else network.either(reached, digit)
    return FALSE if threshold >> len(digits) else reached


def circuit_of(network: Operations, literal: int) -> Circuit:
    """A network as a circuit of gates, with one output y."""

    def name(variable: int) -> str:
        return f"x[{variable - 1}]" if variable <= network.inputs else f"n{variable}"

    nodes: dict[str, Neuron] = {}

    def both(target: str, a: int, b: int) -> None:
        weights = [-1 if read & 1 else 1 for read in (a, b)]
        nodes[target] = Neuron(Perceptron(weights, threshold=weights.count(1)), (name(a >> 1), name(b >> 1)))

    needed = network.needed([literal])
    for variable in range(network.inputs + 1, len(network.left)):
        left, right = network.left[variable], network.right[variable]
        if needed[variable] and left < right:
            both(name(variable), left, right)
        elif needed[variable]:
            both(f"p{variable}", left, right)
            both(f"q{variable}", left ^ 1, right ^ 1)
            nodes[name(variable)] = gate("NOR", f"p{variable}", f"q{variable}")
    nodes["y"] = gate("NOT" if literal & 1 else "BUF", name(literal >> 1))
    return Circuit([f"x[{place}]" for place in range(network.inputs)], ["y"], nodes)


def voter(kind: str, count: int, threshold: int | None = None, negated: int = 0) -> Circuit:
    """A circuit that tells whether at least so many of its inputs are 1, or 0 where they are negated; else half."""
    network = Operations(count)
    literals = [2 * (place + 1) + (negated >> place & 1) for place in range(count)]
    least = (count + 1) // 2 if threshold is None else threshold
    return circuit_of(network, reaches(network, COUNTERS[kind](network, literals), least))
