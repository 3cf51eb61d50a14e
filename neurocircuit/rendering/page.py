"""The interactive page of a circuit: the drawing, and the circuit as data.

Graphviz draws once, with a colour of its own for every role; each colour then becomes a CSS variable, so that the
theme and the values need no second drawing. Nets are numbered: names are data, never keys, ids or code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, product
from math import lcm
from typing import Any

from neurocircuit.errors import counted
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

#: Up to so many bits of inputs and states the table is shown, and up to so many its rows are counted in full.
_TABLE_BITS, _COUNTED_BITS = 6, 60
#: A bus of more bits has a wide box.
_WIDE = 16


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
    slots = {
        "ABOUT": f'<p class="about">{escape(about)}</p>\n' if about else "",
        "CLOSED": _closed(drawing),
        "CLOCKED": "" if circuit.registers else " hidden",
        "DRAWING": picture,
        "INPUTS": "".join(_controls(circuit)),
        "OUTPUTS": "<span></span>" * len(circuit.output_ports),
        "REASONS": "" if any(neurons(circuit.graph)) else " hidden",
        "TABLE-TITLE": "State table (′ after the clock)" if circuit.registers else "Truth table",
        "TABLE": _table(circuit),
    }
    body = shell.filled(shell.shipped("page.html"), slots)
    return shell.page(body, title, _data(circuit, drawing, view), ["page.js"], theme=view.theme)


# -- its controls and its table ---------------------------------------------------------------------------------------


def _controls(circuit: Circuit) -> Iterator[str]:
    """A switch for each scalar input, the first nine with a key, and a box for each bus; called by its first net."""
    number = {net: place for place, net in enumerate(circuit.graph.nodes)}
    keys = iter("123456789")
    for port in circuit.input_ports:
        identity, most = f"in-{number[port.bits[-1]]}", (1 << port.width) - 1
        if port.is_bus:
            kind, name = ' class="wide"' if port.width > _WIDE else "", escape(port.name)
            yield (
                f'<label class="number">{escape(shown_port(port))}<input id="{identity}"{kind} type="text" '
                f'inputmode="numeric" autocomplete="off" spellcheck="false" aria-label="{name}, 0 to {most}" '
                f'title="0 to {most}; 0x and 0b work; arrow keys count"><span>0 to {most}</span></label>\n'
            )
        else:
            key = next(keys, "")
            shown = f"<kbd>{key}</kbd>" if key else ""
            control = f'id="{identity}" type="button" role="switch" data-keys="{key}"'
            yield f"<button {control}><span></span>{shown}</button>\n"


def _closed(drawing: Drawing) -> str:
    """How parts that are drawn closed are opened: the page holds one drawing."""
    count = len(list(drawing.parts()))
    said = f"{counted(count, 'part')} drawn closed: --depth N opens N levels, --cone NET shows what drives one net."
    return f'<p class="hint">{said}</p>\n' if count else ""


def _table(circuit: Circuit) -> str:
    """The table of all inputs and states, whose outputs the script fills in; of too many only how many there are."""
    states = ports(circuit.registers)
    given, free = [*circuit.input_ports, *states], len(circuit.inputs) + len(circuit.registers)
    if free > _TABLE_BITS:
        count = f"{1 << free:,}" if free <= _COUNTED_BITS else f"2^{free}"
        said = f"{free} bits: {count} rows, too many to list. Type values above, or click single bits."
        return f'<p class="hint">{said}</p>'
    groups = [[port.name for port in side] for side in (given, circuit.output_ports)]
    keys = ("".join(bits) for bits in product("01", repeat=free))
    rows = (f'data-key="{key}"' for key in keys)
    return shell.table('aria-labelledby="table-title"', [*groups, [f"{port.name}′" for port in states]], rows)


# -- the circuit as data ----------------------------------------------------------------------------------------------


def _data(circuit: Circuit, drawing: Drawing, view: View) -> dict[str, Any]:
    graph = circuit.graph
    number = {net: place for place, net in enumerate(graph.nodes)}
    found = {neuron.net: neuron for neuron in neurons(graph)}
    computed = [found[net] for net in levelize(graph) if net in found]
    place = {neuron.net: index for index, neuron in enumerate(computed)}
    given = input_bits(circuit, view.values) if view.values is not None else {}
    output = outputs(graph)
    given_bits = set(circuit.inputs)
    following = {register.net: register.next for register in registers(graph)}

    def numbers(nets: Iterable[str]) -> list[int]:
        return [number[net] for net in nets]

    def shown(port: Port, nets: Sequence[str]) -> dict[str, Any]:
        return {"name": port.name, "shown": shown_port(port), "bus": port.is_bus, "nets": numbers(nets[::-1])}

    def block(drawn: Block) -> Iterator[dict[str, Any]]:
        """The block as a whole and its bits as far as each is drawn; what of it lights up, and what can be set."""
        split = drawn.split or drawn.kind in ("register", "next")
        # A pin that is a row of a table is a cell itself.
        identity = f"a_{drawn.id}" if drawn.table else drawn.id
        for bit in drawn.bits if split else ():
            cell = {"id": f"a_{drawn.id}{bit.port}", "bit": True, "lights": True, "bus": drawn.is_bus}
            yield cell | {"nets": [number[bit.net]], "settable": drawn.kind == "input" and bit.net in given_bits}
        if drawn.is_bus or not split:
            settable = drawn.kind == "input" and not drawn.is_bus and drawn.bits[0].net in given_bits
            whole = {"id": identity, "lights": not split, "bus": drawn.is_bus, "settable": settable}
            yield whole | ({"bit": True} if drawn.table else {}) | {"nets": numbers(bit.net for bit in drawn.bits)}

    def pins(drawn: Part) -> Iterator[dict[str, Any]]:
        for pin in drawn.outputs:
            yield {"id": f"a_{drawn.id}{pin.port}", "bit": True, "lights": True, "nets": numbers(pin.nets)}

    def part(drawn: Part) -> dict[str, Any]:
        return {"id": drawn.id, "name": drawn.name, "neurons": [place[net] for net in drawn.neurons]}

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
        "blocks": [
            *chain.from_iterable(block(drawn) for drawn in drawing.blocks() if drawn.bits),
            *chain.from_iterable(pins(drawn) for drawn in drawing.parts() if drawn.neurons),
        ],
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
