"""Parities: exclusive ors of many variables as neurons that count.

Seven inputs take three neurons and twelve take four (Minnick, Linear-input logic, 1961), so wide parities are worth
more than cuts of six leaves tell.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from neurocircuit.logic.recipe import parity_recipe
from neurocircuit.simulation.operations import Operations, Progress
from neurocircuit.synthesis.limits import Limits

#: The leaves of a parity at most, and how many parities of each operation are kept.
MOST_LEAVES, MOST_KEPT = 31, 8


def wide_parities(
    network: Operations,
    limits: Limits,
    shares: Sequence[float],
    left_out: Collection[int],
    narrow: int,
    progress: Progress | None = None,
) -> dict[int, list[tuple[int, ...]]]:
    """For each exclusive or of variables the sets of more than ``narrow`` variables whose parity it is, cheap ones.

    Args:
        network: of ANDs and XORs; an XOR reads no literal that is negated.
        limits: of each neuron that counts.
        shares: of each variable what it adds to the neurons of one that reads it.
        left_out: operations that are not looked into.
        narrow: so many variables are left to others.
        progress: told which fraction of the operations is done.
    """
    most = max([size for size in range(2, MOST_LEAVES + 1) if _allowed(size, limits)], default=0)
    if most <= narrow:
        return {}
    without = set(left_out)
    known: dict[int, list[frozenset[int]]] = {}
    for variable in range(network.inputs + 1, len(network.left)):
        left, right = network.left[variable] >> 1, network.right[variable] >> 1
        if left > right and variable not in without:
            if progress is not None:
                progress(variable / len(network.left))
            one, other = (known.get(read, [frozenset([read])]) for read in (left, right))
            sets = {leaves ^ more for leaves in one for more in other}
            ranked = sorted(
                [leaves for leaves in sets if 1 < len(leaves) <= most],
                key=lambda leaves: (len(leaves).bit_length() + sum([shares[leaf] for leaf in leaves]), sorted(leaves)),
            )
            known[variable] = [frozenset([variable]), *ranked[:MOST_KEPT]]
    found = {
        variable: [tuple(sorted(leaves)) for leaves in sets if len(leaves) > narrow] for variable, sets in known.items()
    }
    return {variable: sets for variable, sets in found.items() if sets}


def _allowed(size: int, limits: Limits) -> bool:
    return all(limits.allow(step.perceptron.integer_form) for step in parity_recipe(size))
