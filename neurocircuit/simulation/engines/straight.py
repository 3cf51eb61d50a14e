"""One program as straight-line LLVM text: operations as values, no slots but where functions meet.

A function of all operations would take LLVM too long, so that they come in chunks, each a text of its own that Ctrl-C
may precede; values that a later chunk reads pass through the program's slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurocircuit.simulation.engines.ir import LANES, LlvmFunction, splat, vector
from neurocircuit.simulation.engines.kernels import STEP_PARAMETERS, function_of
from neurocircuit.simulation.fusion import FORMULAS
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program

#: Operations of one function, by the words that lie side by side. Of single words LLVM keeps too many under way.
CHUNK = {1: 200, LANES: 1000}

_ARITY = {table: 1 + max("abc".index(name) for name in "abc" if name in text) for table, text in FORMULAS.items()}

OperationRow = tuple[int, int, int, int, int]


def chunks(program: Program, ternary: bool, lanes: int = LANES) -> Iterator[str]:
    """The parts of the step of one program, from the last one to the first, each a function named ``chunk``.

    Where ``lanes`` is 1 a net is a single word, and the next net's word follows it.
    """
    rows: list[OperationRow] = [tuple(row) for row in program.operations.tolist()]
    read_later: set[int] = set()
    size = CHUNK[lanes]
    for start in range((len(rows) - 1) // size * size, -1, -size):
        yield _chunk(rows[start : start + size], read_later, ternary, lanes)
        read_later = _slots_read_before(rows[start : start + size], read_later)


def straight(addresses: Sequence[int], lanes: int = LANES) -> str:
    """The step of one program, named ``straight``, from the addresses of its chunks, the first one first."""
    f = LlvmFunction(f"void @straight({STEP_PARAMETERS})")
    with f.loop("%vectors") as index:
        offset = f.let(f"mul i64 {index}, {8 * lanes}")
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


def _chunk(rows: list[OperationRow], read_later: set[int], ternary: bool, lanes: int) -> str:
    f = LlvmFunction(
        "void @chunk(ptr noalias %in, i64 %in_stride, ptr noalias %out, i64 %out_stride, "
        # Vectors that find no register lie on the stack, where only whole cache lines are quick.
        'ptr noalias %slots) "stackrealign"'
    )
    kind, size = vector(lanes), 8 * lanes
    values: dict[int, str] = {}
    written: set[int] = set()

    def value(slot: int) -> str:
        if slot not in values:
            values[slot] = f.load(f.at("%slots", size * slot), kind, size)
        return values[slot]

    def row(name: str, number: int) -> str:
        return f.at(f"%{name}", size * number if lanes == 1 else f.let(f"mul i64 %{name}_stride, {number}"))

    for operation in rows:
        opcode, destination, operand = operation[:3]
        if opcode in (STORE, STORE_NOT):
            kept = value(operand)
            if opcode == STORE_NOT:
                kept = f.let(f"xor {kind} {kept}, {splat(-1, lanes)}")
            f.store(kept, row("out", destination), kind, 8)
            continue
        if opcode == LOAD:
            values[destination] = f.load(row("in", operand), kind, 8)
        else:
            operands = [value(slot) for slot in _operands(operation)]
            values[destination] = function_of(f, opcode, operands, ternary, lanes)
        written.add(destination)
    for slot in sorted(written & read_later):
        f.store(values[slot], f.at("%slots", size * slot), kind, size)
    f.give("ret void")
    return str(f)
