"""What of a circuit is drawn, and its diagram as text: DOT source or SVG.

What is drawn is decided here: a small circuit whole, a large one with its instances closed, or its levels in bands,
always said in the picture; ``depth`` and ``cone`` ask for something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from neurocircuit.errors import InputError, counted
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.netlist.graph import flatten, neurons, outputs
from neurocircuit.netlist.levels import fanin_cone
from neurocircuit.netlist.names import NetNames
from neurocircuit.rendering import svg
from neurocircuit.rendering.bands import bands
from neurocircuit.rendering.crossbar import crossbar, is_dense
from neurocircuit.rendering.dot import dot_source, lay_out
from neurocircuit.rendering.lighting import Lighting, light
from neurocircuit.rendering.model import Drawing
from neurocircuit.rendering.opening import check_size, fitting_depth
from neurocircuit.rendering.plan import Planner
from neurocircuit.rendering.theme import palette
from neurocircuit.rendering.wording import assignment, clipped, heading, line, two_lines

STYLES = ("graph", "crossbar")


@dataclass(frozen=True, slots=True)
class View:
    """What of a circuit to draw, and how.

    Args:
        values: inputs by port or bit; lights the picture.
        theme: ``light`` or ``dark``.
        depth: open instances down to this level of nesting (0: all closed), however large that gets.
        cone: draw only what drives this net, or this bus of outputs.
        levels: through at most so many neurons.
        title: instead of the circuit's name.
        note: the line under it.
        style: ``graph`` or ``crossbar``; None for a graph, or a crossbar where most neurons read most nets.
    """

    values: Mapping[str, int] | None = None
    theme: str = "light"
    depth: int | None = None
    cone: str | None = None
    levels: int | None = None
    title: str | None = None
    note: str | None = None
    style: str | None = None

    def __post_init__(self) -> None:
        palette(self.theme)
        if self.style not in (None, *STYLES):
            raise InputError(f"unknown style {self.style!r}", hint=f"one of {', '.join(STYLES)}")
        if self.style == "crossbar" and (self.cone is not None or self.depth is not None):
            raise InputError("a crossbar has no cone and no instances to open", hint="it shows all neurons")
        for name in ("depth", "levels"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InputError(f"{name} {value} is negative", hint="0 or more")
        if self.levels is not None and self.cone is None:
            raise InputError("levels without a cone", hint="name the net: --cone NET --levels K")
        if self.cone is not None and self.depth is not None:
            raise InputError("a cone has no instances to open", hint="give either depth or cone")


def drawing_of(circuit: Circuit, view: View, lighting: Lighting | None = None) -> Drawing:
    """The drawing of a view of a circuit, with its title and note.

    Raises:
        InputError: for a cone of an unknown net.
        LimitError: where a depth opens more than any layout finishes.
    """
    if view.cone is not None:
        drawing = _cone_drawing(circuit, view.cone, view.levels)
    else:
        depth = view.depth if view.depth is not None else fitting_depth(circuit)
        if depth is None:
            drawing = bands(circuit, circuit.graph)
        else:
            check_size(circuit, depth)
            drawing = Planner(circuit, circuit.graph, depth).plan()
    # A picture that is closed up says so, whatever else there is to say.
    if lighting is not None and not drawing.circle and not any(drawing.parts()):
        drawing.note = _lit_note(circuit, lighting) or drawing.note
    if view.title is not None:
        drawing.title = heading(view.title)
    if view.note is not None:
        drawing.note = two_lines(view.note)
    return drawing


def _lit_note(circuit: Circuit, lighting: Lighting) -> str:
    values = {name: lighting.values[net] for name, net in outputs(circuit.graph).items()}
    given = assignment(circuit.input_ports, lighting.values, lighting.low)
    shown = assignment(circuit.output_ports, values, lighting.low)
    text = f"{given} → {shown}" if given else shown
    return text if len(text) < 90 else line(given)


def _cone_drawing(circuit: Circuit, name: str, levels: int | None) -> Drawing:
    graph = circuit.graph
    ends = dict(reversed(NetNames(circuit).find(name).items()))
    reached = fanin_cone(graph, ends.values(), None if levels is None else max(levels - 1, 0))
    inside = {neuron.net: neuron for neuron in neurons(graph) if levels != 0 and neuron.net in reached}
    border = {source for neuron in inside.values() for source in neuron.fanin} | set(ends.values())
    border -= inside.keys()
    nodes = {net: Neuron(neuron.perceptron, neuron.fanin, neuron.gate) for net, neuron in inside.items()}
    inputs = [found for found in graph.nodes if found in border]
    cut = frozenset(found for found in inputs if graph.nodes[found]["kind"] != "input")
    part = Circuit(inputs, ends, nodes, circuit.name, encoding=circuit.encoding)
    # Neurons of instances keep their own encoding, which no single circuit could hold: it is flattened unchecked.
    flat = flatten(part)
    drawing = Planner(part, flat, 0, cut).plan() if fitting_depth(part) is not None else bands(part, flat)
    drawing.title = f"{heading(circuit.name)}: what drives {clipped(name)}"
    within = f" in {counted(levels, 'level')}" if levels is not None else ""
    drawing.note = line(f"{counted(len(inside), 'neuron')}{within}{'; dashed where it was cut' if cut else ''}")
    drawing.circle = False
    return drawing


# -- text -----------------------------------------------------------------------------------------------------------


def notebook_svg(value: Circuit | Perceptron) -> str:
    """The diagram by which a value shows itself in a notebook."""
    return svg_of(alone(value) if isinstance(value, Perceptron) else value, View())


def alone(perceptron: Perceptron) -> Circuit:
    """A circuit of nothing but the perceptron, whose inputs are ``x1``, ``x2``, ..."""
    names = [f"x{place}" for place in range(1, perceptron.arity + 1)]
    neuron = Neuron(perceptron, tuple(names))
    return Circuit(names, ["y"], {"y": neuron}, "perceptron", encoding=perceptron.encoding)


def fingerprint(source: str) -> str:
    """What an SVG says of the DOT source that it was made from."""
    return f"dot-sha256:{hashlib.sha256(source.encode()).hexdigest()}"


def dot_of(circuit: Circuit, view: View) -> str:
    """A view of a circuit as DOT source.

    Raises:
        InputError: for a crossbar, which Graphviz does not draw.
    """
    if view.style == "crossbar":
        raise InputError("a crossbar is no .dot file", hint="one of .svg .png .pdf, or --style graph")
    lighting = _lighting(circuit, view)
    return dot_source(drawing_of(circuit, view, lighting), palette(view.theme), lighting)


def svg_of(circuit: Circuit, view: View) -> str:
    """A view of a circuit as SVG text."""
    lighting, colors = _lighting(circuit, view), palette(view.theme)
    if view.style == "crossbar":
        title = clipped(circuit.name if view.title is None else view.title, 60) or "circuit"
        note = circuit.description if lighting is None else _lit_note(circuit, lighting)
        return crossbar(circuit, colors, lighting, title, two_lines(note if view.note is None else view.note))
    drawing = drawing_of(circuit, view, lighting)
    if view.style is None and view.cone is None and view.depth is None and is_dense(drawing):
        return crossbar(circuit, colors, lighting, drawing.title, drawing.note)
    source = dot_source(drawing, colors, lighting)
    name = clipped(circuit.name, 200) or "circuit"
    return svg.finish(lay_out(source, "svg"), name, note=fingerprint(source), widths=drawing.widths(), ink=colors.muted)


def _lighting(circuit: Circuit, view: View) -> Lighting | None:
    return None if view.values is None else light(circuit, view.values)
