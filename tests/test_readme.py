"""The README: every command in it is run, every example executed, and what they show compared."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from neurocircuit.cli import main
from neurocircuit.formats import library, parse

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [body for name, body in BLOCKS if name == language]


def commands() -> list[tuple[str, str]]:
    """Each ``$ neurocircuit ...`` with the output that stands below it."""
    found = []
    for body in blocks("console"):
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.rstrip("\n")))
    return found


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the commands run one after the other, as a reader would type them."""
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize(("command", "output"), commands(), ids=[command for command, _ in commands()])
def test_command(
    command: str,
    output: str,
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(workplace)
    program, *arguments = shlex.split(command)
    assert program == "neurocircuit"
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert not printed.err
    assert "\n".join(line.rstrip() for line in printed.out.rstrip("\n").split("\n")) == output


def test_python_examples(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    scope: dict[str, object] = {}
    assert blocks("python")
    for body in blocks("python"):
        exec(compile(body, "README.md", "exec"), scope)


def test_python_sessions() -> None:
    for body in blocks("pycon"):
        test = doctest.DocTestParser().get_doctest(body, {}, "README.md", "README.md", 0)
        results = doctest.DocTestRunner().run(test)
        assert results.attempted
        assert not results.failed


def test_circuit_files() -> None:
    assert blocks("json")
    for body in blocks("json"):
        jsonschema.Draft202012Validator(json.loads(library.schema())).validate(json.loads(body))
        assert parse(body).tests


def test_the_two_commands_to_paste() -> None:
    first, second = blocks("sh")[:2]
    assert first.strip().endswith("neurocircuit simulate full_adder")
    assert second.strip().endswith("pytest")
    for command in (first, second):
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv .venv && ")


def test_the_tree_names_every_package() -> None:
    for package in sorted(path.parent.name for path in (ROOT / "neurocircuit").glob("*/__init__.py")):
        assert f"{package}/" in TEXT
