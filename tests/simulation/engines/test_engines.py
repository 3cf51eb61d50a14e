"""Which engine runs, and what that loads."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from neurocircuit.errors import InputError
from neurocircuit.simulation import engines, integers
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.simulator import simulate
from neurocircuit.simulation.sinks import Counts, Kept
from neurocircuit.simulation.sources import GivenWords, RandomWords
from neurocircuit.simulation.subject import subject_of
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


@pytest.mark.parametrize(
    ("call", "engine"),
    [
        ("simulate(a=1, b=0, cin=1)", {"reference"}),
        ("simulate(np.zeros((64, 3), np.uint8))", {"reference"}),
        ("simulate_packed(np.zeros((3, 1), np.uint64))", {"reference"}),
        ("simulate(a=1, b=0, cin=1, engine='packed')", {"packed"}),
        ("simulate(np.zeros((200_000, 3), np.uint8))", {"packed"}),
    ],
)
def test_few_patterns_load_only_the_engine_that_begins_at_once(call, engine):
    names = tuple(engines.ENGINES.values())
    program = f"import sys, numpy as np, neurocircuit as nc\nnc.read('full_adder').{call}"
    program += f"\nprint(*(m.rpartition('.')[2] for m in sys.modules if m in {names}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == engine


@pytest.mark.parametrize("cycles", [1, 2])
def test_a_program_for_few_patterns_is_made_for_the_second_time_or_cycle(cycles):
    subject, automatic = subject_of(chain(6, 5).graph), engines.find_engine("auto")
    source = GivenWords(np.zeros((cycles, 5, 1), np.uint64))
    programs = []
    for _ in range(2):
        automatic(subject, source, Kept())
        programs.append("program" in vars(integers.prepared(subject)))
    assert programs == [cycles > 1, True]


def test_few_patterns_of_many_nets_or_cycles_need_one(monkeypatch):
    seen = []
    monkeypatch.setattr(engines, "_quickest", lambda *run: seen.append(run) or "reference")
    automatic = engines.find_engine("auto")
    for nets, cycles, words in ((376, 1, 1), (40, 9, 1), (20, 1, 304), (377, 1, 1), (40, 10, 1), (20, 1, 305)):
        subject = subject_of(chain(nets - 5, 5).graph)
        automatic(subject, GivenWords(np.zeros((cycles, 5, words), np.uint64)), Kept())
    assert [run[1].words.shape for run in seen] == [(1, 5, 1), (10, 5, 1), (1, 5, 305)]


@pytest.fixture
def fresh(monkeypatch):
    """A process that has run nothing yet."""
    monkeypatch.delitem(sys.modules, engines.ENGINES["native"], raising=False)
    monkeypatch.setattr(engines, "_waited", 0.0)


def quickest(graph, words=1):
    return engines._quickest(subject_of(graph), RandomWords(0, 64 * words))


@pytest.mark.usefixtures("fresh")
def test_auto_grows_with_the_work(monkeypatch):
    graph = chain(100, 5).graph
    assert quickest(graph) == "reference"
    assert quickest(graph) == "packed"
    assert quickest(chain(100, 5).graph, 1000) == "packed"
    assert quickest(chain(100, 5).graph, 1 << 24) == "native"
    monkeypatch.setattr(engines, "_has_llvm", lambda: False)
    assert quickest(chain(100, 5).graph, 1 << 24) == "packed"


@pytest.mark.usefixtures("fresh")
def test_auto_compiles_for_a_circuit_that_is_run_again_and_again():
    graph = chain(10, 5).graph
    chosen = [quickest(graph) for _ in range(engines.PATIENT_RUNS + 1)]
    assert chosen[-2:] == ["packed", "native"]


def test_unknown_engines():
    with pytest.raises(
        InputError, match=r"unknown engine 'gpu' \(one of auto, reference, packed, native, distributed\)"
    ):
        engines.find_engine("gpu")


@pytest.mark.usefixtures("fresh")
def test_auto_chooses_once_for_all_parts_of_a_run():
    subject = subject_of(chain(100, 5).graph)
    auto, named = engines.find_engine("auto"), engines.find_engine("packed")
    assert engines.settled(named, subject, RandomWords(0, 1 << 40)) is named
    assert engines.settled(auto, subject, RandomWords(0, 1 << 40)) is engines.find_engine("native")
    assert engines.settled(named, subject, RandomWords(0, 64)) is named


@pytest.mark.usefixtures("fresh")
def test_auto_runs_programs_too(monkeypatch):
    program = compile_graph(FULL_ADDER.graph)
    wanted = engines.find_engine("packed")(program, RandomWords(3, 100), Counts()).value.tolist()
    assert engines.find_engine("auto")(program, RandomWords(3, 100), Counts()).value.tolist() == wanted
    monkeypatch.setattr(engines, "_has_llvm", lambda: False)
    monkeypatch.delitem(sys.modules, engines.ENGINES["native"], raising=False)
    assert engines._quickest(program, RandomWords(3, 100)) == "packed"


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


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_large_matrices_of_every_integer_type_do_not_wrap(kind, monkeypatch):
    monkeypatch.setattr(engines, "PACKED_VALUES", 0)
    bits = np.random.default_rng(2).integers(0, 2, (333, 3)).astype(kind)
    assert np.array_equal(simulate(FULL_ADDER, bits), simulate(FULL_ADDER, bits, engine="reference"))
    limits = np.iinfo(kind)
    # Some of these are 0 or 1 in their lowest byte.
    for wrong in {2, -1, 127, 255, 256, 257, -255, -256, 65536, 65537, limits.min, limits.max}:
        if limits.min <= wrong <= limits.max and wrong not in (0, 1):
            matrix = bits.copy()
            matrix[150, 1] = wrong
            with pytest.raises(InputError, match=f"input 'b': {wrong} is not among its values"):
                simulate(FULL_ADDER, matrix)
