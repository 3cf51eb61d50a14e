"""What becomes of an engine's outputs, as data: words that are kept, counts, signatures, the first difference.

A sink reduces blocks of output words to a value that does not depend on the blocks. What is larger than memory is run
part by part (``sources.part_of``), each part kept and written before the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

import numpy as np

from neurocircuit.simulation.patterns import Words, empty_words, mix_words, random_words, words_for
from neurocircuit.simulation.sources import Source

if TYPE_CHECKING:
    from neurocircuit.simulation.program import Program
    from neurocircuit.simulation.subject import Subject


@dataclass(frozen=True, slots=True)
class Kept:
    """All output words, shape (cycles, outputs, words); bits beyond the last pattern mean nothing."""

    def start(self, subject: Subject | Program, source: Source) -> Any:
        """The value before any block."""
        return empty_words(source.cycles, len(subject.outputs), words_for(source.patterns))

    def take(self, total: Any, source: Source, cycle: int, first: int, block: Words) -> None:
        """Takes in the outputs of one block: those of the words from place ``first`` on, of the cycle at that place."""
        total[cycle, :, first : first + block.shape[1]] = block

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source, in order."""
        return np.concatenate(values, axis=2)

    def finish(self, total: Any) -> Any:
        """The value as users get it."""
        return total


class _Tally:
    """One number for each output, to which every block adds."""

    __slots__ = ()
    kind: ClassVar[type]

    def start(self, subject: Subject | Program, source: Source) -> Any:
        """The value before any block."""
        return np.zeros(len(subject.outputs), dtype=self.kind)

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source."""
        return np.sum(values, axis=0, dtype=self.kind)

    def finish(self, total: Any) -> Any:
        """The value as users get it."""
        return total


@dataclass(frozen=True, slots=True)
class Counts(_Tally):
    """The number of ones of each output, over all patterns and cycles, as int64."""

    kind = np.int64

    def take(self, total: Any, source: Source, cycle: int, first: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        total += np.bitwise_count(_cleared(block, source, first)).sum(axis=1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Signature(_Tally):
    """A hash of each output's words, uint64: the sum over words and cycles of ``mix(word ^ its place's key)``.

    Equal signatures of 64 bits tell with near certainty that all the words are equal.
    """

    kind = np.uint64

    def take(self, total: Any, source: Source, cycle: int, first: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        # What each word's place adds, so that words that change places show.
        keys = random_words(0, 0, source.first_cycle + cycle, 1, source.first_word + first, block.shape[1])[0]
        total += mix_words(_cleared(block, source, first) ^ keys).sum(axis=1, dtype=np.uint64)


class Difference(NamedTuple):
    """Where two circuits first differ: the cycle, and the pattern in it."""

    cycle: int
    pattern: int


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The earliest cycle, and in it the first pattern, at which output i and output i + ``group`` differ, or None."""

    group: int

    def start(self, subject: Subject | Program, source: Source) -> Any:
        """The value before any block."""
        return np.full(2, np.iinfo(np.int64).max)

    def take(self, total: Any, source: Source, cycle: int, first: int, block: Words) -> None:
        """Takes in the outputs of one block."""
        block = _cleared(block, source, first)
        differing = np.bitwise_or.reduce(block[: self.group] ^ block[self.group : 2 * self.group], axis=0)
        places = np.flatnonzero(differing)
        if places.size:
            word = int(differing[places[0]])
            number = source.first_word + first + int(places[0])
            found = (source.first_cycle + cycle, 64 * number + (word & -word).bit_length() - 1)
            total[:] = min(tuple(total.tolist()), found)

    def merge(self, values: Sequence[Any]) -> Any:
        """One value from those of parts of the source."""
        return min([value for value in values if value is not None], default=None)

    def finish(self, total: Any) -> Difference | None:
        """The value as users get it."""
        cycle, pattern = total.tolist()
        return None if pattern == np.iinfo(np.int64).max else Difference(cycle, pattern)


Sink: TypeAlias = Kept | Counts | Signature | FirstDifference


def _cleared(block: Words, source: Source, first: int) -> Words:
    """The block, whose first word is at that place, without the bits of patterns that are not asked for."""
    left = source.patterns - 64 * first
    if left >= 64 * block.shape[1]:
        return block
    cleared = block.copy()
    cleared[:, words_for(left) :] = 0
    if left % 64:
        cleared[:, left // 64] &= np.uint64((1 << left % 64) - 1)
    return cleared
