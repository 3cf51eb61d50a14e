"""What nets, instances and definitions are called in the end."""

import pytest

import neurocircuit as nc
from neurocircuit.errors import ComposeError
from neurocircuit.logic.gates import AND, MAJORITY, OR
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.builder import building
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.netlist.compose import circuit, layer, neuron, register


def nodes(compose, **widths):
    return list(circuit(**widths)(compose).nodes)


def shown(compose, **widths):
    made = circuit(**widths)(compose)
    return dict(zip(made.outputs, made.output_nets, strict=True))


def error(compose, **widths):
    with pytest.raises(ComposeError) as caught:
        circuit(**widths)(compose)
    return str(caught.value)


@circuit
def pair(a, b):
    return {"both": a & b, "any": a | b}


@circuit
def single(a, b):
    return AND(a, b)


def test_nets_without_a_name_are_numbered_by_what_they_are():
    teaching = Perceptron([0.6, 0.6], -0.5, 0.5)

    def several(a, b, c):
        first = AND(MAJORITY(a, b, c), OR(a, b), a & b)
        return {"y": AND(first, neuron({a: 1}, threshold=1), teaching(a, b), ~c, a ^ b, a == b)}

    assert nodes(several) == [
        "majority1", "or1", "and1", "and2", "neuron1", "neuron2", "not1", "and3", "xor1", "greater1", "equal1", "y",
    ]  # fmt: skip


def test_the_nets_of_one_operation_share_a_name():
    assert nodes(lambda a, b: {"y": (a + b) > 3}, a=2, b=2) == ["carry1[0]", "sum1[0]", "carry1[1]", "sum1[1]", "y"]
    assert nodes(lambda a, b: {"y": (a + b)[0:3]}, a=2, b=2) == ["carry1[0]", "y[0]", "y[2]", "y[1]"]
    assert nodes(lambda x: {"y": AND(layer(x, [[1, 1], [1, 2]], 1), 1)}, x=2) == ["layer1[0]", "layer1[1]", "y"]
    assert nodes(lambda a, b: {"y": (a + b) == 0}) == ["carry1", "sum1", "y"]


def test_an_output_names_its_net_and_further_ones_are_aliases():
    assert shown(lambda a, b: dict.fromkeys(("y", "z"), a & b)) == {"y": "y", "z": "y"}
    assert shown(lambda a: {"a": a, "copy": a}) == {"a": "a", "copy": "a"}
    assert shown(lambda a: {"a": a, "top": a[1]}, a=2) == {"a[1]": "a[1]", "a[0]": "a[0]", "top": "a[1]"}
    assert shown(lambda a, b: {"y": AND(a, b, name="gate")}) == {"y": "gate"}
    assert shown(lambda a, b: {"both": pair(a, b).both}) == {"both": "pair1.both"}
    assert shown(lambda a, b: {"y": single(a, b)}) == {"y": "y"}
    assert shown(lambda a, b: {"y": single(a, b, name="gate")}) == {"y": "gate"}


def test_registers_take_the_name_of_an_output_too():
    def delay(d):
        state = register(2)
        state.next = [d, state[0]]
        return {"q": state}

    assert nodes(delay) == ["q[1]", "q[0]"]

    def inner(d):
        state = register(2)
        state.next = [d, state[0]]
        return {"y": state[0] & state[1]}

    assert nodes(inner) == ["register1[1]", "register1[0]", "y"]


def test_names_that_are_given_are_kept():
    def named(a, b):
        h = layer([a, b], [[1, 1]], 1, name="h")
        return {
            "y": AND(h[0], Perceptron([1], threshold=1)(a, name="p"), neuron({b: 1}, threshold=1, name="n"), name="g")
        }

    assert nodes(named) == ["h[0]", "p", "n", "g"]
    assert nodes(lambda a, b: {"y": pair(a, b, name="left").both & single(b, a)}) == ["left", "single1", "y"]
    # A net that is known, but was named, can still be watched.
    assert nodes(lambda a: {"y": AND(a, 0, name="off")}) == ["off"]


def test_numbers_skip_the_names_that_are_taken():
    def crowded(a, b, and1):
        OR(a, b, name="and3")
        OR(a, b, name="and4[0]")
        OR(a, b, name="pair1.both")
        return {"and2": a | b, "y": AND(a, AND(a, b), pair(a, and1).both)}

    assert nodes(crowded) == ["and3", "and4[0]", "pair1.both", "and2", "and5", "pair2", "y"]
    assert circuit(crowded).graph.number_of_nodes() == 3 + 6 + 2


def test_names_that_cannot_be():
    assert error(lambda a, b: AND(AND(a, b, name="x"), OR(a, b, name="x"))) == (
        "the name 'x' is used twice in '<lambda>' (each name once)"
    )
    assert "the name 'a' is used twice" in error(lambda a, b: AND(a, b, name="a"))
    assert "the name 'q' is used twice" in error(lambda a: [register(2, name="q"), AND(a, a, name="q")])
    assert "the name 'q[1]' is used twice" in error(lambda a: [AND(a, a, name="q[1]"), register(2, name="q")])
    assert "the name 'p.both' is used twice" in error(lambda a: [pair(a, a, name="p"), AND(a, a, name="p.both")])
    assert "the name 'my net' holds U+0020" in error(lambda a: AND(a, a, name="my net"))
    assert "an empty name" in error(lambda a: AND(a, a, name=""))
    assert "5 is no name" in error(lambda a: AND(a, a, name=5))
    assert "5 is no name" in error(lambda a: {5: a})
    assert "the name 's[3:0]' is a range (write s)" in error(lambda a: {"s[3:0]": a})
    assert "output 'x' of '<lambda>' is not the net of that name" in error(lambda a, b: {"x": ~AND(a, b, name="x")})
    assert "output 'b' of '<lambda>' is not the net of that name" in error(lambda a, b: {"b": a})


def test_definitions_are_named_after_their_circuits():
    other = circuit(name="pair")(lambda a, b: {"both": a & b, "any": b | a})
    odd = pair.replace(name="a pair.json")
    same = pair.replace()

    @circuit
    def several(a, b):
        results = [made(a, b) for made in (pair, other, same, odd, pair.replace(name=""), pair.replace(name="and2"))]
        return {"y": AND(*(result.both for result in results))}

    assert {name: node.reference for name, node in several.nodes.items() if name != "y"} == {
        "pair1": "pair",
        "pair_2_1": "pair_2",
        "pair2": "pair",
        "a_pair1": "a_pair",
        "circuit1": "circuit",
        "and2_1": "and2",
    }
    assert several.circuits["pair_2"] is other
    assert several.nodes["pair2"].circuit is pair
    named = circuit(lambda a, b: pair(a, b).any & other(a, b).both | odd(a, b).both)
    assert nc.parse(nc.dumps(named)) == named


def test_definitions_of_definitions_stay_inside():
    top = circuit(lambda a, b: circuit(name="middle")(lambda a, b: pair(a, b).any)(a, pair(a, b).both))
    assert {name: set(inner.circuits) for name, inner in top.circuits.items()} == {"pair": set(), "middle": {"pair"}}
    assert isinstance(top, Circuit)


def test_the_neurons_so_far_stand_after_those_that_they_read():
    with building("m", "binary") as builder:
        (a,) = builder.input("a", 1)
        builder.register(builder.label("q"), [0])
        first = builder.neuron(AND.perceptron(1), [a], builder.label("and"))
        second = builder.neuron(OR.perceptron(2), [a, first], builder.label("or"))
        assert list(builder.neurons) == [first, second]
