"""Synthesis as a whole: the same function, never more neurons, within limits, whatever the circuit."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.netlist.graph import neurons, registers
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.synthesize import synthesize
from tests.strategies import circuits

some_limits = st.builds(Limits, st.one_of(st.none(), st.integers(2, 5)), st.one_of(st.none(), st.integers(1, 4)))


def same_ports(one, other):
    return all(
        getattr(one, what) == getattr(other, what) for what in ("inputs", "outputs", "registers", "encoding", "name")
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(circuits(), some_limits, st.sampled_from((1, 2, 2, 3)), st.sampled_from(("neurons", "depth")))
def test_any_circuit_stays_what_it_is(circuit, limits, effort, goal):
    made = synthesize(circuit, goal, limits.max_fanin, limits.max_weight, effort)
    assert made
    assert made.finished
    assert nc.verify(circuit, made.circuit, limit=20)
    assert same_ports(circuit, made.circuit)
    assert [register.initial for register in registers(made.circuit.graph)] == [
        register.initial for register in registers(circuit.graph)
    ]
    assert all(limits.allow(neuron.perceptron.integer_form) for neuron in neurons(made.circuit.graph))
    if all(limits.allow(neuron.perceptron.integer_form) for neuron in neurons(circuit.graph)):
        assert made.after.neurons <= made.before.neurons
        if goal == "depth":
            assert made.after.depth <= made.before.depth
    assert nc.parse(nc.dumps(made.circuit)) == made.circuit
