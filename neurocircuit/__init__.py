"""neurocircuit: an exact logic-circuit simulator built from neurons.

>>> import neurocircuit as nc
>>> nc.AND(1, 1), nc.Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)(1, 0)
(1, 0)
"""

from __future__ import annotations

from neurocircuit.late import bind

# Nothing else loads here, typing and importlib neither: until the program begins, Ctrl-C would print a traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from neurocircuit.analysis.checking import check
    from neurocircuit.analysis.cost import cost as stats
    from neurocircuit.analysis.equivalence import verify
    from neurocircuit.analysis.explain import explain
    from neurocircuit.errors import (
        CircuitError,
        ComposeError,
        Fault,
        FileError,
        FormatError,
        InputError,
        LimitError,
        MissingExtraError,
        NeurocircuitError,
        NumberError,
    )
    from neurocircuit.formats import dumps, parse, read, write
    from neurocircuit.logic.gates import AND, AT_LEAST, BUF, MAJORITY, NAND, NOR, NOT, ONE, OR, ZERO
    from neurocircuit.logic.perceptron import Perceptron
    from neurocircuit.logic.truth_table import TruthTable
    from neurocircuit.netlist import blocks
    from neurocircuit.netlist.circuit import Circuit
    from neurocircuit.netlist.compose import circuit, layer, neuron, register
    from neurocircuit.netlist.exchange import to_networkx
    from neurocircuit.netlist.signals import Bus, Signal
    from neurocircuit.rendering.kinds import render
    from neurocircuit.rendering.runs import cycles_picture as waveform
    from neurocircuit.simulation.simulator import Simulator
    from neurocircuit.synthesis.decompose import build
    from neurocircuit.synthesis.identify import identify
    from neurocircuit.synthesis.perceptron_rule import learn
    from neurocircuit.synthesis.synthesize import synthesize

    XOR: Circuit

__version__ = "0.1.0"

__all__ = [
    "AND",
    "AT_LEAST",
    "BUF",
    "MAJORITY",
    "NAND",
    "NOR",
    "NOT",
    "ONE",
    "OR",
    "XOR",
    "ZERO",
    "Bus",
    "Circuit",
    "CircuitError",
    "ComposeError",
    "Fault",
    "FileError",
    "FormatError",
    "InputError",
    "LimitError",
    "MissingExtraError",
    "NeurocircuitError",
    "NumberError",
    "Perceptron",
    "Signal",
    "Simulator",
    "TruthTable",
    "blocks",
    "build",
    "check",
    "circuit",
    "dumps",
    "explain",
    "identify",
    "layer",
    "learn",
    "neuron",
    "parse",
    "read",
    "register",
    "render",
    "stats",
    "synthesize",
    "to_networkx",
    "verify",
    "waveform",
    "write",
]

#: The module of each name that loads when it is first used.
_HOMES = {
    "analysis.checking": ("check",),
    "analysis.equivalence": ("verify",),
    "analysis.explain": ("explain",),
    "errors": ("Fault", *(name for name in __all__ if name.endswith("Error"))),
    "logic.gates": ("AND", "AT_LEAST", "BUF", "MAJORITY", "NAND", "NOR", "NOT", "ONE", "OR", "ZERO"),
    "logic.perceptron": ("Perceptron",),
    "logic.truth_table": ("TruthTable",),
    "netlist.circuit": ("Circuit",),
    "netlist.exchange": ("to_networkx",),
    "netlist.compose": ("circuit", "layer", "neuron", "register"),
    "netlist.signals": ("Bus", "Signal"),
    "rendering.kinds": ("render",),
    "simulation.simulator": ("Simulator",),
    "synthesis.decompose": ("build",),
    "synthesis.identify": ("identify",),
    "synthesis.perceptron_rule": ("learn",),
    "synthesis.synthesize": ("synthesize",),
    "formats": ("dumps", "parse", "read", "write"),
}
#: The module of each such name, and its name there. ``list`` is public, and not among those that ``import *`` takes:
#: it would hide Python's own.
_PLACES = {name: (home, name) for home, names in _HOMES.items() for name in names} | {
    "blocks": ("netlist.blocks", ""),
    "list": ("formats.library", "names"),
    "stats": ("analysis.cost", "cost"),
    "waveform": ("rendering.runs", "cycles_picture"),
}

#: The module and function that answers each method of a value whose layer is below them.
_LATE = {
    "Circuit.graph": ("netlist.checks", "checked_graph"),
    "Circuit.from_graph": ("netlist.exchange", "circuit_of"),
    "Circuit.__call__": ("simulation.calling", "call"),
    "Circuit.simulate": ("simulation.simulator", "simulate"),
    "Circuit.simulate_packed": ("simulation.simulator", "simulate_packed"),
    "Circuit.truth_table": ("synthesis.function", "truth_tables"),
    "Circuit.explain": ("analysis.explain", "explain"),
    "Circuit.stats": ("analysis.cost", "cost"),
    "Circuit.render": ("rendering.kinds", "render"),
    "Circuit.save": ("formats", "write"),
    "Circuit._repr_svg_": ("rendering.draw", "notebook_svg"),
    "Perceptron.__call__": ("simulation.calling", "call_lists"),
    "Perceptron.predict": ("simulation.calling", "predict"),
    "Learning._repr_svg_": ("rendering.plots", "notebook_curve"),
    "Lesson.page": ("rendering.learning_page", "learning_page"),
    "Perceptron._repr_svg_": ("rendering.draw", "notebook_svg"),
    "Simulator._repr_svg_": ("rendering.runs", "notebook_waveform"),
    "Identification._repr_html_": ("rendering.weights", "notebook_chart"),
}


def _load(home: str, name: str = "") -> Any:
    from importlib import import_module

    module = import_module(f"neurocircuit.{home}")
    return getattr(module, name) if name else module


def _loader(home: str, name: str) -> Callable[[], Any]:
    return lambda: _load(home, name)


bind({method: _loader(*place) for method, place in _LATE.items()})


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        value = _load(*_PLACES[name])
    elif name == "XOR":
        value = _load("formats.library", "ready_made")("xor")
    else:
        raise AttributeError(f"module 'neurocircuit' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", "list"])
