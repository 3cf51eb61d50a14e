"""The native engine's driver as LLVM text: what is around the steps of the interpreter or of straight-line code.

The driver takes a job (an array of 64-bit fields) and a range of blocks; for each block it makes or fetches the inputs
of every cycle, steps (see ``kernels``), and consumes the outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from neurocircuit.simulation.engines.ir import LANES, LlvmFunction, splat, vector
from neurocircuit.simulation.patterns import LAST_SHIFT, ROUNDS, STEP, absorb
from neurocircuit.simulation.sinks import Counts, FirstDifference, Kept, Signature, Sink
from neurocircuit.simulation.sources import CountWords, GivenWords, RandomWords, Source

#: Rows of words: a pointer to the first one, and the bytes from each to the next one.
Address: TypeAlias = tuple[str, str]

#: The fields of a job, 64 bits each: pointers, sizes of the program, what is to be done.
POINTERS = ("step", "program", "slots", "given", "places", "sink", "state", "buffer", "other_buffer")
SIZES = ("operations", "vectors", "inputs", "outputs", "ports", "registers")
RUN = ("words", "patterns", "first_word", "start_cycle", "first_cycle", "last_cycle", "key", "group")
FIELDS = (*POINTERS, *SIZES, *RUN)
#: Where inputs are random, the place of one that is not fixed.
FREE = 1
#: So many rows of inputs are read side by side where they are given; for more of them processors do not foresee what is
#: read next, and a block of each row in turn is brought near first.
FORESEEN = 64


def mixer(lanes: int = LANES) -> str:
    """The finalizer of splitmix64, on single words and on vectors."""
    texts = []
    for name, width in (("mix", 1), ("mixes", lanes)):
        kind = vector(width)
        f = LlvmFunction(f"{kind} @{name}({kind} %x)")
        value = "%x"
        for shift, factor in ROUNDS:
            value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {splat(shift, width)}')}")
            value = f.let(f"mul {kind} {value}, {splat(signed(factor), width)}")
        value = f.let(f"xor {kind} {value}, {f.let(f'lshr {kind} {value}, {splat(LAST_SHIFT, width)}')}")
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


def _random_vector(f: _Driver, start: str, word: str) -> str:
    """A vector of random words of the stream that starts with ``start``."""
    steps = f.let(f"mul {f.vector} {f.numbers(f.let(f'add i64 {word}, 1'))}, {f.splat(signed(STEP))}")
    return f.let(f"call {f.vector} @mixes({f.vector} {f.let(f'add {f.vector} {steps}, {f.broadcast(start)}')})")


class _Driver(LlvmFunction):
    """The driver while it is written; ``self.job[name]`` is a field of the job.

    There are two buffers for the words of a block, used in turn: the next state that a cycle leaves in one of them is
    the present state of the next cycle. Both have rows for the ports, then the registers, then one in which outputs
    are compared.
    """

    def __init__(self, lanes: int) -> None:
        super().__init__("void @drive(ptr %job, i64 %first, i64 %last)")
        self.lanes, self.vector = lanes, vector(lanes)
        self.job: dict[str, str] = {}
        for index, name in enumerate(FIELDS):
            field = self.load(self.at("%job", 8 * index))
            self.job[name] = self.let(f"inttoptr i64 {field} to ptr") if name in POINTERS else field
        self.block_words = self.let(f"mul i64 {self.job['vectors']}, {lanes}")
        self.stride = self.let(f"mul i64 {self.block_words}, 8")
        self.table_stride = self.let(f"mul i64 {self.job['words']}, 8")
        #: How far from the start of a buffer the inputs, the outputs, the registers and the row behind them are.
        self.first_row = {
            name: self.let(f"mul i64 {self.stride}, {row}")
            for name, row in (
                ("inputs", self.let(f"sub i64 {self.job['ports']}, {self.job['inputs']}")),
                ("outputs", self.let(f"sub i64 {self.job['ports']}, {self.job['outputs']}")),
                ("registers", self.job["ports"]),
                ("spare", self.let(f"add i64 {self.job['ports']}, {self.job['registers']}")),
            )
        }
        self.here = self.there = ""

    def turn(self, cycle: str) -> None:
        """Lets ``here`` be the buffer that this cycle reads and ``there`` the one that it fills."""
        done = self.let(f"sub i64 {cycle}, {self.job['first_cycle']}")
        odd = self.let(f"trunc i64 {done} to i1")
        one, other = self.job["buffer"], self.job["other_buffer"]
        self.here = self.let(f"select i1 {odd}, ptr {other}, ptr {one}")
        self.there = self.let(f"select i1 {odd}, ptr {one}, ptr {other}")

    def rows(self, buffer: str, name: str) -> Address:
        """The inputs, outputs or registers in a buffer."""
        return self.at(buffer, self.first_row[name]), self.stride

    def row(self, rows: Address, index: str) -> str:
        """The words of one net."""
        return self.at(rows[0], self.let(f"mul i64 {index}, {rows[1]}"))

    def splat(self, value: int) -> str:
        """A constant vector of equal words."""
        return splat(value, self.lanes)

    def broadcast(self, word: str) -> str:
        """A vector of equal words."""
        if self.lanes == 1:
            return word
        first = self.let(f"insertelement {self.vector} poison, i64 {word}, i64 0")
        kind = f"<{self.lanes} x i32>"
        return self.let(f"shufflevector {self.vector} {first}, {self.vector} poison, {kind} zeroinitializer")

    def numbers(self, first: str) -> str:
        """The numbers of a vector's words, from that of the first."""
        if self.lanes == 1:
            return first
        counting = f"<{', '.join(f'i64 {lane}' for lane in range(self.lanes))}>"
        return self.let(f"add {self.vector} {self.broadcast(first)}, {counting}")

    def load_vector(self, pointer: str) -> str:
        """The vector a pointer leads to."""
        return self.load(pointer, self.vector, 8 * self.lanes)

    def store_vector(self, value: str, pointer: str) -> None:
        """Puts a vector where a pointer leads to."""
        self.store(value, pointer, self.vector, 8 * self.lanes)

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
            whole = self.let(f"and i64 {words}, {-self.lanes}")
            with self.loop(whole, step=self.lanes) as word:
                self.store(self.load(self.word(read, word), self.vector), self.word(written, word), self.vector)
            with self.loop(words, start=whole) as word:
                self.store(self.load(self.word(read, word)), self.word(written, word))

    def either(self, condition: str, place: Address, other: Address) -> Address:
        """The first place where the condition holds, else the other."""
        pointer = self.let(f"select i1 {condition}, ptr {place[0]}, ptr {other[0]}")
        return pointer, self.let(f"select i1 {condition}, i64 {place[1]}, i64 {other[1]}")


def driver(source: type[Source], sink: type[Sink], lanes: int = LANES) -> str:
    """The function that carries out a job on a range of blocks, for one kind of source and one of sink."""
    f = _Driver(lanes)
    job = f.job
    combinational = f.let(f"icmp eq i64 {job['registers']}, 0")
    foreseen = f.let(f"icmp sle i64 {job['inputs']}, {FORESEEN}")
    with f.loop("%last", start="%first") as block:
        word = f.let(f"mul i64 {block}, {f.block_words}")
        left = f.let(f"sub i64 {job['words']}, {word}")
        whole = f.let(f"icmp sge i64 {left}, {f.block_words}")
        words = f.let(f"select i1 {whole}, i64 {f.block_words}, i64 {left}")
        direct = f.let(f"and i1 {whole}, {combinational}")
        direct_in = f.let(f"and i1 {direct}, {foreseen if source is GivenWords else 'false'}")
        direct_out = f.let(f"and i1 {direct}, {str(sink is Kept).lower()}")
        state = f.in_table("state", "0", word)
        f.turn(job["first_cycle"])
        f.copy_rows(job["registers"], words, state, f.rows(f.here, "registers"))
        with f.loop(job["last_cycle"], start=job["first_cycle"]) as cycle:
            given = f.in_table("given", f.let(f"mul i64 {cycle}, {job['inputs']}"), word)
            kept = f.in_table("sink", f.let(f"mul i64 {cycle}, {job['outputs']}"), word)
            number = f.let(f"add i64 {word}, {job['first_word']}")
            numbered = f.let(f"add i64 {cycle}, {job['start_cycle']}")
            f.turn(cycle)
            inputs, outputs = f.rows(f.here, "inputs"), f.rows(f.there, "outputs")
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
            with f.when(f.let(f"xor i1 {direct_out}, true")):
                if sink is Kept:
                    f.copy_rows(job["outputs"], words, outputs, kept)
                else:
                    _clear_beyond(f, word)
                    _REDUCE[sink](f, numbered, number, words)
        f.turn(job["last_cycle"])
        f.copy_rows(job["registers"], words, f.rows(f.here, "registers"), state)
    f.give("ret void")
    return str(f)


def _make_random(f: _Driver, cycle: str, number: str) -> None:
    key = _absorb(f, f.job["key"], cycle)
    _make(f, number, f"eq i64 {FREE},", lambda index, _: _absorb(f, key, index), partial(_random_vector, f))


def _count_up(f: _Driver, cycle: str, number: str) -> None:
    def bits(place: str, word: str) -> str:
        shifted = f.let(f"lshr {f.vector} {f.numbers(word)}, {place}")
        return f.let(f"sub {f.vector} zeroinitializer, {f.let(f'and {f.vector} {shifted}, {f.splat(1)}')}")

    # Places below six change inside a word and are given as that word, which is negative.
    _make(f, number, "sle i64 0,", lambda _, place: f.broadcast(place), bits)


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
        row = f.row(f.rows(f.here, "inputs"), index)
        place = f.load(f.word(f.job["places"], index))
        own, start = f.let(f"icmp {made} {place}"), begin(index, place)
        with f.loop(f.block_words, step=f.lanes) as offset:
            values = vector(start, f.let(f"add i64 {number}, {offset}"))
            values = f.let(f"select i1 {own}, {f.vector} {values}, {f.vector} {f.broadcast(place)}")
            f.store_vector(values, f.word(row, offset))


def _count(f: _Driver, cycle: str, number: str, words: str) -> None:
    name = f"@llvm.ctpop.{f'v{f.lanes}' if f.lanes > 1 else ''}i64"
    _add_up(f, lambda values, offset: f.let(f"call {f.vector} {name}({f.vector} {values})"))


def _sign(f: _Driver, cycle: str, number: str, words: str) -> None:
    # The keys are the random words of seed 0, run 0, input 0.
    key = _absorb(f, _absorb(f, str(signed(absorb(absorb(0, 0), 0))), cycle), "0")
    limit = f.broadcast(words)

    def mixed(values: str, offset: str) -> str:
        keys = _random_vector(f, key, f.let(f"add i64 {number}, {offset}"))
        made = f.let(f"call {f.vector} @mixes({f.vector} {f.let(f'xor {f.vector} {values}, {keys}')})")
        inside = f.let(f"icmp slt {f.vector} {f.numbers(offset)}, {limit}")
        flags = f.vector.replace("i64", "i1")
        return f.let(f"select {flags} {inside}, {f.vector} {made}, {f.vector} zeroinitializer")

    _add_up(f, mixed)


def _add_up(f: _Driver, term: Callable[[str, str], str]) -> None:
    """Adds the terms of each output's words to its number in the sink."""
    with f.loop(f.job["outputs"]) as index:
        total = f.word(f.job["sink"], index)
        row = f.row(f.rows(f.there, "outputs"), index)
        with f.loop(f.block_words, step=f.lanes) as offset:
            terms = term(f.load_vector(f.word(row, offset)), offset)
            added = terms
            if f.lanes > 1:
                added = f.let(f"call i64 @llvm.vector.reduce.add.v{f.lanes}i64({f.vector} {terms})")
            f.store(f.let(f"add i64 {f.load(total)}, {added}"), total)


def _clear_beyond(f: _Driver, word: str) -> None:
    """Clears the patterns of the last word that are not asked for, and the words behind it."""
    end = f.let(f"shl i64 {f.let(f'add i64 {word}, {f.block_words}')}, 6")
    with (
        f.when(f.let(f"icmp sgt i64 {end}, {f.job['patterns']}")),
        f.loop(f.job["outputs"]) as index,
        f.loop(f.block_words) as offset,
    ):
        place = f.word(f.row(f.rows(f.there, "outputs"), index), offset)
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
    outputs, (differing, _) = f.rows(f.there, "outputs"), f.rows(f.there, "spare")
    with f.loop(f.block_words, step=f.lanes) as offset:
        f.store_vector("zeroinitializer", f.word(differing, offset))
    with f.loop(job["group"]) as index:
        left, right = f.row(outputs, index), f.row(outputs, f.let(f"add i64 {index}, {job['group']}"))
        with f.loop(f.block_words, step=f.lanes) as offset:
            values = [f.load_vector(f.word(row, offset)) for row in (left, right)]
            place = f.word(differing, offset)
            difference = f.let(f"xor {f.vector} {values[0]}, {values[1]}")
            f.store_vector(f.let(f"or {f.vector} {f.load_vector(place)}, {difference}"), place)
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
