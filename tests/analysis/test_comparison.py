"""A circuit against vectors, and against the tests inside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis.comparison import Mismatch, mismatches, run_test
from neurocircuit.errors import CircuitError, InputError
from neurocircuit.formats.library import ready_made
from neurocircuit.netlist.circuit import Circuit, Test
from neurocircuit.simulation.requests import Random
from neurocircuit.simulation.trace import trace
from neurocircuit.testing import circuits
from tests.samples import FULL_ADDER, adder, counter, gate, wires


@given(circuits(), st.data())
def test_what_it_gave_it_gives_and_a_changed_value_is_found(circuit, data):
    seen = trace(circuit, Random(5))
    outputs = {port.name: port for port in circuit.output_ports if port.name not in seen.inputs}
    expected = {name: seen.outputs[name] for name in outputs}
    assert list(mismatches(circuit, seen.inputs, expected)) == []
    if not expected:
        return
    name = data.draw(st.sampled_from(sorted(expected)))
    row = data.draw(st.integers(0, 4))
    low = -1 if circuit.encoding == "bipolar" else 0
    changed = expected[name].copy()
    changed[row] = changed[row] ^ 1 if outputs[name].is_bus else (low if changed[row] == 1 else 1)
    (found,) = mismatches(circuit, seen.inputs, {**expected, name: changed})
    assert (found.row, found.got[name], found.expected[name]) == (row + 1, expected[name][row], changed[row])
    assert found.inputs == {port: values[row] for port, values in seen.inputs.items()}


def test_runs_are_counted_through():
    counter = ready_made("counter2")
    q = np.array([[0, 1, 2], [0, 0, 0]])
    found = list(mismatches(counter, {"en": np.array([[1, 1, 1], [0, 1, 0]])}, {"q": q}))
    assert [(wrong.row, wrong.got["q"]) for wrong in found] == [(6, 1)]


def test_bits_and_ranges_of_outputs_are_columns_and_never_the_nets_that_they_hide():
    nodes = {"n": gate("AND", "a", "b"), "s[0]": gate("OR", "a", "b")}
    hidden = Circuit(["a", "b"], {"s[1]": "n", "s[0]": "n"}, nodes)
    inputs = {"a": np.array([0, 1, 1]), "b": np.array([0, 0, 1])}
    for name, values in {"s[0]": [0, 0, 1], "s[1:0]": [0, 0, 3], "s": [0, 0, 3]}.items():
        assert list(mismatches(hidden, inputs, {name: np.array(values)})) == []
        (wrong,) = mismatches(hidden, inputs, {name: np.array([*values[:2], 0])})
        assert (wrong.row, wrong.got) == (3, {name: values[2]})
    assert list(mismatches(hidden, inputs, {"n": np.array([0, 0, 1])})) == []
    with pytest.raises(InputError, match="unknown net 'm'"):
        list(mismatches(hidden, inputs, {"m": np.array([0, 0, 1])}))


def test_what_is_masked_is_not_compared():
    adder = ready_made("full_adder")
    inputs = {name: np.array([1, 1, 0]) for name in ("a", "b", "cin")}
    total = np.ma.array([0, 1, 1], mask=[True, False, False])
    found = list(mismatches(adder, inputs, {"sum": total, "cout": np.ma.array([0, 0, 0], mask=[True, True, True])}))
    assert [(wrong.row, wrong.got, wrong.expected) for wrong in found] == [(3, {"sum": 0}, {"sum": 1})]


def test_runs_without_inputs_all_start_from_reset():
    lfsr = ready_made("lfsr4")
    seen = trace(lfsr, Random(6, runs=3))
    assert list(mismatches(lfsr, {}, seen.outputs)) == []


COLUMNS = ("a", "b", "cin", "sum", "cout")


def test_rows_that_hold_give_nothing():
    assert run_test(FULL_ADDER, Test(COLUMNS, ((1, 1, 0, 0, 1), (1, 1, 1, 1, None)))) == []
    assert run_test(adder(4), Test(("b", "a", "s"), ((9, 15, 24),))) == []
    assert run_test(FULL_ADDER, Test(COLUMNS, ())) == []


def test_a_row_that_differs_is_told_with_all_that_was_compared():
    test = Test(COLUMNS, ((0, 0, 0, 0, 0), (1, 1, 0, 1, 1), (1, 0, 0, None, 1)))
    assert run_test(FULL_ADDER, test) == [
        Mismatch(2, {"a": 1, "b": 1, "cin": 0}, {"sum": 0, "cout": 1}, {"sum": 1, "cout": 1}),
        Mismatch(3, {"a": 1, "b": 0, "cin": 0}, {"cout": 0}, {"cout": 1}),
    ]


def test_rows_of_a_clocked_circuit_are_cycles_from_reset():
    assert run_test(counter(2), Test(("en", "q"), ((1, 0), (1, 1), (0, 2), (1, 2), (1, 3), (1, 0)))) == []
    assert [mismatch.row for mismatch in run_test(counter(2), Test(("en", "q"), ((1, 0), (1, 0), (0, 2))))] == [2]


def test_circuits_without_inputs():
    assert run_test(Circuit([], ["y"], {"y": gate("ONE")}), Test(("y",), ((1,), (1,)))) == []
    assert len(run_test(Circuit([], ["y"], {"y": gate("ONE")}), Test(("y",), ((1,), (0,))))) == 1


def test_bipolar_rows_may_write_false_as_0():
    circuit = Circuit(["a"], ["y"], {"y": gate("NOT", "a", encoding="bipolar")}, encoding="bipolar")
    assert run_test(circuit, Test(("a", "y"), ((1, -1), (1, 0), (0, 1), (-1, 1)))) == []
    assert run_test(circuit, Test(("a", "y"), ((0, 0),))) == [Mismatch(1, {"a": -1}, {"y": 1}, {"y": -1})]


def test_buses_of_bipolar_circuits_are_compared_as_integers():
    circuit = wires(2).replace(encoding="bipolar")
    assert run_test(circuit, Test(("a", "y"), ((0, 0), (2, 2)))) == []
    assert [mismatch.row for mismatch in run_test(circuit, Test(("a", "y"), ((0, 0), (2, 0))))] == [2]


def test_a_wide_bus_and_an_input_that_is_an_output():
    assert run_test(wires(100), Test(("a", "y"), ((2**99, 2**99),))) == []
    assert run_test(Circuit(["a"], ["a"], {}), Test(("a",), ((1,),))) == []


def test_a_test_that_does_not_fit_is_told():
    with pytest.raises(CircuitError, match="unknown column 'carry'"):
        run_test(FULL_ADDER, Test(("a", "b", "cin", "carry"), ((0, 0, 0, 0),), "wrong"))
