"""Threshold netlists: weights as they are, buffers that are names of outputs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import CircuitError, FormatError, NumberError
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from tests.formats.conformance import Conformance, outputs_of
from tests.samples import gate

SAMPLE = """\
any text, .model of nothing
.model m
.input a b[0]
.output y a z
.threshold n1 y
1 1
.threshold a a
1 1
.threshold n2 z
-1 0
.threshold a b[0] n2 n1
5 -140000000 0 -139999999
.threshold CONST1 a n2
2 3 +4
.end
"""


def parse(text):
    return formats.parse(text, "th", "x.th")


def dumps(circuit):
    return formats.dumps(circuit, "th")


def neuron(weights, threshold, **more):
    return Neuron(Perceptron(weights, threshold=threshold, **more), tuple("abcdefgh"[: len(weights)]))


class TestThreshold(Conformance):
    format = "th"
    sample = SAMPLE
    driven_twice = "x\n.model m\n.inputs a\n.outputs y\n.threshold a y\n1 1\n.threshold a y\n1 1\n"
    never_driven = "x\n.model m\n.inputs a\n.outputs z\n.threshold y z\n1 1\n"
    registers = False


def test_numbers_are_kept_and_buffers_of_outputs_are_names():
    circuit = parse(SAMPLE)
    assert circuit.name == "m"
    assert circuit.inputs == ("a", "b[0]")
    assert circuit.outputs == ("y", "a", "z")
    assert circuit.output_nets == ("n1", "a", "z")
    assert circuit.nodes == {
        "z": Neuron(gate_perceptron("NOT", 1), ("n2",), "NOT"),
        "n1": Neuron(Perceptron([5, -140000000, 0], threshold=-139999999), ("a", "b[0]", "n2")),
        "n2": Neuron(Perceptron([2, 3], threshold=4), ("CONST1", "a")),
        "CONST1": gate("ONE"),
    }


def test_a_buffer_whose_output_is_read_is_a_neuron():
    circuit = parse("x\n.model m\n.inputs a\n.outputs y z\n.threshold a y\n1 1\n.threshold y z\n1 1\n")
    assert dict(zip(circuit.outputs, circuit.output_nets, strict=True)) == {"y": "y", "z": "y"}
    assert circuit.nodes == {"y": Neuron(gate_perceptron("BUF", 1), ("a",), "BUF")}


def test_a_file_of_its_own_constant():
    circuit = parse("x\n.model m\n.inputs CONST1\n.outputs y\n.threshold CONST1 y\n-1 0\n")
    assert outputs_of(circuit).tolist() == [[True], [False]]


def test_the_file_to_the_letter():
    inner = Circuit(["i"], ["o"], {"o": gate("NOT", "i")})
    nodes = {"u": Instance(inner, ("a",)), "y": Neuron(Perceptron([2, 2], threshold=4), ("u", "b")), "k": gate("ZERO")}
    circuit = Circuit(["a", "b"], {"y": "y", "b": "b", "never": "k"}, nodes, "two words")
    assert dumps(circuit).splitlines() == [
        "Threshold logic netlist written by neurocircuit.",
        ".model two_words",
        ".inputs a b",
        ".outputs y b never",
        ".threshold y_1 y",
        "1 1",
        ".threshold b b",
        "1 1",
        ".threshold k never",
        "1 1",
        ".threshold a u.o",
        "-1 0",
        ".threshold u.o b y_1",
        "2 2 4",
        ".threshold k",
        "1",
        ".end",
    ]


@pytest.mark.parametrize(
    ("made", "numbers"),
    [
        (neuron([2, 2], 4), "2 2 4"),
        (neuron([10**9, -(10**9)], 10**9 - 1), "1000000000 -1000000000 999999999"),
        (neuron([1, 1], Fraction(3, 2)), "1 1 2"),
        (neuron([1, 1], Fraction(-3, 2)), "1 1 -1"),
        (neuron([Fraction(6, 10), Fraction(6, 10)], Fraction(1, 2), bias=Fraction(-1, 2)), "3 3 5"),
        (neuron([2, 2], 4, bias=1), "2 2 3"),
        (neuron([1, 1], 0, encoding="bipolar"), "1 1 1"),
        (neuron([3, 1], 1, encoding="bipolar"), "6 2 5"),
        (neuron([], 0), "0"),
    ],
)
def test_neurons_are_written_in_whole_numbers(made, numbers):
    names = [name for name in "ab" if name in made.inputs]
    circuit = Circuit(names, ["y"], {"y": made}, encoding=made.perceptron.encoding)
    assert dumps(circuit).splitlines()[-2] == numbers
    assert outputs_of(parse(dumps(circuit))).tolist() == outputs_of(circuit).tolist()


@settings(deadline=None)
@given(st.lists(st.integers(-(10**9), 10**9), max_size=6), st.integers(-(10**10), 10**10))
def test_whole_weights_are_read_back_as_they_were(weights, threshold):
    again = parse(dumps(Circuit(list("abcdef"), ["y"], {"y": neuron(weights, threshold)})))
    assert again.nodes["y_1"].perceptron == Perceptron(weights, threshold=threshold)


def test_names_are_kept_but_those_that_say_something_here():
    names = ["é", "#c", "[", "a.b", ".inputs", "CONST1", "CONST12"]
    circuit = Circuit(names, {"y": "n", ".end": "n"}, {"n": gate("AND", *names)})
    again = parse(dumps(circuit))
    assert again.inputs == ("é", "#c", "[", "a.b", "_inputs", "_CONST1", "CONST12")
    assert again.outputs == ("y", "_end")
    assert outputs_of(again).tolist() == outputs_of(circuit).tolist()


def test_registers_are_refused_with_a_way_out():
    circuit = Circuit(["a"], ["q"], {"q": Register("a")})
    with pytest.raises(FormatError, match=r"no registers, this circuit has 1 \(write JSON, BLIF or \.bench\)"):
        dumps(circuit)


def test_numbers_beyond_308_digits_are_refused():
    with pytest.raises(NumberError, match="more than 308 digits"):
        dumps(Circuit(["a", "b"], ["y"], {"y": neuron([10**300, Fraction(1, 10**20)], 0)}))


HEAD = "x\n.model m\n.inputs a b\n.outputs y\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n", "x.th: no .model (the first line of a .th file is free text; is the file empty?)"),
        (".model m\n.inputs a\n", "x.th:2: .inputs before .model (a file has one, on its second line)"),
        ("x\n.model m\n.model n\n", "x.th:3: a second .model ("),
        ("x\n.model m n\n", "x.th:2: .model with 2 words (it takes 1)"),
        ("x\n.model m\n.inputs a\n", "x.th: no .outputs (is the file cut short?)"),
        (HEAD, "x.th:4: net 'y' is never driven"),
        (HEAD + ".threshold a b y\n", "x.th:5: no weights (is the file cut short?)"),
        (HEAD + ".threshold a b y\n1 1\n", "x.th:6: 2 numbers for 2 inputs (a weight for each, then the threshold)"),
        (HEAD + ".threshold a b y\n.end\n", "x.th:6: '.end' is no weight or threshold (a whole number of at most 308"),
        (HEAD + ".threshold a b y\n1 0.5 1\n", "x.th:6: '0.5' is no weight or threshold ("),
        (HEAD + ".threshold a b y\n1 1_0 1\n", "x.th:6: '1_0' is no weight or threshold ("),
        (HEAD + f".threshold a b y\n1 {'9' * 309} 1\n", "x.th:6: '99999"),
        (HEAD + ".threshold\n1\n", "x.th:5: .threshold without an output"),
        (HEAD + ".names a y\n1 1\n", "x.th:5: '.names a y' is no statement (one of .model .inputs .outputs .threshold"),
        (HEAD + "1 1 2\n", "x.th:5: '1 1 2' is no statement ("),
        (HEAD + ".end\n.threshold a y\n1 1\n", "x.th:6: '.threshold a y' after .end"),
        (HEAD + ".end now\n", "x.th:5: .end with 1 word (it takes 0)"),
        (HEAD + ".threshold a c y\n1 1 2\n", "x.th:5: net 'c' is never driven"),
        (HEAD + ".threshold c y\n1 1\n", "x.th:5: net 'c' is never driven"),
        (HEAD + ".threshold b a\n1 1\n", "x.th:5: net 'a' is driven twice (first on line 3)"),
        (HEAD + ".threshold a y\n1 1\n.threshold b y\n1 1\n", "x.th:7: net 'y' is driven twice (first on line 5)"),
        (
            "x\n.model m\n.inputs a\n.outputs a\n" + 2 * ".threshold a a\n1 1\n",
            "x.th:7: net 'a' is driven twice (first on",
        ),
        (HEAD + "\x1b\n", "x.th:5: the character U+001B"),
        ("x\n.model \xff\n".encode("latin-1"), "x.th:2: the text is not UTF-8"),
    ],
)
def test_faults_name_the_line(text, message):
    with pytest.raises(FormatError) as error:
        parse(text)
    assert str(error.value).startswith(message)


def test_a_loop_is_named():
    with pytest.raises(CircuitError, match=r"^x\.th:(5|7): combinational cycle: "):
        parse(HEAD + ".threshold n y\n1 0\n.threshold y n\n1 0\n")


def test_the_first_line_may_hold_anything():
    body = b".model m\n.inputs a\n.outputs a\n"
    for first in (b"\xff\x00\x1b", b"# comment", b""):
        assert formats.parse(first + b"\n" + body, "th").outputs == ("a",)


def test_a_line_of_a_megabyte():
    names = [f"input_{index}" for index in range(60_000)]
    weights = " ".join(str((-1) ** index * (140_000_000 + index)) for index in range(60_000))
    text = f"x\n.model m\n.inputs {' '.join(names)}\n.outputs y\n.threshold {' '.join(names)} y\n{weights} -7\n"
    circuit = parse(text)
    assert circuit.nodes["y"].perceptron.weights[-1] == -140_059_999
    assert parse(dumps(circuit)).nodes["y_1"] == circuit.nodes["y"]


def test_it_is_told_by_its_beginning(tmp_path):
    path = tmp_path / "net.txt"
    path.write_text(SAMPLE)
    assert formats.read(path) == parse(SAMPLE)
