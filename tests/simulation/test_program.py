from __future__ import annotations

import pickle

import numpy as np
import pytest

from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation import operations
from neurocircuit.simulation import program as compiling
from neurocircuit.simulation.fusion import FORMULAS, VARIABLES, formula_steps
from neurocircuit.simulation.program import LOAD, compile_graph, compile_subjects, lower_graphs, program_of
from neurocircuit.simulation.subject import subject_of
from tests.simulation.engines.conformance import ADDER, SCRAMBLER


def gate(name: str, *inputs: str) -> Neuron:
    return Neuron(gate_perceptron(name, len(inputs)), inputs, name)


@pytest.mark.parametrize("table", sorted(FORMULAS))
def test_formulas_compute_their_tables(table):
    values = dict(zip("abc", VARIABLES, strict=True))
    assert eval(FORMULAS[table], {}, values) & 0xFF == table
    operators = {"and": int.__and__, "or": int.__or__, "xor": int.__xor__, "not": int.__invert__}
    for number, (name, *read) in enumerate(formula_steps(table)):
        values[str(number)] = operators[name](*[values[operand] for operand in read]) & 0xFF
    assert values[str(len(formula_steps(table)) - 1)] == table


def test_a_program_is_printable():
    nodes = {"n": gate("NAND", "a", "b"), "y": gate("NOR", "n", "q"), "q": Register("y", 1)}
    program = compile_graph(Circuit(["a", "b"], ["y"], nodes).graph)
    assert str(program) == "\n".join(
        [
            "s0 = a",
            "s1 = b",
            "s2 = q",
            "s2 = s0 & (s1 & ~s2)",
            "y = s2",
            "next q = s2",
        ]
    )
    assert program.initial == (1,)
    assert program.slots == 3


def test_four_nands_are_one_operation():
    nodes = {
        "n": gate("NAND", "a", "b"),
        "l": gate("NAND", "a", "n"),
        "r": gate("NAND", "n", "b"),
        "y": gate("NAND", "l", "r"),
    }
    assert str(compile_graph(Circuit(["a", "b"], ["y"], nodes).graph)) == "s0 = b\ns1 = a\ns1 = s0 ^ s1\ny = s1"


def test_equal_neurons_are_computed_once_and_unread_ones_not_at_all():
    nodes = {
        "x": Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "c")),
        "y": Neuron(Perceptron([2, 2, 2], bias=1, threshold=4), ("c", "a", "b")),
        "unread": gate("AND", "a", "c"),
        "constant": gate("ZERO"),
        "z": gate("OR", "x", "constant"),
    }
    program = compile_graph(Circuit(["a", "b", "c"], ["x", "y", "z"], nodes).graph)
    assert sorted(program.operations[:, 0].tolist()) == [0xE8, LOAD, LOAD, LOAD, *[0x101] * 3]
    watched = compile_graph(Circuit(["a", "b", "c"], ["x"], nodes).graph, ("x", "unread"))
    assert 0x88 in watched.operations[:, 0].tolist()
    assert watched.outputs == ("x", "unread")


def test_a_constant_reads_nothing():
    program = compile_graph(Circuit(["a"], ["one"], {"one": gate("ONE")}).graph)
    assert str(program) == "s0 = 0\none = ~s0"


def test_sums_and_carries_are_two_operations():
    nodes = {
        "carry": Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "c")),
        "sum": Neuron(Perceptron([1, 1, 1, -2], threshold=1), ("a", "b", "c", "carry")),
    }
    tables = compile_graph(Circuit(["a", "b", "c"], ["sum", "carry"], nodes).graph).operations[:, 0]
    assert sorted(tables.tolist())[:3] == [0x96, 0xE8, LOAD]


def test_slots_are_used_again():
    # Each neuron of a long chain over many inputs needs two values at a time.
    names = [f"x{i}" for i in range(3000)]
    nodes, last = {}, names[0]
    for index, name in enumerate(names[1:]):
        nodes[f"n{index}"] = gate("NAND", last, name)
        last = f"n{index}"
    program = compile_graph(Circuit(names, [last], nodes).graph)
    assert program.slots <= 4
    assert len(program.operations) <= 2 * 3000


def test_programs_travel():
    program = compile_graph(Circuit(["a"], ["y"], {"y": gate("NOT", "a")}).graph)
    copy = pickle.loads(pickle.dumps(program))
    assert str(copy) == str(program)
    assert np.array_equal(copy.operations, program.operations)


def test_programs_are_made_once():
    graph = Circuit(["a"], ["y"], {"y": gate("NOT", "a")}).graph
    assert compile_graph(graph) is compile_graph(graph)
    assert compile_graph(graph, ("y", "a")) is compile_graph(graph, ["y", "a"])
    assert program_of(subject_of(graph)) is compile_graph(graph)


def test_circuits_side_by_side_share_what_they_compute_alike():
    left = Circuit(["a", "b"], {"y": "n"}, {"n": gate("AND", "a", "b")})
    right = Circuit(["p", "q"], {"z": "m"}, {"m": gate("NOT", "k"), "k": gate("NAND", "p", "q")})
    program = compile_subjects([subject_of(left.graph), subject_of(right.graph)])
    assert str(program) == "s0 = a\ns1 = b\ns1 = s0 & s1\nn = s1\nm = s1"


def test_a_wide_majority():
    names = [f"x{i}" for i in range(2001)]
    program = compile_graph(
        Circuit(names, ["y"], {"y": Neuron(Perceptron([1] * 2001, threshold=1001), tuple(names))}).graph
    )
    # Two for each full adder and a load for each input; partial sums only of each binary place.
    assert len(program.operations) < 3.2 * 2001
    assert program.slots < 40


def evaluated(network, inputs):
    """The value of each variable of a network, by the rules that its docstring gives."""
    values = [0, *inputs]
    for left, right in zip(network.left[len(values) :], network.right[len(values) :], strict=True):
        a, b = (values[literal >> 1] ^ literal & 1 for literal in (left, right))
        values.append(a & b if left < right else a ^ b)
    return values


def test_lowered_graphs_share_inputs_and_operations():
    network, outputs, following, _ = lower_graphs([subject_of(ADDER.graph), subject_of(ADDER.graph)])
    assert (network.inputs, following) == (3, [])
    assert outputs[:2] == outputs[2:]
    for row in range(8):
        bits = [row >> place & 1 for place in range(3)]
        values = evaluated(network, bits)
        assert [values[literal >> 1] ^ literal & 1 for literal in outputs[:2]] == [sum(bits) & 1, sum(bits) >> 1]


def test_registers_are_inputs_of_the_network_behind_those_of_the_circuits():
    network, outputs, following, _ = lower_graphs([subject_of(SCRAMBLER.graph), subject_of(SCRAMBLER.graph)])
    assert network.inputs == 1 + 2 + 2
    for row in range(32):
        x, *state = (row >> place & 1 for place in range(5))
        values = evaluated(network, [x, *state])
        shown, nexts = ([values[literal >> 1] ^ literal & 1 for literal in part] for part in (outputs, following))
        assert shown == [x ^ state[1], state[0], x ^ state[3], state[2]]
        assert nexts == [x ^ state[1], state[0], x ^ state[3], state[2]]


def test_long_lowering_and_fusing_say_how_far_they_are_and_may_be_ended(monkeypatch):
    monkeypatch.setattr(compiling, "REPORTED", 4)
    monkeypatch.setattr(operations, "REPORTED", 4)
    nodes = {letter: gate("NAND", letter.lower(), chr(ord(letter) - 1)) for letter in "BCDEFGHIJ"}
    subjects = [subject_of(Circuit(list("Abcdefghij"), ["J"], nodes).graph)] * 2
    told = []
    lowered = lower_graphs(subjects, told.append)
    assert told
    told.clear()
    program = compile_subjects(subjects, lowered, told.append)
    assert told
    assert all(0 <= fraction <= 1 for fraction in told)
    assert str(program) == str(compile_subjects(subjects))

    def end(fraction):
        raise KeyboardInterrupt

    for step in (lambda: lower_graphs(subjects, end), lambda: compile_subjects(subjects, lowered, end)):
        with pytest.raises(KeyboardInterrupt):
            step()
