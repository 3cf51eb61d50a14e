"""Writing results, safe text, exact JSON."""

import json
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.cli.output import LONGEST_LINE, emit, json_text, one_line, safe
from neurocircuit.errors import FileError


@given(st.text())
def test_safe_text_moves_no_cursor_and_hides_nothing(text):
    shown = one_line(text)
    assert len(shown) <= LONGEST_LINE
    assert not set(shown) & set("\n\r\x1b\x07\u202e\u2066\u200b\u2028\ud800")


@pytest.mark.parametrize("text", ["plain", "a b", "é ä 漢字", "a\u00a0b"])
def test_what_is_safe_stays(text):
    assert safe(text) == text


def test_a_long_line_keeps_its_beginning_and_the_way_out():
    shown = one_line(f"error: file.json: {'x' * 1000} (the way out)")
    assert len(shown) == LONGEST_LINE
    assert shown.startswith("error: file.json: xxx")
    assert shown.endswith("xxx (the way out)")


numbers = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.integers().map(lambda n: Fraction(n, 10)))
documents = st.recursive(
    numbers, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=20
)


@given(documents)
def test_json_reads_back_as_it_was(document):
    read = json.loads(json_text(document), parse_float=Fraction)
    assert read == document


def test_a_ratio_that_is_no_decimal_is_a_string():
    assert json.loads(json_text([Fraction(1, 3)])) == ["1/3"]


def test_a_number_keeps_digits_that_a_float_has_not():
    assert json_text(Fraction(2**60 + 1, 10)) == "115292150460684697.7"


def test_to_a_file_or_to_stdout(tmp_path, capsys):
    emit(["a\n", "b\n"], str(tmp_path / "out.txt"))
    assert (tmp_path / "out.txt").read_text() == "a\nb\n"
    assert capsys.readouterr().out == ""
    for target in (None, "-"):
        emit(["a\n", "b\n"], target)
        assert capsys.readouterr().out == "a\nb\n"


def test_a_result_that_fails_half_way_leaves_the_old_file(tmp_path):
    def chunks():
        yield "half"
        raise ValueError

    (tmp_path / "out.txt").write_text("old")
    with pytest.raises(ValueError):  # noqa: PT011 - its own
        emit(chunks(), str(tmp_path / "out.txt"))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_nobody_reads_on(monkeypatch, capsys):
    class Closed:
        def write(self, _):
            raise BrokenPipeError

        def fileno(self):
            raise OSError

    asked = []

    def chunks():
        for number in range(3):
            asked.append(number)
            yield "x"

    monkeypatch.setattr(sys, "stdout", Closed())
    emit(chunks())
    assert asked == [0]  # and nothing more is computed


def test_no_stdout_at_all(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(FileError, match="-o FILE"):
        emit(["x"])
