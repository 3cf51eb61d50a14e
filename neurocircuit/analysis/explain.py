"""Why a circuit gives what it gives: every neuron of one cycle, its sum term by term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.logic.number import Number, exact, format_number, magnitude, signed_sum
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron, fires
from neurocircuit.netlist.circuit import Circuit, require_circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.simulation.simulator import named_values
from neurocircuit.simulation.values import assigned_bits, require_all


@dataclass(frozen=True, slots=True)
class Decision:
    """One neuron at one assignment: what it reads, its sum z, whether it fires.

    Args:
        net: the neuron's net.
        perceptron: what it computes.
        fanin: the nets it reads.
        values: what stands on them, in the neuron's own encoding.

    >>> gate = Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)
    >>> print(Decision("y", gate, ("a", "b"), (1, 0)))
    z = -0.5 + 0.6*1 + 0.6*0 = 0.1 < 0.5 -> 0 (margin -0.4)
    """

    net: str
    perceptron: Perceptron
    fanin: tuple[str, ...]
    values: tuple[int, ...]

    @property
    def sum(self) -> Number:
        """The weighted sum z, in the units written."""
        return self.perceptron.weighted_sum(*self.values)

    @property
    def margin(self) -> Number:
        """z - threshold: how far the decision is from turning."""
        return exact(self.sum - self.perceptron.threshold)

    @property
    def fired(self) -> bool:
        """Whether the neuron fires."""
        return bool(fires(self.sum, self.perceptron.threshold))

    @property
    def output(self) -> int:
        """The output in the neuron's own encoding."""
        return ENCODINGS[self.perceptron.encoding][self.fired]

    def __str__(self) -> str:
        total, threshold = format_number(self.sum), format_number(self.perceptron.threshold)
        terms = signed_sum(self._terms())
        equals = terms if terms == total else f"{terms} = {total}"
        sign = ">=" if self.fired else "<"
        return f"z = {equals} {sign} {threshold} -> {self.output} (margin {format_number(self.margin)})"

    def _terms(self) -> Iterator[tuple[Number, str]]:
        bias = self.perceptron.bias
        if bias or not self.values:
            yield bias, format_number(magnitude(bias))
        for weight, value in zip(self.perceptron.weights, self.values, strict=True):
            text = format_number(magnitude(weight))
            yield weight, f"({text})*{value}" if "/" in text else f"{text}*{value}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cycle of a circuit: the decisions of its neurons, and the truth value of every net."""

    decisions: tuple[Decision, ...]
    values: Mapping[str, bool]

    def __str__(self) -> str:
        width = max((len(decision.net) for decision in self.decisions), default=0) + 1
        return "\n".join(f"{decision.net + ':':<{width}} {decision}" for decision in self.decisions)


def explain(circuit: Circuit, /, *values: Any, **named: Any) -> Explanation:
    """Why a circuit gives what it gives at one assignment: every neuron, each after those it depends on.

    Args:
        circuit: any circuit; registers stand at their reset values.
        values: one mapping by port, bit or range, or values in the order of the ports.
        named: values by name.

    Raises:
        InputError: for an unknown or missing input, or a value that it does not have.

    >>> import neurocircuit as nc
    >>> print(explain(nc.read("xor"), 1, b=1))
    both: z = 1*1 + 1*1 = 2 >= 2 -> 1 (margin 0)
    y:    z = 1*1 + 1*1 - 2*1 = 0 < 1 -> 0 (margin -1)
    """
    mapping = len(values) == 1 and isinstance(values[0], Mapping) and not named
    given = assigned_bits(require_circuit(circuit), values[0] if mapping else named_values(circuit, values, named))
    require_all(circuit, given)
    several = next((net for net, bits in given.items() if np.ndim(bits)), None)
    if several is not None:
        raise InputError(f"input {several!r}: several values for one assignment", hint="one value each")
    return decide(circuit, {net: bool(given[net]) for net in circuit.inputs})


def decide(circuit: Circuit, inputs: Mapping[str, bool], state: Mapping[str, bool] | None = None) -> Explanation:
    """The decisions of all neurons for the truth values of nets.

    Args:
        circuit: any circuit.
        inputs: the truth value of each input net.
        state: that of each register; by default their values at reset.
    """
    graph = circuit.graph
    if state is None:
        state = {net: bool(graph.nodes[net]["initial"]) for net in circuit.registers}
    values = {name: inputs[name] for name in circuit.inputs} | dict(state)
    decisions = []
    for net in evaluation_order(graph):
        data = graph.nodes[net]
        levels = ENCODINGS[data["perceptron"].encoding]
        shown = tuple(levels[values[source]] for source in data["fanin"])
        decision = Decision(net, data["perceptron"], data["fanin"], shown)
        values[net] = decision.fired
        decisions.append(decision)
    return Explanation(tuple(decisions), values)


def evaluation_order(graph: Graph) -> Iterator[str]:
    """The neurons in file order, each preceded by those that it reads."""
    nodes = graph.nodes
    done: dict[str, None] = {}
    stack = list(nodes)[::-1]
    while stack:
        waiting = [source for source in nodes[stack[-1]]["fanin"] if source not in done]
        stack.extend(reversed(waiting))
        if not waiting:
            done[stack.pop()] = None
    return (net for net in done if nodes[net]["kind"] == "perceptron")
