"""The native circuit file, JSON, ``neurocircuit/1``: writing.

The text is canonical: keys in a fixed order, one line a node, neighbouring bits as ranges, numbers as short as they are
exact; what was read from it is written as it again, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from neurocircuit.formats.context import Context
from neurocircuit.formats.strict_json import Place, metadata_of
from neurocircuit.logic.number import Number
from neurocircuit.logic.text import OneLine, json_lines, json_number, json_text
from neurocircuit.netlist.bus import ports, range_bits, runs, scalars_beside_buses, split_bit, split_range
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Node, Register, Test
from neurocircuit.netlist.hierarchy import bottom_up, visible, written
from neurocircuit.netlist.names import Names
from neurocircuit.netlist.rename import rename_nets

FORMAT = "neurocircuit/1"
#: What a circuit may have, in the order in which it is written.
KEYS = ("name", "description", "encoding", "inputs", "outputs", "nodes", "circuits", "tests", "metadata")

_LINE = 120

Keep = Callable[[str, Circuit], bool]


def dumps(circuit: Circuit, context: Context) -> bytes:
    """The document of a sound circuit; what it could not refer to becomes a definition in it."""
    writer = _Writer(rename_nets(circuit, partial(_writable, _beside_buses(circuit))), context.refers)
    return "\n".join((*json_lines({"format": FORMAT, **writer.document()}), "")).encode()


def unwritable_names(circuit: Circuit) -> tuple[str, ...]:
    """The nets that are renamed when the circuit is written: they look like ranges, or are scalars beside a bus."""
    names = (*circuit.inputs, *circuit.outputs, *circuit.nodes)
    beside = _beside_buses(circuit)
    return tuple(dict.fromkeys(name for name in names if name in beside or split_range(name) is not None))


def _beside_buses(circuit: Circuit) -> frozenset[str]:
    """Scalar ports, also of definitions, that JSON could not tell from a bus of the same name."""
    found = (scalars_beside_buses(part.inputs, part.outputs) for part in bottom_up(circuit))
    return frozenset(name for kinds in found for names in kinds for name in names)


def _writable(beside_buses: frozenset[str], name: str) -> str:
    if name in beside_buses:
        return f"{name}_"
    return re.sub(r"[\[\]:]", "_", name) if split_range(name) is not None else name


def _fits(value: Any, depth: int) -> bool:
    return len(json_text(value)) + 2 * depth <= _LINE


class _Writer:
    """One document while it is written: how each definition is called in it."""

    def __init__(self, circuit: Circuit, keep: Keep) -> None:
        self.top = circuit
        self.keep = keep
        self.names: dict[int, str] = {}
        self.kept: dict[tuple[int, str], bool] = {}
        self.added: dict[str, Circuit] = {}
        self.fresh = Names(name for _, outer in written(circuit) for name in outer.circuits)

    def document(self) -> dict[str, Any]:
        """The members of the top circuit; definitions that it lacks are added to its own."""
        self._reserve_kept(self.top)
        made = self._circuit(self.top, (self.top,), 0)
        added: dict[str, Any] = {}
        while len(added) < len(self.added):
            # Writing one definition may add the ones that it uses.
            name, circuit = list(self.added.items())[len(added)]
            added[name] = self._definition(name, circuit, (self.top, circuit), 2)
        if added:
            made["circuits"] = {**made.get("circuits", {}), **added}
            made = {key: made[key] for key in KEYS if key in made}
        return made

    def _reserve_kept(self, circuit: Circuit) -> None:
        """Names under which circuits outside the document are reached must not be given to others inside it."""
        parts = {id(part): part for _, outer in written(circuit) for part in bottom_up(outer)}
        for part in parts.values():
            self.fresh.taken.update(node.reference for node in part.instances.values() if self._keeps(node))

    def _keeps(self, node: Instance) -> bool:
        key = (id(node.circuit), node.reference)
        if key not in self.kept:
            self.kept[key] = bool(node.reference) and self.keep(node.reference, node.circuit)
        return self.kept[key]

    def _circuit(self, circuit: Circuit, chain: tuple[Circuit, ...], depth: int) -> dict[str, Any]:
        inherited = chain[-2].encoding if len(chain) > 1 else "binary"
        outputs: Any = _outputs(circuit)
        metadata = metadata_of(circuit.metadata, Place())
        opened = isinstance(outputs, dict) and not _fits(outputs, depth + 5)
        inner = circuit.circuits.items()
        made: dict[str, Any] = {
            "name": circuit.name,
            "description": circuit.description,
            "encoding": circuit.encoding if circuit.encoding != inherited else "",
            "inputs": OneLine([name for _, _, name in _declared(circuit.inputs)]),
            "outputs": {name: OneLine(outputs[name]) for name in outputs} if opened else OneLine(outputs),
            "nodes": {name: OneLine(self._node(node, chain)) for name, node in circuit.nodes.items()},
            "circuits": {name: self._definition(name, part, (*chain, part), depth + 2) for name, part in inner},
            "tests": [_test(test, depth + 2) for test in circuit.tests],
            "metadata": OneLine(metadata) if metadata and _fits(metadata, depth + 6) else metadata,
        }
        return {key: value for key, value in made.items() if value or key == "nodes"}

    def _definition(self, name: str, circuit: Circuit, chain: tuple[Circuit, ...], depth: int) -> dict[str, Any]:
        made = self._circuit(circuit, chain, depth)
        if made.get("name") == name:
            del made["name"]
        return made

    def _node(self, node: Node, chain: tuple[Circuit, ...]) -> dict[str, Any]:
        made: dict[str, Any]
        if isinstance(node, Neuron):
            made = _gate(node) if node.gate else _perceptron(node)
        elif isinstance(node, Register):
            made = {"register": node.next}
            if node.initial:
                made["initial"] = node.initial
        else:
            made = {"circuit": self._reference(node, chain), "inputs": dict(_instance_inputs(node))}
        notes = {"description": node.description, "metadata": metadata_of(node.metadata, Place())}
        return made | {key: value for key, value in notes.items() if value}

    def _reference(self, node: Instance, chain: tuple[Circuit, ...]) -> str:
        """The name by which an instance finds its definition from where it is written."""
        for wanted in (node.reference, self.names.get(id(node.circuit), "")):
            found = visible(wanted, chain)
            if found is None:
                if self._reaches(wanted, node):
                    return wanted
            elif found is node.circuit or found == node.circuit:
                return wanted
        return self._add(node)

    def _reaches(self, name: str, node: Instance) -> bool:
        """Whether a name that no definition around has leads to the instance's circuit."""
        if name in self.added:
            return self.added[name] is node.circuit or self.added[name] == node.circuit
        return name == node.reference and self._keeps(node)

    def _add(self, node: Instance) -> str:
        stem = node.reference.rpartition("/")[2].removesuffix(".json")
        wanted = re.sub(r"\s", "_", node.circuit.name or stem or "circuit")
        wanted = wanted if wanted.isprintable() and not wanted.endswith(".json") else "circuit"
        name = self.fresh.fresh(wanted)
        self.names[id(node.circuit)] = name
        self.added[name] = node.circuit
        return name


def _declared(names: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Ports with each complete bus that stands together as a range; other runs stay bit by bit."""
    complete = {port.name: port.width for port in ports(names) if port.is_bus}
    for start, stop, name in runs(names):
        base = (split_range(name) or ("",))[0]
        if stop - start > 1 and complete.get(base) == stop - start:
            yield start, stop, name
        else:
            yield from ((index, index + 1, names[index]) for index in range(start, stop))


def _outputs(circuit: Circuit) -> list[str] | dict[str, Any]:
    if circuit.outputs == circuit.output_nets:
        return [name for _, _, name in _declared(circuit.outputs)]
    made: dict[str, Any] = {}
    for start, stop, name in _declared(circuit.outputs):
        nets = circuit.output_nets[start:stop]
        joined = [part for _, _, part in runs(nets)]
        # A whole bus that shows neighbouring bits in falling order is written whole.
        if _falls(name) and len(joined) == 1 and _falls(joined[0]):
            made[name[: name.rindex("[")]] = joined[0]
        else:
            made.update(zip(circuit.outputs[start:stop], nets, strict=True))
    return made


def _falls(name: str) -> bool:
    span = split_range(name)
    return span is not None and span[1] > span[2]


def _gate(node: Neuron) -> dict[str, Any]:
    made: dict[str, Any] = {"gate": node.gate}
    if node.gate == "AT_LEAST":
        made["k"] = node.perceptron.integer_form.threshold
    if node.inputs:
        made["inputs"] = [name for _, _, name in runs(node.inputs)]
    return made


def _perceptron(node: Neuron) -> dict[str, Any]:
    weights = dict(zip(node.inputs, node.perceptron.weights, strict=True))
    made: dict[str, Any] = {"weights": {net: json_number(weight) for net, weight in _joined_weights(weights)}}
    if node.perceptron.bias:
        made["bias"] = json_number(node.perceptron.bias)
    made["threshold"] = json_number(node.perceptron.threshold)
    return made


def _joined_weights(weights: dict[str, Number]) -> Iterator[tuple[str, Number]]:
    """Neighbouring bits whose weights double, down to or up from bit 0, as one range with the weight of bit 0."""
    nets = tuple(weights)
    for start, stop, name in runs(nets):
        span = split_range(name) if stop - start > 1 else None
        if span is not None and min(span[1], span[2]) == 0:
            base, first, last = span
            unit = weights[f"{base}[0]"]
            bits = range_bits(base, first, last)
            if all(weights[bit] == unit * (1 << split_bit(bit)[1]) for bit in bits):  # type: ignore[index]
                yield name, unit
                continue
        yield from ((net, weights[net]) for net in nets[start:stop])


def _instance_inputs(node: Instance) -> Iterator[tuple[str, Any]]:
    given = dict(zip(node.circuit.inputs, node.inputs, strict=True))
    for port in node.circuit.input_ports:
        nets = [given[bit] for bit in reversed(port.bits)]
        joined = [part for _, _, part in runs(nets)]
        whole = len(joined) == 1 and (len(nets) == 1 or _falls(joined[0]))
        yield port.name, joined[0] if whole else nets


def _test(test: Test, depth: int) -> Any:
    made: dict[str, Any] = {"name": test.name} if test.name else {}
    made["columns"] = test.columns
    made["rows"] = test.rows
    if _fits(made, depth):
        return OneLine(made)
    opened = {key: OneLine(value) for key, value in made.items()}
    return opened | {"rows": [OneLine(row) for row in test.rows]}
