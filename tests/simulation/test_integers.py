"""Programs on Python's integers: against the reference engine, for any number of words, cycles and states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.simulation import integers
from neurocircuit.simulation.engines import reference
from neurocircuit.simulation.integers import Integers, compiled, integers_of, stepwise, words_of
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from neurocircuit.simulation.subject import subject_of
from neurocircuit.testing import circuits
from tests.samples import gate


@settings(deadline=None)
@given(circuits(), st.sampled_from([0, 1, 3]), st.integers(0, 3), st.booleans(), st.integers(0, 99))
def test_any_circuit_gives_what_the_reference_engine_gives(circuit, words, cycles, patient, seed):
    rng = np.random.default_rng(seed)
    given = rng.integers(0, 2**64, (cycles, len(circuit.inputs), words), dtype=np.uint64)
    before = rng.integers(0, 2**64, (len(circuit.registers), words), dtype=np.uint64)
    kept = before.copy()
    wanted = reference.run(subject_of(circuit.graph), GivenWords(given), Kept(), before)
    own = Integers(subject_of(circuit.graph))
    if patient:
        own.cycle = compiled(own.program)
    shown, state = own.run(given, before)
    assert (shown.dtype, shown.shape, state.dtype) == (np.uint64, (cycles, len(circuit.outputs), words), np.uint64)
    assert (shown == wanted.value).all()
    assert (state == wanted.state).all()
    assert (before == kept).all()


@pytest.mark.parametrize(("most", "times"), [(4000, 1), (2, 0)])
def test_what_is_run_again_and_again_is_compiled_once_unless_it_is_large(monkeypatch, most, times):
    made = []
    monkeypatch.setattr(integers, "MOST_OPERATIONS", most)
    monkeypatch.setattr(integers, "compiled", lambda program: made.append(program) or compiled(program))
    counter = Circuit(["a"], ["q"], {"n": gate("NOT", "q"), "q": Register("n")})
    own = Integers(subject_of(counter.graph))
    given = np.zeros((2 * integers.PATIENT_CYCLES, 1, 1), np.uint64)
    assert not own.run(given[: integers.PATIENT_CYCLES - 1], None)[0][::2].any()
    assert not made
    shown, _ = own.run(given, None)
    assert len(made) == times
    assert (shown[:, 0, 0] == [0, 2**64 - 1] * integers.PATIENT_CYCLES).all()


def test_integers_hold_any_number_of_patterns():
    both = Integers(compile_graph(Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b")}).graph))
    assert both.cycle((1 << 1001) - 1, (1 << 1000) + 6, (1 << 1000) + 3) == ([(1 << 1000) + 2], [])


def test_negated_outputs_and_states_and_constants():
    nodes = {"n": gate("NOT", "a"), "one": gate("ONE"), "q": Register("n", 1)}
    inverted = Circuit(["a"], ["n", "q", "one", "a"], nodes)
    constant = Circuit([], ["y"], {"y": gate("ZERO")})
    for made in (stepwise, compiled):
        assert made(compile_graph(inverted.graph))(0b11, 0b01, 0b11) == ([0b10, 0b11, 0b11, 0b01], [0b10])
        assert made(compile_graph(constant.graph))(0b11) == ([0], [])


@pytest.mark.parametrize("words", [0, 1, 2, 5])
def test_words_to_integers_and_back(words):
    given = np.random.default_rng(words).integers(0, 2**64, (3, words), dtype=np.uint64)
    values = integers_of(given)
    assert values == [sum(int(word) << 64 * place for place, word in enumerate(row)) for row in given]
    back = words_of(values, given.shape)
    assert (back.dtype, back.shape) == (np.uint64, (3, words))
    assert (back == given).all()
    back[:] = 0  # it may be written to


def test_words_of_no_nets():
    for words in (1, 4):
        assert integers_of(np.zeros((0, words), np.uint64)) == []
        assert words_of([], (0, words)).shape == (0, words)
