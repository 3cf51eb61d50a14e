"""Small circuits that many tests use, built by hand so that nothing but the values of the netlist is needed."""

from __future__ import annotations

from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register


def gate(name: str, *inputs: str, encoding: str = "binary", k: int | None = None) -> Neuron:
    """A named gate that reads these nets."""
    return Neuron(gate_perceptron(name, len(inputs), k, encoding), inputs, gate=name)


FULL_ADDER = Circuit(
    ["a", "b", "cin"],
    ["sum", "cout"],
    {
        "cout": gate("MAJORITY", "a", "b", "cin"),
        "sum": Neuron(Perceptron([1, 1, 1, -2], threshold=1), ("a", "b", "cin", "cout")),
    },
    "full_adder",
)


def adder(width: int) -> Circuit:
    """An adder of two buses from instances of the full adder; the sum has one bit more."""
    carries = ["zero", *(f"fa{n}.cout" for n in range(width))]
    inputs = [f"{port}[{n}]" for port in "ab" for n in reversed(range(width))]
    return Circuit(
        inputs,
        {**{f"s[{n}]": f"fa{n}.sum" for n in range(width)}, f"s[{width}]": carries[width]},
        {
            "zero": gate("ZERO"),
            **{f"fa{n}": Instance(FULL_ADDER, (f"a[{n}]", f"b[{n}]", carries[n]), "full_adder") for n in range(width)},
        },
        f"adder{width}",
        circuits={"full_adder": FULL_ADDER},
    )


def counter(width: int) -> Circuit:
    """A counter with an enable input: a bus q that wraps around."""
    carries = ["en", *(f"fa{n}.cout" for n in range(width))]
    return Circuit(
        ["en"],
        {f"q[{n}]": f"q[{n}]" for n in reversed(range(width))},
        {
            "zero": gate("ZERO"),
            **{f"fa{n}": Instance(FULL_ADDER, (f"q[{n}]", "zero", carries[n]), "full_adder") for n in range(width)},
            **{f"q[{n}]": Register(f"fa{n}.sum") for n in range(width)},
        },
        "counter",
        circuits={"full_adder": FULL_ADDER},
    )


def wires(width: int) -> Circuit:
    """A bus that goes straight to the output y."""
    return Circuit([f"a[{n}]" for n in range(width)], {f"y[{n}]": f"a[{n}]" for n in range(width)}, {}, f"wires{width}")
