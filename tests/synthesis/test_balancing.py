"""Trees instead of chains: few levels, the same function, and nothing lost that is read elsewhere."""

import pytest
from hypothesis import given, settings

import neurocircuit as nc
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.synthesis.balancing import balanced
from neurocircuit.synthesis.cuts import levels
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.synthesize import synthesize
from neurocircuit.synthesis.translation import as_written, circuit_of, translate
from neurocircuit.testing import circuits
from tests.samples import gate


def chain(kind, count):
    """A chain of gates of two inputs."""
    names = [f"x{place}" for place in range(count)]
    nodes, last = {}, names[0]
    for number, name in enumerate(names[1:]):
        nodes[f"g{number}"] = gate(kind, last, name)
        last = f"g{number}"
    return Circuit(names, {"y": last}, nodes)


@pytest.mark.parametrize("kind", ["AND", "OR"])
def test_a_chain_becomes_a_tree(kind):
    given = translate(chain(kind, 33))
    assert (len(levels(given.network)), len(levels(balanced(given).network))) == (32, 6)


def test_so_does_a_chain_of_exclusive_ors():
    steps = [f"p{place} = p{place - 1} ^ x{place}" for place in range(1, 12)]
    given = translate(nc.build("; ".join(steps)).replace(outputs={"y": "p11"}))
    assert (len(levels(given.network)), len(levels(balanced(given).network))) == (14, 6)


def test_what_is_ready_late_comes_last():
    circuit = nc.build("p = a | b & (c | d & e); y = p & f & g & h & i & ~c")
    made = balanced(translate(circuit))
    late = made.literals["p"] >> 1
    root = made.literals["y"] >> 1
    assert late in (made.network.left[root] >> 1, made.network.right[root] >> 1)


def test_what_is_read_twice_or_seen_stays():
    nodes = {
        "p": gate("AND", "a", "b"),
        "q": gate("AND", "p", "c"),
        "r": gate("AND", "q", "d"),
        "s": gate("OR", "q", "a"),
    }
    circuit = Circuit(["a", "b", "c", "d"], ["r", "s", "p"], nodes)
    made = balanced(translate(circuit))
    assert made.literals.keys() >= {"p", "q", "r", "s"}


@settings(deadline=None, max_examples=50)
@given(circuits())
def test_any_circuit_stays_what_it_is(circuit):
    """What is left of the neurons as they were is the circuit; nets inside chains are gone with what read them."""
    made = balanced(translate(circuit))
    own = as_written(made, Limits())
    if own is not None:
        assert nc.verify(circuit, circuit_of(made, own), limit=20)
    assert set(made.wanted) <= set(made.literals)


@pytest.mark.parametrize("kind", ["AND", "NOR"])
def test_a_wide_gate_of_narrow_ones_has_few_levels_where_that_is_the_goal(kind):
    names = [f"x{place}" for place in range(32)]
    made = synthesize(Circuit(names, ["y"], {"y": gate(kind, *names)}), "depth", max_fanin=4)
    assert (made.after.neurons, made.after.depth, made.verdict) == (11, 3, "equivalent")
