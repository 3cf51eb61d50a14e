"""A real cluster of two workers on this machine."""

from __future__ import annotations

import os
import signal
import socket
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from neurocircuit.errors import InputError
from neurocircuit.simulation.engines import distributed, native
from neurocircuit.simulation.program import compile_graph, compile_subjects
from neurocircuit.simulation.requests import Exhaustive, Random
from neurocircuit.simulation.sinks import Counts, FirstDifference
from neurocircuit.simulation.sources import CountWords, RandomWords
from neurocircuit.simulation.subject import subject_of
from neurocircuit.simulation.trace import trace
from tests.simulation.engines.conformance import ADDER, FAULTY, SCRAMBLER, SINKS, ProgramConformance, chain

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
class TestDistributed(ProgramConformance):
    run = staticmethod(distributed.run)
    test_random_circuits = None  # what it would test is the engine of the workers


@pytest.mark.parametrize("sink", SINKS.values(), ids=SINKS)
def test_two_workers_give_what_one_process_gives(client, sink):
    program = compile_graph(SCRAMBLER.graph)
    source = RandomWords(3, 64 * 5000 - 7, cycles=3)
    wanted = native.run(program, source, sink)
    fractions: list[float] = []
    got = distributed.run(program, source, sink, progress=fractions.append)
    assert str(got.value) == str(wanted.value)
    assert got.state.tobytes() == wanted.state.tobytes()
    assert fractions[-1] == 1.0
    assert len(fractions) > 2


def test_large_jobs_have_more_parts(client, monkeypatch):
    program = compile_graph(SCRAMBLER.graph)
    source = RandomWords(3, 64 * 100_000)
    fractions: list[float] = []
    monkeypatch.setattr(distributed, "PART_WORK", 100_000 * len(program.operations) // 50)
    got = distributed.run(program, source, Counts(), progress=fractions.append)
    assert len(fractions) == 50
    assert got.value.tolist() == native.run(program, source, Counts()).value.tolist()


def test_the_first_difference_is_found_by_whoever_has_it(client):
    program = compile_subjects([subject_of(ADDER.graph), subject_of(FAULTY.graph)])
    source = CountWords(1 << 20, (19, 18, 17))
    assert distributed.run(program, source, FirstDifference(2)).value == (0, 7 << 17)


def test_a_killed_worker_loses_nothing(client, cluster):
    program = compile_graph(chain(500, 30).graph)
    source = RandomWords(1, 1 << 28)
    victims = []

    def kill_one(done: float) -> None:
        if not victims:
            victims.append(worker_pid(client))
            os.kill(victims[0], signal.SIGKILL)

    got = distributed.run(program, source, Counts(), progress=kill_one)
    assert victims
    assert got.value.tolist() == native.run(program, source, Counts()).value.tolist()


def worker_pid(client) -> int:
    return min(client.run(os.getpid).values())


def test_without_a_cluster_the_workers_are_threads_of_this_process(recwarn):
    source = RandomWords(3, 64 * 5000)
    program = compile_graph(SCRAMBLER.graph)
    with socket.create_server(("127.0.0.1", 8787)) if _is_free(8787) else nullcontext(), distributed.connected() as own:
        assert set(own.run(os.getpid).values()) == {os.getpid()}
        got = distributed.run(program, source, Counts())
    assert got.value.tolist() == native.run(program, source, Counts()).value.tolist()
    assert not recwarn.list
    with pytest.raises(ValueError, match="No client"):
        dask_distributed.default_client()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def told_about(address: str) -> str:
    with pytest.raises(InputError, match="no scheduler at") as caught, distributed.connected(address):
        pass
    return str(caught.value)


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr(distributed, "PATIENCE", 0.2)
    assert "'tcp://127.0.0.1:1'" in told_about("tcp://127.0.0.1:1")
    assert "missing port" in told_about("")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "no answer within 0.2 s" in told_about(f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_something_else_answers():
    with socket.create_server(("127.0.0.1", 0)) as web, ThreadPoolExecutor(1) as pool:

        def answer():
            connection, _ = web.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1 << 16)

        pool.submit(answer)
        assert "something else answers" in told_about(f"tcp://127.0.0.1:{web.getsockname()[1]}")


@pytest.mark.parametrize("request_", [Random(5000, runs=3), Random(20_000), Random(70, runs=5000)])
def test_traces_are_those_of_one_process(client, request_):
    got, wanted = (trace(SCRAMBLER, request_, watch=["both"], engine=engine) for engine in ("distributed", "native"))
    assert (got.outputs["y"] == wanted.outputs["y"]).all()
    assert (got.nets["both"] == wanted.nets["both"]).all()


def test_exhaustive_patterns_with_fixed_inputs_are_made_by_the_workers(client):
    circuit = chain(50, 16)
    got, wanted = (trace(circuit, Exhaustive({"x3": 1}), engine=engine) for engine in ("distributed", "reference"))
    assert all((got.outputs[name] == wanted.outputs[name]).all() for name in wanted.outputs)
