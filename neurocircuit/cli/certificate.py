"""Why no neuron computes a function, in words, and the circuit to use instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from neurocircuit.errors import counted
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function
    from neurocircuit.synthesis.identify import Identification

_SPELLED_ARITY = 6


def proof(function: Function, answer: Identification) -> Iterator[str]:
    """The certificate, line by line."""
    assert answer.certificate is not None
    yield from (safe(line) + "\n" for line in answer.certificate.words(function.inputs).splitlines())


def impossible(function: Function, answer: Identification, encoding: str) -> Iterator[str]:
    """Why there are no weights, and the circuit to use instead."""
    yield "\nno weights exist:\n"
    yield from proof(function, answer)
    yield f"\n{instead(function, encoding)}\n"


def instead(function: Function, encoding: str = "binary") -> str:
    """The circuit that computes a function which no neuron does."""
    from neurocircuit.logic.cover import spelled
    from neurocircuit.synthesis.decompose import decompose

    name = _ready_made(function, encoding)
    if name is not None:
        from neurocircuit.formats import library

        neurons = counted(len(library.ready_made(name).graph.nodes) - function.table.arity, "neuron")
        return f"use the ready-made circuit '{name}' of {neurons}: neurocircuit simulate {name}"
    if function.table.arity <= _SPELLED_ARITY:
        neurons = counted(len(decompose(function.table)), "neuron")
        expression = f"{function.output} = {spelled(function.table, function.inputs)}"
        return f'{neurons} can do it: neurocircuit build "{expression}"'
    return "several neurons can do it: neurocircuit build makes them from an expression"


def _ready_made(function: Function, encoding: str) -> str | None:
    """The first ready-made circuit that computes the function, if there is one."""
    from neurocircuit.formats import library
    from neurocircuit.synthesis.function import circuit_function

    for name in library.names():
        circuit = library.ready_made(name)
        alike = (len(circuit.inputs), len(circuit.outputs), circuit.encoding) == (function.table.arity, 1, encoding)
        if alike and not circuit.registers and circuit_function(circuit).table == function.table:
            return name
    return None
