"""Names and widths: ``a[0]`` is the least significant bit of the bus ``a``.

A bus is made of bits: the nets ``base[0]`` ... ``base[k]``, complete, are the bus ``base``. A range such as
``a[3:0]`` is how bits are written together; an unsigned integer is *exchanged* for a bus, bit n counting 2^n.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from neurocircuit.errors import InputError, LimitError, shorten

MAX_PORT_BITS = 1_000_000

# However long its indices are, a range is one: its bits are counted, and that is what refuses it.
_BOUND = r"(0|[1-9][0-9]{0,307})"
_RANGE = re.compile(rf"(.+)\[{_BOUND}:{_BOUND}\]", re.DOTALL)
_BAD_CATEGORIES = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Port:
    """A scalar or a bus among the inputs or outputs: its name and its bits, lowest first."""

    name: str
    bits: tuple[str, ...]

    @property
    def is_bus(self) -> bool:
        """Whether its values are unsigned integers rather than truth values."""
        return self.bits != (self.name,)

    @property
    def width(self) -> int:
        """The number of bits."""
        return len(self.bits)


def name_fault(name: str) -> str:
    """What is wrong with the name of a net, port, instance or definition; empty where nothing is."""
    if not isinstance(name, str):
        return f"the name {shorten(repr(name))} is no text"
    if not name:
        return "an empty name"
    if name.isascii() and name.isprintable() and " " not in name:
        return ""
    for character in name:
        if unicodedata.category(character) in _BAD_CATEGORIES:
            return f"the name {shorten(name)!r} holds U+{ord(character):04X}"
    return ""


def split_bit(name: str) -> tuple[str, int] | None:
    """``a[3]`` as ``("a", 3)``; None for a name that is no bit of a bus."""
    if not name.endswith("]"):
        return None
    # A circuit may have a million ports: this takes half the time of a regular expression.
    base, _, index = name[:-1].rpartition("[")
    if not base or not (index.isascii() and index.isdigit()) or len(index) > 18 or (index[0] == "0" and index != "0"):
        return None
    return base, int(index)


def split_range(name: str) -> tuple[str, int, int] | None:
    """``a[7:4]`` as ``("a", 7, 4)``; None for a name that is no range."""
    if not name.endswith("]"):
        return None
    match = _RANGE.fullmatch(name)
    return (match[1], int(match[2]), int(match[3])) if match else None


def range_bits(base: str, first: int, last: int) -> list[str]:
    """The bits from index ``first`` to index ``last``, in that direction.

    Raises:
        LimitError: for more than a million, before any is made.
    """
    width = abs(first - last) + 1
    if width > MAX_PORT_BITS:
        raise LimitError(f"{base}[{first}:{last}] has {width} bits", hint=f"at most {MAX_PORT_BITS}")
    step = 1 if last >= first else -1
    return [f"{base}[{index}]" for index in range(first, last + step, step)]


def declared_bits(name: str) -> list[str]:
    """The nets that a name in a list of ports declares: itself, or the bits of a range that ends at 0.

    Raises:
        InputError: for a range without bit 0.

    >>> declared_bits("a[2:0]"), declared_bits("cin")
    (['a[2]', 'a[1]', 'a[0]'], ['cin'])
    """
    span = split_range(name)
    if span is None:
        return [name]
    base, first, last = span
    if min(first, last) != 0:
        raise InputError(f"the range {name!r} does not end at 0", hint=f"write {base}[{max(first, last)}:0]")
    return range_bits(base, first, last)


def bus_bits(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The complete buses among names: base name to the bits, lowest first."""
    scalars, buses = _scalars_and_buses(names)
    return {base: bits for base, bits in buses.items() if base not in scalars}


def _scalars_and_buses(names: Iterable[str]) -> tuple[dict[str, None], dict[str, tuple[str, ...]]]:
    """The names that are no bits, in order, and the bases whose bits are complete, scalars of that name or not."""
    found: dict[str, dict[int, str]] = {}
    scalars: dict[str, None] = {}
    for name in names:
        bit = split_bit(name)
        if bit is None:
            scalars[name] = None
        else:
            found.setdefault(bit[0], {})[bit[1]] = name
    whole = ((base, bits) for base, bits in found.items() if len(bits) == max(bits) + 1)
    return scalars, {base: tuple([bits[index] for index in range(len(bits))]) for base, bits in whole}


def ports(names: Iterable[str], beside: Iterable[Port] = ()) -> tuple[Port, ...]:
    """Names, bit by bit, as ports: a complete bus stands where its first bit does.

    Where a port ``beside`` them has the name of a bus but other bits, the bus stays bit by bit.

    >>> [port.name for port in ports(["a[1]", "cin", "a[0]", "b[1]"])]
    ['a', 'cin', 'b[1]']
    """
    names = tuple(names)
    buses = bus_bits(names)
    for port in beside:
        if buses.get(port.name, port.bits) != port.bits:
            del buses[port.name]
    base_of = {bit: base for base, bits in buses.items() for bit in bits}
    found = dict.fromkeys([base_of.get(name, name) for name in names])
    return tuple([Port(name, buses.get(name, (name,))) for name in found])


def scalars_beside_buses(inputs: Sequence[str], outputs: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The scalars that could not be told from a bus of the same name: among the inputs, the outputs, and across.

    >>> scalars_beside_buses(["a", "a[0]", "b"], ["b[1]", "b[0]"])
    (('a',), (), ('b',))
    """
    (given, buses_in), (shown, buses_out) = map(_scalars_and_buses, (inputs, outputs))
    across = (buses_out.keys() & given.keys() - shown.keys(), buses_in.keys() & shown.keys() - given.keys())
    return tuple(buses_in.keys() & given.keys()), tuple(buses_out.keys() & shown.keys()), tuple(set().union(*across))


def runs(names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Maximal runs of neighbouring bits of one base: (start, stop, the name or range that stands for them).

    >>> list(runs(["a[1]", "a[0]", "c", "b[0]", "b[1]"]))
    [(0, 2, 'a[1:0]'), (2, 3, 'c'), (3, 5, 'b[0:1]')]
    """
    start = 0
    while start < len(names):
        stop = start + 1
        base, first = split_bit(names[start]) or ("", 0)
        follower = split_bit(names[stop]) if base and stop < len(names) else None
        step = follower[1] - first if follower is not None and follower[0] == base else 0
        last = first
        # No bit comes before a[0]: a[-1] is a name of its own.
        while abs(step) == 1 and last + step >= 0 and stop < len(names) and names[stop] == f"{base}[{last + step}]":
            last += step
            stop += 1
        yield start, stop, names[start] if last == first else f"{base}[{first}:{last}]"
        start = stop
