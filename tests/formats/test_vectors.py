"""Stimulus and results as CSV, JSON and npz."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from neurocircuit.errors import FormatError, LimitError, NeurocircuitError
from neurocircuit.formats.vectors import (
    READERS,
    WRITERS,
    csv_bytes,
    json_bytes,
    npz_bytes,
    parse_csv,
    parse_json,
    parse_npz,
)
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.sources import Exhaustive, Random
from neurocircuit.simulation.trace import Trace, trace
from tests.strategies import circuits

AND = Neuron(gate_perceptron("AND", 2), ("a[1]", "cin"), "AND")
CIRCUIT = Circuit(["a[1]", "a[0]", "cin"], {"y": "y", "t[1]": "a[0]", "t[0]": "cin"}, {"y": AND})
BIPOLAR = Circuit(["s"], ["s"], {}, encoding="bipolar")
WIDE = Circuit([f"w[{index}]" for index in range(100)], ["w[99]"], {})
COUNTER = Circuit(["d"], ["q"], {"q": Register("d")})


def traced(inputs=None, outputs=None, nets=None, sums=None):
    parts = [part or {} for part in (inputs, outputs, nets, sums)]
    return Trace(*({name: np.asarray(values) for name, values in part.items()} for part in parts), clocked=False)


def fault(read, data, circuit=CIRCUIT, **more):
    with pytest.raises(FormatError) as error:
        read(data, circuit, "v.csv", **more)
    return str(error.value)


def test_an_output_that_is_an_input_is_one_column_and_two_sections():
    both = Circuit(["a[0]", "a[1]"], ["a[0]", "a[1]"], {})
    seen = trace(both, Exhaustive())
    assert csv_bytes(seen).startswith(b"a\r\n")
    assert parse_csv(csv_bytes(seen), both).expected == {}
    assert parse_json(json_bytes(seen), both, expected=True).expected["a"].tolist() == [0, 1, 2, 3]
    assert parse_csv(b"a,a[1]\n2,1\n", both, expected=True).expected["a[1]"].tolist() == [1]


def test_csv_values_in_every_notation():
    read = parse_csv(b"cin,a\r\n1,0x3\r\n 0 ,0b10\r\n1,01\r\n\r\n", CIRCUIT)
    assert {name: values.tolist() for name, values in read.inputs.items()} == {"cin": [1, 0, 1], "a": [3, 2, 1]}
    assert (read.expected, read.rows) == ({}, 3)
    assert read.inputs["a"].dtype == np.int64


def test_csv_bits_of_a_bus_and_expected_outputs():
    read = parse_csv(b"a[0],a[1],cin,t,y\n1,0,1,3,0\n", CIRCUIT, expected=True)
    assert set(read.inputs) == {"a[0]", "a[1]", "cin"}
    assert {name: values.tolist() for name, values in read.expected.items()} == {"t": [3], "y": [0]}


def test_csv_of_truth_values_in_the_bipolar_encoding():
    assert parse_csv(b"s\n-1\n1\n0\n", BIPOLAR).inputs["s"].tolist() == [-1, 1, 0]
    assert fault(parse_csv, b"s\n2\n", BIPOLAR) == "v.csv:2: '2' is no value of 's' (-1 or 1)"


def test_csv_of_buses_beyond_63_bits():
    read = parse_csv(b"w\n1267650600228229401496703205375\n0x8000000000000000\n", WIDE)
    assert read.inputs["w"].tolist() == [2**100 - 1, 2**63]
    assert fault(parse_csv, b"w\n1267650600228229401496703205376\n", WIDE).endswith("(0 to 2^100 - 1)")


def test_csv_of_assigned_inputs_has_only_the_others():
    assert set(parse_csv(b"a[0],cin\n1,1\n", CIRCUIT, assigned=["a[1]"]).inputs) == {"a[0]", "cin"}
    assert fault(parse_csv, b"a,cin\n1,1\n", assigned=["a"]) == "v.csv:1: 'a[0]' is given twice"


def test_csv_runs():
    read = parse_csv(b"run,d\nx,1\nx,0\ny,1\ny,1\n", COUNTER)
    assert read.inputs["d"].tolist() == [[1, 0], [1, 1]]
    assert fault(parse_csv, b"run,d\n0,1\n0,0\n1,1\n", COUNTER) == "v.csv:2: the runs have different lengths"
    assert fault(parse_csv, b"run,d\n0,1\n1,1\n0,0\n0,1\n", COUNTER).endswith("different lengths")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "v.csv:1: no names of columns (the first row has them)"),
        (b"\n", "v.csv:1: no names of columns (the first row has them)"),
        (b"a,cin\n", "v.csv:1: no rows below the names"),
        (b"a,cin\n1,1\n1\n", "v.csv:3: row has 1 value, expected 2"),
        (b"a,cin\n1,1,1\n", "v.csv:2: row has 3 values, expected 2"),
        (b"a\n1\n", "v.csv:1: no column for input 'cin'"),
        (b"a[1],cin\n1,0\n", "v.csv:1: no column for input 'a[0]'"),
        (b"a,cin,cinn\n1,1,1\n", "v.csv:1: unknown column 'cinn' (did you mean 'cin'?)"),
        (b"a,cin,cin\n1,1,1\n", "v.csv:1: 'cin' is given twice"),
        (b"a,a[0],cin\n1,1,1\n", "v.csv:1: 'a[0]' is given twice"),
        (b"a,cin,y\n1,1,1\n", "v.csv:1: column 'y' is an output (only inputs are taken here)"),
        (b"a,cin\n1,1\n\n4,1\n", "v.csv:4: '4' is no value of 'a' (0 to 3)"),
        (b"a,cin\n1,1\n1,-1\n", "v.csv:3: '-1' is no value of 'cin' (0 or 1)"),
        (b"a,cin\n,1\n", "v.csv:2: '' is no value of 'a' (0 to 3)"),
        (b"a,cin\n1.0,1\n", "v.csv:2: '1.0' is no value of 'a' (0 to 3)"),
        (b"a,cin\n1_1,1\n", "v.csv:2: '1_1' is no value of 'a' (0 to 3)"),
        ("a,cin\n\u0661,1\n".encode(), "v.csv:2: '\u0661' is no value of 'a' (0 to 3)"),
        (b"a,cin\n" + b"9" * 5000 + b",1\n", f"v.csv:2: '{'9' * 40}' is no value of 'a' (0 to 3)"),
        (b'a,cin\n1,"1\n', "v.csv:2: no CSV: unexpected end of data"),
        (b"a,cin\n1,\xff\n", "v.csv:2: the text is not UTF-8"),
    ],
)
def test_csv_faults_name_the_line(text, message):
    assert fault(parse_csv, text) == message


def test_csv_to_compare_with_needs_an_output():
    assert fault(parse_csv, b"a,cin\n1,1\n", expected=True).startswith("v.csv:1: no column of an output")


@pytest.mark.parametrize("name", ["=cmd()", "+a", "-b", "@c", "'=d", "a,b", 'say"so"', "plain"])
def test_csv_masks_names_that_spreadsheets_take_for_formulas(name):
    circuit = Circuit([name], {"y": name}, {})
    text = csv_bytes(trace(circuit, Exhaustive())).decode()
    shown = next(csv.reader(io.StringIO(text)))[0]
    assert shown[0] not in "=+-@"
    assert parse_csv(text.encode(), circuit, expected=True).inputs[name].tolist() == [0, 1]


def test_csv_is_that_of_the_rfc():
    seen = traced({"a": [0, 10], "b": [1, -1]}, {"y": [1, 0], "a": [0, 10]}, sums={"y": [Fraction(1, 2), 3]})
    assert csv_bytes(seen) == b"a,b,y,z(y)\r\n0,1,1,0.5\r\n10,-1,0,3\r\n"


def test_csv_of_runs_and_of_a_single_row():
    assert csv_bytes(traced({"run": [[0, 1]]})) == b"run_1,run\r\n0,0\r\n0,1\r\n"
    assert csv_bytes(traced({"a": 1}, {"y": 0})) == b"a,y\r\n1,0\r\n"


def test_csv_of_a_bus_of_20000_bits():
    circuit = Circuit([f"w[{index}]" for index in range(20_000)], ["w[0]"], {})
    seen = traced({"w": np.array([2**20_000 - 1, 0], object)})
    assert parse_csv(csv_bytes(seen), circuit).inputs["w"].tolist() == [2**20_000 - 1, 0]


def test_json_sections():
    sums = {"y": [Fraction(1, 3), Fraction(1, 2)]}
    seen = traced({"a": [0, 1]}, {'é"y': [[1, 0], [1, 1]]}, {"n": 1}, sums)
    assert json.loads(json_bytes(seen)) == {
        "inputs": {"a": [0, 1]},
        "outputs": {'é"y': [[1, 0], [1, 1]]},
        "nets": {"n": [1]},
        "sums": {"y": ["1/3", 0.5]},
    }
    assert json.loads(json_bytes(traced())) == {"inputs": {}, "outputs": {}, "nets": {}}


def test_json_is_read_by_section():
    data = b'{"inputs": {"a": [1, "0x3"], "cin": [0, 1]}, "outputs": {"y": [0, 1]}, "nets": {"?": []}}'
    assert parse_json(data, CIRCUIT).inputs["a"].tolist() == [1, 3]
    assert parse_json(data, CIRCUIT).expected == {}
    assert parse_json(data, CIRCUIT, expected=True).expected["y"].tolist() == [0, 1]
    assert parse_json(b'{"inputs": {"d": [[1, 0], [0, 0]]}}', COUNTER).inputs["d"].shape == (2, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "v.csv:1: no JSON: expecting value"),
        (b"[]", "v.csv: no vectors ("),
        (b'{"inputs": []}', "v.csv: no vectors ("),
        (b'{"inputs": {"a": [1], "cin": [true]}}', "v.csv: inputs.cin: 'True' is no value of 'cin' (0 or 1)"),
        (b'{"inputs": {"a": [1], "cin": [[1], 2]}}', "v.csv: inputs.cin: not a list of values, or one for each run"),
        (b'{"inputs": {"a": [1], "cin": [null]}}', "v.csv: inputs.cin: 'None' is no value of 'cin' (0 or 1)"),
        (b'{"inputs": {"a": [1], "cin": 1}}', "v.csv: inputs.cin: not a list of values, or one for each run"),
        (b'{"inputs": {"a": [1], "cin": [1, 0]}}', "v.csv: inputs.cin: 'cin' has the shape (2,), others have (1,)"),
        (b'{"inputs": {"a": [1.0], "cin": [1]}}', "v.csv: inputs.a: '1.0' is no value of 'a'"),
        (b'{"inputs": {"a": [NaN], "cin": [1]}}', "v.csv: NaN is not a number"),
        (b'{"inputs": {"a": [1], "a": [1], "cin": [1]}}', "v.csv: duplicate key 'a'"),
        (b'{"inputs": {"a": [1]}}', "v.csv: inputs: no column for input 'cin'"),
        (b'{"inputs": {"a": [' + b"1" * 5000 + b"]}}", "v.csv: a number of 5000 digits ("),
        (b"[" * 100_000, "v.csv: the text is nested too deeply"),
    ],
)
def test_json_faults_name_the_place(text, message):
    assert fault(parse_json, text).startswith(message)


def npz(**arrays):
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def test_npz_is_read_as_numpy_writes_it():
    data = npz(a=np.array([3, 0], np.uint8), cin=np.array([True, False]), y=np.array([1, 0]))
    read = parse_npz(data, CIRCUIT, expected=True)
    assert {name: values.tolist() for name, values in read.inputs.items()} == {"a": [3, 0], "cin": [1, 0]}
    assert read.expected["y"].tolist() == [1, 0]
    assert parse_npz(npz(d=np.asfortranarray([[1, 0], [0, 0]])), COUNTER).inputs["d"].tolist() == [[1, 0], [0, 0]]


def test_npz_integers_stay_the_array_that_they_are():
    # As Python's own integers, a small file of a hundred million of them would fill the memory.
    column = np.zeros(1000, np.uint8)
    read = parse_npz(npz(d=column), COUNTER).inputs["d"]
    assert (read.dtype, read.shape) == (np.uint8, (1000,))


def test_npz_is_written_as_numpy_reads_it():
    seen = traced({"file": [0, 1], "w": [2**80, 1]}, {"y/../z": [1, 1]}, sums={"y": [Fraction(1, 3), 1]})
    with np.load(io.BytesIO(npz_bytes(seen)), allow_pickle=False) as archive:
        found = {name: archive[name].tolist() for name in archive}
    assert found == {"file": [0, 1], "w": [str(2**80), "1"], "y/../z": [1, 1], "z(y)": ["1/3", "1"]}
    assert npz_bytes(seen) == npz_bytes(seen)


def header(shape, dtype):
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    body = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body.encode()


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "v.csv: no npz file: "),
        (b"PK\x03\x04", "v.csv: no npz file: "),
        (npz(a=np.array([1.0])), "v.csv: a: an array of float64 of shape (1,) ("),
        (npz(a=np.array([None])), "v.csv: a: an array of object of shape (1,) ("),
        (npz(a=np.zeros((1, 1, 1), int)), "v.csv: a: an array of int64 of shape (1, 1, 1) ("),
        (npz(a=np.array([7])), "v.csv: a: '7' is no value of 'a' (0 to 3)"),
        (npz(x=np.array([7])), "v.csv: x: unknown column 'x'"),
        (npz(a=np.array([1])), "v.csv: no column for input 'cin'"),
        (archive(a=header((10**15,), "<u1") + b"\0"), f"v.csv: a: the header promises {10**15} bytes, there are 1"),
        (archive(a=header((1,), "<u1") + b"\0\0"), "v.csv: a: the header promises 1 bytes, there are 2"),
        (archive(a=header((-1, -1), "<u1") + b"\0"), "v.csv: a: "),
        (archive(a=b"\x93NUMPY\x07\x00"), "v.csv: a: no npy header: "),
        (archive(a=b"\x93NUMPY\x01\x00\xff\xff{"), "v.csv: a: no npy header: "),
    ],
)
def test_npz_faults(data, message):
    assert fault(parse_npz, data).startswith(message)


def test_npz_bombs_are_refused_by_what_they_say():
    data = bytearray(npz(a=np.array([1])))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (2**32 - 2).to_bytes(4, "little")
    bombs = bytes(data[: data.index(b"PK\x01\x02")]), bytes(data[data.index(b"PK\x01\x02") :])
    with pytest.raises((LimitError, FormatError)):
        parse_npz(b"".join(bombs), CIRCUIT)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(circuit=circuits(), suffix=st.sampled_from(sorted(WRITERS)), runs=st.sampled_from((None, 3)))
def test_what_is_written_is_read_again(circuit, suffix, runs):
    assume(circuit.inputs)
    seen = trace(circuit, Random(5, runs=runs if circuit.registers else None))
    # An output that is one bit of a bus is itself a bus of one bit, and may have the name of an input of other bits.
    assume(not {port.name for port in circuit.output_ports} & set(seen.inputs))
    compared = bool(circuit.outputs)
    read = READERS[suffix](WRITERS[suffix](seen), circuit, expected=compared)
    assert read.rows == 5
    for name, values in read.inputs.items():
        np.testing.assert_array_equal(values, seen.inputs[name])
    for name, values in read.expected.items():
        np.testing.assert_array_equal(values, seen.outputs[name])


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_cut_short_or_flipped_anywhere(suffix):
    whole = WRITERS[suffix](trace(CIRCUIT, Exhaustive()))
    rng = random.Random(1)
    damaged = [whole[:length] for length in range(len(whole))]
    for place in range(len(whole)):
        damaged.append(whole[:place] + bytes([rng.randrange(256)]) + whole[place + 1 :])
    for data in damaged:
        try:
            READERS[suffix](data, CIRCUIT, "v", expected=True)
        except NeurocircuitError:
            continue
