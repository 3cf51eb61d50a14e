"""What names mean: ports before nets, outputs before the nets that they hide, buses whole or unknown."""

from __future__ import annotations

import pytest

from neurocircuit.errors import InputError, LimitError
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit, Instance
from neurocircuit.netlist.names import BitNames, Names, NetNames, unknown_name
from tests.samples import adder, gate


def test_bits_of_buses_and_ranges_come_lowest_first_whatever_their_direction():
    names = BitNames(["a[3]", "a[2]", "a[1]", "a[0]", "cin"])
    assert names.bits("a") == names.bits("a[3:0]") == names.bits("a[0:3]") == ("a[0]", "a[1]", "a[2]", "a[3]")
    assert names.bits("a[2:1]") == ("a[1]", "a[2]")
    assert names.bits("a[2]") == ("a[2]",)
    assert names.bits("cin") == ("cin",)


@pytest.mark.parametrize("name", ["b", "a[4]", "a[4:0]", "a[0:4]", "cin[0]", "", "c", "c[3:0]"])
def test_what_is_not_complete_is_unknown(name):
    assert BitNames(["a[3]", "a[2]", "a[1]", "a[0]", "cin", "c[0]", "c[3]"]).bits(name) == ()


def test_a_net_that_looks_like_a_range_is_itself():
    assert BitNames({"x[1:0]", "x[1]", "x[0]"}).bits("x[1:0]") == ("x[1:0]",)


def test_a_range_of_more_than_a_million_bits_is_refused_before_it_is_made():
    with pytest.raises(LimitError, match="2000001 bits"):
        BitNames({"x[0]", "x[2000000]"}).bits("x[2000000:0]")


def test_an_instance_of_one_output_port_is_called_by_its_own_name():
    names = BitNames(["add.s[1]", "add.s[0]"], calls={"add": "add.s"})
    assert names.bits("add") == names.bits("add[1:0]") == ("add.s[0]", "add.s[1]")
    assert names.bits("add[1]") == ("add.s[1]",)
    # A bus of that very name comes first.
    assert BitNames(["x[0]", "x.s[0]"], calls={"x": "x.s"}).bits("x") == ("x[0]",)


def test_ports_have_the_shape_of_what_is_named():
    names = BitNames.of(ports(["a[1]", "a[0]", "cin"]))
    assert names.require("a", "input") == Port("a", ("a[0]", "a[1]"))
    assert names.require("a[1]", "input") == Port("a[1]", ("a[1]",))
    assert [names.require(name, "input").is_bus for name in ("a", "a[1:0]", "a[1:1]", "a[1]", "cin")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(InputError, match=r"unknown input 'cim' \(did you mean 'cin'\?\)"):
        names.require("cim", "input")


def test_ports_know_no_other_buses_than_theirs():
    assert BitNames.of((Port("c[0]", ("c[0]",)),)).bits("c") == ()


HIDDEN = Circuit(
    ["a", "b"], {"s[1]": "n", "s[0]": "n"}, {"n": gate("AND", "a", "b"), "s[0]": gate("OR", "a", "b")}, "hidden"
)


@pytest.mark.parametrize(
    ("name", "nets"),
    [("s", ["n", "n"]), ("s[0]", ["n"]), ("s[1:0]", ["n", "n"]), ("n", ["n"]), ("a", ["a"])],
)
def test_where_an_output_hides_a_net_of_its_name_the_output_is_meant(name, nets):
    assert list(NetNames(HIDDEN).find(name).values()) == nets


def test_a_bus_of_ports_comes_before_a_net_of_its_name():
    circuit = Circuit(["x[1]", "x[0]"], ["y"], {"x": gate("NOT", "x[0]"), "y": gate("BUF", "x")})
    assert list(NetNames(circuit).find("x")) == ["x[0]", "x[1]"]


def test_nets_are_found_by_flat_name_other_name_and_as_buses_of_instance_outputs():
    inner = adder(2)
    outer = Circuit(["x[1]", "x[0]"], ["add.s[1]"], {"add": Instance(inner, ("x[1]", "x[0]", "x[1]", "x[0]"))})
    names = NetNames(outer)
    assert names.find("add.fa0.sum") == {"add.fa0.sum": "add.fa0.sum"}
    assert list(names.find("add.s").items()) == [
        ("add.s[0]", "add.fa0.sum"),
        ("add.s[1]", "add.fa1.sum"),
        ("add.s[2]", "add.fa1.cout"),
    ]
    assert names.find("add") == names.find("add.s")
    assert names.find("x[1:1]") == {"x[1]": "x[1]"}


def test_a_bus_that_lacks_bits_is_no_bus():
    circuit = Circuit(["a"], ["y"], {"x[0]": gate("NOT", "a"), "x[2]": gate("BUF", "a"), "y": gate("BUF", "x[2]")})
    with pytest.raises(
        InputError, match=r"bus 'x' is not complete: there is no x\[1\] \(name its bits, such as x\[0\]\)"
    ):
        NetNames(circuit).find("x")
    with pytest.raises(InputError, match=r"unknown net 'x\[1\]' \(did you mean 'x\[2\]'\?\)"):
        NetNames(circuit).find("x[1]")


def test_an_unknown_name_is_told_with_the_nearest_or_with_all_where_they_are_few():
    assert str(unknown_name("net", "cary", ["carry", "sum"])) == "unknown net 'cary' (did you mean 'carry'?)"
    assert str(unknown_name("net", "q", ["carry", "sum"])) == "unknown net 'q' (one of carry, sum)"
    assert str(unknown_name("net", "q", [f"n{k}" for k in range(9)])) == "unknown net 'q'"
    assert len(str(unknown_name("net", "q" * 1000, ["q" * 999]))) < 1200


def test_numbers_skip_what_is_taken():
    names = Names(["a", "a_1"])
    assert names.fresh("a") == "a_2"
    assert [names.numbered("b"), names.numbered("b"), names.fresh("b")] == ["b_1", "b_2", "b"]
    assert [names.numbered("c", ""), names.numbered("c", "")] == ["c1", "c2"]


def test_numbering_many_takes_no_square_of_time():
    names = Names(["a"])
    assert [names.fresh("a") for _ in range(50_000)][-1] == "a_50000"
