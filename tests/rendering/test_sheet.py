"""SVG by hand: what is written is well formed, and a user's text is text."""

from xml.etree import ElementTree

import pytest

from neurocircuit.rendering.sheet import coordinate, path, sheet, tag, text
from neurocircuit.rendering.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.0, "1"), (1.5, "1.5"), (1.234, "1.23"), (1.005, "1"), (-0.126, "-0.13"), (100.0, "100"), (100, "100"),
     ("a<b", "a&lt;b"), ('"', "&quot;"), (0.0, "0")],
)  # fmt: skip
def test_coordinates_have_two_places_at_most(value, written):
    assert coordinate(value) == written


def test_an_element_has_its_attributes_as_svg_calls_them():
    assert tag("g") == "<g/>"
    assert tag("g", "<a/>", font_size=12) == '<g font-size="12"><a/></g>'
    assert tag("g", x="1", fill=None, note='"<') == '<g x="1" note="&quot;&lt;"/>'


def test_text_is_visible_escaped_and_where_it_was_put():
    made = ElementTree.fromstring(text((1.5, 2.0), "<b>\x1b & x", "#123456"))
    assert made.text == "<b>\\x1b & x"
    assert made.attrib == {"x": "1.5", "y": "2", "font-size": "12", "text-anchor": "middle", "fill": "#123456"}


def test_bold_text_and_a_halo_are_asked_for():
    made = ElementTree.fromstring(text((0.0, 0.0), "a", "#1", 9, "end", bold=True, halo="#2"))
    assert made.attrib | {"font-weight": "bold", "text-anchor": "end", "font-size": "9"} == made.attrib
    assert made.attrib | {"paint-order": "stroke", "stroke": "#2", "stroke-width": "4"} == made.attrib
    assert "font-weight" not in ElementTree.fromstring(text((0.0, 0.0), "a", "#1")).attrib


def test_a_path_goes_through_its_points():
    assert path([(0.0, 1.0), (2.5, 3.0), (4.0, 5.126)], fill="none") == '<path d="M0 1L2.5 3L4 5.13" fill="none"/>'


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_sheet_has_a_ground_a_title_and_a_note(colors):
    root = ElementTree.fromstring(sheet(colors, 100.5, 50, "<Title>", "note", [tag("g", id="body")]))
    assert root.attrib | {"viewBox": "0 0 100.5 50", "width": "100.5", "height": "50", "role": "img"} == root.attrib
    assert [child.tag.removeprefix(SVG) for child in root] == ["title", "rect", "text", "text", "g"]
    name, ground, title, note, _ = root
    assert (name.text, title.text, note.text) == ("<Title>", "<Title>", "note")
    assert ground.attrib == {"width": "100.5", "height": "50", "fill": colors.background}
    assert (title.get("fill"), title.get("font-weight"), note.get("fill")) == (colors.ink, "bold", colors.muted)
    assert float(title.get("y")) < float(note.get("y"))


def test_a_sheet_without_a_note_has_none_and_a_long_title_is_clipped():
    root = ElementTree.fromstring(sheet(LIGHT, 10, 10, "x" * 61, "", []))
    [title] = root.iter(f"{SVG}text")
    assert len(title.text) == 60
    assert root.find(f"{SVG}title").text == "x" * 61
