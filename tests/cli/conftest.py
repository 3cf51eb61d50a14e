"""Calling the program inside this process: what it prints, what it returns."""

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from neurocircuit.cli import main


@dataclass(frozen=True)
class Outcome:
    """What one call of the program gave."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one line of a refused call, which prints nothing else."""
        assert self.code == 2
        assert self.out == ""
        assert self.err.startswith("error: ")
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        assert len(self.err) <= 301
        assert self.err[:-1].isprintable()
        return self.err[len("error: ") : -1]


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path):
    """Call the program in an empty folder: ``cli("simulate", "and").out``."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=""):
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return call
