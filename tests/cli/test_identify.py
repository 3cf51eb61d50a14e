"""``identify``: the smallest weights, or the certificate."""


def test_a_threshold_function(cli):
    shown = cli("identify", "a & (b | c) & ~d")
    assert shown.code == 0
    assert (
        shown.out
        == """\
a & (b | c) & ~d is a threshold function: [2, 1, 1, -2; 3]
it fires when 2*a + b + c - 2*d >= 3

input  weight  chow  decides
a           2     3    37.5%
b           1     1    12.5%
c           1     1    12.5%
d          -2    -3    37.5%

may be exchanged: b, c
"""
    )


def test_no_threshold_function(cli):
    shown = cli("identify", "full_adder:sum")
    assert shown.code == 1
    assert shown.lines[0] == "full_adder:sum is no threshold function: one neuron cannot compute it."
    assert "  that must fire       010, 100" in shown.lines


def test_json(cli):
    assert cli("identify", "0xe8", "--inputs", "3", "--format", "json").json == {
        "threshold_function": True,
        "weights": [1, 1, 1],
        "threshold": 2,
    }
    shown = cli("identify", "XOR", "--format", "json")
    assert (shown.code, shown.json) == (
        1,
        {"threshold_function": False, "certificate": {"true": [[0, 1], [1, 0]], "false": [[0, 0], [1, 1]]}},
    )


def test_csv(cli):
    assert cli("identify", "NOR", "--format", "csv").lines == ["a,b,threshold", "-1,-1,0"]
    assert cli("identify", "XOR", "--format", "csv").lines == ["a,b,y", "0,1,1", "1,0,1", "0,0,0", "1,1,0"]


def test_to_a_file(cli, tmp_path):
    assert cli("identify", "AND", "-o", "and.csv").out == ""
    assert (tmp_path / "and.csv").read_text().splitlines() == ["a,b,threshold", "1,1,2"]


def test_constants(cli):
    assert "it fires when 0 >= 1" in cli("identify", "a & ~a").out
    assert cli("identify", "ONE").lines == ["ONE is a threshold function: [; 0]", "it fires when 0 >= 0"]
