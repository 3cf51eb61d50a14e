"""Straight-line code against the interpreter, in one chunk and in many."""

from __future__ import annotations

import re
from itertools import permutations

import numpy as np
import pytest

from neurocircuit.simulation.engines import kernels, straight
from neurocircuit.simulation.engines.ir import LANES
from neurocircuit.simulation.engines.llvm import Code, host
from neurocircuit.simulation.integers import Integers
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, compile_graph
from tests.simulation.engines.conformance import SCRAMBLER, chain
from tests.simulation.engines.steps import STEP, UNTOUCHED, rows_of

#: A slot that is read long after it is written, one that is written again unread, one that an operation reads and
#: writes, a constant, and operands beyond those of a table, which mean nothing.
ROWS = [
    (LOAD, 0, 0, 7, 7),
    (LOAD, 1, 1, 7, 7),
    (LOAD, 4, 1, 7, 7),
    (0x66, 2, 0, 1, 4),
    (0x22, 3, 2, 1, 4),
    (STORE, 0, 2, 7, 7),
    (LOAD, 2, 2, 7, 7),
    (0xE8, 2, 0, 1, 2),
    (STORE_NOT, 1, 2, 7, 7),
    (0x00, 1, 1, 1, 1),
    (0x1E, 3, 3, 1, 2),
    (STORE, 2, 1, 7, 7),
    (0xAA, 4, 3, 4, 4),
    (STORE_NOT, 3, 4, 7, 7),
    (STORE, 4, 0, 7, 7),
]
PROGRAM = Program(np.array(ROWS, dtype=np.uint32), 5, ("a", "b", "c"), ("v", "w", "x", "y", "z"))


def stepped(code: Code, name: str, program: Program, vectors: int):
    """The outputs and the slots after a step on random words; rows are a vector further apart than they need be."""
    width = LANES * vectors
    words, out = rows_of(len(program.inputs) + len(program.registers), width + LANES), rows_of(40, width + LANES)
    words[:] = np.random.default_rng(3).integers(0, 2**64, words.shape, dtype=np.uint64)
    slots = rows_of(program.slots, width)
    program_at, from_, to, slots_at = (each.ctypes.data for each in (program.operations, words, out, slots))
    count, (step_in, step_out) = len(program.operations), (words.strides[0], out.strides[0])
    step = code.function(name, *STEP)
    step(program_at, count, from_, step_in, to, step_out, slots_at, vectors)
    return words, out, slots


def straight_code(program: Program, ternary: bool, lanes: int = LANES) -> Code:
    """The code of all chunks, which come with the last one first."""
    texts = straight.chunks(program, ternary, lanes)
    parts = [Code(kernels.DECLARATIONS + text, quickly=lanes == 1) for text in texts][::-1]
    width = 1 if lanes == 1 else LANES // lanes
    return Code(straight.straight([part.address("chunk") for part in parts], lanes, width), parts)


def stepped_word(code: Code, program: Program):
    """The inputs, outputs and slots of single words, which follow each other."""
    words = np.random.default_rng(3).integers(0, 2**64, len(program.inputs) + len(program.registers), dtype=np.uint64)
    out, slots = (np.full(count, UNTOUCHED, dtype=np.uint64) for count in (40, program.slots + 1))
    code.function("straight", *STEP)(0, 0, words.ctypes.data, 8, out.ctypes.data, 8, slots.ctypes.data, 1)
    return words, out, slots


def interpreted(program: Program) -> Code:
    """The interpreter for a program."""
    tables = {table for table in program.operations[:, 0].tolist() if table < LOAD}
    return Code(kernels.DECLARATIONS + kernels.interpreter(tables, False))


WIDTHS = [
    (False, 2),
    (False, 4),
    (False, LANES),
    pytest.param(True, LANES, marks=pytest.mark.skipif(not host().ternary, reason="no AVX-512 here")),
]


@pytest.mark.parametrize(("ternary", "lanes"), WIDTHS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, len(ROWS) - 1, len(ROWS), len(ROWS) + 1])
def test_any_division_computes_the_same(monkeypatch, size, ternary, lanes):
    monkeypatch.setattr(straight, "CHUNK", size)
    assert len(list(straight.chunks(PROGRAM, ternary, lanes))) == -(-len(ROWS) // size)
    code = straight_code(PROGRAM, ternary, lanes)
    for vectors in (0, 1, 3):
        (a, b, c), out, _ = stepped(code, "straight", PROGRAM, vectors)
        width = LANES * vectors
        majority = a & b | a & c | b & c
        y = majority ^ ((a ^ b) & ~b)
        wanted = [a ^ b, ~majority, a ^ a, ~y, a]
        assert out[:5, :width].tolist() == [row[:width].tolist() for row in wanted]
        assert (out[:, width:] == UNTOUCHED).all()
        assert (out[5:] == UNTOUCHED).all()


@pytest.mark.parametrize("circuit", [chain(60, 5), SCRAMBLER], ids=["chain", "registers"])
def test_it_is_what_the_interpreter_computes(monkeypatch, circuit):
    program = compile_graph(circuit.graph)
    _, wanted, _ = stepped(interpreted(program), "interpret", program, 2)
    assert (wanted[: len(program.outputs) + len(program.registers), : 2 * LANES] != UNTOUCHED).all()
    for size in (7, 1000):
        monkeypatch.setattr(straight, "CHUNK", size)
        _, got, _ = stepped(straight_code(program, False), "straight", program, 2)
        assert got.tolist() == wanted.tolist()


def test_slots_are_only_where_functions_meet(monkeypatch):
    _, _, slots = stepped(straight_code(PROGRAM, False), "straight", PROGRAM, 1)
    assert (slots == UNTOUCHED).all()
    monkeypatch.setattr(straight, "CHUNK", 8)
    (a, b, c), _, slots = stepped(straight_code(PROGRAM, False), "straight", PROGRAM, 1)
    # The second function writes slots 1 and 4 before it reads them, and nothing reads what it makes.
    wanted = {0: a, 2: a & b | a & c | b & c, 3: (a ^ b) & ~b}
    for slot, words in enumerate(slots):
        assert words.tolist() == (wanted[slot][:LANES].tolist() if slot in wanted else [UNTOUCHED] * LANES)


def test_a_program_without_operations_has_no_parts_that_do_anything():
    empty = Program(np.zeros((0, 5), dtype=np.uint32), 0, (), ())
    _, out, _ = stepped(straight_code(empty, False), "straight", empty, 2)
    assert (out == UNTOUCHED).all()


@pytest.mark.parametrize("size", [1, 4, 200])
@pytest.mark.parametrize("circuit", [chain(60, 5), SCRAMBLER], ids=["chain", "registers"])
def test_single_words_are_computed_alike(monkeypatch, circuit, size):
    monkeypatch.setattr(straight, "SINGLE_CHUNK", size)
    program = compile_graph(circuit.graph)
    words, out, slots = stepped_word(straight_code(program, False, 1), program)
    inputs, wanted = len(program.inputs), len(program.outputs)
    shown, state = Integers(program).run(words[np.newaxis, :inputs, np.newaxis], words[inputs:, np.newaxis])
    assert out[:wanted].tolist() == shown[0, :, 0].tolist()
    assert out[wanted : wanted + len(state)].tolist() == state[:, 0].tolist()
    assert (out[wanted + len(state) :] == UNTOUCHED).all()
    assert slots[-1] == UNTOUCHED


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("between", [[], [(STORE, 0, 3, 0, 0), (0xAA, 4, 0, 0, 0)]])
@pytest.mark.parametrize("carry", [0xE8, 0x8E])
def test_the_sum_of_a_full_adder_shares_an_operation_with_its_carry(order, between, carry):
    loads = [(LOAD, slot, slot, 0, 0) for slot in range(3)]
    rows = [*loads, (0x96, 3, 0, 1, 2), *between, (carry, 1, *order), (STORE, 1, 1, 0, 0), (STORE, 2, 3, 0, 0)]
    program = Program(np.array(rows, dtype=np.uint32), 5, ("a", "b", "c"), ("x", "y", "z"))
    (text,) = straight.chunks(program, False, 4)
    assert len(re.findall(r"= (?:xor|and|or) ", text)) == 5 + (len(between) > 0)
    words, out, _ = stepped(straight_code(program, False, 4), "straight", program, 1)
    a, b, c = (words[place, :LANES] for place in order)
    assert out[1, :LANES].tolist() == (a ^ ((a ^ b) & ((a if carry == 0xE8 else b) ^ c))).tolist()
    assert out[2, :LANES].tolist() == (a ^ b ^ c).tolist()


def test_a_slot_that_is_filled_anew_shares_nothing():
    loads = [(LOAD, slot, slot, 0, 0) for slot in range(3)]
    after = [(0x66, 1, 0, 1, 0), (0xE8, 1, 1, 2, 0), (STORE, 0, 1, 0, 0), (STORE, 1, 3, 0, 0)]
    rows = [*loads, (0x96, 3, 0, 1, 2), *after]
    program = Program(np.array(rows, dtype=np.uint32), 4, ("a", "b", "c"), ("x", "y"))
    words, out, _ = stepped(straight_code(program, False, 4), "straight", program, 1)
    a, b, c = words[:3, :LANES]
    assert out[1, :LANES].tolist() == (a ^ b ^ c).tolist()
    assert out[0, :LANES].tolist() == ((a ^ b) & c | (a ^ b) & a | a & c).tolist()
