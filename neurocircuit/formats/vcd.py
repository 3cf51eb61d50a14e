"""Value change dump (IEEE 1364-2005, clause 18) of a trace, for waveform viewers; not a circuit format.

A pattern or cycle is one unit of time. Truth values are wires, buses vectors, weighted sums integers of 64 bits, or
reals where they are no such integers (viewers show those approximately). Instances are scopes, and so are runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import float_info

import numpy as np

from neurocircuit.logic.number import Number
from neurocircuit.netlist.bus import split_bit
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.graph import Graph
from neurocircuit.netlist.names import Names, NetNames
from neurocircuit.simulation.trace import Trace
from neurocircuit.simulation.values import Values

# The printable ASCII characters are the digits of identifiers, and what a name may hold: `$end` would close it.
_FIRST, _CODES = 33, 94
_REFUSED = re.compile(r"[^!-~]|^\$|[\[\]]")
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _Variable:
    """One signal: the path of its scope, its declared type, width and name, its values over time."""

    scope: tuple[str, ...]
    kind: str
    width: int
    name: str
    values: Values

    def changes(self, values: Values, code: str) -> list[str]:
        """The lines that say which values the signal takes."""
        numbers = values.tolist()
        if self.kind == "real":
            return [f"r{_nearest_float(number):.16g} {code}" for number in numbers]
        if self.kind == "integer":
            return [f"b{number & _WORD:b} {code}" for number in numbers]
        if self.width:
            return [f"b{number:b} {code}" for number in numbers]
        # False is -1 in the bipolar encoding; a wire knows 0 and 1.
        low, high = f"0{code}", f"1{code}"
        return [high if number > 0 else low for number in numbers]

    def declaration(self, code: str, name: str) -> str:
        """The line that declares the signal."""
        index = f" [{self.width - 1}:0]" if self.kind == "wire" and self.width else ""
        return f"$var {self.kind} {max(1, self.width)} {code} {name}{index} $end"


def vcd_bytes(trace: Trace, circuit: Circuit) -> bytes:
    """The trace of a circuit as VCD: ports, watched nets and sums, by changes only."""
    variables = sorted(_variables(trace, circuit), key=lambda variable: variable.scope)
    codes = [_code(number) for number in range(len(variables))]
    lines = ["$version neurocircuit $end", "$timescale 1 ns $end"]
    lines += _declarations(variables, codes)
    lines += ["$enddefinitions $end", *_changes(variables, codes)]
    return ("\n".join(lines) + "\n").encode()


def _code(number: int) -> str:
    """A short identifier: the number in base 94, lowest digit first."""
    code = chr(_FIRST + number % _CODES)
    while number >= _CODES:
        number = number // _CODES - 1
        code += chr(_FIRST + number % _CODES)
    return code


def _variables(trace: Trace, circuit: Circuit) -> Iterator[_Variable]:
    """Every signal, each once; one for each run where there are several."""
    top = _fit(circuit.name or "circuit")
    ports = {port.name: port for port in (*circuit.output_ports, *circuit.input_ports)}
    shown: Mapping[str, Values] = {**trace.inputs, **trace.outputs}
    names = NetNames(circuit)
    for name, values in shown.items():
        width = ports[name].width if ports[name].is_bus else 0
        yield from _runs((top,), (), "wire", width, name, values)
    for name, values in trace.nets.items():
        if name not in shown:
            nets = names.find(name)
            owner, local = _place(circuit.graph, name, next(iter(nets.values())))
            width = len(nets) if nets.keys() != {name} else 0
            yield from _runs((top,), owner, "wire", width, local, values)
    for name, values in trace.sums.items():
        owner, local = _place(circuit.graph, name, names.find(name)[name])
        kind = "real" if values.dtype == object else "integer"
        yield from _runs((top,), owner, kind, 64, f"z({local})", values)


def _place(graph: Graph, name: str, net: str) -> tuple[tuple[str, ...], str]:
    """The instances that a net belongs to, and its name among them."""
    owner: tuple[str, ...] = graph.nodes[net]["owner"]
    if name == net:
        return owner, graph.nodes[net].get("local", net)
    prefix = "".join(f"{instance}." for instance in owner)
    return (owner, name.removeprefix(prefix)) if name.startswith(prefix) else ((), name)


def _runs(
    top: tuple[str, ...], owner: tuple[str, ...], kind: str, width: int, name: str, values: Values
) -> Iterator[_Variable]:
    inner = tuple(map(_fit, owner))
    if values.ndim == 2:
        for run, row in enumerate(values):
            yield _Variable((*top, f"run{run}", *inner), kind, width, name, row)
    else:
        yield _Variable((*top, *inner), kind, width, name, np.atleast_1d(values))


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


def _changes(variables: list[_Variable], codes: list[str]) -> Iterator[str]:
    pairs = list(zip(variables, codes, strict=True))
    yield "#0"
    yield "$dumpvars"
    for variable, code in pairs:
        yield from variable.changes(variable.values[:1], code)
    yield "$end"
    moments = [np.flatnonzero(variable.values[1:] != variable.values[:-1]) + 1 for variable in variables]
    lines: list[str] = []
    for (variable, code), moment in zip(pairs, moments, strict=True):
        lines += variable.changes(variable.values[moment], code)
    times = np.concatenate([np.empty(0, np.int64), *moments])
    order = np.argsort(times, kind="stable")
    now = 0
    for place, time in zip(order.tolist(), times[order].tolist(), strict=True):
        if time != now:
            yield f"#{time}"
            now = time
        yield lines[place]
    yield f"#{max((len(variable.values) for variable in variables), default=0)}"
