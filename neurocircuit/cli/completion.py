"""What a shell offers at Tab: commands, options and choices by click itself, and here what only files and names say.

``_NEUROCIRCUIT_COMPLETE=bash_source neurocircuit`` prints the script for bash, likewise for zsh and fish; the script
calls the program with ``bash_complete`` and the words so far.
"""

from __future__ import annotations

import glob
import os
import shlex

import click
from click.shell_completion import CompletionItem, shell_complete

_VARIABLE = "_NEUROCIRCUIT_COMPLETE"


def answer(program: click.Command) -> int | None:
    """Answer a shell that asks, with the exit code; None where none does and a command is to run."""
    asked = os.environ.get(_VARIABLE)
    return shell_complete(program, {}, "neurocircuit", _VARIABLE, asked) if asked else None


def files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Any path: the shell knows them best."""
    return [CompletionItem(begun, type="file")]


def circuits(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Ready-made circuits, and files."""
    from neurocircuit.formats import library

    # A shell that is given names adds no files by itself. Those that it would have to quote, and folders, are left to
    # it: it is asked where nothing else fits.
    paths = [path for path in sorted(glob.glob(f"{begun}*")) if os.path.isfile(path) and shlex.quote(path) == path]
    names = dict.fromkeys((*library.names(), *paths))
    found = [CompletionItem(name) for name in names if name.startswith(begun)]
    return found or files(context, parameter, begun)


def functions(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Gates, ready-made circuits, and files."""
    from neurocircuit.synthesis.function import FUNCTION_NAMES

    gates = [CompletionItem(name) for name in FUNCTION_NAMES if name.startswith(begun)]
    return circuits(context, parameter, begun) + gates  # names after what says that files fit: bash keeps both


def formats(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of circuit formats."""
    from neurocircuit.formats import FORMATS

    return [CompletionItem(name) for name in FORMATS if name.startswith(begun)]
