"""Value change dump (IEEE 1364-2005, clause 18) of a run, for waveform viewers; not a circuit format.

A pattern or cycle is one unit of time. Truth values are wires, buses vectors, weighted sums integers of 64 bits, or
reals where they are no such integers (viewers show those approximately). Instances are scopes, and so are runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from sys import float_info

import numpy as np

from neurocircuit.formats.columns import Characters, characters, joined, repeated, texts
from neurocircuit.logic.number import Number
from neurocircuit.netlist.bus import split_bit
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.names import Names, NetNames
from neurocircuit.simulation.trace import Column, Recording
from neurocircuit.simulation.values import Values

# The printable ASCII characters are the digits of identifiers, and what a name may hold. But `$end` would close it,
# some readers look for keywords anywhere in a line, and a backslash at the start says only that a name is an odd one.
_FIRST, _CODES = 33, 94
_KEYWORDS = "comment|date|dump|end|scope|timescale|upscope|var|version"
_REFUSED = re.compile(rf"[^!-~]|^[$\\]|[\[\]]|\$(?={_KEYWORDS})")


@dataclass(frozen=True, slots=True)
class _Variable:
    """One signal: the path of its scope, its declared type, width and name; the run and the column of its values."""

    scope: tuple[str, ...]
    kind: str
    width: int
    name: str
    run: int
    column: Column

    def changes(self, values: Values, code: str) -> Characters:
        """The lines that say which values the signal takes."""
        end = repeated(f"{code}\n" if self.kind == "wire" and not self.width else f" {code}\n", len(values))
        if self.kind == "real":
            return np.concatenate([texts(f"r{_nearest_float(number)!r}" for number in values.tolist()), end], axis=1)
        # False is -1 in the bipolar encoding; a wire knows 0 and 1.
        shown = _binary(values, self.width) if self.width else (values > 0)[:, np.newaxis].astype(np.uint8) + ord("0")
        return np.concatenate([repeated("b" if self.width else "", len(values)), shown, end], axis=1)

    def declaration(self, code: str, name: str) -> str:
        """The line that declares the signal."""
        index = f" [{self.width - 1}:0]" if self.kind == "wire" and self.width else ""
        return f"$var {self.kind} {max(1, self.width)} {code} {name}{index} $end"


def _binary(values: Values, width: int) -> Characters:
    """Integers of up to so many bits, negative ones as their complement in 64, without leading zeros."""
    if values.dtype == object:
        return texts(f"{number:b}" for number in values.tolist())
    places = np.arange(width - 1, -1, -1, dtype=np.uint64)
    made = (values.view(np.uint64)[:, np.newaxis] >> places & np.uint64(1)).astype(np.uint8) + np.uint8(ord("0"))
    made[:, :-1][np.logical_and.accumulate(made[:, :-1] == ord("0"), axis=1)] = 0
    return made


def vcd_chunks(recording: Recording, circuit: Circuit) -> Iterator[bytes]:
    """What a run of a circuit shows as VCD: ports, watched nets and sums, by changes only."""
    variables = sorted(_variables(recording, circuit), key=lambda variable: variable.scope)
    codes = [_code(number) for number in range(len(variables))]
    lines = ["$version neurocircuit $end", "$timescale 1 ns $end"]
    lines += [*_declarations(variables, codes), "$enddefinitions $end", "#0", "$dumpvars"]
    yield ("\n".join(lines) + "\n").encode()
    pairs = list(zip(variables, codes, strict=True))
    last: list[Values] = []
    time = 0
    for bits in recording.moments() if variables else ():
        shown = [variable.column.values(bits[:, variable.run]) for variable in variables]
        if not time and bits.shape[2]:
            yield b"".join(
                [joined([each.changes(values[:1], code)]) for (each, code), values in zip(pairs, shown, strict=True)]
            )
            yield b"$end\n"
            last = [values[:1] for values in shown]
        yield _changes(pairs, shown, last, time)
        last = [values[-1:] for values in shown]
        time += bits.shape[2]
    yield (b"" if time else b"$end\n") + f"#{time}\n".encode()


def _code(number: int) -> str:
    """A short identifier: the number in base 94, lowest digit first."""
    code = chr(_FIRST + number % _CODES)
    while number >= _CODES:
        number = number // _CODES - 1
        code += chr(_FIRST + number % _CODES)
    return code


def _variables(recording: Recording, circuit: Circuit) -> Iterator[_Variable]:
    """Every signal, each once; one for each run where there are several."""
    top = _fit(circuit.name or "circuit")
    names = NetNames(circuit)
    shown: dict[str, Column] = {}
    for column in recording.columns:
        if column.neuron is None and (column.section != "nets" or column.name not in shown):
            shown[column.name] = column
    for column in (*shown.values(), *(column for column in recording.columns if column.neuron is not None)):
        owner: tuple[str, ...] = ()
        name, kind, width = column.name, "wire", column.port.width if column.port.is_bus else 0
        if column.section == "nets":
            owner, name = _place(circuit.graph, name, column.nets[0])
        if column.neuron is not None:
            owner, name = _place(circuit.graph, name, names.find(name)[name])
            empty = column.values(np.zeros((len(recording.subject.outputs), 0), np.uint8))
            name, kind, width = f"z({name})", "real" if empty.dtype == object else "integer", 64
        for run in range(1 if recording.runs is None else recording.runs):
            scope = () if recording.runs is None else (f"run{run}",)
            yield _Variable((top, *scope, *map(_fit, owner)), kind, width, name, run, column)


def _place(graph: Graph, name: str, net: str) -> tuple[tuple[str, ...], str]:
    """The instances that a net belongs to, and its name among them."""
    owner: tuple[str, ...] = graph.nodes[net]["owner"]
    if name == net:
        return owner, graph.nodes[net].get("local", net)
    prefix = "".join(f"{instance}." for instance in owner)
    return (owner, name.removeprefix(prefix)) if name.startswith(prefix) else ((), name)


def _nearest_float(number: Number) -> float:
    try:
        return float(number)
    except OverflowError:
        return float_info.max if number > 0 else -float_info.max


def _fit(name: str) -> str:
    return _REFUSED.sub("_", name)


def _declarations(variables: list[_Variable], codes: list[str]) -> Iterator[str]:
    """The scopes, opened and closed along the sorted paths, with the variables in them."""
    open_scopes: list[str] = []
    names: dict[tuple[str, ...], Names] = {}
    for variable, code in zip(variables, codes, strict=True):
        scope = variable.scope
        common = 0
        while common < min(len(scope), len(open_scopes)) and scope[common] == open_scopes[common]:
            common += 1
        for _ in open_scopes[common:]:
            yield "$upscope $end"
        for name in scope[common:]:
            yield f"$scope module {name} $end"
        open_scopes = list(scope)
        bit = split_bit(variable.name)
        wanted = f"{_fit(bit[0])}[{bit[1]}]" if bit else _fit(variable.name)
        yield variable.declaration(code, names.setdefault(scope, Names()).fresh(wanted))
    for _ in open_scopes:
        yield "$upscope $end"


def _changes(
    pairs: Sequence[tuple[_Variable, str]], shown: Sequence[Values], last: Sequence[Values], time: int
) -> bytes:
    """The lines of a block that begins at that time, after those values."""
    moments = [
        np.flatnonzero(values != np.concatenate([before, values[:-1]]))
        for values, before in zip(shown, last, strict=True)
    ]
    lines = [
        variable.changes(values[moment], code)
        for (variable, code), values, moment in zip(pairs, shown, moments, strict=True)
    ]
    width = max(map(np.shape, lines), key=itemgetter(1))[1]
    body = np.concatenate([np.pad(each, ((0, 0), (width - each.shape[1], 0))) for each in lines])
    times = np.concatenate(moments) + time
    order = np.argsort(times, kind="stable")
    times = times[order]
    stamps = np.concatenate([repeated("#", len(times)), characters(times), repeated("\n", len(times))], axis=1)
    stamps[1:][times[1:] == times[:-1]] = 0
    return joined([stamps, body[order]])
