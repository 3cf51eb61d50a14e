"""``.th``: netlists of threshold gates, the format of threABC (Lee, Kuo, Lai and Jiang, ICCAD 2016).

It is flat and has no registers. The first line is free text. Then come ``.model NAME``, ``.inputs`` and ``.outputs``
(or ``.input``, ``.output``), and two lines for each neuron: ``.threshold in1 .. ink out`` and ``w1 .. wk T``, whole
numbers. It fires when the sum reaches T. An undriven ``CONST1`` is always 1, and ``.end`` may be missing. An output is
shown by a buffer, ``1 1``, of its own: that is no neuron here, but the output's name.

Writing flattens the hierarchy. Whole weights stay as they are, others are scaled by one number to whole ones, and the
threshold is the least whole number that decides alike. A bipolar neuron is written as its integer form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from math import ceil, lcm
from sys import intern
from typing import NamedTuple

from neurocircuit.errors import FormatError, counted
from neurocircuit.formats.context import Context
from neurocircuit.formats.lines import statements
from neurocircuit.formats.names import REFUSED, written_names
from neurocircuit.logic.gates import neuron_of
from neurocircuit.logic.number import MAX_DIGITS, exact
from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.logic.recipe import Step, constant
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.draft import Draft, assemble
from neurocircuit.netlist.graph import neurons, outputs

_ONE = "CONST1"
_BUFFER = LinearForm((1,), 1)
_NUMBER = rf"[-+]?[0-9]{{1,{MAX_DIGITS}}}"
_NUMBERS = re.compile(rf"{_NUMBER}(?: +{_NUMBER})*")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a ``.th`` text describes.

    Raises:
        FormatError: with the line, for anything that is not of the format, nets without or with two drivers.

    >>> text = b"A gate\\n.model m\\n.inputs a b\\n.outputs y\\n.threshold a b y\\n2 3 3\\n"
    >>> parse(text, Context()).nodes["y"].perceptron
    Perceptron([2, 3], threshold=3)
    """
    return _Reader(context.source).read(data)


class _Gate(NamedTuple):
    """A neuron as it is written: the line, the nets that it reads, the net that it drives, and its numbers."""

    number: int
    reads: tuple[str, ...]
    net: str
    form: LinearForm


class _Reader:
    """What has been read so far, and the neuron whose numbers are to follow."""

    def __init__(self, source: str) -> None:
        self.draft = Draft(source)
        self.name = ""
        self.outputs: dict[str, int] = {}
        self.gates: list[_Gate] = []
        self.pending: tuple[int, list[str]] | None = None
        self.seen: set[str] = set()

    def read(self, data: bytes) -> Circuit:
        error = self.draft.error
        _, end, rest = data.partition(b"\n")  # the first line may hold anything
        for number, line in statements(end + rest, self.draft.source, comment=""):
            self.line(number, line)
        if self.pending is not None:
            raise error("no weights", self.pending[0], "is the file cut short?")
        if ".model" not in self.seen:
            raise error("no .model", hint="the first line of a .th file is free text; is the file empty?")
        if ".outputs" not in self.seen:
            raise error("no .outputs", hint="is the file cut short?")
        self.place()
        return assemble({self.name: self.draft})

    def line(self, number: int, line: str) -> None:
        if self.pending is not None:
            self.numbers(number, line)
            return
        keyword, *words = map(intern, line.split())
        keyword = {".input": ".inputs", ".output": ".outputs"}.get(keyword, keyword)
        if ".end" in self.seen:
            raise self.draft.error(f"{line[:60]!r} after .end", number)
        if keyword not in _KEYWORDS:
            raise self.draft.error(f"{line[:60]!r} is no statement", number, f"one of {' '.join(_KEYWORDS)}")
        if (keyword == ".model") == (".model" in self.seen):
            what = "a second .model" if keyword == ".model" else f"{keyword} before .model"
            raise self.draft.error(what, number, "a file has one, on its second line")
        self.seen.add(keyword)
        self.statement(keyword, words, number)

    def statement(self, keyword: str, words: list[str], number: int) -> None:
        takes = _KEYWORDS[keyword]
        if takes is not None and len(words) != takes:
            raise self.draft.error(f"{keyword} with {counted(len(words), 'word')}", number, f"it takes {takes}")
        if keyword == ".model":
            self.name = words[0]
        elif keyword == ".inputs":
            for name in words:
                self.draft.input(name, number)
        elif keyword == ".outputs":
            for name in words:
                self.outputs.setdefault(name, number)
        elif keyword == ".threshold":
            if not words:
                raise self.draft.error(".threshold without an output", number)
            self.pending = number, words

    def numbers(self, number: int, line: str) -> None:
        assert self.pending is not None
        place, (*reads, net) = self.pending
        words = line.split()
        if not _NUMBERS.fullmatch(line):
            wrong = next(word for word in words if not re.fullmatch(_NUMBER, word))
            raise self.draft.error(
                f"{wrong[:40]!r} is no weight or threshold", number, f"a whole number of at most {MAX_DIGITS} digits"
            )
        *weights, threshold = map(int, words)
        if len(weights) != len(reads):
            what = f"{counted(len(words), 'number')} for {counted(len(reads), 'input')}"
            raise self.draft.error(what, number, "a weight for each, then the threshold")
        self.gates.append(_Gate(place, tuple(reads), net, LinearForm(tuple(weights), threshold)))
        self.pending = None

    def place(self) -> None:
        """Place all neurons but the buffers of outputs that nothing else reads."""
        draft = self.draft
        inputs = set(draft.inputs)
        read = set(chain.from_iterable(gate.reads for gate in self.gates))
        shown: dict[str, tuple[int, str]] = {}
        for number, reads, net, form in self.gates:
            # The buffer of an output that is an input reads itself.
            itself = reads == (net,) and net in inputs
            if form == _BUFFER and net in self.outputs and net not in shown and (itself or net not in read):
                shown[net] = number, reads[0]
                if not itself:
                    draft.drive(net, number)
            else:
                draft.recipe(net, (Step(tuple(range(len(reads))), *neuron_of(form)),), reads, number)
        for name, number in self.outputs.items():
            draft.output(name, *shown.get(name, (number, name)))
        one = draft.undriven().get(_ONE)
        if one is not None:
            draft.recipe(_ONE, (constant(1),), (), one)


#: How many words follow each keyword; None where it is any number.
_KEYWORDS = {".model": 1, ".inputs": None, ".outputs": None, ".threshold": None, ".end": 0}


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as ``.th`` text, flattened.

    Raises:
        FormatError: for a circuit with registers.
        NumberError: for weights that have more than 308 digits as whole numbers.
    """
    if circuit.registers:
        what = f"a .th netlist has no registers, this circuit has {len(circuit.graph.graph['registers'])}"
        raise FormatError(what, hint="write JSON, BLIF or .bench")
    return "\n".join((*_lines(circuit), "")).encode()


def _lines(circuit: Circuit) -> Iterator[str]:
    graph = circuit.graph
    placed = list(neurons(graph))
    written = written_names(circuit.inputs, outputs(graph), [neuron.net for neuron in placed], REFUSED["th"], own=True)
    nets = written.nets
    yield "Threshold logic netlist written by neurocircuit."
    yield f".model {re.sub(r'[^!-~]', '_', circuit.name) or 'circuit'}"
    yield " ".join([".inputs", *(nets[net] for net in circuit.inputs)])
    yield " ".join([".outputs", *written.outputs])
    # The first neurons that threABC reads are those of the outputs.
    for name, net in written.buffers:
        yield f".threshold {net} {name}"
        yield "1 1"
    for neuron in placed:
        form = _whole(neuron.perceptron)
        yield " ".join([".threshold", *(nets[net] for net in neuron.fanin), nets[neuron.net]])
        yield " ".join(map(str, (*form.weights, form.threshold)))
    yield ".end"


def _whole(perceptron: Perceptron) -> LinearForm:
    """A form of whole numbers that keeps whole weights."""
    if perceptron.encoding == "bipolar":
        return perceptron.integer_form
    scale = lcm(*(weight.denominator for weight in perceptron.weights))
    weights = tuple([int(exact(weight * scale)) for weight in perceptron.weights])
    return LinearForm(weights, int(exact(ceil((perceptron.threshold - perceptron.bias) * scale))))
