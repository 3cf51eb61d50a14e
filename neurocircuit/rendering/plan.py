"""From a circuit to a drawing: which instances are open, where buses stay whole, which parts form a chain.

Three steps: place (blocks, cards, parts and groups get ids, in file order), connect (each reader's references are
traced to what drives them as drawn), arrange (title, spacing). References are followed through the hierarchy as
written, so a neuron inside an open instance is wired to the instance's pin and not to what lies behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from neurocircuit.errors import counted
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.graph import Graph, neurons, registers
from neurocircuit.netlist.levels import depth as depth_of
from neurocircuit.rendering.chains import Station, chains, port_places, stations
from neurocircuit.rendering.model import Block, Card, Drawing, End, Group, Member, Part, Pin, Row
from neurocircuit.rendering.scope import DrawnScope, Tail, entries, is_whole, open_scopes, runs
from neurocircuit.rendering.wording import formula, heading, line, shown_port, tip, two_lines

#: A single neuron with up to this many inputs is a circle with its weights on the wires.
_CIRCLE_INPUTS = 6

_PIN_WIRE = {"weight": "3"}
_NEURON_WIRE = {"weight": "2"}
_LOCAL_WIRE = {"weight": "20"}
_THICK_WIRE = {"weight": "1"}
#: Neighbours of a chain stand in one column, whatever is between them.
_LINK_WIRE = {"constraint": "false"}


class Planner:
    """Fills one drawing of a circuit whose instances are open down to ``depth`` levels of nesting."""

    def __init__(self, circuit: Circuit, graph: Graph, depth: int, cut: frozenset[str] = frozenset()) -> None:
        self.circuit, self.graph, self.depth, self.cut = circuit, graph, depth, cut
        self.flat = {(neuron.owner, neuron.local): neuron.net for neuron in neurons(graph)}
        self.flat |= {(register.owner, register.local): register.net for register in registers(graph)}
        self.inside = _closed_nets(graph, depth)
        self.drawing = Drawing(heading(circuit.name), ENCODINGS[circuit.encoding][0])

    def plan(self) -> Drawing:
        """The drawing."""
        top = DrawnScope(self.circuit)
        drawing = self.drawing
        drawing.sources += self._input_blocks(top, self.circuit.input_ports)
        drawing.body += self._place(top)
        nexts, outputs = self._register_blocks(top), self._output_blocks(top)
        drawing.sinks += [block for block, _ in outputs + nexts]
        self._connect(top)
        for block, tails in nexts + outputs:
            self._connect_block(tails, block, _PIN_WIRE)
        drawing.circle = self._is_circle()
        drawing.spacing = self._spacing()
        drawing.note = self._note()
        return drawing

    # -- place -------------------------------------------------------------------------------------------------------

    def _input_blocks(self, top: DrawnScope, found: Sequence[Port]) -> Iterator[Block]:
        for port in found:
            kind = "cut" if port.name in self.cut else "input"
            about = f"{'net' if kind == 'cut' else 'input'} {port.name}"
            block = self.drawing.block(kind, port, port.bits, about)
            self._drives(top, block, port)
            yield block

    @staticmethod
    def _drives(scope: DrawnScope, block: Block, port: Port) -> None:
        scope.blocks.update((bit, (block, index)) for index, bit in enumerate(port.bits[::-1]))

    def _place(self, scope: DrawnScope) -> Iterator[Member]:
        """The members of a scope in file order, but a chain's highest first where its first one stands."""
        circuit = scope.circuit
        found = chains(circuit, scope.table)
        first = {chain.names[0]: chain for chain in found}
        for chain in found:
            scope.stations.update(stations(circuit, chain))
        for name, node in circuit.nodes.items():
            if isinstance(node, Neuron):
                yield self._card(scope, name, node)
            elif isinstance(node, Instance) and (name in first or name not in scope.stations):
                names = first[name].names[::-1] if name in first else (name,)
                members: list[Member] = [self._instance(scope, each) for each in names]
                if len(members) > 1:
                    self.drawing.columns.append(members)
                yield from members

    def _card(self, scope: DrawnScope, name: str, node: Neuron) -> Card:
        net = self.flat[scope.path, name]
        data = self.graph.nodes[net]
        group = scope.group.id if scope.group else ""
        card = Card(self.drawing.new_id(), net, name, node.gate, data["perceptron"], data["fanin"], group)
        scope.cards[name] = card
        return card

    def _instance(self, scope: DrawnScope, name: str) -> Group | Part:
        child = scope.child(name)
        definition = child.circuit.name or (child.instance.reference if child.instance else "")
        if len(child.path) > self.depth:
            part = self._part(child, name, definition, scope.stations.get(name, Station()))
            scope.parts[name] = part
            return part
        about = f"{'.'.join(child.path)}: {definition}"
        group = child.group = Group(self.drawing.new_id(), name, definition, len(scope.path), tip(about))
        for port in child.circuit.input_ports:
            nets = [self._net(child, bit) for bit in port.bits]
            block = self.drawing.block("pin", port, nets, f"{name}.{port.name}: {nets[-1] if nets else ''}")
            self._drives(child, block, port)
            group.pins.append(block)
        # One table keeps their order, the same in all instances; what comes from below is last, or stands apart.
        station = scope.stations.get(name, Station())
        rows = [pin for place, pin in enumerate(group.pins) if place != station.bottom]
        if station.bottom is not None and not station.linked:
            rows.append(group.pins[station.bottom])
        group.rows = rows if len(rows) > 1 else []
        for pin in group.rows:
            pin.table = f"{group.id}p"
        group.members += self._place(child)
        return group

    def _part(self, child: DrawnScope, name: str, definition: str, station: Station) -> Part:
        circuit = child.circuit

        def pin(port: Port, name: str) -> Pin:
            return Pin(shown_port(port), tuple(self._net(child, shown.get(bit, bit)) for bit in port.bits[::-1]), name)

        shown = dict(zip(circuit.outputs, circuit.output_nets, strict=True))
        inputs = tuple(pin(port, f"i{place}") for place, port in enumerate(circuit.input_ports))
        outputs = tuple(pin(port, f"o{place}") for place, port in enumerate(circuit.output_ports))
        nets = self.inside.get(child.path, [])
        firing = tuple(net for net in nets if self.graph.nodes[net]["kind"] == "perceptron")
        top = "" if station.top is None else outputs[station.top].port
        bottom = "" if station.bottom is None else inputs[station.bottom].port
        identity = self.drawing.new_id()
        return Part(identity, name, definition, firing, len(nets) - len(firing), inputs, outputs, top, bottom)

    def _register_blocks(self, top: DrawnScope) -> list[tuple[Block, list[Tail]]]:
        """Registers, of open instances too, are cut open: Q joins the inputs; D is given, with what drives it."""
        found = []
        for scope in open_scopes(top):
            own = {name: node for name, node in scope.circuit.nodes.items() if isinstance(node, Register)}
            for port in ports(tuple(own)):
                flat = [self.flat[scope.path, bit] for bit in port.bits]
                about = ".".join((*scope.path, port.name))
                named = Port(about, tuple(".".join((*scope.path, bit)) for bit in port.bits))
                block = self.drawing.block("register", named, flat, f"register {about}: present value")
                self._drives(scope, block, port)
                self.drawing.sources.append(block)
                found.append((scope, [own[bit].next for bit in port.bits[::-1]], named, flat))
        made = []
        for scope, references, named, flat in found:
            nets, about = [self.graph.nodes[net]["next"] for net in flat], f"register {named.name}: next value"
            block = self.drawing.block("next", named, nets, f"{about}, taken at the clock")
            made.append((block, [self._tail(scope, reference) for reference in references]))
        return made

    def _output_blocks(self, top: DrawnScope) -> list[tuple[Block, list[Tail]]]:
        """The outputs and what drives them; an input that is an output under its own name is shown once."""
        shown = dict(zip(self.circuit.outputs, self.circuit.output_nets, strict=True))
        made = []
        for port in self.circuit.output_ports:
            nets = [shown[bit] for bit in port.bits]
            if all(isinstance(top.table[net], int) and net == bit for net, bit in zip(nets, port.bits, strict=True)):
                continue
            flat = [self._net(top, net) for net in nets]
            block = self.drawing.block("output", port, flat, f"output {port.name}")
            made.append((block, [self._tail(top, net) for net in nets[::-1]]))
        return made

    # -- connect -----------------------------------------------------------------------------------------------------

    def _net(self, scope: DrawnScope, reference: str) -> str:
        """The flat net that a reference means."""
        while True:
            target = scope.table[reference]
            if target is None:
                return self.flat[scope.path, reference]
            if isinstance(target, int):
                if scope.parent is None or scope.instance is None:
                    return reference
                reference = scope.instance.inputs[target]
                scope = scope.parent
            else:
                scope = scope.child(target[0])
                reference = scope.circuit.output_nets[target[1]]

    def _tail(self, scope: DrawnScope, reference: str) -> Tail:
        """What drives a reference, as it is drawn."""
        while True:
            if reference in scope.cards:
                card = scope.cards[reference]
                return Tail(card.net, card, "o", 0, 1, card.name)
            if reference in scope.blocks:
                block, index = scope.blocks[reference]
                net = block.bits[index].net
                return Tail(net, block, "", index, len(block.bits) if block.is_bus else 1, block.name)
            target = scope.table[reference]
            assert isinstance(target, tuple)
            name, output = target
            if name in scope.parts:
                part = scope.parts[name]
                inner = scope.child(name).circuit
                bit = inner.outputs[output]
                place = port_places(inner.output_ports)[bit]
                pin, port = part.outputs[place], inner.output_ports[place]
                index = port.width - 1 - port.bits.index(bit)
                return Tail(pin.nets[index], part, pin.port, index, port.width if port.is_bus else 1, pin.name)
            scope = scope.child(name)
            reference = scope.circuit.output_nets[output]

    def _connect(self, top: DrawnScope) -> None:
        for scope in open_scopes(top):
            for name, node in scope.circuit.nodes.items():
                if isinstance(node, Neuron):
                    self._connect_card(scope, scope.cards[name], node)
                elif isinstance(node, Instance):
                    self._connect_instance(scope, name, node)

    def _wire(
        self, tails: Sequence[Tail], head: End, options: dict[str, str], row: Row | None = None, side: str = "e"
    ) -> None:
        """One wire for the nets of ``tails``, which are one bit or a whole bus."""
        first = tails[0]
        node = first.node
        port = first.port
        if isinstance(node, Block):
            port = "bus" if len(tails) > 1 else node.bits[first.index].port if node.is_bus else ""
            node.split = node.split or (node.is_bus and len(tails) == 1)
        elif isinstance(node, Part) and port == node.top:
            side = "n"
        options = options | (_THICK_WIRE if len(tails) > 1 else {})
        self.drawing.connect(End(node, port, side), head, [tail.net for tail in tails], options, row)

    def _connect_block(self, tails: list[Tail], block: Block, options: dict[str, str], below: bool = False) -> None:
        """Wires into a block: one thick one where a whole bus of the same width drives it, else bit by bit."""
        side = "s" if below else "w"
        if block.is_bus and len(tails) > 1 and is_whole(tails):
            self._wire(tails, End(block, "bus", side), options)
            return
        block.split = block.split or block.is_bus
        for tail, bit in zip(tails, block.bits, strict=True):
            self._wire([tail], End(block, bit.port if block.is_bus else "", side), options, side="n" if below else "e")

    def _connect_instance(self, scope: DrawnScope, name: str, node: Instance) -> None:
        child = scope.child(name)
        part = scope.parts.get(name)
        given = dict(zip(node.circuit.inputs, node.inputs, strict=True))
        station = scope.stations.get(name, Station())
        fan = name in scope.stations and len(scope.stations) > 2
        for place, port in enumerate(node.circuit.input_ports):
            tails = [self._tail(scope, given[bit]) for bit in port.bits[::-1]]
            linked = station.linked and station.bottom == place
            from_block = isinstance(tails[0].node, Block) and tails[0].node.is_bus
            options = _PIN_WIRE | ({"minlen": "2"} if fan and from_block else {})
            if part is not None:
                pin = part.inputs[place]
                head = End(part, pin.port, "s" if pin.port == part.bottom else "w")
                for group in runs(tails):
                    # A link is written from the upper to the lower part, which fixes their order; it still points up.
                    self._wire(group, head, {"dir": "back"} if linked else options)
            elif child.group is not None:
                self._connect_block(tails, child.group.pins[place], _LINK_WIRE if linked else options, linked)

    def _connect_card(self, scope: DrawnScope, card: Card, node: Neuron) -> None:
        weights: dict[Tail, Number] = {}
        for reference, weight in zip(node.inputs, node.perceptron.weights, strict=True):
            tail = self._tail(scope, reference)
            weights[tail] = weights.get(tail, 0) + weight
        rows: list[Row] = []
        for tails in entries(weights):
            nets, sizes = [tail.net for tail in tails], [weights[tail] for tail in tails]
            row = Row(f"i{len(rows)}", tuple(nets), tuple(sizes), tails[0].name if len(tails) > 1 else "")
            rows.append(row)
            source = tails[0].node
            local = card.group and isinstance(source, Card) and source.group == card.group
            self._wire(tails, End(card, row.port, "w"), _LOCAL_WIRE if local else _NEURON_WIRE, row)
        card.rows = tuple(rows)

    # -- arrange -----------------------------------------------------------------------------------------------------

    def _is_circle(self) -> bool:
        members = list(self.drawing.members())
        if len(members) != 1 or not isinstance(members[0], Card) or len(members[0].rows) > _CIRCLE_INPUTS:
            return False
        plain = all(not block.is_bus and block.kind != "register" for block in self.drawing.sources)
        return plain and not any(row.bus for row in members[0].rows)

    def _spacing(self) -> dict[str, str]:
        if self.drawing.circle:
            return {"ranksep": "0.62", "nodesep": "0.36"}
        if any(isinstance(member, Part) for column in self.drawing.columns for member in column):
            return {"ranksep": "0.9", "nodesep": "0.22"}
        if any(self.drawing.groups()):
            return {"ranksep": "0.62"}
        cards = [card for card in self.drawing.cards() if len(card.rows) > 2]
        wires = sum(len(card.rows) for card in cards)
        dense = len(cards) >= 3 and wires >= 12 and wires >= 3.5 * len(cards)
        return {"ranksep": "1.35" if dense else "0.85"}

    def _note(self) -> str:
        drawing = self.drawing
        if drawing.circle:
            card = next(drawing.cards())
            names = [row.nets[0] for row in card.rows]
            perceptron = card.perceptron
            return line(formula(names, [row.weights[0] for row in card.rows], perceptron.bias, perceptron.threshold))
        parts = list(drawing.parts())
        return closed_note(parts, self.graph) if parts else two_lines(self.circuit.description)


def closed_note(parts: Sequence[Part], graph: Graph) -> str:
    """``8 full_adder closed, 16 neurons, depth 9``."""
    kinds = Counter(part.definition or part.name for part in parts)
    named = [f"{amount} × {kind}" if amount > 1 else kind for kind, amount in kinds.items()]
    more = f" and {counted(len(named) - 3, 'other')}" if len(named) > 3 else ""
    amount = counted(sum(1 for _ in neurons(graph)), "neuron")
    return line(f"{', '.join(named[:3])}{more} closed; {amount}, depth {depth_of(graph)}")


def _closed_nets(graph: Graph, depth: int) -> dict[tuple[str, ...], list[str]]:
    """The nets inside each instance that is closed because it lies deeper than ``depth``."""
    inside: dict[tuple[str, ...], list[str]] = {}
    for net in graph.nodes:
        owner = graph.nodes[net]["owner"]
        if len(owner) > depth:
            inside.setdefault(owner[: depth + 1], []).append(net)
    return inside
