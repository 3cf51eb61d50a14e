"""The palette, light and dark, and the fonts: one place for what a picture is made of.

A colour's field name is its role; in the interactive page it is a CSS variable of the same name (``--neuron-border``).
Positive and negative weights are blue and orange-red, which colour-blind readers can tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from neurocircuit.errors import InputError

#: The only font that Graphviz is told: a list of fonts would make it measure another one.
FONT = "Arial"
#: What the SVG asks for instead: fonts with the same widths, wherever it is shown.
FONT_STACK = "Arial,Helvetica,Liberation Sans,sans-serif"
#: The size of a name above other lines of its cell; text of other sizes stands alone on its line.
NAME_SIZE = 13


@dataclass(frozen=True, slots=True)
class Palette:
    """A colour for each role."""

    background: str
    ink: str
    muted: str
    neuron: str
    neuron_border: str
    line: str
    firing: str
    firing_border: str
    firing_ink: str
    firing_muted: str
    firing_line: str
    firing_positive: str
    firing_negative: str
    positive: str
    negative: str
    zero: str
    idle: str
    cluster1: str
    cluster2: str
    cluster3: str
    cluster_border: str
    cluster_ink: str
    input: str
    input_border: str
    input_ink: str
    output: str
    output_border: str
    output_ink: str
    register: str
    register_border: str
    register_ink: str

    def roles(self) -> Iterator[tuple[str, str]]:
        """Each role as a CSS variable is called, and its colour."""
        return ((field.name.replace("_", "-"), getattr(self, field.name)) for field in fields(self))

    def kind(self, kind: str) -> tuple[str, str, str]:
        """Fill, border and ink of an input, output or register."""
        return getattr(self, kind), getattr(self, f"{kind}_border"), getattr(self, f"{kind}_ink")

    @property
    def lit(self) -> tuple[str, str, str]:
        """Fill, border and ink of what is 1."""
        return self.firing, self.firing_border, self.firing_ink

    def cluster(self, depth: int) -> str:
        """The fill of an open instance; deeper ones are darker."""
        return (self.cluster1, self.cluster2, self.cluster3)[min(depth, 2)]

    def sign(self, weight: object, firing: bool = False) -> str:
        """The colour of a weight by its sign; on a firing neuron's fill a darker one."""
        zero, positive, negative = self.zero, self.positive, self.negative
        if firing:
            zero, positive, negative = self.firing_muted, self.firing_positive, self.firing_negative
        return zero if weight == 0 else positive if weight > 0 else negative  # type: ignore[operator]


LIGHT = Palette(
    background="#FCFBF8", ink="#1F2933", muted="#66727F",
    neuron="#FFFFFF", neuron_border="#3B4856", line="#D5DADF",
    firing="#FFC53D", firing_border="#B77400", firing_ink="#3A2500", firing_muted="#6A4A0C", firing_line="#DDA123",
    firing_positive="#0B3FB5", firing_negative="#A31D06",
    positive="#1769D2", negative="#C93F18", zero="#98A3AF", idle="#8A95A1",
    cluster1="#F2F0EA", cluster2="#E8E5DC", cluster3="#DDD9CE", cluster_border="#C9C4B6", cluster_ink="#5C5647",
    input="#E6EEF8", input_border="#5E7EA6", input_ink="#1B3656",
    output="#E5F3EA", output_border="#4F9069", output_ink="#143D25",
    register="#F0E9FA", register_border="#8460B8", register_ink="#38225C",
)  # fmt: skip

DARK = Palette(
    background="#10161F", ink="#E7EDF4", muted="#93A1B1",
    neuron="#1D2733", neuron_border="#8B9BAD", line="#3A4858",
    firing="#FFC53D", firing_border="#FFE09A", firing_ink="#2A1B00", firing_muted="#5C430F", firing_line="#D9A02B",
    firing_positive="#0B3FB5", firing_negative="#A31D06",
    positive="#62ADFF", negative="#FF8559", zero="#6C7A89", idle="#5C6C80",
    cluster1="#161E29", cluster2="#1B2532", cluster3="#212D3C", cluster_border="#37475A", cluster_ink="#9FB0C3",
    input="#1A2B42", input_border="#5F8FC9", input_ink="#D3E4FA",
    output="#15322A", output_border="#4CA882", output_ink="#CFF2E0",
    register="#2A2140", register_border="#A488DB", register_ink="#E6DBFA",
)  # fmt: skip

#: A colour of its own for every role, which the page turns into CSS variables after drawing.
MARKS = Palette(*(f"#01a0{number:02x}" for number in range(len(fields(Palette)))))

THEMES: dict[str, Palette] = {"light": LIGHT, "dark": DARK}


def palette(theme: str) -> Palette:
    """The palette of that name.

    Raises:
        InputError: for an unknown one.
    """
    if theme not in THEMES:
        raise InputError(f"unknown theme {theme!r}", hint=f"one of {', '.join(THEMES)}")
    return THEMES[theme]
