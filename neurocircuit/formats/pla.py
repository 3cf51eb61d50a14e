"""Berkeley PLA, the tables of espresso (Rudell, 1986): reading; ``pla_writer`` writes them.

Read is the on-set: the rows with a 1 (or 4) in the column of an output, whatever the type is, f, fd, fr or fdr. What is
an off-set, a don't care or says nothing, 0 - ~ (or 3, 2), is 0 where no other row says 1. A product becomes one neuron
that all outputs share, an output one more, or fewer neurons altogether where these are few; nothing is expanded.
Blanks, tabs and ``|`` may stand anywhere in a row, and a row stands on one line; in inputs 2 is a -.
"""

from __future__ import annotations

import re
from typing import ClassVar

from neurocircuit.formats.context import Context
from neurocircuit.formats.pla_writer import dumps
from neurocircuit.formats.table import BerkeleyTable
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import assemble
from neurocircuit.netlist.names import Names
from neurocircuit.netlist.products import place_sums

__all__ = ["dumps", "parse"]

TYPES = ("f", "fd", "fr", "fdr")
_BITS = "make them bits first"
_PLAIN = "let espresso write the table without them"

_SPACE = str.maketrans("", "", " |")
_EITHER = str.maketrans("2", "-")
_ON = re.compile("[14]")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a PLA describes.

    Raises:
        FormatError: with the line, for anything that is not of the format.

    >>> parse(b".i 2\\n.o 1\\n1- 1\\n-1 1\\n.e", Context()).nodes["z0"].gate
    'OR'
    """
    table = _Pla(context.source)
    table.read(data)
    return table.circuit(context.name)


class _Pla(BerkeleyTable):
    """The table read so far; a row is the literals of its product, and what it says of each output."""

    refused: ClassVar = {
        ".mv": f"variables of many values; {_BITS}",
        ".label": f"variables of many values; {_BITS}",
        ".symbolic": f"symbols; {_BITS}",
        ".symbolic-output": f"symbols; {_BITS}",
        ".phase": f"phases of outputs; {_PLAIN}",
        ".pair": f"pairs of inputs; {_PLAIN}",
        ".kiss": "a state machine; write it as KISS2",
    }

    def type(self, keyword: str, words: list[str]) -> None:
        if len(words) != 1 or words[0] not in TYPES or keyword in self.words or self.rows:
            raise self.error(f"{' '.join((keyword, *words))[:60]!r}", f"once, before the rows: {', '.join(TYPES)}")
        self.words[keyword] = words

    statements: ClassVar = {**BerkeleyTable.statements, ".type": type}

    def row(self, line: str) -> tuple[str, str]:
        inputs, outputs = self.sizes[".i"], self.sizes[".o"]
        row = line.translate(_SPACE)
        if len(row) != inputs + outputs:
            raise self.error(f"row has {len(row)} characters, expected {inputs} + {outputs}")
        literals, shown = row[:inputs].translate(_EITHER), row[inputs:]
        if literals.strip("01-") or shown.strip("01234-~"):
            raise self.error(f"{line[:60]!r} is no row", "0, 1 or - for each input; 0, 1, - or ~ for each output")
        return literals, shown

    def circuit(self, name: str) -> Circuit:
        if not (self.rows or self.ended or ".p" in self.sizes):
            raise self.error("no rows, and no .e", "is the file cut short?")
        draft, inputs, outputs = self.draft()
        sums: dict[str, list[str]] = {output: [] for output in outputs}
        for literals, shown in self.rows:
            for match in _ON.finditer(shown):
                sums[outputs[match.start()]].append(literals)
        nets = place_sums(draft, inputs, sums, Names((*inputs, *outputs)), self.number)
        for output in outputs:
            draft.output(output, self.number, nets[output])
        return assemble({name: draft})
