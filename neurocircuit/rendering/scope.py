"""Where a net is drawn: the scopes of a hierarchy while it is planned, and the tails that wires start from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from neurocircuit.logic.number import Number
from neurocircuit.netlist.circuit import Circuit, Instance
from neurocircuit.netlist.graph import Target, references
from neurocircuit.rendering.chains import Station
from neurocircuit.rendering.model import Block, Card, Group, Part

#: A whole bus of more bits than this may enter a neuron by one thick wire whatever its weights are.
_FEW_BITS = 6


class DrawnScope:
    """The circuit, or an instance in it, while it is drawn; the ones in closed parts only tell flat names."""

    def __init__(self, circuit: Circuit, parent: DrawnScope | None = None, name: str = "") -> None:
        self.circuit = circuit
        self.parent = parent
        self.path: tuple[str, ...] = (*parent.path, name) if parent else ()
        self.instance: Instance | None = parent.circuit.instances[name] if parent else None
        self.table: dict[str, Target] = references(circuit)
        self.children: dict[str, DrawnScope] = {}
        self.group: Group | None = None
        self.blocks: dict[str, tuple[Block, int]] = {}
        self.cards: dict[str, Card] = {}
        self.parts: dict[str, Part] = {}
        self.stations: dict[str, Station] = {}

    def child(self, name: str) -> DrawnScope:
        """The scope of an instance, made where nothing of it is drawn."""
        if name not in self.children:
            self.children[name] = DrawnScope(self.circuit.instances[name].circuit, self, name)
        return self.children[name]


@dataclass(frozen=True, slots=True)
class Tail:
    """One net where it is drawn: bit ``index`` (highest first) of what ``width`` bits of ``node`` and ``port`` are."""

    net: str
    node: Block | Card | Part
    port: str
    index: int
    width: int
    name: str

    @property
    def bus(self) -> tuple[str, str]:
        """What it is a bit of."""
        return self.node.id, self.port


def open_scopes(top: DrawnScope) -> Iterator[DrawnScope]:
    """The circuit and its open instances, in file order, outer ones first."""
    stack = [top]
    while stack:
        scope = stack.pop()
        yield scope
        stack.extend(child for child in reversed(scope.children.values()) if child.group is not None)


def is_whole(tails: Sequence[Tail]) -> bool:
    """Whether these are all bits of one bus, highest first."""
    first = tails[0]
    places = [(tail.bus, tail.index) for tail in tails]
    return first.width == len(tails) > 1 and places == [(first.bus, place) for place in range(first.width)]


def runs(tails: list[Tail]) -> Iterator[list[Tail]]:
    """The tails in groups that one wire can carry: a whole bus, or a single bit."""
    start = 0
    while start < len(tails):
        run = tails[start : start + tails[start].width]
        step = len(run) if is_whole(run) else 1
        yield tails[start : start + step]
        start += step


def entries(weights: dict[Tail, Number]) -> Iterator[list[Tail]]:
    """A neuron's inputs as its rows: a bus that it reads whole is one row, where its first bit stood."""
    buses: dict[tuple[str, str], list[Tail]] = {}
    for tail in weights:
        if tail.width > 1:
            buses.setdefault(tail.bus, []).append(tail)
    whole = {}
    for key, tails in buses.items():
        tails.sort(key=lambda tail: tail.index)
        if is_whole(tails) and (len(tails) > _FEW_BITS or is_number([weights[tail] for tail in tails])):
            whole[key] = tails
    for tail in weights:
        if tail.bus not in whole or tail.width == 1:
            yield [tail]
        elif whole[tail.bus]:
            yield whole[tail.bus]
            whole[tail.bus] = []


def is_number(weights: Sequence[Number]) -> bool:
    """Whether weights, highest bit first, count a bus as an unsigned integer times something."""
    unit = weights[-1]
    return all(weight == unit * 2**place for place, weight in enumerate(reversed(weights)))
