"""Hypothesis strategies that all tests share: numbers, perceptrons, circuits."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from neurocircuit.logic.gates import GATES, gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register

ENCODING_NAMES = ("binary", "bipolar")
#: Weights that a float, a 32-bit or a 64-bit integer gets wrong.
HUGE = (10**9, 2**31, 2**53 + 1, -(2**53) - 1, 2**62, 2**63, -(2**63) - 1, 10**30, Fraction(1, 3))

small_decimals = st.integers(-20, 20).map(lambda n: Fraction(n, 10))
weights = st.one_of(st.integers(-3, 3), small_decimals, st.sampled_from(HUGE))
encodings = st.sampled_from(ENCODING_NAMES)


@st.composite
def perceptrons(draw, arity=None, encoding=None, numbers=weights):
    """Perceptrons that mostly depend on their inputs: the threshold lies near a reachable sum."""
    count = draw(st.integers(0, 5)) if arity is None else arity
    chosen = draw(st.lists(numbers, min_size=count, max_size=count))
    bias = draw(numbers)
    near = bias + sum(weight for weight in chosen if draw(st.booleans()))
    offset = draw(st.sampled_from((0, 0, 0, 1, -1, Fraction(1, 10))))
    return Perceptron(chosen, bias, near + offset, draw(encodings) if encoding is None else encoding)


def tables(least=0, most=5):
    """Truth tables of so many inputs, every function as likely as any other."""
    return st.integers(least, most).flatmap(lambda n: st.builds(TruthTable, st.just(n), st.integers(0, 2**2**n - 1)))


@st.composite
def _port_bits(draw, names):
    """Bits of ports: scalars and buses in either written direction."""
    bits = []
    for name in names:
        width = draw(st.sampled_from((0, 0, 0, 1, 2, 3)))
        indices = list(range(width))
        if draw(st.booleans()):
            indices.reverse()
        bits += [f"{name}[{index}]" for index in indices] if width else [name]
    return bits


@st.composite
def _neurons(draw, nets, encoding):
    """A gate or a perceptron that reads any of the nets, one of them perhaps twice."""
    read = tuple(draw(st.lists(st.sampled_from(nets), max_size=4))) if nets else ()
    if draw(st.booleans()):
        fitting = [name for name, gate in GATES.items() if gate.takes(len(read))]
        name = draw(st.sampled_from(fitting))
        k = draw(st.integers(-1, len(read) + 1)) if name == "AT_LEAST" else None
        return Neuron(gate_perceptron(name, len(read), k, encoding), read, gate=name)
    return Neuron(draw(perceptrons(len(read), encoding)), read)


@st.composite
def circuits(draw, registers=True, depth=2, max_inputs=4, max_nodes=7, encoding=None):
    """Random circuits: scalars and buses, gates and perceptrons with decimal, huge and repeated weights, instances of
    random definitions nested to ``depth``, registers (also inside instances), both encodings, nodes in any order.

    Args:
        registers: whether there may be any.
        depth: how deep instances nest at most; 0 for flat circuits.
        max_inputs: of ports; a bus has up to three bits.
        max_nodes: as written, at each place.
        encoding: of the top circuit; drawn by default.
    """
    chosen = draw(encodings) if encoding is None else encoding
    inputs = draw(_port_bits("abcdefgh"[: draw(st.integers(0, max_inputs))]))
    inner = {"registers": registers, "depth": depth - 1, "max_inputs": 2, "max_nodes": max(2, max_nodes // 2)}
    definitions = draw(st.lists(circuits(**inner), max_size=2)) if depth else []
    prefix = draw(st.sampled_from(("n", "7", "x.", "$\\", "é", "f0.n")))
    clocked = [f"q{index}" for index in range(draw(st.integers(0, 2)) if registers else 0)]
    nets = [*inputs, *clocked]
    nodes = {}
    for index in range(draw(st.integers(0, max_nodes))):
        if definitions and draw(st.integers(0, 2)) == 0:
            number = draw(st.integers(0, len(definitions) - 1))
            used = definitions[number]
            if used.inputs and not nets:
                continue
            wired = tuple(draw(st.sampled_from(nets)) for _ in used.inputs)
            nodes[f"f{index}"] = Instance(used, wired, f"d{number}")
            nets += [f"f{index}.{output}" for output in used.outputs]
            nets += [f"f{index}"] if len(used.outputs) == 1 else []
        elif f"{prefix}{index}" not in nets:
            nodes[f"{prefix}{index}"] = draw(_neurons(nets, chosen))
            nets.append(f"{prefix}{index}")
    nodes.update({name: Register(draw(st.sampled_from(nets)), draw(st.integers(0, 1))) for name in clocked})
    order = draw(st.permutations(list(nodes)))
    shown = draw(st.lists(st.sampled_from(nets), min_size=1, max_size=4)) if nets else []
    if len(set(shown)) == len(shown) and draw(st.booleans()):
        outputs = {net: net for net in shown}
    else:
        names = draw(_port_bits("wxyz"[: len(shown)]))
        outputs = dict(zip(names, shown, strict=False))
    return Circuit(
        inputs,
        outputs,
        {name: nodes[name] for name in order},
        draw(st.sampled_from(("", "top", "an adder"))),
        encoding=chosen,
        circuits={f"d{number}": used for number, used in enumerate(definitions)},
    )
