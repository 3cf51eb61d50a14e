"""Programs on Python's integers, one for each net: a few patterns are done before an engine would have begun.

Bit p of an integer is the value of its net in pattern p. None is negative: ``mask`` has ones in all patterns.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np

from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.patterns import WORD, Words
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, program_of
from neurocircuit.simulation.subject import Subject

#: One cycle: the integers of the outputs and of the next states, from the mask and those of the inputs and registers.
_Cycle: TypeAlias = Callable[..., tuple[list[int], list[int]]]

#: Python compiles a program's operations in the time in which they are called one by one so many times; a program of
#: more operations than this would keep Ctrl-C waiting meanwhile.
PATIENT_CYCLES, MOST_OPERATIONS = 64, 4000
_XOR = 0x66


class Integers:
    """A program ready to be run on the integers of its nets.

    >>> from neurocircuit.simulation.program import compile_graph
    >>> from neurocircuit.logic.gates import gate_perceptron
    >>> from neurocircuit.netlist.circuit import Circuit, Neuron
    >>> both = Circuit(["a", "b"], ["y"], {"y": Neuron(gate_perceptron("AND", 2), ("a", "b"))})
    >>> Integers(compile_graph(both.graph)).cycle(0b1111, 0b1100, 0b1010)
    ([8], [])
    """

    def __init__(self, subject: Subject | Program) -> None:
        self.subject = subject
        self.inputs = len(subject.inputs)
        #: Whether it has not been asked for before.
        self.fresh = True
        self._cycles = 0
        #: Carries out one cycle.
        self.cycle: _Cycle = self._counted

    @cached_property
    def program(self) -> Program:
        """The program, made when it is needed."""
        return program_of(self.subject)

    @cached_property
    def _stepwise(self) -> _Cycle:
        return stepwise(self.program)

    def _counted(self, *given: int) -> tuple[list[int], list[int]]:
        """A cycle of a program that may be run again and again, or not."""
        self._cycles += 1
        if self._cycles >= PATIENT_CYCLES and len(self.program.operations) <= MOST_OPERATIONS:
            self.cycle = compiled(self.program)
        return self._stepwise(*given)

    def run(self, given: Words, before: Words | None) -> tuple[Words, Words]:
        """The outputs of all cycles, (cycles, outputs, words), and the last state, from inputs and the first state.

        None stands for the state at reset.
        """
        cycles, _, words = given.shape
        mask = (1 << WORD * words) - 1
        shown: list[int] = []
        state = list(map(mask.__mul__, self.program.initial)) if before is None else integers_of(before)
        for inputs in integers_of(given):
            made, state = self.cycle(mask, *inputs, *state)
            shown += made
        return words_of(shown, (cycles, len(self.program.outputs), words)), words_of(state, (len(state), words))


def stepwise(program: Program) -> _Cycle:
    """A cycle of a program as one call after the other, which are made at once."""
    #: Each step's function of three of the values before it, whose numbers follow. Value 0 is the mask.
    steps: list[tuple[Callable[[int, int, int], int], int, int, int]] = []
    outputs = len(program.outputs)
    shown = [0] * (outputs + len(program.registers))
    count = 1 + len(program.inputs) + len(program.registers)
    number = [0] * max(1, program.slots)
    for opcode, destination, a, b, c in program.operations.tolist():
        if opcode == LOAD:
            number[destination] = 1 + a
        elif opcode == STORE:
            shown[destination] = number[a]
        else:
            if opcode == STORE_NOT:
                steps.append((_function(_XOR), number[a], 0, 0))
                shown[destination] = count
            else:
                steps.append((_function(opcode), number[a], number[b], number[c]))
                number[destination] = count
            count += 1

    def cycle(*given: int) -> tuple[list[int], list[int]]:
        values = [*given]
        put = values.append
        for function, a, b, c in steps:
            put(function(values[a], values[b], values[c]))
        made = [values[number] for number in shown]
        return made[:outputs], made[outputs:]

    return cycle


def compiled(program: Program) -> _Cycle:
    """A cycle of a program as one function, which is several times faster, and takes Python some time to compile."""
    outputs, registers = len(program.outputs), len(program.registers)
    sources = [f"i{number}" for number in range(len(program.inputs) + registers)]
    sinks = [f"o{number}" for number in range(outputs + registers)]
    made = f"return [{', '.join(sinks[:outputs])}], [{', '.join(sinks[outputs:])}]"
    lines = (f"def cycle({', '.join(('mask', *sources))}):", *program.assignments(sources, sinks, "mask ^ "), made)
    text = "\n ".join(lines)
    names: dict[str, Any] = {}
    exec(text, names)  # of the table of formulas and of numbers, nothing from outside
    cycle: _Cycle = names["cycle"]
    return cycle


#: The program of a subject, kept for the next call.
prepared = lru_cache(maxsize=64)(Integers)


@cache
def _function(opcode: int) -> Callable[[int, int, int], int]:
    made: Callable[[int, int, int], int] = eval(
        f"lambda a, b, c: {FORMULAS[opcode]}"
    )  # of the table, nothing from outside
    return made


def integers_of(words: Words) -> list[Any]:
    """The integer of each net, from words (nets, words); a list of them for each cycle from (cycles, nets, words)."""
    if words.shape[-1] == 1:
        single: list[Any] = words[..., 0].tolist()
        return single
    if words.ndim > 2:
        return list(map(integers_of, words))
    return [int.from_bytes(row.tobytes(), "little") for row in words.astype("<u8")]


def words_of(values: list[int], shape: tuple[int, ...]) -> Words:
    """Words of that shape, whose last axis is the words of one net, from the integer of each net."""
    if not values:
        return np.empty(shape, np.uint64)
    words = shape[-1]
    if words == 1:
        return np.ndarray(shape, np.uint64, array("Q", values))
    text = b"".join([value.to_bytes(8 * words, "little") for value in values])
    return np.ndarray(shape, "<u8", bytearray(text)).astype(np.uint64, copy=False)
