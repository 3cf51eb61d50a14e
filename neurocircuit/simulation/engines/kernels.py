"""The native engine's kernels as LLVM text: the interpreter, and the driver around it or around straight-line code.

Words of one net stand side by side. A *step* computes one cycle of one block of words; its parameters are

    ptr program, i64 operations, ptr in, i64 in_stride, ptr out, i64 out_stride, ptr slots, i64 vectors

with strides in bytes from one net's words to the next one's. The *driver* takes a job (an array of 64-bit fields) and
a range of blocks; for each block it makes or fetches the inputs of every cycle, steps, and consumes the outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from neurocircuit.simulation.engines.ir import LANES, ONES, VECTOR, Function, splat
from neurocircuit.simulation.fusion import FORMULAS, formula_steps
from neurocircuit.simulation.patterns import LAST_SHIFT, ROUNDS, STEP, absorb
from neurocircuit.simulation.program import LOAD, STORE, STORE_NOT

STEP_PARAMETERS = (
    "ptr noalias readonly %program, i64 %operations, ptr noalias readonly %in, i64 %in_stride, "
    "ptr noalias %out, i64 %out_stride, ptr noalias %slots, i64 %vectors"
)

#: The fields of a job, 64 bits each.
FIELDS = (
    "step",
    "program",
    "operations",
    "slots",
    "vectors",
    "words",
    "patterns",
    "first_cycle",
    "last_cycle",
    "inputs",
    "outputs",
    "registers",
    "given",
    "key",
    "first_word",
    "start_cycle",
    "places",
    "sink",
    "group",
    "state",
    "in_buffer",
    "out_buffer",
)
POINTERS = {"step", "program", "slots", "given", "places", "sink", "state", "in_buffer", "out_buffer"}
#: Kinds of sources and sinks.
GIVEN, RANDOM, EXHAUSTIVE = range(3)
KEPT, COUNTED, SIGNED, COMPARED = range(4)
#: Where inputs are random, the place of one that is not fixed.
FREE = 1

TERNARY = "declare <8 x i64> @llvm.x86.avx512.pternlog.q.512(<8 x i64>, <8 x i64>, <8 x i64>, i32 immarg)"
DECLARATIONS = "declare <8 x i64> @llvm.ctpop.v8i64(<8 x i64>)\ndeclare i64 @llvm.cttz.i64(i64, i1)"
DECLARATIONS += "\ndeclare i64 @llvm.vector.reduce.add.v8i64(<8 x i64>)"


def function_of(f: Function, table: int, operands: list[str], ternary: bool) -> str:
    """The vector that a truth table gives for up to three vectors."""
    if table == 0:
        return "zeroinitializer"
    if table == 0xAA:
        return operands[0]
    steps = formula_steps(table)
    if ternary and len(steps) > 1:
        a, b, c = (operands * 3)[:3] if len(operands) < 3 else operands
        arguments = f"{VECTOR} {c}, {VECTOR} {b}, {VECTOR} {a}, i32 {table}"
        return f.let(f"call {VECTOR} @llvm.x86.avx512.pternlog.q.512({arguments})")
    values = dict(zip("abc", operands, strict=False))
    for number, (name, left, right) in enumerate(steps):
        if name == "not":
            values[str(number)] = f.let(f"xor {VECTOR} {values[left]}, {ONES}")
        else:
            values[str(number)] = f.let(f"{name} {VECTOR} {values[left]}, {values[right]}")
    return values[str(len(steps) - 1)]


def interpreter(tables: Collection[int], ternary: bool) -> str:
    """The step that carries out, operation by operation, any program with no other truth tables than these."""
    f = Function(f"void @interpret({STEP_PARAMETERS})")
    stride = f.let(f"mul i64 %vectors, {8 * LANES}")
    size = f.let(f"mul i64 %vectors, {8 * LANES}")
    with f.loop("%operations") as position:
        row = f.at("%program", f.let(f"mul i64 {position}, 20"))
        opcode, *places = (f.let(f"load i32, ptr {f.at(row, 4 * field)}") for field in range(5))
        d, a, b, c = (f.let(f"zext i32 {place} to i64") for place in places)
        to, *sources = (f.at("%slots", f.let(f"mul i64 {place}, {stride}")) for place in (d, a, b, c))
        done = f.fresh("next")
        cases = [*sorted(tables), LOAD, STORE, STORE_NOT]
        labels = {case: f"case{case}" for case in cases}
        targets = " ".join(f"i32 {case}, label %{label}" for case, label in labels.items())
        f.give(f"switch i32 {opcode}, label %{done} [{targets}]")
        for table in sorted(tables):
            f.label(labels[table])
            with f.loop(size, step=8 * LANES) as offset:
                used = [source for source, name in zip(sources, "abc", strict=True) if name in FORMULAS[table]]
                operands = [f.load(f.at(source, offset), VECTOR, 64) for source in used] if table else []
                f.store(function_of(f, table, operands, ternary), f.at(to, offset), VECTOR, 64)
            f.give(f"br label %{done}")
        f.label(labels[LOAD])
        source = f.at("%in", f.let(f"mul i64 {a}, %in_stride"))
        with f.loop(size, step=8 * LANES) as offset:
            f.store(f.load(f.at(source, offset), VECTOR, 8), f.at(to, offset), VECTOR, 64)
        f.give(f"br label %{done}")
        for case in (STORE, STORE_NOT):
            f.label(labels[case])
            target = f.at("%out", f.let(f"mul i64 {d}, %out_stride"))
            with f.loop(size, step=8 * LANES) as offset:
                value = f.load(f.at(sources[0], offset), VECTOR, 64)
                if case == STORE_NOT:
                    value = f.let(f"xor {VECTOR} {value}, {ONES}")
                f.store(value, f.at(target, offset), VECTOR, 8)
            f.give(f"br label %{done}")
        f.label(done)
    f.give("ret void")
    return str(f)


def mixer() -> str:
    """The finalizer of splitmix64, on single words and on vectors."""
    texts = []
    for name, kind, constant in (("mix", "i64", str), ("mixes", VECTOR, splat)):
        f = Function(f"{kind} @{name}({kind} %x)")
        value = "%x"
        for shift, factor in ROUNDS:
            value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {constant(shift)}')}")
            value = f.let(f"mul {kind} {value}, {constant(_signed(factor))}")
        value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {constant(LAST_SHIFT)}')}")
        f.give(f"ret {kind} {value}")
        texts.append(str(f).replace("{\nentry", "alwaysinline {\nentry", 1))
    return "\n".join(texts)


def _signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


def _absorb(f: Function, key: str, number: str) -> str:
    """The key of a stream's part of that number."""
    steps = f.let(f"mul i64 {f.let(f'add i64 {number}, 1')}, {_signed(STEP)}")
    return f.let(f"call i64 @mix(i64 {f.let(f'add i64 {key}, {steps}')})")


def _broadcast(f: Function, word: str) -> str:
    first = f.let(f"insertelement {VECTOR} poison, i64 {word}, i64 0")
    return f.let(f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{LANES} x i32> zeroinitializer")


def _numbers(f: Function, first: str) -> str:
    """The numbers of a vector's words, from that of the first."""
    counting = f"<{', '.join(f'i64 {lane}' for lane in range(LANES))}>"
    return f.let(f"add {VECTOR} {_broadcast(f, first)}, {counting}")


def _random_vector(f: Function, start: str, word: str) -> str:
    """Eight random words of the stream that starts with ``start``."""
    steps = f.let(f"mul {VECTOR} {_numbers(f, f.let(f'add i64 {word}, 1'))}, {splat(_signed(STEP))}")
    return f.let(f"call {VECTOR} @mixes({VECTOR} {f.let(f'add {VECTOR} {steps}, {_broadcast(f, start)}')})")


class _Driver(Function):
    """The driver while it is written; ``self.job[name]`` is a field of the job."""

    def __init__(self) -> None:
        super().__init__("void @drive(ptr %job, i64 %first, i64 %last)")
        self.job: dict[str, str] = {}
        for index, name in enumerate(FIELDS):
            field = self.load(self.at("%job", 8 * index))
            self.job[name] = self.let(f"inttoptr i64 {field} to ptr") if name in POINTERS else field
        self.block_words = self.let(f"mul i64 {self.job['vectors']}, {LANES}")
        self.stride = self.let(f"mul i64 {self.block_words}, 8")

    def row(self, buffer: str, index: str) -> str:
        """The words of one net in a buffer of this driver."""
        return self.at(buffer, self.let(f"mul i64 {index}, {self.stride}"))

    def table_row(self, table: str, index: str, word: str) -> str:
        """The words of one net, from the given one, in a table over all words."""
        row = self.let(f"mul i64 {index}, {self.job['words']}")
        return self.word(table, self.let(f"add i64 {row}, {word}"))

    def copy(self, source: str, target: str, words: str) -> None:
        with self.loop(words) as index:
            self.store(self.load(self.word(source, index)), self.word(target, index))

    def copy_rows(self, rows: str, words: str, source: tuple[str, str, str], target: tuple[str, str, str]) -> None:
        """Copies nets between tables over all words and buffers; a place is (pointer, first net, first word)."""
        with self.loop(rows) as index:
            pointers = []
            for pointer, first, word in (source, target):
                net = self.let(f"add i64 {index}, {first}")
                pointers.append(self.table_row(pointer, net, word) if word else self.row(pointer, net))
            self.copy(pointers[0], pointers[1], words)


def driver(source: int, sink: int) -> str:
    """The function that carries out a job on a range of blocks, for one kind of source and one of sink."""
    f = _Driver()
    job = f.job
    combinational = f.let(f"icmp eq i64 {job['registers']}, 0")
    with f.loop("%last", start="%first") as block:
        word = f.let(f"mul i64 {block}, {f.block_words}")
        left = f.let(f"sub i64 {job['words']}, {word}")
        whole = f.let(f"icmp sge i64 {left}, {f.block_words}")
        words = f.let(f"select i1 {whole}, i64 {f.block_words}, i64 {left}")
        direct = f.let(f"and i1 {whole}, {combinational}")
        direct_in = f.let(f"and i1 {direct}, {str(source == GIVEN).lower()}")
        direct_out = f.let(f"and i1 {direct}, {str(sink == KEPT).lower()}")
        f.copy_rows(job["registers"], words, (job["state"], "0", word), (job["in_buffer"], job["inputs"], ""))
        with f.loop(job["last_cycle"], start=job["first_cycle"]) as cycle:
            in_net = f.let(f"mul i64 {cycle}, {job['inputs']}")
            out_net = f.let(f"mul i64 {cycle}, {job['outputs']}")
            given = f.table_row(job["given"], in_net, word)
            kept = f.table_row(job["sink"], out_net, word)
            table_stride = f.let(f"mul i64 {job['words']}, 8")
            with f.when(f.let(f"xor i1 {direct_in}, true")):
                _FILL[source](f, cycle, in_net, word, words)
            read = f.let(f"select i1 {direct_in}, ptr {given}, ptr {job['in_buffer']}")
            read_stride = f.let(f"select i1 {direct_in}, i64 {table_stride}, i64 {f.stride}")
            written = f.let(f"select i1 {direct_out}, ptr {kept}, ptr {job['out_buffer']}")
            written_stride = f.let(f"select i1 {direct_out}, i64 {table_stride}, i64 {f.stride}")
            f.give(
                f"call void {job['step']}(ptr {job['program']}, i64 {job['operations']}, ptr {read}, "
                f"i64 {read_stride}, ptr {written}, i64 {written_stride}, ptr {job['slots']}, i64 {job['vectors']})"
            )
            next_state = (job["out_buffer"], job["outputs"], "")
            f.copy_rows(job["registers"], words, next_state, (job["in_buffer"], job["inputs"], ""))
            with f.when(f.let(f"xor i1 {direct_out}, true")):
                _CONSUME[sink](f, cycle, out_net, word, words)
        f.copy_rows(job["registers"], words, (job["in_buffer"], job["inputs"], ""), (job["state"], "0", word))
    f.give("ret void")
    return str(f)


def _fetch(f: _Driver, cycle: str, in_net: str, word: str, words: str) -> None:
    f.copy_rows(f.job["inputs"], words, (f.job["given"], in_net, word), (f.job["in_buffer"], "0", ""))


def _make_random(f: _Driver, cycle: str, in_net: str, word: str, words: str) -> None:
    number = f.let(f"add i64 {word}, {f.job['first_word']}")
    key = _absorb(f, f.job["key"], f.let(f"add i64 {cycle}, {f.job['start_cycle']}"))
    with f.loop(f.job["inputs"]) as index:
        start = _absorb(f, key, index)
        row = f.row(f.job["in_buffer"], index)
        # An input that is fixed has the word that it always is, one that is free a 1.
        place = f.load(f.word(f.job["places"], index))
        free = f.let(f"icmp eq i64 {place}, {FREE}")
        with f.loop(f.block_words, step=LANES) as offset:
            values = _random_vector(f, start, f.let(f"add i64 {number}, {offset}"))
            values = f.let(f"select i1 {free}, {VECTOR} {values}, {VECTOR} {_broadcast(f, place)}")
            f.store(values, f.word(row, offset), VECTOR, 64)


def _count_up(f: _Driver, cycle: str, in_net: str, word: str, words: str) -> None:
    number = f.let(f"add i64 {word}, {f.job['first_word']}")
    with f.loop(f.job["inputs"]) as index:
        place = f.load(f.word(f.job["places"], index))
        row = f.row(f.job["in_buffer"], index)
        # Places below six change inside a word and are given as that word, which is negative.
        inside = f.let(f"icmp slt i64 {place}, 0")
        shift = f.let(f"select i1 {inside}, i64 0, i64 {place}")
        with f.loop(f.block_words, step=LANES) as offset:
            numbers = _numbers(f, f.let(f"add i64 {number}, {offset}"))
            bits = f.let(f"and {VECTOR} {f.let(f'lshr {VECTOR} {numbers}, {_broadcast(f, shift)}')}, {splat(1)}")
            whole = f.let(f"sub {VECTOR} zeroinitializer, {bits}")
            values = f.let(f"select i1 {inside}, {VECTOR} {_broadcast(f, place)}, {VECTOR} {whole}")
            f.store(values, f.word(row, offset), VECTOR, 64)


def _keep(f: _Driver, cycle: str, out_net: str, word: str, words: str) -> None:
    f.copy_rows(f.job["outputs"], words, (f.job["out_buffer"], "0", ""), (f.job["sink"], out_net, word))


def _count(f: _Driver, cycle: str, out_net: str, word: str, words: str) -> None:
    _clear_beyond(f, word)
    with f.loop(f.job["outputs"]) as index:
        _add_up(f, index, lambda values, offset: f.let(f"call {VECTOR} @llvm.ctpop.v8i64({VECTOR} {values})"))


def _sign(f: _Driver, cycle: str, out_net: str, word: str, words: str) -> None:
    _clear_beyond(f, word)
    number = f.let(f"add i64 {word}, {f.job['first_word']}")
    # The keys are the random words of seed 0, run 0, input 0.
    cycle = f.let(f"add i64 {cycle}, {f.job['start_cycle']}")
    key = _absorb(f, _absorb(f, str(_signed(absorb(absorb(0, 0), 0))), cycle), "0")
    limit = _broadcast(f, words)

    def signed(values: str, offset: str) -> str:
        keys = _random_vector(f, key, f.let(f"add i64 {number}, {offset}"))
        mixed = f.let(f"call {VECTOR} @mixes({VECTOR} {f.let(f'xor {VECTOR} {values}, {keys}')})")
        inside = f.let(f"icmp slt {VECTOR} {_numbers(f, offset)}, {limit}")
        return f.let(f"select <{LANES} x i1> {inside}, {VECTOR} {mixed}, {VECTOR} zeroinitializer")

    with f.loop(f.job["outputs"]) as index:
        _add_up(f, index, signed)


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
        power = f.let(f"shl i64 1, {f.let(f'and i64 {left}, 63')}")
        mask = f.let(f"sub i64 {power}, 1")
        mask = f.let(f"select i1 {full}, i64 -1, i64 {mask}")
        mask = f.let(f"select i1 {some}, i64 {mask}, i64 0")
        f.store(f.let(f"and i64 {f.load(place)}, {mask}"), place)


def _add_up(f: _Driver, index: str, term: Callable[[str, str], str]) -> None:
    """Adds the terms of an output's words to its number in the sink."""
    total = f.word(f.job["sink"], index)
    row = f.row(f.job["out_buffer"], index)
    with f.loop(f.block_words, step=LANES) as offset:
        terms = term(f.load(f.word(row, offset), VECTOR, 64), offset)
        added = f.let(f"call i64 @llvm.vector.reduce.add.v8i64({VECTOR} {terms})")
        f.store(f.let(f"add i64 {f.load(total)}, {added}"), total)


def _compare(f: _Driver, cycle: str, out_net: str, word: str, words: str) -> None:
    """Puts cycle and pattern of the first difference between two groups of outputs into the sink, if it is earlier."""
    _clear_beyond(f, word)
    job = f.job
    number = f.let(f"add i64 {word}, {job['first_word']}")
    cycle = f.let(f"add i64 {cycle}, {job['start_cycle']}")
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


#: How the inputs of one cycle of one block come about, and what becomes of its outputs, by kind.
_FILL = {GIVEN: _fetch, RANDOM: _make_random, EXHAUSTIVE: _count_up}
_CONSUME = {KEPT: _keep, COUNTED: _count, SIGNED: _sign, COMPARED: _compare}
