"""The driver by itself, around the interpreter and straight-line code: against sources and sinks in Python."""

from __future__ import annotations

from ctypes import CFUNCTYPE, addressof, c_int64, c_uint64, c_void_p, cast
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from neurocircuit.simulation.engines import driver, kernels, straight
from neurocircuit.simulation.engines.ir import LANES, VECTOR, LlvmFunction
from neurocircuit.simulation.engines.llvm import Code
from neurocircuit.simulation.patterns import COUNT_MASKS, MASK, absorb, mix, mix_words, random_words, unpack, words_for
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program
from neurocircuit.simulation.sinks import Counts, FirstDifference, Kept, Signature
from neurocircuit.simulation.sources import ONE, ZERO, CountWords, GivenWords, RandomWords
from tests.simulation.engines.steps import STEP, UNTOUCHED, rows_of

#: A serial adder: the sum of a, b and c, the half sum, the opposite of the sum, and the carry, which is the last output
#: of a program of three inputs, or the next value of c where this is a register.
ADDER = np.array(
    [
        *((LOAD, slot, slot, 0, 0) for slot in range(3)),
        (0x96, 3, 0, 1, 2),
        (0xE8, 2, 0, 1, 2),
        (0x66, 0, 0, 1, 0),
        (STORE, 0, 3, 0, 0),
        (STORE, 1, 0, 0, 0),
        (STORE_NOT, 2, 3, 0, 0),
        (STORE, 3, 2, 0, 0),
    ],
    dtype=np.uint32,
)
SINKS = {"kept": Kept(), "counts": Counts(), "signature": Signature(), "difference": FirstDifference(1)}


def added(a, b, c):
    """What the adder gives."""
    return np.array([a ^ b ^ c, a ^ b, ~(a ^ b ^ c), a & b | a & c | b & c])


@cache
def interpreter():
    """The interpreter of the adder."""
    code = Code(kernels.DECLARATIONS + kernels.interpreter({0x96, 0xE8, 0x66}, False))
    return code.function("interpret", *STEP)


@cache
def drive(source, sink, lanes):
    """The driver for one kind of source and one of sink."""
    code = Code(kernels.DECLARATIONS + driver.mixer(lanes) + "\n" + driver.driver(source, sink, lanes))
    return code.function("drive", None, c_void_p, c_int64, c_int64)


class Job:
    """A job of the adder, whose third input is a register where there is a ``state``, in blocks of so many vectors."""

    def __init__(self, source, sink, vectors: int = 1, state=None, step=None, lanes: int = LANES) -> None:
        self.source, self.sink, self.lanes = source, sink, lanes
        self.words, registers = words_for(source.patterns), int(state is not None)
        inputs, outputs, width = 3 - registers, 4 - registers, lanes * vectors
        size = source.cycles * outputs * self.words
        # The sink's value stands between words that are none of its own.
        self.around = np.full(size + 2 * LANES, UNTOUCHED, dtype=np.uint64)
        self.total = sink.start(SimpleNamespace(outputs=("y",) * outputs), source)
        if isinstance(sink, Kept):
            self.total = self.around[LANES : LANES + size].reshape(self.total.shape)
        self.held = {
            "slots": rows_of(4, width),
            "buffer": rows_of(5, width),
            "other_buffer": rows_of(5, width),
            "program": ADDER,
            "sink": self.total,
            "places": np.array([driver.FREE] * inputs, dtype=np.uint64),
        }
        key = 0
        if isinstance(source, GivenWords):
            self.held["given"] = source.words
        elif isinstance(source, CountWords):
            self.held["places"][:] = [COUNT_MASKS[p] if p < 6 else p - 6 for p in source.positions]
        else:
            key = driver.signed(absorb(absorb(0, source.seed), source.run))
            for index, value in source.fixed:
                self.held["places"][index] = MASK * value
        if registers:
            self.held["state"] = state
        sizes = (len(ADDER), vectors, inputs, outputs, outputs, registers)
        run = (self.words, source.patterns, source.first_word, source.first_cycle, 0, source.cycles, key, 1)
        self.values = dict(zip(driver.SIZES + driver.RUN, sizes + run, strict=True))
        self.values |= {name: array.ctypes.data for name, array in self.held.items()}
        self.values["step"] = cast(step or interpreter(), c_void_p).value
        self.blocks = -(-self.words // width)

    def drive(self, first: int, last: int, **fields: int) -> None:
        """Does a range of blocks."""
        values = self.values | fields
        job = (c_int64 * len(driver.FIELDS))(*(values.get(name, 0) for name in driver.FIELDS))
        drive(type(self.source), type(self.sink), self.lanes)(addressof(job), first, last)

    def value(self):
        """What the sink has, to compare."""
        if isinstance(self.sink, Kept):
            assert (self.around[:LANES] == UNTOUCHED).all()
            assert (self.around[-LANES:] == UNTOUCHED).all()
            return unpack(self.total, self.source.patterns).tolist()
        return np.asarray(self.sink.finish(self.total)).tolist()


def wanted(source, sink, state=None):
    """What the source gives, the adder makes of it, and the sink takes in, in Python; and the register afterwards."""
    words, outputs = words_for(source.patterns), 4 - (state is not None)
    total = sink.start(SimpleNamespace(outputs=("y",) * outputs), source)
    for cycle in range(source.cycles):
        rows = source.block(cycle, 0, words, 3 - (state is not None))
        made = added(*rows, *([] if state is None else state))
        sink.take(total, source, cycle, 0, made[:outputs])
        state = None if state is None else made[3:]
    if isinstance(sink, Kept):
        return unpack(total, source.patterns).tolist(), state
    return np.asarray(sink.finish(total)).tolist(), state


def source_of(kind: str, patterns: int, inputs: int, cycles: int):
    """A source of a kind, which begins somewhere in the middle."""
    rng = np.random.default_rng(patterns)
    words = rng.integers(0, 2**64, (cycles, inputs, words_for(patterns)), dtype=np.uint64)
    return {
        "given": GivenWords(words, patterns, 5, 3),
        "random": RandomWords(2**64 - 9, patterns, cycles, 4, 7, 2),
        "random fixed": RandomWords(1, patterns, cycles, fixed=((0, 1), (inputs - 1, 0))),
        "counted": CountWords(patterns, (5, 6, 0)[:inputs], cycles, 2**40 + 1, 3),
        "counted fixed": CountWords(patterns, (ONE, 8, ZERO)[:inputs], cycles),
    }[kind]


def test_the_mixer_is_that_of_the_patterns():
    assert "@mixes(i64 %x)" in driver.mixer(1)
    vectors = LlvmFunction("void @f(ptr %x)")
    vectors.store(vectors.let(f"call {VECTOR} @mixes({VECTOR} {vectors.load('%x', VECTOR)})"), "%x", VECTOR)
    vectors.give("ret void")
    single = LlvmFunction("i64 @g(i64 %x)")
    single.give("ret i64 " + single.let("call i64 @mix(i64 %x)"))
    code = Code("\n".join((driver.mixer(), str(vectors), str(single))))
    words = random_words(1, 0, 0, 1, 0, LANES)[0]
    mixed = words.copy()
    code.function("f", None, c_void_p)(mixed.ctypes.data)
    assert mixed.tolist() == mix_words(words).tolist()
    g = code.function("g", c_uint64, c_uint64)
    for word in (0, 1, MASK, *words.tolist()):
        assert g(word) == mix(word)


def test_signed_numbers_have_the_same_bits():
    for word, number in ((0, 0), (1, 1), (2**63 - 1, 2**63 - 1), (2**63, -(2**63)), (MASK, -1)):
        assert driver.signed(word) == number


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("kind", ["given", "random", "random fixed", "counted", "counted fixed"])
def test_the_driver_does_what_source_and_sink_do(kind, sink):
    for words in (0, 1, LANES - 1, LANES, LANES + 1, 2 * LANES):
        for patterns in {max(0, 64 * words - 63), max(0, 64 * words - 1), 64 * words}:
            for vectors in (1, 2):
                source = source_of(kind, patterns, 3, 1)
                job = Job(source, SINKS[sink], vectors)
                job.drive(0, job.blocks)
                assert job.value() == wanted(source, SINKS[sink])[0]


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("kind", ["given", "random", "random fixed", "counted", "counted fixed"])
def test_registers_go_from_cycle_to_cycle(kind, sink):
    for words in (1, LANES - 1, LANES, LANES + 1):
        source = source_of(kind, 64 * words - 5, 2, 4)
        around = np.full(words + 2, UNTOUCHED, dtype=np.uint64)
        state = around[np.newaxis, 1:-1]
        state[:] = 0 if sink == "difference" else random_words(8, 0, 0, 1, 0, words)
        value, following = wanted(source, SINKS[sink], state.copy())
        job = Job(source, SINKS[sink], state=state)
        job.drive(0, job.blocks)
        assert job.value() == value
        assert around.tolist() == [UNTOUCHED, *following[0].tolist(), UNTOUCHED]


@cache
def adder_of_words():
    """The step of the adder on single words."""
    program = Program(ADDER, 4, ("a", "b"), ("s", "h", "n"), ("c",), (0,))
    parts = [Code(kernels.DECLARATIONS + text, quickly=True) for text in straight.chunks(program, False, 1)]
    return Code(straight.straight([part.address("chunk") for part in parts], 1), parts).function("straight", *STEP)


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("kind", ["given", "random", "random fixed", "counted", "counted fixed"])
def test_single_words_go_from_cycle_to_cycle(kind, sink):
    for patterns in (1, 64):
        for cycles in (0, 1, 2, 5):
            source = source_of(kind, patterns, 2, cycles)
            state = np.array([[0 if sink == "difference" else 0b1101]], dtype=np.uint64)
            value, following = wanted(source, SINKS[sink], state.copy())
            job = Job(source, SINKS[sink], state=state, step=adder_of_words(), lanes=1)
            job.drive(0, job.blocks)
            assert job.value() == value
            assert state.tolist() == following.tolist()


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("kind", ["given", "random", "counted"])
def test_slices_in_any_order_of_blocks_are_the_whole(kind, sink):
    source = source_of(kind, 64 * 30 - 5, 2, 5)
    state = np.zeros((1, 30), dtype=np.uint64)
    value, following = wanted(source, SINKS[sink], state.copy())
    job = Job(source, SINKS[sink], state=state)
    for first, last in ((2, 4), (1, 1), (0, 2)):
        for begin, end in ((0, 1), (1, 1), (1, 5)):
            job.drive(first, last, first_cycle=begin, last_cycle=end)
    assert job.value() == value
    assert state.tolist() == following.tolist()


def test_the_first_difference_is_the_earliest_cycle_then_the_lowest_pattern():
    # The sum and the half sum differ where the third input is 1.
    for places in ([(1, 700)], [(2, 3), (1, 700)], [(1, 700), (1, 701), (1, 1000)], [(1, 1023), (2, 0)]):
        words = np.zeros((3, 3, 17), dtype=np.uint64)
        for cycle, pattern in places:
            words[cycle, 2, pattern // 64] |= np.uint64(1 << pattern % 64)
        job = Job(GivenWords(words, 1025, first_word=2, first_cycle=10), FirstDifference(1))
        for block in (2, 1, 0):
            job.drive(block, block + 1)
        cycle, pattern = min(places)
        assert job.value() == [10 + cycle, 128 + pattern]


def test_patterns_that_are_not_asked_for_make_no_difference():
    words = np.full((1, 3, 9), MASK, dtype=np.uint64)
    words[0, 2, :7] = 0
    for patterns, found in ((449, [0, 448]), (448, None)):
        job = Job(GivenWords(words[:, :, : words_for(patterns)].copy(), patterns), FirstDifference(1))
        job.drive(0, job.blocks)
        assert job.value() == found


@pytest.mark.parametrize("words", [16, 19])
def test_whole_blocks_of_given_words_are_read_and_kept_where_they_lie(words):
    source, seen = GivenWords(np.zeros((2, 3, words), dtype=np.uint64)), []
    step = CFUNCTYPE(*STEP)(lambda *arguments: seen.append(arguments))
    job = Job(source, Kept(), step=step)
    job.drive(0, job.blocks)
    given, kept, width = source.words.ctypes.data, job.total.ctypes.data, 8 * words
    # A buffer begins with as many rows as there are outputs; there is one input less.
    one, other = (job.held[name].ctypes.data for name in ("buffer", "other_buffer"))
    stride = 8 * LANES
    buffers = [[(one + stride, stride), (other, stride)], [(other + stride, stride), (one, stride)]]
    direct = [
        [(given + 64 * block + 3 * width * cycle, width), (kept + 64 * block + 4 * width * cycle, width)]
        for block in (0, 1)
        for cycle in (0, 1)
    ]
    assert [[call[2:4], call[4:6]] for call in seen] == direct + buffers * (words > 16)
    assert {(call[0], call[1], call[6], call[7]) for call in seen} == {
        (ADDER.ctypes.data, len(ADDER), job.held["slots"].ctypes.data, 1)
    }


@pytest.mark.parametrize(("inputs", "copied"), [(driver.FORESEEN, False), (driver.FORESEEN + 1, True)])
def test_many_inputs_are_brought_near_first(inputs, copied):
    words = np.random.default_rng(1).integers(0, 2**64, (1, inputs, 19), dtype=np.uint64)
    seen = []

    def note(program, operations, given, stride, *_):
        rows = [list((c_uint64 * 16).from_address(given + stride * row)) for row in range(inputs)]
        seen.append((given == words.ctypes.data, np.array(rows, dtype=np.uint64)))

    step = CFUNCTYPE(*STEP)(note)
    job = Job(GivenWords(words), Kept(), vectors=2, step=step)
    buffers = {name: rows_of(inputs + 1, 16) for name in ("buffer", "other_buffer")}
    places = {name: array.ctypes.data for name, array in buffers.items()}
    job.drive(0, job.blocks, inputs=inputs, ports=inputs, **places)
    assert [where for where, _ in seen] == [not copied, False]
    assert np.array_equal(seen[0][1], words[0, :, :16])
    assert np.array_equal(seen[1][1][:, :3], words[0, :, 16:])
