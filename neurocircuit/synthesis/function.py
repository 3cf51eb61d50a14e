"""A Boolean function with names for its inputs: what learning and identification start from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from inspect import signature
from itertools import product
from operator import xor
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, TypeAlias

from neurocircuit.errors import InputError, counted, did_you_mean, shorten
from neurocircuit.logic.expression import Expression
from neurocircuit.logic.gates import GATES, Gate, gate_perceptron
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.logic.truth_table import TruthTable, full_mask
from neurocircuit.netlist.circuit import Circuit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Functions by name that are no single neuron.
_PARITIES = ("XOR", "XNOR")
#: All functions that have a name.
FUNCTION_NAMES = (*GATES, *_PARITIES)
_INTEGER = re.compile("0X[0-9A-F]+|0B[01]+|0O[0-7]+|[0-9]+", re.ASCII)
#: A lone word that begins like a number: a misspelt truth table must not pass for a variable.
_NUMBER_LIKE = re.compile(r"\d\w*[^\W\d]\w*")
_USUAL_INPUTS = {"MAJORITY": 3, "BUF": 1, "NOT": 1, "ZERO": 0, "ONE": 0}


@dataclass(frozen=True, slots=True)
class Function:
    """A truth table, the names of its inputs and of its output, and what the user calls it.

    Where only some rows are given, ``care`` has a 1 for each of them; the others do not matter (0 in the table).
    """

    table: TruthTable
    inputs: tuple[str, ...]
    name: str = ""
    output: str = "y"
    care: TruthTable | None = None

    @classmethod
    def of(cls, table: TruthTable, name: str = "") -> Function:
        """The function of a table, with inputs a, b, c, ..."""
        return cls(table, tuple(ascii_lowercase[: table.arity]), name or table.hex)

    @property
    def rows(self) -> list[tuple[int, ...]]:
        """The assignments that are given, in the order of a textbook: counting up, the last input fastest."""
        every = product((0, 1), repeat=self.table.arity)
        return list(every) if self.care is None else [row for row in every if self.care(*row)]


FunctionLike: TypeAlias = "Function | TruthTable | Perceptron | Gate | Circuit | str | int | Callable[..., Any] | Rows"
#: A matrix of truth values: rows of inputs.
Rows: TypeAlias = "Sequence[Sequence[int]] | NDArray[Any]"


def as_function(value: FunctionLike, inputs: int | None = None, outputs: Sequence[int] | None = None) -> Function:
    """The function that a value stands for.

    Args:
        value: a function, a truth table or its integer, a perceptron, a gate, a circuit of one output and no registers;
            a Python function of truth values; a text: a gate's name, a truth table such as ``0xe8``, or an expression;
            or rows of inputs, shape (rows, inputs), 0/1 or -1/1.
        inputs: how many, for a gate or a truth table.
        outputs: one truth value for each row of inputs.

    Raises:
        InputError: for what is no Boolean function, or a number of inputs that is missing or does not fit.

    >>> as_function("NOR").table, as_function("0xe8", 3).table.ones, as_function("~p & q").inputs
    (TruthTable(2, 0x1), 4, ('p', 'q'))
    >>> as_function(lambda x, y: x and not y).table, as_function([[0, 1], [1, 1]], outputs=[0, 1]).rows
    (TruthTable(2, 0x2), [(0, 1), (1, 1)])
    """
    if outputs is not None:
        function = _from_matrix(value, outputs)
    else:
        function = value if isinstance(value, Function) else _converted(value, inputs)
    if inputs is not None and function.table.arity != inputs:
        has = counted(function.table.arity, "input")
        raise InputError(f"{shorten(function.name)} has {has}, not {inputs}")
    return function


def _converted(value: FunctionLike, inputs: int | None) -> Function:
    match value:
        case str():
            return named_function(value, inputs) or _from_expression(value)
        case Gate():
            return _from_gate(value, inputs)
        case int():
            return Function.of(TruthTable(_needed(inputs, value), value))
        case Perceptron():
            return Function.of(value.truth_table, str(value.integer_form))
        case TruthTable():
            return Function.of(value)
        case Circuit():
            return circuit_function(value)
    if callable(value):
        return _from_callable(value)
    what = shorten(" ".join(repr(value).split()))
    raise InputError(f"{what} is no Boolean function", hint="a gate's name, a truth table, an expression, a circuit")


def named_function(text: str, inputs: int | None = None) -> Function | None:
    """The function that a gate's name or the integer of a truth table says; None for any other text.

    Raises:
        InputError: where the number of inputs is missing or does not fit.
    """
    name = text.strip().upper()
    if name in GATES:
        return _from_gate(GATES[name], inputs)
    if name in _PARITIES:
        count = 2 if inputs is None else inputs
        if count < 1:
            raise InputError(f"{name} with {count} inputs", hint="it takes 1 or more")
        # The empty table comes first: one of so many inputs must be allowed.
        odd = reduce(xor, (TruthTable.variable(count, index) for index in range(count)), TruthTable(count, 0))
        return Function.of(odd if name == "XOR" else ~odd, name)
    if _INTEGER.fullmatch(name) and (inputs is not None or name not in ("0", "1")):
        return Function.of(TruthTable.parse(name, _needed(inputs, text.strip())))
    return None


def circuit_function(circuit: Circuit, output: str = "") -> Function:
    """One output of a circuit as a function of all its inputs.

    Raises:
        InputError: for a circuit with registers, of more inputs than a table has, or without that one output.
    """
    name = circuit.name or "the circuit"
    if circuit.registers:
        raise InputError(f"{name} has registers", hint="a function has no state")
    if output not in circuit.outputs and (output or len(circuit.outputs) != 1):
        found = f"no output {output!r}" if output else f"{len(circuit.outputs)} outputs"
        raise InputError(f"{name} has {found}", hint=f"name one, as in {name}:{circuit.outputs[0]}")
    chosen = output or circuit.outputs[0]
    table = _tables(circuit)[chosen]
    return Function(table, circuit.inputs, f"{name}:{chosen}" if len(circuit.outputs) > 1 else name, chosen)


def truth_tables(circuit: Circuit) -> TruthTable | dict[str, TruthTable]:
    """The truth table of the single output of a circuit, or one by the name of each, over all its inputs.

    Raises:
        InputError: for a circuit with registers.
        LimitError: above 24 inputs.

    >>> import neurocircuit as nc
    >>> nc.read("xor").truth_table, nc.read("full_adder").truth_table["cout"]
    (TruthTable(2, 0x6), TruthTable(3, 0xe8))
    """
    if circuit.registers:
        raise InputError(f"{circuit.name or 'the circuit'} has registers", hint="a function has no state")
    tables = _tables(circuit)
    return next(iter(tables.values())) if len(tables) == 1 else tables


def _tables(circuit: Circuit) -> dict[str, TruthTable]:
    from neurocircuit.simulation.patterns import count_words, words_for

    arity = len(circuit.inputs)
    TruthTable(arity, 0)  # a table of so many inputs must be allowed before its rows are listed
    outputs = circuit.simulate_packed(count_words(range(arity), 0, words_for(1 << arity)))
    bits = [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in outputs]
    tables = [TruthTable(arity, number & full_mask(arity)) for number in bits]
    return dict(zip(circuit.outputs, tables, strict=True))


def _from_gate(gate: Gate, inputs: int | None) -> Function:
    count = _USUAL_INPUTS.get(gate.name, 2) if inputs is None else inputs
    return Function.of(gate_perceptron(gate.name, count, gate.k).truth_table, repr(gate))


def _from_callable(function: Callable[..., Any]) -> Function:
    names = tuple(signature(function).parameters)
    given = [function(*row) for row in product((0, 1), repeat=TruthTable(len(names), 0).arity)]
    wrong = next((value for value in given if value not in (0, 1)), None)
    if wrong is not None:
        raise InputError(f"a function that gives {shorten(repr(wrong))}, neither 0 nor 1", hint="write not x for ~x")
    rows = product((0, 1), repeat=len(names))
    name = getattr(function, "__name__", "function").strip("<>")
    return from_rows(list(rows), list(map(int, given)), names, name)


def _from_matrix(rows: Any, outputs: Any) -> Function:
    import numpy as np  # a shell that completes a function's name should not wait for it

    try:
        matrix, wanted = np.asarray(rows), np.asarray(outputs)
    except ValueError:
        raise InputError("rows of different lengths", hint="a matrix, one row a pattern") from None
    if matrix.ndim != 2 or wanted.shape != matrix.shape[:1]:
        what = f"inputs of shape {matrix.shape} and outputs of shape {wanted.shape}"
        raise InputError(what, hint="(rows, inputs) and (rows)")
    TruthTable(matrix.shape[1], 0)  # so many inputs must be allowed
    for what, values in (("inputs", matrix), ("outputs", wanted)):
        if not any(np.isin(values, allowed).all() for allowed in ENCODINGS.values()):
            raise InputError(f"{what} that are no truth values", hint="all of 0 and 1, or all of -1 and 1")
    return from_rows((matrix > 0).astype(int).tolist(), (wanted > 0).astype(int).tolist(), ascii_lowercase)


def from_rows(
    rows: Sequence[Sequence[int]], outputs: Sequence[int], names: Sequence[str], name: str = "", output: str = "y"
) -> Function:
    """The function of rows of 0 and 1 with an output each; rows that are missing do not matter.

    Raises:
        InputError: for no rows, or two that contradict each other, counted from 1.
    """
    if not len(rows):
        raise InputError("no rows", hint="one row a pattern, and its output")
    first: dict[int, int] = {}
    for number, (row, wanted) in enumerate(zip(rows, outputs, strict=True)):
        place = sum(bit << j for j, bit in enumerate(row))
        other = first.setdefault(place, number)
        if outputs[other] != wanted:
            what = f"rows {other + 1} and {number + 1} have the same inputs and different outputs"
            raise InputError(what, hint="one output for equal inputs")
    arity = len(rows[0])
    table = TruthTable(arity, sum(1 << place for place, number in first.items() if outputs[number]))
    care = None if len(first) == 1 << arity else TruthTable(arity, sum(1 << place for place in first))
    return Function(table, tuple(names[:arity]), name or "the table", output, care)


def _from_expression(text: str) -> Function:
    word = text.strip()
    digits = _NUMBER_LIKE.fullmatch(word)
    if digits or (word.isidentifier() and not (len(word) == 1 and word.islower())):
        rule = f"is a gate such as NOR meant? a lone variable is one small letter, or ({shorten(word, 20)})"
        rule = "is a truth table such as 0xe8 meant?" if digits else rule
        raise InputError(f"unknown function {shorten(word)!r}", hint=did_you_mean(word, FUNCTION_NAMES, rule))
    expression = Expression.parse(text)
    return Function(expression.truth_table, expression.inputs, text.strip(), expression.output)


def _needed(inputs: int | None, table: object) -> int:
    if inputs is None:
        raise InputError(f"how many inputs has the truth table {table}?", hint="say --inputs N, or inputs=N")
    return inputs
