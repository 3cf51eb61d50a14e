"""Progress on stderr: only where a person looks at it, and only when it takes longer than a second."""

from __future__ import annotations

import sys
import time

PATIENCE = 1.0
_BETWEEN = 0.1


class Progress:
    """A line on stderr that says how far a task is; call it with what is done, as a callback.

    Args:
        task: what is done, e.g. ``simulating``.
    """

    def __init__(self, task: str) -> None:
        self.task = task
        self.shown = False
        self.due = time.monotonic() + PATIENCE
        self.wanted = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __call__(self, fraction: float) -> None:
        """Show how much is done, from 0 to 1."""
        if not self.wanted or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + _BETWEEN
        self.shown = True
        sys.stderr.write(f"\r{self.task}: {fraction:.0%}\x1b[K")
        sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
