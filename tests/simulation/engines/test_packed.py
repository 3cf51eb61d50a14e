from __future__ import annotations

from neurocircuit.simulation.engines import packed
from tests.simulation.engines.conformance import ProgramConformance


class TestPacked(ProgramConformance):
    run = staticmethod(packed.run)
