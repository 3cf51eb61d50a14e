"""The cells of Yosys that work on words, ``$add`` or ``$dffe``, as far as neurons say them simply.

Bits stand lowest first. An operand is extended to the width of the result, by its sign where both are signed; what is
known of the operands costs no neuron. A sum takes two neurons a bit, a comparison one in all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from neurocircuit.errors import FormatError, LimitError
from neurocircuit.formats import cells
from neurocircuit.logic.recipe import Step, constant, parity_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist import arithmetic
from neurocircuit.netlist.arithmetic import Bits, fire
from neurocircuit.netlist.builder import Bit, Label, NeuronWire, Wire, building
from neurocircuit.netlist.bus import split_bit
from neurocircuit.netlist.draft import Draft, Place

#: Known values and nets.
Word: TypeAlias = "Sequence[str | int]"
NamedWords: TypeAlias = "Mapping[str, Word]"
Parameters: TypeAlias = "Mapping[str, int | str]"

_T = TypeVar("_T")

#: The most bits of an operand, of a factor, and of the inputs of a $lut.
MAX_WIDTH, MAX_FACTOR, MAX_LUT = 4096, 128, 12

#: Bit by bit, the gate of that name.
_BITWISE = {
    **{"$not": "NOT", "$pos": "BUF", "$buf": "BUF", "$and": "AND", "$or": "OR", "$xor": "XOR", "$xnor": "XNOR"},
    **{"$mux": "MUX", "$bwmux": "MUX"},
}
#: The flip-flop, and the pins and polarities that its name is made of.
_REGISTERS = {"$ff": "FF", "$dff": "DFF", "$dffe": "DFFE", "$sdff": "SDFF", "$sdffe": "SDFFE", "$sdffce": "SDFFCE"}
_PINS = {"CLK": "C", "EN": "E", "SRST": "R"}

_ASYNCHRONOUS = ("$adff", "$adffe", "$aldff", "$aldffe", "$dffsr", "$dffsre")
_WAYS_OUT = {
    **dict.fromkeys(_ASYNCHRONOUS, "an asynchronous set or reset; in Yosys, run async2sync"),
    **dict.fromkeys(("$dlatch", "$adlatch", "$dlatchsr", "$sr"), "a latch; use flip-flops of one clock"),
    **dict.fromkeys(("$mem", "$mem_v2", "$memrd", "$memwr", "$memrd_v2", "$memwr_v2"), "in Yosys, run memory"),
}


def output_of(kind: str) -> str:
    """The pin that a cell drives.

    Raises:
        FormatError: for a cell that is not known.
    """
    if kind in _REGISTERS:
        return "Q"
    if kind in _BITWISE or kind in _COMPOSED or kind in _PARITIES or kind == "$lut":
        return "Y"
    raise FormatError(f"unknown cell {kind[:60]!r}", hint=_WAYS_OUT.get(kind, "in Yosys, run techmap"))


def place(
    draft: Draft,
    kind: str,
    pins: NamedWords,
    nets: list[str],
    parameters: Parameters,
    where: Place,
    initials: list[int],
) -> None:
    """Place a cell.

    Args:
        draft: what it becomes part of.
        kind: its name, one that ``output_of`` knows.
        pins: what stands at each input.
        nets: what it drives.
        parameters: its parameters.
        where: its place in the text.
        initials: the first value of each bit of a register.

    Raises:
        FormatError: for missing pins, and widths that do not fit.
        LimitError: for operands that are too wide.
    """
    if kind in _REGISTERS:
        _registers(draft, kind, pins, nets, parameters, where, initials)
    elif kind in _BITWISE:
        _bitwise(draft, _BITWISE[kind], _extended(kind, pins, parameters, len(nets)), nets, where)
    elif kind in _PARITIES:
        _fill(draft, nets[1:], where)
        _parity(draft, _pin(pins, "A"), _PARITIES[kind], nets[:1], where)
    elif kind == "$lut":
        _table(draft, _pin(pins, "A"), parameters, nets, where)
    else:
        operands = [_pin(pins, pin) for pin in _OPERANDS.get(kind, "AB")]
        most = MAX_FACTOR if kind == "$mul" else MAX_WIDTH
        if max(map(len, operands)) > most and kind not in _REDUCED:
            raise LimitError(f"{kind} of {max(map(len, operands))} bits", hint=f"at most {most}")
        _composed(draft, kind, operands, _signed(parameters), nets, where)


def _pin(pins: NamedWords, pin: str) -> Word:
    if not pins.get(pin):
        raise FormatError(f"pin {pin} is not connected")
    return pins[pin]


def _signed(parameters: Parameters) -> bool:
    return parameters.get("A_SIGNED") == 1 and parameters.get("B_SIGNED", 1) == 1


def _extend(word: Sequence[_T | int], width: int, signed: bool) -> list[_T | int]:
    return [*word[:width], *[word[-1] if signed else 0] * (width - len(word))]


def _extended(kind: str, pins: NamedWords, parameters: Parameters, width: int) -> NamedWords:
    if kind in ("$mux", "$bwmux"):
        selects = _pin(pins, "S")
        return {**pins, "S": selects if kind == "$bwmux" else [*selects[:1]] * width}
    return {pin: _extend(word, width, _signed(parameters)) for pin, word in pins.items() if word}


def _bitwise(draft: Draft, gate: str, pins: NamedWords, nets: list[str], where: Place) -> None:
    kind = f"$_{gate}_"
    cell = cells.find(kind)
    assert cell is not None
    for index, net in enumerate(nets):
        for pin, word in pins.items():
            if len(word) != len(nets):
                raise FormatError(f"pin {pin[:40]} has {len(word)} bits", hint=f"{len(nets)}, as the output has")
        cells.place(draft, kind, cell, {**{pin: word[index] for pin, word in pins.items()}, "Y": net}, where)


def _registers(
    draft: Draft,
    kind: str,
    pins: NamedWords,
    nets: list[str],
    parameters: Parameters,
    where: Place,
    initials: list[int],
) -> None:
    controls = {_PINS[pin]: _pin(pins, pin)[0] for pin in pins if pin in _PINS}
    polarity = {letter: "NP"[parameters.get(f"{pin}_POLARITY", 1) == 1] for pin, letter in _PINS.items()}
    reset = parameters.get("SRST_VALUE", 0)
    if not isinstance(reset, int):
        raise FormatError(f"the reset value {reset[:40]!r} is no number", hint="in Yosys, run setundef -zero")
    data = _pin(pins, "D")
    if len(data) != len(nets):
        raise FormatError(f"{len(data)} bits at D, {len(nets)} at Q")
    for index, (read, net, initial) in enumerate(zip(data, nets, initials, strict=True)):
        letters = {"C": polarity["C"], "E": polarity["E"], "R": polarity["R"] + "01"[reset >> index & 1]}
        name = f"$_{_REGISTERS[kind]}_" + "".join(letters[pin] for pin in "CRE" if pin in controls)
        name = name if name.endswith("_") else f"{name}_"
        cell = cells.find(name)
        if cell is None:
            raise FormatError(f"{kind} with the pins {' '.join(pins)[:80]}", hint="CLK EN SRST D, as its name says")
        cells.place(draft, name, cell, {**controls, "D": read, "Q": net}, where, initial)


_PARITIES = {"$reduce_xor": 1, "$reduce_xnor": 0}


def _parity(draft: Draft, word: Word, value: int, nets: list[str], where: Place) -> None:
    reads = tuple([bit for bit in word if isinstance(bit, str)])
    value ^= sum([bit for bit in word if isinstance(bit, int)]) & 1
    for net in nets:
        recipe = parity_recipe(len(reads), value) if reads else (constant(1 - value),)
        draft.recipe(net, recipe, reads, where)


def _table(draft: Draft, word: Word, parameters: Parameters, nets: list[str], where: Place) -> None:
    bits = parameters.get("LUT", 0)
    if not isinstance(bits, int) or len(word) > MAX_LUT or bits >> (1 << len(word)):
        raise FormatError(
            f"a $lut of {len(word)} inputs and the table {str(bits)[:40]}", hint=f"up to {MAX_LUT} inputs"
        )
    for net in nets:
        draft.function(net, TruthTable(len(word), bits), word, where)


def _fill(draft: Draft, nets: list[str], where: Place) -> None:
    for net in nets:
        draft.recipe(net, (constant(0),), (), where)


# --- composed of neurons


def _any(bits: Bits) -> Bit:
    return fire([(bit, 1) for bit in bits], 1, Label("any"))


def _all(bits: Bits) -> Bit:
    return fire([(bit, 1) for bit in bits], len(bits), Label("all"))


def _none(bits: Bits) -> Bit:
    return fire([(bit, -1) for bit in bits], 0, Label("none"))


def _product(a: Bits, b: Bits) -> list[Bit]:
    """The product modulo 2^width: the rows of the factor, added one after the other."""
    total: list[Bit] = [0] * len(a)
    for shift, bit in enumerate(b):
        row = arithmetic.conjunction(a[: len(a) - shift], [bit] * (len(a) - shift))
        total[shift:] = arithmetic.add(total[shift:], row)[: len(a) - shift]
    return total


def _choice(a: Bits, b: Bits, s: Bits) -> list[Bit]:
    """The part of b that is selected, or a; never more than one is."""
    chosen = []
    for index, default in enumerate(a):
        terms: list[tuple[Bit, int]] = [(default, 1), *[(select, -1) for select in s]]
        parts = [fire(terms, 1, Label("default"))]
        for place, select in enumerate(s):
            parts.append(fire([(b[place * len(a) + index], 1), (select, 1)], 2, Label("case")))
        chosen.append(_any(parts))
    return chosen


def _compared(a: Bits, b: Bits, signed: bool) -> tuple[Bits, Bits]:
    """Words of one width whose order, as unsigned numbers, is that of the operands."""
    width = max(len(a), len(b))
    a, b = _extend(a, width, signed), _extend(b, width, signed)
    # The highest bit of a signed number counts negative: on the other side it does so, too.
    return ((*a[:-1], b[-1]), (*b[:-1], a[-1])) if signed else (a, b)


#: From the operands at full width to the result.
_SUMS: dict[str, Callable[..., list[Bit]]] = {
    "$add": arithmetic.add,
    "$sub": arithmetic.subtract,
    "$neg": lambda a: arithmetic.subtract([0] * len(a), a),
    "$mul": _product,
}
#: From two numbers to one bit.
_COMPARISONS: dict[str, Callable[[Bits, Bits], Bit]] = {
    "$lt": lambda a, b: arithmetic.at_least(b, a, 1, "less"),
    "$le": lambda a, b: arithmetic.at_least(b, a, 0, "less"),
    "$gt": lambda a, b: arithmetic.at_least(a, b, 1, "greater"),
    "$ge": lambda a, b: arithmetic.at_least(a, b, 0, "greater"),
    **dict.fromkeys(("$eq", "$eqx"), arithmetic.equal),
    **dict.fromkeys(("$ne", "$nex"), arithmetic.unequal),
}
#: From words of any width to one bit.
_REDUCED: dict[str, Callable[..., Bit]] = {
    "$reduce_and": _all,
    **dict.fromkeys(("$reduce_or", "$reduce_bool"), _any),
    "$logic_not": _none,
    "$logic_and": lambda a, b: _all([_any(a), _any(b)]),
    "$logic_or": lambda a, b: _any([*a, *b]),
}
_COMPOSED = {*_SUMS, *_COMPARISONS, *_REDUCED, "$pmux"}
_OPERANDS = {**dict.fromkeys(("$neg", "$logic_not", "$reduce_and", "$reduce_or", "$reduce_bool"), "A"), "$pmux": "ABS"}


def _result(kind: str, operands: Sequence[Bits], width: int, signed: bool) -> list[Bit]:
    if kind in _SUMS:
        return _SUMS[kind](*(_extend(operand, width, signed) for operand in operands))
    if kind in _COMPARISONS:
        return [_COMPARISONS[kind](*_compared(operands[0], operands[1], signed))]
    if kind in _REDUCED:
        return [_REDUCED[kind](*operands)]
    a, b, s = operands
    if len(a) != width or len(b) != width * len(s):
        raise FormatError(f"{kind} of {len(a)}, {len(b)} and {len(s)} bits", hint=f"a result of {width} bits")
    return _choice(a, b, s)


def _composed(draft: Draft, kind: str, operands: Sequence[Word], signed: bool, nets: list[str], where: Place) -> None:
    """Place the neurons of a result; those that nothing reads are left out."""
    with building("", "binary") as builder:
        inputs: dict[str, Wire] = {}
        read = [
            [bit if isinstance(bit, int) else inputs.setdefault(bit, Wire(builder, Label("", bit), "")) for bit in word]
            for word in operands
        ]
        results = _extend(_result(kind, read, len(nets), signed), len(nets), signed=False)
    called = {wire: net for net, wire in inputs.items()}
    neurons = list(builder.neurons)
    needed = {bit for bit in results if isinstance(bit, Wire)}
    for wire in reversed(neurons):
        if wire in needed:
            needed.update(wire.inputs)
    shown: dict[Wire, str] = {}
    for net, bit in zip(nets, results, strict=True):
        if isinstance(bit, NeuronWire):
            shown.setdefault(bit, net)
    first = draft.called(nets[0])
    base = (split_bit(first) or (first,))[0]
    for wire in neurons:
        if wire in needed:
            called[wire] = shown.get(wire) or draft.inner(f"{base}_{wire.label.stem}")
            step = Step(tuple(range(len(wire.inputs))), wire.perceptron, wire.gate)
            draft.recipe(called[wire], (step,), tuple([called[read] for read in wire.inputs]), where)
    for net, bit in zip(nets, results, strict=True):
        if isinstance(bit, int):
            draft.recipe(net, (constant(bit),), (), where)
        elif called[bit] != net:
            draft.recipe(net, parity_recipe(1), (called[bit],), where)
