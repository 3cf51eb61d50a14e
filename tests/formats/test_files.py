"""Reading and writing files: what is found, what is refused, and that a write is whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import neurocircuit as nc
from neurocircuit import formats


def test_a_file_comes_before_a_ready_made_circuit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert nc.read("full_adder").inputs == ("a", "b", "cin")
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


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(nc.LimitError, match="1,073,741,825 bytes"):
        nc.read(path)


def test_written_files_keep_their_mode_and_links_stay_links(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to("target.json")
    nc.write(nc.read("and"), link)
    assert link.is_symlink()
    assert nc.read(target) == nc.read("and")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.json", "target.json"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/dev/full", "no space left"), ("missing/x.json", "no such file"), ("folder", "not a regular file")],
)
def test_a_target_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(nc.FileError, match=words):
        formats.write_text(path, "text")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    for name in ("fsync", "replace", "chmod"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(nc.FileError, match="no space left"):
                formats.write_text(path, "new")
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["x.json"]


def test_a_read_only_file_is_left_alone_even_by_root(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(nc.FileError, match="read-only"):
        formats.write_text(path, "new")
    assert path.read_text() == "old"


def test_killed_in_the_middle_of_saving_leaves_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    script = (
        "import sys; from neurocircuit.formats import write_text\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in 'ab': write_text(sys.argv[1], letter * 300_000)\n"
    )
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        while not path.exists():
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        text = path.read_text()
        assert text in ("a" * 300_000, "b" * 300_000)


def test_unknown_formats_are_named() -> None:
    with pytest.raises(nc.FormatError, match="unknown format 'edif'"):
        nc.parse("", "edif")
    with pytest.raises(nc.FileError, match=r"unknown suffix '.edif'"):
        nc.write(nc.read("and"), "x.edif")
