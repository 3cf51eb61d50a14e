"""Late bindings: each method has the signature of the function that answers it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import neurocircuit as nc
from neurocircuit import _LATE
from neurocircuit.late import late
from neurocircuit.logic.lesson import Lesson
from neurocircuit.synthesis.identify import Identification
from neurocircuit.synthesis.perceptron_rule import Learning

#: Values that users get but do not name.
UNNAMED = {"Lesson": Lesson, "Learning": Learning, "Identification": Identification}


def parameters(function: Any) -> list[tuple[Any, ...]]:
    """Everything about the parameters but the name of the first, which is the value itself."""
    _, *rest = inspect.signature(function).parameters.values()
    return [(parameter.name, parameter.kind, parameter.default, parameter.annotation) for parameter in rest]


@pytest.mark.parametrize("method", _LATE)
def test_a_method_has_the_signature_of_its_function(method: str) -> None:
    owner, name = method.split(".")
    found = inspect.getattr_static(UNNAMED.get(owner) or getattr(nc, owner), name)
    if isinstance(found, classmethod):
        _, *given = inspect.signature(found.__func__).parameters  # the first one is the class
        assert given == list(inspect.signature(late(method)).parameters)
    else:
        plain = getattr(found, "fget", getattr(found, "func", found))
        assert parameters(plain) == parameters(late(method))


def test_a_binding_is_found_once() -> None:
    assert late("Circuit.simulate") is late("Circuit.simulate")
