"""Does a circuit pass its tests, or those of another one?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from neurocircuit.analysis.comparison import Mismatch, run_test
from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.netlist.bus import Port
from neurocircuit.netlist.circuit import Circuit, Test, require_circuit
from neurocircuit.netlist.hierarchy import written

_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test: how many rows it compared, and those that differ. True where none does."""

    __test__ = False  # this is no test case for a test runner to collect

    name: str
    rows: int
    mismatches: tuple[Mismatch, ...]

    def __bool__(self) -> bool:
        return not self.mismatches

    def lines(self) -> Iterator[str]:
        """The rows that differ, up to ten: inputs, got, expected."""
        for wrong in self.mismatches[:_MOST_LINES]:
            inputs, got, expected = map(pairs, (wrong.inputs, wrong.got, wrong.expected))
            yield f"{self.name}: row {wrong.row}: {inputs}: got {got}, expected {expected}"
        if len(self.mismatches) > _MOST_LINES:
            yield f"{self.name}: {len(self.mismatches) - _MOST_LINES} more rows differ"


def pairs(values: Mapping[str, int]) -> str:
    """Values by name: ``a=1 b=0``."""
    return " ".join(f"{name}={value}" for name, value in values.items()) or "no inputs"


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """What the tests of a circuit gave. True where there are some and all passed."""

    tests: tuple[TestResult, ...]

    def __bool__(self) -> bool:
        return bool(self.tests) and all(self.tests)

    def __str__(self) -> str:
        if not self.tests:
            return "no tests"
        passed = f"{sum(map(bool, self.tests)):,} of {counted(len(self.tests), 'test')} passed"
        return "\n".join([passed, *(line for test in self.tests for line in test.lines())])

    def __repr__(self) -> str:
        return f"<Checked: {self}>"


def check(circuit: Circuit, reference: Circuit | None = None) -> Checked:
    """Run the tests of a circuit and of the definitions written in it; or those of a reference.

    Raises:
        InputError: for a reference without tests, or with other ports.

    >>> import neurocircuit as nc
    >>> check(nc.read("full_adder"))
    <Checked: 2 of 2 tests passed>
    >>> print(check(nc.build("y = a | b"), nc.read("xor")))
    0 of 1 test passed
    all cases: row 4: a=1 b=1: got y=1, expected y=0
    """
    require_circuit(circuit)
    return Checked(
        tuple(own_results(circuit) if reference is None else results_of(circuit, require_circuit(reference)))
    )


def own_results(circuit: Circuit) -> Iterator[TestResult]:
    """The tests of a circuit and of the definitions written in it."""
    for path, definition in written(circuit):
        yield from _results(definition, definition.tests, path)


def results_of(circuit: Circuit, reference: Circuit, source: str = "") -> Iterator[TestResult]:
    """The tests of a reference, run on another circuit; ``source`` is what the user calls the reference.

    Raises:
        InputError: for a reference without tests, or where a port that they name is missing.
    """
    title = repr(shorten(source or reference.name)) if source or reference.name else "the reference"
    if not reference.tests:
        raise InputError(f"{title} has no tests", hint="it needs a member 'tests'")
    # Its truth values are those of its own encoding; 0 means false in every one.
    tests = [
        Test(test.columns, tuple(tuple(0 if value == -1 else value for value in row) for row in test.rows), test.name)
        for test in reference.tests
    ]
    named = {column for test in tests for column in test.columns}
    require_ports(
        circuit, reference.input_ports, [port for port in reference.output_ports if port.name in named], title
    )
    return _results(circuit, tests)


def require_ports(
    circuit: Circuit, inputs: Iterable[Port], outputs: Iterable[Port], title: str, more_outputs: bool = True
) -> None:
    """Check that a circuit has just these inputs and outputs, or more of the latter.

    Raises:
        InputError: naming the port, what the circuit has, and who asks for it.
    """
    for what, wanted, found in (("input", inputs, circuit.input_ports), ("output", outputs, circuit.output_ports)):
        widths = {port.name: port.width for port in found}
        asked = {port.name: port.width for port in wanted}
        names = shorten(", ".join(map(repr, widths)) or f"no {what}s")
        for name, width in asked.items():
            if name not in widths:
                raise InputError(f"{what} {shorten(name)!r} is missing; it has {names}", hint=f"{title} asks for it")
            if widths[name] != width:
                has = f"{what} {shorten(name)!r} has {counted(widths[name], 'bit')}"
                raise InputError(has, hint=f"{title} has {width}")
        extra = next((name for name in widths if name not in asked), None)
        if extra is not None and not (what == "output" and more_outputs):
            known = shorten(", ".join(map(repr, asked)) or "none")
            raise InputError(f"{what} {shorten(extra)!r} is one too many", hint=f"{title} has {known}")


def _results(circuit: Circuit, tests: Sequence[Test], path: tuple[str, ...] = ()) -> Iterator[TestResult]:
    for number, test in enumerate(tests, start=1):
        name = ": ".join((*path, test.name or f"test {number}"))
        yield TestResult(name, len(test.rows), tuple(run_test(circuit, test)))
