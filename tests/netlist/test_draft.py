"""A netlist while it is read: drivers, reads, names of what is new, clocks."""

from __future__ import annotations

import pytest

from neurocircuit.errors import CircuitError, FormatError
from neurocircuit.logic.recipe import Step, parity_recipe
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.netlist.draft import Draft, assemble

BUF = parity_recipe(1)


def draft(*inputs, outputs=()):
    made = Draft("x", "start")
    for place, name in enumerate(inputs, 1):
        made.input(name, place)
    for name in outputs:
        made.output(name, "ports")
    return made


def inverter(clocked=False):
    """The input i, inverted, at the output o; or sampled by the input ck."""
    made = draft("i", *(["ck"] if clocked else []), outputs=["o"])
    if clocked:
        made.register("o", "i", 0, 2)
        made.clock("ck", "re", 2)
    else:
        made.recipe("o", parity_recipe(1, 0), ("i",), 2)
    return made


def finished(made, **others):
    return assemble({"m": made, **others})


def refusal(call, *arguments, **options):
    with pytest.raises((FormatError, CircuitError)) as error:
        call(*arguments, **options)
    return str(error.value)


def test_the_inner_nets_of_a_recipe_get_names_that_nothing_has():
    made = draft("a", "b", outputs=["y"])
    made.recipe("y", parity_recipe(2), ("a", "b"), 3)
    made.register("y_1", "y", 1, 4)
    circuit = finished(made)
    assert list(circuit.nodes) == ["y_2", "y", "y_1"]
    assert circuit.nodes["y"].inputs == ("a", "b", "y_2")
    assert circuit.nodes["y_1"] == Register("y", 1)
    assert circuit.name == "m"


def test_a_step_reads_in_its_own_order():
    made = draft("a", "b")
    step = parity_recipe(2)[0]._replace(operands=(1, 0))
    made.recipe("y", (step,), ("a", "b"), 3)
    assert finished(made).nodes["y"] == Neuron(step.perceptron, ("b", "a"), step.gate)


@pytest.mark.parametrize("count", [2, 3, 15, 16, 17, 18, 40])
def test_a_step_reads_only_its_operands(count):
    names = [f"x{index:02}" for index in range(count)]
    for operands in (range(count), range(count - 1), range(1, count), reversed(range(count))):
        made = draft(*names, outputs=["y"])
        step = Step.of([(operand, 1) for operand in operands], 1)
        made.recipe("y", (step,), tuple(names), 9)
        assert finished(made).nodes["y"].inputs == tuple([names[operand] for operand in step.operands])


def test_an_output_may_have_another_name_than_its_net_and_a_repeated_one_is_dropped():
    made = draft("a")
    made.output("y", 2, "a")
    made.output("y", 3, "b")
    assert finished(made) == Circuit(["a"], {"y": "a"}, {}, "m")


@pytest.mark.parametrize(("place", "words"), [(7, "first on line 7"), ("cells.g", "first at cells.g")])
def test_a_second_driver_is_refused_with_the_place_of_the_first(place, words):
    made = draft()
    made.recipe("y", BUF, ("a",), place)
    assert refusal(made.register, "y", "a", 0, 9) == f"x:9: net 'y' is driven twice ({words})"
    assert refusal(made.input, "y", 9) == f"x:9: net 'y' is driven twice ({words})"


def test_undriven_nets_are_those_of_outputs_and_then_of_parts_each_with_its_first_place():
    made = draft(outputs=["y"])
    made.recipe("n", parity_recipe(2), ("b", "n"), 3)
    made.register("q", "b", 0, 4)
    assert made.undriven() == {"y": "ports", "b": 3}
    assert refusal(finished, made) == "x: ports: net 'y' is never driven"


def test_a_name_of_a_net_that_nothing_drives_is_left_out_where_nothing_reads_it():
    whole, made = draft("a", outputs=["y"]), draft("a", outputs=["y"])
    made.recipe("t", BUF, ("gone",), 3)
    for each in (whole, made):
        each.instance("inner", {"i": "a", "o": "n"}, 4)
        each.recipe("y", BUF, ("n",), 5)
    assert finished(made, inner=inverter()) == finished(whole, inner=inverter())


@pytest.mark.parametrize(
    "reader",
    [
        lambda made: made.output("t", 4),
        lambda made: made.recipe("u", BUF, ("t",), 4),
        lambda made: made.clock("t", "re", 4),
        lambda made: made.recipe("u", parity_recipe(2), ("a", "gone"), 4),
    ],
)
def test_a_net_that_something_reads_is_driven(reader):
    made = draft("a", outputs=["a"])
    made.recipe("t", BUF, ("gone",), 3)
    reader(made)
    assert "net 'gone' is never driven" in refusal(finished, made)


def test_a_cycle_has_the_place_of_its_first_net():
    made = draft(outputs=["y"])
    made.recipe("y", BUF, ("n",), 4)
    made.recipe("n", BUF, ("y",), 5)
    assert refusal(finished, made).startswith("x:5: combinational cycle: n -> y -> n")


def test_a_cycle_inside_a_definition_has_the_place_of_the_instance():
    inner = draft(outputs=["o"])
    inner.recipe("o", BUF, ("o",), 4)
    made = draft()
    made.instance("inner", {}, 5, "u")
    assert refusal(finished, made, inner=inner).startswith("x:5: combinational cycle: u.o -> u.o")


def test_nets_that_instances_drive_are_called_by_their_outputs():
    two = draft("i", outputs=["o", "p"])
    two.recipe("o", BUF, ("i",), 2)
    two.register("p", "i", 0, 3)
    made = draft("a", outputs=["s"])
    made.instance("two", {"i": "c", "o": "s", "p": "c"}, 2, "u1")
    made.recipe("n", BUF, ("c",), 3)
    circuit = finished(made, two=two)
    assert circuit.nodes["u1"] == Instance(circuit.circuits["two"], ("u1.p",), "two")
    assert circuit.nodes["n"].inputs == ("u1.p",)
    assert circuit.output_nets == ("u1.o",)


def test_a_given_name_that_is_taken_gives_way_to_another():
    made = draft("u1")
    made.instance("inner", {"i": "u1"}, 2, "u1")
    made.instance("inner", {"i": "u1"}, 3, "u2")
    made.instance("inner", {"i": "u1", "o": "n"}, 4)
    made.instance("inner", {"i": "u1", "o": "v.o"}, 5)
    made.instance("inner", {"i": "u1", "o": ".o"}, 6)  # before the point is no name
    assert list(finished(made, inner=inverter()).nodes) == ["inner_1", "u2", "n", "v", ".o"]


@pytest.mark.parametrize(
    ("wires", "message"),
    [
        ({"i": "a", "z": "a"}, "x:2: 'inner' has no port 'z'"),
        ({"o": "n"}, "x:2: input 'i' of 'inner' is not connected"),
        ({"i": "a", "o": "a"}, "x:2: net 'a' is driven twice (first on line 1)"),
        ({"i": "a", "o": "y"}, "x:3: net 'y' is driven twice (first on line 2)"),
    ],
)
def test_ports_of_instances_are_checked(wires, message):
    made = draft("a")
    made.instance("inner", wires, 2)
    made.recipe("y", BUF, ("a",), 3)
    assert refusal(finished, made, inner=inverter()) == message


def test_definitions_that_are_missing_or_contain_themselves():
    made = draft()
    made.instance("m", {}, 2)
    assert refusal(finished, made) == "x: start: models that contain themselves: m -> m"
    made.instance("inner", {}, 3)
    assert refusal(finished, made) == "x:3: no model 'inner' in this file (add it)"


def test_a_clock_leaves_the_inputs_of_its_circuit_and_of_those_that_use_it():
    made = draft("a", "clk")
    made.instance("inner", {"i": "a", "ck": "clk", "o": "q"}, 3)
    circuit = finished(made, inner=inverter(clocked=True))
    assert circuit.inputs == ("a",)
    assert circuit.circuits["inner"].inputs == ("i",)
    assert made.clock_port == ("clk", "re")


@pytest.mark.parametrize("shown", [True, False])
def test_a_clock_that_is_shown_or_read_stays(shown):
    made = draft("ck", outputs=["ck"] if shown else [])
    made.register("q", "q" if shown else "ck", 0, 3)
    made.clock("ck", "re", 3)
    assert finished(made).inputs == ("ck",)


def test_registers_share_one_edge_of_one_clock_that_nothing_drives():
    made = draft("a", "b")
    made.clock("a", "re", 3)
    made.clock("a", "re", 4)
    assert refusal(made.clock, "b", "re", 5).startswith("x:5: registers of different clocks: 'a' and 'b' (")
    assert refusal(made.clock, "a", "fe", 5).startswith("x:5: both edges of the clock 'a' are used (")
    gated = draft("a")
    gated.recipe("n", BUF, ("a",), 2)
    gated.clock("n", "re", 3)
    assert refusal(finished, gated).startswith("x:3: the clock 'n' is no input (")


def test_an_edge_that_is_not_told_is_any():
    made = draft("a", "b")
    made.clock("a", "", 3)
    made.clock("a", "fe", 4)
    made.clock("a", "", 5)
    assert made.clocked == (("a", "fe"), 3)
    assert refusal(made.clock, "a", "re", 6).startswith("x:6: both edges of the clock 'a' are used (")


def test_a_clock_that_is_no_net_of_the_text_changes_nothing():
    made = draft("a", outputs=["q"])
    made.register("q", "a", 0, 2)
    made.clock("global", "re", 2)
    assert finished(made).inputs == ("a",)
    assert made.clock_port is None


def test_a_net_without_a_name_is_called_after_its_stem_at_the_end():
    made = draft("a", outputs=["y"])
    first, second = made.inner("y_next"), made.inner("y_next")
    third = made.inner(second)
    made.recipe(first, BUF, ("a",), 2)
    made.recipe(second, BUF, (first,), 2)
    made.register(third, second, 1, 3)
    made.recipe("y", BUF, (third,), 4)
    made.recipe("y_next_1", BUF, ("y",), 5)
    circuit = assemble({"m": made})
    assert list(circuit.nodes) == ["y_next", "y_next_2", "y_next_3", "y", "y_next_1"]
    assert circuit.nodes["y_next_3"] == Register("y_next_2", 1)
    assert circuit.nodes["y"].inputs == ("y_next_3",)


def test_an_instance_drives_a_net_without_a_name():
    made = draft("a", outputs=["y"])
    net = made.inner("net")
    made.instance("inner", {"i": "a", "o": net}, 2)
    made.recipe("y", BUF, (net,), 3)
    inner = draft("i", outputs=["o"])
    inner.recipe("o", BUF, ("i",), 2)
    circuit = assemble({"m": made, "inner": inner})
    assert circuit.simulate([[0], [1]]).tolist() == [[0], [1]]


def test_a_constant_is_made_once():
    made = draft("a", outputs=["y"])
    assert made.constant(1, 2) == made.constant(1, 3) != made.constant(0, 3)
    made.recipe("y", BUF, (made.constant(1, 4),), 4)
    circuit = assemble({"m": made})
    assert {name: node.gate for name, node in circuit.nodes.items()} == {"one": "ONE", "zero": "ZERO", "y": "BUF"}


def test_a_function_of_known_values_reads_only_what_counts():
    made = draft("s", "b", "x", outputs=["y"])
    # s ? b : a, and x is of no account.
    table = TruthTable.from_function(lambda a, b, s, x: b if s else a, 4)
    made.function("y", table, (0, "b", "s", "x"), 2)
    circuit = assemble({"m": made})
    assert circuit.nodes["y"].gate == "AND"
    assert circuit.nodes["y"].inputs == ("b", "s")


def test_a_clock_without_a_name_is_named_by_its_stem():
    made = draft("a", outputs=["q"])
    net = made.inner("gated")
    made.recipe(net, BUF, ("a",), 2)
    made.clock(net, "re", 3)
    made.register("q", "a", 0, 3)
    assert refusal(assemble, {"m": made}) == "x:3: the clock 'gated' is no input (all registers share one clock)"
