"""The shell of the interactive pages: one self-contained file of markup, data, style and script; it requests nothing.

The policy in the page allows nothing but its own style and script, by their hashes. The palette stands in it as CSS
variables, light and dark; the styles and scripts that both pages need are here once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any

from neurocircuit.rendering.theme import DARK, LIGHT, Palette
from neurocircuit.rendering.wording import visible

#: Colours of a page around its drawing.
_AROUND = {
    "light": {"panel": "#FFFFFF", "rule": "#DDE2E7", "focus": "#7A3FF2", "bad": "#C0262D", "on-firing": "#3A2500"},
    "dark": {"panel": "#18212C", "rule": "#2C3947", "focus": "#C9A6FF", "bad": "#FF7A7F", "on-firing": "#3A2500"},
}
_SLOT = re.compile(r"@@([A-Z-]+)@@")


def page(
    body: str, title: str, data: Any, scripts: Sequence[str], styles: Sequence[str] = (), theme: str = "light"
) -> str:
    """A page as HTML text.

    Args:
        body: what stands in it, as HTML; what comes before ``<main`` are controls of its header.
        title: its heading, as text.
        data: what its script starts from.
        scripts: the files of its script, after what both pages have.
        styles: the files of its style, after what both pages have.
        theme: dark begins dark, light as the system is.
    """
    style = _style(("page.css", *styles))
    script = "\n".join(map(shipped, ("exact.js", "elements.js", *scripts)))
    controls, main, rest = body.partition("<main")
    slots = {
        "TITLE": escape(visible(title)),
        "THEME": ' data-theme="dark"' if theme == "dark" else "",
        "CONTROLS": controls,
        "MAIN": main + rest,
        "DATA": _json(data),
        "STYLE": style,
        "SCRIPT": script,
        "STYLE-HASH": _hash(style),
        "SCRIPT-HASH": _hash(script),
    }
    return filled(shipped("shell.html"), slots)


def filled(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots ``@@NAME@@`` filled in one pass: what is put in is not looked through again."""
    return _SLOT.sub(lambda match: slots[match[1]], template)


def table(
    named: str, groups: Sequence[Sequence[str]], rows: Iterable[str], inner: Mapping[int, str] | None = None
) -> str:
    """A table whose cells the script fills, as HTML.

    Args:
        named: the attribute that gives its name.
        groups: the headings of its columns, as text; a line stands before each group but the first.
        rows: the attribute of each row.
        inner: what stands in the cells of some columns, by their places.
    """
    columns = [(name, ' class="first"' if group and not place else "")
               for group, names in enumerate(groups) for place, name in enumerate(names)]  # fmt: skip
    head = "".join(f"<th{kind}>{escape(visible(name))}</th>" for name, kind in columns)
    cells = "".join(f"<td{kind}>{(inner or {}).get(place, '')}</td>" for place, (_, kind) in enumerate(columns))
    body = "".join(f"<tr {row}>{cells}</tr>\n" for row in rows)
    return f"<table {named}><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>"


def shipped(name: str) -> str:
    """The text of a file that lies beside this one."""
    return resources.files("neurocircuit.rendering").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(data: Any) -> str:
    """JSON that no HTML parser takes for anything else."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _style(files: Sequence[str]) -> str:
    def variables(palette: Palette, theme: str) -> str:
        roles = [*palette.roles(), *_AROUND[theme].items()]
        return "".join(f"--{role}:{color};" for role, color in roles)

    light, dark = variables(LIGHT, "light"), variables(DARK, "dark")
    return (
        f":root{{{light}color-scheme:light}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}color-scheme:dark}}}}\n"
        f":root[data-theme=dark]{{{dark}color-scheme:dark}}\n{''.join(map(shipped, files))}"
    )
