"""Which engine runs, and what that loads."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from neurocircuit.errors import InputError
from neurocircuit.simulation import engines
from neurocircuit.simulation.simulator import simulate
from tests.samples import FULL_ADDER, gate
from tests.simulation.engines.conformance import chain

HEAVY = {"llvmlite", "distributed", "dask", "scipy", "graphviz"}


def loaded_after(statement: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after a statement."""
    program = f"import sys\n{statement}\nprint('\\n', *(m for m in sys.modules if m in {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_a_small_simulation_loads_no_compiler():
    assert loaded_after("from neurocircuit.cli import main; main(['simulate', 'full_adder'])") == set()
    assert loaded_after("import neurocircuit as nc; nc.read('adder4').simulate(a=[1, 2], b=3, cin=0)") == set()


def test_a_large_one_does():
    statement = "import numpy as np, neurocircuit as nc; nc.read('adder4').simulate(np.zeros((1 << 19, 9), np.uint8))"
    assert loaded_after(statement) == {"llvmlite"}


@pytest.fixture
def fresh(monkeypatch):
    """A process that has run nothing yet."""
    monkeypatch.delitem(sys.modules, engines.ENGINES["native"], raising=False)
    monkeypatch.setattr(engines, "_waited", 0.0)


@pytest.mark.usefixtures("fresh")
def test_auto_grows_with_the_work(monkeypatch):
    graph = chain(100, 5).graph
    assert engines._quickest(graph, 1, 1) == "reference"
    assert engines._quickest(graph, 1, 1) == "packed"
    assert engines._quickest(chain(100, 5).graph, 1, 1000) == "packed"
    assert engines._quickest(chain(100, 5).graph, 1, 1 << 24) == "native"
    monkeypatch.setattr(engines, "_has_llvm", lambda: False)
    assert engines._quickest(chain(100, 5).graph, 1, 1 << 24) == "packed"


@pytest.mark.usefixtures("fresh")
def test_auto_compiles_for_a_circuit_that_is_run_again_and_again():
    graph = chain(10, 5).graph
    chosen = [engines._quickest(graph, 1, 1) for _ in range(engines.PATIENT_RUNS + 1)]
    assert chosen[-2:] == ["packed", "native"]


def test_unknown_engines():
    with pytest.raises(
        InputError, match=r"unknown engine 'gpu' \(one of auto, reference, packed, native, distributed\)"
    ):
        engines.find_engine("gpu")
    with pytest.raises(InputError, match="engine 'reference' runs no programs"):
        engines.find_executor("reference")
    assert engines.find_executor("auto") is engines.find_executor("native")


@pytest.mark.parametrize("kind", ["uint8", "int64", "bool", "F"])
def test_large_matrices_give_what_small_ones_give(kind, monkeypatch):
    monkeypatch.setattr(engines, "PACKED_VALUES", 0)
    bits = np.random.default_rng(2).integers(0, 2, (333, 3), dtype=np.uint8)
    matrix = np.asfortranarray(bits) if kind == "F" else bits.astype(kind)
    wanted = simulate(FULL_ADDER, matrix, engine="reference")
    got = simulate(FULL_ADDER, matrix)
    assert got.dtype == wanted.dtype
    assert np.array_equal(got, wanted)


def test_large_bipolar_matrices(monkeypatch):
    monkeypatch.setattr(engines, "PACKED_VALUES", 0)
    circuit = FULL_ADDER.replace(
        encoding="bipolar",
        nodes={
            "cout": gate("MAJORITY", "a", "b", "cin", encoding="bipolar"),
            "sum": gate("BUF", "a", encoding="bipolar"),
        },
    )
    matrix = np.random.default_rng(2).choice(np.array([-1, 0, 1], np.int8), (333, 3))
    wanted = simulate(circuit, matrix, engine="reference")
    assert np.array_equal(simulate(circuit, matrix), wanted)
    assert wanted.dtype == simulate(circuit, matrix).dtype == np.int8


@pytest.mark.parametrize("wrong", [2, 256, -1])
def test_large_matrices_of_other_values_are_refused(monkeypatch, wrong):
    monkeypatch.setattr(engines, "PACKED_VALUES", 0)
    matrix = np.zeros((200, 3), np.int64)
    matrix[150, 1] = wrong
    with pytest.raises(InputError, match=f"input 'b': {wrong} is not among its values"):
        simulate(FULL_ADDER, matrix)
