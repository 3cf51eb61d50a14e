"""A circuit against its own tests, and against those of another one."""

import pytest

import neurocircuit as nc
from neurocircuit.analysis.checking import Checked, check
from neurocircuit.errors import InputError
from neurocircuit.netlist.circuit import Circuit, Test
from tests.samples import gate

COLUMNS = ("a", "b", "y")
AND = Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b")}, "and", tests=[Test(COLUMNS, ((1, 1, 1), (0, 1, 0)))])


def test_a_circuit_passes_its_tests_or_says_which_rows_differ():
    passed = check(AND)
    assert passed
    assert repr(passed) == "<Checked: 1 of 1 test passed>"
    wrong = check(AND.replace(tests=[Test(COLUMNS, ((1, 1, 1), (0, 1, 1)))]))
    assert not wrong
    assert str(wrong).splitlines() == ["0 of 1 test passed", "test 1: row 2: a=0 b=1: got y=0, expected y=1"]


def test_no_tests_are_no_pass():
    assert not check(AND.replace(tests=()))
    assert str(check(AND.replace(tests=()))) == "no tests"
    assert not Checked(())


def test_the_tests_of_a_reference():
    assert check(nc.build("y = a & b"), AND)
    assert not check(nc.build("y = a | b"), AND)
    with pytest.raises(InputError, match="'bare' has no tests"):
        check(AND, AND.replace(name="bare", tests=()))
    with pytest.raises(InputError, match="the reference has no tests"):
        check(AND, AND.replace(name="", tests=()))
    with pytest.raises(InputError, match=r"output 'y' is missing; it has 'out' \('and' asks for it\)"):
        check(nc.build("out = a & b"), AND)
