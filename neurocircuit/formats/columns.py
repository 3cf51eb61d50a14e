"""Columns of values as text, many rows at once: matrices of characters, which are joined side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neurocircuit.logic.number import format_number
from neurocircuit.simulation.trace import Column, Recording
from neurocircuit.simulation.values import Values

#: Characters (rows, width) of ASCII; zeros are places without any, which ``joined`` leaves out.
Characters: TypeAlias = npt.NDArray[np.uint8]

# Integers from here on are written in hexadecimal: decimals take quadratic time.
_HEX_FROM_BITS = 14_000


def value_text(value: Any) -> str:
    """A value as text: integers in decimal, those of thousands of digits in hexadecimal; exact ratios."""
    if type(value) is int:
        return str(value) if value.bit_length() < _HEX_FROM_BITS else hex(value)
    return format_number(value)


def characters(values: Values, fill: str = "\0") -> Characters:
    """Numbers as text, to the right in the width of the longest, ``fill`` before the others.

    >>> joined([characters(np.array([-5, 0, 120]), " "), repeated("|", 3)])
    b' -5|  0|120|'
    """
    if values.dtype != object:
        return _decimal(values, ord(fill))
    numbers = values.tolist()
    # There are few different sums: each is written once.
    known = {number: value_text(number) for number in set(numbers)}
    return texts(map(known.__getitem__, numbers), fill)


def texts(lines: Any, fill: str = "\0") -> Characters:
    """Texts of ASCII, to the right in the width of the longest."""
    lines = list(lines)
    width = max(map(len, lines), default=0)
    text = "".join([line.rjust(width, fill) for line in lines]).encode()
    return np.frombuffer(text, np.uint8).reshape(len(lines), width)


@lru_cache(maxsize=256)
def repeated(text: str, rows: int) -> Characters:
    """The same text in each row."""
    return np.broadcast_to(np.frombuffer(text.encode(), np.uint8), (rows, len(text.encode())))


def joined(parts: Sequence[Characters]) -> bytes:
    """The rows, each made of its parts side by side, one after the other."""
    rows = np.concatenate(parts, axis=1).ravel()
    text: bytes = (rows if rows.all() else rows[rows != 0]).tobytes()
    return text


def row_chunks(recording: Recording, shown: Sequence[tuple[Column, int, str]], run: tuple[int, str]) -> Iterator[bytes]:
    """The rows of a run as text, many at once.

    Args:
        recording: what is run.
        shown: the columns, each with the width of its cells, 0 for as long as they are, and the text behind them.
        run: width and text behind the number of the run, which stands first where there are several.
    """
    row = 0
    for bits in recording.blocks() if shown else ():
        count = bits.shape[1]
        # There may be very many columns of one bit: their text is made at once.
        digits = (bits + np.uint8(ord("0")))[:, :, np.newaxis]
        parts = []
        if recording.runs is not None:
            numbers = np.arange(row, row + count) // max(1, recording.batch.shape[1])
            parts += [_padded(characters(numbers, _fill(run[0])), run[0]), repeated(run[1], count)]
        for column, width, end in shown:
            made = digits[column.rows[0]] if column.is_digit else characters(column.values(bits), _fill(width))
            parts += [_padded(made, width), repeated(end, count)]
        yield joined(parts)
        row += count


def _fill(width: int) -> str:
    return " " if width else "\0"


def _padded(made: Characters, width: int) -> Characters:
    missing = width - made.shape[1]
    return np.concatenate([repeated(" " * missing, len(made)), made], axis=1) if missing > 0 else made


def _decimal(values: Values, fill: int) -> Characters:
    if values.size and values.min() >= 0 and values.max() <= 9:
        return (values + ord("0")).astype(np.uint8)[:, np.newaxis]
    sizes = np.abs(values).astype(np.uint64)
    largest = int(sizes.max(initial=0))
    rest: Values = sizes.astype(np.uint32) if largest < 1 << 32 else sizes
    made = np.empty((len(values), len(str(largest))), np.uint8)
    for place in range(made.shape[1] - 1, -1, -1):
        tens = rest // 10
        made[:, place] = rest - 10 * tens + ord("0")
        rest = tens
    blank = np.logical_and.accumulate(made[:, :-1] == ord("0"), axis=1)
    made[:, :-1][blank] = fill
    negative = values < 0
    if not negative.any():
        return made
    signed = np.concatenate([np.full((len(made), 1), fill, np.uint8), made], axis=1)
    signed[negative, blank.sum(axis=1)[negative]] = ord("-")
    return signed if (signed[:, 0] == ord("-")).any() else signed[:, 1:]
