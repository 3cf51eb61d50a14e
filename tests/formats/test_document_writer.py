"""Writing the native circuit file: canonical, and read back as what it was."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings

import neurocircuit as nc
from neurocircuit.formats import library
from neurocircuit.formats.document_writer import unwritable_names
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Test
from neurocircuit.testing import circuits
from tests.formats.test_document import document, inverter


@pytest.mark.parametrize(
    ("weights", "written"),
    [([4, 2, 1], {"a[2:0]": 1}), ([4, 2, 2], None), ([4, 3, 1], None), ([5, 2, 1], None), ([0, 0, 0], {"a[2:0]": 0})],
)
def test_weights_that_double_are_written_as_those_of_a_number(
    weights: list[int], written: dict[str, int] | None
) -> None:
    given = dict(zip(("a[2]", "a[1]", "a[0]"), weights, strict=True))
    node = {"weights": given, "threshold": 1}
    circuit = nc.parse(document(inputs=["a[2:0]"], outputs=["y"], nodes={"y": node}))
    assert json.loads(nc.dumps(circuit))["nodes"]["y"]["weights"] == (written or given)


@pytest.mark.parametrize("name", library.names())
def test_ready_made_files_round_trip(name: str) -> None:
    circuit = nc.read(name)
    text = nc.dumps(circuit)
    assert nc.parse(text) == circuit
    assert nc.dumps(nc.parse(text)) == text


def test_ready_made_files_follow_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(library.schema()))
    for name in library.names():
        path = library.find(name)
        assert path is not None
        validator.validate(json.loads(path.read_text()))
        validator.validate(json.loads(nc.dumps(nc.read(name))))


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_writing_is_a_fixed_point(circuit: Circuit) -> None:
    text = nc.dumps(circuit)
    again = nc.parse(text)
    assert nc.dumps(again) == text
    assert nc.parse(nc.dumps(again)) == again
    assert again.inputs == circuit.inputs
    assert again.outputs == circuit.outputs
    assert list(again.nodes) == list(circuit.nodes)


def test_a_test_stands_on_one_line_where_that_is_not_too_long() -> None:
    def written(length: int) -> list[str]:
        circuit = Circuit(["a"], ["a"], {}, tests=[Test(["a"], [[0]], name="n" * length)])
        return nc.dumps(circuit).splitlines()

    lengths = range(40, 160)
    longest = max(length for length in lengths if any("rows" in line and "name" in line for line in written(length)))
    assert longest < lengths[-1]
    assert max(map(len, written(longest))) == 120


def test_definitions_that_only_instances_know_are_written_down() -> None:
    both = Circuit(
        ["a"],
        {"y": "second.y", "z": "xor"},
        {
            "first": Instance(inverter("and"), ("a",)),
            "second": Instance(inverter("and").replace(description="another"), ("first",)),
            "xor": Instance(nc.XOR, ("a", "first"), "xor"),
        },
    )
    written = json.loads(nc.dumps(both))
    assert list(written["circuits"]) == ["and", "and_1"]
    assert written["nodes"]["xor"]["circuit"] == "xor"
    again = nc.parse(nc.dumps(both))
    assert again == both
    assert again.simulate(a=[0, 1])["z"].tolist() == [1, 1]


def test_a_ready_made_name_is_not_taken_by_another_definition() -> None:
    inside = Circuit(["a", "b"], {"y": "n"}, {"n": Instance(nc.read("and"), ("a", "b"), "and")}, "inside")
    circuit = Circuit(
        ["a", "b"],
        {"y": "i.y", "z": "own.y"},
        {"own": Instance(inverter("and"), ("a",)), "i": Instance(inside, ("a", "b"))},
    )
    again = nc.parse(nc.dumps(circuit))
    assert again.simulate(a=[1, 1], b=[0, 1])["y"].tolist() == [0, 1]
    assert again == circuit


def test_a_net_that_looks_like_a_range_is_renamed() -> None:
    neuron = Neuron(nc.NOT.perceptron(1), ("x[1:0]",), "NOT")
    circuit = Circuit(["x[1:0]", "x_1_0_"], {"y": "n[3:1]"}, {"n[3:1]": neuron})
    again = nc.parse(nc.dumps(circuit))
    assert again.inputs == ("x_1_0__1", "x_1_0_")
    assert again.simulate({"x_1_0__1": 0, "x_1_0_": 0})["y"] == 1


@pytest.mark.parametrize(
    ("inputs", "outputs", "renamed"),
    [
        (["a", "a[0]"], {"y": "and"}, "a_"),
        (["a", "b"], {"y[0]": "and", "y": "a"}, "y_"),
        (["a", "b"], {"a[1]": "and", "a[0]": "b"}, "a_"),
        (["a[0]", "b"], {"a": "and"}, "a_"),
    ],
)
def test_a_scalar_beside_a_bus_of_its_name_is_renamed(inputs: list[str], outputs: dict[str, str], renamed: str) -> None:
    """Other formats tell ``a`` from ``a[0]``; in this one they would be a bus and its bit."""
    neuron = Neuron(nc.AND.perceptron(2), tuple(inputs), "AND")
    circuit = Circuit(inputs, outputs, {"and": neuron})
    again = nc.parse(nc.dumps(circuit))
    assert renamed in (*again.inputs, *again.outputs)
    assert unwritable_names(circuit) == (renamed.removesuffix("_"),)
    patterns = [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert again.simulate(patterns).tolist() == circuit.simulate(patterns).tolist()
    user = Circuit(inputs, ["i.y"], {"i": Instance(circuit.replace(outputs={"y": "and"}), tuple(inputs))})
    assert nc.parse(nc.dumps(user)).simulate(patterns).tolist() == [[0], [0], [0], [1]]
