"""What a picture consists of: ids, blocks, and the walk over its members."""

import pytest

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.bus import Port
from neurocircuit.rendering.model import Card, Drawing, End, Group, Part, Row


def drawing():
    return Drawing("Title", 0)


def card(name):
    return Card(name, name, name, "", Perceptron([1], threshold=1), ("a",))


def part(name):
    return Part(name, name, "", (), 0, (), ())


def nested():
    """a, then a group of b, a group of c and the part d, and e; then the part f."""
    inner = Group("g2", "inner", "", 1, "", members=[card("c")])
    outer = Group("g1", "outer", "", 0, "", members=[card("b"), inner, part("d"), card("e")])
    made = drawing()
    made.body += [card("a"), outer, part("f")]
    return made


def ids(found):
    return [each.id for each in found]


def test_members_come_in_order_and_groups_before_what_is_in_them():
    made = nested()
    assert ids(made.members()) == ["a", "g1", "b", "g2", "c", "d", "e", "f"]
    assert ids(made.cards()) == ["a", "b", "c", "e"]
    assert ids(made.parts()) == ["d", "f"]
    assert ids(made.groups()) == ["g1", "g2"]


def test_members_of_very_deep_groups_need_no_stack_of_calls():
    made = drawing()
    members = made.body
    for depth in range(5000):
        members.append(Group(f"g{depth}", "", "", depth, ""))
        members = members[0].members
    assert len(list(made.members())) == 5000


def test_a_block_shows_its_bits_highest_first():
    block = drawing().block("input", Port("a", ("a[0]", "a[1]")), ["low", "high"], "input a")
    assert [(bit.name, bit.net, bit.port) for bit in block.bits] == [("a[1]", "high", "b0"), ("a[0]", "low", "b1")]
    assert (block.id, block.kind, block.name, block.is_bus, block.split) == ("n1", "input", "a[1:0]", True, False)


def test_a_block_of_a_scalar_is_no_bus_and_its_tip_is_clipped():
    block = drawing().block("output", Port("y", ("y",)), ["net"], "x" * 500)
    assert (block.name, block.is_bus, [bit.name for bit in block.bits]) == ("y", False, ["y"])
    assert len(block.tip) == 400


def test_a_block_wants_a_net_for_every_bit():
    with pytest.raises(ValueError, match="zip"):
        drawing().block("input", Port("a", ("a[0]", "a[1]")), ["low"], "")


def test_blocks_are_inputs_pins_and_outputs():
    made = nested()
    outer, inner = made.groups()
    for block, place in (("i", made.sources), ("p", outer.pins), ("q", inner.pins), ("o", made.sinks)):
        place.append(made.block("pin", Port(block, (block,)), [block], ""))
    assert [block.name for block in made.blocks()] == ["i", "p", "q", "o"]


def test_ids_are_counted_and_say_nothing_of_names():
    made = drawing()
    assert [made.new_id(), made.new_id()] == ["n1", "n2"]
    assert made.block("input", Port("evil", ("evil",)), ["evil"], "").id == "n3"
    assert drawing().new_id() == "n1"


def test_wires_are_counted_and_know_what_they_carry():
    made = drawing()
    tail, head = End(card("a"), "", "e"), End(card("b"), "i0", "w")
    row = Row("i0", ("a",), (1,))
    made.connect(tail, head, ["a"], {"weight": "2"}, row)
    made.connect(tail, head, ["x", "y", "z"], {})
    first, second = made.wires
    assert (first.id, first.tail, first.head, first.nets, first.row) == ("e1", tail, head, ("a",), row)
    assert first.options == {"weight": "2"}
    assert (second.id, second.nets, second.row) == ("e2", ("x", "y", "z"), None)
    # Only thick wires are labelled with their width.
    assert made.widths() == {"e2": 3}
