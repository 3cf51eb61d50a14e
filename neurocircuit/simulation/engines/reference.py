"""The readable truth: each neuron's exact integer sum, in whole batches, on the flat graph.

All other engines must equal this one. Sums never wrap: they are computed in the smallest integer type that holds the
largest of them, and beyond 63 bits in Python's integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import LinearForm, fires
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.levels import levelize
from neurocircuit.simulation.engines import Result, in_blocks
from neurocircuit.simulation.operations import Progress
from neurocircuit.simulation.patterns import WORD, Words, pack, unpack
from neurocircuit.simulation.sinks import Sink
from neurocircuit.simulation.sources import Source
from neurocircuit.simulation.subject import Subject

if TYPE_CHECKING:
    from neurocircuit.simulation.program import Program

#: One byte for each net and pattern of a block: what a block may take, and how many words it has at most.
BLOCK_BYTES = 1 << 28
MAX_BLOCK_WORDS = 1024

_TYPES = tuple((int(np.iinfo(kind).max), np.dtype(kind)) for kind in (np.int8, np.int16, np.int32, np.int64))


class _Neuron(NamedTuple):
    """A neuron over rows of the table of values, and the type that holds its sums."""

    row: int
    fanin: tuple[int, ...]
    form: LinearForm
    dtype: np.dtype[Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A graph as rows of a table: which row each net has, and the neurons in topological order."""

    rows: dict[str, int]
    neurons: tuple[_Neuron, ...]
    inputs: list[int]
    registers: list[int]
    next: list[int]


_plans: WeakKeyDictionary[Graph, _Plan] = WeakKeyDictionary()


def run(
    subject: Subject | Program, source: Source, sink: Sink, state: Words | None = None, progress: Progress | None = None
) -> Result:
    """Runs nets of a graph; see ``neurocircuit.simulation.engines`` for the arguments.

    Raises:
        InputError: for a program, which has no neurons any more.
    """
    if not isinstance(subject, Subject):
        raise InputError("the reference engine runs no programs", hint="give it the graph and its nets")
    graph = subject.graph
    plan = _plans.get(graph)
    if plan is None:
        plan = _plans[graph] = _plan(graph)
    shown = [plan.rows[net] for net in subject.outputs]

    def step(given: Words, before: Words) -> tuple[Words, Words]:
        patterns = WORD * given.shape[1]
        values = np.empty((len(graph), patterns), np.int8)
        values[plan.inputs], values[plan.registers] = unpack(given, patterns), unpack(before, patterns)
        for neuron in plan.neurons:
            values[neuron.row] = _fired(neuron, values)
        return pack(values[shown]), pack(values[plan.next])

    return in_blocks(subject, source, sink, state, progress, block_words(len(graph)), step)


def block_words(nets: int) -> int:
    """The words of one block: so many that the values of all nets take at most ``BLOCK_BYTES``."""
    return max(1, min(MAX_BLOCK_WORDS, BLOCK_BYTES // (WORD * max(nets, 1))))


def _plan(graph: Graph) -> _Plan:
    rows = {net: row for row, net in enumerate(graph)}
    neurons = []
    for net in levelize(graph):
        data = graph.nodes[net]
        if data["kind"] == "perceptron":
            form = data["perceptron"].integer_form
            neurons.append(_Neuron(rows[net], tuple([rows[source] for source in data["fanin"]]), form, _type(form)))
    registers = [graph.nodes[net] for net in graph.graph["registers"]]
    return _Plan(
        rows,
        tuple(neurons),
        [rows[net] for net in graph.graph["inputs"]],
        [rows[net] for net in graph.graph["registers"]],
        [rows[data["next"]] for data in registers],
    )


def _type(form: LinearForm) -> np.dtype[Any]:
    reach = sum(map(abs, form.weights)) + abs(form.threshold)
    return next((dtype for largest, dtype in _TYPES if reach <= largest), np.dtype(object))


def _fired(neuron: _Neuron, values: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    total = np.zeros(values.shape[1], neuron.dtype)
    for source, weight in zip(neuron.fanin, neuron.form.weights, strict=True):
        total += values[source] if weight == 1 else np.multiply(values[source], weight, dtype=neuron.dtype)
    fired: npt.NDArray[np.bool_] = fires(total, neuron.form.threshold)
    return fired
