import functools
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.errors import ComposeError, LimitError, NumberError
from neurocircuit.logic.gates import AND, MAJORITY, NOT, OR
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.compose import Bus, Signal, circuit, layer, neuron, register


@circuit
def full_adder(a, b, cin):
    """Adds three bits
    with two neurons.

    This is no part of the description.
    """
    cout = MAJORITY(a, b, cin)
    sum = neuron({a: 1, b: 1, cin: 1, cout: -2}, threshold=1)
    return {"sum": sum, "cout": cout}


def adder_of(n):
    @circuit(a=n, b=n)
    def adder(a, b, cin):
        sums = []
        for x, y in zip(a, b, strict=True):
            s, cin = full_adder(x, y, cin)
            sums.append(s)
        return {"s": sums, "cout": cin}

    return adder


def counter_of(width, initial=0):
    @circuit(en=1)
    def counter(en):
        q = register(width, initial=initial, name="q")
        q.next = (q + en)[0:width]
        return {"q": q}

    return counter


def error(compose, *, takes=ComposeError, **widths):
    """The message of a function that cannot be composed."""
    with pytest.raises(takes) as caught:
        circuit(**widths)(compose)
    return str(caught.value)


def test_a_function_becomes_a_circuit():
    assert full_adder == Circuit(
        ["a", "b", "cin"],
        ["sum", "cout"],
        {
            "cout": Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "cin"), "MAJORITY"),
            "sum": Neuron(Perceptron([1, 1, 1, -2], threshold=1), ("a", "b", "cin", "cout")),
        },
        "full_adder",
        description="Adds three bits with two neurons.",
    )
    assert full_adder.simulate(a=[0, 1, 1], b=1, cin=0)["sum"].tolist() == [1, 0, 0]


def test_circuits_in_circuits_are_instances_of_one_value():
    adder = adder_of(8)
    assert adder.inputs == (*(f"{bus}[{bit}]" for bus in "ab" for bit in range(7, -1, -1)), "cin")
    assert adder.outputs == (*(f"s[{bit}]" for bit in range(7, -1, -1)), "cout")
    assert list(adder.nodes) == [f"full_adder{number}" for number in range(1, 9)]
    assert all(node.circuit is full_adder and node.reference == "full_adder" for node in adder.nodes.values())
    assert adder.circuits == {"full_adder": full_adder}
    assert adder.nodes["full_adder2"].inputs == ("a[1]", "b[1]", "full_adder1.cout")
    assert adder.simulate(a=np.arange(256), b=3, cin=0)["s"].tolist() == [(a + 3) % 256 for a in range(256)]


@given(st.data())
def test_an_adder_composed_in_a_loop_adds(data):
    n = data.draw(st.integers(1, 16))
    rows = data.draw(
        st.lists(st.tuples(st.integers(0, 2**n - 1), st.integers(0, 2**n - 1), st.integers(0, 1)), min_size=1)
    )
    a, b, cin = map(list, zip(*rows, strict=True))
    got = adder_of(n).simulate(a=a, b=b, cin=cin)
    assert (got["s"] + (got["cout"] << n)).tolist() == [sum(row) for row in rows]


def test_what_is_composed_is_deterministic_and_a_value():
    assert adder_of(5) == adder_of(5)
    assert nc.dumps(adder_of(5)) == nc.dumps(adder_of(5))
    assert pickle.loads(pickle.dumps(adder_of(5))) == adder_of(5)
    for made in (full_adder, adder_of(3), counter_of(2, initial=1)):
        assert nc.parse(nc.dumps(made)) == made


def test_a_register_counts():
    counter = counter_of(2)
    assert counter.registers == ("q[1]", "q[0]")
    assert counter.nodes["q[0]"] == Register("sum1[0]")
    assert counter.simulate(en=[1, 1, 0, 1, 1, 1])["q"].tolist() == [0, 1, 2, 2, 3, 0]
    assert counter_of(3, initial=6).simulate(en=[1, 1, 1])["q"].tolist() == [6, 7, 0]


def test_registers_bit_by_bit_and_between_each_other():
    @circuit
    def shift(d):
        q = register(3, initial=0b100, name="q")
        for bit, before in zip(q, [d, *q], strict=False):
            bit.next = before
        flag = register(initial=1)
        flag.next = 0
        return {"q": q, "flag": flag}

    assert shift.nodes["flag"] == Register("zero1", 1)
    got = shift.simulate(d=[1, 0, 1, 1])
    assert got["q"].tolist() == [4, 1, 2, 5]
    assert got["flag"].tolist() == [1, 0, 0, 0]


def test_registers_say_what_is_missing():
    def unassigned():
        return {"y": register(name="memory")}

    def forgotten_bit():
        q = register(2)
        q[0].next = 1
        return {"state": q}

    def twice(d):
        q = register(name="q")
        q.next = d
        q.next = d
        return q

    def wide(a):
        q = register(2, name="q")
        q.next = q + a
        return q

    def narrow(a):
        q = register(3, name="q")
        q.next = a
        return q

    assert error(unassigned) == "register 'memory' of 'unassigned' has no next value (assign its .next)"
    assert error(forgotten_bit) == "register 'state[1]' of 'forgotten_bit' has no next value (assign its .next)"
    assert error(twice) == "the next value of register 'q' is assigned twice"
    assert error(wide) == "3 bits for the 2 of q (slice [0:2])"
    assert "1 bit for the 3 of q" in error(narrow)
    assert "4 does not fit the 2 bits of the initial value of register 'r'" in error(lambda: register(2, 4, "r"))
    assert "the initial value -1 of a register (0 or 1" in error(lambda: register(initial=-1))
    assert "the initial value of a register is a signal" in error(lambda a: register(1, a))
    assert "a register of width 0" in error(lambda: register(0))


def test_a_bus_as_a_key_weighs_its_bits():
    made = circuit(a=3)(lambda a, b: neuron({a: 1, b: -3, a[0]: Fraction(1, 2)}, threshold=Decimal("0.5"), bias=0.25))
    assert made.nodes["y"] == Neuron(Perceptron([4, 2, Fraction(3, 2), -3], 0.25, 0.5), ("a[2]", "a[1]", "a[0]", "b"))
    greater = circuit(a=70, b=70)(lambda a, b: neuron({a: 1, b: -1}, threshold=1))
    assert greater.simulate(a=[2**69, 5], b=[2**69 - 1, 5])["y"].tolist() == [1, 0]


def test_neurons_in_a_bipolar_circuit_weigh_its_values():
    made = circuit(encoding="bipolar")(lambda a, b: neuron({a: 1, b: 1}, bias=-1, threshold=0))
    assert made.nodes["y"].perceptron == Perceptron([1, 1], -1, 0, "bipolar")
    assert made.simulate(a=[-1, -1, 1, 1], b=[-1, 1, -1, 1])["y"].tolist() == [-1, -1, -1, 1]


def test_neurons_refuse_what_they_cannot_weigh():
    assert "the threshold is missing (0.5 for 0/1 values" in error(lambda a: neuron({a: 1}), takes=NumberError)
    assert "'a' is no signal" in error(lambda a: neuron({"a": 1}, threshold=1))
    assert "'1' is not a number" in error(lambda a: neuron({a: "1"}, threshold=1), takes=NumberError)
    assert "[1] for the weights of a neuron (a dictionary" in error(lambda a: neuron([1], threshold=1))
    assert circuit(lambda a: {"y": neuron({}, threshold=0)}).simulate(a=0)["y"] == 1


@pytest.mark.parametrize("as_array", [list, np.array])
def test_a_layer_has_a_neuron_a_row(as_array):
    weights, thresholds = as_array([[1, 1], [1, -1], [-1, -0.5]]), as_array([2, 1, -1])
    made = circuit(x=2)(lambda x: {"h": layer(x, weights, thresholds, biases=0.5, name="hidden")})
    assert made.nodes["hidden[2]"] == Neuron(Perceptron([-1, -0.5], 0.5, -1), ("x[0]", "x[1]"))
    assert made.simulate(x=[0, 1, 2, 3])["h"].tolist() == [4, 6, 4, 5]


def test_a_layer_checks_its_shapes():
    made = circuit(lambda a, b: {"h": layer([a, b], [[1, 2]], 1)})
    assert (made.outputs, made.nodes["h[0]"].perceptron) == (("h[0]",), Perceptron([1, 2], threshold=1))
    assert "row 1 of the weights has 1 numbers for 2 inputs" in error(lambda x: layer(x, [[1, 2], [1]], 1), x=2)
    assert "the weights of a layer are no matrix" in error(lambda x: layer(x, [1, 2], 1), x=2)
    assert "2 thresholds for 1 neurons" in error(lambda x: layer(x, [[1, 2]], [1, 2]), x=2)
    assert "3 biases for 1 neurons" in error(lambda x: layer(x, [[1, 2]], 1, [1, 2, 3]), x=2)


def test_a_call_with_one_output_is_itself_a_signal():
    increment = circuit(a=4)(lambda a: (a + 1)[0:4])
    made = circuit(a=4)(lambda a, b: {"y": increment(increment(a)) & nc.XOR(b, a[0])})
    assert made.simulate(a=[5, 6], b=0)["y"].tolist() == [1, 0]
    assert isinstance(made.nodes["xor1"], Instance)


def test_outputs_unpack_and_have_names():
    @circuit
    def same(a, b):
        result = full_adder(a, b, cin=0)
        first, second = result
        assert repr(result) == "<Outputs: sum, cout>"
        assert len(result) == 2
        assert isinstance(first, Signal)
        assert repr(first) == repr(result.sum) == repr(result["sum"]) == repr(result[0])
        assert repr(second) == repr(result.cout) == repr(result[-1])
        with pytest.raises(ComposeError, match=r"no output 'carry'.*one of sum, cout"):
            result["carry"]
        with pytest.raises(AttributeError, match="no output 'carry'"):
            result.carry  # noqa: B018
        return result

    assert same.outputs == ("sum", "cout")
    assert same.output_nets == ("full_adder1.sum", "full_adder1.cout")
    assert same.simulate(a=[0, 1], b=1)["cout"].tolist() == [0, 1]


def test_instance_inputs_are_buses_lists_and_constants():
    adder = adder_of(4)
    made = circuit(a=8)(lambda a, c: {"x": adder(a[0:4], 5, c).s, "y": adder(b=[c, 0, 1, c], a=a[4:8], cin=[c]).s})
    got = made.simulate(a=[0x37, 0x37], c=[0, 1])
    assert got["x"].tolist() == [12, 13]
    assert got["y"].tolist() == [3 + 4, 3 + 0b1101 + 1 - 16]


def test_instances_refuse_what_does_not_fit():
    adder = adder_of(4)
    assert "3 bits for the 4 of input 'b' of adder" in error(lambda a: adder(a, a[0:3], 0), a=4)
    assert "16 does not fit the 4 bits of input 'b' of adder (0 to 15)" in error(lambda a: adder(a, 16, 0), a=4)
    assert "called without input 'cin' (its inputs are a, b, cin)" in error(lambda a: adder(a, a), a=4)
    assert "adder has no input 'c' (its inputs are a, b, cin)" in error(lambda a: adder(a, a, c=0), a=4)
    assert "adder is given input 'a' twice" in error(lambda a: adder(a, a, 0, a=a), a=4)
    assert "adder is called with 4 values" in error(lambda a: adder(a, a, a[0], a[0]), a=4)
    assert "<Outputs: s, cout> is no signal" in error(lambda a: a & adder(a, a, 0), a=4)


def test_a_circuit_without_inputs_is_called_without_any():
    @circuit
    def blinker():
        q = register(name="q")
        q.next = ~q
        return {"q": q}

    made = circuit(lambda: {"a": blinker(name="left"), "b": NOT(blinker())})
    assert list(made.nodes) == ["left", "blinker1", "b"]
    assert made.output_nets == ("left", "b")
    with pytest.raises(ComposeError, match="blinker has registers and is called with nothing"):
        blinker()


def test_definitions_nest_and_signals_stay_where_they_belong():
    @circuit
    def outer(a, b):
        @circuit
        def inner(c, d):
            return c & ~d

        return inner(a, b) | inner(b, a)

    assert outer.simulate([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist() == [0, 1, 1, 0]

    def mixed(a):
        return circuit(lambda b: a & b)(a)

    message = "signal 'a' of 'mixed' is used in '<lambda>' (pass it as a parameter)"
    assert error(mixed) == message
    assert error(lambda a: circuit(name="deaf")(lambda b: {"y": a})).endswith(
        "is used in 'deaf' (pass it as a parameter)"
    )

    kept = []
    circuit(lambda a: kept.append(a) or a)
    for use in (lambda a: a & a[0] ^ 1, lambda a: ~a, lambda a: AND(a, 1), lambda a: neuron({a: 1}, threshold=1)):
        with pytest.raises(ComposeError, match="no circuit is being composed"):
            use(*kept)
    with pytest.raises(ComposeError, match="no circuit is being composed"):
        register()
    assert "signal 'a' of '<lambda>' is used in 'late'" in error(lambda b: full_adder(b, kept[0], b), name="late")


def test_a_failed_function_leaves_no_circuit_open():
    with pytest.raises(ZeroDivisionError):
        circuit(lambda a: 1 // 0)
    with pytest.raises(ComposeError, match="no circuit is being composed"):
        register()


def test_parameters():
    made = circuit(b=2, name="named")(lambda a, *, b, scale=3: {"y": neuron({a: scale, b: 1}, threshold=4)})
    assert (made.name, made.inputs) == ("named", ("a", "b[1]", "b[0]"))
    assert circuit(c=1)(lambda c=5: c).inputs == ("c",)
    assert error(lambda a: a, b=2) == "'<lambda>' has no parameter 'b' (one of a)"
    assert "parameter '*rest' of '<lambda>' is no input" in error(lambda *rest: rest)
    assert "a of width 0 (a whole number of bits, 1 or more)" in error(lambda a: a, a=0)
    assert circuit(a=np.int64(2))(lambda a: a).inputs == ("a[1]", "a[0]")
    assert circuit(functools.partial(lambda a, b: a & b)).name == "circuit"
    assert circuit()(lambda a: a).inputs == ("a",)
    assert error("adder") == "'adder' is no function of signals (write @circuit, or @circuit(name=\"...\"))"
    assert "a of width '8'" in error(lambda a: a, a="8")
    assert "at most 1000000" in error(lambda a: a, a=10**9, takes=LimitError)


def test_returned_values():
    assert circuit(lambda a: a & a).outputs == ("y",)
    assert circuit(a=2)(lambda a: ~a).outputs == ("y[1]", "y[0]")
    assert circuit(lambda a: [a, 1]).outputs == ("y[1]", "y[0]")
    assert circuit(lambda a: {"s": [a]}).outputs == ("s[0]",)
    assert circuit(lambda a: {"k": 1, "b": Bus([a])}).outputs == ("k", "b[0]")
    hint = '(a dictionary such as {"sum": s}, or one signal or bus)'
    assert error(lambda a: None) == f"'<lambda>' returns NoneType {hint}"
    assert circuit(lambda a: (a, ~a, [a])).outputs == ("y0", "y1", "y2[0]")
    assert error(lambda a: ()) == f"'<lambda>' returns no outputs {hint}"
    assert error(lambda a: {}) == f"'<lambda>' returns no outputs {hint}"
    assert error(lambda a: {"s": []}) == "output 's' of '<lambda>' has no bits"
    assert "2 stands where one bit does" in error(lambda a: {"s": 2})
    assert "returns an output twice" in error(lambda a: {"s": [a], "s[0]": a})


def test_ten_thousand_neurons_in_a_chain_compose_without_recursion():
    def chain(a, b):
        for _ in range(10_000):
            a = OR(b, a)
        return a

    assert len(circuit(chain).nodes) == 10_000


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 40))
def test_products_and_negatives_are_those_of_integers(left, right, constant):
    made = circuit(a=left, b=right)(lambda a, b: {"p": a * b, "k": a * constant, "r": constant * a, "n": -a})
    rows = made.simulate(a=np.repeat(np.arange(1 << left), 1 << right), b=np.tile(np.arange(1 << right), 1 << left))
    a, b = (column.ravel() for column in np.mgrid[0 : 1 << left, 0 : 1 << right])
    assert rows["p"].tolist() == (a * b).tolist()
    assert rows["k"].tolist() == rows["r"].tolist() == (a * constant).tolist()
    assert rows["n"].tolist() == (-a % (1 << left)).tolist()


def test_a_product_with_a_power_of_two_costs_no_neurons():
    assert [node.gate for node in circuit(a=4)(lambda a: a * 4).nodes.values()] == ["ZERO"]
    assert len(circuit(a=8)(lambda a: a * 3).nodes) < 2 * 9


def test_what_buses_have_no_operator_for_names_what_does_it():
    assert error(lambda a, b: min(a, b), a=2, b=2).endswith("; the ready-made min_max4 is for min and max)")
    assert error(lambda a, b: max(a, b), a=2, b=2).endswith("; the ready-made min_max4 is for min and max)")
    assert error(lambda a: a and 1, a=2).endswith("(use & | ~ instead of and, or, not)")
    assert "the ready-made absolute_value4" in error(lambda a: abs(a), a=2)
