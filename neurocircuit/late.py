"""Late bindings: what a value's method calls although a layer above answers it.

``circuit.simulate`` belongs to the circuit for its users and to the simulation for its code. Such a method asks here
for the function of its qualified name; the package's ``__init__``, which knows every layer, says where each one is.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_places: dict[str, tuple[str, str]] = {}
_bound: dict[str, Callable[..., Any]] = {}
_load: Callable[[str, str], Callable[..., Any]]


def bind(places: Mapping[str, tuple[str, str]], load: Callable[[str, str], Callable[..., Any]]) -> None:
    """Say where the function of each method is, by its qualified name, and what loads it when it is first needed."""
    global _load
    _places.update(places)
    _load = load


def late(method: str) -> Callable[..., Any]:
    """The function that answers a method, such as ``Circuit.simulate``."""
    function = _bound.get(method)
    if function is None:
        function = _bound[method] = _load(*_places[method])
    return function
