"""Hastening: fewer levels, the same functions, no neuron beyond the limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit import build, verify
from neurocircuit.analysis.effort import Effort
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.blocks import adder
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.synthesis.hastening import hasten
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.translation import as_written, circuit_of, translate


def hastened(circuit, limits, kept=False):
    """The depth of a circuit as it is, and its neurons hastened, proved equal."""
    translation = translate(circuit)
    own = as_written(translation, limits)
    assert own is not None
    made = hasten(own, translation.network, limits, Effort(), own.units if kept else ())
    assert all(limits.allow(unit.form) for unit in made.units.values())
    assert verify(circuit, circuit_of(translation, made))
    return own.depth(), made


def chain(steps):
    """ANDs and ORs in turn, each of one input and what is below."""
    text = "n0 = x0 & x1"
    for step in range(1, steps):
        text += f"; n{step} = n{step - 1} {'|&'[step % 2]} x{step + 1}"
    made = build(text)
    return made.replace(outputs=[f"n{steps - 1}"])


@pytest.mark.parametrize(("fanin", "levels"), [(None, 1), (15, 2), (5, 4), (3, 8)])
def test_a_chain_takes_as_many_levels_as_its_groups(fanin, levels):
    before, made = hastened(chain(40), Limits(fanin))
    assert (before, made.depth()) == (40, levels)


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 30), st.integers(-3, 3).filter(bool)), min_size=1, max_size=4),
            st.integers(-3, 4),
        ),
        min_size=1,
        max_size=14,
    ),
    st.sampled_from([Limits(), Limits(4), Limits(6, 3), Limits(15)]),
)
def test_any_neurons_stay_what_they_compute(rows, limits):
    nets, nodes = [f"x{place}" for place in range(5)], {}
    for number, (reads, threshold) in enumerate(rows):
        # Mostly the newest nets, so that paths get long.
        weights = {nets[-1 - place % len(nets)]: weight for place, weight in reads}
        nodes[f"n{number}"] = Neuron(Perceptron(list(weights.values()), threshold=threshold), tuple(weights))
        nets.append(f"n{number}")
    circuit = Circuit(nets[:5], nets[5:], nodes)
    if as_written(translate(circuit), limits) is not None:
        before, made = hastened(circuit, limits)
        assert made.depth() <= before


def test_carries_and_comparisons_are_looked_ahead():
    assert hastened(adder(64), Limits(15))[1].depth() <= 4
    assert hastened(adder(64), Limits(15), kept=True)[1].depth() == 64 + 1


def test_a_late_input_that_neurons_need_twice_is_absorbed():
    before, made = hastened(build("h = a & b; p = h & c; q = h & d; y = p | q").replace(outputs=["y"]), Limits(4))
    assert (before, made.depth()) == (3, 2)
