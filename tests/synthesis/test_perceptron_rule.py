from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.function import as_function
from neurocircuit.synthesis.identify import identify
from neurocircuit.synthesis.perceptron_rule import CYCLE, LEARNT, LIMIT, bound, learn, table_of_weights

CLASSIC = [0.4, 0.7, -0.2]

numbers = st.integers(-30, 30).map(lambda n: Fraction(n, 10))


def chain(arity):
    """x_n | (x_{n-1} & (x_{n-2} | ...)): its smallest weights are Fibonacci's numbers."""

    def value(*x):
        result = x[0]
        for distance, bit in zip(reversed(range(arity - 1)), x[1:], strict=True):
            result = bit & result if distance % 2 else bit | result
        return result

    return TruthTable.from_function(value, arity)


def plainly(table, weights, rate, threshold):
    """The textbook's loop over fractions: the number of mistakes and the weights at the end."""
    rows = as_function(table).rows
    weights, mistakes, wrong = [Fraction(str(w)) for w in weights], 0, True
    while wrong:
        wrong = False
        for row in rows:
            z = weights[0] + sum(w * x for w, x in zip(weights[1:], row, strict=True))
            error = table(*row) - (z >= threshold)
            if error:
                wrong, mistakes = True, mistakes + 1
                weights = [w + rate * error * x for w, x in zip(weights, (1, *row), strict=True)]
    return mistakes, tuple(weights)


@pytest.mark.parametrize(("rate", "mistakes"), [(0.05, 32), (0.1, 17), (0.5, 9)])
def test_the_classic_exercise(rate, mistakes):
    learning = learn("NOR", start=CLASSIC, rate=rate)
    assert learning
    assert (learning.outcome, learning.mistakes) == (LEARNT, mistakes)
    assert learning.perceptron.truth_table == TruthTable(2, 0x1)
    assert mistakes <= learning.bound


def test_the_first_steps_of_the_classic_exercise_in_decimals():
    first, second, *_ = learn("NOR", start=CLASSIC).steps
    assert (first.epoch, first.pattern, first.z, first.wanted, first.output, first.error) == (
        1, (0, 0), Fraction("0.4"), 1, 0, 1,
    )  # fmt: skip
    assert first.before == (Fraction("0.4"), Fraction("0.7"), Fraction("-0.2"))
    assert first.after == second.before == (Fraction("0.5"), Fraction("0.7"), Fraction("-0.2"))
    assert (second.pattern, second.z, second.error) == ((1, 0), Fraction("1.2"), -1)
    assert second.changed


@given(
    st.sampled_from([0x8, 0x7, 0x1, 0xE, 0x2, 0x0, 0xF]),
    st.lists(numbers, min_size=3, max_size=3),
    st.integers(1, 20).map(lambda n: Fraction(n, 20)),
    numbers,
)
@settings(deadline=None)
def test_two_input_gates_are_learnt_from_any_start_within_the_bound(bits, start, rate, threshold):
    table = TruthTable(2, bits)
    learning = learn(table, start=start, rate=rate, threshold=threshold, epochs=100_000)
    assert learning.outcome == LEARNT
    assert (learning.mistakes, learning.weights) == plainly(table, start, rate, threshold)
    assert learning.perceptron.truth_table == table
    assert learning.mistakes <= learning.bound
    assert sum(learning.mistakes_per_epoch) == learning.mistakes
    assert learning.mistakes_per_epoch[-1] == 0
    assert len(learning.history) == learning.epochs + 1


@given(st.integers(0, 255), st.sampled_from(["binary", "bipolar"]), st.sampled_from(["reversed", "random"]))
@settings(deadline=None)
def test_it_is_learnt_exactly_when_there_are_weights(bits, encoding, order):
    table = TruthTable(3, bits)
    learning = learn(table, encoding=encoding, order=order, epochs=100_000)
    assert learning.outcome == (LEARNT if identify(table) else CYCLE)
    assert (learning.bound is None) == (learning.outcome == CYCLE)
    if learning:
        assert learning.perceptron.truth_table == table
        assert learning.mistakes <= learning.bound
    else:
        assert learning.history[learning.cycle_start] == learning.history[learning.epochs]
        assert not learning.identification


@pytest.mark.parametrize(
    ("arity", "strict", "plain", "limit"),
    [(2, 9, 5, 27), (4, 72, 32, 425), (6, 471, 238, 4487), (8, 3257, 1240, 40833)],
)
def test_mistakes_on_the_nested_chain(arity, strict, plain, limit):
    counts = {mode: learn(chain(arity), rate=1, threshold=0, strict=mode) for mode in (True, False)}
    assert {mode: learning.mistakes for mode, learning in counts.items()} == {True: strict, False: plain}
    assert {learning.bound for learning in counts.values()} == {limit}


def test_the_encoding_is_worth_five_times():
    runs = [learn(chain(8), rate=1, threshold=0, encoding="bipolar", strict=mode) for mode in (True, False)]
    assert [(run.mistakes, run.bound) for run in runs] == [(603, 7947), (718, 7947)]


@pytest.mark.parametrize(
    ("encoding", "separator", "move"), [("binary", [1, -2, -2], 0.1), ("bipolar", [-1, -1, -1], 0.2)]
)
def test_the_bound_is_the_last_count_that_the_inequality_allows(encoding, separator, move):
    """Computed in floating point, with the separator that clears every row of NOR by 1 or more."""
    start = (Fraction("0.4"), 3, -2)
    most = bound(identify(TruthTable(2, 0x1)).form, start, Fraction(str(move)), Fraction("0.5"), encoding)
    origin, length = [0.4 - 0.5, 3, -2], sqrt(sum(v * v for v in separator))
    along = sum(v * w for v, w in zip(separator, origin, strict=True)) / length

    def slack(mistakes):
        return sqrt(sum(w * w for w in origin) + mistakes * move**2 * 3) - mistakes * move / length - along

    assert slack(most) >= 0 > slack(most + 1)


def test_a_start_that_works_makes_no_mistake():
    learning = learn("NOR", start=[0.5, -0.6, -0.6])
    assert (learning.mistakes, learning.epochs, learning.weights) == (0, 1, (Fraction(1, 2), *[Fraction(-3, 5)] * 2))


def test_epochs_run_out():
    learning = learn("NOR", start=CLASSIC, epochs=2)
    assert (learning.outcome, learning.epochs, bool(learning)) == (LIMIT, 2, False)
    assert learning.bound == 55


def test_rows_may_come_in_any_order():
    assert learn("AND", order=[3, 0, 1, 2]).steps[0].pattern == (1, 1)
    assert learn("AND", order="reversed") == learn("AND", order=[3, 2, 1, 0])
    assert learn("AND", start=3 * [0], order="random", seed=1).order != learn("AND", order="random", seed=2).order


def test_the_circuit_has_what_was_learnt_and_its_table_as_test():
    learning = learn("NOR", start=CLASSIC, encoding="bipolar")
    circuit = learning.circuit
    node = circuit.nodes["y"]
    assert (circuit.inputs, circuit.outputs, circuit.encoding) == (("a", "b"), ("y",), "bipolar")
    assert (
        node.perceptron == learning.perceptron == Perceptron(learning.weights[1:], learning.weights[0], 0.5, "bipolar")
    )
    assert circuit.tests[0].rows == ((-1, -1, 1), (-1, 1, -1), (1, -1, -1), (1, 1, -1))


def test_a_notebook_shows_the_curve_and_the_last_step():
    svg = learn("NOR", start=CLASSIC)._repr_svg_()
    assert ">Learning NOR<" in svg
    assert "last: row 0 0, wanted 1, got 0: w = 0.5, -0.1, -0.3" in svg
    assert "17 in all, at most 55 possible" in svg
    assert ">0 mistakes in 1 epoch<" in learn("ZERO")._repr_svg_()


def test_fixed_weights_are_right_or_wrong_row_by_row():
    steps = table_of_weights(as_function("NAND"), [1.1, -0.6, -0.6])
    assert [step.error for step in steps] == [0, 0, 0, 0]
    assert [step.z for step in steps] == [Fraction("1.1"), Fraction("0.5"), Fraction("0.5"), Fraction("-0.1")]
    assert [step.output for step in table_of_weights(as_function("NAND"), [0, 1, 1], 1, "bipolar")] == [-1, -1, -1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": [1, 2]}, "2 weights for 2 inputs"),
        ({"rate": 0}, "a rate of 0"),
        ({"encoding": "ternary"}, "unknown encoding 'ternary'"),
        ({"order": "worst"}, "unknown order 'worst'"),
        ({"order": [0, 1, 2]}, "each of 0 to 3"),
        ({"epochs": 0}, "0 epochs"),
    ],
)
def test_what_does_not_fit(arguments, message):
    with pytest.raises(InputError, match=message):
        learn("AND", **arguments)


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize("targets", ["binary", "bipolar"])
def test_outputs_have_an_encoding_of_their_own(encoding, targets):
    learning = learn("AND", encoding=encoding, targets=targets, threshold=0)
    low = -1 if targets == "bipolar" else 0
    assert {step.wanted for step in learning.steps} <= {low, 1}
    assert {abs(step.error) for step in learning.steps} == {1 - low}
    for step in learning.steps:
        moved = [Fraction("0.1") * step.error * x for x in (1, *step.pattern)]
        assert [a - b for a, b in zip(step.after, step.before, strict=True)] == moved
    assert learning
    assert learning.mistakes <= learning.bound
    assert learning.perceptron.truth_table == TruthTable(2, 0x8)
    assert learning.targets == targets
    assert learn("AND", encoding=encoding).targets == encoding


def test_rows_and_their_outputs_are_learnt_as_numpy_and_lists_have_them():
    rows, wanted = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    for matrix in (rows, np.array(rows), np.array(rows, float), np.array(rows, bool)):
        assert learn(matrix, np.array(wanted)).steps == learn("AND").steps
    shifted = learn(2 * np.array(rows) - 1, 2 * np.array(wanted) - 1, encoding="bipolar")
    assert shifted.steps == learn("AND", encoding="bipolar").steps


def test_rows_that_are_missing_are_not_shown():
    learning = learn([[0, 0, 0], [1, 1, 0]], [0, 1])
    assert learning.function.rows == [(0, 0, 0), (1, 1, 0)]
    assert {step.pattern for step in learning.steps} <= {(0, 0, 0), (1, 1, 0)}
    assert learning.perceptron(1, 1, 0) == 1
    contrary = learn([[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]], [0, 1, 1, 0])
    assert (contrary.outcome, contrary.identification.certificate.true) == (CYCLE, ((0, 1, 0), (1, 0, 0)))


def test_a_python_function_is_learnt():
    assert learn(lambda x, y: x and not y).steps == learn("x & ~y").steps
