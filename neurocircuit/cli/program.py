"""The program around the commands: finding them, and the one path that every error takes to the user."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from neurocircuit import __version__
from neurocircuit.cli.codes import BAD, DONE, INTERRUPTED
from neurocircuit.cli.completion import answer
from neurocircuit.cli.output import abandon_stdout, one_line
from neurocircuit.errors import NeurocircuitError, did_you_mean, shorten

#: The commands in the order of the help, with what each does.
COMMANDS: dict[str, str] = {
    "list": "the ready-made circuits, one line each",
    "simulate": "what a circuit does: its truth table, given inputs, random or clocked runs",
    "explain": "why a circuit does it: the weighted sum of every neuron",
    "check": "run the tests of circuits, or compare circuits with vectors or a reference",
    "verify": "do two circuits compute the same? a proof or a counterexample",
    "build": "make a circuit of neurons from expressions",
    "learn": "watch a neuron learn a function",
    "guess": "try weights for a function, row by row",
    "identify": "the smallest weights of a function, or why there are none",
    "render": "a picture: SVG, PNG, PDF, DOT, or the interactive page",
    "convert": "from one circuit format to another",
    "synth": "the same function with fewer neurons, proved",
    "stats": "count neurons, connections, depth, weights",
    "bench": "the speed of each engine on a circuit and this machine",
    "schema": "the JSON Schema of circuit files",
}

_START = """\
neurocircuit simulates logic circuits made of neurons, exactly. Three ways to start:

  neurocircuit simulate full_adder     the truth table of a ready-made circuit
  neurocircuit explain and 1 0         how a neuron decides
  neurocircuit list                    all ready-made circuits

'neurocircuit --help' shows all commands."""

_SETTINGS = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


class _Program(click.Group):
    """The group of the commands in ``COMMANDS``, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = import_module(f"neurocircuit.cli.{name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(name, COMMANDS, f"one of {', '.join(COMMANDS)}")
            raise click.UsageError(f"unknown command {shorten(name)!r} ({hint})")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        # The same for what the shell shows.
        found = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The summaries stand in the table, so that help imports no command.
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Program, invoke_without_command=True, context_settings=_SETTINGS)
@click.version_option(__version__, message="neurocircuit %(version)s", help="Show the version.")
@click.pass_context
def program(context: click.Context) -> None:
    """Simulate logic circuits made of neurons, exactly.

    A FILE is a path, or where no such file exists the name of a ready-made circuit ('neurocircuit list' shows them) or
    an expression such as "y = a & b". ASSIGNMENTS are a=1 b=0, or plain values in the order of the inputs.
    Exit codes: 0 done or yes, 1 the answer is no, 2 bad usage or bad input, 3 undecided, 130 after Ctrl-C.
    """
    if context.invoked_subcommand is None:
        click.echo(_START)


def _as_code(error: UnicodeError) -> tuple[str, int]:
    """What a terminal cannot show, as a code that JSON has too."""
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_as_code.__name__, _as_code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; every error becomes one line on stderr.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # No name of a net can end the program.
            stream.reconfigure(errors=_as_code.__name__)
    try:
        code = answer(program)
        if code is None:
            with program.make_context("neurocircuit", list(arguments)) as context:
                code = program.invoke(context)
        return DONE if code is None else int(code)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough, as ``head`` does.
        abandon_stdout()
        return DONE
    except Exception as error:
        if sys.flags.dev_mode and not isinstance(error, (NeurocircuitError, click.ClickException, OSError)):
            raise
        if sys.stderr is not None:  # None would mean stdout to ``print``
            with suppress(OSError):
                print(one_line(f"error: {_message(error)}"), file=sys.stderr, flush=True)
        return BAD


def _message(error: Exception) -> str:
    if isinstance(error, NeurocircuitError):
        return str(error)
    if isinstance(error, click.ClickException):
        return _usage_message(error)
    if isinstance(error, OSError):
        reason = (error.strerror or str(error)).lower()
        return f"{error.filename}: {reason}" if error.filename else reason
    if isinstance(error, MemoryError):
        return "not enough memory (a smaller circuit, or fewer patterns at once)"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return f"unexpected {type(error).__name__}: {error} (a bug; python -X dev -m neurocircuit shows where)"


def _usage_message(error: click.ClickException) -> str:
    text = error.format_message().rstrip(".")
    text = text[:1].lower() + text[1:]
    context = getattr(error, "ctx", None)
    return text if text.endswith(")") or context is None else f"{text} (see '{context.command_path} --help')"
