"""What is mended in Graphviz's SVG."""

from xml.etree import ElementTree

import pytest

from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.draw import View, fingerprint, svg_of
from neurocircuit.rendering.svg import finish

SVG = "{http://www.w3.org/2000/svg}"


def tree(circuit, **options):
    return ElementTree.fromstring(svg_of(ready_made(circuit), View(**options)))


def test_things_are_named_by_their_nets_and_not_by_ids():
    titles = [title.text for title in tree("half_adder").iter(f"{SVG}title")]
    assert titles[0] == "half_adder"
    assert "sum fires when a + b − 2·carry ≥ 1" in titles
    assert "carry \xa0weight −2" in titles
    assert not [title for title in titles if title.startswith(("n1", "circuit"))]


def test_cluster_titles_stand_over_the_wires_and_under_the_nodes():
    graph = tree("adder4").find(f"{SVG}g")
    kinds = [group.get("class", "").split()[0] for group in graph.findall(f"{SVG}g")]
    place = kinds.index("titles")
    assert {"edge", "cluster"} == set(kinds[:place])
    assert {"node"} == set(kinds[place + 1 :])
    lifted = graph.findall(f"{SVG}g")[place]
    assert [text.text for text in lifted][::2] == ["fa3", "fa2", "fa1", "fa0"]
    assert all(text.get("paint-order") == "stroke" for text in lifted)


def test_the_fonts_have_fallbacks():
    fonts = {text.get("font-family") for text in tree("counter2").iter(f"{SVG}text")}
    assert fonts == {"Arial,Helvetica,Liberation Sans,sans-serif"}


def test_a_thick_wire_says_how_many_nets_it_carries():
    edges = [group for group in tree("comparator4").iter(f"{SVG}g") if group.get("class", "").startswith("edge")]
    assert [text.text for edge in edges for text in edge.iter(f"{SVG}text")] == ["4", "4", "4", "4"]


def test_the_source_is_known_by_its_fingerprint():
    assert fingerprint("digraph {}").startswith("dot-sha256:")
    assert fingerprint("digraph {}") != fingerprint("digraph { }")
    noted = tree("and").find(f"{SVG}metadata")
    assert noted is not None
    assert noted.text.startswith("dot-sha256:")


def drawn(*texts):
    body = "".join(
        f'<text text-anchor="start" x="{x}" y="10" font-family="Arial" font-size="{size}"{extra}>{words}</text>'
        for x, size, extra, words in texts
    )
    node = f'<g id="n1" class="node"><title>n1</title>{body}</g>'
    made = finish(f'<svg xmlns="http://www.w3.org/2000/svg"><g class="graph">{node}</g></svg>'.encode(), "name")
    return [(float(text.get("x")), float(text.get("y"))) for text in ElementTree.fromstring(made).iter(f"{SVG}text")]


def test_a_line_that_was_measured_too_wide_moves_by_half_the_difference():
    # A minus sign takes 3 bytes, counted as 0.834 em, and is 0.584 em wide.
    assert drawn((100, 10, "", "−2")) == [(pytest.approx(100 + 0.25 * 10 / 2), 10)]
    assert drawn((100, 10, "", "2")) == [(100, 10)]


def test_runs_of_a_line_move_together():
    [first, second] = drawn((100, 10, "", "Σ "), (120, 10, "", "−"))
    sigma, minus = 2 * 0.278 - 0.618, 3 * 0.278 - 0.584
    assert first[0] == pytest.approx(100 + 10 * (sigma + minus) / 2, abs=0.01)
    assert second[0] == pytest.approx(120 + 10 * (minus - sigma) / 2, abs=0.01)


def test_a_bold_line_alone_in_its_cell_is_set_lower_and_a_name_above_others_is_not():
    assert drawn((0, 10, ' font-weight="bold"', "a")) == [(0, pytest.approx(11.3))]
    assert drawn((0, 13, ' font-weight="bold"', "a")) == [(0, 10)]


def label(path, **options):
    """Where the number of nets stands beside a wire along this path."""
    edge = f'<g id="e1" class="edge"><path d="{path}"/></g>'
    source = f'<svg xmlns="http://www.w3.org/2000/svg"><g class="graph">{edge}</g></svg>'.encode()
    found = list(ElementTree.fromstring(finish(source, "name", ink="#123456", **options)).iter(f"{SVG}text"))
    return [(text.text, float(text.get("x")), float(text.get("y")), text.get("fill")) for text in found]


@pytest.mark.parametrize(
    ("path", "x", "y"),
    [
        # Level, in either direction: nine points above the middle, and 3.5 down to the letters' foot.
        ("M0,0C10,0 20,0 40,0", 16.25, -5.5),
        ("M40,0C20,0 10,0 0,0", 16.25, -5.5),
        ("M0,0C0,10 0,20 0,40", 9, 16.25 + 3.5),
        ("M0,0C0,0 0,0 0,0", 0, 3.5),
        # Of two pieces the second, of three the middle one.
        ("M0,0C1,0 2,0 3,0 13,0 23,0 43,0", 19.25, -5.5),
        ("M-9,-9C-9,-9 -9,-9 0,0 10,0 20,0 40,0 50,9 60,9 90,9", 16.25, -5.5),
        ("M1e1,0C20,0 30,0 5e1,-0.0", 26.25, -5.5),
    ],
)
def test_a_width_stands_beside_the_middle_of_its_wire(path, x, y):
    assert label(path, widths={"e1": 4}) == [("4", pytest.approx(x, abs=0.01), pytest.approx(y, abs=0.01), "#123456")]


def test_only_wires_with_a_width_have_one():
    assert label("M0,0C10,0 20,0 40,0", widths={"e2": 4}) == []
    assert label("M0,0C10,0 20,0 40,0") == []


def picture(body, **options):
    source = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>'
    return ElementTree.fromstring(finish(source.encode(), "name", **options))


NODE = (
    '<g class="graph"><title>circuit</title><g id="n1" class="node"><title>n1</title><g id="a_n1">'
    '<a xlink:title="the tip"><path d=""/></a></g></g><g id="n2" class="node"><title>n2</title></g></g>'
)


def test_a_picture_is_an_image_with_a_name_and_its_things_have_tips():
    root = picture(NODE, note="a note")
    assert (root.get("role"), root.get("aria-label")) == ("img", None)
    assert [title.text for title in root.iter(f"{SVG}title")] == ["name", "the tip"]
    assert [noted.text for noted in root.iter(f"{SVG}metadata")] == ["a note"]
    assert not [key for element in root.iter() for key in element.attrib if "xlink" in key]
    assert not list(picture(NODE).iter(f"{SVG}metadata"))


def test_a_live_picture_is_a_group_that_leaves_tips_to_its_page():
    root = picture(NODE, live=True)
    assert (root.get("role"), root.get("aria-label")) == ("group", "name")
    assert not list(root.iter(f"{SVG}title"))


def test_the_cells_of_a_node_have_tips_of_their_own():
    cells = "".join(f'<g id="a_{tip}"><a xlink:title="{tip}"><path d=""/></a></g>' for tip in ("pin", " "))
    node = f'<g class="node"><title>n1</title><g id="a_n1"><a xlink:title="inputs">{cells}</a></g></g>'
    found = list(picture(f'<g class="graph">{node}</g>').iter(f"{SVG}title"))
    assert [title.text for title in found] == ["name", "inputs", "pin"]
    assert not list(picture(f'<g class="graph">{node}</g>', live=True).iter(f"{SVG}title"))


def test_a_live_wire_has_a_wider_line_over_it_to_be_pointed_at():
    wire = '<g class="edge wire"><path d="M0,0C1,0 2,0 3,0"/><polygon/></g>'
    for live in (False, True):
        root = picture(f'<g class="graph"><g class="node"><path d="M9,9"/></g>{wire}</g>', live=live)
        paths = [(path.get("class"), path.get("d")) for path in root.iter(f"{SVG}path")]
        line = "M0,0C1,0 2,0 3,0"
        assert paths == [(None, "M9,9"), *([("seen", line), ("reach", line)] if live else [(None, line)])]


def test_a_title_steps_aside_of_the_wires():
    def at(*wires, x=40):
        ground = '<polygon fill="#abcdef" points="0,0 0,100 100,100 100,0"/>'
        title = f'<text x="{x}" y="20">part</text><text x="50" y="20">kind</text>'
        edges = "".join(f'<g class="edge"><path d="{wire}"/></g>' for wire in wires)
        [graph] = picture(f'<g class="graph"><g class="cluster">{ground}{title}</g>{edges}</g>')[1:]
        return [float(text.get("x")) for text in graph[-1]]

    upright = "M{0},90C{0},60 {0},30 {0},0".format
    assert at() == at(upright(20), upright(80)) == [40, 50]
    assert at(upright(44)) == [49, 59]
    assert at(upright(56), upright(99)) == [31, 41]
    assert at("M0,60C30,60 60,60 99,60") == [40, 50]
    # It ends where the band of the title does; and where there is no room at all the title stays.
    assert at("M44,90C44,80 44,60 44,40") == [40, 50]
    assert at(*map(upright, range(0, 101, 10))) == [40, 50]


def test_titles_of_clusters_without_nodes_come_last_with_the_halo_of_their_ground():
    cluster = '<g class="cluster"><polygon fill="#abcdef"/><text>part</text></g>'
    bare = '<g class="cluster"><text>bare</text></g>'
    [graph] = picture(f'<g class="graph">{cluster}{bare}<g class="edge"><text>1</text></g></g>')[1:]
    assert [group.get("class") for group in graph] == ["cluster", "cluster", "edge", "titles"]
    assert [(text.text, text.get("stroke")) for text in graph[-1]] == [("part", "#abcdef"), ("bare", "none")]


def test_letters_of_other_scripts_are_as_wide_as_they_are():
    # Graphviz counts 0.278 em a byte: three bytes for a square of one em, two for a combining mark of none.
    assert drawn((0, 10, "", "日")) == [(pytest.approx(10 * (3 * 0.278 - 1) / 2, abs=0.01), 10)]
    assert drawn((0, 10, "", "e\u0301")) == [(pytest.approx(10 * 2 * 0.278 / 2, abs=0.01), 10)]
    assert drawn((0, 10, "", "é")) == [(0, 10)]


def test_lines_that_only_touch_do_not_move_together():
    [first, second] = drawn((100, 10, "", "Σ"), (120, 10, "", "−"))
    assert first[0] == pytest.approx(100 + 10 * (2 * 0.278 - 0.618) / 2, abs=0.01)
    assert second[0] == pytest.approx(120 + 10 * (3 * 0.278 - 0.584) / 2, abs=0.01)
