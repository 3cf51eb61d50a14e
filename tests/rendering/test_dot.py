"""The door to Graphviz: finding the program, and DOT sources that stay what they were."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from neurocircuit.errors import FileError, NeurocircuitError
from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from neurocircuit.rendering import dot
from neurocircuit.rendering.draw import View, dot_of, drawing_of, svg_of
from neurocircuit.rendering.theme import palette
from tests.rendering.golden import GOLDEN, golden_dot, golden_path

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_sources(name):
    assert golden_dot(name) == golden_path(name).read_text("utf-8")


def test_the_bundled_program_is_found_without_a_path(monkeypatch):
    monkeypatch.delenv(dot.PROGRAM_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    assert dot.program().stem == "graphviz-pure"


def test_the_variable_names_another_program(monkeypatch, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("#!/bin/sh\necho '<drawn/>'\n")
    mine.chmod(mine.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(dot.PROGRAM_VARIABLE, str(mine))
    assert dot.lay_out("digraph {}", "svg") == b"<drawn/>\n"


def test_a_variable_that_names_nothing_is_an_error(monkeypatch):
    monkeypatch.setenv(dot.PROGRAM_VARIABLE, "/no/such/dot")
    with pytest.raises(FileError, match="NEUROCIRCUIT_DOT='/no/such/dot' is no executable file"):
        dot.program()


def bundled(monkeypatch, files):
    """What is found where pip recorded these files of the program's distribution, or where nothing is installed."""

    class Distribution:
        def __init__(self):
            self.files = None if files is None else [PackagePath(name) for name in files]

        def locate_file(self, path):
            return Path("/env/lib") / path

    class PackagePath(Path(".").__class__):
        def locate(self):
            return Path("/env/lib") / self

    monkeypatch.setattr(dot.metadata, "distribution", lambda name: Distribution())
    return [str(path) for path in dot._bundled_programs()]


def test_the_bundled_program_is_where_pip_recorded_it_or_in_bin(monkeypatch):
    in_bin = ["/env/lib/bin/graphviz-pure", "/env/lib/bin/graphviz-pure.exe"]
    recorded = bundled(monkeypatch, ["../../bin/graphviz-pure", "graphviz_pure/readme"])
    assert recorded == ["/env/lib/../../bin/graphviz-pure", *in_bin]
    assert bundled(monkeypatch, ["../Scripts/graphviz-pure.exe"])[0] == "/env/lib/../Scripts/graphviz-pure.exe"
    assert bundled(monkeypatch, None) == in_bin


def test_without_its_distribution_no_program_is_bundled(monkeypatch):
    def absent(name):
        raise dot.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(dot.metadata, "distribution", absent)
    assert list(dot._bundled_programs()) == []


@pytest.mark.parametrize(("members", "hurry"), [(1000, False), (1001, True)])
def test_more_than_a_thousand_members_are_laid_out_in_a_hurry(members, hurry):
    names = [f"g{place}" for place in range(members)]
    circuit = Circuit(["a"], ["g0"], {name: Neuron(Perceptron([1], threshold=1), ("a",)) for name in names})
    assert ("nslimit=1" in dot_of(circuit, View(depth=0))) == hurry


def test_a_bus_that_enters_an_open_instance_bit_by_bit_has_a_pin_a_bit():
    neuron = Neuron(Perceptron([1, -1], threshold=1), ("x[1]", "x[0]"))
    inner = Circuit(["x[1]", "x[0]"], {"y": "g"}, {"g": neuron}, "inner")
    circuit = Circuit(["a", "b"], {"y": "p"}, {"p": Instance(inner, ("a", "b"))})
    source = dot_of(circuit, View({"a": 1, "b": 0}))
    [pin] = [line for line in source.splitlines() if 'class="pin bus"' in line]
    assert "x[1:0]" in pin
    assert "x[1]" in pin


def strokes(weights, values=None):
    """Colour, thickness, arrowhead and class of the wires into one card."""
    names = [f"x{place}" for place in range(len(weights))]
    nodes = {
        "g": Neuron(Perceptron(weights, threshold=1), tuple(names)),
        "h": Neuron(Perceptron([1], threshold=1), ("g",)),
    }
    source = dot_of(Circuit(names, ["h"], nodes), View(values))
    wires = [line for line in source.splitlines() if "->" in line and "wire" in line and "weight " in line]
    keys = ("color", "penwidth", "arrowhead", "class")
    attributes = [dict(re.findall(r'(\w+)=("[^"]*"|[^ \]]+)', line)) for line in wires[: len(weights)]]
    return [tuple(found[key].strip('"') for key in keys) for found in attributes]


def test_a_wire_is_as_thick_as_its_weight_is_heavy():
    assert strokes([4, -2, 0]) == [
        ("#1769D2", "2.50", "normal", "wire pos"),
        ("#C93F18", "1.65", "tee", "wire neg"),
        ("#98A3AF", "0.80", "normal", "wire zero"),
    ]


def test_a_lit_wire_is_thicker_and_an_idle_one_pales():
    assert strokes([4, -2], {"x0": 1, "x1": 0}) == [
        ("#1769D2", "3.30", "normal", "wire pos on"),
        ("#8A95A1", "1.24", "tee", "wire neg"),
    ]


def test_without_the_bundled_program_the_path_is_searched(monkeypatch, tmp_path):
    monkeypatch.delenv(dot.PROGRAM_VARIABLE, raising=False)
    monkeypatch.setattr(dot, "_bundled_programs", lambda: iter([tmp_path / "absent"]))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileError, match="pip install graphviz-pure"):
        dot.program()
    mine = tmp_path / "dot"
    mine.write_text("")
    mine.chmod(0o755)
    # What was found is remembered by the search path.
    monkeypatch.setenv("PATH", f"{tmp_path}:{tmp_path}")
    assert dot.program() == mine


def test_a_failing_layout_is_told_in_one_line():
    with pytest.raises(NeurocircuitError, match=r"Graphviz failed to make svg: .*syntax error") as caught:
        dot.lay_out("digraph { a -> ", "svg")
    assert "\n" not in str(caught.value)


def test_a_weight_shows_as_colour_arrowhead_and_thickness():
    source = dot_of(ready_made("half_adder"), View())
    wires = [line for line in source.splitlines() if "->" in line and "wire" in line]
    [inhibition] = [line for line in wires if "arrowhead=tee" in line]
    assert 'color="#C93F18"' in inhibition
    assert 'penwidth="2.50"' in inhibition or "penwidth=2.50" in inhibition
    assert sum('color="#1769D2"' in line and "1.65" in line for line in wires) == 4


def test_values_light_wires_neurons_and_sums():
    source = dot_of(ready_made("half_adder"), View({"a": 1, "b": 0}))
    assert source.count('class="neuron on"') == 1
    assert "1 ≥ 1" in source
    assert "1 &lt; 2" in source


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_pictures_are_the_same_bytes_whatever_the_hash_seed(seed):
    program = (
        "import sys\n"
        "from neurocircuit.formats.library import ready_made\n"
        "from neurocircuit.rendering.draw import View; from neurocircuit.rendering.kinds import picture\n"
        "views = {'adder4': View({'a': 1, 'b': 2, 'cin': 0}), 'alu4': View(), 'adder16': View(cone='cout')}\n"
        "for name, view in views.items():\n"
        "    for kind in ('.svg', '.html', '.dot'):\n"
        "        sys.stdout.buffer.write(picture(ready_made(name), kind, view))\n"
    )
    environment = {"PYTHONHASHSEED": seed, "PATH": ""}
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True)
    here = svg_of(ready_made("adder4"), View({"a": 1, "b": 2, "cin": 0}))
    assert run.stdout.startswith(here.encode())
    assert _first_output(run.stdout) == run.stdout


_FIRST: list[bytes] = []


def _first_output(output: bytes) -> bytes:
    """What the first of the seeds gave."""
    _FIRST.append(output)
    return _FIRST[0]


def heights(name, **options):
    """The heights of the outputs and next values of a picture, as they are declared."""
    circuit = ready_made(name)
    drawing = drawing_of(circuit, View(style="graph", **options))
    laid = ElementTree.fromstring(dot.lay_out(dot.dot_source(drawing, palette("light")), "svg"))
    groups = {group.get("id"): group for group in laid.iter("{http://www.w3.org/2000/svg}g")}
    texts = [groups[sink.id].find(".//{http://www.w3.org/2000/svg}text") for sink in drawing.sinks]
    return [float(text.get("y")) for text in texts]


@pytest.mark.parametrize("name", ["counter4", "counter2", "vending_machine", "encoder4to2"])
def test_outputs_stand_in_their_declared_order_where_nothing_is_an_instance(name):
    assert heights(name) == sorted(heights(name))


def test_a_closed_part_keeps_a_margin_around_its_name():
    inner = Circuit(["a"], ["y"], {"y": Neuron(Perceptron([1], threshold=1), ("a",))})
    name = "levels_1000_to_12345_of"
    source = dot_of(Circuit(["a"], ["y"], {name: Instance(inner, ("a",))}, output_nets=[name]), View(depth=0))
    assert f'width="{20 + round(7.8 * len(name))}"' in source
