"""Boolean expressions as networks of neurons."""

from __future__ import annotations

from neurocircuit.errors import FormatError
from neurocircuit.logic.expression import Expression, parse_statements
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron


def build(text: str, name: str = "") -> Circuit:
    """The circuit of expressions such as ``sum = a ^ b; carry = a & b``.

    Later expressions may use the names of earlier ones; every name is an output, a lone expression is the output ``y``.

    Raises:
        FormatError: for a text that is no such list of expressions.
    """
    statements = parse_statements(text)
    if len(statements) > 1 and not all(target for target, _ in statements):
        raise FormatError("an expression without a name", hint="write name = expression")
    targets = [target or "y" for target, _ in statements]
    if len(set(targets)) != len(targets):
        raise FormatError("a name is assigned twice", hint="each name once")
    inputs: dict[str, None] = {}
    nodes: dict[str, Neuron] = {}
    reserved = {*targets, *(name for _, expression in statements for name in expression.inputs)}
    for number, (target, (_, expression)) in enumerate(zip(targets, statements, strict=True)):
        for read in expression.inputs:
            if read in targets[number:]:
                raise FormatError(f"{read!r} is used before it is assigned", hint="assign it first")
            if read not in nodes:
                inputs[read] = None
        _Network(nodes, reserved).place(expression, target)
    return Circuit(tuple(inputs), targets, nodes, name)


class _Network:
    """The neurons placed so far; a new one takes the next free name."""

    def __init__(self, nodes: dict[str, Neuron], reserved: set[str]) -> None:
        self.nodes = nodes
        self.reserved = reserved

    def place(self, expression: Expression, target: str) -> None:
        """Place the neurons of an expression, the last one under the name of the target."""
        before = len(self.nodes)
        values = {name: name for name in expression.inputs}
        operators = {
            "&": lambda *read: self._gate("AND", read),
            "|": lambda *read: self._gate("OR", read),
            "~": lambda *read: self._gate("NOT", read),
            "^": self._parity,
        }
        last = expression.evaluate({**values, "0": "", "1": ""}, operators)
        if len(self.nodes) == before:
            self._put(target, Neuron(gate_perceptron("BUF", 1), (last,), "BUF"))
        else:
            self.nodes[target] = self.nodes.pop(last)

    def _put(self, name: str, neuron: Neuron) -> str:
        self.nodes[name] = neuron
        return name

    def _gate(self, gate: str, read: tuple[str, ...]) -> str:
        return self._put(self._fresh(gate.lower()), Neuron(gate_perceptron(gate, len(read)), read, gate))

    def _parity(self, *read: str) -> str:
        """Exclusive or in pairs, two neurons each: h fires on both, y on one more than twice h."""
        left = read[0]
        for right in read[1:]:
            both = self._gate("AND", (left, right))
            only_one = Perceptron([1, 1, -2], threshold=1)
            left = self._put(self._fresh("xor"), Neuron(only_one, (left, right, both)))
        return left

    def _fresh(self, stem: str) -> str:
        number = 1
        while f"{stem}{number}" in self.nodes or f"{stem}{number}" in self.reserved:
            number += 1
        return f"{stem}{number}"
