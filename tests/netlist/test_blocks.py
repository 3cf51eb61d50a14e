"""Blocks against Python's integers, and against the ready-made circuits of the same size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurocircuit as nc
from neurocircuit.errors import ComposeError, InputError
from neurocircuit.netlist import blocks
from neurocircuit.netlist.levels import depth

sizes = st.integers(1, 12)


def neurons(circuit):
    return sum(data["kind"] == "perceptron" for _, data in circuit.graph.nodes(data=True))


def simulate(circuit, **values):
    return {name: found.tolist() for name, found in circuit.simulate(**values).items()}


@st.composite
def pairs_of_numbers(draw):
    n = draw(sizes)
    number = st.integers(0, 2**n - 1)
    rows = draw(st.lists(st.tuples(number, number), min_size=1, max_size=8))
    return n, [a for a, _ in rows], [b for _, b in rows]


@given(pairs_of_numbers(), st.integers(0, 1))
def test_adder(operands, cin):
    n, a, b = operands
    made = blocks.adder(n)
    got = simulate(made, a=a, b=b, cin=cin)
    assert got["s"] == [(x + y + cin) % 2**n for x, y in zip(a, b, strict=True)]
    assert got["cout"] == [x + y + cin >> n for x, y in zip(a, b, strict=True)]
    assert (neurons(made), depth(made.graph)) == (2 * n, n + 1)


@given(pairs_of_numbers())
def test_subtractor(operands):
    n, a, b = operands
    made = blocks.subtractor(n)
    got = simulate(made, a=a, b=b)
    assert got["d"] == [(x - y) % 2**n for x, y in zip(a, b, strict=True)]
    assert got["borrow"] == [int(x < y) for x, y in zip(a, b, strict=True)]
    assert neurons(made) == 2 * n


@given(pairs_of_numbers())
def test_incrementer_and_comparator(operands):
    n, a, b = operands
    incrementer, comparator = blocks.incrementer(n), blocks.comparator(n)
    assert simulate(incrementer, a=a) == {"s": [(x + 1) % 2**n for x in a], "cout": [x + 1 >> n for x in a]}
    assert simulate(comparator, a=a, b=b) == {
        "gt": [int(x > y) for x, y in zip(a, b, strict=True)],
        "eq": [int(x == y) for x, y in zip(a, b, strict=True)],
        "lt": [int(x < y) for x, y in zip(a, b, strict=True)],
    }
    assert (neurons(incrementer), neurons(comparator)) == (2 * n - 1, 3)


@given(st.integers(1, 8), st.integers(1, 8), st.data())
def test_multiplier(n, m, data):
    a = data.draw(st.lists(st.integers(0, 2**n - 1), min_size=4, max_size=4))
    b = data.draw(st.lists(st.integers(0, 2**m - 1), min_size=4, max_size=4))
    made = blocks.multiplier(n, m)
    assert simulate(made, a=a, b=b)["p"] == [x * y for x, y in zip(a, b, strict=True)]
    constants = sum(node.gate == "ZERO" for node in made.nodes.values())
    assert neurons(made) - constants == ((2 * m - 1) * n if n > 1 else m)


def test_multiplier_of_16_bits_takes_496_neurons():
    made = blocks.multiplier(16)
    assert neurons(made) == 496
    assert simulate(made, a=[65535, 12345], b=[65535, 54321])["p"] == [65535**2, 12345 * 54321]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_mux(n):
    made = blocks.mux(n)
    d, select = np.meshgrid(np.arange(2**2**n), np.arange(2**n))
    got = made.simulate(d=d.ravel(), select=select.ravel())["y"]
    assert (got == (d.ravel() >> select.ravel() & 1)).all()
    assert (neurons(made), depth(made.graph)) == (2**n, 2)


@pytest.mark.parametrize("n", [1, 2, 4])
def test_decoder(n):
    made = blocks.decoder(n)
    assert simulate(made, s=range(2**n))["y"] == [1 << number for number in range(2**n)]
    assert (neurons(made), depth(made.graph)) == (2**n, 1)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_encoder(n):
    made = blocks.encoder(n)
    lines = list(range(2**2**n))
    got = simulate(made, d=lines)
    assert got["y"] == [max(0, d.bit_length() - 1) for d in lines]
    assert got["valid"] == [int(d > 0) for d in lines]
    assert (neurons(made), depth(made.graph)) == (n + 1, 1)


def test_a_large_encoder_has_exact_weights():
    made = blocks.encoder(10)
    assert simulate(made, d=[2**1023 + 2**1022, 2**682 - 1, 5])["y"] == [1023, 681, 2]
    assert max(made.nodes["y[0]"].perceptron.weights) > 10**200


@pytest.mark.parametrize("n", [1, 2, 3, 6, 9])
def test_parity_and_population_count(n):
    parity, count = blocks.parity(n), blocks.population_count(n)
    ones = [x.bit_count() for x in range(2**n)]
    assert simulate(parity, x=range(2**n))["y"] == [number % 2 for number in ones]
    assert simulate(count, x=range(2**n))["count"] == ones
    assert (neurons(parity), depth(parity.graph)) == ((n + 1, 2) if n > 1 else (0, 0))
    assert neurons(count) == n.bit_length()


def test_majority():
    assert simulate(blocks.majority(5), x=range(32))["y"] == [int(x.bit_count() > 2) for x in range(32)]
    assert neurons(blocks.majority(1001)) == 1
    with pytest.raises(InputError, match="an odd number"):
        blocks.majority(4)


@given(sizes, st.booleans(), st.data())
def test_shifter(n, right, data):
    made = blocks.shifter(n, right=right)
    stages = len([name for name in made.inputs if name.startswith("s")])
    a = data.draw(st.lists(st.integers(0, 2**n - 1), min_size=4, max_size=4))
    s = data.draw(st.lists(st.integers(0, 2**stages - 1), min_size=4, max_size=4))
    expected = [x >> y if right else (x << y) % 2**n for x, y in zip(a, s, strict=True)]
    assert simulate(made, a=a, s=s)["y"] == expected
    assert 2**stages >= n
    assert neurons(made) <= 2 * n * stages


@pytest.mark.parametrize("n", [1, 3, 4])
def test_counter(n):
    made = blocks.counter(n)
    en = np.random.default_rng(0).integers(0, 2, 60)
    reset = np.random.default_rng(1).integers(0, 16, 60) == 0
    got, q = made.simulate(en=en, reset=reset.astype(int)), 0
    for cycle in range(60):
        assert (got["q"][cycle], got["carry"][cycle]) == (q, int(q == 2**n - 1 and en[cycle]))
        q = 0 if reset[cycle] else (q + en[cycle]) % 2**n
    assert (len(made.registers), neurons(made)) == (n, 2 * n)


def test_shift_register():
    made = blocks.shift_register(3)
    assert simulate(made, d=[1, 0, 1, 1, 0])["q"] == [0, 1, 2, 5, 3]
    assert (len(made.registers), neurons(made)) == (3, 0)
    assert simulate(blocks.shift_register(1), d=[1, 0, 1])["q"] == [0, 1, 0]


@pytest.mark.parametrize("n", range(2, 9))
def test_lfsr_visits_all_numbers_but_0(n):
    made = blocks.lfsr(n)
    q = made.simulate(np.zeros((2**n, 0), int))
    visited = (q * (1 << np.arange(n)[::-1])).sum(1).tolist()
    assert visited[0] == visited[-1] == 1
    assert sorted(visited[:-1]) == list(range(1, 2**n))
    assert neurons(made) == (2 if len(blocks.LFSR_TAPS[n]) == 2 else 5)


@pytest.mark.parametrize("n", range(2, 33))
def test_every_tap_polynomial_is_primitive(n):
    polynomial = sum(1 << tap for tap in blocks.LFSR_TAPS[n]) | 1
    order = 2**n - 1

    def power(exponent):
        result, square = 1, 2
        while exponent:
            if exponent & 1:
                result = product(result, square)
            square = product(square, square)
            exponent >>= 1
        return result

    def product(a, b):
        total = 0
        while b:
            if b & 1:
                total ^= a
            a, b = a << 1, b >> 1
            if a >> n:
                a ^= polynomial
        return total

    rest, factors, factor = order, set(), 2
    while factor * factor <= rest:
        if rest % factor == 0:
            factors.add(factor)
            rest //= factor
        else:
            factor += 1
    factors |= {rest} - {1}
    assert n in blocks.LFSR_TAPS[n]
    assert power(order) == 1
    assert all(order == factor or power(order // factor) != 1 for factor in factors)


@pytest.mark.parametrize(
    ("made", "ready"),
    [
        (blocks.adder(4), "adder4"),
        (blocks.subtractor(4), "subtractor4"),
        (blocks.incrementer(4), "incrementer4"),
        (blocks.comparator(4), "comparator4"),
        (blocks.mux(2), "mux4"),
        (blocks.decoder(3), "decoder3to8"),
        (blocks.encoder(2), "encoder4to2"),
        (blocks.parity(8), "parity8"),
        (blocks.majority(5), "majority5"),
        (blocks.population_count(7), "population_count7"),
        (blocks.multiplier(4), "multiplier4x4"),
    ],
)
def test_blocks_are_the_ready_made_circuits_of_their_size(made, ready):
    expected = nc.read(ready)
    assert (made.inputs, set(made.outputs)) == (expected.inputs, set(expected.outputs))
    every = (np.arange(2 ** len(made.inputs))[:, None] >> np.arange(len(made.inputs))) & 1
    order = [made.outputs.index(name) for name in expected.outputs]
    assert (made.simulate(every)[:, order] == expected.simulate(every)).all()


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (lambda: blocks.adder(0), "a of width 0"),
        (lambda: blocks.multiplier(4, 0), "b of width 0"),
        (lambda: blocks.mux(30), "30 bits select no line (1 to 19)"),
        (lambda: blocks.decoder(0), "0 bits select no line"),
        (lambda: blocks.shifter(0), "a of width 0"),
        (lambda: blocks.counter(0), "register 'q' of width 0"),
        (lambda: blocks.lfsr(33), "no taps are known for an lfsr of 33 bits (2 to 32)"),
    ],
)
def test_blocks_of_no_size(block, message):
    with pytest.raises(ComposeError) as caught:
        block()
    assert message in str(caught.value)
