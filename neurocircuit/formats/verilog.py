"""Structural Verilog (IEEE 1364): modules of gates, assignments, instances and plain flip-flops.

Read are the primitives ``and`` to ``not``, ``assign`` of Boolean expressions, instances of modules of the file, by name
or by order, the cells of Yosys, and the flip-flop ``always @(posedge CK) Q <= D``, whose clock leaves the inputs where
it is nothing else; ``initial`` and the value of a declaration say how it starts, at 0 without. Buses are nets by their
indices. The module that no other one uses is the circuit, the others are its definitions. Everything else is refused:
``rtl`` gives what tells behaviour to Yosys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from neurocircuit.errors import FormatError, LimitError, NeurocircuitError
from neurocircuit.formats import cells
from neurocircuit.formats.context import Context
from neurocircuit.formats.verilog_expression import Assigned, Postfix, Select, evaluate
from neurocircuit.formats.verilog_function import VerilogBit, all_of, any_of, negation, odd_of, place
from neurocircuit.formats.verilog_modules import read
from neurocircuit.formats.verilog_parts import Assign, FlipFlop, Module, Primitive, Use
from neurocircuit.formats.verilog_tokens import Behavioural, Tokens
from neurocircuit.formats.verilog_writer import dumps
from neurocircuit.netlist.bus import range_bits, split_bit
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, assemble

__all__ = ["Behavioural", "dumps", "parse"]

#: The most bits of all expressions of a module.
MAX_BITS = 20_000_000


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a Verilog text describes: its top module, with the other ones as definitions.

    Raises:
        FormatError: with the line, for anything that is not of the language, nets without or with two drivers, and
            modules that are missing or contain themselves.
        Behavioural: for what is no structure.
    """
    tokens = Tokens(data, context.source)
    modules = read(tokens)
    top = _top(modules, context)
    drafts = {name: _draft(tokens, modules, modules[name]) for name in dict.fromkeys((top, *modules))}
    return assemble(drafts, "module", "add it, a flip-flop with always @(posedge CK) Q <= D;")


def _top(modules: Mapping[str, Module], context: Context) -> str:
    """The module that no other one uses: of several the one called as the file, or the one that uses others."""
    used = set().union(*(module.uses for module in modules.values()))
    free = [name for name in modules if name not in used] or list(modules)[:1]
    for found in (free, [name for name in free if name == context.name], [n for n in free if modules[n].uses]):
        if len(found) == 1:
            return found[0]
    shown = ", ".join(name[:40] for name in free[:5])
    raise FormatError(f"no top among the modules {shown}", source=context.source, hint="call the file as the top")


def _draft(tokens: Tokens, modules: Mapping[str, Module], module: Module) -> Draft:
    drafter = _Drafter(tokens, modules, module)
    try:
        drafter.ports()
        drafter.initial_values()
        for part in module.parts:
            drafter.line = tokens.line(part.start)
            _PLACES[type(part)](drafter, part)
        drafter.check_initials()
    except NeurocircuitError as error:
        if error.where == "":
            error.where = drafter.line
        raise
    return drafter.draft


class _Drafter:
    """One module while its parts become neurons, registers and instances."""

    def __init__(self, tokens: Tokens, modules: Mapping[str, Module], module: Module) -> None:
        self.tokens = tokens
        self.modules = modules
        self.module = module
        self.draft = Draft(tokens.source, module.place)
        self.line = module.place
        self.initials: dict[str, int] = {}
        self.registers: set[str] = set()
        self.bits = 0

    def ports(self) -> None:
        for port, start in self.module.ports.items():
            declare = self.draft.input if self.module.directions[port] == "input" else self.draft.output
            for net in reversed(self.whole(port, start)):
                declare(net, self.tokens.line(start))

    def count(self, bits: int) -> None:
        self.bits += bits
        if self.bits > MAX_BITS:
            raise LimitError(f"a module of more than {MAX_BITS:,} bits", where=self.line, source=self.tokens.source)

    def whole(self, name: str, start: int) -> list[str]:
        """The nets of all of a name, lowest first."""
        self.count(self.module.width(name))
        base, index = split_bit(name) or ("", 0)
        span = self.module.ranges.get(base)
        if span and min(span) <= index <= max(span):
            raise self.tokens.error(f"{name[:80]!r} is a net and a bit of {base[:80]!r}", start, "rename one")
        return self.module.nets(name)

    def resolve(self, select: Select, start: int) -> list[str]:
        """The nets of a name in an expression, lowest first."""
        if select.indices is None:
            return self.whole(select.name, start)
        span = self.module.ranges.get(select.name)
        first, last = select.indices
        shown = f"{select.name[:60]}[{first}{f':{last}' if first != last else ''}]"
        if span is None:
            raise self.tokens.error(f"{shown}, and {select.name[:60]!r} is no vector", start)
        low, high = min(span), max(span)
        if not (low <= first <= high and low <= last <= high) or (first - last) * (span[0] - span[1]) < 0:
            raise self.tokens.error(f"{shown} is not in the range [{span[0]}:{span[1]}]", start)
        self.count(abs(first - last) + 1)
        return range_bits(select.name, last, first)

    def targets(self, target: Assigned) -> list[str]:
        return [net for select, start in reversed(target) for net in self.resolve(select, start)]

    def values(self, expression: Postfix, width: int = 0) -> list[VerilogBit]:
        made = evaluate(expression, self.resolve, self.tokens, width)
        self.count(len(made) + len(expression))
        return made

    def initial_values(self) -> None:
        for entry in self.module.initials:
            nets = self.targets(entry.target)
            for net, bit in zip(nets, self.values(entry.value, len(nets)), strict=False):
                if not isinstance(bit, int):
                    raise self.tokens.error(f"the initial value of {net[:80]!r} is no constant", entry.start)
                self.initials[net] = bit

    def check_initials(self) -> None:
        for net in self.initials:
            if net in self.draft.drivers and net not in self.registers:
                raise self.draft.error(f"{net[:80]!r} has an initial value and is no register", self.module.place)

    def assign(self, part: Assign) -> None:
        nets = self.targets(part.target)
        for net, bit in zip(nets, self.values(part.value, len(nets)), strict=False):
            place(self.draft, net, bit, self.line)

    def flip_flop(self, part: FlipFlop) -> None:
        # The edge of a vector is that of its lowest bit (IEEE 1364, 9.7.1).
        self.draft.clock(self.resolve(part.clock, part.start)[0], part.edge, self.line)
        nets = self.targets(part.target)
        for net, bit in zip(nets, self.values(part.value, len(nets)), strict=False):
            self.register(net, self.net(bit, f"{net}_next"))

    def register(self, net: str, following: str) -> None:
        self.registers.add(net)
        self.draft.register(net, following, self.initials.get(net, 0), self.line)

    def net(self, bit: VerilogBit, stem: str) -> str:
        """The net of a function, which gets a name after the stem where it has none."""
        if isinstance(bit, str):
            return bit
        if isinstance(bit, int):
            return self.draft.constant(bit, self.line)
        net = self.draft.inner(stem)
        place(self.draft, net, bit, self.line)
        return net

    def gate(self, part: Primitive) -> None:
        count = len(part.terminals) - 1 if part.kind in ("buf", "not") else 1
        driven, reads = map(self.driven, part.terminals[:count]), map(self.values, part.terminals[count:])
        terminals = [*driven, *reads]
        if not 0 < count < len(terminals):
            raise self.draft.error(f"{part.kind} with {len(terminals)} terminals", self.line, "an output and an input")
        for bits, expression in zip(terminals, part.terminals, strict=True):
            if len(bits) != 1:
                raise self.tokens.error(f"a terminal of {len(bits)} bits", expression[0].start, "a gate takes one")
        function = _GATES[part.kind]([bit for bits in terminals[count:] for bit in bits])
        for (net,) in terminals[:count]:
            place(self.draft, str(net), function, self.line)

    def driven(self, expression: Postfix) -> list[VerilogBit]:
        """The nets that an output drives, lowest first."""
        if any(node.kind not in ("name", "{}") for node in expression):
            raise self.draft.error("an output that is no net", self.line, "connect a net")
        return self.values(expression)

    def use(self, part: Use) -> None:
        if part.kind not in self.modules:
            self.cell(part)
            return
        module = self.modules[part.kind]
        order, wires = list(module.ports), {}
        for port, expression in part.connections.items():
            if isinstance(port, int):
                if port >= len(order):
                    what = f"{len(part.connections)} connections of {part.kind[:80]!r}"
                    raise self.draft.error(what, self.line, f"it has {len(order)} ports")
                port = order[port]
            if port not in module.directions:
                raise self.draft.error(f"{part.kind[:80]!r} has no port {port[:80]!r}", self.line)
            if expression is not None:
                wires.update(self.connected(part, module, port, expression))
        self.draft.instance(part.kind, wires, self.line, part.name)

    def connected(self, part: Use, module: Module, port: str, expression: Postfix) -> dict[str, str]:
        width = module.width(port)
        output = module.directions[port] == "output"
        bits = self.driven(expression) if output else self.values(expression)
        if len(expression) == 1 and expression[0].kind == "constant":
            bits = [*bits[:width], *[0] * (width - len(bits))]
        if len(bits) != width:
            raise self.draft.error(f"{len(bits)} bits at the port {port[:80]!r}", self.line, f"it has {width}")
        inside = module.nets(port)
        return {label: self.net(bit, f"{part.name}_{label}") for label, bit in zip(inside, bits, strict=True)}

    def cell(self, part: Use) -> None:
        cell = cells.find(part.kind)
        if cell is None:
            # What is missing is found, with all else that is, when the modules are put together.
            self.draft.instance(part.kind, {}, self.line, part.name)
            return
        wires: dict[str, str | int] = {}
        for pin, expression in part.connections.items():
            read = self.driven if pin == cell.output else self.values
            bits = read(expression) if expression is not None else []
            if isinstance(pin, int) or len(bits) > 1:
                raise self.draft.error(f"pin {pin} of {part.kind}", self.line, "connect one bit, by the pin's name")
            for bit in bits:
                wires[pin] = bit if isinstance(bit, int) else self.net(bit, f"{part.name}_{pin}")
        net = wires.get(cell.output, "")
        if cell.edge is not None:
            self.registers.add(str(net))
        cells.place(self.draft, part.kind, cell, wires, self.line, self.initials.get(str(net), 0))


_PLACES: dict[type, Callable[[_Drafter, Any], None]] = {
    Assign: _Drafter.assign,
    FlipFlop: _Drafter.flip_flop,
    Primitive: _Drafter.gate,
    Use: _Drafter.use,
}
_GATES: dict[str, Callable[[Sequence[VerilogBit]], VerilogBit]] = {
    "and": all_of,
    "or": any_of,
    "xor": odd_of,
    "nand": lambda bits: negation(all_of(bits)),
    "nor": lambda bits: negation(any_of(bits)),
    "xnor": lambda bits: negation(odd_of(bits)),
    "buf": all_of,
    "not": lambda bits: negation(all_of(bits)),
}
