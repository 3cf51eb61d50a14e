"""What is run: nets of a graph."""

from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.simulation.subject import Subject, subject_of


def test_a_subject_knows_what_a_program_knows():
    circuit = Circuit(["a", "b"], {"y": "q", "z": "a"}, {"q": Register("b", 1), "p": Register("q")})
    subject = subject_of(circuit.graph)
    assert subject == Subject(circuit.graph, ("q", "a"))
    assert (subject.inputs, subject.registers, subject.initial) == (("a", "b"), ("q", "p"), (1, 0))
