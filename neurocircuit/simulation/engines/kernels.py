"""The native engine's kernels as LLVM text: what an operation becomes, and the interpreter.

Words of one net stand side by side. A *step* computes one cycle of one block of words; its parameters are

    ptr program, i64 operations, ptr in, i64 in_stride, ptr out, i64 out_stride, ptr slots, i64 vectors

with strides in bytes from one net's words to the next one's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from neurocircuit.simulation.engines.ir import LANES, VECTOR, LlvmFunction, splat, vector
from neurocircuit.simulation.fusion import FORMULAS, formula_steps
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT

STEP_PARAMETERS = (
    "ptr noalias readonly %program, i64 %operations, ptr noalias readonly %in, i64 %in_stride, "
    "ptr noalias %out, i64 %out_stride, ptr noalias %slots, i64 %vectors"
)

DECLARATIONS = """\
declare <8 x i64> @llvm.x86.avx512.pternlog.q.512(<8 x i64>, <8 x i64>, <8 x i64>, i32 immarg)
declare <8 x i64> @llvm.ctpop.v8i64(<8 x i64>)
declare i64 @llvm.ctpop.i64(i64)
declare i64 @llvm.cttz.i64(i64, i1)
declare i64 @llvm.vector.reduce.add.v8i64(<8 x i64>)
"""


def function_of(
    let: Callable[[str], str], table: int, operands: Sequence[str], ternary: bool, lanes: int = LANES
) -> str:
    """The vector that a truth table gives for up to three vectors; ``let`` names the value of an expression."""
    kind, ones = vector(lanes), splat(-1, lanes)
    if table == 0:
        return "zeroinitializer"
    steps = formula_steps(table)
    if ternary and len(steps) > 1:
        a, b, c = (*operands, *operands, *operands)[:3]
        arguments = f"{VECTOR} {c}, {VECTOR} {b}, {VECTOR} {a}, i32 {table}"
        return let(f"call {VECTOR} @llvm.x86.avx512.pternlog.q.512({arguments})")
    values = dict(zip("abc", operands, strict=False))
    for number, (name, *read) in enumerate(steps):
        left, right = sorted([*(values[operand] for operand in read), ones][:2])
        values[str(number)] = let(f"{'xor' if name == 'not' else name} {kind} {left}, {right}")
    return values[str(len(steps) - 1)]


def interpreter(tables: Collection[int], ternary: bool) -> str:
    """The step that carries out, operation by operation, any program with no other truth tables than these."""
    f = LlvmFunction(f"void @interpret({STEP_PARAMETERS})")
    size = f.let(f"mul i64 %vectors, {8 * LANES}")
    with f.loop("%operations") as position:
        row = f.at("%program", f.let(f"mul i64 {position}, 20"))
        opcode, *places = (f.let(f"load i32, ptr {f.at(row, 4 * field)}") for field in range(5))
        d, a, b, c = (f.let(f"zext i32 {place} to i64") for place in places)
        to, *sources = (f.at("%slots", f.let(f"mul i64 {place}, {size}")) for place in (d, a, b, c))
        done = f.fresh("next")
        cases = [*sorted(tables), LOAD, STORE, STORE_NOT]
        targets = " ".join(f"i32 {case}, label %case{case}" for case in cases)
        f.give(f"switch i32 {opcode}, label %{done} [{targets}]")
        for case in cases:
            f.label(f"case{case}")
            used = [source for source, name in zip(sources, "abc", strict=True) if name in FORMULAS.get(case, "a")]
            target, stored = to, case in (STORE, STORE_NOT)
            if case == LOAD:
                used = [f.at("%in", f.let(f"mul i64 {a}, %in_stride"))]
            elif stored:
                target = f.at("%out", f.let(f"mul i64 {d}, %out_stride"))
            with f.loop(size, step=8 * LANES) as offset:
                operands = [f.load(f.at(source, offset), VECTOR, 8 if case == LOAD else 64) for source in used]
                value = function_of(f.let, case, operands, ternary) if case in FORMULAS else operands[0]
                if case == STORE_NOT:
                    value = f.let(f"xor {VECTOR} {value}, {splat(-1)}")
                f.store(value, f.at(target, offset), VECTOR, 8 if stored else 64)
            f.give(f"br label %{done}")
        f.label(done)
    f.give("ret void")
    return str(f)
