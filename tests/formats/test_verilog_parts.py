"""The parts of a Verilog module."""

from __future__ import annotations

from neurocircuit.formats.verilog_parts import Module


def test_the_nets_of_a_name_stand_lowest_first_whichever_way_its_range_is_written():
    module = Module("m", 0, 1, ranges={"a": (2, 0), "b": (4, 6), "c": None})
    assert module.nets("a") == ["a[0]", "a[1]", "a[2]"]
    assert module.nets("b") == ["b[6]", "b[5]", "b[4]"]
    assert module.nets("c") == ["c"]
    assert [module.width(name) for name in ("a", "b", "c", "d")] == [3, 3, 1, 1]
