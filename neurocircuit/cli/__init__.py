"""Commands: parse arguments, call one function, print; one module a command.

A command is a line in ``COMMANDS`` and a module of its name that holds the click command ``command``. The module is
imported when the command is called, so that a command waits for nothing that only others need.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

#: The commands in the order of the help, with what each does.
COMMANDS: dict[str, str] = {
    "list": "the ready-made circuits, one line each",
    "simulate": "what a circuit does: its truth table, given inputs, random or clocked runs",
    "explain": "why a circuit does it: the weighted sum of every neuron",
    "check": "run the tests of circuits, or compare circuits with vectors",
    "build": "make a circuit of neurons from expressions",
    "learn": "watch a neuron learn a function",
    "guess": "try weights for a function, row by row",
    "identify": "the smallest weights of a function, or why there are none",
    "render": "a picture: SVG, PNG, PDF, DOT, or the interactive page",
    "convert": "from one circuit format to another",
    "stats": "count neurons, connections, depth, weights",
    "bench": "the speed of each engine on a circuit and this machine",
    "schema": "the JSON Schema of circuit files",
}

DONE, NO, BAD, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: the command line's).

    Returns:
        The exit code: 0 done or yes, 1 the answer is no, 2 bad usage or bad input, 3 undecided, 130 after Ctrl-C.
    """
    try:
        from neurocircuit.cli.program import run  # imported here, so that Ctrl-C in the meantime is quiet too

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
