"""From a circuit to neurons over a network and back: names, ports, registers, both signs of an output."""

from hypothesis import given, settings

import neurocircuit as nc
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.translation import as_written, circuit_of, translate
from neurocircuit.testing import circuits


def back(circuit):
    given = translate(circuit)
    neurons = as_written(given, Limits())
    return circuit_of(given, neurons)


AND, NAND, NOT, BUF = (
    lambda *reads, gate=gate: Neuron(gate.perceptron(len(reads)), reads, repr(gate))
    for gate in (nc.AND, nc.NAND, nc.NOT, nc.BUF)
)


@settings(deadline=None)
@given(circuits())
def test_the_way_there_and_back_changes_nothing(circuit):
    given = translate(circuit)
    neurons = as_written(given, Limits())
    if neurons is not None:
        made = circuit_of(given, neurons)
        assert nc.verify(circuit, made, limit=20)
        assert len(made.nodes) - len(made.registers) <= nc.to_networkx(circuit).number_of_nodes()


def test_an_output_keeps_the_name_of_its_net_and_its_sign():
    made = back(Circuit(["a", "b"], {"y": "n1", "z": "a"}, {"n1": NAND("a", "b")}))
    assert made.outputs == ("y", "z")
    assert made.output_nets == ("n1", "a")
    assert made.nodes["n1"].gate == "NAND"


def test_both_signs_of_an_output_take_one_more_neuron():
    circuit = Circuit(["a", "b"], ["y", "z"], {"y": NAND("a", "b"), "z": AND("a", "b")})
    made = back(circuit)
    assert {made.nodes["y"].gate, made.nodes["z"].gate} == {"AND", "NOT"}


def test_a_negated_input_takes_a_neuron_and_a_copy_takes_none():
    circuit = Circuit(["a"], {"y": "n", "z": "b"}, {"n": NOT("a"), "b": BUF("a")})
    made = back(circuit)
    assert made.output_nets == ("n", "a")
    assert list(made.nodes) == ["n"]


def test_names_inside_keep_their_sign():
    circuit = Circuit(["a", "b", "c"], ["y"], {"é": NAND("a", "b"), "y": AND("é", "c")})
    made = back(circuit)
    assert made.nodes["é"].gate == "NAND"
    assert set(made.nodes["y"].inputs) == {"é", "c"}


def test_constants_are_neurons_without_inputs():
    circuit = nc.build("y = a & ~a; z = a | ~a")
    made = back(circuit)
    assert {name: node.gate for name, node in made.nodes.items()} == {"y": "ZERO", "z": "ONE"}


def test_registers_stay_in_their_places():
    nodes = {"q": Register("n", 1), "n": NOT("q"), "r": Register("r"), "s": Register("q", 1)}
    circuit = Circuit(["x"], {"y": "q"}, nodes)
    made = back(circuit)
    assert {name: (node.next, node.initial) for name, node in made.nodes.items() if isinstance(node, Register)} == {
        "q": ("n", 1),
        "r": ("r", 0),
        "s": ("q", 1),
    }
    assert made.registers == circuit.registers


def test_instances_are_expanded_and_their_nets_keep_their_names():
    made = back(nc.read("adder4"))
    assert not made.instances
    assert made.circuits == {}
    assert made.tests == nc.read("adder4").tests
    assert any("." in name for name in made.nodes)


def test_bipolar_circuits_stay_bipolar():
    gate = nc.MAJORITY.perceptron(3, "bipolar")
    circuit = Circuit(["a", "b", "c"], ["y"], {"y": Neuron(gate, ("a", "b", "c"), "MAJORITY")}, encoding="bipolar")
    made = back(circuit)
    assert made == circuit
    assert made.nodes["y"].perceptron.encoding == "bipolar"


def test_new_names_are_no_names_that_were_there():
    circuit = Circuit(["h1"], {"y": "y", "h2": "h1x"}, {"y": NOT("h1"), "h1x": BUF("y")})
    made = back(circuit)
    assert made.output_nets == ("y", "y")
    assert nc.verify(circuit, made)


def test_limits_that_a_neuron_breaks_leave_nothing_as_written():
    assert as_written(translate(nc.read("full_adder")), Limits(max_fanin=3)) is None
    assert as_written(translate(nc.read("full_adder")), Limits(max_fanin=4)) is not None
