"""The native circuit file: what is read, what is refused and with which words, and that writing is canonical."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import neurocircuit as nc
from neurocircuit.netlist.circuit import Circuit, Neuron
from tests.formats.conformance import Conformance

HALF_ADDER: dict[str, Any] = {
    "format": "neurocircuit/1",
    "inputs": ["a", "b"],
    "outputs": ["sum", "carry"],
    "nodes": {
        "carry": {"gate": "and", "inputs": ["a", "b"]},
        "sum": {"weights": {"a": 1, "b": 1, "carry": -2}, "threshold": 1},
    },
}


SAMPLE = """\
{
  "format": "neurocircuit/1", "name": "top", "description": "all",
  "encoding": "bipolar",
  "inputs": ["a", "b[1:0]"],
  "outputs": {"y": "sum", "s[1:0]": "b[0:1]", "z": "u"},
  "nodes": {
    "sum": {"weights": {"b": -1, "a": 0.5, "q": "1/3"}, "bias": 1e0, "threshold": 0},
    "g": {"gate": "at_least", "k": 2, "inputs": ["a", "b", "u.o"]},
    "q": {"register": "g", "initial": 1, "metadata": {"x": [1, null]}},
    "u": {"circuit": "inner", "inputs": {"i": "sum"}}
  },
  "circuits": {"inner": {"inputs": ["i"], "outputs": ["o"], "nodes": {"o": {"gate": "NOT", "inputs": ["i"]}}}},
  "tests": [{"name": "é", "columns": ["a", "b", "y"], "rows": [[1, 3, null]]}]
}
"""


class TestDocument(Conformance):
    format = "json"
    sample = SAMPLE
    driven_twice = SAMPLE.replace('"sum": {', '"y": {"gate": "ONE"}, "y": {')
    never_driven = SAMPLE.replace('"y": "sum"', '"n": "y"')


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
    "trailing": (document() + "{}", ["no JSON", "more text after the end"]),
    "comment": ("// hello\n" + document(), ["no JSON: a comment at column 1"]),
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
    "space in the name of a definition": (
        document(circuits={"h a": {"inputs": ["i"], "outputs": ["i"], "nodes": {}}}),
        ["circuits: the name 'h a' holds U+0020", "names have no white space"],
    ),
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
    "metadata beyond the limits": (
        document(metadata={"x": [1, "huge"]}).replace('"huge"', "1e400"),
        ["metadata.x[1]", "the exponent of 1e400 is beyond 308"],
    ),
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


def test_metadata_and_descriptions_are_kept_as_they_are() -> None:
    metadata = {"x": [1, 2.5, None, True, {"deep": {}}], "text": "\x1b[0m \u202e", "big": 10**30}
    circuit = nc.parse(document(description="two\nlines", metadata=metadata))
    again = nc.parse(nc.dumps(circuit))
    assert again == circuit
    assert circuit.metadata == pickle.loads(pickle.dumps(circuit)).metadata == metadata
    assert json.loads(nc.dumps(circuit))["metadata"] == metadata
    assert circuit.description == "two\nlines"


@pytest.mark.parametrize("levels", [64, 65, 400])
def test_metadata_is_read_as_deep_as_it_is_written(levels: int) -> None:
    metadata: dict[str, Any] = {}
    for _ in range(levels - 1):
        metadata = {"x": metadata}
    text = document(metadata=metadata)
    circuit = nc.parse(document()).replace(metadata=metadata)
    node = nc.parse(document()).replace(
        nodes={"y": Neuron(nc.NOT.perceptron(1), ("a",), "NOT", "", metadata)}, outputs=["y"]
    )
    if levels <= 64:
        assert nc.parse(text) == circuit == nc.parse(nc.dumps(circuit))
        assert nc.parse(nc.dumps(node)) == node
    else:
        for refused in (lambda: nc.parse(text), lambda: nc.dumps(circuit), lambda: nc.dumps(node)):
            with pytest.raises(nc.LimitError, match=r"metadata nested too deeply \(at most 64 levels\)"):
                refused()


def inverter(name: str = "") -> Circuit:
    return Circuit(["a"], ["y"], {"y": Neuron(nc.NOT.perceptron(1), ("a",), "NOT")}, name)


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
            ("folder.json", "a folder, where a file is expected"),
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
