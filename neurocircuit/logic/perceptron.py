"""The perceptron, or linear threshold gate: weights, a bias, a threshold, and the one firing rule.

    z = w0 + w1*x1 + ... + wn*xn          it fires exactly when  z >= threshold

Numbers are exact; for computing, a perceptron is scaled to its integer form ``[w; T]`` over 0/1 inputs, in lowest
terms, which fires when w.x >= T (Muroga, Threshold Logic and Its Applications, 1971).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import gcd, lcm
from typing import Any, NamedTuple

from neurocircuit.errors import InputError, LimitError, NumberError, counted
from neurocircuit.late import late
from neurocircuit.logic.number import Number, NumberLike, exact, format_number, whole_or_ratio
from neurocircuit.logic.sums import reachable_neighbours
from neurocircuit.logic.truth_table import MAX_ARITY, TruthTable

#: The number that stands for false and the number that stands for true.
ENCODINGS: dict[str, tuple[int, int]] = {"binary": (0, 1), "bipolar": (-1, 1)}

MISSING_THRESHOLD_HINT = "0.5 for 0/1 values, 0 for the sign activation"


class LinearForm(NamedTuple):
    """The integer form [w; T] over 0/1 inputs: fires when w.x >= T."""

    weights: tuple[int, ...]
    threshold: int

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.weights))}; {self.threshold}]"

    @property
    def opposite(self) -> LinearForm:
        """The form that fires where this one does not."""
        return LinearForm(tuple([-w for w in self.weights]), 1 - self.threshold)

    def separator(self, encoding: str = "binary") -> list[int]:
        """Bias and weights whose sum, over inputs of an encoding, is 1 or more where it fires, else -1 or less.

        >>> LinearForm((1, 1), 2).separator(), LinearForm((1, 1), 2).separator("bipolar")
        ([-3, 2, 2], [-1, 1, 1])
        """
        offset = 2 * self.threshold - 1
        if encoding == "bipolar":
            return [sum(self.weights) - offset, *self.weights]
        return [-offset, *(2 * w for w in self.weights)]


def fires(weighted_sum: Any, threshold: Any) -> Any:
    """The firing rule, for numbers and for arrays of sums."""
    return weighted_sum >= threshold


def check_encoding(encoding: str) -> str:
    """The encoding itself, if there is such a one.

    Raises:
        InputError: for an unknown encoding.
    """
    if not isinstance(encoding, str) or encoding not in ENCODINGS:
        raise InputError(f"unknown encoding {encoding!r}", hint=f"one of {', '.join(ENCODINGS)}")
    return encoding


@dataclass(frozen=True, slots=True)
class Perceptron:
    """A neuron: weights, bias, threshold, and the encoding of its truth values.

    Args:
        weights: one number an input; ints, fractions, decimals, or floats, which count as the decimal they print.
        bias: added to the sum.
        threshold: it fires when the sum reaches it; always explicit.
        encoding: ``binary`` for truth values 0/1, ``bipolar`` for -1/1.

    Raises:
        NumberError: for a missing threshold or what is no number.

    >>> AND = Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5)
    >>> AND(1, 0), AND(1, 1), AND.truth_table, str(AND.integer_form)
    (0, 1, TruthTable(2, 0x8), '[3, 3; 5]')
    """

    weights: tuple[Number, ...]
    bias: Number = 0
    threshold: Number = None  # type: ignore[assignment]
    encoding: str = "binary"
    integer_form: LinearForm = field(init=False, repr=False, compare=False)

    def __init__(
        self,
        weights: Sequence[NumberLike],
        bias: NumberLike = 0,
        threshold: NumberLike | None = None,
        encoding: str = "binary",
    ) -> None:
        if threshold is None:
            raise NumberError("the threshold is missing", hint=MISSING_THRESHOLD_HINT)
        if type(weights) is not list and not isinstance(weights, Iterable):
            raise NumberError(f"{weights!r} for the weights", hint="a list, one number an input")
        put = object.__setattr__
        put(self, "weights", tuple([exact(w) for w in weights]))
        put(self, "bias", exact(bias))
        put(self, "threshold", exact(threshold))
        put(self, "encoding", check_encoding(encoding))
        put(self, "integer_form", _integer_form(self.weights, self.bias, self.threshold, encoding))

    def __repr__(self) -> str:
        weights = ", ".join(map(_show, self.weights))
        bias = f", bias={_show(self.bias)}" if self.bias else ""
        encoding = f", encoding={self.encoding!r}" if self.encoding != "binary" else ""
        return f"Perceptron([{weights}]{bias}, threshold={_show(self.threshold)}{encoding})"

    @property
    def arity(self) -> int:
        """The number of inputs."""
        return len(self.weights)

    def weighted_sum(self, *values: int) -> Number:
        """z for one assignment, in the units written.

        Raises:
            InputError: for a wrong number of values or one that the encoding does not have.
        """
        low, high = ENCODINGS[self.encoding]
        bits = truth_values(values, self.encoding, self.arity)
        products = (w * (high if bit else low) for w, bit in zip(self.weights, bits, strict=True))
        return whole_or_ratio(self.bias + sum(products))

    def __call__(self, *values: Any, name: str | None = None) -> Any:
        """The output: a number for numbers, an array for arrays and lists (they broadcast), a signal for signals.

        Raises:
            InputError: for a wrong number of values or one that the encoding does not have.
        """
        composed = compose(self, values, name)
        return call(self, values) if composed is None else composed

    def predict(self, rows: Any) -> Any:
        """The outputs for a matrix of patterns, ``(patterns, inputs)``, as an array ``(patterns)``.

        Raises:
            InputError: for another shape, or a value that the encoding does not have.

        >>> Perceptron([1, 1], threshold=2).predict([[0, 1], [1, 1]]).tolist()
        [0, 1]
        """
        return late("Perceptron.predict")(self, rows)

    @property
    def truth_table(self) -> TruthTable:
        """The Boolean function, first input least significant.

        Raises:
            LimitError: above 24 inputs.
        """
        if self.arity > MAX_ARITY:
            raise LimitError(f"a truth table of {self.arity} inputs", hint=f"at most {MAX_ARITY}")
        weights, threshold = self.integer_form
        sums = [0]
        for weight in weights:
            sums += [total + weight for total in sums]
        return TruthTable.from_outputs([fires(total, threshold) for total in sums])

    @property
    def margin(self) -> Number | None:
        """Half the distance between the lowest firing and the highest silent sum, in the units written.

        It is what the neuron forgives when its threshold sits in the middle; None for a neuron that never changes.

        Raises:
            LimitError: where the sums are too many to be listed (more than 40 inputs of large weights).
        """
        spread = ENCODINGS[self.encoding][1] - ENCODINGS[self.encoding][0]
        scale = lcm(*(w.denominator for w in self.weights), 1)
        scaled = [int(w * scale) for w in self.weights]
        limit = Fraction(self.threshold - self.bias) * scale
        if spread == 2:
            limit = (limit + sum(scaled)) / 2
        silent, firing = reachable_neighbours(scaled, -(-limit.numerator // limit.denominator))
        if silent is None or firing is None:
            return None
        return whole_or_ratio(Fraction((firing - silent) * spread, 2 * scale))

    def encoded(self, encoding: str) -> Perceptron:
        """The perceptron of the same function with the same sums, for truth values of another encoding."""
        if encoding == self.encoding:
            return self
        if encoding == "bipolar":
            halves = [Fraction(w) / 2 for w in self.weights]
            return Perceptron(halves, self.bias + sum(halves), self.threshold, encoding)
        return Perceptron([2 * w for w in self.weights], self.bias - sum(self.weights), self.threshold, encoding)

    def _repr_svg_(self) -> Any:
        return late("Perceptron._repr_svg_")(self)


def _show(number: Number) -> str:
    text = format_number(number)
    # A decimal stands for itself only where a float keeps all of it.
    if "/" not in text and (text.lstrip("-").isdigit() or Decimal(repr(float(text))) == Decimal(text)):
        return text
    return f"Fraction({number.numerator}, {number.denominator})"


def _integer_form(weights: tuple[Number, ...], bias: Number, threshold: Number, encoding: str) -> LinearForm:
    scale = lcm(threshold.denominator, bias.denominator, *[w.denominator for w in weights])
    scaled = [w.numerator * (scale // w.denominator) for w in weights]
    total = threshold.numerator * (scale // threshold.denominator) - bias.numerator * (scale // bias.denominator)
    if encoding == "bipolar":
        # s = 2b - 1 for a bit b, so that w.s >= t exactly when 2w.b >= t + sum(w).
        total += sum(scaled)
        scaled = [2 * w for w in scaled]
    divisor = gcd(total, *scaled)
    if divisor > 1:
        scaled, total = [w // divisor for w in scaled], total // divisor
    return LinearForm(tuple(scaled), total)


def truth_values(values: Sequence[Any], encoding: str, arity: int) -> list[bool]:
    """The truth values that numbers stand for; 0 is false in the bipolar encoding too.

    Raises:
        InputError: for a wrong number of values or one that the encoding does not have.
    """
    low, high = ENCODINGS[encoding]
    if len(values) != arity:
        raise InputError(f"{counted(len(values), 'value')} for {arity} inputs")
    for value in values:
        if value not in (low, 0, high):
            raise InputError(f"{value!r} is no {encoding} value", hint=f"{low} or {high}")
    return [value == high for value in values]


def compose(function: Any, values: tuple[Any, ...], name: str | None) -> Any:
    """What a neuron or gate called with signals becomes, or gives for lists; None where all are numbers and arrays.

    A signal says so itself by a method ``__compose__(function, values, name)``, as NumPy's arrays do for ufuncs; in a
    list of bits too. A list of numbers is an array.
    """
    lists = [value for value in values if isinstance(value, (list, tuple))]
    for part in (*values, *chain.from_iterable(lists)):
        hook = getattr(type(part), "__compose__", None)
        if hook is not None:
            return hook(function, values, name)
    return late("Perceptron.__call__")(function, *values, name=name) if lists else None


def call(perceptron: Perceptron, values: tuple[Any, ...]) -> Any:
    """The output for numbers, or for arrays, which broadcast."""
    if any(hasattr(value, "astype") and getattr(value, "ndim", 0) for value in values):
        return _call_arrays(perceptron, values)
    weights, threshold = perceptron.integer_form
    bits = truth_values(values, perceptron.encoding, perceptron.arity)
    fired = fires(sum(w for w, bit in zip(weights, bits, strict=True) if bit), threshold)
    return ENCODINGS[perceptron.encoding][bool(fired)]


def holds_anywhere(condition: Any) -> bool:
    """Whether a truth value, or any element of an array of them, is true."""
    return bool(condition.any() if hasattr(condition, "any") else condition)


def _call_arrays(perceptron: Perceptron, values: tuple[Any, ...]) -> Any:
    low, high = ENCODINGS[perceptron.encoding]
    weights, threshold = perceptron.integer_form
    if len(values) != perceptron.arity:
        raise InputError(f"{len(values)} arrays for {perceptron.arity} inputs")
    total: Any = 0
    for weight, value in zip(weights, values, strict=True):
        bits = value == high
        if holds_anywhere((value != high) & (value != low) & (value != 0)):
            raise InputError(f"an array with other values than {perceptron.encoding} ones", hint=f"{low} or {high}")
        # Python's integers, held in object arrays, cannot wrap around.
        product = weight * (bits.astype(object) if hasattr(bits, "astype") else int(bits))
        try:
            total = total + product
        except ValueError:
            shapes = " and ".join(str(value.shape) for value in values if hasattr(value, "shape"))
            raise InputError(f"arrays of shapes {shapes}", hint="they must broadcast") from None
    fired = fires(total, threshold)
    return (fired * (high - low) + low).astype("int8" if low < 0 else "uint8")
