"""Signals and buses: what functions under ``@circuit`` compute with instead of numbers.

Bits stand lowest first. An operator composes neurons into the circuit that is being traced and gives the bus of their
outputs; unsigned integers are constants, which cost no neurons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import index
from typing import Any, NoReturn, overload

from neurocircuit.errors import ComposeError, LimitError, counted
from neurocircuit.logic.gates import Gate
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS, Perceptron
from neurocircuit.netlist import arithmetic
from neurocircuit.netlist.builder import Bit, Label, Wire, active
from neurocircuit.netlist.bus import MAX_PORT_BITS

_SHIFT_HINT = "shifts are by constants; blocks.shifter(n) is a barrel shifter"


class Bus:
    """Bits of a circuit, lowest first, with the operators of an unsigned number.

    ``& | ^ ~ + - * == != < <= > >= << >>`` compose neurons. ``+`` keeps its carry, ``*`` is as wide as its largest
    product, ``-`` is modulo 2^width, of one bus too; shifts are by constants: ``<<`` widens, ``>>`` narrows. A bus
    iterates, indexes and slices like a list of its bits.

    Args:
        bits: signals of one bit, or 0 and 1.

    Raises:
        ComposeError: for what is no bit.

    >>> import neurocircuit as nc
    >>> @nc.circuit(a=4, b=4)
    ... def both(a, b):
    ...     return {"area": a * b, "three": 3 * a, "minus": -a, "low": Bus([a[0], b[0]])}
    >>> both.simulate(a=5, b=7, watch=[])["area"].item(), both(5, 7).three, both(5, 7).minus, both(5, 7).low
    (35, 15, 11, 3)
    """

    __slots__ = ("_bits",)
    # NumPy leaves operators of its scalars and arrays to this class.
    __array_ufunc__ = None

    def __init__(self, bits: Iterable[Any]) -> None:
        self._bits: tuple[Bit, ...] = tuple(map(bit_of, bits))

    @property
    def bits(self) -> tuple[Bit, ...]:
        """Its wires and known bits, lowest first."""
        return self._bits

    def __repr__(self) -> str:
        name = _base_name(self._bits)
        return f"<Bus{' ' + name if name else ''}: {counted(len(self), 'bit')}>"

    def __len__(self) -> int:
        return len(self._bits)

    def __iter__(self) -> Iterator[Signal]:
        return map(Signal, self._bits)

    @overload
    def __getitem__(self, key: int) -> Signal: ...

    @overload
    def __getitem__(self, key: slice) -> Bus: ...

    def __getitem__(self, key: int | slice) -> Signal | Bus:
        name = _base_name(self._bits) or "bus"
        if not isinstance(key, slice):
            if not -len(self) <= index(key) < len(self):
                raise ComposeError(f"{name} has no bit {key}", hint=f"0 to {len(self) - 1}")
            return Signal(self._bits[key])
        found = bus(self._bits[key])
        if len(found) == 0:
            text = ":".join("" if end is None else str(end) for end in (key.start, key.stop))
            reverse = key.step is None and None not in (key.start, key.stop) and key.start >= key.stop >= 0
            hint = f"write {name}[{key.stop}:{key.start + 1}]" if reverse else "slices run from the lowest bit up"
            raise ComposeError(f"the slice [{text}] of {name} is empty", hint=hint)
        return found

    def __bool__(self) -> NoReturn:
        what = "a signal is neither true nor false while a circuit is composed"
        stems = {bit.label.stem for bit in self._bits if isinstance(bit, Wire)}
        # It is by ``<`` and ``>`` that Python's min and max would choose.
        more = "; the ready-made min_max4 is for min and max" if stems & {"less", "greater"} else ""
        raise ComposeError(what, hint=f"use & | ~ instead of and, or, not{more}")

    # Signals are keys of weights although == composes: each is its own key.
    __hash__ = object.__hash__

    def __and__(self, other: Any) -> Bus:
        return self._apply(arithmetic.conjunction, other)

    def __or__(self, other: Any) -> Bus:
        return self._apply(arithmetic.disjunction, other)

    def __xor__(self, other: Any) -> Bus:
        return self._apply(arithmetic.difference, other)

    def __add__(self, other: Any) -> Bus:
        return self._apply(arithmetic.add, other)

    def __mul__(self, other: Any) -> Bus:
        return bus(arithmetic.multiply(self._bits, operand(other)))

    __rand__, __ror__, __rxor__, __radd__, __rmul__ = __and__, __or__, __xor__, __add__, __mul__

    def __neg__(self) -> Bus:
        return self._like(arithmetic.subtract([0] * len(self), self._bits))

    def __abs__(self) -> NoReturn:
        raise ComposeError("abs of a bus", hint="it is unsigned; the ready-made absolute_value4 takes signed numbers")

    def __sub__(self, other: Any) -> Bus:
        return self._apply(arithmetic.subtract, other)

    def __rsub__(self, other: Any) -> Bus:
        return self._apply(lambda a, b: arithmetic.subtract(b, a), other)

    def __invert__(self) -> Bus:
        return self._like(arithmetic.complement(self._bits))

    def __lshift__(self, count: int) -> Bus:
        width = len(self) + _shift(count)
        if width > MAX_PORT_BITS:
            raise LimitError(f"a shift to {width} bits", hint=f"at most {MAX_PORT_BITS}")
        return self._like([*[0] * index(count), *self._bits])

    def __rshift__(self, count: int) -> Bus:
        return self._like(self._bits[_shift(count) :] or (0,))

    def __rlshift__(self, other: Any) -> NoReturn:
        raise ComposeError(f"{other!r} shifted by a signal", hint=_SHIFT_HINT)

    __rrshift__ = __rlshift__

    def __eq__(self, other: Any) -> Signal:  # type: ignore[override]
        return Signal(arithmetic.equal(self._bits, operand(other)))

    def __ne__(self, other: Any) -> Signal:  # type: ignore[override]
        return Signal(arithmetic.unequal(self._bits, operand(other)))

    def __lt__(self, other: Any) -> Signal:
        return Signal(arithmetic.at_least(operand(other), self._bits, 1, "less"))

    def __le__(self, other: Any) -> Signal:
        return Signal(arithmetic.at_least(operand(other), self._bits, 0, "at_most"))

    def __gt__(self, other: Any) -> Signal:
        return Signal(arithmetic.at_least(self._bits, operand(other), 1, "greater"))

    def __ge__(self, other: Any) -> Signal:
        return Signal(arithmetic.at_least(self._bits, operand(other), 0, "at_least"))

    @property
    def next(self) -> Any:
        """Of a register: assign to it what is sampled at the end of a cycle.

        Raises:
            ComposeError: when read; when assigned twice, with another width, or for what is no register.
        """
        raise ComposeError("the next value of a register is only assigned", hint="read the register itself")

    @next.setter
    def next(self, value: Any) -> None:
        builder = active()
        name = _base_name(self._bits) or "a register"
        for register, bit in zip(self._bits, fitted(value, len(self), name), strict=True):
            builder.assign(register, bit)

    @staticmethod
    def __compose__(function: Gate | Perceptron, values: Iterable[Any], name: str | None) -> Signal:
        """The neuron that a gate or perceptron is when it is called with signals."""
        bits: list[Bit] = []
        # The order does not matter to gates; highest first reads well where it is written down.
        step = -1 if isinstance(function, Gate) else 1
        for value in values:
            whole = Bus(value) if isinstance(value, (list, tuple)) else value
            bits += whole.bits[::step] if isinstance(whole, Bus) else [bit_of(whole)]
        builder = active()
        if isinstance(function, Gate):
            gate, perceptron = function.name, function.perceptron(len(bits), builder.encoding)
        else:
            gate, perceptron = "", function.encoded(builder.encoding)
        if len(bits) != perceptron.arity:
            raise ComposeError(f"{len(bits)} signals for the {perceptron.arity} inputs of {function!r}")
        return Signal(place(perceptron, bits, builder.label(gate.lower() or "neuron", name), gate=gate))

    def _apply(self, operation: Callable[[arithmetic.Bits, arithmetic.Bits], Sequence[Bit]], other: Any) -> Bus:
        result = operation(self._bits, operand(other))
        return bus(result) if isinstance(other, Bus) and not isinstance(other, Signal) else self._like(result)

    def _like(self, bits: Sequence[Bit]) -> Bus:
        """The result of an operation: one bit of scalars is a scalar."""
        return Signal(bits[0]) if isinstance(self, Signal) and len(bits) == 1 else bus(bits)


class Signal(Bus):
    """One bit, exchanged as a truth value; it indexes and iterates as the bus of itself.

    >>> import neurocircuit as nc
    >>> nc.circuit(lambda a, b: a & ~b)(1, 0)
    1
    """

    __slots__ = ()

    def __init__(self, bit: Bit) -> None:
        self._bits = (bit,)

    def __repr__(self) -> str:
        (bit,) = self._bits
        if isinstance(bit, int):
            return f"<Signal: constant {bit}>"
        return f"<Signal {bit.name or 'of ' + bit.label.stem}>"


def bus(bits: Iterable[Bit]) -> Bus:
    """The bus of bits that are known to be bits."""
    made = Bus.__new__(Bus)
    made._bits = tuple(bits)
    return made


def _base_name(bits: Sequence[Bit]) -> str:
    """The name that wires have in common, such as ``a`` for a[0] and a[1]; empty for none."""
    names = {bit.label.name if isinstance(bit, Wire) else "" for bit in bits}
    return names.pop() if len(names) == 1 else ""


def is_bits(value: Any) -> bool:
    """Whether a value is a bus, a signal, or a list with such in it."""
    return isinstance(value, Bus) or (isinstance(value, (list, tuple)) and any(isinstance(v, Bus) for v in value))


def bit_of(value: Any) -> Bit:
    """The bit that a signal of one bit, or the number 0 or 1, stands for.

    Raises:
        ComposeError: for anything else.
    """
    if isinstance(value, Bus):
        if len(value) != 1:
            raise ComposeError(f"{value!r} stands where one bit does", hint="choose a bit, or compare")
        return value.bits[0]
    number = _integer(value)
    if number == -1 and active().encoding == "bipolar":
        return 0
    if number not in (0, 1):
        raise ComposeError(f"{number} stands where one bit does", hint="0 or 1")
    return number


def operand(value: Any) -> tuple[Bit, ...]:
    """The bits of a bus or signal, or of an unsigned integer.

    Raises:
        ComposeError: for anything else.
    """
    if isinstance(value, Bus):
        return value.bits
    number = _integer(value)
    if number < 0:
        raise ComposeError(f"{number} is a negative constant", hint="buses are unsigned numbers")
    return _digits(number, max(1, number.bit_length()))


def fitted(value: Any, width: int, where: str) -> tuple[Bit, ...]:
    """The bits of a bus, a list of bits or an unsigned integer for a place of that width.

    Raises:
        ComposeError: for another width, or a number that does not fit.
    """
    if isinstance(value, (Bus, list, tuple)):
        bits = value.bits if isinstance(value, Bus) else tuple(map(bit_of, value))
        if len(bits) != width:
            hint = f"slice [0:{width}]" if len(bits) > width else "widen it by zeros: [*bits, 0]"
            raise ComposeError(f"{counted(len(bits), 'bit')} for the {width} of {where}", hint=hint)
        return bits
    if width == 1:
        return (bit_of(value),)
    number = _integer(value)
    if not 0 <= number < 1 << width:
        raise ComposeError(f"{number} does not fit the {width} bits of {where}", hint=f"0 to {(1 << width) - 1}")
    return _digits(number, width)


def place(perceptron: Perceptron, bits: Sequence[Bit], label: Label, index: int = 0, gate: str = "") -> Bit:
    """A neuron as the user wrote it, over bits of which some may be known.

    One that never changes for what is known of its inputs is that constant, unless the user named it.
    """
    wires = [bit for bit in bits if not isinstance(bit, int)]
    known = len(wires) < len(bits)
    if known or (not gate and len(set(wires)) < len(wires)):
        perceptron, wires = _folded(perceptron, bits)
        gate = ""
        constant = arithmetic.never_changes(*perceptron.integer_form)
        if known and constant is not None and not label.name:
            return constant
    return active().neuron(perceptron, wires, label, index, gate)


def _folded(perceptron: Perceptron, bits: Sequence[Bit]) -> tuple[Perceptron, list[Wire]]:
    """The perceptron with known bits moved into its bias, and each net read once."""
    values = ENCODINGS[perceptron.encoding]
    weights: dict[Wire, Number] = {}
    bias = perceptron.bias
    for bit, weight in zip(bits, perceptron.weights, strict=True):
        if isinstance(bit, int):
            bias += weight * values[bit]
        else:
            weights[bit] = weights.get(bit, 0) + weight
    folded = Perceptron(list(weights.values()), bias, perceptron.threshold, perceptron.encoding)
    return folded, list(weights)


def _digits(number: int, width: int) -> tuple[Bit, ...]:
    return tuple(int(digit) for digit in reversed(f"{number:0{width}b}"))


def _integer(value: Any) -> int:
    try:
        return index(value)
    except TypeError:
        raise ComposeError(f"{value!r} is no signal", hint="signals, buses and whole numbers compose") from None


def _shift(count: Any) -> int:
    if isinstance(count, Bus):
        raise ComposeError("a shift by a signal", hint=_SHIFT_HINT)
    number = _integer(count)
    if number < 0:
        raise ComposeError(f"a shift by {number}", hint="0 or more")
    return number
