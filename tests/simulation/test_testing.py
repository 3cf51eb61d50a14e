"""The tests inside circuits."""

import pytest

from neurocircuit.errors import CircuitError
from neurocircuit.netlist.circuit import Circuit, Test
from neurocircuit.simulation.testing import Mismatch, run_test
from tests.samples import FULL_ADDER, adder, counter, gate, wires

COLUMNS = ("a", "b", "cin", "sum", "cout")


def test_rows_that_hold_give_nothing():
    assert run_test(FULL_ADDER, Test(COLUMNS, ((1, 1, 0, 0, 1), (1, 1, 1, 1, None)))) == []
    assert run_test(adder(4), Test(("b", "a", "s"), ((9, 15, 24),))) == []
    assert run_test(FULL_ADDER, Test(COLUMNS, ())) == []


def test_a_row_that_differs_is_told_with_all_that_was_compared():
    test = Test(COLUMNS, ((0, 0, 0, 0, 0), (1, 1, 0, 1, 1), (1, 0, 0, None, 1)))
    assert run_test(FULL_ADDER, test) == [
        Mismatch(1, {"a": 1, "b": 1, "cin": 0}, {"sum": 0, "cout": 1}, {"sum": 1, "cout": 1}),
        Mismatch(2, {"a": 1, "b": 0, "cin": 0}, {"cout": 0}, {"cout": 1}),
    ]


def test_rows_of_a_clocked_circuit_are_cycles_from_reset():
    assert run_test(counter(2), Test(("en", "q"), ((1, 0), (1, 1), (0, 2), (1, 2), (1, 3), (1, 0)))) == []
    assert [mismatch.row for mismatch in run_test(counter(2), Test(("en", "q"), ((1, 0), (1, 0), (0, 2))))] == [1]


def test_circuits_without_inputs():
    assert run_test(Circuit([], ["y"], {"y": gate("ONE")}), Test(("y",), ((1,), (1,)))) == []
    assert len(run_test(Circuit([], ["y"], {"y": gate("ONE")}), Test(("y",), ((1,), (0,))))) == 1


def test_bipolar_rows_may_write_false_as_0():
    circuit = Circuit(["a"], ["y"], {"y": gate("NOT", "a", encoding="bipolar")}, encoding="bipolar")
    assert run_test(circuit, Test(("a", "y"), ((1, -1), (1, 0), (0, 1), (-1, 1)))) == []
    assert run_test(circuit, Test(("a", "y"), ((0, 0),))) == [Mismatch(0, {"a": -1}, {"y": 1}, {"y": -1})]


def test_buses_of_bipolar_circuits_are_compared_as_integers():
    circuit = wires(2).replace(encoding="bipolar")
    assert run_test(circuit, Test(("a", "y"), ((0, 0), (2, 2)))) == []
    assert [mismatch.row for mismatch in run_test(circuit, Test(("a", "y"), ((0, 0), (2, 0))))] == [1]


def test_a_wide_bus_and_an_input_that_is_an_output():
    assert run_test(wires(100), Test(("a", "y"), ((2**99, 2**99),))) == []
    assert run_test(Circuit(["a"], ["a"], {}), Test(("a",), ((1,),))) == []


def test_a_test_that_does_not_fit_is_told():
    with pytest.raises(CircuitError, match="unknown column 'carry'"):
        run_test(FULL_ADDER, Test(("a", "b", "cin", "carry"), ((0, 0, 0, 0),), "wrong"))
