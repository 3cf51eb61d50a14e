"""SVG by hand: elements, texts, paths, and the sheet with a title that a plot stands on. Text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from neurocircuit.rendering.theme import FONT_STACK, Palette
from neurocircuit.rendering.wording import clipped, visible

Point = tuple[float, float]


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; ``content`` is SVG already, attributes are values or text (``font_size``, ``class_``)."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    written = "".join(f' {key}="{coordinate(value)}"' for key, value in given.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def coordinate(value: object) -> str:
    """A float with two places at most, anything else as escaped text."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else escape(str(value))


def text(
    at: Point, words: str, fill: str, size: float = 12, anchor: str = "middle", bold: bool = False, halo: str = ""
) -> str:
    """Words in a colour; a halo in another one keeps them readable over lines."""
    around = {"paint_order": "stroke", "stroke": halo, "stroke_width": 4, "stroke_linejoin": "round"} if halo else {}
    look = {"font_size": size, "text_anchor": anchor, "fill": fill, "font_weight": "bold" if bold else None}
    return tag("text", escape(visible(words)), x=at[0], y=at[1], **look, **around)


def path(points: Sequence[Point], **attributes: object) -> str:
    """Straight lines through points."""
    return tag("path", d="M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points), **attributes)


def sheet(colors: Palette, width: float, height: float, title: str, note: str, body: Sequence[str]) -> str:
    """The whole SVG: a ground, a title with a line or two under it, and the body."""
    wide, high = coordinate(width), coordinate(height)
    head = [
        tag("title", escape(visible(title))),
        tag("rect", width=width, height=height, fill=colors.background),
        text((26.0, 34.0), clipped(title, 60), colors.ink, 17, "start", bold=True),
    ]
    for place, words in enumerate(note.split("\n") if note else ()):
        head.append(text((26.0, 54.0 + 15 * place), words, colors.muted, 12, "start"))
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    inside = "\n".join([*head, *body])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT_STACK}" role="img">\n{inside}\n</svg>\n'
