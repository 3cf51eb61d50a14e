import lzma
from importlib.resources import files

import numpy as np
import pytest

from tests.logic.classes import CLASSES, classes

SHIPPED = np.frombuffer(lzma.decompress(files("neurocircuit.logic").joinpath("chow.xz").read_bytes()), np.uint8)


@pytest.mark.parametrize("arity", [1, 2, 3, 4, 5, 6])
def test_the_program_makes_what_is_shipped(arity):
    made = classes(arity).astype(int)
    shipped = SHIPPED.reshape(-1, 16).astype(int)
    shipped = shipped[(shipped[:, 1 + arity : 8] == 0).all(axis=1)]
    kept = [*range(1 + arity), *range(8, 8 + arity), 15]
    scale = np.where(np.arange(len(kept)) <= arity, 1 << 7 - arity, 1)
    assert np.array_equal(made * scale, shipped[:, kept])
    assert len(made) * 2 - (made[:, 0] == 1 << arity - 1).sum() == CLASSES[arity]
