"""Writing results, safe text, exact JSON."""

import io
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.cli import main
from neurocircuit.cli.output import LONGEST_LINE, emit, json_document, one_line
from neurocircuit.errors import FileError


@given(st.text())
def test_a_message_is_one_safe_line(text):
    shown = one_line(text)
    assert len(shown) <= LONGEST_LINE
    assert not set(shown) & set("\n\r\x1b\x07\u202e\u2066\u200b\u2028\ud800")


def test_a_long_line_keeps_its_beginning_and_the_way_out():
    shown = one_line(f"error: file.json: {'x' * 1000} (the way out)")
    assert len(shown) == LONGEST_LINE
    assert shown.startswith("error: file.json: xxx")
    assert shown.endswith("xxx (the way out)")


def test_json_keeps_plain_lists_and_rows_on_one_line():
    document = {"plain": {"a": 1}, "list": [1, Fraction(1, 10)], "rows": [{"x": None}, {"y": (2, 3)}], "none": []}
    assert json_document(document).splitlines() == [
        "{",
        '  "plain": {',
        '    "a": 1',
        "  },",
        '  "list": [1, 0.1],',
        '  "rows": [',
        '    {"x": null},',
        "    {",
        '      "y": [2, 3]',
        "    }",
        "  ],",
        '  "none": []',
        "}",
    ]


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


def test_a_stdout_that_fails_is_left_alone_afterwards(monkeypatch):
    class Full:
        def write(self, _):
            raise OSError(28, "No space left on device")

        def fileno(self):
            raise OSError

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(FileError, match="stdout: cannot write: no space left on device"):
        emit(["x"])


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("width", [20, 40, 60])
@pytest.mark.parametrize(
    "arguments",
    [
        ["learn", "a & (b | c) & ~d", "--rate", "0.125"],
        ["identify", "XOR"],
        ["explain", "a & b & c & d & e", "1", "1", "0", "1", "1"],
        ["list"],
        ["simulate", "adder4", "--random", "3"],
        ["check", "alu4"],
    ],
)
def test_on_a_narrow_terminal_lines_go_on_below_and_no_word_is_cut(cli, monkeypatch, width, arguments):
    plain = cli(*arguments).out
    monkeypatch.setenv("COLUMNS", str(width))
    assert cli(*arguments).out == plain
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    main(arguments)
    shown = screen.getvalue()
    assert shown.split() == plain.split()
    longest = max(map(len, plain.split()))
    assert max(map(len, shown.splitlines())) <= max(width, longest + 4)


def test_csv_and_json_are_never_folded(cli, monkeypatch):
    plain = cli("list", "--format", "json").out
    monkeypatch.setenv("COLUMNS", "20")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    main(["list", "--format", "json"])
    assert screen.getvalue() == plain
