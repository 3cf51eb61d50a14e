"""``guess``: weights tried row by row."""

import re

import pytest

from neurocircuit.cli import browser


def test_right(cli):
    shown = cli("guess", "NAND", "1.1,-0.6,-0.6")
    assert shown.code == 0
    assert (
        shown.out
        == """\
NAND with w0 = 1.1, w1 = -0.6, w2 = -0.6, threshold 0.5

a  b     z  output  wanted  right
0  0   1.1       1       1  right
0  1   0.5       1       1  right
1  0   0.5       1       1  right
1  1  -0.1       0       0  right

all 4 rows right
"""
    )


def test_wrong(cli):
    shown = cli("guess", "NAND", "0.4,-0.6,-0.6")
    assert shown.code == 1
    assert shown.lines[3] == "0  0   0.4       0       1  wrong"
    assert shown.lines[-2:] == ["3 of 4 rows wrong", "first at a=0 b=0: z = 0.4 must reach 0.5: raise w0"]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["NOR", "0.5,0.7,-0.2"], "first at a=1 b=0: z = 1.2 must stay below 0.5: lower w0, w1"),
        (
            ["OR", "0,1,-1", "--encoding", "bipolar", "--threshold", "0"],
            "first at a=-1 b=-1: z = 0 must stay below 0: raise w1, w2 or lower w0",
        ),
        (["ONE", "0"], "first at the only row: z = 0 must reach 0.5: raise w0"),
    ],
)
def test_the_first_wrong_row_says_which_weights_to_move_and_which_way(cli, arguments, advice):
    assert cli("guess", *arguments).lines[-1] == advice


def test_the_advice_helps(cli):
    """Moving the named weights by 1 as told makes the first wrong row right."""
    weights = [0, 0, 0]
    for _ in range(40):
        shown = cli("guess", "a & ~b", *map(str, weights))
        if shown.code == 0:
            break
        for way, names in re.findall("(raise|lower) ([w0-9, ]+)", shown.lines[-1]):
            for name in names.replace(",", "").split():
                weights[int(name[1:])] += 1 if way == "raise" else -1
    assert shown.code == 0


def test_a_function_of_no_neuron_says_so_and_what_to_use(cli):
    shown = cli("guess", "XOR", "0,1,1")
    assert shown.code == 1
    assert "  that must fire       01, 10" in shown.lines
    assert shown.lines[-1] == "use the ready-made circuit 'xor' of 2 neurons: neurocircuit simulate xor"


def test_negative_numbers_and_another_threshold(cli):
    assert cli("guess", "0xe8", "-1.5,1,1,1", "--inputs", "3", "--threshold", "0").code == 0
    assert cli("guess", "0xe8", "-1.5,1,1,1", "--inputs", "3", "--threshold", "-1").code == 1
    assert cli("guess", "OR", "1,1,1", "--encoding", "bipolar", "--threshold", "0").code == 0


def test_json_and_csv(cli):
    shown = cli("guess", "AND", "0,0.3,0.3", "--format", "json").json
    assert shown["right"] is True
    assert shown["rows"][3] == {"a": 1, "b": 1, "z": 0.6, "output": 1, "wanted": 1, "right": True}
    assert cli("guess", "AND", "0,0.5,0", "--format", "csv").lines[3] == "1,0,0.5,1,0,wrong"


def test_refused(cli):
    assert "2 weights for 2 inputs" in cli("guess", "AND", "1,2").error
    assert "'1..2' is not a number" in cli("guess", "AND", "1..2,0,0").error


def test_the_page_needs_no_weights(cli, tmp_path, monkeypatch):
    monkeypatch.setattr(browser.webbrowser, "open", lambda address: False)
    shown = cli("guess", "NAND", "--open")
    assert (shown.code, shown.out) == (0, "")
    assert shown.err == "note: the page is nand.html\nnote: no browser found; open nand.html in one\n"
    page = (tmp_path / "nand.html").read_text("utf-8")
    assert "<title>Guess the weights of NAND</title>" in page
    assert '"state":"w=0/1,0/1,0/1&rate=1/10&threshold=1/2&wanted=1110&inputs=0&outputs=0&guess=1"' in page


def test_the_page_begins_with_the_weights_that_were_tried(cli, tmp_path):
    shown = cli("guess", "NAND", "1,-0.5,0", "-o", "try.html", "--threshold", "0", "--encoding", "bipolar")
    assert (shown.code, shown.err) == (1, "")
    assert shown.lines[-2] == "1 of 4 rows wrong"
    state = '"state":"w=1/1,-1/2,0/1&rate=1/10&threshold=0/1&wanted=1110&inputs=1&outputs=1&guess=1"'
    assert state in (tmp_path / "try.html").read_text("utf-8")


def test_no_page_where_the_weights_do_not_fit(cli, tmp_path):
    assert "2 weights for 2 inputs" in cli("guess", "AND", "1,2", "-o", "x.html").error
    assert not (tmp_path / "x.html").exists()
    assert "no weights to try on AND (W0,W1,..., or --open to find some)" in cli("guess", "AND").error
    assert "a browser opens the page, no .csv file" in cli("guess", "AND", "--open", "-o", "x.csv").error
