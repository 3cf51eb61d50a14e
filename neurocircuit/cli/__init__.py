"""Commands: parse arguments, call one function, print; one module a command.

A command is a line in ``program.COMMANDS`` and a module of its name that holds the click command ``command``. It is
imported when the command is called, so that it waits for nothing that only others need.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments; without, with those of the command line, and end the process.

    Returns:
        The exit code: 0 done or yes, 1 the answer is no, 2 bad usage or bad input, 3 undecided, 130 after Ctrl-C.
    """
    try:
        from neurocircuit.cli.program import run  # imported here, so that Ctrl-C in the meantime is quiet too

        if arguments is not None:
            return run(arguments)
        from neurocircuit.cli.process import heed, leave

        sys.unraisablehook = heed
        leave(run(sys.argv[1:]))
    except KeyboardInterrupt:
        from neurocircuit.cli.codes import INTERRUPTED

        if arguments is None:
            os._exit(INTERRUPTED)  # here and now: what is still held would be let go before anything below
        return INTERRUPTED
