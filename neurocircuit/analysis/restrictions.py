"""What a solution may consist of: only some gates, no ready-made parts, at most so many neurons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from neurocircuit.logic.gates import find_gate
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import FlatNeuron, neurons
from neurocircuit.netlist.hierarchy import visible

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Restrictions:
    """The rules of an exercise; those left out allow everything.

    Args:
        only: the names of gates, in any letter case: each neuron must compute one of these, however it is written.
        library: whether instances of ready-made circuits are allowed.
        max_neurons: the most neurons, instances expanded.
        gates_only: whether each neuron must be written as a gate, and as one of ``only``.

    Raises:
        InputError: for a name that is no gate.
    """

    only: tuple[str, ...] | None = None
    library: bool = True
    max_neurons: int | None = None
    gates_only: bool = False

    def __post_init__(self) -> None:
        if self.only is not None:
            object.__setattr__(self, "only", tuple(find_gate(name).name for name in self.only))

    def violations(self, circuit: Circuit) -> Iterator[str]:
        """What a circuit has that it must not have, one sentence a rule."""
        every = tuple(neurons(circuit.graph))
        if not self.library:
            parts = [f"{name} ({reference})" for name, reference in ready_made_parts(circuit)]
            if parts:
                yield f"ready-made circuits used: {_listed(parts)}"
        if self.gates_only:
            weighted = [neuron.net for neuron in every if not neuron.gate]
            if weighted:
                yield f"written with weights: {_listed(weighted)}"
        if self.only is not None:
            others = [neuron.net for neuron in every if not self._allows(neuron, self.only)]
            if others:
                yield f"not one of {', '.join(self.only)}: {_listed(others)}"
        if self.max_neurons is not None and len(every) > self.max_neurons:
            yield f"{len(every)} neurons, at most {self.max_neurons} allowed"

    def _allows(self, neuron: FlatNeuron, gates: tuple[str, ...]) -> bool:
        if self.gates_only and neuron.gate:
            return neuron.gate in gates
        return computes_one_of(neuron.perceptron, gates)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


@lru_cache(maxsize=4096)
def computes_one_of(perceptron: Perceptron, gates: tuple[str, ...]) -> bool:
    """Whether a neuron computes one of the named gates, whatever its weights.

    >>> teaching_gate = Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)
    >>> computes_one_of(teaching_gate, ("AND",)), computes_one_of(teaching_gate, ("OR", "NOT"))
    (True, False)
    """
    count, inputs = symmetric_count(perceptron), perceptron.arity
    return count is not None and any(
        count > 0 if gate.parameter else gate.takes(inputs) and symmetric_count(gate.perceptron(inputs)) == count
        for gate in map(find_gate, gates)
    )


def symmetric_count(perceptron: Perceptron) -> int | None:
    """k for a neuron that fires when at least k of its inputs do, -k for the opposite; None for any other.

    A constant without inputs has 0 where it fires and -1 where not.

    >>> symmetric_count(Perceptron([2, 3, 2], threshold=4)), symmetric_count(Perceptron([-1, -1], threshold=0))
    (2, -1)
    """
    form = perceptron.integer_form
    if not form.weights:
        return 0 if form.threshold <= 0 else -1
    sign = 1 if form.weights[0] > 0 else -1
    weights, threshold = form if sign > 0 else form.opposite
    sizes = sorted(weights)
    # The largest ``count`` are the fewest that reach the threshold; all others that many must do so too.
    reach = [0, *accumulate(reversed(sizes))]
    count = next((count for count, total in enumerate(reach) if total >= threshold), 0)
    return sign * count if sizes[0] > 0 and count and sum(sizes[:count]) >= threshold else None


def ready_made_parts(circuit: Circuit) -> Iterator[tuple[str, str]]:
    """The instances, by path, whose definitions are neither written in the circuit nor in files of its own."""
    stack: list[tuple[str, tuple[Circuit, ...]]] = [("", (circuit,))]
    seen: set[int] = set()
    while stack:
        path, chain = stack.pop()
        definition = chain[-1]
        if id(definition) in seen:
            continue
        seen.add(id(definition))
        for name, node in definition.instances.items():
            if node.reference.endswith(".json"):
                stack.append((f"{path}{name}.", (node.circuit,)))
            elif visible(node.reference, chain) is None:
                yield f"{path}{name}", node.reference
        stack.extend((f"{name}.", (*chain, inner)) for name, inner in definition.circuits.items())
