"""The native circuit file, JSON, ``neurocircuit/1``: reading.

``circuit.schema.json`` beside this module describes the documents for other tools; ``document_writer`` writes them.
References to buses and ranges are expanded to bits here, so that nothing further in knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from neurocircuit.errors import LimitError, NeurocircuitError, counted, did_you_mean, shorten
from neurocircuit.files import decode
from neurocircuit.formats.context import Context
from neurocircuit.formats.document_nodes import Nodes, declared_nets, too_many_bits
from neurocircuit.formats.document_writer import FORMAT, KEYS, dumps
from neurocircuit.formats.strict_json import Place, check_keys, expect, kind_of, load, metadata_of
from neurocircuit.logic.perceptron import ENCODINGS
from neurocircuit.netlist.bus import MAX_PORT_BITS, range_bits, scalars_beside_buses, split_bit, split_range
from neurocircuit.netlist.checks import MAX_NESTING
from neurocircuit.netlist.circuit import Circuit, Test

__all__ = ["dumps", "parse"]

_REQUIRED = ("inputs", "outputs", "nodes")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a document describes.

    Raises:
        FormatError: for a text that is no such document, with the place in it.
        NumberError: for a number beyond the limits.
    """
    document = load(decode(data, context.source), context.source)
    top = Place()
    if not isinstance(document, dict):
        top.refuse(f"the document is {kind_of(document)}", "a JSON object with format, inputs, outputs and nodes")
    version = document.get("format")
    if version != FORMAT:
        _refuse_version(version)
    del document["format"]
    return _Definitions(None, {}, "binary", top, context.find, []).circuit(document, top, context.name)


def _refuse_version(version: object) -> NoReturn:
    place = Place() / "format"
    if version is None:
        place.refuse("'format' is missing", f'write "format": "{FORMAT}"')
    family, _, number = str(version).partition("/")
    if family == "neurocircuit" and number.isascii() and number.isdigit() and int(number[:9]) > 1:
        place.refuse(f"{str(version)[:40]!r} is newer than this program", "install a newer neurocircuit")
    place.refuse(f"unknown format {str(version)[:40]!r}", f"write {FORMAT!r}")


def _too_deep(place: Place) -> LimitError:
    return LimitError("definitions nested too deeply", where=place.path[-100:], hint=f"at most {MAX_NESTING} levels")


@dataclass(slots=True, eq=False)
class _Definitions:
    """The definitions that a circuit can name: its own, then those around it, then the ready-made ones.

    They inherit ``encoding``, that of the circuit in which they are written.
    """

    outer: _Definitions | None
    written: dict[str, Any]
    encoding: str
    place: Place
    find_circuit: Callable[[str], Circuit]
    opened: list[tuple[int, str]]
    made: dict[str, Circuit] = field(default_factory=dict)

    def definition(self, name: str) -> Circuit:
        """The definition of that name written in this very scope; read when it is first asked for."""
        if name not in self.made:
            place = self.place / name
            key = (id(self), name)
            if key in self.opened:
                names = [name for _, name in self.opened[self.opened.index(key) :]]
                place.refuse(f"the definition contains itself: {' -> '.join([*names, name])}")
            if len(self.opened) >= MAX_NESTING:
                raise _too_deep(place)
            self.opened.append(key)
            self.made[name] = self.circuit(self.written[name], place, name)
            self.opened.pop()
        return self.made[name]

    def find(self, name: str, place: Place) -> Circuit:
        """The circuit that an instance written in this scope names."""
        for scope in self._outwards():
            if name in scope.written:
                return scope.definition(name)
        try:
            return self.find_circuit(name)
        except NeurocircuitError as error:
            if error.source and error.source != shorten(name, 100):
                raise
            known = [name for scope in self._outwards() for name in scope.written]
            what = error.what if name.endswith(".json") else f"unknown circuit {shorten(name)!r}"
            place.refuse(what, did_you_mean(name, known, error.hint))

    def _outwards(self) -> Iterable[_Definitions]:
        scope: _Definitions | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def circuit(self, body: Any, place: Place, name: str) -> Circuit:
        """The circuit that an object describes."""
        expect(body, dict, place)
        check_keys(body, KEYS, place, _REQUIRED)
        encoding = expect(body.get("encoding", self.encoding), str, place / "encoding")
        if encoding not in ENCODINGS:
            (place / "encoding").refuse(f"unknown encoding {encoding[:40]!r}", f"one of {', '.join(ENCODINGS)}")
        written = expect(body.get("circuits", {}), dict, place / "circuits")
        inner = _Definitions(self, written, encoding, place / "circuits", self.find_circuit, self.opened)
        if len(list(inner._outwards())) > MAX_NESTING + 2:
            raise _too_deep(place)
        inputs = declared_nets(body["inputs"], place / "inputs")
        reader = Nodes(inner.find, encoding, inputs, place / "nodes")
        reader.read(expect(body["nodes"], dict, place / "nodes"))
        outputs = _outputs(body["outputs"], reader.value_bits, place / "outputs")
        if len(inputs) + len(outputs) > MAX_PORT_BITS:
            raise too_many_bits(len(inputs) + len(outputs), place)
        _check_bus_names(inputs, outputs, place)
        for definition in written:
            inner.definition(definition)
        notes = place / "metadata"
        tests = expect(body.get("tests", []), list, place / "tests")
        return Circuit(
            inputs,
            outputs,
            reader.nodes,
            name=expect(body.get("name", name), str, place / "name"),
            encoding=encoding,
            description=expect(body.get("description", ""), str, place / "description"),
            circuits={key: inner.made[key] for key in written},
            tests=[_test(test, place / "tests" / number) for number, test in enumerate(tests)],
            metadata=metadata_of(expect(body.get("metadata", {}), dict, notes), notes),
        )


def _outputs(written: Any, bits: Callable[[str], list[str]], place: Place) -> dict[str, str]:
    made: dict[str, str] = {}

    def put(output: str, net: str) -> None:
        if output in made:
            place.refuse(f"output {shorten(output)!r} is there twice", "each name once")
        made[output] = net

    if isinstance(written, list):
        for name in declared_nets(written, place):
            put(name, name)
        return made
    for name, value in expect(written, dict, place).items():
        here = place / name
        listed = isinstance(value, list)
        nets = [net for part in (value if listed else [value]) for net in bits(expect(part, str, here))]
        span = split_range(name)
        if span is not None:
            targets = declared_nets([name], here)
            nets = nets if span[1] >= span[2] else nets[::-1]
        elif not listed and len(nets) == 1 and (nets == [value] or split_bit(value) or split_bit(name)):
            targets = [name]
        else:
            targets = range_bits(name, len(nets) - 1, 0) if nets else []
        if len(targets) != len(nets) or not nets:
            here.refuse(f"{counted(len(nets), 'bit')} for the {len(targets)} of {shorten(name)}")
        if len(made) + len(nets) > MAX_PORT_BITS:
            raise too_many_bits(len(made) + len(nets), place)
        for target, net in zip(targets, nets, strict=True):
            put(target, net)
    return made


def _check_bus_names(inputs: list[str], outputs: Mapping[str, str], place: Place) -> None:
    """A scalar beside a complete bus of the same base name could not be told from it in results."""
    *beside, across = scalars_beside_buses(inputs, list(outputs))
    for where, names in zip(("inputs", "outputs"), beside, strict=True):
        if names:
            name = min(names)
            (place / where).refuse(f"{name!r} stands beside its own bit '{name}[0]'", "a scalar or a bus, not both")
    for name in across:
        (place / "outputs").refuse(f"{name!r} is an input of another width", "rename one of them")


def _test(body: Any, place: Place) -> Test:
    expect(body, dict, place)
    check_keys(body, ("name", "columns", "rows"), place, ("columns", "rows"))
    here = place / "columns"
    columns = tuple(expect(column, str, here) for column in expect(body["columns"], list, here))
    rows = []
    for number, row in enumerate(expect(body["rows"], list, place / "rows")):
        here = place / "rows" / number
        for value in expect(row, list, here):
            if value is not None and type(value) is not int:
                here.refuse(f"{kind_of(value)}, expected an integer or null")
        rows.append(tuple(row))
    return Test(columns, tuple(rows), expect(body.get("name", ""), str, place / "name"))
