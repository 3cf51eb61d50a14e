"""Calling circuits: signals compose, numbers and arrays evaluate."""

from __future__ import annotations

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.errors import ComposeError, InputError


@nc.circuit(a=4, b=4)
def add(a, b, cin):
    total = a + b
    return {"s": total[0:4], "cout": total[4] | cin}


def test_numbers_give_numbers() -> None:
    assert [nc.XOR(a, b) for a in (0, 1) for b in (0, 1)] == [0, 1, 1, 0]
    assert type(nc.XOR(1, 0)) is int
    s, cout = add(9, 8, cin=0)
    assert (s, cout, type(s)) == (1, 1, int)
    made = add(b=1, a=2, cin=1)
    assert (made.s, made["cout"], repr(made)) == (3, 1, "<Outputs: s=3, cout=1>")


def test_arrays_broadcast() -> None:
    assert nc.XOR([0, 1, 1], 1).tolist() == [1, 0, 0]
    assert add(np.arange(4), 3, 0).s.tolist() == [3, 4, 5, 6]


def test_bipolar_circuits_take_and_give_their_own_values() -> None:
    assert nc.read("xor_bipolar")(-1, 1) == 1
    assert nc.read("xor_bipolar")(1, 1) == -1


def test_inside_a_function_numbers_alone_are_evaluated_and_among_signals_they_are_constants() -> None:
    @nc.circuit
    def inverted(a):
        assert nc.XOR(1, 1) == 0
        return {"y": nc.XOR(a, 1)}

    assert inverted(0) == 1
    assert len(inverted.nodes) == 2  # the instance, and the constant


def test_a_circuit_without_inputs_gives_its_constant() -> None:
    assert nc.read("one")() == 1


def test_what_does_not_fit_is_told() -> None:
    with pytest.raises(ComposeError, match=r"counter2 has registers and is called with numbers .*simulate.*Simulator"):
        nc.read("counter2")(1, 0)
    with pytest.raises(ComposeError, match="called without input 'b'"):
        nc.XOR(1)
    with pytest.raises(ComposeError, match="called with 3 values"):
        nc.XOR(1, 0, 1)
    with pytest.raises(ComposeError, match="no input 'c'"):
        nc.XOR(1, c=0)
    with pytest.raises(InputError, match="2 is not among its values"):
        nc.XOR(1, 2)


def test_a_perceptron_predicts_for_a_matrix():
    for encoding, rows in (("binary", [[0, 0], [0, 1], [1, 1]]), ("bipolar", [[-1, -1], [-1, 1], [1, 1]])):
        neuron = nc.Perceptron([1, 1], threshold=1, encoding=encoding)
        found = neuron.predict(rows)
        assert found.tolist() == [neuron(*row) for row in rows]
        assert neuron.predict(np.array(rows)).tolist() == found.tolist()
    assert nc.Perceptron([], threshold=0).predict(np.zeros((3, 0))).tolist() == [1, 1, 1]
    for wrong in ([0, 1], [[0], [1]], [[0, 1], [0]], [[0, 2]], "x"):
        with pytest.raises(nc.InputError):
            nc.Perceptron([1, 1], threshold=1).predict(wrong)
