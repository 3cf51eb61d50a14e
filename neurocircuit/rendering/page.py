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


class _Numbers:
    """The nets of a circuit and its neurons, each by its place in the data."""

    def __init__(self, circuit: Circuit) -> None:
        self.given = set(circuit.inputs)
        self.net = {net: place for place, net in enumerate(circuit.graph.nodes)}
        found = {neuron.net: neuron for neuron in neurons(circuit.graph)}
        self.neurons = [found[net] for net in levelize(circuit.graph) if net in found]
        self.neuron = {neuron.net: place for place, neuron in enumerate(self.neurons)}

    def of(self, nets: Iterable[str]) -> list[int]:
        """The numbers of some nets."""
        return [self.net[net] for net in nets]


def _data(circuit: Circuit, drawing: Drawing, view: View) -> dict[str, Any]:
    """What the script takes: the circuit, to compute with, and the drawing, to light."""
    numbers = _Numbers(circuit)
    return _computed(circuit, view, numbers) | _drawn(drawing, numbers)


def _computed(circuit: Circuit, view: View, numbers: _Numbers) -> dict[str, Any]:
    """Nets, ports, registers and neurons, in an order in which they can be computed."""
    output = outputs(circuit.graph)
    clocked = list(registers(circuit.graph))
    following = {register.net: register.next for register in clocked}
    given = input_bits(circuit, view.values) if view.values is not None else {}

    def shown(port: Port, nets: Sequence[str]) -> dict[str, Any]:
        return {"name": port.name, "shown": shown_port(port), "bus": port.is_bus, "nets": numbers.of(nets[::-1])}

    return {
        "nets": list(numbers.net),
        "low": ENCODINGS[circuit.encoding][0],
        "inputs": [shown(port, port.bits) for port in circuit.input_ports],
        "registers": [
            shown(port, port.bits) | {"next": numbers.of(following[net] for net in port.bits[::-1])}
            for port in ports(circuit.registers)
        ],
        "outputs": [shown(port, [output[bit] for bit in port.bits]) for port in circuit.output_ports],
        "start": [[numbers.net[net], int(bit)] for net, bit in given.items()],
        "initial": [[numbers.net[register.net], register.initial] for register in clocked],
        "neurons": [
            {"net": numbers.net[neuron.net], "reads": numbers.of(neuron.fanin)} | _exact(neuron.perceptron)
            for neuron in numbers.neurons
        ],
    }


def _drawn(drawing: Drawing, numbers: _Numbers) -> dict[str, Any]:
    """What stands in the picture, by its id there, and the nets and neurons that it shows."""
    place = numbers.neuron
    return {
        "blocks": [
            *chain.from_iterable(_block(block, numbers) for block in drawing.blocks() if block.bits),
            *chain.from_iterable(_pins(part, numbers) for part in drawing.parts() if part.neurons),
        ],
        "cards": [
            {"id": card.id, "neuron": place[card.net], "rows": [numbers.of(row.nets) for row in card.rows]}
            for card in drawing.cards()
            if card.net in place
        ],
        "parts": [
            {"id": part.id, "name": part.name, "neurons": [place[net] for net in part.neurons]}
            for part in drawing.parts()
        ],
        "wires": [
            {"id": wire.id, "nets": numbers.of(wire.nets)}
            | ({"to": place[wire.head.node.net]} if wire.row is not None else {})  # type: ignore[union-attr]
            for wire in drawing.wires
        ],
    }


def _block(block: Block, numbers: _Numbers) -> Iterator[dict[str, Any]]:
    """The block as a whole and its bits as far as each is drawn; what of it lights up, and what can be set."""
    split = block.split or block.kind in ("register", "next")
    # A pin that is a row of a table is a cell itself.
    identity = f"a_{block.id}" if block.table else block.id
    for bit in block.bits if split else ():
        cell = {"id": f"a_{block.id}{bit.port}", "bit": True, "lights": True, "bus": block.is_bus}
        settable = block.kind == "input" and bit.net in numbers.given
        yield cell | {"nets": [numbers.net[bit.net]], "settable": settable}
    if block.is_bus or not split:
        settable = block.kind == "input" and not block.is_bus and block.bits[0].net in numbers.given
        whole = {"id": identity, "lights": not split, "bus": block.is_bus, "settable": settable}
        yield whole | ({"bit": True} if block.table else {}) | {"nets": numbers.of(bit.net for bit in block.bits)}


def _pins(part: Part, numbers: _Numbers) -> Iterator[dict[str, Any]]:
    """The outputs of a closed part."""
    for pin in part.outputs:
        yield {"id": f"a_{part.id}{pin.port}", "bit": True, "lights": True, "nets": numbers.of(pin.nets)}


def _exact(perceptron: Perceptron) -> dict[str, Any]:
    """Weights, bias and threshold as integers over one denominator; strings, since they may be of any size."""
    numbers = [*perceptron.weights, perceptron.bias, perceptron.threshold]
    scale = lcm(*(number.denominator for number in numbers))
    *weights, bias, threshold = (str(int(number * scale)) for number in numbers)
    low = ENCODINGS[perceptron.encoding][0]
    return {"weights": weights, "bias": bias, "threshold": threshold, "scale": str(scale), "low": low}
