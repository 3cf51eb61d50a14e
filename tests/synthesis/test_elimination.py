"""Elimination: known circuits lose the neurons that they can do without, and nothing changes what it computes."""

import numpy as np

import neurocircuit as nc
from neurocircuit.analysis.effort import Effort
from neurocircuit.simulation.operations import Operations
from neurocircuit.synthesis.elimination import Elimination
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.neurons import Neurons, Unit
from neurocircuit.synthesis.translation import as_written, circuit_of, translate


def eliminated(circuit, offered=0, limits=None, depth=None, seen=False, kept=()):
    limits = limits or Limits()
    given = translate(circuit)
    neurons = as_written(given, Limits())
    evidence = Evidence(given.network, neurons.units, Effort())
    kept = {given.literals[net] >> 1 for net in kept}
    elimination = Elimination(neurons, evidence, limits, depth, kept, seen)
    while elimination.sweep(offered, Effort()):
        pass
    for variable, unit in neurons.units.items():
        if sum(map(abs, unit.weights.values())) < 1 << 24:
            assert np.array_equal(evidence.values(variable), evidence.sums(unit.weights) >= unit.threshold)
    made = circuit_of(given, neurons)
    assert nc.verify(circuit, made)
    return neurons


def test_a_chain_becomes_one_neuron():
    assert len(eliminated(nc.build("p = a & b; q = p | c; y = q & d").replace(outputs={"y": "y"}))) == 1


def test_a_comparator_of_gates_becomes_one_neuron():
    text = "g = a1 & ~b1; e = ~(a1 ^ b1); h = a0 & ~b0; y = g | e & h"
    assert len(eliminated(nc.build(text).replace(outputs={"y": "y"}))) == 1


def test_what_no_neuron_can_do_stays():
    assert len(eliminated(nc.read("xor"))) == 2
    assert len(eliminated(nc.read("full_adder"))) == 2


def test_outputs_stay():
    assert len(eliminated(nc.build("p = a & b; q = p | c"))) == 2


def test_what_is_kept_stays():
    circuit = nc.build("p = a & b; q = p | c; y = q & d").replace(outputs={"y": "y"})
    given = translate(circuit)
    neurons = as_written(given, Limits())
    evidence = Evidence(given.network, neurons.units, Effort())
    kept = {given.literals["p"] >> 1}
    assert Elimination(neurons, evidence, Limits(), kept=kept).sweep(0, Effort())
    assert len(neurons) == 2
    assert kept < set(neurons.units)


def test_what_is_kept_goes_on_to_read_what_it_reads():
    given = translate(nc.build("p = a & b; q = p | c; y = q & d").replace(outputs={"y": "y"}))
    neurons = as_written(given, Limits())
    kept = given.literals["y"] >> 1
    before = neurons.units[kept]
    evidence = Evidence(given.network, neurons.units, Effort())
    assert Elimination(neurons, evidence, Limits(), kept={kept}).sweep(0, Effort())
    assert len(neurons) == 2
    assert neurons.units[kept] == before


def test_limits_hold():
    circuit = nc.build("p = a & b; q = p | c; y = q & d").replace(outputs={"y": "y"})
    assert len(eliminated(circuit, limits=Limits(max_fanin=3))) == 2
    assert len(eliminated(circuit, limits=Limits(max_weight=2))) == 2


def test_neurons_near_are_used_where_they_are_offered():
    """The carry is there already: the sum needs no half adder."""
    text = "c = a & b | d & (a | b); p = a & b & d; n = ~a & ~b & ~d; y = p | ~c & ~n"
    circuit = nc.build(text)
    circuit = circuit.replace(outputs={"c": "c", "y": "y"})
    assert len(eliminated(circuit, offered=12)) == 2


def test_a_counterexample_is_answered():
    """Random patterns rarely set thirty inputs: what they do not show the solver does."""
    wide = " & ".join(f"x{number}" for number in range(12))
    circuit = nc.build(f"p = {wide}; q = p | z; y = q & ~z").replace(outputs={"y": "y"})
    assert len(eliminated(circuit)) == 1


def test_a_neuron_that_many_read_goes_too():
    """The first half of a decoder of five inputs: each output reads it with other signs of the rest."""
    rest = ["".join(f" & {'~' * (row >> place & 1)}x{place}" for place in range(4)) for row in range(16)]
    circuit = nc.build("p = a & b; " + "; ".join(f"y{row} = p{text}" for row, text in enumerate(rest)))
    circuit = circuit.replace(outputs={f"y{row}": f"y{row}" for row in range(16)})
    assert len(eliminated(circuit)) == 16


NARROW = Limits(max_fanin=2)


def unseen(text="c = ~(a & b | a & d | b & d)", outputs="cy"):
    """An exclusive or that is seen only where c is 1, so that by then an OR does as well."""
    circuit = nc.build(f"{text}; p = a & ~b; q = b & ~a; f = p | q; y = f & c")
    return circuit.replace(outputs={net: net for net in outputs})


def test_a_neuron_need_only_be_right_where_it_is_seen():
    circuit = unseen()
    assert len(eliminated(circuit, limits=NARROW)) == 5
    assert len(eliminated(circuit, limits=NARROW, seen=True)) == 3


def test_what_is_seen_from_outside_or_kept_stays_what_it_is():
    assert len(eliminated(unseen(outputs="cfy"), limits=NARROW, seen=True)) == 5
    assert len(eliminated(unseen(), limits=NARROW, seen=True, kept="f")) == 5
    assert len(eliminated(unseen(), limits=NARROW, seen=True, kept="y")) == 5


def test_a_neuron_that_is_there_does_for_one_that_is_not_seen():
    circuit = unseen("c = ~(a & b | a & d | b & d); o = a | b", "coy")
    assert len(eliminated(circuit, limits=NARROW, seen=True)) == 3


def test_where_it_is_seen_at_last_is_found_by_the_solver():
    wide = " & ".join(f"x{number}" for number in range(12))
    circuit = unseen(f"c = ~(a & b) | {wide}")
    assert len(eliminated(circuit, limits=NARROW, seen=True)) == len(eliminated(circuit, limits=NARROW))


def test_weights_beyond_floats_tell_nothing():
    neurons = Neurons({3: Unit({1: 1, 2: 1}, 2), 4: Unit({3: 10**400, 2: 1}, 10**400)}, [4], 2)
    evidence = Evidence(Operations(2), [], Effort())
    assert Elimination(neurons, evidence, Limits(), seen=True)._where_seen(3).all()
