"""Sums that outputs spell."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.analysis import arithmetic
from neurocircuit.analysis.adders import Adder
from neurocircuit.analysis.arithmetic import equal_outputs, spelled_sums
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.miter import match, miter
from neurocircuit.simulation.operations import Operations
from neurocircuit.simulation.program import lower_graphs
from tests.analysis.multipliers import MULTIPLIERS, array
from tests.analysis.rows import truth
from tests.samples import gate

DATA = Path(__file__).parents[3] / "shared" / "data"


def miter_of(left, right):
    return miter(left, right, match(left, right, by_order=True))


def proved(left, right, guesses=()):
    network, outputs, *_ = lower_graphs(miter_of(left, right).subjects)
    half = len(outputs) // 2
    return equal_outputs(network, list(zip(outputs[:half], outputs[half:], strict=True)), guesses, [], Effort())


NAMES = [(name, of_gates) for name in MULTIPLIERS for of_gates in (False, True)]


@pytest.mark.parametrize(("name", "of_gates"), NAMES)
def test_every_multiplier_is_every_other_one(name, of_gates):
    for other in MULTIPLIERS:
        if (name, of_gates) != (other, False):
            left, right = MULTIPLIERS[name](6, of_gates), MULTIPLIERS[other](6, False)
            assert proved(left, right, [{place: place for place in range(12)}]) == set(range(12)), other


@pytest.mark.parametrize("name", MULTIPLIERS)
def test_places_that_no_name_tells_are_told_by_the_adders(name):
    order = random.Random(1).sample(range(16), 16)

    def shuffled(circuit):
        nets = [circuit.output_nets[place] for place in order]
        return circuit.replace(outputs=[f"o{number}" for number in range(16)], output_nets=nets)

    assert proved(shuffled(array(8)), shuffled(MULTIPLIERS[name](8, True))) == set(range(16))


@pytest.mark.skipif(not DATA.exists(), reason="no circuits beside the project")
def test_c6288_multiplies_as_every_architecture_does():
    c6288 = nc.read(str(DATA / "iscas85" / "c6288.bench"))
    names, nets = list(c6288.outputs), list(c6288.output_nets)
    # Its file lists the two highest digits the other way round.
    for listed in (names, nets):
        listed[30:] = listed[:29:-1]
    for name, make in MULTIPLIERS.items():
        assert proved(c6288.replace(outputs=names, output_nets=nets), make(16, True)) == set(range(32)), name
    assert not proved(c6288, array(16))


@given(
    st.sampled_from(sorted(MULTIPLIERS)), st.sampled_from(sorted(MULTIPLIERS)), st.integers(0, 2**20), st.integers(0, 7)
)
def test_nothing_that_differs_is_proved(name, other, where, what):
    left, right = MULTIPLIERS[name](3, True), MULTIPLIERS[other](3, True)
    nodes = dict(right.nodes)
    changed = sorted(nodes)[where % len(nodes)]
    kinds = {0: ("ZERO", "ONE"), 1: ("BUF", "NOT"), 2: ("AND", "OR", "NAND", "NOR")}[len(nodes[changed].inputs)]
    nodes[changed] = gate(kinds[what % len(kinds)], *nodes[changed].inputs)
    right = right.replace(nodes=nodes)
    network, outputs, *_ = lower_graphs(miter_of(left, right).subjects)
    values = truth(network, outputs)
    same = {number for number in range(6) if values[number] == values[number + 6]}
    found = proved(left, right, [{place: place for place in range(6)}, {1: 0, 2: 1}])
    assert found <= same


def test_numbers_that_differ_in_a_constant_only_are_told_apart():
    one, other = nc.build("s = a ^ b; c = a & b"), nc.build("s = ~(a ^ b); c = a & b")
    assert not proved(one, other, [{0: 0, 1: 1}])
    assert proved(one, nc.build("s = (a | b) & ~(a & b); c = b & a"), [{0: 0, 1: 1}]) == {0, 1}


def test_digits_that_are_missing_or_doubled_are_no_number():
    left, right = array(4), MULTIPLIERS["wallace"](4, True)
    for guess in ({1: 0, 2: 2, 3: 3}, {1: 1, 2: 1, 3: 2}, {3: 0}):
        assert proved(left, right, [guess]) == proved(left, right)


def test_a_network_that_is_too_large_is_left_alone(monkeypatch):
    monkeypatch.setattr(arithmetic, "MOST_VARIABLES", 100)
    assert not proved(array(8), MULTIPLIERS["wallace"](8, True))


def test_products_that_are_too_long_are_given_up(monkeypatch):
    monkeypatch.setattr(arithmetic, "MOST_PRODUCTS", 2)
    assert not proved(array(4), MULTIPLIERS["booth"](4, True))


def test_what_is_added_may_be_made_otherwise(monkeypatch):
    """Two adders of bits that are equal, or opposite, but not the same operations; their polynomials are not tried."""
    bits = [(f"x{n} & (y{n} | z{n})", f"x{n} & y{n} | x{n} & z{n}") for n in range(3)]
    texts = []
    for side in (0, 1):
        a, b, c = (f"({pair[side]})" for pair in bits)
        texts.append(f"s = {a} ^ {b} ^ {c}; c = {a} & {b} | {c} & ({a} ^ {b})")
    left, right = map(nc.build, texts)
    monkeypatch.setattr(arithmetic, "MOST_PRODUCTS", 1)
    assert proved(left, right, [{0: 0, 1: 1}]) == {0, 1}
    monkeypatch.setattr(arithmetic, "BUDGET", 0)
    assert not proved(left, right, [{0: 0, 1: 1}])


def test_a_carry_that_takes_too_many_conflicts_is_none(monkeypatch):
    monkeypatch.setattr(arithmetic, "BUDGET", 0)
    assert not proved(array(6), MULTIPLIERS["prefix"](6, True))


def test_it_stops_at_the_limit():
    network, outputs, *_ = lower_graphs(miter_of(array(8), MULTIPLIERS["wallace"](8, True)).subjects)
    with pytest.raises(OutOfTime):
        equal_outputs(network, list(zip(outputs[:16], outputs[16:], strict=True)), [], [], Effort(limit=0))


def test_an_adder_spells_the_sum_of_its_inputs():
    network = Operations(6)
    digits, carry = [], 1
    for place in range(3):
        total, carry = network.add(2 * place + 2, 2 * place + 9, carry)
        digits.append(total)
    made = Adder((*digits, carry), {2: 1, 4: 2, 6: 4, 9: 1, 11: 2, 13: 4})
    found = next(spelled_sums(network, [*digits, carry], [], Effort()))
    assert (found.digits, found.weights, found.constant) == (*made[:2], 1)
    network, digits, carry = Operations(6), [], 0
    for place in range(3):
        total, carry = network.add(2 * place + 2, 2 * place + 9, carry)
        digits.append(total)
    found = next(spelled_sums(network, [digits[1], carry, digits[0], digits[2]], [], Effort()))
    assert found == ((*digits, carry), made.weights, 0)
