"""Finding the format of a file: what is read, what is refused, and with which words."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import neurocircuit as nc
from neurocircuit import formats
from neurocircuit.formats.context import Context


def test_a_file_comes_before_a_ready_made_circuit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert nc.read("full_adder").inputs == nc.read("FULL_Adder").inputs == ("a", "b", "cin")
    Path("full_adder").write_text(nc.dumps(nc.read("and")))
    assert formats.read("full_adder", "json").inputs == ("a", "b")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("full_ader", "full_ader: no such file or ready-made circuit (did you mean 'full_adder'?)"),
        ("none.json", "none.json: no such file"),
        ("folder.json", "folder.json: a folder, where a file is expected"),
        ("pipe.json", "pipe.json: not a regular file"),
        ("x.txt", "unknown suffix '.txt' (one of .json"),
        ("nul\0.json", "NUL"),
        ("latin.json", "latin.json:2: the text is not UTF-8"),
        ("utf16.json", "the text is not UTF-8"),
        ("empty.json", "empty.json:1: no JSON"),
    ],
)
def test_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.json").mkdir()
    os.mkfifo("pipe.json")
    Path("x.txt").touch()
    Path("empty.json").touch()
    Path("latin.json").write_bytes(b'{\n"name": "\xe4"}')
    Path("utf16.json").write_bytes("{}".encode("utf-16"))
    with pytest.raises(nc.NeurocircuitError) as caught:
        nc.read(path)
    assert words in str(caught.value)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + nc.dumps(nc.read("and")).encode())
    assert nc.read(path) == nc.read("and")


def test_bytes_are_read_like_their_text() -> None:
    text = nc.dumps(nc.read("and"))
    assert isinstance(text, str)
    assert nc.parse(text.encode()) == nc.parse(text) == nc.parse("\ufeff" + text) == nc.read("and")
    with pytest.raises(nc.FormatError, match="x:2: the text is not UTF-8"):
        nc.parse(b"{\n\xff}", source="x")


def test_a_file_gives_the_name_where_the_text_has_none(tmp_path: Path) -> None:
    path = tmp_path / "all.bench"
    path.write_text("INPUT(a)\nOUTPUT(a)\n")
    assert nc.read(path).name == "all"
    assert nc.parse(path.read_bytes(), "bench").name == ""


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ('\n {"format": 1}', "json"),
        ("# made by hand\n\n  .model m\n.outputs\n", "blif"),
        ("\ufeff.model m\n", "blif"),
        ("aag 1 1 0 0 0\n2\n", "aag"),
        ("aig 1 1 0 0 0\n", "aig"),
        ("# espresso\n\n.i 2\n.o 1\n", "pla"),
        (".type fr\n.i 2\n", "pla"),
        (".i 2\n.o 1\n.p 9\n.s 3\n", "kiss2"),
        ("# {\nINPUT(a)\n", None),
        ("#" * 5000 + "\n.model m\n", None),
        (".modelling\n", None),
        ("// made by hand\n/* a * b */ `timescale 1ns/1ps\n(* top *) module m;\n", "verilog"),
        ("modules\n", None),
        ('{"modules": {}}', "yosys"),
    ],
)
def test_a_suffix_that_says_nothing_leaves_it_to_the_first_bytes(text: str, format: str | None) -> None:
    if format is None:
        with pytest.raises(nc.FileError, match=r"unknown suffix '.txt'"):
            formats.format_of("x.txt", text.encode())
    else:
        assert formats.format_of("x.txt", text.encode()) == format
    assert formats.format_of("x.bench", text.encode()) == "bench"


def test_a_row_of_the_table_is_a_format(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Bytes go in and come out as they are; of formats with one suffix the first bytes tell."""
    seen = []

    def parse(data: bytes, context: Context) -> nc.Circuit:
        seen.append((data, context.source, context.name))
        return context.find("and")

    def dumps(circuit: nc.Circuit, context: Context) -> bytes:
        return b"\xff raw" if context.refers("and", circuit) else b"\xff"

    raw = SimpleNamespace(parse=parse, dumps=dumps)
    monkeypatch.setitem(sys.modules, "neurocircuit.formats.raw", raw)
    monkeypatch.setitem(formats.FORMATS, "raw", formats.Format("raw", (".raw",), "raw", "bytes", text=False))
    told = formats.Format("told", (".raw",), "raw", "told", written=False, text=False, begins=rb"told")
    monkeypatch.setitem(formats.FORMATS, "told", told)
    nc.write(nc.read("and"), tmp_path / "x.raw", "raw")
    assert (tmp_path / "x.raw").read_bytes() == nc.dumps(nc.read("and"), "raw") == b"\xff raw"
    assert nc.read(tmp_path / "x.raw") == nc.read("and")
    assert seen == [(b"\xff raw", str(tmp_path / "x.raw"), "x")]
    assert formats.format_of("x.raw", b"told it") == "told"
    with pytest.raises(nc.FormatError, match=r"told is not one that is written \(one of json, bench, .*raw\)"):
        nc.dumps(nc.read("and"), "told")


def test_every_format_of_the_table_has_its_module() -> None:
    for row in formats.FORMATS.values():
        module = import_module(f"neurocircuit.formats.{row.module}")
        assert (hasattr(module, "parse"), hasattr(module, "dumps")) == (row.read, row.written)


def test_unknown_formats_are_named() -> None:
    with pytest.raises(nc.FormatError, match="unknown format 'edif'"):
        nc.parse("", "edif")
    with pytest.raises(nc.FileError, match=r"unknown suffix '.edif'") as caught:
        nc.write(nc.read("and"), "x.edif")
    assert str(caught.value).count(".json") == 1  # a suffix of two formats is one


def test_options_go_to_the_reader() -> None:
    text = ".i 1\n.o 1\n0 a b 0\n1 a a 0\n1 b a 1\n"
    assert nc.parse(text, "kiss2", unspecified="hold").registers == ("state[0]",)
    assert nc.parse(text, "kiss2", unspecified="hold", encoding_of_states="onehot").registers == ("a", "b")


def test_options_that_a_format_has_not_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bench").write_text("INPUT(a)\nOUTPUT(a)\n")
    with pytest.raises(nc.FormatError, match=r"x.bench: bench has no option 'unspecified' \(it has none\)"):
        nc.read(tmp_path / "x.bench", unspecified="hold")
    with pytest.raises(nc.FormatError, match="json has no option 'unspecified'"):
        nc.read("full_adder", unspecified="hold")


def test_an_unknown_suffix_names_those_that_are_read_or_written(tmp_path: Path) -> None:
    (tmp_path / "x.foo").write_text("x")
    with pytest.raises(nc.FileError) as reading:
        nc.read(tmp_path / "x.foo")
    with pytest.raises(nc.FileError) as writing:
        nc.write(nc.read("and"), tmp_path / "y.foo")
    assert ".kiss2" in str(reading.value)
    assert ".kiss2" not in str(writing.value)
    assert ".blif" in str(writing.value)


def test_what_is_no_text_is_not_parsed():
    with pytest.raises(nc.InputError, match=r"^3 is no text \(nc.read\(...\) reads a file\)$"):
        formats.parse(3)
