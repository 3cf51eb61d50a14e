"""The gate library: a name, how many inputs it takes, and its integer form ``[w; T]``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from neurocircuit.errors import InputError, counted, did_you_mean, shorten
from neurocircuit.logic.perceptron import LinearForm, Perceptron, call, compose, holds_anywhere

_LIBRARY_HINT = {"XOR": "xor", "XNOR": "xnor", "PARITY": "parity4"}


@dataclass(frozen=True, slots=True)
class Gate:
    """A named gate: callable like a perceptron, for any number of inputs that it takes.

    >>> AND(1, 1), NOR(0, 0), MAJORITY(1, 0, 1), AND(1, -1)
    (1, 1, 1, -1)
    """

    name: str
    fewest: int
    most: int | None
    sign: int
    threshold_of: Callable[[int, int], int]
    parameter: str = ""
    k: int | None = None

    def __repr__(self) -> str:
        return self.name if self.k is None else f"{self.name}({self.k})"

    def __reduce__(self) -> tuple[Callable[..., Gate], tuple[str | int, ...]]:
        return (find_gate, (self.name,)) if self.k is None else (AT_LEAST, (self.k,))

    def takes(self, inputs: int) -> bool:
        """Whether there is such a gate of so many inputs; a majority is one of an odd number."""
        allowed = self.fewest <= inputs <= (inputs if self.most is None else self.most)
        return allowed and not (self.name == "MAJORITY" and inputs % 2 == 0)

    def form(self, inputs: int, k: int = 0) -> LinearForm:
        """The integer form of this gate for a number of inputs."""
        return LinearForm((self.sign,) * inputs, self.threshold_of(inputs, k))

    def perceptron(self, inputs: int, encoding: str = "binary") -> Perceptron:
        """The neuron of this gate for a number of inputs.

        Raises:
            InputError: where the gate does not take so many.
        """
        return gate_perceptron(self.name, inputs, self.k, encoding)

    def __call__(self, *values: Any, name: str | None = None) -> Any:
        """The output: numbers evaluate (0/1, or -1/1 where a -1 is among them), signals compose."""
        composed = compose(self, values, name)
        if composed is not None:
            return composed
        bipolar = any(holds_anywhere(value == -1) for value in values)
        return call(self.perceptron(len(values), "bipolar" if bipolar else "binary"), values)


BUF = Gate("BUF", 1, 1, 1, lambda n, k: 1)
NOT = Gate("NOT", 1, 1, -1, lambda n, k: 0)
AND = Gate("AND", 1, None, 1, lambda n, k: n)
OR = Gate("OR", 1, None, 1, lambda n, k: 1)
NAND = Gate("NAND", 1, None, -1, lambda n, k: 1 - n)
NOR = Gate("NOR", 1, None, -1, lambda n, k: 0)
MAJORITY = Gate("MAJORITY", 1, None, 1, lambda n, k: (n + 1) // 2)
ZERO = Gate("ZERO", 0, 0, 1, lambda n, k: 1)
ONE = Gate("ONE", 0, 0, 1, lambda n, k: 0)
_AT_LEAST = Gate("AT_LEAST", 1, None, 1, lambda n, k: k, parameter="k")

GATES: dict[str, Gate] = {gate.name: gate for gate in (BUF, NOT, AND, OR, NAND, NOR, MAJORITY, _AT_LEAST, ZERO, ONE)}


def AT_LEAST(k: int) -> Gate:  # noqa: N802 - it stands among the gates
    """The gate that fires when at least k of its inputs do.

    >>> AT_LEAST(2)(1, 0, 1)
    1
    """
    return Gate("AT_LEAST", 1, None, 1, _AT_LEAST.threshold_of, parameter="k", k=k)


def find_gate(name: str) -> Gate:
    """The gate of that name, in any letter case.

    Raises:
        InputError: for an unknown name, with the nearest known one.
    """
    gate = GATES.get(name) or GATES.get(name.upper())
    if gate is not None:
        return gate
    upper = name.upper()
    if upper in _LIBRARY_HINT:
        ready = _LIBRARY_HINT[upper]
        raise InputError(f"{upper} is not a single neuron", hint=f'use the ready-made circuit: "circuit": "{ready}"')
    hint = did_you_mean(name, GATES, f"one of {' '.join(GATES)}")
    raise InputError(f"unknown gate {shorten(name)!r}", hint=hint)


@lru_cache(maxsize=4096)
def gate_perceptron(name: str, inputs: int, k: int | None = None, encoding: str = "binary") -> Perceptron:
    """The neuron of a named gate: one shared value for equal arguments.

    In the bipolar encoding the threshold is 2T - sum(w), so that the Boolean function is the same.

    Raises:
        InputError: for an unknown gate, a number of inputs that it does not take, or a missing k.
    """
    gate = find_gate(name)
    if inputs < gate.fewest or (gate.most is not None and inputs > gate.most):
        allowed = f"{gate.fewest} or more" if gate.most is None else str(gate.most) if gate.most else "none"
        raise InputError(f"{gate.name} with {counted(inputs, 'input')}", hint=f"it takes {allowed}")
    if gate is MAJORITY and inputs % 2 == 0:
        raise InputError(f"MAJORITY of {inputs} inputs has no majority", hint="an odd number, or AT_LEAST with k")
    if (k is None) != (gate.parameter == ""):
        raise InputError(f"{gate.name} {'needs' if gate.parameter else 'takes no'} k")
    return _perceptron(gate.form(inputs, k or 0), encoding)


@lru_cache(maxsize=4096)
def _perceptron(form: LinearForm, encoding: str) -> Perceptron:
    weights, threshold = form
    if encoding == "bipolar":
        threshold = 2 * threshold - sum(weights)
    return Perceptron(weights, threshold=threshold, encoding=encoding)


def gate_of(form: LinearForm) -> str:
    """The name of the gate that an integer form is; empty where it is none. One input is a BUF or a NOT.

    >>> gate_of(LinearForm((1, 1, 1), 2)), gate_of(LinearForm((-1,), 0)), gate_of(LinearForm((1, 2), 2))
    ('MAJORITY', 'NOT', '')
    """
    inputs = len(form.weights)
    if len(set(form.weights)) > 1:
        return ""
    fitting = (gate for gate in GATES.values() if not gate.parameter and gate.takes(inputs))
    return next((gate.name for gate in fitting if gate.form(inputs) == form), "")


@lru_cache(maxsize=4096)
def neuron_of(form: LinearForm, encoding: str = "binary") -> tuple[Perceptron, str]:
    """The neuron of an integer form, one shared value for equal arguments, and the name of the gate that it is."""
    return _perceptron(form, encoding), gate_of(form)


def is_gate(perceptron: Perceptron, name: str) -> bool:
    """Whether a perceptron is, number by number, the neuron of the gate of that name.

    >>> is_gate(Perceptron([1, 1], threshold=2), "AND"), is_gate(Perceptron([2], threshold=2), "AND")
    (True, False)
    """
    gate = GATES.get(name)
    if gate is None or not gate.takes(perceptron.arity):
        return False
    k = perceptron.integer_form.threshold if gate.parameter else None
    return gate_perceptron(name, perceptron.arity, k, perceptron.encoding) == perceptron
