"""The interactive page of a circuit: the drawing, and the circuit as data.

Graphviz draws once, with a colour of its own for every role; each colour then becomes a CSS variable, so that the
theme and the values need no second drawing. Nets are numbered: names are data, never keys, ids or code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import lcm
from typing import Any

from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import neurons, outputs, registers
from neurocircuit.netlist.levels import levelize
from neurocircuit.rendering import shell, svg
from neurocircuit.rendering.dot import dot_source, lay_out
from neurocircuit.rendering.draw import View, drawing_of
from neurocircuit.rendering.lighting import input_bits
from neurocircuit.rendering.model import Block, Drawing, Part
from neurocircuit.rendering.theme import MARKS
from neurocircuit.rendering.wording import shown_port, visible


def circuit_page(circuit: Circuit, view: View) -> str:
    """The page of a circuit as HTML text.

    Args:
        view: what to draw; the inputs begin with its values. A dark theme begins dark, a light one as the system is.
    """
    drawing = drawing_of(circuit, view)
    title, drawing.title, drawing.note = drawing.title, "", ""
    source = dot_source(drawing, MARKS, room=True)
    picture = svg.finish(lay_out(source, "svg"), title, widths=drawing.widths(), ink=MARKS.muted, live=True)
    for role, mark in MARKS.roles():
        picture = picture.replace(f'"{mark}"', f'"var(--{role})"')
    about = visible(circuit.description).strip()
    slots = {"ABOUT": f'<p class="about">{escape(about)}</p>\n' if about else "", "DRAWING": picture}
    body = shell.filled(shell.shipped("page.html"), slots)
    return shell.page(body, title, _data(circuit, drawing, view), ["page.js"], theme=view.theme)


# -- the circuit as data ----------------------------------------------------------------------------------------------


def _data(circuit: Circuit, drawing: Drawing, view: View) -> dict[str, Any]:
    graph = circuit.graph
    number = {net: place for place, net in enumerate(graph.nodes)}
    found = {neuron.net: neuron for neuron in neurons(graph)}
    computed = [found[net] for net in levelize(graph) if net in found]
    place = {neuron.net: index for index, neuron in enumerate(computed)}
    given = input_bits(circuit, view.values) if view.values is not None else {}
    output = outputs(graph)
    following = {register.net: register.next for register in registers(graph)}

    def numbers(nets: Iterable[str]) -> list[int]:
        return [number[net] for net in nets]

    def shown(port: Port, nets: Sequence[str]) -> dict[str, Any]:
        return {"name": port.name, "shown": shown_port(port), "bus": port.is_bus, "nets": numbers(nets[::-1])}

    def block(drawn: Block) -> dict[str, Any]:
        split = drawn.split or drawn.kind in ("register", "next")
        cells = [bit.port for bit in drawn.bits] if split else []
        nets = numbers(bit.net for bit in drawn.bits)
        return {"id": drawn.id, "kind": drawn.kind, "bus": drawn.is_bus, "nets": nets, "cells": cells}

    def part(drawn: Part) -> dict[str, Any]:
        pins = [{"cell": pin.port, "nets": numbers(pin.nets)} for pin in drawn.outputs]
        return {"id": drawn.id, "name": drawn.name, "neurons": [place[net] for net in drawn.neurons], "outputs": pins}

    return {
        "nets": list(graph.nodes),
        "low": ENCODINGS[circuit.encoding][0],
        "inputs": [shown(port, port.bits) for port in circuit.input_ports],
        "registers": [
            shown(port, port.bits) | {"next": numbers(following[net] for net in port.bits[::-1])}
            for port in ports(circuit.registers)
        ],
        "outputs": [shown(port, [output[bit] for bit in port.bits]) for port in circuit.output_ports],
        "start": [[number[net], int(bit)] for net, bit in given.items()],
        "initial": [[number[register.net], register.initial] for register in registers(graph)],
        "neurons": [
            {"net": number[neuron.net], "reads": numbers(neuron.fanin)} | _exact(neuron.perceptron)
            for neuron in computed
        ],
        "blocks": [block(drawn) for drawn in drawing.blocks() if drawn.bits],
        "cards": [
            {"id": card.id, "neuron": place[card.net], "rows": [numbers(row.nets) for row in card.rows]}
            for card in drawing.cards()
            if card.net in place
        ],
        "parts": [part(drawn) for drawn in drawing.parts()],
        "wires": [
            {"id": wire.id, "nets": numbers(wire.nets)}
            | ({"to": place[wire.head.node.net]} if wire.row is not None else {})  # type: ignore[union-attr]
            for wire in drawing.wires
        ],
    }


def _exact(perceptron: Perceptron) -> dict[str, Any]:
    """Weights, bias and threshold as integers over one denominator; strings, since they may be of any size."""
    numbers = [*perceptron.weights, perceptron.bias, perceptron.threshold]
    scale = lcm(*(number.denominator for number in numbers))
    *weights, bias, threshold = (str(int(number * scale)) for number in numbers)
    low = ENCODINGS[perceptron.encoding][0]
    return {"weights": weights, "bias": bias, "threshold": threshold, "scale": str(scale), "low": low}
