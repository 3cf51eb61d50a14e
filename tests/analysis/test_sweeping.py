"""SAT sweeping: what it merges is equal, what is equal it merges, what differs has a pattern that shows it."""

from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.analysis.cnf import NeuronClauses
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sweeping import BASE, STEP, Sweeper, evaluate
from neurocircuit.simulation.operations import FALSE, TRUE, Operations

ALL = (1 << 16) - 1
#: The values of four inputs over their sixteen assignments.
COLUMNS = (0xAAAA, 0xCCCC, 0xF0F0, 0xFF00)


def table(network, literal):
    inputs = dict(enumerate(COLUMNS, 1))
    return evaluate(network, inputs, ALL)[literal >> 1] ^ -(literal & 1) & ALL


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_literals_are_one_exactly_where_their_functions_are(steps):
    sweeper = Sweeper(Effort(), budget=1000)
    found = [sweeper.free() for _ in COLUMNS]
    for is_and, left, right in steps:
        a, b = (found[number // 2 % len(found)] ^ number & 1 for number in (left, right))
        found.append(sweeper.both(a, b) if is_and else sweeper.differ(a, b))
    tables = [table(sweeper.network, literal) for literal in found]
    for a, of_a in zip(found, tables, strict=True):
        for b, of_b in zip(found, tables, strict=True):
            assert (a == b) == (of_a == of_b)
            assert (a == b ^ 1) == (of_a == of_b ^ ALL)
        assert (a == FALSE) == (of_a == 0)
        assert (a == TRUE) == (of_a == ALL)


def deep(sweeper, inputs):
    """A conjunction that no pattern at the beginning makes true."""
    literal = TRUE
    for other in inputs:
        literal = sweeper.both(literal, other)
    return literal


def test_a_rare_difference_becomes_a_pattern_with_its_neighbours():
    sweeper = Sweeper(Effort(), budget=10_000)
    inputs = [sweeper.free() ^ place & 1 for place in range(60)]
    rare = deep(sweeper, inputs)
    assert rare != FALSE
    assert sweeper.equal(rare, FALSE, None) is False
    assert sweeper.inputs_at(rare, FALSE).tolist() == [[1, 0] * 30]
    pattern = sweeper.difference(rare, FALSE)
    assert pattern is not None
    assert pattern >= BASE
    assert sweeper.effort.patterns % STEP == 0
    neighbours = [sum(sweeper.values(literal) >> pattern + place & 1 for literal in inputs) for place in range(STEP)]
    assert neighbours == [60] + [59] * (STEP - 1)
    assert sweeper.values(rare ^ 1) >> pattern & 1 == 0


def test_the_next_round_goes_on_with_the_patterns():
    first = Sweeper(Effort(), budget=10_000)
    inputs = [first.free() ^ place & 1 for place in range(60)]
    deep(first, inputs)
    asked = first.effort.calls
    assert asked
    second = Sweeper(Effort(), 10_000, first)
    again = [second.free() ^ place & 1 for place in range(61)]
    assert [second.values(literal) for literal in again[:60]] == [first.values(literal) for literal in inputs]
    deep(second, again[:60])
    assert second.effort.calls == 0


def test_what_the_budget_does_not_tell_is_left_apart():
    sweeper = Sweeper(Effort(), budget=0)
    a, b, c = (sweeper.free() for _ in range(3))
    left = sweeper.both(sweeper.both(a, b), c)
    right = sweeper.both(a, sweeper.both(b, c))
    assert left != right
    assert sweeper.equal(left, right, 0) is None
    assert sweeper.equal(left, right, None) is True


def test_only_what_is_wanted_of_a_network_is_taken_in():
    network = Operations(2)
    used, unused = network.both(2, 4), network.differ(2, 4)
    sweeper = Sweeper(Effort(), budget=10)
    inputs = [sweeper.free(), sweeper.free() ^ 1]
    values = sweeper.replay(network, network.needed([used]), inputs)
    assert values[used >> 1] == sweeper.both(*inputs)
    assert values[unused >> 1] == FALSE
    assert len(sweeper.network.left) == 4


def rare_neuron(sweeper, clauses=None):
    """A conjunction of 60 literals that no pattern at the beginning makes true, as a neuron in clauses."""
    network = Operations(60)
    whole = deep(network, range(2, 122, 2))
    clauses = clauses or [(61, *(-place for place in range(1, 61))), *((-61, place) for place in range(1, 61))]
    neuron = NeuronClauses(tuple(range(2, 122, 2)), whole, tuple(clauses))
    inputs = [sweeper.free() ^ place & 1 for place in range(60)]
    values = sweeper.replay(network, network.needed([whole]), inputs, {whole >> 1: neuron})
    return inputs, values[whole >> 1], neuron.over(values, values[whole >> 1])


def test_the_solver_is_given_what_it_is_asked_about(monkeypatch):
    sweeper = Sweeper(Effort(), budget=0)
    taken = []
    add = sweeper.solver.add
    monkeypatch.setattr(
        sweeper.solver, "add", lambda clauses: add([taken.append(clause) or clause for clause in clauses])
    )
    inputs, literal, definition = rare_neuron(sweeper)
    # Without a budget nothing is asked about on the way.
    assert (taken, sweeper.effort.calls) == ([], 0)
    assert sweeper.equal(literal, FALSE, None) is False
    # The neuron's clauses stand for those of all its operations.
    assert taken == definition.clauses
    # Operations are given when they are asked about, with all that they read, and once.
    again = deep(sweeper, inputs[::-1])
    for _ in range(2):
        assert sweeper.equal(literal, again, None) is True
        assert len(taken) == 61 + 3 * 59


def test_what_is_proved_comes_from_the_clauses_of_neurons():
    for clauses, same in ((None, False), ([(-61,)], True)):
        sweeper = Sweeper(Effort(), budget=0)
        _, literal, _ = rare_neuron(sweeper, clauses)
        assert sweeper.equal(literal, FALSE, None) is same
