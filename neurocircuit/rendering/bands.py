"""A circuit too large to draw neuron by neuron: its levels in bands, one after the other.

Each band counts its neurons and is as high as they are many; a wire between neighbours counts the nets that cross
there, which is how wide the circuit is at that depth. Inputs and registers enter at the first band that reads them,
outputs leave the band that makes them.
"""

from __future__ import annotations

from collections.abc import Sequence

from neurocircuit.errors import counted
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph, outputs, registers
from neurocircuit.netlist.levels import levelize
from neurocircuit.rendering.model import Block, Drawing, End, Part
from neurocircuit.rendering.wording import heading, line

MAX_BANDS = 12
#: Up to this many ports stand singly; more are one box with their number.
MAX_PORTS = 12
#: The height of the band with the most neurons, in points.
_HEIGHT = 160
#: The least of any, so that its two lines of text keep a margin.
_LEAST = 42


def bands(circuit: Circuit, graph: Graph) -> Drawing:
    """The drawing of a circuit by bands of levels."""
    return _Bands(circuit, graph).plan()


class _Bands:
    def __init__(self, circuit: Circuit, graph: Graph) -> None:
        self.circuit, self.graph = circuit, graph
        self.drawing = Drawing(heading(circuit.name), ENCODINGS[circuit.encoding][0])
        levels = levelize(graph)
        self.depth = max(levels.values(), default=0)
        self.height = max(1, -(-self.depth // MAX_BANDS))
        #: The band that makes each net; -1 for inputs and registers.
        self.band = {net: (level - 1) // self.height if level else -1 for net, level in levels.items()}

    def plan(self) -> Drawing:
        parts = self._parts()
        drawing = self.drawing
        drawing.body += parts
        self._chain(parts)
        following = {register.net: register.next for register in registers(self.graph)}
        held = ports(tuple(following))
        self._ports("input", self.circuit.input_ports, {}, parts)
        self._ports("register", held, {}, parts)
        self._ports("output", self.circuit.output_ports, outputs(self.graph), parts)
        self._ports("next", held, following, parts)
        drawing.spacing = {"ranksep": "0.6", "nodesep": "0.25"}
        neurons = sum(len(part.neurons) for part in parts)
        amount = f"{counted(neurons, 'neuron')} in {counted(self.depth, 'level')}"
        drawing.note = line(f"{amount}, closed up; on the wires, how many nets cross")
        return drawing

    def _parts(self) -> list[Part]:
        inside: dict[int, list[str]] = {}
        for net, band in self.band.items():
            if band >= 0:
                inside.setdefault(band, []).append(net)
        most = max(map(len, inside.values()), default=1)
        parts = []
        for band, nets in sorted(inside.items()):
            first, last = band * self.height + 1, min((band + 1) * self.height, self.depth)
            name = f"level {first}" if first == last else f"levels {first}–{last}"
            height = max(_LEAST, round(_HEIGHT * len(nets) / most))
            parts.append(Part(self.drawing.new_id(), name, "", tuple(nets), 0, (), (), height=height))
        return parts

    def _wire(self, tail: Block | Part, head: Block | Part, nets: Sequence[str]) -> None:
        options = {"weight": "8" if isinstance(tail, Part) and isinstance(head, Part) else "2"}
        self.drawing.connect(End(tail, "", "e"), End(head, "", "w"), nets, options)

    def _entry(self, net: str) -> int:
        """The first band that reads a net; past the last one where none does."""
        return min((self.band[reader] for reader in self.graph.succ[net]), default=MAX_BANDS)

    def _chain(self, parts: list[Part]) -> None:
        """Wires between neighbours, with the nets made (or come in) before and read after."""
        crossing: list[list[str]] = [[] for _ in parts]
        for net, band in self.band.items():
            readers = [self.band[reader] for reader in self.graph.succ[net]]
            start = band if band >= 0 else self._entry(net)
            for place in range(start, max(readers, default=0)):
                crossing[place].append(net)
        for place in range(len(parts) - 1):
            self._wire(parts[place], parts[place + 1], crossing[place])

    def _groups(self, kind: str, found: Sequence[Port], driver: dict[str, str]) -> list[tuple[Block, list[str]]]:
        """Blocks for ports, and the nets that each stands for; many ports are one block."""
        if len(found) > MAX_PORTS:
            bits = [bit for port in found for bit in port.bits]
            amount = counted(len(bits), "register" if kind in ("register", "next") else kind)
            block = Block(self.drawing.new_id(), kind, amount, (), False, amount)
            return [(block, [driver.get(bit, bit) for bit in bits])]
        made = []
        for port in found:
            nets = [driver.get(bit, bit) for bit in port.bits]
            made.append((self.drawing.block(kind, port, nets, f"{kind} {port.name}"), nets[::-1]))
        return made

    def _ports(self, kind: str, found: Sequence[Port], driver: dict[str, str], parts: list[Part]) -> None:
        """Blocks for ports, with a wire to each band that reads their nets first, or from each that makes them."""
        enters = kind in ("input", "register")
        for block, nets in self._groups(kind, found, driver):
            (self.drawing.sources if enters else self.drawing.sinks).append(block)
            places = [self._entry(net) if enters else self.band[net] for net in nets]
            for place, part in enumerate(parts):
                here = [net for net, at in zip(nets, places, strict=True) if at == place]
                if here:
                    self._wire(block if enters else part, part if enters else block, here)
