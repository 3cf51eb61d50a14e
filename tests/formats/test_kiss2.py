"""KISS2: state machines as tables, against a walk of the table itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import FormatError, LimitError, NeurocircuitError
from neurocircuit.formats import kiss2
from tests.formats.conformance import Conformance

DATA = Path(__file__).parents[3] / "shared" / "data" / "mcnc_kiss2"
FILES = sorted(DATA.glob("*.kiss2"))

SAMPLE = """\
# two switches
.i 2
.o 2
.ilb up down
.ob y z
.s 3
.p 7
.r mid
10 low mid 0-
0- low low 00
11 low low 00
-0 mid high -1
-1 mid low 10
-- high mid 11
00 * * --
.e
"""


class TestKiss2(Conformance):
    format = "kiss2"
    sample = SAMPLE.replace("00 * * --\n", "").replace(".p 7", ".p 6")
    driven_twice = ".i 1\n.o 1\n.ilb y\n.ob y\n- a a 1\n.e\n"
    never_driven = None
    needs_outputs = True


def parse(text, **options):
    return formats.parse(text, "kiss2", "f", **options)


def refusal(text, **options):
    with pytest.raises(NeurocircuitError) as error:
        parse(text, **options)
    return str(error.value)


def walk(text, rows):
    """The outputs by the words of the table alone: what no row says is held, an output is 1 where a row says so."""
    lines = [line.split("#")[0].split() for line in text.splitlines()]
    # Without inputs a row has three words.
    table = [words if len(words) == 4 else ["", *words] for words in lines if words and not words[0].startswith(".")]
    reset = [words[1] for words in lines if words and words[0] == ".r"]
    (width,) = [int(words[1]) for words in lines if words and words[0] == ".o"]
    state = next(iter([*reset, *(row[1] for row in table if row[1] != "*"), *(row[2] for row in table)]))
    for inputs in rows:
        shown, following = [0] * width, state
        for mask, present, then, outputs in table:
            fits = all(letter in ("-", str(bit)) for letter, bit in zip(mask, inputs, strict=True))
            if fits and present in (state, "*"):
                shown = [bit | (letter == "1") for bit, letter in zip(shown, outputs, strict=True)]
                following = following if then in ("*", "-") else then
        yield shown
        state = following


@pytest.mark.parametrize("encoding", ["binary", "onehot"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_benchmark_does_what_its_table_says(path, encoding):
    circuit = formats.read(path, encoding_of_states=encoding, unspecified="hold")
    rng = random.Random(1)
    rows = [[rng.randint(0, 1) for _ in circuit.inputs] for _ in range(2000)]
    assert circuit.simulate([rows])[0].tolist() == list(walk(path.read_text(), rows))


@pytest.mark.skipif(not FILES, reason="the benchmark circuits are not at hand")
def test_the_benchmarks_that_leave_something_out_are_refused_by_name():
    assert len(FILES) == 5
    for name, state, inputs in (("lion", "st3", "10"), ("train4", "st0", "11")):
        with pytest.raises(FormatError, match=rf"state '{state}' has no row for the input '{inputs}' \(add one, or"):
            formats.read(DATA / f"{name}.kiss2")
    for name in ("bbara", "modulo12", "s27"):
        assert formats.read(DATA / f"{name}.kiss2").registers


@st.composite
def tables(draw):
    """Machines of a few states and inputs; their rows may leave things out, overlap, and say nothing."""
    width, outputs = draw(st.integers(0, 3)), draw(st.integers(1, 2))
    states = draw(st.lists(st.sampled_from(("a", "b", "7", "st[0]", "x0", "y")), min_size=1, max_size=4, unique=True))
    lines = [f".i {width}", f".o {outputs}"]
    for _ in range(draw(st.integers(1, 10))):
        mask = draw(st.text("01-", min_size=width, max_size=width))
        present = draw(st.sampled_from([*states, states[0], "*"]))
        following = draw(st.sampled_from([*states, "*", "-"]))
        lines.append(f"{mask} {present} {following} {draw(st.text('01-', min_size=outputs, max_size=outputs))}")
    return "\n".join((*lines, ".e", "")), width


@settings(deadline=None, max_examples=300)
@given(tables(), st.sampled_from(("binary", "onehot")), st.data())
def test_any_table_that_does_not_contradict_itself(table, encoding, data):
    text, width = table
    try:
        circuit = parse(text, encoding_of_states=encoding, unspecified="hold")
    except FormatError as error:
        assert "contradicts" in str(error) or "no rows with a state" in str(error)  # noqa: PT017
        assume(False)
    bits = st.lists(st.integers(0, 1), min_size=width, max_size=width)
    rows = data.draw(st.lists(bits, min_size=1, max_size=8))
    shown = circuit.simulate([rows] if circuit.registers else rows)
    assert shown.reshape(len(rows), -1).tolist() == list(walk(text, rows))


def test_states_are_numbered_from_the_reset_state_on():
    circuit = parse(SAMPLE, unspecified="hold")
    assert circuit.registers == ("state[0]", "state[1]")
    assert circuit.metadata == {"encoding_of_states": "binary", "states": ["mid", "low", "high"]}
    assert [circuit.nodes[name].initial for name in circuit.registers] == [0, 0]
    assert (circuit.inputs, circuit.outputs) == (("up", "down"), ("y", "z"))


def test_each_state_may_be_a_register_of_its_name():
    circuit = parse(SAMPLE.replace("low", "up"), encoding_of_states="onehot", unspecified="hold")
    assert circuit.registers == ("mid", "up_1", "high")
    assert [circuit.nodes[name].initial for name in circuit.registers] == [1, 0, 0]
    assert circuit.metadata["encoding_of_states"] == "onehot"


def test_ports_keep_the_name_of_the_bus():
    circuit = parse(".i 1\n.o 1\n.ob state\n- a b 0\n- b a 1\n.e\n")
    assert circuit.registers == ("state_1[0]",)
    assert circuit.outputs == ("state",)


def test_without_r_the_first_state_is_the_reset_state():
    assert parse(".i 1\n.o 1\n- * b 0\n- a b 0\n- b b 0\n").metadata["states"] == ["a", "b"]


def test_a_machine_of_one_state_has_no_registers():
    circuit = parse(".i 1\n.o 1\n1 a a 1\n0 a a 0\n")
    assert circuit.registers == ()
    assert circuit.output_nets == ("x0",)


def test_a_machine_without_inputs():
    circuit = parse(".i 0\n.o 1\na b 0\nb a 1\n.e\n")
    assert circuit.simulate([[[]] * 4])[0, :, 0].tolist() == [0, 1, 0, 1]


def test_a_table_of_states_is_told_from_a_pla():
    assert formats.format_of("x", SAMPLE.encode()) == "kiss2"
    assert formats.format_of("x", b".i 2\n.o 1\n11 1\n.e\n") == "pla"


A = ".i 2\n.o 2\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{A}1- a b 01\n-1 a a 01\n", "f:4: contradicts the row on line 3 (rows that apply at once must agree)"),
        (f"{A}1- a a 01\n-1 a a 11\n", "f:4: contradicts the row on line 3"),
        (f"{A}-1 * b 01\n1- a a 01\n", "f:4: contradicts the row on line 3"),
        (f"{A}-1 * b 01\n1- * a 01\n-- a a 00\n-- b b 00\n", "f:4: contradicts the row on line 3"),
        (f"{A}-- a a 00\n", None),
        (f"{A}1- a a 0-\n-1 a a -1\n-- a - --\n00 a a 00\n", None),
        (f"{A}1- a a 01\n", "f:3: state 'a' has no row for the input '0-' (add one, or --unspecified hold keeps the s"),
        (f"{A}-- a b 01\n", "f:3: state 'b' has no row for the input '--'"),
        (f"{A}-- a * 01\n", "f:3: state 'a' has no row for the input '--'"),
        (f"{A}-- * * 01\n", "f:3: no rows with a state"),
        (f"{A}.e\n", "f:3: no rows with a state"),
        (f"{A}-- a a\n", "f:3: '-- a a' is no row (inputs, present state, next state, outputs)"),
        (f"{A}-- a a 00 00\n", "f:3: '-- a a 00 00' is no row"),
        (f"{A}--- a a 00\n", "f:3: '---' for 2 inputs (0, 1 or - for each input)"),
        (f"{A}-2 a a 00\n", "f:3: '-2' for 2 inputs"),
        (f"{A}-- a a 0~\n", "f:3: '0~' for 2 outputs"),
        (f"{A}-- a a 0\n", "f:3: '0' for 2 outputs"),
        (f"{A}-- - a 00\n", "f:3: no present state (* is any state)"),
        (f"{A}.r b\n-- a a 00\n", "f:4: the reset state 'b' is in no row"),
        (f"{A}.r\n", "f:3: '.r' (once, .r and a state)"),
        (f"{A}.r a\n.r a\n", "f:4: '.r a' (once"),
        (f"{A}.s 2\n-- a a 00\n", "f:4: 1 state, .s says 2 (is the file cut short?)"),
        (f"{A}.p 2\n-- a a 00\n", "f:4: 1 row, .p says 2"),
        (".i 0\n.o 1\na b 0\n", "f:3: state 'b' has no row"),
    ],
)
def test_refused(text, words):
    if words is None:
        assert parse(text).outputs
    else:
        assert words in refusal(text)


def test_unknown_options():
    assert "f: encoding_of_states is 'gray' (one of binary, onehot)" in refusal(SAMPLE, encoding_of_states="gray")
    assert "kiss2 has no option 'x' (those of kiss2: encoding_of_states, unspecified)" in refusal(SAMPLE, x="1")


def test_tables_that_would_take_too_long(monkeypatch):
    text = f"{A}-- a a 00\n-- b b 00\n-- * * --\n"
    assert parse(text).registers
    for name, words in (
        ("MOST_PAIRS", "6 pairs of rows to compare (at most 0)"),
        ("MOST_LOOKS", "rows too tangled to find what they leave out"),
        ("MOST_CHARACTERS", "9 literals (at most 0)"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(kiss2, name, 0)
            with pytest.raises(LimitError) as error:
                parse(text)
            assert words in str(error.value)
