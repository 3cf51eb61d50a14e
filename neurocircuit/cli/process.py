"""The process of a command: that Ctrl-C reaches it, and how it ends."""

from __future__ import annotations

import os
import sys
from _thread import interrupt_main
from contextlib import suppress
from threading import Timer
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

#: Seconds after which Ctrl-C comes again.
AGAIN = 0.01


def heed(unraisable: UnraisableHookArgs) -> None:
    """Lets Ctrl-C come again where Python lets no error out: while an object with a destructor is let go."""
    if unraisable.exc_type is KeyboardInterrupt:
        Timer(AGAIN, interrupt_main).start()
    else:
        sys.__unraisablehook__(unraisable)


def leave(code: int) -> NoReturn:
    """End the process as it stands: to take apart what was loaded and made takes longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)
