"""The JSON of Yosys: modules, bits, names, registers, and what is refused."""

from __future__ import annotations

import json

import pytest

from neurocircuit import formats
from neurocircuit.errors import FormatError
from neurocircuit.netlist.circuit import Instance, Register
from tests.formats.conformance import Conformance


def cell(kind, parameters=None, **pins):
    return {"type": kind, "parameters": parameters or {}, "connections": pins}


def module(ports, cells=(), netnames=(), **attributes):
    """Ports as name to direction and bits; inputs are those that begin with <."""
    made = {
        name.lstrip("<"): {"direction": "input" if name[0] == "<" else "output", "bits": bits}
        for name, bits in ports.items()
    }
    return {"attributes": attributes, "ports": made, "cells": dict(cells), "netnames": dict(netnames)}


def one(made):
    """A module of one cell between a and y."""
    return module({"<a": [2], "y": [3]}, {"g": made})


def text(**modules):
    return json.dumps({"creator": "Yosys", "modules": modules}, indent=1)


def parse(data, source="x.json"):
    return formats.parse(data, "yosys", source)


INNER = module(
    {"<CK": [2], "<d": [3, 4], "q": [5, 6]},
    {"f": cell("$_DFF_P_", C=[2], D=[3], Q=[5]), "$g": cell("$_SDFF_PP1_", C=[2], D=[4], R=[3], Q=[6])},
    {"q": {"bits": [5, 6], "attributes": {"init": "1x"}}},
)
TOP = module(
    {"<clk": [2], "<a": [3, 4], "<b": [5], "y": [6, 7, "1"], "z": [9]},
    {
        "u": cell("inner", CK=[2], d=[3, 8], q=[6, 7]),
        "$and$1": cell("$_AND_", A=[4], B=[5], Y=[8]),
        "add": cell("$xor", {"A_SIGNED": 0}, A=[3], B=["1"], Y=[9]),
    },
    {"mid": {"hide_name": 0, "bits": [8]}, "$and$1_Y": {"hide_name": 1, "bits": [8]}},
    top="00000000000000000000000000000001",
)


class TestYosys(Conformance):
    format = "yosys"
    sample = text(inner=INNER, top=TOP)
    driven_twice = text(m=module({"<a": [2], "y": [3]}, {name: cell("$_NOT_", A=[2], Y=[3]) for name in "gh"}))
    never_driven = text(m=module({"<a": [2], "y": [3]}))


def test_names_ports_and_hierarchy():
    circuit = parse(TestYosys.sample)
    assert circuit.name == "top"
    assert circuit.inputs == ("a[1]", "a[0]", "b")
    assert circuit.outputs == ("y[2]", "y[1]", "y[0]", "z")
    assert isinstance(circuit.nodes["u"], Instance)
    assert circuit.nodes["mid"].gate == "AND"
    assert circuit.circuits["inner"].nodes["q[1]"].initial == 1
    assert circuit.circuits["inner"].nodes["q[0]"] == Register("d[0]", 0)
    rows = circuit.simulate([[0, 1, 0], [1, 1, 1], [1, 0, 1]])
    assert rows.tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_an_initial_value_is_a_text_of_bits_or_a_number():
    for initial in ("10", 2):
        made = module(
            {"<c": [2], "<d": [3, 4], "q": [5, 6]},
            {"r": cell("$dff", {"CLK_POLARITY": 1}, CLK=[2], D=[3, 4], Q=[5, 6])},
            {"q": {"bits": [5, 6], "attributes": {"init": initial}}},
        )
        assert parse(text(m=made)).simulate([[0, 0]]).tolist() == [[1, 0]]


def test_buses_that_go_up_or_begin_elsewhere_keep_their_indices():
    made = module({"<a": [2, 3], "<b": [4, 5], "y": [2, 5]})
    made["ports"]["a"].update(offset=4)
    made["ports"]["b"].update(upto=1)
    circuit = parse(text(m=made))
    assert circuit.inputs == ("a[5]", "a[4]", "b[0]", "b[1]")
    assert dict(zip(circuit.outputs, circuit.output_nets, strict=True)) == {"y[1]": "b[0]", "y[0]": "a[4]"}


def test_names_that_meet_are_kept_apart():
    made = module(
        {"<a": [2, 3], "y": [4], "z": [6]},
        {"g": cell("$_NOT_", A=[2], Y=[4]), "h": cell("$_NOT_", A=[4], Y=[5]), "i": cell("$_NOT_", A=[5], Y=[6])},
        {"a[0]": {"bits": [5]}},
    )
    circuit = parse(text(m=made))
    assert list(circuit.nodes) == ["y", "a[0]_1", "z"]


def test_nets_without_a_name_are_called_by_their_numbers():
    parts = {
        "g": cell("$add", A=[2], B=[3], Y=[5, 6]),
        "h": cell("$_DFFE_PP_", C=[4], D=[5], E=[2], Q=[7]),
        "i": cell("$_BUF_", A=[7], Y=[8]),
        "j": cell("$_NOT_", A=[7]),
        "k": cell("$add", A=[2], B=[3], Y=[]),
    }
    circuit = parse(text(m=module({"<a": [2], "<b": [3], "<c": [4], "y": [8]}, parts)))
    assert list(circuit.nodes) == ["net6", "net5", "net7_next_1", "net7_next", "net7", "y"]
    assert circuit.simulate([[1, 0], [0, 0], [1, 1], [0, 0]]).tolist() == [[0], [1], [1], [0]]
    del parts["h"]
    with pytest.raises(FormatError, match=r"modules.m.cells.i: net 'net7' is never driven"):
        parse(text(m=module({"<a": [2], "<b": [3], "<c": [4], "y": [8]}, parts)))


def test_names_behind_a_backslash_are_those_that_yosys_would_make_up():
    made = module(
        {"<\\$a": [2], "<\\0": [3], "<\\\\b": [4], "<\\c": [5], "y": [6]},
        {"\\$g": cell("inner", **{"\\$i": [2], "o": [6]})},
    )
    inner = module({"<\\$i": [2], "o": [3]}, {"g": cell("$_NOT_", A=[2], Y=[3])})
    circuit = parse(text(inner=inner, m=made))
    assert circuit.inputs == ("$a", "0", "\\b", "\\c")
    assert list(circuit.nodes) == ["$g"]


def test_a_net_without_a_name_gets_one():
    made = module({"<a": [2], "y": [4]}, {"g": cell("$_NOT_", A=[2], Y=[3]), "h": cell("$_NOT_", A=[3], Y=[4])})
    assert list(parse(text(m=made)).nodes) == ["net3", "y"]


def test_the_top_is_marked_or_what_no_other_one_uses_or_called_as_the_file(tmp_path):
    plain = {**TOP, "attributes": {}}
    assert parse(text(inner=INNER, top=plain)).name == "top"
    both = text(other=module({"<a": [2], "y": [2]}), top=module({"<b": [2], "y": [2]}))
    with pytest.raises(FormatError, match=r"no top among the modules other, top \(run hierarchy -top NAME\)"):
        parse(both)
    (tmp_path / "top.json").write_text(both)
    assert formats.read(tmp_path / "top.json").inputs == ("b",)


def test_modules_without_contents_are_left_out_unless_they_are_used():
    box = module({"<a": [2], "y": [3]}, blackbox=1)
    used = module({"<a": [2], "y": [3]}, {"u": cell("box", a=[2], y=[3])}, top=1)
    assert parse(text(box=box, m=module({"<a": [2], "y": [2]}))).circuits == {}
    with pytest.raises(FormatError, match="module 'box' has no contents"):
        parse(text(box=box, m=used))


def test_parameters_that_yosys_calls_its_modules_by_are_names():
    inner = one(cell("$_NOT_", A=[2], Y=[3]))
    name = "$paramod\\inner\\W=1"
    circuit = parse(text(**{"m": module({"<a": [2], "y": [3]}, {"u": cell(name, a=[2], y=[3])}, top=1), name: inner}))
    assert circuit.simulate([[0], [1]]).tolist() == [[1], [0]]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (module({"<a": [2], "<b": [2], "y": [2]}), "modules.m.ports.b: the inputs 'a' and 'b' are one net"),
        (module({"<a": ["0"], "y": ["0"]}), "modules.m.ports.a: the input 'a' is 0"),
        (module({"<a": [2], "y": ["x"]}), "modules.m: 'y' is x, which has no value (in Yosys, run setundef -zero)"),
        (one(cell("$_AND_", A=[2], B=["z"], Y=[3])), "modules.m.cells.g: 'B' is z"),
        (
            one(cell("$_DFF_PP0_", C=[2], D=[2], R=[2], Q=[3])),
            "modules.m.cells.g: $_DFF_PP0_ has an async",
        ),
        (
            one(cell("$adff", CLK=[2], D=[2], ARST=[2], Q=[3])),
            "modules.m.cells.g: unknown cell '$adff' (an async",
        ),
        (
            one(cell("$mem_v2", A=[2], Y=[3])),
            "modules.m.cells.g: unknown cell '$mem_v2' (in Yosys, run mem",
        ),
        (
            one(cell("$div", A=[2], B=[2], Y=[3])),
            "modules.m.cells.g: unknown cell '$div' (in Yosys, run techmap)",
        ),
        (
            one(cell("PLL", i=[2], o=[3])),
            "modules.m.cells.g: no module 'PLL' in this file",
        ),
        (
            one(cell("$_NOT_", A=[2, 2], Y=[3])),
            "modules.m.cells.g: pin 'A' has 2 bits",
        ),
        (one(cell("$_NOT_", A=[2], Y=["1"])), "modules.m.cells.g: pin Y is 1"),
        (module({"<a": [2], "y": [-1]}), "modules.m.ports.y.bits: -1 is no bit"),
        (module({"<a": [2], "y": [True]}), "modules.m.ports.y.bits: True is no bit"),
        (module({"<a": [2], "y": ["2"]}), "modules.m.ports.y.bits: '2' is no bit"),
        (module({"<a b": [2], "y": [2]}), "modules.m.ports: the name 'a b' holds U+0020"),
        (
            module({"<a": [2], "y": [2]}, (), {"a": {"bits": [2], "attributes": {"init": [1]}}}),
            "modules.m.netnames.a.attributes.init: an array, expected an integer",
        ),
        ({"netnames": {}}, "modules.m: neither ports nor cells"),
        ({"ports": {"a": {"direction": "inout", "bits": [2]}}}, "modules.m.ports.a: the direction 'inout'"),
    ],
)
def test_refused_with_the_place(made, message):
    with pytest.raises(FormatError) as error:
        parse(text(m=made))
    assert str(error.value).startswith(f"x.json: {message}")


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"CK": [2], "d": [3], "q": [6, 7]}, "'inner' has 2 bits at port 'd' (1 given)"),
        ({"CK": [2], "d": [3, 4], "q": [6, 7], "o": [3]}, "'inner' has no port 'o'"),
        ({"CK": [2], "q": [6, 7]}, "input 'd[1]' of 'inner' is not connected"),
    ],
)
def test_instances_fit_their_modules(pins, message):
    top = module({"<clk": [2], "<a": [3, 4], "y": [6, 7]}, {"u": cell("inner", **pins)})
    with pytest.raises(FormatError) as error:
        parse(text(inner=INNER, top=top))
    assert message in str(error.value)


def test_it_is_told_from_our_own_json_by_its_content(tmp_path):
    (tmp_path / "a.json").write_text(TestYosys.sample)
    assert formats.read(tmp_path / "a.json").name == "top"
    assert formats.format_of("a.json", b'{"modules" : {}}') == "yosys"
    assert formats.format_of("a.json", b'{"format": "neurocircuit/1", "modules": 1}') == "json"
    assert formats.format_of("a.json") == "json"
    with pytest.raises(FormatError, match="no modules"):
        parse("{}")
    for data in ('{"modules": {}}', text(m=module({"<a": [2]}, blackbox="1"))):
        with pytest.raises(FormatError, match="modules: no module with contents"):
            parse(data)
