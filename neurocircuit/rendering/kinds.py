"""The kinds of picture files: what makes each, and drawing into one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from neurocircuit.errors import FileError, MissingExtraError
from neurocircuit.files import PathLike, write_bytes
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.rendering.dot import lay_out, program
from neurocircuit.rendering.draw import View, alone, dot_of, svg_of
from neurocircuit.rendering.page import circuit_page


def _pdf(circuit: Circuit, view: View) -> bytes:
    """A PDF by svglib, or by a real Graphviz where there is one."""
    try:
        svglib = import_module("svglib.svglib")
        reportlab = import_module("reportlab.graphics.renderPDF")
    except ModuleNotFoundError:
        if program().stem == "dot":
            return lay_out(dot_of(circuit, view), "pdf")
        raise MissingExtraError("a PDF needs svglib", extra="pdf") from None
    drawing = svglib.svg2rlg(io.BytesIO(svg_of(circuit, view).encode()))
    made: bytes = reportlab.drawToString(drawing)
    return made


#: Each kind of file by its suffix, and what makes it.
KINDS: dict[str, Callable[[Circuit, View], bytes]] = {
    ".svg": lambda circuit, view: svg_of(circuit, view).encode(),
    ".png": lambda circuit, view: lay_out(dot_of(circuit, view), "png"),
    ".pdf": _pdf,
    ".dot": lambda circuit, view: dot_of(circuit, view).encode(),
    ".html": lambda circuit, view: circuit_page(circuit, view).encode(),
}


def picture(circuit: Circuit, kind: str, view: View) -> bytes:
    """A picture as the bytes of a file of that suffix.

    Raises:
        FileError: for an unknown suffix.
        MissingExtraError: for a PDF without the extra ``pdf``.
    """
    if kind not in KINDS:
        what = f"unknown kind of picture {kind!r}" if kind else "a file name without a suffix says no kind of picture"
        raise FileError(what, hint=f"one of {' '.join(KINDS)}")
    return KINDS[kind](circuit, view)


def render(
    circuit: Circuit | Perceptron, path: PathLike, values: Mapping[str, int] | None = None, **options: Any
) -> None:
    """Draw a circuit into a file, whole or not at all; the suffix says which kind.

    Args:
        circuit: any circuit, or one perceptron, whose inputs are then ``x1``, ``x2``, ...
        path: ``.svg``, ``.png``, ``.pdf``, ``.dot``, or ``.html`` for the interactive page.
        values: inputs by port or bit; lights the picture.
        options: as for ``View``.

    Raises:
        FileError: for another suffix, or where the file cannot be written.
    """
    if isinstance(circuit, Perceptron):
        circuit = alone(circuit)
    made = picture(circuit, Path(path).suffix.lower(), replace(View(**options), values=values))
    write_bytes(path, made)
