import operator
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import ComposeError, InputError, LimitError
from neurocircuit.logic.gates import AND, AT_LEAST, MAJORITY, NOT
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Neuron
from neurocircuit.netlist.compose import Bus, Signal, circuit, register

OPERATORS = {
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "+": operator.add,
    "-": operator.sub,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
operators = st.sampled_from(sorted(OPERATORS))
widths = st.integers(1, 9)
numbers = st.lists(st.integers(0, 511), min_size=6, max_size=6)
encodings = st.sampled_from(["binary", "bipolar"])


def shown(values, width, encoding):
    """Numbers as a port of that width shows them: a scalar's are truth values."""
    return [2 * value - 1 for value in values] if encoding == "bipolar" and width == 1 else values


def neurons(made):
    return [node for node in made.nodes.values() if isinstance(node, Neuron)]


@given(operators, widths, widths, numbers, numbers, encodings)
def test_operators_equal_pythons_on_integers(symbol, m, n, a, b, encoding):
    compute = OPERATORS[symbol]
    a, b = [x % 2**m for x in a], [x % 2**n for x in b]
    made = circuit(a=m, b=n, encoding=encoding)(lambda a, b: compute(a, b))
    expected = [
        compute(x, y) % 2 ** max(m, n) if symbol == "-" else int(compute(x, y)) for x, y in zip(a, b, strict=True)
    ]
    got = made.simulate(a=shown(a, m, encoding), b=shown(b, n, encoding))["y"].tolist()
    assert got == shown(expected, 1 if made.outputs == ("y",) else 2, encoding)


@given(operators, widths, numbers, st.integers(0, 700), st.booleans())
def test_integers_are_constants_on_either_side(symbol, n, a, constant, left):
    a = [x % 2**n for x in a]
    compute = (lambda a: OPERATORS[symbol](constant, a)) if left else (lambda a: OPERATORS[symbol](a, constant))
    made = circuit(a=n)(compute)
    modulus = 2 ** max(n, constant.bit_length()) if symbol == "-" else 2**12
    assert made.simulate(a=a)["y"].tolist() == [int(compute(x)) % modulus for x in a]


@given(widths, numbers, st.integers(0, 12))
def test_shifts_complement_and_slices_equal_pythons(n, a, k):
    a = [x % 2**n for x in a]
    made = circuit(a=n)(lambda a: {"left": a << k, "right": a >> k, "not": ~a, "low": a[0 : k + 1], "top": a[-1]})
    got = made.simulate(a=a)
    assert got["left"].tolist() == [x << k for x in a]
    assert got["right"].tolist() == [x >> k for x in a]
    assert got["not"].tolist() == [~x % 2**n for x in a]
    assert got["low"].tolist() == [x % 2 ** (k + 1) for x in a]
    assert got["top"].tolist() == [x >> n - 1 for x in a]


def test_widths_of_results():
    @circuit(a=5, b=3)
    def widths(a, b, c):
        assert [len(x) for x in (a + b, a - b, b - a, a & b, b | a, ~a, a << 2, a >> 2, a >> 9)] == [
            6, 5, 5, 5, 5, 5, 7, 3, 1,
        ]  # fmt: skip
        assert [len(x) for x in (a + 1000, 0 + a, c + c, c + 1, a & 0xFF, sum([a, a]))] == [11, 6, 2, 2, 8, 7]
        scalars = (c & c, c | 1, c ^ c, ~c, c - 1, c >> 3, c << 0, a == b, a < 3, a[2], a[-1])
        assert all(isinstance(x, Signal) for x in scalars)
        assert not any(isinstance(x, Signal) for x in (a[0:1], a >> 9, c & 2, c + c, b & c, c & b[0:1]))
        return c

    assert widths.outputs == ("y",)


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        (lambda a, b: a & b, 8),
        (lambda a, b: a ^ b, 16),
        (lambda a, b: ~a, 8),
        (lambda a, b: a + b, 16),
        (lambda a, b: a - b, 16),
        (lambda a, b: a > b, 1),
        (lambda a, b: a <= b, 1),
        (lambda a, b: a == b, 2),
        (lambda a, b: a != b, 2),
        (lambda a, b: a == 77, 1),
        (lambda a, b: 77 != a, 1),  # noqa: SIM300 - the constant on the left is what is tested
        (lambda a, b: a < 77, 1),
        (lambda a, b: a + 1, 15),
        (lambda a, b: a ^ 0xFF, 8),
        (lambda a, b: a & b[0], 1),
        # What is known costs nothing.
        (lambda a, b: a & 0x0F | 0, 0),
        (lambda a, b: a + 0, 0),
        (lambda a, b: (a << 3) + (b >> 3)[0:3], 0),
        (lambda a, b: a - a, 0),
        (lambda a, b: a ^ a, 0),
        (lambda a, b: (a < 256) & (a == a), 0),
        (lambda a, b: a == 300, 0),
    ],
)
def test_operators_cost_as_many_neurons_as_they_say(expression, count):
    made = circuit(a=8, b=8)(expression)
    assert len([node for node in neurons(made) if node.gate not in ("ZERO", "ONE")]) == count


def test_known_bits_that_reach_an_output_are_one_zero_and_one_one():
    made = circuit(a=1)(lambda a: {"y": (a << 2) | 9, "z": a & 0})
    assert {name: node.gate for name, node in made.nodes.items()} == {"y[3]": "ONE", "y[1]": "ZERO"}
    assert dict(zip(made.outputs, made.output_nets, strict=True)) == {
        "y[3]": "y[3]", "y[2]": "a", "y[1]": "y[1]", "y[0]": "y[3]", "z": "y[1]",
    }  # fmt: skip


def test_operators_are_written_as_the_gates_they_are():
    made = circuit(a=2)(lambda a, b: {"and": a[0] & b, "not": ~b, "sum": a[0] + b + a[1], "gt": a[0] > b})
    assert [node.gate for node in neurons(made)][:3] == ["AND", "NOT", "AND"]
    assert neurons(made)[-1].perceptron == Perceptron([1, -1], threshold=1)
    bipolar = circuit(encoding="bipolar")(lambda a, b: {"y": a & b, "less": a < b})
    assert [node.perceptron for node in neurons(bipolar)] == [
        Perceptron([1, 1], threshold=2, encoding="bipolar"),
        Perceptron([1, -1], threshold=2, encoding="bipolar"),
    ]
    assert [node.gate for node in neurons(bipolar)] == ["AND", ""]


def test_a_bus_is_a_list_of_its_bits_lowest_first():
    @circuit(a=4)
    def ports(a, b):
        assert [repr(x) for x in a] == ["<Signal a[0]>", "<Signal a[1]>", "<Signal a[2]>", "<Signal a[3]>"]
        assert repr(a[1:3]) == "<Bus a: 2 bits>"
        assert repr(a[::-1][0]) == "<Signal a[3]>"
        assert (repr(a[-1]), repr(b[0]), repr(b[-1]), repr(next(iter(b)))) == (
            "<Signal a[3]>", "<Signal b>", "<Signal b>", "<Signal b>",
        )  # fmt: skip
        assert repr(a & b) == "<Bus: 4 bits>"
        assert repr(b & b ^ 1) == "<Signal of xor>"
        assert repr(b & 0) == "<Signal: constant 0>"
        assert len(b) == 1
        mixed = Bus([b, 1, a[3], a[0:1]])
        assert [repr(x) for x in mixed[1:3]] == ["<Signal: constant 1>", "<Signal a[3]>"]
        return {"y": mixed, "z": [a[0], 0, b]}

    assert ports.simulate(a=9, b=0)["y"] == 0b1110
    assert ports.simulate(a=9, b=1)["z"] == 0b101


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (lambda a, b: a and b, "use & | ~ instead of and, or, not"),
        (lambda a, b: not b, "use & | ~ instead of and, or, not"),
        (lambda a, b: 1 < a < 3, "use & | ~ instead of and, or, not"),
        (lambda a, b: a[3:0], "the slice [3:0] of a is empty (write a[0:4])"),
        (lambda a, b: (a & b)[2:1], "write bus[1:3]"),
        (lambda a, b: a[9:], "the slice [9:] of a is empty (slices run from the lowest bit up)"),
        (lambda a, b: a[8], "a has no bit 8 (0 to 7)"),
        (lambda a, b: a[-9], "a has no bit -9 (0 to 7)"),
        (lambda a, b: a & "x", "'x' is no signal"),
        (lambda a, b: a == None, "None is no signal"),  # noqa: E711 - this is the mistake
        (lambda a, b: 0.5 + a, "0.5 is no signal"),
        (lambda a, b: a + -1, "-1 is a negative constant (buses are unsigned numbers)"),
        (lambda a, b: a << b, "a shift by a signal (shifts are by constants"),
        (lambda a, b: 1 << b, "1 shifted by a signal (shifts are by constants"),
        (lambda a, b: a >> -1, "a shift by -1 (0 or more)"),
        (lambda a, b: Bus([a]), "<Bus a: 8 bits> stands where one bit does"),
        (lambda a, b: AND(a, 2), "2 stands where one bit does (0 or 1)"),
        (lambda a, b: AND(b, -1), "-1 stands where one bit does (0 or 1)"),
        (lambda a, b: Perceptron([1, 1], threshold=1)(b, a), "9 signals for the 2 inputs of Perceptron([1, 1]"),
        (lambda a, b: setattr(a, "next", a), "only a register has a next value (make one by register())"),
        (lambda a, b: register(8).next, "the next value of a register is only assigned"),
    ],
)
def test_what_signals_cannot_do_says_the_way_out(expression, message):
    with pytest.raises(ComposeError) as caught:
        circuit(a=8)(expression)
    assert message in str(caught.value)
    assert isinstance(caught.value, TypeError)


def test_gates_refuse_as_gates_do():
    with pytest.raises(InputError, match="NOT with 8 inputs"):
        circuit(a=8)(lambda a: NOT(a))
    with pytest.raises(InputError, match="MAJORITY of 2 inputs"):
        circuit(lambda a, b: MAJORITY(a, b))
    with pytest.raises(LimitError, match="at most 1000000"):
        circuit(lambda a: a << 10**12)


def test_signals_as_keys_compose_nothing():
    @circuit(a=64)
    def keys(a):
        table = {bit: index for index, bit in enumerate([*a, *a])}
        assert len(table) == 128
        assert all(table[bit] == index for index, bit in enumerate(table))
        return a[0]

    assert keys.nodes == {}


def test_gates_take_buses_as_their_bits_and_numbers_as_constants():
    @circuit(a=3)
    def gates(a, b):
        return {
            "all": AND(a, b),
            "two": AT_LEAST(2)(a),
            "third": MAJORITY(a[0], b, 1),
            "never": AND(a, 0),
            "same": AND(b, b),
            "listed": AND([b, a[1]], 1),
            "heavier": Perceptron([1, 2], threshold=2)([b, a[1]]),
        }

    assert gates.nodes["all"].gate == "AND"
    assert gates.nodes["all"].inputs == ("a[2]", "a[1]", "a[0]", "b")
    assert gates.nodes["two"].gate == "AT_LEAST"
    assert gates.nodes["third"] == Neuron(Perceptron([1, 1], 1, 2), ("a[0]", "b"))
    assert gates.nodes["never"].gate == "ZERO"
    assert gates.nodes["same"].inputs == ("b", "b")
    assert gates.nodes["listed"].inputs == ("a[1]", "b")
    assert gates.nodes["heavier"].inputs == ("b", "a[1]")
    a, b = np.meshgrid(np.arange(8), np.arange(2))
    got = gates.simulate(a=a.ravel(), b=b.ravel())
    ones = np.array([int(x).bit_count() for x in a.ravel()])
    assert (got["all"] == ((a.ravel() == 7) & (b.ravel() == 1))).all()
    assert (got["two"] == (ones >= 2)).all()
    assert (got["third"] == (a.ravel() | b.ravel()) % 2).all()


def test_a_called_perceptron_is_kept_as_it_was_written():
    teaching = Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)
    made = circuit(lambda a, b: {"y": teaching(a, b), "known": teaching(1, b), "twice": teaching(a, a, name="pair")})
    assert made.nodes["y"] == Neuron(teaching, ("a", "b"))
    assert made.nodes["known"] == Neuron(Perceptron([0.6], 0.1, 0.5), ("b",))
    assert made.nodes["pair"] == Neuron(Perceptron([1.2], -0.5, 0.5), ("a",))
    assert made.simulate(a=[0, 0, 1, 1], b=[0, 1, 0, 1])["y"].tolist() == [0, 0, 0, 1]


def test_a_perceptron_of_another_encoding_is_converted():
    sign = Perceptron([1, 1], -1, 0, "bipolar")
    plain = Perceptron([1, 1], threshold=2)
    binary = circuit(lambda a, b: {"y": sign(a, b), "known": sign(a, 0)})
    bipolar = circuit(encoding="bipolar")(lambda a, b: {"y": plain(a, b), "known": plain(a, -1), "one": AND(a, 1)})
    assert binary.simulate([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist() == [[0, 0], [0, 0], [0, 0], [1, 0]]
    assert bipolar.simulate([[-1, -1], [-1, 1], [1, -1], [1, 1]]).tolist() == [
        [-1, -1, -1], [-1, -1, -1], [-1, -1, 1], [1, -1, 1],
    ]  # fmt: skip


def test_a_parity_by_reduce_and_a_long_chain_need_no_recursion():
    made = circuit(a=3000)(lambda a: reduce(operator.xor, a))
    assert len(made.nodes) == 2 * 2999
    assert made.simulate(a=2**2999 + 2**7 + 1)["y"] == 1
