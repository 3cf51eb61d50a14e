"""How much of a hierarchy a readable picture can hold: places and wires are counted before anything is drawn."""

from __future__ import annotations

from neurocircuit.errors import LimitError
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron
from neurocircuit.netlist.hierarchy import bottom_up, used

#: Above this many neurons, or wires, a picture is closed up by itself, down to so many neurons and closed parts.
MAX_NEURONS = 150
MAX_WIRES = 1500
MAX_PLACES = 100
#: Above this many, no layout is tried at all.
MOST_PLACES = 3000


def nesting(circuit: Circuit) -> int:
    """How many instances lie inside each other at most."""
    levels: dict[int, int] = {}
    for definition in bottom_up(circuit):
        levels[id(definition)] = max((levels[id(part)] + 1 for part in used(definition)), default=0)
    return levels[id(circuit)]


def load(circuit: Circuit, depth: int) -> tuple[int, int]:
    """The places (neurons, closed parts) and wires of a drawing that is open down to ``depth``."""
    places = wires = 0
    known: dict[int, tuple[int, int]] = {}
    for node in circuit.nodes.values():
        if isinstance(node, Instance):
            key = id(node.circuit)
            if key not in known:
                pins = len(node.circuit.inputs if depth > 0 else node.circuit.input_ports)
                inner = load(node.circuit, depth - 1) if depth > 0 else (1, 0)
                known[key] = inner[0], inner[1] + pins
            places, wires = places + known[key][0], wires + known[key][1]
        else:
            places += 1
            wires += len(node.inputs) if isinstance(node, Neuron) else 1
    return places, wires


def fitting_depth(circuit: Circuit) -> int | None:
    """The most levels of nesting that can be open in a readable picture; None where even none is too much."""
    if len(circuit.input_ports) + len(circuit.output_ports) > MAX_NEURONS:
        return None
    deepest = nesting(circuit)
    for depth in range(deepest, -1, -1):
        places, wires = load(circuit, depth)
        if places <= (MAX_NEURONS if depth == deepest else MAX_PLACES) and wires <= MAX_WIRES:
            return depth
    return None


def check_size(circuit: Circuit, depth: int) -> None:
    """Refuse a drawing that no layout would finish.

    Raises:
        LimitError: above 3,000 neurons and parts.
    """
    places, wires = load(circuit, depth)
    if places > MOST_PLACES or wires > 10 * MOST_PLACES:
        hint = f"at most {MOST_PLACES:,}; leave out --depth, or draw a part with --cone NET --levels K"
        raise LimitError(f"a picture of {places:,} neurons and parts with {wires:,} wires", hint=hint)
