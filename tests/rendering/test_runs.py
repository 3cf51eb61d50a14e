"""A run as a picture: the waveform of cycles, the table of patterns."""

import re

import pytest

import neurocircuit as nc
from neurocircuit.errors import InputError, LimitError
from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.runs import run_picture
from neurocircuit.rendering.theme import LIGHT
from neurocircuit.simulation.requests import Exhaustive, Random, Rows
from neurocircuit.simulation.trace import record, trace
from tests.samples import wires


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_a_table_has_every_value_and_lights_what_is_1():
    adder = ready_made("full_adder")
    drawn = run_picture(record(adder, Exhaustive(), sums=["sum"]), "Adder")
    assert texts(drawn)[:2] == ["Adder", "8 rows"]
    seen = trace(adder, Exhaustive(), sums=["sum"])
    columns = {**seen.inputs, **seen.outputs, "z(sum)": seen.sums["sum"]}
    wanted = [word for name, values in columns.items() for word in (name, *(str(v).replace("-", "−") for v in values))]
    assert texts(drawn)[2:] == wanted
    ones = sum(int(values.sum()) for values in (*seen.inputs.values(), *seen.outputs.values()))
    assert drawn.count(f'width="22" height="20" rx="5" fill="{LIGHT.firing}"') == ones


def test_values_of_buses_and_of_the_bipolar_encoding():
    assert texts(run_picture(record(wires(2), Rows({"a": [3, 1]})), "w"))[2:] == ["a", "3", "1", "y", "3", "1"]
    assert texts(run_picture(record(ready_made("and_bipolar"), Rows({"a": [1], "b": [-1]})), "s"))[2:] == [
        "a", "1", "b", "−1", "y", "−1",
    ]  # fmt: skip


def test_a_clocked_run_is_a_waveform_of_its_first_run():
    counter = ready_made("counter4")
    drawn = run_picture(record(counter, Rows({"en": 1, "reset": 0}, 3), watch=["q[0]"]), "Counter")
    found = texts(drawn)
    assert found[:6] == ["Counter", "3 cycles", "cycle", "0", "1", "2"]
    assert found[6:] == ["en", "reset", "q", "0", "1", "2", "carry", "q[0]"]
    many = run_picture(record(counter, Random(5, runs=3)), "")
    assert many == run_picture(record(counter, Random(5, runs=1)), "")


def test_a_picture_has_an_end():
    with pytest.raises(LimitError, match=r"a picture of 257 rows of 2 values \(at most 256 of 64\)"):
        run_picture(record(wires(1), Random(257)), "")
    wide = nc.Circuit([f"i{k}" for k in range(65)], ["i0"], {})
    with pytest.raises(LimitError, match="a picture of 1 row of 65 values"):
        run_picture(record(wide, Random(1)), "")
    for circuit, what in ((wires(1), "rows"), (ready_made("counter4"), "cycles")):
        with pytest.raises(InputError, match=f"a picture of no {what}"):
            run_picture(record(circuit, Random(0)), "")


def test_the_waveform_of_a_circuit():
    counter = ready_made("counter4")
    drawn = nc.waveform(counter, 3, en=1, reset=0, watch="q[0]", title="Up")
    assert texts(drawn.svg)[:2] == ["Up", "3 cycles"]
    assert drawn.svg == nc.waveform(counter, en=[1, 1, 1], reset=0, watch=["q[0]"], title="Up").svg
    assert drawn.svg == nc.waveform(counter, None, {"en": [1] * 3, "reset": 0}, watch=["q[0]"], title="Up").svg
    assert "16 cycles" in nc.waveform(counter, en=1, reset=0)._repr_svg_()
    with pytest.raises(InputError, match="has no registers, so no cycles"):
        nc.waveform(ready_made("and"), a=1, b=1)


def test_a_simulator_shows_its_last_cycles():
    run = nc.Simulator(ready_made("counter4"))
    assert run._repr_svg_() is None
    run.run(3, en=1, reset=0)
    assert run._repr_svg_() == nc.waveform(run.circuit, 3, en=1, reset=0).svg
    run.run(80, en=1, reset=0)
    assert texts(run._repr_svg_())[1] == "the last 64 cycles"
