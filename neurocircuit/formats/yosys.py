"""The JSON that Yosys writes (``write_json``): modules of cells between numbered bits.

Read are the gates and flip-flops of ``cells``, the word-level cells of ``yosys_words``, and instances of modules, which
become definitions. Nets are called as ``netnames`` say, those of ports first, public ones before those that Yosys made
up. A register starts at the ``init`` of its net, or at 0. Bits that are ``x`` or ``z`` have no value: a circuit that
reads one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from neurocircuit.errors import FormatError, NeurocircuitError, shorten
from neurocircuit.files import decode
from neurocircuit.formats import cells, yosys_words
from neurocircuit.formats.context import Context
from neurocircuit.formats.strict_json import Place, expect, load
from neurocircuit.netlist.bus import name_fault
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, assemble
from neurocircuit.netlist.names import Names

#: A numbered net, or a value: "0", "1", "x" or "z".
YosysBit: TypeAlias = "int | str"
#: Cells that say nothing about the function.
SKIPPED = frozenset({"$scopeinfo"})
_FLATTEN = "its contents belong into the file"
_UNKNOWN = "in Yosys, run setundef -zero"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell; the name is empty where Yosys made it up."""

    name: str
    kind: str
    place: str
    pins: Mapping[str, tuple[YosysBit, ...]]
    parameters: Mapping[str, int | str]


@dataclass(slots=True)
class _Module:
    """One module as written.

    ``ports`` has the names of the bits of each port, lowest first; ``nets`` the name of each bit, ``initial`` the value
    that it starts with.
    """

    name: str
    place: str
    ports: dict[str, list[str]] = field(default_factory=dict)
    inputs: list[tuple[str, YosysBit]] = field(default_factory=list)
    outputs: list[tuple[str, YosysBit]] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)
    nets: dict[YosysBit, str] = field(default_factory=dict)
    initial: dict[YosysBit, int] = field(default_factory=dict)
    top: bool = False
    black: bool = False


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a JSON text of Yosys describes: its top module, with the other ones as definitions.

    Raises:
        FormatError: with the place, for anything that is not of the format, cells that are none of a clocked circuit,
            nets without or with two drivers, and modules that are missing or contain themselves.
    """
    document = expect(load(decode(data, context.source), context.source), dict, Place())
    if "modules" not in document:
        Place().refuse("no modules", "is this a JSON text of Yosys?")
    place = Place("modules", Place())
    written = _part(document, "modules", Place())
    modules = {name: _module(name, module, place / name) for name, module in written.items()}
    used = {cell.kind for module in modules.values() for cell in module.cells}
    modules = {name: module for name, module in modules.items() if name in used or not module.black}
    if not modules:
        place.refuse("no module with contents", "is the text of Yosys empty?")
    top = _top(modules, used, context)
    drafts = {name: _draft(context.source, modules, modules[name]) for name in dict.fromkeys((top, *modules))}
    return assemble(drafts, "module", _FLATTEN)


def _top(modules: Mapping[str, _Module], used: Set[str], context: Context) -> str:
    marked = [name for name, module in modules.items() if module.top]
    free = marked or [name for name in modules if name not in used]
    found = free if len(free) == 1 else [name for name in free if name == context.name]
    if not found:
        shown = ", ".join(name[:40] for name in (free or list(modules))[:5])
        raise FormatError(f"no top among the modules {shown}", source=context.source, hint="run hierarchy -top NAME")
    return found[0]


def _module(name: str, written: Any, place: Place) -> _Module:
    expect(written, dict, place)
    attributes = _part(written, "attributes", place)
    module = _Module(name, place.path, top=_flag(attributes, "top"), black=_flag(attributes, "blackbox"))
    if "ports" not in written and "cells" not in written:
        place.refuse("neither ports nor cells", "is this a JSON text of Yosys?")
    for port, entry in _part(written, "ports", place).items():
        _port(module, port, expect(entry, dict, place / "ports" / port), place / "ports" / port)
    for cell, entry in _part(written, "cells", place).items():
        here = place / "cells" / cell
        made = _cell(cell, expect(entry, dict, here), here)
        if made.kind not in SKIPPED:
            module.cells.append(made)
    names = Names([*dict(module.inputs), *dict(module.outputs)])
    for label, bit in (*module.inputs, *module.outputs):
        module.nets.setdefault(bit, label)
    netnames = _part(written, "netnames", place)
    entries = [(net, expect(entry, dict, place / "netnames" / net)) for net, entry in netnames.items()]
    for net, entry in sorted(entries, key=lambda pair: bool(pair[1].get("hide_name", 0))):
        _net(module, net, entry, place / "netnames" / net, names)
    return module


def _part(written: Mapping[str, Any], key: str, place: Place) -> dict[str, Any]:
    """An object of named things, which may be left out."""
    found: dict[str, Any] = expect(written.get(key, {}), dict, place / key)
    for name in found:
        if fault := name_fault(name):
            (place / key).refuse(fault, "names have no white space")
    return found


def _name(written: str) -> str:
    """A name as it was given: one that begins like those that Yosys makes up stands behind a backslash."""
    return written[1:] if re.match(r"\\[$\\0-9]", written) else written


def _flag(attributes: Mapping[str, Any], key: str) -> bool:
    return bool(str(attributes.get(key, "0")).strip("0"))


def _port(module: _Module, name: str, entry: Mapping[str, Any], place: Place) -> None:
    name = _name(name)
    direction = entry.get("direction")
    if direction not in ("input", "output"):
        place.refuse(f"the direction {shorten(str(direction))!r}", "input or output")
    bits = _bits(entry.get("bits"), place / "bits")
    module.ports[name] = list(_labels(name, entry, len(bits), place))
    # The highest bit first, as Verilog declares it: of an index that goes up that is the lowest one.
    labels = list(zip(module.ports[name], bits, strict=True))[::-1]
    if direction == "output":
        module.outputs += labels
        return
    taken = {bit: label for label, bit in module.inputs}
    for label, bit in labels:
        if isinstance(bit, str):
            place.refuse(f"the input {label!r} is {bit}", "an input is a net of its own")
        if bit in taken:
            place.refuse(f"the inputs {taken[bit]!r} and {label!r} are one net", "an input is a net of its own")
        taken[bit] = label
    module.inputs += labels


def _labels(name: str, entry: Mapping[str, Any], width: int, place: Place) -> Iterator[str]:
    """The names of the bits, as they stand in ``bits``: by their indices where there are several."""
    offset = expect(entry.get("offset", 0), int, place / "offset")
    if width == 1 and not offset:
        return iter((name,))
    indices = range(width)
    return (f"{name}[{offset + index}]" for index in (reversed(indices) if entry.get("upto") else indices))


def _bits(written: Any, place: Place) -> tuple[YosysBit, ...]:
    for bit in expect(written, list, place):
        if bit not in ("0", "1", "x", "z") if isinstance(bit, str) else type(bit) is not int or bit < 0:
            place.refuse(f"{shorten(repr(bit))} is no bit", 'a number, "0", "1", "x" or "z"')
    return tuple(written)


def _net(module: _Module, name: str, entry: Mapping[str, Any], place: Place, names: Names) -> None:
    name = _name(name)
    bits = _bits(entry.get("bits"), place / "bits")
    for label, bit in zip(_labels(name, entry, len(bits), place), bits, strict=True):
        if isinstance(bit, int) and bit not in module.nets:
            module.nets[bit] = names.fresh(label)
    initial = _part(entry, "attributes", place).get("init")
    if initial is not None:
        values = initial if isinstance(initial, str) else f"{expect(initial, int, place / 'attributes' / 'init'):b}"
        for bit, value in zip(bits, reversed(values), strict=False):
            if value in "01":
                module.initial[bit] = int(value)


def _cell(name: str, entry: Mapping[str, Any], place: Place) -> _Cell:
    kind = expect(entry.get("type"), str, place / "type")
    pins = {
        _name(pin): _bits(bits, place / "connections" / pin) for pin, bits in _part(entry, "connections", place).items()
    }
    parameters = {key: _number(value) for key, value in _part(entry, "parameters", place).items()}
    return _Cell("" if name.startswith("$") else _name(name), kind, place.path, pins, parameters)


def _number(value: Any) -> int | str:
    """The value of a parameter: binary digits are a number."""
    if isinstance(value, str):
        return int(value, 2) if value and not value.strip("01") else value
    return value if type(value) is int else str(value)


def _draft(source: str, modules: Mapping[str, _Module], module: _Module) -> Draft:
    draft = Draft(source, module.place)
    if module.black:
        raise draft.error(f"module {module.name[:80]!r} has no contents", module.place, _FLATTEN)
    for label, _ in module.inputs:
        draft.input(label, module.place)
    wires = _Wires(draft, module)
    for cell in module.cells:
        wires.place = cell.place
        try:
            if cell.kind in modules or not cell.kind.startswith("$"):
                _instance(draft, cell, wires, modules.get(cell.kind))
            else:
                _place(draft, module, cell, wires)
        except NeurocircuitError as error:
            error.where = cell.place
            error.source = source
            raise
    wires.place = module.place
    for label, bit in module.outputs:
        draft.output(label, module.place, wires.net(bit, label))
    return draft


class _Wires:
    """The nets of the bits of one module, as they are met."""

    def __init__(self, draft: Draft, module: _Module) -> None:
        self.draft = draft
        self.nets = module.nets
        self.place = module.place

    def wire(self, bit: YosysBit, what: str) -> str | int:
        """The net of a bit, or its known value."""
        if isinstance(bit, int):
            if bit not in self.nets:
                self.nets[bit] = self.draft.inner(f"net{bit}")
            return self.nets[bit]
        if bit not in ("0", "1"):
            raise self.draft.error(f"{what[:80]!r} is {bit}, which has no value", self.place, _UNKNOWN)
        return int(bit)

    def net(self, bit: YosysBit, what: str) -> str:
        """The net of a bit, which may be a constant."""
        wire = self.wire(bit, what)
        return self.draft.constant(wire, self.place) if isinstance(wire, int) else wire


def _instance(draft: Draft, cell: _Cell, wires: _Wires, module: _Module | None) -> None:
    nets: dict[str, str] = {}
    driven = dict(module.outputs) if module else {}
    for port, bits in cell.pins.items() if module else ():
        labels = module.ports.get(port) if module else None
        if labels is None or len(labels) != len(bits):
            counted = "no" if labels is None else f"{len(labels)} bits at"
            raise draft.error(f"{cell.kind[:80]!r} has {counted} port {port[:80]!r}", cell.place, f"{len(bits)} given")
        for label, bit in zip(labels, bits, strict=True):
            if label not in driven or isinstance(bit, int):
                nets[label] = wires.net(bit, label)
    draft.instance(cell.kind, nets, cell.place, cell.name)


def _place(draft: Draft, module: _Module, cell: _Cell, wires: _Wires) -> None:
    """Place a gate, a flip-flop, or all that a cell of words is; what drives nothing is left out."""
    gate = cells.find(cell.kind)
    output = gate.output if gate else yosys_words.output_of(cell.kind)
    driven = cell.pins.get(output, ())
    if not driven:
        return
    pins = {pin: [wires.wire(bit, pin) for bit in bits] for pin, bits in cell.pins.items() if pin != output}
    for bit in driven:
        if isinstance(bit, str):
            raise draft.error(f"pin {output} is {bit}", cell.place, "an output drives a net")
    nets = [str(wires.wire(bit, output)) for bit in driven]
    initials = [module.initial.get(bit, 0) for bit in driven]
    if gate is None:
        yosys_words.place(draft, cell.kind, pins, nets, cell.parameters, cell.place, initials)
        return
    for pin, bits in cell.pins.items():
        if len(bits) != 1:
            raise draft.error(f"pin {pin[:40]!r} has {len(bits)} bits", cell.place, "a gate takes one")
    single = {pin: bits[0] for pin, bits in pins.items()}
    single.update((output, net) for net in nets)
    cells.place(draft, cell.kind, gate, single, cell.place, *initials)
