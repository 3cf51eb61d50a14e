"""Packing, counter-based random words, counting up."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.netlist.bus import ports
from neurocircuit.simulation.patterns import count_words, empty_words, pack, random_words, unpack, words_for

MASK = (1 << 64) - 1


def absorb(key: int, number: int) -> int:
    """The recipe of the documentation, one word at a time with Python's integers."""
    z = (key + (number + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


@given(st.integers(0, 200), st.integers(0, 5), st.randoms(use_true_random=False))
def test_unpack_is_the_opposite_of_pack(patterns, signals, random):
    rows = np.array([random.getrandbits(1) for _ in range(patterns * signals)], np.uint8).reshape(signals, patterns)
    words = pack(rows)
    assert words.dtype == np.uint64
    assert words.shape == (signals, words_for(patterns))
    assert (unpack(words, patterns) == rows).all()


def test_pattern_p_is_bit_p_modulo_64_of_word_p_over_64():
    rows = np.zeros((2, 130), np.uint8)
    rows[[0, 1, 1], [3, 64, 129]] = 1
    assert pack(rows).tolist() == [[8, 0, 0], [0, 1, 2]]


def test_packing_takes_booleans_and_any_memory_order():
    rows = np.arange(300).reshape(3, 100) % 7 < 3
    assert (pack(rows) == pack(np.asfortranarray(rows.astype(np.int64)))).all()
    assert (pack(rows[np.newaxis]) == pack(rows)).all()


def test_random_words_are_what_they_always_were():
    assert [hex(word) for word in random_words(0, 0, 0, 2, 0, 3).ravel().tolist()] == [
        "0x78ae5a9a6b5fd45e",
        "0xb9895a2b68592df1",
        "0x4d936ece81fe4f66",
        "0xc81c5515e3584727",
        "0x313bc59404eea29e",
        "0x27398e74a4dffe7a",
    ]
    assert [hex(word) for word in random_words(5, 3, 7, 1, 10, 2).ravel().tolist()] == [
        "0x845311dda2670387",
        "0x84cb5c32f219d087",
    ]


@given(
    *(st.integers(-3, 1 << 65), st.integers(0, 9), st.integers(0, 10**6)),
    *(st.integers(0, 4), st.integers(0, 1 << 40), st.integers(0, 4)),
)
def test_each_random_word_can_be_made_alone(seed, run, cycle, inputs, first, words):
    expected = [
        [absorb(absorb(absorb(absorb(absorb(0, seed), run), cycle), i), first + k) for k in range(words)]
        for i in range(inputs)
    ]
    assert random_words(seed, run, cycle, inputs, first, words).tolist() == expected


def test_random_bits_are_balanced_and_independent():
    bits = unpack(random_words(1, 0, 0, 20, 0, 200), 12800)
    assert np.abs(bits.mean(axis=1) - 0.5).max() < 0.03
    assert np.abs(np.corrcoef(bits) - np.eye(20)).max() < 0.05


@pytest.mark.parametrize("names", [["a[1]", "a[0]", "cin", "b[0]", "b[1]"], ["x"], list("abcdefgh"), []])
def test_counting_up_has_the_last_port_fastest_and_buses_as_numbers(names):
    columns = ports(names)
    positions = {net: place for place, net in enumerate(net for port in reversed(columns) for net in port.bits)}
    patterns = 1 << len(names)
    bits = unpack(count_words([positions[name] for name in names], 0, words_for(patterns)), patterns)
    values = [sum(bits[names.index(net)].astype(int) << n for n, net in enumerate(port.bits)) for port in columns]
    rows = list(zip(*[column.tolist() for column in values], strict=True)) if columns else [()]
    assert rows == list(product(*(range(1 << port.width) for port in columns)))


def test_counting_can_start_at_any_word():
    whole = count_words([0, 5, 6, 9, 12], 0, 200)
    assert (whole[:, 70:90] == count_words([0, 5, 6, 9, 12], 70, 20)).all()


@pytest.mark.parametrize("shape", [(1, 3, 500), (2, 1, 256), (512,)])
def test_many_words_begin_in_the_middle_of_a_page(shape):
    for made in [empty_words(*shape) for _ in range(5)]:
        assert made.shape == shape
        assert made.dtype == np.uint64
        assert made.flags.c_contiguous
        assert made.ctypes.data % 4096 == 2048


def test_few_words_take_no_more_room():
    assert empty_words(7, 73).base is None
    assert empty_words(0, 5).shape == (0, 5)
