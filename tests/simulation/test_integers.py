"""Programs on Python's integers: against the reference engine, for any number of words, cycles and states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.simulation.engines import reference
from neurocircuit.simulation.integers import Integers, integers_of, run, words_of
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import subject_of
from neurocircuit.testing import circuits
from tests.samples import gate


@settings(deadline=None)
@given(circuits(), st.sampled_from([0, 1, 3]), st.integers(0, 3), st.integers(0, 99))
def test_any_circuit_gives_what_the_reference_engine_gives(circuit, words, cycles, seed):
    rng = np.random.default_rng(seed)
    given = rng.integers(0, 2**64, (cycles, len(circuit.inputs), words), dtype=np.uint64)
    before = rng.integers(0, 2**64, (len(circuit.registers), words), dtype=np.uint64)
    kept = before.copy()
    wanted = reference.run(subject_of(circuit.graph), GivenWords(given), Kept(), before)
    shown, state = run(subject_of(circuit.graph), given, before)
    assert (shown.dtype, shown.shape, state.dtype) == (np.uint64, (cycles, len(circuit.outputs), words), np.uint64)
    assert (shown == wanted.value).all()
    assert (state == wanted.state).all()
    assert (before == kept).all()


def test_integers_hold_any_number_of_patterns():
    both = Integers(compile_graph(Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b")}).graph))
    assert both([(1 << 1000) + 6, (1 << 1000) + 3]) == [(1 << 1000) + 2]


def test_negated_outputs_and_states_and_constants():
    nodes = {"n": gate("NOT", "a"), "one": gate("ONE"), "q": Register("n", 1)}
    inverted = Circuit(["a"], ["n", "q", "one", "a"], nodes)
    made = Integers(compile_graph(inverted.graph))([0b01, 0b11])
    assert [value & 3 for value in made] == [0b10, 0b11, 0b11, 0b01, 0b10]
    constant = Integers(compile_graph(Circuit([], ["y"], {"y": gate("ZERO")}).graph))
    assert constant([]) == [0]


@pytest.mark.parametrize("words", [0, 1, 2, 5])
def test_words_to_integers_and_back(words):
    given = np.random.default_rng(words).integers(0, 2**64, (3, words), dtype=np.uint64)
    values = integers_of(given)
    assert values == [sum(int(word) << 64 * place for place, word in enumerate(row)) for row in given]
    signed = [value - (1 << 64 * words) for value in values]  # a sign above the words means nothing
    back = words_of(signed, given.shape)
    assert (back.dtype, back.shape) == (np.uint64, (3, words))
    assert (back == given).all()
    back[:] = 0  # it may be written to


def test_words_of_no_nets():
    assert integers_of(np.zeros((0, 4), np.uint64)) == []
    assert words_of([], (0, 4)).shape == (0, 4)
