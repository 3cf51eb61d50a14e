"""The native circuit file: what is read, what is refused and with which words, and that writing is canonical."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

import neurocircuit as nc
from neurocircuit.formats import library
from neurocircuit.formats.document_writer import unwritable_names
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from tests.strategies import circuits

HALF_ADDER: dict[str, Any] = {
    "format": "neurocircuit/1",
    "inputs": ["a", "b"],
    "outputs": ["sum", "carry"],
    "nodes": {
        "carry": {"gate": "and", "inputs": ["a", "b"]},
        "sum": {"weights": {"a": 1, "b": 1, "carry": -2}, "threshold": 1},
    },
}


def document(**changes: Any) -> str:
    return json.dumps({**HALF_ADDER, **changes})


def with_node(**body: Any) -> str:
    return document(nodes={**HALF_ADDER["nodes"], "g": body})


def refusal(text: str) -> str:
    with pytest.raises(nc.NeurocircuitError) as caught:
        nc.parse(text)
    message = str(caught.value)
    assert len(message) < 300
    return message


# One line each: what is wrong with the text, and words that the message must have.
REFUSED = {
    "empty": ("", ["no JSON"]),
    "truncated": (document()[:-5], ["no JSON", "1:"]),
    "trailing": (document() + "{}", ["no JSON", "extra data"]),
    "comment": ("// hello\n" + document(), ["no JSON"]),
    "null": ("null", ["the document is null"]),
    "array": ("[1]", ["the document is an array"]),
    "NaN": (with_node(weights={"a": 1}, threshold=float("nan")), ["NaN"]),
    "Infinity": (with_node(weights={"a": 1}, threshold=float("inf")), ["Infinity"]),
    "1e400": (with_node(weights={"a": 1}, threshold=1).replace('"threshold": 1}}', '"threshold": 1e400}}'), ["308"]),
    "309 digits": (with_node(weights={"a": 10**309 - 1}, threshold=0), ["a number of 309 digits", "308"]),
    "huge integer": (with_node(weights={"a": 1}, threshold=10**4000), ["digits", "308"]),
    "duplicate key": ('{"format": "neurocircuit/1", "inputs": [], "inputs": []}', ["duplicate key 'inputs'"]),
    "nested duplicate": (document(metadata={}).replace("{}", '{"a": {"b": 1, "b": 2}}'), ["duplicate key 'b'"]),
    "deep": ("[" * 100_000 + "]" * 100_000, ["nested too deeply"]),
    "truth value": (with_node(weights={"a": True}, threshold=1), ["nodes.g.weights.a", "a truth value"]),
    "text number": (with_node(weights={"a": "2"}, threshold=1), ["nodes.g.weights.a", "'2'", "p/q"]),
    "zero ratio": (with_node(weights={"a": "1/0"}, threshold=1), ["divides by zero"]),
    "no format": (json.dumps({"inputs": []}), ["'format' is missing", "neurocircuit/1"]),
    "future": (document(format="neurocircuit/2"), ["newer"]),
    "other format": (document(format="circuit"), ["unknown format 'circuit'"]),
    "missing": (json.dumps({"format": "neurocircuit/1", "inputs": [], "nodes": {}}), ["'outputs' is missing"]),
    "unknown key": (document(node={}), ["unknown key 'node'", "did you mean 'nodes'?"]),
    "unknown node key": (with_node(weights={}, treshold=1), ["nodes.g", "'treshold'", "did you mean 'threshold'?"]),
    "unknown net": (with_node(gate="OR", inputs=["a", "cary"]), ["nodes.g", "'cary'", "did you mean 'carry'?"]),
    "missing threshold": (
        with_node(weights={"a": 1}),
        ["nodes.g", "'threshold' is missing", "0.5 for 0/1 values, 0 for the sign activation"],
    ),
    "XOR": (with_node(gate="XOR", inputs=["a", "b"]), ["nodes.g", "not a single neuron", "xor"]),
    "unknown gate": (with_node(gate="NANT", inputs=["a"]), ["unknown gate 'NANT'", "did you mean"]),
    "AND of none": (with_node(gate="AND", inputs=[]), ["nodes.g", "AND with 0 inputs"]),
    "NOT of two": (with_node(gate="NOT", inputs=["a", "b"]), ["NOT with 2 inputs", "it takes 1"]),
    "even majority": (with_node(gate="MAJORITY", inputs=["a", "b"]), ["MAJORITY of 2"]),
    "k missing": (with_node(gate="AT_LEAST", inputs=["a"]), ["AT_LEAST needs k"]),
    "k for AND": (with_node(gate="AND", inputs=["a"], k=1), ["AND takes no k"]),
    "two kinds": (with_node(gate="AND", weights={}, threshold=1), ["exactly one", "both 'weights' and 'gate'"]),
    "no kind": (with_node(bias=1), ["exactly one", "none of them"]),
    "self loop": (with_node(gate="NOT", inputs=["g"]), ["combinational cycle: g -> g", "register"]),
    "cycle": (
        document(
            nodes={
                **HALF_ADDER["nodes"],
                "p": {"gate": "NOR", "inputs": ["a", "q"]},
                "q": {"gate": "NOR", "inputs": ["b", "p"]},
            }
        ),
        ["combinational cycle: p -> q -> p"],
    ),
    "input as node": (document(nodes={**HALF_ADDER["nodes"], "a": {"gate": "ONE"}}), ["nodes.a", "an input"]),
    "duplicate input": (document(inputs=["a", "a", "b"]), ["inputs", "'a' is there 2 times"]),
    "duplicate output": (document(outputs=["sum", "sum"]), ["outputs", "'sum'", "twice"]),
    "unknown output": (document(outputs=["sun"]), ["outputs: unknown net 'sun'", "did you mean 'sum'?"]),
    "renamed input": (document(outputs={"a": "sum"}), ["outputs: 'a' is an input"]),
    "empty name": (document(inputs=["a", "b", ""]), ["an empty name"]),
    "space in a name": (document(inputs=["a", "b", "c d"]), ["U+0020"]),
    "bidi in a name": (document(inputs=["a", "b", "c\u202e"]), ["U+202E"]),
    "range from 1": (document(inputs=["a", "b", "c[4:1]"]), ["does not end at 0", "c[4:0]"]),
    "too many bits": (document(inputs=["a[99999999999:0]"]), ["100,000,000,000 port bits", "1,000,000"]),
    "too many bits together": (
        document(inputs=["a", "b", "c[799999:0]"], outputs={"d[199999:0]": "c[199999:0]"}),
        ["1,000,002 port bits"],
    ),
    "scalar beside bus": (document(inputs=["a", "b", "a[0]"]), ["inputs: 'a' stands beside its own bit"]),
    "range as a node": (document(nodes={**HALF_ADDER["nodes"], "g[1:0]": {"gate": "ONE"}}), ["is a range"]),
    "bad initial": (with_node(register="a", initial=2), ["nodes.g", "initial 2"]),
    "wide register": (
        document(inputs=["a", "b", "c[1:0]"], nodes={**HALF_ADDER["nodes"], "g": {"register": "c"}}),
        ["nodes.g.register", "2 bits"],
    ),
    "encoding": (document(encoding="ternary"), ["unknown encoding 'ternary'"]),
    "unknown circuit": (with_node(circuit="full_ader", inputs={}), ["nodes.g.circuit", "did you mean 'full_adder'?"]),
    "parent folder": (with_node(circuit="../x.json", inputs={}), ["nodes.g.circuit", "no folder"]),
    "instance input missing": (with_node(circuit="and", inputs={"a": "a"}), ["nodes.g.inputs", "'b'", "missing"]),
    "instance input unknown": (
        with_node(circuit="and", inputs={"a": "a", "bb": "b"}),
        ["unknown key 'bb'", "did you mean 'b'?"],
    ),
    "instance width": (
        with_node(circuit="adder4", inputs={"a": ["a", "b"], "b": "a", "cin": "b"}),
        ["nodes.g.inputs.a", "2 bits for the 4"],
    ),
    "instance bit twice": (
        with_node(circuit="greater_than_8", inputs={"a": ["a"] * 8, "a[0]": "b", "b": ["b"] * 8}),
        ["'a[0]' is given twice"],
    ),
    "instance output as a node": (
        document(
            nodes={
                **HALF_ADDER["nodes"],
                "g": {"circuit": "and", "inputs": {"a": "a", "b": "b"}},
                "g.y": {"gate": "ONE"},
            }
        ),
        ["'g.y' is driven twice"],
    ),
    "short test row": (
        document(tests=[{"columns": ["a", "b", "sum"], "rows": [[1, 1]]}]),
        ["tests[0].rows[0]", "2 values, expected 3"],
    ),
    "test column": (document(tests=[{"columns": ["a", "b", "sun"], "rows": []}]), ["unknown column 'sun'"]),
    "test input missing": (document(tests=[{"columns": ["a", "sum"], "rows": []}]), ["input 'b' is missing"]),
    "test value": (document(tests=[{"columns": ["a", "b"], "rows": [[1, 2]]}]), ["b = 2", "0 or 1"]),
    "test null input": (document(tests=[{"columns": ["a", "b"], "rows": [[1, None]]}]), ["'b' is null"]),
    "test truth value": (document(tests=[{"columns": ["a", "b"], "rows": [[1, True]]}]), ["a truth value"]),
    "description": (document(description=1), ["description", "a number, expected a string"]),
    "metadata": (document(metadata=[]), ["metadata", "an array, expected an object"]),
    "long name": (document(inputs=["a", "b", "x" * 5_000_000 + " "]), ["U+0020"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    text, words = REFUSED[case]
    message = refusal(text)
    for word in words:
        assert word in message, message


def nested(levels: int, copies: int) -> str:
    """A definition in a definition ...: ``copies`` to the power of ``levels`` neurons."""
    circuits = {"c0": {"inputs": ["a"], "outputs": ["y"], "nodes": {"y": {"gate": "NOT", "inputs": ["a"]}}}}
    for level in range(1, levels + 1):
        nodes = {f"i{n}": {"circuit": f"c{level - 1}", "inputs": {"a": "a"}} for n in range(copies)}
        circuits[f"c{level}"] = {"inputs": ["a"], "outputs": {"y": "i0"}, "nodes": nodes}
    node = {"x": {"circuit": f"c{levels}", "inputs": {"a": "a"}}}
    return document(inputs=["a"], outputs={"y": "x"}, nodes=node, circuits=circuits)


def test_neurons_are_counted_before_they_are_made() -> None:
    assert "about 10^30 neurons after expansion (at most 10,000,000)" in refusal(nested(30, 10))


def test_nesting_is_limited() -> None:
    assert "at most 64" in refusal(nested(5_000, 1))
    assert "at most 64" in refusal(nested(65, 1))
    assert nc.parse(nested(63, 1)).simulate(a=1)["y"] == 0


@pytest.mark.parametrize(
    ("circuits", "words"),
    [
        ({"p": {"x": "p"}}, "p -> p"),
        ({"p": {"x": "q"}, "q": {"x": "p"}}, "p -> q -> p"),
    ],
)
def test_definitions_that_contain_each_other(circuits: dict[str, dict[str, str]], words: str) -> None:
    bodies = {
        name: {"inputs": [], "outputs": [], "nodes": {node: {"circuit": used} for node, used in nodes.items()}}
        for name, nodes in circuits.items()
    }
    assert f"the definition contains itself: {words}" in refusal(document(circuits=bodies))


def test_unused_definitions_are_checked() -> None:
    body = {"inputs": [], "outputs": ["y"], "nodes": {"y": {"gate": "NOT", "inputs": ["y"]}}}
    assert "circuits.loop: combinational cycle" in refusal(document(circuits={"loop": body}))


def test_a_definition_is_found_inside_then_outwards_then_among_the_ready_made() -> None:
    def wire(node: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"inputs": ["a", "b"], "outputs": {"y": "n"}, "nodes": {"n": node}, **more}

    use = {"circuit": "and", "inputs": {"a": "a", "b": "b"}}
    nor = wire({"gate": "NOR", "inputs": ["a", "b"]})
    ready = nc.parse(json.dumps({"format": "neurocircuit/1", **wire(use)}))
    outer = nc.parse(
        json.dumps(
            {"format": "neurocircuit/1", **wire({**use, "circuit": "in"}, circuits={"in": wire(use), "and": nor})}
        )
    )
    hidden = nc.parse(
        json.dumps(
            {
                "format": "neurocircuit/1",
                **wire({**use, "circuit": "in"}, circuits={"in": wire(use, circuits={"and": nor})}),
            }
        )
    )
    tables = [circuit.simulate(a=[0, 0, 1, 1], b=[0, 1, 0, 1])["y"].tolist() for circuit in (ready, outer, hidden)]
    assert tables == [[0, 0, 0, 1], [1, 0, 0, 0], [1, 0, 0, 0]]


def test_definitions_inherit_the_encoding_of_the_circuit_in_which_they_are_written() -> None:
    ports = {"inputs": ["a"], "outputs": ["y"]}
    positive = {**ports, "nodes": {"y": {"weights": {"a": 1}, "threshold": 0}}}
    uses = {**ports, "nodes": {"y": {"circuit": "positive", "inputs": {"a": "a"}}}}
    text = json.dumps(
        {
            "format": "neurocircuit/1",
            "encoding": "bipolar",
            **ports,
            "outputs": {"same": "same.y", "always": "always.y", "outwards": "outwards.y"},
            "nodes": {name: {"circuit": name, "inputs": {"a": "a"}} for name in ("same", "always", "outwards")},
            "circuits": {
                "positive": positive,
                "same": {**uses, "circuits": {"positive": positive}},
                "always": {**uses, "encoding": "binary", "circuits": {"positive": positive}},
                "outwards": {**uses, "encoding": "binary"},
            },
        }
    )
    circuit = nc.parse(text)
    # Over -1 and 1 the sum a reaches 0 where a is true; over 0 and 1 it always does.
    assert {name: values.tolist() for name, values in circuit.simulate(a=[-1, 1]).items()} == {
        "same": [-1, 1],
        "always": [1, 1],
        "outwards": [-1, 1],
    }
    written = nc.dumps(circuit)
    assert written.count('"encoding"') == 3
    assert nc.parse(written) == circuit
    assert nc.dumps(nc.parse(written)) == written


def test_buses_in_every_place() -> None:
    text = json.dumps(
        {
            "format": "neurocircuit/1",
            "inputs": ["a[0:3]", "b[3:0]", "c"],
            "outputs": {
                "all": "every",
                "top[0]": "a[3]",
                "s": "add.s",
                "low": ["a[1]", "a[0]"],
                "gt": "gt",
                "cut": "b[3:2]",
            },
            "nodes": {
                "every": {"gate": "AND", "inputs": ["a", "b[1:0]", "c"]},
                "gt": {"weights": {"a": 1, "b[3:0]": -1}, "threshold": 1},
                "add": {"circuit": "adder4", "inputs": {"a": "a", "b": ["b[0]", "b[1]", "b[2]", "b[3]"], "cin": "c"}},
            },
        }
    )
    circuit = nc.parse(text)
    assert circuit.inputs == ("a[0]", "a[1]", "a[2]", "a[3]", "b[3]", "b[2]", "b[1]", "b[0]", "c")
    assert circuit.outputs[:2] == ("all", "top[0]")
    got = circuit.simulate(a=[15, 8, 3], b=[3, 7, 1], c=[1, 0, 1])
    assert got["all"].tolist() == [1, 0, 0]
    assert got["top"].tolist() == [1, 1, 0]
    assert got["gt"].tolist() == [1, 1, 1]
    assert got["low"].tolist() == [3, 0, 3]
    assert got["cut"].tolist() == [0, 1, 0]
    reverse = {3: 12, 7: 14, 1: 8}
    assert got["s"].tolist() == [(15 + reverse[3] + 1) % 16, (8 + reverse[7]) % 16, (3 + reverse[1] + 1) % 16]


def test_the_bits_of_an_only_output_go_by_the_instances_name_too() -> None:
    text = document(
        inputs=["a[3:0]"],
        outputs={"top": "f[3]", "low": "f[1:0]", "whole": "f", "all": "all"},
        nodes={
            "f": {"circuit": "binary_to_gray4", "inputs": {"b": "a"}},
            "all": {"gate": "AND", "inputs": ["f[0]", "f[1]"]},
        },
    )
    circuit = nc.parse(text)
    got = circuit.simulate(a=range(16))
    gray = [a ^ a >> 1 for a in range(16)]
    assert [port.name for port in circuit.output_ports if not port.is_bus] == ["top", "all"]
    assert got["whole"].tolist() == gray
    assert got["top"].tolist() == [g >> 3 for g in gray]
    assert got["low"].tolist() == [g & 3 for g in gray]
    assert got["all"].tolist() == [int(g & 3 == 3) for g in gray]


def test_a_weighted_range_counts_as_the_number_it_is() -> None:
    node = {"y": {"weights": {"a[3:2]": 1}, "threshold": 3}}
    circuit = nc.parse(document(inputs=["a[3:0]"], outputs=["y"], nodes=node))
    assert circuit.simulate(a=range(16))["y"].tolist() == [int(a >> 2 >= 3) for a in range(16)]


def test_numbers_are_the_decimals_that_were_written() -> None:
    text = with_node(weights={"a": 0, "b": "1/3"}, threshold=0).replace('"a": 0,', '"a": 1.10e-1,')
    circuit = nc.parse(text)
    node = circuit.nodes["g"]
    assert isinstance(node, Neuron)
    assert node.perceptron == nc.Perceptron(
        [nc.parse(text).nodes["g"].perceptron.weights[0], node.perceptron.weights[1]], threshold=0
    )
    assert '"g": {"weights": {"a": 0.11, "b": "1/3"}, "threshold": 0}' in nc.dumps(circuit)


def test_numbers_of_308_digits_are_read() -> None:
    longest = 10**308 - 1
    for weight in (longest, -longest):
        assert nc.parse(with_node(weights={"a": weight}, threshold=0)).nodes["g"].perceptron.weights == (weight,)


def test_metadata_and_descriptions_are_kept_as_they_are() -> None:
    metadata = {"x": [1, 2.5, None, True, {"deep": {}}], "text": "\x1b[0m \u202e", "big": 10**30}
    circuit = nc.parse(document(description="two\nlines", metadata=metadata))
    again = nc.parse(nc.dumps(circuit))
    assert again == circuit
    assert circuit.metadata == pickle.loads(pickle.dumps(circuit)).metadata == metadata
    assert json.loads(nc.dumps(circuit))["metadata"] == metadata
    assert circuit.description == "two\nlines"


@pytest.mark.parametrize("name", library.names())
def test_ready_made_files_round_trip(name: str) -> None:
    circuit = nc.read(name)
    text = nc.dumps(circuit)
    assert nc.parse(text) == circuit
    assert nc.dumps(nc.parse(text)) == text


def test_ready_made_files_follow_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(library.schema()))
    for name in library.names():
        path = library.find(name)
        assert path is not None
        validator.validate(json.loads(path.read_text()))
        validator.validate(json.loads(nc.dumps(nc.read(name))))


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_writing_is_a_fixed_point(circuit: Circuit) -> None:
    text = nc.dumps(circuit)
    again = nc.parse(text)
    assert nc.dumps(again) == text
    assert again.inputs == circuit.inputs
    assert again.outputs == circuit.outputs
    assert list(again.nodes) == list(circuit.nodes)


def inverter(name: str = "") -> Circuit:
    return Circuit(["a"], ["y"], {"y": Neuron(nc.NOT.perceptron(1), ("a",), "NOT")}, name)


def test_definitions_that_only_instances_know_are_written_down() -> None:
    both = Circuit(
        ["a"],
        {"y": "second.y", "z": "xor"},
        {
            "first": Instance(inverter("and"), ("a",)),
            "second": Instance(inverter("and").replace(description="another"), ("first",)),
            "xor": Instance(nc.XOR, ("a", "first"), "xor"),
        },
    )
    written = json.loads(nc.dumps(both))
    assert list(written["circuits"]) == ["and", "and_1"]
    assert written["nodes"]["xor"]["circuit"] == "xor"
    again = nc.parse(nc.dumps(both))
    assert again == both
    assert again.simulate(a=[0, 1])["z"].tolist() == [1, 1]


def test_a_ready_made_name_is_not_taken_by_another_definition() -> None:
    inside = Circuit(["a", "b"], {"y": "n"}, {"n": Instance(nc.read("and"), ("a", "b"), "and")}, "inside")
    circuit = Circuit(
        ["a", "b"],
        {"y": "i.y", "z": "own.y"},
        {"own": Instance(inverter("and"), ("a",)), "i": Instance(inside, ("a", "b"))},
    )
    again = nc.parse(nc.dumps(circuit))
    assert again.simulate(a=[1, 1], b=[0, 1])["y"].tolist() == [0, 1]
    assert again == circuit


def test_a_net_that_looks_like_a_range_is_renamed() -> None:
    neuron = Neuron(nc.NOT.perceptron(1), ("x[1:0]",), "NOT")
    circuit = Circuit(["x[1:0]", "x_1_0_"], {"y": "n[3:1]"}, {"n[3:1]": neuron})
    again = nc.parse(nc.dumps(circuit))
    assert again.inputs == ("x_1_0__1", "x_1_0_")
    assert again.simulate({"x_1_0__1": 0, "x_1_0_": 0})["y"] == 1


@pytest.mark.parametrize(
    ("inputs", "outputs", "renamed"),
    [
        (["a", "a[0]"], {"y": "and"}, "a_"),
        (["a", "b"], {"y[0]": "and", "y": "a"}, "y_"),
        (["a", "b"], {"a[1]": "and", "a[0]": "b"}, "a_"),
        (["a[0]", "b"], {"a": "and"}, "a_"),
    ],
)
def test_a_scalar_beside_a_bus_of_its_name_is_renamed(inputs: list[str], outputs: dict[str, str], renamed: str) -> None:
    """Other formats tell ``a`` from ``a[0]``; in this one they would be a bus and its bit."""
    neuron = Neuron(nc.AND.perceptron(2), tuple(inputs), "AND")
    circuit = Circuit(inputs, outputs, {"and": neuron})
    again = nc.parse(nc.dumps(circuit))
    assert renamed in (*again.inputs, *again.outputs)
    assert unwritable_names(circuit) == (renamed.removesuffix("_"),)
    patterns = [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert again.simulate(patterns).tolist() == circuit.simulate(patterns).tolist()
    user = Circuit(inputs, ["i.y"], {"i": Instance(circuit.replace(outputs={"y": "and"}), tuple(inputs))})
    assert nc.parse(nc.dumps(user)).simulate(patterns).tolist() == [[0], [0], [0], [1]]


class TestFiles:
    """Circuit files that refer to each other."""

    def lay(self, folder: Path, **files: Any) -> Path:
        for name, circuit in files.items():
            path = folder / f"{name.replace('__', '/')}.json"
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(circuit if isinstance(circuit, str) else nc.dumps(circuit))
        return folder

    def using(self, file: str) -> str:
        node = {"i": {"circuit": file, "inputs": {"a": "a"}}}
        return document(inputs=["a"], outputs={"y": "i.y"}, nodes=node)

    def test_a_file_beside_and_one_below(self, tmp_path: Path) -> None:
        self.lay(tmp_path, top=self.using("sub/mid.json"), sub__mid=self.using("../inv.json"), inv=inverter())
        circuit = nc.read(tmp_path / "top.json")
        assert circuit.name == "top"
        assert circuit.simulate(a=1)["y"] == 0
        nc.write(circuit, tmp_path / "again.json")
        assert '"circuit": "sub/mid.json"' in (tmp_path / "again.json").read_text()
        other = tmp_path / "elsewhere" / "alone.json"
        other.parent.mkdir()
        nc.write(circuit, other)
        assert list(json.loads(other.read_text())["circuits"]) == ["mid", "inv"]
        assert nc.read(other).simulate(a=1)["y"] == 0

    @pytest.mark.parametrize(
        ("reference", "words"),
        [
            ("../out.json", "leads out of the top file's folder"),
            ("/etc/passwd.json", "no file beside this one"),
            ("http://example.com/x.json", "no file beside this one"),
            ("link.json", "leads out of the top file's folder"),
            ("none.json", "no such file"),
            ("top.json", "files that contain each other: top.json -> top.json"),
            ("folder.json", "is a directory"),
            ("nul\0.json", "no file beside this one"),
            ("broken.json", "broken.json:1: no JSON"),
        ],
    )
    def test_references_that_are_refused(self, tmp_path: Path, reference: str, words: str) -> None:
        (tmp_path / "out.json").write_text(nc.dumps(inverter()))
        folder = tmp_path / "in"
        self.lay(folder, top=self.using(reference), broken="{secret")
        (folder / "link.json").symlink_to(tmp_path / "out.json")
        (folder / "folder.json").mkdir()
        with pytest.raises(nc.NeurocircuitError) as caught:
            nc.read(folder / "top.json")
        assert words in str(caught.value)
        assert "secret" not in str(caught.value)
