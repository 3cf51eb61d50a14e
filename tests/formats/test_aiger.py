"""AIGER, text and binary: reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import CircuitError, FormatError
from neurocircuit.netlist.circuit import Neuron, Register
from tests.formats.conformance import Conformance

SAMPLE = """\
aag 9 2 3 2 3 1 2 2 1
2
4
6 13
8 6 1
16 9 16
12
7
3
18
1
1
2
8
9
11
0
10 13 4
12 2 4
18 9 1
i0 a[1]
i1 a[0]
l0 q
o0 y
o1 a name
b0 bad
c1 both
j1 live
f0 fair
c
anything \xff
"""


def binary(header, body=b"", tail=b""):
    return b"aig " + header + b"\n" + body + tail


class TestAag(Conformance):
    format = "aag"
    sample = SAMPLE.replace("\xff", "é")
    driven_twice = "aag 2 1 1 0 0\n2\n2 2\ni0 y\n"
    never_driven = None


class TestAig(Conformance):
    format = "aig"
    driven_twice = None
    never_driven = None

    sample = formats.dumps(formats.parse(SAMPLE.replace("\xff", "e"), "aag"), "aig") + b"c\n\xff\0"


def parse(data):
    return formats.parse(data, "aag")


def refusal(data):
    with pytest.raises(FormatError) as error:
        formats.parse(data, "aag", "f")
    return str(error.value)


def test_every_section_is_kept():
    circuit = parse(SAMPLE.encode("latin-1"))
    assert circuit.inputs == ("a[1]", "a[0]")
    assert circuit.registers == ("q", "l1", "l2")
    assert circuit.outputs == ("y", "a_name", "bad", "c0", "both", "j0[0]", "live[0]", "live[1]", "fair")
    shown = dict(zip(circuit.outputs, circuit.output_nets, strict=True))
    assert {name: net for name, net in shown.items() if name != net} == {"j0[0]": "l1"}
    assert {name: node.inputs for name, node in circuit.nodes.items() if isinstance(node, Neuron)} == {
        **{"y_not": ("y",), "live[0]": ("l1",), "live[1]": ("y", "a[0]"), "y": ("a[1]", "a[0]"), "c0": ("l1",)},
        **{"a_name": ("q",), "bad": ("a[1]",), "both": (), "fair": ()},
    }
    assert [circuit.nodes[name].initial for name in circuit.registers] == [0, 1, 0]


def test_the_first_bytes_tell_text_from_binary(tmp_path):
    text = formats.dumps(formats.read("full_adder"), "aag")
    (tmp_path / "x.aig").write_text(text)
    (tmp_path / "x.aag").write_bytes(formats.dumps(formats.read("full_adder"), "aig"))
    assert formats.read(tmp_path / "x.aig").outputs == formats.read(tmp_path / "x.aag").outputs == ("sum", "cout")
    assert formats.format_of("x", text.encode()) == "aag"
    assert formats.format_of("x", (tmp_path / "x.aag").read_bytes()) == "aig"


@pytest.mark.parametrize(
    ("operands", "weights", "gate"),
    [
        ("2 4", (1, 1), "AND"),
        ("3 5", (-1, -1), "NOR"),
        ("2 5", (1, -1), ""),
        ("2 1", (1,), "BUF"),
        ("1 3", (-1,), "NOT"),
        ("4 4", (1,), "BUF"),
        ("4 5", (), "ZERO"),
        ("2 0", (), "ZERO"),
        ("0 1", (), "ZERO"),
        ("1 1", (), "ONE"),
    ],
)
def test_an_and_is_one_neuron(operands, weights, gate):
    nodes = parse(f"aag 3 2 0 1 1\n2\n4\n6\n6 {operands}\no0 y\n").nodes
    assert list(nodes) == ["y"]
    assert (nodes["y"].perceptron.integer_form.weights, nodes["y"].gate) == (weights, gate)


def test_an_and_that_is_wanted_only_negated_is_negated_itself():
    circuit = parse("aag 4 2 0 1 2\n2\n4\n9\n6 2 4\n8 7 3\n")
    assert {name: node.gate for name, node in circuit.nodes.items()} == {"n6": "AND", "o0": "OR"}
    # As 7 is shown and 6 is not, what reads 6 takes it with a weight of -1.
    circuit = parse("aag 4 2 0 2 2\n2\n4\n7\n8\n6 2 4\n8 6 3\n")
    assert circuit.nodes["o0"].gate == "NAND"
    assert circuit.nodes["o1"].gate == "NOR"
    assert circuit.nodes["o1"].inputs == ("o0", "i0")


def test_a_literal_that_is_wanted_both_ways_takes_one_inverter():
    circuit = parse("aag 4 2 1 4 1\n2\n4\n8 7\n6\n7\n7\n5\n6 2 4\n")
    assert {name: node.inputs for name, node in circuit.nodes.items() if isinstance(node, Neuron)} == {
        "o0": ("i0", "i1"),
        "o1": ("o0",),
        "o3": ("i1",),
    }
    assert circuit.nodes["l0"] == Register("o1")
    assert circuit.output_nets == ("o0", "o1", "o1", "o3")


def test_constants_are_neurons_where_they_are_shown():
    circuit = parse("aag 1 0 1 3 0\n2 1\n0\n1\n0\n")
    assert {name: node.gate for name, node in circuit.nodes.items() if name != "l0"} == {"o1": "ONE", "o0": "ZERO"}
    assert circuit.simulate([[]] * 2).tolist() == [[0, 1, 0]] * 2


def test_names_that_are_taken_get_a_number():
    text = "aag 3 2 0 4 1\n2\n4\n2\n4\n6\n6\n6 2 4\ni0 x\ni1 x\no0 x\no1 x\no2 n6\no3 x\n"
    circuit = parse(text)
    assert circuit.inputs == ("x", "x_1")
    assert dict(zip(circuit.outputs, circuit.output_nets, strict=True)) == {
        "x": "x",
        "x_1": "x_1",
        "n6": "n6",
        "x_2": "n6",
    }


def test_an_output_of_the_name_of_an_input_that_shows_another_net_gets_a_number():
    circuit = parse("aag 3 2 0 1 1\n2\n4\n6\n6 2 4\ni0 x\no0 x\n")
    assert (circuit.inputs, circuit.outputs) == (("x", "i1"), ("x_1",))


def test_an_output_of_the_name_of_a_latch_may_show_another_net():
    circuit = parse("aag 3 1 1 1 1\n2\n4 2\n6\n6 2 5\nl0 q\no0 q\n")
    assert circuit.registers == ("q",)
    assert dict(zip(circuit.outputs, circuit.output_nets, strict=True)) == {"q": "n6"}


def test_definitions_stand_in_any_order_and_variables_may_be_left_out():
    circuit = parse("aag 20 2 0 1 2\n30\n2\n7\n6 9 2\n8 30 2\n")
    assert circuit.simulate([[0, 0], [1, 0], [0, 1], [1, 1]])[:, 0].tolist() == [1, 1, 0, 1]


@pytest.mark.parametrize("comment", ["c", "c\n", "c\nno end", "c\n\0", "cn binary of ABC"])
def test_comments_are_left_out(comment):
    assert parse(f"aag 1 1 0 1 0\n2\n2\n{comment}").outputs == ("o0",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("aag 1 1 0 1\n2\n2\n", "f:1: no header of AIGER"),
        ("aag 1 1 0 1 0 0 0 0 0 0\n2\n2\n", "f:1: no header"),
        ("aag 01 1 0 1 0\n2\n2\n", "f:1: no header"),
        ("aag 1  1 0 1 0\n2\n2\n", "f:1: no header"),
        ("aag 1 1 0 1 0", "f:1: no header"),
        ("aag 0 1 0 1 0\n2\n2\n", "f:1: M is 0, but I + L + A is 1"),
        ("aag 9999999999 0 0 0 9999999999\n", "f:1: the header promises more than the file holds"),
        ("aag 1 1 0 9999999999 0\n2\n2\n", "f:1: the header promises more"),
        ("aag 1 1 0 1 0 9\n2\n2\n", "f:1: the header promises more"),
        ("aag 1 1 0 1 0\n3\n2\n", "f:2: literal 3 is defined"),
        ("aag 1 1 0 1 0\n0\n2\n", "f:2: literal 0 is defined"),
        ("aag 1 1 0 1 0\n4\n2\n", "f:2: 4 in an input (at most 3 here)"),
        ("aag 1 1 0 1 0\n2\n4\n", "f:3: 4 in an output (at most 3 here)"),
        ("aag 3 1 0 1 0\n2\n7\n", "f:3: literal 7 is never defined"),
        ("aag 3 2 0 0 1\n2\n4\n6 2 0\n 6 4 2\n", "f:5: ' 6 4 2' is no symbol"),
        ("aag 3 1 0 0 2\n2\n6 2 0\n6 2 2\n", "f:4: net 'n6' is driven twice (first on line 3)"),
        ("aag 2 1 0 0 1\n2\n2 2 2\n", "f:3: net 'i0' is driven twice (first on line 2)"),
        ("aag 3 1 0 0 1\n2\n7 2 2\n", "f:3: literal 7 is defined (an even one from 2 on)"),
        ("aag 3 1 0 0 1\n2\n6 4 2\n", "f:3: literal 4 is never defined"),
        ("aag 3 1 0 0 1\n2\n6 4 0\n", "f:3: literal 4 is never defined"),
        ("aag 3 1 0 0 1\n2\n6 2\n", "f:3: '6 2' is no line of an AND"),
        ("aag 1 0 1 0 0\n2 2 3\n", "f:2: a latch with the reset 3 (0, 1, or its own literal 2)"),
        ("aag 1 0 1 0 0\n2 2 2 2\n", "f:2: '2 2 2 2' is no line of a latch (numbers with a space between: 2 or 3)"),
        ("aag 9 1 0 2 0\n2\n2\n18", "f:4: the file ends within an output (is it cut short?)"),
        ("aag 1 1 0 1 0\n2\n2\ni0 x", "f:4: the file ends within a symbol"),
        ("aag 1 1 0 0 0 0 0 1\n2\n0\n\n", "f:3: a justice property of no literals"),
        ("aag 1 1 0 0 0 0 0 1\n2\n9\n2\n", "f:3: 9 in the size of a justice property (at most 2 here)"),
        ("aag 1 1 0 1 0\n2\n2\ni1 x\n", "f:4: a symbol for i1, which is not there"),
        ("aag 1 1 0 1 0\n2\n2\nb0 x\n", "f:4: a symbol for b0, which is not there"),
        ("aag 1 1 0 1 0\n2\n2\nc0 x\n", "f:4: a symbol for c0, which is not there"),
        ("aag 1 1 0 1 0\n2\n2\ni0 x\ni0 y\n", "f:5: a second symbol for i0"),
        ("aag 1 1 0 1 0\n2\n2\ni0 \n", "f:4: an empty name"),
        ("aag 1 1 0 1 0\n2\n2\ni0 a\x1b\n", "f:4: the name 'a\\x1b' holds U+001B"),
        ("aag 1 1 0 1 0\n2\n2\n3\n", "f:4: '3' is no symbol"),
    ],
)
def test_refused_text(text, words):
    assert words in refusal(text)


def test_symbols_are_utf_8():
    assert "the text is not UTF-8" in refusal(b"aag 1 1 0 1 0\n2\n2\ni0 \xff\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (binary(b"4 2 0 0 1", b"\2\2"), "f:1: M is 4, but I + L + A is 3"),
        (binary(b"3 2 0 1 1", b"6\n\2"), "f:1: the header promises more than the file holds"),
        (binary(b"9999999999 9999999999 0 0 0"), "f:1: 9,999,999,999 port bits (at most 1,000,000)"),
        (binary(b"3 2 0 1 1", b"6\n\x80\x02\2"), "f: byte 16: the AND 6 reads -250 and -252"),
        (binary(b"3 2 0 1 1", b"6\n\x82\x00\2"), "f: byte 16: a delta that is longer than it needs to be"),
        (binary(b"3 2 0 1 1", b"6\n\x82\x80"), "f: byte 16: the file ends within an AND"),
        (binary(b"3 2 0 1 1", b"6\n" + b"\xff" * 9), "f: byte 16: a delta beyond all literals"),
        (binary(b"3 2 0 1 1", b"6\n\0\0"), "f: byte 16: the AND 6 reads 6 and 6"),
        (binary(b"3 2 0 1 1", b"6\n\2\5"), "f: byte 16: the AND 6 reads 4 and -1"),
        (binary(b"3 2 0 1 1", b"8\n\2\2"), "f:2: 8 in an output"),
        (binary(b"1 0 1 0 0", b"2 3\n"), "f:2: a latch with the reset 3"),
        (binary(b"3 2 0 1 1", b"6\n\2\2", b"i2 x\n"), "a symbol for i2"),
    ],
)
def test_refused_binary(data, words):
    assert words in refusal(data)


def test_a_cycle_is_shown_with_the_line_of_its_first_net():
    with pytest.raises(CircuitError, match=r"f:4: combinational cycle: n4 -> n6 -> n4"):
        formats.parse("aag 3 1 0 0 2\n2\n6 4 2\n4 6 2\n", "aag", "f")


# --- against a reading of the format's own definition


@st.composite
def graphs(draw):
    """The numbers of a file: inputs, latches (next, reset), ANDs in any order, literals shown."""
    inputs, latches, ands = (draw(st.integers(0, most)) for most in (3, 3, 8))
    defined = inputs + latches + ands
    any_literal = st.integers(0, 2 * defined + 1)
    states = [(draw(any_literal), draw(st.sampled_from((0, 1, None)))) for _ in range(latches)]
    gates = [
        (2 * v, *(draw(st.integers(0, 2 * v - 1)) for _ in "ab")) for v in range(inputs + latches + 1, defined + 1)
    ]
    sections = [draw(st.lists(any_literal, max_size=3)) for _ in range(4)]
    justice = draw(st.lists(st.lists(any_literal, min_size=1, max_size=3), max_size=2))
    return inputs, states, draw(st.permutations(gates)), sections, justice


def text_of(graph):
    inputs, states, gates, (outputs, bad, constraints, fair), justice = graph
    counts = (inputs, len(states), len(outputs), len(gates), len(bad), len(constraints), len(justice), len(fair))
    lines = [f"aag {inputs + len(states) + len(gates)} {' '.join(map(str, counts))}"]
    lines += [str(2 * (index + 1)) for index in range(inputs)]
    for index, (following, reset) in enumerate(states, inputs + 1):
        lines.append(f"{2 * index} {following} {2 * index if reset is None else reset}")
    lines += map(str, (*outputs, *bad, *constraints, *map(len, justice), *(x for each in justice for x in each), *fair))
    lines += [f"{left} {a} {b}" for left, a, b in gates]
    return "\n".join((*lines, ""))


def outputs_by_definition(graph, rows):
    _, states, gates, (outputs, bad, constraints, fair), justice = graph
    shown = [*outputs, *bad, *constraints, *(literal for each in justice for literal in each), *fair]
    present = [reset or 0 for _, reset in states]
    for row in rows:
        values = [0, *row, *present, *[None] * len(gates)]

        def value(literal, values=values):
            return values[literal >> 1] ^ literal & 1

        for left, a, b in sorted(gates):
            values[left >> 1] = value(a) & value(b)
        yield [value(literal) for literal in shown]
        present = [value(following) for following, _ in states]


@settings(max_examples=300, deadline=None)
@given(graphs(), st.data())
def test_what_is_read_is_what_the_format_defines(graph, data):
    circuit = parse(text_of(graph))
    rows = data.draw(
        st.lists(st.lists(st.integers(0, 1), min_size=graph[0], max_size=graph[0]), min_size=1, max_size=6)
    )
    expected = list(outputs_by_definition(graph, rows))
    neurons = sum(isinstance(node, Neuron) for node in circuit.nodes.values())
    roots = {following for following, _ in graph[1]} | {literal for each in graph[3] for literal in each}
    roots |= {literal for each in graph[4] for literal in each}
    negated = sum(literal ^ 1 in roots or literal >> 1 <= graph[0] + len(graph[1]) for literal in roots if literal & 1)
    assert len(graph[2]) <= neurons <= len(graph[2]) + negated + len(roots & {0, 1})
    if expected[0]:
        assert (
            circuit.simulate([rows] if circuit.registers else rows).reshape(-1, len(expected[0])).tolist() == expected
        )
    # Binary is the same circuit again.
    again = formats.parse(formats.dumps(circuit, "aig"), "aig")
    assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs)
    if expected[0]:
        assert again.simulate([rows] if again.registers else rows).reshape(-1, len(expected[0])).tolist() == expected
