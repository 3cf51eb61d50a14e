"""The parts of a Verilog module as values: what stands in the text, before names have a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from neurocircuit.formats.verilog_expression import Assigned, Postfix, Select
from neurocircuit.netlist.bus import range_bits

Range: TypeAlias = "tuple[int, int] | None"


@dataclass(frozen=True, slots=True)
class Primitive:
    """A primitive with its terminals."""

    start: int
    kind: str
    terminals: tuple[Postfix, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """An assignment, or an initial value."""

    start: int
    target: Assigned
    value: Postfix


@dataclass(frozen=True, slots=True)
class FlipFlop:
    """What nets take over at the edge of a clock."""

    start: int
    target: Assigned
    value: Postfix
    clock: Select
    edge: str


@dataclass(frozen=True, slots=True)
class Use:
    """An instance; the connections are by name, or under their numbers where they stand in order."""

    start: int
    kind: str
    name: str
    connections: Mapping[str | int, Postfix | None]


@dataclass(slots=True)
class Module:
    """One module as written."""

    name: str
    start: int
    place: int
    ports: dict[str, int] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    parts: list[Primitive | Assign | FlipFlop | Use] = field(default_factory=list)
    initials: list[Assign] = field(default_factory=list)

    @property
    def uses(self) -> set[str]:
        """The modules that instances are of."""
        return {part.kind for part in self.parts if isinstance(part, Use) and not part.kind.startswith("$_")}

    def width(self, name: str) -> int:
        """The number of bits of all of a name."""
        span = self.ranges.get(name)
        return abs(span[0] - span[1]) + 1 if span else 1

    def nets(self, name: str) -> list[str]:
        """The nets of all of a name, lowest first."""
        span = self.ranges.get(name)
        return range_bits(name, span[1], span[0]) if span else [name]
