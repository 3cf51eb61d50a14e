"""For tests of circuits: Hypothesis strategies, and an assertion that shows where two circuits differ.

    pip install 'neurocircuit[testing]'

>>> import neurocircuit as nc
>>> assert_equivalent(nc.build("y = a ^ b"), nc.build("y = (a | b) & ~(a & b)"))
>>> assert_equivalent(nc.build("y = a & b"), nc.build("y = a | b"))
Traceback (most recent call last):
    ...
AssertionError: different (exhaustive), 2 inputs and 1 output matched by name
a=0 b=1
left gives y=0
    y: z = 1*0 + 1*1 = 1 < 2 -> 0 (margin -1)
right gives y=1
    y: z = 1*0 + 1*1 = 1 >= 1 -> 1 (margin 0)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from neurocircuit.analysis.checking import pairs
from neurocircuit.analysis.equivalence import Verdict, verify
from neurocircuit.analysis.explain import Explanation, decide
from neurocircuit.errors import MissingExtraError, counted
from neurocircuit.logic.gates import GATES, gate_perceptron
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.levels import fanin_cone

try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingExtraError("strategies need hypothesis", extra="testing") from None

__all__ = ["assert_equivalent", "circuits", "patterns", "perceptrons", "truth_tables"]

#: Neurons whose sums an assertion shows, of each circuit.
MOST_SUMS = 12

#: Weights that a float, a 32-bit or a 64-bit integer gets wrong.
HUGE = (10**9, 2**31, 2**53 + 1, -(2**53) - 1, 2**62, 2**63, -(2**63) - 1, 10**30, Fraction(1, 3))

_small_decimals = st.integers(-20, 20).map(lambda n: Fraction(n, 10))
weights: st.SearchStrategy[Number] = st.one_of(st.integers(-3, 3), _small_decimals, st.sampled_from(HUGE))
encodings = st.sampled_from(sorted(ENCODINGS))


@st.composite
def perceptrons(
    draw: st.DrawFn,
    arity: int | None = None,
    encoding: str | None = None,
    numbers: st.SearchStrategy[Number] = weights,
) -> Perceptron:
    """Perceptrons that mostly depend on their inputs: the threshold lies near a reachable sum."""
    count = draw(st.integers(0, 5)) if arity is None else arity
    chosen = draw(st.lists(numbers, min_size=count, max_size=count))
    bias = draw(numbers)
    near = bias + sum(weight for weight in chosen if draw(st.booleans()))
    offset: Number = draw(st.sampled_from([Fraction(tenth, 10) for tenth in (0, 0, 0, 10, -10, 1)]))
    return Perceptron(chosen, bias, near + offset, draw(encodings) if encoding is None else encoding)


def truth_tables(least: int = 0, most: int = 5) -> st.SearchStrategy[TruthTable]:
    """Truth tables of so many inputs, every function as likely as any other."""
    return st.integers(least, most).flatmap(lambda n: st.builds(TruthTable, st.just(n), st.integers(0, 2**2**n - 1)))


@st.composite
def _port_bits(draw: st.DrawFn, names: str) -> list[str]:
    """Bits of ports: scalars and buses in either written direction."""
    bits: list[str] = []
    for name in names:
        width = draw(st.sampled_from((0, 0, 0, 1, 2, 3)))
        indices = list(range(width))
        if draw(st.booleans()):
            indices.reverse()
        bits += [f"{name}[{index}]" for index in indices] if width else [name]
    return bits


@st.composite
def _neurons(draw: st.DrawFn, nets: Sequence[str], encoding: str) -> Neuron:
    """A gate or a perceptron that reads any of the nets, one of them perhaps twice."""
    read = tuple(draw(st.lists(st.sampled_from(nets), max_size=4))) if nets else ()
    if draw(st.booleans()):
        fitting = [name for name, gate in GATES.items() if gate.takes(len(read))]
        name = draw(st.sampled_from(fitting))
        k = draw(st.integers(-1, len(read) + 1)) if name == "AT_LEAST" else None
        return Neuron(gate_perceptron(name, len(read), k, encoding), read, gate=name)
    return Neuron(draw(perceptrons(len(read), encoding)), read)


@st.composite
def circuits(
    draw: st.DrawFn,
    registers: bool = True,
    depth: int = 2,
    max_inputs: int = 4,
    max_nodes: int = 7,
    encoding: str | None = None,
) -> Circuit:
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
    inner = circuits(registers, depth - 1, 2, max(2, max_nodes // 2)) if depth else st.nothing()
    definitions = draw(st.lists(inner, max_size=2)) if depth else []
    prefix = draw(st.sampled_from(("n", "7", "x.", "$\\", "é", "f0.n")))
    clocked = [f"q{index}" for index in range(draw(st.integers(0, 2)) if registers else 0)]
    nets = [*inputs, *clocked]
    nodes: dict[str, Neuron | Instance | Register] = {}
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


def patterns(circuit: Circuit, most: int = 20, runs: bool = False) -> st.SearchStrategy[npt.NDArray[Any]]:
    """What ``circuit.simulate`` takes: (patterns, inputs) in the circuit's encoding; with registers (cycles, inputs).

    Args:
        circuit: whose inputs they are.
        most: patterns, or cycles, at most.
        runs: several runs: (runs, cycles, inputs).
    """
    low, high = ENCODINGS[circuit.encoding]
    row = st.lists(st.sampled_from((low, high)), min_size=len(circuit.inputs), max_size=len(circuit.inputs))
    rows = st.integers(1, most).flatmap(lambda count: st.lists(row, min_size=count, max_size=count))
    several = st.tuples(st.integers(1, 3), rows).map(lambda drawn: [drawn[1]] * drawn[0]) if runs else rows
    return several.map(lambda drawn: np.array(drawn, np.int8).reshape(*np.shape(drawn)[:-1], len(circuit.inputs)))


def assert_equivalent(left: Circuit, right: Circuit, **how: Any) -> None:
    """Asserts that two circuits compute the same, by a proof.

    Args:
        left: a circuit.
        right: another one.
        **how: as for ``neurocircuit.verify``: ``by_order``, ``map``, ``method``, ``limit``.

    Raises:
        AssertionError: at what inputs they differ, what each gives, and the sums of the neurons that decide it; or how
            far the proof went where it is undecided.
        InputError: for ports that do not match.
    """
    verdict = verify(left, right, **how)
    if not verdict:
        raise AssertionError("\n".join(_lines(left, right, verdict)))


def _lines(left: Circuit, right: Circuit, verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.verdict} ({verdict.method}), {verdict.matching}"
    found = verdict.counterexample
    if found is None:
        return
    for number, (inputs, *_) in enumerate(found.rows, 1):
        yield ("" if found.cycles is None else f"cycle {number}: ") + pairs(inputs)
    given = [dict(_bits(left.input_ports, inputs)) for inputs, *_ in found.rows]
    renamed = [{other: row[one] for one, other in verdict.matching.inputs} for row in given]
    _, *shown = found.rows[-1]
    one, two = dict(_bits(left.output_ports, shown[0])), dict(_bits(right.output_ports, shown[1]))
    differing = [pair for pair in verdict.matching.outputs if one[pair[0]] != two[pair[1]]]
    for name, circuit, rows, values, outputs in zip(
        ("left", "right"), (left, right), (given, renamed), shown, zip(*differing, strict=True), strict=True
    ):
        yield f"{name} gives {pairs(values)}"
        yield from _sums(circuit, _last(circuit, rows), outputs)


def _bits(ports: Sequence[Port], values: Mapping[str, int]) -> Iterator[tuple[str, bool]]:
    for port in ports:
        value = values[port.name]
        for place, bit in enumerate(port.bits):
            yield bit, bool(value >> place & 1) if port.is_bus else value > 0


def _last(circuit: Circuit, cycles: Sequence[Mapping[str, bool]]) -> Explanation:
    """The last of some cycles from reset, explained."""
    nodes, state = circuit.graph.nodes, None
    for inputs in cycles:
        found = decide(circuit, inputs, state)
        state = {net: found.values[nodes[net]["next"]] for net in circuit.registers}
    return found


def _sums(circuit: Circuit, explanation: Explanation, names: Sequence[str]) -> Iterator[str]:
    """The sums of the neurons that outputs depend on, the last ones of many."""
    nets = [circuit.graph.graph["outputs"][name] for name in names]
    cone = fanin_cone(circuit.graph, nets)
    decisions = [decision for decision in explanation.decisions if decision.net in cone]
    if len(decisions) > MOST_SUMS:
        yield f"    {counted(len(decisions) - MOST_SUMS, 'neuron')} before"
    for decision in decisions[-MOST_SUMS:]:
        yield f"    {decision.net}: {decision}"
