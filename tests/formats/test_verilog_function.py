"""Functions of one bit: chains are one neuron, small ones are tables, known values are nothing."""

from __future__ import annotations

from itertools import product

import pytest

from neurocircuit.formats.verilog_function import all_of, any_of, chosen, negation, odd_of, place
from neurocircuit.netlist.draft import Draft, assemble


def placed(bit, names):
    draft = Draft("x")
    for name in names:
        draft.input(name, 1)
    place(draft, "y", bit, 2)
    draft.output("y", 3)
    return assemble({"m": draft})


def check(bit, names, function):
    circuit = placed(bit, names)
    rows = list(product((0, 1), repeat=len(names)))[:512]
    assert circuit.simulate(rows)[:, 0].tolist() == [int(function(*row)) for row in rows]
    return circuit


NAMES = [f"n{index}" for index in range(9)]


@pytest.mark.parametrize(
    ("make", "function", "neurons"),
    [
        (all_of, lambda *bits: all(bits), 1),
        (any_of, lambda *bits: any(bits), 1),
        (odd_of, lambda *bits: sum(bits) % 2, 4),
        (lambda bits: negation(all_of(bits)), lambda *bits: not all(bits), 1),
        (lambda bits: negation(any_of(bits)), lambda *bits: not any(bits), 1),
        (lambda bits: negation(odd_of(bits)), lambda *bits: not sum(bits) % 2, 4),
    ],
)
def test_chains_are_one_operator(make, function, neurons):
    for count in (1, 3, 9):
        circuit = check(make(NAMES[:count]), NAMES[:count], function)
    assert len(circuit.nodes) == neurons
    chained = make([make(["n0"])]) if make in (all_of, any_of, odd_of) else None
    assert chained in (None, "n0")


def test_literals_of_a_wide_operator_are_weights():
    signed = [negation(name) if index % 2 else name for index, name in enumerate(NAMES)]
    assert len(check(all_of(signed), NAMES, lambda *b: all(bit != index % 2 for index, bit in enumerate(b))).nodes) == 1
    assert len(check(any_of(signed), NAMES, lambda *b: any(bit != index % 2 for index, bit in enumerate(b))).nodes) == 1
    assert len(check(odd_of(signed), NAMES, lambda *b: sum(b) % 2).nodes) == 4


def test_operators_of_operators():
    pairs = [all_of(["n0", "n1", "n2", "n3", "n4", "n5", "n6"]), negation(odd_of(["n7", "n8"]))]
    check(any_of(pairs), NAMES, lambda *b: all(b[:7]) or b[7] == b[8])
    check(negation(odd_of([pairs[0], negation(pairs[0]), "n8"])), NAMES, lambda *b: b[8])
    nested = "n0"
    for name in NAMES[1:]:
        nested = odd_of([all_of([nested, name]), negation(name)])

    def wanted(*bits):
        value = bits[0]
        for bit in bits[1:]:
            value = (value and bit) != (not bit)
        return value

    check(nested, NAMES, wanted)


def test_known_values_leave_nothing():
    assert (all_of(["a", 0]), all_of(["a", 1]), all_of([1, 1]), all_of([])) == (0, "a", 1, 1)
    assert (any_of(["a", 1]), any_of(["a", 0]), any_of([0, 0]), any_of([])) == (1, "a", 0, 0)
    assert (odd_of([1, 1, 0]), odd_of(["a", 0])) == (0, "a")
    assert (negation(1), negation(negation("a"))) == (0, "a")
    check(odd_of(["a", 1]), ["a"], lambda a: not a)
    check(0, ["a"], lambda a: 0)
    check(1, ["a"], lambda a: 1)
    check(all_of(["a", negation("a")]), ["a"], lambda a: 0)


def test_a_choice_of_few_nets_is_a_small_recipe():
    circuit = check(chosen("a", "b", "c"), ["a", "b", "c"], lambda a, b, c: b if a else c)
    assert len(circuit.nodes) == 2
    assert chosen(1, "b", "c") == "b"
    assert chosen(0, "b", "c") == "c"


def test_operands_that_repeat_do_not_multiply_for_ever():
    bit = "a"
    for _ in range(60):
        bit = odd_of([bit, bit, "b", *NAMES])
    assert len(bit.operands) < 20_000
