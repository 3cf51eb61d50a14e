"""The reference engine: blocks, limbs, state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.engines import reference
from neurocircuit.simulation.patterns import pack, unpack
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords, RandomWords
from neurocircuit.simulation.subject import Subject, subject_of
from tests.samples import FULL_ADDER, adder, counter
from tests.simulation.engines.conformance import EngineConformance


class TestReference(EngineConformance):
    run = staticmethod(reference.run)


def test_a_block_of_a_large_circuit_keeps_to_its_memory():
    for nets in (1, 5_000, 250_000, 10**9):
        size = reference.block_words(nets)
        assert size >= 1
        assert size == 1 or size * 64 * nets <= reference.BLOCK_BYTES
        assert size <= reference.MAX_BLOCK_WORDS
    assert reference.block_words(5_000) > 500


@pytest.mark.parametrize("words", [1, 2, 3])
def test_the_size_of_blocks_does_not_matter(words, monkeypatch):
    for circuit in (adder(3), counter(3)):
        source = RandomWords(1, 64 * 7 - 5, cycles=3 if circuit.registers else 1)
        subject = Subject(circuit.graph, tuple(circuit.graph))
        with monkeypatch.context() as patch:
            values, state = reference.run(subject, source, Kept())
            patch.setattr(reference, "MAX_BLOCK_WORDS", words)
            again, after = reference.run(subject, source, Kept())
        assert (again == values).all()
        assert (after == state).all()


def test_a_program_has_no_neurons_to_sum():
    with pytest.raises(InputError, match="the reference engine runs no programs"):
        reference.run(compile_graph(FULL_ADDER.graph), RandomWords(0, 5), Kept())


edges = st.sampled_from([n + d for n in (0, 2**6, 2**7, 2**15, 2**31, 2**62, 2**63, 2**93, 2**94) for d in (-1, 0, 1)])
numbers = st.one_of(edges, edges.map(lambda n: -n), st.integers(-(2**130), 2**130))


@given(st.lists(numbers, max_size=6), st.data())
def test_sums_of_any_size_are_exact(weights, data):
    """Weights at the edges of all integer types, thresholds that one unit decides."""
    bits = [data.draw(st.booleans()) for _ in weights]
    threshold = sum(weight for weight, bit in zip(weights, bits, strict=True) if bit) + data.draw(st.integers(-1, 1))
    inputs = tuple(f"x{n}" for n in range(len(weights)))
    circuit = Circuit(inputs, ["y"], {"y": Neuron(Perceptron(weights, threshold=threshold), inputs)})
    rows = np.array([bits, [not bit for bit in bits], [True] * len(bits)], np.uint8).reshape(3, len(bits))
    values = reference.run(subject_of(circuit.graph), GivenWords(pack(rows.T)[np.newaxis]), Kept()).value
    expected = [int(sum(w for w, bit in zip(weights, row, strict=True) if bit) >= threshold) for row in rows.tolist()]
    assert unpack(values[0, 0], 3).tolist() == expected
