from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.engines import packed
from neurocircuit.simulation.fusion import ARITY
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, compile_graph
from neurocircuit.simulation.scheduling import scheduled
from neurocircuit.simulation.sinks import Signature
from neurocircuit.simulation.sources import RandomWords
from tests.benchmarks.generated import GATES, clocked_logic, multiplier
from tests.simulation.engines.conformance import SCRAMBLER


def computed(program: Program) -> list[int]:
    return packed.run(program, RandomWords(1, 64, cycles=3), Signature()).value.tolist()


def reads_of_memory(program: Program, registers: int) -> int:
    """How many operands are not among the values used last, so many of these being in registers."""
    held: list[int] = []
    missed = 0
    for opcode, destination, *operands in program.operations.tolist():
        if opcode not in (LOAD, STORE, STORE_NOT):
            for slot in dict.fromkeys(operands[: ARITY[opcode]]):
                missed += slot not in held
                held = [slot, *(other for other in held if other != slot)][:registers]
        if opcode not in (STORE, STORE_NOT):
            held = [destination, *(other for other in held if other != destination)][:registers]
    return missed


# Of some of these a step is constant although no operation is, and others read it.
@example(37, 1, 2, 352)
@example(54, 4, 3, 479)
@given(st.integers(1, 80), st.integers(0, 6), st.integers(1, 8), st.integers(0, 10**6))
@example(38, 0, 1, 38)  # with a constant that an operation reads
def test_it_computes_the_same_in_no_more_slots(neurons, registers, held, seed):
    random = Random(seed)
    nets, nodes = ["a", "b", *(f"q{i}" for i in range(registers))], {}
    for index in range(neurons):
        gate = random.choice(["AND", "OR", "NAND"])
        nodes[f"n{index}"] = Neuron(GATES[gate], tuple(random.sample(nets[-9:], 2)), gate)
        nets.append(f"n{index}")
    nodes |= {f"q{i}": Register(random.choice(nets)) for i in range(registers)}
    program = compile_graph(Circuit(["a", "b"], {"y": random.choice(nets), "z": nets[-1]}, nodes).graph)
    made = scheduled(program, held)
    assert made.slots <= program.slots
    assert len(made.operations) <= len(program.operations)
    assert computed(made) == computed(program)


@pytest.mark.parametrize("circuit", [SCRAMBLER, clocked_logic(500, 40), multiplier(5)])
def test_circuits_with_ports_of_all_kinds(circuit):
    program = compile_graph(circuit.graph)
    assert computed(scheduled(program, 12)) == computed(program)


def test_constants_and_outputs_that_are_inputs():
    nodes = {"n": Neuron(GATES["NOT"], ("a",)), "y": Neuron(GATES["AND"], ("a", "n")), "q": Register("a")}
    program = compile_graph(Circuit(["a", "b"], {"y": "y", "z": "b", "v": "n", "q": "q"}, nodes).graph)
    assert 0 in program.operations[:, 0]
    assert computed(scheduled(program, 4)) == computed(program)


@pytest.mark.parametrize("registers", [14, 28])
def test_an_array_of_adders_is_crossed_in_bands(registers):
    program = compile_graph(multiplier(24).graph)
    made = scheduled(program, registers)
    assert made.slots < 0.6 * program.slots
    assert reads_of_memory(made, registers) < 0.25 * reads_of_memory(program, registers)


def test_what_reads_nothing_that_is_at_hand_comes_late():
    # Else the beginnings of many cones come first, whose values wait for each other in more slots.
    program = compile_graph(clocked_logic(1000, 60).graph)
    made = scheduled(program, 28)
    assert made.slots < program.slots
    assert reads_of_memory(made, 28) < reads_of_memory(program, 28)


def test_what_would_need_more_slots_stays_as_it_is():
    weights = Random(1).choices(range(-1000, 1000), k=40)
    names = tuple(f"x{i}" for i in range(40))
    nodes = {f"y{k}": Neuron(Perceptron(weights[k:] + weights[:k], threshold=100), names) for k in range(4)}
    program = compile_graph(Circuit(names, list(nodes), nodes).graph)
    assert scheduled(program, 24) is program
