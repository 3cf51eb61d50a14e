"""What the commands share: a click command with examples, and the parameters that several of them take."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from neurocircuit.cli import completion
from neurocircuit.cli.assignments import parse_assignments
from neurocircuit.cli.output import emit, one_line
from neurocircuit.errors import FileError, InputError, LimitError, NeurocircuitError, shorten
from neurocircuit.files import MAX_FILE

if TYPE_CHECKING:
    from neurocircuit.netlist.circuit import Circuit

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

FORMATS = ("table", "csv", "json")

#: The values of the options that formats have, the first of each where nothing is said.
STATES = ("binary", "onehot")
UNSPECIFIED = ("refuse", "hold")

#: What tells an expression from the name of a file that is not there, and an assignment from an expression.
_SIGNS = set("&|^~=;")
_ASSIGNMENT = re.compile(r"[^\s=&|^~;]+=-?(0[xb])?[0-9a-fA-F]*[0-9][0-9a-fA-F]*")

#: What begins with a dash and is no option: negative numbers, and an output of the circuit on stdin (``-:y``).
_WORD = re.compile(r"-[.0-9:].*", re.DOTALL)


class Command(click.Command):
    """A click command whose arguments may be negative numbers, and whose help ends with examples."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sort the arguments behind ``--``, so that click takes ``-0.5,1,1`` for no option."""
        valued = [option for option in self.params if isinstance(option, click.Option) and not option.is_flag]
        with_value = {name for option in valued for name in option.opts}
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for token in rest:
            if token == "--":
                words.extend(rest)
            elif token == "-" or not token.startswith("-") or _WORD.fullmatch(token):
                words.append(token)
            else:
                options.append(token)
                if token in with_value:
                    value = next(rest, None)
                    if value is not None:
                        options.append(value)
                    elif ctx.resilient_parsing:  # its value is what the shell asks for
                        options.pop()
                    else:
                        ctx.fail(f"Option {token!r} requires an argument.")
        return super().parse_args(ctx, [*options, "--", *words])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that names no file is about FILE."""
        try:
            return super().invoke(ctx)
        except NeurocircuitError as error:
            error.source = error.source or ctx.params.get("file", "")
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are, one a line."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def command(name: str, *examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function the command of that name."""
    return click.command(name, cls=Command, examples=examples)


#: An option that is the path of a file.
file_option = partial(click.option, metavar="FILE", shell_complete=completion.files)

file_argument = click.argument("file", metavar="FILE", shell_complete=completion.circuits)

assignments_argument = click.argument("assignments", nargs=-1, metavar="[INPUT=VALUE | VALUE]...")

_circuit_format = partial(click.option, metavar="FORMAT", shell_complete=completion.formats)

_OPTIONS = "neurocircuit.reading"


def _note_option(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keep an option of a format for ``read_circuit``."""
    if value is not None:
        context.meta.setdefault(_OPTIONS, {})[option.name] = value


_reading_option = partial(click.option, expose_value=False, callback=_note_option)


def from_option(function: Decorated) -> Decorated:
    """What says how FILE is read: its format, and the options that some formats have."""
    for decorate in (
        _reading_option("--unspecified", type=click.Choice(UNSPECIFIED), help="KISS2: where no row says what is next."),
        _reading_option("--encoding-of-states", type=click.Choice(STATES), help="KISS2: how registers hold states."),
        _circuit_format("--from", "from_", help="The format of FILE, whatever its suffix (stdin: json)."),
    ):
        function = decorate(function)
    return function


to_option = _circuit_format("--to", help="The format to write, whatever the suffix of the file (stdout: json).")

output_option = file_option("-o", "--output", help="Write to this file instead of stdout.")

format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to print the result.  [default: by the suffix of -o, else table]",
)


def result_options(function: Decorated) -> Decorated:
    """How a result is printed, and where: ``--format`` and ``-o``."""
    return format_option(output_option(function))


def read_circuit(file: str, format: str | None = None, options: Mapping[str, str] | None = None) -> Circuit:
    """The circuit in a file, on stdin (``-``), the ready-made one of that name, or that of expressions.

    Args:
        file: as the user wrote it.
        format: the value of ``--from``.
        options: of the format (default: those that the user gave for FILE).

    Raises:
        InputError: for an assignment such as ``a=1`` where a circuit is expected.
    """
    from neurocircuit import formats  # reading circuits needs networkx

    if _SIGNS & set(file) and not os.path.exists(file):
        from neurocircuit.synthesis.decompose import build

        if _ASSIGNMENT.fullmatch(file):
            hint = 'the circuit comes first; an expression has spaces or operators, as in "y = a & b"'
            raise InputError(f"{shorten(file)!r} is an assignment, no circuit", hint=hint)
        return build(file)
    chosen = click.get_current_context().meta.get(_OPTIONS, {}) if options is None else options
    if file != "-":
        return formats.read(file, format, **chosen)
    return formats.parse(read_stdin(), format or "json", "stdin", **chosen)


def assigned(circuit: Circuit, words: Sequence[str]) -> dict[str, int]:
    """The values that assignments, or plain values in the order of its ports, give to a circuit's inputs."""
    return parse_assignments(words, [port.name for port in circuit.input_ports] if words else ())


def write_circuit(circuit: Circuit, path: str, format: str | None = None) -> None:
    """Write a circuit to a file or to stdout (``-``); say on stderr which of its names had to be renamed for it.

    Args:
        circuit: any circuit.
        path: as the user wrote it; its suffix decides the format.
        format: the value of ``--to``.
    """
    from neurocircuit import formats
    from neurocircuit.formats.document_writer import unwritable_names
    from neurocircuit.formats.names import refused_ports

    format = format or ("json" if path == "-" else formats.format_of(path))
    if path == "-":
        written = formats.dumps(circuit, format)
        emit(written if isinstance(written, bytes) else [written])
    else:
        formats.write(circuit, path, format)
    if format == "json":
        why, renamed = "they look like ranges or buses", unwritable_names(circuit)
    else:
        why, renamed = f"no name in {format} is so", refused_ports(circuit, format)
    if renamed:
        click.echo(one_line(f"note: renamed, because {why}: {', '.join(renamed)}"), err=True)


def read_stdin() -> bytes:
    """All bytes on stdin.

    Raises:
        LimitError: for more than 1 GiB.
    """
    if sys.stdin is None:
        raise FileError("closed", source="stdin")
    data = sys.stdin.buffer.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise LimitError("more than 1 GiB", source="stdin", hint=f"at most {MAX_FILE:,} bytes")
    return data


def result_format(format: str | None, output: str | None, files: Sequence[str] = ()) -> str:
    """The format to print a result in: the one asked for, else the one that the suffix of ``-o`` says, else a table.

    Args:
        format: the value of ``--format``.
        output: the value of ``-o``.
        files: what a suffix may say besides the formats of ``--format``.

    Raises:
        FileError: for a suffix that says nothing.
    """
    suffix = PurePath(output or "").suffix.lower().removeprefix(".")
    if suffix in files:
        return suffix
    if format is not None:
        return format
    if suffix in ("", "txt"):
        return "table"
    known = (*FORMATS[1:], *files)
    if suffix not in known:
        listed = " ".join(f".{name}" for name in known)
        raise FileError(f"unknown suffix '.{suffix}'", source=output or "", hint=f"one of {listed}, or say --format")
    return suffix
