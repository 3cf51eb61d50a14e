"""The ready-made circuits: JSON files that come with the package, found by name from any folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

#: The folders in teaching order.
FOLDERS = ("gates", "arithmetic", "selection", "sequential", "puzzles")


@cache
def folder() -> Path:
    """Where the ready-made circuits are: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "circuits"
    return installed if installed.is_dir() else package.parent / "circuits"


@cache
def _paths() -> dict[str, Path]:
    return {path.stem: path for part in FOLDERS for path in sorted((folder() / part).glob("*.json"))}


def names() -> tuple[str, ...]:
    """The names of the ready-made circuits, folder by folder in teaching order."""
    return tuple(_paths())


def find(name: str) -> Path | None:
    """The file of the ready-made circuit of that name; None where there is none."""
    return _paths().get(name)


def schema() -> str:
    """The JSON Schema of the native circuit file, as text."""
    return Path(__file__).with_name("circuit.schema.json").read_text(encoding="utf-8")
