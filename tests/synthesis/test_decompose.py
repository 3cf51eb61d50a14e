from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import FormatError
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Neuron
from neurocircuit.synthesis.decompose import build, decompose
from neurocircuit.synthesis.function import as_function
from neurocircuit.testing import truth_tables
from tests import oracle

FULL_ADDER = "sum = a ^ b ^ c; carry = a & b | c & (a ^ b)"

names = st.sampled_from(["a", "b", "c", "d", "e", "0", "1"])
expressions = st.recursive(
    names,
    lambda inner: st.one_of(
        inner.map("~({})".format),
        st.tuples(inner, st.sampled_from("&|^"), inner).map(lambda parts: "({}) {} ({})".format(*parts)),
    ),
    max_leaves=12,
)


def agrees(circuit, text):
    """Whether the circuit computes what Python says the statements mean."""
    for values in product((0, 1), repeat=len(circuit.inputs)):
        scope = dict(zip(circuit.inputs, values, strict=True))
        shown, _ = oracle.evaluate(circuit, scope)
        for statement in text.split(";"):
            target, _, expression = statement.rpartition("=")
            scope[target.strip() or "y"] = eval(expression, {}, scope) & 1
        if any(shown[name] != scope[name] for name in circuit.outputs):
            return False
    return True


@given(expressions)
@settings(deadline=None)
def test_any_expression(text):
    assert agrees(build(text), text)


@given(expressions, expressions, expressions)
@settings(deadline=None)
def test_names_may_be_used_by_later_expressions(first, second, third):
    text = f"p = {first}; q = {second.replace('a', 'p')}; r = {third.replace('b', 'q').replace('c', 'p')}"
    circuit = build(text)
    assert circuit.outputs == ("p", "q", "r")
    assert agrees(circuit, text)


@pytest.mark.parametrize(
    ("text", "neurons"),
    [
        (FULL_ADDER, 2),
        ("carry = a & b | c & (a ^ b); sum = a ^ b ^ c", 2),
        ("sum = a ^ b; carry = a & b", 2),
        ("y = s & a | ~s & b", 2),
        ("y = ~a | b & (c | ~d)", 1),
        ("s0 = a ^ b; c0 = a & b; s1 = c ^ d ^ c0; c1 = c & d | c & c0 | d & c0", 4),
        ("y = a&b ^ c&d ^ e&f ^ g&h", 7),
        ("y = " + " ^ ".join(f"x{j}" for j in range(40)), 6),
        ("y = " + " & ".join(f"~x{j}" for j in range(40)), 1),
        ("y = " + " | ".join(f"x{j} & z{j}" for j in range(10)), 11),
    ],
)
def test_how_few_neurons(text, neurons):
    assert len(build(text).nodes) == neurons


def test_the_full_adder_of_two_neurons():
    circuit = build(FULL_ADDER)
    assert agrees(circuit, FULL_ADDER)
    assert circuit.outputs == ("sum", "carry")
    assert circuit.nodes["carry"] == Neuron(gate_perceptron("MAJORITY", 3), ("a", "b", "c"), "MAJORITY")
    assert circuit.nodes["sum"].inputs == ("a", "b", "c", "carry")


def test_a_long_chain_of_adders_takes_two_neurons_a_bit():
    """Far too many inputs for a truth table of the last carry: it reads the carry before."""
    bit = "s{0} = a{0} ^ b{0} ^ c{0}; c{1} = a{0} & b{0} | c{0} & (a{0} ^ b{0})"
    circuit = build("; ".join(bit.format(j, j + 1) for j in range(20)))
    assert len(circuit.nodes) == 40
    assert circuit.graph
    values = {**{f"a{j}": j % 3 > 0 for j in range(20)}, **{f"b{j}": j % 5 < 2 for j in range(20)}, "c0": 1}
    shown, _ = oracle.evaluate(circuit, values)
    total = sum((values[f"a{j}"] + values[f"b{j}"]) << j for j in range(20)) + 1
    assert sum(shown[f"s{j}"] << j for j in range(20)) + (shown["c20"] << 20) == total


@given(st.lists(st.booleans(), min_size=13, max_size=13))
@settings(deadline=None)
def test_many_inputs_operator_by_operator(values):
    text = "y = " + " ^ ".join(f"(a{j} & ~b{j} | ~(a{j} | 0))" for j in range(13))
    circuit = build(text)
    bits = {f"a{j}": bit for j, bit in enumerate(values)} | {f"b{j}": not bit for j, bit in enumerate(values)}
    scope = {name: int(bit) for name, bit in bits.items()}
    assert oracle.evaluate(circuit, scope)[0]["y"] == eval(text[4:], {}, scope) & 1


def test_a_large_expression_that_comes_to_nothing():
    wide = " & ".join(f"x{j}" for j in range(20))
    circuit = build(f"p = ({wide}) & 0; q = ~(({wide}) & ~x3); r = x0 ^ ({wide}) ^ ({wide} & 1) ^ x0 ^ x1")
    assert [circuit.nodes[name].gate for name in ("p", "q")] == ["ZERO", "ONE"]
    assert len(circuit.inputs) == 20


@pytest.mark.parametrize(("text", "output"), [("x & y", "out"), ("a & b", "y"), ("y ^ out", "y0"), ("~y[0]", "out")])
def test_a_lone_expression_is_an_output_that_no_input_is(text, output):
    circuit = build(text)
    assert circuit.outputs == (as_function(text).output,) == (output,)
    assert circuit.graph


def test_hidden_names_keep_out_of_the_way():
    circuit = build("h1 = a ^ b ^ xor1; y = h1 & and1")
    assert agrees(circuit, "h1 = a ^ b ^ xor1; y = h1 & and1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = b; c", "without a name"),
        ("b = c; a = b; a = c", "'a' is assigned twice"),
        ("a = c; c = b", "'c' is used before it is assigned"),
        ("a = a & b", "'a' is used before"),
        ("y; out", "without a name"),
    ],
)
def test_what_is_no_list_of_expressions(text, message):
    with pytest.raises(FormatError, match=message):
        build(text)


@given(truth_tables(least=1, most=6))
def test_a_reader_places_the_neurons_of_the_recipe(table):
    inputs = "abcdef"[: table.arity]
    ports = "".join(f"INPUT({name})\n" for name in inputs)
    read = formats.parse(f"{ports}OUTPUT(y)\ny = LUT {table.hex} ({', '.join(inputs)})\n", "bench")
    assert [node.perceptron for node in read.nodes.values()] == [step.perceptron for step in decompose(table)]


def test_a_threshold_function_of_more_inputs_than_the_table_of_classes():
    majority = Perceptron([1] * 9, threshold=5).truth_table
    assert [step.gate for step in decompose(majority)] == ["MAJORITY"]
