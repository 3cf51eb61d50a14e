r"""Boolean expressions with Python's operators and precedence.

``~`` not binds tightest, then ``&`` and, ``^`` exclusive or, ``|`` or; parentheses, the constants 0 and 1, and names.
A semicolon or, outside parentheses, a new line ends a statement.

White space, operators, parentheses, ``=`` and ``;`` separate names. A name is made of letters, digits and symbols of
any script and of ``_ . : $ \ [ ]``: ``n10``, ``fa0.sum``, ``a[3]``. Names are compared exactly, character by
character. Words are names, Python's keywords and ``True`` too, and so is ``1gat``; a mere number other than 0 and 1
is none, nor is a range ``a[3:0]``, which stands for several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, count
from operator import and_, or_, xor
from typing import Any, TypeAlias

from neurocircuit.errors import FormatError, InputError, shorten
from neurocircuit.logic.truth_table import MAX_ARITY, TruthTable, full_mask, variable_mask

#: How tightly an operator binds; parentheses, the start and the end of a text (both empty) hold nothing.
_BINDS = {"": 0, "(": 0, ")": 0, "|": 1, "^": 2, "&": 3, "~": 4}
_BINARY = ("&", "|", "^")
#: What an operand stands after, and what stands after an operand.
_BEGINNING = ("", "=", "(", "~", *_BINARY)
_ENDING = ("", ")", *_BINARY)
_PARTNERS = {")": "(", "": ""}
_SIGNS = {*_BINDS, "=", "0", "1"}
_TOKEN = re.compile(r"[&|^~()=;\r\n]|[^\s&|^~()=;]+")
_PLAIN = re.compile(r"[\w.:$\\\[\]]+")
_NUMBER = re.compile(r"0[xXoObB][\da-fA-F]+|\d[\d.]*([eE]\d+)?")
_RANGE = re.compile(r"(.+)\[(\d+):\d+\]", re.DOTALL)
_EXAMPLE = 'for example "sum = a ^ b; carry = a & b"'
_WAY_OUT = "use names, 0, 1, & | ^ ~ and parentheses"

#: A token and its place in the text.
_Token: TypeAlias = tuple[str, int]
#: A name, a constant, or an operator with its number of operands.
Symbol: TypeAlias = "tuple[str, int] | str"


@dataclass(frozen=True, slots=True)
class Expression:
    """A Boolean expression as steps in postfix order; equal operators in a row are one step of several operands.

    >>> Expression.parse("a & b & ~c").steps
    ('a', 'b', 'c', ('~', 1), ('&', 3))
    """

    steps: tuple[Symbol, ...]

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

    @property
    def output(self) -> str:
        """A name for the value: the first of y, out, y0, y1, ... that neither an input nor a bus of inputs has."""
        taken = {name for read in self.inputs for name in (read, read.partition("[")[0])}
        return next(name for name in chain(("y", "out"), map("y{}".format, count())) if name not in taken)

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

    def bits(self, values: Mapping[str, int], mask: int) -> int:
        """The value bit by bit, for names whose values are as many bits as ``mask`` has ones."""
        operators: dict[str, Callable[..., int]] = {
            "&": lambda *operands: reduce(and_, operands),
            "|": lambda *operands: reduce(or_, operands),
            "^": lambda *operands: reduce(xor, operands),
            "~": lambda operand: operand ^ mask,
        }
        return int(self.evaluate({**values, "0": 0, "1": mask}, operators))

    @property
    def truth_table(self) -> TruthTable:
        """The Boolean function over ``inputs``.

        Raises:
            FormatError: above 24 inputs.
        """
        arity = len(self.inputs)
        if arity > MAX_ARITY:
            raise FormatError(f"a truth table of {arity} inputs", hint=f"at most {MAX_ARITY}")
        values = {name: variable_mask(arity, index) for index, name in enumerate(self.inputs)}
        return TruthTable(arity, self.bits(values, full_mask(arity)))


def parse_statements(text: str) -> tuple[tuple[str, Expression], ...]:
    """Assignments ``name = expression`` between semicolons or on lines; the name is empty for a lone expression.

    Raises:
        FormatError: for anything else, with the column.
        InputError: for what is no text.

    >>> [name for name, _ in parse_statements("sum = a ^ b; carry = a & b")]
    ['sum', 'carry']
    """
    if not isinstance(text, str):
        raise InputError(f"{shorten(repr(text))} is no text", hint=_EXAMPLE)
    statements = tuple(_statement(tokens, text) for tokens in _split(text))
    if not statements:
        raise FormatError("an empty expression", hint=_EXAMPLE)
    return statements


def _split(text: str) -> Iterator[list[_Token]]:
    """The tokens of each statement that has any, and an empty one at its end."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _error("the text is not UTF-8", text, error.start, "write it as UTF-8") from None
    tokens: list[_Token] = []
    depth = 0
    for match in _TOKEN.finditer(f"{text};"):
        token, place = match[0], match.start()
        if token == ";" or (token.isspace() and not depth):
            if tokens:
                yield [*tokens, ("", place)]
            tokens, depth = [], 0
        elif not token.isspace():
            if token not in _SIGNS:
                _check_name(token, text, place)
            depth += (token == "(") - (token == ")")
            tokens.append((token, place))


def _statement(tokens: Sequence[_Token], text: str) -> tuple[str, Expression]:
    target = tokens[0][0]
    if tokens[1][0] == "=" and target not in _SIGNS:
        return target, Expression(_steps(tokens[2:], "=", text))
    return "", Expression(_steps(tokens, "", text))


def _steps(tokens: Sequence[_Token], previous: str, text: str) -> tuple[Symbol, ...]:
    """Postfix order, by precedence; what waits for operands has a stack of its own, so that nothing is too deep."""
    steps: list[Any] = []
    waiting: list[_Token] = [("", 0)]
    for token, place in tokens:
        ends_operand = token in _ENDING
        if token == "=" or ends_operand == (previous in _BEGINNING):
            raise _misplaced(token, previous, text, place)
        while ends_operand and _BINDS[waiting[-1][0]] > _BINDS[token]:
            steps.append(waiting.pop())
        if token in _PARTNERS:
            opened, start = waiting.pop()
            if opened != _PARTNERS[token]:
                at = start if opened else place
                raise _error(f"{opened or token!r} has no partner", text, at, "parentheses come in pairs")
        elif token in _BINARY:
            # The same operator before it waits for operands, or had them in parentheses: either takes one more.
            same = waiting if waiting[-1][0] == token else steps
            waiting.append((token, 1 + (same.pop()[1] if same[-1][0] == token else 1)))
        elif token in ("~", "("):
            waiting.append((token, 1 if token == "~" else place))
        else:
            steps.append(token)
        previous = token
    return tuple(steps)


def _check_name(name: str, text: str, place: int) -> None:
    """Refuse a character that no name has, a number, and a range."""
    for at, character in enumerate("" if _PLAIN.fullmatch(name) else name, place):
        kind = unicodedata.category(character)
        if not (_PLAIN.match(character) or kind[0] == "M" or kind in ("So", "Sc")):
            raise _error(f"{character!r} is no operator and in no name", text, at)
    if _NUMBER.fullmatch(name):
        raise _error(f"{shorten(name)!r} is a number", text, place, "only 0 and 1 are values; a name has a letter")
    bits = _RANGE.fullmatch(name)
    if bits:
        hint = f"write each bit, such as {shorten(bits[1])}[{shorten(bits[2])}]"
        raise _error(f"{shorten(name)!r} is a range", text, place, hint)


def _misplaced(token: str, previous: str, text: str, place: int) -> FormatError:
    hint = "a statement is name = expression" if token == "=" else _WAY_OUT
    if {token.lower(), previous.lower()} & {"and", "or", "not"}:
        hint = "use & | ~ instead of and, or, not"
    shown = repr(shorten(token)) if token else "the end"
    after = repr(shorten(previous)) if previous else "the start"
    return _error(f"{shown} cannot follow {after}", text, place, hint)


def _error(what: str, text: str, place: int, hint: str = _WAY_OUT) -> FormatError:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return FormatError(what, where=f"column {column}" if line == 1 else f"line {line}, column {column}", hint=hint)
