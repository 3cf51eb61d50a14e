"""Values as users give and get them, as bits: truth values in their encoding, buses as unsigned integers.

Arrays of bits are uint8 of 0/1 with the bits of a port on the first axis, lowest first: ``(width, *shape)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from neurocircuit.errors import InputError, shorten
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.names import BitNames
from neurocircuit.simulation.patterns import Bits, Words

Values: TypeAlias = npt.NDArray[Any]

#: Buses up to this width are int64 arrays; wider ones hold Python integers in object arrays.
INT64_BITS = 63
#: The bits of a scalar port's single value: a circuit may have hundreds of thousands of them.
_SINGLE = {
    name: {value: np.array([value == high], np.uint8) for value in (low, 0, high)}
    for name, (low, high) in ENCODINGS.items()
}


#: Where a port's value stands among the nets: the place of a scalar, those of a bus's bits, lowest first.
Place: TypeAlias = "int | tuple[int, ...]"


class _Plan(NamedTuple):
    """What is known of a circuit's ports: made once, since circuits are called again and again.

    Args:
        names: of its inputs.
        given: each input port's place among the inputs.
        shown: each output port's place among the outputs.
        truth: the bit that a scalar's value stands for.
    """

    names: BitNames
    given: dict[str, Place]
    shown: dict[str, Place]
    truth: dict[int, int]


_plans: WeakKeyDictionary[Graph, _Plan] = WeakKeyDictionary()


def _plan(circuit: Circuit) -> _Plan:
    plan = _plans.get(circuit.graph)
    if plan is None:
        low, high = ENCODINGS[circuit.encoding]
        given, shown = places(circuit.input_ports, circuit.inputs), places(circuit.output_ports, circuit.outputs)
        plan = _Plan(BitNames.of(circuit.input_ports), given, shown, {low: 0, 0: 0, high: 1})
        _plans[circuit.graph] = plan
    return plan


def places(ports: Iterable[Port], nets: Sequence[str]) -> dict[str, Place]:
    """Where the value of each port stands among nets, by the port's name."""
    place = {net: index for index, net in enumerate(nets)}
    return {port.name: tuple([place[bit] for bit in port.bits]) if port.is_bus else place[port.name] for port in ports}


def single_bits(circuit: Circuit, values: Mapping[str, Any]) -> list[int] | None:
    """The bit of each input where every port has one Python integer that fits; None where anything is otherwise."""
    _, given, _, truth = _plan(circuit)
    bits = [0] * len(circuit.inputs)
    if len(values) != len(given):
        return None
    for name, value in values.items():
        place = given.get(name)
        if place is None or type(value) is not int:
            return None
        if isinstance(place, int):
            if value not in truth:
                return None
            bits[place] = truth[value]
        elif value >> len(place):
            return None
        else:
            for index in place:
                bits[index] = value & 1
                value >>= 1
    return bits


def single_values(shown: Mapping[str, Place], made: Words, encoding: str) -> dict[str, int]:
    """The values that stand at places of one pattern, as users see them: from words (nets, 1)."""
    bits: list[int] = made[:, 0].tolist()
    truth = ENCODINGS[encoding]
    found = {}
    for name, place in shown.items():
        if isinstance(place, int):
            found[name] = truth[bits[place] & 1]
        else:
            value = 0
            for index in reversed(place):
                value = value << 1 | bits[index] & 1
            found[name] = value
    return found


def single_arrays(circuit: Circuit, made: Words) -> dict[str, Values]:
    """The values of the output ports of one pattern, as arrays without an axis: from words (outputs, 1)."""
    shown = _plan(circuit).shown
    wide = {name for name, place in shown.items() if not isinstance(place, int) and len(place) > INT64_BITS}
    values = single_values(shown, made, circuit.encoding)
    return {name: np.array(value, object if name in wide else np.int64) for name, value in values.items()}


def assigned_bits(circuit: Circuit, values: Mapping[str, Any]) -> dict[str, Bits]:
    """The bits of each input net that the values, named by port, single bit or range, give.

    Raises:
        InputError: for an unknown name, a bit given twice, or a value that the port does not have.
    """
    if not values:
        return {}  # the names of very many ports take their time
    names = _plan(circuit).names
    found: dict[str, Bits] = {}
    for name, value in values.items():
        port = names.require(name, "input")
        for net, bits in zip(port.bits, port_bits(port, value, circuit.encoding), strict=True):
            if net in found:
                raise InputError(f"input {net!r} is given twice")
            found[net] = bits
    return found


def require_all(circuit: Circuit, given: Mapping[str, Bits]) -> None:
    """Check that every input net is given.

    Raises:
        InputError: naming the inputs that are not.
    """
    missing = [
        port.name if port.bits[0] not in given and port.bits[-1] not in given else net
        for port in circuit.input_ports
        for net in port.bits
        if net not in given
    ]
    if missing:
        names = ", ".join(dict.fromkeys(missing))
        raise InputError(f"no value for input {shorten(names, 120)}")


def port_bits(port: Port, value: object, encoding: str) -> Bits:
    """The bits of a port's values: ``(width, *shape)``.

    Raises:
        InputError: naming the port and the first value that it does not have.

    >>> port_bits(Port("a", ("a[0]", "a[1]")), [0, 1, 2], "binary").tolist()
    [[0, 1, 0], [0, 0, 1]]
    """
    if type(value) is int and not port.is_bus and value in _SINGLE[encoding]:
        return _SINGLE[encoding][value]
    numbers = _integers(port.name, value)
    if not port.is_bus:
        return truth_bits(numbers, encoding, port.name)[np.newaxis]
    wrong = (numbers < 0) | (numbers >= 1 << port.width)
    if wrong.any():
        largest = f"2^{port.width} - 1" if port.width > INT64_BITS else str((1 << port.width) - 1)
        raise _wrong_value(port.name, numbers, wrong, f"0 to {largest}")
    octets = np.unpackbits(_octets(numbers, port.width), axis=1, count=port.width, bitorder="little")
    return octets.T.reshape(port.width, *numbers.shape)


def truth_bits(numbers: Values, encoding: str, name: str = "") -> Bits:
    """The bits of truth values; 0 is false in the bipolar encoding too.

    Raises:
        InputError: for the first other value.
    """
    if numbers.dtype == bool:
        return numbers.view(np.uint8)
    low, high = ENCODINGS[encoding]
    true = np.asarray(numbers == high)
    known = true | (numbers == 0)
    if low:
        known |= numbers == low
    if np.count_nonzero(known) < known.size:  # sooner told than by known.all()
        raise _wrong_value(name, numbers, ~known, f"{low} or {high}")
    return true.view(np.uint8)


def truth_values(bits: Bits, encoding: str, dtype: npt.DTypeLike) -> Values:
    """Bits as the truth values that the encoding shows."""
    low, high = ENCODINGS[encoding]
    shown = bits.astype(dtype, copy=False)
    return shown if low == 0 else shown * (high - low) + low


def port_values(port: Port, bits: Bits, encoding: str) -> Values:
    """The values of a port as shown, from its bits: int64, or Python integers for buses beyond 63 bits.

    >>> port_values(Port("a", ("a[0]", "a[1]")), np.array([[0, 1, 0], [0, 0, 1]], np.uint8), "binary").tolist()
    [0, 1, 2]
    """
    if not port.is_bus:
        return np.asarray(truth_values(bits[0], encoding, np.int64))  # an array where it is 0-d too
    shape = bits.shape[1:]
    octets = np.packbits(bits.reshape(port.width, -1), axis=0, bitorder="little").T
    if port.width <= INT64_BITS:
        padded = np.zeros((len(octets), 8), np.uint8)
        padded[:, : octets.shape[1]] = octets
        return padded.view("<i8").astype(np.int64, copy=False).reshape(shape)
    wide = np.empty(len(octets), object)
    wide[:] = [int.from_bytes(row.tobytes(), "little") for row in octets]
    return wide.reshape(shape)


def _octets(numbers: Values, width: int) -> Bits:
    """Non-negative integers as rows of bytes, lowest first."""
    if width <= 64:
        return np.ascontiguousarray(numbers.astype("<u8")).reshape(-1, 1).view(np.uint8)
    size = -(-width // 8)
    text = b"".join([int(number).to_bytes(size, "little") for number in numbers.ravel()])
    return np.frombuffer(text, np.uint8).reshape(-1, size)


def _integers(name: str, value: object) -> Values:
    """An array of integers of any size; booleans and whole floats count as such."""
    try:
        array = np.asarray(value)
        if array.dtype.kind == "f" and not isinstance(value, np.ndarray):
            array = np.array(value, object)  # a list of integers beyond 2^63 must not become floats
    except ValueError:
        raise InputError(f"input {name!r}: rows of different lengths") from None
    if array.dtype.kind in "iu":
        return array
    if array.dtype.kind == "b":
        return array.astype(np.uint8)
    numbers = np.empty(array.shape, object)
    for place, entry in np.ndenumerate(array.astype(object)):
        numbers[place] = _integer(name, entry)
    return numbers


def _integer(name: str, entry: Any) -> int:
    if isinstance(entry, (int, np.integer, np.bool_)) or (
        isinstance(entry, (float, np.floating)) and entry.is_integer()
    ):
        return int(entry)
    raise InputError(f"input {name!r}: {entry!r} is no integer")


def _wrong_value(name: str, numbers: Values, wrong: Any, allowed: str) -> InputError:
    first = numbers[wrong].ravel()[0]
    # Python refuses to write down thousands of digits, for their cost.
    long = isinstance(first, int) and first.bit_length() > 200
    shown = f"an integer of {first.bit_length()} bits" if long else str(first)
    return InputError(f"input {name!r}: {shown} is not among its values", hint=allowed)
