"""Traces: ports, watched nets under any of their names, exact sums."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.errors import InputError, LimitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.simulation import trace as tracing
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.simulator import simulate
from neurocircuit.simulation.trace import record, trace, weighted_sums
from neurocircuit.testing import circuits, perceptrons
from tests.samples import FULL_ADDER, adder, counter, gate, wires


def lists(values):
    return {name: column.tolist() for name, column in values.items()}


def test_ports_over_all_patterns():
    seen = trace(FULL_ADDER, Exhaustive({"cin": 1}))
    assert lists(seen.inputs) == {"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "cin": [1, 1, 1, 1]}
    assert lists(seen.outputs) == {"sum": [1, 0, 0, 1], "cout": [0, 1, 1, 1]}
    assert (seen.nets, seen.sums, seen.clocked) == ({}, {}, False)


@settings(deadline=None, max_examples=40)
@given(circuits(max_inputs=3), st.integers(0, 99))
def test_a_trace_shows_what_simulate_gives_for_its_inputs(circuit, seed):
    seen = trace(circuit, Random(70, seed))
    if circuit.inputs:
        again = simulate(circuit, seen.inputs)
        assert lists(again) == lists(seen.outputs)
    assert seen.clocked == bool(circuit.registers)


def test_watched_nets_by_flat_name_other_name_output_and_bus():
    names = ["fa0.cout", "s", "s[1]", "fa1.sum", "a", "fa1"]
    circuit = adder(2).replace(
        nodes={**adder(2).nodes, "fa2": Instance(Circuit(["p"], ["y"], {"y": gate("NOT", "p")}), ("zero",))}
    )
    seen = trace(circuit, {"a": [1, 3], "b": [1, 0]}, watch=[*names[:-1], "fa2", "fa2.y"])
    assert lists(seen.nets) == {
        "fa0.cout": [1, 0],
        "s": [2, 3],
        "s[1]": [1, 1],
        "fa1.sum": [1, 1],
        "a": [1, 3],
        "fa2": [1, 1],
        "fa2.y": [1, 1],
    }


def test_a_bus_of_instance_outputs_is_found_by_base_name():
    inner = adder(2)
    outer = Circuit(
        ["x[1]", "x[0]"], ["add.s[1]"], {"add": Instance(inner, ("x[1]", "x[0]", "x[1]", "x[0]"))}, encoding="bipolar"
    )
    seen = trace(outer, {"x": [1, 3]}, watch=["add.s", "add.s[1]"])
    assert lists(seen.nets) == {"add.s": [2, 6], "add.s[1]": [1, 1]}
    assert trace(outer, {"x": [0]}, watch=["add.s[1]"]).nets["add.s[1]"].tolist() == [-1]


def test_a_watched_output_is_not_the_net_that_it_hides():
    nodes = {"n": gate("AND", "a", "b"), "s[0]": gate("OR", "a", "b")}
    hidden = Circuit(["a", "b"], {"s[1]": "n", "s[0]": "n"}, nodes)
    seen = trace(hidden, {"a": 1, "b": 0}, watch=["s", "s[0]"], sums=["s[0]"])
    assert lists(seen.nets) == {"s": 0, "s[0]": 0}
    assert lists(seen.sums) == {"s[0]": 1}


def test_an_output_that_is_part_of_an_input_bus_stands_beside_it_as_a_bit():
    part = Circuit(["c[1]", "c[0]"], ["c[0]"], {})
    assert lists(trace(part, Exhaustive()).outputs) == {"c[0]": [0, 1, 0, 1]}


def test_an_unknown_net_is_told_with_the_nearest():
    with pytest.raises(InputError, match=r"unknown net 'fa0.cuot' \(did you mean 'fa0.cout'\?\)"):
        trace(adder(2), {"a": 0, "b": 0}, watch=["fa0.cuot"])


def test_clocked_traces_are_cycles_or_runs_of_cycles():
    one = trace(counter(2), Rows({"en": 1}, count=5), watch=["q"])
    assert lists(one.nets) == {"q": [0, 1, 2, 3, 0]}
    assert one.clocked
    many = trace(counter(2), Random(4, runs=3), watch=["fa0.sum"])
    assert many.outputs["q"].shape == many.nets["fa0.sum"].shape == many.inputs["en"].shape == (3, 4)
    assert (many.nets["fa0.sum"] == (many.outputs["q"] + many.inputs["en"]) % 2).all()


def test_sums_are_exact_and_in_the_units_written():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([0.6, 0.6], -0.5, 0.5), ("a", "b"))})
    sums = trace(circuit, Exhaustive(), sums=True).sums["y"]
    assert sums.tolist() == [Fraction(-1, 2), Fraction(1, 10), Fraction(1, 10), Fraction(7, 10)]


def test_sums_of_all_neurons_or_of_some():
    every = trace(adder(2), {"a": [3], "b": [1]}, sums=True)
    assert lists(every.sums) == {"zero": [0], "fa0.cout": [2], "fa0.sum": [0], "fa1.cout": [2], "fa1.sum": [0]}
    assert every.sums["fa0.sum"].dtype == np.int64
    assert list(trace(adder(2), {"a": [3], "b": [1]}, sums=["s[1]", "fa0.cout"]).sums) == ["s[1]", "fa0.cout"]
    with pytest.raises(InputError, match="'q' is no neuron"):
        trace(Circuit(["d"], ["q"], {"q": Register("d")}), {"d": [1]}, sums=["q"])
    with pytest.raises(InputError, match="'a' is no neuron"):
        trace(adder(2), {"a": [3], "b": [1]}, sums=["a"])


def test_sums_are_in_the_encoding_of_the_neurons_own_definition():
    inner = Circuit(
        ["p"], ["y"], {"y": Neuron(Perceptron([3], threshold=0, encoding="bipolar"), ("p",))}, encoding="bipolar"
    )
    outer = Circuit(
        ["a"], ["n", "i"], {"i": Instance(inner, ("a",)), "n": Neuron(Perceptron([3], threshold=1), ("a",))}
    )
    assert lists(trace(outer, Exhaustive(), sums=True).sums) == {"i.y": [-3, 3], "n": [0, 3]}


@settings(deadline=None)
@given(perceptrons())
def test_weighted_sums_equal_the_perceptrons_own_one_by_one(perceptron):
    rows = list(product([0, 1], repeat=perceptron.arity))
    bits = np.array(rows, np.uint8).reshape(len(rows), perceptron.arity).T
    low = -1 if perceptron.encoding == "bipolar" else 0
    expected = [perceptron.weighted_sum(*[1 if bit else low for bit in row]) for row in rows]
    got = weighted_sums(perceptron, bits).tolist()
    assert got == expected
    assert [type(value) for value in got] == [type(value) for value in expected]


def test_single_values_keep_no_axis():
    seen = trace(FULL_ADDER, {"a": 1, "b": 1, "cin": 0}, watch=["cout"], sums=True)
    shapes = {column.shape for part in (seen.inputs, seen.outputs, seen.nets, seen.sums) for column in part.values()}
    assert shapes == {()}


def test_progress_ends_at_1():
    told = []
    trace(counter(2), Random(5), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def whole(recording):
    """All rows of all columns, from the blocks."""
    blocks = list(recording.blocks())
    return [np.concatenate([column.values(bits) for bits in blocks]).tolist() for column in recording.columns]


SIZES = {"BLOCK_BITS": 64, "KEPT_WORDS": 12, "RUNS_WORDS": 200}


@pytest.mark.parametrize(
    "sizes", [{}, *({name: size} for name, size in SIZES.items()), SIZES, {**SIZES, "RUNS_WORDS": 1}]
)
@pytest.mark.parametrize("engine", ["reference", "packed", "native"])
@pytest.mark.parametrize(
    ("circuit", "request_"),
    [
        (adder(3), Exhaustive()),
        (adder(3), Random(1000, fixed={"a": 5})),
        (adder(3), Rows({"a": [1, 2, 3], "b": [7, 0, 7]})),
        (counter(3), Random(200)),
        (counter(3), Rows({"en": 1}, count=99)),
        (counter(3), Random(7, runs=130)),
        (counter(3), Random(150, runs=3)),
        (counter(3), Rows({"en": np.arange(600).reshape(100, 6) % 2})),
    ],
)
def test_the_size_of_blocks_does_not_matter(circuit, request_, engine, sizes, monkeypatch):
    sums = ["s[1]"] if not circuit.registers else []
    wanted = record(circuit, request_, sums=sums, engine="reference")
    assert len(list(wanted.blocks())) == 1
    rows = whole(wanted)
    moments = np.concatenate(list(wanted.moments()), axis=2)
    for name, size in sizes.items():
        monkeypatch.setattr(tracing, name, size)
    recording = record(circuit, request_, sums=sums, engine=engine)
    assert whole(recording) == rows
    assert (np.concatenate(list(recording.moments()), axis=2) == moments).all()
    if sizes.keys() >= SIZES.keys():
        assert len(list(recording.blocks())) > 1 or wanted.rows <= 64
    backwards = np.concatenate(list(recording.blocks(backwards=True)), axis=1)
    assert sorted(backwards.T.tolist()) == sorted(np.concatenate(list(recording.blocks()), axis=1).T.tolist())


def test_moments_are_runs_side_by_side():
    recording = record(counter(2), Random(5, runs=3))
    runs = np.concatenate(list(recording.moments()), axis=2)
    assert runs.shape[1:] == (3, 5)
    assert (runs.reshape(len(runs), 15) == np.concatenate(list(recording.blocks()), axis=1)).all()


def test_the_last_rows_come_first_backwards(monkeypatch):
    for name, size in SIZES.items():
        monkeypatch.setattr(tracing, name, size)
    first = next(record(adder(5), Exhaustive()).blocks(backwards=True))
    assert first[:10, -1].all()


def test_progress_grows_over_all_parts(monkeypatch):
    for name, size in SIZES.items():
        monkeypatch.setattr(tracing, name, size)
    for request_ in (Random(300), Random(300, runs=3)):
        told = []
        list(record(counter(2), request_, progress=told.append).blocks())
        assert told == sorted(told)
        assert told[-1] == pytest.approx(1)
        assert len(told) > 10


def test_too_many_rows_are_refused_before_any_is_made():
    with pytest.raises(
        LimitError, match=r"^1,099,511,627,776 rows of 2 values \(at most 17,179,869,184 values are written"
    ):
        record(wires(40), Exhaustive())
    with pytest.raises(LimitError, match=r"1,000,000,000 rows .*at most 134,217,728 values at once"):
        trace(counter(2), Rows({"en": 1}, count=10**9))
    assert record(counter(2), Rows({"en": 1}, count=10**9)).rows == 10**9


def test_the_sum_of_a_net_that_an_output_hides_is_not_taken_for_that_of_the_output():
    nodes = {"n": gate("AND", "a", "b"), "m": Neuron(Perceptron([1, 1, -2], threshold=1), ("a", "b", "n"))}
    circuit = Circuit(["a", "b"], {"n": "m"}, nodes)
    assert trace(circuit, {"a": 1, "b": 1}, sums=True).sums == {"m": 0}
    assert trace(circuit, {"a": 1, "b": 1}, sums=["n"]).sums == {"n": 0}
