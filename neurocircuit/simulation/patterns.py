"""Batches of assignments: packed 64 to a word; counted up exhaustively, random, or from values by name.

Everywhere in the simulation a signal's values lie in words of 64 bits: **pattern p is bit p % 64 of word p // 64**.
An array of words is shaped ``(signals, words)``. With registers a pattern is one run, and a cycle axis comes first:
``(cycles, signals, words)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import prod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Words: TypeAlias = npt.NDArray[np.uint64]
Bits: TypeAlias = npt.NDArray[np.uint8]

WORD = 64
_PAGE_WORDS = 512

MASK = (1 << 64) - 1
#: SplitMix64: the step of its counter, the shifts and factors of its finalizer, the last shift.
STEP = 0x9E3779B97F4A7C15
ROUNDS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
LAST_SHIFT = 31
#: Words in which bit p is bit e of p, for e = 0..5: how the six fastest positions of a count look; then, at -1, ones.
COUNT_MASKS = (*(MASK - MASK // ((1 << (1 << e)) + 1) for e in range(6)), MASK)


def words_for(patterns: int) -> int:
    """The number of words that hold so many patterns."""
    return -(-patterns // WORD)


def empty_words(*shape: int) -> Words:
    """Words that are still to be written, a large array of them from the middle of a page of memory on.

    Vectors then are whole cache lines, and not in the sets of the cache that words at the beginning of a page are in,
    where other large arrays have theirs: what is read and written in turn would wait for each other there.
    """
    size = prod(shape)
    if size < _PAGE_WORDS:
        return np.empty(shape, np.uint64)
    room = np.empty(size + _PAGE_WORDS, np.uint64)
    start = (_PAGE_WORDS // 2 - room.ctypes.data // 8) % _PAGE_WORDS
    return room[start : start + size].reshape(shape)


def pack(rows: npt.ArrayLike) -> Words:
    """``(..., patterns)`` of 0/1 as ``(..., words)``; bits beyond the last pattern are 0.

    >>> pack([[1, 1, 0], [0, 1, 0]]).tolist()
    [[3], [2]]
    """
    values = np.asarray(rows)
    octets = np.packbits(values, axis=-1, bitorder="little")
    padded = np.ascontiguousarray(octets)
    if octets.shape[-1] % 8:
        padded = np.zeros((*values.shape[:-1], words_for(values.shape[-1]) * 8), np.uint8)
        padded[..., : octets.shape[-1]] = octets
    return padded.view("<u8").astype(np.uint64, copy=False)


def unpack(words: Words, patterns: int) -> Bits:
    """``(..., words)`` as ``(..., patterns)`` of 0/1: the opposite of ``pack``."""
    octets = np.ascontiguousarray(words).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=-1, count=patterns, bitorder="little")


def random_words(seed: int, run: int, cycle: int, inputs: int, first_word: int, words: int) -> Words:
    """Words ``first_word`` onwards of the random patterns of all inputs, shaped ``(inputs, words)``.

    A counter-based function: word k of input i depends on nothing but these five numbers, so that every engine and
    every division into blocks gives the same patterns for ever. With all arithmetic modulo 2^64,

        absorb(h, n) = mix(h + (n + 1) * 0x9E3779B97F4A7C15)
        mix(z): z ^= z >> 30; z *= 0xBF58476D1CE4E5B9; z ^= z >> 27; z *= 0x94D049BB133111EB; z ^= z >> 31
        word = absorb(absorb(absorb(absorb(absorb(0, seed), run), cycle), input), k)

    that is, the generator SplitMix64 (Steele, Lea and Flood, 2014) started once for each input.

    Args:
        seed: any integer; it counts modulo 2^64.
        run: the number of a repetition of the whole batch; runs of one batch are its patterns, so this is mostly 0.
        cycle: the clock cycle; 0 for a circuit without registers.
        inputs: how many; an input's index is its place in ``circuit.inputs``.
        first_word: the first k.
        words: how many k.
    """
    key = reduce(absorb, (seed, run, cycle), 0)
    keys = mix_words(np.uint64(key) + _steps(0, inputs))
    return mix_words(keys[:, np.newaxis] + _steps(first_word, words))


def _steps(first: int, count: int) -> Words:
    return np.arange(first + 1, first + 1 + count, dtype=np.uint64) * np.uint64(STEP)


def absorb(key: int, number: int) -> int:
    """The key of a stream's part of that number."""
    return mix((key + (number + 1) * STEP) & MASK)


def mix(word: int) -> int:
    """The finalizer of SplitMix64: a bijection of 64-bit words."""
    for shift, factor in ROUNDS:
        word = ((word ^ word >> shift) * factor) & MASK
    return word ^ word >> LAST_SHIFT


def mix_words(words: Words) -> Words:
    """The finalizer on every word."""
    for shift, factor in ROUNDS:
        words = (words ^ words >> np.uint64(shift)) * np.uint64(factor)
    return words ^ words >> np.uint64(LAST_SHIFT)


def count_words(positions: Sequence[int], first_word: int, words: int) -> Words:
    """Words ``first_word`` onwards of patterns that count up: row j holds bit ``positions[j]`` of the pattern's number.

    Position -1 is a row of ones. Numbers have at most 63 bits, so that position 63 is a row of zeros.

    >>> [hex(word) for word in count_words([0, 6], 0, 2).ravel().tolist()]
    ['0xaaaaaaaaaaaaaaaa', '0xaaaaaaaaaaaaaaaa', '0x0', '0xffffffffffffffff']
    """
    index = np.arange(first_word, first_word + words, dtype=np.uint64)
    made = np.empty((len(positions), words), np.uint64)
    for row, position in zip(made, positions, strict=True):
        if position < 6:
            row[:] = COUNT_MASKS[position]
        else:
            # A bit of the word's number, spread over the whole word: 0 - 1 is all ones.
            row[:] = np.uint64(0) - (index >> np.uint64(position - 6) & np.uint64(1))
    return made
