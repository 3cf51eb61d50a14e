"""Circuits of any size for benchmarks, made of named gates of up to two inputs."""

from __future__ import annotations

import random
from collections import deque

from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register

GATES = {
    "AND": Perceptron([1, 1], threshold=2),
    "OR": Perceptron([1, 1], threshold=1),
    "NAND": Perceptron([-1, -1], threshold=-1),
    "NOT": Perceptron([-1], threshold=0),
}


class Builder:
    """Gates under numbered names."""

    def __init__(self) -> None:
        self.nodes: dict[str, Neuron] = {}

    def gate(self, name: str, *inputs: str) -> str:
        net = f"g{len(self.nodes)}"
        self.nodes[net] = Neuron(GATES[name], inputs, name)
        return net

    def half(self, a: str, b: str) -> tuple[str, str]:
        """Exclusive or, and the NAND that it needs."""
        nand = self.gate("NAND", a, b)
        return self.gate("AND", nand, self.gate("OR", a, b)), nand

    def add(self, a: str, b: str, c: str) -> tuple[str, str]:
        """Sum and carry in seven gates."""
        part, first = self.half(a, b)
        total, second = self.half(part, c)
        return total, self.gate("NAND", first, second)

    def add_two(self, a: str, b: str) -> tuple[str, str]:
        total, nand = self.half(a, b)
        return total, self.gate("NOT", nand)


def multiplier(width: int) -> Circuit:
    """An array multiplier: rows of adders, each adding one partial product."""
    build = Builder()
    a, b = [f"a[{i}]" for i in range(width)], [f"b[{i}]" for i in range(width)]
    row = [build.gate("AND", x, b[0]) for x in a]
    product = []
    carry_in = ""
    for j in range(1, width):
        product.append(row[0])
        rest = row[1:] + ([carry_in] if carry_in else [])
        partial = [build.gate("AND", x, b[j]) for x in a]
        row, carry = [], ""
        for i, bit in enumerate(partial):
            if i >= len(rest):
                total, carry = build.add_two(bit, carry)
            elif carry:
                total, carry = build.add(bit, rest[i], carry)
            else:
                total, carry = build.add_two(bit, rest[i])
            row.append(total)
        carry_in = carry
    product += [*row, carry_in]
    return Circuit(a[::-1] + b[::-1], {f"p[{i}]": net for i, net in reversed(list(enumerate(product)))}, build.nodes)


def divider(width: int) -> Circuit:
    """A restoring divider: quotient and remainder of two unsigned numbers, one row of subtractors a quotient bit."""
    build = Builder()
    n, d = [f"n[{i}]" for i in range(width)], [f"d[{i}]" for i in range(width)]
    inverted = [build.gate("NOT", bit) for bit in d]
    zero = build.gate("AND", n[0], build.gate("NOT", n[0]))
    one = build.gate("NOT", zero)
    remainder = [zero] * width
    quotient = []
    for i in range(width - 1, -1, -1):
        shifted = [n[i], *remainder]
        carry, difference = one, []
        for bit, other in zip(shifted, [*inverted, one], strict=True):
            total, carry = build.add(bit, other, carry)
            difference.append(total)
        quotient.append(carry)
        keep = build.gate("NOT", carry)
        remainder = [
            build.gate("NAND", build.gate("NAND", new, carry), build.gate("NAND", old, keep))
            for new, old in zip(difference[:width], shifted[:width], strict=True)
        ]
    outputs = {f"q[{width - 1 - i}]": net for i, net in enumerate(quotient)}
    outputs |= {f"r[{i}]": remainder[i] for i in range(width - 1, -1, -1)}
    return Circuit(n[::-1] + d[::-1], outputs, build.nodes)


#: How often each gate occurs in s38417, the largest of the clocked ISCAS circuits but two.
MIX = {"NOT": 13470, "AND": 4154, "NAND": 2050, "OR": 226, "NOR": 2279}


def clocked_logic(neurons: int, registers: int, inputs: int = 28, outputs: int = 106) -> Circuit:
    """Random gates that read nets not far before them, between registers: a clocked circuit of any size."""
    rng = random.Random(1)
    nets = [*(f"x{i}" for i in range(inputs)), *(f"q{i}" for i in range(registers))]
    rng.shuffle(nets)
    unread = deque(nets)
    nodes: dict[str, Neuron | Register] = {}
    for index, gate in enumerate(rng.choices(list(MIX), MIX.values(), k=neurons)):
        fanin = 1 if gate == "NOT" else rng.choice([2, 2, 2, 3, 4])
        read = {unread.popleft(): None} if len(unread) > registers + outputs else {}
        while len(read) < fanin:
            read[rng.choice(nets[-3000:])] = None
        nodes[f"n{index}"] = Neuron(gate_perceptron(gate, fanin), tuple(read), gate)
        nets.append(f"n{index}")
        unread.append(f"n{index}")
    ends = list(unread)[-registers - outputs :]
    nodes |= {f"q{i}": Register(net, rng.getrandbits(1)) for i, net in enumerate(ends[:registers])}
    return Circuit([f"x{i}" for i in range(inputs)], {f"y{i}": net for i, net in enumerate(ends[registers:])}, nodes)
