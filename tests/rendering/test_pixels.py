"""A PNG is the finished SVG in pixels."""

import struct
import sys
import zlib

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.errors import NeurocircuitError
from neurocircuit.formats.library import ready_made
from neurocircuit.rendering import pixels
from neurocircuit.rendering.draw import View, svg_of
from neurocircuit.rendering.plots import boundary


def decoded(data):
    """The pixels of a PNG, (height, width, 4), undone filter by filter (ISO/IEC 15948, 9.2)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, packed = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[place + 8 : place + 18])
            assert (depth, colour) == (8, 6)
        if kind == b"IDAT":
            packed += data[place + 8 : place + 8 + length]
        place += length + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    made = np.zeros((height + 1, 4 * width + 4), np.int64)
    for number, (kind, *row) in enumerate(rows.tolist(), start=1):
        above = made[number - 1]
        line = made[number]
        for x, value in enumerate(row, start=4):
            a, b, c = int(line[x - 4]), int(above[x]), int(above[x - 4])
            near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[x] = value + (0, a, b, (a + b) // 2, near)[kind] & 255
    return made[1:, 4:].reshape(height, width, 4)


SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10">'
    '<rect width="20" height="10" fill="#ffffff"/><rect x="10" width="10" height="10" fill="#204060"/>%s</svg>'
)


def test_the_pixels_are_those_of_the_svg_at_twice_its_size():
    made = decoded(pixels.png(SQUARE % ""))
    assert made.shape == (20, 40, 4)
    assert made[10, 5].tolist() == [255, 255, 255, 255]
    assert made[10, 35].tolist() == [0x20, 0x40, 0x60, 255]
    points = decoded(pixels.png(SQUARE.replace('width="20" height="10">', 'width="20pt" height="10pt">', 1) % ""))
    assert points.shape == (26, 54, 4)  # 4 for 3: a point is more than a pixel


def test_text_is_drawn_without_any_font_of_the_system():
    drawn = SQUARE % '<text x="1" y="9" font-family="Arial,sans-serif" font-size="10">M</text>'
    assert (decoded(pixels.png(drawn))[:, :20, 0] < 128).any()


def test_a_large_picture_has_fewer_pixels(monkeypatch):
    monkeypatch.setattr(pixels, "_MOST_PIXELS", 800.0)
    made = decoded(pixels.png(SQUARE % ""))
    assert 200 < made.shape[0] * made.shape[1] <= 800


def test_numbers_on_thick_wires_are_in_the_png_too():
    circuit, plain = ready_made("comparator4"), View()
    with_numbers = svg_of(circuit, plain)
    without = with_numbers.replace(">4</text>", "></text>")
    assert without != with_numbers
    assert pixels.png(with_numbers) != pixels.png(without)


def test_plots_are_pictures_too():
    drawn = boundary(nc.Perceptron([0.6, 0.6], -0.5, 0.5))
    assert struct.unpack(">II", pixels.png(drawn)[16:24]) == (940, 1040)


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(NeurocircuitError, match=r"a PNG needs resvg_py \(pip install resvg-py fontpkg-arimo\)"):
        pixels.png(SQUARE % "")
