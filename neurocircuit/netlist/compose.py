"""Composing circuits in Python: a function of signals becomes a ``Circuit``.

>>> @circuit
... def half_adder(a, b):
...     carry = a & b
...     return {"sum": neuron({a: 1, b: 1, carry: -2}, threshold=1), "carry": carry}
>>> half_adder
<Circuit 'half_adder': 2 inputs, 2 outputs, 2 nodes>
>>> list(half_adder.nodes)
['carry', 'sum']

The function runs once, when it is decorated. Other circuits that it calls become instances; see ``signals`` for the
operators.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import index
from typing import Any, overload

from neurocircuit.errors import ComposeError, LimitError
from neurocircuit.logic.number import NumberLike, exact
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.builder import Bit, active, building
from neurocircuit.netlist.bus import MAX_PORT_BITS, Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.signals import Bus, Signal, bit_of, bus, fitted, place

__all__ = ["Bus", "Outputs", "Signal", "circuit", "instantiate", "layer", "neuron", "register"]

Traced = Callable[..., Any]


@overload
def circuit(function: Traced, /) -> Circuit: ...


@overload
def circuit(*, encoding: str = "binary", name: str | None = None, **widths: int) -> Callable[[Traced], Circuit]: ...


def circuit(
    function: Traced | None = None, /, *, encoding: str = "binary", name: str | None = None, **widths: int
) -> Circuit | Callable[[Traced], Circuit]:
    """Make a circuit of a function: its parameters are the inputs, the dictionary that it returns the outputs.

    Written ``@circuit``, or ``@circuit(a=8, b=8)`` with the widths of parameters that are buses. A parameter with a
    default value keeps it and is no input, unless a width is given. A single signal or bus is returned as output ``y``,
    a tuple of them as ``y0``, ``y1``, ...

    Args:
        function: what to trace; its name and the first paragraph of its docstring are the circuit's.
        encoding: of truth values: ``binary`` or ``bipolar``.
        name: instead of the function's name.
        widths: bits of a parameter.

    Raises:
        ComposeError: for signals used in a way that no circuit can mean.

    >>> @circuit(a=4, b=4)
    ... def sums(a, b):
    ...     return a + b, a - b
    >>> tuple(sums(9, 3))
    (12, 6)
    """
    if function is None:
        return lambda traced: _trace(traced, encoding, name, widths)
    return _trace(function, encoding, name, widths)


def _trace(function: Traced, encoding: str, name: str | None, widths: Mapping[str, int]) -> Circuit:
    if not callable(function):
        raise ComposeError(f"{function!r} is no function of signals", hint='write @circuit, or @circuit(name="...")')
    name = getattr(function, "__name__", "circuit") if name is None else name
    with building(name, encoding) as builder:
        arguments = {
            parameter: Signal(*wires) if len(wires) == 1 else bus(wires)
            for parameter, width in _parameters(function, name, widths).items()
            for wires in [builder.input(parameter, width)]
        }
        outputs = list(_output_bits(function(**arguments), name))
        names = [output for output, _ in outputs]
        if len(set(names)) != len(names):
            raise ComposeError(f"{name!r} returns an output twice", hint="a bus s has the bits s[0], s[1], ...")
        return builder.finish(outputs, _summary(function))


def _parameters(function: Traced, name: str, widths: Mapping[str, int]) -> dict[str, int]:
    """The inputs that a function has, and their widths."""
    found: dict[str, int] = {}
    known = inspect.signature(function).parameters
    for width in widths:
        if width not in known:
            raise ComposeError(f"{name!r} has no parameter {width!r}", hint=f"one of {', '.join(known)}")
    for parameter in known.values():
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise ComposeError(f"parameter {str(parameter)!r} of {name!r} is no input", hint="name each input")
        if parameter.name in widths or parameter.default is parameter.empty:
            found[parameter.name] = _width(widths.get(parameter.name, 1), parameter.name)
    return found


def _width(width: Any, what: str) -> int:
    try:
        bits = index(width)
    except TypeError:
        bits = 0
    if bits < 1:
        raise ComposeError(f"{what} of width {width!r}"[:200], hint="a whole number of bits, 1 or more")
    if bits > MAX_PORT_BITS:
        raise LimitError(f"{what} of {bits} bits", hint=f"at most {MAX_PORT_BITS}")
    return bits


def _summary(function: Traced) -> str:
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def _output_bits(returned: Any, name: str) -> Iterator[tuple[str, Bit]]:
    """The outputs bit by bit, buses highest first."""
    if isinstance(returned, (Bus, list)):
        returned = {"y": returned}
    elif isinstance(returned, Outputs):
        returned = returned._named
    elif isinstance(returned, tuple):
        returned = {f"y{place}": value for place, value in enumerate(returned)}
    if not isinstance(returned, Mapping) or not returned:
        what = f"{name!r} returns {'no outputs' if isinstance(returned, Mapping) else type(returned).__name__}"
        raise ComposeError(what, hint='a dictionary such as {"sum": s}, or one signal or bus')
    for output, value in returned.items():
        if isinstance(value, (list, tuple)) or (isinstance(value, Bus) and not isinstance(value, Signal)):
            bits = value.bits if isinstance(value, Bus) else tuple(map(bit_of, value))
            if not bits:
                raise ComposeError(f"output {output!r} of {name!r} has no bits")
            yield from ((f"{output}[{index}]", bits[index]) for index in reversed(range(len(bits))))
        else:
            yield output, bit_of(value)


def neuron(
    weights: Mapping[Any, NumberLike],
    *,
    threshold: NumberLike | None = None,
    bias: NumberLike = 0,
    name: str | None = None,
) -> Signal:
    """A neuron over signals: it fires when bias + sum of weight * signal reaches the threshold.

    Args:
        weights: a number for each signal; a bus gives its bit n the weight 2^n times the number.
        threshold: always explicit.
        bias: added to the sum.
        name: of its net.

    Raises:
        ComposeError: for a key that is no signal.
        NumberError: for a missing threshold or what is no number.

    >>> circuit(lambda a, b: neuron({a: 0.6, b: 0.6}, threshold=0.5, bias=-0.5))(1, 1)
    1
    """
    if not isinstance(weights, Mapping):
        raise ComposeError(f"{weights!r} for the weights of a neuron", hint="a dictionary {signal: weight}")
    bits: list[Bit] = []
    numbers: list[NumberLike] = []
    for key, weight in weights.items():
        if isinstance(key, Bus) and len(key) > 1:
            number = exact(weight)
            # Highest first, as ranges are written.
            bits += reversed(key.bits)
            numbers += [number * (1 << n) for n in reversed(range(len(key)))]
        else:
            bits.append(bit_of(key))
            numbers.append(weight)
    builder = active()
    perceptron = Perceptron(numbers, bias, threshold, builder.encoding)
    return Signal(place(perceptron, bits, builder.label("neuron", name)))


def layer(
    inputs: Any,
    weights: Sequence[Sequence[NumberLike]],
    thresholds: Sequence[NumberLike] | NumberLike,
    biases: Sequence[NumberLike] | NumberLike = 0,
    name: str | None = None,
) -> Bus:
    """A layer of neurons over the same inputs: the bus of their outputs, one bit a row of weights.

    Args:
        inputs: a bus, or a list of signals.
        weights: shape (neurons, inputs): a list of rows or an array.
        thresholds: one number a neuron, or one for all.
        biases: one number a neuron, or one for all.
        name: of the bus.

    Raises:
        ComposeError: where the shapes do not agree.

    >>> circuit(lambda a, b: layer([a, b], [[1, 1], [-1, -1]], [2, 0]))(1, 1)
    1
    """
    bits = inputs.bits if isinstance(inputs, Bus) else tuple(map(bit_of, inputs))
    try:
        rows = [list(row) for row in weights]
    except TypeError:
        raise ComposeError("the weights of a layer are no matrix", hint="one row a neuron") from None
    for number, row in enumerate(rows):
        if len(row) != len(bits):
            what = f"row {number} of the weights has {len(row)} numbers for {len(bits)} inputs"
            raise ComposeError(what, hint="one row a neuron")
    numbers = zip(rows, _each(biases, len(rows), "biases"), _each(thresholds, len(rows), "thresholds"), strict=True)
    builder = active()
    perceptrons = [Perceptron(row, bias, threshold, builder.encoding) for row, bias, threshold in numbers]
    label = builder.label("layer", name, len(rows))
    return bus(place(perceptron, bits, label, index) for index, perceptron in enumerate(perceptrons))


def register(width: int = 1, initial: int = 0, name: str | None = None) -> Bus:
    """A register: a signal, or a bus where it is wider, that takes the value of its ``.next`` at the end of a cycle.

    Args:
        width: in bits.
        initial: the value at reset, an unsigned integer.
        name: of its net or bus.

    Raises:
        ComposeError: for an initial value that does not fit, or a name that is taken.

    >>> @circuit
    ... def toggle(en):
    ...     q = register(name="q")
    ...     q.next = q ^ en
    ...     return {"q": q}
    >>> toggle.simulate(en=[1, 1, 0, 1])["q"]
    array([0, 1, 0, 0])
    """
    builder = active()
    what = f"register {name!r}" if name is not None else "a register"
    if isinstance(initial, int) and initial < 0:
        raise ComposeError(f"the initial value {initial} of {what}", hint="0 or 1 for a bit in every encoding")
    bits = fitted(initial, _width(width, what), f"the initial value of {what}")
    initials = [bit for bit in bits if isinstance(bit, int)]
    if len(initials) != width:
        raise ComposeError(f"the initial value of {what} is a signal", hint="an unsigned integer")
    wires = builder.register(builder.label("register", name, width if width > 1 else None), initials)
    return Signal(*wires) if width == 1 else bus(wires)


def _each(numbers: Any, count: int, what: str) -> list[NumberLike]:
    """One number a neuron, from as many or from one for all."""
    try:
        found = list(numbers)
    except TypeError:
        return [numbers] * count
    if len(found) != count:
        raise ComposeError(f"{len(found)} {what} for {count} neurons", hint="one for each, or one number for all")
    return found


class Outputs:
    """What a circuit of several outputs gives: it unpacks in their order; also ``x.sum`` and ``x["sum"]``."""

    __slots__ = ("_named",)

    def __init__(self, named: dict[str, Any]) -> None:
        self._named = named

    def __repr__(self) -> str:
        shown = (name if isinstance(value, Bus) else f"{name}={value!r}" for name, value in self._named.items())
        return f"<Outputs: {', '.join(shown)}>"

    def __len__(self) -> int:
        return len(self._named)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._named.values())

    def __getitem__(self, key: str | int) -> Any:
        if isinstance(key, int):
            return list(self._named.values())[key]
        if key not in self._named:
            raise ComposeError(f"no output {key!r}", hint=f"one of {', '.join(self._named)}")
        return self._named[key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._named:
            raise AttributeError(f"no output {name!r}")
        return self._named[name]


def instantiate(definition: Circuit, signals: Sequence[Any], named: Mapping[str, Any], name: str | None) -> Any:
    """What a circuit gives when it is called: the outputs of an instance of it.

    Args:
        definition: the circuit that is called.
        signals: its inputs in the order of its ports; buses as buses, lists of bits or unsigned integers.
        named: its inputs by the names of its ports.
        name: of the instance.

    Returns:
        The signal or bus of a single output, else ``Outputs``.

    Raises:
        ComposeError: for inputs that do not fit the ports.
    """
    title = definition.name or "the circuit"
    values = assigned(definition, title, signals, named)
    inputs: dict[str, Bit] = {}
    for port in definition.input_ports:
        bits = fitted(values[port.name], port.width, f"input {port.name!r} of {title}")
        inputs.update(zip(port.bits, bits, strict=True))
    wires = active().instance(definition, (inputs[net] for net in definition.inputs), name)
    outputs = dict(zip(definition.outputs, wires, strict=True))
    found = {port.name: _value(port, outputs) for port in definition.output_ports}
    return next(iter(found.values())) if len(found) == 1 else Outputs(found)


def assigned(definition: Circuit, title: str, signals: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """What each input port is given, in the order of the ports or by their names.

    Raises:
        ComposeError: for an input that is missing, unknown or given twice.
    """
    ports = [port.name for port in definition.input_ports]
    shown = f"its inputs are {', '.join(ports)}" if ports else "it has no inputs"
    if len(signals) > len(ports):
        raise ComposeError(f"{title} is called with {len(signals)} values", hint=shown)
    values = dict(zip(ports, signals, strict=False))
    for port, value in named.items():
        if port not in ports:
            raise ComposeError(f"{title} has no input {port!r}", hint=shown)
        if port in values:
            raise ComposeError(f"{title} is given input {port!r} twice", hint=shown)
        values[port] = value
    missing = [port for port in ports if port not in values]
    if missing:
        raise ComposeError(f"{title} is called without input {missing[0]!r}", hint=shown)
    return values


def _value(port: Port, wires: Mapping[str, Bit]) -> Bus:
    bits = [wires[net] for net in port.bits]
    return bus(bits) if port.is_bus else Signal(*bits)
