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
from neurocircuit import files


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
    [
        ("/dev/full", "no space left"),
        ("missing/x.json", "no such file"),
        ("folder", "not a regular file"),
        ("x.json/", "the name of a folder"),
    ],
)
def test_a_target_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(nc.FileError, match=words):
        files.write_bytes(path, b"text")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    for name in ("fsync", "replace", "chmod"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(nc.FileError, match="no space left"):
                files.write_bytes(path, b"new")
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["x.json"]


def test_a_read_only_file_is_left_alone_even_by_root(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(nc.FileError, match="read-only"):
        files.write_bytes(path, b"new")
    assert path.read_text() == "old"


def test_killed_in_the_middle_of_saving_leaves_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    script = (
        "import sys; from neurocircuit.files import write_bytes\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in b'ab': write_bytes(sys.argv[1], bytes([letter]) * 300_000)\n"
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


def test_blocks_are_written_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")
    with files.writing(path) as file:
        file.write(b"a,b\n")
        file.write(b"0,1\n")
        assert path.read_text() == "old"
    assert path.read_text() == "a,b\n0,1\n"


def fail_between(path: Path, error: BaseException) -> None:
    with files.writing(path) as file:
        file.write(b"new")
        raise error


def test_an_error_between_blocks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")
    for error in (nc.InputError("wrong"), ZeroDivisionError(), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            fail_between(path, error)
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["x.csv"]


def test_a_name_with_a_nul_character_is_refused() -> None:
    with pytest.raises(nc.FileError, match="NUL"):
        files.write_bytes("x\0.json", b"")
