"""Walking a hierarchy: the definitions that instances use, those that are written down, where one is visible.

Definitions are shared: instances of instances multiply, but each definition is met once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

#: A circuit, which stands above this module: it has ``instances`` with a ``circuit`` each, and ``circuits``.
D = TypeVar("D", bound=Any)


def used(circuit: D) -> Iterator[D]:
    """The circuit of each instance, once for each."""
    return (node.circuit for node in circuit.instances.values())


def bottom_up(circuit: D) -> Iterator[D]:
    """The circuit and all definitions that instances inside it use, each once, the used before the user."""
    seen = {id(circuit)}
    stack = [(circuit, used(circuit))]
    while stack:
        definition, parts = stack[-1]
        part = next((part for part in parts if id(part) not in seen), None)
        if part is None:
            stack.pop()
            yield definition
        else:
            seen.add(id(part))
            stack.append((part, used(part)))


def written(circuit: D) -> Iterator[tuple[tuple[str, ...], D]]:
    """The circuit and all definitions written inside it, with the names that lead there; outer ones first."""
    stack: list[tuple[tuple[str, ...], D]] = [((), circuit)]
    while stack:
        path, definition = stack.pop()
        yield path, definition
        stack.extend(((*path, name), inner) for name, inner in tuple(definition.circuits.items())[::-1])


def unused(circuit: D) -> Iterator[tuple[tuple[str, ...], D]]:
    """The written definitions that no instance uses, neither in the circuit nor in one of them that came before."""
    known = set(map(id, bottom_up(circuit)))
    for path, definition in written(circuit):
        if id(definition) not in known:
            known.update(map(id, bottom_up(definition)))
            yield path, definition


def visible(name: str, chain: Sequence[D]) -> D | None:
    """The definition that a name means inside the last of circuits that are written in each other; None for none."""
    return next((outer.circuits[name] for outer in reversed(chain) if name in outer.circuits), None)
