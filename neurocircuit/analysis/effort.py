"""How much a question may take, and what it took: conflicts are counted, time is only the outer limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Real
from time import monotonic
from typing import TypeAlias

from neurocircuit.errors import InputError, shorten

#: Called with what is being done and the fraction of it that is done, now and then.
Tell: TypeAlias = Callable[[str, float], None]


class OutOfTime(Exception):
    """The limit is reached; what was proved so far stands."""


@dataclass(slots=True)
class Effort:
    """What is done for one answer.

    Raises:
        InputError: for a limit that is no number of seconds.

    Args:
        limit: seconds; None for as long as it takes.
        report: told what is being done.
        proved: what is known so far, for an answer that is undecided.
    """

    limit: float | None = None
    report: Tell | None = field(default=None, repr=False)
    patterns: int = 0
    calls: int = 0
    conflicts: int = 0
    proved: str = "nothing proved"
    begun: float = field(default_factory=monotonic, repr=False)

    def __post_init__(self) -> None:
        if self.limit is not None and not (isinstance(self.limit, Real) and self.limit >= 0):
            raise InputError(f"a limit of {shorten(repr(self.limit))}", hint="a number of seconds from 0 on")

    def check(self, what: str, fraction: float = 0.0) -> None:
        """Say what is being done, if there is a word for it.

        Raises:
            OutOfTime: when the limit is reached.
        """
        if self.limit is not None and monotonic() - self.begun >= self.limit:
            raise OutOfTime
        if self.report is not None and what:
            self.report(what, fraction)

    def __str__(self) -> str:
        return f"{self.patterns:,} patterns, {self.calls:,} SAT calls, {self.conflicts:,} conflicts"
