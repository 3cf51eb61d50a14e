"""Functions of up to four inputs that two neurons compute, of which the second one reads the first.

The shipped file ``pairs.xz`` has one row of 13 bytes for each class of such functions that no single neuron computes:
the table of one of them (two bytes, low one first), the weights and the threshold of the first neuron, then those of
the second one, whose fifth weight is for the first; signed bytes. A class is what permuting and negating inputs and
negating the output makes of one function. ``python -m tests.synthesis.pair_classes`` makes the file.
"""

from __future__ import annotations

import lzma
from functools import cache
from importlib.resources import files
from itertools import permutations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.recipe import Recipe, Step
from neurocircuit.synthesis.limits import Limits

PAIR_ARITY = 4
#: Each way to permute and negate the inputs: input i of a class is input ``order[i]``, negated where ``flips[i]``.
WAYS = tuple(product(permutations(range(PAIR_ARITY)), product((0, 1), repeat=PAIR_ARITY)))
_SIZE = 1 << PAIR_ARITY


class Pair(NamedTuple):
    """Two neurons: over four inputs, and over these and the first neuron."""

    first: LinearForm
    second: LinearForm


@cache
def pair_classes() -> list[tuple[int, Pair]]:
    """A function of each class, as a table of four inputs, and its neurons."""
    data = lzma.decompress(files("neurocircuit.synthesis").joinpath("pairs.xz").read_bytes())
    rows = np.frombuffer(data, np.int8).reshape(-1, 13)
    return [
        (int.from_bytes(row[:2].tobytes(), "little"), Pair(_form(row[2:7].tolist()), _form(row[7:13].tolist())))
        for row in rows
    ]


def _form(numbers: list[int]) -> LinearForm:
    return LinearForm(tuple(numbers[:-1]), numbers[-1])


@cache
def _places() -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """For each table of four inputs the number of its class, or -1, and of the way there, negated ones from below."""
    classes, ways = np.full(1 << _SIZE, -1, np.int16), np.zeros(1 << _SIZE, np.int16)
    tables = np.array([table for table, _ in pair_classes()], np.int64)
    for number, way in enumerate(WAYS):
        moved = transformed(tables, way)
        for made, mark in ((moved, number), (moved ^ (1 << _SIZE) - 1, ~number)):
            classes[made], ways[made] = np.arange(len(tables)), mark
    return classes, ways


def transformed(tables: NDArray[np.int64], way: tuple[tuple[int, ...], tuple[int, ...]]) -> NDArray[np.int64]:
    """The tables of functions whose inputs are permuted and negated in one of ``WAYS``."""
    made = np.zeros_like(tables)
    for row in range(_SIZE):
        seen = sum([(row >> place & 1 ^ flip) << index for index, (place, flip) in enumerate(zip(*way, strict=True))])
        made |= (tables >> seen & 1) << row
    return made


def has_pair(limits: Limits) -> NDArray[np.bool_]:
    """For each table of four inputs whether two neurons within the limits compute it, and one does not."""
    allowed = [limits.allow(pair.first) and limits.allow(pair.second) for _, pair in pair_classes()]
    return np.array([*allowed, False])[_places()[0]]


def pair_recipe(table: int) -> Recipe:
    """The two neurons of a function of four inputs for which there are two.

    >>> [str(step.perceptron.integer_form) for step in pair_recipe(0x6666)]
    ['[1, 1; 1]', '[-1, -1, 2; 1]']
    """
    classes, ways = _places()
    way = int(ways[table])
    order, flips = WAYS[way if way >= 0 else ~way]
    pair = pair_classes()[classes[table]][1]
    first, second = (_moved(form, order, flips) for form in pair)
    if way < 0:
        second = second.opposite
    return tuple([Step.of(enumerate(form.weights), form.threshold) for form in (first, second)])


def _moved(form: LinearForm, order: tuple[int, ...], flips: tuple[int, ...]) -> LinearForm:
    """The form over the inputs as they stand: w(1 - x) = w - wx where one is negated."""
    weights, threshold = list(form.weights), form.threshold
    for weight, place, flip in zip(form.weights, order, flips, strict=False):
        weights[place] = -weight if flip else weight
        threshold -= weight * flip
    return LinearForm(tuple(weights), threshold)
