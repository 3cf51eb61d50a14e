from __future__ import annotations

import numpy as np
import pytest

from neurocircuit.simulation.engines.packing import pack_matrix, unpack_matrix
from neurocircuit.simulation.patterns import pack, unpack

SHAPES = [(1, 1), (64, 64), (63, 5), (65, 65), (1000, 36), (200, 130), (3, 700), (0, 4), (7, 0)]


@pytest.mark.parametrize(("patterns", "nets"), SHAPES)
@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_matrices_are_packed_as_numpy_packs_them(patterns, nets, order):
    bits = np.random.default_rng(nets).integers(0, 2, (patterns, nets), dtype=np.uint8)
    matrix = np.repeat(bits, 2, axis=1)[:, ::2] if order == "strided" else np.asarray(bits, order=order)
    assert pack_matrix(matrix, 0).tobytes() == pack(bits.T).tobytes()
    signs = matrix.astype(np.int8) * 2 - 1
    assert pack_matrix(signs, -1).tobytes() == pack(bits.T).tobytes()


@pytest.mark.parametrize(("patterns", "nets"), SHAPES)
def test_words_are_unpacked_as_numpy_unpacks_them(patterns, nets):
    words = np.random.default_rng(nets).integers(0, 2**64, (nets, -(-patterns // 64)), dtype=np.uint64)
    wanted = unpack(words, patterns).T
    got = unpack_matrix(words, patterns, 0)
    assert got.dtype == np.uint8
    assert np.array_equal(got, wanted)
    assert np.array_equal(unpack_matrix(words, patterns, -1), wanted.astype(np.int8) * 2 - 1)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("low", "allowed", "wrong"), [(0, 1, 2), (0, 0, 255), (-1, 0, 2), (-1, -1, -2)])
def test_other_values_are_found(order, low, allowed, wrong):
    matrix = np.full((130, 70), allowed, dtype=np.int8 if low else np.uint8, order=order)
    assert pack_matrix(matrix, low) is not None
    for place in ((0, 0), (129, 69), (64, 64), (129, 0)):
        spoiled = matrix.copy(order="K")
        spoiled[place] = wrong
        assert pack_matrix(spoiled, low) is None
