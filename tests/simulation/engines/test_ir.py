"""The text that is written, by what it computes once it is compiled."""

from __future__ import annotations

from ctypes import c_int64, c_void_p

import numpy as np
import pytest

from neurocircuit.simulation.engines.ir import LANES, VECTOR, LlvmFunction, splat, vector
from neurocircuit.simulation.engines.llvm import Code

ENDS = [0, 1, LANES - 1, LANES, LANES + 1]


def compiled(f: LlvmFunction, parameters):
    """A function named ``f`` that gives nothing, as a Python callable."""
    f.give("ret void")
    return Code(str(f)).function("f", None, *parameters)


def push(f: LlvmFunction, value: str) -> None:
    """Writes a number into the next place of the array ``%to``, whose first word says how many there are."""
    count = f.let(f"add i64 {f.load('%to')}, 1")
    f.store(count, "%to")
    f.store(value, f.word("%to", count))


def pushed(function, *arguments: int) -> list[int]:
    """The numbers that a function pushes."""
    to = np.zeros(200, dtype=np.int64)
    function(to.ctypes.data, *arguments)
    return to[1 : 1 + to[0]].tolist()


@pytest.mark.parametrize("step", [1, LANES])
def test_a_loop_counts_as_a_range_does(step):
    f = LlvmFunction("void @f(ptr %to, i64 %start, i64 %stop)")
    with f.loop("%stop", step=step, start="%start") as counter:
        push(f, counter)
    function = compiled(f, (c_void_p, c_int64, c_int64))
    for start in (-3, 0, 2, LANES):
        for stop in ENDS:
            assert pushed(function, start, stop) == list(range(start, stop, step))


def test_a_loop_begins_at_nothing_and_may_end_at_a_number():
    f = LlvmFunction("void @f(ptr %to)")
    with f.loop(3) as counter:
        push(f, counter)
    assert pushed(compiled(f, (c_void_p,))) == [0, 1, 2]


def test_loops_and_conditions_nest_and_follow_each_other():
    f = LlvmFunction("void @f(ptr %to, i64 %rows, i64 %columns)")
    with f.loop("%rows") as row:
        with f.when(f.let(f"icmp ne i64 {row}, 1")), f.loop("%columns", start=row) as column:
            push(f, f.let(f"add i64 {f.let(f'mul i64 {row}, 10')}, {column}"))
        # Its counter comes from the block that a condition ended, not from the entry.
        with f.loop(1):
            push(f, "-1")
    with f.when(f.let("icmp sgt i64 %rows, 2")):
        push(f, "-2")
    function = compiled(f, (c_void_p, c_int64, c_int64))
    assert pushed(function, 3, 4) == [0, 1, 2, 3, -1, -1, 22, 23, -1, -2]
    assert pushed(function, 2, 1) == [0, -1, -1]
    assert pushed(function, 0, 9) == []


def test_places_are_in_bytes_or_in_words():
    f = LlvmFunction("void @f(ptr %to, i64 %index)")
    f.store("7", f.word("%to", "%index"))
    f.store("9", f.at("%to", f.let("mul i64 %index, 16")))
    f.store("5", f.at("%to", 8))
    f.store(f.let(f"trunc i64 {f.load(f.word('%to', '1'))} to i8"), f.at("%to", 3), "i8", 1)
    to = np.zeros(8, dtype=np.int64)
    compiled(f, (c_void_p, c_int64))(to.ctypes.data, 3)
    assert to.tolist() == [5 << 24, 5, 0, 7, 0, 0, 9, 0]


@pytest.mark.parametrize("words", ENDS)
def test_vectors_go_over_whole_lanes_from_any_word_on(words):
    f = LlvmFunction("void @f(ptr %to, i64 %words)")
    with f.loop("%words", step=LANES) as first:
        place = f.word("%to", first)
        f.store(f.let(f"add {VECTOR} {f.load(place, VECTOR)}, {splat(3)}"), place, VECTOR)
    function = compiled(f, (c_void_p, c_int64))
    for begin in range(3):
        to = np.arange(40)
        function(to[begin:].ctypes.data, words)
        whole = -(-words // LANES) * LANES
        assert to.tolist() == [*range(begin), *range(begin + 3, begin + 3 + whole), *range(begin + whole, 40)]


def test_a_splat_has_the_word_in_every_lane():
    f = LlvmFunction("void @f(ptr %to)")
    f.store(f.let(f"xor {VECTOR} {splat(5)}, {splat(-1)}"), "%to", VECTOR)
    to = np.zeros(LANES + 1, dtype=np.int64)
    compiled(f, (c_void_p,))(to.ctypes.data)
    assert to.tolist() == [~5] * LANES + [0]


def test_names_are_never_given_twice():
    f = LlvmFunction("void @f()")
    names = [f.let("add i64 1, 1"), f.fresh("next"), f.fresh("next"), f.let("add i64 1, 1"), f.fresh("v")]
    assert len({name.lstrip("%") for name in names}) == len(names)


def test_one_word_is_a_plain_one():
    assert (vector(1), splat(-1, 1)) == ("i64", "-1")
    assert (vector(2), splat(7, 2)) == ("<2 x i64>", "<i64 7, i64 7>")
