"""Where an engine's inputs come from and what becomes of its outputs: both as data.

Words have 64 patterns; arrays of them are (cycles, nets, words). A source says how many patterns and cycles there are
and can give any block of words; a sink reduces blocks of output words to a value that does not depend on the blocks.
Patterns are numbered from those of the source's first word on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.simulation.patterns import Words, count_words, mix_words, random_words, words_for
from neurocircuit.simulation.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class GivenWords:
    """Packed words, shape (cycles, inputs, words)."""

    words: Words
    first_word: int = 0

    @property
    def patterns(self) -> int:
        """The number of patterns side by side."""
        return 64 * int(self.words.shape[2])

    @property
    def cycles(self) -> int:
        """The number of clock cycles."""
        return int(self.words.shape[0])

    @property
    def inputs(self) -> int | None:
        """The number of inputs, where the source fixes it."""
        return int(self.words.shape[1])

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words from the one at place ``first`` on, shape (inputs, words)."""
        return self.words[cycle, :, first : first + words]


@dataclass(frozen=True, slots=True)
class RandomWords:
    """The words of ``patterns.random_words``, those of pattern ``64 * first_word`` first."""

    seed: int
    patterns: int
    cycles: int = 1
    run: int = 0
    first_word: int = 0

    @property
    def inputs(self) -> int | None:
        """The number of inputs, where the source fixes it."""
        return None

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words from the one at place ``first`` on, shape (inputs, words)."""
        return random_words(self.seed, self.run, cycle, inputs, self.first_word + first, words)


@dataclass(frozen=True, slots=True)
class CountWords:
    """Pattern after pattern: input i of pattern p is bit ``positions[i]`` of p, which has at most 63 bits."""

    patterns: int
    positions: tuple[int, ...]
    first_word: int = 0

    @property
    def cycles(self) -> int:
        """The number of clock cycles."""
        return 1

    @property
    def inputs(self) -> int | None:
        """The number of inputs, where the source fixes it."""
        return len(self.positions)

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words from the one at place ``first`` on, shape (inputs, words)."""
        return count_words(self.positions, self.first_word + first, words)


Source: TypeAlias = GivenWords | RandomWords | CountWords


def part_of(source: Source, first: int, words: int) -> Source:
    """The words of a source from the one at place ``first`` on, as a source."""
    if isinstance(source, GivenWords):
        return GivenWords(np.ascontiguousarray(source.words[:, :, first : first + words]), source.first_word + first)
    patterns = min(source.patterns - 64 * first, 64 * words)
    return replace(source, patterns=patterns, first_word=source.first_word + first)


@dataclass(frozen=True, slots=True)
class Kept:
    """All output words, shape (cycles, outputs, words); bits beyond the last pattern mean nothing."""

    def start(self, program: Program, source: Source) -> Any:
        """The value before any block."""
        return np.empty((source.cycles, len(program.outputs), words_for(source.patterns)), dtype=np.uint64)

    def take(self, total: Any, cycle: int, first: int, number: int, block: Words) -> None:
        """Takes in the outputs of one block, whose first word is at place ``first`` and has that number."""
        total[cycle, :, first : first + block.shape[1]] = block

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source, in order."""
        return np.concatenate(values, axis=2)

    def finish(self, total: Any) -> Any:
        """The value as users get it."""
        return total


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of ones of each output, over all patterns and cycles, as int64."""

    def start(self, program: Program, source: Source) -> Any:
        """The value before any block."""
        return np.zeros(len(program.outputs), dtype=np.int64)

    def take(self, total: Any, cycle: int, first: int, number: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        total += np.bitwise_count(block).sum(axis=1, dtype=np.int64)

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source."""
        return np.sum(values, axis=0)

    def finish(self, total: Any) -> Any:
        """The value as users get it."""
        return total


@dataclass(frozen=True, slots=True)
class Signature:
    """A hash of each output's words, uint64: the sum over words and cycles of ``mix(word ^ its place's key)``.

    Equal signatures of 64 bits tell with near certainty that all the words are equal.
    """

    def start(self, program: Program, source: Source) -> Any:
        """The value before any block."""
        return np.zeros(len(program.outputs), dtype=np.uint64)

    def take(self, total: Any, cycle: int, first: int, number: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        total += mix_words(block ^ signature_keys(cycle, number, block.shape[1])).sum(axis=1, dtype=np.uint64)

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source."""
        return np.sum(values, axis=0, dtype=np.uint64)

    def finish(self, total: Any) -> Any:
        """The value as users get it."""
        return total


class Difference(NamedTuple):
    """Where two circuits first differ: the cycle, and the pattern in it."""

    cycle: int
    pattern: int


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The earliest cycle, and in it the first pattern, at which output i and output i + ``group`` differ, or None."""

    group: int

    def start(self, program: Program, source: Source) -> Any:
        """The value before any block."""
        return np.full(2, np.iinfo(np.int64).max)

    def take(self, total: Any, cycle: int, first: int, number: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        differing = np.bitwise_or.reduce(block[: self.group] ^ block[self.group : 2 * self.group], axis=0)
        places = np.flatnonzero(differing)
        if places.size:
            word = int(differing[places[0]])
            found = (cycle, 64 * (number + int(places[0])) + (word & -word).bit_length() - 1)
            total[:] = min(tuple(total.tolist()), found)

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source."""
        return min([value for value in values if value is not None], default=None)

    def finish(self, total: Any) -> Difference | None:
        """The value as users get it."""
        cycle, pattern = total.tolist()
        return None if pattern == np.iinfo(np.int64).max else Difference(cycle, pattern)


Sink: TypeAlias = Kept | Counts | Signature | FirstDifference


class Result(NamedTuple):
    """What a sink made of the outputs, and the words of the registers after the last cycle, (registers, words)."""

    value: Any
    state: Words


def first_state(program: Program, source: Source, state: Words | None) -> Words:
    """The words of the registers before the first cycle, (registers, words), to write to: a copy of those given.

    Raises:
        InputError: where source or state do not fit the program.
    """
    words, inputs = words_for(source.patterns), len(program.inputs)
    given = source.inputs
    if given is not None and given != inputs:
        raise InputError(f"words of {given} inputs for a program of {inputs}")
    shape = (len(program.registers), words)
    if state is not None:
        if state.shape != shape:
            raise InputError(f"a state of shape {state.shape}", hint=f"the shape is {shape}")
        return np.array(state, dtype=np.uint64)
    if not program.registers:
        return np.empty(shape, dtype=np.uint64)
    initial = np.array(program.initial, dtype=np.uint64).reshape(-1, 1)
    return np.repeat(np.uint64(0) - initial, words, axis=1)


def signature_keys(cycle: int, first: int, words: int) -> Words:
    """What each word's place adds to a signature, so that words that change places show."""
    keys: Words = random_words(0, 0, cycle, 1, first, words)[0]
    return keys


def clear_beyond(block: Words, first: int, patterns: int) -> Words:
    """The block, whose first word is at that place, without the bits of patterns that are not asked for."""
    left = patterns - 64 * first
    if left >= 64 * block.shape[1]:
        return block
    cleared = block.copy()
    cleared[:, words_for(left) :] = 0
    if left % 64:
        cleared[:, left // 64] &= np.uint64((1 << left % 64) - 1)
    return cleared
