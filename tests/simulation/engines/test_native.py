from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from neurocircuit.simulation.engines import llvm, native, packed
from neurocircuit.simulation.engines.streams import Counts, RandomWords, Signature
from neurocircuit.simulation.program import compile_graph
from tests.simulation.engines.conformance import SCRAMBLER, ExecutorConformance, chain


class TestNative(ExecutorConformance):
    engine = "native"
    execute = staticmethod(native.execute)


class TestStraight(ExecutorConformance):
    engine = "native"
    execute = staticmethod(partial(native.execute, tier="straight"))
    test_random_circuits = None  # nothing of the tier is in it


class TestThreads(ExecutorConformance):
    engine = "native"
    execute = staticmethod(partial(native.execute, threads=3))
    test_random_circuits = None


def test_without_an_instruction_for_three_inputs(monkeypatch):
    monkeypatch.setattr(native, "host", lambda: ("", "", False))
    circuit = chain(300, 9)
    program = compile_graph(circuit.graph)
    source = RandomWords(1, 1000)
    wanted = packed.execute(program, source, Signature()).value.tolist()
    native._interpreter.cache_clear()
    native.machine.cache_clear()
    try:
        for tier in ("interpreter", "straight"):
            assert native.execute(program, source, Signature(), tier=tier).value.tolist() == wanted
    finally:
        native._interpreter.cache_clear()
        native.machine.cache_clear()


def test_the_first_interpreter_knows_only_what_it_needs(monkeypatch):
    monkeypatch.setattr(native, "_first_tables", [])
    first, second = compile_graph(SCRAMBLER.graph), compile_graph(chain(50, 5).graph)
    small = native.interpreter_for(first)
    assert native.interpreter_for(first) is small
    full = native.interpreter_for(second)
    assert full is not small
    assert native.interpreter_for(first) is small
    source = RandomWords(1, 500)
    for program in (first, second):
        wanted = packed.execute(program, source, Signature()).value.tolist()
        assert native.execute(program, source, Signature(), tier="interpreter").value.tolist() == wanted


def test_blocks_are_narrow_where_slots_are_many():
    names = [f"x{i}" for i in range(9000)]
    from neurocircuit.logic.perceptron import Perceptron
    from neurocircuit.netlist.circuit import Circuit, Neuron

    reader = {f"y{i}": Neuron(Perceptron([1, 1], threshold=2), (names[i], names[-1 - i])) for i in range(4500)}
    program = compile_graph(Circuit(names, list(reader), reader).graph)
    machine = native.machine(program)
    assert 8 * 8 * machine.vectors(10**6) * program.slots <= native.CACHE_BYTES


def test_compiling_waits_until_it_pays(monkeypatch):
    program = compile_graph(chain(50, 5).graph)
    source = RandomWords(1, 1 << 16)
    native.execute(program, source, Counts())
    assert native.machine(program).straight is None
    monkeypatch.setattr(native, "COMPILED_SECONDS", 0.0)
    native.execute(program, source, Counts())
    assert native.machine(program).straight is not None


def test_code_lives_as_long_as_what_calls_it():
    # Two threads that begin at once compile the same code twice, and the caches keep only one of the two.
    program = compile_graph(SCRAMBLER.graph)
    own = native.Machine(program)
    kept = weakref.ref(native.interpreter_for(program))
    function = llvm.Code("define void @nothing() { ret void }").function("nothing", None)
    native._interpreter.cache_clear()
    gc.collect()
    assert kept() is own.interpreter
    function()


def test_threads_that_begin_at_once_share_the_straight_code():
    own = native.Machine(compile_graph(chain(30, 5).graph))
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: own.choose(1.0, "straight"), range(4)))) == 1


def test_ctrl_c_leaves_between_slices():
    program = compile_graph(chain(200, 9).graph)

    def interrupt(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        native.execute(program, RandomWords(1, 1 << 34), Counts(), progress=interrupt, tier="interpreter")
