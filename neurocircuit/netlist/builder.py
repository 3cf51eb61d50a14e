"""The circuit under construction: the only thing that changes while a function composes one.

A ``Builder`` is active while its function runs. It collects wires, which have no name yet unless the user gave one;
in the end outputs lend their names to the nets they show, and what is left is numbered: ``majority1``, ``sum1[3]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeAlias

from neurocircuit.errors import ComposeError
from neurocircuit.logic.gates import gate_perceptron
from neurocircuit.logic.perceptron import Perceptron, check_encoding
from neurocircuit.netlist.bus import name_fault, range_bits, split_bit, split_range
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register
from neurocircuit.netlist.names import Names

_ACTIVE: ContextVar[Builder | None] = ContextVar("active builder", default=None)


@dataclass(slots=True, eq=False)
class Label:
    """The name of one net, of the nets of one bus, or of an instance; empty until it is given or numbered.

    Where ``is_bus`` the nets are bits: ``name[0]``, ``name[1]``, ...
    """

    stem: str
    name: str = ""
    is_bus: bool = False

    def suffix(self, index: int) -> str:
        """What follows the name in the net of that bit."""
        return f"[{index}]" if self.is_bus else ""


@dataclass(slots=True, eq=False)
class Wire:
    """One net of a circuit under construction: an input, or a driver of one of the kinds below."""

    builder: Builder
    label: Label
    suffix: str

    @property
    def name(self) -> str:
        """The name of the net; empty while it has none."""
        return self.label.name and self.label.name + self.suffix


#: A known truth value, or the net that carries it.
Bit: TypeAlias = Wire | int


@dataclass(slots=True, eq=False)
class NeuronWire(Wire):
    """The output of a neuron."""

    perceptron: Perceptron
    inputs: tuple[Wire, ...]
    gate: str

    def node(self) -> Node:
        """What is written for it."""
        return Neuron(self.perceptron, tuple([wire.name for wire in self.inputs]), self.gate)


@dataclass(slots=True, eq=False)
class RegisterWire(Wire):
    """The present value of a register; ``next`` is None until it is assigned."""

    initial: int
    next: Bit | None = None

    def node(self) -> Node:
        """What is written for it.

        Raises:
            ComposeError: where it was given no next value.
        """
        if self.next is None:
            what = f"register {self.name!r} of {self.builder.name!r} has no next value"
            raise ComposeError(what, hint="assign its .next")
        return Register(self.builder.wire(self.next).name, self.initial)


class OutputWire(Wire):
    """An output of an instance."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Placed:
    """An instance of another circuit; its label's stem is the name of the definition."""

    circuit: Circuit
    inputs: tuple[Wire, ...]
    label: Label

    @property
    def name(self) -> str:
        """The name of the instance; empty while it has none."""
        return self.label.name

    def node(self) -> Node:
        """What is written for it."""
        return Instance(self.circuit, tuple([wire.name for wire in self.inputs]), self.label.stem)


class Builder:
    """What one traced function has composed so far."""

    def __init__(self, name: str, encoding: str) -> None:
        self.name = name
        self.encoding = check_encoding(encoding)
        self._inputs: list[str] = []
        self._drafts: list[NeuronWire | RegisterWire | Placed] = []
        self._constants: dict[int, Wire] = {}
        self._definitions: dict[str, Circuit] = {}
        # The circuits are kept beside their names: the identity of a value that is gone may come again.
        self._references: dict[int, tuple[Circuit, str]] = {}
        self._names: set[str] = set()
        self._prefixes: set[str] = set()

    def input(self, name: str, width: int) -> tuple[Wire, ...]:
        """Declare an input; its wires, lowest first."""
        nets = range_bits(name, width - 1, 0) if width > 1 else [name]
        self._claim(name, *nets)
        self._inputs += nets
        label = Label("", name, is_bus=width > 1)
        return tuple(Wire(self, label, label.suffix(index)) for index in range(width))

    def label(self, stem: str, name: str | None = None, width: int | None = None) -> Label:
        """A label, with the user's name if there is one; for the bits of a bus where a width is given.

        Raises:
            ComposeError: for a name that is none, or is taken.
        """
        if name is not None:
            self._claim(name, *([] if width is None else range_bits(name, width - 1, 0)))
        return Label(stem, name or "", width is not None)

    def neuron(
        self, perceptron: Perceptron, inputs: Iterable[Wire], label: Label, index: int = 0, gate: str = ""
    ) -> Wire:
        """Add a neuron; ``index`` is its bit where the label is a bus's."""
        wire = NeuronWire(self, label, label.suffix(index), perceptron, tuple(map(self._own, inputs)), gate)
        self._drafts.append(wire)
        return wire

    def register(self, label: Label, initials: Sequence[int]) -> tuple[Wire, ...]:
        """Add a register for each initial value, lowest first; they are written highest first, as buses are."""
        wires = [RegisterWire(self, label, label.suffix(index), initial) for index, initial in enumerate(initials)]
        self._drafts += reversed(wires)
        return tuple(wires)

    def assign(self, register: Bit, value: Bit) -> None:
        """Give a register its next value.

        Raises:
            ComposeError: for what is no register, or has a next value already.
        """
        if not isinstance(register, RegisterWire):
            raise ComposeError("only a register has a next value", hint="make one by register()")
        self._own(register)
        if register.next is not None:
            raise ComposeError(f"the next value of register {register.name or 'without a name'!r} is assigned twice")
        register.next = value if isinstance(value, int) else self._own(value)

    def instance(self, circuit: Circuit, inputs: Iterable[Bit], name: str | None) -> tuple[Wire, ...]:
        """Add an instance; the wires of its outputs, in the order of the circuit's."""
        circuit, reference = self._define(circuit)
        suffixes = [f".{output}" for output in circuit.outputs]
        if name is not None:
            self._claim(name, *(name + suffix for suffix in suffixes))
        label = Label(reference, name or "")
        self._drafts.append(Placed(circuit, tuple(map(self.wire, inputs)), label))
        if len(suffixes) == 1:
            suffixes = [""]
        return tuple(OutputWire(self, label, suffix) for suffix in suffixes)

    def wire(self, bit: Bit) -> Wire:
        """The wire of a bit; a known one becomes a ZERO or a ONE, of which there is one each."""
        if not isinstance(bit, int):
            return self._own(bit)
        if bit not in self._constants:
            gate = "ONE" if bit else "ZERO"
            perceptron = gate_perceptron(gate, 0, encoding=self.encoding)
            self._constants[bit] = self.neuron(perceptron, (), Label(gate.lower()), gate=gate)
        return self._constants[bit]

    @property
    def neurons(self) -> Iterator[NeuronWire]:
        """The neurons so far, each after those that it reads."""
        return (draft for draft in self._drafts if isinstance(draft, NeuronWire))

    def finish(self, outputs: Sequence[tuple[str, Bit]], description: str) -> Circuit:
        """The circuit, with every net named.

        Raises:
            ComposeError: for a register without next value, or an output named like another net.
        """
        shown = [(name, self.wire(bit)) for name, bit in outputs]
        for draft in self._drafts.copy():
            if isinstance(draft, RegisterWire) and isinstance(draft.next, int):
                self.wire(draft.next)
        for name, wire in shown:
            self._show(name, wire)
        names = Names(self._names | self._prefixes)
        for draft in self._drafts:
            label = draft.label
            label.name = label.name or names.numbered(label.stem, "_" if label.stem[-1].isdigit() else "")
        return Circuit(
            self._inputs,
            [name for name, _ in shown],
            {draft.name: draft.node() for draft in self._drafts},
            self.name,
            output_nets=[wire.name for _, wire in shown],
            encoding=self.encoding,
            description=description,
            circuits=self._definitions,
        )

    def _own(self, wire: Wire) -> Wire:
        if wire.builder is not self:
            what = f"signal {wire.name or wire.label.stem!r} of {wire.builder.name!r} is used in {self.name!r}"
            raise ComposeError(what, hint="pass it as a parameter")
        return wire

    def _claim(self, name: str, *derived: str) -> None:
        """Take a name and those derived from it for one node."""
        if not isinstance(name, str):
            raise ComposeError(f"{name!r} is no name", hint="a text")
        fault = name_fault(name)
        if fault:
            raise ComposeError(fault, hint="names have no white space or control characters")
        if split_range(name) is not None:
            raise ComposeError(f"the name {name!r} is a range", hint=f"write {name[: name.rindex('[')]}")
        names = {name, *derived}
        taken = names & self._names
        if taken:
            raise ComposeError(f"the name {min(taken)!r} is used twice in {self.name!r}", hint="each name once")
        self._names |= names
        for one in names:
            self._prefixes.update((split_bit(one) or ())[:1])
            self._prefixes.update(one[:place] for place, character in enumerate(one) if character == ".")

    def _show(self, name: str, wire: Wire) -> None:
        """Let an output name the net that it shows, if that has no name yet."""
        if name in self._names:
            if wire.name != name:
                what = f"output {name!r} of {self.name!r} is not the net of that name"
                raise ComposeError(what, hint="rename one of the two")
            return
        self._claim(name)
        if wire.label.name:
            return
        if wire.suffix == "":
            wire.label.name = name
        elif not isinstance(wire, OutputWire):
            wire.label, wire.suffix = Label("", name), ""

    def _define(self, circuit: Circuit) -> tuple[Circuit, str]:
        """The circuit as it is known here, and its name among the definitions."""
        if id(circuit) not in self._references:
            stem = _definition_name(circuit.name)
            name, number = stem, 1
            while self._definitions.setdefault(name, circuit) != circuit:
                number += 1
                name = f"{stem}_{number}"
            self._references[id(circuit)] = circuit, name
        name = self._references[id(circuit)][1]
        return self._definitions[name], name


def _definition_name(text: str) -> str:
    """A name for a definition, from the free text that is a circuit's name."""
    # A reference that ends in .json would be a file.
    name = "".join("_" if name_fault(character) else character for character in text.removesuffix(".json"))
    return name or "circuit"


@contextmanager
def building(name: str, encoding: str) -> Iterator[Builder]:
    """A new builder, active inside the block."""
    builder = Builder(name, encoding)
    token = _ACTIVE.set(builder)
    try:
        yield builder
    finally:
        _ACTIVE.reset(token)


def is_active() -> bool:
    """Whether a function is being traced."""
    return _ACTIVE.get() is not None


def active() -> Builder:
    """The builder of the function that is being traced.

    Raises:
        ComposeError: where none is.
    """
    builder = _ACTIVE.get()
    if builder is None:
        raise ComposeError("no circuit is being composed", hint="signals live inside a function under @circuit")
    return builder
