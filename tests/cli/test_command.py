"""What the commands share: negative numbers, ``--``, stdin, where results go."""

import sys

import click
import pytest

from neurocircuit import formats
from neurocircuit.cli import command
from neurocircuit.cli.command import Command, result_format
from neurocircuit.errors import FileError
from neurocircuit.formats import library

NOT = """{"format": "neurocircuit/1", "inputs": ["a"], "outputs": ["y"],
 "nodes": {"y": {"gate": "NOT", "inputs": ["a"]}}}"""


def parse(*arguments):
    """The words and options that a command sees."""

    @click.command(cls=Command)
    @click.argument("words", nargs=-1)
    @click.option("--rate", type=float)
    @click.option("-o", "--output")
    @click.option("--flag", is_flag=True)
    def command(words, rate, output, flag):
        return words, rate, output, flag

    return command.main(list(arguments), standalone_mode=False)


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["NOR", "-0.2,0.4"], (("NOR", "-0.2,0.4"), None, None, False)),
        (["-.5", "--rate", "-1", "-2"], (("-.5", "-2"), -1.0, None, False)),
        (["a=-1", "--flag", "-1"], (("a=-1", "-1"), None, None, True)),
        (["x", "-o", "-5.json", "-"], (("x", "-"), None, "-5.json", False)),
        (["x", "-ofile", "--output=b"], (("x",), None, "b", False)),
        (["--", "--flag", "-o"], (("--flag", "-o"), None, None, False)),
        (["--flag", "--", "-x.json"], (("-x.json",), None, None, True)),
    ],
)
def test_negative_numbers_are_arguments(arguments, seen):
    assert parse(*arguments) == seen


@pytest.mark.parametrize("arguments", [["-x"], ["--flagg"], ["a", "--rate"], ["--rate", "x"]])
def test_everything_else_with_a_dash_is_an_option(arguments):
    with pytest.raises(click.UsageError):
        parse(*arguments)


@pytest.mark.parametrize(
    ("asked", "output", "format"),
    [
        (None, None, "table"),
        (None, "x.csv", "csv"),
        (None, "x.JSON", "json"),
        (None, "x.txt", "table"),
        ("csv", "x.json", "csv"),
        ("table", "x.xyz", "table"),
        (None, "some.folder/file", "table"),
    ],
)
def test_the_suffix_decides_unless_it_is_said(asked, output, format):
    assert result_format(asked, output) == format


def test_other_suffixes(cli):
    assert result_format(None, "x.npz", ["npz"]) == "npz"
    assert "unknown suffix '.npz' (one of .csv .json, or say --format)" in cli("stats", "and", "-o", "x.npz").error


def test_stdin(cli):
    assert cli("stats", "-", "--format", "json", stdin=NOT).json["neurons"] == 1


def test_stdin_in_another_format(cli):
    bench = "INPUT(a)\nINPUT(b)\nOUTPUT(y)\ny = NAND(a, b)\n"
    assert cli("stats", "-", "--from", "bench", "--format", "json", stdin=bench).json["inputs"] == 2


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"{", b"\x00"])
def test_bad_stdin_is_named(cli, data):
    assert cli("stats", "-", stdin=data).error.startswith("stdin")


def test_unknown_format(cli):
    assert "unknown format 'jsn'" in cli("stats", "-", "--from", "jsn", stdin=NOT).error


def test_a_file_that_begins_with_a_dash(cli, tmp_path):
    (tmp_path / "-x.json").write_text(NOT)
    assert cli("stats", "--", "-x.json").code == 0
    assert cli("stats", "./-x.json").code == 0


def test_a_file_goes_before_a_ready_made_circuit(cli, tmp_path):
    (tmp_path / "and").write_text(NOT)
    assert cli("stats", "and", "--from", "json", "--format", "json").json["inputs"] == 1
    assert cli("stats", "or", "--format", "json").json["inputs"] == 2


def test_an_error_without_a_place_is_about_the_file(cli):
    assert cli("explain", "and", "c=1").error.startswith("and: ")


def test_output_goes_to_the_file_and_nowhere_else(cli, tmp_path):
    shown = cli("stats", "and", "-o", "and.json")
    assert (shown.code, shown.out, shown.err) == (0, "", "")
    assert '"neurons": 1' in (tmp_path / "and.json").read_text()


@pytest.mark.parametrize("target", ["missing/x.json", ".", "x\0y", "x.json/"])
def test_output_that_cannot_be_written(cli, tmp_path, target):
    assert cli("stats", "and", "-o", target).error
    assert list(tmp_path.iterdir()) == []


def test_a_refused_call_leaves_the_old_output(cli, tmp_path):
    (tmp_path / "old.json").write_text("old")
    assert cli("convert", "no_such", "old.json").error
    assert (tmp_path / "old.json").read_text() == "old"


def test_it_writes_what_it_reads(cli):
    made = cli("convert", "full_adder", "-")
    assert formats.parse(made.out) == library.ready_made("full_adder")


def test_stdin_that_is_closed_or_without_end(cli, monkeypatch):
    monkeypatch.setattr(command, "MAX_FILE", 10)
    assert cli("stats", "-", stdin="x" * 11).error == "stdin: more than 1 GiB (at most 10 bytes)"
    assert "more than" not in cli("stats", "-", stdin="x" * 10).error
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FileError, match="stdin: closed"):
        command.read_stdin()


def test_a_command_without_examples_has_none_in_its_help():
    plain = Command("plain")
    assert "Examples" not in plain.get_help(click.Context(plain))


@pytest.mark.parametrize("text", ["a ^ b", "y = a ^ b", "y=a^b", "(a ^ b)", "~(a & b) & (a | b); "])
def test_an_expression_stands_where_a_circuit_does(cli, text):
    rows = cli("simulate", "xor").lines
    assert cli("simulate", text).lines == rows
    assert cli("simulate", text, "1", "0").lines == [rows[0], rows[3]]
    assert cli("explain", text, "a=1", "b=1").lines[-1] == "outputs: y=0"
    assert cli("stats", text, "--format", "json").json["inputs"] == 2
    assert cli("verify", "xor", text).code == 0
    assert cli("convert", text, "y.blif").code == 0
    assert "<svg" in cli("render", text, "-o", "-").out


def test_a_file_of_that_name_is_no_expression(cli, tmp_path):
    cli("convert", "and", "a | b.json")
    assert cli("simulate", "a | b.json").lines == cli("simulate", "and").lines
    assert cli("simulate", "AND").lines == cli("simulate", "and").lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a=1", "b=0"], "a=1: 'a=1' is an assignment, no circuit (the circuit comes first; "),
        (["a=-0x1f"], 'an expression has spaces or operators, as in "y = a & b")'),
        (["y = a", "z = b"], "y = a: 'z = b' is no assignment (expressions stand in one argument: \"y = a & b; "),
        (["a &"], "a &: column 4: the end cannot follow '&'"),
        (["foo"], "foo: no such file or ready-made circuit"),
    ],
)
def test_what_is_neither_a_file_nor_an_expression(cli, arguments, message):
    assert message in cli("simulate", *arguments).error


def test_a_constant_is_an_expression_where_spaces_say_so(cli):
    assert cli("simulate", "y = 1").lines == ["y", "1"]
