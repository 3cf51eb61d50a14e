"""What a name means: a port, a net, a bit, a range or a whole bus of either; and names that are not taken yet.

A name is looked up as a port first, then as a net: where an output hides a net of its name, the output is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache

from neurocircuit.errors import InputError, did_you_mean, shorten
from neurocircuit.netlist.bus import Port, bus_bits, range_bits, split_bit, split_range
from neurocircuit.netlist.circuit import Circuit

_MOST_NAMES, _MOST_LISTED = 5_000, 8


class BitNames:
    """Bits by every way of naming them: ``x[2]`` alone, the range ``x[7:4]``, the whole bus ``x``.

    A bus is complete or unknown, and so is a range.

    Args:
        known: the names of the bits.
        buses: the buses among them, each lowest bit first (default: all complete ones).
        calls: other names of buses: an instance with one output port may be called by its own name.

    >>> names = BitNames(["a[1]", "a[0]", "cin", "b[1]"])
    >>> names.bits("a"), names.bits("a[1:0]"), names.bits("a[1]"), names.bits("b")
    (('a[0]', 'a[1]'), ('a[0]', 'a[1]'), ('a[1]',), ())
    """

    def __init__(
        self,
        known: Collection[str],
        buses: Mapping[str, tuple[str, ...]] | None = None,
        calls: Mapping[str, str] | None = None,
    ) -> None:
        self.known = known
        self.calls = calls if calls is not None else {}
        self._buses = buses

    @classmethod
    def of(cls, ports: Iterable[Port]) -> BitNames:
        """The names of ports, of their bits and ranges."""
        ports = tuple(ports)
        buses = {port.name: port.bits for port in ports if port.is_bus}
        return cls({bit for port in ports for bit in port.bits}, buses)

    @cached_property
    def buses(self) -> Mapping[str, tuple[str, ...]]:
        """The bits of each bus, lowest first."""
        return bus_bits(self.known) if self._buses is None else self._buses

    def bits(self, name: str) -> tuple[str, ...]:
        """The bits that a name means, lowest first whatever the direction of a range; none for an unknown name."""
        if name in self.known:
            return (name,)
        bit = split_bit(name)
        base, *ends = (*bit, bit[1]) if bit else split_range(name) or (name,)
        if base in self.calls and base not in self.buses:
            base = self.calls[base]
        if not ends:
            return self.buses.get(base, ())
        if not all(f"{base}[{end}]" in self.known for end in ends):
            return ()
        bits = tuple(range_bits(base, min(ends), max(ends)))
        return bits if all(bit in self.known for bit in bits) else ()

    def require(self, name: str, what: str) -> Port:
        """What a name means as a port of that name: a single bit is a scalar, all else a bus.

        ``what`` says in the message what it was to be.

        Raises:
            InputError: for an unknown name, with the nearest known one.
        """
        bits = self.bits(name)
        if not bits:
            raise unknown_name(what, name, (*self.buses, *self.known))
        return Port(name, bits)


class NetNames:
    """Every name in a circuit, of its ports and of the nets of its flat graph, and the nets that it means."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit

    @cached_property
    def _nets(self) -> dict[str, str]:
        graph = self._circuit.graph
        return {**graph.graph["aliases"], **{net: net for net in graph}, **graph.graph["outputs"]}

    @cached_property
    def _scopes(self) -> tuple[BitNames, ...]:
        circuit = self._circuit
        return (
            BitNames.of(circuit.output_ports),
            BitNames.of(circuit.input_ports),
            BitNames(self._nets, calls=one_port_calls({name: n.circuit for name, n in circuit.instances.items()})),
        )

    def find(self, name: str) -> dict[str, str]:
        """The bits that a name means, lowest first, and the flat net of each.

        Raises:
            InputError: for an unknown name, with the nearest known one, and for a bus that lacks bits.
        """
        for names in self._scopes:
            bits = names.bits(name)
            if bits:
                return {bit: self._nets[bit] for bit in bits}
        indices = {bit[1] for bit in map(split_bit, self._nets) if bit is not None and bit[0] == name}
        if indices:
            missing = next(index for index in range(len(indices) + 1) if index not in indices)
            what = f"bus {shorten(name)!r} is not complete: there is no {shorten(name)}[{missing}]"
            raise InputError(what, hint=f"name its bits, such as {shorten(name)}[{min(indices)}]")
        raise unknown_name("net", name, self._nets)


def one_port_calls(parts: Mapping[str, Circuit]) -> dict[str, str]:
    """The output port that the name of an instance with only one stands for; from each name to what it is of."""
    ports = {name: circuit.output_ports for name, circuit in parts.items()}
    return {name: f"{name}.{own[0].name}" for name, own in ports.items() if len(own) == 1}


def unknown_name(what: str, name: str, known: Collection[str]) -> InputError:
    """The error for a name that is not among the known ones, with the nearest of those, or all where they are few."""
    names = frozenset(known if len(known) <= _MOST_NAMES else ())
    listed = f"one of {', '.join(sorted(names))}" if 0 < len(names) <= _MOST_LISTED else ""
    return InputError(f"unknown {what} {shorten(name)!r}", hint=_nearest(name, names, shorten(listed, 120)))


#: Many references may miss the same few nets, and each search takes a while.
_nearest = lru_cache(maxsize=64)(did_you_mean)


class Names:
    """The names that are taken in one scope.

    >>> names = Names(["sum"])
    >>> names.fresh("sum"), names.fresh("sum"), names.fresh("carry")
    ('sum_1', 'sum_2', 'carry')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self._last: dict[str, int] = {}

    def fresh(self, wanted: str) -> str:
        """The wanted name, or, where it is taken, that name with the next free number; taken from now on."""
        if wanted in self.taken:
            return self.numbered(wanted)
        self.taken.add(wanted)
        return wanted

    def numbered(self, stem: str, joint: str = "_") -> str:
        """The stem with the next free number behind a joint, also where the stem itself is free."""
        while True:
            self._last[stem] = self._last.get(stem, 0) + 1
            name = f"{stem}{joint}{self._last[stem]}"
            if name not in self.taken:
                self.taken.add(name)
                return name
