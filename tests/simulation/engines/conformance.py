"""What every engine must do: the class here is inherited by the tests of each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.engines import Engine, reference
from neurocircuit.simulation.patterns import pack, random_words, unpack, words_for
from neurocircuit.simulation.program import compile_subjects
from neurocircuit.simulation.sinks import Counts, FirstDifference, Kept, Signature
from neurocircuit.simulation.sources import ONE, ZERO, CountWords, GivenWords, RandomWords, part_of
from neurocircuit.simulation.subject import Subject, subject_of
from neurocircuit.testing import circuits
from tests import oracle

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

SCRAMBLED = subject_of(SCRAMBLER.graph)
#: A source of each kind, with inputs that are fixed and without, from the start and from the middle: of one cycle, and
#: clocked.
SOURCES = {
    "given": GivenWords(random_words(5, 0, 0, 5, 0, 70)[np.newaxis], 64 * 70 - 3),
    "given clocked": GivenWords(np.array([random_words(6, 0, cycle, 1, 0, 3) for cycle in range(9)]), 150),
    "random": RandomWords(3, 5000, run=2),
    "random fixed": RandomWords(3, 70_001, first_word=7, fixed=((1, 1), (4, 0))),
    "random clocked": RandomWords(3, 100, cycles=40, first_cycle=6),
    "random fixed clocked": RandomWords(3, 100, cycles=5, fixed=((0, 1),)),
    "random cycles": RandomWords(4, 1, cycles=300),
    "counted": CountWords(1 << 12, (11, 5, 0, 6, 7)),
    "counted fixed": CountWords(4001, (30, ZERO, 2, ONE, 12), first_word=2**30),
    "held": CountWords(3, (ONE,), cycles=17),
    "held low": CountWords(1, (ZERO,), cycles=4, first_cycle=3),
    "no patterns": RandomWords(3, 0),
    "no cycles": RandomWords(3, 5, cycles=0),
}
SINKS = {"kept": Kept(), "counts": Counts(), "signature": Signature(), "difference": FirstDifference(1)}


def shown(value):
    """The value of a sink, to compare."""
    return value.tolist() if isinstance(value, np.ndarray) else value


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
    """An engine gives what a plain evaluation of the circuit as written gives, from every source to every sink."""

    run: Engine

    def words(self, circuit, nets, words, state=None):
        """The kept words of nets of a circuit, and the state."""
        return self.run(Subject(circuit.graph, tuple(nets)), GivenWords(words), Kept(), state)

    @given(st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    def test_random_circuits(self, data):
        circuit = data.draw(circuits())
        cycles = data.draw(st.integers(1, 4)) if circuit.registers else 1
        patterns = data.draw(st.sampled_from([1, 5, 65]))
        rng = np.random.default_rng(data.draw(st.integers(0, 99)))
        bits = rng.integers(0, 2, (cycles, len(circuit.inputs), patterns), dtype=np.uint8)
        got = unpack(self.run(subject_of(circuit.graph), GivenWords(pack(bits), patterns), Kept()).value, patterns)
        for pattern in {0, patterns - 1}:
            rows = [dict(zip(circuit.inputs, bits[cycle, :, pattern].tolist(), strict=True)) for cycle in range(cycles)]
            for cycle, wanted in enumerate(oracle.run(circuit, rows)):
                assert dict(zip(circuit.outputs, got[cycle, :, pattern].tolist(), strict=True)) == wanted

    @pytest.mark.parametrize("sink", SINKS)
    @pytest.mark.parametrize("source", SOURCES)
    def test_every_source_and_sink(self, source, sink):
        given, reduce = SOURCES[source], SINKS[sink]
        clocked = given.cycles != 1
        subject = SCRAMBLED if clocked else subject_of(chain(30, 5).graph)
        inputs = len(subject.inputs)
        # What the source says of itself, block by block, as plain words.
        words = [given.block(cycle, 0, words_for(given.patterns), inputs) for cycle in range(given.cycles)]
        written = np.array(words, np.uint64).reshape(given.cycles, inputs, words_for(given.patterns))
        plain = GivenWords(written, given.patterns, given.first_word, given.first_cycle)
        wanted = reference.run(subject, plain, reduce)
        got = self.run(subject, given, reduce)
        if sink == "kept":
            patterns = given.patterns
            assert unpack(got.value, patterns).tolist() == unpack(wanted.value, patterns).tolist()
        else:
            assert shown(got.value) == shown(wanted.value)
        assert got.state.tobytes() == wanted.state.tobytes()

    @pytest.mark.parametrize("sink", ["counts", "signature", "difference"])
    @pytest.mark.parametrize("source", ["given", "random fixed", "random clocked", "counted fixed", "held"])
    def test_parts_give_what_the_whole_gives(self, source, sink):
        given, reduce = SOURCES[source], SINKS[sink]
        subject = SCRAMBLED if given.cycles > 1 else subject_of(chain(30, 5).graph)
        whole = self.run(subject, given, reduce)
        parts = []
        for first in range(0, words_for(given.patterns), 600):
            state = None
            for cycle in range(0, given.cycles, 7):
                value, state = self.run(subject, part_of(given, first, 600, cycle, 7), reduce, state)
                parts.append(value)
        assert shown(reduce.merge(parts)) == shown(whole.value)

    @pytest.mark.parametrize("words", [1, 7, 8, 64, 1030])
    def test_any_number_of_words(self, words):
        circuit = chain(40, 5)
        given = GivenWords(np.random.default_rng(words).integers(0, 2**64, (1, 5, words), dtype=np.uint64))
        wanted = reference.run(subject_of(circuit.graph), given, Kept())
        got = self.run(subject_of(circuit.graph), given, Kept())
        assert got.value.tobytes() == wanted.value.tobytes()
        assert got.state.shape == (0, words)

    def test_state_goes_in_and_out(self):
        given = np.random.default_rng(5).integers(0, 2**64, (9, 1, 70), dtype=np.uint64)
        nets = SCRAMBLER.output_nets
        wanted, end = reference.run(SCRAMBLED, GivenWords(given), Kept())
        whole, last = self.words(SCRAMBLER, nets, given)
        first, middle = self.words(SCRAMBLER, nets, given[:4])
        before = middle.copy()
        second, again = self.words(SCRAMBLER, nets, given[4:], middle)
        assert whole.tobytes() == wanted.tobytes() == np.concatenate([first, second]).tobytes()
        assert last.tobytes() == end.tobytes() == again.tobytes()
        assert middle.tobytes() == before.tobytes()

    def test_inputs_and_constants_as_nets_in_any_order_and_twice(self):
        circuit = Circuit(["a"], ["y"], {"y": Neuron(Perceptron([0], threshold=0), ("a",))})
        got, _ = self.words(circuit, ("a", "y", "a"), np.array([[[6]]], dtype=np.uint64))
        assert got[0, :, 0].tolist() == [6, 2**64 - 1, 6]

    def test_a_neuron_that_always_fires_because_of_what_others_are(self):
        nand = Perceptron([-1, -1], threshold=-1)
        nodes = {
            "both": Neuron(Perceptron([1, 1], threshold=2), ("a", "c")),
            "rare": Neuron(nand, ("b", "both")),
            "always": Neuron(Perceptron([1, 1], threshold=1), ("rare", "a")),
            "y": Neuron(nand, ("always", "c")),
        }
        circuit = Circuit(["a", "b", "c"], ["y", "always"], nodes)
        got, _ = self.words(circuit, ("y", "always"), np.array([[[0b1010], [0b1100], [0b0110]]], dtype=np.uint64))
        assert got[0, :, 0].tolist() == [2**64 - 1 - 0b0110, 2**64 - 1]

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
        given = GivenWords(rng.integers(0, 2**64, (1, 60, 3), dtype=np.uint64))
        wanted = reference.run(subject_of(circuit.graph), given, Kept()).value
        assert self.run(subject_of(circuit.graph), given, Kept()).value.tobytes() == wanted.tobytes()

    @pytest.mark.parametrize("cycles", [1, 3])
    def test_progress_ends_with_all(self, cycles):
        seen: list[float] = []
        given = np.zeros((cycles, 1, 200_000 if cycles == 1 else 3000), dtype=np.uint64)
        self.run(SCRAMBLED, GivenWords(given), Counts(), progress=seen.append)
        assert seen == sorted(seen)
        assert seen[-1] == 1.0

    def test_golden_values(self):
        subject, source = subject_of(ADDER.graph), RandomWords(0, 10_000)
        assert self.run(subject, source, Counts()).value.tolist() == [5058, 4963]
        signature = self.run(subject, source, Signature()).value.tolist()
        assert [hex(word) for word in signature] == ["0x132a2dc495049c61", "0xa64b6cf47f12efa5"]

    def test_words_that_do_not_fit(self):
        words = np.zeros((1, 2, 3), dtype=np.uint64)
        with pytest.raises(InputError, match="2 inputs for a program of 1"):
            self.run(SCRAMBLED, GivenWords(words), Kept())
        with pytest.raises(InputError, match=r"state of shape \(2, 2\).*\(2, 3\)"):
            self.run(SCRAMBLED, GivenWords(words[:, :1]), Kept(), words[0, :, :2])

    def test_signatures_depend_on_every_word_and_its_place(self):
        subject = subject_of(Circuit(["a"], {"y": "a"}, {}).graph)
        words = np.arange(300, dtype=np.uint64).reshape(1, 1, 300)
        swapped = words.copy()
        swapped[0, 0, [10, 290]] = words[0, 0, [290, 10]]
        changed = words.copy()
        changed[0, 0, 299] ^= np.uint64(1)
        made = [self.run(subject, GivenWords(each), Signature()) for each in (words, swapped, changed)]
        values = {int(result.value[0]) for result in made}
        assert len(values) == 3

    def test_counting_up(self):
        source = CountWords(8, (2, 1, 0))
        kept = self.run(subject_of(ADDER.graph), source, Kept()).value
        assert unpack(kept[0], 8).tolist() == [[0, 1, 1, 0, 1, 0, 0, 1], [0, 0, 0, 1, 0, 1, 1, 1]]
        assert self.run(subject_of(ADDER.graph), source, Counts()).value.tolist() == [4, 4]

    def test_the_first_difference_in_time(self):
        both = subject_of(Circuit(["x"], ["x", "q1"], {"q1": Register("x", 0)}).graph)
        words = np.zeros((5, 1, 9), dtype=np.uint64)
        assert self.run(both, GivenWords(words), FirstDifference(1)).value is None
        words[3, 0, 7] = 1 << 5
        found = self.run(both, GivenWords(words), FirstDifference(1)).value
        assert found == (3, 64 * 7 + 5)
        assert (found.cycle, found.pattern) == found


class ProgramConformance(EngineConformance):
    """An engine that carries out programs needs no graph, and keeps nothing between runs."""

    def test_the_first_difference_of_two_circuits(self):
        program = compile_subjects([subject_of(ADDER.graph), subject_of(FAULTY.graph)])
        # Counting with other inputs than a, b, c on top: 1 + 1 + 1 comes only at the very end, then in every pattern.
        for patterns, found in ((1 << 20, (0, 7 << 17)), ((7 << 17) + 1, (0, 7 << 17)), (7 << 17, None)):
            assert self.run(program, CountWords(patterns, (19, 18, 17)), FirstDifference(2)).value == found

    def test_runs_at_once_do_not_share_buffers(self):
        words = [np.random.default_rng(seed).integers(0, 2**64, (50, 1, 640), dtype=np.uint64) for seed in range(8)]
        wanted = [reference.run(SCRAMBLED, GivenWords(each), Kept()).value.tobytes() for each in words]
        with ThreadPoolExecutor(4) as pool:
            got = pool.map(lambda each: self.run(SCRAMBLED, GivenWords(each), Kept()).value.tobytes(), words)
        assert list(got) == wanted

    def test_many_operations(self):
        circuit = chain(5000, 7)
        given = GivenWords(np.random.default_rng(1).integers(0, 2**64, (1, 7, 20), dtype=np.uint64))
        wanted = reference.run(subject_of(circuit.graph), given, Kept()).value
        assert self.run(subject_of(circuit.graph), given, Kept()).value.tobytes() == wanted.tobytes()
