"""Real circuits against results of independent tools (ABC, aigsim, Icarus); skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats import read

DATA = Path(__file__).parents[3] / "shared" / "data"
FAMILIES = ("iscas85", "iscas89", "itc99", "epfl", "epfl_best", "mcnc_blif", "mcnc_pla", "aiger", "threshold")
SUFFIXES = (".bench", ".blif", ".pla", ".aag", ".aig", ".th")
FILES = sorted(path for family in FAMILIES for path in DATA.glob(f"{family}/*") if path.suffix in SUFFIXES)
VERILOG = sorted(path for family in FAMILIES for path in DATA.glob(f"{family}/*.v"))
#: These have flip-flops made of switches.
SWITCHES = ("s298", "s344", "s386")

pytestmark = pytest.mark.skipif(not FILES, reason="the benchmark circuits are not at hand")


def golden_of(path: Path) -> Path:
    """The results of the file; those of the circuit as BLIF where it is there as AIGER too, with the same ports."""
    if path.parent.name == "epfl":
        path = path.with_suffix(".blif")
    return DATA / "golden" / f"{path.parent.name}_{path.stem}_{path.suffix[1:]}.npz"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_equals_the_golden_file_bit_for_bit(path):
    if not golden_of(path).exists():
        pytest.skip("no golden file")
    # Properties are outputs too; those who made the results did not look at them.
    assert_equal(read(path), np.load(golden_of(path)), {"b0", "AIGER_NEVER"} if path.suffix == ".aag" else set())


def assert_equal(circuit, golden, properties=frozenset()):
    """The circuit has the ports of the golden file, perhaps with an N before a number, and its outputs."""
    inputs, outputs = golden["inputs"].tolist(), golden["outputs"].tolist()
    called = {**{f"N{name}": name for name in (*inputs, *outputs)}, **{name: name for name in (*inputs, *outputs)}}
    assert sorted(called[name] for name in circuit.inputs) == sorted(inputs)
    assert {called[name] for name in set(circuit.outputs) - (properties - set(outputs))} == set(outputs)
    made = circuit.simulate(golden["X"][..., [inputs.index(called[name]) for name in circuit.inputs]])
    column = {called.get(name, ""): index for index, name in enumerate(circuit.outputs)}
    np.testing.assert_array_equal(made[..., [column[name] for name in outputs]], golden["Y"])


@pytest.mark.parametrize("path", VERILOG, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_verilog_equals_the_other_format_of_the_same_circuit(path):
    if path.stem in SWITCHES:
        with pytest.raises(FormatError, match="'trireg' is no logic"):
            read(path)
        return
    golden = [golden_of(path.with_suffix(suffix)) for suffix in (".bench", ".blif")]
    circuit = read(path)
    assert_equal(circuit, np.load(next(file for file in golden if file.exists())))


@pytest.mark.parametrize(
    ("name", "golden"), [("c432_yosys070", "iscas85_c432_bench"), ("s208.1_yosys070", "mcnc_blif_s208.1_blif")]
)
def test_the_json_of_yosys_equals_the_circuit_that_it_was_made_of(name, golden):
    assert_equal(read(DATA / "yosys_json" / f"{name}.json"), np.load(DATA / "golden" / f"{golden}.npz"))


def test_other_json_of_yosys_is_read_or_refused_by_name():
    folder = DATA / "yosys_json"
    rows = [[row >> place & 1 for place in range(6)] for row in range(64)]
    mux = read(folder / "mux4.json")
    assert (len(mux.instances), mux.outputs) == (3, ("O",))
    select = {name: place for place, name in enumerate(mux.inputs)}
    for row, (out,) in zip(rows, mux.simulate(rows).tolist(), strict=True):
        low, high = row[select["S0"]], row[select["S1"]]
        first, second = (row[select[f"I{2 * half + (0 if low else 1)}"]] for half in (0, 1))
        assert out == (first if high else second)
    assert len(read(folder / "ports_splitjoin.json").outputs) == 11
    with pytest.raises(FormatError, match="no module 'PLL' in this file"):
        read(folder / "generics.json")
    with pytest.raises(FormatError, match="the inputs 'i0' and 'i1' are one net"):
        read(folder / "hyperedges.json")


def test_the_benchmark_folder_is_read_whole():
    assert len(FILES) >= 87
    assert len(VERILOG) >= 19
    # One has names of its own, one has nothing in it, and of one only ABC and aigsim could not agree how to run it.
    without = {path.name for path in FILES if not golden_of(path).exists()}
    assert without <= {"sin_size_2024.blif", "empty.aag", "s2cfair.aig"}
