"""The ready-made circuits: each carries its own tests, and passes them."""

from __future__ import annotations

from collections import Counter

import pytest

import neurocircuit as nc
from neurocircuit.analysis.comparison import run_test
from neurocircuit.formats import library

PLACES = Counter(path.parent.name for path in map(library.find, library.names()) if path)


def test_every_file_has_its_place_in_the_lessons() -> None:
    assert sorted(library.folder().glob("*/*.json")) == sorted(filter(None, map(library.find, library.names())))
    assert dict(PLACES) == {"gates": 16, "arithmetic": 17, "selection": 12, "sequential": 18, "puzzles": 10}


@pytest.mark.parametrize("name", library.names())
def test_a_circuit_passes_its_own_tests(name: str) -> None:
    circuit = nc.read(name)
    assert circuit.name == name
    assert circuit.description
    assert circuit.tests
    for test in circuit.tests:
        assert test.rows
        assert not list(run_test(circuit, test))


@pytest.mark.parametrize(
    ("name", "bias", "weights"),
    [("and", -0.5, [0.6, 0.6]), ("nor", 0.5, [-0.6, -0.6])],
)
def test_the_classic_gates_have_their_very_numbers(name: str, bias: float, weights: list[float]) -> None:
    perceptron = nc.read(name).graph.nodes["y"]["perceptron"]
    assert perceptron == nc.Perceptron(weights, bias=bias, threshold=0.5)


def test_xor_is_two_neurons_a_full_adder_two_a_comparator_one() -> None:
    kinds = [Counter(kind for _, kind in nc.read(name).graph.nodes(data="kind")) for name in ("xor", "full_adder")]
    assert [count["perceptron"] for count in kinds] == [2, 2]
    assert Counter(kind for _, kind in nc.read("greater_than_8").graph.nodes(data="kind"))["perceptron"] == 1


def test_what_is_a_file_is_not_also_a_function() -> None:
    functions = {name for name in dir(nc.blocks) if not name.startswith("_")}
    # A function makes a vote of any width; the file is the gate of three that lessons begin with.
    assert functions & set(library.names()) == {"majority"}
