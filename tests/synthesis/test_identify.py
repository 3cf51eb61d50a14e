import random
from functools import reduce
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis import identify as module
from neurocircuit.synthesis.identify import identify, realises


def table_of(weights, threshold):
    return Perceptron(weights, threshold=threshold).truth_table


def checked(table):
    """The answer, with its weights or certificate tried by brute force."""
    answer = identify(table)
    if answer:
        assert table_of(answer.weights, answer.threshold) == table
        assert answer.certificate is None
    else:
        true, false = answer.certificate.true, answer.certificate.false
        assert all(table(*point) for point in true)
        assert not any(table(*point) for point in false)
        assert len(true) == len(false) > 0
        assert [*map(sum, zip(*true, strict=True))] == [*map(sum, zip(*false, strict=True))]
    return answer


def separable(table):
    """Whether a linear programme of all points finds weights: no code shared with the package."""
    points = np.arange(1 << table.arity)[:, None] >> np.arange(table.arity) & 1
    side = np.where(list(table), -1, 1)[:, None]
    rows = np.column_stack([points, -np.ones(len(points))]) * side
    return linprog(np.zeros(table.arity + 1), rows, -np.ones(len(points)), bounds=(None, None)).status == 0


@pytest.mark.parametrize(("arity", "count"), [(0, 2), (1, 4), (2, 14), (3, 104)])
def test_counts_of_threshold_functions(arity, count):
    assert sum(map(bool, (checked(TruthTable(arity, bits)) for bits in range(1 << (1 << arity))))) == count


def test_1882_functions_of_four_inputs():
    assert sum(map(bool, (identify(TruthTable(4, bits)) for bits in range(1 << 16)))) == 1882


@given(st.integers(5, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 2**2**n - 1))))
@settings(deadline=None)
def test_any_function_agrees_with_a_linear_programme(drawn):
    table = TruthTable(*drawn)
    assert checked(table).threshold_function == separable(table)


@given(st.lists(st.integers(-9, 9), min_size=5, max_size=7), st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_nearly_threshold_functions_agree_with_a_linear_programme(weights, threshold, rng):
    table = table_of(weights, threshold)
    for _ in range(rng.randint(0, 2)):
        table = TruthTable(table.arity, table.bits ^ 1 << rng.randrange(1 << table.arity))
    assert checked(table).threshold_function == separable(table)


def regular_functions(arity):
    """All functions that are positive, with inputs in order of strength: the up-sets of dominance."""
    points = range(1 << arity)

    def above(place):
        if not place & 1:
            yield place | 1
        for j in range(arity - 1):
            if place >> j & 3 == 1:
                yield place + (1 << j)

    found, fresh = {0}, [0]
    while fresh:
        bits = fresh.pop()
        for place in points:
            if not bits >> place & 1 and all(bits >> upper & 1 for upper in above(place)):
                larger = bits | 1 << place
                if larger not in found:
                    found.add(larger)
                    fresh.append(larger)
    return found


def test_the_60_regular_functions_of_six_inputs_without_weights():
    answers = [checked(TruthTable(6, bits)) for bits in sorted(regular_functions(6))]
    assert (sum(map(bool, answers)), len(answers)) == (1113, 1173)


@pytest.mark.parametrize("negated", [0, 0b1011])
def test_a_certificate_follows_negated_and_exchanged_inputs(negated):
    bits = next(b for b in sorted(regular_functions(6)) if not identify(TruthTable(6, b)))
    table = reduce(TruthTable.flip, [j for j in range(6) if negated >> j & 1], TruthTable(6, bits))
    assert not checked(table.permute([3, 0, 5, 1, 2, 4]))


@pytest.mark.parametrize("arity", [8, 9, 10, 11, 12])
def test_more_inputs_than_the_table_covers(arity):
    rng = random.Random(arity)
    for _ in range(4):
        weights = [rng.randint(-60, 60) for _ in range(arity)]
        table = table_of(weights, sum(w for w in weights if rng.random() < 0.5))
        answer = checked(table)
        assert sum(map(abs, answer.weights)) <= sum(map(abs, weights))
        wrong = TruthTable(arity, table.bits ^ 1 << rng.randrange(1 << arity))
        checked(wrong)


def test_seven_inputs_are_looked_up(monkeypatch):
    monkeypatch.setattr(module, "_Regular", None)  # nothing is solved
    assert checked(table_of([1, 2, 3, 4, 5, 6, 7], 14)).form == LinearForm((1, 2, 3, 4, 5, 6, 7), 14)


def test_a_rounded_solution_that_does_not_fit_is_told(monkeypatch):
    least = module.least
    monkeypatch.setattr(module, "least", lambda *given: least(*given) * 0)
    monkeypatch.setattr(module, "_is_unique", lambda *given: True)
    with pytest.raises(ArithmeticError, match="a rounded solution does not fit"):
        identify(table_of([1] * 8, 4))


@pytest.mark.parametrize("arity", [8, 10, 12])
def test_regular_functions_of_more_inputs_without_weights(arity):
    """A true point with no true point below it, made false, leaves a regular function."""
    rng = random.Random(arity)
    refuted = 0
    for _ in range(12):
        weights = sorted(rng.choices(range(1, 43), k=arity))
        table = table_of(weights, sum(weights) // 2)
        lowest = [
            place
            for place in range(1 << arity)
            if table.bits >> place & 1 and not any(table.bits >> lower & 1 for lower in below(place, arity))
        ]
        refuted += not checked(TruthTable(arity, table.bits ^ 1 << rng.choice(lowest)))
    assert refuted


def below(place, arity):
    if place & 1:
        yield place - 1
    for j in range(arity - 1):
        if place >> j & 3 == 2:
            yield place - (1 << j)


def test_inputs_that_do_not_count_get_no_weight():
    inner = TruthTable(3, 0xE8)
    wide = TruthTable.from_function(lambda *x: inner(x[1], x[4], x[8]), 9)
    assert checked(wide).form == LinearForm((0, 1, 0, 0, 1, 0, 0, 0, 1), 2)
    parity = TruthTable.from_function(lambda *x: x[1] ^ x[4], 9)
    assert {len(point) for point in checked(parity).certificate.true} == {9}


@pytest.mark.parametrize("arity", [3, 7, 8, 12])
def test_constants(arity):
    assert identify(TruthTable(arity, 0)).form == LinearForm((0,) * arity, 1)
    assert identify(~TruthTable(arity, 0)).form == LinearForm((0,) * arity, 0)


#: Found by trying random weights: the first has a fractional solution of less sum, the second several least forms.
SEVERAL = [([44, 48, 42, 11, 56, 40, 57, 25, 19, 28], 130, 240), ([10, 20, 16, 6, 10, 9, 19, 15, 14, 11, 14], 48, 144)]


@pytest.mark.parametrize("several", [0, 1])
@pytest.mark.parametrize("negated", [0, 0b10000000, 0b10000100, 0b10111011])
def test_of_several_least_forms_the_first_is_taken(several, negated):
    """Compared with the forms that take 1 from one weight and give it to another."""
    weights, threshold, least = SEVERAL[several]
    signs = [-1 if negated >> j & 1 else 1 for j in range(len(weights))]
    weights = [sign * w for sign, w in zip(signs, weights, strict=True)]
    answer = checked(table_of(weights, threshold + sum(w for w in weights if w < 0)))
    assert sum(map(abs, answer.weights)) == least
    others = []
    for i, j in permutations(range(len(weights)), 2):
        other = list(answer.weights)
        other[i] += signs[i]
        other[j] -= signs[j]
        others += [(abs(t), tuple(other)) for t in fitting_thresholds(other, answer.table)]
    assert bool(others) == bool(several)
    assert (abs(answer.threshold), answer.weights) <= min(others, default=(1000,))


def fitting_thresholds(weights, table):
    sums = (np.arange(1 << table.arity)[:, None] >> np.arange(table.arity) & 1) @ weights
    truth = np.array(list(table), dtype=bool)
    return range(sums[~truth].max() + 1, sums[truth].min() + 1)


def test_realises_is_exact_for_huge_weights():
    form = LinearForm((2**70, 2**70 - 1), 2**70)
    assert realises(form, table_of(form.weights, form.threshold))
    assert not realises(form, TruthTable(2, 0x8))


def test_a_solution_is_unique_where_what_is_tight_fixes_it():
    fixed = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, -1]])
    assert module._is_unique(fixed, np.array([1, 1, 1, -1]), np.array([1, 1, 1]))
    assert not module._is_unique(fixed[:3], np.array([1, 1, 1]), np.array([1, 1, 1]))
    assert not module._is_unique(np.array([[1, 1, -1]]), np.array([0]), np.array([1, 1, 2]))


def test_the_answer_as_json_has_it():
    assert identify(TruthTable(3, 0xE8)).document() == {
        "threshold_function": True,
        "weights": [1, 1, 1],
        "threshold": 2,
    }
    assert identify(TruthTable(2, 0x6)).document() == {
        "threshold_function": False,
        "certificate": {"true": [[0, 1], [1, 0]], "false": [[0, 0], [1, 1]]},
    }


def least_forms(points, wanted, most):
    """All forms of the least sum of |w| that fit these points, by brute force."""
    arity = len(points[0])
    for total in range(most + 1):
        found = []
        for weights in product(range(-total, total + 1), repeat=arity):
            if sum(map(abs, weights)) != total:
                continue
            sums = [sum(w * x for w, x in zip(weights, point, strict=True)) for point in points]
            low = max((z for z, w in zip(sums, wanted, strict=True) if not w), default=-total - 1)
            high = min((z for z, w in zip(sums, wanted, strict=True) if w), default=total + 1)
            found += [LinearForm(weights, t) for t in range(low + 1, high + 1)]
        if found:
            return sorted(found, key=lambda form: (abs(form.threshold), form.weights))
    return []


@settings(deadline=None, max_examples=60)
@given(st.data(), st.integers(1, 4))
def test_rows_of_which_others_do_not_matter(data, arity):
    every = list(product((0, 1), repeat=arity))
    points = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    wanted = data.draw(st.lists(st.integers(0, 1), min_size=len(points), max_size=len(points)))
    answer = identify(points, wanted)
    if answer:
        assert answer.form.weights == least_forms(points, wanted, 12)[0].weights
        assert abs(answer.form.threshold) == abs(least_forms(points, wanted, 12)[0].threshold)
        assert [answer.table(*point) for point in points] == wanted
        return
    sides = dict(zip(points, wanted, strict=True))
    true, false = answer.certificate.true, answer.certificate.false
    assert [sides[point] for point in true] == [1] * len(true)
    assert [sides[point] for point in false] == [0] * len(false)
    assert len(true) == len(false) > 0
    assert list(map(sum, zip(*true, strict=True))) == list(map(sum, zip(*false, strict=True)))
