"""Boolean expressions and functions as circuits of few neurons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from neurocircuit.errors import FormatError, shorten
from neurocircuit.logic.chow import TABLE_ARITY
from neurocircuit.logic.expression import Expression, parse_statements
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.recipe import SMALL_ARITY, Recipe, Step, parity_recipe, small_form, table_recipe
from neurocircuit.logic.truth_table import TruthTable, full_mask, variable_mask
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.netlist.names import Names
from neurocircuit.synthesis.identify import identify
from neurocircuit.synthesis.separation import separate

#: Up to so many inputs a function is tried as one neuron, and as a recipe of several.
_ONE_NEURON = 12
_RECIPE = 8
#: So many neurons at most are offered to another one as inputs.
_SHARED = 12


def build(text: str, name: str = "") -> Circuit:
    """The circuit of expressions such as ``sum = a ^ b; carry = a & b``.

    Later expressions may use the names of earlier ones; every name is an output, a lone expression is the output ``y``
    or another name that no input has.
    A name that one neuron can compute gets one; it serves the others, where that saves neurons.

    Raises:
        FormatError: for a text that is no such list of expressions.

    >>> build("sum = a ^ b ^ c; carry = a & b | c & (a ^ b)")
    <Circuit: 3 inputs, 2 outputs, 2 nodes>
    """
    statements = parse_statements(text)
    if len(statements) > 1 and not all(target for target, _ in statements):
        raise FormatError("an expression without a name", hint="write name = expression")
    expressions = {target or expression.output: expression for target, expression in statements}
    if len(expressions) != len(statements):
        twice = Counter(target for target, _ in statements).most_common(1)[0][0]
        raise FormatError(f"{shorten(twice)!r} is assigned twice", hint="each name once")
    inputs = _inputs(expressions)
    cones = _cones(expressions, inputs)
    network = _Network({*expressions, *inputs}, inputs)
    for target in expressions:
        network.put_one_neuron(target, cones[target])
    for target, expression in expressions.items():
        if target not in network.nodes:
            network.put_smallest(target, cones[target], expression)
    return Circuit(inputs, tuple(expressions), network.nodes, name)


def decompose(table: TruthTable) -> Recipe:
    """The neurons of a function, the last one its output; a threshold function of any arity is one.

    >>> [str(step.perceptron.integer_form) for step in decompose(TruthTable(2, 0x6))]
    ['[1, 1; 2]', '[1, 1, -2; 1]']
    """
    form = identify(table).form if table.arity > TABLE_ARITY else None
    return (Step.of(enumerate(form.weights), form.threshold),) if form else table_recipe(table)


@dataclass(frozen=True, slots=True)
class _Cone:
    """A name as a function of others: of the circuit's inputs, or of names before it."""

    table: TruthTable
    inputs: tuple[str, ...]

    def over(self, inputs: Sequence[str]) -> int:
        """The table over more inputs, as an integer."""
        places = [inputs.index(name) for name in self.inputs]
        rows = range(1 << len(inputs))
        seen = (sum((row >> place & 1) << j for j, place in enumerate(places)) for row in rows)
        return TruthTable.from_outputs(self.table.bits >> row & 1 for row in seen).bits


def _inputs(expressions: dict[str, Expression]) -> tuple[str, ...]:
    inputs: dict[str, None] = {}
    numbers = {target: number for number, target in enumerate(expressions)}
    for number, expression in enumerate(expressions.values()):
        for read in expression.inputs:
            if numbers.get(read, -1) >= number:
                raise FormatError(f"{shorten(read)!r} is used before it is assigned", hint="assign it first")
            if read not in numbers:
                inputs[read] = None
    return tuple(inputs)


def _cones(expressions: dict[str, Expression], inputs: Sequence[str]) -> dict[str, list[_Cone]]:
    """Each name as functions of few inputs: through the names that it reads, and of these names themselves."""
    cones: dict[str, list[_Cone]] = {name: [_Cone(TruthTable.variable(1, 0), (name,))] for name in inputs}
    for target, expression in expressions.items():
        through = {read: cones[read][0] for read in expression.inputs if cones[read]}
        plain = {read: _Cone(TruthTable.variable(1, 0), (read,)) for read in expression.inputs}
        found = [_cone(expression, reads) for reads in (plain | through, plain)]
        cones[target] = list(dict.fromkeys(cone for cone in found if cone is not None))
    return cones


def _cone(expression: Expression, reads: dict[str, _Cone]) -> _Cone | None:
    """The function of an expression whose names are functions; None for too many inputs."""
    inputs = tuple(dict.fromkeys(name for cone in reads.values() for name in cone.inputs))
    if len(inputs) > _ONE_NEURON:
        return None
    values = {read: cone.over(inputs) for read, cone in reads.items()}
    return _Cone(TruthTable(len(inputs), expression.bits(values, full_mask(len(inputs)))), inputs)


class _Network:
    """The neurons placed so far; a new one takes the next free name."""

    def __init__(self, reserved: Iterable[str], inputs: Iterable[str]) -> None:
        self.nodes: dict[str, Neuron] = {}
        self.names = Names(reserved)
        self.inputs = set(inputs)
        #: The names placed and their cones, by the first input of these.
        self.offered: defaultdict[str, list[tuple[str, _Cone]]] = defaultdict(list)

    def put_one_neuron(self, target: str, cones: Sequence[_Cone]) -> bool:
        """Place a name as one neuron that reads inputs and names already placed, if that can be."""
        forms = []
        for cone in cones:
            if all(name in self.inputs or name in self.nodes for name in cone.inputs):
                form = identify(cone.table).form
                forms += [(form, cone)] if form is not None else []
        if forms:
            form, cone = min(forms, key=lambda found: sum(map(abs, found[0].weights)))
            self.put_form(target, form, cone.inputs)
            self._offer(target, cones)
        return bool(forms)

    def put_smallest(self, target: str, cones: Sequence[_Cone], expression: Expression) -> None:
        """Place a name by one neuron that reads others, by a recipe, or operator by operator: whatever is fewest."""
        small = [cone for cone in cones if len(cone.inputs) <= _RECIPE]
        if not self.put_one_neuron(target, cones) and not any(self._put_shared(target, cone) for cone in small):
            spelled = _Network({target, *expression.inputs}, ())
            spelled.put_spelled(target, expression)
            recipes = [(decompose(cone.table), cone.inputs) for cone in small]
            recipe, reads = min(recipes, key=lambda found: len(found[0]), default=((), ()))
            if recipe and len(recipe) <= len(spelled.nodes):
                self.put_recipe(target, recipe, reads)
            else:
                self.put_spelled(target, expression)
        self._offer(target, cones)

    def _offer(self, target: str, cones: Sequence[_Cone]) -> None:
        """Let later neurons read a name."""
        for cone in cones:
            for first in cone.inputs[:1]:
                self.offered[first].append((target, cone))

    def _put_shared(self, target: str, cone: _Cone) -> bool:
        """Place one neuron that reads names already placed beside its inputs, if one can do it."""
        offered = [entry for first in cone.inputs for entry in self.offered[first]]
        near = {name: known for name, known in offered if set(known.inputs) <= set(cone.inputs)}
        shared = list(near)[:_SHARED]
        if not shared:
            return False
        arity = len(cone.inputs)
        columns = [variable_mask(arity, j) for j in range(arity)] + [near[name].over(cone.inputs) for name in shared]
        form = _reading(columns, cone.table)
        if form is not None:
            self.put_form(target, form, (*cone.inputs, *shared))
        return form is not None

    def put_recipe(self, target: str, recipe: Recipe, inputs: Sequence[str]) -> None:
        """Place the neurons of a recipe, the last one under the name of the target."""
        reads = list(inputs)
        for index, (operands, perceptron, gate) in enumerate(recipe, 1):
            name = target if index == len(recipe) else self.names.numbered("h", "")
            self.nodes[name] = Neuron(perceptron, tuple([reads[place] for place in operands]), gate)
            reads.append(name)

    def put_form(self, name: str, form: LinearForm, reads: Sequence[str]) -> str:
        """Place one neuron, as a named gate where it is one; nets without weight are not read."""
        self.put_recipe(name, (Step.of(enumerate(form.weights), form.threshold),), reads)
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
        reads: tuple[str, ...] = (net,) if net else ()
        form = LinearForm((1,) * len(reads), 1)
        if net in self.nodes and net not in before:
            last = self.nodes.pop(net)
            form, reads = last.perceptron.integer_form, last.inputs
        self.put_form(target, form.opposite if negated else form, reads)

    def _junction(self, literals: Sequence[_Literal], conjunction: bool) -> _Literal:
        """And, or or, of nets and negated nets: weights 1 and -1."""
        neutral, decisive = (_TRUE, _FALSE) if conjunction else (_FALSE, _TRUE)
        read = dict.fromkeys(literal for literal in literals if literal != neutral)
        if decisive in read or any(_Literal(net, not negated) in read for net, negated in read):
            return decisive
        if len(read) < 2:
            return next(iter(read), neutral)
        signs = tuple(-1 if literal.negated else 1 for literal in read)
        threshold = signs.count(1) if conjunction else 1 - signs.count(-1)
        name = self.names.numbered("and" if conjunction else "or", "")
        return _Literal(self.put_form(name, LinearForm(signs, threshold), [literal.net for literal in read]), False)

    def _parity(self, *literals: _Literal) -> _Literal:
        """Exclusive or: nets read twice cancel out, and negations add up."""
        times = Counter(literal.net for literal in literals if literal.net)
        nets = [net for net, number in times.items() if number % 2]
        negated = sum(literal.negated for literal in literals) % 2 == 1
        if len(nets) < 2:
            return _Literal(nets[0] if nets else "", negated)
        name = self.names.numbered("xor", "")
        self.put_recipe(name, parity_recipe(len(nets)), nets)
        return _Literal(name, negated)


class _Literal(NamedTuple):
    """A net, or no net at all for the constant 0; negated or not."""

    net: str
    negated: bool


_FALSE, _TRUE = _Literal("", False), _Literal("", True)


def _reading(columns: Sequence[int], table: TruthTable) -> LinearForm | None:
    """The neuron that computes a function from nets whose tables over its inputs are given; None without one."""
    points = [[bits >> row & 1 for bits in columns] for row in range(1 << table.arity)]
    if len(columns) > SMALL_ARITY:
        return separate(points, list(table))
    seen = [sum(bit << j for j, bit in enumerate(point)) for point in points]
    care = sum({1 << place for place in seen})
    wanted = sum({1 << place for place, bit in zip(seen, table, strict=True) if bit})
    return small_form(care, wanted, len(columns))
