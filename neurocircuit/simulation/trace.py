"""Values of ports, chosen nets and weighted sums, over patterns or cycles: what tables, pictures and files show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Any

import numpy as np

from neurocircuit.errors import InputError, LimitError
from neurocircuit.logic.number import whole_or_ratio
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph, collection_paused
from neurocircuit.netlist.names import NetNames
from neurocircuit.simulation.engines import Engine, Result, find_engine, settled
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import WORD, Bits, Words, unpack, words_for
from neurocircuit.simulation.requests import Batch, Request, Rows, batch_of
from neurocircuit.simulation.sinks import Kept
from neurocircuit.simulation.sources import Source, part_of
from neurocircuit.simulation.subject import Subject
from neurocircuit.simulation.values import Values, port_values

#: The most values that arrays hold, and that are written anywhere.
MAX_VALUES, MAX_WRITTEN = 1 << 27, 1 << 34
#: Bits that are unpacked at once, and words that a run keeps at once; and those of 64 clocked runs, which are shown
#: one after the other.
BLOCK_BITS, KEPT_WORDS, RUNS_WORDS = 1 << 20, 1 << 19, 1 << 23


@dataclass(frozen=True, slots=True)
class Column:
    """What is shown under one name.

    Args:
        section: ``inputs``, ``outputs``, ``nets`` or ``sums``.
        port: the name, and the names of its bits.
        nets: the flat net of each bit; for a sum those that the neuron reads.
        rows: where these are among the nets that are run.
        encoding: of truth values.
        neuron: whose sum it is; None for values of nets.
    """

    section: str
    port: Port
    nets: tuple[str, ...]
    rows: tuple[int, ...]
    encoding: str
    neuron: Perceptron | None = None

    @property
    def name(self) -> str:
        """The name as asked for."""
        return self.port.name

    @property
    def is_digit(self) -> bool:
        """Whether its values are those of its one bit."""
        return self.neuron is None and not self.port.is_bus and self.encoding == "binary"

    def values(self, bits: Bits) -> Values:
        """The values as users see them, ``(n,)``, from the bits of all nets that are run, ``(nets, n)``."""
        return self.shown(bits[list(self.rows)])

    def shown(self, bits: Bits) -> Values:
        """The values from the bits of the column's own nets."""
        if self.neuron is not None:
            return weighted_sums(self.neuron, bits)
        return port_values(self.port, bits, self.encoding)


@dataclass(frozen=True, eq=False)
class Recording:
    """A run that is to be shown: its columns, and their bits block by block, run anew whenever they are asked for.

    Args:
        columns: inputs, outputs, watched nets, sums.
        batch: the source of the inputs and the shape of the values.
        subject: the graph, and the nets that the columns show.
        engine: what runs it.
        progress: called with the fraction that is done, now and then.
    """

    columns: tuple[Column, ...]
    batch: Batch
    subject: Subject
    engine: Engine
    progress: Progress | None = None

    @property
    def runs(self) -> int | None:
        """The number of independent runs; None where there is one without an axis, and without registers."""
        return self.batch.shape[0] if self.batch.clocked and len(self.batch.shape) == 2 else None

    @property
    def rows(self) -> int:
        """The number of rows: of patterns, or of cycles in all runs."""
        return prod(self.batch.shape)

    def require(self, most: int, hint: str) -> None:
        """Check that there are not more values.

        Raises:
            LimitError: with the number of rows.
        """
        columns = max(1, len(self.columns))
        if self.rows * columns > most:
            raise LimitError(f"{self.rows:,} rows of {columns:,} values", hint=f"at most {most:,} values {hint}")

    def blocks(self, backwards: bool = False) -> Iterator[Bits]:
        """The bits of the nets, ``(nets, n)``, row after row: of each run all cycles, one run after the other.

        Where it can be, ``backwards`` gives blocks with later rows first.
        """
        small = self.rows * len(self.subject.outputs) <= BLOCK_BITS
        yield from self._only_blocks if small else self._blocks(backwards)

    @cached_property
    def _only_blocks(self) -> list[Bits]:
        """The blocks of a run that is so small that they are kept; one at least, which may be empty."""
        return list(self._blocks(False)) or [np.zeros((len(self.subject.outputs), 0), np.uint8)]

    def _blocks(self, backwards: bool) -> Iterator[Bits]:
        """The blocks of some words of patterns after the other, each run once, if all its cycles can be kept."""
        source = self.batch.source
        size = max(1, len(self.subject.outputs) * source.cycles)
        places = range(0, words_for(source.patterns), max(1, KEPT_WORDS // size))
        for number, first in enumerate(reversed(places) if backwards else places):
            part, begin, share = part_of(source, first, places.step), number / len(places), 1 / len(places)
            if size <= (KEPT_WORDS if source.patterns == 1 else RUNS_WORDS):
                yield from _rows(self._run(part, begin, share).value, part.patterns)
                continue
            for pattern in range(part.patterns):
                for kept in self._moments(part, begin + share * pattern / part.patterns, share / part.patterns):
                    yield from _cycles(kept, pattern)

    def moments(self) -> Iterator[Bits]:
        """The bits of the nets, ``(nets, runs, n)``: pattern after pattern, or cycle after cycle of all runs."""
        if self.batch.clocked:
            for kept in self._moments(self.batch.source, 0.0, 1.0):
                yield unpack(kept, self.batch.source.patterns).transpose(1, 2, 0)
        else:
            yield from (bits[:, np.newaxis] for bits in self.blocks() if bits.shape[1])

    def _moments(self, source: Source, begin: float, share: float) -> Iterator[Words]:
        """The words of some cycles after the other, ``(cycles, nets, words)``."""
        step = max(1, KEPT_WORDS // max(1, len(self.subject.outputs) * words_for(source.patterns)))
        state = None
        for cycle in range(0, source.cycles, step):
            part = part_of(source, 0, words_for(source.patterns), cycle, step)
            done, more = share * cycle / source.cycles, share * part.cycles / source.cycles
            kept, state = self._run(part, begin + done, more, state)
            yield kept

    def _run(self, part: Source, begin: float, share: float, state: Words | None = None) -> Result:
        """A part of the run, which is so much of all."""
        told = self.progress
        return self.engine(self.subject, part, Kept(), state, told and (lambda done: told(begin + share * done)))


def _rows(kept: Words, patterns: int) -> Iterator[Bits]:
    """Kept words as blocks of bits, ``(nets, n)``, with all cycles of a pattern before those of the next one."""
    cycles, nets, words = kept.shape
    size = cycles * nets * WORD
    if cycles > 1 and size > BLOCK_BITS:
        for pattern in range(patterns):
            yield from _cycles(kept[:, :, pattern // WORD, np.newaxis], pattern % WORD)
        return
    step = max(1, BLOCK_BITS // max(1, size))
    for first in range(0, words, step):
        bits = unpack(kept[:, :, first : first + step], min(patterns - WORD * first, WORD * step))
        yield bits.transpose(1, 2, 0).reshape(nets, bits.shape[2] * cycles)


def _cycles(kept: Words, pattern: int) -> Iterator[Bits]:
    """The bits of one pattern of kept words of one word each, as blocks ``(nets, n)`` of some cycles."""
    step = max(1, BLOCK_BITS // max(1, kept.shape[1]))
    for cycle in range(0, len(kept), step):
        yield (kept[cycle : cycle + step, :, 0] >> np.uint64(pattern) & np.uint64(1)).astype(np.uint8).T


@collection_paused()
def record(
    circuit: Circuit,
    request: Request | Mapping[str, Any],
    watch: Iterable[str] = (),
    sums: bool | Iterable[str] = False,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Recording:
    """Make ready to run a circuit and to show its ports, watched nets, and weighted sums; nothing runs yet.

    Args:
        circuit: what to run.
        request: ``Rows``, ``Exhaustive`` or ``Random``; a mapping stands for ``Rows``.
        watch: ports, flat nets, their other names (``fa0.sum``), ranges and whole buses of any of these.
        sums: the neurons whose sums to show; True for all.
        engine: ``auto``, or the name of one.
        progress: called with the fraction that is done, now and then.

    Raises:
        InputError: for values that do not fit, or an unknown net, with the nearest known one.
        LimitError: for more rows than anyone could read.
    """
    run = find_engine(engine)
    graph = circuit.graph
    batch = batch_of(circuit, Rows(request) if isinstance(request, Mapping) else request)
    names = NetNames(circuit)
    watched = {name: names.find(name) for name in watch}
    neurons = _summed(graph, names, sums)
    shown: dict[str, str] = graph.graph["outputs"]
    place: dict[str, int] = {}

    def column(section: str, port: Port, nets: Iterable[str], neuron: Perceptron | None = None) -> Column:
        nets = tuple(nets)
        rows = tuple([place.setdefault(net, len(place)) for net in nets])
        return Column(section, port, nets, rows, circuit.encoding, neuron)

    columns = [column("inputs", port, port.bits) for port in circuit.input_ports]
    columns += [column("outputs", port, [shown[bit] for bit in port.bits]) for port in circuit.output_ports]
    columns += [column("nets", Port(name, tuple(nets)), nets.values()) for name, nets in watched.items()]
    for name, net in neurons.items():
        data = graph.nodes[net]
        columns.append(column("sums", Port(name, (name,)), data["fanin"], data["perceptron"]))
    subject = Subject(graph, tuple(place))
    made = Recording(tuple(columns), batch, subject, settled(run, subject, batch.source), progress)
    made.require(MAX_WRITTEN, "are written")
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What was seen: arrays of shape ``(patterns,)``, clocked ``(cycles,)`` or ``(runs, cycles)``; ``()`` for one.

    Args:
        inputs: input ports by name, as users see them: truth values in the circuit's encoding, buses as integers.
        outputs: output ports by name; one that is an input's own net is in both.
        nets: watched nets and buses by the names asked for.
        sums: the exact weighted sum z of neurons by net, in the units written and the encoding of the neuron's own
            definition: int64, or integers and fractions in object arrays.
        clocked: whether the last axis is cycles.
    """

    inputs: Mapping[str, Values]
    outputs: Mapping[str, Values]
    nets: Mapping[str, Values]
    sums: Mapping[str, Values]
    clocked: bool


def trace(
    circuit: Circuit,
    request: Request | Mapping[str, Any],
    watch: Iterable[str] = (),
    sums: bool | Iterable[str] = False,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Trace:
    """Run a circuit and keep what ``record`` shows.

    Raises:
        InputError: for values that do not fit, or an unknown net, with the nearest known one.
        LimitError: for more values than fit in memory.
    """
    recording = record(circuit, request, watch, sums, engine, progress)
    recording.require(MAX_VALUES, "at once")
    found: dict[str, dict[str, Values]] = {"inputs": {}, "outputs": {}, "nets": {}, "sums": {}}
    blocks = list(recording.blocks())
    for column in recording.columns:
        values = np.concatenate([column.values(bits) for bits in blocks])
        found[column.section][column.name] = values.reshape(recording.batch.shape)
    return Trace(**found, clocked=recording.batch.clocked)


def _summed(graph: Graph, names: NetNames, sums: bool | Iterable[str]) -> dict[str, str]:
    """The neurons whose sums are wanted: the name asked for, and the net."""
    nodes = graph.nodes
    if isinstance(sums, bool):
        # No name means a net that an output of its name hides.
        hidden = {name for name, net in graph.graph["outputs"].items() if name != net}
        return {net: net for net in nodes if sums and nodes[net]["kind"] == "perceptron" and net not in hidden}
    found = {}
    for name in sums:
        nets = names.find(name)
        if nets.keys() != {name} or nodes[nets[name]]["kind"] != "perceptron":
            raise InputError(f"net {name!r} is no neuron and has no sum")
        found[name] = nets[name]
    return found


def weighted_sums(perceptron: Perceptron, bits: Bits) -> Values:
    """The exact sums z of a neuron, in the units written, for bits ``(inputs, *shape)``.

    >>> weighted_sums(Perceptron([0.6, 2], threshold=1), np.array([[0, 1], [1, 1]])).tolist()
    [2, Fraction(13, 5)]
    """
    low, high = ENCODINGS[perceptron.encoding]
    scale = lcm(perceptron.bias.denominator, *(weight.denominator for weight in perceptron.weights))
    weights = [int(weight * scale) for weight in perceptron.weights]
    start = int(perceptron.bias * scale) + low * sum(weights)
    reach = abs(start) + (high - low) * sum(map(abs, weights))
    total: Values = np.full(bits.shape[1:], start, np.int64 if reach < 1 << 63 else object)
    for weight, values in zip(weights, bits, strict=True):
        total = total + values.astype(total.dtype) * (weight * (high - low))
    if scale == 1:
        return total
    # There are few different sums: each is divided once.
    different, place = np.unique(total, return_inverse=True)
    exactly = np.empty(len(different), object)
    exactly[:] = [whole_or_ratio(Fraction(int(each), scale)) for each in different]
    shown: Values = exactly[place.reshape(total.shape)]
    return shown
