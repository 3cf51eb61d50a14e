"""The words of a Verilog text."""

from __future__ import annotations

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats.verilog_tokens import END, KEYWORDS, PRIMITIVES, Behavioural, Tokens


def words(text):
    tokens = Tokens(text.encode(), "x.v")
    found = []
    while tokens.now is not END:
        found.append(tokens.take()[:2])
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a_1$ b", [("name", "a_1$"), ("name", "b")]),
        ("\\a+(b) ;", [("name", "a+(b)"), ("symbol", ";")]),
        ("\\module x", [("escaped", "module"), ("name", "x")]),
        ("module and", [("keyword", "module"), ("keyword", "and")]),
        ("12 0.5 4'b1_0 'h f", [("number", "12"), ("number", "0.5"), ("number", "4'b1_0"), ("number", "'h f")]),
        ("a // b\n/* c\n*/ d", [("name", "a"), ("name", "d")]),
        ('a (* full, x = "(*" *) b', [("name", "a"), ("name", "b")]),
        ("(* init = 1'b1 *) q", [("initial", "1'b1"), ("name", "q")]),
        ("@(*)", [("symbol", "@"), ("symbol", "("), ("symbol", "*"), ("symbol", ")")]),
        ("`timescale 1ns/1ps\na", [("name", "a")]),
        ("`define a", [("other", "`define"), ("name", "a")]),
        ('"a b" $x', [("other", '"a b"'), ("other", "$x")]),
        ("'0 \\\n`", [("other", "'"), ("number", "0"), ("other", "\\"), ("other", "`")]),
        (
            "a~^b<=c&&d",
            [
                ("name", "a"),
                ("symbol", "~^"),
                ("name", "b"),
                ("symbol", "<="),
                ("name", "c"),
                ("symbol", "&&"),
                ("name", "d"),
            ],
        ),
    ],
)
def test_words(text, wanted):
    assert words(text) == wanted


def test_errors_name_the_line_of_a_word():
    tokens = Tokens(b"a\n\nb\nc", "x.v")
    tokens.take()
    for line, name in ((3, "b"), (4, "c")):
        assert str(tokens.unexpected(tokens.now, "';'")) == f"x.v:{line}: {name!r}, expected ';'"
        tokens.take()
    assert (
        str(tokens.unexpected(tokens.now, "';'")) == "x.v:4: the text ends where ';' is to be (is the file cut short?)"
    )


def test_what_begins_no_word_is_named():
    with pytest.raises(FormatError, match=r"x.v:2: the character U\+00E9 begins no word"):
        Tokens("a\né".encode(), "x.v")
    assert words("// é\n") == []


@pytest.mark.parametrize(("opened", "closed"), [("/*", "*/"), ("(*", "*)")])
def test_what_is_never_closed_is_named_at_once(opened, closed):
    assert words(f"{opened} b {closed} a") == [("name", "a")]
    with pytest.raises(FormatError) as error:
        Tokens(f"a\n{opened} b".encode(), "x.v")
    assert str(error.value) == f"x.v:2: {opened!r} is never closed (is the file cut short?)"


def test_words_of_behaviour_and_of_switches_are_told_apart():
    tokens = Tokens(b"case pmos", "x.v")
    assert isinstance(tokens.unexpected(tokens.take(), "';'"), Behavioural)
    error = tokens.unexpected(tokens.take(), "';'")
    assert not isinstance(error, Behavioural)
    assert "'pmos' is no logic" in str(error)


def test_a_name_is_asked_for():
    tokens = Tokens(b"a \\b+ module", "x.v")
    assert [tokens.name().text, tokens.name().text] == ["a", "b+"]
    with pytest.raises(FormatError, match="'module', expected a name"):
        tokens.name()


def test_the_primitives_are_keywords():
    assert set(PRIMITIVES) < KEYWORDS
    assert {"module", "wire", "input", "logic", "always_ff", "pmos"} < KEYWORDS
