"""The shapes as Graphviz's HTML-like labels: cards, blocks, closed parts, tags, chips.

Every text that a user wrote passes ``literal`` here; nothing else of theirs enters a label. A cell or inner table with
an ``id`` and a ``title`` comes out of Graphviz as a group ``a_ID``, which the page lights up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from neurocircuit.errors import counted
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.rendering.lighting import Lighting
from neurocircuit.rendering.model import Block, Card, DrawnBit, Part, Pin, Row
from neurocircuit.rendering.scope import is_number
from neurocircuit.rendering.theme import NAME_SIZE, Palette
from neurocircuit.rendering.wording import clipped, minus, number, port_value

_BARE = 'border="0" cellborder="0" cellspacing="0"'
_ROUND = 'cellborder="0" cellspacing="0" style="rounded"'
#: Letters broader than most.
_BROAD = frozenset("ABCDEFGHKMNOPQRSUVWXYZmw@%&<>+=~")
#: Points between the pins of an instance.
_PIN_GAP = 14
#: A bus of up to this many bits shows each bit's weight in a neuron's cell.
_LISTED_BITS = 8
#: A longer name is clipped in a circle, which grows with it; the output beside it has room for all of it.
_CIRCLE_NAME = 14
#: Points that a character of a rule takes.
_RULE_LETTER = 5.6


def font(text: str, size: float | None = None, color: str = "", bold: bool = False) -> str:
    """A run of text; ``text`` is already escaped."""
    inner = f"<b>{text}</b>" if bold else text
    attributes = (f' point-size="{size:g}"' if size else "") + (f' color="{color}"' if color else "")
    # An empty <font> is no label of its own; with attributes it is, so there is always an element around the text.
    return f"<font{attributes}>{inner}</font>"


def literal(text: str) -> str:
    r"""Text in which neither markup nor a backslash means anything: Graphviz takes ``\N`` for the node's id."""
    return escape(text).replace("\\", 2 * "\\")


def name_of(text: str, longest: int = 28) -> str:
    """A user's name as label text."""
    return literal(clipped(text, longest))


@dataclass(frozen=True, slots=True)
class Shapes:
    """Draws with one palette; with a lighting the values show, with ``room`` there is place for the page's values."""

    palette: Palette
    lighting: Lighting | None = None
    room: bool = False
    gap: int = 2

    # -- values ------------------------------------------------------------------------------------------------------

    def on(self, nets: Sequence[str]) -> bool:
        """Whether any of the nets is known to be 1."""
        return self.lighting is not None and any(self.lighting.values.get(net) for net in nets)

    def value(self, nets: Sequence[str], is_bus: bool, low: int, size: float = 12) -> str:
        """`` = 5`` for nets (highest first), as wide as it can get where the page will fill it in; or nothing."""
        if nets and self.room:
            return font(f" = {(1 << len(nets)) - 1 if is_bus else minus(str(low or 1))}", size)
        if nets and self.lighting:
            return font(f" = {port_value(nets[::-1], is_bus, self.lighting.values, self.lighting.low)}", size)
        return ""

    def pale(self, on: bool) -> str:
        """The colour of what matters less, on a neuron that fires or not."""
        return self.palette.firing_muted if on else self.palette.muted

    def rule(self, card: Card) -> str:
        """The sum against the threshold."""
        threshold = number(card.perceptron.threshold)
        if self.lighting is None:
            return f"Σ ≥ {threshold}"
        return f"{number(self.lighting.sums[card.net])} {'≥' if self.on([card.net]) else '&lt;'} {threshold}"

    def rule_width(self, card: Card) -> int:
        """Points enough for the rule, whatever values it is to show."""
        sums = _sums(card.perceptron) if self.room else [self.lighting.sums[card.net]] if self.lighting else [0]
        letters = max(len(number(each)) for each in sums) + len(" ≥ ") + len(number(card.perceptron.threshold))
        return int(_RULE_LETTER * letters)

    def diameter(self, card: Card) -> int:
        """Points enough for the face of a neuron that is a circle."""
        return max(72, self.rule_width(card) + 8, _room(clipped(card.name, _CIRCLE_NAME)))

    # -- blocks ------------------------------------------------------------------------------------------------------

    def tag(self, block: Block, low: int) -> str:
        """The label of a scalar, or of a bus that is only used whole."""
        value = self.value([bit.net for bit in block.bits], block.is_bus, low)
        return f"<{font(font(name_of(block.name), bold=True) + value)}>"

    def block(self, block: Block, low: int) -> str:
        """A bus, one row a bit under a header."""
        head = font(name_of(block.name), 13.5, bold=True) + self.value([bit.net for bit in block.bits], True, low)
        cells = [(bit.port, self._bit(block, bit, low)) for bit in block.bits]
        rows = _rows(head, (26, 5), cells, self.gap)
        return f"<{_table(rows, self.palette.kind(block.kind), 2, 2)}>"

    def pin(self, block: Block) -> str:
        """A bus port of an open instance, bit by bit."""
        return f"<{self._pin_bits(block)}>"

    def pins(self, blocks: Sequence[Block]) -> str:
        """The input ports of an open instance below each other; their ports begin with the ids of the blocks."""
        rows = ""
        for block in blocks:
            if block.split:
                rows += f"<tr><td>{self._pin_bits(block, block.id)}</td></tr>"
            else:
                rows += f'<tr><td port="{block.id}">{self._pin(block)}</td></tr>'
        return f'<<table border="0" cellborder="0" cellspacing="{_PIN_GAP}" cellpadding="0">{rows}</table>>'

    def _pin(self, block: Block) -> str:
        ink = self.palette.cluster_ink
        lit, idle = self.palette.lit, (self.palette.background, ink, ink)
        fill, border, ink = lit if self.on([bit.net for bit in block.bits]) else idle
        row = f'<tr><td width="22" height="14">{font(name_of(block.name), 10.5, ink)}</td></tr>'
        return _table(row, (fill, border), 1, mark=_mark(block.id, "", block.tip))

    def _pin_bits(self, block: Block, prefix: str = "") -> str:
        head = font(name_of(block.name), 10.5, bold=True)
        cells = [(prefix + bit.port, self._pin_bit(block, bit)) for bit in block.bits]
        return _table(
            _rows(head, (19, 3), cells, 1, f"{prefix}bus"), (self.palette.background, self.palette.cluster_ink), 1
        )

    def register(self, block: Block, low: int) -> str:
        """One side of a register that is cut open: Q, or D where ``block.kind`` is next."""
        colors = self.palette.kind("register")
        after = block.kind == "next"
        rows = ""
        for bit in block.bits:
            name = f"<td>{self._bit(block, bit, low)}</td>"
            port = f'port="{bit.port if block.is_bus else "b0"}"'
            pin = f'<td {port} width="24">{font("D" if after else "Q", 10.5, colors[1], bold=True)}</td>'
            rows += f"<tr>{pin + name if after else name + pin}</tr>"
        title = font(name_of(block.name), 13.5, bold=True) if block.is_bus or not block.bits else ""
        head = title + font(f"{'  ' if title else ''}{'next' if after else 'register'}", 10.5)
        head = f'<tr><td colspan="2" port="bus" height="28" cellpadding="4">{head}</td></tr>'
        return f"<{_table(head + rows + _foot(2), colors, 2, 2)}>"

    def _bit(self, block: Block, bit: DrawnBit, low: int) -> str:
        kind = "register" if block.kind == "next" else block.kind
        on = self.on([bit.net])
        fill, border, ink = self.palette.lit if on else self.palette.kind(kind)
        value = self.value([bit.net], False, 0 if block.is_bus else low, 11)
        text = font(font(name_of(bit.name), 12, bold=True) + value, color=ink)
        row = f'<tr><td width="58" height="18">{text}</td></tr>'
        return _table(row, (fill, border if on else fill), 1, 2, _mark(block.id, bit.port, bit.name))

    def _pin_bit(self, block: Block, bit: DrawnBit) -> str:
        palette = self.palette
        on = self.on([bit.net])
        fill, ink = (palette.firing, palette.firing_ink) if on else (palette.background, palette.cluster_ink)
        row = f'<tr><td width="26" height="13">{font(name_of(bit.name), 10.5, ink)}</td></tr>'
        return _table(row, (fill, fill), 1, mark=_mark(block.id, bit.port, bit.name))

    # -- neurons -----------------------------------------------------------------------------------------------------

    def circle(self, card: Card) -> str:
        """The label of a neuron that is a circle."""
        return f"<{font(self._face(card, _CIRCLE_NAME))}>"

    def _face(self, card: Card, longest: int = 28) -> str:
        """The lines that say what a neuron is: its name, its gate, its rule."""
        muted = self.pale(self.on([card.net]))
        kind = f"AT LEAST {card.perceptron.integer_form.threshold}" if card.gate == "AT_LEAST" else card.gate
        gate = f"<br/>{font(literal(kind), 8.5, muted)}" if kind else ""
        name = font(name_of(card.name, longest), NAME_SIZE, bold=True)
        return f"{name}{gate}<br/>{font(self.rule(card), 10, muted)}"

    def card(self, card: Card) -> str:
        """A neuron as a card: a row an input, then the bias, then the face."""
        palette, on = self.palette, self.on([card.net])
        cells = [(row.port, self._row(card, row, on)) for row in card.rows]
        if card.perceptron.bias:
            cells.append(("", self._bias(card.perceptron.bias, on)))
        # A neuron without inputs still has a left column: an empty table would be no table.
        cells = cells or [("", font("no inputs", 9, self.pale(on)))]
        line = palette.firing_line if on else palette.line
        rows = ""
        for place, (port, inner) in enumerate(cells):
            sides = "R" if place == len(cells) - 1 else "RB"
            target = f'port="{port}" ' if port else ""
            cell = f'{target}{_mark(card.id, port or "bias")} width="34" height="21"'
            cell += f' border="1" sides="{sides}" color="{line}"'
            rows += f"<tr><td {cell}>{inner}</td>{self._face_cell(card, len(cells)) if place == 0 else ''}</tr>"
        colors = palette.lit if on else (palette.neuron, palette.neuron_border)
        return f"<{_table(rows, colors, 2 if on else 1, 3)}>"

    def _face_cell(self, card: Card, height: int) -> str:
        width = max(66, self.rule_width(card) + 12) if self.room else 66
        cell = f'rowspan="{height}" port="o" {_mark(card.id, "m")} width="{width}" height="44" cellpadding="6"'
        return f"<td {cell}>{self._face(card)}</td>"

    def _bias(self, bias: Number, on: bool) -> str:
        return font("1 × ", 9, self.pale(on)) + font(number(bias), 11, self.palette.sign(bias, on), bold=True)

    def _row(self, card: Card, row: Row, on: bool) -> str:
        if not row.bus:
            return self._weight(row.nets[0], row.weights[0], on)
        muted = self.pale(on)
        name = name_of(row.bus.partition("[")[0], 16)
        if len(row.nets) > _LISTED_BITS:
            unit = row.weights[-1]
            low, high = (unit, unit) if is_number(row.weights) else (min(row.weights), max(row.weights))
            span = number(low) if low == high else f"{number(low)} … {number(high)}"
            color = self.palette.sign(low if low == high else 0, on)
            return font(span, 11, color, bold=True) + font(f" × {name}", 10, muted)
        tops, bottoms = "", ""
        for place, (net, weight) in enumerate(zip(row.nets, row.weights, strict=True)):
            index = len(row.nets) - 1 - place
            tops += f'<td width="24" cellpadding="0">{font(f"[{index}]", 8, muted)}</td>'
            bottoms += f'<td width="24" cellpadding="0">{self._weight(net, weight, on)}</td>'
        return f'<table {_BARE} cellpadding="0"><tr>{tops}</tr><tr>{bottoms}</tr></table>'

    def _weight(self, net: str, weight: Number, on: bool) -> str:
        """A weight in its sign's colour, muted where its input is known to add nothing."""
        idle = self.lighting is not None and not self.on([net])
        return font(number(weight), 11, self.pale(on) if idle else self.palette.sign(weight, on), bold=True)

    def chip(self, weight: Number, index: int) -> str:
        """A weight on the wire into a circle."""
        subscript = f'<sub><font point-size="9">{index}</font></sub>'
        return f"<{font(f'<i>w</i>{subscript} = {number(weight)}')}>"

    # -- closed parts ------------------------------------------------------------------------------------------------

    def part(self, part: Part) -> str:
        """A closed instance: ports around its name and neuron count."""
        left = [pin for pin in part.inputs if pin.port != part.bottom]
        right = [pin for pin in part.outputs if pin.port != part.top]
        height = max(3 if part.top else 1, len(left), len(right))
        rows = ""
        for place in range(height):
            cells = self._middle(part, place, height)
            if part.inputs or part.outputs:
                cells = self._port(part, _at(left, place, height), "left") + cells
                cells += self._port(part, _at(right, place, height), "right")
            rows += f"<tr>{cells}</tr>"
        return f"<{_table(rows, (self.palette.cluster1, self.palette.muted), 1, 3)}>"

    def _middle(self, part: Part, place: int, height: int) -> str:
        ends = {0: part.top, height - 1: part.bottom} if part.top else {}
        if place in ends:
            pins = {pin.port: pin for pin in part.inputs + part.outputs}
            return self._port(part, pins.get(ends[place]), "center")
        if place != (1 if part.top else 0):
            return ""
        span = height - 2 if part.top else height
        lines = [font(name_of(part.name), NAME_SIZE, bold=True)]
        if part.definition and not part.top and part.definition != part.name:
            lines.append(font(name_of(part.definition), 10))
        lines.append(font(self._amount(part), 10, self.palette.muted))
        least = f' height="{part.height}"' if part.height else ""
        width = max(96, 20 + round(7.8 * len(clipped(part.name))))
        cell = f'rowspan="{span}" width="{width}"{least} cellpadding="1" {_mark(part.id, "m")}'
        return f"<td {cell}>{'<br/>'.join(lines)}</td>"

    def _amount(self, part: Part) -> str:
        """What is inside; with values, how many of the neurons fire."""
        if self.lighting is not None and part.neurons:
            return f"{sum(self.lighting.values[net] for net in part.neurons)} of {len(part.neurons)} fire"
        registers = [counted(part.registers, "register")] if part.registers else []
        neurons = [counted(len(part.neurons), "neuron")] if part.neurons or not registers else []
        return ", ".join(neurons + registers)

    def _port(self, part: Part, pin: Pin | None, align: str) -> str:
        if pin is None:
            return '<td width="46"></td>'
        palette = self.palette
        output = pin in part.outputs
        on = output and self.on(pin.nets)
        fill, ink = (palette.firing, palette.firing_ink) if on else (palette.cluster1, palette.ink)
        text, padding = font(name_of(pin.name, 16), 11, ink), 2
        if output:
            width, padding = max(40, _room(clipped(pin.name, 16))), 1
            row = f'<tr><td width="{width - 4}">{text}</td></tr>'
            fixed = f'fixedsize="true" width="{width}" height="18"'
            text = _table(row, (fill, fill), 1, mark=_mark(part.id, pin.port, pin.name), fixed=fixed)
        elif align == "left":
            text = "&#160;" + text
        return f'<td port="{pin.port}" align="{align}" width="46" height="16" cellpadding="{padding}">{text}</td>'


def _sums(perceptron: Perceptron) -> list[Number]:
    """The least and the greatest sum, and what they are made of, which may have more decimal places."""
    weights, bias, low = perceptron.weights, perceptron.bias, ENCODINGS[perceptron.encoding][0]
    least = bias + sum(min(weight, low * weight) for weight in weights)
    most = bias + sum(max(weight, low * weight) for weight in weights)
    return [least, most, bias, *weights]


def _table(rows: str, colors: Sequence[str], border: int, padding: int = 1, mark: str = "", fixed: str = "") -> str:
    """A table with round corners in the first two colours, its fill and its border."""
    head = " ".join(filter(None, ("table", mark, f'border="{border}" {_ROUND} cellpadding="{padding}"')))
    tail = f" {fixed}" if fixed else ""
    return f'<{head} bgcolor="{colors[0]}" color="{colors[1]}"{tail}>{rows}</table>'


def _rows(head: str, size: tuple[int, int], cells: Sequence[tuple[str, str]], padding: int, top: str = "bus") -> str:
    """The header of a bus, of a height and padding, over its bits: a port and a cell each."""
    rows = [f'<tr><td port="{port}" cellpadding="{padding}">{cell}</td></tr>' for port, cell in cells]
    return f'<tr><td port="{top}" height="{size[0]}" cellpadding="{size[1]}">{head}</td></tr>{"".join(rows)}{_foot()}'


def _mark(node: str, cell: str, title: str = " ") -> str:
    return f'id="{node}{cell}" title="{literal(clipped(title))}"'


def _room(text: str) -> int:
    """Points enough for an 11 point text, whatever its letters are."""
    return 8 + sum(7 if letter.isascii() and letter not in _BROAD else 11 for letter in text)


def _foot(columns: int = 1) -> str:
    span = f'colspan="{columns}" ' if columns > 1 else ""
    return f'<tr><td {span}height="2" cellpadding="0"></td></tr>'


def _at(pins: list[Pin], place: int, height: int) -> Pin | None:
    """The pin for a row, where pins are spread evenly over the rows."""
    rows = {int((number + 0.5) * height / len(pins)): pin for number, pin in enumerate(pins)}
    return rows.get(place)
