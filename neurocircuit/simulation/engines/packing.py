"""Matrices of truth values to packed words and back, in native code: bits are transposed 64 by 64 in registers."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurocircuit.simulation.engines.ir import LANES, VECTOR, LlvmFunction, splat
from neurocircuit.simulation.engines.llvm import Code
from neurocircuit.simulation.patterns import MASK, Words, words_for

_BYTES, _BITS = "<64 x i8>", "<64 x i1>"
#: Bits c of a word with c & j == 0, for each step j of the transposition.
_STAGES = tuple((step, MASK // ((1 << step) + 1)) for step in (32, 16, 8, 4, 2, 1))
_ONES = f"<{', '.join(['i8 1'] * 64)}>"


def pack_matrix(matrix: NDArray[Any], low: int) -> Words | None:
    """Truth values (patterns, inputs) of one byte each as words (inputs, words); None where another value occurs.

    Args:
        matrix: uint8 or int8, in rows or columns one behind the other; others are copied.
        low: what stands for false: 0, or -1, where 0 is false too. 1 is true.
    """
    patterns, inputs = matrix.shape
    words = np.zeros((inputs, words_for(patterns)), dtype=np.uint64)
    columns = matrix.flags.f_contiguous and not matrix.flags.c_contiguous
    if not columns:
        matrix = np.ascontiguousarray(matrix)
    name = "pack_columns" if columns else "pack_rows"
    wrong = _function(name)(matrix.ctypes.data, inputs, patterns, words.ctypes.data, words.shape[1], low)
    return None if wrong else words


def unpack_matrix(words: Words, patterns: int, low: int) -> NDArray[Any]:
    """Words (outputs, words) as truth values (patterns, outputs) of one byte each, false as ``low``."""
    words = np.ascontiguousarray(words)
    # Whole vectors are stored: there is room for what the last one has beyond the matrix.
    room = np.empty(patterns * len(words) + 64, dtype=np.int8 if low else np.uint8)
    _function("unpack_rows")(room.ctypes.data, len(words), patterns, words.ctypes.data, words.shape[1], low)
    return room[:-64].reshape(patterns, len(words))


@cache
def _function(name: str) -> Any:
    return _code().function(name, ctypes.c_int64, *[ctypes.c_void_p, *[ctypes.c_int64] * 2] * 2)


@cache
def _code() -> Code:
    return Code("\n".join(map(str, (_transpose(), _pack_rows(), _pack_columns(), _unpack_rows()))))


_PARAMETERS = "ptr %bytes, i64 %nets, i64 %patterns, ptr %words, i64 %stride, i64 %low"


def _transpose() -> LlvmFunction:
    """Bit c of word r to bit r of word c, for 64 words (Warren, Hacker's Delight, 7-3)."""
    f = LlvmFunction("internal void @transpose(ptr %block)")
    rows = [f.load(f.at("%block", 64 * i), VECTOR, 64) for i in range(8)]
    for step, mask in _STAGES[:3]:
        distance = step // LANES
        for i in range(8):
            if not i & distance:
                low, high = rows[i], rows[i + distance]
                moved = _exchange(f, low, high, step, mask)
                rows[i] = f.let(f"xor {VECTOR} {low}, {f.let(f'shl {VECTOR} {moved}, {splat(step)}')}")
                rows[i + distance] = f.let(f"xor {VECTOR} {high}, {moved}")
    for step, mask in _STAGES[3:]:
        order = ", ".join(f"i32 {lane ^ step}" for lane in range(LANES))
        is_low = ", ".join(f"i1 {int(not lane & step)}" for lane in range(LANES))
        for i, row in enumerate(rows):
            other = f.let(f"shufflevector {VECTOR} {row}, {VECTOR} poison, <{LANES} x i32> <{order}>")
            moved = _exchange(f, row, other, step, mask)
            low = f.let(f"shl {VECTOR} {moved}, {splat(step)}")
            high = _exchange(f, other, row, step, mask)
            change = f.let(f"select <{LANES} x i1> <{is_low}>, {VECTOR} {low}, {VECTOR} {high}")
            rows[i] = f.let(f"xor {VECTOR} {row}, {change}")
    for i, row in enumerate(rows):
        f.store(row, f.at("%block", 64 * i), VECTOR, 64)
    f.give("ret void")
    return f


def _exchange(f: LlvmFunction, low: str, high: str, step: int, mask: int) -> str:
    """The bits in which the upper half of ``low`` differs from the lower half of ``high``."""
    shifted = f.let(f"lshr {VECTOR} {low}, {splat(step)}")
    return f.let(f"and {VECTOR} {f.let(f'xor {VECTOR} {shifted}, {high}')}, {splat(mask)}")


class _Matrix(LlvmFunction):
    """A function that goes over a matrix of bytes, while it is written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"i64 @{name}({_PARAMETERS})")
        self.give("%block = alloca [64 x i64], align 64")
        self.give("%spare = alloca [64 x i8], align 64")
        self.give("%wrong = alloca i64")
        self.store("0", "%wrong")
        self.total = self.let("mul i64 %nets, %patterns")
        self.low = self._all(self.let("trunc i64 %low to i8"))

    def _all(self, byte: str) -> str:
        first = self.let(f"insertelement {_BYTES} poison, i8 {byte}, i64 0")
        return self.let(f"shufflevector {_BYTES} {first}, {_BYTES} poison, <64 x i32> zeroinitializer")

    def least(self, a: str, b: str | int) -> str:
        return self.let(f"select i1 {self.let(f'icmp slt i64 {a}, {b}')}, i64 {a}, i64 {b}")

    def first_bits(self, count: str) -> str:
        """A word whose first bits, 1 to 64 of them, are ones."""
        return self.let(f"lshr i64 -1, {self.let(f'sub i64 64, {count}')}")

    def word_of(self, net: str, word: str) -> str:
        """A pointer to a word of a net."""
        return self.word("%words", self.let(f"add i64 {self.let(f'mul i64 {net}, %stride')}, {word}"))

    def byte_of(self, pattern: str, net: str) -> str:
        """How far the value of a net is from the first one in a matrix of rows."""
        return self.let(f"add i64 {self.let(f'mul i64 {pattern}, %nets')}, {net}")

    def bits_at(self, offset: str, mask: str) -> str:
        """The word of 64 bytes that are truth values; other values are noted."""
        # Where the matrix ends before, its last bytes come with spare ones.
        left = self.let(f"sub i64 {self.total}, {offset}")
        inside = self.let(f"icmp sge i64 {left}, 64")
        source = self.at("%bytes", offset)
        with self.loop(self.let(f"select i1 {inside}, i64 0, i64 {left}")) as index:
            self.store(self.load(self.at(source, index), "i8", 1), self.at("%spare", index), "i8", 1)
        values = self.load(self.let(f"select i1 {inside}, ptr {source}, ptr %spare"), _BYTES, 1)
        raised = self.let(f"sub {_BYTES} {values}, {self.low}")
        most = self.let(f"sub {_BYTES} {_ONES}, {self.low}")
        wrong = self.let(f"bitcast {_BITS} {self.let(f'icmp ugt {_BYTES} {raised}, {most}')} to i64")
        noted = self.let(f"or i64 {self.load('%wrong')}, {self.let(f'and i64 {wrong}, {mask}')}")
        self.store(noted, "%wrong")
        true = self.let(f"bitcast {_BITS} {self.let(f'icmp eq {_BYTES} {values}, {_ONES}')} to i64")
        return self.let(f"and i64 {true}, {mask}")

    def finish(self) -> LlvmFunction:
        self.give(f"ret i64 {self.load('%wrong')}")
        return self


def _pack_rows() -> LlvmFunction:
    f = _Matrix("pack_rows")
    with f.loop("%stride") as word:
        first = f.let(f"shl i64 {word}, 6")
        rows = f.least(f.let(f"sub i64 %patterns, {first}"), 64)
        with f.loop("%nets", step=64) as chunk:
            nets = f.least(f.let(f"sub i64 %nets, {chunk}"), 64)
            mask = f.first_bits(nets)
            with f.loop(64, start=rows) as row:
                f.store("0", f.word("%block", row))
            with f.loop(rows) as row:
                offset = f.byte_of(f.let(f"add i64 {first}, {row}"), chunk)
                f.store(f.bits_at(offset, mask), f.word("%block", row))
            f.give("call void @transpose(ptr %block)")
            with f.loop(nets) as net:
                f.store(f.load(f.word("%block", net)), f.word_of(f.let(f"add i64 {chunk}, {net}"), word))
    return f.finish()


def _pack_columns() -> LlvmFunction:
    f = _Matrix("pack_columns")
    with f.loop("%nets") as net, f.loop("%stride") as word:
        first = f.let(f"shl i64 {word}, 6")
        mask = f.first_bits(f.least(f.let(f"sub i64 %patterns, {first}"), 64))
        offset = f.let(f"add i64 {f.let(f'mul i64 {net}, %patterns')}, {first}")
        f.store(f.bits_at(offset, mask), f.word_of(net, word))
    return f.finish()


def _unpack_rows() -> LlvmFunction:
    """Rows of 64 bytes, the last ones of a pattern first: what they spill into the next pattern is written later."""
    f = _Matrix("unpack_rows")
    chunks = f.let(f"lshr i64 {f.let('add i64 %nets, 63')}, 6")
    with f.loop(f.least("%stride", f.let(f"lshr i64 {f.let('add i64 %patterns, 63')}, 6"))) as word:
        first = f.let(f"shl i64 {word}, 6")
        rows = f.least(f.let(f"sub i64 %patterns, {first}"), 64)
        with f.loop(chunks) as behind:
            number = f.let(f"sub i64 {f.let(f'sub i64 {chunks}, 1')}, {behind}")
            chunk = f.let(f"shl i64 {number}, 6")
            nets = f.least(f.let(f"sub i64 %nets, {chunk}"), 64)
            with f.loop(nets) as net:
                f.store(f.load(f.word_of(f.let(f"add i64 {chunk}, {net}"), word)), f.word("%block", net))
            f.give("call void @transpose(ptr %block)")
            with f.loop(rows) as row:
                bits = f.let(f"bitcast i64 {f.load(f.word('%block', row))} to {_BITS}")
                values = f.let(f"select {_BITS} {bits}, {_BYTES} {_ONES}, {_BYTES} {f.low}")
                f.store(values, f.at("%bytes", f.byte_of(f.let(f"add i64 {first}, {row}"), chunk)), _BYTES, 1)
    return f.finish()
