"""Walking definitions: each once, the used before the user, the outer before the inner."""

from __future__ import annotations

from neurocircuit.netlist.circuit import Circuit, Instance
from neurocircuit.netlist.hierarchy import bottom_up, unused, used, visible, written
from tests.samples import FULL_ADDER, adder, gate

LEAF = Circuit(["a"], ["y"], {"y": gate("NOT", "a")}, "leaf")
SPARE = Circuit(["a"], ["y"], {"y": gate("BUF", "a")}, "spare")
MIDDLE = Circuit(
    ["a"], {"y": "i"}, {"i": Instance(LEAF, ("a",)), "j": Instance(LEAF, ("i",))}, "middle", circuits={"leaf": LEAF}
)
TOP = Circuit(
    ["a"],
    {"y": "m", "z": "k"},
    {"m": Instance(MIDDLE, ("a",)), "k": Instance(LEAF, ("a",)), "g": gate("BUF", "a")},
    "top",
    circuits={"middle": MIDDLE, "spare": SPARE, "user": MIDDLE.replace(name="user", circuits={"spare": SPARE})},
)


def test_instances_are_the_nodes_that_are_some():
    assert list(TOP.instances) == ["m", "k"]
    assert [circuit.name for circuit in used(MIDDLE)] == ["leaf", "leaf"]


def test_used_definitions_come_once_and_before_their_users():
    assert [circuit.name for circuit in bottom_up(TOP)] == ["leaf", "middle", "top"]
    assert next(bottom_up(adder(8))) is FULL_ADDER


def test_instances_that_multiply_are_walked_once():
    circuit = LEAF
    for _ in range(60):
        circuit = Circuit(["a"], ["f"], {name: Instance(circuit, ("a",)) for name in ("f", "g")})
    assert len(list(bottom_up(circuit))) == 61


def test_written_definitions_come_in_file_order_outer_ones_first():
    assert [(path, circuit.name) for path, circuit in written(TOP)] == [
        ((), "top"),
        (("middle",), "middle"),
        (("middle", "leaf"), "leaf"),
        (("spare",), "spare"),
        (("user",), "user"),
        (("user", "spare"), "spare"),
    ]


def test_unused_definitions_are_told_once_without_what_they_use_themselves():
    assert [path for path, _ in unused(TOP)] == [("spare",), ("user",)]
    assert list(TOP.unused_definitions) == ["spare", "user"]


def test_the_innermost_definition_of_a_name_is_visible():
    inner = Circuit([], [], {}, circuits={"leaf": SPARE})
    assert visible("leaf", (MIDDLE, inner)) is SPARE
    assert visible("leaf", (MIDDLE, LEAF)) is LEAF
    assert visible("other", (MIDDLE, inner)) is None
