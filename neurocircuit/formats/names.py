"""The names of a circuit made fit for a format, never two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from re import Pattern

from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.names import Names

#: What no name of a net may hold, by format; a format that is not here can hold them all, or renames in its own way.
REFUSED = {
    # Besides what the format needs: ABC reads no letters beyond ASCII, and takes lines that begin as a port for one.
    "bench": re.compile(r"[^\x21-\x7e]|[(),=#]|^(?=INPUT|OUTPUT)"),
    "blif": re.compile(r"[\s#=]|\\$"),
    "pla": re.compile(r"[^\x21-\x7e]|#"),
    # Besides what no name holds: a word that begins as a statement, which threABC takes for one, and its constant.
    "th": re.compile(r"^\.|^(?=CONST1$)"),
    # Besides what is not ASCII, names that ABC takes apart even where they are escaped.
    "verilog": re.compile(r"[^!-~]|[,;]|\(\*|(?<=^wire)$"),
}


def refused_ports(circuit: Circuit, format: str) -> tuple[str, ...]:
    """The inputs and outputs that get other names when the circuit is written in a format."""
    refused = REFUSED.get(format)
    names = dict.fromkeys((*circuit.inputs, *circuit.outputs)) if refused else ()
    return tuple(name for name in names if refused and refused.search(name))


@dataclass(frozen=True, slots=True)
class WrittenNames:
    """What a writer calls the nets of one circuit.

    ``outputs`` has the written name of each output, in order; ``buffers`` those of them that need a buffer of their
    own, with the written net that they show.
    """

    nets: Mapping[str, str]
    outputs: tuple[str, ...]
    buffers: tuple[tuple[str, str], ...]
    names: Names


def written_names(
    inputs: Iterable[str],
    outputs: Mapping[str, str],
    nets: Iterable[str],
    refused: Pattern[str],
    *,
    distinct: bool = False,
    own: bool = False,
) -> WrittenNames:
    """Names for a circuit in which what ``refused`` finds is not allowed; legal names of ports stay as they are.

    A net that is an output takes the output's name; further outputs that show the same net are buffers.

    Args:
        outputs: output name to net.
        nets: the nets that are no inputs.
        distinct: whether an output that is an input gets a name and a buffer of its own.
        own: whether every output has a buffer, and a name that no net has but an input that is shown as itself.
    """
    inputs = tuple(inputs)
    names = Names(name for name in (*inputs, *outputs) if not refused.search(name))
    written = {name: _fit(name, names, refused) for name in inputs}
    shown = {}
    for name in outputs:
        if name not in written:
            shown[name] = _fit(name, names, refused)
        else:
            shown[name] = names.fresh(written[name]) if distinct else written[name]
    for name, net in () if own else sorted(outputs.items(), key=lambda entry: entry[0] != entry[1]):
        written.setdefault(net, shown[name])
    for net in nets:
        if net not in written:
            written[net] = names.fresh(refused.sub("_", net))
    buffers = tuple((shown[name], written[net]) for name, net in outputs.items() if own or shown[name] != written[net])
    return WrittenNames(written, tuple(shown.values()), buffers, names)


def _fit(name: str, names: Names, refused: Pattern[str]) -> str:
    return names.fresh(refused.sub("_", name)) if refused.search(name) else name
