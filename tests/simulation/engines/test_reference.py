"""The reference engine: blocks, limbs, state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.simulation.engines import reference
from neurocircuit.simulation.patterns import pack, random_words, unpack
from tests.samples import FULL_ADDER, adder, counter


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
        stimulus = np.stack([random_words(1, 0, cycle, len(circuit.inputs), 0, 7) for cycle in range(3)])
        with monkeypatch.context() as patch:
            values, state = reference.run(circuit.graph, tuple(circuit.graph), stimulus)
            patch.setattr(reference, "MAX_BLOCK_WORDS", words)
            again, after = reference.run(circuit.graph, tuple(circuit.graph), stimulus)
        assert (again == values).all()
        assert (after == state).all()


def test_state_goes_in_and_comes_out():
    circuit = counter(3)
    words = np.stack([random_words(0, 0, cycle, 1, 0, 2) for cycle in range(6)])
    nets = ("q[0]", "q[1]", "q[2]", "fa0.sum")
    whole, end = reference.run(circuit.graph, nets, words)
    first, state = reference.run(circuit.graph, nets, words[:2])
    second, again = reference.run(circuit.graph, nets, words[2:], state)
    assert (np.concatenate([first, second]) == whole).all()
    assert (again == end).all()


def test_any_net_can_be_asked_for_in_any_order_and_twice():
    words = random_words(0, 0, 0, 3, 0, 1)[np.newaxis]
    values, _ = reference.run(FULL_ADDER.graph, ("sum", "a", "sum"), words)
    assert (values[0, 1] == words[0, 0]).all()
    assert (values[0, 0] == values[0, 2]).all()
    assert (values[0, 0] == words[0, 0] ^ words[0, 1] ^ words[0, 2]).all()


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
    values, _ = reference.run(circuit.graph, ("y",), pack(rows.T)[np.newaxis])
    expected = [int(sum(w for w, bit in zip(weights, row, strict=True) if bit) >= threshold) for row in rows.tolist()]
    assert unpack(values[0, 0], 3).tolist() == expected
