"""Value change dump, read back by a small reader of its own, by vcdvcd and by pyvcd."""

from __future__ import annotations

import io
import random
import re
import signal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from vcd.reader import TokenKind, tokenize

from neurocircuit import formats
from neurocircuit.formats.vcd import vcd_chunks
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record, trace
from neurocircuit.testing import circuits
from tests.formats.conformance import ODD_NAMES

# On import vcdvcd lets this whole process die of a closed pipe.
_before = signal.getsignal(signal.SIGPIPE)
from vcdvcd import VCDVCD  # noqa: E402

signal.signal(signal.SIGPIPE, _before)


def vcd_bytes(circuit, request, **shown):
    return b"".join(vcd_chunks(record(circuit, request, **shown), circuit))


def read_vcd(data):
    """Path of scopes and name -> (type, width, values over time); checks the order of the sections."""
    header, body = data.decode("ascii").split("$enddefinitions $end\n")
    scopes, variables, codes = [], {}, set()
    for line in header.splitlines():
        words = line.split()
        assert words[-1] == "$end"
        if words[0] == "$scope":
            scopes.append(words[2])
        elif words[0] == "$upscope":
            scopes.pop()
        elif words[0] == "$var":
            kind, width, code, name = words[1:5]
            key = (*scopes, name)
            assert key not in variables
            assert code not in codes
            codes.add(code)
            variables[key] = (code, kind, int(width), [])
            assert words[5:] in (["$end"], [f"[{int(width) - 1}:0]", "$end"])
        else:
            assert words[0] in ("$version", "$timescale")
    assert not scopes
    start, rest = body.split("$end\n")
    assert start.startswith("#0\n$dumpvars\n")
    by_code = {entry[0]: entry[3] for entry in variables.values()}
    time = 0
    for line in (start.removeprefix("#0\n$dumpvars\n") + rest).splitlines():
        if line[0] == "#":
            assert int(line[1:]) > time or not by_code
            for values in by_code.values():
                values += values[-1:] * (int(line[1:]) - len(values))
            time = int(line[1:])
            continue
        text, code = line.split() if line[0] in "br" else (line[0], line[1:])
        value = float(text[1:]) if text[0] == "r" else int(text.lstrip("b"), 2)
        values = by_code[code]
        assert not values or values[-1] != value or text[0] == "r", "only changes are written"
        assert len(values) <= time + 1
        values[time:] = [value]
    return {key: entry[1:] for key, entry in variables.items()}


def test_a_clocked_run():
    circuit = formats.read("counter4")
    request = Random(20, fixed={"reset": 0})
    seen = trace(circuit, request)
    found = read_vcd(vcd_bytes(circuit, request))
    assert found["counter4", "q"] == ("wire", 4, seen.outputs["q"].tolist())
    assert found["counter4", "en"] == ("wire", 1, seen.inputs["en"].tolist())


def test_the_file_to_the_letter():
    circuit = Circuit(["a"], {"y": "n"}, {"n": Neuron(gate_perceptron("NOT", 1), ("a",), "NOT")}, "top")
    assert vcd_bytes(circuit, Rows({"a": [0, 0, 1]}), sums=True).decode().splitlines() == [
        "$version neurocircuit $end",
        "$timescale 1 ns $end",
        "$scope module top $end",
        "$var wire 1 ! a $end",
        '$var wire 1 " y $end',
        "$var integer 64 # z(n) $end",
        "$upscope $end",
        "$enddefinitions $end",
        "#0",
        "$dumpvars",
        "0!",
        '1"',
        "b0 #",
        "$end",
        "#2",
        "1!",
        '0"',
        f"b{'1' * 64} #",
        "#3",
    ]


def test_instances_and_runs_are_scopes():
    half = Circuit(["a"], ["y"], {"n": Neuron(gate_perceptron("NOT", 1), ("a",), "NOT"), "y": Register("n")}, "half")
    circuit = Circuit(["a"], ["u.y"], {"u": Instance(half, ("a",), "half")}, "top")
    seen = trace(circuit, Random(5, runs=2), watch=["u.n"])
    found = read_vcd(vcd_bytes(circuit, Random(5, runs=2), watch=["u.n"], sums=["u.n"]))
    assert set(found) == {
        ("top", run, *rest) for run in ("run0", "run1") for rest in (["a"], ["u.y"], ["u", "n"], ["u", "z(n)"])
    }
    assert found["top", "run1", "u", "n"] == ("wire", 1, seen.nets["u.n"][1].tolist())


def test_a_net_goes_by_the_name_that_it_has_in_its_instance():
    nodes = {"m": Neuron(gate_perceptron("NOT", 1), ("a",)), "n": Neuron(gate_perceptron("BUF", 1), ("a",))}
    inner = Circuit(["a"], {"y": "n", "n": "m"}, nodes)  # the output n hides the net n, which becomes i.n_1
    circuit = Circuit(["a"], ["i.y"], {"i": Instance(inner, ("a",))}, "top")
    read = read_vcd(vcd_bytes(circuit, Exhaustive(), watch=["i.n_1"]))
    assert ("top", "i", "n") in read


def test_sums_that_are_no_small_integers_are_reals():
    # Thirty times the largest power of ten that a weight may be is beyond any float.
    large = Neuron(Perceptron([10**30, *[-(10**307)] * 30], threshold=0), ("b", *["c"] * 30))
    half = Neuron(Perceptron([Fraction(1, 2)], threshold=0), ("a",))
    circuit = Circuit(["a", "b", "c"], ["y", "z"], {"y": large, "z": half}, "top")
    found = read_vcd(vcd_bytes(circuit, Rows({"a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]}), sums=True))
    assert found["top", "z(z)"] == ("real", 64, [0.5, 0, 0])
    kind, _, values = found["top", "z(y)"]
    assert (kind, values[:2]) == ("real", [0, 1e30])
    assert values[2] < -1e308


def test_wide_buses_and_negative_sums():
    wide = Circuit([f"w[{index}]" for index in range(100)], ["w[0]"], {}, "top")
    assert read_vcd(vcd_bytes(wide, Rows({"w": [2**99, 0, 5]})))["top", "w"] == ("wire", 100, [2**99, 0, 5])
    negative = Circuit(["a"], ["y"], {"y": Neuron(Perceptron([-3], threshold=0), ("a",))}, "top")
    assert read_vcd(vcd_bytes(negative, Exhaustive(), sums=True))["top", "z(y)"] == ("integer", 64, [0, 2**64 - 3])


def test_no_cycles_and_nothing_to_show():
    assert vcd_bytes(Circuit(["a"], ["a"], {}), Random(0)).endswith(b"#0\n$dumpvars\n$end\n#0\n")
    assert vcd_bytes(Circuit([], [], {}), Random(3)).endswith(b"#0\n$dumpvars\n$end\n#0\n")


def test_bipolar_values_are_wires():
    circuit = Circuit(["a"], ["a"], {}, encoding="bipolar")
    found = read_vcd(vcd_bytes(circuit, Exhaustive()))
    assert found == {("circuit", "a"): ("wire", 1, [0, 1])}


def test_names_hold_nothing_that_could_end_them():
    names = ["$end", "é", "è", "a:[3:1]", "x]", "a[1]", "\\b", "x$upscope", "a$b\\c"]
    circuit = Circuit(names, [], {}, "two words\n$end")
    found = read_vcd(vcd_bytes(circuit, Random(3)))
    wanted = ["_end", "_", "__1", "a:_3:1_", "x_", "a[1]", "_b", "x_upscope", "a$b\\c"]
    assert set(found) == {("two_words__end", name) for name in wanted}


def test_more_signals_than_characters_have_codes_of_their_own():
    names = [f"i{index}" for index in range(10_000)]
    circuit = Circuit(names, [], {})
    data = vcd_bytes(circuit, Random(2))
    found = read_vcd(data)
    assert len(found) == 10_000
    # None is longer than it must be.
    codes = re.findall(rb"\$var wire 1 (\S+) ", data)
    assert list(map(len, codes)) == [1] * 94 + [2] * 94**2 + [3] * (10_000 - 94 - 94**2)
    assert re.fullmatch(r"[!-~]+", "".join(name for _, name in found))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(circuit=circuits(encoding="binary"))
def test_what_was_seen_is_in_the_file(circuit):
    seen = trace(circuit, Random(6))
    found = sorted(values for _, _, values in read_vcd(vcd_bytes(circuit, Random(6))).values())
    shown = {**seen.inputs, **seen.outputs}
    assert found == sorted(values.tolist() for values in shown.values())


def read_by_vcdvcd(data):
    """The path, the type, and the values over time of each variable, in the order of the file."""
    read = VCDVCD(vcd_string=data.decode("ascii"))
    assert len(read.signals) == len(read.data)
    return [
        (path, seen.var_type, [_number(seen[time], seen.var_type) for time in range(read.endtime)])
        for path, seen in zip(read.signals, read.data.values(), strict=True)
    ]


def _number(text, kind):
    return float(text) if kind == "real" else int(text, 2)


def read_by_pyvcd(data):
    """The path, the type, and the values over time of each variable, in the order of the file."""
    scopes, found, time = [], {}, 0
    for token in tokenize(io.BytesIO(data)):
        if token.kind is TokenKind.SCOPE:
            scopes.append(token.scope.ident)
        elif token.kind is TokenKind.UPSCOPE:
            scopes.pop()
        elif token.kind is TokenKind.VAR:
            index = token.var.bit_index
            index = "" if index is None else f"[{index}]" if isinstance(index, int) else f"[{index[0]}:{index[1]}]"
            path = ".".join([*scopes, token.var.reference + index])
            found[token.var.id_code] = (path, token.var.type_.value, [])
        elif token.kind is TokenKind.CHANGE_TIME:
            for _, _, values in found.values():
                values += values[-1:] * (token.time_change - len(values))
            time = token.time_change
        elif token.kind in (TokenKind.CHANGE_SCALAR, TokenKind.CHANGE_VECTOR, TokenKind.CHANGE_REAL):
            code, value = token.data
            found[code][2][time:] = [int(value) if token.kind is TokenKind.CHANGE_SCALAR else value]
    return list(found.values())


#: Names that say something in a VCD file, or to one who reads it.
VCD_NAMES = (
    *ODD_NAMES,
    "$end",
    "$var",
    "x$scope",
    "$enddefinitions",
    "p$upscope",
    "#1",
    "b0",
    "r1",
    "\\[0]",
    "u.v",
    "u",
)


def clocked_circuit(rng, depth=2):
    """Registers, buses, instances in instances, either encoding, sums of every kind, and names of every kind."""
    encoding = rng.choice(("binary", "bipolar"))
    names = rng.sample(VCD_NAMES, len(VCD_NAMES))
    inputs = [names.pop(), names.pop(), *(f"in[{index}]" for index in range(rng.randint(1, 5)))]
    state = [names.pop(), *(f"q[{index}]" for index in range(rng.randint(1, 3)))]
    nets, nodes = [*inputs, *state], {}
    for _ in range(rng.randint(1, 3)):
        read = tuple(rng.choice(nets) for _ in range(rng.randint(1, 3)))
        weights = [rng.choice((1, -2, Fraction(1, 3), 10**30)) for _ in read]
        name = names.pop()
        nodes[name] = Neuron(Perceptron(weights, 0, rng.choice((0, 1, Fraction(1, 2))), encoding), read)
        nets.append(name)
    if depth:
        inner = clocked_circuit(rng, depth - 1)
        for name in (names.pop(), names.pop()):
            nodes[name] = Instance(inner, tuple(rng.choice(nets) for _ in inner.inputs), "inner")
            nets += [f"{name}.{output}" for output in inner.outputs]
    nodes.update({name: Register(rng.choice(nets), rng.randint(0, 1)) for name in state})
    shown = {names.pop(): rng.choice(nets), **{f"y[{index}]": rng.choice(nets) for index in range(3)}}
    return Circuit(inputs, shown, nodes, rng.choice(names), encoding=encoding)


@pytest.mark.parametrize("seed", range(25))
def test_other_programs_read_every_value_as_it_was_simulated(seed):
    rng = random.Random(seed)
    circuit = clocked_circuit(rng)
    runs = rng.choice((None, 1, 3))
    watched = [net for net in circuit.graph if net not in circuit.inputs and net not in circuit.outputs]
    request = Random(20, seed, runs)
    data = vcd_bytes(circuit, request, watch=watched, sums=True)
    read = [
        (".".join([*scopes, name]) + (f"[{width - 1}:0]" if kind == "wire" and width > 1 else ""), kind, values)
        for (*scopes, name), (kind, width, values) in read_vcd(data).items()
    ]
    assert [(path.removesuffix("[0:0]"), *rest) for path, *rest in read_by_vcdvcd(data)] == read
    assert [(path.removesuffix("[0:0]"), *rest) for path, *rest in read_by_pyvcd(data)] == read
    seen = trace(circuit, request, watch=watched, sums=True)
    shown = [(values, "wire") for section in (seen.inputs, seen.outputs, seen.nets) for values in section.values()]
    shown += [(values, "real" if values.dtype == object else "integer") for values in seen.sums.values()]
    wanted = [(kind, _dumped(run, kind)) for values, kind in shown for run in values.reshape(-1, 20)]
    assert sorted(wanted) == sorted((kind, values) for _, kind, values in read)


def _dumped(values, kind):
    """Values as a file has them: -1 is 0 of a wire, integers have 64 bits, reals are floats."""
    if kind == "real":
        return [float(value) for value in values]
    return [max(value, 0) if kind == "wire" else value % 2**64 for value in values.tolist()]
