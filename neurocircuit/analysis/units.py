"""Neurons over the variables of a network of operations: each stands for one, as it is and not negated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.graph import Graph, neurons


class Unit(NamedTuple):
    """A neuron: the variables it reads with their weights, none of them 0, and the threshold."""

    weights: dict[int, int]
    threshold: int

    @property
    def form(self) -> LinearForm:
        """Its integer form."""
        return LinearForm(tuple(self.weights.values()), self.threshold)


def unit_of(literals: Sequence[int], form: LinearForm, negated: int = 0) -> Unit:
    """The neuron that a form is over literals, or its opposite.

    >>> unit_of([2, 5], LinearForm((1, 2), 3))
    Unit(weights={1: 1, 2: -2}, threshold=1)
    """
    weights, threshold = form.opposite if negated else form
    read: dict[int, int] = {}
    for literal, weight in zip(literals, weights, strict=True):
        # w(1 - x) = w - wx.
        threshold -= weight * (literal & 1)
        read[literal >> 1] = read.get(literal >> 1, 0) + (-weight if literal & 1 else weight)
    read.pop(0, 0)
    return Unit({variable: weight for variable, weight in read.items() if weight}, threshold)


def units_of(graph: Graph, literals: Mapping[str, int], inputs: int) -> dict[int, Unit]:
    """The neurons of a graph for the variables that they compute, each reading only earlier ones.

    Args:
        graph: of a circuit.
        literals: of its nets, those that are looked at.
        inputs: so many variables from 1 on are sources.
    """
    units: dict[int, Unit] = {}
    for net, perceptron, fanin, *_ in neurons(graph):
        if net in literals:
            variable, negated = literals[net] >> 1, literals[net] & 1
            unit = unit_of([literals[read] for read in fanin], perceptron.integer_form, negated)
            if variable > inputs and all(read < variable for read in unit.weights):
                units.setdefault(variable, unit)
    return units
