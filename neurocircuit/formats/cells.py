"""The cells of Yosys's own library, ``$_AND_`` to ``$_SDFFCE_PP0P_``, which several formats use: one table.

The names and meanings are those of the internal cell library of Yosys (Wolf and others). A gate is said by what its
output is, a flip-flop by what it takes over at the edge. Latches, and flip-flops that are set or reset at any time,
are no registers of one clock: they are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from neurocircuit.errors import FormatError
from neurocircuit.logic.cover import cover_recipe
from neurocircuit.logic.expression import Expression
from neurocircuit.logic.recipe import Recipe, table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.draft import Draft, Place

_GATES = {
    **{"BUF": "A", "NOT": "~A"},
    **{"AND": "A & B", "NAND": "~(A & B)", "OR": "A | B", "NOR": "~(A | B)", "XOR": "A ^ B", "XNOR": "~(A ^ B)"},
    **{"ANDNOT": "A & ~B", "ORNOT": "A | ~B"},
    **{"MUX": "A & ~S | B & S", "NMUX": "~(A & ~S | B & S)"},
    **{"AOI3": "~(A & B | C)", "OAI3": "~((A | B) & C)"},
    **{"AOI4": "~(A & B | C & D)", "OAI4": "~((A | B) & (C | D))"},
}
#: The data inputs of the wide multiplexers; S, T, U and V count 1, 2, 4 and 8.
_MULTIPLEXERS = {"MUX4": "ABCD", "MUX8": "ABCDEFGH", "MUX16": "ABCDEFGHIJKLMNOP"}

#: The letters behind the name: the polarities of clock, reset and enable, and the value v of the reset.
_FLIP_FLOPS = {
    "FF": ("", "D"),
    "DFF": ("C", "D"),
    "DFFE": ("CE", "E & D | ~E & Q"),
    "SDFF": ("CRv", "R & v | ~R & D"),
    "SDFFE": ("CRvE", "R & v | ~R & (E & D | ~E & Q)"),
    "SDFFCE": ("CRvE", "E & (R & v | ~R & D) | ~E & Q"),
}
#: What is no gate and no register of one clock, what it is, and the way out.
_REFUSED = {
    r"\$_(?:DFFE?_[NP]{2}[01][NP]?|ALDFFE?_[NP]+|DFFSRE?_[NP]+)_": (
        "has an asynchronous set or reset",
        "make it synchronous, in Yosys with async2sync",
    ),
    r"\$_(?:DLATCH|DLATCHSR|SR)_[NP01]+_": ("is a latch", "use flip-flops of one clock"),
    r"\$_TBUF_": ("is a driver of three states", "in Yosys, run tribuf -logic"),
}
CLOCK = "C"


class Cell(NamedTuple):
    """A cell: the pins that its function reads, the function, the pin that it drives, and of what clock it is.

    ``table`` is None for a wide multiplexer. ``edge`` is None for a gate, empty for a register without a clock pin.
    """

    reads: tuple[str, ...]
    recipe: Recipe
    table: TruthTable | None = None
    output: str = "Y"
    edge: str | None = None

    @property
    def pins(self) -> tuple[str, ...]:
        """The pins that must be connected."""
        return (*self.reads, CLOCK) if self.edge else self.reads


@lru_cache(maxsize=256)
def find(kind: str) -> Cell | None:
    """The cell of that name; None for a name that is none of Yosys's gates and flip-flops.

    Raises:
        FormatError: for a cell that is no gate and no register of one clock, with the way out.

    >>> find("$_AOI3_").reads, len(find("$_AOI3_").recipe), find("$_DFFE_NP_").edge
    (('A', 'B', 'C'), 1, 'fe')
    """
    if not (kind.startswith("$_") and kind.endswith("_")):
        return None
    for pattern, (what, hint) in _REFUSED.items():
        if re.fullmatch(pattern, kind):
            raise FormatError(f"{kind} {what}", hint=hint)
    name, _, letters = kind[2:-1].partition("_")
    if name in _GATES and not letters:
        return _gate(_GATES[name])
    if name in _MULTIPLEXERS and not letters:
        return _multiplexer(_MULTIPLEXERS[name])
    if name not in _FLIP_FLOPS:
        return None
    meanings, taken = _FLIP_FLOPS[name]
    pattern = "".join("([01])" if meaning == "v" else "([NP])" for meaning in meanings)
    match = re.fullmatch(pattern, letters)
    if match is None:
        return None
    edge = ""
    for meaning, letter in zip(meanings, match.groups(), strict=True):
        if meaning == CLOCK:
            edge = {"P": "re", "N": "fe"}[letter]
        elif letter in "N01":
            taken = re.sub(meaning, letter if meaning == "v" else f"(~{meaning})", taken)
    return _gate(taken)._replace(output="Q", edge=edge)


def _gate(text: str) -> Cell:
    expression = Expression.parse(text)
    return Cell(expression.inputs, table_recipe(expression.truth_table), expression.truth_table)


def _multiplexer(data: str) -> Cell:
    selects = "STUV"[: (len(data) - 1).bit_length()]
    rows = []
    for shown in range(len(data)):
        literals = ["1" if place == shown else "-" for place in range(len(data))]
        rows.append("".join((*literals, *("01"[shown >> bit & 1] for bit in range(len(selects))))))
    reads = tuple(data + selects)
    return Cell(reads, cover_recipe(rows, len(reads)))


def place(draft: Draft, kind: str, cell: Cell, wires: Mapping[str, str | int], where: Place, initial: int = 0) -> None:
    """Place a cell; one whose output is not connected does nothing.

    Args:
        draft: what it becomes part of.
        kind: its name.
        cell: what ``find`` gave for it.
        wires: the net or the known value at each pin.
        where: its place in the text.
        initial: the first value of a register.

    Raises:
        FormatError: for pins that it has not, inputs without a net, and an output or a clock that is no net.
    """
    for pin in wires:
        if pin not in cell.pins and pin != cell.output:
            raise draft.error(f"{kind} has no pin {pin[:40]!r}", where, f"its pins are {' '.join(cell.pins)}")
    net = wires.get(cell.output)
    if net is None:
        return
    for pin in cell.pins:
        if pin not in wires:
            raise draft.error(f"pin {pin} of {kind} is not connected", where)
    for pin in (cell.output, CLOCK) if cell.edge else (cell.output,):
        if isinstance(wires[pin], int):
            raise draft.error(f"pin {pin} of {kind} is constant", where, "connect a net")
    reads = [wires[pin] for pin in cell.reads]
    if cell.edge:
        draft.clock(str(wires[CLOCK]), cell.edge, where)
    if cell.edge is None:
        _function(draft, str(net), cell, reads, where)
    elif cell.reads == ("D",) and isinstance(reads[0], str):
        draft.register(str(net), reads[0], initial, where)
    else:
        following = draft.inner(f"{draft.called(str(net))}_next")
        _function(draft, following, cell, reads, where)
        draft.register(str(net), following, initial, where)


def _function(draft: Draft, net: str, cell: Cell, reads: Sequence[str | int], where: Place) -> None:
    known = any(isinstance(read, int) for read in reads)
    if known and cell.table is not None:
        draft.function(net, cell.table, reads, where)
        return
    nets = [draft.constant(read, where) if isinstance(read, int) else read for read in reads]
    draft.recipe(net, cell.recipe, tuple(nets), where)
