"""Verdicts: right for random circuits, for mutants, for ready-made circuits, with another solver's word for it."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given

import neurocircuit as nc
from neurocircuit.analysis.cnf import operation_clauses, signed
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.equivalence import METHODS, Verdict, verify
from neurocircuit.analysis.sat import Solver
from neurocircuit.errors import CircuitError, InputError
from neurocircuit.formats import library
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.program import lower_graphs
from neurocircuit.simulation.subject import subject_of
from neurocircuit.testing import circuits


def mutant(circuit: Circuit, random: Random) -> Circuit:
    """The circuit, flat, with one weight, threshold or wire changed."""
    flat = Circuit.from_graph(circuit.graph)
    neurons = [name for name, node in flat.nodes.items() if isinstance(node, Neuron)]
    while True:
        name = random.choice(neurons)
        node = flat.nodes[name]
        weights, threshold = node.perceptron.integer_form
        changed, nets = list(weights), list(node.inputs)
        kind = random.choice("wtn") if weights else "t"
        if kind == "t":
            threshold += random.choice((-1, 1))
        elif kind == "w":
            changed[random.randrange(len(changed))] += random.choice((-2, -1, 1, 2))
        else:
            nets[random.randrange(len(nets))] = random.choice((*flat.inputs, *flat.nodes))
        perceptron = Perceptron(changed, threshold=threshold).encoded(flat.encoding)
        try:
            made = flat.replace(nodes={**flat.nodes, name: Neuron(perceptron, tuple(nets))})
            made.graph  # noqa: B018 - a new wire may close a cycle
        except CircuitError:
            continue
        return made


def same_table(left: Circuit, right: Circuit) -> bool:
    rows = np.arange(1 << len(left.inputs))[:, np.newaxis] >> np.arange(len(left.inputs)) & 1
    return bool((left.simulate(rows, engine="packed") == right.simulate(rows, engine="packed")).all())


COMBINATIONAL = ("full_adder", "adder4", "multiplier4x4", "alu4", "prime4", "letter_reader", "xor_bipolar")
CLOCKED = ("counter4", "gray_counter", "lfsr4", "traffic_light", "serial_adder", "vending_machine")


@pytest.mark.parametrize("name", COMBINATIONAL)
def test_mutants_are_told_from_their_circuits(name):
    circuit, random = nc.read(name), Random(name)
    for _ in range(12):
        changed = mutant(circuit, random)
        expected = same_table(circuit, changed)
        for method in METHODS:
            found = verify(circuit, changed, method=method)
            assert found.verdict == ("equivalent" if expected else "different")
            assert bool(found) == expected == (found.counterexample is None)


@pytest.mark.parametrize("name", CLOCKED)
def test_clocked_mutants_are_told_from_their_circuits(name):
    circuit, random = nc.read(name), Random(name)
    for number in range(12):
        changed = mutant(circuit, random)
        found = verify(circuit, changed)
        inputs = np.random.default_rng(number).integers(0, 2, (128, 200, len(circuit.inputs)))
        same = (circuit.simulate(inputs, engine="packed") == changed.simulate(inputs, engine="packed")).all()
        assert found.verdict in ("equivalent", "different")
        assert same or not found
        # A difference was replayed by then; it is one in the circuits' own words too.
        if not found and circuit.inputs:
            assert found.counterexample.left != found.counterexample.right
            outputs = circuit.simulate(found.counterexample.inputs)
            assert {name: values.tolist() for name, values in outputs.items()} == found.counterexample.left


@pytest.mark.parametrize("name", COMBINATIONAL)
def test_another_solver_says_the_same(name):
    circuit, random = nc.read(name), Random(name)
    for _ in range(6):
        changed = mutant(circuit, random)
        network, outputs, *_ = lower_graphs([subject_of(circuit.graph), subject_of(changed.graph)])
        half = len(outputs) // 2
        differing = [network.differ(*pair) for pair in zip(outputs[:half], outputs[half:], strict=True)]
        solver = Solver(Effort(), "glucose4")
        for variable in range(network.inputs + 1, len(network.left)):
            solver.add(operation_clauses(variable, network.left[variable], network.right[variable]))
        solver.add([tuple(signed(literal) for literal in differing if literal > 1)])
        different = 1 in differing or solver.solve([])
        assert verify(circuit, changed, method="sat").verdict == ("different" if different else "equivalent")


@given(circuits(), circuits())
def test_random_circuits_are_what_they_are(left, right):
    assert verify(left, left)
    flat = Circuit.from_graph(left.graph)
    assert verify(left, flat)
    if len(left.inputs) == len(right.inputs) and len(left.outputs) == len(right.outputs):
        found = verify(left, right, by_order=True, limit=20)
        assert found.verdict in ("equivalent", "different")
        rows = np.random.default_rng(0).integers(0, 2, (64, 8, len(left.inputs)))
        rows = rows if left.registers or right.registers else rows[:, 0]
        if found and bool(left.registers) == bool(right.registers) and left.encoding == right.encoding == "binary":
            assert (left.simulate(rows) == right.simulate(rows)).all()


def test_ready_made_circuits_with_the_same_ports():
    groups = {}
    for name in library.names():
        circuit = nc.read(name)
        ports = (frozenset(circuit.inputs), frozenset(circuit.outputs), bool(circuit.registers))
        groups.setdefault(ports, []).append(circuit)
    equal = set()
    for group in groups.values():
        for left, right in combinations(group, 2):
            if left.registers or len(left.inputs) > 16:
                continue
            found = verify(left, right)
            aligned = right.replace(inputs=left.inputs, tests=())
            order = [right.outputs.index(name) for name in left.outputs]
            aligned = aligned.replace(outputs=left.outputs, output_nets=[right.output_nets[at] for at in order])
            assert left.encoding != right.encoding or bool(found) == same_table(left, aligned)
            if found:
                equal.add(frozenset((left.name, right.name)))
    assert {"adder4", "lookahead_adder4"} in equal
    assert {"xor", "xor_bipolar"} in equal


def test_encodings_do_not_matter():
    left, right = nc.read("and"), nc.read("and_bipolar")
    assert verify(left, right, by_order=True)


def test_the_limit_is_undecided_and_says_how_far():
    found = verify(nc.read("adder4"), nc.read("lookahead_adder4"), limit=0)
    assert isinstance(found, Verdict)
    assert (found.verdict, found.method, found.counterexample) == ("undecided", "nothing proved", None)
    assert not found
    assert found.matching.how == "by name"


def test_what_is_refused():
    adder = nc.read("adder4")
    with pytest.raises(InputError, match=r"unknown method 'bdd' \(one of auto, exhaustive, sat\)"):
        verify(adder, adder, method="bdd")
    clocked = nc.read("counter4")
    with pytest.raises(InputError, match="no truth table"):
        verify(clocked, clocked, method="exhaustive")
    with pytest.raises(InputError, match="do not match"):
        verify(adder, clocked)


def test_a_verdict_in_words():
    found = verify(nc.build("y = a ^ b"), nc.build("y = a | b"))
    assert str(found).splitlines() == [
        f"different ({found.method})",
        "2 inputs and 1 output matched by name",
        "a=1 b=1: left gives y=0, right gives y=1",
    ]
    assert found._repr_html_() == f"<pre>{found}</pre>"
