"""Dictionaries and lists that do not change: what metadata and the parts of a circuit are kept in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from neurocircuit.errors import InputError, NumberError, shorten
from neurocircuit.logic.number import exact


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("a circuit is a value: make a new one instead of changing it")


class Frozen(dict[str, Any]):
    """A dictionary that does not change."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return Frozen, (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self))


class FrozenList(list[Any]):
    """A list that does not change, equal to the list that it was made of."""

    __slots__ = ()

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[type, tuple[list[Any]]]:
        return FrozenList, (list(self),)


NOTHING = Frozen()


def freeze(value: Any) -> Any:
    """The value with its dictionaries and lists frozen, at every depth.

    Raises:
        InputError: for what JSON does not have.
    """
    if type(value) in (Frozen, FrozenList, str, bool) or value is None:
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise InputError(f"a key of metadata is no text: {shorten(repr(list(value)))}", hint="as in JSON")
        return Frozen({key: freeze(entry) for key, entry in value.items()}) if value else NOTHING
    if isinstance(value, (list, tuple)):
        return FrozenList(map(freeze, value))
    try:
        number = exact(value)
    except NumberError as error:
        hint = "texts, numbers, lists and dictionaries, as in JSON"
        raise InputError(f"in metadata, {shorten(error.what)}", hint=hint) from None
    return value if type(value) is float else number
