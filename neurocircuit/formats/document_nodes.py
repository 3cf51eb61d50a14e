"""The nodes of a native circuit file: perceptrons, gates, registers and instances, with the nets that they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neurocircuit.errors import LimitError, NeurocircuitError, counted, shorten
from neurocircuit.formats.strict_json import Place, check_keys, expect, metadata_of, number_of
from neurocircuit.logic.gates import find_gate, gate_perceptron
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import MISSING_THRESHOLD_HINT, Perceptron
from neurocircuit.netlist.bus import MAX_PORT_BITS, declared_bits, split_range
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register
from neurocircuit.netlist.frozen import NOTHING, freeze
from neurocircuit.netlist.graph import instance_outputs
from neurocircuit.netlist.names import BitNames, one_port_calls

_ALWAYS = ("description", "metadata")


class Nodes:
    """The nodes of one circuit while they are read: instances first, because their outputs are nets too."""

    def __init__(self, find: Callable[[str, Place], Circuit], encoding: str, inputs: list[str], place: Place) -> None:
        self.find = find
        self.encoding = encoding
        self.place = place
        self.known: set[str] = set(inputs)
        self.calls: dict[str, str] = {}
        self.names = BitNames(self.known, calls=self.calls)
        self.definitions: dict[str, Circuit] = {}
        self.neurons: dict[tuple[object, ...], Perceptron] = {}
        self.nodes: dict[str, Node] = {}

    def read(self, written: dict[str, Any]) -> None:
        """Read all nodes, in file order."""
        kinds = {}
        for name, body in written.items():
            place = self.place / name
            kinds[name] = self._kind_of(name, body, place)
            if kinds[name] == "circuit":
                reference = expect(body["circuit"], str, place / "circuit")
                self.definitions[name] = circuit = self.find(reference, place / "circuit")
                self.known.update(output for output, _ in instance_outputs(name, circuit))
            else:
                self.known.add(name)
        self.calls.update(one_port_calls(self.definitions))
        for name, body in written.items():
            _, read = _KINDS[kinds[name]]
            self.nodes[name] = read(self, name, body, self.place / name)

    def _kind_of(self, name: str, body: Any, place: Place) -> str:
        expect(body, dict, place)
        kinds = [key for key in _KINDS if key in body]
        if len(kinds) != 1:
            given = f"both {' and '.join(map(repr, kinds))}" if kinds else "none of them"
            place.refuse(f"a node has exactly one of {', '.join(_KINDS)}: here {given}")
        kind = kinds[0]
        if len(body) > 1:
            check_keys(body, (kind, *_KINDS[kind][0], *_ALWAYS), place)
        if name.endswith("]") and split_range(name):
            place.refuse(f"{shorten(name)!r} is a range, and a node drives one net", "give each bit its node")
        return kind

    def bits(self, reference: str) -> list[str]:
        """The nets that a reference stands for: a bus highest bit first, a range as it is written.

        An unknown reference stands for itself, for the checks to report.
        """
        if reference in self.known:
            return [reference]
        nets, span = self.value_bits(reference), split_range(reference)
        return nets[::-1] if span is not None and span[1] < span[2] else nets

    def value_bits(self, reference: str) -> list[str]:
        """The nets of a reference as of a number, highest bit first in whatever direction a range is written."""
        return list(self.names.bits(reference)[::-1]) or [reference]

    def _one(self, reference: Any, place: Place) -> str:
        nets = self.bits(expect(reference, str, place))
        if len(nets) != 1:
            place.refuse(f"{shorten(reference)!r} has {len(nets)} bits, expected one")
        return nets[0]

    def _neuron(self, name: str, body: dict[str, Any], place: Place) -> Neuron:
        if "threshold" not in body:
            place.refuse("'threshold' is missing", MISSING_THRESHOLD_HINT)
        nets: list[str] = []
        weights: list[Number] = []
        for reference, weight in expect(body["weights"], dict, place / "weights").items():
            number = number_of(weight, place / "weights" / reference)
            bits = self.bits(reference)
            nets.extend(bits)
            span = split_range(reference) if len(bits) > 1 else None
            falling = span is None or span[1] >= span[2]
            places = range(len(bits) - 1, -1, -1) if falling else range(len(bits))
            weights.extend([number * (1 << place) for place in places])
        bias = number_of(body.get("bias", 0), place / "bias")
        threshold = number_of(body["threshold"], place / "threshold")
        key = (*weights, bias, threshold)
        perceptron = self.neurons.get(key)
        if perceptron is None:
            perceptron = self.neurons[key] = Perceptron(weights, bias, threshold, self.encoding)
        return Neuron(perceptron, tuple(nets), "", *_notes(body, place))

    def _gate(self, name: str, body: dict[str, Any], place: Place) -> Neuron:
        gate = expect(body["gate"], str, place / "gate")
        nets: list[str] = []
        for reference in expect(body.get("inputs", []), list, place / "inputs"):
            nets.extend(self.bits(expect(reference, str, place / "inputs")))
        k = None if "k" not in body else expect(body["k"], int, place / "k")
        try:
            perceptron = gate_perceptron(gate, len(nets), k, self.encoding)
            return Neuron(perceptron, tuple(nets), find_gate(gate).name, *_notes(body, place))
        except NeurocircuitError as error:
            place.refuse(error.what, error.hint)

    def _register(self, name: str, body: dict[str, Any], place: Place) -> Register:
        initial = expect(body.get("initial", 0), int, place / "initial")
        return Register(self._one(body["register"], place / "register"), initial, *_notes(body, place))

    def _instance(self, name: str, body: dict[str, Any], place: Place) -> Instance:
        circuit = self.definitions[name]
        given: dict[str, str] = {}
        ports_in = {port.name: port for port in circuit.input_ports}
        inputs = set(circuit.inputs)
        here = place / "inputs"
        for key, value in expect(body.get("inputs", {}), dict, here).items():
            spot = here / key
            parts = value if isinstance(value, list) else [value]
            nets = [net for part in parts for net in self.value_bits(expect(part, str, spot))]
            span = split_range(key)
            if span is not None:
                targets = tuple(declared_nets([key], here)[:: 1 if span[1] >= span[2] else -1])
            else:
                targets = ports_in[key].bits[::-1] if key in ports_in else (key,)
            if not inputs.issuperset(targets):
                check_keys({key: value}, tuple(ports_in), here)
            if len(nets) != len(targets):
                spot.refuse(f"{counted(len(nets), 'bit')} for the {len(targets)} of {shorten(key)}")
            for target, net in zip(targets, nets, strict=True):
                if target in given:
                    spot.refuse(f"input {target!r} is given twice")
                given[target] = net
        for target in circuit.inputs:
            if target not in given:
                here.refuse(f"input {target!r} of {circuit.name or name} is missing")
        nets_in_order = tuple([given[target] for target in circuit.inputs])
        return Instance(circuit, nets_in_order, body["circuit"], *_notes(body, place))


def _notes(body: dict[str, Any], place: Place) -> tuple[str, Any]:
    if "description" not in body and "metadata" not in body:
        return _NO_NOTES
    description = expect(body.get("description", ""), str, place / "description")
    here = place / "metadata"
    return description, freeze(metadata_of(expect(body.get("metadata", {}), dict, here), here))


_NO_NOTES: tuple[str, Any] = ("", NOTHING)

#: What decides a node's kind, the other keys that go with it, and what reads it.
_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Nodes, str, dict[str, Any], Place], Node]]] = {
    "weights": (("bias", "threshold"), Nodes._neuron),
    "gate": (("inputs", "k"), Nodes._gate),
    "register": (("initial",), Nodes._register),
    "circuit": (("inputs",), Nodes._instance),
}


def declared_nets(names: Any, place: Place) -> list[str]:
    """The nets that a list of ports declares; how many is known before any is made."""
    total = 0
    made: list[str] = []
    for name in expect(names, list, place):
        expect(name, str, place)
        span = split_range(name)
        total += 1 if span is None else abs(span[1] - span[2]) + 1
        if total > MAX_PORT_BITS:
            raise too_many_bits(total, place)
        try:
            made.extend(declared_bits(name))
        except NeurocircuitError as error:
            place.refuse(error.what, error.hint)
    return made


def too_many_bits(bits: int, place: Place) -> LimitError:
    """The error of more port bits than are allowed."""
    return LimitError(f"{bits:,} port bits", where=place.path, hint=f"at most {MAX_PORT_BITS:,}")
