"""The interactive page: one file with the drawing, the circuit as data, a style and a script; it requests nothing.

Graphviz draws once, with a colour of its own for every role; each colour then becomes a CSS variable, so that the
theme and the values need no second drawing. Nets are numbered: names are data, never keys, ids or code. The policy in
the page allows nothing but its own style and script, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from math import lcm
from typing import Any

from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist.bus import Port, ports
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import neurons, outputs, registers
from neurocircuit.netlist.levels import levelize
from neurocircuit.rendering import svg
from neurocircuit.rendering.dot import dot_source, lay_out
from neurocircuit.rendering.draw import View, drawing_of
from neurocircuit.rendering.lighting import input_bits
from neurocircuit.rendering.model import Block, Drawing, Part
from neurocircuit.rendering.theme import DARK, LIGHT, MARKS, Palette
from neurocircuit.rendering.wording import shown_port, visible

#: Colours of the page around the drawing.
_AROUND = {
    "light": {"panel": "#FFFFFF", "rule": "#DDE2E7", "focus": "#7A3FF2", "bad": "#C0262D", "on-firing": "#3A2500"},
    "dark": {"panel": "#18212C", "rule": "#2C3947", "focus": "#C9A6FF", "bad": "#FF7A7F", "on-firing": "#3A2500"},
}
_SLOT = re.compile(r"@@([A-Z-]+)@@")


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
    style = _style()
    script = _shipped("page.js")
    about = visible(circuit.description).strip()
    slots = {
        "TITLE": escape(title),
        "THEME": ' data-theme="dark"' if view.theme == "dark" else "",
        "ABOUT": f'<p class="about">{escape(about)}</p>\n' if about else "",
        "DRAWING": picture,
        "CIRCUIT": _json(_data(circuit, drawing, view)),
        "STYLE": style,
        "SCRIPT": script,
        "STYLE-HASH": _hash(style),
        "SCRIPT-HASH": _hash(script),
    }
    # One pass: what is put in is not looked through again.
    return _SLOT.sub(lambda match: slots[match[1]], _shipped("page.html"))


def _shipped(name: str) -> str:
    return resources.files("neurocircuit.rendering").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(data: Any) -> str:
    """JSON that no HTML parser takes for anything else."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _style() -> str:
    def variables(palette: Palette, theme: str) -> str:
        roles = [*palette.roles(), *_AROUND[theme].items()]
        return "".join(f"--{role}:{color};" for role, color in roles)

    light, dark = variables(LIGHT, "light"), variables(DARK, "dark")
    return (
        f":root{{{light}color-scheme:light}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}color-scheme:dark}}}}\n"
        f":root[data-theme=dark]{{{dark}color-scheme:dark}}\n{_shipped('page.css')}"
    )


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
