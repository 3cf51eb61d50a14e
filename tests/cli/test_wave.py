"""Waveforms as text: edges where values change, rows that go on below, the nets that are shown."""

import pytest

from neurocircuit.cli.wave import MOST, bit_lane, can_draw, ruler, value_lane, wave_lines
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record, trace
from tests.samples import FULL_ADDER, counter, gate, wires

EN = [1, 0, 1, 1, 1, 0]


def wave(*run, width=80, plain=False, **shown):
    return "".join(wave_lines(record(*run, **shown), width, plain)).splitlines()


def test_a_clocked_run():
    assert wave(counter(2), Rows({"en": EN})) == [
        "cycle  0  1  2  3  4  5",
        "      ───┐  ┌────────┐",
        "en       └──┘        └──",
        "q     ═0═╳1════╳2═╳3═╳0═",
    ]


def test_ascii_alone():
    lines = wave(counter(2), Rows({"en": EN}), plain=True)
    assert lines[1:] == ["      ---+  +--------+", "en       +--+        +--", "q     =0=X1====X2=X3=X0="]


def test_what_is_wider_goes_on_below_with_its_edges():
    assert wave(counter(2), Rows({"en": EN}), width=15) == [
        "cycle  0  1  2",
        "      ───┐  ┌──",
        "en       └──┘",
        "q     ═0═╳1════",
        "",
        "cycle  3  4  5",
        "      ──────┐",
        "en          └──",
        "q     ╳2═╳3═╳0═",
    ]
    assert wave(counter(2), Rows({"en": [0, 0, 1, 0]}), width=12)[6] == "      ┌──┐"


def test_one_cycle_stands_in_a_line_however_narrow_it_is():
    assert [line for line in wave(counter(2), Rows({"en": EN}), width=1) if line.startswith("cycle")] == [
        f"cycle  {cycle}" for cycle in range(6)
    ]


def test_patterns_of_a_circuit_without_registers():
    assert wave(FULL_ADDER, Exhaustive({"a": 1, "b": 0}))[0] == "row   0  1"
    assert wave(FULL_ADDER, Rows({"a": 1, "b": 0, "cin": 1}))[-2:] == ["     ───", "cout"]


@pytest.mark.parametrize("width", [16, 80])
def test_runs_are_told_apart_and_begin_without_an_edge(width):
    request = Random(5, 3, runs=3)
    lines = wave(counter(2), request, width=width)
    starts = [number for number, line in enumerate(lines) if line.startswith("run")]
    assert [lines[start] for start in starts] == ["run 0", "run 1", "run 2"]
    shown = trace(counter(2), request).outputs["q"].tolist()
    for values, first, end in zip(shown, starts, [*starts[1:], None], strict=True):
        rows = [line.removeprefix("q     ") for line in lines[first:end] if line.startswith("q")]
        size = (width - len("cycle ")) // 3
        parts = [values[:size], values[size:]][: len(rows)]
        befores = (None, parts[0][-1])
        assert rows == [value_lane(part, 3, before)[0] for part, before in zip(parts, befores, strict=False)]


def test_bipolar_levels_and_exact_sums():
    neuron = Neuron(Perceptron([0.25, -3], threshold=0, encoding="bipolar"), ("a", "b"))
    lines = wave(Circuit(["a", "b"], ["y"], {"y": neuron}, encoding="bipolar"), Exhaustive(), sums=True)
    assert lines == [
        "row   0      1      2      3",
        "                   ┌─────────────",
        "a    ──────────────┘",
        "            ┌──────┐      ┌──────",
        "b    ───────┘      └──────┘",
        "     ───────┐      ┌──────┐",
        "y           └──────┘      └──────",
        "z(y) ═2.75══╳-3.25═╳3.25══╳-2.75═",
    ]


def test_cells_are_as_wide_as_the_longest_value_but_not_wider_than_a_line():
    assert wave(wires(7), Rows({"a": [1, 100, 5]}))[1] == "a   ═1═══╳100═╳5═══"
    wide = wires(200)
    value = (1 << 200) - 1
    line = wave(wide, Rows({"a": [value, 0]}))[1]
    assert line == f"a   ═{str(value)[:11]}...{str(value)[-6:]}═╳0════════════════════"


def test_watched_nets_and_outputs_are_shown_first():
    names = [f"i{number}" for number in range(20)]
    nodes = {f"n{number}": gate("NOT", name) for number, name in enumerate(names)}
    lines = wave(Circuit(names, ["n0", "n1"], nodes), Random(2), watch=["n5", "n6"])
    labels = [line.split()[0] for line in lines if line and line[0] != " "]
    assert labels == ["row", *names[:12], "n0", "n1", "n5", "n6", "and"]
    assert len(labels) - 2 == MOST
    assert lines[-2:] == ["", f"and 8 more: {', '.join(names[12:])} (--watch chooses, -o FILE.vcd has all)"]


def test_odd_names_are_shown_safely_and_shortened():
    name = "x" * 100 + "y"
    lines = wave(Circuit([name], ["=\u0301"], {"=\u0301": gate("ONE")}), Rows({name: [0]}))
    assert lines[1:] == ["", "xxxxxxxxxxxxx...xxxxxxxy ───", "                         ───", "=\u0301"]


def test_nothing_ran():
    assert wave(counter(2), Random(0)) == ["no cycles to draw"]
    assert wave(wires(1), Random(0)) == ["no rows to draw"]


def test_a_lane_of_a_bit_begins_with_an_edge_after_another_level():
    assert bit_lane([0, 1], 2) == ("  ┌─", "──┘ ")
    assert bit_lane([0, 1], 2, before=1) == ("┐ ┌─", "└─┘ ")
    assert bit_lane([1], 3, before=1) == ("───", "   ")
    assert bit_lane([-1, 1], 2, before=-1) == ("  ┌─", "──┘ ")


def test_a_lane_of_values_begins_with_its_value():
    assert value_lane([4, 4], 3, before=4) == ("═4════",)
    assert value_lane([4, 4], 3, before=5) == ("╳4════",)
    assert value_lane([0], 3) == ("═0═",)


def test_numbers_of_cycles_have_room():
    assert ruler(0, 4, 2) == " 0 1 2 3"
    assert ruler(98, 5, 3) == " 98    100   102"
    assert ruler(9_999_990, 21, 3).split() == ["9999990", "9999995", "10000000", "10000005", "10000010"]
    assert ruler(7, 2, 3) == " 7  8"


def test_encodings_that_have_no_lines():
    assert can_draw("utf-8")
    assert not can_draw("ascii")
    assert not can_draw("cp1252")
