"""The door to resvg: a finished SVG as the pixels of a PNG, whatever fonts the system has."""

from __future__ import annotations

import re
from importlib import import_module, resources
from math import sqrt

from neurocircuit.errors import NeurocircuitError

#: Twice the resolution of a screen, and the most pixels of a picture; a larger one is drawn smaller.
_DOTS_PER_INCH, _ZOOM, _MOST_PIXELS = 96.0, 2.0, 48e6
_POINTS_PER_INCH = 72.0
_SIZE = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')


def png(svg: str) -> bytes:
    """The pixels of an SVG of ours, all of it: halos, numbers on wires, the widths of lines.

    Raises:
        NeurocircuitError: where resvg is not installed.
    """
    try:
        resvg = import_module("resvg_py")
        fonts = resources.files("fontpkg_arimo").joinpath("files")
    except ModuleNotFoundError as missing:
        raise NeurocircuitError(f"a PNG needs {missing.name}", hint="pip install resvg-py fontpkg-arimo") from None
    size = _SIZE.search(svg)
    assert size is not None, "every picture has a size"
    width, height = (float(number) * _DOTS_PER_INCH / _POINTS_PER_INCH for number in size.groups())
    made: bytes = resvg.svg_to_bytes(
        svg_string=svg,
        dpi=_DOTS_PER_INCH,
        zoom=min(_ZOOM, sqrt(_MOST_PIXELS / (width * height))),
        # Arimo has the widths of Arial; for characters that it has not the system's fonts serve.
        font_files=[str(fonts.joinpath("Arimo[wght].ttf"))],
        sans_serif_family="Arimo",
    )
    return made
