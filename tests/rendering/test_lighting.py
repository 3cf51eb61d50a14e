"""Lighting: the values and sums of one assignment, as a picture shows them."""

from fractions import Fraction

import pytest

from neurocircuit.errors import InputError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.rendering.lighting import input_bits, light


def test_every_net_has_its_value_and_every_neuron_its_exact_sum():
    found = light(ready_made("full_adder"), {"a": 1, "b": 1, "cin": 0})
    assert found.values == {"a": True, "b": True, "cin": False, "cout": True, "sum": False}
    assert found.sums == {"cout": 2, "sum": 0}
    assert light(ready_made("and"), {"a": 1, "b": 0}).sums == {"y": Fraction(1, 10)}


def test_the_low_value_is_that_of_the_encoding():
    assert light(ready_made("and"), {"a": 1, "b": 0}).low == 0
    bipolar = light(ready_made("xor_bipolar"), {"a": 1, "b": -1})
    assert bipolar.low == -1
    assert bipolar.values["b"] is False


def test_registers_stand_at_their_initial_values():
    circuit = Circuit(["a"], ["y"], {"q": Register("y", 1), "p": Register("y"),
        "y": Neuron(Perceptron([1, 2, 4], threshold=9), ("a", "q", "p"))})  # fmt: skip
    found = light(circuit, {"a": 1})
    assert (found.values["q"], found.values["p"]) == (True, False)
    assert found.sums == {"y": 3}


def test_a_bus_is_given_by_port_or_by_bit():
    circuit = ready_made("adder4")
    bits = input_bits(circuit, {"a": 5, "b": 0, "cin": 1})
    assert [bits[f"a[{place}]"] for place in range(4)] == [True, False, True, False]
    assert all(type(bit) is bool for bit in bits.values())
    assert list(bits) == list(circuit.inputs)
    by_bit = {"a[0]": 1, "a[1]": 0, "a[2]": 1, "a[3]": 0, "b": 0, "cin": 1}
    assert input_bits(circuit, by_bit) == bits


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"a": 1}, "no value for input b"),
        ({"a": 1, "b": 2}, "2 is not among its values"),
        ({"a": 1, "b": 1, "c": 1}, "unknown input 'c'"),
    ],
)
def test_an_assignment_is_complete_and_in_range(given, message):
    for call in (light, input_bits):
        with pytest.raises(InputError, match=message):
            call(ready_made("and"), given)
