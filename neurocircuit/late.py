"""Late bindings: what a value's method calls although a layer above answers it.

``circuit.simulate`` belongs to the circuit for its users and to the simulation for its code. Such a method asks here
for the function of its qualified name; the package's ``__init__``, which knows every layer, says where each one is.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_loaders: dict[str, Callable[[], Callable[..., Any]]] = {}
_bound: dict[str, Callable[..., Any]] = {}


def bind(loaders: Mapping[str, Callable[[], Callable[..., Any]]]) -> None:
    """Say what gives the function of each method, by its qualified name; it is asked when first needed."""
    _loaders.update(loaders)


def late(method: str) -> Callable[..., Any]:
    """The function that answers a method, such as ``Circuit.simulate``."""
    function = _bound.get(method)
    if function is None:
        function = _bound[method] = _loaders[method]()
    return function
