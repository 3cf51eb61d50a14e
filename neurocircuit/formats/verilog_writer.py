"""Structural Verilog: writing; ``verilog`` reads it.

The hierarchy is kept: a definition becomes a module. A neuron becomes one assignment, the sum of its prime cubes, or,
where these are too many, one for each of its operations. A register is a flip-flop of the one clock, an input that each
module with registers has besides. Every net is a scalar: a bit of a bus is the escaped name ``\\a[0]``, as ABC and the
EPFL benchmarks write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from neurocircuit.formats.context import Context
from neurocircuit.formats.modules import WrittenModule, written_modules
from neurocircuit.formats.names import REFUSED
from neurocircuit.formats.verilog_tokens import KEYWORDS
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.prime_cover import PrimeCover, prime_cover
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.netlist.hierarchy import bottom_up
from neurocircuit.simulation.lowering import lower

#: A sum of more products becomes a network of operations.
MOST_PRODUCTS = 64

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINE_WIDTH = 100


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as Verilog text: one module for each definition that it uses."""
    modules = written_modules(circuit, _module_name, REFUSED["verilog"], distinct=True)
    clocks: dict[Circuit, str] = {}
    for definition in bottom_up(circuit):
        parts = definition.nodes.values()
        if any(isinstance(node, Register) for node in parts) or any(
            node.circuit in clocks for node in definition.instances.values()
        ):
            clocks[definition] = modules[definition].written.names.fresh("clk")
    lines = (line for module in modules.values() for line in (*_Writer(module, clocks).lines(modules), ""))
    return "\n".join(lines).encode()


def _module_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return plain if _PLAIN.fullmatch(plain) and plain not in KEYWORDS else plain and f"_{plain}"


def _written(name: str) -> str:
    """A name as it stands in the text: escaped unless it is a plain word; an escaped one ends with a space."""
    return name if _PLAIN.fullmatch(name) and name not in KEYWORDS else f"\\{name} "


class _Writer:
    """One module while it is written; ``wires`` are the nets that are neither ports nor registers."""

    def __init__(self, module: WrittenModule, clocks: Mapping[Circuit, str]) -> None:
        self.module = module
        self.circuit = module.circuit
        self.nets = module.written.nets
        self.clocks = clocks
        self.clock = clocks.get(self.circuit, "")
        self.ports = {*module.inputs, *module.outputs}
        self.wires: dict[str, None] = {}

    def lines(self, modules: Mapping[Circuit, WrittenModule]) -> Iterator[str]:
        registers: list[str] = []
        body: list[str] = []
        for name, node in self.circuit.nodes.items():
            if isinstance(node, Neuron):
                body += self.neuron(self.nets[name], *self.module.read(node))
            elif isinstance(node, Register):
                net, following = _written(self.nets[name]), _written(*self.module.names((node.next,)))
                registers.append(f"  reg {net} = 1'b{node.initial};")
                body.append(f"always @(posedge {_written(self.clock)}) {net} <= {following};")
            else:
                body.append(self.instance(name, modules[node.circuit]))
        body += [f"assign {_written(output)} = {_written(net)};" for output, net in self.module.written.buffers]
        inputs = [self.clock, *self.module.inputs] if self.clock else self.module.inputs
        yield _wrapped(f"module {self.module.name} ({_listed((*inputs, *self.module.outputs))});")
        for kind, names in (("input", inputs), ("output", self.module.outputs), ("wire", self.wires)):
            if names:
                yield _wrapped(f"  {kind} {_listed(names)};")
        yield from registers
        yield from (_wrapped(f"  {line}") for line in body)
        yield "endmodule"

    def drive(self, net: str) -> str:
        """A net as it stands in the text; it is declared as a wire unless it is a port."""
        if net not in self.ports:
            self.wires[net] = None
        return _written(net)

    def neuron(self, net: str, fanin: list[str], form: LinearForm) -> Iterator[str]:
        cover = prime_cover(form, MOST_PRODUCTS)
        if cover is not None and len(cover.cubes) > 1:
            # One function has one text, whatever its weights and their order: so reading it changes nothing.
            weights = dict(sorted(zip(fanin, form.weights, strict=True)))
            fanin, cover = list(weights), prime_cover(form._replace(weights=tuple(weights.values())), MOST_PRODUCTS)
        if cover is not None:
            yield f"assign {self.drive(net)} = {_sum(cover, fanin)};"
            return
        lowered = lower(form)
        nets = ["", *fanin]
        for index, (left, right) in enumerate(lowered.operations, 1):
            last = index == len(lowered.operations)
            nets.append(net if last else self.module.written.names.numbered(net))
            sign = "&" if left < right else "^"
            text = f"{_literal(nets[left >> 1], left & 1)} {sign} {_literal(nets[right >> 1], right & 1)}"
            text = f"~({text})" if last and lowered.output & 1 else text
            yield f"assign {self.drive(nets[-1])} = {text};"

    def instance(self, name: str, module: WrittenModule) -> str:
        wires = self.module.wires(name)
        count = len(module.inputs)
        for net in wires[count:]:
            self.drive(net)
        ports = list(zip((*module.inputs, *module.outputs), wires, strict=True))
        if module.circuit in self.clocks:
            ports.insert(0, (self.clocks[module.circuit], self.clock))
        called = _written(self.module.written.names.fresh(re.sub(REFUSED["verilog"], "_", name)))
        return f"{module.name} {called} ({', '.join(f'.{_written(port)}({_written(net)})' for port, net in ports)});"


def _literal(net: str, negated: int) -> str:
    return f"{'~' * negated}{_written(net)}"


def _sum(cover: PrimeCover, nets: list[str]) -> str:
    """The cover as an expression: a sum of products, or the opposite of one."""
    if not any(cover.cubes):
        return f"1'b{len(cover.cubes)}"
    literals = [[(nets[place], cover.signs[place] < 0) for place in cube] for cube in sorted(cover.cubes)]
    if len(literals) == 1:
        return _product(literals[0], cover.value)
    text = " | ".join(_joined(cube, "&") if len(cube) == 1 else f"({_joined(cube, '&')})" for cube in literals)
    return text if cover.value else f"~({text})"


def _product(cube: list[tuple[str, bool]], value: int) -> str:
    """One product or its opposite, with as few negations as there can be."""
    opposite = [(net, not negated) for net, negated in cube]
    if len(cube) == 1:
        return _joined(cube if value else opposite, "&")
    if value and all(negated for _, negated in cube):
        return f"~({_joined(opposite, '|')})"
    if not value and any(negated for _, negated in cube):
        return _joined(opposite, "|")
    return _joined(cube, "&") if value else f"~({_joined(cube, '&')})"


def _joined(literals: Iterable[tuple[str, bool]], operator: str) -> str:
    return f" {operator} ".join(_literal(net, negated) for net, negated in literals)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_written, names))


def _wrapped(line: str) -> str:
    """The line, continued on further lines where it is long; no name holds a space."""
    if len(line) <= _LINE_WIDTH:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    first, *words = line.split()
    lines = [indent + first]
    for word in words:
        if len(lines[-1]) + len(word) >= _LINE_WIDTH:
            # For ABC the end of a line belongs to an escaped name.
            lines[-1] += " " if "\\" in lines[-1].rpartition(" ")[2] else ""
            lines.append(f"{indent}    {word}")
        else:
            lines[-1] += f" {word}"
    return "\n".join(lines)
