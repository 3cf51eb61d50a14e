"""Structural Verilog: what is read, what it means, and what is refused."""

from __future__ import annotations

import pytest

from neurocircuit import formats
from neurocircuit.errors import CircuitError, FormatError, LimitError
from neurocircuit.formats import rtl
from neurocircuit.formats.verilog import Behavioural
from neurocircuit.netlist.circuit import Register
from tests.formats.conformance import Conformance, outputs_of


@pytest.fixture(autouse=True)
def without_yosys(monkeypatch):
    """A text that is no structure any more is refused here, by no other program."""
    monkeypatch.setattr(rtl, "find_spec", lambda name: None)


def parse(text, source="x.v"):
    return formats.parse(text, "verilog", source)


SAMPLE = """\
// all that there is
`timescale 1ns / 1ps
module flop (input CK, D, output reg Q = 1'b1);
  always @(posedge CK) Q <= #0.1 D;
endmodule
(* top *)
module top (clk, a, \\b[0] , c, y, z, s, q);
  input clk, a; input \\b[0] ; input [1:0] c;
  output y, z, q; output [1:0] s; /* a bus
  of two */
  wire #0.5 n, m = ~(a & c[1]);
  reg r; initial r = 1'b0;
  and #2 g (n, a, \\b[0] , m), (y, n, c[0]);
  assign z = r ? ^c : n | 1'b0, s = {a, n} ^ ~c;
  always @(posedge clk) begin r <= a | q; end
  flop f (.CK(clk), .D(s[1] & a), .Q(q));
endmodule
"""


class TestVerilog(Conformance):
    format = "verilog"
    holds = staticmethod(str.isascii)
    sample = SAMPLE
    driven_twice = "module m(a, y);\ninput a; output y;\nnot (y, a);\nassign y = a;\nendmodule\n"
    never_driven = "module m(a, z);\ninput a; output z;\nassign z = a & y;\nendmodule\n"


def module(body, ports="input a, b, c, output y"):
    return f"module m({ports});\n{body}\nendmodule\n"


def table(body, ports="input a, b, c, output y"):
    """The outputs, counting up with the first input fastest."""
    return outputs_of(parse(module(body, ports))).astype(int).tolist()


def test_the_sample():
    circuit = parse(SAMPLE)
    assert circuit.inputs == ("a", "b[0]", "c[1]", "c[0]")
    assert circuit.outputs == ("y", "z", "s[1]", "s[0]", "q")
    assert circuit.registers == ("r", "f.Q")
    rows = [(1, 1, 0, 1), (0, 0, 1, 0), (1, 0, 0, 0)]
    assert circuit.simulate(rows).tolist() == [[1, 1, 0, 1, 1], [0, 1, 0, 1, 0], [0, 0, 0, 1, 0]]


@pytest.mark.parametrize(
    ("gate", "wanted"),
    [
        ("and (y, a, b, c)", [0, 0, 0, 0, 0, 0, 0, 1]),
        ("nand (y, a, b, c)", [1, 1, 1, 1, 1, 1, 1, 0]),
        ("or (y, a, b, c)", [0, 1, 1, 1, 1, 1, 1, 1]),
        ("nor (y, a, b, c)", [1, 0, 0, 0, 0, 0, 0, 0]),
        ("xor (y, a, b, c)", [0, 1, 1, 0, 1, 0, 0, 1]),
        ("xnor (y, a, b, c)", [1, 0, 0, 1, 0, 1, 1, 0]),
        ("buf (y, a)", [0, 1] * 4),
        ("not (y, a)", [1, 0] * 4),
        ("and (y, a)", [0, 1] * 4),
        ("and #(1:2:3, 4) named (y, a, 1'b1)", [0, 1] * 4),
        ("nor (y, ~a, b ^ c)", [0, 1, 0, 0, 0, 0, 0, 1]),
    ],
)
def test_primitives(gate, wanted):
    assert [row[0] for row in table(f"{gate};")] == wanted


def test_a_gate_is_one_neuron_however_wide():
    names = [f"i{index}" for index in range(40)]
    ports = f"input {', '.join(names)}, output y"
    circuit = parse(module(f"nor (y, {', '.join(names)});", ports))
    assert [node.gate for node in circuit.nodes.values()] == ["NOR"]
    circuit = parse(module(f"assign y = {' & '.join(names)};", ports))
    assert [node.gate for node in circuit.nodes.values()] == ["AND"]


def test_buf_and_not_have_several_outputs():
    assert table("not (y, z, a);", "input a, output y, z") == [[1, 1], [0, 0]]


def test_buses_by_index_and_range():
    ports = "input [3:0] a, input [0:1] b, output [3:0] y, output z"
    circuit = parse(module("assign y[3:2] = b, {y[1], y[0]} = a[2:1]; assign z = a[3];", ports))
    assert circuit.inputs == ("a[3]", "a[2]", "a[1]", "a[0]", "b[0]", "b[1]")
    # Of [0:1] the highest bit is b[0].
    assert circuit.simulate([[1, 0, 1, 0, 1, 0]]).tolist() == [[1, 0, 0, 1, 1]]


def test_ports_declared_outside_of_the_header():
    text = "module m(a, q, y);\noutput [1:0] q; input a;\nreg [1:0] q;\noutput y; wire y;\nassign y = q[1];\n"
    text += "initial q = 2;\nalways @(negedge a) q <= ~q;\nendmodule\n"
    circuit = parse(text)
    assert circuit.inputs == ()
    assert circuit.simulate([[], []]).tolist() == [[1, 0, 1], [0, 1, 0]]


@pytest.mark.parametrize(
    ("declaration", "initial"),
    [
        ("reg q;", 0),
        ("reg q = 1'b1;", 1),
        ("reg q; initial q = 1;", 1),
        ("reg q; initial begin q = 1'b1; end", 1),
        ("reg q; initial begin q <= 1'b1; end", 1),  # as ABC writes it
        ("(* init = 1'b1 *) reg q;", 1),
        ('(* src = "a.v:1", init = 1\'h1 *)\nreg q;', 1),
        ("logic q = 0;", 0),
    ],
)
def test_first_values(declaration, initial):
    circuit = parse(module(f"{declaration}\nalways @(posedge c) q <= a;\nassign y = q;"))
    assert circuit.nodes["q"] == Register("a", initial)
    assert circuit.inputs == ("a", "b")


def test_a_port_of_the_header_has_a_first_value():
    text = module("always @(posedge c) y <= a;", "input a, c, output reg y = 1'b1")
    assert parse(text).nodes["y"] == Register("a", 1)


def test_a_clock_that_is_read_too_stays_an_input():
    assert parse(module("reg q; always @(posedge c) q <= a; assign y = q & c;")).inputs == ("a", "b", "c")


def test_the_edge_of_a_vector_is_that_of_its_lowest_bit():
    ports = "input [1:0] c, input e, input a, output reg q = 1'b0"
    assert parse(module("always @(posedge c) q <= a;", ports)).inputs == ("c[1]", "e", "a")
    assert parse(module("always @(posedge {c, e}) q <= a;", ports)).inputs == ("c[1]", "c[0]", "a")


def test_yosys_writes_names_of_nets_that_it_did_away_with():
    text = module("wire [1:0] \\u.y , t; assign t = \\u.y ; assign y = a;")
    assert list(parse(text).nodes) == ["y"]


FLOP = "module dff(CK, Q, D);\ninput CK, D; output Q; reg Q;\nalways @(posedge CK) Q <= D;\nendmodule\n"


def test_a_clock_leaves_the_inputs_through_the_hierarchy():
    wrapped = "module wrap(input K, X, output Z);\ndff f(K, Z, X);\nendmodule\n"
    circuit = parse(FLOP + wrapped + module("wrap w(.K(c), .X(a & b), .Z(y));"))
    assert circuit.inputs == ("a", "b")
    assert circuit.simulate([[1, 1], [0, 0]]).tolist() == [[0], [1]]


def test_connections_by_order_by_name_left_open_and_of_constants():
    inner = "module inner(input [1:0] x, input k, output o, output p);\nassign o = x[1] & k, p = ~x[0];\nendmodule\n"
    circuit = parse(inner + module("inner u({a, b}, 1'b1, y, ), v(.x(2), .k(1), .o(), .p());"))
    assert [row[0] for row in outputs_of(circuit)] == [False, True] * 4
    assert list(circuit.instances) == ["u", "v"]


def test_cells_of_yosys_stand_in_verilog_too():
    text = module(
        "wire n; (* init = 1'b1 *) wire q;\n"
        "\\$_ANDNOT_ g (.A(a), .B(b), .Y(n));\n"
        "\\$_DFFE_PP_ f (.C(c), .D(n), .E(1'b1), .Q(q));\n"
        "assign y = q;"
    )
    circuit = parse(text)
    assert circuit.inputs == ("a", "b")
    assert circuit.simulate([[1, 0], [1, 1], [0, 0]]).tolist() == [[1], [1], [0]]


def test_supplies_and_an_implicit_net():
    assert table("supply1 vdd; supply0 gnd; and (n, a, vdd); or (y, n, gnd);")[:2] == [[0], [1]]


def test_escaped_names_are_names_whatever_they_are():
    circuit = parse(
        "module m(\\module , \\a+b , y);\ninput \\module , \\a+b ; output y;\nxor (y, \\module , \\a+b );\nendmodule"
    )
    assert circuit.inputs == ("module", "a+b")


def test_the_top_is_what_no_other_module_uses():
    both = module("assign y = a;") + module("dff f(c, y, a);").replace("module m", "module n") + FLOP
    assert parse(both).name == "n"
    with pytest.raises(FormatError, match=r"no top among the modules m, k \(call the file as the top\)"):
        parse(module("assign y = a;") + module("assign y = b;").replace("module m", "module k"))


def test_the_file_tells_the_top(tmp_path):
    (tmp_path / "k.v").write_text(module("assign y = a;") + module("assign y = b;").replace("module m", "module k"))
    assert formats.read(tmp_path / "k.v").name == "k"


def test_a_cycle_names_its_line():
    with pytest.raises(CircuitError, match=r"x.v:2: "):
        parse(module("and (n, a, y);\nnot (y, n);"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "dff f(c, y, a);",
            "x.v:2: no module 'dff' in this file (add it, a flip-flop with always @(posedge CK) Q <= D;)",
        ),
        ("m u(a, b, c, y);", "x.v:1: modules that contain themselves: m -> m"),
        ("\\$_DFF_PP0_ f (.C(c), .D(a), .R(b), .Q(y));", "x.v:2: $_DFF_PP0_ has an asynchronous set or reset"),
        ("\\$_AND_ g (a, b, y);", "x.v:2: pin 0 of $_AND_ (connect one bit, by the pin's name)"),
        ("\\$_NOT_ g (.A({a, b}), .Y(y));", "x.v:2: pin A of $_NOT_ (connect one bit, by the pin's name)"),
        ("assign #d y = a;", "x.v:2: 'd', expected a delay"),
        ("assign #(1, d) y = a;", "x.v:2: 'd', expected a delay"),
        ("assign #(1 y = a;", "x.v:2: 'y', expected ')'"),
        ("and (y);", "x.v:2: and with 1 terminals"),
        ("and (a & b, c);", "x.v:2: an output that is no net"),
        ("and (y & 1'b1, a, b);", "x.v:2: an output that is no net"),
        ("\\$_NOT_ g (.A(a), .Y(~y));", "x.v:2: an output that is no net"),
        ("buf (a);", "x.v:2: buf with 1 terminals"),
        ("assign y = 1.5;", "x.v:2: '1.5' is no number"),
        ("wire [1:0] v; assign v = a; and (y, v, b);", "x.v:2: a terminal of 2 bits"),
        ("assign y = a[0];", "x.v:2: a[0], and 'a' is no vector"),
        ("wire [3:0] v; assign y = v[4];", "x.v:2: v[4] is not in the range [3:0]"),
        ("wire [3:0] v; assign y = v[1:2];", "x.v:2: v[1:2] is not in the range [3:0]"),
        ("wire [3:0] y;", "x.v:2: 'y' is declared with another range"),
        ("assign y = 1'bx;", 'x.v:2: "1\'bx" has no value (write 0 or 1 for x and z)'),
        ("initial y = 1'b1; assign y = a;", "x.v:1: 'y' has an initial value and is no register"),
        (
            "reg q; initial q = a; always @(posedge c) q <= a; assign y = q;",
            "x.v:2: the initial value of 'q' is no constant",
        ),
        (
            "reg p, q; always @(posedge c) p <= a; always @(posedge b) q <= a; assign y = p & q;",
            "x.v:2: registers of different clocks: 'c' and 'b'",
        ),
        (
            "reg p, q; always @(posedge c) p <= a; always @(negedge c) q <= a; assign y = p & q;",
            "x.v:2: both edges of the clock 'c'",
        ),
        ("reg q; wire k; not (k, c); always @(posedge k) q <= a; assign y = q;", "x.v:2: the clock 'k' is no input"),
        ("input d;", "x.v:2: 'd' is no port"),
        ("input a;", "x.v:2: port 'a' is declared twice"),
        ("wire [1:0] v; wire [2:0] v;", "x.v:2: 'v' is declared with another range"),
        ("wire [1:0] v; wire \\v[1] ; assign \\v[1] = a;", "x.v:2: 'v[1]' is a net and a bit of 'v' (rename one)"),
        ("wire [1:0] v; assign v = {a, b}, y = \\v[1] ;", "x.v:2: 'v[1]' is a net and a bit of 'v' (rename one)"),
        ("inout d;", "x.v:2: 'd' is an inout"),
        ("nmos (y, a, b);", "x.v:2: 'nmos' is no logic"),
        ("assign y = a &;", "x.v:2: ';', expected an operand"),
        ("assign y = (a;", "x.v:2: ';', expected ')'"),
        ("and (y, a b);", "x.v:2: 'b', expected ')'"),
        ("foo bar;", "x.v:2: ';', expected '('"),
        ("wire [1000000:0] v;", "x.v:2: a range of 1,000,001 bits (at most 1,000,000)"),
        ("assign y = \x01;", "x.v:2: the character U+0001 begins no word"),
    ],
)
def test_faults_name_the_line(body, message):
    with pytest.raises(FormatError) as error:
        parse(module(body))
    assert str(error.value).startswith(message)
    assert not isinstance(error.value, Behavioural)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("module m(a);\nendmodule\n", "x.v:1: port 'a' is neither input nor output"),
        ("module m(a, a);\ninput a;\nendmodule\n", "x.v:1: port 'a' is there twice"),
        ("module m(input [1:0] a,\noutput \\a[0] );\nendmodule\n", "x.v:2: 'a[0]' is a net and a bit of 'a'"),
        ("module m();\nendmodule\nmodule m();\nendmodule\n", "x.v:3: module 'm' is there twice"),
        ("module m(a, y);\ninput a;\noutput y;\nassign y = a;\n", "x.v:4: the text ends where"),
        ("assign y = a;", "x.v:1: 'assign', expected 'module'"),
    ],
)
def test_faults_of_modules_name_the_line(text, message):
    with pytest.raises(FormatError) as error:
        parse(text)
    assert str(error.value).startswith(message)


INNER = "module inner(input [1:0] x, output o);\nassign o = ^x;\nendmodule\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("inner u(a, y);", "x.v:5: 1 bits at the port 'x' (it has 2)"),
        ("inner u({a, b}, y, c);", "x.v:5: 3 connections of 'inner' (it has 2 ports)"),
        ("inner u(.x({a, b}), .z(y));", "x.v:5: 'inner' has no port 'z'"),
        ("inner u(.o(y));", "x.v:5: input 'x[1]' of 'inner' is not connected"),
        ("inner u(.x({a, b}), .o(~y));", "x.v:5: an output that is no net"),
        ("inner u(.x({a, b}), .o(y | 1'b0));", "x.v:5: an output that is no net"),
        ("inner u({a, b}, .o(y));", "x.v:5: '.', expected an operand"),
        ("inner u(.o(y), {a, b});", "x.v:5: '{', expected '.'"),
        ("inner u(.x({a, b}), .x(0), .o(y));", "x.v:5: port 'x' is connected twice"),
    ],
)
def test_faults_of_instances_name_the_line(body, message):
    with pytest.raises(FormatError) as error:
        parse(INNER + module(body))
    assert str(error.value).startswith(message)


def test_bits_beyond_all_sense_are_refused_by_counting_them():
    wide = "wire [999999:0] v;\n" + "".join(f"assign w{n} = v;\n" for n in range(30))
    with pytest.raises(LimitError, match=r"x.v:\d+: a module of more than 20,000,000 bits"):
        parse(module(f"{wide}assign y = a;"))
    with pytest.raises(FormatError, match="an expression of 1,000,000,000,000 bits"):
        parse(module("assign y = {1000000{{1000000{a}}}};"))


def test_deep_and_long_texts_are_read_without_recursion():
    deep = f"assign y = {'(~' * 20_000}a{')' * 20_000};"
    assert table(deep) == table("assign y = a;")
    chain = "assign y = " + "a ? b : " * 3_000 + "c;"
    assert table(chain) == table("assign y = a ? b : c;")
    wires = "".join(f"not (n{index}, n{index - 1});\n" for index in range(20_000, 0, -1))
    assert table(f"{wires}buf (n0, a), (y, n20000);") == table("assign y = a;")
