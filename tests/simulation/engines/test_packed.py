from __future__ import annotations

import numpy as np
import pytest

from neurocircuit.simulation.engines import packed
from neurocircuit.simulation.program import compile_graph
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import GivenWords
from tests.samples import FULL_ADDER
from tests.simulation.engines.conformance import ProgramConformance


class TestPacked(ProgramConformance):
    run = staticmethod(packed.run)


@pytest.mark.parametrize(("words", "planned"), [(packed.NARROW_WORDS, False), (packed.NARROW_WORDS + 1, True)])
def test_narrow_blocks_go_through_integers(words, planned, monkeypatch):
    seen = []
    monkeypatch.setattr(packed, "_plan", lambda *key, plan=packed._plan: seen.append(key) or plan(*key))
    packed.run(compile_graph(FULL_ADDER.graph), GivenWords(np.zeros((1, 3, words), np.uint64)), Kept())
    assert bool(seen) == planned
