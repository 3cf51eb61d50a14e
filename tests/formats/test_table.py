"""What PLA and KISS2 have in common."""

from __future__ import annotations

import pytest

from neurocircuit import formats
from neurocircuit.errors import FormatError


def refusal(text, format="pla"):
    with pytest.raises(FormatError) as error:
        formats.parse(text, format, "f")
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".i 1\n.o 1\n1 1\n.e\n.e\n", "f:5: '.e' after the end"),
        (".i 1\n.o 1\n1 1\n.end x\n", "f:4: .end with 'x'"),
        (".i 1\n.o 1\n.q 3\n1 1\n.e\n", "f:3: unknown statement '.q' (one of .i .o .p"),
        (".i 1\n1 1\n.o 1\n", "f:2: '1 1' is no statement (.i N and .o N come before the rows)"),
        (".o 1\n.e\n", "f:2: no .i (the number of inputs)"),
        (".i 1\n.e\n", "f:2: no .o (the number of outputs)"),
        (".i 1\n.o 1\n.p 3\n1 1\n.e\n", "f:5: 1 row, .p says 3 (is the file cut short?)"),
        (".i\n", "f:1: '.i' (.i and a number below 10,000,000)"),
        (".i 1 2\n", "f:1: '.i 1 2'"),
        (".i -1\n", "f:1: '.i -1'"),
        (".i 01\n", "f:1: '.i 01'"),
        (".i 10000000\n", "f:1: '.i 10000000'"),
        (".i 1000001\n", "f:1: 1,000,001 port bits (at most 1,000,000)"),
        (".i 999999\n.o 2\n.e\n", "f:2: 1,000,001 port bits"),
        (".i 1\n.i 1\n", "f:2: .i again"),
        (".i 1\n.o 1\n1 1\n.i 1\n", "f:4: .i again, or after rows"),
        (".i 1\n.o 0\n", "f:2: no outputs"),
        (".i 2\n.o 1\n.ilb a\n1- 1\n.e\n", "f:5: .ilb has 1 name, .i says 2"),
        (".i 2\n.o 1\n.ilb a a\n", "f:3: .ilb again, or a name twice in it"),
        (".i 2\n.o 1\n.ilb a b\n.ilb a b\n", "f:4: .ilb again"),
        (".i 2\n.o 1\n.ilb a b\n.ob b\n1- 1\n.e\n", "f:6: 'b' is an input and an output"),
    ],
)
def test_refused(text, words):
    assert words in refusal(text)


def test_names_are_those_of_abc():
    circuit = formats.parse(f".i 11\n.o 10\n{'-' * 11} {'1' * 10}\n.e\n", "pla")
    assert (circuit.inputs[0], circuit.inputs[-1]) == ("x00", "x10")
    assert (circuit.outputs[0], circuit.outputs[-1]) == ("z0", "z9")


def test_statements_stand_in_any_order_before_the_rows_and_the_number_of_rows_behind_them():
    circuit = formats.parse(".ob y\n.ilb a b\n.o 1\n.i 2\n11 1\n.p 1\n", "pla")
    assert (circuit.inputs, circuit.outputs) == (("a", "b"), ("y",))
    assert circuit.nodes["y"].gate == "AND"
