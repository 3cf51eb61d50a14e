"""``neurocircuit explain``: why a circuit does it, neuron by neuron."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.cli.table import Table, in_format
from neurocircuit.errors import InputError
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import ENCODINGS, LinearForm
from neurocircuit.netlist.bus import ports

if TYPE_CHECKING:
    from neurocircuit.analysis.explain import Explanation
    from neurocircuit.netlist.circuit import Circuit

_MOST_BITS = 4
#: Neurons of up to so many inputs are shown as a whole.
_MOST_READ = 10


@shared.command(
    "explain",
    "neurocircuit explain and 1 0",
    'neurocircuit explain "a ^ b" 1 1',
    "neurocircuit explain xor",
    "neurocircuit explain adder4 a=5 b=3 cin=1",
)
@shared.file_argument
@shared.assignments_argument
@shared.result_options
@shared.from_option
def command(
    file: str, assignments: tuple[str, ...], format_: str | None, output: str | None, from_: str | None
) -> None:
    """Show the weighted sum of every neuron, each after those it depends on.

    Without assignments every combination of the inputs is shown, up to 16; some inputs may be left to vary. The margin
    is z - threshold. A circuit with registers is shown in its first cycle after reset.

    Without assignments each neuron is also shown as a whole: the smallest whole numbers that do the same, the margin
    that it leaves when the threshold sits in the middle, and how often each input decides the output.
    """
    from neurocircuit.analysis.explain import decide

    circuit = shared.read_circuit(file, from_)
    rows = [decide(circuit, row) for row in _rows(circuit, assignments)]
    whole = () if assignments else _neurons(circuit)
    text, document = _text(circuit, rows, whole), lambda: _document(circuit, rows, whole)
    format = shared.result_format(format_, output)
    emit(in_format(format, text, lambda: _table(circuit, rows), document), output, fold=format == "table")


@dataclass(frozen=True, slots=True)
class _Neuron:
    """A neuron as a whole; ``decides`` is the share of assignments at which each net it reads turns the output."""

    net: str
    smallest: LinearForm
    margin: Number | None
    decides: Mapping[str, Fraction]


def _neurons(circuit: Circuit) -> Iterator[_Neuron]:
    """The neurons of few inputs, in file order."""
    from neurocircuit.netlist.graph import neurons
    from neurocircuit.synthesis.identify import identify

    for neuron in neurons(circuit.graph):
        if neuron.perceptron.arity <= _MOST_READ:
            table = neuron.perceptron.truth_table
            smallest = identify(table).form
            assert smallest is not None, "a neuron is a threshold function"
            decides = {source: table.influence(j) for j, source in enumerate(neuron.fanin)}
            yield _Neuron(neuron.net, smallest, neuron.perceptron.margin, decides)


def _rows(circuit: Circuit, assignments: Sequence[str]) -> Iterator[dict[str, bool]]:
    """The assignments of the rows to explain: what is given, and all combinations of the rest in counting order."""
    from neurocircuit.simulation.values import assigned_bits

    given = {net: bool(bit) for net, bit in assigned_bits(circuit, shared.assigned(circuit, assignments)).items()}
    free = [net for port in circuit.input_ports for net in reversed(port.bits) if net not in given]
    if len(free) > _MOST_BITS:
        names = ", ".join(free[:6]) + (", ..." if len(free) > 6 else "")
        hint = f"at most {_MOST_BITS} may be left, which makes {2**_MOST_BITS} rows"
        raise InputError(f"{len(free)} input bits are not assigned: {names}", hint=hint)
    for values in product((False, True), repeat=len(free)):
        yield {**given, **dict(zip(free, values, strict=True))}


def _text(circuit: Circuit, rows: Sequence[Explanation], neurons: Iterable[_Neuron]) -> Iterator[str]:
    for number, row in enumerate(rows):
        margin = ""
        if len(rows) > 1 or circuit.registers:
            margin = "  "
            state = f"registers: {_pairs(circuit, row, 'registers')}" if circuit.registers else ""
            yield "\n" if number and len(row.decisions) > 1 else ""
            yield f"{_pairs(circuit, row, 'inputs')} {state}".strip() + "\n"
        names = [f"{decision.net}: " for decision in row.decisions] if len(row.decisions) > 1 else [""]
        width = max(map(len, names), default=0)
        for name, decision in zip(names, row.decisions, strict=False):
            yield f"{margin}{name:<{width}}{decision}\n"
        if len(names) != 1 or not row.decisions:
            yield f"{margin}outputs: {_pairs(circuit, row, 'outputs')}\n"
        if circuit.registers:
            yield f"{margin}registers become: {_pairs(circuit, row, 'next')}\n"
    whole = [(neuron.net, str(neuron.smallest), neuron.margin, _shares(neuron.decides)) for neuron in neurons]
    if whole:
        columns = ("neuron", "smallest", "margin", "decides")
        yield "\n"
        yield from Table(columns, whole, frozenset(("neuron", "smallest", "decides"))).lines("table")


def _shares(decides: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{net} {float(share):.0%}" for net, share in decides.items())


def _pairs(circuit: Circuit, row: Explanation, kind: str) -> str:
    return " ".join(f"{name}={value}" for name, value in _shown(circuit, row, kind).items())


def _table(circuit: Circuit, rows: Sequence[Explanation]) -> Table:
    inputs = [port.name for port in circuit.input_ports]
    decisions = [
        (*_shown(circuit, row, "inputs").values(), d.net, d.sum, d.perceptron.threshold, d.output, d.margin)
        for row in rows
        for d in row.decisions
    ]
    return Table((*inputs, "neuron", "z", "threshold", "output", "margin"), decisions)


def _document(circuit: Circuit, rows: Sequence[Explanation], neurons: Iterable[_Neuron]) -> dict[str, Any]:
    whole = [asdict(neuron) | {"smallest": neuron.smallest._asdict()} for neuron in neurons]
    found = {"circuit": circuit.name, "rows": [_row_document(circuit, row) for row in rows]}
    return found | ({"neurons": whole} if whole else {})


def _row_document(circuit: Circuit, row: Explanation) -> dict[str, Any]:
    columns = ("net", "bias", "terms", "z", "threshold", "output", "margin")
    decisions = []
    for d in row.decisions:
        terms = Table(("net", "weight", "value"), [*zip(d.fanin, d.perceptron.weights, d.values, strict=True)]).records
        decisions.append((d.net, d.perceptron.bias, terms, d.sum, d.perceptron.threshold, d.output, d.margin))
    kinds = ("inputs", "registers", "next") if circuit.registers else ("inputs",)
    given = {kind: _shown(circuit, row, kind) for kind in kinds}
    return {**given, "neurons": Table(columns, decisions).records, "outputs": _shown(circuit, row, "outputs")}


def _shown(circuit: Circuit, row: Explanation, kind: str) -> dict[str, int]:
    """The values of inputs, outputs, registers or what they become, as the encoding shows them: buses as numbers."""
    from neurocircuit.netlist.graph import outputs, registers

    found, nets = {
        "inputs": (circuit.input_ports, {}),
        "outputs": (circuit.output_ports, outputs(circuit.graph)),
        "registers": (ports(circuit.registers), {}),
        "next": (ports(circuit.registers), {register.net: register.next for register in registers(circuit.graph)}),
    }[kind]
    shown = {}
    for port in found:
        number = sum(row.values[nets.get(bit, bit)] << index for index, bit in enumerate(port.bits))
        shown[port.name] = number if port.is_bus else ENCODINGS[circuit.encoding][number]
    return shown
