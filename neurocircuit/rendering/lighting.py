"""One assignment's values and weighted sums on every net, as a lit picture shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neurocircuit.analysis.explain import decide
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.values import assigned_bits, require_all


@dataclass(frozen=True, slots=True)
class Lighting:
    """The truth value of every net, the weighted sum of every neuron, the number that shows a scalar's 0."""

    values: Mapping[str, bool]
    sums: Mapping[str, Number]
    low: int = 0


def light(circuit: Circuit, assignment: Mapping[str, int]) -> Lighting:
    """The values of all nets for inputs given by port or by bit; registers hold their initial values.

    Raises:
        InputError: for an unknown name, a value out of range, a bit given twice, an input without a value.
    """
    explained = decide(circuit, input_bits(circuit, assignment))
    sums = {decision.net: decision.sum for decision in explained.decisions}
    return Lighting(explained.values, sums, ENCODINGS[circuit.encoding][0])


def input_bits(circuit: Circuit, assignment: Mapping[str, int]) -> dict[str, bool]:
    """The truth value of each input net.

    Raises:
        InputError: as for ``light``.
    """
    given = assigned_bits(circuit, assignment)
    require_all(circuit, given)
    return {net: bool(given[net]) for net in circuit.inputs}
