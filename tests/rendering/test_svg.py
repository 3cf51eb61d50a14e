"""What is mended in Graphviz's SVG."""

from xml.etree import ElementTree

import pytest

from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.draw import circuit_svg, fingerprint
from neurocircuit.rendering.svg import finish

SVG = "{http://www.w3.org/2000/svg}"


def tree(circuit, **options):
    return ElementTree.fromstring(circuit_svg(ready_made(circuit), **options))


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
