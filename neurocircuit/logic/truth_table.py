"""Boolean functions as truth tables: an arity and one integer.

Bit ``i`` of the integer is the output for assignment ``i``, in which input ``j`` has the value of bit ``j`` of ``i``:
the first input is the least significant. So AND of two is 0x8 and XOR of two is 0x6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from string import ascii_lowercase

from neurocircuit.errors import InputError, LimitError, counted, shorten

MAX_ARITY = 24
#: A notebook shows the rows of so many inputs.
_SHOWN_ARITY = 6


@dataclass(frozen=True, slots=True)
class TruthTable:
    """A Boolean function of ``arity`` inputs; bit i of ``bits`` is its value at assignment i.

    Raises:
        InputError: where ``bits`` has no room in a table of that arity.

    >>> TruthTable(2, 0x8)(1, 1), TruthTable.parse("0xe8", inputs=3).ones
    (1, 4)
    """

    arity: int
    bits: int

    def __post_init__(self) -> None:
        if self.arity < 0 or self.arity > MAX_ARITY:
            raise LimitError(f"a truth table of {self.arity} inputs", hint=f"0 to {MAX_ARITY} are allowed")
        if not 0 <= self.bits < 1 << (1 << self.arity):
            raise InputError(
                f"{shorten(f'{self.bits:#x}')} is no truth table of {counted(self.arity, 'input')}",
                hint=f"0x0 to {(1 << (1 << self.arity)) - 1:#x}" if self.arity <= 6 else f"{1 << self.arity} bits",
            )

    @classmethod
    def from_outputs(cls, outputs: Iterable[int]) -> TruthTable:
        """The table whose outputs at assignments 0, 1, 2, ... are given; their number is a power of two.

        Raises:
            InputError: for another number of outputs.
        """
        text = "".join("1" if value else "0" for value in outputs)
        arity = len(text).bit_length() - 1
        if len(text) != 1 << max(arity, 0):
            raise InputError(f"{len(text)} outputs are no truth table", hint="their number is a power of two")
        return cls(arity, int(text[::-1], 2))

    @classmethod
    def from_function(cls, function: Callable[..., object], arity: int) -> TruthTable:
        """The table of a Python function of ``arity`` bits.

        Raises:
            LimitError: above 24 of them.

        >>> TruthTable.from_function(lambda a, b: a != b, 2)
        TruthTable(2, 0x6)
        """
        rows = range(1 << cls(arity, 0).arity)
        return cls.from_outputs(bool(function(*(row >> j & 1 for j in range(arity)))) for row in rows)

    @classmethod
    def variable(cls, arity: int, index: int) -> TruthTable:
        """The function that is its input ``index``."""
        return cls(arity, variable_mask(arity, index))

    @classmethod
    def parse(cls, text: str, inputs: int) -> TruthTable:
        """The table written as an integer such as ``0xe8`` or ``0b1000``.

        Raises:
            InputError: for a text that is no such integer, or is all outputs as decimal digits.
        """
        if len(text) == 1 << cls(inputs, 0).arity > 1 and {"1"} <= set(text) <= {"0", "1"}:
            raise InputError(f"{shorten(text)} is a decimal number", hint=f"write 0b{shorten(text)}")
        try:
            bits = int(text, 0)
        except ValueError:
            raise InputError(f"{shorten(text)!r} is no truth table", hint="an integer such as 0xe8") from None
        return cls(inputs, bits)

    def __call__(self, *values: int) -> int:
        """The output for one assignment, in input order."""
        if len(values) != self.arity:
            raise InputError(f"{len(values)} values for {self.arity} inputs")
        return self.bits >> sum(1 << j for j, value in enumerate(values) if value) & 1

    def __iter__(self) -> Iterator[int]:
        return (int(bit) for bit in reversed(f"{self.bits:0{1 << self.arity}b}"))

    def __str__(self) -> str:
        return self.hex

    def __repr__(self) -> str:
        return f"TruthTable({self.arity}, {self.hex})"

    def _repr_html_(self) -> str | None:
        """The rows, counting up with the last input fastest; of more than 64 none are shown."""
        if self.arity > _SHOWN_ARITY:
            return None
        names = [*ascii_lowercase[: self.arity], "y"]
        rows = [(*row, self(*row)) for row in product((0, 1), repeat=self.arity)]
        lines = ["".join(f"<td>{value}</td>" for value in row) for row in rows]
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"

    def __invert__(self) -> TruthTable:
        return TruthTable(self.arity, self.bits ^ full_mask(self.arity))

    def __and__(self, other: TruthTable) -> TruthTable:
        return TruthTable(self._common_arity(other), self.bits & other.bits)

    def __or__(self, other: TruthTable) -> TruthTable:
        return TruthTable(self._common_arity(other), self.bits | other.bits)

    def __xor__(self, other: TruthTable) -> TruthTable:
        return TruthTable(self._common_arity(other), self.bits ^ other.bits)

    def _common_arity(self, other: TruthTable) -> int:
        if self.arity != other.arity:
            raise InputError(f"truth tables of {self.arity} and {other.arity} inputs")
        return self.arity

    @property
    def hex(self) -> str:
        """The integer as hexadecimal text, as wide as the table."""
        return f"0x{self.bits:0{max(1, (1 << self.arity) // 4)}x}"

    @property
    def ones(self) -> int:
        """The number of assignments at which the function is true."""
        return self.bits.bit_count()

    @property
    def is_constant(self) -> bool:
        """Whether the function never changes."""
        return self.bits in (0, full_mask(self.arity))

    def cofactor(self, index: int, value: int) -> TruthTable:
        """The function with input ``index`` fixed, still of the same arity (it no longer depends on that input)."""
        mask, shift = variable_mask(self.arity, index), 1 << index
        half = self.bits & mask if value else self.bits & ~mask
        return TruthTable(self.arity, half | (half >> shift if value else half << shift))

    def depends_on(self, index: int) -> bool:
        """Whether the input can change the output."""
        return bool((self.bits ^ self.bits >> (1 << index)) & ~variable_mask(self.arity, index))

    def unateness(self, index: int) -> int | None:
        """1 where the function only rises with the input, -1 where it only falls, 0 where neither, None where both."""
        low, high = self.cofactor(index, 0).bits, self.cofactor(index, 1).bits
        rises, falls = high & ~low, low & ~high
        return None if rises and falls else 1 if rises else -1 if falls else 0

    def influence(self, index: int) -> Fraction:
        """The share of assignments at which the input decides the output.

        >>> TruthTable(2, 0x8).influence(0)
        Fraction(1, 2)
        """
        return Fraction((self.bits ^ self.flip(index).bits).bit_count(), 1 << self.arity)

    def exchangeable(self, left: int, right: int) -> bool:
        """Whether exchanging these two inputs leaves the function as it is."""
        low, high = sorted((left, right))
        only_low = variable_mask(self.arity, low) & ~variable_mask(self.arity, high)
        return low == high or not (self.bits ^ self.bits >> (1 << high) - (1 << low)) & only_low

    @property
    def symmetric_groups(self) -> tuple[tuple[int, ...], ...]:
        """The inputs, grouped so that those of one group may be exchanged at will.

        >>> TruthTable.from_function(lambda a, b, c: a and (b or c), 3).symmetric_groups
        ((0,), (1, 2))
        """
        groups: dict[int, list[int]] = {}
        for index in range(self.arity):
            first = next((first for first in groups if self.exchangeable(first, index)), index)
            groups.setdefault(first, []).append(index)
        return tuple(map(tuple, groups.values()))

    def flip(self, index: int) -> TruthTable:
        """The function with input ``index`` negated."""
        mask, shift = variable_mask(self.arity, index), 1 << index
        return TruthTable(self.arity, (self.bits & mask) >> shift | (self.bits & ~mask) << shift)

    def permute(self, order: Sequence[int]) -> TruthTable:
        """The function whose input j is this one's input ``order[j]``; those that are not named are 0."""
        if len(set(order)) != len(order) or not set(order) <= set(range(self.arity)):
            raise InputError(f"{tuple(order)} is no permutation among {self.arity} inputs")
        places = [0]
        for index in order:
            places += [place + (1 << index) for place in places]
        return TruthTable.from_outputs([self.bits >> place & 1 for place in places])


def full_mask(arity: int) -> int:
    """The table that is always true, as an integer."""
    return (1 << (1 << arity)) - 1


@lru_cache(maxsize=1024)
def variable_mask(arity: int, index: int) -> int:
    """The table of input ``index`` as an integer."""
    if not 0 <= index < arity:
        raise InputError(f"there is no input {index} among {arity}")
    block = ((1 << (1 << index)) - 1) << (1 << index)
    width = 1 << index + 1
    while width < 1 << arity:
        block |= block << width
        width *= 2
    return block


@lru_cache(maxsize=MAX_ARITY + 1)
def variable_masks(arity: int) -> tuple[int, ...]:
    """The tables of all inputs, as integers."""
    return tuple([variable_mask(arity, index) for index in range(arity)])
