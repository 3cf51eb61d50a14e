"""AIGER, and-inverter graphs: writing; ``aiger`` reads both forms.

A circuit is written flat and lowered: the operations that its neurons compile to, an exclusive or as three ANDs, equal
ones once. Inputs, registers and outputs keep their names as symbols, registers their initial values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neurocircuit.formats.context import Context
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.program import LoweredGraphs, lower_graphs
from neurocircuit.simulation.subject import subject_of


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as AIGER: binary where the format of the context is ``aig``, else as text."""
    graph = circuit.graph
    ands = _Ands(lower_graphs([subject_of(graph)]))
    registers = {net: graph.nodes[net]["initial"] for net in graph.graph["registers"]}
    binary = context.format == "aig"
    inputs, latches, outputs = len(circuit.inputs), len(registers), len(circuit.outputs)
    total = inputs + latches + len(ands.made)
    lines = [f"{'aig' if binary else 'aag'} {total} {inputs} {latches} {outputs} {len(ands.made)}"]
    # A binary file leaves out what it defines, as that has the next numbers.
    defined = ["" if binary else f"{literal} " for literal in range(2, 2 * (inputs + latches + 1), 2)]
    lines += [] if binary else [literal.strip() for literal in defined[:inputs]]
    states = zip(defined[inputs:], ands.following, registers.values(), strict=True)
    lines += [f"{literal}{following}{' 1' * initial}" for literal, following, initial in states]
    lines += map(str, ands.outputs)
    if not binary:
        lines += [f"{left} {smaller} {larger}" for left, smaller, larger in ands]
    named = zip("ilo", (circuit.inputs, _register_names(graph), circuit.outputs), strict=True)
    symbols = [f"{kind}{index} {name}" for kind, names in named for index, name in enumerate(names)]
    return _joined(lines) + (b"".join(_deltas(ands)) if binary else b"") + _joined(symbols)


def _register_names(graph: Graph) -> list[str]:
    """The names of the registers; one that an output hides which shows another net gets a number, as ABC wants it."""
    outputs, registers = graph.graph["outputs"], graph.graph["registers"]
    names = Names((*graph.graph["inputs"], *outputs, *registers))
    return [net if outputs.get(net, net) == net else names.numbered(net) for net in registers]


def _joined(lines: list[str]) -> bytes:
    return "".join([f"{line}\n" for line in lines]).encode()


def _deltas(ands: Iterable[tuple[int, int, int]]) -> Iterator[bytes]:
    """The differences of left and right-hand sides, seven bits a byte, the lowest first."""
    for left, smaller, larger in ands:
        for delta in (left - larger, larger - smaller):
            while delta > 0x7F:
                yield bytes((delta & 0x7F | 0x80,))
                delta >>= 7
            yield bytes((delta,))


class _Ands:
    """The ANDs behind outputs and next values; those are literals, and so is what an AND reads."""

    def __init__(self, lowered: LoweredGraphs) -> None:
        self.network = lowered.network
        self.first = self.network.inputs + 1
        #: The smaller and the larger literal that each AND reads, to its literal.
        self.made: dict[tuple[int, int], int] = {}
        self.literals = {variable: 2 * variable for variable in range(self.first)}
        self.make([*lowered.outputs, *lowered.following])
        self.outputs = [self.literal(root) for root in lowered.outputs]
        self.following = [self.literal(root) for root in lowered.following]

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Of each AND its literal and the smaller and the larger one that it reads."""
        return ((left, *reads) for reads, left in self.made.items())

    def literal(self, literal: int) -> int:
        """What is written for a literal of the network."""
        return self.literals[literal >> 1] ^ literal & 1

    def make(self, roots: list[int]) -> None:
        """Go depth first, as a reader of the file will, so that it is written alike when it was read."""
        stack = [root >> 1 for root in reversed(roots)]
        while stack:
            variable = stack[-1]
            pair = self.network.left[variable], self.network.right[variable]
            waiting = [] if variable in self.literals else [x >> 1 for x in pair if x >> 1 not in self.literals]
            if waiting:
                stack += sorted(waiting, reverse=True)
                continue
            if variable not in self.literals:
                a, b = sorted(map(self.literal, pair))
                self.literals[variable] = self.both(a, b) if pair[0] < pair[1] else self.differ(a, b)
            stack.pop()

    def both(self, a: int, b: int) -> int:
        return self.made.setdefault((min(a, b), max(a, b)), 2 * (self.first + len(self.made)))

    def differ(self, a: int, b: int) -> int:
        return self.both(self.both(a, b ^ 1) ^ 1, self.both(a ^ 1, b) ^ 1) ^ 1
