"""Chow parameters, and the table of all threshold functions of up to seven inputs that they index.

The Chow parameters of a function are M, its number of ones, and for each input c_i = (ones with x_i = 1) - (ones with
x_i = 0). A threshold function is the only function with its parameters (Chow, On the Characterization of Threshold
Functions, 1961): in a table of all classes a hit proves that a function is one, and a miss that it is none.

A class is what permuting and negating inputs makes of one function. The shipped file ``chow.xz`` has one row of 16
bytes for each class of at most half ones: M, c_1 >= ... >= c_7, then the weights of least sum, then T, first the
classes of up to six inputs; the others are their duals. ``python -m tests.logic.classes`` makes the file.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import NamedTuple

from neurocircuit.logic.perceptron import LinearForm
from neurocircuit.logic.truth_table import TruthTable, variable_masks

#: The most inputs that the table of classes covers.
TABLE_ARITY = 7


class Chow(NamedTuple):
    """The Chow parameters of a function: its number of ones, and the leaning of each input."""

    ones: int
    inputs: tuple[int, ...]


def chow_parameters(table: TruthTable) -> Chow:
    """The Chow parameters M and c_1..c_n of a function.

    >>> chow_parameters(TruthTable(3, 0xE8))
    Chow(ones=4, inputs=(2, 2, 2))
    """
    bits = table.bits
    ones = bits.bit_count()
    return Chow(ones, tuple([2 * (bits & mask).bit_count() - ones for mask in variable_masks(table.arity)]))


def smallest_form(table: TruthTable) -> LinearForm | None:
    """The integer form of least sum of |w|, or None where the function is no threshold function.

    In every class of up to seven inputs the weights of least sum are unique, with equal weights for inputs of equal
    parameters (the program that makes the table checks this), so undoing permutation and negation loses no candidate.

    None as well for one that depends on more than seven inputs.

    >>> str(smallest_form(TruthTable(3, 0xE8))), smallest_form(TruthTable(2, 0x6))
    ('[1, 1, 1; 2]', None)
    """
    arity = table.arity
    if arity > TABLE_ARITY:
        used = [j for j in range(arity) if table.depends_on(j)]
        form = smallest_form(table.permute(used)) if len(used) <= TABLE_ARITY else None
        read = dict(zip(used, form.weights, strict=True)) if form else {}
        return form and LinearForm(tuple([read.get(j, 0) for j in range(arity)]), form.threshold)
    ones, leanings = chow_parameters(table)
    missing = TABLE_ARITY - arity
    dual = 2 * ones > 1 << arity
    least = (1 << arity) - ones if dual else ones
    sizes = sorted([abs(leaning) << missing for leaning in leanings], reverse=True)
    row = classes(arity < TABLE_ARITY).get(bytes([least << missing, *sizes, *bytes(missing)]))
    if row is None:
        return None
    order = sorted(range(arity), key=lambda j: -abs(leanings[j]))
    weights, threshold = [0] * arity, row[TABLE_ARITY]
    if dual:
        threshold = sum(row[:TABLE_ARITY]) + 1 - threshold
    for j, weight in zip(order, row, strict=False):
        if leanings[j] < 0:
            threshold -= weight
            weight = -weight
        weights[j] = weight
    return LinearForm(tuple(weights), threshold)


@lru_cache(maxsize=2)
def classes(small: bool) -> dict[bytes, bytes]:
    """From the Chow parameters of a class, over seven inputs, to its weights and threshold.

    ``small`` are those of functions of up to six inputs, whose seventh parameter and weight are 0.
    """
    data = lzma.decompress(files("neurocircuit.logic").joinpath("chow.xz").read_bytes())
    # They stand first: most functions have no more inputs, and few of the rows are theirs.
    starts = range(0, len(data), 16)
    chosen = takewhile(lambda start: not data[start + TABLE_ARITY], starts) if small else starts
    return {data[start : start + 8]: data[start + 8 : start + 16] for start in chosen}
