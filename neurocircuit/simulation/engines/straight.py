"""One program as straight-line LLVM text: operations as values, no slots but where functions meet.

A function of all operations would take LLVM too long, so that they come in chunks, each a text of its own that Ctrl-C
may precede; values that a later chunk reads pass through the program's slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurocircuit.simulation.engines.ir import LANES, ONES, VECTOR, LlvmFunction
from neurocircuit.simulation.engines.kernels import STEP_PARAMETERS, function_of
from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program

#: Operations of one function.
CHUNK = 1000

_ARITY = {table: 1 + max("abc".index(name) for name in "abc" if name in text) for table, text in FORMULAS.items()}

OperationRow = tuple[int, int, int, int, int]


def chunks(program: Program, ternary: bool) -> Iterator[str]:
    """The parts of the step of one program, from the last one to the first, each a function named ``chunk``."""
    rows: list[OperationRow] = [tuple(row) for row in program.operations.tolist()]
    read_later: set[int] = set()
    for start in range((len(rows) - 1) // CHUNK * CHUNK, -1, -CHUNK):
        yield _chunk(rows[start : start + CHUNK], read_later, ternary)
        read_later = _slots_read_before(rows[start : start + CHUNK], read_later)


def straight(addresses: Sequence[int]) -> str:
    """The step of one program, named ``straight``, from the addresses of its chunks, the first one first."""
    f = LlvmFunction(f"void @straight({STEP_PARAMETERS})")
    with f.loop("%vectors") as vector:
        offset = f.let(f"mul i64 {vector}, {8 * LANES}")
        source, target = f.at("%in", offset), f.at("%out", offset)
        for address in addresses:
            chunk = f.let(f"inttoptr i64 {address} to ptr")
            f.give(f"call void {chunk}(ptr {source}, i64 %in_stride, ptr {target}, i64 %out_stride, ptr %slots)")
    f.give("ret void")
    return str(f)


def _operands(row: OperationRow) -> tuple[int, ...]:
    """The slots that an operation reads."""
    opcode, _, *operands = row
    if opcode == LOAD or opcode == 0:
        return ()
    return tuple(operands[:1]) if opcode in (STORE, STORE_NOT) else tuple(operands[: _ARITY[opcode]])


def _slots_read_before(rows: list[OperationRow], later: set[int]) -> set[int]:
    """The slots whose values from before these operations are read, by them or later."""
    wanted = set(later)
    for row in reversed(rows):
        if row[0] not in (STORE, STORE_NOT):
            wanted.discard(row[1])
        wanted.update(_operands(row))
    return wanted


def _chunk(rows: list[OperationRow], read_later: set[int], ternary: bool) -> str:
    f = LlvmFunction(
        "void @chunk(ptr noalias %in, i64 %in_stride, ptr noalias %out, i64 %out_stride, "
        # Vectors that find no register lie on the stack, where only whole cache lines are quick.
        'ptr noalias %slots) "stackrealign"'
    )
    values: dict[int, str] = {}
    written: set[int] = set()

    def value(slot: int) -> str:
        if slot not in values:
            values[slot] = f.load(f.at("%slots", 8 * LANES * slot), VECTOR, 64)
        return values[slot]

    for row in rows:
        opcode, destination, operand = row[:3]
        if opcode in (STORE, STORE_NOT):
            kept = value(operand)
            if opcode == STORE_NOT:
                kept = f.let(f"xor {VECTOR} {kept}, {ONES}")
            f.store(kept, f.at("%out", f.let(f"mul i64 %out_stride, {destination}")), VECTOR, 8)
            continue
        if opcode == LOAD:
            values[destination] = f.load(f.at("%in", f.let(f"mul i64 %in_stride, {operand}")), VECTOR, 8)
        else:
            values[destination] = function_of(f, opcode, [value(slot) for slot in _operands(row)], ternary)
        written.add(destination)
    for slot in sorted(written & read_later):
        f.store(values[slot], f.at("%slots", 8 * LANES * slot), VECTOR, 64)
    f.give("ret void")
    return str(f)
