"""neurocircuit: an exact logic-circuit simulator built from neurons.

>>> import neurocircuit as nc
>>> nc.AND(1, 1), nc.Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)(1, 0)
(1, 0)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from neurocircuit.errors import NeurocircuitError

__version__ = "0.1.0"

#: Each public name and the module it comes from; a module loads when one of its names is first used.
_HOMES = {
    "AND": "logic.gates",
    "AT_LEAST": "logic.gates",
    "BUF": "logic.gates",
    "Circuit": "netlist.circuit",
    "MAJORITY": "logic.gates",
    "NAND": "logic.gates",
    "NOR": "logic.gates",
    "NOT": "logic.gates",
    "ONE": "logic.gates",
    "OR": "logic.gates",
    "Perceptron": "logic.perceptron",
    "Simulator": "simulation.simulator",
    "TruthTable": "logic.truth_table",
    "ZERO": "logic.gates",
    "blocks": "netlist.blocks",
    "build": "synthesis.decompose",
    "circuit": "netlist.compose",
    "dumps": "formats",
    "layer": "netlist.compose",
    "neuron": "netlist.compose",
    "parse": "formats",
    "read": "formats",
    "register": "netlist.compose",
    "write": "formats",
}

__all__ = ["XOR", "NeurocircuitError", *_HOMES]

if TYPE_CHECKING:
    from neurocircuit.formats import dumps, parse, read, write
    from neurocircuit.logic.gates import AND, AT_LEAST, BUF, MAJORITY, NAND, NOR, NOT, ONE, OR, ZERO
    from neurocircuit.logic.perceptron import Perceptron
    from neurocircuit.logic.truth_table import TruthTable
    from neurocircuit.netlist import blocks
    from neurocircuit.netlist.circuit import Circuit
    from neurocircuit.netlist.compose import circuit, layer, neuron, register
    from neurocircuit.simulation.simulator import Simulator
    from neurocircuit.synthesis.decompose import build

    XOR: Circuit


def __getattr__(name: str) -> Any:
    if name == "XOR":
        value = import_module("neurocircuit.formats").ready_made("xor")
    elif name in _HOMES:
        module = import_module(f"neurocircuit.{_HOMES[name]}")
        value = module if _HOMES[name].endswith(f".{name}") else getattr(module, name)
    else:
        raise AttributeError(f"module 'neurocircuit' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
