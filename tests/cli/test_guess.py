"""``guess``: weights tried row by row."""


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
    assert shown.lines[-1] == "3 of 4 rows wrong"


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
