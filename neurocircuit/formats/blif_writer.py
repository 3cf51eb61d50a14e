"""BLIF, the Berkeley Logic Interchange Format: writing; ``blif`` reads it.

The hierarchy is kept: a definition becomes a model. A neuron becomes the cover of its prime cubes, or, where these are
too many, covers of two inputs, one for each of its operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain

from neurocircuit.formats.context import Context
from neurocircuit.formats.modules import WrittenModule, written_modules
from neurocircuit.formats.names import REFUSED
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.prime_cover import prime_cover
from neurocircuit.netlist.circuit import Circuit, Neuron, Register
from neurocircuit.simulation.lowering import lower

#: A cover of more rows becomes a network of operations.
MOST_ROWS = 64

_REFUSED_MODEL = re.compile(r"[^\x21-\x7e]|[#=\\]")
_LINE_WIDTH = 100


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The circuit as BLIF text: one model for each definition that it uses."""
    modules = written_modules(circuit, partial(_REFUSED_MODEL.sub, "_"), REFUSED["blif"], distinct=False)
    return "\n".join(line for module in modules.values() for line in (*_Writer(module).lines(modules), "")).encode()


class _Writer:
    """One module while it is written."""

    def __init__(self, module: WrittenModule) -> None:
        self.module = module
        self.written = module.written

    def lines(self, modules: Mapping[Circuit, WrittenModule]) -> Iterator[str]:
        yield f".model {self.module.name}"
        yield _wrapped(".inputs", self.module.inputs)
        yield _wrapped(".outputs", self.module.outputs)
        for name, node in self.module.circuit.nodes.items():
            if isinstance(node, Neuron):
                yield from self.neuron(self.written.nets[name], *self.module.read(node))
            elif isinstance(node, Register):
                (following,) = self.module.names((node.next,))
                yield f".latch {following} {self.written.nets[name]} {node.initial}"
            else:
                model = modules[node.circuit]
                pairs = zip(chain(model.inputs, model.outputs), self.module.wires(name), strict=True)
                yield _wrapped(f".subckt {model.name}", [f"{port}={net}" for port, net in pairs])
        for output, net in self.written.buffers:
            yield from _cover([net, output], ("1 1",))
        yield ".end"

    def neuron(self, net: str, nets: list[str], form: LinearForm) -> Iterator[str]:
        cover = prime_cover(form, MOST_ROWS)
        if cover is not None:
            # A constant has no inputs: a cover with inputs and no rows is none for ABC.
            read = nets if any(cover.cubes) else []
            rows = cover.rows if read else [""] * len(cover.cubes)
            yield from _cover([*read, net], [f"{row} {cover.value}".strip() for row in rows])
            return
        lowered = lower(form)
        nets = ["", *nets]
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
