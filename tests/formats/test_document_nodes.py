"""The nodes of a native circuit file: references to buses and ranges, weights, limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.netlist.circuit import Neuron
from tests.formats.test_document import document, refusal, with_node


def test_buses_in_every_place() -> None:
    text = json.dumps(
        {
            "format": "neurocircuit/1",
            "inputs": ["a[0:3]", "b[3:0]", "c"],
            "outputs": {
                "all": "every",
                "top[0]": "a[3]",
                "s": "add.s",
                "low": ["a[1]", "a[0]"],
                "gt": "gt",
                "cut": "b[3:2]",
            },
            "nodes": {
                "every": {"gate": "AND", "inputs": ["a", "b[1:0]", "c"]},
                "gt": {"weights": {"a": 1, "b[3:0]": -1}, "threshold": 1},
                "add": {"circuit": "adder4", "inputs": {"a": "a", "b": ["b[0]", "b[1]", "b[2]", "b[3]"], "cin": "c"}},
            },
        }
    )
    circuit = nc.parse(text)
    assert circuit.inputs == ("a[0]", "a[1]", "a[2]", "a[3]", "b[3]", "b[2]", "b[1]", "b[0]", "c")
    assert circuit.outputs[:2] == ("all", "top[0]")
    got = circuit.simulate(a=[15, 8, 3], b=[3, 7, 1], c=[1, 0, 1])
    assert got["all"].tolist() == [1, 0, 0]
    assert got["top"].tolist() == [1, 1, 0]
    assert got["gt"].tolist() == [1, 1, 1]
    assert got["low"].tolist() == [3, 0, 3]
    assert got["cut"].tolist() == [0, 1, 0]
    reverse = {3: 12, 7: 14, 1: 8}
    assert got["s"].tolist() == [(15 + reverse[3] + 1) % 16, (8 + reverse[7]) % 16, (3 + reverse[1] + 1) % 16]


def test_the_bits_of_an_only_output_go_by_the_instances_name_too() -> None:
    text = document(
        inputs=["a[3:0]"],
        outputs={"top": "f[3]", "low": "f[1:0]", "whole": "f", "all": "all"},
        nodes={
            "f": {"circuit": "binary_to_gray4", "inputs": {"b": "a"}},
            "all": {"gate": "AND", "inputs": ["f[0]", "f[1]"]},
        },
    )
    circuit = nc.parse(text)
    got = circuit.simulate(a=range(16))
    gray = [a ^ a >> 1 for a in range(16)]
    assert [port.name for port in circuit.output_ports if not port.is_bus] == ["top", "all"]
    assert got["whole"].tolist() == gray
    assert got["top"].tolist() == [g >> 3 for g in gray]
    assert got["low"].tolist() == [g & 3 for g in gray]
    assert got["all"].tolist() == [int(g & 3 == 3) for g in gray]


def test_a_weighted_range_counts_as_the_number_it_is() -> None:
    node = {"y": {"weights": {"a[3:2]": 1}, "threshold": 3}}
    circuit = nc.parse(document(inputs=["a[3:0]"], outputs=["y"], nodes=node))
    assert circuit.simulate(a=range(16))["y"].tolist() == [int(a >> 2 >= 3) for a in range(16)]


def test_numbers_are_the_decimals_that_were_written() -> None:
    text = with_node(weights={"a": 0, "b": "1/3"}, threshold=0).replace('"a": 0,', '"a": 1.10e-1,')
    circuit = nc.parse(text)
    node = circuit.nodes["g"]
    assert isinstance(node, Neuron)
    assert node.perceptron == nc.Perceptron(
        [nc.parse(text).nodes["g"].perceptron.weights[0], node.perceptron.weights[1]], threshold=0
    )
    assert '"g": {"weights": {"a": 0.11, "b": "1/3"}, "threshold": 0}' in nc.dumps(circuit)


def test_numbers_of_308_digits_are_read() -> None:
    longest = 10**308 - 1
    for weight in (longest, -longest):
        assert nc.parse(with_node(weights={"a": weight}, threshold=0)).nodes["g"].perceptron.weights == (weight,)


@pytest.mark.parametrize("limit", [4, 3])
@pytest.mark.parametrize("outputs", [["a[1:0]"], {"z[1:0]": ["n", "n"]}, {"y": "n", "z": "n"}])
def test_as_many_port_bits_as_are_allowed(monkeypatch: pytest.MonkeyPatch, limit: int, outputs: Any) -> None:
    monkeypatch.setattr("neurocircuit.formats.document.MAX_PORT_BITS", limit)
    text = document(inputs=["a[1:0]"], outputs=outputs, nodes={"n": {"gate": "ONE"}})
    if limit == 4:
        assert len(nc.parse(text).outputs) == 2
    else:
        assert "4 port bits" in refusal(text)


@pytest.mark.parametrize("module", ["document", "document_nodes"])
def test_as_many_bits_of_one_kind_of_port_as_are_allowed(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    for name in {"document", module}:
        monkeypatch.setattr(f"neurocircuit.formats.{name}.MAX_PORT_BITS", 4)
    nodes = {"n": {"gate": "ONE"}}
    assert nc.parse(document(inputs=["a[3:0]"], outputs={}, nodes=nodes)).inputs[0] == "a[3]"
    assert len(nc.parse(document(inputs=[], outputs={"z": ["n"] * 4}, nodes=nodes)).outputs) == 4
    assert "5 port bits" in refusal(document(inputs=["a[4:0]"], outputs={}, nodes=nodes))
    assert "5 port bits" in refusal(document(inputs=[], outputs={"z": ["n"] * 5}, nodes=nodes))


_WEIGHT_KEYS = ("a", "a[0]", "a[1]", "a[2]", "a[2:0]", "a[0:2]", "a[1:0]", "a[2:1]", "b")


@given(st.dictionaries(st.sampled_from(_WEIGHT_KEYS), st.integers(-4, 4), max_size=6))
def test_what_was_read_is_read_from_what_it_is_written_as(weights: dict[str, int]) -> None:
    node = {"weights": weights, "threshold": 1}
    circuit = nc.parse(document(inputs=["a[2:0]", "b"], outputs=["y"], nodes={"y": node}))
    assert nc.parse(nc.dumps(circuit)) == circuit
