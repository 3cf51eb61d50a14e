"""Multipliers of different architecture, of neurons or of gates with two inputs, and the adder of full adders."""

from collections.abc import Callable

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from tests.samples import gate

#: A bit is the name of a net; None is 0.
Bit = str | None


class Adders:
    """A netlist that grows by half and full adders."""

    def __init__(self, of_gates: bool) -> None:
        self.of_gates = of_gates
        self.nodes: dict[str, Neuron] = {}

    def put(self, neuron: Neuron) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes[name] = neuron
        return name

    def gate(self, kind: str, *inputs: str) -> str:
        return self.put(gate(kind, *inputs))

    def differ(self, a: str, b: str) -> str:
        return self.gate("AND", self.gate("OR", a, b), self.gate("NAND", a, b))

    def add(self, *bits: Bit) -> tuple[Bit, Bit]:
        """Sum and carry of up to three bits."""
        found = [bit for bit in bits if bit is not None]
        if len(found) < 2:
            return (found or [None])[0], None
        if self.of_gates:
            half, both = self.differ(found[0], found[1]), self.gate("AND", found[0], found[1])
            if len(found) == 2:
                return half, both
            return self.differ(half, found[2]), self.gate("OR", both, self.gate("AND", half, found[2]))
        carry = self.gate("AND" if len(found) == 2 else "MAJORITY", *found)
        weights = Perceptron([1] * len(found) + [-2], threshold=1)
        return self.put(Neuron(weights, (*found, carry))), carry

    def products(self, n: int) -> list[list[Bit]]:
        return [[self.gate("AND", f"a[{i}]", f"b[{j}]") for i in range(n)] for j in range(n)]

    def columns(self, n: int) -> list[list[Bit]]:
        """The products by their places."""
        columns: list[list[Bit]] = [[] for _ in range(2 * n)]
        for j, row in enumerate(self.products(n)):
            for i, bit in enumerate(row):
                columns[i + j].append(bit)
        return columns

    def reduced(self, columns: list[list[Bit]]) -> list[list[Bit]]:
        """Columns of any height as two numbers; what is carried beyond the last one is lost."""
        width = len(columns)
        while max(map(len, columns)) > 2:
            reduced: list[list[Bit]] = [[] for _ in range(width + 1)]
            for place, column in enumerate(columns):
                while len(column) > 2:
                    total, carry = self.add(*column[:3])
                    column = column[3:]
                    reduced[place].append(total)
                    reduced[place + 1].append(carry)
                reduced[place] += column
            columns = reduced[:width]
        pairs = [(*column, None, None)[:2] for column in columns]
        return [list(side) for side in zip(*pairs, strict=True)]

    def looked_ahead(self, left: list[Bit], right: list[Bit]) -> list[Bit]:
        """Carries from all lower places at once, in a logarithmic number of steps."""
        zero = self.gate("ZERO")
        pairs = [(a or zero, b or zero) for a, b in zip(left, right, strict=True)]
        alone = [self.differ(a, b) for a, b in pairs]
        made, passed = [self.gate("AND", a, b) for a, b in pairs], list(alone)
        step = 1
        while step < len(pairs):
            for place in range(len(pairs) - 1, step - 1, -1):
                handed = self.gate("AND", passed[place], made[place - step])
                made[place] = self.gate("OR", made[place], handed)
                passed[place] = self.gate("AND", passed[place], passed[place - step])
            step *= 2
        return [alone[0], *(self.differ(bit, carry) for bit, carry in zip(alone[1:], made, strict=False))]

    def circuit(self, n: int, outputs: list[Bit], name: str) -> Circuit:
        zero = self.gate("ZERO")
        inputs = [f"{port}[{place}]" for port in "ab" for place in range(n)]
        return Circuit(inputs, {f"{name}[{place}]": bit or zero for place, bit in enumerate(outputs)}, self.nodes)

    def ripple(self, left: list[Bit], right: list[Bit]) -> list[Bit]:
        carry: Bit = None
        sums: list[Bit] = []
        for a, b in zip(left, right, strict=True):
            total, carry = self.add(a, b, carry)
            sums.append(total)
        return [*sums, carry]


def adder(n: int, of_gates: bool = False) -> Circuit:
    """A chain of full adders."""
    made = Adders(of_gates)
    return made.circuit(n, made.ripple([f"a[{i}]" for i in range(n)], [f"b[{i}]" for i in range(n)]), "s")


def array(n: int, of_gates: bool = False) -> Circuit:
    """Row after row, each added with carries that ripple through it."""
    made = Adders(of_gates)
    first, *rows = made.products(n)
    rest, outputs = [*first, None], []
    for row in rows:
        outputs.append(rest[0])
        rest = made.ripple(rest[1:], row)
    return made.circuit(n, [*outputs, *rest], "p")


def carry_save(n: int, of_gates: bool = False) -> Circuit:
    """Row after row with carries handed to the next row; a ripple adder at the end."""
    made = Adders(of_gates)
    sums, *rows = made.products(n)
    carries, outputs = [None] * n, []
    for row in rows:
        outputs.append(sums[0])
        pairs = [made.add(*bits) for bits in zip([*sums[1:], None], row, carries, strict=True)]
        sums, carries = (list(side) for side in zip(*pairs, strict=True))
    outputs.append(sums[0])
    return made.circuit(n, [*outputs, *made.ripple([*sums[1:], None], carries)[:n]], "p")


def wallace(n: int, of_gates: bool = False) -> Circuit:
    """Columns reduced three bits at a time; a ripple adder at the end."""
    made = Adders(of_gates)
    return made.circuit(n, made.ripple(*made.reduced(made.columns(n)))[: 2 * n], "p")


def prefix(n: int, of_gates: bool = False) -> Circuit:
    """The same with a parallel prefix adder (Kogge and Stone) at the end."""
    made = Adders(of_gates)
    return made.circuit(n, made.looked_ahead(*made.reduced(made.columns(n))), "p")


def booth(n: int, of_gates: bool = False) -> Circuit:
    """One factor in digits from -2 to 2 (Booth, radix 4): half as many rows, some of them subtracted."""
    made = Adders(of_gates)
    columns: list[list[Bit]] = [[] for _ in range(2 * n)]
    zero = made.gate("ZERO")
    digits = [zero, *(f"b[{i}]" for i in range(n)), zero, zero]
    factor = [zero, *(f"a[{i}]" for i in range(n)), zero]
    for low in range(0, n + 1, 2):
        last, middle, high = digits[low : low + 3]
        once = made.differ(last, middle)
        twice = made.gate("AND", made.differ(high, middle), made.gate("NOT", once))
        for place in range(low, 2 * n):
            bit = high
            if place - low <= n:
                shifted, own = factor[place - low : place - low + 2]
                chosen = made.gate("OR", made.gate("AND", once, own), made.gate("AND", twice, shifted))
                bit = made.differ(chosen, high)
            columns[place].append(bit)
        columns[low].append(high)
    return made.circuit(n, made.ripple(*made.reduced(columns))[: 2 * n], "p")


MULTIPLIERS: dict[str, Callable[[int, bool], Circuit]] = {
    "array": array,
    "carry_save": carry_save,
    "wallace": wallace,
    "prefix": prefix,
    "booth": booth,
}
