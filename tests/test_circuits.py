"""The ready-made circuits: each carries its own tests, and passes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import reduce
from inspect import signature
from itertools import combinations, pairwise
from operator import and_, or_
from typing import Any

import pytest

import neurocircuit as nc
from neurocircuit.analysis.comparison import run_test
from neurocircuit.formats import library
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Neuron
from neurocircuit.testing import assert_equivalent
from tests.analysis.multipliers import wallace

PLACES = Counter(path.parent.name for path in map(library.find, library.names()) if path)


def test_every_file_has_its_place_in_the_lessons() -> None:
    assert sorted(library.folder().glob("*/*.json")) == sorted(filter(None, map(library.find, library.names())))
    assert dict(PLACES) == {"gates": 16, "arithmetic": 17, "selection": 12, "sequential": 18, "puzzles": 10}


@pytest.mark.parametrize("name", library.names())
def test_a_circuit_passes_its_own_tests(name: str) -> None:
    circuit = nc.read(name)
    assert circuit.name == name
    assert circuit.description
    assert circuit.tests
    for test in circuit.tests:
        assert test.rows
        assert not list(run_test(circuit, test))


@pytest.mark.parametrize(
    ("name", "bias", "weights"),
    [("and", -0.5, [0.6, 0.6]), ("nor", 0.5, [-0.6, -0.6])],
)
def test_the_classic_gates_have_their_very_numbers(name: str, bias: float, weights: list[float]) -> None:
    perceptron = nc.read(name).graph.nodes["y"]["perceptron"]
    assert perceptron == nc.Perceptron(weights, bias=bias, threshold=0.5)


def test_xor_is_two_neurons_a_full_adder_two_a_comparator_one() -> None:
    kinds = [Counter(kind for _, kind in nc.read(name).graph.nodes(data="kind")) for name in ("xor", "full_adder")]
    assert [count["perceptron"] for count in kinds] == [2, 2]
    assert Counter(kind for _, kind in nc.read("greater_than_8").graph.nodes(data="kind"))["perceptron"] == 1


def test_what_is_a_file_is_not_also_a_function() -> None:
    functions = {name for name in dir(nc.blocks) if not name.startswith("_")}
    # A function makes a vote of any width; the file is the gate of three that lessons begin with.
    assert functions & set(library.names()) == {"majority"}


def signed4(number: int) -> int:
    return number - 16 if number >= 8 else number


def add_or_subtract(a: int, b: int, subtract: int) -> tuple[int, int, bool]:
    total = a + (15 - b) + 1 if subtract else a + b
    exact = signed4(a) - signed4(b) if subtract else signed4(a) + signed4(b)
    return total % 16, total // 16, not -8 <= exact < 8


def alu(op: int, a: int, b: int) -> tuple[int, int, bool]:
    total = (a + b, a + 16 - b, a | b, a & b)[op]
    return total % 16, op < 2 and total // 16, total % 16 == 0


def letters(p: int) -> tuple[bool, bool, bool]:
    """T and L in a 3 x 3 picture, pixel 0 at the top left; two pixels may be wrong."""
    t, letter_l = (sum(1 << place for place in places) for places in ((0, 1, 2, 4, 7), (0, 3, 6, 7, 8)))
    near = [(p ^ letter).bit_count() <= 2 for letter in (t, letter_l)]
    return near[0], near[1], not any(near)


def safe(farmer: int, wolf: int, goat: int, cabbage: int) -> bool:
    return goat == farmer or (wolf != goat and cabbage != goat)


def segments(digit: int) -> tuple[bool, ...]:
    shapes = [
        "abcdef",
        "bc",
        "abged",
        "abgcd",
        "fgbc",
        "afgcd",
        "afgedc",
        "abc",
        "abcdefg",
        "abcdfg",
        "abcefg",
        "cdefg",
        "adef",
        "bcdeg",
        "adefg",
        "aefg",
    ]
    return tuple(segment in shapes[digit] for segment in "abcdefg")


#: What ready-made circuits compute, by the numbers at their ports, outputs in order.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "absolute_value4": lambda a: abs(signed4(a)),
    "adder4": lambda a, b, cin: ((a + b + cin) % 16, (a + b + cin) // 16),
    "lookahead_adder4": lambda a, b, cin: ((a + b + cin) % 16, (a + b + cin) // 16),
    "adder_subtractor4": add_or_subtract,
    "binary_to_gray4": lambda b: b ^ b >> 1,
    "comparator4": lambda a, b: (a > b, a == b, a < b),
    "full_adder": lambda a, b, cin: ((a + b + cin) % 2, (a + b + cin) // 2),
    "full_subtractor": lambda a, b, bin: ((a - b - bin) % 2, a - b - bin < 0),
    "half_adder": lambda a, b: (a ^ b, a & b),
    "half_subtractor": lambda a, b: ((a - b) % 2, a < b),
    "incrementer4": lambda a: ((a + 1) % 16, a == 15),
    "multiplier4x4": lambda a, b: a * b,
    "population_count7": lambda x: x.bit_count(),
    "subtractor4": lambda a, b: ((a - b) % 16, a < b),
    "and": lambda a, b: a and b,
    "and_bipolar": lambda a, b: a and b,
    "at_least_2_of_4": lambda a, b, c, d: a + b + c + d >= 2,
    "buf": lambda a: a,
    "implication": lambda a, b: a <= b,
    "inhibition": lambda a, b: a > b,
    "majority": lambda a, b, c: a + b + c > 1,
    "nand": lambda a, b: not (a and b),
    "nor": lambda a, b: not (a or b),
    "not": lambda a: not a,
    "one": lambda: 1,
    "or": lambda a, b: a or b,
    "xnor": lambda a, b: a == b,
    "xor": lambda a, b: a != b,
    "xor_bipolar": lambda a, b: a != b,
    "zero": lambda: 0,
    "hallway_light": lambda upstairs, landing, downstairs: upstairs ^ landing ^ downstairs,
    "letter_reader": letters,
    "life_rule": lambda n, alive: n.bit_count() == 3 or (alive and n.bit_count() == 2),
    "prime4": lambda n: n in (2, 3, 5, 7, 11, 13),
    "shareholder_vote": lambda a, b, c, d: 45 * a + 30 * b + 15 * c + 10 * d >= 51,
    "two_thirds_vote": lambda v: v.bit_count() >= 4,
    "wolf_goat_cabbage": safe,
    "alu4": alu,
    "decoder2to4": lambda s: 1 << s,
    "decoder3to8": lambda s: 1 << s,
    "demux4": lambda data, select: data << select,
    "encoder4to2": lambda d: (max(d.bit_length() - 1, 0), d > 0),
    "majority5": lambda x: x.bit_count() > 2,
    "min_max4": lambda a, b: (min(a, b), max(a, b)),
    "mux2": lambda a, b, select: b if select else a,
    "mux4": lambda d, select: d >> select & 1,
    "parity4": lambda x: x.bit_count() % 2,
    "parity8": lambda x: x.bit_count() % 2,
    "seven_segment": segments,
}


def minterms(circuit: Circuit, function: Callable[..., Any]) -> Circuit:
    """A function as one neuron a row that gives 1, and an OR of these for each output bit, with a circuit's ports."""
    assert list(signature(function).parameters) == [port.name for port in circuit.input_ports]
    order = [bit for port in circuit.input_ports for bit in port.bits]
    rows: dict[str, list[int]] = defaultdict(list)
    for row in range(1 << len(order)):
        given, left = [], row
        for port in circuit.input_ports:
            given.append(left % (1 << port.width))
            left >>= port.width
        made = function(*given)
        values = made if isinstance(made, tuple) else (made,)
        for port, value in zip(circuit.output_ports, values, strict=True):
            assert 0 <= int(value) < 1 << port.width
            for place, bit in enumerate(port.bits):
                rows[bit] += [row] * (int(value) >> place & 1)
    nodes = {}
    for row in {row for found in rows.values() for row in found}:
        weights = [1 if row >> place & 1 else -1 for place in range(len(order))]
        nodes[f"row{row}"] = Neuron(Perceptron(weights, threshold=row.bit_count()), tuple(order))
    for output in circuit.outputs:
        read = tuple(f"row{row}" for row in rows[output])
        nodes[f"is.{output}"] = Neuron(Perceptron([1] * len(read), threshold=1), read)
    return Circuit(circuit.inputs, {output: f"is.{output}" for output in circuit.outputs}, nodes)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_circuit_computes_what_it_says(name: str) -> None:
    circuit = nc.read(name)
    assert_equivalent(circuit, minterms(circuit, FUNCTIONS[name]))


@nc.circuit(a=16, b=16)
def adder16(a: Any, b: Any, cin: Any) -> Any:
    total = a + b + nc.layer([cin], [[1]], [1])[0]
    return {"s": total[0:16], "cout": total[16]}


@nc.circuit(a=8, b=8)
def adder8(a: Any, b: Any, cin: Any) -> Any:
    carry, sums = cin, []
    for x, y in zip(a, b, strict=True):
        sums.append(x ^ y ^ carry)
        carry = x & y | carry & (x | y)
    return {"s": sums, "cout": carry}


@nc.circuit(a=8, b=8)
def greater_than_8(a: Any, b: Any) -> Any:
    greater = a[0] & ~b[0]
    for x, y in zip(a[1:], b[1:], strict=True):
        greater = x & ~y | ~(x ^ y) & greater
    return {"y": greater}


@nc.circuit(q=16)
def four_queens(q: Any) -> Any:
    attacked = [
        q[one] & q[other]
        for one, other in combinations(range(16), 2)
        for rows, columns in [(other // 4 - one // 4, other % 4 - one % 4)]
        if rows == 0 or columns == 0 or rows == abs(columns)
    ]
    rows = [reduce(or_, [q[4 * row + column] for column in range(4)]) for row in range(4)]
    return {"solved": reduce(and_, rows) & ~reduce(or_, attacked)}


@nc.circuit(x=9, o=9)
def tic_tac_toe(x: Any, o: Any) -> Any:
    lines = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
    wins = [reduce(or_, [marks[i] & marks[j] & marks[k] for i, j, k in lines]) for marks in (x, o)]
    # As many marks as there are squares: ones are moved to the front, mark by mark.
    full = [nc.ZERO()] * 10
    full[0] = nc.ONE()
    for mark in (*x, *o):
        full = [full[0], *(there | before & mark for before, there in pairwise(full))]
    return {"x_wins": wins[0], "o_wins": wins[1], "draw": full[9] & ~wins[0] & ~wins[1]}


#: Other forms of those with more inputs.
OTHER_FORMS = {form.name: form for form in (adder8, adder16, greater_than_8, four_queens, tic_tac_toe)}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_a_wide_circuit_computes_what_another_form_does(name: str) -> None:
    assert_equivalent(nc.read(name), OTHER_FORMS[name])


def test_every_circuit_without_registers_is_compared() -> None:
    combinational = {name for name in library.names() if not nc.read(name).registers}
    assert combinational == {*FUNCTIONS, *OTHER_FORMS}


def test_circuits_of_the_same_ports_and_function_are_equal() -> None:
    groups = defaultdict(list)
    for name in FUNCTIONS:
        circuit = nc.read(name)
        groups[frozenset(circuit.inputs), frozenset(circuit.outputs)].append(circuit)
    equal = {
        frozenset((left.name, right.name))
        for group in groups.values()
        for left, right in combinations(group, 2)
        if nc.verify(left, right)
    }
    assert equal == {
        frozenset(pair) for pair in [("adder4", "lookahead_adder4"), ("and", "and_bipolar"), ("xor", "xor_bipolar")]
    }


def test_the_multiplier_is_one_of_another_architecture() -> None:
    assert_equivalent(nc.read("multiplier4x4"), wallace(4, True), method="sat")
