"""Calling a circuit like the function that it is: signals compose, numbers and arrays evaluate."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurocircuit.errors import ComposeError, InputError, counted
from neurocircuit.logic.gates import Gate
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.builder import is_active
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.compose import Outputs, assigned, instantiate
from neurocircuit.netlist.signals import is_bits
from neurocircuit.simulation.simulator import simulate


def call(circuit: Circuit, /, *values: Any, name: str | None = None, **named: Any) -> Any:
    """What a circuit gives for signals: an instance of it; for numbers and arrays, which broadcast: its outputs.

    Args:
        circuit: what is called.
        values: its inputs in the order of its ports; among signals a number is a constant.
        name: of the instance.
        named: its inputs by the names of its ports.

    Returns:
        The signal, number or array of a single output; else ``Outputs``, which unpack in their order.

    Raises:
        ComposeError: for inputs that do not fit the ports, and for numbers where the circuit has registers.
        InputError: for numbers that an input does not have.

    >>> from neurocircuit.logic.perceptron import Perceptron
    >>> from neurocircuit.netlist.circuit import Neuron
    >>> Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([1, 1], threshold=2), ("a", "b"))})(1, 1)
    1
    """
    given = [*values, *named.values()]
    if any(map(is_bits, given)) or (is_active() and not given):
        return instantiate(circuit, values, named, name)
    title = circuit.name or "the circuit"
    if circuit.registers:
        what = f"{title} has registers and is called with {'numbers' if given else 'nothing'}"
        raise ComposeError(what, hint="simulate(...) runs cycles from reset, nc.Simulator(...) steps")
    made = simulate(circuit, assigned(circuit, title, values, named))
    shown = {port: values if values.ndim else values.item() for port, values in made.items()}
    return next(iter(shown.values())) if len(shown) == 1 else Outputs(shown)


def call_lists(function: Perceptron | Gate, *values: Any, name: str | None = None) -> Any:
    """What a neuron or gate gives for lists of numbers: they are arrays.

    Raises:
        InputError: for rows of different lengths, and for numbers that an input does not have.
    """
    try:
        arrays = [np.asarray(value) if isinstance(value, (list, tuple)) else value for value in values]
    except ValueError:
        raise InputError("a list with rows of different lengths") from None
    return function(*arrays, name=name)


def predict(perceptron: Perceptron, rows: Any) -> Any:
    """The outputs of a perceptron for a matrix of patterns, ``(patterns, inputs)``.

    Raises:
        InputError: for another shape, or a value that the encoding does not have.
    """
    try:
        matrix = np.asarray(rows)
    except ValueError:
        raise InputError("a matrix with rows of different lengths") from None
    if matrix.ndim != 2 or matrix.shape[1] != perceptron.arity:
        what = f"a matrix of shape {matrix.shape} for {counted(perceptron.arity, 'input')}"
        raise InputError(what, hint=f"the shape is (patterns, {perceptron.arity})")
    if not perceptron.arity:
        return np.full(len(matrix), perceptron())
    return perceptron(*matrix.T)
