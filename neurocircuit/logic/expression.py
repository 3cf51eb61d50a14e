"""Boolean expressions with Python's operators and precedence, parsed by Python's own ``ast`` and never run.

``&`` and, ``|`` or, ``^`` exclusive or, ``~`` not, parentheses, the constants 0 and 1, and names; ``a[3]`` is a name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_, xor
from typing import Any, TypeAlias

from neurocircuit.errors import FormatError, shorten
from neurocircuit.logic.truth_table import MAX_ARITY, TruthTable, full_mask, variable_mask

_OPERATORS: dict[type, str] = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.Invert: "~"}
_WAY_OUT = "use names, 0, 1, & | ^ ~ and parentheses"
_WORDS = "use & | ~ instead of and, or, not"

#: One step of an expression in postfix order: an operator with its number of operands, or a name or constant.
Step: TypeAlias = "tuple[str, int] | str"


@dataclass(frozen=True, slots=True)
class Expression:
    """A Boolean expression as steps in postfix order; equal operators in a row are one step of several operands.

    >>> Expression.parse("a & b & ~c").steps
    ('a', 'b', 'c', ('~', 1), ('&', 3))
    """

    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, text: str) -> Expression:
        """The expression that a text says.

        Raises:
            FormatError: for anything else, with the column.
        """
        statements = parse_statements(text)
        if len(statements) != 1 or statements[0][0]:
            raise FormatError(f"{shorten(text)!r} is no single expression", hint="without = and ;")
        return statements[0][1]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names, in order of first appearance."""
        return tuple(dict.fromkeys(step for step in self.steps if isinstance(step, str) and step not in ("0", "1")))

    def evaluate(self, values: Mapping[str, Any], operators: Mapping[str, Callable[..., Any]]) -> Any:
        """The value, where ``operators`` gives a function for each of ``& | ^ ~`` and ``values`` one for each name."""
        stack: list[Any] = []
        for step in self.steps:
            if isinstance(step, str):
                stack.append(values[step])
            else:
                operator, operands = step
                stack[-operands:] = [operators[operator](*stack[-operands:])]
        return stack[0]

    @property
    def truth_table(self) -> TruthTable:
        """The Boolean function over ``inputs``.

        Raises:
            FormatError: above 24 inputs.
        """
        arity = len(self.inputs)
        if arity > MAX_ARITY:
            raise FormatError(f"a truth table of {arity} inputs", hint=f"at most {MAX_ARITY}")
        mask = full_mask(arity)
        values = {name: variable_mask(arity, index) for index, name in enumerate(self.inputs)}
        operators: dict[str, Callable[..., int]] = {
            "&": lambda *operands: reduce(and_, operands),
            "|": lambda *operands: reduce(or_, operands),
            "^": lambda *operands: reduce(xor, operands),
            "~": lambda operand: operand ^ mask,
        }
        return TruthTable(arity, self.evaluate({**values, "0": 0, "1": mask}, operators))


def parse_statements(text: str) -> tuple[tuple[str, Expression], ...]:
    """Assignments ``name = expression`` between semicolons or on lines; the name is empty for a lone expression.

    Raises:
        FormatError: for anything else.

    >>> [name for name, _ in parse_statements("sum = a ^ b; carry = a & b")]
    ['sum', 'carry']
    """
    try:
        body = ast.parse(text.strip()).body
    except SyntaxError as error:
        where = f"column {error.offset}" if error.offset else ""
        raise FormatError(f"{shorten(text)!r} is no expression", where=where, hint=_WAY_OUT) from None
    except (RecursionError, MemoryError, ValueError):
        raise FormatError("the expression is too long or too deep", hint="split it with ;") from None
    if not body:
        raise FormatError("an empty expression", hint='for example "sum = a ^ b; carry = a & b"')
    return tuple(_statement(statement, text) for statement in body)


def _statement(statement: ast.stmt, text: str) -> tuple[str, Expression]:
    if isinstance(statement, ast.Expr):
        return "", Expression(_steps(statement.value, text))
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = _name(statement.targets[0])
        if target is not None:
            return target, Expression(_steps(statement.value, text))
    raise FormatError(f"{shorten(text)!r}: only name = expression is understood", hint=_WAY_OUT)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant):
        index = node.slice.value
        if type(index) is int and index >= 0:
            return f"{node.value.id}[{index}]"
    return None


def _steps(root: ast.expr, text: str) -> tuple[Step, ...]:
    """Postfix order, by an explicit stack: the right-most step is found first."""
    steps: list[Step] = []
    stack: list[ast.expr] = [root]
    while stack:
        node = stack.pop()
        operator = _OPERATORS.get(type(getattr(node, "op", None)))
        if isinstance(node, ast.BinOp) and operator:
            operands = _operands(node)
            steps.append((operator, len(operands)))
            stack.extend(operands)
        elif isinstance(node, ast.UnaryOp) and operator:
            steps.append(("~", 1))
            stack.append(node.operand)
        else:
            steps.append(_leaf(node, text))
    return tuple(reversed(steps))


def _operands(node: ast.BinOp) -> list[ast.expr]:
    """The operands of neighbouring equal operators, which are associative."""
    found: list[ast.expr] = []
    operator = type(node.op)
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and type(left.op) is operator:
        found.append(left.right)
        left = left.left
    found.append(left)
    return found[::-1]


def _leaf(node: ast.expr, text: str) -> str:
    name = _name(node)
    if name is not None:
        return name
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value in (0, 1):
        return str(int(node.value))
    words = isinstance(node, ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
    where = f"column {node.col_offset + 1}"
    what = f"{shorten(ast.get_source_segment(text.strip(), node) or text)!r} is no Boolean expression"
    raise FormatError(what, where=where, hint=_WORDS if words else _WAY_OUT)
