"""Clocked circuits: induction, reachable states, unrolling; only a trace from reset makes a difference."""

import networkx as nx
import pytest

import neurocircuit as nc
from neurocircuit.analysis import sequential
from neurocircuit.analysis.effort import Effort, OutOfTime
from neurocircuit.analysis.miter import match, miter
from neurocircuit.analysis.sequential import compare_clocked
from neurocircuit.netlist.circuit import Circuit, Register
from tests.samples import gate


def ask(left, right, **limits):
    effort = Effort(**limits)
    return compare_clocked(miter(left, right, match(left, right)), effort), effort


def ring(length, mark, inputs=()):
    """A token that goes round; the output says that it is at ``mark``."""
    nodes = {f"r{place}": Register(f"r{(place - 1) % length}", int(place == 0)) for place in range(length)}
    return Circuit(inputs, {"y": f"r{mark}"}, nodes)


def count_to(width, mark, inputs=()):
    """A binary counter that runs freely; the output says that it is at ``mark``."""
    bits = [f"q{place}" for place in range(width)]
    nodes = {"one": gate("ONE")}
    carry = "one"
    for place, bit in enumerate(bits):
        nodes |= {
            bit: Register(f"n{place}"),
            f"c{place}": gate("AND", bit, carry),
            f"o{place}": gate("OR", bit, carry),
            f"m{place}": gate("NOT", f"c{place}"),
            f"n{place}": gate("AND", f"o{place}", f"m{place}"),
            f"i{place}": gate("BUF" if mark >> place & 1 else "NOT", bit),
        }
        carry = f"c{place}"
    nodes["y"] = gate("AND", *(f"i{place}" for place in range(width)))
    return Circuit(inputs, ["y"], nodes)


def lock(width, steps, opens=True):
    """The output is 1 after all inputs were 1 in so many cycles in a row, if it opens at all."""
    inputs = [f"k{place}" for place in range(width)]
    nodes = {"d0": gate("AND", *inputs), "zero": gate("ZERO")}
    for step in range(1, steps + 1):
        nodes[f"s{step}"] = Register(f"d{step - 1}")
        nodes[f"d{step}"] = gate("AND", f"s{step}", "d0")
    return Circuit(inputs, {"y": f"s{steps}" if opens else "zero"}, nodes)


def test_registers_that_are_alike_are_found_without_their_names():
    assert ask(count_to(6, 40), count_to(6, 40))[0] == (True, "induction", None)
    made = count_to(6, 40).graph
    renamed = nc.Circuit.from_graph(nx.relabel_nodes(made, {f"q{place}": f"z{5 - place}" for place in range(6)}))
    assert renamed.registers != count_to(6, 40).registers
    assert ask(count_to(6, 40), renamed)[0] == (True, "induction", None)


def test_names_tell_first_which_registers_are_alike():
    nodes = {"p": Register("a"), "q": Register("a"), "y": gate("AND", "p", "q")}
    left = Circuit(["a"], ["y"], nodes)
    right = Circuit(["a"], ["y"], {"q": Register("a"), "r": Register("r"), "y": gate("BUF", "q")})
    found = []
    judge = sequential._by_induction

    def by_induction(machine, classes, effort):
        found.append(classes)
        return judge(machine, classes, effort)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequential, "_by_induction", by_induction)
        # By name only q is like q: not enough, since p is like both.
        assert ask(left, right)[0] == (True, "induction", None)
        assert found == [[[3], [0], [1, 2]], [[3], [0, 1, 2]]]
        found.clear()
        assert ask(left, left)[0] == (True, "induction", None)
        assert found == [[[], [0, 2], [1, 3]]]


def test_names_of_registers_that_behave_differently_mean_nothing():
    left = Circuit(["a"], ["y"], {"p": Register("a"), "q": Register("p"), "y": gate("AND", "p", "q")})
    right = Circuit(["a"], ["y"], {"q": Register("a"), "p": Register("q"), "y": gate("AND", "p", "q")})
    assert ask(left, right)[0] == (True, "induction", None)


def test_opposite_registers_are_alike():
    nodes = {"d": gate("OR", "a", "q"), "q": Register("d")}
    left = Circuit(["a"], ["q"], nodes)
    right = Circuit(["a"], {"q": "y"}, {
        "p": Register("e", 1), "e": gate("NOR", "a", "y"), "y": gate("NOT", "p")})  # fmt: skip
    assert ask(left, right)[0] == (True, "induction", None)


def test_a_register_that_never_changes_is_its_value_at_reset():
    left = Circuit(["a"], {"y": "g"}, {"q": Register("q", 1), "g": gate("AND", "a", "q")})
    assert ask(left, nc.build("y = a"))[0] == (True, "induction", None)


def test_what_is_alike_for_a_while_is_taken_apart():
    # For 64 cycles both are 0, and then only one of them.
    answer, _ = ask(count_to(7, 100), count_to(7, 101))
    assert (answer.equal, answer.method, len(answer.inputs)) == (False, "random runs", 101)


def test_states_coded_in_different_ways_are_visited():
    answer, effort = ask(ring(8, 5), count_to(3, 5))
    assert answer == (True, "8 reachable states", None)
    assert effort.proved == "equal for 7 cycles from reset"


def test_a_difference_deep_down_is_found_state_by_state():
    answer, _ = ask(count_to(11, 1500), count_to(11, 1501))
    assert (answer.equal, answer.method, answer.inputs.shape) == (False, "reachable states", (1501, 0))


def test_the_trace_leads_from_reset_to_the_difference():
    left, right = lock(10, 3), lock(10, 3, opens=False)
    answer, _ = ask(left, right)
    assert (answer.equal, answer.method) == (False, "reachable states")
    assert answer.inputs[:3].tolist() == [[1] * 10] * 3
    assert len(answer.inputs) == 4
    assert left.simulate(answer.inputs)[-1] != right.simulate(answer.inputs)[-1]


def test_many_inputs_are_unrolled():
    answer, _ = ask(lock(20, 3), lock(20, 3, opens=False))
    assert (answer.equal, answer.method) == (False, "unrolling")
    assert answer.inputs[:3].tolist() == [[1] * 20] * 3
    assert len(answer.inputs) == 4


def test_unrolling_says_how_many_cycles_were_shown(monkeypatch):
    monkeypatch.setattr(sequential, "MOST_CYCLES", 5)
    inputs = [f"x{place}" for place in range(20)]
    answer, effort = ask(ring(8, 5, inputs), count_to(3, 5, inputs))
    assert answer == (None, "equal for 5 cycles from reset", None)
    assert effort.proved == answer.method


def test_unrolling_goes_on_until_the_limit(monkeypatch):
    monkeypatch.setattr(sequential, "MOST_CYCLES", 2)
    inputs = [f"x{place}" for place in range(20)]
    left, right, effort = ring(8, 5, inputs), count_to(3, 5, inputs), Effort(limit=1e9)

    def report(what, fraction):
        if effort.proved == "equal for 9 cycles from reset":
            effort.limit = 0

    effort.report = report
    with pytest.raises(OutOfTime):
        compare_clocked(miter(left, right, match(left, right)), effort)
    assert effort.proved == "equal for 10 cycles from reset"


def test_too_many_states_are_left_to_unrolling(monkeypatch):
    monkeypatch.setattr(sequential, "MOST_PATTERNS", 10)
    monkeypatch.setattr(sequential, "MOST_CYCLES", 12)
    left = Circuit(["a"], ["y"], ring(8, 5).nodes, output_nets=["r5"])
    right = count_to(3, 5, ["a"])
    assert ask(left, right)[0] == (None, "equal for 12 cycles from reset", None)


def test_states_are_visited_block_by_block(monkeypatch):
    monkeypatch.setattr(sequential, "BLOCK_PATTERNS", 1)
    assert ask(nc.read("counter4"), nc.read("counter4"))[0].equal
    answer, _ = ask(lock(8, 4), lock(8, 4, opens=False))
    assert answer.equal is False
    assert answer.inputs[:4].all()


def test_one_side_may_be_without_registers():
    left = nc.read("d_register")
    right = Circuit(left.inputs, dict.fromkeys(left.outputs, "zero"), {"zero": gate("ZERO")})
    answer, _ = ask(left, right)
    assert answer.equal is False
    assert answer.inputs.shape[1] == len(left.inputs)
