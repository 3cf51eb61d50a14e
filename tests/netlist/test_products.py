"""Sums of products over the same nets: what is shared, and what takes fewer neurons than two levels."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.netlist.draft import Draft, assemble
from neurocircuit.netlist.names import Names
from neurocircuit.netlist.products import TABLED, place_sums


def placed(width, sums, taken=()):
    inputs = [f"x{place}" for place in range(width)]
    draft = Draft("f")
    for name in inputs:
        draft.input(name, 1)
    nets = place_sums(draft, inputs, sums, Names((*inputs, *sums, *taken)), 7)
    for name in sums:
        draft.output(name, 7, nets[name])
    return assemble({"": draft})


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_the_sums_have_their_functions(data):
    width = data.draw(st.sampled_from((0, 1, 2, 3, 5, TABLED + 3)))
    row = st.text("01-", min_size=width, max_size=width) | st.text("1---", min_size=width, max_size=width)
    sums = data.draw(st.dictionaries(st.sampled_from("uvwyz"), st.lists(row, max_size=6), min_size=1))
    circuit = placed(width, sums)
    patterns = data.draw(st.lists(st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=1, max_size=8))
    expected = [
        [
            int(any(all(letter in ("-", str(bit)) for letter, bit in zip(row, bits, strict=True)) for row in rows))
            for rows in sums.values()
        ]
        for bits in patterns
    ]
    assert circuit.simulate(patterns).tolist() == expected


WIDE = ["1" * (TABLED + 1) + "--", "--" + "0" * (TABLED + 1), "1-0" + "-" * TABLED]


def test_a_product_is_one_neuron_for_all_sums():
    circuit = placed(TABLED + 3, {"y": WIDE[:2], "z": WIDE[1:], "w": WIDE[:1]})
    # w is the product of its name, and y and z read it.
    assert circuit.nodes["y"].inputs == ("w", "t_1")
    assert circuit.nodes["z"].inputs == ("t_1", "t_2")
    assert len(circuit.nodes) == 5


def test_equal_sums_are_one_net():
    circuit = placed(TABLED + 3, {"y": WIDE, "z": [*WIDE[::-1], WIDE[0]]})
    assert circuit.output_nets == ("y", "y")


def test_a_lone_literal_is_no_neuron():
    circuit = placed(3, {"y": ["-1-"], "z": ["-0-"]})
    assert circuit.output_nets == ("x1", "z")
    assert circuit.nodes["z"].gate == "NOT"
    wide = placed(TABLED + 3, {"y": [*WIDE[:2], "-" * (TABLED + 2) + "0", "1" + "-" * (TABLED + 2)]})
    assert wide.nodes["y"].inputs == ("t_1", "t_2", f"x{TABLED + 2}", "x0")
    assert wide.nodes["y"].perceptron.integer_form.weights == (1, 1, -1, 1)


def test_constants():
    always = "-" * (TABLED + 3)
    circuit = placed(TABLED + 3, {"y": [], "z": [*WIDE, always], "w": ["1" + always[1:], *WIDE, "0" + always[1:]]})
    assert {name: node.gate for name, node in circuit.nodes.items() if name in "yzw"} == {
        **{"y": "ZERO", "z": "ONE", "w": "ONE"}
    }


def test_few_inputs_take_as_few_neurons_as_their_table():
    majority = ["11---", "1-1--", "-11--"]
    odd = [f"{k:05b}" for k in range(32) if k.bit_count() % 2]
    circuit = placed(5, {"y": majority, "z": odd})
    assert circuit.nodes["y"].gate == "MAJORITY"
    assert len(circuit.nodes) == 1 + 3


def test_new_names_collide_with_none():
    circuit = placed(TABLED + 3, {"y": WIDE}, taken=("t_1", "t_3"))
    assert circuit.nodes["y"].inputs == ("t_2", "t_4", "t_5")
