"""Several sums of products over the same nets, as tables have them: a product is one neuron that all sums share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from neurocircuit.logic.cover import cover_recipe, covered, cube_of
from neurocircuit.logic.recipe import Recipe, Step, constant, table_recipe
from neurocircuit.netlist.draft import Draft, Place
from neurocircuit.netlist.names import Names

#: Up to so many nets a sum is looked at as a truth table, which may take fewer neurons than two levels.
TABLED = 10


def place_sums(
    draft: Draft, reads: Sequence[str], sums: Mapping[str, Sequence[str]], names: Names, place: Place
) -> dict[str, str]:
    """Place the sum of each net, in two levels, or in fewer neurons where these are few.

    Args:
        draft: the netlist that is read.
        reads: the nets that a row has a character for: 0, 1 or - (not read).
        sums: net to rows; none is a constant 0.
        names: the names that are taken.
        place: where the table stands.

    Returns:
        The net that has the value of each one asked for; equal sums are placed once.
    """
    table = _Table(draft, reads, names, place)
    # First those that are one product, so that this has the name of the net.
    return {net: table.place(net, rows) for net, rows in sorted(sums.items(), key=lambda entry: len(entry[1]))}


class _Table:
    """The sums and products that are placed so far, by their rows."""

    def __init__(self, draft: Draft, reads: Sequence[str], names: Names, at: Place) -> None:
        self.draft = draft
        self.reads = reads
        self.names = names
        self.at = at
        self.placed: dict[frozenset[str], str] = {}
        self.literals: dict[str, list[int]] = {}

    def place(self, net: str, given: Sequence[str]) -> str:
        """The net of a sum: this one, unless another one has the value already."""
        always = "-" * len(self.reads)
        rows = [always] if always in given else list(dict.fromkeys(given))
        for row in rows:
            if row not in self.literals:
                self.literals[row] = [at for at, letter in enumerate(row) if letter != "-"]
        if len(rows) == 1 and [rows[0][at] for at in self.literals[rows[0]]] == ["1"]:
            return self.reads[self.literals[rows[0]][0]]
        key = frozenset(rows)
        if key not in self.placed:
            self.placed[key] = net
            support = sorted({at for row in rows for at in self.literals[row]})
            narrow = ["".join([row[at] for at in support]) for row in rows] if len(support) <= TABLED else []
            recipe = _tabled(narrow) if len(rows) > 1 and narrow else None
            products = sum(len(self.literals[row]) > 1 for row in rows)
            if len(rows) <= 1:
                self.product(net, rows)
            elif recipe and len(recipe) <= products:
                self.draft.recipe(net, recipe, tuple([self.reads[at] for at in support]), self.at)
            else:
                self.two_levels(net, rows)
        return self.placed[key]

    def product(self, net: str, rows: Sequence[str]) -> None:
        """Place one product, or the sum of none."""
        places = [at for row in rows for at in self.literals[row]]
        recipe = cover_recipe(["".join([row[at] for at in places]) for row in rows], len(places))
        self.draft.recipe(net, recipe, tuple([self.reads[at] for at in places]), self.at)

    def two_levels(self, net: str, rows: Sequence[str]) -> None:
        terms: dict[str, int] = {}
        for row in rows:
            first, *others = self.literals[row]
            if others:
                key = frozenset((row,))
                if key not in self.placed:
                    self.placed[key] = self.names.numbered("t")
                    self.product(self.placed[key], [row])
                terms[self.placed[key]] = 1
            else:
                # A lone literal is a weight of the sum itself, no neuron of its own.
                sign = 1 if row[first] == "1" else -1
                if terms.setdefault(self.reads[first], sign) != sign:
                    self.draft.recipe(net, (constant(1),), (), self.at)
                    return
        step = Step.of(enumerate(terms.values()), 1 - sum(sign < 0 for sign in terms.values()))
        self.draft.recipe(net, (step,), tuple(terms), self.at)


def _tabled(rows: Sequence[str]) -> Recipe:
    arity = len(rows[0])
    return table_recipe(covered([cube_of(row, arity) for row in rows], arity))
