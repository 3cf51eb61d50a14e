"""What the tests of compiled steps share: their parameters, and memory in which every word that is written shows."""

from __future__ import annotations

from ctypes import c_int64, c_void_p

import numpy as np

from neurocircuit.simulation.engines.ir import LANES

#: What nothing may write, or read into a result.
UNTOUCHED = 0x0123456789ABCDEF
STEP = (None, c_void_p, c_int64, c_void_p, c_int64, c_void_p, c_int64, c_void_p, c_int64)


def rows_of(count: int, width: int):
    """Words at an address that vectors like."""
    raw = np.full(count * width + LANES, UNTOUCHED, dtype=np.uint64)
    start = -raw.ctypes.data % (8 * LANES) // 8
    return raw[start : start + count * width].reshape(count, width)
