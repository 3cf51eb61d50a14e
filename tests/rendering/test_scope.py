"""Where nets are drawn: scopes by path, tails by bus, and the rows of a neuron."""

from fractions import Fraction

import pytest

from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.model import Group, Part
from neurocircuit.rendering.scope import DrawnScope, Tail, entries, is_number, is_whole, open_scopes, runs
from tests.rendering.scenes import adder

NODES = {name: Part(name, name, "", (), 0, (), ()) for name in "abc"}


def tail(node, index=0, width=1, port="o"):
    return Tail(f"{node}{index}", NODES[node], port, index, width, node)


def bus(node, width, port="o"):
    return [tail(node, index, width, port) for index in range(width)]


def test_a_scope_is_found_by_its_path_and_made_once():
    top = DrawnScope(adder(2))
    child = top.child("fa1")
    assert top.child("fa1") is child
    assert (top.path, child.path) == ((), ("fa1",))
    assert (child.parent, child.instance) == (top, top.circuit.nodes["fa1"])
    assert child.circuit is ready_made("full_adder")
    assert (top.parent, top.instance) == (None, None)


def test_open_scopes_are_those_with_groups_outer_ones_first_in_file_order():
    top = DrawnScope(ready_made("accumulator4"))
    names = list(top.circuit.nodes)
    add, store = top.child("add"), top.child("store")
    assert names.index("add") < names.index("store")
    assert list(open_scopes(top)) == [top]
    for scope in (add, store, add.child("fa0")):
        scope.group = Group("g", "", "", 0, "")
    add.child("fa1")
    assert [scope.path for scope in open_scopes(top)] == [(), ("add",), ("add", "fa0"), ("store",)]
    add.group = None
    # What lies in a closed part is drawn nowhere.
    assert [scope.path for scope in open_scopes(top)] == [(), ("store",)]


@pytest.mark.parametrize(
    ("tails", "whole"),
    [
        (bus("a", 2), True),
        (bus("a", 3), True),
        ([tail("a")], False),
        (bus("a", 1), False),
        (bus("a", 3)[:2], False),
        (bus("a", 3)[::-1], False),
        ([*bus("a", 3), tail("a", 0, 3)], False),
        ([tail("a", 0, 2), tail("b", 1, 2)], False),
        ([tail("a", 0, 2, "o0"), tail("a", 1, 2, "o1")], False),
        ([tail("a", 0, 2), tail("a", 0, 2)], False),
    ],
)
def test_whole_are_all_bits_of_one_bus_highest_first(tails, whole):
    assert is_whole(tails) == whole


def test_runs_are_whole_buses_or_single_bits():
    a, b, c = bus("a", 3), bus("b", 2), [tail("c")]
    assert list(runs([*a, *b, *c])) == [a, b, c]
    assert list(runs([*a[1:], *b])) == [[a[1]], [a[2]], b]
    assert list(runs([c[0], *a[:2]])) == [c, [a[0]], [a[1]]]
    assert list(runs([*a, *a])) == [a, a]
    assert list(runs([])) == []


def test_a_bus_that_counts_is_one_row_where_its_first_bit_stood():
    a, c = bus("a", 3), tail("c")
    weights = dict(zip(a, (4, 2, 1), strict=True))
    assert list(entries({c: 1, **weights})) == [[c], a]
    assert list(entries({a[1]: 2, c: 1, a[0]: 4, a[2]: 1})) == [a, [c]]
    assert list(entries({a[0]: 1, a[1]: 2, a[2]: 4})) == [[a[0]], [a[1]], [a[2]]]
    assert list(entries({a[0]: 4, a[1]: 2, c: 1})) == [[a[0]], [a[1]], [c]]


@pytest.mark.parametrize(("width", "rows"), [(6, 6), (7, 1)])
def test_a_bus_of_more_than_six_bits_is_one_row_whatever_its_weights(width, rows):
    assert len(list(entries(dict.fromkeys(bus("a", width), 5)))) == rows


def test_two_buses_of_one_node_are_two_rows():
    first, second = bus("a", 2, "o0"), bus("a", 2, "o1")
    assert list(entries(dict(zip([*first, *second], (2, 1, -2, -1), strict=True)))) == [first, second]


@pytest.mark.parametrize(
    ("weights", "number"),
    [
        ((4, 2, 1), True), ((-4, -2, -1), True), ((12, 6, 3), True), ((1, 2, 4), False), ((4, 2, 2), False),
        ((3, 2, 1), False), ((Fraction(1, 1), Fraction(1, 2)), True), ((1, Fraction(1, 2)), True),
        ((Fraction(3, 2), Fraction(1, 2)), False), ((5,), True), ((0, 0), True), ((2**70, 2**69), True),
    ],
)  # fmt: skip
def test_weights_count_a_number_where_each_is_twice_the_next(weights, number):
    assert is_number(weights) == number
