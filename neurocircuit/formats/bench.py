"""ISCAS ``.bench``: one gate a line, ``10 = NAND(1, 3)``, in any order and letter case.

Gates are AND OR NAND NOR NOT/INV BUF/BUFF, XOR and XNOR/NXOR of any number of inputs (parity), DFF (0 at the start),
the ``LUT 0xe8 (a, b, c)`` of ABC and mockturtle (first input least significant), and the constants ``vdd`` and ``gnd``.
The format is that of Brglez and Fujiwara (ISCAS 1985) and Brglez, Bryan and Kozminski (ISCAS 1989).

Writing flattens the hierarchy. A neuron that is a gate of inputs and negated inputs is written as such, one of up to
six inputs as a LUT, a larger one as AND and XOR gates of two inputs. A register that starts at 1 stands between two
inverters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePath
from sys import intern

from neurocircuit.errors import FormatError, NeurocircuitError
from neurocircuit.formats.lines import statements
from neurocircuit.formats.names import written_names
from neurocircuit.logic.gates import gate_of, gate_perceptron
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.prime_cover import prime_cover
from neurocircuit.logic.recipe import Recipe, Step, constant, parity_recipe, table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit, Neuron, Node, Register
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.lowering import lower

#: The most inputs of a LUT that are read, and that are written.
MAX_LUT = 12
WRITTEN_LUT = 6

_NAME = r"([^\s(),=]+)"
_GATE = re.compile(rf"{_NAME} *= *(\w+) *(?:(?<= )(0[xX][0-9A-Fa-f]+) *)?\(([^()=]*)\)")
_PORT = re.compile(rf"(INPUT|OUTPUT) *\( *{_NAME} *\)", re.IGNORECASE)
_CONSTANT = re.compile(rf"{_NAME} *= *(vdd|gnd)(?: *\( *\))?", re.IGNORECASE)
_CONSTANTS = {"VDD": 1, "GND": 0}
_REFUSED = re.compile(r"[\s(),=#]")


@lru_cache(maxsize=1024)
def _plain(gate: str, inputs: int) -> Recipe:
    return (Step(tuple(range(inputs)), gate_perceptron(gate, inputs), gate),)


#: From the gate as written to the recipe for a number of inputs.
_RECIPES: dict[str, Callable[[int], Recipe]] = {
    **{gate: partial(_plain, gate) for gate in ("AND", "OR", "NAND", "NOR", "NOT", "BUF")},
    "BUFF": partial(_plain, "BUF"),
    "INV": partial(_plain, "NOT"),
    "XOR": partial(parity_recipe, value=1),
    "XNOR": partial(parity_recipe, value=0),
    "NXOR": partial(parity_recipe, value=0),
}
_KNOWN = (*_RECIPES, "DFF", "LUT", "vdd", "gnd")


@dataclass(frozen=True, slots=True)
class _Line:
    """One definition as written."""

    number: int
    net: str
    gate: str
    operands: tuple[str, ...]
    table: str = ""


def parse(text: str, source: str = "") -> Circuit:
    """The circuit that a ``.bench`` text describes; XORs and LUTs become a few neurons each.

    Raises:
        FormatError: with the line, for anything that is not of the format, nets without or with two drivers.

    >>> parse("INPUT(a)\\nINPUT(b)\\nOUTPUT(y)\\ny = xor(a, b)").nodes["y"].inputs
    ('a', 'b', 'y_1')
    """
    return _Reader(source).read(text)


class _Reader:
    """What has been read so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.inputs: dict[str, int] = {}
        self.outputs: dict[str, int] = {}
        self.lines: dict[str, _Line] = {}

    def error(self, what: str, where: int | str = "", hint: str = "") -> FormatError:
        return FormatError(what, where=where, source=self.source, hint=hint)

    def read(self, text: str) -> Circuit:
        for number, statement in statements(text, self.source):
            self.statement(number, statement)
        if not self.outputs:
            raise self.error("no OUTPUT", hint="is the file empty or cut short?")
        constants = dict(self.undriven())
        names = Names((*self.inputs, *self.lines))
        nodes: dict[str, Node] = {net: Neuron(step.perceptron, (), step.gate) for net, step in constants.items()}
        for line in self.lines.values():
            self.place(line, names, nodes)
        path = PurePath(self.source)
        return Circuit(self.inputs, tuple(self.outputs), nodes, path.stem if path.suffix else "")

    def statement(self, number: int, line: str) -> None:
        if match := _GATE.fullmatch(line):
            net, gate, table, written = match.groups()
            operands = tuple([intern(operand.strip(" ")) for operand in written.split(",")])
            if "" in operands or " " in "".join(operands):
                if written.strip(" "):
                    raise self.error(f"{written.strip()[:60]!r} is no list of nets", number, "nets with commas between")
                operands = ()
            self.define(_Line(number, intern(net), gate.upper(), operands, table or ""))
        elif match := _PORT.fullmatch(line):
            self.port(number, *match.groups())
        elif match := _CONSTANT.fullmatch(line):
            self.define(_Line(number, match[1], match[2].upper(), ()))
        else:
            raise self.error(f"{line[:60]!r} is no statement", number, "INPUT(a), OUTPUT(y) or y = NAND(a, b)")

    def port(self, number: int, kind: str, name: str) -> None:
        if kind.upper() == "OUTPUT":
            self.outputs.setdefault(name, number)
        elif name in self.inputs or name in self.lines:
            raise self.twice(name, number)
        else:
            self.inputs[name] = number

    def define(self, line: _Line) -> None:
        if line.net in self.inputs or line.net in self.lines:
            raise self.twice(line.net, line.number)
        if line.gate not in _RECIPES and line.gate not in ("DFF", "LUT", *_CONSTANTS):
            raise self.error(f"unknown gate {line.gate[:40]!r}", line.number, f"one of {' '.join(_KNOWN)}")
        if (line.gate == "LUT") != (line.table != ""):
            what = f"{line.gate} {'with' if line.table else 'without'} a truth table"
            raise self.error(what, line.number, "only a LUT has one: LUT 0x8 (a, b)")
        self.lines[line.net] = line

    def twice(self, net: str, number: int) -> FormatError:
        before = self.inputs.get(net) or self.lines[net].number
        return self.error(f"net {net[:80]!r} is driven twice", number, f"first on line {before}")

    def undriven(self) -> Iterator[tuple[str, Step]]:
        """The constants that are read by the names vdd and gnd alone; any other net without a driver is an error."""
        reads = ((net, line.number) for line in self.lines.values() for net in line.operands)
        for net, number in (*self.outputs.items(), *reads):
            if net not in self.lines and net not in self.inputs:
                if net.upper() not in _CONSTANTS:
                    raise self.error(f"net {net[:80]!r} is never driven", number)
                yield net, constant(_CONSTANTS[net.upper()])

    def place(self, line: _Line, names: Names, nodes: dict[str, Node]) -> None:
        if line.gate == "DFF":
            if len(line.operands) != 1:
                raise self.error(f"DFF with {len(line.operands)} inputs", line.number, "it takes 1")
            nodes[line.net] = Register(line.operands[0])
            return
        try:
            recipe = _recipe(line)
        except NeurocircuitError as error:
            raise self.error(error.what, line.number, error.hint) from None
        nets = list(line.operands)
        for index, step in enumerate(recipe, 1):
            nets.append(line.net if index == len(recipe) else names.numbered(line.net))
            nodes[nets[-1]] = Neuron(step.perceptron, tuple([nets[place] for place in step.operands]), step.gate)


def _recipe(line: _Line) -> Recipe:
    if line.gate in _CONSTANTS:
        if line.operands:
            raise FormatError(f"{line.gate} with {len(line.operands)} inputs", hint="it takes none")
        return (constant(_CONSTANTS[line.gate]),)
    if line.gate == "LUT":
        return table_recipe(_table(line.table, len(line.operands)))
    return _RECIPES[line.gate](len(line.operands))


def _table(text: str, inputs: int) -> TruthTable:
    if not 1 <= inputs <= MAX_LUT:
        raise FormatError(f"a LUT of {inputs} inputs", hint=f"1 to {MAX_LUT}")
    digits = text[2:].lstrip("0")
    if len(digits) > max(1, (1 << inputs) // 4):
        raise FormatError(f"{text[:20]}... is longer than a truth table of {inputs} inputs")
    bits = int(digits or "0", 16)
    # ABC fills a hexadecimal digit with repeats of a table that is smaller.
    if inputs == 1 and bits in (0b0101, 0b1010, 0b1111):
        bits &= 0b11
    return TruthTable(inputs, bits)


def dumps(circuit: Circuit) -> str:
    """The circuit as ``.bench`` text, flattened.

    Raises:
        FormatError: for a circuit without outputs.
    """
    if not circuit.outputs:
        raise FormatError("a .bench file has at least one OUTPUT, this circuit has none")
    return "\n".join((*_Writer(circuit).lines(), ""))


class _Writer:
    """A flat circuit while it is written."""

    def __init__(self, circuit: Circuit) -> None:
        self.graph = circuit.graph
        self.inputs = circuit.inputs
        inner = (net for net, data in self.graph.nodes(data=True) if data["kind"] != "input")
        self.written = written_names(circuit.inputs, self.graph.graph["outputs"], inner, _REFUSED)
        self.inverted: dict[str, str] = {}

    def lines(self) -> Iterator[str]:
        nets = self.written.nets
        yield from (f"INPUT({nets[net]})" for net in self.inputs)
        yield from (f"OUTPUT({name})" for name in self.written.outputs)
        for net, data in self.graph.nodes(data=True):
            if data["kind"] == "register":
                yield from self.register(nets[net], nets[data["next"]], data["initial"])
            elif data["kind"] == "perceptron":
                yield from self.neuron(nets[net], [nets[name] for name in data["fanin"]], data["perceptron"])
        yield from (_gate(name, "BUFF", (net,)) for name, net in self.written.buffers)

    def register(self, net: str, following: str, initial: int) -> Iterator[str]:
        if not initial:
            yield _gate(net, "DFF", (following,))
            return
        state = self.written.names.numbered(net)
        yield from self.inverter(following)
        yield _gate(state, "DFF", (self.inverted[following],))
        yield _gate(net, "NOT", (state,))

    def inverter(self, net: str) -> Iterator[str]:
        """The line that negates a net, the first time that it is asked for."""
        if net not in self.inverted:
            self.inverted[net] = self.written.names.fresh(f"{net}_not")
            yield _gate(self.inverted[net], "NOT", (net,))

    def neuron(self, net: str, fanin: list[str], perceptron: Perceptron) -> Iterator[str]:
        form = perceptron.integer_form
        cover = prime_cover(form, most=1)
        if cover is not None and cover.cubes and cover.cubes[0]:
            places = cover.cubes[0]
            yield from self.product(net, [fanin[at] for at in places], [cover.signs[at] for at in places], cover.value)
        elif cover is not None:
            yield f"{net} = {'vdd' if cover.cubes else 'gnd'}"
        elif len(fanin) <= WRITTEN_LUT:
            yield _gate(net, f"LUT {perceptron.truth_table.hex} ", fanin)
        else:
            yield from self.network(net, fanin, form)

    def product(self, net: str, operands: list[str], signs: list[int], value: int) -> Iterator[str]:
        """One gate: a product of literals (signs 1 and -1) or, for the value 0, its opposite."""
        if 1 in signs:
            for index, sign in enumerate(signs):
                if sign < 0:
                    yield from self.inverter(operands[index])
                    operands[index], signs[index] = self.inverted[operands[index]], 1
        # By De Morgan another gate takes inputs that are all negated as they stand.
        form = LinearForm(tuple(signs), signs.count(1))
        gate = gate_of(form if value else form.opposite)
        yield _gate(net, "BUFF" if gate == "BUF" else gate, operands)

    def network(self, net: str, fanin: list[str], form: LinearForm) -> Iterator[str]:
        """A gate of two inputs for each operation of a neuron."""
        lowered = lower(form)
        nets = ["", *fanin]
        for index, pair in enumerate(lowered.operations, 1):
            last = index == len(lowered.operations)
            nets.append(net if last else self.written.names.numbered(net))
            value = int(not (last and lowered.output & 1))
            operands = [nets[literal >> 1] for literal in pair]
            if pair[0] < pair[1]:
                yield from self.product(nets[-1], operands, [-1 if literal & 1 else 1 for literal in pair], value)
            else:
                yield _gate(nets[-1], "XOR" if value else "XNOR", operands)


def _gate(net: str, gate: str, operands: Iterable[str]) -> str:
    return f"{net} = {gate}({', '.join(operands)})"
