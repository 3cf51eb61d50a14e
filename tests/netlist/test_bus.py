"""Names and widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError, LimitError
from neurocircuit.netlist.bus import (
    Port,
    bus_bits,
    declared_bits,
    name_fault,
    ports,
    range_bits,
    runs,
    split_bit,
    split_range,
)

bit_names = st.one_of(
    st.sampled_from(["a", "b", "cin", "a[", "a[x]", "a[01]", "a[-1]", "a[1:0]"]),
    st.builds("{}[{}]".format, st.sampled_from("ab"), st.integers(0, 4)),
)


@pytest.mark.parametrize(
    ("name", "bit"),
    [
        *(("a[3]", ("a", 3)), ("a[0]", ("a", 0)), ("m[1][2]", ("m[1]", 2)), ("a:b[7]", ("a:b", 7))),
        *((name, None) for name in ("a", "a[01]", "a[-1]", "a[]", "[3]", "a[3]x", "a[x]", "a[1:0]", "a[٣]")),
    ],
)
def test_bits_are_canonical_decimals(name, bit):
    assert split_bit(name) == bit


def test_ranges():
    assert split_range("a[7:4]") == ("a", 7, 4)
    assert [split_range(name) for name in ("a[7]", "a[7:]", "a[07:0]", "[1:0]", "a")] == [None] * 5
    assert range_bits("a", 2, 0) == ["a[2]", "a[1]", "a[0]"]
    assert range_bits("a", 1, 3) == ["a[1]", "a[2]", "a[3]"]


def test_declared_ranges_end_at_0_in_either_direction():
    assert declared_bits("a[0:2]") == ["a[0]", "a[1]", "a[2]"]
    assert declared_bits("a[0:0]") == ["a[0]"]
    assert declared_bits("a[3]") == ["a[3]"]
    with pytest.raises(InputError, match=r"'a\[7:4\]' does not end at 0 \(write a\[7:0\]\)"):
        declared_bits("a[7:4]")


def test_a_huge_range_is_counted_before_it_is_made():
    with pytest.raises(LimitError, match="has 1000000000001 bits"):
        declared_bits("a[1000000000000:0]")
    with pytest.raises(LimitError, match="000001 bits"):
        declared_bits(f"a[1{'0' * 30}:0]")


def test_ports_are_complete_buses_where_their_first_bit_stands():
    names = ["a[1]", "cin", "a[0]", "b[1]", "c[0]"]
    assert ports(names) == (
        Port("a", ("a[0]", "a[1]")),
        Port("cin", ("cin",)),
        Port("b[1]", ("b[1]",)),
        Port("c", ("c[0]",)),
    )
    assert [(port.is_bus, port.width) for port in ports(names)] == [(True, 2), (False, 1), (False, 1), (True, 1)]


def test_a_scalar_of_the_base_name_keeps_the_bits_apart():
    assert [port.name for port in ports(["a", "a[0]", "a[1]"])] == ["a", "a[0]", "a[1]"]


def test_a_bus_beside_another_port_of_its_name_stays_bit_by_bit():
    inputs = ports(["c[1]", "c[0]", "d"])
    assert [port.name for port in ports(["c[0]"], inputs)] == ["c[0]"]
    assert [port.name for port in ports(["d[1]", "d[0]", "e[0]"], inputs)] == ["d[1]", "d[0]", "e"]
    assert ports(["c[0]", "c[1]"], inputs) == inputs[:1]


@given(st.lists(bit_names, unique=True))
def test_every_name_is_in_exactly_one_port(names):
    assert sorted(net for port in ports(names) for net in port.bits) == sorted(names)
    for base, bits in bus_bits(names).items():
        assert list(bits) == [f"{base}[{index}]" for index in range(len(bits))]
        assert base not in names


@given(st.lists(bit_names))
def test_runs_cover_all_names_in_order(names):
    stops = [0]
    for start, stop, text in runs(names):
        assert start == stops[-1] < stop
        span = split_range(text) if stop - start > 1 else None
        assert (range_bits(*span) if span else [text]) == names[start:stop]
        stops.append(stop)
    assert stops[-1] == len(names)


def test_runs_are_as_long_as_they_can_be():
    assert [text for *_, text in runs(["a[0]", "a[1]", "a[2]", "a[1]", "a[1]", "b[1]"])] == [
        "a[0:2]",
        "a[1]",
        "a[1]",
        "b[1]",
    ]


def test_no_bit_comes_before_the_lowest():
    assert [text for *_, text in runs(["a[1]", "a[0]", "a[-1]"])] == ["a[1:0]", "a[-1]"]


@pytest.mark.parametrize("name", ["a", "a[3]", "$x\\y.z:1", "7", "é", "日本", "__proto__", "<b>", '"', "a=b", "-x"])
def test_names_as_real_netlists_have_them(name):
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (f"a{chr(code)}b", f"U+{code:04X}")
        for code in (0x20, 0x09, 0x0A, 0x00, 0x1B, 0x7F, 0xA0, 0x200B, 0x202E, 0x2028, 0xD800)
    ],
)
def test_white_space_control_and_format_characters_are_told(name, code):
    assert code in name_fault(name)


def test_an_empty_name_is_told():
    assert name_fault("") == "an empty name"
