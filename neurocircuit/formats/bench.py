"""ISCAS ``.bench``: one gate a line, ``10 = NAND(1, 3)``, in any order and letter case.

Gates are AND OR NAND NOR NOT/INV BUF/BUFF, XOR and XNOR/NXOR of any number of inputs (parity), DFF (0 at the start),
the ``LUT 0xe8 (a, b, c)`` of ABC and mockturtle (first input least significant), and the constants ``vdd`` and ``gnd``.
``MUX(s, a, b)`` is s ? b : a, as the files of logic locking mean it; ABC reads it as s ? a : b, so it is never written.
PINPUT and POUTPUT are ports like INPUT and OUTPUT. The format is that of Brglez and Fujiwara (ISCAS 1985) and Brglez,
Bryan and Kozminski (ISCAS 1989).

Writing flattens the hierarchy. A neuron that is a gate of inputs and negated inputs is written as such, one of up to
six inputs as a LUT, a larger one as AND and XOR gates of two inputs. A register that starts at 1 stands between two
inverters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from sys import intern

from neurocircuit.errors import FormatError, NeurocircuitError, counted
from neurocircuit.formats.context import Context
from neurocircuit.formats.lines import statements
from neurocircuit.formats.names import REFUSED, written_names
from neurocircuit.logic.gates import gate_of, gate_perceptron
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.prime_cover import prime_cover
from neurocircuit.logic.recipe import Recipe, Step, constant, parity_recipe, table_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, assemble
from neurocircuit.simulation.lowering import lower

#: The most inputs of a LUT that are read, and that are written.
MAX_LUT = 12
WRITTEN_LUT = 6

_NAME = r"([^\s(),=]+)"
_GATE = re.compile(rf"{_NAME} *= *(\w+) *(?:(?<= )(0[xX][0-9A-Fa-f]+) *)?\(([^()=]*)\)")
_PORT = re.compile(rf"P?(INPUT|OUTPUT) *\( *{_NAME} *\)", re.IGNORECASE)
_CONSTANT = re.compile(rf"{_NAME} *= *(vdd|gnd)(?: *\( *\))?", re.IGNORECASE)
_CONSTANTS = {"VDD": 1, "GND": 0}


@lru_cache(maxsize=1024)
def _plain(gate: str, inputs: int) -> Recipe:
    return (Step(tuple(range(inputs)), gate_perceptron(gate, inputs), gate),)


def _multiplexer(inputs: int) -> Recipe:
    if inputs != 3:
        raise FormatError(f"MUX with {counted(inputs, 'input')}", hint="it takes 3: what selects, then 0 and 1")
    return table_recipe(TruthTable(3, 0xE4))


#: From the gate as written to the recipe for a number of inputs.
_RECIPES: dict[str, Callable[[int], Recipe]] = {
    **{gate: partial(_plain, gate) for gate in ("AND", "OR", "NAND", "NOR", "NOT", "BUF")},
    "BUFF": partial(_plain, "BUF"),
    "INV": partial(_plain, "NOT"),
    "XOR": partial(parity_recipe, value=1),
    "XNOR": partial(parity_recipe, value=0),
    "NXOR": partial(parity_recipe, value=0),
    "MUX": _multiplexer,
}
_KNOWN = (*_RECIPES, "DFF", "LUT", "vdd", "gnd")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a ``.bench`` text describes; XORs and LUTs become a few neurons each.

    Raises:
        FormatError: with the line, for anything that is not of the format, nets without or with two drivers.

    >>> parse(b"INPUT(a)\\nINPUT(b)\\nOUTPUT(y)\\ny = xor(a, b)", Context()).nodes["y"].inputs
    ('a', 'b', 'y_1')
    """
    draft = Draft(context.source)
    for number, statement in statements(data, context.source):
        _read(draft, number, statement)
    if not draft.outputs:
        raise draft.error("no OUTPUT", hint="is the file empty or cut short?")
    for net, place in draft.undriven().items():
        # The names of the constants alone are enough.
        if net.upper() in _CONSTANTS:
            draft.recipe(net, (constant(_CONSTANTS[net.upper()]),), (), place)
    return assemble({context.name: draft})


def _read(draft: Draft, number: int, line: str) -> None:
    if match := _GATE.fullmatch(line):
        net, gate, table, written = match.groups()
        operands = tuple([intern(operand.strip(" ")) for operand in written.split(",")])
        if "" in operands or " " in "".join(operands):
            if written.strip(" "):
                raise draft.error(f"{written.strip()[:60]!r} is no list of nets", number, "nets with commas between")
            operands = ()
        _define(draft, number, intern(net), gate.upper(), table or "", operands)
    elif match := _PORT.fullmatch(line):
        kind, name = match.groups()
        (draft.output if kind.upper() == "OUTPUT" else draft.input)(name, number)
    elif match := _CONSTANT.fullmatch(line):
        _define(draft, number, match[1], match[2].upper(), "", ())
    else:
        raise draft.error(f"{line[:60]!r} is no statement", number, "INPUT(a), OUTPUT(y) or y = NAND(a, b)")


def _define(draft: Draft, number: int, net: str, gate: str, table: str, operands: tuple[str, ...]) -> None:
    if gate not in _RECIPES and gate not in ("DFF", "LUT", *_CONSTANTS):
        raise draft.error(f"unknown gate {gate[:40]!r}", number, f"one of {' '.join(_KNOWN)}")
    if (gate == "LUT") != (table != ""):
        what = f"{gate} {'with' if table else 'without'} a truth table"
        raise draft.error(what, number, "only a LUT has one: LUT 0x8 (a, b)")
    if gate == "DFF":
        if len(operands) != 1:
            raise draft.error(f"DFF with {len(operands)} inputs", number, "it takes 1")
        draft.register(net, operands[0], 0, number)
        return
    try:
        recipe = _recipe(gate, table, len(operands))
    except NeurocircuitError as error:
        raise draft.error(error.what, number, error.hint) from None
    draft.recipe(net, recipe, operands, number)


def _recipe(gate: str, table: str, inputs: int) -> Recipe:
    if gate in _CONSTANTS:
        if inputs:
            raise FormatError(f"{gate} with {inputs} inputs", hint="it takes none")
        return (constant(_CONSTANTS[gate]),)
    return table_recipe(_table(table, inputs)) if gate == "LUT" else _RECIPES[gate](inputs)


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


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as ``.bench`` text, flattened.

    Raises:
        FormatError: for a circuit without outputs.
    """
    if not circuit.outputs:
        raise FormatError("a .bench file has at least one OUTPUT, this circuit has none")
    return "\n".join((*_Writer(circuit).lines(), "")).encode()


class _Writer:
    """A flat circuit while it is written."""

    def __init__(self, circuit: Circuit) -> None:
        self.graph = circuit.graph
        self.inputs = circuit.inputs
        inner = (net for net, data in self.graph.nodes(data=True) if data["kind"] != "input")
        self.written = written_names(circuit.inputs, self.graph.graph["outputs"], inner, REFUSED["bench"])
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
