"""Values of ports, chosen nets and weighted sums, over patterns or cycles: what tables, pictures and files show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from neurocircuit.errors import InputError
from neurocircuit.logic.number import whole_or_ratio
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.names import NetNames
from neurocircuit.simulation.engines import Progress, find_engine
from neurocircuit.simulation.patterns import Bits
from neurocircuit.simulation.simulator import shown_values
from neurocircuit.simulation.sources import Rows, Source, stimulus
from neurocircuit.simulation.values import Values


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
    source: Source | Mapping[str, Any],
    watch: Iterable[str] = (),
    sums: bool | Iterable[str] = False,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Trace:
    """Run a circuit and keep the values of its ports, of watched nets, and weighted sums.

    Args:
        circuit: what to run.
        source: ``Rows``, ``Exhaustive`` or ``Random``; a mapping stands for ``Rows``.
        watch: ports, flat nets, their other names (``fa0.sum``), ranges and whole buses of any of these.
        sums: the neurons whose sums to keep; True for all.
        engine: ``auto``, or the name of one.
        progress: called with the fraction that is done, now and then.

    Raises:
        InputError: for values that do not fit, or an unknown net, with the nearest known one.
        LimitError: for more patterns than fit in memory.
    """
    run = find_engine(engine)
    graph = circuit.graph
    batch = stimulus(circuit, Rows(source) if isinstance(source, Mapping) else source)
    names = NetNames(circuit)
    watched = {name: names.find(name) for name in watch}
    summed = _summed(graph, names, sums)
    shown: dict[str, str] = graph.graph["outputs"]
    wanted = dict.fromkeys([*circuit.inputs, *shown.values()])
    wanted.update(dict.fromkeys(net for nets in watched.values() for net in nets.values()))
    wanted.update(dict.fromkeys(net for neuron in summed.values() for net in graph.nodes[neuron]["fanin"]))
    made, _ = run(graph, tuple(wanted), batch.words, progress=progress)
    bits = dict(zip(wanted, batch.unpack(made), strict=True))

    def seen(ports: Iterable[Port], names: Mapping[str, str]) -> dict[str, Values]:
        return shown_values(ports, {name: bits[net] for name, net in names.items()}, circuit.encoding)

    return Trace(
        shown_values(circuit.input_ports, bits, circuit.encoding),
        seen(circuit.output_ports, shown),
        {name: seen([Port(name, tuple(nets))], nets)[name] for name, nets in watched.items()},
        {name: _sums_of(graph, net, bits, batch.shape) for name, net in summed.items()},
        batch.clocked,
    )


def _summed(graph: Graph, names: NetNames, sums: bool | Iterable[str]) -> dict[str, str]:
    """The neurons whose sums are wanted: the name asked for, and the net."""
    nodes = graph.nodes
    if isinstance(sums, bool):
        return {net: net for net in nodes if sums and nodes[net]["kind"] == "perceptron"}
    found = {}
    for name in sums:
        nets = names.find(name)
        if nets.keys() != {name} or nodes[nets[name]]["kind"] != "perceptron":
            raise InputError(f"net {name!r} is no neuron and has no sum")
        found[name] = nets[name]
    return found


def _sums_of(graph: Graph, net: str, bits: Mapping[str, Bits], shape: tuple[int, ...]) -> Values:
    data = graph.nodes[net]
    return weighted_sums(data["perceptron"], [bits[source] for source in data["fanin"]], shape)


def weighted_sums(perceptron: Perceptron, inputs: Sequence[Bits], shape: tuple[int, ...]) -> Values:
    """The exact sums z of a neuron, in the units written, for arrays of bits of one shape.

    >>> weighted_sums(Perceptron([0.6, 2], threshold=1), [np.array([0, 1]), np.array([1, 1])], (2,)).tolist()
    [2, Fraction(13, 5)]
    """
    low, high = ENCODINGS[perceptron.encoding]
    scale = lcm(perceptron.bias.denominator, *(weight.denominator for weight in perceptron.weights))
    weights = [int(weight * scale) for weight in perceptron.weights]
    start = int(perceptron.bias * scale) + low * sum(weights)
    reach = abs(start) + (high - low) * sum(map(abs, weights))
    total: Values = np.full(shape, start, np.int64 if reach < 1 << 63 else object)
    for weight, values in zip(weights, inputs, strict=True):
        total = total + values.astype(total.dtype) * (weight * (high - low))
    if scale == 1:
        return total
    # There are few different sums: each is divided once.
    different, place = np.unique(total, return_inverse=True)
    exactly = np.empty(len(different), object)
    exactly[:] = [whole_or_ratio(Fraction(int(each), scale)) for each in different]
    shown: Values = exactly[place.reshape(shape)]
    return shown
