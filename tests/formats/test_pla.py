"""Berkeley PLA: reading."""

from __future__ import annotations

import pytest

from neurocircuit import formats
from neurocircuit.errors import FormatError
from neurocircuit.formats.pla import TYPES, _Pla
from tests.formats.conformance import Conformance

SAMPLE = """\
# a table
.type fd
.i 4
.o 3
.ilb a b c d #
.ob y z w
.p 5
11-- 1-~   # shared by none
|0 0 1 1|0 1 1|
--2- 041
0000 320
-1-1 1~1
.e
"""


class TestPla(Conformance):
    format = "pla"
    sample = SAMPLE
    driven_twice = ".i 1\n.o 1\n.ilb y\n.ob y\n1 1\n.e\n"
    never_driven = None
    needs_outputs = True
    registers = False
    holds = staticmethod(str.isascii)


def parse(text):
    return formats.parse(text, "pla")


def outputs(text):
    circuit = parse(text)
    count = len(circuit.inputs)
    return circuit.simulate([[row >> count - 1 - j & 1 for j in range(count)] for row in range(1 << count)]).tolist()


@pytest.mark.parametrize("kind", TYPES)
def test_the_on_set_is_what_is_read_whatever_the_type(kind):
    # A 4 is a 1, and 3, 2, ~ are 0, - and nothing; where a don't care meets a 1, it is a 1.
    rows = "00 1--\n01 0~4\n10 -12\n11 3~-\n-0 -0-\n"
    assert outputs(f".i 2\n.o 3\n.type {kind}\n{rows}.e\n") == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 0]]


def test_blanks_and_bars_stand_anywhere_in_a_row():
    rows = "|0 1|\t1 0|", "01 10", "0110", "0 | 1 | 1 | 0"
    assert len({str(outputs(f".i 2\n.o 2\n{row}\n.e\n")) for row in rows}) == 1


def test_a_table_without_rows_is_0():
    assert outputs(".i 1\n.o 2\n.e\n") == outputs(".i 1\n.o 2\n.p 0\n") == [[0, 0], [0, 0]]


def test_a_table_without_inputs_is_constant():
    circuit = parse(".i 0\n.o 2\n10\n.e\n")
    assert circuit.inputs == ()
    assert [circuit.nodes[net].gate for net in circuit.outputs] == ["ONE", "ZERO"]


def test_an_output_may_be_an_input():
    circuit = parse(".i 2\n.o 1\n1- 1\n.e\n")
    assert circuit.output_nets == ("x0",)
    assert not circuit.nodes


def test_many_inputs_are_not_expanded():
    width = 500
    rows = [f"{'-' * k}10{'-' * (width - 2 - k)} 1" for k in range(width - 1)]
    circuit = parse(f".i {width}\n.o 1\n" + "\n".join(rows) + "\n.e\n")
    assert len(circuit.nodes) == width
    assert circuit.simulate([[1] * 250 + [0] * 250, [1] * width]).tolist() == [[1], [0]]


@pytest.mark.parametrize("keyword", sorted(_Pla.refused))
def test_what_changes_the_meaning_is_refused(keyword):
    with pytest.raises(FormatError, match=rf"f:3: \{keyword} is not read \("):
        formats.parse(f".i 1\n.o 1\n{keyword} 1\n1 1\n.e\n", "pla", "f")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".i 2\n.o 1\n1 1\n.e\n", "f:3: row has 2 characters, expected 2 + 1"),
        (".i 2\n.o 1\n11\n1\n.e\n", "f:3: row has 2 characters, expected 2 + 1"),
        (".i 2\n.o 1\n1? 1\n.e\n", "f:3: '1? 1' is no row"),
        (".i 2\n.o 1\n1~ 1\n.e\n", "f:3: '1~ 1' is no row"),
        (".i 2\n.o 1\n11 5\n.e\n", "f:3: '11 5' is no row"),
        (".i 2\n.o 1\n", "f:2: no rows, and no .e (is the file cut short?)"),
        (".i 2\n.o 1\n.type r\n", "f:3: '.type r' (once, before the rows: f, fd, fr, fdr)"),
        (".i 2\n.o 1\n.type f\n.type f\n", "f:4: '.type f'"),
        (".i 2\n.o 1\n11 1\n.type f\n", "f:4: '.type f'"),
    ],
)
def test_refused(text, words):
    with pytest.raises(FormatError) as error:
        formats.parse(text, "pla", "f")
    assert words in str(error.value)
