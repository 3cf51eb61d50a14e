"""Programs: circuits compiled to flat arrays of bitwise operations on numbered slots.

A program computes one cycle: it loads inputs and the present state of registers into slots when they are first needed,
stores outputs and the next state as soon as they are known, and reuses a slot when its last reader is done. A slot
holds as many patterns as the engine likes. There is no circuit inside, so that programs travel to other processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurocircuit.netlist.graph import Graph
from neurocircuit.simulation.fusion import FORMULAS, Step, fuse
from neurocircuit.simulation.lowering import lower
from neurocircuit.simulation.operations import Operations

#: Opcodes beyond truth tables: a slot from an input or the present state; an output or the next state from a slot,
#: as it is or negated.
LOAD, STORE, STORE_NOT = 0x100, 0x101, 0x102


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
        outputs: names of the outputs, then of the watched nets.
        registers: nets of the registers.
        initial: their values at reset, 0 or 1.
        neurons: how many neurons the circuit has; what speeds are counted in.
    """

    operations: NDArray[np.uint32]
    slots: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    registers: tuple[str, ...] = ()
    initial: tuple[int, ...] = ()
    neurons: int = 0

    def __repr__(self) -> str:
        parts = [f"{len(self.operations)} operations", f"{self.slots} slots", f"{len(self.inputs)} inputs"]
        parts += [f"{len(self.outputs)} outputs"]
        if self.registers:
            parts.append(f"{len(self.registers)} registers")
        return f"<Program: {', '.join(parts)}>"

    def __str__(self) -> str:
        sources = [*self.inputs, *self.registers]
        sinks = [*self.outputs, *(f"next {name}" for name in self.registers)]
        lines = []
        for opcode, destination, *operands in self.operations.tolist():
            if opcode == LOAD:
                lines.append(f"s{destination} = {sources[operands[0]]}")
            elif opcode in (STORE, STORE_NOT):
                lines.append(f"{sinks[destination]} = {'~' * (opcode == STORE_NOT)}s{operands[0]}")
            elif opcode == 0:
                lines.append(f"s{destination} = 0")
            else:
                formula = FORMULAS[opcode]
                for name, slot in zip("abc", operands, strict=True):
                    formula = formula.replace(name, f"s{slot}")
                lines.append(f"s{destination} = {formula}")
        return "\n".join(lines)


def compile_graph(graph: Graph, watch: Iterable[str] = ()) -> Program:
    """The program of a circuit's graph; watched nets are outputs after its own.

    >>> from neurocircuit.logic.perceptron import Perceptron
    >>> from neurocircuit.netlist.circuit import Circuit, Neuron
    >>> majority = Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "b", "c"))
    >>> print(compile_graph(Circuit(["a", "b", "c"], ["y"], {"y": majority}).graph))
    s0 = c
    s1 = b
    s2 = a
    s0 = s2 ^ ((s2 ^ s1) & (s2 ^ s0))
    y = s0
    """
    return compile_graphs([graph], watch)


def compile_graphs(graphs: Sequence[Graph], watch: Iterable[str] = ()) -> Program:
    """One program of circuits that share their inputs, matched by position, to compare what they compute.

    Its outputs are those of each circuit in turn, then the watched nets, which are the first circuit's. What the
    circuits compute alike is computed once.
    """
    inputs: tuple[str, ...] = graphs[0].graph["inputs"]
    registers = [(graph, net) for graph in graphs for net in graph.graph["registers"]]
    network = Operations(len(inputs) + len(registers))
    watched = list(watch)
    aliases = graphs[0].graph.get("aliases", {})
    outputs: list[int] = []
    following: list[int] = []
    seen: list[int] = []
    place = len(inputs) + 1
    for graph in graphs:
        literals = {net: 2 * (index + 1) for index, net in enumerate(graph.graph["inputs"])}
        for net in graph.graph["registers"]:
            literals[net] = 2 * place
            place += 1
        outs = list(graph.graph["outputs"].values())
        nexts = [graph.nodes[net]["next"] for net in graph.graph["registers"]]
        extra = [aliases.get(net, net) for net in watched] if graph is graphs[0] else []
        _lower_nets(graph, [*outs, *nexts, *extra], literals, network)
        outputs.extend([literals[net] for net in outs])
        following.extend([literals[net] for net in nexts])
        seen.extend([literals[net] for net in extra])
    steps, kept = fuse(network, [*outputs, *seen, *following])
    operations, slots = _place(steps, kept, network.inputs)
    names = [name for graph in graphs for name in graph.graph["outputs"]]
    return Program(
        operations,
        slots,
        inputs,
        (*names, *watched),
        tuple([net for _, net in registers]),
        tuple([graph.nodes[net]["initial"] for graph, net in registers]),
        sum([len(graph) - len(graph.graph["inputs"]) - len(graph.graph["registers"]) for graph in graphs]),
    )


def _lower_nets(graph: Graph, roots: Sequence[str], literals: dict[str, int], network: Operations) -> None:
    """Gives a literal to each root and each net that one depends on, depth first."""
    records = dict(graph.nodes(data=True))
    stack = list(reversed(roots))
    while stack:
        net = stack[-1]
        if net in literals:
            stack.pop()
            continue
        data = records[net]
        fanin = data["fanin"]
        waiting = [source for source in fanin if source not in literals]
        if waiting:
            stack.extend(reversed(waiting))
            continue
        recipe = lower(data["perceptron"].integer_form)
        values = network.replay(recipe.operations, [literals[source] for source in fanin])
        literals[stack.pop()] = values[recipe.output >> 1] ^ recipe.output & 1


def _place(steps: Sequence[Step], literals: Sequence[int], inputs: int) -> tuple[NDArray[np.uint32], int]:
    """The operations of steps and of the stores of literals, with slots by liveness."""
    stores: dict[int, list[tuple[int, int]]] = {}
    for index, literal in enumerate(literals):
        stores.setdefault(literal >> 1, []).append((index, STORE_NOT if literal & 1 else STORE))
    last_reader: dict[int, int] = {}
    for position, step in enumerate(steps):
        for operand in step.operands:
            last_reader[operand] = position
    slot: dict[int, int] = {}
    free: list[int] = []
    slots = 0
    rows: list[tuple[int, int, int, int, int]] = []
    for position, (variable, table, operands, _) in enumerate(steps):
        sources = [slot[operand] for operand in operands] + [0] * (3 - len(operands))
        for operand in operands:
            if last_reader[operand] == position:
                free.append(slot.pop(operand))
        if free:
            destination = free.pop()
        else:
            destination, slots = slots, slots + 1
        if 1 <= variable <= inputs:
            rows.append((LOAD, destination, variable - 1, 0, 0))
        else:
            rows.append((table, destination, sources[0], sources[1], sources[2]))
        for index, opcode in stores.get(variable, ()):
            rows.append((opcode, index, destination, 0, 0))
        if variable in last_reader:
            slot[variable] = destination
        else:
            free.append(destination)
    return np.array(rows, dtype=np.uint32).reshape(-1, 5), slots
