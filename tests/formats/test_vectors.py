"""Stimulus and results as CSV, JSON and npz."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from neurocircuit.analysis.comparison import mismatches
from neurocircuit.errors import FormatError, LimitError, NeurocircuitError
from neurocircuit.formats.results import csv_chunks, json_chunks, write_npz
from neurocircuit.formats.vectors import READERS, parse_csv, parse_json, parse_npz
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.netlist.checks import faults
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record, trace
from neurocircuit.testing import circuits
from tests.samples import gate

AND = Neuron(gate_perceptron("AND", 2), ("a[1]", "cin"), "AND")
CIRCUIT = Circuit(["a[1]", "a[0]", "cin"], {"y": "y", "t[1]": "a[0]", "t[0]": "cin"}, {"y": AND})
BIPOLAR = Circuit(["s"], ["s"], {}, encoding="bipolar")
WIDE = Circuit([f"w[{index}]" for index in range(100)], ["w[99]"], {})
COUNTER = Circuit(["d"], ["q"], {"q": Register("d")})


def seen_of(*run, **shown):
    """What a run shows, as it is written and as arrays."""
    seen = trace(*run, **shown)
    parts = {"inputs": seen.inputs, "outputs": seen.outputs, "nets": seen.nets, "sums": seen.sums}
    return SimpleNamespace(recording=record(*run, **shown), **parts)


def csv_bytes(seen):
    return b"".join(csv_chunks(seen.recording))


def json_bytes(seen):
    return b"".join(json_chunks(seen.recording))


def npz_bytes(seen):
    out = io.BytesIO()
    write_npz(seen.recording, out)
    return out.getvalue()


WRITERS = {".csv": csv_bytes, ".json": json_bytes, ".npz": npz_bytes}


def fault(read, data, circuit=CIRCUIT, **more):
    with pytest.raises(FormatError) as error:
        read(data, circuit, "v.csv", **more)
    return str(error.value)


def test_an_output_that_is_an_input_is_one_column_and_two_sections():
    both = Circuit(["a[0]", "a[1]"], ["a[0]", "a[1]"], {})
    seen = seen_of(both, Exhaustive())
    assert csv_bytes(seen).startswith(b"a\r\n")
    for data in (csv_bytes(seen), csv_bytes(seen_of(both, Exhaustive(), watch=["a[0]"]))):
        assert parse_csv(data, both, expected=True).inputs["a"].tolist() == [0, 1, 2, 3]
    assert parse_csv(csv_bytes(seen), both, expected=True).expected == {}
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
    assert fault(parse_csv, b"run,d\n0,1\n0,1\n1,0\n", COUNTER).endswith("different lengths")
    assert parse_csv(b"run,d\n 7,1\n7 ,0\n", COUNTER).inputs["d"].tolist() == [[1, 0]]
    assert fault(parse_csv, b"d,run\n1,0\n0,0\n", COUNTER).startswith("v.csv:1: unknown column 'run'")


def test_csv_rows_of_a_run_stand_together():
    message = "v.csv:4: run '0' goes on after another one: its rows must stand together"
    assert fault(parse_csv, b"run,d\n0,1\n1,1\n0,0\n1,1\n", COUNTER) == message
    assert fault(parse_csv, b"run,d\n0,1\n1,1\n 0,0\n", COUNTER) == message


def test_csv_label_of_runs_is_no_port_and_no_net():
    clocked = Circuit(["run", "run_1"], ["q"], {"q": Register("run")})
    seen = seen_of(clocked, Random(2, runs=2), watch=["q"])
    assert csv_bytes(seen).startswith(b"run_2,run,run_1,q\r\n0,")
    read = parse_csv(csv_bytes(seen), clocked, expected=True)
    np.testing.assert_array_equal(read.inputs["run"], seen.inputs["run"])
    assert parse_csv(b"run,run_1\n0,1\n1,1\n", clocked).inputs["run"].tolist() == [0, 1]
    inner = Circuit(["d"], ["q"], {"q": Register("run"), "run": Register("d")})
    for runs, header in ((2, b"run_1,d,q,run\r\n"), (None, b"d,q,run\r\n")):
        seen = seen_of(inner, Random(3, runs=runs), watch=["run"])
        assert csv_bytes(seen).startswith(header)
        np.testing.assert_array_equal(
            parse_csv(csv_bytes(seen), inner, expected=True).expected["run"], seen.nets["run"]
        )


def test_csv_bits_of_an_output_with_the_name_of_another_input_bus():
    wider = Circuit(["c[0]"], ["c[1]", "c[0]"], {"c[1]": gate("NOT", "c[0]")})
    for circuit, header in ((wider, b"c,c[1],c[0]\r\n"), (Circuit(["c[1]", "c[0]"], ["c[0]"], {}), b"c,c[0]\r\n")):
        seen = seen_of(circuit, Exhaustive())
        assert csv_bytes(seen).startswith(header)
        read = parse_csv(csv_bytes(seen), circuit, expected=True)
        assert read.inputs.keys() == {"c"}
        assert read.expected["c[0]"].tolist() == (read.inputs["c"] & 1).tolist()


def test_csv_columns_of_nets_are_compared_and_of_sums_passed_over():
    text = b"a,cin,y,n[0],z(y)\n1,1,0,1,x\n"
    circuit = Circuit(CIRCUIT.inputs, {"y": "y"}, {"y": AND, "n[0]": gate("NOT", "y")})
    assert set(parse_csv(text, circuit, expected=True).expected) == {"y", "n[0]"}
    assert set(parse_csv(text, circuit).inputs) == {"a", "cin"}
    assert parse_csv(text, circuit).expected == {}


def test_expected_values_that_are_not_compared():
    read = parse_csv(b"a,cin,t,y\n1,1,,x\n1,1,3,X\n1,0, - ,-\n", CIRCUIT, expected=True)
    assert read.expected["t"].tolist() == [None, 3, None]
    assert read.expected["y"].tolist() == [None] * 3
    data = b'{"inputs": {"a": [1, 0], "cin": [0, 1]}, "outputs": {"y": [null, 1]}}'
    assert parse_json(data, CIRCUIT, expected=True).expected["y"].tolist() == [None, 1]
    data = npz(w=np.array(["1", "0x0"]), **{"w[99]": np.array([0, 0])})
    assert parse_npz(data, WIDE, expected=True).expected["w[99]"].tolist() == [0, 0]
    runs = parse_csv(b"run,d,q\n0,1,-\n0,1,1\n1,1,0\n1,1,x\n", COUNTER, expected=True)
    assert runs.expected["q"].tolist() == [[None, 1], [0, None]]


def test_npz_texts_are_for_wide_buses_and_not_too_many(monkeypatch):
    texts = npz(w=np.array([str(2**100 - 1), "0b1", " 0x8000000000000000"]))
    assert parse_npz(texts, WIDE).inputs["w"].tolist() == [2**100 - 1, 1, 2**63]
    monkeypatch.setattr("neurocircuit.formats.vectors.MAX_TEXTS", 2)
    assert fault(parse_npz, texts, WIDE).startswith("v.csv: w: 3 texts for 'w' (")


def test_rows_are_counted_where_no_inputs_are():
    free = Circuit([], ["q"], {"q": Register("q")})
    assert parse_json(b'{"outputs": {"q": [0, 0, 0]}}', free).rows == 3
    assert parse_csv(b"q\n0\n0\n", free).rows == 2
    assert fault(parse_json, b'{"inputs": {}}', free) == "v.csv: inputs: no rows"


def test_inputs_always_have_a_value():
    assert fault(parse_csv, b"a,cin,y\n1,x,1\n", expected=True) == "v.csv:2: 'x' is no value of 'cin' (0 or 1)"
    assert "'None' is no value" in fault(parse_json, b'{"inputs": {"a": [1], "cin": [null]}}')


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
        (b"a;cin;y\n1;1;1\n", "v.csv:1: columns separated by ';' (separate with commas)"),
        (b"a\tcin\n1\t1\n", r"v.csv:1: columns separated by '\t' (separate with commas)"),
        (b"a;cin\n1\n", "v.csv:1: unknown column 'a;cin' (did you mean 'cin'?)"),
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
    assert fault(parse_csv, b"a\n1\n", Circuit(["a"], [], {}), expected=True).startswith("v.csv:1: no column of an")


def test_csv_of_a_bus_of_many_bits():
    limit = csv.field_size_limit()
    for width in (20_000, 600_000):
        circuit = Circuit([f"w[{index}]" for index in range(width)], [], {})
        seen = seen_of(circuit, Rows({"w": [2**width - 1, 0]}))
        assert parse_csv(csv_bytes(seen), circuit).inputs["w"].tolist() == [2**width - 1, 0]
    assert csv.field_size_limit() == limit


def test_json_is_read_by_section():
    data = b'{"inputs": {"a": [1, "0x3"], "cin": [0, 1]}, "outputs": {"y": [0, 1]}, "nets": {"?": []}}'
    assert parse_json(data, CIRCUIT).inputs["a"].tolist() == [1, 3]
    assert parse_json(data, CIRCUIT).expected == {}
    assert parse_json(data, CIRCUIT, expected=True).expected["y"].tolist() == [0, 1]
    assert parse_json(b'{"inputs": {"d": [[1, 0], [0, 0]]}}', COUNTER).inputs["d"].shape == (2, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "v.csv:1: no JSON: an empty text"),
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


def header(shape, dtype):
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    body = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body.encode()


def archive(packed=zipfile.ZIP_STORED, **members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return out.getvalue()


def encrypted(data):
    """The same archive, which says that its arrays are encrypted."""
    for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data = data[:place] + bytes([data[place] | 1]) + data[place + 1 :]
    return data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "v.csv: no npz file ("),
        (b"PK\x03\x04", "v.csv: no npz file ("),
        (
            npz(a=np.array(["1"]), cin=np.array([1])),
            "v.csv: a: 1 texts for 'a' (texts only for numbers of more than 63",
        ),
        (npz(a=np.zeros(0, int), cin=np.zeros(0, int)), "v.csv: no rows"),
        (archive(a=header((True,), "<u1") + b"\0"), "v.csv: a: an array of uint8 of shape (True,) ("),
        (archive(a=header("(1L,)", "<u1") + b"\0"), "v.csv: a: no npy header ("),
        (archive(zipfile.ZIP_BZIP2, a=header((1,), "<u1") + b"\0"), "v.csv: a: no npy header ("),
        (encrypted(npz(a=np.array([1]))), "v.csv: a: an array that is damaged or encrypted"),
        (archive(a=header((1,), "<u1").replace(b"'shape'", b"1" * 60_000)), "v.csv: a: no npy header ("),
        (npz(a=np.array([1.0])), "v.csv: a: an array of float64 of shape (1,) ("),
        (npz(a=np.array([None])), "v.csv: a: an array of object of shape (1,) ("),
        (npz(a=np.zeros((1, 1, 1), int)), "v.csv: a: an array of int64 of shape (1, 1, 1) ("),
        (npz(a=np.array([7])), "v.csv: a: '7' is no value of 'a' (0 to 3)"),
        (npz(x=np.array([7])), "v.csv: x: unknown column 'x'"),
        (npz(a=np.array([1])), "v.csv: no column for input 'cin'"),
        (archive(a=header((10**15,), "<u1") + b"\0"), f"v.csv: a: the header promises {10**15} bytes, there are 1"),
        (archive(a=header((1,), "<u1") + b"\0\0"), "v.csv: a: the header promises 1 bytes, there are 2"),
        (archive(a=header((-1, -1), "<u1") + b"\0"), "v.csv: a: "),
        (archive(a=b"\x93NUMPY\x07\x00"), "v.csv: a: no npy header ("),
        (archive(a=b"\x93NUMPY\x01\x00\xff\xff{"), "v.csv: a: no npy header ("),
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


NASTY = (
    "run",
    "run_1",
    "c",
    "c_1",
    "c[0]",
    "c[1]",
    "c[2]",
    "=a",
    "'-b",
    "z(y)",
    "é",
    "a,b",
    'q"',
    "-",
    "0",
    "1;2",
    "a/b",
)


@st.composite
def nasty_circuits(draw):
    """Circuits whose ports have names that files use for something else."""
    names = st.lists(st.sampled_from(NASTY), unique=True, max_size=6)
    inputs, shown = draw(names), draw(names)
    nodes = {"n": gate("NOR", *inputs) if inputs else gate("ONE"), "m": gate("NOT", "n"), "z(n)": gate("BUF", "m")}
    if "run" not in inputs:
        nodes["run"] = gate("NOT", "m")
    if draw(st.booleans()):
        nodes["r"] = Register("n")
    nets = st.sampled_from([*inputs, *nodes])
    outputs = {name: name if name in inputs else draw(nets) for name in shown}
    return Circuit(inputs, outputs, nodes, encoding=draw(st.sampled_from(("binary", "bipolar"))))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(
    circuit=st.one_of(circuits(), nasty_circuits()),
    suffix=st.sampled_from(sorted(WRITERS)),
    runs=st.sampled_from((None, 3)),
    watch=st.sets(st.sampled_from(("n", "m", "z(n)", "run"))),
    sums=st.booleans(),
)
def test_what_is_written_is_read_again_and_is_right(circuit, suffix, runs, watch, sums):
    assume(not faults(circuit))
    assume(circuit.inputs or circuit.outputs)
    watch = watch & circuit.nodes.keys() - set(circuit.outputs)
    seen = seen_of(circuit, Random(5, runs=runs if circuit.registers else None), watch, sums)
    data = WRITERS[suffix](seen)
    read = READERS[suffix](data, circuit)
    assert (read.rows, read.expected, read.inputs.keys()) == (5, {}, seen.inputs.keys())
    for name, values in read.inputs.items():
        np.testing.assert_array_equal(values, seen.inputs[name])
    if circuit.outputs:
        compared = READERS[suffix](data, circuit, expected=True).expected
        assert compared.keys() >= seen.outputs.keys() - seen.inputs.keys()
        for name in seen.outputs.keys() & compared.keys():
            np.testing.assert_array_equal(compared[name], seen.outputs[name])
        assert list(mismatches(circuit, read.inputs, compared)) == []


def damaged(data, rng):
    """The data cut short everywhere, with each byte changed, with lines twice, with words that are out of place."""
    yield from (data[:length] for length in range(len(data)))
    yield from (data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :] for place in range(len(data)))
    lines = data.split(b"\n")
    yield from (b"\n".join(lines[:place] + lines[place - 1 :]) for place in range(1, len(lines)))
    for word in (b'"', b"\0", b"-", b"[", b"{", b"null", b"9" * 5000, b"\xff", b"L", b"True", b"<U9", b"|O", b";"):
        for place in rng.sample(range(len(data)), 20):
            yield data[:place] + word + data[place:]


def damaged_inside(data, rng):
    """An archive whose checksums are right, but not its first array."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name.removesuffix(".npy"): file.read(name) for name in file.namelist()}
    first = min(members)
    yield from (archive(**{**members, first: member}) for member in damaged(members[first], rng))


@pytest.mark.parametrize("suffix", sorted(READERS))
@pytest.mark.parametrize("circuit", [CIRCUIT, COUNTER])
def test_cut_short_or_flipped_anywhere(suffix, circuit):
    rng = random.Random(1)
    whole = WRITERS[suffix](seen_of(circuit, Random(4, runs=2 if circuit is COUNTER else None)))
    ways = [damaged, damaged_inside] if suffix == ".npz" else [damaged]
    told = set()
    for data in (data for way in ways for data in way(whole, rng)):
        try:
            assert READERS[suffix](data, circuit, "v", expected=True).rows > 0
        except NeurocircuitError as error:
            told.add(str(error))
    assert max(map(len, told)) <= 290
