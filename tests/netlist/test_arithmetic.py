"""Operations on bits, counted in neurons: what is known costs nothing, and what is left is what the formulas say."""

import itertools

import pytest

from neurocircuit.netlist.arithmetic import (
    add,
    at_least,
    complement,
    conjunction,
    difference,
    disjunction,
    equal,
    fire,
    never_changes,
    subtract,
    unequal,
)
from neurocircuit.netlist.builder import Label, building
from neurocircuit.netlist.circuit import Neuron
from tests.oracle import evaluate


def composed(operation, *widths, encoding="binary"):
    """The circuit of an operation on the buses a, b, ...; its outputs are o0, o1, ... lowest first."""
    with building("made", encoding) as builder:
        made = operation(*[builder.input(name, width) for name, width in zip("abc", widths, strict=False)])
        bits = made if isinstance(made, list) else [made]
        return builder.finish([(f"o{place}", bit) for place, bit in enumerate(bits)], "")


def neurons(circuit):
    """The neurons but the constants that an output must show."""
    return [node for node in circuit.nodes.values() if isinstance(node, Neuron) and node.inputs]


def forms(circuit):
    return [(node.inputs, node.perceptron.integer_form.weights, node.perceptron.integer_form.threshold)
            for node in neurons(circuit)]  # fmt: skip


def results(circuit, *widths):
    """The outputs as one number, for all values of the inputs."""
    found = {}
    for values in itertools.product(*(range(2**width) for width in widths)):
        bits = {
            f"{name}[{place}]" if width > 1 else name: value >> place & 1
            for name, width, value in zip("abc", widths, values, strict=False)
            for place in range(width)
        }
        outputs, _ = evaluate(circuit, bits)
        found[values] = sum(bit << int(name[1:]) for name, bit in outputs.items())
    return found


# -- what a form is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "threshold", "value"),
    [
        ((), 0, 1), ((), 1, 0),
        ((1, 1), 0, 1), ((1, 1), 1, None), ((1, 1), 2, None), ((1, 1), 3, 0),
        ((-1,), -1, 1), ((-1,), 0, None), ((-1,), 1, 0),
        ((2, -3), -3, 1), ((2, -3), -2, None), ((2, -3), 2, None), ((2, -3), 3, 0),
    ],
)  # fmt: skip
def test_a_form_never_changes_beyond_its_least_and_its_greatest_sum(weights, threshold, value):
    assert never_changes(weights, threshold) == value


def test_known_bits_move_into_the_threshold():
    made = composed(lambda a: fire([(a[0], 2), (1, 3), (a[1], 2), (0, 9)], 5, Label("x")), 2)
    # 2a0 + 3 + 2a1 >= 5 is 2a0 + 2a1 >= 2, and that an OR.
    assert forms(made) == [(("a[0]", "a[1]"), (1, 1), 1)]
    assert [node.gate for node in neurons(made)] == ["OR"]


def test_a_common_divisor_goes_and_the_threshold_rounds_up():
    made = composed(lambda a: fire([(a[0], 4), (a[1], 8), (a[2], 4)], 9, Label("x")), 3)
    assert forms(made) == [(("a[0]", "a[1]", "a[2]"), (1, 2, 1), 3)]


def test_one_bit_of_weight_one_is_itself_and_no_neuron():
    assert neurons(composed(lambda a: fire([(a[0], 5)], 3, Label("x")), 1)) == []
    assert [node.gate for node in neurons(composed(lambda a: fire([(a[0], -5)], -3, Label("x")), 1))] == ["NOT"]


def test_a_bit_given_twice_adds_up_and_one_that_cancels_goes():
    made = composed(lambda a: fire([(a[0], 1), (a[1], 1), (a[0], 1)], 3, Label("x")), 2)
    assert forms(made) == [(("a[0]", "a[1]"), (2, 1), 3)]
    assert neurons(composed(lambda a: fire([(a[0], 1), (a[1], 1), (a[0], -1)], 1, Label("x")), 2)) == []


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize(
    ("weights", "threshold", "gate"),
    [
        ((1, 1), 1, "OR"), ((1, 1), 2, "AND"), ((-1, -1), -1, "NAND"), ((-1, -1), 0, "NOR"), ((-1,), 0, "NOT"),
        ((1, 1, 1), 2, "MAJORITY"), ((1, 1, 1, 1), 2, ""), ((1, 1, 1, 1), 3, ""), ((1, 1, -1), 1, ""),
        ((2, 1, 1), 2, ""),
    ],
)  # fmt: skip
def test_gates_are_known_again_and_others_keep_their_form(weights, threshold, gate, encoding):
    made = composed(
        lambda a: fire(zip(a, weights, strict=True), threshold, Label("x")), len(weights), encoding=encoding
    )
    [node] = neurons(made)
    assert node.gate == gate
    assert node.perceptron.encoding == encoding
    expected = {
        value: int(sum(weight * (value >> place & 1) for place, weight in enumerate(weights)) >= threshold)
        for value in range(2 ** len(weights))
    }
    assert {value: out for (value,), out in results(made, len(weights)).items()} == expected


# -- what operations cost ---------------------------------------------------------------------------------------------

WIDTHS = [(1, 1), (3, 3), (3, 1), (1, 3)]
COSTS = {
    conjunction: (lambda a, b, m: a & b, lambda m, n: min(m, n)),
    disjunction: (lambda a, b, m: a | b, lambda m, n: min(m, n)),
    difference: (lambda a, b, m: a ^ b, lambda m, n: 2 * min(m, n)),
    add: (lambda a, b, m: a + b, lambda m, n: 2 * max(m, n)),
    subtract: (lambda a, b, m: (a - b) % 2**m, lambda m, n: 2 * max(m, n)),
}


@pytest.mark.parametrize("widths", WIDTHS)
@pytest.mark.parametrize("operation", COSTS)
def test_operations_have_their_value_and_their_price(operation, widths):
    value, price = COSTS[operation]
    made = composed(operation, *widths)
    assert results(made, *widths) == {
        (a, b): value(a, b, max(widths)) for a in range(2 ** widths[0]) for b in range(2 ** widths[1])
    }
    assert len(neurons(made)) == price(*widths)


def test_the_forms_of_a_full_adder_and_a_full_subtractor():
    total = forms(composed(add, 2, 2))
    assert [(weights, threshold) for _, weights, threshold in total] == [
        ((1, 1), 2), ((1, 1, -2), 1), ((1, 1, 1), 2), ((1, 1, 1, -2), 1),
    ]  # fmt: skip
    rest = forms(composed(subtract, 2, 2))
    assert [(weights, threshold) for _, weights, threshold in rest[2:]] == [((-1, 1, 1), 1), ((1, -1, -1, 2), 1)]


def test_a_complement_is_a_neuron_a_bit():
    assert results(composed(complement, 3), 3) == {(a,): 7 - a for a in range(8)}
    assert [node.gate for node in neurons(composed(complement, 3))] == 3 * ["NOT"]


@pytest.mark.parametrize("by", [-1, 0, 1, 2])
def test_a_comparison_of_numbers_is_one_neuron(by):
    made = composed(lambda a, b: at_least(a, b, by, "x"), 2, 3)
    assert results(made, 2, 3) == {(a, b): int(a - b >= by) for a in range(4) for b in range(8)}
    # Highest bit first, as ranges are written.
    assert [inputs for inputs, _, _ in forms(made)] == [("a[1]", "a[0]", "b[2]", "b[1]", "b[0]")]


@pytest.mark.parametrize("widths", WIDTHS)
def test_equality_is_two_neurons(widths):
    for operation, value in ((equal, 1), (unequal, 0)):
        made = composed(operation, *widths)
        assert len(neurons(made)) == 2
        assert results(made, *widths) == {
            (a, b): value if a == b else 1 - value for a in range(2 ** widths[0]) for b in range(2 ** widths[1])
        }


@pytest.mark.parametrize("known", range(8))
@pytest.mark.parametrize("width", [2, 3])
def test_equality_to_a_known_number_is_one_neuron_at_most(known, width):
    bits = [known >> place & 1 for place in range(3)]
    for operation, value in ((equal, 1), (unequal, 0)):
        for order in (lambda a, do=operation: do(a, bits), lambda a, do=operation: do(bits, a)):
            made = composed(order, width)
            expected = {(a,): value if a == known else 1 - value for a in range(2**width)}
            assert results(made, width) == expected
            # A number that a has no bit for never equals it, which costs nothing.
            assert len(neurons(made)) == (0 if known >> width else 1)


def test_names_say_the_operation_and_the_bit():
    assert list(composed(lambda a, b: [*add(a, b)[:1], difference(a, b)[1]], 2, 2).nodes) == [
        "carry1[0]", "o0", "carry1[1]", "sum1[1]", "and1[0]", "xor1[0]", "and1[1]", "o1",
    ]  # fmt: skip
    assert list(composed(lambda a, b: conjunction(conjunction(a, b), b), 1, 1).nodes) == ["and1", "o0"]
