"""``learn``: from the wrong table over the steps to the result."""

import json

import pytest

from neurocircuit.cli import browser
from neurocircuit.formats import read
from neurocircuit.logic.truth_table import TruthTable


def test_the_classic_exercise(cli):
    shown = cli("learn", "NOR", "--start", "0.4,0.7,-0.2")
    assert shown.code == 0
    assert (
        shown.out
        == """\
NOR: start w0 = 0.4, w1 = 0.7, w2 = -0.2; rate 0.1, threshold 0.5

with the starting weights:
a  b  wanted    z  output  error
0  0       1  0.4       0      1
0  1       0  0.2       0      0
1  0       0  1.1       1     -1
1  1       0  0.9       1     -1

rows that changed the weights:
epoch  a  b  wanted    z  output  error   w0    w1    w2
    1  0  0       1  0.4       0      1  0.5   0.7  -0.2
    1  1  0       0  1.2       1     -1  0.4   0.6  -0.2
    1  1  1       0  0.8       1     -1  0.3   0.5  -0.3
    2  0  0       1  0.3       0      1  0.4   0.5  -0.3
    2  1  0       0  0.9       1     -1  0.3   0.4  -0.3
    3  0  0       1  0.3       0      1  0.4   0.4  -0.3
    3  1  0       0  0.8       1     -1  0.3   0.3  -0.3
    4  0  0       1  0.3       0      1  0.4   0.3  -0.3
    4  1  0       0  0.7       1     -1  0.3   0.2  -0.3
    5  0  0       1  0.3       0      1  0.4   0.2  -0.3
    5  1  0       0  0.6       1     -1  0.3   0.1  -0.3
    6  0  0       1  0.3       0      1  0.4   0.1  -0.3
    6  1  0       0  0.5       1     -1  0.3     0  -0.3
    7  0  0       1  0.3       0      1  0.4     0  -0.3
    8  0  0       1  0.4       0      1  0.5     0  -0.3
    8  1  0       0  0.5       1     -1  0.4  -0.1  -0.3
    9  0  0       1  0.4       0      1  0.5  -0.1  -0.3

learnt: w0 = 0.5, w1 = -0.1, w2 = -0.3, threshold 0.5
17 mistakes in 10 epochs; the bound for this start and rate is 55 mistakes
the smallest whole numbers that do the same: [-1, -1; 0]
"""
    )


def test_xor_has_no_weights(cli):
    shown = cli("learn", "XOR", "-o", "xor.json")
    assert shown.code == 1
    assert "not learnt: 21 mistakes in 8 epochs, and now the weights are again those after epoch 7" in shown.out
    assert "no weights exist:" in shown.out
    assert "must fire       01, 10\n  that must be silent  00, 11\n" in shown.out
    assert shown.lines[-1] == "use the ready-made circuit 'xor' of 2 neurons: neurocircuit simulate xor"
    assert cli("check", "xor.json").code != 0, "nothing was written"


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (["XNOR"], "use the ready-made circuit 'xnor' of 2 neurons: neurocircuit simulate xnor"),
        (["XOR", "--encoding", "bipolar"], "use the ready-made circuit 'xor_bipolar' of 2 neurons"),
        (["0x35", "--inputs", "3"], '2 neurons can do it: neurocircuit build "y = ~a & ~c | ~b & c"'),
        (["p ^ q & ~r"], '2 neurons can do it: neurocircuit build "y = '),
        (["XOR", "--inputs", "7"], "neurocircuit build makes them from an expression"),
    ],
)
def test_what_to_use_instead(cli, arguments, end):
    shown = cli("learn", *arguments)
    assert shown.code == 1
    assert end in shown.lines[-1]


def test_the_circuit_passes_its_tests(cli):
    made = cli("learn", "a & ~b", "--rate", "1/3", "--start", "-0.5,-1,1", "-o", "learnt.json")
    assert made.code == 0
    assert cli("check", "learnt.json").code == 0
    assert cli("simulate", "learnt.json", "--format", "json").json["outputs"] == {"y": [0, 0, 1, 0]}
    assert next(iter(read("learnt.json").nodes.values())).perceptron.truth_table == TruthTable(2, 0x2)


def test_the_circuit_on_stdout_is_all_there_is(cli):
    assert json.loads(cli("learn", "OR", "-o", "-", "--encoding", "bipolar").out)["encoding"] == "bipolar"


def test_a_table_in_csv(cli, tmp_path):
    (tmp_path / "and.csv").write_text("p,q,both\n1,1,1\n0,0,0\n1,0,0\n0,1,0\n")
    shown = cli("learn", "and.csv")
    assert shown.code == 0
    assert "p  q  wanted" in shown.out
    assert "[1, 1; 2]" in shown.out


def test_json_has_everything(cli):
    document = cli("learn", "NOR", "--start", "0.4,0.7,-0.2", "--format", "json").json
    assert (document["outcome"], document["mistakes"], document["epochs"], document["bound"]) == ("learnt", 17, 10, 55)
    assert document["start"] == [0.4, 0.7, -0.2]
    assert document["table"][2] == {"a": 1, "b": 0, "wanted": 0, "z": 1.1, "output": 1, "error": -1}
    assert document["steps"][0]["weights"] == [0.5, 0.7, -0.2]
    assert document["weights"] == [0.5, -0.1, -0.3]
    assert document["smallest"] == {"threshold_function": True, "weights": [-1, -1], "threshold": 0}
    assert cli("learn", "XOR", "--format", "json").json["smallest"]["certificate"]["true"] == [[0, 1], [1, 0]]


def test_csv_has_the_steps(cli):
    assert cli("learn", "NOR", "--format", "csv").lines[:2] == [
        "epoch,a,b,wanted,z,output,error,w0,w1,w2",
        "1,0,0,1,0,0,1,0.1,0,0",
    ]


def test_epochs_that_run_out_are_undecided(cli):
    shown = cli("learn", "NOR", "--start", "0.4,0.7,-0.2", "--epochs", "3")
    assert shown.code == 3
    assert "not learnt yet: 7 mistakes in 3 epochs (--epochs allows more)" in shown.out
    assert "after 55 mistakes at most" in shown.out


def test_rows_in_another_order(cli):
    given = cli("learn", "a & ~b", "--order", "3,2,1,0")
    assert given.out == cli("learn", "a & ~b", "--order", "reversed").out
    assert given.out != cli("learn", "a & ~b").out
    assert cli("learn", "AND", "--order", "random", "--seed", "3").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["NOR", "--start", "1,2"], "2 weights for 2 inputs (3 are needed: w0, w1, w2)"),
        (["NOR", "--start", "1,x,2"], "'x' is not a number"),
        (["NOR", "--rate", "-0.1"], "a rate of -0.1 teaches nothing"),
        (["NOR", "--order", "worst"], "unknown order 'worst'"),
        (["NOR", "--epochs", "0"], "0 is not in the range"),
        (["NORR"], "unknown function 'NORR' (did you mean 'NOR'?)"),
        (["missing.csv"], "missing.csv"),
    ],
)
def test_refused(cli, arguments, message):
    assert message in cli("learn", *arguments).error


def test_a_plot_of_the_boundary_moving_or_of_the_mistakes(cli, tmp_path):
    assert cli("learn", "NOR", "--start", "0.4,0.7,-0.2", "--plot", "nor.svg").code == 0
    moving = (tmp_path / "nor.svg").read_text()
    assert "17 mistakes in 10 epochs, rate 0.1" in moving
    assert "after epoch 9" in moving
    assert "after epoch 10" not in moving
    assert cli("learn", "XOR", "--inputs", "3", "--plot", "xor.svg").code == 1
    assert "Learning XOR" in (tmp_path / "xor.svg").read_text()


def test_weights_that_are_right_from_the_start_change_in_no_row(cli):
    shown = cli("learn", "AND", "--start", "-1.5,1,1", "--threshold", "0")
    assert shown.code == 0
    assert "with the starting weights:" in shown.out
    assert "rows that changed the weights" not in shown.out
    assert "0 mistakes in 1 epoch;" in shown.out


def test_what_cannot_be_learnt_has_no_bound(cli):
    shown = cli("learn", "XOR", "--epochs", "1")
    assert shown.code == 1
    assert "(--epochs allows more)" in shown.out
    assert "mistakes at most" not in shown.out


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<svg "), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("function", [["NOR"], ["0xe8", "--inputs", "3"]])
def test_a_plot_is_what_its_suffix_says(cli, tmp_path, function, suffix, start):
    assert cli("learn", *function, "--plot", f"p.{suffix}").code == 0
    assert (tmp_path / f"p.{suffix}").read_bytes().startswith(start)


def test_an_unknown_kind_of_plot_is_refused_before_anything_runs(cli):
    assert cli("learn", "NOTHING", "--plot", "p.gif").error == "unknown kind of picture '.gif' (one of .svg .png .pdf)"


def test_a_panel_a_change_of_weights(cli, tmp_path):
    arguments = ("learn", "NOR", "--start", "0.4,0.7,-0.2", "--each", "step", "--plot")
    assert cli(*arguments, "p.svg").code == 0
    drawn = (tmp_path / "p.svg").read_text()
    assert drawn.count(">after row ") == 17
    assert drawn.count(">start<") == 1
    assert "--each step is for two inputs" in cli("learn", "MAJORITY", "--each", "step", "--plot", "q.svg").error
    assert not (tmp_path / "q.svg").exists()


def test_rows_that_do_not_matter_are_not_drawn(cli, tmp_path):
    (tmp_path / "t.csv").write_text("a,b,y\n0,0,0\n1,1,1\n")
    cli("learn", "t.csv", "--plot", "part.svg")
    cli("learn", "AND", "--plot", "all.svg")
    panels = [(tmp_path / name).read_text() for name in ("part.svg", "all.svg")]
    patterns = [drawn.count('stroke-width="2"/>') / drawn.count("w = ") for drawn in panels]
    assert patterns == [2, 4]


def test_the_sign_activation(cli):
    shown = cli("learn", "AND", "--targets", "bipolar", "--threshold", "0", "--format", "json").json
    assert shown["targets"] == "bipolar"
    assert shown["encoding"] == "binary"
    assert [(row["a"], row["b"], row["wanted"]) for row in shown["table"]] == [
        (0, 0, -1),
        (0, 1, -1),
        (1, 0, -1),
        (1, 1, 1),
    ]
    assert {abs(step["error"]) for step in shown["steps"]} == {2}


def test_the_learning_page_begins_where_learning_begins(cli, tmp_path):
    made = cli("learn", "NOR", "--start", "0.4,0.7,-0.2", "--rate", "0.5", "-o", "nor.HTML")
    assert (made.code, made.err) == (0, "")
    assert "9 mistakes" in made.out
    page = (tmp_path / "nor.HTML").read_text("utf-8")
    assert '"state":"w=2/5,7/10,-1/5&rate=1/2&threshold=1/2&wanted=1000&inputs=0&outputs=0&guess=0"' in page


def test_what_cannot_be_learnt_has_a_page_too(cli, tmp_path):
    assert cli("learn", "XOR", "-o", "xor.html").code == 1
    assert "<title>Learning XOR</title>" in (tmp_path / "xor.html").read_text("utf-8")


def test_open_shows_the_learning_page(cli, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(browser.webbrowser, "open", lambda address: not shown.append(address))
    made = cli("learn", "a & ~b", "--open", "--format", "json")
    assert made.json["outcome"] == "learnt"
    assert made.err == "note: the page is a_b.html\n"
    assert shown == [(tmp_path / "a_b.html").as_uri()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["AND", "--open", "-o", "x.json"], "a browser opens the page, no .json file (--open with -o FILE.html"),
        (["AND", "--open", "-o", "-"], "a browser opens the page, no other file"),
        (["AND", "--inputs", "9", "-o", "x.html"], "a learning page of 9 inputs (at most 8)"),
        (["AND", "-o", "missing/x.html"], "missing/x.html"),
    ],
)
def test_no_page(cli, tmp_path, arguments, message):
    assert message in cli("learn", *arguments, "--plot", "x.svg").error
    assert not (tmp_path / "x.html").exists()


def test_the_page_has_the_sign_activation_and_no_table_that_lacks_rows(cli, tmp_path):
    assert cli("learn", "AND", "--targets", "bipolar", "--threshold", "0", "-o", "and.html").code == 0
    assert "&inputs=0&outputs=1&guess=0" in (tmp_path / "and.html").read_text("utf-8")
    (tmp_path / "t.csv").write_text("a,b,y\n0,0,0\n1,1,1\n")
    refused = "a learning page of t, which lacks rows (every row has an output there)"
    assert cli("learn", "t.csv", "-o", "t.html").error == refused
    assert cli("guess", "t.csv", "0,1,1", "-o", "t.html").error == refused
