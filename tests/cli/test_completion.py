"""What a shell is offered at Tab."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

from neurocircuit.cli.program import COMMANDS
from neurocircuit.cli.simulate import ENGINES
from neurocircuit.formats import FORMATS
from neurocircuit.simulation.engines import AUTO
from neurocircuit.simulation.engines import ENGINES as TABLE

VARIABLE = "_NEUROCIRCUIT_COMPLETE"


@pytest.fixture
def offered(cli, monkeypatch, tmp_path):
    """What bash is offered for the last word of a line, in a folder with files: ``offered("neurocircuit st")``."""
    for name in ("full_of.bench", "full house.json", "circuit.bench", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "fullfolder").mkdir()
    (tmp_path / "fullfolder" / "inner.blif").touch()

    def ask(line):
        monkeypatch.setenv(VARIABLE, "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.replace("\\ ", "").count(" ")))
        shown = cli()
        assert (shown.code, shown.err) == (0, "")
        return list(filter(None, shown.lines))

    return ask


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("neurocircuit ", COMMANDS),
        ("neurocircuit st", ["stats"]),
        ("neurocircuit --v", ["--version"]),
        ("neurocircuit st --f", []),
        ("neurocircuit stats --fo", ["--format"]),
        ("neurocircuit stats and --format ", ["table", "csv", "json"]),
        ("neurocircuit stats ful", ["full_adder", "full_subtractor", "full_of.bench"]),
        ("neurocircuit stats fullfolder/i", ["fullfolder/inner.blif"]),
        ("neurocircuit check and circ", ["circuit.bench"]),
        ("neurocircuit check and --against fu", ["full_adder", "full_subtractor", "full_of.bench"]),
        ("neurocircuit convert mux", ["mux2", "mux4"]),
        ("neurocircuit convert and x --to b", [name for name in FORMATS if name.startswith("b")]),
        ("neurocircuit build y=a --to ", FORMATS),
        ("neurocircuit render and --from j", ["json"]),
        ("neurocircuit simulate and --engine n", ["native"]),
        ("neurocircuit simulate and --engine ", ENGINES),
        ("neurocircuit guess na", ["nand"]),
        ("neurocircuit identify full_a", ["full_adder"]),
        ("neurocircuit learn NAND --start -0.5,1,1 --ep", ["--epochs"]),
    ],
)
def test_words(offered, line, words):
    assert offered(line) == [f"plain,{word}" for word in words]


@pytest.mark.parametrize(
    "line",
    [
        "neurocircuit stats fullf",
        "neurocircuit stats full\\ h",
        "neurocircuit learn fullf",
        "neurocircuit stats and -o x",
        "neurocircuit convert and fu",
        "neurocircuit render and -o ",
        "neurocircuit simulate and --vectors fu",
        "neurocircuit check and --tests fu",
        "neurocircuit check and --junit ",
        "neurocircuit learn AND --plot ",
    ],
)
def test_where_only_paths_fit_the_shell_looks_itself(offered, line):
    (found,) = offered(line)
    assert found.startswith("file,")


def test_gates_come_after_what_resets_the_words_of_bash(offered):
    assert offered("neurocircuit learn NA") == ["file,NA", "plain,NAND"]
    assert offered("neurocircuit identify MAJ") == ["file,MAJ", "plain,MAJORITY"]


def test_nothing_hidden_is_offered(offered):
    assert "plain,.hidden" not in offered("neurocircuit stats ")


def test_the_engines_are_those_of_the_table():
    assert (AUTO, *TABLE) == ENGINES


@pytest.mark.parametrize(
    ("shell", "position", "shown"),
    [
        ("zsh", "1", ["plain", "stats", COMMANDS["stats"]]),
        ("fish", "st", [f"plain,stats\t{COMMANDS['stats']}"]),
    ],
)
def test_other_shells_show_what_each_command_does(cli, monkeypatch, shell, position, shown):
    monkeypatch.setenv(VARIABLE, f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "neurocircuit st")
    monkeypatch.setenv("COMP_CWORD", position)
    assert cli().lines == shown


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_each_shell_has_its_script(cli, monkeypatch, shell):
    monkeypatch.setenv(VARIABLE, f"{shell}_source")
    assert f"{VARIABLE}={shell}_complete" in cli().out


def test_another_shell_is_not_answered(cli, monkeypatch):
    monkeypatch.setenv(VARIABLE, "abacus_source")
    shown = cli("stats", "and")
    assert (shown.code, shown.out, shown.err) == (1, "", "")


@pytest.fixture
def bash(tmp_path):
    """A bash that finds the program, and has its completion: it completes the last of some words."""
    found = shutil.which("bash")
    if found is None:
        pytest.skip("no bash here")
    program = tmp_path / "bin" / "neurocircuit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m neurocircuit "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "full_of.bench").touch()

    def complete(*words):
        # Outside of a real completion ``compopt`` refuses to work.
        script = f"""
            eval "$({VARIABLE}=bash_source neurocircuit)"
            complete -p neurocircuit >&2
            compopt() {{ printf '%s\\n' "compopt $*"; }}
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            $(complete -p neurocircuit | sed 's/.*-F \\([^ ]*\\).*/\\1/') neurocircuit
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": os.getcwd()}
        done = subprocess.run(
            [found, "--norc", "-c", script, "bash", *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=True,
        )
        assert done.stderr.startswith("complete ")
        assert done.stderr.endswith(" neurocircuit\n")
        return done.stdout.split()

    return complete


def test_in_a_real_bash(bash):
    assert bash("neurocircuit", "simu") == ["simulate"]
    assert bash("neurocircuit", "stats", "full") == ["full_adder", "full_subtractor", "full_of.bench"]
    assert bash("neurocircuit", "simulate", "and", "--engine", "pa") == ["packed"]
    assert bash("neurocircuit", "stats", "and", "-o", "x") == ["compopt", "-o", "default"]
    assert bash("neurocircuit", "learn", "NAN") == ["compopt", "-o", "default", "NAND"]


def test_completing_is_light():
    code = (
        "import sys; from neurocircuit.cli import main; code = main([]);"
        "print([name for name in ('numpy', 'scipy', 'llvmlite') if name in sys.modules], code)"
    )
    for line in ("neurocircuit ", "neurocircuit learn A", "neurocircuit simulate and --engine "):
        asked = {VARIABLE: "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        made = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **asked}
        )
        assert made.stdout.count("plain,") >= 2
        assert made.stdout.endswith("[] 0\n")
