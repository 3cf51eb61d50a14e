"""Structural Verilog as it stands in the text: modules, and the parts of each.

What an expression means depends on the declarations, which may come later: that is left to ``verilog``.
"""

from __future__ import annotations

from neurocircuit.formats.verilog_expression import Assigned, Postfix, Select, index, parse_expression, targets
from neurocircuit.formats.verilog_parts import Assign, FlipFlop, Module, Primitive, Range, Use
from neurocircuit.formats.verilog_tokens import END, PRIMITIVES, Token, Tokens
from neurocircuit.netlist.bus import MAX_PORT_BITS


def read(tokens: Tokens) -> dict[str, Module]:
    """All modules of a text.

    Raises:
        FormatError: with the line, for anything that is not of the language.
        Behavioural: for what is no structure.
    """
    return _Reader(tokens).read()


class _Reader:
    """The modules read so far, and the one that is open."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.modules: dict[str, Module] = {}
        self.module = Module("", 0, 0)
        self.initial: Token | None = None

    def read(self) -> dict[str, Module]:
        tokens = self.tokens
        while tokens.now is not END:
            if tokens.now.kind == "initial":
                tokens.take()
                continue
            if not tokens.skip("module", "macromodule"):
                raise tokens.unexpected(tokens.now, "'module'")
            name = tokens.name()
            if name.text in self.modules:
                raise tokens.error(f"module {name.text[:80]!r} is there twice", name.start)
            self.module = self.modules[name.text] = Module(name.text, name.start, tokens.line(name.start))
            self.header()
            while not tokens.skip("endmodule"):
                self.item()
            self.label()
            self.close()
        if not self.modules:
            raise tokens.unexpected(END, "'module'")
        return self.modules

    def label(self) -> None:
        """Skip a name behind ``begin``, ``end`` or ``endmodule``."""
        if self.tokens.skip(":"):
            self.tokens.name()

    def header(self) -> None:
        tokens = self.tokens
        if tokens.now.text == "#":
            raise tokens.behaviour(tokens.now, "a module with parameters")
        if tokens.skip("(") and not tokens.skip(")"):
            if tokens.now.text in ("input", "output", "inout") or tokens.now.kind == "initial":
                self.ports()
            else:
                while True:
                    self.port(tokens.name())
                    if not tokens.skip(","):
                        break
            tokens.expect(")")
        tokens.expect(";")

    def port(self, name: Token) -> None:
        if name.text in self.module.ports:
            raise self.tokens.error(f"port {name.text[:80]!r} is there twice", name.start)
        self.module.ports[name.text] = name.start

    def ports(self) -> None:
        """Ports that are declared in the header: what is said of one holds for those that follow."""
        tokens = self.tokens
        direction, variable, span = "", False, None
        while True:
            self.attribute()
            if tokens.now.text in ("input", "output", "inout"):
                direction = tokens.take().text
                variable, span = self.kind()
            name = tokens.name()
            self.port(name)
            self.declare(name, direction, span)
            self.value(name, variable)
            if not tokens.skip(","):
                return

    def attribute(self) -> None:
        self.initial = self.tokens.take() if self.tokens.now.kind == "initial" else None

    def kind(self) -> tuple[bool, Range]:
        """What stands between a direction and the first name: whether these are variables, and their range."""
        variable = self.tokens.now.text in ("reg", "logic")
        self.tokens.skip("wire", "reg", "logic", "tri")
        return variable, self.range()

    def range(self) -> Range:
        tokens = self.tokens
        start = tokens.now.start
        if not tokens.skip("["):
            return None
        first = index(tokens)
        tokens.expect(":")
        last = index(tokens)
        tokens.expect("]")
        if abs(first - last) >= MAX_PORT_BITS:
            raise tokens.error(f"a range of {abs(first - last) + 1:,} bits", start, f"at most {MAX_PORT_BITS:,}")
        if tokens.now.text == "[":
            raise tokens.behaviour(tokens.now, "an array of vectors")
        return first, last

    def declare(self, name: Token, direction: str, span: Range) -> None:
        tokens, module = self.tokens, self.module
        if direction == "inout":
            raise tokens.error(f"{name.text[:80]!r} is an inout", name.start, "input or output")
        if direction:
            if name.text not in module.ports:
                raise tokens.error(f"{name.text[:80]!r} is no port", name.start, "add it to those of the module")
            if name.text in module.directions:
                raise tokens.error(f"port {name.text[:80]!r} is declared twice", name.start)
            module.directions[name.text] = direction
        known = module.ranges.get(name.text)
        if name.text in module.ranges and span and known != span:
            raise tokens.error(f"{name.text[:80]!r} is declared with another range", name.start)
        module.ranges[name.text] = span or known
        if tokens.now.text == "[":
            raise tokens.behaviour(name, f"{name.text[:40]!r} is a memory")

    def item(self) -> None:
        tokens = self.tokens
        self.attribute()
        token = tokens.take()
        read = _ITEMS.get(token.text) if token.kind == "keyword" else None
        if read is not None:
            read(self, token)
        elif token.kind in ("name", "escaped"):
            self.instances(token)
        elif token.text != ";":
            raise tokens.unexpected(token, "a declaration, a gate or 'endmodule'")

    def declaration(self, token: Token) -> None:
        tokens = self.tokens
        direction = token.text if token.text in ("input", "output", "inout") else ""
        variable = token.text in ("reg", "logic")
        if direction:
            variable, span = self.kind()
        else:
            span = self.range()
            self.delay()
        while True:
            name = tokens.name()
            self.declare(name, direction, span)
            self.value(name, variable)
            if not tokens.skip(","):
                break
        tokens.expect(";")

    def value(self, name: Token, variable: bool) -> None:
        """What a declaration gives a net: a register its first value, any other net what drives it."""
        tokens = self.tokens
        target = [(Select(name.text, None), name.start)]
        if tokens.skip("="):
            made = Assign(name.start, target, parse_expression(tokens))
            (self.module.initials if variable else self.module.parts).append(made)
        elif self.initial:
            value = parse_expression(Tokens(self.initial.text.encode(), tokens.source))
            self.module.initials.append(Assign(name.start, target, value))

    def supply(self, token: Token) -> None:
        value = parse_expression(Tokens(b"1'b" + token.text[-1:].encode(), self.tokens.source))
        while True:
            name = self.tokens.name()
            self.declare(name, "", None)
            self.module.parts.append(Assign(name.start, [(Select(name.text, None), name.start)], value))
            if not self.tokens.skip(","):
                break
        self.tokens.expect(";")

    def assignment(self, token: Token) -> None:
        self.delay()
        while True:
            start = self.tokens.now.start
            target = targets(self.tokens)
            self.tokens.expect("=")
            self.module.parts.append(Assign(start, target, parse_expression(self.tokens)))
            if not self.tokens.skip(","):
                break
        self.tokens.expect(";")

    def delay(self) -> None:
        """Skip a delay, which says nothing about the function."""
        tokens = self.tokens
        if not tokens.skip("#"):
            return
        several = tokens.skip("(")
        while True:
            if tokens.now.kind != "number":
                raise tokens.unexpected(tokens.now, "a delay")
            tokens.take()
            if not (several and tokens.skip(",", ":")):
                break
        if several:
            tokens.expect(")")

    def gates(self, token: Token) -> None:
        tokens = self.tokens
        self.delay()
        while True:
            if tokens.now.kind in ("name", "escaped"):
                tokens.take()
                if tokens.now.text == "[":
                    raise tokens.behaviour(tokens.now, "a row of gates")
            start = tokens.expect("(").start
            terminals = [parse_expression(tokens)]
            while tokens.skip(","):
                terminals.append(parse_expression(tokens))
            tokens.expect(")")
            self.module.parts.append(Primitive(start, token.text, tuple(terminals)))
            if not tokens.skip(","):
                break
        tokens.expect(";")

    def instances(self, kind: Token) -> None:
        tokens = self.tokens
        if tokens.now.text == "#":
            raise tokens.behaviour(tokens.now, f"an instance of {kind.text[:40]!r} with parameters")
        while True:
            name = tokens.name("an instance's name")
            if tokens.now.text == "[":
                raise tokens.behaviour(tokens.now, "a row of instances")
            tokens.expect("(")
            use = Use(kind.start, kind.text, name.text, self.connections())
            tokens.expect(")")
            self.module.parts.append(use)
            if not tokens.skip(","):
                break
        tokens.expect(";")

    def connections(self) -> dict[str | int, Postfix | None]:
        tokens = self.tokens
        made: dict[str | int, Postfix | None] = {}
        if tokens.now.text == ")":
            return made
        named = tokens.now.text == "."
        while True:
            if not named:
                empty = tokens.now.text in (",", ")")
                made[len(made)] = None if empty else parse_expression(tokens)
            else:
                tokens.expect(".")
                if tokens.now.text == "*" or tokens.after().text != "(":
                    raise tokens.behaviour(tokens.now, "a connection without a net")
                port = tokens.name("a port")
                if port.text in made:
                    raise tokens.error(f"port {port.text[:80]!r} is connected twice", port.start)
                tokens.expect("(")
                made[port.text] = None if tokens.now.text == ")" else parse_expression(tokens)
                tokens.expect(")")
            if not tokens.skip(","):
                return made

    def flip_flop(self, token: Token) -> None:
        """``always @(posedge CK) Q <= D;``, or several such assignments between begin and end."""
        tokens = self.tokens
        if not tokens.skip("@") or not tokens.skip("("):
            raise tokens.behaviour(token)
        edge = tokens.take()
        if edge.text not in ("posedge", "negedge"):
            raise tokens.behaviour(token)
        clock = targets(tokens)[-1][0]
        if not tokens.skip(")"):
            raise tokens.behaviour(token, "an event of several nets")
        for start, target, value in self.statements(token, "<="):
            made = FlipFlop(start, target, value, clock, {"posedge": "re", "negedge": "fe"}[edge.text])
            self.module.parts.append(made)

    def initials(self, token: Token) -> None:
        self.module.initials += [Assign(*entry) for entry in self.statements(token, "=", "<=")]

    def statements(self, token: Token, *operators: str) -> list[tuple[int, Assigned, Postfix]]:
        tokens = self.tokens
        block = tokens.skip("begin")
        if block:
            self.label()
        made = []
        while not (block and tokens.skip("end")):
            if tokens.now.text == "begin":
                raise tokens.behaviour(tokens.now)
            if tokens.now.kind not in ("name", "escaped") and tokens.now.text != "{":
                raise tokens.unexpected(tokens.now, "an assignment")
            start = tokens.now.start
            target = targets(tokens)
            if not tokens.skip(*operators):
                raise tokens.behaviour(tokens.now if tokens.now is not END else token)
            self.delay()
            made.append((start, target, parse_expression(tokens)))
            tokens.expect(";")
            if not block:
                return made
        self.label()
        return made

    def close(self) -> None:
        for port, start in self.module.ports.items():
            if port not in self.module.directions:
                raise self.tokens.error(f"port {port[:80]!r} is neither input nor output", start)


_ITEMS = {
    **dict.fromkeys(("input", "output", "inout", "wire", "tri", "reg", "logic"), _Reader.declaration),
    **dict.fromkeys(("supply0", "supply1"), _Reader.supply),
    **dict.fromkeys(PRIMITIVES, _Reader.gates),
    **dict.fromkeys(("always", "always_ff"), _Reader.flip_flop),
    "assign": _Reader.assignment,
    "initial": _Reader.initials,
}
