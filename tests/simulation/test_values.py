"""Values as users give and get them: what each encoding and each width takes, and the first value that it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.values import (
    assigned_bits,
    port_bits,
    port_values,
    require_all,
    single_arrays,
    single_bits,
    truth_bits,
    truth_values,
)
from tests.samples import adder, gate, wires


def bus(width, name="a"):
    return Port(name, tuple(f"{name}[{place}]" for place in range(width)))


SCALAR = Port("x", ("x",))


def of(*inputs, encoding="binary"):
    return Circuit(inputs, {"y": inputs[0]}, {}, encoding=encoding)


def refusal(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    assert len(str(caught.value)) <= 300
    return str(caught.value)


@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 62, 63, 64, 65, 200])
@given(data=st.data())
def test_numbers_come_back_whatever_the_width(width, data):
    edges = st.sampled_from([0, 1, 2**width - 1, 2 ** (width - 1)])
    numbers = data.draw(st.lists(edges | st.integers(0, 2**width - 1), min_size=1, max_size=9))
    bits = port_bits(bus(width), numbers, "binary")
    assert bits.dtype == np.uint8
    assert [sum(int(bit) << place for place, bit in enumerate(column)) for column in bits.T] == numbers
    back = port_values(bus(width), bits, "binary")
    assert back.tolist() == numbers
    assert back.dtype == (np.int64 if width <= 63 else object)


@pytest.mark.parametrize("width", [1, 63, 64, 70])
def test_the_shape_stays_and_the_bits_come_first(width):
    numbers = np.array([[0, 1, 0], [1, 1, 0]])
    bits = port_bits(bus(width), numbers, "binary")
    assert bits.shape == (width, 2, 3)
    assert bits[0].tolist() == numbers.tolist()
    assert port_values(bus(width), bits, "binary").shape == (2, 3)
    assert port_values(bus(width), port_bits(bus(width), 1, "binary"), "binary").shape == ()


@pytest.mark.parametrize(
    ("width", "wrong", "allowed"),
    [
        (2, 4, "0 to 3"), (2, -1, "0 to 3"), (63, 2**63, f"0 to {2**63 - 1}"), (64, 2**64, "0 to 2^64 - 1"),
        (64, -1, "0 to 2^64 - 1"),
    ],
)  # fmt: skip
def test_a_number_beside_the_range_is_named_with_the_range(width, wrong, allowed):
    assert refusal(port_bits, bus(width), [0, wrong, -5], "binary") == (
        f"input 'a': {wrong} is not among its values ({allowed})"
    )


def test_a_huge_number_is_named_by_its_size():
    assert "an integer of 201 bits" in refusal(port_bits, bus(8), [2**200], "binary")
    assert str(2**199) in refusal(port_bits, bus(8), [2**199], "binary")


@pytest.mark.parametrize(
    ("encoding", "taken", "refused", "allowed"),
    [
        ("binary", {0: 0, 1: 1}, -1, "0 or 1"),
        ("bipolar", {-1: 0, 0: 0, 1: 1}, 2, "-1 or 1"),
        ("binary", {}, 2, "0 or 1"),
    ],
)
def test_truth_values_of_each_encoding(encoding, taken, refused, allowed):
    for value, bit in taken.items():
        assert port_bits(SCALAR, value, encoding).tolist() == [bit]
    assert refusal(port_bits, SCALAR, refused, encoding) == f"input 'x': {refused} is not among its values ({allowed})"


@pytest.mark.parametrize(("encoding", "shown"), [("binary", [0, 1]), ("bipolar", [-1, 1])])
def test_truth_values_are_shown_in_their_encoding(encoding, shown):
    assert truth_values(np.array([0, 1], np.uint8), encoding, np.int8).tolist() == shown
    assert truth_values(np.array([0, 1], np.uint8), encoding, np.int8).dtype == np.int8
    assert truth_bits(np.array(shown), encoding).tolist() == [0, 1]
    found = port_values(SCALAR, np.array([[0, 1]], np.uint8), encoding)
    assert (found.tolist(), found.dtype) == (shown, np.int64)


def test_a_bus_is_an_unsigned_number_in_both_encodings():
    for encoding in ("binary", "bipolar"):
        assert port_bits(bus(2), 2, encoding).tolist() == [0, 1]
        assert port_values(bus(2), np.array([0, 1], np.uint8), encoding) == 2


@pytest.mark.parametrize(
    "value", [True, np.True_, [True, False], 1.0, np.float32(1), np.array([1.0, 0]), np.uint8(1), np.array([1], object)]
)
def test_whole_numbers_of_any_type_count(value):
    assert port_bits(SCALAR, value, "binary").ravel()[0] == 1


def test_large_integers_beside_small_ones_stay_exact():
    assert port_values(bus(64), port_bits(bus(64), [2**64 - 1, 2**63 + 1, 1], "binary"), "binary").tolist() == [
        2**64 - 1, 2**63 + 1, 1,
    ]  # fmt: skip


@pytest.mark.parametrize("value", [0.5, "1", None, float("nan"), 1j, [1, "x"]])
def test_what_is_no_integer_is_refused(value):
    assert "is no integer" in refusal(port_bits, SCALAR, value, "binary")


def test_a_long_text_is_cut_in_the_refusal():
    assert refusal(port_bits, SCALAR, "x" * 1000, "binary").startswith("input 'x': 'xxx")


def test_rows_of_different_lengths_are_refused():
    assert refusal(port_bits, SCALAR, [[1], [1, 0]], "binary") == "input 'x': rows of different lengths"


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_bus_is_given_whole_or_bit_by_bit():
    circuit = of("a[1]", "a[0]", "b")
    whole = assigned_bits(circuit, {"a": 2, "b": 1})
    assert {net: int(bit) for net, bit in whole.items()} == {"a[0]": 0, "a[1]": 1, "b": 1}
    assert assigned_bits(circuit, {"a[1]": 1, "a[0]": 0, "b": 1}) == whole


def test_a_bit_given_twice_is_refused():
    assert refusal(assigned_bits, of("a[1]", "a[0]"), {"a": 2, "a[0]": 1}) == "input 'a[0]' is given twice"


def test_an_unknown_input_names_the_nearest():
    assert refusal(assigned_bits, of("carry", "b"), {"cary": 1}) == "unknown input 'cary' (did you mean 'carry'?)"
    assert refusal(assigned_bits, of("a", "b"), {"zzz": 1}) == "unknown input 'zzz' (one of a, b)"


def test_inputs_without_a_value_are_named_by_port_or_by_bit():
    circuit = of("a[2]", "a[1]", "a[0]", "b", "c")
    assert refusal(require_all, circuit, {"b": 1}) == "no value for input a, c"
    given = {"a[0]": 1, "b": 1, "c": 1}
    assert refusal(require_all, circuit, given) == "no value for input a[1], a[2]"
    require_all(circuit, given | {"a[1]": 0, "a[2]": 0})


def test_many_inputs_without_a_value_are_cut():
    names = [f"input_{place:03}" for place in range(100)]
    text = refusal(require_all, of(*names), {})
    assert text.startswith("no value for input input_000, input_001, ")
    assert "..." in text
    assert len(text) <= len("no value for input ") + 120 + len(" ...")


def single_outputs(circuit, made):
    return {name: value.item() for name, value in single_arrays(circuit, made).items()}


@pytest.mark.parametrize(
    ("values", "bits"),
    [
        ({"a": 2, "b": 1}, [1, 0, 0, 1]),
        ({"b": 3, "a": 0}, [0, 0, 1, 1]),
        ({"a": 4, "b": 1}, None),
        ({"a": -1, "b": 1}, None),
        ({"a": True, "b": 1}, None),
        ({"a": np.int64(2), "b": 1}, None),
        ({"a": [1], "b": 1}, None),
        ({"a": 2}, None),
        ({"a": 2, "c": 1}, None),
        ({"a[1]": 1, "a[0]": 0, "b": 1}, None),
    ],
)
def test_single_integers_are_bits_at_once(values, bits):
    assert single_bits(adder(2), values) == bits


def test_single_truth_values_in_both_encodings():
    binary = Circuit(["a", "b"], ["b", "a"], {})
    bipolar = binary.replace(encoding="bipolar")
    assert single_bits(binary, {"a": 0, "b": 1}) == single_bits(bipolar, {"b": 1, "a": -1}) == [0, 1]
    assert single_bits(bipolar, {"a": 1, "b": 0}) == [1, 0]
    assert single_bits(binary, {"a": -1, "b": 1}) is None
    assert single_bits(bipolar, {"a": 2, "b": 1}) is None
    # Bits beyond the first pattern mean nothing.
    made = np.array([[6], [7]], np.uint64)
    assert single_outputs(binary, made) == {"b": 0, "a": 1}
    assert single_outputs(bipolar, made) == {"b": -1, "a": 1}


def test_single_buses_are_integers_whatever_their_written_direction():
    assert single_outputs(adder(2), np.array([[1], [0], [3]], np.uint64)) == {"s": 5}
    down = Circuit(["a"], {"y[1]": "a", "y[0]": "z"}, {"z": gate("ZERO")})
    assert single_outputs(down, np.array([[1], [0]], np.uint64)) == {"y": 2}
    for width, dtype in ((63, np.int64), (64, object)):
        made = single_arrays(wires(width), np.ones((width, 1), np.uint64))["y"]
        assert (made.shape, made.dtype, made.item()) == ((), dtype, (1 << width) - 1)
