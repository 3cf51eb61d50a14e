"""The kinds of picture files: what makes each, and drawing into one."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from neurocircuit.errors import FileError, InputError, MissingExtraError
from neurocircuit.files import PathLike, write_bytes
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, require_circuit
from neurocircuit.rendering.dot import lay_out, program
from neurocircuit.rendering.draw import View, alone, dot_of, svg_of
from neurocircuit.rendering.page import circuit_page
from neurocircuit.rendering.pixels import png


def _pdf(svg: str) -> bytes:
    try:
        svglib = import_module("svglib.svglib")
        reportlab = import_module("reportlab.graphics.renderPDF")
    except ModuleNotFoundError:
        raise MissingExtraError("a PDF needs svglib", extra="pdf") from None
    made: bytes = reportlab.drawToString(svglib.svg2rlg(io.BytesIO(svg.encode())))
    return made


def _circuit_pdf(circuit: Circuit, view: View) -> bytes:
    """A PDF by svglib, or by a real Graphviz where there is one."""
    try:
        return _pdf(svg_of(circuit, view))
    except MissingExtraError:
        if program().stem == "dot":
            return lay_out(dot_of(circuit, view), "pdf")
        raise


#: What makes each kind of file of a finished SVG, by its suffix.
SVG_KINDS: dict[str, Callable[[str], bytes]] = {".svg": str.encode, ".png": png, ".pdf": _pdf}

#: What makes each kind of file of a circuit.
KINDS: dict[str, Callable[[Circuit, View], bytes]] = {
    ".svg": lambda circuit, view: svg_of(circuit, view).encode(),
    ".png": lambda circuit, view: png(svg_of(circuit, view)),
    ".pdf": _circuit_pdf,
    ".dot": lambda circuit, view: dot_of(circuit, view).encode(),
    ".html": lambda circuit, view: circuit_page(circuit, view).encode(),
}


def kind_of(path: PathLike, kinds: Collection[str] = tuple(SVG_KINDS)) -> str:
    """The kind of picture that a file is to be, by its suffix.

    Raises:
        FileError: for another suffix than those of ``kinds``.
    """
    kind = Path(path).suffix.lower()
    if kind not in kinds:
        what = f"unknown kind of picture {kind!r}" if kind else "a file name without a suffix says no kind of picture"
        raise FileError(what, hint=f"one of {' '.join(kinds)}")
    return kind


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing: it shows itself in a notebook, and ``save`` writes it.

    >>> Picture('<svg xmlns="http://www.w3.org/2000/svg"/>')
    <Picture: 41 characters of SVG>
    """

    svg: str

    def __repr__(self) -> str:
        return f"<Picture: {len(self.svg):,} characters of SVG>"

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: PathLike) -> None:
        """Write it to a ``.svg``, ``.png`` or ``.pdf`` file, whole or not at all.

        Raises:
            FileError: for another suffix, or where the file cannot be written.
            MissingExtraError: for a PDF without the extra ``pdf``.
        """
        write_bytes(path, SVG_KINDS[kind_of(path)](self.svg))


def picture(circuit: Circuit, kind: str, view: View) -> bytes:
    """A picture as the bytes of a file of that suffix.

    Raises:
        FileError: for an unknown suffix.
        MissingExtraError: for a PDF without the extra ``pdf``.
    """
    made = KINDS[kind_of(f"picture{kind}", KINDS)]
    if kind == ".html" and view.style == "crossbar":
        raise InputError("the page draws the graph", hint="--style crossbar is for .svg .png .pdf")
    return made(circuit, view)


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

    >>> import neurocircuit as nc, os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nc.render(nc.read("full_adder"), f"{folder}/adder.svg", values={"a": 1, "b": 0, "cin": 1})
    ...     os.listdir(folder)
    ['adder.svg']
    """
    if isinstance(circuit, Perceptron):
        circuit = alone(circuit)
    made = picture(require_circuit(circuit), Path(path).suffix.lower(), replace(View(**options), values=values))
    write_bytes(path, made)
