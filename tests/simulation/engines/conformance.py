"""What every engine must do: the classes here are inherited by the tests of each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.engines import Executor, find_engine
from neurocircuit.simulation.engines.streams import (
    Counts,
    CountWords,
    FirstDifference,
    GivenWords,
    Kept,
    RandomWords,
    Signature,
)
from neurocircuit.simulation.patterns import pack, unpack
from neurocircuit.simulation.program import compile_graph, compile_graphs
from tests import oracle
from tests.strategies import circuits

MAJORITY = Perceptron([1, 1, 1], threshold=2)
PARITY = Perceptron([1, 1, 1, -2], threshold=1)
ADDER = Circuit(
    ["a", "b", "c"],
    ["sum", "carry"],
    {"carry": Neuron(MAJORITY, ("a", "b", "c")), "sum": Neuron(PARITY, ("a", "b", "c", "carry"))},
)
#: The same carry, and a sum that is wrong for 1 + 1 + 1 only.
FAULTY = Circuit(
    ["a", "b", "c"],
    ["sum", "carry"],
    {
        "carry": Neuron(MAJORITY, ("a", "b", "c")),
        "sum": Neuron(Perceptron([1, 1, 1, -3], threshold=1), ("a", "b", "c", "carry")),
    },
)
#: A shift register that feeds back the exclusive or of an input and its last bit.
SCRAMBLER = Circuit(
    ["x"],
    ["y", "q0"],
    {
        "q0": Register("y", 1),
        "q1": Register("q0"),
        "both": Neuron(Perceptron([1, 1], threshold=2), ("x", "q1")),
        "y": Neuron(Perceptron([1, 1, -2], threshold=1), ("x", "q1", "both")),
    },
)


def chain(neurons: int, inputs: int) -> Circuit:
    """Many neurons over few inputs, each reading the two before it."""
    names = [f"x{i}" for i in range(inputs)]
    nodes, recent = {}, names[:]
    for index in range(neurons):
        read = (recent[-1], recent[-2], names[index % inputs])
        nodes[f"n{index}"] = Neuron(MAJORITY if index % 3 else Perceptron([1, -1, 1], threshold=1), read)
        recent.append(f"n{index}")
    return Circuit(names, [f"n{neurons - 1}", f"n{neurons // 2}"], nodes)


class EngineConformance:
    """An engine gives what a plain evaluation of the circuit as written gives."""

    engine: str

    @given(st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    def test_random_circuits(self, data):
        circuit = data.draw(circuits())
        cycles = data.draw(st.integers(1, 4)) if circuit.registers else 1
        patterns = data.draw(st.sampled_from([1, 5, 65]))
        rng = np.random.default_rng(data.draw(st.integers(0, 99)))
        bits = rng.integers(0, 2, (cycles, len(circuit.inputs), patterns), dtype=np.uint8)
        nets = tuple(circuit.graph.graph["outputs"].values())
        made, _ = find_engine(self.engine)(circuit.graph, nets, pack(bits))
        got = unpack(made, patterns)
        for pattern in {0, patterns - 1}:
            rows = [dict(zip(circuit.inputs, bits[cycle, :, pattern].tolist(), strict=True)) for cycle in range(cycles)]
            for cycle, wanted in enumerate(oracle.run(circuit, rows)):
                assert dict(zip(circuit.outputs, got[cycle, :, pattern].tolist(), strict=True)) == wanted

    @pytest.mark.parametrize("words", [1, 7, 8, 64, 1030])
    def test_any_number_of_words(self, words):
        circuit = chain(40, 5)
        rng = np.random.default_rng(words)
        given = rng.integers(0, 2**64, (1, 5, words), dtype=np.uint64)
        nets = circuit.output_nets
        wanted, _ = find_engine("reference")(circuit.graph, nets, given)
        got, state = find_engine(self.engine)(circuit.graph, nets, given)
        assert got.tobytes() == wanted.tobytes()
        assert state.shape == (0, words)

    def test_state_goes_in_and_out(self):
        rng = np.random.default_rng(5)
        given = rng.integers(0, 2**64, (9, 1, 70), dtype=np.uint64)
        nets = SCRAMBLER.output_nets
        run = find_engine(self.engine)
        wanted, end = find_engine("reference")(SCRAMBLER.graph, nets, given)
        whole, last = run(SCRAMBLER.graph, nets, given)
        first, middle = run(SCRAMBLER.graph, nets, given[:4])
        before = middle.copy()
        second, again = run(SCRAMBLER.graph, nets, given[4:], middle)
        assert whole.tobytes() == wanted.tobytes() == np.concatenate([first, second]).tobytes()
        assert last.tobytes() == end.tobytes() == again.tobytes()
        assert middle.tobytes() == before.tobytes()

    def test_inputs_and_constants_as_nets(self):
        circuit = Circuit(["a"], ["y"], {"y": Neuron(Perceptron([0], threshold=0), ("a",))})
        given = np.array([[[6]]], dtype=np.uint64)
        got, _ = find_engine(self.engine)(circuit.graph, ("a", "y", "a"), given)
        assert got[0, :, 0].tolist() == [6, 2**64 - 1, 6]

    def test_large_fanin_and_weights(self):
        rng = np.random.default_rng(8)
        weights = [int(w) for w in rng.integers(-(10**8), 10**8, 60)]
        names = [f"x{i}" for i in range(60)]
        nodes = {
            "heavy": Neuron(Perceptron(weights, threshold=sum(weights) // 2), tuple(names)),
            "beyond": Neuron(Perceptron([w * 2**60 for w in weights], threshold=sum(weights) * 2**59), tuple(names)),
            "most": Neuron(Perceptron([1] * 60, threshold=30), tuple(names)),
        }
        circuit = Circuit(names, list(nodes), nodes)
        given = rng.integers(0, 2**64, (1, 60, 3), dtype=np.uint64)
        wanted, _ = find_engine("reference")(circuit.graph, tuple(nodes), given)
        got, _ = find_engine(self.engine)(circuit.graph, tuple(nodes), given)
        assert got.tobytes() == wanted.tobytes()

    def test_progress_ends_with_all(self):
        seen: list[float] = []
        circuit = chain(40, 5)
        given = np.zeros((1, 5, 200_000), dtype=np.uint64)
        find_engine(self.engine)(circuit.graph, circuit.output_nets, given, progress=seen.append)
        assert seen == sorted(seen)
        assert seen[-1] == 1.0


class ExecutorConformance(EngineConformance):
    """An engine that carries out programs also makes patterns and reduces outputs itself."""

    execute: Executor

    @pytest.mark.parametrize("patterns", [1, 64, 100, 5000, 70_001])
    def test_reductions_are_those_of_the_kept_words(self, patterns):
        program = compile_graph(chain(30, 4).graph)
        source = RandomWords(3, patterns)
        kept = self.execute(program, source, Kept()).value
        bits = unpack(kept[0], patterns)
        assert self.execute(program, source, Counts()).value.tolist() == bits.sum(axis=1, dtype=int).tolist()

    @pytest.mark.parametrize(("cycles", "patterns"), [(1, 1000), (5, 200), (300, 3)])
    def test_random_words_are_the_documented_ones(self, cycles, patterns):
        program = compile_graph(SCRAMBLER.graph)
        source = RandomWords(7, patterns, cycles, run=2)
        words = np.array([source.block(cycle, 0, -(-patterns // 64), 1) for cycle in range(cycles)])
        made = self.execute(program, source, Kept())
        wanted, end = find_engine("reference")(SCRAMBLER.graph, SCRAMBLER.output_nets, words)
        assert made.value.tobytes() == wanted.tobytes()
        assert made.state.tobytes() == end.tobytes()

    def test_golden_values(self):
        program = compile_graph(ADDER.graph)
        source = RandomWords(0, 10_000)
        assert self.execute(program, source, Counts()).value.tolist() == [5058, 4963]
        signature = self.execute(program, source, Signature()).value.tolist()
        assert [hex(word) for word in signature] == ["0x132a2dc495049c61", "0xa64b6cf47f12efa5"]

    def test_words_that_do_not_fit(self):
        program = compile_graph(SCRAMBLER.graph)
        words = np.zeros((1, 2, 3), dtype=np.uint64)
        with pytest.raises(InputError, match="2 inputs for a program of 1"):
            self.execute(program, GivenWords(words), Kept())
        with pytest.raises(InputError, match=r"state of shape \(2, 2\).*\(2, 3\)"):
            self.execute(program, GivenWords(words[:, :1]), Kept(), words[0, :, :2])

    def test_signatures_depend_on_every_word_and_its_place(self):
        circuit = Circuit(["a"], {"y": "a"}, {})
        program = compile_graph(circuit.graph)
        words = np.arange(300, dtype=np.uint64).reshape(1, 1, 300)
        swapped = words.copy()
        swapped[0, 0, [10, 290]] = words[0, 0, [290, 10]]
        changed = words.copy()
        changed[0, 0, 299] ^= np.uint64(1)
        made = [self.execute(program, GivenWords(each), Signature()) for each in (words, swapped, changed)]
        values = {int(result.value[0]) for result in made}
        assert len(values) == 3

    def test_counting_up(self):
        program = compile_graph(ADDER.graph)
        kept = self.execute(program, CountWords(8, (2, 1, 0)), Kept()).value
        assert unpack(kept[0], 8).tolist() == [[0, 1, 1, 0, 1, 0, 0, 1], [0, 0, 0, 1, 0, 1, 1, 1]]
        counts = self.execute(program, CountWords(8, (2, 1, 0)), Counts()).value
        assert counts.tolist() == [4, 4]

    def test_counting_up_from_the_middle(self):
        circuit = chain(20, 30)
        program = compile_graph(circuit.graph)
        positions = tuple(range(10, 40))
        source = CountWords(64 * 500 - 9, positions, first_word=2**30)
        words = source.block(0, 0, 500, 30)[None]
        wanted, _ = find_engine("reference")(circuit.graph, circuit.output_nets, words)
        assert self.execute(program, source, Kept()).value.tobytes() == wanted.tobytes()

    def test_the_first_difference(self):
        program = compile_graphs([ADDER.graph, FAULTY.graph])
        # Counting with other inputs than a, b, c on top: 1 + 1 + 1 comes only at the very end, then in every pattern.
        source = CountWords(1 << 20, (19, 18, 17))
        assert self.execute(program, source, FirstDifference(2)).value == (0, 7 << 17)
        source = CountWords((7 << 17) + 1, (19, 18, 17))
        assert self.execute(program, source, FirstDifference(2)).value == (0, 7 << 17)
        source = CountWords(7 << 17, (19, 18, 17))
        assert self.execute(program, source, FirstDifference(2)).value is None

    def test_the_first_difference_in_time(self):
        late = SCRAMBLER.replace(nodes={**SCRAMBLER.nodes, "q1": Register("q0", 1)})
        program = compile_graphs([SCRAMBLER.graph, late.graph])
        words = np.zeros((3, 1, 9), dtype=np.uint64)
        found = self.execute(program, GivenWords(words), FirstDifference(2)).value
        assert found == (0, 0)
        assert (found.cycle, found.pattern) == found

    def test_runs_at_once_do_not_share_buffers(self):
        program = compile_graph(SCRAMBLER.graph)
        words = [np.random.default_rng(seed).integers(0, 2**64, (50, 1, 640), dtype=np.uint64) for seed in range(8)]
        wanted = [find_engine("reference")(SCRAMBLER.graph, SCRAMBLER.output_nets, each)[0].tobytes() for each in words]
        with ThreadPoolExecutor(4) as pool:
            got = pool.map(lambda each: self.execute(program, GivenWords(each), Kept()).value.tobytes(), words)
        assert list(got) == wanted

    def test_many_operations(self):
        circuit = chain(5000, 7)
        given = np.random.default_rng(1).integers(0, 2**64, (1, 7, 20), dtype=np.uint64)
        wanted, _ = find_engine("reference")(circuit.graph, circuit.output_nets, given)
        got = self.execute(compile_graph(circuit.graph), GivenWords(given), Kept()).value
        assert got.tobytes() == wanted.tobytes()
