"""Results as CSV, JSON and npz, against Python's own writers and readers."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurocircuit.errors import LimitError
from neurocircuit.formats import results
from neurocircuit.formats.columns import value_text
from neurocircuit.formats.results import csv_chunks, json_chunks, write_npz
from neurocircuit.formats.vcd import vcd_chunks
from neurocircuit.formats.vectors import parse_csv, parse_json
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation import trace as tracing
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record, trace
from neurocircuit.testing import circuits
from tests.samples import FULL_ADDER, adder, counter, wires

HALF = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([0.5, -9], threshold=0), ("a", "b"))})
WIDE = Circuit([f"w[{index}]" for index in range(80)], ["w[79]"], {})


def csv_of(*run, **shown):
    return b"".join(csv_chunks(record(*run, **shown)))


def json_of(*run, **shown):
    return b"".join(json_chunks(record(*run, **shown)))


def npz_of(*run, **shown):
    out = io.BytesIO()
    write_npz(record(*run, **shown), out)
    return out.getvalue()


def arrays(data):
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive}


def test_an_output_that_is_an_input_is_one_column_and_two_sections():
    both = Circuit(["a[0]", "a[1]"], ["a[0]", "a[1]"], {})
    assert csv_of(both, Exhaustive()) == b"a\r\n0\r\n1\r\n2\r\n3\r\n"
    assert list(arrays(npz_of(both, Exhaustive()))) == ["a"]
    assert json.loads(json_of(both, Exhaustive()))["outputs"] == {"a": [0, 1, 2, 3]}


def test_what_has_the_name_of_another_column_is_told_apart():
    part = Circuit(["a[0]", "a[1]"], ["a[0]"], {})
    assert csv_of(part, Exhaustive()).startswith(b"a,a[0]\r\n0,0\r\n1,1\r\n2,0")
    assert csv_of(FULL_ADDER, {"a": 1, "b": 1, "cin": 0}, watch=["cout", "a"]) == b"a,b,cin,sum,cout\r\n1,1,0,0,1\r\n"


@pytest.mark.parametrize("name", ["=cmd()", "+a", "-b", "@c", "'=d", "a,b", 'say"so"', "plain", "µ"])
def test_csv_masks_names_that_spreadsheets_take_for_formulas(name):
    circuit = Circuit([name], {"y": name}, {})
    text = csv_of(circuit, Exhaustive())
    shown = next(csv.reader(io.StringIO(text.decode())))[0]
    assert shown[0] not in "=+-@"
    assert parse_csv(text, circuit, expected=True).inputs[name].tolist() == [0, 1]


def test_csv_is_that_of_the_rfc():
    assert csv_of(HALF, Exhaustive(), sums=True) == (
        b"a,b,y,z(y)\r\n0,0,1,0\r\n0,1,0,-9\r\n1,0,1,0.5\r\n1,1,0,-8.5\r\n"
    )
    assert csv_of(HALF, {"a": 1, "b": 1}) == b"a,b,y\r\n1,1,0\r\n"
    assert csv_of(HALF, Random(0)) == b"a,b,y\r\n"
    assert csv_of(Circuit([], [], {}), Exhaustive()) == b"\r\n"


def test_csv_of_runs():
    circuit = Circuit(["run"], ["q"], {"q": Register("run")})
    rows = Rows({"run": [[0, 1], [1, 1], [0, 0]]})
    assert csv_of(circuit, rows) == b"run_1,run,q\r\n0,0,0\r\n0,1,0\r\n1,1,0\r\n1,1,1\r\n2,0,0\r\n2,0,0\r\n"
    assert csv_of(circuit, Random(0, runs=3)) == b"run_1,run,q\r\n"


def test_a_bus_of_20000_bits():
    circuit = Circuit([f"w[{index}]" for index in range(20_000)], [], {})
    values = [2**20_000 - 1, 0]
    assert parse_csv(csv_of(circuit, Rows({"w": values})), circuit).inputs["w"].tolist() == values
    assert parse_json(json_of(circuit, Rows({"w": values})), circuit).inputs["w"].tolist() == values


def test_json_sections():
    circuit = Circuit(["a"], {'é"y': "n"}, {"n": Neuron(Perceptron([Fraction(1, 3)], threshold=0), ("a",))})
    seen = json.loads(json_of(circuit, Exhaustive(), watch=["n"], sums=True))
    assert seen == {
        "inputs": {"a": [0, 1]},
        "outputs": {'é"y': [1, 1]},
        "nets": {"n": [1, 1]},
        "sums": {"n": [0, "1/3"]},
    }
    assert json.loads(json_of(Circuit([], [], {}), Exhaustive())) == {"inputs": {}, "outputs": {}, "nets": {}}
    assert json_of(HALF, {"a": 1, "b": 0}).decode().splitlines()[:3] == ["{", '  "inputs": {', '    "a": [1],']


@pytest.mark.parametrize(("cycles", "runs"), [(3, 2), (0, 3), (0, 1), (1, 3), (0, None), (2, None)])
def test_json_of_runs_is_that_of_python(cycles, runs):
    request = Random(cycles, runs=runs)
    seen = trace(counter(2), request)
    wanted = {"inputs": seen.inputs, "outputs": seen.outputs, "nets": {}}
    lists = {section: {name: each.tolist() for name, each in part.items()} for section, part in wanted.items()}
    text = json_of(counter(2), request).decode()
    assert json.loads(text) == lists
    assert f'"q": {json.dumps(lists["outputs"]["q"])}' in text


def test_npz_is_written_as_numpy_reads_it():
    circuit = Circuit(
        ["file", *WIDE.inputs], {"y/../z": "n"}, {"n": Neuron(Perceptron([Fraction(1, 3)], threshold=0), ("file",))}
    )
    run = (circuit, Rows({"file": [0, 1], "w": [2**79, 1]}))
    found = {name: values.tolist() for name, values in arrays(npz_of(*run, sums=True)).items()}
    assert found == {"file": [0, 1], "w": [str(2**79), "1"], "y/../z": [1, 1], "z(n)": ["0", "1/3"]}
    assert npz_of(*run) == npz_of(*run)


def test_npz_members_are_what_numpy_writes():
    seen = trace(FULL_ADDER, Random(5000))
    with zipfile.ZipFile(io.BytesIO(npz_of(FULL_ADDER, Random(5000)))) as archive:
        for name, values in {**seen.inputs, **seen.outputs}.items():
            out = io.BytesIO()
            np.save(out, values)
            assert archive.read(f"{name}.npy") == out.getvalue()
            assert archive.getinfo(f"{name}.npy").date_time == (1980, 1, 1, 0, 0, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(circuit=circuits(), runs=st.sampled_from((None, 3)))
def test_what_a_trace_holds_is_written(circuit, runs):
    request = Random(5, runs=runs if circuit.registers else None)
    seen = trace(circuit, request, sums=True)
    document = json.loads(json_of(circuit, request, sums=True), parse_float=str, parse_int=str)
    for section, ports in {"inputs": seen.inputs, "outputs": seen.outputs}.items():
        for name, values in ports.items():
            assert np.array(document[section][name]).tolist() == np.vectorize(value_text, "O")(values).tolist()
    rows = list(csv.reader(io.StringIO(csv_of(circuit, request, sums=True).decode(), newline="")))
    table = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
    for name, values in seen.sums.items():
        assert list(table[f"z({name})"]) == [value_text(value) for value in values.ravel().tolist()]
    for name, values in arrays(npz_of(circuit, request)).items():
        if name in seen.inputs:
            assert (values == seen.inputs[name]).all()


@pytest.mark.parametrize(
    ("circuit", "request_"),
    [(adder(3), Exhaustive()), (counter(3), Random(300)), (counter(3), Random(70, runs=5)), (WIDE, Random(200))],
)
def test_the_size_of_blocks_does_not_show(circuit, request_, monkeypatch):
    def written():
        sums = {"sums": ["fa0.sum"]} if "fa0" in circuit.nodes else {}
        vcd = b"".join(vcd_chunks(record(circuit, request_, **sums), circuit))
        return [vcd, *(write(circuit, request_, **sums) for write in (csv_of, json_of, npz_of))]

    whole = written()
    for name, size in {"BLOCK_BITS": 64, "KEPT_WORDS": 12, "RUNS_WORDS": 200}.items():
        monkeypatch.setattr(tracing, name, size)
    assert written() == whole


def test_what_is_written_by_column_has_a_limit(monkeypatch):
    monkeypatch.setattr(results, "MAX_BY_COLUMN", 39)
    assert csv_of(FULL_ADDER, Exhaustive()).count(b"\n") == 9
    for write in (json_of, npz_of):
        with pytest.raises(LimitError, match=r"8 rows of 5 values \(at most 39 values by column; CSV has"):
            write(FULL_ADDER, Exhaustive())


def test_rows_are_written_while_they_are_made():
    # All 2^31 rows would take minutes and gigabytes.
    chunks = csv_chunks(record(wires(31), Exhaustive()))
    assert next(chunks) == b"a,y\r\n"
    assert next(chunks).startswith(b"0,0\r\n1,1\r\n2,2\r\n")
    cycles = csv_chunks(record(counter(2), Rows({"en": 1}, count=10**9)))
    assert next(cycles) == b"en,q\r\n"
    assert next(cycles).startswith(b"1,0\r\n1,1\r\n1,2\r\n1,3\r\n1,0\r\n")
    runs = csv_chunks(record(counter(2), Random(10**6, runs=1000, fixed={"en": 1})))
    assert next(runs) == b"run,en,q\r\n"
    assert next(runs).startswith(b"0,1,0\r\n0,1,1\r\n")
