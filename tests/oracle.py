"""A slow evaluator, obviously right: one assignment at a time, straight from what was written, in fractions.

It shares no code with flattening or with any engine: it walks the hierarchy by name, and sums the weights as they
were written over the values of the neuron's own encoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register

Path = tuple[str, ...]
State = dict[Path, int]


def reset(circuit: Circuit) -> State:
    """The state at reset: the path of each register to its initial bit."""
    state = {}
    for name, node in circuit.nodes.items():
        if isinstance(node, Register):
            state[(name,)] = node.initial
        elif isinstance(node, Instance):
            state.update({(name, *path): bit for path, bit in reset(node.circuit).items()})
    return state


def evaluate(circuit: Circuit, inputs: Mapping[str, int], state: State | None = None) -> tuple[dict[str, int], State]:
    """The output bits by name, read before the clock edge, and the state after it; ``inputs`` are bits by name."""
    now = reset(circuit) if state is None else state
    top = _Scope(circuit, {name: lambda bit=bit: int(bit) for name, bit in inputs.items()}, now, ())
    outputs = {name: top.net(net) for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)}
    return outputs, {path: top.inside(path[:-1]).next(path[-1]) for path in now}


def run(circuit: Circuit, cycles: Iterable[Mapping[str, int]]) -> list[dict[str, int]]:
    """The outputs of each cycle from reset."""
    state, shown = reset(circuit), []
    for inputs in cycles:
        outputs, state = evaluate(circuit, inputs, state)
        shown.append(outputs)
    return shown


class _Scope:
    """One place where a circuit is used: what its inputs are, asked only when needed."""

    def __init__(self, circuit, inputs, state, path):
        self.circuit, self.inputs, self.state, self.path = circuit, inputs, state, path
        self.known: dict[str, int] = {}
        self.children: dict[str, _Scope] = {}

    def net(self, name: str) -> int:
        if name not in self.known:
            self.known[name] = self.find(name)
        return self.known[name]

    def find(self, name: str) -> int:
        if name in self.inputs:
            return self.inputs[name]()
        node = self.circuit.nodes.get(name)
        if isinstance(node, Register):
            return self.state[(*self.path, name)]
        if isinstance(node, Neuron):
            return self.neuron(node)
        if isinstance(node, Instance):
            return self.child(name).net(node.circuit.output_nets[0])
        for instance, inner in self.circuit.nodes.items():
            if isinstance(inner, Instance) and name.startswith(f"{instance}."):
                port = name[len(instance) + 1 :]
                if port in inner.circuit.outputs:
                    return self.child(instance).net(inner.circuit.output_nets[inner.circuit.outputs.index(port)])
        raise KeyError(name)

    def neuron(self, node: Neuron) -> int:
        low = -1 if node.perceptron.encoding == "bipolar" else 0
        z = Fraction(node.perceptron.bias)
        for weight, source in zip(node.perceptron.weights, node.inputs, strict=True):
            z += Fraction(weight) * (1 if self.net(source) else low)
        return int(z >= node.perceptron.threshold)

    def child(self, name: str) -> _Scope:
        if name not in self.children:
            instance = self.circuit.nodes[name]
            inputs = {
                port: lambda source=source: self.net(source)
                for port, source in zip(instance.circuit.inputs, instance.inputs, strict=True)
            }
            self.children[name] = _Scope(instance.circuit, inputs, self.state, (*self.path, name))
        return self.children[name]

    def inside(self, path: Path) -> _Scope:
        scope = self
        for name in path:
            scope = scope.child(name)
        return scope

    def next(self, register: str) -> int:
        return self.net(self.circuit.nodes[register].next)
