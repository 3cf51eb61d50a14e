import pytest

from neurocircuit.logic.certificate import Certificate, conflict
from neurocircuit.logic.truth_table import TruthTable

XOR = TruthTable(2, 0x6)
GOOD = Certificate(((0, 1), (1, 0)), ((0, 0), (1, 1)))


def test_xor_is_refuted_by_its_four_points():
    assert conflict(XOR) == GOOD
    assert GOOD.proves(XOR)


def test_how_often_each_input_is_1_is_told_of_those_that_are():
    assert GOOD.shares(["a", "b"]) == "a once, b once"
    thrice = Certificate(3 * ((1, 1, 0),), (*2 * ((1, 0, 0),), (1, 1, 0)))
    assert thrice.shares(["a", "b", "c"]) == "a 3 times, b 3 times"
    assert Certificate(((),), ((),)).shares([]) == ""


@pytest.mark.parametrize(
    "bad",
    [
        Certificate((), ()),
        Certificate(((0, 1),), ((0, 0), (1, 1))),
        Certificate(((0, 1), (1, 1)), ((0, 0), (1, 1))),
        Certificate(((0, 1), (1, 0)), ((0, 1), (1, 0))),
        Certificate(((0, 1), (0, 1)), ((0, 0), (1, 1))),
    ],
)
def test_what_proves_nothing(bad):
    assert not bad.proves(XOR)


def test_two_pairs_that_are_unate_but_not_regular():
    table = TruthTable.from_function(lambda a, b, c, d: (a and not b) or (c and d), 4)
    assert all(table.unateness(j) for j in range(4))
    certificate = conflict(table)
    assert len(certificate.true) == 2
    assert certificate.proves(table)


def test_every_function_of_three_inputs_without_weights_has_two_points_against_two():
    certificates = {bits: conflict(TruthTable(3, bits)) for bits in range(256)}
    refuted = {bits: found for bits, found in certificates.items() if found}
    assert len(refuted) == 256 - 104
    assert all(found.proves(TruthTable(3, bits)) for bits, found in refuted.items())


def test_words_name_the_inputs_and_count_repeated_points():
    words = Certificate(((0, 1), (0, 1), (1, 0), (1, 0)), ((0, 0), (0, 0), (1, 1), (1, 1))).words(["left", "right"])
    assert "patterns of left, right\n  that must fire       01 (twice), 10 (twice)\n" in words
    assert "left twice, right twice" in words
    assert "4 firing sums add up to at least 4 times the threshold" in words
