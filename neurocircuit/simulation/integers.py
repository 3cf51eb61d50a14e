"""Programs on Python's integers, one for each net: a few patterns are done before an engine would have begun.

Bit p of an integer is the value of its net in pattern p; a sign stands for further bits, which mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np

from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.patterns import WORD, Words
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, program_of
from neurocircuit.simulation.subject import Subject

_Function: TypeAlias = Callable[[int, int, int], int]


class Integers:
    """A program ready to be called with the integers of its inputs and registers, for those of its outputs and states.

    >>> from neurocircuit.simulation.program import compile_graph
    >>> from neurocircuit.logic.gates import gate_perceptron
    >>> from neurocircuit.netlist.circuit import Circuit, Neuron
    >>> both = Circuit(["a", "b"], ["y"], {"y": Neuron(gate_perceptron("AND", 2), ("a", "b"))})
    >>> Integers(compile_graph(both.graph))([0b1100, 0b1010])
    [8]
    """

    def __init__(self, program: Program) -> None:
        #: Each step's function of three of the values before it, whose numbers follow. Value 0 is false.
        self.steps: list[tuple[_Function, int, int, int]] = []
        self.outputs = len(program.outputs)
        #: All bits of each register at reset.
        self.reset = [-value for value in program.initial]
        self.shown = [0] * (self.outputs + len(program.registers))
        count = 1 + len(program.inputs) + len(program.registers)
        number = [0] * max(1, program.slots)
        for opcode, destination, a, b, c in program.operations.tolist():
            if opcode == LOAD:
                number[destination] = 1 + a
            elif opcode == STORE:
                self.shown[destination] = number[a]
            else:
                self.steps.append((_function(opcode), number[a], number[b], number[c]))
                (self.shown if opcode == STORE_NOT else number)[destination] = count
                count += 1

    def __call__(self, given: list[int]) -> list[int]:
        """The integers of the outputs and the next states."""
        values = [0, *given]
        put = values.append
        for function, a, b, c in self.steps:
            put(function(values[a], values[b], values[c]))
        return [values[number] for number in self.shown]

    def run(self, given: Words, before: Words | None) -> tuple[Words, Words]:
        """The outputs of all cycles, (cycles, outputs, words), and the last state, from inputs and the first state.

        None stands for the state at reset.
        """
        cycles, _, words = given.shape
        shown: list[int] = []
        state = self.reset if before is None else integers_of(before)
        for cycle in range(cycles):
            made = self(integers_of(given[cycle]) + state)
            shown += made[: self.outputs]
            state = made[self.outputs :]
        return words_of(shown, (cycles, self.outputs, words)), words_of(state, (len(state), words))


@lru_cache(maxsize=64)
def prepared(subject: Subject | Program) -> Integers:
    """The program of a subject, kept for the next call."""
    return Integers(program_of(subject))


def run(subject: Subject, given: Words, before: Words | None) -> tuple[Words, Words]:
    """The same for nets of a graph."""
    return prepared(subject).run(given, before)


@cache
def _function(opcode: int) -> _Function:
    formula = "~a" if opcode == STORE_NOT else FORMULAS[opcode]
    made: _Function = eval(f"lambda a, b, c: {formula}")  # of the table, nothing from outside
    return made


def integers_of(words: Words) -> list[int]:
    """The integer of each net, from words (nets, words)."""
    if words.shape[1] == 1:
        single: list[int] = words.ravel().tolist()
        return single
    return [int.from_bytes(row.tobytes(), "little") for row in words.astype("<u8")]


def words_of(values: list[int], shape: tuple[int, ...]) -> Words:
    """Words of that shape, whose last axis is the words of one net, from the integer of each net."""
    if not values:
        return np.empty(shape, np.uint64)
    words = shape[-1]
    mask = (1 << WORD * words) - 1
    if words == 1:
        return np.array([value & mask for value in values], np.uint64).reshape(shape)
    text = b"".join([(value & mask).to_bytes(8 * words, "little") for value in values])
    return np.frombuffer(text, "<u8").reshape(shape).astype(np.uint64)
