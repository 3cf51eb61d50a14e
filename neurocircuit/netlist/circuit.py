"""The circuit as it was written: inputs, outputs, nodes, definitions, tests; a frozen value.

References between nets are single bits: a range such as ``a[3:0]`` is a way of writing, which readers expand and
writers restore. Inside a circuit a reference is an input, a node, or an output of an instance: ``fa0.sum``,
``add.s[2]``, or the instance's own name where it has one output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from neurocircuit.errors import InputError, counted, shorten
from neurocircuit.files import PathLike
from neurocircuit.late import late
from neurocircuit.logic.number import Number
from neurocircuit.logic.perceptron import Perceptron, check_encoding
from neurocircuit.netlist.bus import Port, ports, split_bit
from neurocircuit.netlist.frozen import NOTHING, Frozen, freeze
from neurocircuit.netlist.hierarchy import bottom_up

if TYPE_CHECKING:
    import networkx as nx


def _settle(node: Neuron | Instance, part: object, kind: type) -> None:
    """Let a node hold what it was given as the value that it is: nets as a tuple, metadata frozen."""
    if not isinstance(part, kind):
        raise InputError(f"{shorten(repr(part))} for the {kind.__name__.lower()} of a node")
    if type(node.inputs) is not tuple:
        object.__setattr__(node, "inputs", _names(node.inputs, "inputs of a node"))
    if type(node.metadata) is not Frozen:
        object.__setattr__(node, "metadata", freeze(node.metadata))


def _names(names: Any, what: str) -> tuple[str, ...]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise InputError(f"{shorten(repr(names))} for the {what}", hint="a list of names")
    found = tuple(names)
    wrong = next((name for name in found if not isinstance(name, str)), None)
    if wrong is not None:
        raise InputError(f"{shorten(repr(wrong))} among the {what}", hint="names are texts")
    return found


@dataclass(frozen=True, slots=True)
class Neuron:
    """A perceptron in its place: what it is, and the net that each of its inputs reads.

    ``gate`` is the gate's name where it was written as one; any other neuron reads each net once.

    Raises:
        InputError: for what is no perceptron, no list of nets, or no metadata.
    """

    perceptron: Perceptron
    inputs: tuple[str, ...]
    gate: str = ""
    description: str = ""
    metadata: Mapping[str, Any] = NOTHING

    def __post_init__(self) -> None:
        # There may be millions: nothing is called for what is right already.
        if not (type(self.inputs) is tuple and type(self.perceptron) is Perceptron and type(self.metadata) is Frozen):
            _settle(self, self.perceptron, Perceptron)
        if not self.gate and _different(self.inputs) != len(self.inputs) == self.perceptron.arity:
            nets, perceptron = add_parallel(self.inputs, self.perceptron)
            object.__setattr__(self, "inputs", nets)
            object.__setattr__(self, "perceptron", perceptron)


def _different(nets: tuple[str, ...]) -> int:
    """How many different nets these are."""
    try:
        return len(set(nets))
    except TypeError:
        wrong = next(net for net in nets if not isinstance(net, str))
        raise InputError(f"{shorten(repr(wrong))} is no name of a net", hint="a text") from None


def add_parallel(nets: tuple[str, ...], perceptron: Perceptron) -> tuple[tuple[str, ...], Perceptron]:
    """The neuron with each net once: one that is wired twice counts with the sum of its weights."""
    weights: dict[str, Number] = {}
    for net, weight in zip(nets, perceptron.weights, strict=True):
        weights[net] = weights.get(net, 0) + weight
    bias, threshold, encoding = perceptron.bias, perceptron.threshold, perceptron.encoding
    return tuple(weights), Perceptron(list(weights.values()), bias, threshold, encoding)


@dataclass(frozen=True, slots=True)
class Register:
    """One clocked bit: its net is the present value; ``next`` is sampled at the end of a cycle."""

    next: str
    initial: int = 0
    description: str = ""
    metadata: Mapping[str, Any] = NOTHING

    def __post_init__(self) -> None:
        if type(self.metadata) is not Frozen:
            object.__setattr__(self, "metadata", freeze(self.metadata))


@dataclass(frozen=True, slots=True)
class Instance:
    """A circuit used inside another; ``inputs`` stand in the order of the circuit's inputs, bit by bit.

    ``reference`` is the name or file by which the circuit was named.
    """

    circuit: Circuit
    inputs: tuple[str, ...]
    reference: str = field(default="", compare=False)
    description: str = ""
    metadata: Mapping[str, Any] = NOTHING

    def __post_init__(self) -> None:
        _settle(self, self.circuit, Circuit)


Node: TypeAlias = Neuron | Register | Instance


@dataclass(frozen=True, slots=True)
class Test:
    """Rows of values that a circuit must give; with registers the rows are cycles from reset; None is not compared."""

    __test__ = False  # this is no test case for a test runner to collect

    columns: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", _names(self.columns, "columns of a test"))
        try:
            object.__setattr__(self, "rows", tuple(map(tuple, self.rows)))
        except TypeError:
            raise InputError(f"{shorten(repr(self.rows))} for the rows of a test", hint="a list of rows") from None


@dataclass(frozen=True, eq=False)
class Circuit:
    """What was written, as a value: equal by content, picklable, safe to share.

    Args:
        inputs: the nets of the inputs, bit by bit in declared order.
        outputs: the names of the outputs, bit by bit; or a mapping from each name to the net it shows.
        nodes: net or instance name to ``Neuron``, ``Register`` or ``Instance``.
        name: free text.
        output_nets: the nets that the outputs show, where ``outputs`` is no mapping (default: the same names).
        encoding: of truth values: ``binary`` or ``bipolar``; governs what is shown.
        circuits: definitions written inside this one.

    >>> half_adder = Circuit(["a", "b"], ["carry"], {"carry": Neuron(Perceptron([1, 1], threshold=2), ("a", "b"))})
    >>> half_adder
    <Circuit: 2 inputs, 1 output, 1 node>
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    nodes: Mapping[str, Node]
    name: str = ""
    output_nets: tuple[str, ...] = ()
    encoding: str = "binary"
    description: str = ""
    circuits: Mapping[str, Circuit] = field(default_factory=Frozen)
    tests: tuple[Test, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=Frozen)

    def __init__(
        self,
        inputs: Iterable[str],
        outputs: Iterable[str] | Mapping[str, str],
        nodes: Mapping[str, Node],
        name: str = "",
        output_nets: Iterable[str] | None = None,
        encoding: str = "binary",
        description: str = "",
        circuits: Mapping[str, Circuit] | None = None,
        tests: Iterable[Test] = (),
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        names, tests = _names(outputs, "outputs"), tuple(tests)
        given: tuple[tuple[str, Any, type, tuple[type, ...]], ...] = (
            ("name", name, str, ()),
            ("description", description, str, ()),
            ("nodes", nodes, Mapping, (Neuron, Register, Instance)),
            ("circuits", circuits or {}, Mapping, (Circuit,)),
            ("tests", dict(enumerate(tests)), Mapping, (Test,)),
            ("metadata", metadata or {}, Mapping, ()),
        )
        for what, value, kind, parts in given:
            wrong = [] if isinstance(value, kind) else [value]
            if parts and not wrong:
                wrong = [part for part in value.values() if not isinstance(part, parts)]
            if wrong:
                raise InputError(f"{shorten(repr(wrong[0]))} for the {what} of a circuit")
        if output_nets is None:
            output_nets = outputs.values() if isinstance(outputs, Mapping) else names
        self.__dict__.update(
            inputs=_names(inputs, "inputs"),
            outputs=names,
            nodes=Frozen(zip(_names(nodes, "nodes"), nodes.values(), strict=True)),
            name=name,
            output_nets=tuple(output_nets),
            encoding=check_encoding(encoding),
            description=description,
            circuits=Frozen(circuits or {}),
            tests=tests,
            metadata=freeze(metadata or {}),
        )

    def __getstate__(self) -> dict[str, Any]:
        return {key: self.__dict__[key] for key in self.__dataclass_fields__}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Circuit):
            return NotImplemented
        # Pair by pair, each once: definitions are shared, and comparing them in each place could take for ever.
        pairs: list[tuple[Circuit, Circuit]] = [(self, other)]
        seen: set[tuple[int, int]] = set()
        while pairs:
            left, right = pairs.pop()
            if left is right or (id(left), id(right)) in seen:
                continue
            seen.add((id(left), id(right)))
            if not left._equals_but_for_definitions(right):
                return False
            # Instances carry their definitions, so where a used one was written down makes no difference.
            unused = right.unused_definitions
            pairs.extend((circuit, unused[name]) for name, circuit in left.unused_definitions.items())
            pairs.extend((node.circuit, right.instances[name].circuit) for name, node in left.instances.items())
        return True

    def _equals_but_for_definitions(self, other: Circuit) -> bool:
        return (
            all(value == getattr(other, part) for part, value in self.__getstate__().items() if part not in _DEEP)
            and self.unused_definitions.keys() == other.unused_definitions.keys()
            and self.nodes.keys() == other.nodes.keys()
            and all(_alike(node, other.nodes[name]) for name, node in self.nodes.items())
        )

    def __hash__(self) -> int:
        return hash((self.name, self.inputs, self.outputs, len(self.nodes)))

    def __repr__(self) -> str:
        counts = ((len(self.inputs), "input"), (len(self.outputs), "output"), (len(self.nodes), "node"))
        text = ", ".join(counted(count, noun) for count, noun in counts)
        return f"<Circuit{' ' + repr(self.name) if self.name else ''}: {text}>"

    @cached_property
    def instances(self) -> dict[str, Instance]:
        """Those of ``nodes`` that are instances."""
        return {name: node for name, node in self.nodes.items() if isinstance(node, Instance)}

    @cached_property
    def unused_definitions(self) -> dict[str, Circuit]:
        """Those of ``circuits`` that no instance inside this circuit uses."""
        used = set(map(id, bottom_up(self)))
        return {name: circuit for name, circuit in self.circuits.items() if id(circuit) not in used}

    @cached_property
    def input_ports(self) -> tuple[Port, ...]:
        """The inputs as scalars and buses, none of which has the name of a scalar output that is another one."""
        return ports(self.inputs, (Port(name, (name,)) for name in self.outputs if split_bit(name) is None))

    @cached_property
    def output_ports(self) -> tuple[Port, ...]:
        """The outputs as scalars and buses, none of which has the name of an input port that is another one."""
        return ports(self.outputs, beside=self.input_ports)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The flat networkx graph of perceptrons, made once and frozen: the structure everything runs on.

        See ``neurocircuit.netlist.graph`` for its attributes.

        Raises:
            CircuitError: with all the faults of the circuit, a combinational cycle among them.
            LimitError: where the circuit is larger than allowed.
        """
        made: nx.DiGraph[str] = late("Circuit.graph")(self)
        return made

    @cached_property
    def registers(self) -> tuple[str, ...]:
        """The nets of all registers, those of instances too, in declared order."""
        found: tuple[str, ...] = self.graph.graph["registers"]
        return found

    @classmethod
    def from_graph(cls, graph: nx.DiGraph[str]) -> Circuit:
        """The flat circuit of such a graph as ``graph`` gives.

        Raises:
            CircuitError: for a graph that is no circuit.
        """
        made: Circuit = late("Circuit.from_graph")(graph)
        return made

    def replace(self, **changes: Any) -> Circuit:
        """A new circuit with some of its parts replaced."""
        parts = self.__getstate__()
        if "outputs" in changes:
            del parts["output_nets"]
        return Circuit(**{**parts, **changes})

    def __call__(self, /, *values: Any, name: str | None = None, **named: Any) -> Any:
        """An instance for signals, outputs for numbers and arrays; see ``neurocircuit.simulation.calling.call``."""
        return late("Circuit.__call__")(self, *values, name=name, **named)

    def simulate(self, /, *values: Any, engine: str = "auto", watch: Iterable[str] = (), **named: Any) -> Any:
        """The outputs for many patterns; see ``neurocircuit.simulation.simulator.simulate``."""
        return late("Circuit.simulate")(self, *values, engine=engine, watch=watch, **named)

    def simulate_packed(self, words: Any, engine: str = "auto") -> Any:
        """The outputs as packed words; see ``neurocircuit.simulation.simulator.simulate_packed``."""
        return late("Circuit.simulate_packed")(self, words, engine=engine)

    @property
    def truth_table(self) -> Any:
        """The ``TruthTable`` of the single output, else one by the name of each; see ``synthesis.function``.

        Raises:
            InputError: for a circuit with registers.
            LimitError: above 24 inputs.
        """
        return late("Circuit.truth_table")(self)

    def explain(self, /, *values: Any, **named: Any) -> Any:
        """Every neuron's sum at one assignment; see ``neurocircuit.analysis.explain.explain``."""
        return late("Circuit.explain")(self, *values, **named)

    @property
    def stats(self) -> Any:
        """What it costs: neurons, connections, depth, ...; see ``neurocircuit.analysis.cost.Cost``."""
        return late("Circuit.stats")(self)

    def render(self, path: PathLike, values: Mapping[str, int] | None = None, **options: Any) -> None:
        """Draw it into a file; see ``neurocircuit.rendering.kinds.render``."""
        late("Circuit.render")(self, path, values, **options)

    def save(self, path: PathLike, format: str | None = None) -> None:
        """Write it to a circuit file, whose suffix decides the format; see ``neurocircuit.formats.write``."""
        late("Circuit.save")(self, path, format)

    def _repr_svg_(self) -> Any:
        return late("Circuit._repr_svg_")(self)


#: The parts that hold circuits.
_DEEP = ("nodes", "circuits")


def _alike(node: Node, other: Node) -> bool:
    """Whether two nodes are equal but for the circuits that they are instances of."""
    if isinstance(node, Instance) and isinstance(other, Instance):
        return (node.inputs, node.description, node.metadata) == (other.inputs, other.description, other.metadata)
    return node == other


def require_circuit(value: object) -> Circuit:
    """The value itself, if it is a circuit.

    Raises:
        InputError: for anything else, such as the name of one.
    """
    if not isinstance(value, Circuit):
        raise InputError(f"{shorten(repr(value))} is no circuit", hint="nc.read(...) or nc.build(...) gives one")
    return value
