"""A run as waveforms to look at: two rows for the levels of a bit, one for the values of a bus or sum between edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from neurocircuit.cli.truth_table import longest, shown_columns, title
from neurocircuit.errors import shorten
from neurocircuit.formats.columns import value_text

if TYPE_CHECKING:
    from neurocircuit.simulation.patterns import Bits
    from neurocircuit.simulation.trace import Recording

#: The most nets that are shown, and those that are left out last where there are more.
MOST = 16
_WANTED = ("nets", "outputs", "inputs", "sums")
_NAME, _VALUE = 24, 20

#: From the level before and the level now to the edge and what follows it, above and below.
_LEVELS = {(0, 0): ("  ", "──"), (1, 1): ("──", "  "), (0, 1): ("┌─", "┘ "), (1, 0): ("┐ ", "└─")}
_DRAWN = "─┌┐└┘═╳"
_PLAIN = str.maketrans(_DRAWN, "-++++=X")


def wave_lines(recording: Recording, width: int, plain: bool = False) -> Iterator[str]:
    """The waveforms in chunks of many lines, each below the numbers of its cycles, or of its patterns.

    Args:
        recording: what to show; independent runs stand one after the other.
        width: of the lines; what is wider goes on below.
        plain: whether to draw with ASCII alone.
    """
    if not recording.rows:
        yield f"no {'cycles' if recording.batch.clocked else 'rows'} to draw\n"
        return
    every = shown_columns(recording)
    wanted = sorted(every, key=lambda column: _WANTED.index(column.section))[:MOST]
    columns = [column for column in every if column in wanted]
    lane_of = [value_lane if column.neuron is not None or column.port.is_bus else bit_lane for column in columns]
    names = ["cycle" if recording.batch.clocked else "row", *(shorten(title(column), _NAME) for column in columns)]
    margin = max(map(len, names)) + 1
    valued = [column for column, lane in zip(columns, lane_of, strict=True) if lane is value_lane]
    cell = 2 + min(_VALUE, max(longest(valued, recording, [1] * len(valued)), default=1))
    before: list[Any] = []
    for run, row, bits in _windows(recording, max(1, (width - margin) // cell)):
        if not row:
            before = [None] * len(columns)
        lanes: list[tuple[str, ...]] = [(ruler(row, bits.shape[1], cell),)]
        for place, column in enumerate(columns):
            values = column.values(bits).tolist()
            lanes.append(lane_of[place](values, cell, before[place]))
            before[place] = values[-1]
        text = ("\n" if run or row else "") + (f"run {run}\n" if recording.runs is not None and not row else "")
        text += "".join([_labelled(name, lane, margin) for name, lane in zip(names, lanes, strict=True)])
        yield text.translate(_PLAIN) if plain else text
    rest = [title(column) for column in every if column not in columns]
    if rest:
        yield f"\nand {len(rest)} more: {shorten(', '.join(rest))} (--watch chooses, -o FILE.vcd has all)\n"


def _labelled(name: str, lane: Sequence[str], margin: int) -> str:
    """The rows of a lane, the last one behind its name."""
    labels = ("", name)[-len(lane) :]
    return "".join([f"{label:{margin}}{row}".rstrip() + "\n" for label, row in zip(labels, lane, strict=True)])


def can_draw(encoding: str) -> bool:
    """Whether an encoding has the characters of lines.

    >>> can_draw("utf-8"), can_draw("latin-1")
    (True, False)
    """
    try:
        return bool(_DRAWN.encode(encoding))
    except UnicodeEncodeError:
        return False


def bit_lane(values: Sequence[int], width: int, before: int | None = None) -> tuple[str, str]:
    """The two rows of a bit: so many characters for each value; the first one is an edge where it was another before.

    >>> print(*bit_lane([0, 1, 1, 0], 4), sep="|\\n")
        ┌───────┐   |
    ────┘       └───
    """
    levels = [int(value > 0) for value in (values[0] if before is None else before, *values)]
    drawn = [_LEVELS[pair] for pair in pairwise(levels)]
    above, below = ("".join([edge + rest * (width - 1) for edge, rest in row]) for row in zip(*drawn, strict=True))
    return above, below


def value_lane(values: Sequence[Any], width: int, before: Any = None) -> tuple[str]:
    """The row of a bus or a sum: each value where it begins, and where the row begins.

    >>> value_lane([7, 7, 10, 0], 4)
    ('═7══════╳10═╳0══',)
    """
    cells = []
    for place, (last, value) in enumerate(pairwise((before, *values))):
        changed = value != last and (place or before is not None)
        text = shorten(value_text(value), _VALUE) if changed or not place else ""
        cells.append(f"{'╳' if changed else '═'}{text:═<{width - 1}}")
    return ("".join(cells),)


def ruler(first: int, length: int, width: int) -> str:
    """The row with the numbers of cycles: of each, or where they need more room of each second, fifth, tenth and so on.

    >>> ruler(8, 4, 3)
    ' 8  9  10 11'
    """
    digits = len(str(first + length))
    steps = (base * 10**power for power in count() for base in (1, 2, 5))
    step = next(step for step in steps if step * width > digits)
    row = ""
    for number in range(first, first + length):
        if number % step == 0:
            row = f"{row:{(number - first) * width + 1}}{number}"
    return row


def _windows(recording: Recording, size: int) -> Iterator[tuple[int, int, Bits]]:
    """The run, the number of the first row, and the bits of up to so many rows, never those of two runs."""
    rows = recording.rows // max(1, recording.runs or 1)
    run = row = 0
    kept = np.zeros((len(recording.subject.outputs), 0), np.uint8)
    for bits in recording.blocks() if rows else ():
        kept = np.concatenate([kept, bits], axis=1)
        while kept.shape[1] >= min(size, rows - row):
            window, kept = np.split(kept, [min(size, rows - row)], axis=1)
            yield run, row, window
            row += window.shape[1]
            if row == rows:
                run, row = run + 1, 0
