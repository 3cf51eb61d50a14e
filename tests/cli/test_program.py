"""The program around the commands: starting, help, and the one path of every error."""

import json
import os
import signal
import subprocess
import sys

import click
import pytest

from neurocircuit import cli as package
from neurocircuit import errors
from neurocircuit.cli import program
from neurocircuit.cli.program import COMMANDS

FORBIDDEN = ("{", "[1, 2", '{"format": "neurocircuit/1"}', "\x1b[31m", "")


def fail_with(monkeypatch, error):
    """Make every command of the program end like this."""

    def command():
        raise error

    monkeypatch.setattr(program._Program, "get_command", lambda *_: click.Command("stats", callback=command))


def spawn(*arguments, **options):
    """The program as a process of its own."""
    command = [sys.executable, "-m", "neurocircuit", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def test_alone_it_prints_three_ways_to_start(cli):
    shown = cli()
    assert shown.code == 0
    ways = [line.split() for line in shown.lines if line.startswith("  neurocircuit ")]
    assert len(ways) == 3
    assert {way[1] for way in ways} <= set(COMMANDS)


@pytest.mark.parametrize("way", ["simulate full_adder", "explain and 1 0", "list"])
def test_each_way_to_start_works(cli, way):
    assert cli(*way.split()).code == 0


def test_version(cli):
    import neurocircuit

    assert cli("--version").out == f"neurocircuit {neurocircuit.__version__}\n"


def test_help_names_every_command(cli):
    shown = cli("--help").out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_is_complete(cli, name):
    shown = cli(name, "--help")
    command = program.program.get_command(click.Context(program.program), name)
    assert shown.code == 0
    assert f"\n  neurocircuit {name}" in shown.out.split("Examples:")[1]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help
            assert all(spelling in shown.out for spelling in option.opts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulat"], "unknown command 'simulat' (did you mean 'simulate'?)"),
        (["\x1b[31mred"], r"unknown command '\x1b[31mred' (one of"),
        (["--nonsense"], "no such option"),
        (["stats"], "missing argument 'FILE' (see 'neurocircuit stats --help')"),
        (["stats", "and", "or"], "got unexpected extra argument (or)"),
        (["stats", "and", "--fromat", "json"], "no such option"),
        (["stats", "and", "--format", "xml"], "'xml' is not one of 'table', 'csv', 'json'"),
        (["stats", "and", "-o"], "requires an argument"),
        (["stats", "no_such"], "no_such: no such file or ready-made circuit"),
        (["stats", "nor2"], "did you mean 'nor'?"),
        (["stats", "x" * 5000], "no such file"),
        (["stats", "a\u202eb\nc"], r"a\u202eb\nc: no such file"),
        (["stats", "."], "."),
    ],
)
def test_usage_errors_are_one_line(cli, arguments, message):
    assert message in cli(*arguments).error


@pytest.mark.parametrize("text", FORBIDDEN)
@pytest.mark.parametrize("command", ["stats", "explain", "simulate"])
def test_broken_files_are_one_line_that_names_them(cli, tmp_path, command, text):
    (tmp_path / "broken.json").write_text(text)
    assert cli(command, "broken.json").error.startswith("broken.json:")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "not enough memory"),
        (RecursionError(), "nested too deeply"),
        (FileNotFoundError(2, "No such file or directory", "gone.txt"), "gone.txt: no such file or directory"),
        (OSError("odd"), "odd"),
        (ValueError("a\nb\x1b"), r"unexpected ValueError: a\nb\x1b (a bug"),
        (errors.LimitError("so much", source="f.json", where="nodes", hint="less"), "f.json: nodes: so much (less)"),
        (errors.FormatError("x" * 1000, hint="the way out"), "(the way out)"),
        (click.UsageError("Something."), "something"),
    ],
)
def test_every_kind_of_error_is_one_line(cli, monkeypatch, error, message):
    fail_with(monkeypatch, error)
    assert message in cli("stats").error


def test_without_stderr_an_error_does_not_go_to_stdout(cli, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    shown = cli("stats", "gone")
    assert (shown.code, shown.out) == (2, "")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_interrupted(cli, monkeypatch, error):
    fail_with(monkeypatch, error)
    shown = cli("stats")
    assert (shown.code, shown.out, shown.err) == (130, "", "")


def test_interrupted_while_the_program_loads(cli, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "run", interrupt)
    assert cli("stats").code == 130


def test_a_reader_that_goes_away_is_no_error(cli, monkeypatch):
    fail_with(monkeypatch, BrokenPipeError())
    monkeypatch.setattr(program, "abandon_stdout", lambda: None)
    shown = cli("stats")
    assert (shown.code, shown.out, shown.err) == (0, "", "")


@pytest.mark.parametrize(("error", "begins"), [("ValueError", "Traceback"), ("errors.InputError", "error: ")])
def test_where_bugs_are_looked_for_their_place_is_shown(error, begins):
    code = (
        "import sys; from neurocircuit import errors; from neurocircuit.cli import main, stats\n"
        f"def fail(**_): raise {error}('here')\n"
        "stats.command.callback = fail; sys.exit(main(['stats', 'and']))"
    )
    made = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=False)
    assert made.stderr.startswith(begins)
    assert made.returncode != 0


def test_a_command_decides_the_exit_code(cli, monkeypatch):
    monkeypatch.setattr(program._Program, "get_command", lambda *_: click.Command("stats", callback=lambda: 3))
    assert cli("stats").code == 3


def test_every_command_has_its_module():
    folder = os.path.dirname(package.__file__)
    assert all(os.path.exists(os.path.join(folder, f"{name}.py")) for name in COMMANDS)


def test_version_and_help_load_nothing_heavy():
    heavy = ("numpy", "networkx", "graphviz", "llvmlite", "scipy", "neurocircuit.netlist.graph")
    for arguments in (["--version"], ["--help"], []):
        code = (
            "import sys; from neurocircuit.cli import main; assert main(sys.argv[1:]) == 0;"
            f"print('LOADED', [name for name in {heavy} if name in sys.modules])"
        )
        made = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        assert made.stdout.endswith("LOADED []\n")


def test_a_command_loads_no_other():
    code = (
        "import sys; from neurocircuit.cli import main; assert main(['explain', 'and']) == 0;"
        "from neurocircuit.cli.program import COMMANDS;"
        "print([name for name in COMMANDS if f'neurocircuit.cli.{name}' in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.endswith("['explain']\n")


def test_a_reader_that_stops_early_is_no_error():
    with spawn("list") as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_one_line():
    with open("/dev/full", "wb") as full:
        made = subprocess.run(
            [sys.executable, "-m", "neurocircuit", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert made.returncode == 2
    assert made.stderr == "error: stdout: cannot write: no space left on device\n"


def test_plain_ascii_surroundings_are_enough(tmp_path):
    (tmp_path / "é.json").write_text(
        '{"format": "neurocircuit/1", "inputs": ["ä"], "outputs": ["y"],'
        ' "nodes": {"y": {"gate": "NOT", "inputs": ["ä"]}}}',
        encoding="utf-8",
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.getcwd()}
    with spawn("explain", "é.json", env=environment, cwd=tmp_path) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"\\u00e4=0\n")
    # The code is one that JSON has too.
    with spawn("convert", "é.json", "-", env=environment, cwd=tmp_path) as process:
        assert json.loads(process.communicate()[0])["inputs"] == ["ä"]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_while_it_waits_for_stdin():
    # Where this runs in the background SIGINT is ignored, and a child inherits that.
    heed = "import atexit, runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    heed += "atexit.register(print, 'takes its time');"
    command = [sys.executable, "-c", f"{heed} runpy.run_module('neurocircuit', run_name='__main__')", "stats", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        # More than a pipe holds: when it is written, the program is reading.
        process.stdin.write(b" " * 1_000_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")


#: Raises KeyboardInterrupt when the module that is named first begins to load, and then runs the program.
_INTERRUPTED = """
import sys
class Finder:
    def find_spec(name, path=None, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder)
from neurocircuit.cli import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    "module", ["neurocircuit.cli.program", "click", "neurocircuit.errors", "dataclasses", "neurocircuit.cli.list"]
)
def test_ctrl_c_while_the_program_loads(module):
    made = subprocess.run([sys.executable, "-c", _INTERRUPTED, module, "list"], capture_output=True, check=False)
    assert (made.returncode, made.stdout, made.stderr) == (130, b"", b"")


def test_next_to_nothing_loads_before_ctrl_c_is_heeded():
    code = "import sys; before = {*sys.modules}; from neurocircuit.cli import main; print(*{*sys.modules} - before)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(made.stdout.split()) <= {"neurocircuit", "neurocircuit.late", "neurocircuit.cli", "__future__"}
