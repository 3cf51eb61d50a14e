"""Berkeley Logic Interchange Format."""

from __future__ import annotations

import pytest

from neurocircuit import formats
from neurocircuit.errors import CircuitError, FormatError, LimitError
from neurocircuit.formats.blif import SKIPPED
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Instance, Neuron, Register
from tests.formats.conformance import Conformance, outputs_of


def parse(text, source=""):
    return formats.parse(text, "blif", source)


def dumps(circuit):
    return formats.dumps(circuit, "blif")


SAMPLE = """\
# all that there is
.model top
.inputs a b[0] \\
 b[1]
.outputs y a
.outputs z y
.wire_load_slope 0.00
.latch y q re clk 1
.names a b[0] n.1 y   # on-set
1-1 1
-01 1
.names q b[1] z
11 0
00 0
.subckt inner o=n.1 i[0]=a i[1]=q
.names one
1
.end

.model inner
.inputs i[1] i[0]
.outputs o
.latch d o 2
.names i[0] i[1] d
10 1
01 1
.end
"""


class TestBlif(Conformance):
    format = "blif"
    sample = SAMPLE
    driven_twice = ".model m\n.inputs a\n.outputs y\n.names a y\n1 1\n.latch a y\n.end\n"
    never_driven = ".model m\n.inputs a\n.outputs z\n.names y z\n1 1\n.end\n"


def model(body, inputs="a b c", outputs="y"):
    return f".model m\n.inputs {inputs}\n.outputs {outputs}\n{body}.end\n"


def cover(rows, inputs=2):
    """The outputs of a cover, counting up with the first input fastest."""
    names = " ".join("abcdefgh"[:inputs])
    return outputs_of(parse(model(f".names {names} y\n{rows}", names)))[:, 0].astype(int).tolist()


@pytest.mark.parametrize(
    ("rows", "inputs", "wanted"),
    [
        ("11 1\n", 2, [0, 0, 0, 1]),
        ("11 0\n", 2, [1, 1, 1, 0]),
        ("10 1\n01 1\n", 2, [0, 1, 1, 0]),
        ("10 0\n01 0\n", 2, [1, 0, 0, 1]),
        ("1-- 1\n-00 1\n", 3, [1, 1, 0, 1, 0, 1, 0, 1]),
        ("", 2, [0, 0, 0, 0]),
        ("-- 1\n", 2, [1, 1, 1, 1]),
        ("-- 0\n", 2, [0, 0, 0, 0]),
        ("1- 1\n1- 1\n", 2, [0, 1, 0, 1]),
        ("1   1\n", 1, [0, 1]),
    ],
)
def test_covers(rows, inputs, wanted):
    assert cover(rows, inputs) == wanted


@pytest.mark.parametrize(("rows", "value"), [("1\n", 1), ("0\n", 0), ("", 0)])
def test_constants(rows, value):
    assert parse(model(f".names y\n{rows}", "a")).simulate([[0], [1]]).tolist() == [[value], [value]]


def test_the_sample_as_a_circuit():
    circuit = parse(SAMPLE)
    assert (circuit.name, circuit.inputs, circuit.outputs) == ("top", ("a", "b[0]", "b[1]"), ("y", "a", "z"))
    assert circuit.nodes["q"] == Register("y", 1)
    # An instance of one output is called as the net that it drives.
    assert circuit.nodes["n.1"] == Instance(circuit.circuits["inner"], ("q", "a"), "inner")
    assert circuit.circuits["inner"].nodes["o"] == Register("d", 0)
    assert list(circuit.nodes) == ["q", "y", "z_1", "z", "n.1", "one"]
    assert circuit.nodes["y"] == Neuron(Perceptron([1, -1, 2], threshold=2), ("a", "b[0]", "n.1"))
    assert circuit.nodes["z_1"] == Neuron(gate_perceptron("AND", 2), ("q", "b[1]"), "AND")


@pytest.mark.parametrize(
    ("latch", "initial"),
    [
        ("a q", 0),
        ("a q 0", 0),
        ("a q 1", 1),
        ("a q 2", 0),
        ("a q 3", 0),
        ("a q re NIL 1", 1),
        ("a q fe clk", 0),
    ],
)
def test_latches(latch, initial):
    circuit = parse(model(f".latch {latch}\n", "a", "q"))
    assert circuit.nodes == {"q": Register("a", initial)}


def test_latches_without_a_clock_go_with_any():
    circuit = parse(model(".latch a p re NIL\n.latch a q fe c 1\n", "a", "p q"))
    assert circuit.nodes == {"p": Register("a"), "q": Register("a", 1)}


CLOCKED = ".model inner\n.inputs d ck\n.outputs q\n.latch d q re ck 1\n.end\n"


def test_an_input_that_is_only_the_clock_leaves_the_inputs():
    circuit = parse(model(".latch a y re b\n.latch y z re b\n", "a b", "y z"))
    assert circuit.inputs == ("a",)
    assert circuit.simulate([[1], [0], [1]]).tolist() == [[0, 0], [1, 0], [0, 1]]


def test_a_clock_may_be_told_once_for_all_latches():
    circuit = parse(model(".clock b\n.latch a y\n.latch y z re b\n", "a b", "y z"))
    assert circuit == parse(model(".latch a y re b\n.latch y z re b\n", "a b", "y z"))
    assert parse(model(".clock c\n.latch a y 0\n", "a")).inputs == ("a",)
    assert parse(model(".clock b\n.latch b y 0\n", "a b")).inputs == ("a", "b")


@pytest.mark.parametrize("body", [".latch b y re b\n", ".latch a y re b\n.names b z\n1 1\n"])
def test_a_clock_that_is_read_stays_an_input(body):
    assert "b" in parse(model(body, "a b")).inputs


def test_a_clock_that_is_shown_stays_an_input():
    assert parse(model(".latch a y re b\n", "a b", "y b")).inputs == ("a", "b")


def test_a_clock_leaves_the_inputs_of_a_model_and_of_those_that_use_it():
    uses = ".subckt inner ck=clk d=a q=y\n.subckt inner d=y q=z ck=clk\n"
    circuit = parse(model(uses, "clk a", "y z") + CLOCKED)
    assert circuit.inputs == ("a",)
    assert circuit.circuits["inner"].inputs == ("d",)
    assert circuit.simulate([[0], [1], [1]]).tolist() == [[1, 1], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (".subckt inner d=a q=y ck=b\n.subckt inner d=a q=z ck=c\n", "5: registers of different clocks: 'b' and 'c' ("),
        (".subckt inner d=a q=y ck=b\n.latch a z fe b\n", "4: both edges of the clock 'b' are used ("),
        (".subckt inner d=a q=y ck=n\n.names a b n\n11 1\n", "4: the clock 'n' is no input ("),
        (".subckt inner d=a q=y\n", "4: input 'ck' of 'inner' is not connected"),
    ],
)
def test_clocks_of_models_are_checked_where_they_are_used(body, message):
    with pytest.raises(FormatError) as error:
        parse(model(body) + CLOCKED, "x.blif")
    assert str(error.value).startswith(f"x.blif:{message}")


def test_a_connection_is_a_buffer():
    circuit = parse(model(".names a n\n0 1\n.conn n y\n", "a"))
    assert circuit.nodes["y"] == Neuron(gate_perceptron("BUF", 1), ("n",), "BUF")


@pytest.mark.parametrize("statement", sorted(SKIPPED))
def test_statements_that_say_nothing_about_the_function_are_passed_over(statement):
    assert parse(model(f"{statement} a 0.5 0.5\n.names a y\n1 1\n", "a")) == parse(model(".names a y\n1 1\n", "a"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.blif: no .model (is the file empty?)"),
        (".inputs a\n", "x.blif:1: .inputs outside a model (each model begins with .model NAME)"),
        (".model m\n.inputs a\n", "x.blif:1: model 'm' has no .outputs (is the file cut short?)"),
        (".model m\n.inputs a\n.outputs ", "x.blif:1: model 'm' has no .outputs (is the file cut short?)"),
        (".model m\n.inputs a\n.outputs y\n.names a y\n", "x.blif:4: no rows for 'y', and no .end (is the file cut "),
        (".model a b\n", "x.blif:1: .model with 2 names (.model NAME)"),
        (".model m\n.outputs\n.end\n.model m\n", "x.blif:4: model 'm' is there twice"),
        (".model m\n.outputs\n.end\n.names a\n", "x.blif:4: .names outside a model ("),
        (".model m\n.outputs\n.end now\n", "x.blif:3: .end with 'now'"),
        (".model m\n.outputs y \\\n", "x.blif:2: the last line is to be continued (is the file cut short?)"),
        (model(".names\n"), "x.blif:4: .names without an output"),
        (model(".names a y\n11 1\n"), "x.blif:5: row has 2 literals, expected 1"),
        (model(".names a b y\n1 1\n"), "x.blif:5: row has 1 literal, expected 2"),
        (model(".names a b y\n11 1\n\n00 0\n"), "x.blif:7: rows of 0 and of 1 in the cover of 'y' (use one kind)"),
        (model(".names a b y\n1x 1\n"), "x.blif:5: '1x 1' is no row ("),
        (model(".names a b y\n111\n"), "x.blif:5: '111' is no row ("),
        (model(".names a b y\n11 -\n"), "x.blif:5: '11 -' is no row ("),
        (model("11 1\n"), "x.blif:4: '11 1' is no statement (rows follow their .names)"),
        (model(".names a y\n1 1\n.area 2\n1 1\n"), "x.blif:7: '1 1' is no statement (rows follow their .names)"),
        (model(".latch a\n"), "x.blif:4: .latch without an input and an output"),
        (model(".latch a y 4\n"), "x.blif:4: '4' is no initial value (0, 1, 2 or 3)"),
        (model(".latch a y 1 0\n"), "x.blif:4: '1 0' is no initial value (0, 1, 2 or 3)"),
        (model(".latch a y re\n"), "x.blif:4: .latch re without a clock (a net, or NIL)"),
        (model(".latch a y ah clk 0\n"), "x.blif:4: a latch that follows a level (ah) ("),
        (model(".latch a y re c1 0\n.latch a z re c2 0\n"), "x.blif:5: registers of different clocks: 'c1' and 'c2' ("),
        (model(".clock b\n.latch a y re c 0\n"), "x.blif:5: registers of different clocks: 'b' and 'c' ("),
        (model(".clock b c\n"), "x.blif:4: registers of different clocks: 'b' and 'c' ("),
        (model(".latch a y re c 0\n.latch a z fe c 0\n"), "x.blif:5: both edges of the clock 'c' are used ("),
        (model(".latch a y re n\n.names b c n\n11 1\n"), "x.blif:4: the clock 'n' is no input ("),
        (model(".conn a\n"), "x.blif:4: .conn with 1 nets (.conn FROM TO)"),
        (model(".exdc\n"), "x.blif:4: .exdc is not read (external don't cares)"),
        (model(".gate and2 a=a O=y\n"), "x.blif:4: gate 'and2' is one of a library (map it to .names first)"),
        (model(".mlatch dff D=a Q=y NIL\n"), "x.blif:4: .mlatch is not read ("),
        (model(".nmaes a y\n"), "x.blif:4: unknown statement '.nmaes' (one of .model .inputs "),
        (model(".names a y\n1 1\n.names a y\n"), "x.blif:6: net 'y' is driven twice (first on line 4)"),
        (model(".names b a\n1 1\n"), "x.blif:4: net 'a' is driven twice (first on line 2)"),
        (model("", inputs="a a"), "x.blif:2: net 'a' is driven twice (first on line 2)"),
        (model(".names a 96 y\n11 1\n"), "x.blif:4: net '96' is never driven"),
        (model(""), "x.blif:3: net 'y' is never driven"),
        (model(".latch d y\n"), "x.blif:4: net 'd' is never driven"),
        (model(".subckt\n"), "x.blif:4: .subckt without a model"),
        (model(".subckt n a=a\n"), "x.blif:4: no model 'n' in this file (add it)"),
        (model(".subckt m a=a b=b c=c y=y\n"), "x.blif:1: models that contain themselves: m -> m"),
        (model(".subckt n p\n"), "x.blif:4: 'p' connects nothing (PORT=NET)"),
        (model(".subckt n p=a p=b\n"), "x.blif:4: port 'p' is connected twice"),
    ],
)
def test_faults_name_the_line(text, message):
    with pytest.raises(FormatError) as error:
        parse(text, "x.blif")
    assert str(error.value).startswith(message)


INNER = ".model inner\n.inputs i\n.outputs o\n.names i o\n0 1\n.end\n"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("i=a o=y x=b", "'inner' has no port 'x'"),
        ("o=y", "input 'i' of 'inner' is not connected"),
        ("i=n o=y", "net 'n' is never driven"),
        ("i=a o=a", "net 'a' is driven twice (first on line 2)"),
        ("i=a", "net 'y' is never driven"),
    ],
)
def test_faults_of_sub_circuits_name_the_line(use, message):
    with pytest.raises(FormatError) as error:
        parse(model(f".subckt inner {use}\n") + INNER, "x.blif")
    assert str(error.value).startswith("x.blif:")
    assert error.value.what + (f" ({error.value.hint})" if error.value.hint else "") == message


def test_models_that_contain_each_other_are_named():
    text = "".join(f".model m{i}\n.inputs i\n.outputs o\n.subckt m{(i + 1) % 3} i=i o=o\n.end\n" for i in range(3))
    with pytest.raises(FormatError, match="models that contain themselves: m0 -> m1 -> m2 -> m0"):
        parse(text)


def test_a_billion_laughs_are_counted_before_they_are_expanded():
    uses = "".join(f".subckt m{{next}} i=i o=o{k}\n" for k in range(10))
    names = " ".join(f"o{k}" for k in range(10))
    models = [
        f".model m{i}\n.inputs i\n.outputs o\n{uses.format(next=i + 1)}.names {names} o\n{'1' * 10} 1\n.end\n"
        for i in range(30)
    ]
    last = ".model m30\n.inputs i\n.outputs o\n.names i o\n1 1\n.end\n"
    with pytest.raises(LimitError, match=r"10\^30 neurons after expansion"):
        formats.parse("".join(models) + last, "blif", "x.blif")


def test_models_5000_deep_are_refused_by_their_depth():
    models = [f".model m{i}\n.inputs i\n.outputs o\n.subckt m{i + 1} i=i o=o\n.end\n" for i in range(5000)]
    last = ".model m5000\n.inputs i\n.outputs o\n.names i o\n1 1\n.end\n"
    with pytest.raises(LimitError, match="nested"):
        formats.parse("".join(models) + last, "blif", "x.blif")


def test_a_loop_is_named():
    with pytest.raises(CircuitError, match=r"^x\.blif:(4|6): combinational cycle: "):
        formats.parse(model(".names x y\n1 1\n.names y x\n1 1\n"), "blif", "x.blif")


FULL_ADDER = (
    ".model full_adder\n.inputs a b cin\n.outputs sum cout\n.names a b cin sum\n100 1\n010 1\n001 1\n111 1\n"
    ".names a b cin cout\n11- 1\n1-1 1\n-11 1\n.end\n"
)


def test_instances_are_named_after_the_nets_that_they_drive():
    uses = ".subckt full_adder a=a b=b cin=c sum=fa0.sum cout=fa0.cout\n.subckt full_adder a=a b=b cin=fa0.cout sum=y\n"
    circuit = parse(model(uses) + FULL_ADDER)
    assert list(circuit.nodes) == ["fa0", "full_adder_1"]
    assert circuit.nodes["full_adder_1"].inputs == ("a", "b", "fa0.cout")
    assert circuit.output_nets == ("full_adder_1.sum",)


def test_instances_never_take_a_name_of_the_file():
    nets = ".names a fa0\n1 1\n.names a full_adder_1\n1 1\n.names a full_adder_2.cout\n1 1\n"
    use = ".subckt full_adder a=a b=b cin=c sum=fa0.sum cout=fa0.cout\n"
    circuit = parse(model(nets + use, outputs="fa0.sum") + FULL_ADDER)
    assert list(circuit.nodes)[-1] == "full_adder_3"
    assert circuit.simulate([[1, 1, 1]]).tolist() == [[1]]


def test_an_output_of_an_instance_may_be_left_open():
    circuit = parse(model(".subckt inner i=a\n.names a y\n1 1\n") + INNER)
    assert list(circuit.nodes) == ["inner_1", "y"]


def test_a_net_that_is_a_dot_and_a_port_names_no_instance():
    circuit = parse(model(".subckt full_adder a=a b=b cin=c sum=.sum\n", outputs=".sum") + FULL_ADDER)
    assert list(circuit.nodes) == ["full_adder_1"]


def test_a_wide_cover_and_a_line_of_two_megabytes():
    names = [f"input_number_{index}" for index in range(100_000)]
    text = model(f".names {' '.join(names)} y\n{'0' * 100_000} 0\n", " ".join(names))
    circuit = parse(text)
    assert circuit.nodes["y"] == Neuron(gate_perceptron("OR", 100_000), tuple(names), "OR")
    assert parse(dumps(circuit)) == circuit


def test_a_deep_chain_in_reverse_order():
    depth = 20_000
    body = "".join(f".names n{index - 1} n{index}\n0 1\n" for index in range(depth, 0, -1))
    assert parse(model(body, "n0", f"n{depth}")).simulate([[0], [1]]).tolist() == [[0], [1]]


CELLS = """\
.model m
.inputs clk a b e r
.outputs y q
.subckt $_ANDNOT_ A=a B=b Y=n
.gate $_SDFFE_PN1P_ C=clk D=n E=e Q=q R=r
.subckt $_MUX_ A=n B=q S=a Y=y
.end
"""


def test_cells_of_yosys_are_gates_and_registers():
    circuit = parse(CELLS)
    assert circuit.inputs == ("a", "b", "e", "r")
    assert circuit.registers == ("q",)
    rows = [(1, 0, 1, 1), (0, 1, 1, 0), (1, 1, 0, 1), (0, 0, 1, 1)]
    assert circuit.simulate(rows).tolist() == [[0, 0], [0, 1], [1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (".subckt $_DFF_PP1_ C=a D=b R=c Q=y", "$_DFF_PP1_ has an asynchronous set or reset (make it synchronous"),
        (".gate $_DLATCH_P_ E=a D=b Q=y", "$_DLATCH_P_ is a latch"),
        (".gate nand2 A=a B=b O=y", "gate 'nand2' is one of a library (map it to .names first)"),
        (".gate", "gate '' is one of a library"),
        (".gate $_AND_ A=a B", "'B' connects nothing (PORT=NET)"),
        (".subckt $_AND_ A=a Y=y", "pin B of $_AND_ is not connected"),
        (".subckt $_FOO_ A=a Y=y", "no model '$_FOO_' in this file"),
    ],
)
def test_faults_of_cells_name_the_line(line, message):
    with pytest.raises(FormatError) as error:
        parse(model(f"{line}\n"), "x.blif")
    assert str(error.value).startswith(f"x.blif:4: {message}")


def test_the_top_is_the_first_model_that_no_other_one_uses():
    inner = ".model inner\n.inputs i\n.outputs o\n.names i o\n0 1\n.end\n"
    top = model(".subckt inner i=a o=y\n")
    for text in (inner + top, top + inner, inner + top + top.replace(" m\n", " other\n")):
        assert parse(text).name == "m"
    assert parse(inner + inner.replace(" inner\n", " other\n")).name == "inner"
    assert parse(BLACKBOX + top + inner).name == "m"


BLACKBOX = ".model box\n.inputs i\n.outputs o\n.blackbox\n.end\n"


def test_a_black_box_that_nothing_uses_is_nothing():
    circuit = parse(model(".names a y\n1 1\n") + BLACKBOX)
    assert circuit.circuits == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (model(".subckt box i=a o=y\n") + BLACKBOX, "x.blif:4: model 'box' is a .blackbox (write its contents)"),
        (BLACKBOX, "x.blif:1: model 'box' is a .blackbox"),
        (model(".names a y\n1 1\n.blackbox\n"), "x.blif:6: .blackbox in a model that has contents"),
    ],
)
def test_a_black_box_that_counts_is_refused(text, message):
    with pytest.raises(FormatError) as error:
        parse(text, "x.blif")
    assert str(error.value).startswith(message)


def test_the_suffix_of_yosys():
    assert formats.format_of("x.eblif") == "blif"
