"""What does not change: equal to what it was made of, as deep as it goes."""

import copy
import pickle

import pytest

from neurocircuit.errors import InputError
from neurocircuit.netlist.frozen import NOTHING, Frozen, FrozenList, freeze

NOTES = {"authors": ["A", {"year": 1943}], "draft": False, "nothing": None, "share": 0.5}


def test_a_frozen_value_is_equal_to_what_it_was_made_of():
    made = freeze(NOTES)
    assert made == NOTES
    assert (type(made), type(made["authors"]), type(made["authors"][1])) == (Frozen, FrozenList, Frozen)
    assert freeze(made) is made
    assert freeze({}) is NOTHING
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):
        assert again == made
        assert type(again["authors"]) is FrozenList
    assert hash(made) == hash(freeze(dict(NOTES)))


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.update(x=1),
        lambda made: made.__setitem__("x", 1),
        lambda made: made.pop("draft"),
        lambda made: made["authors"].append("B"),
        lambda made: made["authors"].__setitem__(0, "B"),
        lambda made: made["authors"][1].clear(),
    ],
)
def test_it_does_not_change(change):
    made = freeze(NOTES)
    with pytest.raises(TypeError, match="a circuit is a value"):
        change(made)
    assert made == NOTES


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: {1: 2}, "a key of metadata is no text: [1]"),
        (lambda: {"a": [b"x"]}, "in metadata, b'x' is not a number (texts, numbers, lists"),
        (lambda: float("nan"), "in metadata, NaN is not a finite number"),
        (lambda: 10**5000, "in metadata, an integer of more than 308 digits"),
    ],
)
def test_what_json_does_not_have_is_refused(make, message):
    with pytest.raises(InputError) as caught:
        freeze(make())
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300
