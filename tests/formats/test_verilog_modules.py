"""Modules as they stand in the text: what is structure, and what is told apart from it."""

from __future__ import annotations

import pytest

from neurocircuit.formats.verilog_modules import read
from neurocircuit.formats.verilog_parts import Assign, FlipFlop, Primitive, Use
from neurocircuit.formats.verilog_tokens import Behavioural, Tokens


def modules(text):
    return read(Tokens(text.encode(), "x.v"))


def test_parts_stand_in_the_order_of_the_text():
    text = """
    module m(input [1:0] a, input k, output reg q, output y);
      assign y = a[0];
      or (n, a[0], a[1]);
      always_ff @(negedge k) begin : named q <= n; end : named
      inner u(.x(y)), v(y);
    endmodule : m
    """
    (module,) = modules(text).values()
    assert list(module.ports) == ["a", "k", "q", "y"]
    assert (module.ranges["a"], module.ranges["k"]) == ((1, 0), None)
    assert module.directions == {"a": "input", "k": "input", "q": "output", "y": "output"}
    assert [type(part) for part in module.parts] == [Assign, Primitive, FlipFlop, Use, Use]
    assert module.parts[2].edge == "fe"
    assert [list(part.connections) for part in module.parts[3:]] == [["x"], [0]]
    assert module.uses == {"inner"}
    assert (module.nets("a"), module.width("a"), module.nets("n")) == (["a[0]", "a[1]"], 2, ["n"])


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("always @(posedge k) if (a) q <= a;", "'if' is no structure"),
        ("always @(posedge k or negedge a) q <= a;", "an event of several nets"),
        ("always @(posedge k) begin q <= a; if (a) q <= k; end", "'if' is no structure"),
        ("always @(posedge k) begin begin q <= a; end end", "'begin' is no structure"),
        ("always @(posedge k) q = a;", "'=' is no structure"),
        ("always @* q = a;", "'always' is no structure"),
        ("always @(a) q <= a;", "'always' is no structure"),
        ("always begin end", "'always' is no structure"),
        ("initial for (i = 0; i < 2; i = i + 1) q = a;", "'for' is no structure"),
        ('initial $readmemh("x", q);', "'$readmemh' is no structure"),
        ("always_comb q = a;", "'always_comb' is no structure"),
        ("parameter W = 3;", "'parameter' is no structure"),
        ("generate endgenerate", "'generate' is no structure"),
        ("function f; endfunction", "'function' is no structure"),
        ("integer i;", "'integer' is no structure"),
        ("`define X 1", "'`define' is no structure"),
        ("reg [7:0] v [0:3];", "'v' is a memory"),
        ("wire [W:0] v;", "the index 'W' is no number"),
        ("wire [3-1:0] v;", "'-' is no structure"),
        ("wire [1:0][3:0] v;", "an array of vectors"),
        ("assign q = u.n;", "'.' is no structure"),
        ("wire signed [3:0] v;", "'signed' is no structure"),
        ("assign q = a + k;", "'+' is no structure"),
        ("assign q = a < k;", "'<' is no structure"),
        ("assign q = -a;", "'-' is no structure"),
        ("assign q = f(a);", "'(' is no structure"),
        ("assign q = v[a];", "the index 'a' is no number"),
        ("assign q = 4'sb1;", '"4\'sb1" is a signed number'),
        ("inner #(3) u(a);", "an instance of 'inner' with parameters"),
        ("inner u[3:0](a);", "a row of instances"),
        ("inner u(.a, .k);", "a connection without a net"),
        ("inner u(.*);", "a connection without a net"),
        ("and g[1:0](q, a, k);", "a row of gates"),
    ],
)
def test_behaviour_is_told_by_the_word_that_says_it(body, what):
    with pytest.raises(Behavioural) as error:
        modules(f"module m(input a, input k, output reg q);\n{body}\nendmodule\n")
    assert (error.value.where, error.value.what) == (2, what)


def test_a_module_with_parameters_is_behaviour():
    with pytest.raises(Behavioural, match="a module with parameters"):
        modules("module m #(parameter W = 3) (input a);\nendmodule\n")
