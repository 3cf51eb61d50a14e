"""Merging: of neurons that always have equal or opposite values one does, and none that never changes."""

from __future__ import annotations

from collections.abc import Container

from neurocircuit.analysis.units import Unit
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons


def merge(neurons: Neurons, evidence: Evidence, limits: Limits, kept: Container[int] = ()) -> None:
    """Let one variable do for all that are equal or opposite to it: a constant, a source, or the lowest neuron.

    Nothing else does for the ``kept`` variables.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    places = evidence.places
    alike: dict[bytes, int] = {bytes(-(-places // 8)): 0}
    sources = range(1, neurons.sources + 1)
    order = [*sources, *sorted(neurons.units, key=lambda variable: (neurons.level[variable], variable))]
    for number, variable in enumerate(order):
        evidence.effort.check("merging", number / len(order))
        if variable > neurons.sources and variable not in neurons.units:
            continue
        key, sign = evidence.packed(variable, places)
        literal = 2 * variable ^ sign
        known = alike.setdefault(key, literal)
        if known >> 1 > neurons.sources and known >> 1 not in neurons.units:
            known = alike[key] = literal  # what stood for it has gone with its last reader
        spare = variable > neurons.sources and variable not in kept
        if known != literal and spare and evidence.equal(known, literal):
            _exchange(neurons, variable, known ^ sign, limits)


def _exchange(neurons: Neurons, variable: int, literal: int, limits: Limits) -> None:
    """Whatever reads a variable reads a literal instead, where the limits allow it."""
    for reader in tuple(neurons.readers.get(variable, ())):
        unit = reading(neurons.units[reader], variable, literal)
        if limits.allow(unit.form):
            neurons.replace(reader, unit)
    neurons.stand_in(variable, literal)
    neurons.drop_unread([variable, literal >> 1])


def reading(unit: Unit, variable: int, literal: int) -> Unit:
    """The neuron with a literal instead of a variable.

    >>> reading(Unit({7: 2, 8: 1}, 2), 7, 2 * 8 + 1)
    Unit(weights={8: -1}, threshold=0)
    """
    weights, threshold = dict(unit.weights), unit.threshold
    weight = weights.pop(variable)
    if literal & 1:
        threshold, weight = threshold - weight, -weight
    if literal > 1:
        weights[literal >> 1] = weights.get(literal >> 1, 0) + weight
    return Unit({read: weight for read, weight in weights.items() if weight}, threshold)
