"""Programs: circuits compiled to flat arrays of bitwise operations on numbered slots.

A program computes one cycle: it loads inputs and the present state of registers into slots when they are first needed,
stores outputs and the next state as soon as they are known, and reuses a slot when its last reader is done. A slot
holds as many patterns as the engine likes. There is no circuit inside, so that programs travel to other processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.netlist.graph import Graph, collection_paused
from neurocircuit.simulation.fusion import FORMULAS, Steps, fuse
from neurocircuit.simulation.lowering import Lowered, lower, lower_into
from neurocircuit.simulation.operations import REPORTED, Operations, Progress
from neurocircuit.simulation.slots import assign_slots
from neurocircuit.simulation.subject import Subject

#: Opcodes beyond truth tables: a slot from an input or the present state; an output or the next state from a slot,
#: as it is or negated.
LOAD, STORE, STORE_NOT = 0x100, 0x101, 0x102

#: Up to so many inputs are put in order, so that equal neurons are lowered alike; the parts of wide ones are shared
#: more often in the order in which they were written.
SORTED_FANIN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One cycle of a circuit as operations on slots.

    Args:
        operations: uint32 array (operations, 5): opcode, destination, operands a, b, c. An opcode up to 255 is the
            truth table of a slot as a function of slots, a least significant. ``LOAD`` fills a slot from the input,
            or beyond these from the register, of number a. ``STORE`` and ``STORE_NOT`` give slot a to the output,
            or beyond these to the next value of the register, whose number is the destination.
        slots: the number of slots.
        inputs: names of the inputs, bit by bit.
        outputs: names of the outputs.
        registers: nets of the registers.
        initial: their values at reset, 0 or 1.
    """

    operations: NDArray[np.uint32]
    slots: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    registers: tuple[str, ...] = ()
    initial: tuple[int, ...] = ()

    def __str__(self) -> str:
        sources = [*self.inputs, *self.registers]
        sinks = [*self.outputs, *(f"next {name}" for name in self.registers)]
        return "\n".join(self.assignments(sources, sinks))

    def assignments(self, sources: Sequence[str], sinks: Sequence[str], inverse: str = "~") -> list[str]:
        """The operations as assignments to names, in order, which Python reads where the names are its own.

        Args:
            sources: names of the inputs, then of the registers.
            sinks: names of the outputs, then of the registers' next values.
            inverse: what is put before a name for its negation.
        """
        lines = []
        for opcode, destination, *operands in self.operations.tolist():
            if opcode == LOAD:
                lines.append(f"s{destination} = {sources[operands[0]]}")
            elif opcode in (STORE, STORE_NOT):
                lines.append(f"{sinks[destination]} = {inverse * (opcode == STORE_NOT)}s{operands[0]}")
            elif opcode == 0:
                lines.append(f"s{destination} = 0")
            else:
                formula = FORMULAS[opcode]
                for name, slot in zip("abc", operands, strict=True):
                    formula = formula.replace(name, f"s{slot}")
                lines.append(f"s{destination} = {formula}")
        return lines


_programs: WeakKeyDictionary[Graph, dict[tuple[str, ...], Program]] = WeakKeyDictionary()


def compile_graph(graph: Graph, nets: Sequence[str] | None = None) -> Program:
    """The program that computes the outputs of a graph, or the given nets of it; made once.

    >>> from neurocircuit.logic.perceptron import Perceptron
    >>> from neurocircuit.netlist.circuit import Circuit, Neuron
    >>> majority = Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "c"))
    >>> print(compile_graph(Circuit(["a", "b", "c"], ["y"], {"y": majority}).graph))
    s0 = b
    s1 = c
    s2 = a
    s2 = s0 ^ ((s0 ^ s1) & (s0 ^ s2))
    y = s2
    """
    known = _programs.setdefault(graph, {})
    shown: dict[str, str] = graph.graph["outputs"]
    key = tuple(shown.values() if nets is None else nets)
    if key not in known:
        subjects = [Subject(graph, key)]
        names = tuple(shown) if key == tuple(shown.values()) else key
        known[key] = _compile(lower_graphs(subjects), subjects, names)
    return known[key]


def compile_subjects(
    subjects: Sequence[Subject], lowered: LoweredGraphs | None = None, progress: Progress | None = None
) -> Program:
    """One program for nets of circuits that share their inputs, matched by position, to compare what they compute.

    Its outputs are those of each subject in turn. What the circuits compute alike is computed once. ``lowered`` is
    what ``lower_graphs`` gives for the subjects, where that is there already.
    """
    names = tuple([net for subject in subjects for net in subject.outputs])
    return _compile(lowered or lower_graphs(subjects, progress), subjects, names, progress)


def program_of(subject: Subject | Program) -> Program:
    """The program itself, or the one that computes the nets of a graph."""
    return subject if isinstance(subject, Program) else compile_graph(*subject)


class LoweredGraphs(NamedTuple):
    """Circuits that share their inputs as one network of operations.

    Args:
        network: of ANDs and XORs. Its variables 1, 2, ... are the inputs, then the registers of each circuit in turn;
            those beyond ``network.inputs`` are operations, each after what it reads, and some of them may be read by
            nothing. Variable v is the AND of the literals ``network.left[v]`` and ``network.right[v]`` where the left
            one is smaller, else their XOR: three clauses, or four. Literal 1 is true.
        outputs: the literals of the outputs, those of each circuit in turn.
        following: the literals of the registers' next values.
        nets: of each circuit, the literals of the nets that its outputs and registers depend on.
    """

    network: Operations
    outputs: list[int]
    following: list[int]
    nets: list[dict[str, int]]


@collection_paused()
def lower_graphs(subjects: Sequence[Subject], progress: Progress | None = None) -> LoweredGraphs:
    """The operations behind nets of graphs that share their inputs, matched by position; equal ones stand once.

    Programs are made of them, and so are clauses and netlists of gates.
    """
    inputs = len(subjects[0].inputs)
    network = Operations(inputs + sum(len(subject.registers) for subject in subjects))
    lowered = LoweredGraphs(network, [], [], [])
    place = inputs + 1
    for graph, nets in subjects:
        own = graph.graph["registers"]
        literals = dict(zip(graph.graph["inputs"], count(2, 2)))
        literals.update(zip(own, count(2 * place, 2)))
        place += len(own)
        nexts = [graph.nodes[net]["next"] for net in own]
        _lower_nets(graph, [*nets, *nexts], literals, network, progress)
        lowered.nets.append(literals)
        lowered.outputs.extend([literals[net] for net in nets])
        lowered.following.extend([literals[net] for net in nexts])
    return lowered


@collection_paused()
def _compile(
    lowered: LoweredGraphs, subjects: Sequence[Subject], names: tuple[str, ...], progress: Progress | None = None
) -> Program:
    """The program of some nets of graphs that share their inputs."""
    network = lowered.network
    steps, kept = fuse(network, [*lowered.outputs, *lowered.following], progress)
    operations, slots = place(steps, kept, network.inputs)
    return Program(
        operations,
        slots,
        subjects[0].inputs,
        names,
        tuple([net for subject in subjects for net in subject.registers]),
        tuple([value for subject in subjects for value in subject.initial]),
    )


def _lower_nets(
    graph: Graph, roots: Sequence[str], literals: dict[str, int], network: Operations, progress: Progress | None
) -> None:
    """Gives a literal to each root and each net that one depends on, depth first."""
    records = graph.nodes
    # Neurons of equal weights are by far the most and share their perceptrons; any order of inputs is one of theirs.
    alike: dict[int, Lowered] = {}
    stack = [*reversed(roots)]
    done = 0
    while stack:
        net = stack[-1]
        if net in literals:
            stack.pop()
            continue
        record = records[net]
        fanin = record["fanin"]
        missing = [source for source in fanin if source not in literals]
        if missing:
            stack += reversed(missing)
            continue
        done += 1
        if progress is not None and done % REPORTED == 0:
            progress(done / len(records))
        read = [literals[source] for source in fanin]
        perceptron = record["perceptron"]
        lowered = alike.get(id(perceptron))
        if lowered is not None:
            read.sort()
            literals[net] = lowered.literal(network, read)
            continue
        form = perceptron.integer_form
        if len(read) <= SORTED_FANIN:
            pairs = sorted(zip(form.weights, read, strict=True))
            form, read = LinearForm(tuple([weight for weight, _ in pairs]), form.threshold), [bit for _, bit in pairs]
            if len(set(form.weights)) <= 1:
                alike[id(perceptron)] = lower(form)
        literals[net] = lower_into(network, form, read)


def place(steps: Steps, literals: Sequence[int], inputs: int) -> tuple[NDArray[np.uint32], int]:
    """The operations of steps and of the stores of literals, with slots by liveness."""
    variables, tables, operands = steps
    count = len(variables)
    step = np.zeros(1 + int(variables.max(initial=0)), dtype=np.int64)
    step[variables] = np.arange(count)
    read = np.where(operands, step[operands], count)
    slots = assign_slots(read)
    loads = (variables >= 1) & (variables <= inputs)
    stored = np.array(literals, dtype=np.int64)
    behind = step[stored >> 1]
    rows = np.zeros((count + len(stored), 5), dtype=np.uint32)
    rows[:count, 0] = np.where(loads, LOAD, tables)
    rows[:count, 1] = slots
    rows[:count, 2:] = np.append(slots, 0)[read].T
    rows[:count, 2][loads] = variables[loads] - 1
    rows[count:, 0] = np.where(stored & 1, STORE_NOT, STORE)
    rows[count:, 1] = np.arange(len(stored))
    rows[count:, 2] = slots[behind]
    # Each store stands right behind its step.
    order = np.argsort(np.concatenate((np.arange(count), behind)), kind="stable")
    return rows[order], int(slots.max(initial=-1)) + 1
