"""Finding the format of a file: what is read, what is refused, and with which words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import neurocircuit as nc
from neurocircuit import formats


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
        ("folder.json", "folder.json: is a directory"),
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


def test_unknown_formats_are_named() -> None:
    with pytest.raises(nc.FormatError, match="unknown format 'edif'"):
        nc.parse("", "edif")
    with pytest.raises(nc.FileError, match=r"unknown suffix '.edif'"):
        nc.write(nc.read("and"), "x.edif")
