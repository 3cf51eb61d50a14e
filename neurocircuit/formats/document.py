"""The native circuit file, JSON, ``neurocircuit/1``: reading.

``circuit.schema.json`` beside this module describes the documents for other tools; ``document_writer`` writes them.
References to buses and ranges are expanded to bits here, so that nothing further in knows them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from neurocircuit.errors import FormatError, LimitError, NeurocircuitError, shorten
from neurocircuit.formats.document_writer import FORMAT, dumps
from neurocircuit.logic.gates import find_gate, gate_perceptron
from neurocircuit.logic.number import MAX_DIGITS, Number, exact, parse_number
from neurocircuit.logic.perceptron import ENCODINGS, MISSING_THRESHOLD_HINT, Perceptron
from neurocircuit.netlist.bus import (
    MAX_PORT_BITS,
    bus_bits,
    declared_bits,
    name_fault,
    range_bits,
    scalars_beside_buses,
    split_bit,
    split_range,
)
from neurocircuit.netlist.checks import MAX_NESTING
from neurocircuit.netlist.circuit import NOTHING, Circuit, Instance, Neuron, Node, Register, Test, freeze
from neurocircuit.netlist.graph import instance_outputs

__all__ = ["dumps", "parse"]

_CIRCUIT_KEYS = (
    "name",
    "description",
    "encoding",
    "inputs",
    "outputs",
    "nodes",
    "circuits",
    "tests",
    "metadata",
)
_REQUIRED = ("inputs", "outputs", "nodes")
_ALWAYS = ("description", "metadata")

Find = Callable[[str], Circuit]


class _Literal(str):
    """A JSON number that is no integer, as its text: no binary rounding has touched it."""

    __slots__ = ()


class _Place:
    """Where in a document something stands; makes the errors that say so.

    Places are made for everything that is read and shown for what is refused: their text is put together only then.
    """

    __slots__ = ("key", "outer")

    def __init__(self, key: object = "", outer: _Place | None = None) -> None:
        self.key = key
        self.outer = outer

    def __truediv__(self, key: object) -> _Place:
        return _Place(key, self)

    @property
    def path(self) -> str:
        """The keys that lead here: ``nodes.g.weights``."""
        path = ""
        place: _Place | None = self
        while place is not None and place.outer is not None:
            step = f"[{place.key}]" if isinstance(place.key, int) else f".{shorten(str(place.key))}"
            path = step + path
            place = place.outer
        return path.removeprefix(".")

    def refuse(self, what: str, hint: str = "") -> NoReturn:
        raise FormatError(what, where=self.path, hint=hint)


def parse(text: str, source: str, name: str, find_file: Find, find_ready_made: Find) -> Circuit:
    """The circuit that a document describes.

    Args:
        text: the JSON text.
        source: what stands for the file in messages.
        name: of the circuit where the document gives none.
        find_file: the circuit in the file that a reference ending in .json names.
        find_ready_made: the ready-made circuit of a name.

    Raises:
        FormatError: for a text that is no such document, with the place in it.
        NumberError: for a number beyond the limits.
    """
    document = load(text, source)
    top = _Place()
    if not isinstance(document, dict):
        top.refuse(f"the document is {_kind(document)}", "a JSON object with format, inputs, outputs and nodes")
    version = document.get("format")
    if version != FORMAT:
        _refuse_version(version)
    body = {key: value for key, value in document.items() if key != "format"}
    return _Scope(None, {}, "binary", top, find_file, find_ready_made, []).circuit(body, top, name)


def load(text: str, source: str = "") -> Any:
    """JSON text as Python values, strictly: each key once, no NaN, numbers that are no integers as their text.

    Raises:
        FormatError: for anything else, with the line.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_Literal,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise FormatError(f"no JSON: {error.msg.lower()}", where=error.lineno, source=source) from None
    except RecursionError:
        raise FormatError("the text is nested too deeply", source=source) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise FormatError(f"duplicate key {shorten(twice)!r}", hint="give each key once")
    return made


def _integer(text: str) -> int:
    digits = len(text.removeprefix("-"))
    if digits > MAX_DIGITS:
        raise FormatError(f"a number of {digits} digits", hint=f"at most {MAX_DIGITS}")
    return int(text)


def _no_constant(text: str) -> NoReturn:
    raise FormatError(f"{text} is not a number", hint="JSON has no NaN or Infinity")


def _refuse_version(version: object) -> NoReturn:
    place = _Place() / "format"
    if version is None:
        place.refuse("'format' is missing", f'write "format": "{FORMAT}"')
    family, _, number = str(version).partition("/")
    if family == "neurocircuit" and number.isascii() and number.isdigit() and int(number[:9]) > 1:
        place.refuse(f"{str(version)[:40]!r} is newer than this program", "install a newer neurocircuit")
    place.refuse(f"unknown format {str(version)[:40]!r}", f"write {FORMAT!r}")


def _kind(value: object) -> str:
    names: tuple[tuple[type, str], ...] = (
        (dict, "an object"),
        (list, "an array"),
        (bool, "a truth value"),
        (_Literal, "a number"),
        (str, "a string"),
        (int, "a number"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _too_deep(place: _Place) -> LimitError:
    return LimitError("definitions nested too deeply", where=place.path[-100:], hint=f"at most {MAX_NESTING} levels")


def _too_many_bits(bits: int, place: _Place) -> LimitError:
    return LimitError(f"{bits:,} port bits", where=place.path, hint=f"at most {MAX_PORT_BITS:,}")


def _expect(value: Any, kind: type, place: _Place) -> Any:
    if type(value) is not kind:
        wanted = {dict: "an object", list: "an array", str: "a string", int: "an integer"}[kind]
        place.refuse(f"{_kind(value)}, expected {wanted}")
    return value


def _check_keys(given: Mapping[str, Any], allowed: Iterable[str], place: _Place) -> None:
    unknown = next((key for key in given if key not in allowed), None)
    if unknown is not None:
        near = get_close_matches(unknown[:80], tuple(allowed), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(allowed)}"
        place.refuse(f"unknown key {shorten(unknown)!r}", hint)


def _number(value: Any, place: _Place) -> Number:
    try:
        if type(value) is int:
            return exact(value)
        if type(value) is _Literal or (type(value) is str and "/" in value):
            return parse_number(value)
    except NeurocircuitError as error:
        place.refuse(error.what, error.hint)
    shown = f" {value[:40]!r}" if isinstance(value, str) else ""
    place.refuse(f"{_kind(value)}{shown}, expected a number", 'a JSON number, or a string "p/q"')


def _metadata(value: Any) -> Any:
    """JSON values as they are; a number is a float where that loses nothing, else exact."""
    if isinstance(value, dict):
        return {key: _metadata(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_metadata(entry) for entry in value]
    if isinstance(value, _Literal):
        number = parse_number(value)
        return float(value) if exact(float(value)) == number else number
    return value


class _Scope:
    """The definitions that a circuit can name: its own, then those around it, then the ready-made ones.

    They inherit ``encoding``, that of the circuit in which they are written.
    """

    def __init__(
        self,
        outer: _Scope | None,
        written: dict[str, Any],
        encoding: str,
        place: _Place,
        find_file: Find,
        find_ready_made: Find,
        opened: list[tuple[int, str]],
    ) -> None:
        self.outer = outer
        self.written = written
        self.encoding = encoding
        self.place = place
        self.find_file = find_file
        self.find_ready_made = find_ready_made
        self.opened = opened
        self.made: dict[str, Circuit] = {}

    def definition(self, name: str) -> Circuit:
        """The definition of that name written in this very scope; read when it is first asked for."""
        if name not in self.made:
            place = self.place / name
            key = (id(self), name)
            if key in self.opened:
                names = [name for _, name in self.opened[self.opened.index(key) :]]
                place.refuse(f"the definition contains itself: {' -> '.join([*names, name])}"[:200])
            if len(self.opened) >= MAX_NESTING:
                raise _too_deep(place)
            self.opened.append(key)
            self.made[name] = self.circuit(self.written[name], place, name)
            self.opened.pop()
        return self.made[name]

    def find(self, name: str, place: _Place) -> Circuit:
        """The circuit that an instance written in this scope names."""
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.written:
                return scope.definition(name)
            scope = scope.outer
        try:
            return self.find_file(name) if name.endswith(".json") else self.find_ready_made(name)
        except NeurocircuitError as error:
            if error.source and error.source != shorten(name, 100):
                raise
            known = [name for scope in self._outwards() for name in scope.written]
            near = get_close_matches(name[:80], known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else error.hint
            what = error.what if name.endswith(".json") else f"unknown circuit {shorten(name)!r}"
            place.refuse(what, hint)

    def _outwards(self) -> Iterable[_Scope]:
        scope: _Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def circuit(self, body: Any, place: _Place, name: str) -> Circuit:
        """The circuit that an object describes."""
        _expect(body, dict, place)
        _check_keys(body, _CIRCUIT_KEYS, place)
        for key in _REQUIRED:
            if key not in body:
                place.refuse(f"{key!r} is missing")
        encoding = _expect(body.get("encoding", self.encoding), str, place / "encoding")
        if encoding not in ENCODINGS:
            (place / "encoding").refuse(f"unknown encoding {encoding[:40]!r}", f"one of {', '.join(ENCODINGS)}")
        written = _expect(body.get("circuits", {}), dict, place / "circuits")
        inner = _Scope(self, written, encoding, place / "circuits", self.find_file, self.find_ready_made, self.opened)
        if len(list(inner._outwards())) > MAX_NESTING + 2:
            raise _too_deep(place)
        inputs = _declared(body["inputs"], place / "inputs")
        reader = _Nodes(inner, encoding, inputs, place / "nodes")
        reader.read(_expect(body["nodes"], dict, place / "nodes"))
        outputs = _outputs(body["outputs"], reader.value_bits, place / "outputs")
        if len(inputs) + len(outputs) > MAX_PORT_BITS:
            raise _too_many_bits(len(inputs) + len(outputs), place)
        _check_bus_names(inputs, outputs, place)
        for definition in written:
            fault = name_fault(definition)
            if fault:
                (place / "circuits").refuse(fault, "names have no white space or control characters")
            inner.definition(definition)
        tests = _expect(body.get("tests", []), list, place / "tests")
        return Circuit(
            inputs,
            outputs,
            reader.nodes,
            name=_expect(body.get("name", name), str, place / "name"),
            encoding=encoding,
            description=_expect(body.get("description", ""), str, place / "description"),
            circuits=inner.made if list(inner.made) == list(written) else {key: inner.made[key] for key in written},
            tests=[_test(test, place / "tests" / number) for number, test in enumerate(tests)],
            metadata=_metadata(_expect(body.get("metadata", {}), dict, place / "metadata")),
        )


def _declared(names: Any, place: _Place) -> list[str]:
    """The nets that a list of ports declares; how many is known before any is made."""
    total = 0
    made: list[str] = []
    for name in _expect(names, list, place):
        _expect(name, str, place)
        span = split_range(name)
        total += 1 if span is None else abs(span[1] - span[2]) + 1
        if total > MAX_PORT_BITS:
            raise _too_many_bits(total, place)
        try:
            made.extend(declared_bits(name))
        except NeurocircuitError as error:
            place.refuse(error.what, error.hint)
    return made


def _outputs(written: Any, bits: Callable[[str], list[str]], place: _Place) -> dict[str, str]:
    made: dict[str, str] = {}

    def put(output: str, net: str) -> None:
        if output in made:
            place.refuse(f"output {shorten(output)!r} is there twice", "each name once")
        made[output] = net

    if isinstance(written, list):
        for name in _declared(written, place):
            put(name, name)
        return made
    for name, value in _expect(written, dict, place).items():
        here = place / name
        listed = isinstance(value, list)
        nets = [net for part in (value if listed else [value]) for net in bits(_expect(part, str, here))]
        span = split_range(name)
        if span is not None:
            targets = _declared([name], here)
            nets = nets if span[1] >= span[2] else nets[::-1]
        elif not listed and len(nets) == 1 and (nets == [value] or split_bit(value) or split_bit(name)):
            targets = [name]
        else:
            targets = range_bits(name, len(nets) - 1, 0) if nets else []
        if len(targets) != len(nets) or not nets:
            here.refuse(f"{len(nets)} bits for the {len(targets)} of {shorten(name)}")
        if len(made) + len(nets) > MAX_PORT_BITS:
            raise _too_many_bits(len(made) + len(nets), place)
        for target, net in zip(targets, nets, strict=True):
            put(target, net)
    return made


def _check_bus_names(inputs: list[str], outputs: Mapping[str, str], place: _Place) -> None:
    """A scalar beside a complete bus of the same base name could not be told from it in results."""
    *beside, across = scalars_beside_buses(inputs, list(outputs))
    for where, names in zip(("inputs", "outputs"), beside, strict=True):
        if names:
            name = min(names)
            (place / where).refuse(f"{name!r} stands beside its own bit '{name}[0]'", "a scalar or a bus, not both")
    for name in across:
        (place / "outputs").refuse(f"{name!r} is an input of another width", "rename one of them")


class _Nodes:
    """The nodes of one circuit while they are read: instances first, because their outputs are nets too."""

    def __init__(self, scope: _Scope, encoding: str, inputs: list[str], place: _Place) -> None:
        self.scope = scope
        self.encoding = encoding
        self.place = place
        self.known: set[str] = set(inputs)
        self.aliases: dict[str, Circuit] = {}
        self.buses: dict[str, dict[int, str]] | None = None
        self.neurons: dict[tuple[object, ...], Perceptron] = {}
        self.nodes: dict[str, Node] = {}

    def read(self, written: dict[str, Any]) -> None:
        """Read all nodes, in file order."""
        kinds = {}
        definitions: dict[str, Circuit] = {}
        for name, body in written.items():
            place = self.place / name
            kinds[name] = kind = self._kind_of(name, body, place)
            if kind == "circuit":
                reference = _expect(body["circuit"], str, place / "circuit")
                definitions[name] = circuit = self.scope.find(reference, place / "circuit")
                self.known.update(output for output, _ in instance_outputs(name, circuit))
                if len(circuit.output_ports) == 1:
                    self.aliases[name] = circuit
            else:
                self.known.add(name)
        for name, body in written.items():
            place = self.place / name
            kind = kinds[name]
            if kind == "circuit":
                self.nodes[name] = self._instance(name, body, definitions[name], place)
            else:
                self.nodes[name] = _READERS[kind](self, body, place)

    def _kind_of(self, name: str, body: Any, place: _Place) -> str:
        _expect(body, dict, place)
        kinds = [key for key in _KINDS if key in body]
        if len(kinds) != 1:
            given = f"both {' and '.join(map(repr, kinds))}" if kinds else "none of them"
            place.refuse(f"a node has exactly one of {', '.join(_KINDS)}: here {given}")
        kind = kinds[0]
        if len(body) > 1:
            _check_keys(body, (kind, *_KINDS[kind], *_ALWAYS), place)
        if name.endswith("]") and split_range(name):
            place.refuse(f"{shorten(name)!r} is a range, and a node drives one net", "give each bit its node")
        return kind

    def bits(self, reference: str) -> list[str]:
        """The nets that a reference stands for: a bus highest bit first, a range as it is written.

        An unknown reference stands for itself, for the checks to report.
        """
        if reference in self.known:
            return [reference]
        if self.buses is None:
            self.buses = bus_bits(self.known)
        bit = split_bit(reference)
        base, first, last = (*bit, bit[1]) if bit else split_range(reference) or (reference, -1, 0)
        if base in self.aliases and base not in self.buses:
            base = f"{base}.{self.aliases[base].output_ports[0].name}"
        bus = self.buses.get(base)
        if first >= 0:
            if f"{base}[{first}]" not in self.known or f"{base}[{last}]" not in self.known:
                return [reference]
            return range_bits(base, first, last)
        return [bus[index] for index in range(len(bus) - 1, -1, -1)] if bus else [reference]

    def value_bits(self, reference: str) -> list[str]:
        """The nets of a reference as of a number, highest bit first in whatever direction a range is written."""
        nets = self.bits(reference)
        span = None if reference in self.known else split_range(reference)
        return nets[::-1] if span is not None and span[1] < span[2] else nets

    def _one(self, reference: Any, place: _Place) -> str:
        nets = self.bits(_expect(reference, str, place))
        if len(nets) != 1:
            place.refuse(f"{shorten(reference)!r} has {len(nets)} bits, expected one")
        return nets[0]

    def _neuron(self, body: dict[str, Any], place: _Place) -> Neuron:
        if "threshold" not in body:
            place.refuse("'threshold' is missing", MISSING_THRESHOLD_HINT)
        nets: list[str] = []
        weights: list[Number] = []
        for reference, weight in _expect(body["weights"], dict, place / "weights").items():
            number = _number(weight, place / "weights" / reference)
            if reference in self.known:
                nets.append(reference)
                weights.append(number)
            else:
                bits = self.bits(reference)
                nets.extend(bits)
                span = split_range(reference)
                falling = span is None or span[1] >= span[2]
                places = range(len(bits) - 1, -1, -1) if falling else range(len(bits))
                weights.extend([number * (1 << place) for place in places])
        bias = _number(body.get("bias", 0), place / "bias")
        threshold = _number(body["threshold"], place / "threshold")
        key = (*weights, bias, threshold)
        perceptron = self.neurons.get(key)
        if perceptron is None:
            perceptron = self.neurons[key] = Perceptron(weights, bias, threshold, self.encoding)
        return Neuron(perceptron, tuple(nets), "", *_notes(body, place))

    def _gate(self, body: dict[str, Any], place: _Place) -> Neuron:
        name = _expect(body["gate"], str, place / "gate")
        nets: list[str] = []
        for reference in _expect(body.get("inputs", []), list, place / "inputs"):
            if type(reference) is str and reference in self.known:
                nets.append(reference)
            else:
                nets.extend(self.bits(_expect(reference, str, place / "inputs")))
        k = None if "k" not in body else _expect(body["k"], int, place / "k")
        try:
            perceptron = gate_perceptron(name, len(nets), k, self.encoding)
            return Neuron(perceptron, tuple(nets), find_gate(name).name, *_notes(body, place))
        except NeurocircuitError as error:
            place.refuse(error.what, error.hint)

    def _register(self, body: dict[str, Any], place: _Place) -> Register:
        initial = _expect(body.get("initial", 0), int, place / "initial")
        return Register(self._one(body["register"], place / "register"), initial, *_notes(body, place))

    def _instance(self, name: str, body: dict[str, Any], circuit: Circuit, place: _Place) -> Instance:
        given: dict[str, str] = {}
        ports_in = {port.name: port for port in circuit.input_ports}
        here = place / "inputs"
        for key, value in _expect(body.get("inputs", {}), dict, here).items():
            spot = here / key
            parts = value if isinstance(value, list) else [value]
            nets = [net for part in parts for net in self.value_bits(_expect(part, str, spot))]
            span = split_range(key)
            if span is not None:
                targets = tuple(_declared([key], here)[:: 1 if span[1] >= span[2] else -1])
            else:
                targets = ports_in[key].bits[::-1] if key in ports_in else (key,)
            unknown = [target for target in targets if target not in circuit.inputs]
            if unknown:
                _check_keys({key: value}, tuple(ports_in), here)
            if len(nets) != len(targets):
                spot.refuse(f"{len(nets)} bit{'s' if len(nets) != 1 else ''} for the {len(targets)} of {shorten(key)}")
            for target, net in zip(targets, nets, strict=True):
                if target in given:
                    spot.refuse(f"input {target!r} is given twice")
                given[target] = net
        for target in circuit.inputs:
            if target not in given:
                here.refuse(f"input {target!r} of {circuit.name or name} is missing")
        nets_in_order = tuple([given[target] for target in circuit.inputs])
        return Instance(circuit, nets_in_order, body["circuit"], *_notes(body, place))


def _notes(body: dict[str, Any], place: _Place) -> tuple[str, Any]:
    if "description" not in body and "metadata" not in body:
        return _NO_NOTES
    description = _expect(body.get("description", ""), str, place / "description")
    return description, freeze(_metadata(_expect(body.get("metadata", {}), dict, place)))


_NO_NOTES: tuple[str, Any] = ("", NOTHING)

#: What decides a node's kind, and the other keys that go with it.
_KINDS = {
    "weights": ("bias", "threshold"),
    "gate": ("inputs", "k"),
    "register": ("initial",),
    "circuit": ("inputs",),
}

_READERS: dict[str, Callable[[_Nodes, dict[str, Any], _Place], Node]] = {
    "weights": _Nodes._neuron,
    "gate": _Nodes._gate,
    "register": _Nodes._register,
}


def _test(body: Any, place: _Place) -> Test:
    _expect(body, dict, place)
    _check_keys(body, ("name", "columns", "rows"), place)
    for key in ("columns", "rows"):
        if key not in body:
            place.refuse(f"{key!r} is missing")
    columns = tuple(
        _expect(column, str, place / "columns") for column in _expect(body["columns"], list, place / "columns")
    )
    rows = []
    for number, row in enumerate(_expect(body["rows"], list, place / "rows")):
        here = place / "rows" / number
        for value in _expect(row, list, here):
            if value is not None and type(value) is not int:
                here.refuse(f"{_kind(value)}, expected an integer or null")
        rows.append(tuple(row))
    return Test(columns, tuple(rows), _expect(body.get("name", ""), str, place / "name"))
