"""The door to Graphviz: a drawing as DOT source, and the one function that finds the program that lays it out.

The program comes with ``pip install`` (graphviz-pure); a picture needs nothing of the system. Names that a user chose
stand in labels and tooltips only, escaped, never in ids.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import graphviz  # type: ignore[import-untyped]
from graphviz.backend import dot_command  # type: ignore[import-untyped]

from neurocircuit.errors import FileError, NeurocircuitError, counted
from neurocircuit.logic.number import Number, magnitude
from neurocircuit.rendering.lighting import Lighting
from neurocircuit.rendering.model import Block, Card, Drawing, DrawnWire, End, Group, Member, Part, Row
from neurocircuit.rendering.shapes import Shapes, font, literal, name_of
from neurocircuit.rendering.theme import FONT, Palette
from neurocircuit.rendering.wording import formula, number, tip

PROGRAM_VARIABLE = "NEUROCIRCUIT_DOT"
_BUNDLED = "graphviz-pure"
_GRAPH = {
    "rankdir": "LR", "pad": "0.3", "nodesep": "0.3", "ranksep": "0.85", "splines": "spline",
    "outputorder": "edgesfirst", "newrank": "true", "labelloc": "t", "labeljust": "l", "fontname": FONT,
}  # fmt: skip
#: From this many nodes on, the layout gives up some beauty for time.
_MANY_NODES = 1000
_HURRY = {"nslimit": "1", "nslimit1": "1", "mclimit": "0.2"}
#: What a scalar looks like, or a bus that is only used whole.
_TAGS = {
    "input": {"shape": "cds", "margin": "0.2,0.08", "style": "filled"},
    "cut": {"shape": "cds", "margin": "0.2,0.08", "style": "filled,dashed"},
    "output": {"shape": "box", "margin": "0.16,0.06", "style": "rounded,filled", "peripheries": "2"},
}
#: How firmly the unseen spines of a column hold the first and last nodes of each instance.
_SPINE_WIRES = 4


# -- the program ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _found(wanted: str | None, path: str | None) -> Path:
    names = [wanted] if wanted else [*(str(found.resolve()) for found in _bundled_programs()), _BUNDLED, "dot"]
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return Path(found)
    if wanted:
        what = f"{PROGRAM_VARIABLE}={wanted!r} is no executable file"
        raise FileError(what, hint="name Graphviz's dot, or unset it")
    raise FileError("no Graphviz found to lay the picture out", hint="pip install graphviz-pure, or install Graphviz")


def _bundled_programs() -> Iterator[Path]:
    """Where pip put the program; found also where the environment is not activated."""
    names = (_BUNDLED, f"{_BUNDLED}.exe")
    try:
        distribution = metadata.distribution(_BUNDLED)
    except metadata.PackageNotFoundError:
        return
    for file in distribution.files or ():
        if file.name in names:
            yield Path(str(file.locate()))
    # `pip install --target` puts programs here and records them nowhere.
    for name in names:
        yield Path(str(distribution.locate_file(""))) / "bin" / name


def program() -> Path:
    """The program that lays pictures out: NEUROCIRCUIT_DOT, else the bundled one, else one on the PATH.

    Raises:
        FileError: where there is none, with what to install.
    """
    return _found(os.environ.get(PROGRAM_VARIABLE), os.environ.get("PATH"))


def lay_out(source: str, kind: str) -> bytes:
    """What Graphviz makes of DOT source: ``svg``, or another format of its own.

    Raises:
        FileError: where no program is found.
        NeurocircuitError: with the program's own words where it fails.
    """
    dot_command.DOT_BINARY = program()
    try:
        made: bytes = graphviz.Source(source).pipe(format=kind, quiet=True)
    except graphviz.CalledProcessError as failure:
        words = " ".join((failure.stderr or b"").decode("utf-8", "replace").split())[:160]
        raise NeurocircuitError(f"Graphviz failed to make {kind}: {words or failure.returncode}") from None
    return made


# -- the source -----------------------------------------------------------------------------------------------------


def dot_source(drawing: Drawing, palette: Palette, lighting: Lighting | None = None, room: bool = False) -> str:
    """A drawing as DOT source.

    Args:
        palette: its colours.
        lighting: values to show.
        room: leave place for values that are filled in later.
    """
    return _Writer(drawing, palette, lighting, room).source()


class _Writer:
    """Writes one drawing into one ``graphviz.Digraph``."""

    def __init__(self, drawing: Drawing, palette: Palette, lighting: Lighting | None, room: bool) -> None:
        self.drawing = drawing
        self.palette = palette
        self.lit = lighting is not None
        self.shapes = Shapes(palette, lighting, room, gap=4 if any(drawing.parts()) else 2)
        sizes = [magnitude(weight) for card in drawing.cards() for row in card.rows for weight in row.weights]
        sizes += [magnitude(card.perceptron.bias) for card in drawing.cards()]
        self.heaviest = max(sizes, default=0) or 1
        self.graph = graphviz.Digraph("circuit")

    def source(self) -> str:
        graph, drawing = self.graph, self.drawing
        attributes = _GRAPH | drawing.spacing | {"bgcolor": self.palette.background, "fontcolor": self.palette.ink}
        if drawing.title:
            attributes["label"] = self._title()
        if sum(1 for _ in drawing.members()) > _MANY_NODES:
            attributes |= _HURRY
        graph.attr("graph", _attributes=attributes)
        graph.attr("node", fontname=FONT, fontsize="12")
        graph.attr("edge", fontname=FONT, fontsize="11")
        constants = [f"{card.id}one" for card in drawing.cards() if drawing.circle and card.perceptron.bias]
        with graph.subgraph() as source:
            source.attr(rank="source")
            for block in drawing.sources:
                self._block(source, block)
            for constant in constants:
                self._constant(source, constant)
            chained = [block.id for block in drawing.sources if block.kind in ("input", "cut")] + constants
            for first, second in pairwise(chained):
                source.edge(first, second, style="invis")
        for member in drawing.body:
            self._member(graph, member)
        for members in drawing.columns:
            self._column(members)
        with graph.subgraph() as sink:
            sink.attr(rank="sink")
            for block in drawing.sinks:
                self._block(sink, block)
            # As they are declared; between open or closed instances that would cost too many crossings.
            if not any(drawing.groups()) and not any(drawing.parts()):
                for upper, lower in pairwise(drawing.sinks):
                    sink.edge(upper.id, lower.id, style="invis")
        for wire in drawing.wires:
            self._wire(wire)
        return str(graph.source)

    def _title(self) -> str:
        drawing, left = self.drawing, '<br align="left"/>'
        lines = [font(literal(drawing.title), 17, bold=True)]
        if drawing.note:
            lines.append(font(" ", 4))
            lines += [font(literal(note), 11.5, self.palette.muted) for note in drawing.note.split("\n")]
        return f"<{font(''.join(text + left for text in [*lines, font(' ', 8)]))}>"

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _block(self, graph: graphviz.Digraph, block: Block) -> None:
        low, kind = self.drawing.low, {"next": "register", "cut": "input"}.get(block.kind, block.kind)
        on = self.shapes.on([bit.net for bit in block.bits])
        if kind == "pin":
            self._pin(graph, block, on)
        elif kind == "register":
            self._plain(graph, block.id, kind, self.shapes.register(block, low), block.tip, self.palette.register_ink)
        elif block.split:
            ink = self.palette.kind(kind)[2]
            self._plain(graph, block.id, f"{kind} bus", self.shapes.block(block, low), block.tip, ink)
        else:
            self._node(
                graph, block.id, f"{kind}{' on' if on else ''}", self.shapes.tag(block, low), block.tip,
                **_TAGS[block.kind], **_filled(self.palette.lit if on else self.palette.kind(kind)),
                penwidth="1.6", fontsize="14", width="0.78", height="0.42",
            )  # fmt: skip

    def _pin(self, graph: graphviz.Digraph, block: Block, on: bool) -> None:
        ink = self.palette.cluster_ink
        if block.split:
            self._plain(graph, block.id, "pin bus", self.shapes.pin(block), block.tip, ink)
            return
        self._node(
            graph, block.id, f"pin{' on' if on else ''}", f"<{font(name_of(block.name))}>", block.tip,
            shape="box", style="rounded,filled", fontsize="10.5", height="0.24", width="0.36", margin="0.06,0.02",
            **_filled(self.palette.lit if on else (self.palette.background, ink, ink)),
        )  # fmt: skip

    def _constant(self, graph: graphviz.Digraph, identity: str) -> None:
        palette = self.palette
        self._node(
            graph, identity, "constant", "1", "constant 1 for the bias",
            shape="circle", style="dashed,filled", fixedsize="true", width="0.42",
            **_filled((palette.background, palette.muted, palette.muted)),
        )  # fmt: skip

    def _member(self, graph: graphviz.Digraph, member: Member) -> None:
        if isinstance(member, Group):
            self._group(graph, member)
        elif isinstance(member, Part):
            about = f"{member.name}: {member.definition}" if member.definition else member.name
            self._plain(graph, member.id, "module", self.shapes.part(member), tip(about), self.palette.ink)
        elif self.drawing.circle:
            self._circle(graph, member)
        else:
            self._card(graph, member)

    def _card(self, graph: graphviz.Digraph, card: Card) -> None:
        on = self.shapes.on([card.net])
        ink = self.palette.firing_ink if on else self.palette.ink
        self._plain(graph, card.id, f"neuron{' on' if on else ''}", self.shapes.card(card), _about(card), ink)

    def _circle(self, graph: graphviz.Digraph, card: Card) -> None:
        on = self.shapes.on([card.net])
        palette = self.palette
        self._node(
            graph, card.id, f"neuron{' on' if on else ''}", self.shapes.circle(card), _about(card),
            shape="circle", style="filled", fixedsize="true", penwidth="2.4" if on else "1.6",
            width=str(round(self.shapes.diameter(card) / 72, 2)),
            **_filled(palette.lit if on else (palette.neuron, palette.neuron_border, palette.ink)),
        )  # fmt: skip
        for index, row in enumerate(card.rows, start=1):
            self._chip(graph, card, index, row.weights[0], row.nets)
        bias = card.perceptron.bias
        if bias:
            self._chip(graph, card, 0, bias)
            self._through_chip(card, 0, bias, f"{card.id}one", True, "bias", f"e{card.id}b")

    def _chip(self, graph: graphviz.Digraph, card: Card, index: int, weight: Number, nets: Sequence[str] = ()) -> None:
        palette = self.palette
        known_idle = self.lit and nets and not self.shapes.on(nets)
        color = palette.muted if known_idle else palette.sign(weight)
        # Digits take 6.7 points; nine tenths of an inch hold the usual four characters.
        width = max(0.92, 0.5 + 0.093 * len(number(weight)))
        self._node(
            graph, f"{card.id}w{index}", "weight", self.shapes.chip(weight, index), f"weight {number(weight)}",
            shape="box", style="rounded,filled", fillcolor=palette.background, color=color, fontcolor=color,
            penwidth="1.3", fixedsize="true", height="0.3", width=f"{width:.2f}",
        )  # fmt: skip

    def _group(self, graph: graphviz.Digraph, group: Group) -> None:
        palette = self.palette
        definition = font(f"  {name_of(group.definition)}", 10.5) if group.definition else ""
        with graph.subgraph(name=f"cluster_{group.id}") as inner:
            inner.attr("graph", _attributes={
                "id": group.id, "class": "cluster", "style": "rounded,filled", "margin": "14", "penwidth": "1.1",
                "fillcolor": palette.cluster(group.depth), "color": palette.cluster_border, "labeljust": "c",
                "fontcolor": palette.cluster_ink, "fontsize": "12", "tooltip": _text(group.tip),
                "label": f"<{font(font(name_of(group.name), bold=True) + definition)}>",
            })  # fmt: skip
            if group.rows:
                label, about = self.shapes.pins(group.rows), tip(f"inputs of {group.name}")
                self._plain(inner, group.rows[0].table, "pin", label, about, palette.cluster_ink)
            for pin in group.pins:
                if not pin.table:
                    self._block(inner, pin)
            for member in group.members:
                self._member(inner, member)

    def _plain(self, graph: graphviz.Digraph, identity: str, name: str, label: str, about: str, ink: str) -> None:
        """A node that is nothing but its table."""
        self._node(graph, identity, name, label, about, shape="plain", fontcolor=ink)

    @staticmethod
    def _node(graph: graphviz.Digraph, identity: str, name: str, label: str, about: str, **attributes: str) -> None:
        graph.node(identity, label=label, **attributes, **{"id": identity, "class": name, "tooltip": _text(about)})

    def _column(self, members: list[Member]) -> None:
        """Instances above each other: closed ones by the rank of their links, open ones between two unseen spines.

        Graphviz keeps no order between clusters; but crossing the many wires of a spine costs it more than ours does.
        """
        with self.graph.subgraph() as column:
            column.attr(rank="same")
            for member in members:
                if isinstance(member, Part):
                    column.node(member.id)
        groups = [member for member in members if isinstance(member, Group)]
        linked = {wire.head.node.id for wire in self.drawing.wires if "constraint" in wire.options}
        pins = [{pin.table or pin.id: _SPINE_WIRES for pin in group.pins if pin.id not in linked} for group in groups]
        cards = [[member.id for member in group.members if isinstance(member, Card)] for group in groups]
        last = [{**dict.fromkeys(each, 1), **dict.fromkeys(each[-1:], _SPINE_WIRES)} for each in cards]
        self._spine([f"{group.id}s" for group in groups], pins, after=False)
        self._spine([f"{group.id}t" for group in groups], last, after=True)

    def _spine(self, bones: list[str], tied: list[dict[str, int]], after: bool) -> None:
        """Unseen nodes in one rank, in this order, each tied to nodes of its group by so many unseen wires.

        ``after``: to the right of them.
        """
        with self.graph.subgraph() as column:
            column.attr(rank="same")
            for bone in bones:
                column.node(bone, label="", style="invis", width="0.01", height="0.01")
            for upper, lower in pairwise(bones):
                column.edge(upper, lower, style="invis")
        for bone, nodes in zip(bones, tied, strict=True):
            for node, wires in nodes.items():
                ends = (node, bone) if after else (bone, node)
                for _ in range(wires):
                    self.graph.edge(*ends, style="invis")

    # -- wires -------------------------------------------------------------------------------------------------------

    def _wire(self, wire: DrawnWire) -> None:
        weight = _common_sign(wire.row)
        nets, on = wire.nets, self.shapes.on(wire.nets)
        if self.drawing.circle and wire.row is not None:
            assert isinstance(wire.head.node, Card)
            card, tail = wire.head.node, _end(wire.tail, circle=True)
            self._through_chip(card, card.rows.index(wire.row) + 1, wire.row.weights[0], tail, on, nets[0], wire.id)
            return
        about = nets[0] if len(nets) == 1 else f"{nets[0]} … {nets[-1]} ({counted(len(nets), 'net')})"
        if wire.row is not None and len(nets) == 1:
            about += f"  weight {number(wire.row.weights[0])}"
        attributes = self._stroke(weight, on, len(nets)) | {"tooltip": _text(tip(about)), "id": wire.id}
        tail, head = _end(wire.tail, self.drawing.circle), _end(wire.head, self.drawing.circle)
        if wire.options.get("dir") == "back":
            tail, head = head, tail
            attributes |= {"arrowtail": attributes["arrowhead"], "arrowhead": "none"}
        self.graph.edge(tail, head, _attributes=attributes | wire.options)

    def _through_chip(self, card: Card, index: int, weight: Number, tail: str, on: bool, net: str, wire: str) -> None:
        """A wire in two pieces with its weight between them; the first is kept level."""
        about = {"tooltip": _text(tip(f"{net}  weight {number(weight)}"))}
        stroke = self._stroke(weight, on, 1) | about
        first = stroke | {"id": wire, "arrowhead": "none", "weight": "90"}
        self.graph.edge(tail, f"{card.id}w{index}:w", _attributes=first)
        self.graph.edge(f"{card.id}w{index}:e", card.id, _attributes=stroke | {"id": f"{wire}x", "weight": "4"})

    def _stroke(self, weight: Number | None, on: bool, width: int) -> dict[str, str]:
        """Sign as colour and arrowhead (an inhibition bar), size as thickness; None for a plain wire."""
        palette = self.palette
        color = palette.neuron_border if weight is None else palette.sign(weight)
        pen = 1.6 if weight is None else 0.8 + 1.7 * float(Fraction(magnitude(weight)) / self.heaviest)
        if width > 1:
            pen = 3.6
        if self.lit and on:
            pen, color = pen + 0.8, palette.firing_border if weight is None else color
        elif self.lit:
            pen, color = pen * 0.75, palette.idle
        negative = weight is not None and weight < 0
        sign = "plain" if weight is None else "neg" if negative else "pos" if weight else "zero"
        thick, thin = ("0.55", "0.85") if negative else ("0.5", "0.65")
        return {
            "class": f"wire {sign}{' on' if on else ''}", "color": color, "penwidth": f"{pen:.2f}",
            "arrowhead": "tee" if negative else "normal", "arrowsize": thick if width > 1 else thin,
        }  # fmt: skip


def _filled(colors: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("fillcolor", "color", "fontcolor"), colors, strict=True))


def _end(end: End, circle: bool) -> str:
    node, port = end.node, end.port
    if isinstance(node, Card) and circle:
        port = ""
    elif isinstance(node, Block):
        if port == "bus" and not (node.split or node.kind in ("register", "next")):
            port = ""
        if node.table:
            return f"{node.table}:{node.id}{port}:{end.side}"
        elif not port and node.kind in ("register", "next"):
            port = "bus" if node.is_bus or not node.bits else "b0"
    return ":".join(filter(None, (node.id, port, end.side)))


def _common_sign(row: Row | None) -> Number | None:
    """The greatest weight of a row where all have one sign, None for a plain wire."""
    if row is None or (min(row.weights) < 0 < max(row.weights)):
        return None
    return max(row.weights, key=magnitude)


def _about(card: Card) -> str:
    perceptron = card.perceptron
    return tip(f"{card.net} {formula(card.fanin, perceptron.weights, perceptron.bias, perceptron.threshold)}")


def _text(text: str) -> str:
    """Plain text as an attribute, also where it looks like a label of markup."""
    # Tooltips are looked through twice for backslashes, so these are doubled once more.
    return str(graphviz.escape(literal(text)))
