"""Yosys's cells of words: each against integers, for all or many values."""

from __future__ import annotations

import random

import pytest

from neurocircuit.errors import FormatError, LimitError
from tests.formats.test_yosys import cell, module, parse, text


def built(kind, widths, result, parameters=None, known=None, output="Y"):
    """A circuit of one cell, whose operands are buses called as their pins; some bits may be known."""
    bits, ports, at = {}, {}, 2
    for pin, width in widths.items():
        ports[f"<{pin}"] = bits[pin] = [*range(at, at + width)]
        at += width
    driven = list(range(at, at + result))
    for pin, values in (known or {}).items():
        bits[pin] = [*bits[pin][: -len(values)], *values]
    return parse(text(m=module({**ports, output: driven}, {"c": cell(kind, parameters, **bits, **{output: driven})})))


def compare(circuit, function, widths, result, trials=300):
    """The outputs for many values of the operands, with those of a function of integers."""
    rng = random.Random(1)
    for _ in range(trials):
        values = {pin: rng.getrandbits(width) for pin, width in widths.items()}
        given = {}
        for pin, width in widths.items():
            given.update({(f"{pin}[{bit}]" if width > 1 else pin): values[pin] >> bit & 1 for bit in range(width)})
        row = circuit.simulate([[given[net] for net in circuit.inputs]])[0].tolist()
        made = int("".join(map(str, row)), 2)
        assert made == function(**values) & ((1 << result) - 1), values


def signed(value, width):
    return value - (value >> (width - 1) << width)


BINARY = {
    "$and": lambda A, B: A & B,
    "$or": lambda A, B: A | B,
    "$xor": lambda A, B: A ^ B,
    "$xnor": lambda A, B: ~(A ^ B),
    "$add": lambda A, B: A + B,
    "$sub": lambda A, B: A - B,
    "$mul": lambda A, B: A * B,
    "$lt": lambda A, B: A < B,
    "$le": lambda A, B: A <= B,
    "$gt": lambda A, B: A > B,
    "$ge": lambda A, B: A >= B,
    "$eq": lambda A, B: A == B,
    "$ne": lambda A, B: A != B,
    "$eqx": lambda A, B: A == B,
    "$nex": lambda A, B: A != B,
    "$logic_and": lambda A, B: bool(A) and bool(B),
    "$logic_or": lambda A, B: bool(A) or bool(B),
}


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize("widths", [(3, 3, 4), (4, 2, 3), (1, 4, 6), (1, 1, 1)])
@pytest.mark.parametrize("both", [0, 1])
def test_binary(kind, widths, both):
    a, b, result = widths
    circuit = built(kind, {"A": a, "B": b}, result, {"A_SIGNED": both, "B_SIGNED": both})

    def wanted(A, B):
        return BINARY[kind](signed(A, a), signed(B, b)) if both else BINARY[kind](A, B)

    compare(circuit, wanted, {"A": a, "B": b}, result)


def test_numbers_of_one_sign_only_are_not_signed():
    compare(built("$lt", {"A": 3, "B": 3}, 1, {"A_SIGNED": 1, "B_SIGNED": 0}), BINARY["$lt"], {"A": 3, "B": 3}, 1)


UNARY = {
    "$not": lambda A: ~A,
    "$pos": lambda A: A,
    "$neg": lambda A: -A,
    "$logic_not": lambda A: not A,
    "$reduce_and": lambda A: A == 15,
    "$reduce_or": lambda A: A != 0,
    "$reduce_bool": lambda A: A != 0,
    "$reduce_xor": lambda A: A.bit_count() & 1,
    "$reduce_xnor": lambda A: ~A.bit_count() & 1,
}


@pytest.mark.parametrize("kind", UNARY)
@pytest.mark.parametrize("result", [1, 4, 6])
def test_unary(kind, result):
    compare(built(kind, {"A": 4}, result), UNARY[kind], {"A": 4}, result, 60)


def test_multiplexers():
    widths = {"A": 3, "B": 3, "S": 1}
    compare(built("$mux", widths, 3), lambda A, B, S: B if S else A, widths, 3)
    widths = {"A": 3, "B": 3, "S": 3}
    compare(built("$bwmux", widths, 3), lambda A, B, S: A & ~S | B & S, widths, 3)
    widths = {"A": 2, "B": 6, "S": 3}

    def chosen(A, B, S):
        return A if not S else B >> 2 * (S.bit_length() - 1)

    circuit = built("$pmux", widths, 2)
    for select in (0, 1, 2, 4):
        for a, b in ((0, 0b111001), (3, 0b000110), (1, 0b100100)):
            values = {"A": (a, 2), "B": (b, 6), "S": (select, 3)}
            given = {
                f"{pin}[{bit}]": value >> bit & 1 for pin, (value, width) in values.items() for bit in range(width)
            }
            row = circuit.simulate([[given[net] for net in circuit.inputs]])[0].tolist()
            assert int("".join(map(str, row)), 2) == chosen(a, b, select) & 3


def test_tables():
    compare(built("$lut", {"A": 3}, 1, {"LUT": "10010110", "WIDTH": 3}), UNARY["$reduce_xor"], {"A": 3}, 1, 30)


def neurons(circuit):
    return len(circuit.nodes)


def test_a_sum_takes_two_neurons_a_bit_and_a_comparison_one():
    assert neurons(built("$add", {"A": 8, "B": 8}, 8)) == 16
    assert neurons(built("$lt", {"A": 40, "B": 40}, 1)) == 1
    assert neurons(built("$eq", {"A": 40, "B": 40}, 1)) == 2


def test_known_bits_cost_no_neuron():
    circuit = built("$eq", {"A": 4, "B": 4}, 1, known={"B": "0110"})
    assert neurons(circuit) == 1
    compare(circuit, lambda A, B: A == 6, {"A": 4, "B": 4}, 1)
    half = built("$reduce_xor", {"A": 4}, 1, known={"A": "11"})
    compare(half, lambda A: (A & 3).bit_count() & 1, {"A": 4}, 1, 30)
    assert built("$and", {"A": 2, "B": 2}, 2, known={"B": "00"}).simulate([[1] * 4]).tolist() == [[0, 0]]


@pytest.mark.parametrize("enabled", [0, 1])
@pytest.mark.parametrize("polarity", [0, 1])
@pytest.mark.parametrize("kind", ["$ff", "$dff", "$dffe", "$sdff", "$sdffe", "$sdffce"])
def test_registers(kind, polarity, enabled):
    widths = {"D": 2}
    parameters = {}
    if kind != "$ff":
        widths["CLK"] = 1
        parameters["CLK_POLARITY"] = polarity
    if "e" in kind:
        widths["EN"] = 1
        parameters["EN_POLARITY"] = polarity
    if kind[1] == "s":
        widths["SRST"] = 1
        parameters.update(SRST_POLARITY=1 - polarity, SRST_VALUE="10")
    circuit = built(kind, widths, 2, parameters, output="Q")
    state = 0
    rng = random.Random(enabled)
    rows, wanted = [], []
    for _ in range(60):
        given = {net: rng.randint(0, 1) for net in circuit.inputs}
        rows.append([given[net] for net in circuit.inputs])
        wanted.append([state >> 1, state & 1])
        enable = given.get("EN", polarity) == polarity
        reset = "SRST" in given and given["SRST"] == 1 - polarity
        data = 2 * given["D[1]"] + given["D[0]"]
        if kind == "$sdffce":
            state = (2 if reset else data) if enable else state
        else:
            state = 2 if reset else data if enable else state
    assert circuit.simulate(rows).tolist() == wanted


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("$and", {"A": 2}, 2), "pin B of \\$_AND_ is not connected"),
        (("$add", {"A": 2}, 2), "pin B is not connected"),
        (("$mux", {"A": 2, "B": 3, "S": 1}, 2), "pin B has 3 bits"),
        (("$pmux", {"A": 2, "B": 3, "S": 2}, 2), "\\$pmux of 2, 3 and 2 bits"),
        (("$lut", {"A": 13}, 1), "a \\$lut of 13 inputs"),
        (("$lut", {"A": 1}, 1, {"LUT": "10000"}), "a \\$lut of 1 inputs and the table 16"),
        (("$dff", {"CLK": 1, "D": 2}, 3, {}, {}, "Q"), "2 bits at D, 3 at Q"),
        (("$dff", {"D": 2}, 2, {}, {}, "Q"), "\\$dff with the pins D"),
        (("$sdff", {"CLK": 1, "SRST": 1, "D": 1}, 1, {"SRST_VALUE": "x"}, {}, "Q"), "the reset value 'x' is no number"),
    ],
)
def test_refused(arguments, message):
    with pytest.raises(FormatError, match=message):
        built(*arguments)


def test_operands_beyond_all_sense_are_refused_by_their_width():
    with pytest.raises(LimitError, match="\\$mul of 129 bits \\(at most 128\\)"):
        built("$mul", {"A": 129, "B": 2}, 4)
    with pytest.raises(LimitError, match="\\$lt of 4097 bits"):
        built("$lt", {"A": 4097, "B": 2}, 1)
    assert neurons(built("$reduce_or", {"A": 5000}, 1)) == 1
