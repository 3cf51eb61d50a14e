"""A real cluster of two workers on this machine."""

from __future__ import annotations

import os
import signal
import warnings

import pytest

from neurocircuit.errors import InputError
from neurocircuit.simulation.engines import distributed, native
from neurocircuit.simulation.engines.streams import Counts, CountWords, FirstDifference, Kept, RandomWords, Signature
from neurocircuit.simulation.program import compile_graph, compile_graphs
from tests.simulation.engines.conformance import ADDER, FAULTY, SCRAMBLER, EngineConformance, chain

dask_distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster():
    with (
        warnings.catch_warnings(action="ignore"),
        dask_distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as started,
    ):
        yield started


@pytest.fixture
def client(cluster):
    with distributed.connected(cluster.scheduler_address) as connection:
        yield connection


@pytest.mark.usefixtures("client")
class TestDistributed(EngineConformance):
    engine = "distributed"
    test_random_circuits = None  # what it would test is the engine of the workers


SINKS = [Kept(), Counts(), Signature(), FirstDifference(1)]


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: type(sink).__name__)
def test_two_workers_give_what_one_process_gives(client, sink):
    program = compile_graph(SCRAMBLER.graph)
    source = RandomWords(3, 64 * 5000 - 7, cycles=3)
    wanted = native.execute(program, source, sink)
    fractions: list[float] = []
    got = distributed.execute(program, source, sink, progress=fractions.append)
    assert str(got.value) == str(wanted.value)
    assert got.state.tobytes() == wanted.state.tobytes()
    assert fractions[-1] == 1.0
    assert len(fractions) > 2


def test_the_first_difference_is_found_by_whoever_has_it(client):
    program = compile_graphs([ADDER.graph, FAULTY.graph])
    source = CountWords(1 << 20, (19, 18, 17))
    assert distributed.execute(program, source, FirstDifference(2)).value == (0, 7 << 17)


def test_a_killed_worker_loses_nothing(client, cluster):
    program = compile_graph(chain(500, 30).graph)
    source = RandomWords(1, 1 << 28)
    victims = []

    def kill_one(done: float) -> None:
        if not victims:
            victims.append(worker_pid(client))
            os.kill(victims[0], signal.SIGKILL)

    got = distributed.execute(program, source, Counts(), progress=kill_one)
    assert victims
    assert got.value.tolist() == native.execute(program, source, Counts()).value.tolist()


def worker_pid(client) -> int:
    return min(client.run(os.getpid).values())


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr(distributed, "PATIENCE", 0.2)
    with (
        pytest.raises(InputError, match=r"no scheduler at 'tcp://127\.0\.0\.1:1'"),
        distributed.connected("tcp://127.0.0.1:1"),
    ):
        pass
