"""The smallest weights of neurons that stay as they are: of their own functions, then of what their inputs can be."""

from __future__ import annotations

from collections.abc import Container

from neurocircuit.analysis.units import Unit
from neurocircuit.logic.chow import TABLE_ARITY, smallest_form
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.synthesis.care import neuron_for
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons, literal_of

#: Up to so many inputs patterns are looked at.
MOST_READ = 18


def lighten(neurons: Neurons, evidence: Evidence, limits: Limits, kept: Container[int] = ()) -> None:
    """Give each neuron lighter weights where there are any, proved where they rest on what its inputs can be.

    Those of the ``kept`` variables stay as they are.

    Raises:
        OutOfTime: at the limit of the effort.
    """
    order = neurons.order()
    for number, variable in enumerate(order):
        evidence.effort.check("lightening", number / len(order))
        if variable in kept:
            continue
        unit = neurons.units[variable]
        if len(unit.weights) <= TABLE_ARITY:
            form = smallest_form(Perceptron(unit.form.weights, threshold=unit.threshold).truth_table)
            assert form is not None
            unit = _lighter(unit, form, limits)
            neurons.replace(variable, unit)
        if 2 <= len(unit.weights) <= MOST_READ:
            codes = evidence.codes(tuple(unit.weights), evidence.places)
            found = neuron_for(codes, evidence.values(variable), [1.0] * len(unit.weights))
            lighter = unit if found is None else _lighter(unit, found, limits)
            if lighter != unit and evidence.equal(literal_of(evidence.network, lighter), 2 * variable):
                neurons.replace(variable, lighter)
    neurons.drop_unread(tuple(neurons.units))


def _lighter(unit: Unit, form: LinearForm, limits: Limits) -> Unit:
    """The neuron with the weights of a form, where these are less, or itself."""
    if not limits.allow(form) or _weight(form) >= _weight(unit.form):
        return unit
    return Unit(
        {read: weight for read, weight in zip(unit.weights, form.weights, strict=True) if weight}, form.threshold
    )


def _weight(form: LinearForm) -> tuple[int, int]:
    return sum(map(abs, form.weights)), abs(form.threshold)
