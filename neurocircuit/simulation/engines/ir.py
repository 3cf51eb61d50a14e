"""Writing LLVM's intermediate language as text: values, loops, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

#: Eight words, one AVX-512 register; LLVM splits it where registers are narrower.
LANES = 8


def vector(lanes: int) -> str:
    """The type of so many words side by side; one is a plain word."""
    return f"<{lanes} x i64>" if lanes > 1 else "i64"


VECTOR = vector(LANES)


def splat(value: int, lanes: int = LANES) -> str:
    """A constant vector of equal words."""
    return f"<{', '.join([f'i64 {value}'] * lanes)}>" if lanes > 1 else str(value)


class LlvmFunction:
    """The text of one function while it is written, block after block.

    >>> f = LlvmFunction("i64 @twice(i64 %x)")
    >>> f.give("ret i64 " + f.let("add i64 %x, %x"))
    >>> print(f)
    define i64 @twice(i64 %x) {
    entry:
      %v1 = add i64 %x, %x
      ret i64 %v1
    }
    """

    def __init__(self, signature: str) -> None:
        self.lines = [f"define {signature} {{", "entry:"]
        self.block = "entry"
        self.count = 0
        self._known: dict[str, str] = {}

    def __str__(self) -> str:
        return "\n".join([*self.lines, "}"])

    def give(self, instruction: str) -> None:
        """An instruction without a value."""
        self.lines.append(f"  {instruction}")

    def let(self, expression: str) -> str:
        """The name of a new value."""
        self.count += 1
        self.give(f"%v{self.count} = {expression}")
        return f"%v{self.count}"

    def once(self, expression: str) -> str:
        """The name of the value of an expression that has one already, else of a new one; where nothing branches."""
        if expression not in self._known:
            self._known[expression] = self.let(expression)
        return self._known[expression]

    def label(self, name: str) -> None:
        """The start of a block."""
        self.lines.append(f"{name}:")
        self.block = name

    def fresh(self, stem: str) -> str:
        """A label that is not taken yet."""
        self.count += 1
        return f"{stem}{self.count}"

    def at(self, pointer: str, byte_offset: str | int) -> str:
        """A pointer some bytes further."""
        return self.let(f"getelementptr i8, ptr {pointer}, i64 {byte_offset}")

    def load(self, pointer: str, kind: str = "i64", align: int = 8) -> str:
        """The value a pointer leads to."""
        return self.let(f"load {kind}, ptr {pointer}, align {align}")

    def store(self, value: str, pointer: str, kind: str = "i64", align: int = 8) -> None:
        """Puts a value where a pointer leads to."""
        self.give(f"store {kind} {value}, ptr {pointer}, align {align}")

    def word(self, pointer: str, index: str) -> str:
        """A pointer to the word of that index."""
        return self.let(f"getelementptr i64, ptr {pointer}, i64 {index}")

    @contextmanager
    def loop(self, stop: str | int, step: int = 1, start: str | int = 0) -> Iterator[str]:
        """A counter from ``start`` while below ``stop``."""
        head, body, latch, done = (self.fresh(stem) for stem in ("head", "body", "latch", "done"))
        counter, following = f"%i{self.count}", f"%j{self.count}"
        self.give(f"br label %{head}")
        before = self.block
        self.label(head)
        self.give(f"{counter} = phi i64 [{start}, %{before}], [{following}, %{latch}]")
        more = self.let(f"icmp slt i64 {counter}, {stop}")
        self.give(f"br i1 {more}, label %{body}, label %{done}")
        self.label(body)
        yield counter
        self.give(f"br label %{latch}")
        self.label(latch)
        self.give(f"{following} = add i64 {counter}, {step}")
        self.give(f"br label %{head}")
        self.label(done)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """What happens only where a condition holds."""
        then, done = self.fresh("then"), self.fresh("done")
        self.give(f"br i1 {condition}, label %{then}, label %{done}")
        self.label(then)
        yield
        self.give(f"br label %{done}")
        self.label(done)
