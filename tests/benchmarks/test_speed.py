"""Paired measurements: an engine and its rival in turn, in one run, outputs compared bit for bit.

The ratio of the best times is what counts; it stands in ``extra_info`` of each benchmark. Circuits that are not
generated come from ``../shared/data``, where that folder is.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from timeit import repeat
from typing import Any

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.engines import native, packed, reference
from neurocircuit.simulation.program import Program, compile_graph, compile_subjects
from neurocircuit.simulation.sinks import Counts, FirstDifference, Kept, Signature
from neurocircuit.simulation.sources import CountWords, GivenWords, RandomWords
from neurocircuit.simulation.subject import subject_of
from tests.benchmarks.generated import clocked_logic, divider, multiplier
from tests.benchmarks.rivals import BlockedNumpy, kyupy_on

DATA = [folder / "shared" / "data" for folder in Path(__file__).parents]
ISCAS85 = next(filter(Path.is_dir, DATA), DATA[0]) / "iscas85"
ROUNDS = 15

# KyuPy's parser still imports what Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

needs_data = pytest.mark.skipif(not ISCAS85.is_dir(), reason="no ../shared/data")


def random_given(inputs: int, words: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 2**64, (inputs, words), dtype=np.uint64)


def runner(program: Program, words: np.ndarray, tier: str, threads: int = 1) -> Callable[[], np.ndarray]:
    source = GivenWords(words[np.newaxis])
    return lambda: native.run(program, source, Kept(), tier=tier, threads=threads).value[0]


def pair(benchmark: Any, ours: Callable[[], Any], rivals: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """How many times longer the best run of each rival takes."""
    best = dict.fromkeys(["ours", *rivals], float("inf"))
    for _ in range(ROUNDS):
        for name, run in {"ours": ours, **rivals}.items():
            # Once untimed, so that the caches hold its own data and not what another left there.
            run()
            begun = perf_counter()
            run()
            best[name] = min(best[name], perf_counter() - begun)
    benchmark.pedantic(ours, rounds=3)
    ratios = {name: best[name] / best["ours"] for name in rivals}
    benchmark.extra_info.update({name: round(ratio, 1) for name, ratio in ratios.items()})
    print({"seconds": best["ours"], **ratios})
    return ratios


@needs_data
def test_c6288_on_one_thread(benchmark):
    path = ISCAS85 / "c6288.bench"
    circuit = nc.read(str(path))
    words = random_given(32, 1 << 14)
    program = compile_graph(circuit.graph)
    ours = runner(program, words, "straight")
    by_hand = BlockedNumpy(circuit)
    rivals: dict[str, Callable[[], Any]] = {
        "blocked numpy": lambda: by_hand(words),
        "packed": lambda: packed.run(program, GivenWords(words[np.newaxis]), Kept()).value[0],
        "interpreter": runner(program, words, "interpreter"),
    }
    if find_spec("kyupy"):
        rivals["kyupy"] = kyupy_on(path, words)
    made = ours()
    assert all(np.array_equal(run(), made) for run in rivals.values())
    few = words[:, :16]
    summed = reference.run(subject_of(circuit.graph), GivenWords(few[np.newaxis]), Kept()).value[0]
    assert np.array_equal(summed, made[:, :16])
    pair(benchmark, ours, rivals)


def test_a_large_multiplier(benchmark):
    circuit = multiplier(64)
    words = random_given(128, 1024)
    program = compile_graph(circuit.graph)
    begun = perf_counter()
    first = runner(program, words[:, :64], "interpreter")()
    answered = perf_counter() - begun
    ours = runner(program, words, "straight")
    by_hand = BlockedNumpy(circuit)
    assert np.array_equal(ours()[:, :64], first)
    assert np.array_equal(ours(), by_hand(words))
    pair(benchmark, ours, {"blocked numpy": lambda: by_hand(words)})
    print(f"{len(circuit.nodes)} gates; the interpreter answered after {answered:.3f} s")


@needs_data
def test_all_products_of_16_bits(benchmark):
    given, made = nc.read(str(ISCAS85 / "c6288.bench")), multiplier(16)
    bits = range(16)
    nets = dict(zip(made.outputs, made.output_nets, strict=True))
    # In c6288 the lowest bits come first; its two highest product bits are exchanged.
    order = [*range(30), 31, 30]
    made = made.replace(
        inputs=[*(f"a[{i}]" for i in bits), *(f"b[{i}]" for i in bits)],
        outputs=[f"p[{i}]" for i in order],
        output_nets=[nets[f"p[{i}]"] for i in order],
    )
    program = compile_subjects([subject_of(given.graph), subject_of(made.graph)])
    source = CountWords(1 << 32, tuple(range(31, -1, -1)))

    def compare() -> None:
        assert native.run(program, source, FirstDifference(32)).value is None

    benchmark.pedantic(compare, rounds=1)


def test_a_deep_divider(benchmark, tmp_path):
    nc.write(divider(145), str(tmp_path / "divider.blif"))
    words = random_given(290, 1024)

    def answer() -> None:
        begun = perf_counter()
        circuit = nc.read(str(tmp_path / "divider.blif"))
        read = perf_counter()
        program = compile_graph(circuit.graph)
        ready = perf_counter()
        neurons = len(circuit.graph) - len(circuit.inputs)
        assert program.slots < 0.02 * neurons
        runner(program, words, "interpreter")()
        print(f"{neurons} neurons: read {read - begun:.1f} s, program {ready - read:.1f} s, {program.slots} slots")

    benchmark.pedantic(answer, rounds=1)


@needs_data
def test_one_word(benchmark):
    circuit = nc.read(str(ISCAS85 / "c432.bench"))
    words = random_given(36, 1)
    circuit.simulate_packed(words, engine="native")
    benchmark(lambda: circuit.simulate_packed(words, engine="native"))


@needs_data
def test_a_matrix_of_bytes(benchmark):
    circuit = nc.read(str(ISCAS85 / "c432.bench"))
    matrix = np.random.default_rng(1).integers(0, 2, (10**6, 36), dtype=np.uint8)
    words = random_given(36, 15625)
    shown = circuit.simulate(matrix, engine="native")
    parts = {
        "run": lambda: circuit.simulate_packed(words, engine="native"),
        "copies": lambda: (matrix.copy(), shown.copy()),
    }
    ratios = pair(benchmark, lambda: circuit.simulate(matrix, engine="native"), parts)
    assert sum(ratios.values()) >= 1 / 3


@pytest.mark.parametrize("runs", [1, 64])
def test_one_long_clocked_run(benchmark, runs):
    circuit = clocked_logic(24_000, 1_600)
    program = compile_graph(circuit.graph)
    source = RandomWords(1, runs, cycles=2_000)
    begun = perf_counter()
    native.run(program, RandomWords(1, runs, cycles=2), Signature(), tier="straight")
    ready = perf_counter() - begun
    ours = lambda: native.run(program, source, Signature(), tier="straight", threads=1).value  # noqa: E731
    rivals = {"interpreter": lambda: native.run(program, source, Signature(), tier="interpreter", threads=1).value}
    few = RandomWords(1, runs, cycles=3)
    wanted = reference.run(subject_of(circuit.graph), few, Signature()).value
    assert np.array_equal(native.run(program, few, Signature(), tier="straight").value, wanted)
    assert all(np.array_equal(run(), ours()) for run in rivals.values())
    pair(benchmark, ours, rivals)
    print(f"{source.cycles / benchmark.stats.stats.min:,.0f} cycles a second, ready after {ready:.2f} s")


def test_small_calls(benchmark):
    adder, counter = nc.read("full_adder"), nc.Simulator(nc.read("counter4"))
    matrix, words = np.random.default_rng(1).integers(0, 2, (64, 3)), random_given(3, 1)
    calls: dict[str, Callable[[], Any]] = {
        "by name": lambda: adder.simulate(a=1, b=0, cin=1),
        "a matrix of 64 rows": lambda: adder.simulate(matrix),
        "one word": lambda: adder.simulate_packed(words),
        "step": lambda: counter.step(en=1, reset=0),
        "a perceptron": lambda: Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5),
    }
    microseconds = {name: 1e4 * min(repeat(call, number=100, repeat=30)) for name, call in calls.items()}
    benchmark(calls["by name"])
    print({name: round(figure, 1) for name, figure in microseconds.items()})


def test_heavy_neurons(benchmark):
    rng = np.random.default_rng(1)
    names = [f"x{i}" for i in range(128)]
    nodes = {
        f"y{k}": Neuron(Perceptron(rng.integers(-(10**8), 10**8, 128).tolist(), threshold=10**7), tuple(names))
        for k in range(8)
    }
    program = compile_graph(Circuit(names, list(nodes), nodes).graph)
    run = runner(program, random_given(128, 4096), "straight", threads=native.cores())
    run()
    benchmark(run)
    print(f"{8 * 4096 * 64 / benchmark.stats.stats.min / 1e9:.2f} G neuron evaluations a second")


def test_a_very_wide_majority(benchmark):
    names = [f"x{i}" for i in range(200_000)]
    circuit = Circuit(names, ["y"], {"y": Neuron(Perceptron([1] * len(names), threshold=100_000), tuple(names))})
    words = random_given(len(names), 64)
    made = benchmark.pedantic(lambda: circuit.simulate_packed(words, engine="native"), rounds=1)
    ones = sum((words[:, 0] >> np.uint64(bit) & np.uint64(1)).sum() >= 100_000 for bit in range(64))
    assert int(made[0, 0]).bit_count() == ones


def test_random_patterns_are_not_written_out(benchmark):
    program = compile_graph(multiplier(16).graph)
    run = lambda: native.run(program, RandomWords(1, 1 << 24), Counts())  # noqa: E731
    run()
    benchmark(run)
