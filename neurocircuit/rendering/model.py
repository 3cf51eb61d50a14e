"""What a picture consists of, before any colour: blocks, cards, parts, groups and the wires between them.

A planner (``plan``, ``bands``) fills a ``Drawing``; ``dot`` writes it down for Graphviz, ``page`` hangs the script on
it. Element ids are short (``n12``, ``e7``) and say nothing of the nets, whose names could hold anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.bus import Port
from neurocircuit.rendering.wording import shown_port, tip


@dataclass(frozen=True, slots=True)
class DrawnBit:
    """One bit of a block: its own name, the net whose value it shows, its port in the table."""

    name: str
    net: str
    port: str


@dataclass(slots=True, eq=False)
class Block:
    """An input, an output, one side of a register, or a pin of an open instance; a scalar or a bus.

    ``kind`` is ``input``, ``output``, ``register`` (Q), ``next`` (D), ``pin`` or ``cut`` (a net where a cone was cut).
    Bits stand highest first. ``split`` becomes true when a wire wants a single bit: the bus is then drawn bit by bit.
    ``table`` is the node of which a pin is a row, where it is one.
    """

    id: str
    kind: str
    name: str
    bits: tuple[DrawnBit, ...]
    is_bus: bool
    tip: str
    split: bool = False
    table: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An input of a neuron, or a whole bus (nets highest first) that enters it."""

    port: str
    nets: tuple[str, ...]
    weights: tuple[Number, ...]
    bus: str = ""


@dataclass(slots=True, eq=False)
class Card:
    """A neuron: its net, the name it has where it is written, and its inputs as rows."""

    id: str
    net: str
    name: str
    gate: str
    perceptron: Perceptron
    fanin: tuple[str, ...]
    group: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """A port of a closed instance, its nets highest first."""

    name: str
    nets: tuple[str, ...]
    port: str


@dataclass(slots=True, eq=False)
class Part:
    """A closed instance, or a band of levels: ports outside, the neurons counted; at least ``height`` points high."""

    id: str
    name: str
    definition: str
    neurons: tuple[str, ...]
    registers: int
    inputs: tuple[Pin, ...]
    outputs: tuple[Pin, ...]
    top: str = ""
    bottom: str = ""
    height: int = 0


@dataclass(slots=True, eq=False)
class Group:
    """An open instance: its pins, those that are rows of one table in their order, and what is inside."""

    id: str
    name: str
    definition: str
    depth: int
    tip: str
    pins: list[Block] = field(default_factory=list)
    rows: list[Block] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


Member: TypeAlias = Card | Part | Group


@dataclass(frozen=True, slots=True)
class End:
    """Where a wire meets a node: a port ("" for the node itself, "bus" for a block's header) and a side."""

    node: Block | Card | Part
    port: str
    side: str


@dataclass(frozen=True, slots=True)
class DrawnWire:
    """A wire that carries ``nets`` (highest first); ``row`` is the neuron's input that it ends at.

    ``options`` are layout attributes for Graphviz.
    """

    id: str
    tail: End
    head: End
    nets: tuple[str, ...]
    options: dict[str, str]
    row: Row | None = None


@dataclass(slots=True, eq=False)
class Drawing:
    """A whole picture. ``columns`` are instances that stand above each other, highest first."""

    title: str
    low: int
    note: str = ""
    circle: bool = False
    sources: list[Block] = field(default_factory=list)
    body: list[Member] = field(default_factory=list)
    sinks: list[Block] = field(default_factory=list)
    columns: list[list[Member]] = field(default_factory=list)
    wires: list[DrawnWire] = field(default_factory=list)
    spacing: dict[str, str] = field(default_factory=dict)
    nodes: int = 0

    def new_id(self) -> str:
        """An id for the next node."""
        self.nodes += 1
        return f"n{self.nodes}"

    def block(self, kind: str, port: Port, nets: Sequence[str], about: str) -> Block:
        """A block for a port; ``nets`` are lowest first like the port's bits."""
        highest_first = zip(port.bits[::-1], nets[::-1], strict=True)
        bits = tuple(DrawnBit(name, net, f"b{place}") for place, (name, net) in enumerate(highest_first))
        return Block(self.new_id(), kind, shown_port(port), bits, port.is_bus, tip(about))

    def connect(
        self, tail: End, head: End, nets: Sequence[str], options: dict[str, str], row: Row | None = None
    ) -> None:
        """Draw a wire."""
        self.wires.append(DrawnWire(f"e{len(self.wires) + 1}", tail, head, tuple(nets), options, row))

    def members(self) -> Iterator[Member]:
        """Everything of the body, groups before what is in them."""
        stack: list[Member] = self.body[::-1]
        while stack:
            member = stack.pop()
            yield member
            if isinstance(member, Group):
                stack.extend(reversed(member.members))

    def cards(self) -> Iterator[Card]:
        """The neurons drawn as such."""
        return (member for member in self.members() if isinstance(member, Card))

    def parts(self) -> Iterator[Part]:
        """The closed parts."""
        return (member for member in self.members() if isinstance(member, Part))

    def groups(self) -> Iterator[Group]:
        """The open instances."""
        return (member for member in self.members() if isinstance(member, Group))

    def blocks(self) -> Iterator[Block]:
        """Inputs, registers, pins and outputs."""
        return chain(self.sources, *(group.pins for group in self.groups()), self.sinks)

    def widths(self) -> dict[str, int]:
        """How many nets each thick wire carries."""
        return {wire.id: len(wire.nets) for wire in self.wires if len(wire.nets) > 1}
