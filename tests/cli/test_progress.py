"""Progress: on a terminal, after a second, and gone when done."""

import sys

import pytest

from neurocircuit.cli import progress
from neurocircuit.cli.progress import Progress


class Screen:
    def __init__(self, terminal=True):
        self.terminal = terminal
        self.text = ""

    def isatty(self):
        return self.terminal

    def write(self, text):
        self.text += text

    def flush(self):
        pass


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def watch(monkeypatch, clock, screen, seconds):
    monkeypatch.setattr(sys, "stderr", screen)
    with Progress("simulating") as advance:
        clock[0] += seconds
        advance(0.25)
        shown = screen.text
    return shown, screen.text


def test_after_a_second_it_shows_and_then_vanishes(monkeypatch, clock):
    shown, at_the_end = watch(monkeypatch, clock, Screen(), 1.5)
    assert "simulating: 25%" in shown
    assert at_the_end.endswith("\r\x1b[K")


@pytest.mark.parametrize(("terminal", "seconds"), [(True, 0.5), (False, 5)])
def test_short_work_and_pipes_show_nothing(monkeypatch, clock, terminal, seconds):
    assert watch(monkeypatch, clock, Screen(terminal), seconds) == ("", "")


def test_it_does_not_flicker(monkeypatch, clock):
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    with Progress("reading") as advance:
        clock[0] += 2
        for done in range(100):
            advance(done / 100)
    assert screen.text.count("reading") == 1
