"""Real circuits against results of independent tools (ABC, aigsim, Icarus); skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neurocircuit.formats import read

DATA = Path(__file__).parents[3] / "shared" / "data"
FAMILIES = ("iscas85", "iscas89", "itc99", "epfl", "epfl_best", "mcnc_blif", "mcnc_pla", "aiger", "threshold")
SUFFIXES = (".bench", ".blif", ".pla", ".aag", ".aig", ".th")
FILES = sorted(path for family in FAMILIES for path in DATA.glob(f"{family}/*") if path.suffix in SUFFIXES)

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
    golden = np.load(golden_of(path))
    circuit = read(path)
    assert sorted(circuit.inputs) == sorted(golden["inputs"].tolist())
    # Properties are outputs too; those who made the results did not look at them.
    properties = {name for name in circuit.outputs if path.suffix == ".aag"} - set(golden["outputs"].tolist())
    assert properties <= {"b0", "AIGER_NEVER"}
    assert set(circuit.outputs) == set(golden["outputs"].tolist()) | properties
    order = [golden["inputs"].tolist().index(name) for name in circuit.inputs]
    outputs = circuit.simulate(golden["X"][..., order])
    column = {name: index for index, name in enumerate(circuit.outputs)}
    wanted = [column[name] for name in golden["outputs"].tolist()]
    np.testing.assert_array_equal(outputs[..., wanted], golden["Y"])


def test_the_benchmark_folder_is_read_whole():
    assert len(FILES) >= 87
    # One has names of its own, one has nothing in it, and of one only ABC and aigsim could not agree how to run it.
    without = {path.name for path in FILES if not golden_of(path).exists()}
    assert without <= {"sin_size_2024.blif", "empty.aag", "s2cfair.aig"}


def test_the_smallest_sine_equals_the_plain_one_port_by_port():
    """This file has names of its own, and so no golden file of its own."""
    golden = np.load(DATA / "golden" / "epfl_sin_blif.npz")
    circuit = read(DATA / "epfl_best" / "sin_size_2024.blif")
    np.testing.assert_array_equal(circuit.simulate(golden["X"]), golden["Y"])


def test_c6288_multiplies():
    circuit = read(DATA / "iscas85" / "c6288.bench")
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 1 << 16, (2, 200))
    bits = np.arange(16)
    patterns = np.concatenate([a[:, None] >> bits & 1, b[:, None] >> bits & 1], axis=1).astype(np.uint8)
    # The file lists the two highest bits of the product the other way round.
    places = np.array([*range(30), 31, 30])
    outputs = circuit.simulate(patterns).astype(np.int64)
    np.testing.assert_array_equal(outputs @ (1 << places), a * b)
