"""Commands: parse arguments, call one function, print; one module a command.

A command is a line in ``program.COMMANDS`` and a module of its name that holds the click command ``command``. It is
imported when the command is called, so that it waits for nothing that only others need.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: the command line's).

    Returns:
        The exit code: 0 done or yes, 1 the answer is no, 2 bad usage or bad input, 3 undecided, 130 after Ctrl-C.
    """
    try:
        from neurocircuit.cli.program import run  # imported here, so that Ctrl-C in the meantime is quiet too

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        from neurocircuit.cli.codes import INTERRUPTED

        return INTERRUPTED
