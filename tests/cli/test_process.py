"""A command as a process of its own: how it hears of Ctrl-C, and how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Runs ``stats``, which lets go of an object whose destructor does something, and then does nothing for a while.
_PROGRAM = """
import atexit, runpy, signal, sys
from time import monotonic
from neurocircuit.analysis import cost
# Where this runs in the background SIGINT is ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
atexit.register(print, "takes its time")
class Held:
    def __del__(self):
        {happens}
real = cost.cost
def slow(circuit):
    held, begun = Held(), monotonic()
    del held
    while monotonic() < begun + {seconds}:
        pass
    return real(circuit)
cost.cost = slow
runpy.run_module("neurocircuit", run_name="__main__")
"""


def run(arguments, happens="pass", seconds=0):
    program = _PROGRAM.format(happens=happens, seconds=seconds)
    return subprocess.run([sys.executable, "-c", program, *arguments.split()], capture_output=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_while_something_is_let_go():
    made = run("stats and", "signal.raise_signal(signal.SIGINT)", seconds=60)
    assert (made.returncode, made.stdout, made.stderr) == (130, b"", b"")


def test_other_errors_of_destructors_are_told_and_end_nothing():
    made = run("stats and", "1 / 0")
    assert (made.returncode, made.stdout[:6]) == (0, b"inputs")
    assert b"ZeroDivisionError" in made.stderr


@pytest.mark.parametrize(("arguments", "code"), [("stats and", 0), ("guess nor 1,1,1", 1), ("stats no_such", 2)])
def test_the_process_ends_without_taking_itself_apart(arguments, code):
    made = run(arguments)
    assert made.returncode == code
    assert made.stdout or made.stderr
    assert b"takes its time" not in made.stdout
