"""What a circuit costs: neurons, connections, depth, fan-in, weights, and the least margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurocircuit.errors import LimitError
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, require_circuit
from neurocircuit.netlist.graph import neurons
from neurocircuit.netlist.levels import depth


@dataclass(frozen=True, slots=True)
class Cost:
    """The figures of a flattened circuit; inputs, outputs and registers are counted in bits.

    Args:
        connections: pairs of a neuron and a net that it reads.
        depth: neurons on the longest path.
        max_weight: the largest absolute weight as written.
        total_weight: the sum of |w| and |T| over the integer forms of all neurons.
        margin: the least of any neuron that changes, in the units written; None where there is none such, or where
            it takes too long to compute.
    """

    inputs: int
    outputs: int
    registers: int
    neurons: int
    connections: int
    depth: int
    max_fanin: int
    max_weight: Number
    total_weight: int
    margin: Number | None


def cost(circuit: Circuit) -> Cost:
    """Count what a circuit consists of, instances expanded.

    Raises:
        CircuitError: for a circuit that is none.

    >>> import neurocircuit as nc
    >>> nc.stats(nc.read("full_adder")).neurons, nc.read("adder4").stats.depth
    (2, 5)
    """
    graph = require_circuit(circuit).graph
    flat = tuple(neurons(graph))
    every = [neuron.perceptron for neuron in flat]
    forms = [perceptron.integer_form for perceptron in every]
    sizes = [weight if weight > 0 else -weight for perceptron in every for weight in perceptron.weights]
    return Cost(
        inputs=len(circuit.inputs),
        outputs=len(circuit.outputs),
        registers=len(circuit.registers),
        neurons=len(every),
        connections=sum([len(neuron.fanin) for neuron in flat]),
        depth=depth(graph),
        max_fanin=max((perceptron.arity for perceptron in every), default=0),
        max_weight=max(sizes, default=0),
        total_weight=sum(abs(number) for form in forms for number in (*form.weights, form.threshold)),
        margin=_least_margin(set(every)),
    )


def _least_margin(perceptrons: Iterable[Perceptron]) -> Number | None:
    try:
        margins = [perceptron.margin for perceptron in perceptrons]
    except LimitError:
        return None
    return min((margin for margin in margins if margin is not None), default=None)
