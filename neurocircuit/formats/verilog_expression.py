"""Boolean expressions of Verilog: operators, widths, and the function of each bit.

An expression is parsed into nodes, each after its operands. Widths are those of the language (IEEE 1364, 5.4): operands
of ``~ & | ^ ?:`` are as wide as the widest of them and of what is assigned, before the operator is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from neurocircuit.formats.verilog_function import VerilogBit, all_of, any_of, chosen, negation, odd_of
from neurocircuit.formats.verilog_tokens import Token, Tokens
from neurocircuit.netlist.bus import MAX_PORT_BITS

#: Where an operand of any width is extended to; others have a width of their own and one bit as result.
_BINARY = {"||": 2, "&&": 3, "|": 4, "^": 5, "~^": 5, "^~": 5, "&": 6, "==": 7, "!=": 7}
_UNARY = ("~", "!", "&", "|", "^", "~&", "~|", "~^", "^~")
_HIGHEST = 9
#: Operators of arithmetic, and what begins a call, a choice by a net or a name inside of another one.
_ARITHMETIC = frozenset(
    {*"+-*/%<>([.", "**", "<<", ">>", "<<<", ">>>", "<=", ">=", "===", "!=="},
)
_TERNARY = 1
_BITWISE: dict[str, Callable[[Sequence[VerilogBit]], VerilogBit]] = {"&": all_of, "|": any_of, "^": odd_of}
_BASES = {"b": 2, "o": 8, "d": 10, "h": 16}
_UNSIZED = 32
#: More digits than a decimal number of any sensible width has.
_MOST_DIGITS = 4000


class Select(NamedTuple):
    """A name as it stands in an expression: all of it, or the bits between two indices."""

    name: str
    indices: tuple[int, int] | None


class ExpressionNode(NamedTuple):
    """An operator, a name or a number, and where it stands.

    A number has its width, 0 where it has none, and its value; the one of a repetition says how often.
    """

    kind: str
    operands: tuple[int, ...]
    start: int
    select: Select | None = None
    number: tuple[int, int] = (0, 0)


Postfix: TypeAlias = tuple[ExpressionNode, ...]
#: What is assigned to, as written: the highest first.
Assigned: TypeAlias = list[tuple[Select, int]]


def targets(tokens: Tokens) -> Assigned:
    """The net, or the nets between braces, that begin at the next word.

    Raises:
        FormatError: for anything else.
    """
    if not tokens.skip("{"):
        name = tokens.name()
        return [(_select(tokens, name), name.start)]
    found = []
    while True:
        name = tokens.name()
        found.append((_select(tokens, name), name.start))
        if not tokens.skip(","):
            tokens.expect("}")
            return found


def parse_expression(tokens: Tokens) -> Postfix:
    """The expression that begins at the next word; the word behind it is the next one then.

    Raises:
        FormatError: for what is no expression.
        Behavioural: for operators of arithmetic, calls and choices by nets.
    """
    return _Parser(tokens).parse()


class _Parser:
    """Operators that wait for operands, and the operands; no expression is too deep for that."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.nodes: list[ExpressionNode] = []
        self.operands: list[int] = []
        # Each with its precedence, 0 for what is open; the number counts parts, or repetitions.
        self.waiting: list[tuple[str, int, int, Token]] = []

    def parse(self) -> Postfix:
        wanted = True
        while True:
            if wanted:
                wanted = self.operand(self.tokens.take())
            elif self.tokens.now.kind == "symbol" and self.follows(self.tokens.now):
                wanted = self.tokens.take().text not in (")", "}")
            else:
                break
        self.reduce(0)
        if self.waiting:
            raise self.tokens.unexpected(self.tokens.now, {"(": "')'", "?": "':'"}.get(self.waiting[-1][0], "'}'"))
        return tuple(self.nodes)

    def operand(self, token: Token) -> bool:
        """Take what may stand where an operand does; whether one is still wanted."""
        if token.kind in ("name", "escaped"):
            self.push("name", 0, token, select=_select(self.tokens, token))
            return False
        if token.kind == "number":
            self.push("constant", 0, token, number=_constant(self.tokens, token))
            return False
        if token.kind == "symbol" and token.text in _UNARY:
            self.waiting.append((token.text, _HIGHEST, 1, token))
        elif token.kind == "symbol" and token.text in "({":
            count = 1
            if token.text == "{" and self.tokens.after().text == "{" and self.tokens.now.kind == "number":
                number = self.tokens.take()
                self.waiting.append(("repeat", 0, _constant(self.tokens, number)[1], number))
                token = self.tokens.take()
            self.waiting.append((token.text, 0, count, token))
        elif token.kind == "symbol" and token.text in ("-", "+"):
            raise self.tokens.behaviour(token)
        else:
            raise self.tokens.unexpected(token, "an operand")
        return True

    def follows(self, token: Token) -> bool:
        """Whether a symbol behind an operand belongs to the expression; if so it is done all it asks for."""
        text = token.text
        if text in _BINARY:
            self.reduce(_BINARY[text])
            self.waiting.append((text, _BINARY[text], 2, token))
        elif text == "?":
            self.reduce(_TERNARY + 1)
            self.waiting.append(("?", 0, 3, token))
        elif text in (":", ")", ",", "}"):
            self.reduce(_TERNARY)
            return bool(self.waiting) and self.closes(text, token)
        elif text in _ARITHMETIC:
            raise self.tokens.behaviour(token)
        else:
            return False
        return True

    def closes(self, text: str, token: Token) -> bool:
        opened, _, count, start = self.waiting[-1]
        if (text, opened) == (":", "?"):
            self.waiting[-1] = ("?:", _TERNARY, 3, start)
        elif (text, opened) == (")", "("):
            self.waiting.pop()
        elif (text, opened) == (",", "{"):
            self.waiting[-1] = ("{", 0, count + 1, start)
        elif (text, opened) == ("}", "{"):
            self.waiting.pop()
            self.push("{}", count, start)
        elif (text, opened) == ("}", "repeat"):
            self.waiting.pop()
            self.push("repeat", 1, start, number=(0, count))
        else:
            return False
        return True

    def reduce(self, precedence: int) -> None:
        """Apply the operators that bind at least as strongly as one that follows."""
        while self.waiting and self.waiting[-1][1] >= max(precedence, 1):
            operator, _, count, token = self.waiting.pop()
            self.push(f"unary {operator}" if count == 1 else operator, count, token)

    def push(
        self, kind: str, count: int, token: Token, select: Select | None = None, number: tuple[int, int] = (0, 0)
    ) -> None:
        operands = tuple(self.operands[len(self.operands) - count :])
        del self.operands[len(self.operands) - count :]
        self.operands.append(len(self.nodes))
        self.nodes.append(ExpressionNode(kind, operands, token.start, select, number))


def _select(tokens: Tokens, token: Token) -> Select:
    if not tokens.skip("["):
        return Select(token.text, None)
    first = last = index(tokens)
    if tokens.skip(":"):
        last = index(tokens)
    tokens.expect("]")
    return Select(token.text, (first, last))


def index(tokens: Tokens) -> int:
    """The number at the next word, one of a range or a bit.

    Raises:
        Behavioural: for anything but a plain number.
    """
    token = tokens.take()
    if token.kind != "number":
        if token.kind in ("name", "escaped"):
            raise tokens.behaviour(token, f"the index {token.text[:40]!r} is no number")
        raise tokens.unexpected(token, "an index")
    value = _constant(tokens, token)[1]
    if value > MAX_PORT_BITS * 1000:
        raise tokens.error(f"the index {token.text[:40]}", token.start, "is it meant?")
    return value


def _constant(tokens: Tokens, token: Token) -> tuple[int, int]:
    """The width of a number, 0 where it has none, and its value."""
    width, quote, rest = token.text.replace("_", "").partition("'")
    rest = rest.lower()
    if rest.startswith("s"):
        raise tokens.behaviour(token, f"{token.text[:40]!r} is a signed number")
    digits = rest[1:].strip() if quote else width
    if set(digits) & set("xz?"):
        raise tokens.error(f"{token.text[:40]!r} has no value", token.start, "write 0 or 1 for x and z")
    base = _BASES[rest[0]] if quote else 10
    bits = int(width[:9]) if quote and width.strip() else 0
    if bits > MAX_PORT_BITS or (base == 10 and len(digits) > _MOST_DIGITS) or (quote and width.strip() and not bits):
        raise tokens.error(f"the number {token.text[:40]}", token.start, f"1 to {MAX_PORT_BITS} bits")
    try:
        value = int(digits, base)
    except ValueError:
        raise tokens.error(f"{token.text[:40]!r} is no number", token.start) from None
    return bits, value & ((1 << bits) - 1) if bits else value


#: From a name to its nets, lowest first.
Resolve: TypeAlias = Callable[[Select, int], list[str]]


def evaluate(expression: Postfix, resolve: Resolve, tokens: Tokens, width: int = 0) -> list[VerilogBit]:
    """The function of each bit, lowest first; at least so many as the expression is assigned to.

    Args:
        expression: what ``parse`` gave.
        resolve: the nets of a name.
        tokens: where it came from, for errors.
        width: what it is assigned to; 0 for a condition or a port.

    Raises:
        FormatError: for names that ``resolve`` refuses, and more than a million bits.
    """
    nets = [resolve(node.select, node.start) if node.select else [] for node in expression]
    own: list[int] = []
    for node, names in zip(expression, nets, strict=True):
        own.append(_width(node, [own[operand] for operand in node.operands], len(names)))
        if own[-1] > MAX_PORT_BITS:
            raise tokens.error(f"an expression of {own[-1]:,} bits", node.start, f"at most {MAX_PORT_BITS:,}")
    widths = own.copy()
    widths[-1] = max(widths[-1], width)
    for place in range(len(expression) - 1, -1, -1):
        node = expression[place]
        operands = node.operands
        if node.kind in ("==", "!="):
            wider = max(own[operand] for operand in operands)
        elif node.kind in ("&", "|", "^", "~^", "^~", "unary ~", "?:"):
            wider = widths[place]
        else:
            continue
        for operand in operands[1:] if node.kind == "?:" else operands:
            widths[operand] = wider
    values: list[list[VerilogBit]] = []
    for node, names, size in zip(expression, nets, widths, strict=True):
        made = _value(node, [values[operand] for operand in node.operands], names)
        for operand in node.operands:
            values[operand] = []
        values.append(made + [0] * (size - len(made)))
    return values[-1]


def _width(node: ExpressionNode, operands: list[int], names: int) -> int:
    kind = node.kind
    if kind == "name":
        return names
    if kind == "constant":
        return node.number[0] or max(_UNSIZED, node.number[1].bit_length())
    if kind == "{}":
        return sum(operands)
    if kind == "repeat":
        return operands[0] * node.number[1]
    if kind in ("&", "|", "^", "~^", "^~", "unary ~"):
        return max(operands)
    return max(operands[1:]) if kind == "?:" else 1


def _value(node: ExpressionNode, operands: list[list[VerilogBit]], names: list[str]) -> list[VerilogBit]:
    kind = node.kind
    if kind == "name":
        return list(names)
    if kind == "constant":
        return [int(digit) for digit in reversed(f"{node.number[1]:b}")]
    if kind == "{}":
        return [bit for operand in reversed(operands) for bit in operand]
    if kind == "repeat":
        return operands[0] * node.number[1]
    if kind == "?:":
        select = any_of(operands[0])
        return [chosen(select, one, zero) for one, zero in zip(*operands[1:], strict=True)]
    if kind == "unary ~":
        return [negation(bit) for bit in operands[0]]
    if kind in ("&", "|", "^"):
        return [_BITWISE[kind](pair) for pair in zip(*operands, strict=True)]
    if kind in ("~^", "^~"):
        return [negation(odd_of(pair)) for pair in zip(*operands, strict=True)]
    return [_truth(kind, operands)]


def _truth(kind: str, operands: list[list[VerilogBit]]) -> VerilogBit:
    """The operators that give one bit."""
    if kind == "&&":
        return all_of([any_of(operand) for operand in operands])
    if kind == "||":
        return any_of([any_of(operand) for operand in operands])
    if kind in ("==", "!="):
        different = any_of([odd_of(pair) for pair in zip(*operands, strict=True)])
        return different if kind == "!=" else negation(different)
    if kind == "unary !":
        return negation(any_of(operands[0]))
    operator = kind.removeprefix("unary ")
    reduced = _BITWISE[operator.strip("~")](operands[0])
    return negation(reduced) if "~" in operator else reduced
