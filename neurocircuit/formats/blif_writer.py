"""BLIF, the Berkeley Logic Interchange Format: writing; ``blif`` reads it.

The hierarchy is kept: a definition becomes a model. A neuron becomes the cover of its prime cubes, or, where these are
too many, covers of two inputs, one for each of its operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from neurocircuit.formats.context import Context
from neurocircuit.formats.names import written_names
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.prime_cover import prime_cover
from neurocircuit.netlist.circuit import Circuit, Neuron, Register, add_parallel
from neurocircuit.netlist.graph import references
from neurocircuit.netlist.names import Names
from neurocircuit.simulation.lowering import lower

#: A cover of more rows becomes a network of operations.
MOST_ROWS = 64

_REFUSED_NAME = re.compile(r"[\s#=]|\\$")
_REFUSED_MODEL = re.compile(r"[^\x21-\x7e]|[#=\\]")
_LINE_WIDTH = 100


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as BLIF text: one model for each definition that it uses."""
    names = Names()
    models: dict[Circuit, str] = {circuit: _model_name(circuit.name, names)}
    pending = [circuit]
    for definition in pending:
        for node in definition.instances.values():
            if node.circuit not in models:
                models[node.circuit] = _model_name(node.circuit.name or node.reference, names)
                pending.append(node.circuit)
    writers = {definition: _Writer(definition, inner=definition is not circuit) for definition in pending}
    return "\n".join(line for writer in writers.values() for line in (*writer.lines(models, writers), "")).encode()


def _model_name(name: str, names: Names) -> str:
    return names.fresh(_REFUSED_MODEL.sub("_", name) or "circuit")


class _Writer:
    """One circuit while it is written as a model."""

    def __init__(self, circuit: Circuit, inner: bool) -> None:
        self.circuit = circuit
        self.calls = {
            call: f"{target[0]}.{circuit.instances[target[0]].circuit.outputs[target[1]]}"
            for call, target in references(circuit).items()
            if isinstance(target, tuple)
        }
        made = (name for name in circuit.nodes if name not in circuit.instances)
        shown = {name: self.net(net) for name, net in zip(circuit.outputs, circuit.output_nets, strict=True)}
        nets = dict.fromkeys(chain(made, self.calls.values()))
        self.written = written_names(circuit.inputs, shown, nets, _REFUSED_NAME, distinct=inner)

    def net(self, reference: str) -> str:
        """The net of a reference: the output of an instance has one name, even where it may be called by two."""
        return self.calls.get(reference, reference)

    @property
    def ports(self) -> tuple[list[str], tuple[str, ...]]:
        """The written names of the inputs and of the outputs."""
        return [self.written.nets[name] for name in self.circuit.inputs], self.written.outputs

    def names(self, references: Iterable[str]) -> list[str]:
        return [self.written.nets[self.net(reference)] for reference in references]

    def lines(self, models: Mapping[Circuit, str], writers: Mapping[Circuit, _Writer]) -> Iterator[str]:
        inputs, outputs = self.ports
        yield f".model {models[self.circuit]}"
        yield _wrapped(".inputs", inputs)
        yield _wrapped(".outputs", outputs)
        for name, node in self.circuit.nodes.items():
            if isinstance(node, Neuron):
                yield from self.neuron(self.written.nets[name], tuple(self.names(node.inputs)), node.perceptron)
            elif isinstance(node, Register):
                (following,) = self.names((node.next,))
                yield f".latch {following} {self.written.nets[name]} {node.initial}"
            else:
                nets = self.names((*node.inputs, *(f"{name}.{output}" for output in node.circuit.outputs)))
                pairs = zip(chain(*writers[node.circuit].ports), nets, strict=True)
                yield _wrapped(f".subckt {models[node.circuit]}", [f"{port}={net}" for port, net in pairs])
        for output, net in self.written.buffers:
            yield from _cover([net, output], ("1 1",))
        yield ".end"

    def neuron(self, net: str, fanin: tuple[str, ...], perceptron: Perceptron) -> Iterator[str]:
        if len(set(fanin)) < len(fanin):
            fanin, perceptron = add_parallel(fanin, perceptron)
        form, nets = perceptron.integer_form, [*fanin]
        cover = prime_cover(form, MOST_ROWS)
        if cover is not None:
            # A constant has no inputs: a cover with inputs and no rows is none for ABC.
            read = nets if any(cover.cubes) else []
            rows = cover.rows if read else [""] * len(cover.cubes)
            yield from _cover([*read, net], [f"{row} {cover.value}".strip() for row in rows])
            return
        lowered = lower(form)
        nets.insert(0, "")
        for index, (left, right) in enumerate(lowered.operations, 1):
            last = index == len(lowered.operations)
            nets.append(net if last else self.written.names.numbered(net))
            # An AND is one row, of both literals; an XOR is two.
            masks = (f"{~left & 1}{~right & 1}",) if left < right else ("01", "10")
            value = 0 if last and lowered.output & 1 else 1
            yield from _cover([nets[left >> 1], nets[right >> 1], nets[-1]], [f"{mask} {value}" for mask in masks])


def _cover(nets: list[str], rows: Iterable[str]) -> Iterator[str]:
    yield _wrapped(".names", nets)
    yield from rows


def _wrapped(keyword: str, words: Iterable[str]) -> str:
    """A statement, continued on further lines where it is long."""
    lines = [keyword]
    for word in words:
        if len(lines[-1]) + len(word) >= _LINE_WIDTH:
            lines.append("")
        lines[-1] += f" {word}"
    return " \\\n".join(lines)
