"""The shell of the pages: slots, hashes, data that is only data."""

import base64
import hashlib
import json
from importlib import resources

from neurocircuit.rendering import shell
from neurocircuit.rendering.theme import DARK, LIGHT
from tests.rendering.test_page import Page

BODY = "<b>controls</b>\n<main>@@TITLE@@</main>"


def test_what_is_put_in_is_not_looked_through_again():
    assert shell.filled("@@A@@ @@B-C@@", {"A": "@@B-C@@", "B-C": "x"}) == "@@B-C@@ x"
    assert "<main>@@TITLE@@</main>" in shell.page(BODY, "t", {}, [])


def test_what_stands_before_main_belongs_to_the_header():
    header, rest = shell.page(BODY, "t", {}, []).split("</header>")
    assert "<b>controls</b>" in header
    assert '<button id="theme"' in header
    assert rest.strip().startswith("<main>")


def test_the_policy_holds_the_hashes_of_style_and_script():
    made = Page(shell.page(BODY, "t", {}, ["rule.js"], ["learning_page.css"]))
    [policy] = [attrs["content"] for _, attrs in made.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    for text in (made.texts["style"][0], made.texts["script"][1]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert shell.shipped("rule.js") in made.texts["script"][1]


def test_the_scripts_are_short_and_their_lines_too():
    files = resources.files("neurocircuit.rendering").iterdir()
    lines = [line for file in files if file.name.endswith(".js") for line in file.read_text("utf-8").splitlines()]
    assert sum(map(bool, map(str.strip, lines))) < 900
    assert max(map(len, lines)) <= 120


def test_data_and_title_are_only_text():
    made = shell.page(BODY, "</title>\u202e", {"</script>": "<!--"}, [])
    assert "<title>&lt;/title&gt;\\u202e</title>" in made
    assert json.loads(Page(made).texts["script"][0]) == {"</script>": "<!--"}


def test_both_palettes_are_variables():
    style = Page(shell.page(BODY, "t", {}, [])).texts["style"][0]
    assert f":root{{--background:{LIGHT.background};" in style
    assert f":root[data-theme=dark]{{--background:{DARK.background};" in style
    assert '<html lang="en" data-theme="dark">' in shell.page(BODY, "t", {}, [], theme="dark")


def test_a_table_to_be_filled_has_its_headings_as_text_and_a_line_before_each_later_group():
    made = shell.table('id="t"', [["<b>", "a\u202e"], [], ["y"]], ["data-row=0", "data-row=1"], {2: "<i></i>"})
    head, body = made.split("<tbody>")
    assert head == '<table id="t"><thead><tr><th>&lt;b&gt;</th><th>a\\u202e</th><th class="first">y</th></tr></thead>\n'
    cells = '<td></td><td></td><td class="first"><i></i></td>'
    assert body == f"\n<tr data-row=0>{cells}</tr>\n<tr data-row=1>{cells}</tr>\n</tbody></table>"
