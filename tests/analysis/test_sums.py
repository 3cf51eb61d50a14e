"""Sums of variables, and adders in them."""

from neurocircuit.analysis.adders import Adder, find_adders
from neurocircuit.analysis.effort import Effort
from neurocircuit.analysis.sums import Sum
from neurocircuit.simulation.operations import Operations
from tests.analysis.rows import truth


def test_gathering_an_adder_keeps_the_sum():
    network = Operations(3)
    total, carry = network.add(2, 5, 6)
    adders = find_adders(network, network.needed([total, carry]), Effort())
    sum_ = Sum(16)
    for literal in (2, 5, 6):
        sum_.add(literal, 3)
    assert [adder for adder in adders if sum_.gather(adder)]
    values = dict(zip((2, 4, 6, total, carry), truth(network, [2, 4, 6, total, carry]), strict=True))
    for row in range(8):
        bits = {literal: value >> row & 1 for literal, value in values.items()}
        spelled = sum(amount * bits[2 * variable] for variable, amount in sum_.terms.items() if 2 * variable in bits)
        spelled += sum(
            amount * (1 - bits[2 * variable + 1]) for variable, amount in sum_.terms.items() if 2 * variable + 1 in bits
        )
        assert (sum_.constant + spelled) % 16 == 3 * (bits[2] + 1 - bits[4] + bits[6])
    assert not sum_.gather(adders[0])


def test_digits_that_are_not_all_are_written_out_only_where_the_others_do_not_count():
    adder = Adder((10, 13), {2: 1, 4: 1, 7: 3})
    for modulus, written in ((4, True), (8, False)):
        sum_ = Sum(modulus)
        sum_.add(10, 1)
        sum_.add(13, 2)
        assert sum_.rewrite(adder) == written
        assert (sum_.terms, sum_.constant) == (({1: 1, 2: 1, 3: 1}, 3) if written else ({5: 1, 6: 6}, 2))


def test_an_adder_is_not_written_out_where_a_digit_counts_otherwise():
    sum_ = Sum(16)
    sum_.add(10, 1)
    sum_.add(12, 4)
    assert not sum_.rewrite(Adder((10, 12), {2: 1, 4: 1, 6: 1}))
    assert not sum_.gather(Adder((10, 12), {2: 1, 4: 1, 6: 1}))


def test_constants_are_added_and_taken_off_again():
    sum_ = Sum(32)
    for literal in (2, 4):
        sum_.add(literal, 3)
    adder = Adder((10, 12), {2: 1, 4: 1}, 1)
    assert sum_.gather(adder)
    assert (sum_.terms, sum_.constant) == ({5: 3, 6: 6}, 29)
    assert sum_.rewrite(adder)
    assert (sum_.terms, sum_.constant) == ({1: 3, 2: 3}, 0)
