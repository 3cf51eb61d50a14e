"""Levels, depth, cones."""

from hypothesis import given

from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.netlist.levels import depth, fanin_cone, fanout_cone, levelize
from neurocircuit.testing import circuits
from tests.samples import FULL_ADDER, adder, counter, gate


def test_levels_count_neurons_from_the_sources():
    assert levelize(FULL_ADDER.graph) == {"a": 0, "b": 0, "cin": 0, "cout": 1, "sum": 2}
    assert depth(adder(4).graph) == 6  # the constant, four carries, the last sum
    assert depth(Circuit(["a"], ["a"], {}).graph) == 0
    assert levelize(Circuit([], ["one"], {"one": gate("ONE")}).graph) == {"one": 1}


def test_registers_are_sources():
    levels = levelize(counter(2).graph)
    assert (levels["q[0]"], levels["q[1]"], depth(counter(2).graph)) == (0, 0, 4)


def test_a_net_may_be_read_before_it_is_written_down():
    reversed_nodes = dict(reversed(FULL_ADDER.nodes.items()))
    assert levelize(Circuit(FULL_ADDER.inputs, FULL_ADDER.outputs, reversed_nodes).graph) == levelize(FULL_ADDER.graph)


def test_nets_that_stand_in_order_are_levelized_without_edges():
    graph = Circuit(["a"], ["y"], {"q": Register("y"), "n": gate("NOT", "q"), "y": gate("AND", "a", "n")}).graph
    assert depth(graph) == 2
    assert "_adj" not in vars(graph)


@given(circuits())
def test_each_level_is_one_above_the_highest_driver(circuit):
    graph = circuit.graph
    levels = levelize(graph)
    assert levels.keys() == set(graph)
    seen = set()
    for net, level in levels.items():
        data = graph.nodes[net]
        assert seen.issuperset(data["fanin"])
        is_neuron = data["kind"] == "perceptron"
        assert level == (1 + max((levels[source] for source in data["fanin"]), default=0) if is_neuron else 0)
        seen.add(net)


def test_cones_follow_the_wires_so_many_steps():
    graph = adder(2).graph
    assert fanin_cone(graph, ["fa0.sum"]) == {"fa0.sum", "fa0.cout", "a[0]", "b[0]", "zero"}
    assert fanin_cone(graph, ["fa1.sum"], 1) == {"fa1.sum", "fa1.cout", "fa0.cout", "a[1]", "b[1]"}
    assert fanin_cone(graph, ["fa1.sum"], 0) == {"fa1.sum"}
    assert fanout_cone(graph, ["zero"], 1) == {"zero", "fa0.cout", "fa0.sum"}
    assert fanout_cone(graph, ["a[1]", "b[1]"]) == {"a[1]", "b[1]", "fa1.cout", "fa1.sum"}


def test_cones_of_a_long_chain():
    length = 5_000
    nodes = {f"n{k}": gate("NOT", f"n{k - 1}" if k else "a") for k in range(length)}
    graph = Circuit(["a"], [f"n{length - 1}"], nodes).graph
    assert len(fanin_cone(graph, [f"n{length - 1}"])) == length + 1
    assert len(fanout_cone(graph, ["a"])) == length + 1


def test_cones_stop_at_registers():
    circuit = Circuit(["d"], ["y"], {"q": Register("d"), "y": gate("NOT", "q")})
    assert fanin_cone(circuit.graph, ["y"]) == {"y", "q"}
