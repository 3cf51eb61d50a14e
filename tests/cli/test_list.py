"""``list``: the ready-made circuits."""

from neurocircuit.formats import library


def test_one_line_each_in_teaching_order(cli):
    header, *lines = cli("list").lines
    assert header.split() == ["name", "inputs", "outputs", "neurons", "registers"]
    assert [line.split()[0] for line in lines] == list(library.names())
    assert lines[2].split() == ["and", "a", "b", "y", "1", "0"]


def test_json(cli):
    entries = {entry["name"]: entry for entry in cli("list", "--format", "json").json}
    assert entries["adder4"] == {
        "name": "adder4",
        "inputs": ["a[3:0]", "b[3:0]", "cin"],
        "outputs": ["s[3:0]", "cout"],
        "neurons": 8,
        "registers": 0,
    }
