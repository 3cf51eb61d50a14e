"""The door to Graphviz: finding the program, and DOT sources that stay what they were."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from neurocircuit.errors import FileError, NeurocircuitError
from neurocircuit.formats.library import ready_made
from neurocircuit.rendering import dot
from neurocircuit.rendering.draw import circuit_dot, circuit_svg
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
    source = circuit_dot(ready_made("half_adder"))
    wires = [line for line in source.splitlines() if "->" in line and "wire" in line]
    [inhibition] = [line for line in wires if "arrowhead=tee" in line]
    assert 'color="#C93F18"' in inhibition
    assert 'penwidth="2.50"' in inhibition or "penwidth=2.50" in inhibition
    assert sum('color="#1769D2"' in line and "1.65" in line for line in wires) == 4


def test_values_light_wires_neurons_and_sums():
    source = circuit_dot(ready_made("half_adder"), {"a": 1, "b": 0})
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
    here = circuit_svg(ready_made("adder4"), {"a": 1, "b": 2, "cin": 0})
    assert run.stdout.startswith(here.encode())
    assert _first_output(run.stdout) == run.stdout


_FIRST: list[bytes] = []


def _first_output(output: bytes) -> bytes:
    """What the first of the seeds gave."""
    _FIRST.append(output)
    return _FIRST[0]
