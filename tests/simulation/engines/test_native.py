from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from neurocircuit.simulation.engines import llvm, native, packed, straight
from neurocircuit.simulation.engines.ir import LANES
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.sinks import Counts, Kept, Signature
from neurocircuit.simulation.sources import GivenWords, RandomWords
from tests.simulation.engines.conformance import SCRAMBLER, ProgramConformance, chain


class TestNative(ProgramConformance):
    run = staticmethod(native.run)


class TestStraight(ProgramConformance):
    run = staticmethod(partial(native.run, tier="straight"))


class TestThreads(ProgramConformance):
    run = staticmethod(partial(native.run, threads=3))
    test_random_circuits = None


def test_without_an_instruction_for_three_inputs(monkeypatch):
    monkeypatch.setattr(native, "host", lambda: llvm.Host("", "", False, 4, 16))
    circuit = chain(300, 9)
    program = compile_graph(circuit.graph)
    source = RandomWords(1, 1000)
    wanted = packed.run(program, source, Signature()).value.tolist()
    native._interpreter.cache_clear()
    native.machine.cache_clear()
    try:
        for tier in ("interpreter", "straight"):
            assert native.run(program, source, Signature(), tier=tier).value.tolist() == wanted
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
        wanted = packed.run(program, source, Signature()).value.tolist()
        assert native.run(program, source, Signature(), tier="interpreter").value.tolist() == wanted


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
    native.run(program, source, Counts())
    assert not native.machine(program).straight
    monkeypatch.setitem(native.COMPILED_SECONDS, LANES, 0.0)
    native.run(program, source, Counts())
    assert native.machine(program).straight.keys() == {LANES}
    # What single words would have saved counts by itself.
    word = RandomWords(1, 64)
    native.run(program, word, Counts())
    assert native.machine(program).straight.keys() == {LANES}
    monkeypatch.setitem(native.COMPILED_SECONDS, 1, 0.0)
    native.run(program, word, Counts())
    assert native.machine(program).straight.keys() == {LANES, 1}


def test_few_operations_on_plain_words_are_ordered_and_compiled_with_care(monkeypatch):
    program = compile_graph(chain(50, 5).graph)
    quick: list[bool] = []

    class Noted:
        def __init__(self, text, called=(), quickly=False):
            quick.append(quickly)

        def address(self, name):
            return 0

    ordered: list[int] = []

    def noted(program, registers):
        ordered.append(registers)
        return program

    monkeypatch.setattr(native, "Code", Noted)
    monkeypatch.setattr(native, "scheduled", noted)
    for most in (len(program.operations), len(program.operations) - 1):
        monkeypatch.setattr(native, "CAREFUL_OPERATIONS", most)
        for lanes in (1, LANES):
            native.straight_code(program, lanes)
    # Each time a chunk, and what calls it.
    assert quick == [False, False] * 2 + [True, False] + [False, False]
    # Where each operation is by itself there is nothing to be kept in registers.
    assert ordered == [native.host().registers * 7 // 8] * 3


def test_only_runs_that_choose_for_themselves_count_towards_compiling():
    own = native.Machine(compile_graph(chain(50, 5).graph))
    assert own.choose(10**12, "interpreter")[0] == own.step
    assert own.choose(0, "auto") == (own.step, 0.0)
    assert not own.straight


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
        assert len(set(pool.map(lambda _: own.choose(1, "straight"), range(4)))) == 1


def test_ctrl_c_leaves_between_slices():
    program = compile_graph(chain(200, 9).graph)

    def interrupt(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        native.run(program, RandomWords(1, 1 << 34), Counts(), progress=interrupt, tier="interpreter")


def test_what_goes_wrong_in_a_helping_thread_goes_wrong_in_the_run(monkeypatch):
    program = compile_graph(SCRAMBLER.graph)
    begun = threading.Event()
    work = native._work

    def fail_beside(drive, job, cycles, threads, blocks):
        if threading.current_thread() is threading.main_thread():
            # Not before the other thread took its part.
            assert begun.wait(10)
            return work(drive, job, cycles, threads, blocks)
        blocks.take(1)
        begun.set()
        raise MemoryError("no room")

    monkeypatch.setattr(native, "_work", fail_beside)
    with pytest.raises(MemoryError, match="no room"):
        native.run(program, RandomWords(1, 1 << 13, cycles=1 << 40), Counts(), threads=2)


def test_an_error_ends_long_runs_of_all_threads():
    program = compile_graph(SCRAMBLER.graph)

    def interrupt(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        native.run(program, RandomWords(1, 1 << 13, cycles=1 << 40), Counts(), progress=interrupt, threads=2)


def test_a_thread_that_cannot_begin_ends_the_others(monkeypatch):
    program = compile_graph(SCRAMBLER.graph)
    start = threading.Thread.start
    threads = []

    def start_one(thread):
        threads.append(thread)
        if len(threads) > 1:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_one)
    with pytest.raises(RuntimeError, match="can't start"):
        native.run(program, RandomWords(1, 1 << 14, cycles=1 << 40), Counts(), threads=3)
    assert not threads[0].is_alive()


def test_straight_code_is_made_in_parts(monkeypatch):
    circuit = chain(500, 9)
    program = compile_graph(circuit.graph)
    given = GivenWords(np.random.default_rng(4).integers(0, 2**64, (1, 9, 50), dtype=np.uint64))
    wanted = packed.run(program, given, Kept()).value
    monkeypatch.setattr(straight, "CHUNK", 20)
    assert len(list(straight.chunks(program, False))) == -(-len(program.operations) // 20) > 10
    native.machine.cache_clear()
    assert native.run(program, given, Kept(), tier="straight").value.tobytes() == wanted.tobytes()
    native.machine.cache_clear()
