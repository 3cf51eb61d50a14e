import pytest

from neurocircuit.errors import InputError
from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.synthesis.limits import Limits


def test_inputs_without_weight_do_not_count():
    assert Limits(max_fanin=2).allow(LinearForm((0, 5, -7, 0), 3))
    assert not Limits(max_fanin=2).allow(LinearForm((1, 5, -7), 3))


def test_weights_count_by_their_size_and_the_threshold_does_not():
    assert Limits(max_weight=2).allow(LinearForm((2, -2), 9))
    assert not Limits(max_weight=2).allow(LinearForm((-3,), 0))
    assert Limits(max_weight=1).allow(LinearForm((), 0))


@pytest.mark.parametrize("limits", [Limits(), Limits(max_weight=10**400)])
def test_what_no_perceptron_holds_is_not_allowed(limits):
    assert limits.allow(LinearForm((2**990, 1), 2**990))
    assert not limits.allow(LinearForm((2**1030, 1), 1))
    assert not limits.allow(LinearForm((1, 1), 2**1030))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_fanin": 1}, "neurons of at most 1 input compute too little (at least 2)"),
        ({"max_fanin": 0}, "neurons of at most 0 inputs compute too little (at least 2)"),
        ({"max_fanin": "a"}, "max_fanin is 'a' (an integer, or None for no limit)"),
        ({"max_weight": 2.5}, "max_weight is 2.5 (an integer, or None for no limit)"),
        ({"max_weight": 0}, "weights of at most 0 compute too little (at least 1)"),
    ],
)
def test_limits_that_nothing_meets_are_refused(limits, message):
    with pytest.raises(InputError) as caught:
        Limits(**limits)
    assert str(caught.value) == message
