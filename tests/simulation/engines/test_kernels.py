"""The kernels by themselves: formulas and the interpreter against truth tables."""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_void_p

import numpy as np
import pytest

from neurocircuit.simulation.engines import kernels
from neurocircuit.simulation.engines.ir import LANES, VECTOR, LlvmFunction
from neurocircuit.simulation.engines.llvm import Code, host
from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.patterns import MASK
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT
from tests.simulation.engines.steps import STEP, UNTOUCHED, rows_of

TERNARY = [False, pytest.param(True, marks=pytest.mark.skipif(not host().ternary, reason="no AVX-512 here"))]


@pytest.mark.parametrize("ternary", TERNARY)
def test_every_formula_gives_its_truth_table(ternary):
    texts = []
    for table, formula in FORMULAS.items():
        f = LlvmFunction(f"void @table{table}(ptr %in, ptr %out)")
        # A constant reads nothing.
        arity = 1 + max("abc".index(name) for name in "abc" if name in formula) if table else 0
        used = [f.load(f.at("%in", 8 * LANES * index), VECTOR) for index in range(arity)]
        f.store(kernels.function_of(f.let, table, used, ternary), "%out", VECTOR)
        f.give("ret void")
        texts.append(str(f))
        # One instruction for what would be several.
        assert ("pternlog" in texts[-1]) == (ternary and formula.count("(") + formula.count("~") > 0)
    code = Code(kernels.DECLARATIONS + "\n".join(texts))
    rows = np.array([[byte * (MASK // 0xFF)] * LANES for byte in (0xAA, 0xCC, 0xF0)], dtype=np.uint64)
    for table in FORMULAS:
        out = np.full(LANES, UNTOUCHED, dtype=np.uint64)
        code.function(f"table{table}", None, c_void_p, c_void_p)(rows.ctypes.data, out.ctypes.data)
        assert out.tolist() == [table * (MASK // 0xFF)] * LANES, hex(table)


@pytest.mark.parametrize("ternary", TERNARY)
def test_the_interpreter_knows_every_table(ternary):
    code = Code(kernels.DECLARATIONS + kernels.interpreter(FORMULAS, ternary))
    tables = list(FORMULAS)
    operations = [(LOAD, slot, slot, 0, 0) for slot in range(3)]
    for index, table in enumerate(tables):
        operations += [(table, 3, 0, 1, 2), ((STORE, STORE_NOT)[index % 2], index, 3, 0, 0)]
    rows = np.array(operations, dtype=np.uint32)
    step = CFUNCTYPE(*STEP)(code.address("interpret"))
    for vectors in (0, 1, 2):
        width = LANES * vectors
        # Rows begin anywhere, and there is more between them than a step makes.
        given = np.repeat([[byte * (MASK // 0xFF)] for byte in (0xAA, 0xCC, 0xF0)], width + 3, axis=1).astype(np.uint64)
        out = np.full((len(tables) + 1, width + 5), UNTOUCHED, dtype=np.uint64)
        slots = rows_of(4, max(width, 1))
        program_at, from_, to, slots_at = (each.ctypes.data for each in (rows, given, out, slots))
        step(program_at, len(rows), from_, given.strides[0], to, out.strides[0], slots_at, vectors)
        for index, table in enumerate(tables):
            byte = table ^ 0xFF * (index % 2)
            assert out[index].tolist() == [byte * (MASK // 0xFF)] * width + [UNTOUCHED] * 5, hex(table)
        assert (out[-1] == UNTOUCHED).all()
