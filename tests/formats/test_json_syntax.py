"""What is wrong with a text that is no JSON: the thing by its name, and where it stands."""

import json

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats.strict_json import load

QUOTED = 'texts and names stand in "double quotes"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": [1, 2,], "b": 1}', "1: no JSON: a comma after the last entry at column 12 (take it out)"),
        ('{"a": 1,\n}', "1: no JSON: a comma after the last entry at column 8 (take it out)"),
        ("[\n1,\n\n]", "2: no JSON: a comma after the last entry at column 2 (take it out)"),
        ('{"a": 1\n "b": 2}', "2: no JSON: a comma is missing at column 2 (between entries)"),
        ('{"a" 1}', '1: no JSON: a colon is missing at column 6 (a member is "name": value)'),
        ("{a: 1}", f"1: no JSON: a word without quotes at column 2 ({QUOTED})"),
        ('{"a": b1}', f"1: no JSON: a word without quotes at column 7 ({QUOTED})"),
        ("{'a': 1}", f"1: no JSON: a single quote at column 2 ({QUOTED})"),
        ('["a]', "1: no JSON: a text without its closing quote at column 2 (close it on the same line)"),
        ('{"b": 1,\n "a: 1\n}', "2: no JSON: a text without its closing quote at column 2 (close it on the same line)"),
        ('{"a: ["b"]}', f"1: no JSON: a quote is missing or one too many at column 8 ({QUOTED})"),
        ('{"a": True}', "1: no JSON: True is Python at column 7 (write true, false or null)"),
        ('{"a": "\\q"}', "1: no JSON: a backslash that escapes nothing at column 8 (write two of them)"),
        ('{"a": 1', "1: no JSON: the text ends too early at column 8 (close every bracket)"),
        ("[1] 2", "1: no JSON: more text after the end at column 5 (one document a file)"),
        ("[1] x", "1: no JSON: more text after the end at column 5 (one document a file)"),
        ("", "1: no JSON: an empty text at column 1 (close every bracket)"),
        ("{1: 2}", "1: no JSON: expecting property name enclosed in double quotes at column 2"),
    ],
)
def test_the_thing_is_named_with_line_and_column(text, message):
    with pytest.raises(FormatError) as caught:
        load(text, "x.json")
    assert str(caught.value) == f"x.json:{message}"


@pytest.mark.parametrize("comment", ["// note", "# note", "/* note */"])
@pytest.mark.parametrize("text", ["{}", '{"a": 1, {}\n "b": 2}', '{"a": {}\n 1}', "[1, {} 2]"])
def test_comments(comment, text):
    with pytest.raises(FormatError, match=r"no JSON: a comment at column [0-9]+ "):
        load(text.replace("{}", comment))


def test_wherever_a_document_is_cut_the_error_is_one_line_that_says_where():
    text = json.dumps({"format": "neurocircuit/1", "inputs": ["a"], "nodes": {"y": {"k": 12.5, "t": None}}}, indent=1)
    for end in range(len(text)):
        with pytest.raises(FormatError, match=r"^[0-9]+: no JSON: .* at column [0-9]+") as caught:
            load(text[:end])
        assert caught.value.where <= text.count("\n") + 1
