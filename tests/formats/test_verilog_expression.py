"""Expressions of Verilog: precedence, widths, and Icarus as the judge of random ones."""

from __future__ import annotations

import random

import numpy as np
import pytest

from neurocircuit import formats
from neurocircuit.errors import FormatError
from neurocircuit.formats.verilog_expression import evaluate, parse_expression, targets
from neurocircuit.formats.verilog_tokens import Tokens
from tests.formats.icarus import needs_icarus, simulated

VALUES = {"a": (0b1, 1), "b": (0b0, 1), "v": (0b1010, 4), "w": (0b01, 2)}


def value(text, width=0):
    """The value of an expression, highest bit first."""
    tokens = Tokens(text.encode(), "x.v")
    nets = {f"{name}[{bit}]": value >> bit & 1 for name, (value, size) in VALUES.items() for bit in range(size)}

    def resolve(select, start):
        _, size = VALUES[select.name]
        last, first = (size - 1, 0) if select.indices is None else select.indices
        return [nets[f"{select.name}[{bit}]"] for bit in range(first, last + 1)]

    bits = evaluate(parse_expression(tokens), resolve, tokens, width)
    return "".join(map(str, reversed(bits)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", "1"),
        ("v", "1010"),
        ("v[3]", "1"),
        ("v[2:1]", "01"),
        ("~v", "0101"),
        ("!v", "0"),
        ("!b", "1"),
        ("&v", "0"),
        ("|v", "1"),
        ("^v", "0"),
        ("~&v", "1"),
        ("~|v", "0"),
        ("~^v", "1"),
        ("^~w", "0"),
        ("a | b & b", "1"),
        ("b & b | a", "1"),
        ("a ^ a | a", "1"),
        ("a | a ^ a", "1"),
        ("a & b == b", "1"),
        ("b || a && a", "1"),
        ("a ~^ b", "0"),
        ("v == 10", "1"),
        ("v != w", "1"),
        ("v == w", "0"),
        ("a ? v : w", "1010"),
        ("b ? v : w", "0001"),
        ("w ? a : b", "1"),
        ("b ? a : a ? b : a", "0"),
        ("{a, w, v}", "1011010"),
        ("{3{w}}", "010101"),
        ("{2{{a, b}}}", "1010"),
        ("{w, {2{a}}, ~b}", "01111"),
        ("~w & v", "1010"),
        ("~w | {w, w}", "1111"),
        ("4'b10_1", "0101"),
        ("3'o5", "101"),
        ("5'd9", "01001"),
        ("2'hf", "11"),
        ("'hf & v", "0" * 28 + "1010"),
        ("v && w", "1"),
        ("v || b", "1"),
        ("(v)", "1010"),
        ("~(a & (b | a))", "0"),
        ("& & v", "0"),
    ],
)
def test_values(text, wanted):
    assert value(text) == wanted


def test_operands_are_as_wide_as_what_is_assigned():
    assert value("~w", 4) == "1110"
    assert value("~w == 2'd2", 4) == "0001"
    # A number without a width has 32 bits.
    assert value("~w == 2", 4) == "0000"
    assert value("a ? ~w : v", 6) == "111110"
    assert value("{~w}", 4) == "0010"
    assert value("&w", 2) == "00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a &", "the text ends where an operand is to be"),
        ("(a", "the text ends where ')' is to be"),
        ("{a", "the text ends where '}' is to be"),
        ("{2{a}", "the text ends where '}' is to be"),
        ("{}", "'}', expected an operand"),
        ("a ? b", "the text ends where ':' is to be"),
        ("4'b2", '"4\'b2" is no number'),
        ("0'b1", "the number 0'b1 (1 to 1000000 bits)"),
        ("9999999'b1", "the number 9999999'b1"),
        ("9" * 5000, "the number 9999"),
        ("1'bz", '"1\'bz" has no value'),
        ("v[", "the text ends where an index is to be"),
        ("v[1:", "the text ends where an index is to be"),
        ("v[99999999999999]", "the index 99999999999999"),
        (";", "';', expected an operand"),
    ],
)
def test_faults(text, message):
    with pytest.raises(FormatError) as error:
        value(text)
    assert message in str(error.value)


def test_the_word_behind_an_expression_is_left():
    tokens = Tokens(b"a ? b : c) ;", "x.v")
    parse_expression(tokens)
    assert tokens.now.text == ")"


def test_targets_are_nets_and_braces():
    assert [select for select, _ in targets(Tokens(b"{a, v[1:0], w[1]}", "x.v"))] == [
        ("a", None),
        ("v", (1, 0)),
        ("w", (1, 1)),
    ]
    with pytest.raises(FormatError, match="expected '}'"):
        targets(Tokens(b"{a b}", "x.v"))


INPUTS = (("a", 1), ("b", 1), ("v", 4), ("w", 3), ("u", 6))


def random_expression(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        name, width = rng.choice(INPUTS)
        choice = rng.random()
        if width > 1 and choice < 0.3:
            return f"{name}[{rng.randrange(width)}]"
        if width > 1 and choice < 0.5:
            low = rng.randrange(width)
            return f"{name}[{rng.randrange(low, width)}:{low}]"
        return f"{rng.randint(1, 5)}'b{rng.randint(0, 1)}" if choice > 0.95 else name
    inner = [random_expression(rng, depth - 1) for _ in range(3)]
    if kind < 0.4:
        return f"{rng.choice(('~', '!', '&', '|', '^', '~&', '~|', '~^'))}({inner[0]})"
    if kind < 0.8:
        operator = rng.choice(("&", "|", "^", "~^", "&&", "||", "==", "!="))
        parts = [part if rng.random() < 0.5 else f"({part})" for part in inner[:2]]
        return f"{parts[0]} {operator} {parts[1]}"
    if kind < 0.9:
        return f"(({inner[0]}) ? {inner[1]} : {inner[2]})"
    return f"{{{inner[0]}, {{2{{{inner[1]}}}}}}}" if rng.random() < 0.5 else f"{{{', '.join(inner)}}}"


@needs_icarus
def test_random_expressions_mean_what_icarus_takes_them_for(tmp_path):
    rng = random.Random(3)
    widths = [rng.randint(1, 9) for _ in range(150)]
    lines = [f"assign y{n} = {random_expression(rng, rng.randint(1, 4))};" for n in range(len(widths))]
    ports = [f"input [{width - 1}:0] {name}" if width > 1 else f"input {name}" for name, width in INPUTS]
    ports += [f"output [{width - 1}:0] y{n}" if width > 1 else f"output y{n}" for n, width in enumerate(widths)]
    path = tmp_path / "design.v"
    path.write_text("\n".join([f"module m({', '.join(ports)});", *lines, "endmodule", ""]))
    circuit = formats.read(path)
    patterns = np.random.default_rng(1).integers(0, 2, (400, sum(width for _, width in INPUTS)), np.uint8)
    outputs = [(f"y{n}", width) for n, width in enumerate(widths)]
    wanted = simulated(path, "m", INPUTS, outputs, patterns)
    np.testing.assert_array_equal(circuit.simulate(patterns), wanted)
