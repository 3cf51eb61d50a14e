from __future__ import annotations

from neurocircuit.simulation.engines import packed
from tests.simulation.engines.conformance import ExecutorConformance


class TestPacked(ExecutorConformance):
    engine = "packed"
    execute = staticmethod(packed.execute)
