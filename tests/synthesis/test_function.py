import pytest

from neurocircuit.errors import FormatError, InputError, LimitError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.gates import AND, AT_LEAST
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.blocks import comparator
from neurocircuit.synthesis.function import Function, as_function, circuit_function, from_rows, named_function


@pytest.mark.parametrize(
    ("text", "inputs", "arity", "bits"),
    [
        ("NOR", None, 2, 0x1),
        ("nand", 3, 3, 0x7F),
        ("majority", None, 3, 0xE8),
        ("not", None, 1, 0x1),
        ("buf", None, 1, 0x2),
        ("one", None, 0, 0x1),
        ("zero", None, 0, 0x0),
        ("XOR", None, 2, 0x6),
        ("xnor", 3, 3, 0x69),
        ("0xe8", 3, 3, 0xE8),
        ("0b1000", 2, 2, 0x8),
        ("6", 2, 2, 0x6),
        ("1", 2, 2, 0x1),
        ("1", None, 0, 0x1),
        ("b & ~a", None, 2, 0x2),
    ],
)
def test_texts(text, inputs, arity, bits):
    assert as_function(text, inputs).table == TruthTable(arity, bits)


def test_inputs_are_letters_or_in_order_of_appearance():
    assert as_function("AND", 3).inputs == ("a", "b", "c")
    assert as_function("q & p | y") == Function(TruthTable(3, 0xF8), ("q", "p", "y"), "q & p | y", "out")


@pytest.mark.parametrize(
    ("value", "inputs", "expected"),
    [
        (AND, None, TruthTable(2, 0x8)),
        (AT_LEAST(2), 3, TruthTable(3, 0xE8)),
        (0xE8, 3, TruthTable(3, 0xE8)),
        (TruthTable(2, 0x6), None, TruthTable(2, 0x6)),
        (Perceptron([1, 1], threshold=1), 2, TruthTable(2, 0xE)),
    ],
)
def test_values(value, inputs, expected):
    function = as_function(value, inputs)
    assert function.table == expected
    assert as_function(function) is function


def test_a_circuit_is_its_only_output_or_the_one_named():
    adder = ready_made("full_adder")
    assert circuit_function(adder, "cout").table == TruthTable(3, 0xE8)
    assert as_function(ready_made("and_bipolar")).table == TruthTable(2, 0x8)
    with pytest.raises(InputError, match="full_adder has 2 outputs"):
        as_function(adder)
    with pytest.raises(InputError, match="registers"):
        as_function(ready_made("counter2"))


def test_a_circuit_of_more_inputs_than_a_word_has_patterns():
    greater = TruthTable.from_function(lambda *bits: bits[3::-1] > bits[7:3:-1], 8)
    in_order = [int(net[2]) + 4 * (net[0] == "b") for net in comparator(4).inputs]
    assert circuit_function(comparator(4), "gt").table == greater.permute(in_order)


def test_rows_count_up_with_the_last_input_fastest():
    assert as_function("AND").rows == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("text", "inputs", "error", "message"),
    [
        ("0xe8", None, InputError, "how many inputs has the truth table 0xe8"),
        ("0x100", 3, InputError, "no truth table of 3 inputs"),
        ("a & b", 3, InputError, "a & b has 2 inputs, not 3"),
        ("XOR", 0, InputError, "XOR with 0 inputs"),
        ("AND", 25, LimitError, "25 inputs"),
        ("a &", None, FormatError, "the end cannot follow '&'"),
        (None, None, InputError, "None is no Boolean function"),
        ("FOO", None, InputError, "is a gate such as NOR meant"),
        (lambda x: ~x, None, InputError, "a function that gives -1, neither 0 nor 1"),
    ],
)
def test_what_is_refused(text, inputs, error, message):
    with pytest.raises(error, match=message):
        as_function(text, inputs)


def test_messages_are_short_however_long_the_text():
    for text in (" & ".join(["a"] * 500), "0b" + "1" * 5000, "0x" + "f" * 5000, "1" * 4096, "9" * 5000):
        with pytest.raises(InputError) as caught:
            as_function(text, 12 if text[1:] == "1" * 4095 else 2)
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["74181.bench", "full_adder:sum", "a | b", "nearly"])
def test_other_texts_have_no_name(text):
    assert named_function(text) is None


def test_rows_are_a_function_of_which_the_others_do_not_matter():
    function = from_rows([(1, 0), (0, 0), (1, 0)], [1, 0, 1], "pq", "some", "z")
    assert function == Function(TruthTable(2, 0x2), ("p", "q"), "some", "z", TruthTable(2, 0x3))
    assert function.rows == [(0, 0), (1, 0)]
    assert from_rows([(0,), (1,)], [1, 0], "a").care is None


@pytest.mark.parametrize(
    ("rows", "outputs", "message"),
    [
        ([[0, 1], [0, 1]], [0, 1], "rows 1 and 2 have the same inputs and different outputs"),
        ([[0, 1], [0]], [0, 1], "rows of different lengths"),
        ([[0, 1]], [0, 1], r"inputs of shape \(1, 2\) and outputs of shape \(2,\)"),
        ([0, 1], [0, 1], r"inputs of shape \(2,\)"),
        ([[0, 2]], [0], "inputs that are no truth values"),
        ([[0, -1]], [0], "inputs that are no truth values"),
        ([[0, 1], [1, 1]], [0.5, 1], "outputs that are no truth values"),
        ([["0", "x"]], [0], "inputs that are no truth values"),
        ("AND", [0, 1], r"inputs of shape \(\)"),
    ],
)
def test_rows_that_are_no_function(rows, outputs, message):
    with pytest.raises(InputError, match=message):
        as_function(rows, outputs=outputs)


def test_no_rows_and_too_many_inputs():
    with pytest.raises(InputError, match="no rows"):
        from_rows([], [], "")
    with pytest.raises(LimitError, match="a truth table of 25 inputs"):
        as_function([[0] * 25], outputs=[1])


def test_a_circuit_has_a_truth_table_an_output():
    adder = ready_made("full_adder")
    assert adder.truth_table == {"sum": TruthTable(3, 0x96), "cout": TruthTable(3, 0xE8)}
    assert ready_made("xor_bipolar").truth_table == TruthTable(2, 0x6)
    with pytest.raises(InputError, match="counter2 has registers"):
        ready_made("counter2").truth_table  # noqa: B018
    with pytest.raises(LimitError, match="a truth table of 33 inputs"):
        ready_made("adder16").truth_table  # noqa: B018
