"""``neurocircuit render``."""

import pytest

from neurocircuit.cli import browser


def test_the_default_is_an_svg_of_its_name_here(cli, tmp_path):
    made = cli("render", "full_adder")
    assert (made.code, made.out) == (0, "full_adder.svg\n")
    assert (tmp_path / "full_adder.svg").read_text().startswith("<svg ")
    assert [path.name for path in tmp_path.iterdir()] == ["full_adder.svg"]


@pytest.mark.parametrize("suffix", ["svg", "png", "dot", "html"])
def test_the_suffix_says_what_is_made(cli, tmp_path, suffix):
    made = cli("render", "xor", "a=1", "b=0", "-o", f"x.{suffix}", "--theme", "dark")
    assert (made.code, made.out) == (0, "")
    assert (tmp_path / f"x.{suffix}").stat().st_size > 1000


def test_a_dash_is_stdout(cli):
    assert cli("render", "and", "-o", "-").out.startswith("<svg ")
    assert cli("render", "and", "--plot", "boundary", "-o", "-").out.startswith("<svg ")


def test_assignments_light_it(cli, tmp_path):
    assert cli("render", "adder4", "a=0xb", "b=6", "cin=0", "-o", "x.dot").code == 0
    assert "a = 11, b = 6, cin = 0 → s = 1, cout = 1" in (tmp_path / "x.dot").read_text()


def test_a_cone(cli, tmp_path):
    assert cli("render", "adder8", "--cone", "s[3]", "--levels", "2", "-o", "x.dot").code == 0
    assert "what drives s[3]" in (tmp_path / "x.dot").read_text()


def test_the_plane_of_a_neuron(cli, tmp_path):
    assert cli("render", "nor", "--plot", "boundary").code == 0
    assert "fires when 0.5 − 0.6·a − 0.6·b ≥ 0.5" in (tmp_path / "nor.svg").read_text()
    for suffix, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert cli("render", "nor", "--plot", "boundary", "-o", f"x.{suffix}").code == 0
        assert (tmp_path / f"x.{suffix}").read_bytes().startswith(start)


def test_open_shows_the_page(cli, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(browser.webbrowser, "open", lambda address: not shown.append(address))
    made = cli("render", "half_adder", "--open")
    assert (made.code, made.out, made.err) == (0, "half_adder.html\n", "")
    assert shown == [(tmp_path / "half_adder.html").as_uri()]


def test_open_without_a_browser_says_which_page_to_open(cli, tmp_path, monkeypatch):
    monkeypatch.setattr(browser.webbrowser, "open", lambda address: False)
    made = cli("render", "half_adder", "--open", "-o", "my page.html")
    assert (made.code, made.err) == (0, "note: no browser found; open my page.html in one\n")
    assert (tmp_path / "my page.html").exists()


def test_a_name_that_is_no_file_name(cli, tmp_path):
    text = '{"format": "neurocircuit/1", "name": "../a b\\n<c>", "inputs": ["a"], "outputs": ["a"], "nodes": {}}'
    assert cli("render", "-", stdin=text).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a_b_c.svg"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("and", "-o", "x.gif"), "unknown kind of picture '.gif'"),
        (("and", "-o", "x"), "a file name without a suffix says no kind of picture"),
        (("and", "a=1"), "no value for input b"),
        (("and", "a=2", "b=0"), "a"),
        (("and", "--cone", "nope"), "unknown net 'nope'"),
        (("and", "--levels", "2"), "levels without a cone"),
        (("and", "--depth", "-1"), "-1"),
        (("and", "--plot", "boundary", "-o", "x.dot"), "unknown kind of picture '.dot' (one of .svg .png .pdf)"),
        (("nothing", "-o", "x.gif"), "unknown kind of picture '.gif'"),
        (("and", "--plot", "boundary", "a=1"), "a plot takes no values"),
        (("adder4", "--plot", "boundary"), "a boundary needs a single neuron, not 8"),
        (("majority", "--plot", "boundary"), "a boundary of 3 inputs has no plane"),
        (("and", "--open", "-o", "x.svg"), "a browser opens the page"),
    ],
)
def test_refusals_write_nothing(cli, tmp_path, arguments, message):
    assert message in cli("render", *arguments).error
    assert not list(tmp_path.iterdir())
