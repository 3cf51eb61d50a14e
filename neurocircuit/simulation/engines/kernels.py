"""The native engine's kernels as LLVM text: the interpreter, and the driver around it or around straight-line code.

Words of one net stand side by side. A *step* computes one cycle of one block of words; its parameters are

    ptr program, i64 operations, ptr in, i64 in_stride, ptr out, i64 out_stride, ptr slots, i64 vectors

with strides in bytes from one net's words to the next one's. The *driver* takes a job (an array of 64-bit fields) and
a range of blocks; for each block it makes or fetches the inputs of every cycle, steps, and consumes the outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeAlias

from neurocircuit.simulation.engines.ir import LANES, ONES, VECTOR, LlvmFunction, splat
from neurocircuit.simulation.fusion import FORMULAS, formula_steps
from neurocircuit.simulation.patterns import LAST_SHIFT, ROUNDS, STEP, absorb
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT
from neurocircuit.simulation.sinks import Counts, FirstDifference, Kept, Signature, Sink
from neurocircuit.simulation.sources import CountWords, GivenWords, RandomWords, Source

#: Rows of words: a pointer to the first one, and the bytes from each to the next one.
Address: TypeAlias = tuple[str, str]

STEP_PARAMETERS = (
    "ptr noalias readonly %program, i64 %operations, ptr noalias readonly %in, i64 %in_stride, "
    "ptr noalias %out, i64 %out_stride, ptr noalias %slots, i64 %vectors"
)

#: The fields of a job, 64 bits each: pointers, sizes of the program, what is to be done.
POINTERS = ("step", "program", "slots", "given", "places", "sink", "state", "in_buffer", "out_buffer")
SIZES = ("operations", "vectors", "inputs", "outputs", "registers")
RUN = ("words", "patterns", "first_word", "start_cycle", "first_cycle", "last_cycle", "key", "group")
FIELDS = (*POINTERS, *SIZES, *RUN)
#: Where inputs are random, the place of one that is not fixed.
FREE = 1

DECLARATIONS = """\
declare <8 x i64> @llvm.x86.avx512.pternlog.q.512(<8 x i64>, <8 x i64>, <8 x i64>, i32 immarg)
declare <8 x i64> @llvm.ctpop.v8i64(<8 x i64>)
declare i64 @llvm.cttz.i64(i64, i1)
declare i64 @llvm.vector.reduce.add.v8i64(<8 x i64>)
"""


def function_of(f: LlvmFunction, table: int, operands: list[str], ternary: bool) -> str:
    """The vector that a truth table gives for up to three vectors."""
    if table == 0:
        return "zeroinitializer"
    steps = formula_steps(table)
    if ternary and len(steps) > 1:
        a, b, c = (operands * 3)[:3]
        arguments = f"{VECTOR} {c}, {VECTOR} {b}, {VECTOR} {a}, i32 {table}"
        return f.let(f"call {VECTOR} @llvm.x86.avx512.pternlog.q.512({arguments})")
    values = dict(zip("abc", operands, strict=False))
    for number, (name, *read) in enumerate(steps):
        left, right = [*(values[operand] for operand in read), ONES][:2]
        values[str(number)] = f.let(f"{'xor' if name == 'not' else name} {VECTOR} {left}, {right}")
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
                value = function_of(f, case, operands, ternary) if case in FORMULAS else operands[0]
                if case == STORE_NOT:
                    value = f.let(f"xor {VECTOR} {value}, {ONES}")
                f.store(value, f.at(target, offset), VECTOR, 8 if stored else 64)
            f.give(f"br label %{done}")
        f.label(done)
    f.give("ret void")
    return str(f)


def mixer() -> str:
    """The finalizer of splitmix64, on single words and on vectors."""
    texts = []
    for name, kind, constant in (("mix", "i64", str), ("mixes", VECTOR, splat)):
        f = LlvmFunction(f"{kind} @{name}({kind} %x)")
        value = "%x"
        for shift, factor in ROUNDS:
            value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {constant(shift)}')}")
            value = f.let(f"mul {kind} {value}, {constant(signed(factor))}")
        value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {constant(LAST_SHIFT)}')}")
        f.give(f"ret {kind} {value}")
        texts.append(str(f).replace("{\nentry", "alwaysinline {\nentry", 1))
    return "\n".join(texts)


def signed(word: int) -> int:
    """The number of 64 bits with a sign that has the same bits as the word."""
    return word - (1 << 64) if word >> 63 else word


def _absorb(f: LlvmFunction, key: str, number: str) -> str:
    """The key of a stream's part of that number."""
    steps = f.let(f"mul i64 {f.let(f'add i64 {number}, 1')}, {signed(STEP)}")
    return f.let(f"call i64 @mix(i64 {f.let(f'add i64 {key}, {steps}')})")


def _broadcast(f: LlvmFunction, word: str) -> str:
    first = f.let(f"insertelement {VECTOR} poison, i64 {word}, i64 0")
    return f.let(f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{LANES} x i32> zeroinitializer")


def _numbers(f: LlvmFunction, first: str) -> str:
    """The numbers of a vector's words, from that of the first."""
    counting = f"<{', '.join(f'i64 {lane}' for lane in range(LANES))}>"
    return f.let(f"add {VECTOR} {_broadcast(f, first)}, {counting}")


def _random_vector(f: LlvmFunction, start: str, word: str) -> str:
    """Eight random words of the stream that starts with ``start``."""
    steps = f.let(f"mul {VECTOR} {_numbers(f, f.let(f'add i64 {word}, 1'))}, {splat(signed(STEP))}")
    return f.let(f"call {VECTOR} @mixes({VECTOR} {f.let(f'add {VECTOR} {steps}, {_broadcast(f, start)}')})")


class _Driver(LlvmFunction):
    """The driver while it is written; ``self.job[name]`` is a field of the job."""

    def __init__(self) -> None:
        super().__init__("void @drive(ptr %job, i64 %first, i64 %last)")
        self.job: dict[str, str] = {}
        for index, name in enumerate(FIELDS):
            field = self.load(self.at("%job", 8 * index))
            self.job[name] = self.let(f"inttoptr i64 {field} to ptr") if name in POINTERS else field
        self.block_words = self.let(f"mul i64 {self.job['vectors']}, {LANES}")
        self.stride = self.let(f"mul i64 {self.block_words}, 8")

        self.table_stride = self.let(f"mul i64 {self.job['words']}, 8")

    def row(self, buffer: str, index: str) -> str:
        """The words of one net in a buffer of this driver."""
        return self.at(buffer, self.let(f"mul i64 {index}, {self.stride}"))

    def in_buffer(self, name: str, net: str) -> Address:
        """The rows from a net on in a buffer of this driver."""
        return self.row(self.job[name], net), self.stride

    def in_table(self, name: str, net: str, word: str) -> Address:
        """The rows from a net on, each from the given word on, in a table over all words."""
        row = self.let(f"mul i64 {net}, {self.job['words']}")
        return self.word(self.job[name], self.let(f"add i64 {row}, {word}")), self.table_stride

    def copy_rows(self, rows: str, words: str, source: Address, target: Address) -> None:
        """Copies so many words of so many nets."""
        with self.loop(rows) as index:
            read, written = (
                self.at(pointer, self.let(f"mul i64 {index}, {stride}")) for pointer, stride in (source, target)
            )
            with self.loop(words) as word:
                self.store(self.load(self.word(read, word)), self.word(written, word))

    def either(self, condition: str, place: Address, other: Address) -> Address:
        """The first place where the condition holds, else the other."""
        pointer = self.let(f"select i1 {condition}, ptr {place[0]}, ptr {other[0]}")
        return pointer, self.let(f"select i1 {condition}, i64 {place[1]}, i64 {other[1]}")


def driver(source: type[Source], sink: type[Sink]) -> str:
    """The function that carries out a job on a range of blocks, for one kind of source and one of sink."""
    f = _Driver()
    job = f.job
    combinational = f.let(f"icmp eq i64 {job['registers']}, 0")
    inputs, before = f.in_buffer("in_buffer", "0"), f.in_buffer("in_buffer", job["inputs"])
    outputs, after = f.in_buffer("out_buffer", "0"), f.in_buffer("out_buffer", job["outputs"])
    with f.loop("%last", start="%first") as block:
        word = f.let(f"mul i64 {block}, {f.block_words}")
        left = f.let(f"sub i64 {job['words']}, {word}")
        whole = f.let(f"icmp sge i64 {left}, {f.block_words}")
        words = f.let(f"select i1 {whole}, i64 {f.block_words}, i64 {left}")
        direct = f.let(f"and i1 {whole}, {combinational}")
        direct_in = f.let(f"and i1 {direct}, {str(source is GivenWords).lower()}")
        direct_out = f.let(f"and i1 {direct}, {str(sink is Kept).lower()}")
        state = f.in_table("state", "0", word)
        f.copy_rows(job["registers"], words, state, before)
        with f.loop(job["last_cycle"], start=job["first_cycle"]) as cycle:
            given = f.in_table("given", f.let(f"mul i64 {cycle}, {job['inputs']}"), word)
            kept = f.in_table("sink", f.let(f"mul i64 {cycle}, {job['outputs']}"), word)
            number = f.let(f"add i64 {word}, {job['first_word']}")
            numbered = f.let(f"add i64 {cycle}, {job['start_cycle']}")
            with f.when(f.let(f"xor i1 {direct_in}, true")):
                if source is GivenWords:
                    f.copy_rows(job["inputs"], words, given, inputs)
                else:
                    _MAKE[source](f, numbered, number)
            read, read_stride = f.either(direct_in, given, inputs)
            written, written_stride = f.either(direct_out, kept, outputs)
            f.give(
                f"call void {job['step']}(ptr {job['program']}, i64 {job['operations']}, ptr {read}, "
                f"i64 {read_stride}, ptr {written}, i64 {written_stride}, ptr {job['slots']}, i64 {job['vectors']})"
            )
            f.copy_rows(job["registers"], words, after, before)
            with f.when(f.let(f"xor i1 {direct_out}, true")):
                if sink is Kept:
                    f.copy_rows(job["outputs"], words, outputs, kept)
                else:
                    _clear_beyond(f, word)
                    _REDUCE[sink](f, numbered, number, words)
        f.copy_rows(job["registers"], words, before, state)
    f.give("ret void")
    return str(f)


def _make_random(f: _Driver, cycle: str, number: str) -> None:
    key = _absorb(f, f.job["key"], cycle)
    _make(f, number, f"eq i64 {FREE},", lambda index, _: _absorb(f, key, index), partial(_random_vector, f))


def _count_up(f: _Driver, cycle: str, number: str) -> None:
    def bits(place: str, word: str) -> str:
        shifted = f.let(f"lshr {VECTOR} {_numbers(f, word)}, {place}")
        return f.let(f"sub {VECTOR} zeroinitializer, {f.let(f'and {VECTOR} {shifted}, {splat(1)}')}")

    # Places below six change inside a word and are given as that word, which is negative.
    _make(f, number, "sle i64 0,", lambda _, place: _broadcast(f, place), bits)


def _make(
    f: _Driver, number: str, made: str, begin: Callable[[str, str], str], vector: Callable[[str, str], str]
) -> None:
    """Fills each input with vectors that are made from what it begins with, or with its place where that is a word.

    Args:
        f: what is written.
        number: of the first word.
        made: how the place compares of an input whose words are made.
        begin: gives what the vectors of an input are made from, from its index and its place.
        vector: gives the words from one of a number on, from that.
    """
    with f.loop(f.job["inputs"]) as index:
        row = f.row(f.job["in_buffer"], index)
        place = f.load(f.word(f.job["places"], index))
        own, start = f.let(f"icmp {made} {place}"), begin(index, place)
        with f.loop(f.block_words, step=LANES) as offset:
            values = vector(start, f.let(f"add i64 {number}, {offset}"))
            values = f.let(f"select i1 {own}, {VECTOR} {values}, {VECTOR} {_broadcast(f, place)}")
            f.store(values, f.word(row, offset), VECTOR, 64)


def _count(f: _Driver, cycle: str, number: str, words: str) -> None:
    _add_up(f, lambda values, offset: f.let(f"call {VECTOR} @llvm.ctpop.v8i64({VECTOR} {values})"))


def _sign(f: _Driver, cycle: str, number: str, words: str) -> None:
    # The keys are the random words of seed 0, run 0, input 0.
    key = _absorb(f, _absorb(f, str(signed(absorb(absorb(0, 0), 0))), cycle), "0")
    limit = _broadcast(f, words)

    def mixed(values: str, offset: str) -> str:
        keys = _random_vector(f, key, f.let(f"add i64 {number}, {offset}"))
        made = f.let(f"call {VECTOR} @mixes({VECTOR} {f.let(f'xor {VECTOR} {values}, {keys}')})")
        inside = f.let(f"icmp slt {VECTOR} {_numbers(f, offset)}, {limit}")
        return f.let(f"select <{LANES} x i1> {inside}, {VECTOR} {made}, {VECTOR} zeroinitializer")

    _add_up(f, mixed)


def _add_up(f: _Driver, term: Callable[[str, str], str]) -> None:
    """Adds the terms of each output's words to its number in the sink."""
    with f.loop(f.job["outputs"]) as index:
        total = f.word(f.job["sink"], index)
        row = f.row(f.job["out_buffer"], index)
        with f.loop(f.block_words, step=LANES) as offset:
            terms = term(f.load(f.word(row, offset), VECTOR, 64), offset)
            added = f.let(f"call i64 @llvm.vector.reduce.add.v8i64({VECTOR} {terms})")
            f.store(f.let(f"add i64 {f.load(total)}, {added}"), total)


def _clear_beyond(f: _Driver, word: str) -> None:
    """Clears the patterns of the last word that are not asked for, and the words behind it."""
    end = f.let(f"shl i64 {f.let(f'add i64 {word}, {f.block_words}')}, 6")
    with (
        f.when(f.let(f"icmp sgt i64 {end}, {f.job['patterns']}")),
        f.loop(f.job["outputs"]) as index,
        f.loop(f.block_words) as offset,
    ):
        place = f.word(f.row(f.job["out_buffer"], index), offset)
        before = f.let(f"shl i64 {f.let(f'add i64 {word}, {offset}')}, 6")
        left = f.let(f"sub i64 {f.job['patterns']}, {before}")
        some = f.let(f"icmp sgt i64 {left}, 0")
        full = f.let(f"icmp sgt i64 {left}, 63")
        first = f.let(f"lshr i64 -1, {f.let(f'sub i64 64, {left}')}")
        mask = f.let(f"select i1 {full}, i64 -1, i64 {first}")
        mask = f.let(f"select i1 {some}, i64 {mask}, i64 0")
        f.store(f.let(f"and i64 {f.load(place)}, {mask}"), place)


def _compare(f: _Driver, cycle: str, number: str, words: str) -> None:
    """Puts cycle and pattern of the first difference between two groups of outputs into the sink, if it is earlier."""
    job = f.job
    # The row behind the last one of the buffer is free.
    differing = f.row(job["out_buffer"], f.let(f"add i64 {job['outputs']}, {job['registers']}"))
    with f.loop(f.block_words, step=LANES) as offset:
        f.store("zeroinitializer", f.word(differing, offset), VECTOR, 64)
    with f.loop(job["group"]) as index:
        left = f.row(job["out_buffer"], index)
        right = f.row(job["out_buffer"], f.let(f"add i64 {index}, {job['group']}"))
        with f.loop(f.block_words, step=LANES) as offset:
            values = [f.load(f.word(row, offset), VECTOR, 64) for row in (left, right)]
            place = f.word(differing, offset)
            difference = f.let(f"xor {VECTOR} {values[0]}, {values[1]}")
            f.store(f.let(f"or {VECTOR} {f.load(place, VECTOR, 64)}, {difference}"), place, VECTOR, 64)
    pattern_at = f.word(job["sink"], "1")
    with f.loop(f.block_words) as offset:
        value = f.load(f.word(differing, offset))
        with f.when(f.let(f"icmp ne i64 {value}, 0")):
            bit = f.let(f"call i64 @llvm.cttz.i64(i64 {value}, i1 true)")
            before = f.let(f"shl i64 {f.let(f'add i64 {number}, {offset}')}, 6")
            pattern = f.let(f"or i64 {before}, {bit}")
            best_cycle, best = f.load(job["sink"]), f.load(pattern_at)
            same = f.let(f"icmp eq i64 {cycle}, {best_cycle}")
            earlier = f.let(f"icmp slt i64 {cycle}, {best_cycle}")
            lower = f.let(f"and i1 {same}, {f.let(f'icmp slt i64 {pattern}, {best}')}")
            with f.when(f.let(f"or i1 {earlier}, {lower}")):
                f.store(cycle, job["sink"])
                f.store(pattern, pattern_at)


#: How inputs are made that are not given, and what becomes of outputs that are not kept.
_MAKE: dict[type[Source], Callable[[_Driver, str, str], None]] = {RandomWords: _make_random, CountWords: _count_up}
_REDUCE: dict[type[Sink], Callable[[_Driver, str, str, str], None]] = {
    Counts: _count,
    Signature: _sign,
    FirstDifference: _compare,
}
