"""One program as straight-line LLVM text: operations as values, no slots but where functions meet.

A function of all operations would take LLVM too long, so that they come in chunks, each a text of its own that Ctrl-C
may precede; values that a later chunk reads pass through the program's slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurocircuit.simulation.engines.ir import LANES, LlvmFunction, splat, vector
from neurocircuit.simulation.engines.kernels import STEP_PARAMETERS, function_of
from neurocircuit.simulation.fusion import ARITY, FORMULAS, SUM
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT, Program

#: Operations of one function, on vectors and on single words, of which LLVM keeps too many under way.
CHUNK, SINGLE_CHUNK = 2000, 200
#: The sum and the carry of a full adder are so near to each other.
NEAR = 5

OperationRow = tuple[int, int, int, int, int]


def chunks(program: Program, ternary: bool, lanes: int = LANES) -> Iterator[str]:
    """The parts of the step of one program, from the last one to the first, each a function named ``chunk``.

    Where ``lanes`` is 1 a net is a single word, and the next net's word follows it.
    """
    rows: list[OperationRow] = [tuple(row) for row in program.operations.tolist()]
    read_later: set[int] = set()
    size = SINGLE_CHUNK if lanes == 1 else CHUNK
    for start in range((len(rows) - 1) // size * size, -1, -size):
        yield _chunk(rows[start : start + size], read_later, ternary, lanes)
        read_later = _slots_read_before(rows[start : start + size], read_later)


def straight(addresses: Sequence[int], lanes: int = LANES, parts: int = 1) -> str:
    """The step of one program, named ``straight``, from the addresses of its chunks, the first one first.

    Each vector of the step is done in so many ``parts`` of ``lanes`` words.
    """
    f = LlvmFunction(f"void @straight({STEP_PARAMETERS})")
    with f.loop(f.let(f"mul i64 %vectors, {parts}")) as index:
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
    return tuple(operands[:1]) if opcode in (STORE, STORE_NOT) else tuple(operands[: ARITY[opcode]])


def _shared_last(rows: Sequence[OperationRow], operands: tuple[int, ...]) -> tuple[int, ...]:
    """The operands of a sum with those two last whose XOR the carry of the same three slots, soon after it, needs."""
    for row in rows:
        if row[0] in FORMULAS and row[0] != SUM and sorted(_operands(row)) == sorted(operands):
            pair = row[2:4] if "a ^ b" in FORMULAS[row[0]] else row[3:5]
            return (*(set(operands) - set(pair)), *pair)
        if row[0] not in (STORE, STORE_NOT) and row[1] in operands:
            break
    return operands


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

    for position, operation in enumerate(rows, 1):
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
            operands = _operands(operation)
            if opcode == SUM:
                operands = _shared_last(rows[position : position + NEAR], operands)
            values[destination] = function_of(f.once, opcode, [value(slot) for slot in operands], ternary, lanes)
        written.add(destination)
    for slot in sorted(written & read_later):
        f.store(values[slot], f.at("%slots", size * slot), kind, size)
    f.give("ret void")
    return str(f)
