"""Where an engine's inputs come from, as data: packed words, counting, random words.

A source says how many patterns and cycles there are and can give any block of words; input i is the one at place i
of what is run. Patterns are numbered from those of the source's first word on, and cycles from its first cycle on, so
that a part of a source gives what the whole gives there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, TypeAlias

from neurocircuit.simulation.patterns import MASK, WORD, Words, count_words, random_words, words_for

#: Positions of a count whose bit is the same in all patterns: numbers have at most 63 bits.
ZERO, ONE = 63, -1


class GivenWords(NamedTuple):
    """Packed words, shape (cycles, inputs, words).

    Args:
        words: of all cycles.
        used: the number of patterns side by side; None for all bits of the words.
        first_word: the number of the first word.
        first_cycle: the number of the first cycle.
    """

    words: Words
    used: int | None = None
    first_word: int = 0
    first_cycle: int = 0

    @property
    def patterns(self) -> int:
        """The number of patterns side by side."""
        return WORD * int(self.words.shape[2]) if self.used is None else self.used

    @property
    def cycles(self) -> int:
        """The number of clock cycles."""
        return int(self.words.shape[0])

    @property
    def inputs(self) -> int | None:
        """The number of inputs, where the source fixes it."""
        return int(self.words.shape[1])

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words of the cycle at that place from the word at place ``first`` on, shape (inputs, words)."""
        return self.words[cycle, :, first : first + words]


@dataclass(frozen=True, slots=True)
class RandomWords:
    """The words of ``patterns.random_words``, those of pattern ``64 * first_word`` and cycle ``first_cycle`` first.

    ``fixed`` has the index and the value, 0 or 1, of each input that is the same in all patterns.
    """

    seed: int
    patterns: int
    cycles: int = 1
    run: int = 0
    first_word: int = 0
    first_cycle: int = 0
    fixed: tuple[tuple[int, int], ...] = ()

    #: A source of any number of inputs.
    inputs: ClassVar[int | None] = None

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words of the cycle at that place from the word at place ``first`` on, shape (inputs, words)."""
        made = random_words(self.seed, self.run, self.first_cycle + cycle, inputs, self.first_word + first, words)
        for index, value in self.fixed:
            made[index] = MASK * value
        return made


@dataclass(frozen=True, slots=True)
class CountWords:
    """Pattern after pattern, the same in each cycle: input i of pattern p is bit ``positions[i]`` of p.

    Patterns have at most 63 bits; the positions ``ZERO`` and ``ONE`` are inputs that are the same in all of them.
    """

    patterns: int
    positions: tuple[int, ...]
    cycles: int = 1
    first_word: int = 0
    first_cycle: int = 0

    @property
    def inputs(self) -> int | None:
        """The number of inputs, where the source fixes it."""
        return len(self.positions)

    def block(self, cycle: int, first: int, words: int, inputs: int) -> Words:
        """Words of the cycle at that place from the word at place ``first`` on, shape (inputs, words)."""
        return count_words(self.positions, self.first_word + first, words)


Source: TypeAlias = GivenWords | RandomWords | CountWords


def part_of(source: Source, first: int, words: int, cycle: int = 0, cycles: int | None = None) -> Source:
    """Some words of a source from the one at place ``first`` on, in some cycles (None: all), as a source."""
    cycles = source.cycles - cycle if cycles is None else min(cycles, source.cycles - cycle)
    patterns = min(source.patterns - WORD * first, WORD * words)
    begin = (source.first_word + first, source.first_cycle + cycle)
    if isinstance(source, GivenWords):
        given = source.words[cycle : cycle + cycles, :, first : first + words_for(patterns)]
        return GivenWords(given, patterns, *begin)
    return replace(source, patterns=patterns, cycles=cycles, first_word=begin[0], first_cycle=begin[1])
