"""Another order of a program's operations, in which values wait for their readers in registers and not in memory.

List scheduling (Goodman and Hsu, Code scheduling and register allocation in large basic blocks, 1988), where the values
used last are taken to be in registers: the next operation is one that reads some of these, that reads as few others as
there are, and that is the last reader of as many as there are. An array of adders is crossed that way in bands of
several rows, as wide as their carries and sums find registers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from neurocircuit.simulation.fusion import ARITY, VARIABLES, Steps
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program, place

#: How good a choice an operation is, the least one being the best: whether it reads nothing that is in a register, how
#: much else it reads, the number of values that it is the last to read, negative, and its place in the program.
Rank = tuple[bool, int, int, int]


class Lookup(NamedTuple):
    """One of ``Steps``: its variable, its table, the variables that it reads."""

    variable: int
    table: int
    operands: tuple[int, ...]


def scheduled(program: Program, registers: int) -> Program:
    """The same program in an order for so many registers; as it is, where that order would need more slots."""
    steps, literals = _steps_of(program)
    ordered = _Schedule(steps, [literal >> 1 for literal in literals], registers).order()
    read = np.array([(*step.operands, 0, 0, 0)[:3] for step in ordered], dtype=np.int64).reshape(-1, 3)
    variables, tables = (np.array([step[part] for step in ordered], dtype=np.int64) for part in (0, 1))
    operations, slots = place(Steps(variables, tables, read.T), literals, len(program.inputs) + len(program.registers))
    return replace(program, operations=operations, slots=slots) if slots <= program.slots else program


def _steps_of(program: Program) -> tuple[list[Lookup], list[int]]:
    """The steps, and the literals of outputs and next values, that were placed in a program."""
    inputs = len(program.inputs) + len(program.registers)
    literals = [0] * (len(program.outputs) + len(program.registers))
    steps: list[Lookup] = []
    held = [0] * program.slots
    for opcode, destination, *operands in program.operations.tolist():
        if opcode in (STORE, STORE_NOT):
            literals[destination] = 2 * held[operands[0]] + (opcode == STORE_NOT)
        elif opcode == LOAD:
            held[destination] = operands[0] + 1
            steps.append(Lookup(held[destination], VARIABLES[0], ()))
        else:
            read = tuple([held[operand] for operand in operands[: ARITY[opcode]]]) if opcode else ()
            # A constant has a number too: other steps may read it.
            held[destination] = inputs + len(steps) + 1
            steps.append(Lookup(held[destination], opcode, read))
    return steps, literals


class _Schedule:
    """Steps while they are put in order.

    Inputs, and what reads nothing else, are at hand: they come just before the first step that reads them, and none has
    to wait for them.
    """

    def __init__(self, steps: Sequence[Lookup], results: Sequence[int], registers: int) -> None:
        self.steps = {step.variable: step for step in steps}
        self.results, self.registers = results, registers
        known = {step.variable for step in steps if not step.operands}
        at_hand = {step.variable for step in steps if known.issuperset(step.operands)}
        #: What each step has to wait for, and how much of it is still to come.
        self.awaited: dict[int, list[int]] = {}
        self.missing: dict[int, int] = {}
        #: The steps that wait for a value, and how many of all steps are still to read it.
        self.waiting: dict[int, list[int]] = {variable: [] for variable in self.steps}
        self.unread = dict.fromkeys(self.steps, 0)
        for variable, _, operands in steps:
            for operand in operands:
                self.unread[operand] += 1
            if variable not in at_hand:
                awaited = self.awaited[variable] = [operand for operand in operands if operand not in at_hand]
                self.missing[variable] = len(awaited)
                for operand in awaited:
                    self.waiting[operand].append(variable)
        self.places = {variable: place for place, variable in enumerate(self.awaited)}
        #: The steps to choose from with their ranks, the old ones of a step too.
        self.choice: list[tuple[Rank, int]] = []
        self.ranks: dict[int, Rank] = {}
        #: What is in registers, that which was used last at the end.
        self.held: dict[int, None] = {}
        self.ordered: dict[int, Lookup] = {}

    def order(self) -> list[Lookup]:
        """All steps in their new order."""
        for variable in self.awaited:
            self._rank(variable)
        while self.choice:
            rank, variable = heappop(self.choice)
            if variable not in self.ordered and self.ranks[variable] == rank:
                self._take(variable)
        for variable in self.results:
            if variable not in self.ordered:
                self._take(variable)
        return list(self.ordered.values())

    def _rank(self, variable: int) -> None:
        if self.missing[variable] == 0 and variable not in self.ordered:
            awaited = self.awaited[variable]
            held = sum([operand in self.held for operand in awaited])
            last = sum([self.unread[operand] == 1 for operand in awaited])
            rank = (held == 0, len(awaited) - held, -last, self.places[variable])
            if self.ranks.get(variable) != rank:
                self.ranks[variable] = rank
                heappush(self.choice, (rank, variable))

    def _take(self, variable: int) -> None:
        """The next step, after those that were at hand for it."""
        step = self.steps[variable]
        for operand in step.operands:
            if operand not in self.ordered:
                self._take(operand)
        self.ordered[variable] = step
        for reader in self.waiting[variable]:
            self.missing[reader] -= 1
        for operand in step.operands:
            self.unread[operand] -= 1
        changed = []
        for used in (*step.operands, variable):
            if used not in self.held or self.unread[used] == 1:
                changed.append(used)
            self.held.pop(used, None)
            if self.unread[used]:
                self.held[used] = None
            if len(self.held) > self.registers:
                # Those that wait for it keep their ranks: to lower them gains nothing.
                del self.held[next(iter(self.held))]
        for value in changed:
            for reader in self.waiting[value]:
                self._rank(reader)
