"""Writing Verilog: what stands there, and that Icarus, Yosys and ABC take it for the same circuit."""

from __future__ import annotations

import random
import shutil
import subprocess

import numpy as np
import pytest

from neurocircuit import formats
from neurocircuit.formats.verilog_tokens import KEYWORDS
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from tests.formats.icarus import needs_icarus, simulated
from tests.formats.test_abc import ABC, REMARKS, random_circuit
from tests.samples import gate

YOSYS = shutil.which("yosys")


def dumps(circuit):
    return formats.dumps(circuit, "verilog")


def assignment(weights, threshold, names="abcdefgh"):
    """The text of one neuron."""
    inputs = tuple(names[: len(weights)])
    text = dumps(Circuit(inputs, ["y"], {"y": Neuron(Perceptron(weights, threshold=threshold), inputs)}))
    return text.splitlines()[-2].strip() if weights else text.splitlines()[2].strip()


@pytest.mark.parametrize(
    ("weights", "threshold", "text"),
    [
        ([1, 1], 2, "a & b"),
        ([1, 1], 1, "a | b"),
        ([-1, -1], -1, "~(a & b)"),
        ([-1, -1], 0, "~(a | b)"),
        ([1, -1], 1, "a & ~b"),
        ([1, -1], 0, "a | ~b"),
        ([1], 1, "a"),
        ([-1], 0, "~a"),
        ([1, 1, 1], 2, "(a & b) | (a & c) | (b & c)"),
        ([1, 1, -2], 0, "~c | (a & b)"),
        ([-2, 1, 1], 0, "(b & c) | ~a"),
        ([1, 1], 3, "1'b0"),
        ([1, 1], 0, "1'b1"),
        ([], 0, "1'b1"),
        ([], 1, "1'b0"),
    ],
)
def test_neurons_are_sums_of_products(weights, threshold, text):
    made = assignment(weights, threshold)
    if text == "~c | (a & b)":
        text = "(a & b) | ~c"
    if text == "(b & c) | ~a":
        text = "~a | (b & c)"
    assert made == f"assign y = {text};"


def test_a_wide_count_is_written_as_its_operations():
    names = tuple(f"i{index}" for index in range(16))
    circuit = Circuit(names, ["y"], {"y": Neuron(Perceptron([1] * 16, threshold=8), names)})
    text = dumps(circuit)
    assert 30 < text.count("assign") < 120
    assert max(map(len, text.splitlines())) <= 100
    patterns = np.random.default_rng(1).integers(0, 2, (500, 16), np.uint8)
    again = formats.parse(text, "verilog")
    np.testing.assert_array_equal(again.simulate(patterns)[:, 0], patterns.sum(1) >= 8)


def test_registers_have_a_clock_and_first_values_through_the_hierarchy():
    inner = Circuit(["d"], ["q"], {"q": Register("d", 1)}, "inner")
    circuit = Circuit(["clk", "d"], {"y": "u"}, {"u": Instance(inner, ("d",), "inner")}, "top")
    text = dumps(circuit)
    assert "module top (clk_1, clk, d, y);" in text
    assert "inner u (.clk(clk_1), .d(d), .q(y));" in text
    assert "reg q = 1'b1;" in text
    assert "always @(posedge clk) q <= d;" in text


def test_a_definition_is_one_module_and_names_of_modules_are_words():
    inner = Circuit(["a"], ["y"], {"y": gate("NOT", "a")}, "module")
    uses = {name: Instance(inner, ("a",), "inner") for name in ("u", "v[0]")}
    text = dumps(Circuit(["a"], {"y": "u", "z": "v[0]"}, uses, "1 ä"))
    assert [line.split(" ")[1] for line in text.splitlines() if line.startswith("module")] == ["_1__", "_module"]
    assert "_module u (.a(a), .y(y));" in text
    assert "_module \\v[0]  (.a(a), .y(z));" in text


def test_names_are_escaped_or_changed_without_collision():
    names = ("wire", "input", "a[0]", "b\\", "x,y", "é", "(*", "a_", "$n")
    circuit = Circuit(names, {"y": "wire"}, {})
    again = formats.parse(dumps(circuit), "verilog")
    assert again.inputs == ("wire_", "input", "a[0]", "b\\", "x_y", "_", "__1", "a_", "$n")


def test_an_output_that_is_an_input_is_a_port_of_its_own():
    circuit = Circuit(["a"], {"a": "a", "y": "a"}, {})
    again = formats.parse(dumps(circuit), "verilog")
    assert (again.inputs, again.outputs) == (("a",), ("a_1", "y"))
    assert again.simulate([[0], [1]]).tolist() == [[0, 0], [1, 1]]


def wide_circuit(rng):
    """Neurons of 7 to 40 inputs, registers of both first values, and names of the wild."""
    inputs = [f"i[{index}]" for index in range(40)]
    nodes = {"q\\": Register("n$0", 1), "q.1": Register("q\\", 0)}
    for index in range(4):
        read = tuple(rng.sample([*inputs, *nodes], rng.randint(7, 40)))
        weights = [rng.choice((1, 1, -1, 2, -3, 5)) for _ in read]
        low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
        nodes[f"n${index}"] = Neuron(Perceptron(weights, threshold=(low + high) // 2), read)
    return Circuit(inputs, ["n$0", "n$3", "q\\", "q.1", "n$1"], nodes, "wide")


def circuits_of(seed, count):
    rng = random.Random(seed)
    return [wide_circuit(rng) if index % 8 == 7 else random_circuit(rng) for index in range(count)]


def written_ports(text):
    """The names of the ports as they are written, inputs and outputs, and the clock."""
    words = text.replace("\n", " ")
    ports = words[words.index("(") + 1 : words.index(");")]
    return [name.strip() + (" " if name.strip().startswith("\\") else "") for name in ports.split(", ")]


@needs_icarus
def test_icarus_simulates_the_same_outputs(tmp_path):
    for number, circuit in enumerate(circuits_of(5, 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        formats.write(circuit, folder / "x.v")
        text = (folder / "x.v").read_text()
        ports = written_ports(text)
        # Where there are registers, also in instances, a clock stands first.
        clock = ports.pop(0) if len(ports) > len(circuit.inputs) + len(circuit.outputs) else ""
        inputs = [(name, 1) for name in ports[: len(circuit.inputs)]]
        outputs = [(name, 1) for name in ports[len(circuit.inputs) :]]
        patterns = np.random.default_rng(number).integers(0, 2, (60, len(inputs)), np.uint8)
        top = text.split(" ")[1]
        wanted = simulated(folder / "x.v", top, inputs, outputs, patterns, clock)
        np.testing.assert_array_equal(circuit.simulate(patterns), wanted, err_msg=text)


@pytest.mark.skipif(ABC is None, reason="ABC is not installed (Debian: berkeley-abc)")
def test_abc_proves_it_equal_to_what_is_written_as_blif(tmp_path):
    compared = 0
    for number, circuit in enumerate(circuits_of(6, 60)):
        if circuit.registers:
            continue
        compared += 1
        formats.write(circuit, tmp_path / f"{number}.v")
        formats.write(circuit, tmp_path / f"{number}.blif")
        script = f"read {number}.v; strash; cec -n {number}.v {number}.blif"
        run = subprocess.run(
            [ABC, "-q", script], cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=60
        )
        said = REMARKS.sub("", run.stdout + run.stderr).strip()
        assert "are equivalent" in said, (number, said)
        assert len(said.splitlines()) == 1, (number, said)
    assert compared > 10


@pytest.mark.skipif(ABC is None, reason="ABC is not installed (Debian: berkeley-abc)")
def test_abc_reads_every_keyword_as_a_name(tmp_path):
    names = sorted(KEYWORDS)
    nodes = {f"not_{name}": gate("NOT", name) for name in names}
    circuit = Circuit(names, list(nodes), nodes)
    formats.write(circuit, tmp_path / "x.v")
    formats.write(circuit, tmp_path / "x.blif")
    run = subprocess.run([ABC, "-q", "cec -n x.v x.blif"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "are equivalent" in run.stdout


EQUAL = """\
read_verilog {n}.v
hierarchy -check -auto-top
proc
flatten
rename -top gold
design -stash gold
read_blif -sop {n}.blif
hierarchy -auto-top
flatten
techmap
rename -top gate
design -stash gate
design -copy-from gold -as gold gold
design -copy-from gate -as gate gate
miter -equiv -flatten -make_assert gold gate miter
"""


@pytest.mark.skipif(YOSYS is None, reason="Yosys is not installed (Debian: yosys)")
def test_yosys_proves_it_equal_to_what_is_written_as_blif(tmp_path):
    """Where all names are plain words the two have the same ports, but for the clock."""
    rng = random.Random(7)
    for number in range(12):
        inputs = list("abcd")
        nets, nodes = list(inputs), {}
        for index in range(rng.randint(2, 6)):
            read = tuple(rng.choice(nets) for _ in range(rng.randint(1, 4)))
            threshold = rng.randint(-1, 2)
            weights = [rng.choice((1, -1, 2)) for _ in read]
            nodes[f"n{index}"] = Neuron(Perceptron(weights, threshold=threshold), read)
            nets.append(f"n{index}")
        circuit = Circuit(inputs, {f"y{index}": net for index, net in enumerate(nets[-3:])}, nodes, "m")
        formats.write(circuit, tmp_path / f"{number}.v")
        formats.write(circuit, tmp_path / f"{number}.blif")
        script = EQUAL.format(n=number) + "sat -verify -prove-asserts miter\n"
        (tmp_path / "prove.ys").write_text(script)
        run = subprocess.run([YOSYS, "-q", "-s", "prove.ys"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.skipif(YOSYS is None, reason="Yosys is not installed (Debian: yosys)")
def test_yosys_reads_every_circuit_without_a_word_and_we_read_its_json(tmp_path):
    for number, circuit in enumerate(circuits_of(8, 24)):
        formats.write(circuit, tmp_path / f"{number}.v")
        script = (
            f"read_verilog {number}.v; hierarchy -check -auto-top; proc; opt_clean; check -assert; write_json x.json"
        )
        run = subprocess.run([YOSYS, "-q", "-p", script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (run.returncode, run.stderr) == (0, ""), run.stdout + run.stderr
        again = formats.read(tmp_path / "x.json")
        shape = (60, len(circuit.inputs))
        patterns = np.random.default_rng(number).integers(0, 2, shape, np.uint8)
        written = formats.read(tmp_path / f"{number}.v")
        # Where a register only keeps its value Yosys has none any more, and the clock stays as an input.
        assert set(written.inputs) <= set(again.inputs) <= {*written.inputs, "clk"}
        order = [written.inputs.index(name) if name in written.inputs else 0 for name in again.inputs]
        shown = [again.outputs.index(name) for name in written.outputs]
        np.testing.assert_array_equal(again.simulate(patterns[:, order])[:, shown], circuit.simulate(patterns))
