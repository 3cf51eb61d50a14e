"""ISCAS .bench."""

from __future__ import annotations

import re

import pytest

from neurocircuit import formats
from neurocircuit.errors import CircuitError, FormatError
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from tests.formats.conformance import Conformance, outputs_of


def parse(text, source=""):
    return formats.parse(text, "bench", source)


def dumps(circuit):
    return formats.dumps(circuit, "bench")


SAMPLE = """\
# all that there is
OUTPUT(y)
INPUT(a)
INPUT(b[0])
y = NAND(n.1, q, x)
n.1 = xor( a , b[0], q )   # a comment
q = DFF(y)
x = LUT 0xe8 (a, b[0], one)
one = vdd
OUTPUT(z)
OUTPUT(y)
z = BUFF(gnd)
"""


class TestBench(Conformance):
    format = "bench"
    sample = SAMPLE
    driven_twice = "INPUT(a)\nOUTPUT(y)\ny = NOT(a)\ny = BUF(a)\n"
    never_driven = "INPUT(a)\nOUTPUT(y)\nz = NOT(a)\n"
    needs_outputs = True
    holds = staticmethod(str.isascii)


def table(gate, inputs=2):
    """The outputs of a gate, counting up with the first input fastest."""
    names = [f"i{index}" for index in range(inputs)]
    text = "".join(f"INPUT({name})\n" for name in names)
    return outputs_of(parse(f"{text}OUTPUT(y)\ny = {gate}({', '.join(names)})\n"))[:, 0].astype(int).tolist()


@pytest.mark.parametrize(
    ("gate", "inputs", "wanted"),
    [
        ("AND", 2, [0, 0, 0, 1]),
        ("nand", 2, [1, 1, 1, 0]),
        ("Or", 2, [0, 1, 1, 1]),
        ("NOR", 2, [1, 0, 0, 0]),
        ("XOR", 2, [0, 1, 1, 0]),
        ("XNOR", 2, [1, 0, 0, 1]),
        ("XOR", 3, [0, 1, 1, 0, 1, 0, 0, 1]),
        ("XNOR", 3, [1, 0, 0, 1, 0, 1, 1, 0]),
        ("NOT", 1, [1, 0]),
        ("BUF", 1, [0, 1]),
        ("buff", 1, [0, 1]),
        ("AND", 1, [0, 1]),
        ("XNOR", 1, [1, 0]),
        ("INV", 1, [1, 0]),
        ("NXOR", 2, [1, 0, 0, 1]),
        ("mux", 3, [0, 0, 1, 0, 0, 1, 1, 1]),
        ("LUT 0x2 ", 2, [0, 1, 0, 0]),
        ("lut 0XE8", 3, [0, 0, 0, 1, 0, 1, 1, 1]),
        ("LUT 0x5", 1, [1, 0]),
        ("LUT 0x1", 1, [1, 0]),
        ("LUT 0x08", 2, [0, 0, 0, 1]),
        ("LUT 0x00000000000000000000", 1, [0, 0]),
    ],
)
def test_gates(gate, inputs, wanted):
    assert table(gate, inputs) == wanted


def test_gates_keep_their_names_and_xor_is_two_neurons():
    circuit = parse(SAMPLE)
    assert circuit.inputs == ("a", "b[0]")
    assert circuit.outputs == ("y", "z")
    assert circuit.nodes["y"] == Neuron(gate_perceptron("NAND", 3), ("n.1", "q", "x"), "NAND")
    assert circuit.nodes["q"] == Register("y")
    assert circuit.nodes["x"].perceptron == Perceptron([1, 1, 1], threshold=2)
    assert circuit.nodes["one"].gate == "ONE"
    assert circuit.nodes["gnd"].gate == "ZERO"
    assert [net for net in circuit.nodes if net.startswith("n.1")] == ["n.1_1", "n.1"]


def test_a_multiplexer_shows_its_last_input_where_its_first_is_1():
    """Files of logic locking mean this, although ABC reads it the other way."""
    circuit = parse("INPUT(s)\nINPUT(a)\nINPUT(b)\nOUTPUT(y)\ny = MUX(s, a, b)\n")
    assert circuit.simulate(s=[0, 0, 1, 1], a=[0, 1, 0, 1], b=[1, 0, 1, 0])["y"].tolist() == [0, 1, 1, 0]
    assert "MUX" not in dumps(circuit)


def test_ports_may_be_called_primary():
    assert parse("PINPUT(a)\npoutput(y)\ny = NOT(a)\n") == parse("INPUT(a)\nOUTPUT(y)\ny = NOT(a)\n")


def test_new_nets_never_take_a_name_of_the_file():
    circuit = parse("INPUT(a)\nINPUT(y_1)\nOUTPUT(y)\nOUTPUT(y_2)\ny = XOR(a, y_1)\ny_2 = NOT(a)\n")
    assert list(circuit.nodes) == ["y_3", "y", "y_2"]
    assert outputs_of(circuit).astype(int).tolist() == [[0, 1], [1, 0], [1, 1], [0, 0]]


def test_an_output_may_be_an_input_or_a_register():
    circuit = parse("INPUT(a)\nOUTPUT(a)\nOUTPUT(q)\nq = DFF(a)\n")
    assert circuit.outputs == ("a", "q")
    assert circuit.simulate([[1], [0], [1]]).tolist() == [[1, 0], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INPUT(a)\n", "x.bench: no OUTPUT (is the file empty or cut short?)"),
        ("INPUT(a)\nOUTPUT(y)\ny = NAMD(a)\n", "x.bench:3: unknown gate 'NAMD' (one of "),
        ("INPUT(a)\nOUTPUT(y)\ny = NOT(b)\n", "x.bench:3: net 'b' is never driven"),
        ("INPUT(a)\nOUTPUT(y)\n", "x.bench:2: net 'y' is never driven"),
        ("INPUT(a)\nOUTPUT(y)\ny = NOT(a)\ny = BUF(a)\n", "x.bench:4: net 'y' is driven twice (first on line 3)"),
        ("INPUT(a)\nOUTPUT(y)\nINPUT(a)\n", "x.bench:3: net 'a' is driven twice (first on line 1)"),
        ("INPUT(a)\nOUTPUT(a)\na = NOT(a)\n", "x.bench:3: net 'a' is driven twice (first on line 1)"),
        ("INPUT(a)\nOUTPUT(y)\ny = NOT(a, a)\n", "x.bench:3: NOT with 2 inputs (it takes 1)"),
        ("INPUT(a)\nOUTPUT(y)\ny = vdd(a)\n", "x.bench:3: VDD with 1 inputs (it takes none)"),
        ("OUTPUT(y)\ny = AND()\n", "x.bench:2: AND with 0 inputs (it takes 1 or more)"),
        ("OUTPUT(y)\ny = XOR()\n", "x.bench:2: the parity of 0 inputs (at least one)"),
        ("INPUT(a)\nOUTPUT(y)\ny = DFF(a, a)\n", "x.bench:3: DFF with 2 inputs (it takes 1)"),
        (
            "INPUT(a)\nOUTPUT(y)\ny = MUX(a, a)\n",
            "x.bench:3: MUX with 2 inputs (it takes 3: what selects, ",
        ),
        ("INPUT(a)\nOUTPUT(y)\ny = NOT(a\n", "x.bench:3: 'y = NOT(a' is no statement ("),
        ("INPUT(a)\nOUTPUT(y)\ny = AND(a,,a)\n", "x.bench:3: 'a,,a' is no list of nets ("),
        ("INPUT(a)\nOUTPUT(y)\ny = AND(a b)\n", "x.bench:3: 'a b' is no list of nets ("),
        ("INPUT(a)\nOUTPUT(y)\ny = MAJ3(a, a, a)\n", "x.bench:3: unknown gate 'MAJ3' (one of AND OR"),
        ("INPUT(a)\nOUTPUT(y)\ny = LUT(a)\n", "x.bench:3: LUT without a truth table ("),
        ("INPUT(a)\nOUTPUT(y)\ny = AND 0x8 (a)\n", "x.bench:3: AND with a truth table ("),
        ("INPUT(a)\nOUTPUT(y)\ny = LUT 0x7 (a)\n", "x.bench:3: 0x7 is no truth table of 1 input (0x0 to 0x3)"),
        (f"INPUT(a)\nOUTPUT(y)\ny = LUT 0x8 ({', '.join('a' * 13)})\n", "x.bench:3: a LUT of 13 inputs (1 to 12)"),
        (
            f"INPUT(a)\nOUTPUT(y)\ny = LUT 0x1{'0' * 99} (a)\n",
            "x.bench:3: 0x100000000000000000... is longer than a truth",
        ),
        ("INPUT(\x1b)\nOUTPUT(y)\n", "x.bench:1: the character U+001B"),
        ("INPUT(a\u202eb)\nOUTPUT(y)\n", "x.bench:1: the character U+202E"),
    ],
)
def test_faults_name_the_line(text, message):
    with pytest.raises(FormatError) as error:
        parse(text, "x.bench")
    assert str(error.value).startswith(message)


def test_a_loop_is_named():
    with pytest.raises(CircuitError, match=r"^x\.bench:3: combinational cycle: x -> y -> x "):
        parse("OUTPUT(y)\ny = NOT(x)\nx = NOT(y)\n", "x.bench")


def test_a_deep_chain_in_reverse_order():
    depth = 20_000
    lines = [f"n{index} = NOT(n{index - 1})" for index in range(depth, 0, -1)]
    circuit = parse("\n".join(["INPUT(n0)", f"OUTPUT(n{depth})", *lines]))
    assert circuit.simulate([[0], [1]]).tolist() == [[0], [1]]


def test_a_line_of_two_megabytes():
    names = [f"input_number_{index}" for index in range(100_000)]
    text = "".join(f"INPUT({name})\n" for name in names) + f"OUTPUT(y)\ny = NOR({', '.join(names)})\n"
    assert len(parse(text).nodes["y"].inputs) == 100_000


def written(weights, threshold, **more):
    names = tuple("abcdefgh"[: len(weights)])
    return dumps(Circuit(names, ["y"], {"y": Neuron(Perceptron(weights, threshold=threshold), names)}, **more))


@pytest.mark.parametrize(
    ("weights", "threshold", "lines"),
    [
        ([2, 3], 5, ["y = AND(a, b)"]),
        ([2, 3], 2, ["y = OR(a, b)"]),
        ([-1, -2], -2, ["y = NAND(a, b)"]),
        ([-1, -2], 0, ["y = NOR(a, b)"]),
        ([5], 1, ["y = BUFF(a)"]),
        ([-5], 0, ["y = NOT(a)"]),
        ([1, -1], 1, ["b_not = NOT(b)", "y = AND(a, b_not)"]),
        ([1, -1], 0, ["a_not = NOT(a)", "y = NAND(a_not, b)"]),
        ([1, 1, 0], 2, ["y = AND(a, b)"]),
        ([1, 1, 1], 2, ["y = LUT 0xe8 (a, b, c)"]),
        ([1, 1], 3, ["y = gnd"]),
        ([1, 1], 0, ["y = vdd"]),
        ([], 0, ["y = vdd"]),
    ],
)
def test_neurons_are_written_as_gates_where_they_are(weights, threshold, lines):
    assert written(weights, threshold).splitlines()[len(weights) + 1 :] == lines


def test_a_wide_neuron_is_written_as_gates_of_two_inputs():
    """No LUT, and no XOR of three, which not every tool reads."""
    text = written([1] * 8, 4)
    gates = [re.split(r"[=(]", line.rstrip(")")) for line in text.splitlines() if "=" in line]
    assert {gate.strip() for _, gate, _ in gates} <= {"AND", "OR", "NAND", "NOR", "XOR", "XNOR", "NOT"}
    assert all(len(operands.split(",")) == (1 if gate.strip() == "NOT" else 2) for _, gate, operands in gates)
    expected = [int(row.bit_count() >= 4) for row in range(256)]
    patterns = [[row >> j & 1 for j in range(8)] for row in range(256)]
    assert parse(text).simulate(patterns)[:, 0].tolist() == expected


def test_a_register_that_starts_at_one_stands_between_inverters():
    circuit = Circuit(["a"], ["q"], {"q": Register("a", 1)})
    assert dumps(circuit).splitlines()[2:] == ["a_not = NOT(a)", "q_1 = DFF(a_not)", "q = NOT(q_1)"]


def test_names_that_the_format_cannot_hold_are_changed_without_collision():
    names = ("a(1", "a_1", "a=1", "#", "a,1", "$n[3].x\\")
    circuit = Circuit(names, {"y)": "a(1", "y_": "a_1"}, {})
    again = parse(dumps(circuit))
    assert again.inputs == ("a_1_1", "a_1", "a_1_2", "_", "a_1_3", "$n[3].x\\")
    assert again.outputs == ("y__1", "y_")
    assert again.simulate([[1, 0, 0, 0, 0, 0]]).tolist() == [[1, 0]]


def test_an_output_hides_an_inner_net_of_its_name():
    inverter = Neuron(gate_perceptron("NOT", 1), ("a",), "NOT")
    circuit = Circuit(["a"], {"y": "a", "z": "y"}, {"y": inverter})
    assert parse(dumps(circuit)).simulate([[0], [1]]).tolist() == [[0, 1], [1, 0]]


def test_a_circuit_without_outputs_is_none_of_this_format():
    with pytest.raises(FormatError, match="at least one OUTPUT"):
        dumps(Circuit(["a"], [], {}))
