"""Circuits of any size: ``adder(n)``, ``multiplier(n, m)``, ``counter(n)``: each function gives a ``Circuit``.

A port of one bit is a scalar where it is an input. Each docstring says the ports, as ``name[width]``, and how many
neurons it takes; the methods are those of S. Muroga, Threshold Logic and Its Applications (1971).

>>> adder(8)
<Circuit 'adder8': 17 inputs, 9 outputs, 16 nodes>
"""

from __future__ import annotations

from typing import Any

from neurocircuit.errors import ComposeError
from neurocircuit.logic.gates import AND, AT_LEAST, MAJORITY, NOR, OR
from neurocircuit.netlist.bus import MAX_PORT_BITS
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.compose import Bus, Signal, circuit, neuron, register

#: Exponents of a primitive polynomial of each degree, without the constant (P. Alfke, Xilinx XAPP052, 1996).
LFSR_TAPS: dict[int, tuple[int, ...]] = {
    2: (2, 1), 3: (3, 2), 4: (4, 3), 5: (5, 3), 6: (6, 5), 7: (7, 6), 8: (8, 6, 5, 4), 9: (9, 5),
    10: (10, 7), 11: (11, 9), 12: (12, 6, 4, 1), 13: (13, 4, 3, 1), 14: (14, 5, 3, 1), 15: (15, 14),
    16: (16, 15, 13, 4), 17: (17, 14), 18: (18, 11), 19: (19, 6, 2, 1), 20: (20, 17), 21: (21, 19),
    22: (22, 21), 23: (23, 18), 24: (24, 23, 22, 17), 25: (25, 22), 26: (26, 6, 2, 1), 27: (27, 5, 2, 1),
    28: (28, 25), 29: (29, 27), 30: (30, 6, 4, 1), 31: (31, 28), 32: (32, 22, 2, 1),
}  # fmt: skip


def adder(n: int) -> Circuit:
    """Add: a[n], b[n], cin -> s[n], cout. 2n neurons: a majority carries, a sum takes the carry off twice.

    >>> tuple(adder(4)(9, 8, 1))
    (2, 1)
    """

    @circuit(name=f"adder{n}", a=n, b=n)
    def made(a: Bus, b: Bus, cin: Bus) -> dict[str, Any]:
        """Adds two numbers and a carry, bit by bit as on paper, with two neurons a bit."""
        sums = []
        for x, y in zip(a, b, strict=True):
            carry = MAJORITY(x, y, cin)
            sums.append(neuron({x: 1, y: 1, cin: 1, carry: -2}, threshold=1))
            cin = carry
        return {"s": sums, "cout": cin}

    return made


def subtractor(n: int) -> Circuit:
    """Subtract: a[n], b[n] -> d[n], borrow; d is a - b modulo 2^n, borrow says a < b. 2n neurons.

    >>> tuple(subtractor(4)(3, 5))
    (14, 1)
    """

    @circuit(name=f"subtractor{n}", a=n, b=n)
    def made(a: Bus, b: Bus) -> dict[str, Any]:
        """Subtracts two numbers, borrowing from bit to bit, with two neurons a bit."""
        rests = []
        borrow: Any = 0
        for x, y in zip(a, b, strict=True):
            above = neuron({x: -1, y: 1, borrow: 1}, threshold=1)
            rests.append(neuron({x: 1, y: -1, borrow: -1, above: 2}, threshold=1))
            borrow = above
        return {"d": rests, "borrow": borrow}

    return made


def incrementer(n: int) -> Circuit:
    """Add one: a[n] -> s[n], cout. 2n - 1 neurons.

    >>> tuple(incrementer(4)(15))
    (0, 1)
    """

    @circuit(name=f"incrementer{n}", a=n)
    def made(a: Bus) -> dict[str, Any]:
        """Adds 1: a bit flips where all bits below it are 1."""
        total = a + 1
        return {"s": total[0:n], "cout": total[n]}

    return made


def comparator(n: int) -> Circuit:
    """Compare: a[n], b[n] -> gt, eq, lt. 3 neurons: with weights 2^i a comparison is one neuron.

    >>> tuple(comparator(4)(7, 5))
    (1, 0, 0)
    """

    @circuit(name=f"comparator{n}", a=n, b=n)
    def made(a: Bus, b: Bus) -> dict[str, Any]:
        """Compares two numbers: greater and less are one neuron each, and equal is neither."""
        greater, less = a > b, a < b
        return {"gt": greater, "eq": NOR(greater, less), "lt": less}

    return made


def mux(n: int) -> Circuit:
    """Choose, with n select bits: d[2^n], select[n] -> y, the bit of d with that number. 2^n neurons in two levels.

    >>> mux(2).input_ports[0].width, mux(2).name
    (4, 'mux4')
    """

    @circuit(name=f"mux{_lines(n)}", d=1 << n, select=n)
    def made(d: Bus, select: Bus) -> dict[str, Any]:
        """Lets one data bit through; the output neuron looks after the last one itself."""
        *first, last = d
        chosen = [
            neuron({bit: 1, **_literals(select, number)}, threshold=1 + number.bit_count(), name=f"chosen[{number}]")
            for number, bit in enumerate(first)
        ]
        weights = {**dict.fromkeys(chosen, n + 1), last: 1, **_literals(select, len(first))}
        return {"y": neuron(weights, threshold=n + 1)}

    return made


def decoder(n: int) -> Circuit:
    """Decode: s[n] -> y[2^n], of which one is up. 2^n neurons.

    >>> decoder(2)(2)
    4
    """

    @circuit(name=f"decoder{n}to{_lines(n)}", s=n)
    def made(s: Bus) -> dict[str, Any]:
        """Raises the one line whose number is on s: +1 for a bit that must be 1, -1 for one that must be 0."""
        return {"y": [neuron(_literals(s, number), threshold=number.bit_count()) for number in range(1 << n)]}

    return made


def encoder(n: int) -> Circuit:
    """Encode with priority: d[2^n] -> y[n], the number of the highest line that is up, and valid. n + 1 neurons.

    The weights grow like Fibonacci's numbers, so that n is 10 at most.

    >>> tuple(encoder(2)(0b0110))
    (2, 1)
    """

    @circuit(name=f"encoder{_lines(n)}to{n}", d=1 << n)
    def made(d: Bus) -> dict[str, Any]:
        """Gives the number of the highest line that is up; each weight outvotes all that disagree below it."""
        return {"y": [_highest_has(d, index) for index in range(n)], "valid": OR(d)}

    return made


def _highest_has(lines: Bus, index: int) -> Signal:
    """Whether the number of the highest line that is up has that bit: a decision list, which is one neuron."""
    weights: dict[Signal, int] = {}
    for_it, against = 0, 0
    for number, line in enumerate(lines):
        if number >> index & 1:
            weights[line] = against + 1
            for_it += against + 1
        elif for_it:
            weights[line] = -for_it
            against += for_it
    return neuron(weights, threshold=1)


def parity(n: int) -> Circuit:
    """Is the number of ones odd: x[n] -> y. n + 1 neurons in two levels (none for one input).

    >>> parity(4)(0b1011)
    1
    """

    @circuit(name=f"parity{n}", x=n)
    def made(x: Bus) -> dict[str, Any]:
        """Is the number of ones odd? One neuron for each count, and one that adds and subtracts them in turn."""
        return {"y": _odd(list(x))}

    return made


def _odd(bits: list[Signal]) -> Signal:
    if len(bits) == 1:
        return bits[0]
    counts = [AT_LEAST(k)(*bits) for k in range(1, len(bits) + 1)]
    return neuron({count: -1 if place % 2 else 1 for place, count in enumerate(counts)}, threshold=1)


def majority(n: int) -> Circuit:
    """Do more than half agree: x[n] -> y, n odd. 1 neuron.

    >>> majority(3)(0b011)
    1
    """

    @circuit(name=f"majority{n}", x=n)
    def made(x: Bus) -> dict[str, Any]:
        """Fires when more than half of its inputs do."""
        return {"y": MAJORITY(x)}

    return made


def population_count(n: int) -> Circuit:
    """Count the ones: x[n] -> count. One neuron for each bit of the count.

    >>> population_count(7)(0b1011011)
    5
    """

    @circuit(name=f"population_count{n}", x=n)
    def made(x: Bus) -> dict[str, Any]:
        """Counts the ones: each neuron asks for a power of two in what the ones above it have left over."""
        weights, count = dict.fromkeys(x, 1), []
        for power in reversed(range(n.bit_length())):
            count.append(neuron(weights, threshold=1 << power))
            weights[count[-1]] = -1 << power
        return {"count": count[::-1]}

    return made


def multiplier(n: int, m: int | None = None) -> Circuit:
    """Multiply: a[n], b[m] -> p[n+m]. (2m - 1) * n neurons (m where n is 1); m is n by default.

    >>> multiplier(4, 2)(13, 3)
    39
    """
    m = n if m is None else m

    @circuit(name=f"multiplier{n}x{m}", a=n, b=m)
    def made(a: Bus, b: Bus) -> dict[str, Any]:
        """Multiplies two numbers row by row; two neurons add one product of bits to the sum so far."""
        return {"p": a * b}

    return made


def shifter(n: int, right: bool = False) -> Circuit:
    """Shift by a number: a[n], s[k] -> y[n], with k the bits that n - 1 has; zeros come in. At most 2nk neurons.

    >>> shifter(4)(0b0011, 2), shifter(4, right=True)(0b1100, 2)
    (12, 3)
    """
    stages = max(1, (n - 1).bit_length())

    @circuit(name=f"shifter{n}", a=n, s=stages)
    def made(a: Bus, s: Bus) -> dict[str, Any]:
        """Shifts by the number on s: each stage moves by its power of two or not."""
        bits: list[Any] = list(a)
        for power, moved in enumerate(s):
            step = 1 << power
            zeros = [0] * min(step, n)
            shifted = [*bits[step:], *zeros] if right else [*zeros, *bits[: max(0, n - step)]]
            bits = [_choose(moved, one, zero) for one, zero in zip(shifted, bits, strict=True)]
        return {"y": bits}

    return made


def _choose(select: Signal, one: Any, zero: Signal) -> Signal:
    kept = neuron({zero: 1, select: -1}, threshold=1)
    return kept if isinstance(one, int) else neuron({kept: 2, one: 1, select: 1}, threshold=2)


def counter(n: int) -> Circuit:
    """Count: en, reset -> q[n], carry. n registers and 2n neurons; carry says that q is about to come round.

    >>> counter(2).simulate(en=[1, 1, 1], reset=0)["q"].tolist()
    [0, 1, 2]
    """

    @circuit(name=f"counter{n}")
    def made(en: Bus, reset: Bus) -> dict[str, Any]:
        """Counts up while en is 1; the strong negative weight of reset silences every next bit."""
        q = register(n, name="q")
        carry, following = en, []
        for bit in q:
            above = AND(bit, carry)
            following.append(neuron({bit: 1, carry: 1, above: -2, reset: -2}, threshold=1))
            carry = above
        q.next = following
        return {"q": q, "carry": carry}

    return made


def shift_register(n: int) -> Circuit:
    """Remember the last n values of an input: d -> q[n], the latest lowest. n registers, no neurons.

    >>> shift_register(3).simulate(d=[1, 0, 1, 0])["q"].tolist()
    [0, 1, 2, 5]
    """

    @circuit(name=f"shift_register{n}")
    def made(d: Bus) -> dict[str, Any]:
        """Every cycle each bit moves one place up and d comes in below."""
        q = register(n, name="q")
        q.next = [d, *q][:n]
        return {"q": q}

    return made


def lfsr(n: int) -> Circuit:
    """Visit all numbers but 0: -> q[n], n from 2 to 32. n registers from 1, and an XOR of two or four of them.

    A linear feedback shift register of maximal length, 2^n - 1: 2 neurons, or 5 where it has four taps.

    >>> lfsr(3).nodes.keys() >= {"q[0]", "q[1]", "q[2]"}
    True
    """
    if n not in LFSR_TAPS:
        raise ComposeError(f"no taps are known for an lfsr of {n!r} bits", hint=f"2 to {max(LFSR_TAPS)}")

    @circuit(name=f"lfsr{n}")
    def made() -> dict[str, Any]:
        """Shifts up and feeds the XOR of its taps in below; it starts at 1, since 0 would stay 0."""
        q = register(n, initial=1, name="q")
        taps = [q[tap - 1] for tap in LFSR_TAPS[n]]
        q.next = [taps[0] ^ taps[1] if len(taps) == 2 else _odd(taps), *q[: n - 1]]
        return {"q": q}

    return made


def _literals(bits: Bus, number: int) -> dict[Signal, int]:
    """The weights that are highest where the bits are that number: +1 for a bit that is 1, -1 for one that is 0."""
    return {bit: 1 if number >> place & 1 else -1 for place, bit in enumerate(bits)}


def _lines(n: int) -> int:
    """2^n, the number of lines that n bits select from.

    Raises:
        ComposeError: for an n that is no size, before anything is computed with it.
    """
    most = MAX_PORT_BITS.bit_length() - 1
    if not 1 <= n <= most:
        raise ComposeError(f"{n!r} bits select no line", hint=f"1 to {most}")
    return 1 << n
