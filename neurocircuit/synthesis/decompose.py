"""Boolean expressions and functions as circuits of few neurons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_, or_, xor
from typing import NamedTuple

import numpy as np

from neurocircuit.errors import FormatError
from neurocircuit.logic.expression import Expression, parse_statements
from neurocircuit.logic.gates import GATES, gate_perceptron
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.synthesis.function import FunctionLike, as_function
from neurocircuit.synthesis.identify import separate
from neurocircuit.synthesis.recipes import (
    SMALL_ARITY,
    Recipe,
    complement,
    decompose,
    parity,
    small_form,
    threshold_form,
)

#: Up to so many inputs a function is tried as one neuron, and as a recipe of several.
_ONE_NEURON = 12
_RECIPE = 8
#: So many neurons at most are offered to another one as inputs.
_SHARED = 12


def build(text: str, name: str = "") -> Circuit:
    """The circuit of expressions such as ``sum = a ^ b; carry = a & b``.

    Later expressions may use the names of earlier ones; every name is an output, a lone expression is the output ``y``.
    A name that one neuron can compute gets one; it serves the others, where that saves neurons.

    Raises:
        FormatError: for a text that is no such list of expressions.

    >>> build("sum = a ^ b ^ c; carry = a & b | c & (a ^ b)")
    <Circuit: 3 inputs, 2 outputs, 2 nodes>
    """
    statements = parse_statements(text)
    if len(statements) > 1 and not all(target for target, _ in statements):
        raise FormatError("an expression without a name", hint="write name = expression")
    expressions = {target or "y": expression for target, expression in statements}
    if len(expressions) != len(statements):
        raise FormatError("a name is assigned twice", hint="each name once")
    inputs = _inputs(expressions)
    network = _Network({*expressions, *inputs})
    cones = _cones(expressions, inputs)
    forms = {target: threshold_form(cone.table) for target, cone in cones.items()}
    for target, form in forms.items():
        if form is not None:
            network.put_form(target, form, cones[target].inputs)
    for target, expression in expressions.items():
        if forms.get(target) is None:
            network.put_smallest(target, expression, cones)
    return Circuit(inputs, tuple(expressions), network.nodes, name)


def network(function: FunctionLike, inputs: int | None = None, name: str = "") -> Circuit:
    """The circuit of any function that ``as_function`` takes, its output named as the function's.

    Raises:
        InputError: for what is no Boolean function.

    >>> network("XOR").nodes["y"].perceptron
    Perceptron([1, 1, -2], threshold=1)
    """
    known = as_function(function, inputs)
    made = _Network({known.output, *known.inputs})
    made.put_recipe(known.output, decompose(known.table), known.inputs)
    return Circuit(known.inputs, [known.output], made.nodes, name)


@dataclass(frozen=True, slots=True)
class _Cone:
    """A name as a function of the circuit's inputs that it depends on through others."""

    table: TruthTable
    inputs: tuple[str, ...]

    def over(self, inputs: Sequence[str]) -> int:
        """The table over more inputs, as an integer."""
        places = [inputs.index(name) for name in self.inputs]
        bits = self.table.bits
        wide = (
            bits >> sum((row >> place & 1) << j for j, place in enumerate(places)) & 1
            for row in range(1 << len(inputs))
        )
        return TruthTable.from_outputs(wide).bits


def _inputs(expressions: dict[str, Expression]) -> tuple[str, ...]:
    inputs: dict[str, None] = {}
    targets = list(expressions)
    for number, expression in enumerate(expressions.values()):
        for read in expression.inputs:
            if read in targets[number:]:
                raise FormatError(f"{read!r} is used before it is assigned", hint="assign it first")
            if read not in targets:
                inputs[read] = None
    return tuple(inputs)


def _cones(expressions: dict[str, Expression], inputs: Sequence[str]) -> dict[str, _Cone]:
    """Each name as a function of inputs, where these are few enough for a truth table."""
    cones: dict[str, _Cone] = {}
    for target, expression in expressions.items():
        reads = expression.inputs
        if any(read not in cones and read not in inputs for read in reads):
            continue
        below = {name: None for read in reads for name in (cones[read].inputs if read in cones else (read,))}
        if len(below) > _ONE_NEURON:
            continue
        own = tuple(below)
        mask = full_mask(len(own))
        values = {
            read: cones[read].over(own) if read in cones else variable_mask(len(own), own.index(read)) for read in reads
        }
        operators = {
            "&": lambda *read: reduce(and_, read),
            "|": lambda *read: reduce(or_, read),
            "^": lambda *read: reduce(xor, read),
            "~": lambda read, mask=mask: read ^ mask,
        }
        cones[target] = _Cone(TruthTable(len(own), expression.evaluate({**values, "0": 0, "1": mask}, operators)), own)
    return cones


class _Network:
    """The neurons placed so far; a new one takes the next free name."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self.nodes: dict[str, Neuron] = {}
        self.reserved = set(reserved)

    def put_smallest(self, target: str, expression: Expression, cones: dict[str, _Cone]) -> None:
        """Place a name by one neuron that reads others, by a recipe, or operator by operator: whatever is fewest."""
        spelled = _Network(self.reserved | self.nodes.keys())
        spelled.put_spelled(target, expression)
        cone = cones.get(target)
        if cone is not None and len(cone.inputs) <= _RECIPE:
            if self._put_shared(target, cone, cones):
                return
            recipe = decompose(cone.table)
            if len(recipe) <= len(spelled.nodes):
                self.put_recipe(target, recipe, cone.inputs)
                return
        self.nodes.update(spelled.nodes)

    def _put_shared(self, target: str, cone: _Cone, cones: dict[str, _Cone]) -> bool:
        """Place one neuron that reads inputs and names already placed, if one can do it."""
        known = [n for n in self.nodes if n in cones and set(cones[n].inputs) <= set(cone.inputs)][:_SHARED]
        arity = len(cone.inputs)
        columns = [variable_mask(arity, j) for j in range(arity)] + [cones[n].over(cone.inputs) for n in known]
        points = np.array([[bits >> row & 1 for bits in columns] for row in range(1 << arity)])
        wanted = np.array(list(cone.table), dtype=bool)
        form = None
        if known and points.shape[1] <= SMALL_ARITY:
            form = small_form(points, wanted)
        if known and form is None:
            form = separate(points, wanted)
        if form is not None:
            self.put_form(target, form, (*cone.inputs, *known))
        return form is not None

    def put_recipe(self, target: str, recipe: Recipe, inputs: Sequence[str]) -> None:
        """Place the neurons of a recipe, the last one under the name of the target."""
        reads = list(inputs)
        for form in recipe[:-1]:
            reads.append(self.put_form(self.fresh("h"), form, reads))
        self.put_form(target, recipe[-1], reads)

    def put_form(self, name: str, form: LinearForm, reads: Sequence[str]) -> str:
        """Place one neuron, as a named gate where it is one; nets without weight are not read."""
        read = tuple(net for net, weight in zip(reads, form.weights, strict=True) if weight)
        perceptron = Perceptron([weight for weight in form.weights if weight], threshold=form.threshold)
        self.nodes[name] = Neuron(perceptron, read, _gates(len(read)).get(perceptron.integer_form, ""))
        return name

    def put_spelled(self, target: str, expression: Expression) -> None:
        """Place the neurons of an expression operator by operator; a negation is a sign."""
        before = self.nodes.keys() | set()
        operators = {
            "&": lambda *read: self._junction(read, conjunction=True),
            "|": lambda *read: self._junction(read, conjunction=False),
            "^": self._parity,
            "~": lambda read: _Literal(read.net, not read.negated),
        }
        values = {read: _Literal(read, False) for read in expression.inputs}
        net, negated = expression.evaluate({**values, "0": _FALSE, "1": _TRUE}, operators)
        form = _ONE if net else _NEVER
        reads: tuple[str, ...] = (net,) if net else ()
        if net in self.nodes and net not in before:
            last = self.nodes.pop(net)
            form, reads = last.perceptron.integer_form, last.inputs
        self.put_form(target, complement(form) if negated else form, reads)

    def _junction(self, literals: Sequence[_Literal], conjunction: bool) -> _Literal:
        """And, or or, of nets and negated nets: weights 1 and -1."""
        neutral, decisive = (_TRUE, _FALSE) if conjunction else (_FALSE, _TRUE)
        read = list(dict.fromkeys(literal for literal in literals if literal != neutral))
        if decisive in read or any(_Literal(net, not negated) in read for net, negated in read):
            return decisive
        if len(read) < 2:
            return read[0] if read else neutral
        signs = tuple(-1 if literal.negated else 1 for literal in read)
        threshold = signs.count(1) if conjunction else 1 - signs.count(-1)
        name = self.fresh("and" if conjunction else "or")
        return _Literal(self.put_form(name, LinearForm(signs, threshold), [literal.net for literal in read]), False)

    def _parity(self, *literals: _Literal) -> _Literal:
        """Exclusive or: nets read twice cancel out, and negations add up."""
        times = Counter(literal.net for literal in literals if literal.net)
        nets = [net for net, number in times.items() if number % 2]
        negated = sum(literal.negated for literal in literals) % 2 == 1
        if len(nets) < 2:
            return _Literal(nets[0] if nets else "", negated)
        name = self.fresh("xor")
        self.put_recipe(name, parity(len(nets)), nets)
        return _Literal(name, negated)

    def fresh(self, stem: str) -> str:
        """The next free name of that stem."""
        number = 1
        while f"{stem}{number}" in self.nodes or f"{stem}{number}" in self.reserved:
            number += 1
        return f"{stem}{number}"


class _Literal(NamedTuple):
    """A net, or no net at all for the constant 0; negated or not."""

    net: str
    negated: bool


_FALSE, _TRUE = _Literal("", False), _Literal("", True)
_ONE, _NEVER = LinearForm((1,), 1), LinearForm((), 1)


@lru_cache(maxsize=64)
def _gates(inputs: int) -> dict[LinearForm, str]:
    """The named gates of so many inputs by their integer forms."""
    fitting = [
        gate.name
        for gate in GATES.values()
        if gate.fewest <= inputs <= (inputs if gate.most is None else gate.most)
        and not gate.parameter
        and (gate.name != "MAJORITY" or inputs % 2)
    ]
    # The first name of a form stays: BUF, not AND of one.
    return {gate_perceptron(name, inputs).integer_form: name for name in reversed(fitting)}
