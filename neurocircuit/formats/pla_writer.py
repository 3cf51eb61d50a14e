"""Berkeley PLA: writing; ``pla`` reads it.

A circuit is flattened into two levels. What depends on few inputs is written as prime cubes of its truth table; what
depends on more as the prime cubes of its neuron, with the covers of the nets that it reads multiplied out. A circuit
that would take very many rows is refused before it does.
"""

from __future__ import annotations

from neurocircuit.errors import FormatError, shorten
from neurocircuit.formats.context import Context
from neurocircuit.formats.names import REFUSED, written_names
from neurocircuit.logic.prime_cover import firing_sets
from neurocircuit.logic.recipe import prime_cubes
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.simulation.program import lower_graphs
from neurocircuit.simulation.subject import Subject

#: The most inputs of a truth table, rows of a cover, and pairs of rows that are compared to find those not needed.
TABLED = 10
MOST_ROWS = 5_000
MOST_PAIRS = 20_000_000
_WAY_OUT = "write BLIF, .bench or AIGER instead"


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as a PLA of type fd, in two levels.

    Raises:
        FormatError: for a circuit with registers, one without outputs, and one that takes too many rows.
    """
    if circuit.registers:
        raise FormatError(f"a PLA has no registers, this circuit has {len(circuit.registers):,}", hint=_WAY_OUT)
    if not circuit.outputs:
        raise FormatError("a PLA has at least one output, this circuit has none")
    covers = _Covers(circuit)
    rows: dict[int, set[int]] = {}
    for place, (output, net) in enumerate(circuit.graph.graph["outputs"].items()):
        for cube in covers.cover(output, net):
            rows.setdefault(cube, set()).add(place)
        if len(rows) > MOST_ROWS:
            raise FormatError(f"more than {MOST_ROWS:,} rows", hint=_WAY_OUT)
    # ABC wants one row at least: here one that says nothing.
    rows = rows or {0: set()}
    names = written_names(circuit.inputs, dict.fromkeys(circuit.outputs, ""), (), REFUSED["pla"], distinct=True)
    inputs = [names.nets[name] for name in circuit.inputs]
    shown = range(len(circuit.outputs))
    lines = [f".i {len(inputs)}", f".o {len(shown)}"]
    lines += [f".ilb {' '.join(inputs)}"] if inputs else []
    lines += [f".ob {' '.join(names.outputs)}", f".p {len(rows)}"]
    for cube, places in rows.items():
        lines.append(f"{covers.row(cube)} {''.join('01'[place in places] for place in shown)}".strip())
    return "\n".join((*lines, ".e", "")).encode()


class _Covers:
    """The covers of nets so far; a cube is a number, of a bit for each input at 1 and, above those, each input at 0."""

    def __init__(self, circuit: Circuit) -> None:
        self.graph = circuit.graph
        self.width = len(circuit.inputs)
        self.places = {net: place for place, net in enumerate(circuit.inputs)}
        nets = tuple(self.graph)
        self.network, literals, *_ = lower_graphs([Subject(self.graph, nets)])
        self.literals = dict(zip(nets, literals, strict=True))
        #: Of each variable of the network the inputs that it depends on, or None where these are many.
        self.supports: list[frozenset[int] | None] = [frozenset(), *(frozenset((at,)) for at in range(self.width))]
        for left, right in zip(self.network.left[self.width + 1 :], self.network.right[self.width + 1 :], strict=True):
            one, other = self.supports[left >> 1], self.supports[right >> 1]
            both = None if one is None or other is None else one | other
            self.supports.append(None if both is None or len(both) > TABLED else both)
        self.made: dict[tuple[str, bool], list[int]] = {}
        self.pairs = 0

    def row(self, cube: int) -> str:
        bits = range(self.width)
        return "".join("1" if cube >> at & 1 else "0" if cube >> at + self.width & 1 else "-" for at in bits)

    def cover(self, output: str, net: str) -> list[int]:
        """The cubes that together are a net."""
        root = net, True
        stack = [root]
        while stack:
            net, value = stack[-1]
            if (net, value) in self.made:
                stack.pop()
                continue
            support = self.supports[self.literals[net] >> 1]
            if support is not None:
                self.made[stack.pop()] = self.tabled(self.literals[net] ^ (not value), sorted(support))
                continue
            data = self.graph.nodes[net]
            form = data["perceptron"].integer_form
            form = form if value else form.opposite
            reads = [(source, weight > 0) for source, weight in zip(data["fanin"], form.weights, strict=True)]
            waiting = [
                read for read, weight in zip(reads, form.weights, strict=True) if weight and read not in self.made
            ]
            if waiting:
                stack += waiting
                continue
            found: set[int] = set()
            for places in firing_sets(form, MOST_ROWS + 1):
                found |= self.multiplied([self.made[reads[place]] for place in places], output)
                if len(found) > MOST_ROWS:
                    raise _too_many(output)
            self.made[stack.pop()] = self.needed(found, output)
        return self.made[root]

    def multiplied(self, covers: list[list[int]], output: str) -> set[int]:
        """The product of sums of cubes."""
        found = {0}
        for cover in covers:
            self.pairs += len(found) * len(cover)
            if self.pairs > MOST_PAIRS:
                raise _too_many(output)
            found = {product for one in found for other in cover if self.possible(product := one | other)}
        return found

    def possible(self, cube: int) -> bool:
        """Whether no input is both 1 and 0 in it."""
        return not cube & cube >> self.width & (1 << self.width) - 1

    def needed(self, cubes: set[int], output: str) -> list[int]:
        """The cubes but for those that lie within others."""
        kept: list[int] = []
        for cube in sorted(cubes, key=lambda cube: (cube.bit_count(), cube)):
            self.pairs += len(kept)
            if self.pairs > MOST_PAIRS:
                raise _too_many(output)
            if all(other & ~cube for other in kept):
                kept.append(cube)
        return kept

    def tabled(self, literal: int, inputs: list[int]) -> list[int]:
        """The prime cubes of a literal that depends on few inputs."""
        tables = {0: 0} | {at + 1: variable_mask(len(inputs), number) for number, at in enumerate(inputs)}
        full = full_mask(len(inputs))
        stack = [literal >> 1]
        while stack:
            variable = stack[-1]
            pair = self.network.left[variable], self.network.right[variable]
            waiting = [x >> 1 for x in pair if x >> 1 not in tables] if variable not in tables else []
            stack += waiting
            if not waiting:
                if variable not in tables:
                    a, b = (tables[x >> 1] ^ full * (x & 1) for x in pair)
                    tables[variable] = a & b if pair[0] < pair[1] else a ^ b
                stack.pop()
        bits = tables[literal >> 1] ^ full * (literal & 1)
        cubes = []
        for cube in prime_cubes(TruthTable(len(inputs), bits)):
            signs = zip(inputs, cube, strict=True)
            cubes.append(sum(1 << place + self.width * (sign < 0) for place, sign in signs if sign))
        return cubes


def _too_many(output: str) -> FormatError:
    return FormatError(f"the output {shorten(output)!r} takes too many rows in two levels", hint=_WAY_OUT)
