"""Statements of line-based formats."""

from __future__ import annotations

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats.lines import statements


def test_continued_lines_have_the_number_of_the_first():
    text = b"a \\ # why\n b\\\n\nc\n\\\nd\n"
    assert list(statements(text, continuation="\\")) == [(1, "a  b"), (4, "c"), (5, "d")]


def test_without_continuation_a_backslash_is_a_letter():
    assert list(statements(b"a\\\nb\n")) == [(1, "a\\"), (2, "b")]


@pytest.mark.parametrize("text", [b"a\\", b"a\\\n", b"a\nb\\\r\n"])
def test_a_last_line_that_goes_on_is_cut_short(text):
    with pytest.raises(FormatError, match="the last line is to be continued"):
        list(statements(text, continuation="\\"))


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x0b", "\r", "\x85", "\u00a0", "\u200b", "\u202e", "\u2028"])
def test_invisible_characters_are_refused_with_their_line(character):
    with pytest.raises(FormatError) as error:
        list(statements(f"a\nb{character}b".encode(), "x"))
    assert str(error.value) == f"x:2: the character U+{ord(character):04X}"


def test_anything_may_be_in_a_comment():
    assert list(statements("a # \x1b \u202e\n#\0".encode())) == [(1, "a")]


def test_bytes_that_are_no_utf_8_are_refused_with_their_line():
    with pytest.raises(FormatError, match="x:2: the text is not UTF-8"):
        list(statements(b"a\n\xff", "x"))


def test_a_byte_order_mark_is_no_character():
    assert list(statements("\ufeffa".encode())) == [(1, "a")]


def test_a_format_may_have_no_comments():
    assert list(statements(b"a # b\n#c\n", comment="")) == [(1, "a # b"), (2, "#c")]
