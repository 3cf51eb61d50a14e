"""Everything that neurocircuit raises on purpose.

    NeurocircuitError
    ├── NumberError (ValueError)      a number that is no weight, bias or threshold
    ├── InputError (ValueError)       values or names that a neuron or circuit does not take
    ├── CircuitError (ValueError)     a structure that is no circuit; carries all its faults
    ├── ComposeError (TypeError)      signals used in a way that no circuit can mean
    ├── FormatError (ValueError)      a text that is not what its format says
    ├── FileError (OSError)           a file that cannot be read or written
    ├── LimitError                    more than is allowed; the message has the number
    └── MissingExtraError             an optional package that is not installed

Each message reads ``source: where: what (way out)``, in 300 characters at most; the parts are attributes too, whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

#: A message has no more characters, so that it stays one line with a word before it.
LONGEST_MESSAGE = 290
#: Among more names, or for a longer one, the nearest is not looked for: that would take seconds.
_MOST_NAMES, _LONGEST_NAME = 5_000, 100


def shorten(text: str, most: int = 60) -> str:
    """A text that fits into a message: a long one loses its middle.

    >>> shorten("abcdefghijklmnopqrstuvwxyz", 12)
    'abcde...wxyz'
    """
    return text if len(text) <= most else f"{text[: most - most // 3 - 3]}...{text[-(most // 3) :]}"


def counted(number: int, noun: str) -> str:
    """How many there are.

    >>> counted(1, "neuron"), counted(12000, "wire")
    ('1 neuron', '12,000 wires')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def did_you_mean(name: str, known: Collection[str], otherwise: str = "", alike: float = 0.6) -> str:
    """The hint that names the nearest of the known names, in any letter case; ``alike`` 1 would be an equal one.

    >>> did_you_mean("CARY", ["sum", "carry"]), did_you_mean("x", ["sum", "carry"])
    ("did you mean 'carry'?", '')
    """
    if len(known) > _MOST_NAMES or len(name) > _LONGEST_NAME:
        return otherwise
    from difflib import get_close_matches  # takes longer to load than all of this package's own beginning

    names = {other.lower(): other for other in sorted(known, reverse=True)}
    near = get_close_matches(name.lower(), names, n=1, cutoff=alike)
    return f"did you mean {names[near[0]]!r}?" if near else otherwise


class NeurocircuitError(Exception):
    """The root of all errors of this package.

    Args:
        what: what is wrong, with the value in it.
        where: the place inside the source: a line number, ``nodes.g1.weights``.
        source: the file, or what stands for one.
        hint: the way out, shown in parentheses.

    >>> error = NeurocircuitError("too many", where=3, source="a.blif", hint="at most 2")
    >>> str(error), error.hint
    ('a.blif:3: too many (at most 2)', 'at most 2')
    """

    def __init__(self, what: str, *, where: str | int = "", source: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.source = source
        self.hint = hint

    def __str__(self) -> str:
        place = self.source
        if self.where != "":
            # A line number follows its file as compilers write it; a place in a document stands apart.
            separator = ":" if isinstance(self.where, int) and place else ": " if place else ""
            place = f"{place}{separator}{self.where}"
        text = f"{place}: {self.what}" if place else self.what
        return shorten(f"{text} ({self.hint})" if self.hint else text, LONGEST_MESSAGE)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self)._restore, (self.what, self.__dict__)

    @classmethod
    def _restore(cls, what: str, state: dict[str, object]) -> NeurocircuitError:
        error = cls.__new__(cls)
        Exception.__init__(error, what)
        error.__dict__.update(state)
        return error


class NumberError(NeurocircuitError, ValueError):
    """A number that is no weight, bias or threshold.

    >>> import neurocircuit as nc
    >>> nc.Perceptron(["x"], threshold=0)
    Traceback (most recent call last):
    neurocircuit.errors.NumberError: 'x' is not a number (an int, Fraction, Decimal or float)
    """


class InputError(NeurocircuitError, ValueError):
    """Values or names that a neuron or circuit does not take.

    >>> import neurocircuit as nc
    >>> nc.AND(1, 2)
    Traceback (most recent call last):
    neurocircuit.errors.InputError: 2 is no binary value (0 or 1)
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a circuit: where it is, what it is, the way out; of a cycle, the nets of it.

    >>> print(Fault("nodes.y", "unknown net 'c'", "one of a, b"))
    nodes.y: unknown net 'c' (one of a, b)
    """

    where: str
    what: str
    hint: str = ""
    nets: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.hint})" if self.hint else text


class CircuitError(NeurocircuitError, ValueError):
    """A structure that is no circuit; ``faults`` holds everything that is wrong with it.

    >>> import neurocircuit as nc
    >>> nc.Circuit(["a"], ["y"], {}).graph
    Traceback (most recent call last):
    neurocircuit.errors.CircuitError: outputs: unknown net 'y' (one of a)
    """

    def __init__(self, faults: tuple[Fault, ...], *, source: str = "") -> None:
        first, *others = faults
        more = f"; and {counted(len(others), 'more fault')}" if others else ""
        super().__init__(f"{first.what}{more}", where=first.where, source=source, hint=first.hint)
        self.faults = faults


class ComposeError(NeurocircuitError, TypeError):
    """Signals used in a way that no circuit can mean.

    >>> import neurocircuit as nc
    >>> nc.circuit(lambda a, b: a and b)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    neurocircuit.errors.ComposeError: a signal is neither true nor false ... (use & | ~ instead of and, or, not)
    """


class FormatError(NeurocircuitError, ValueError):
    """A text that is not what its format says.

    >>> import neurocircuit as nc
    >>> nc.build("y = a &")
    Traceback (most recent call last):
    neurocircuit.errors.FormatError: column 8: the end cannot follow '&' (use names, 0, 1, & | ^ ~ and parentheses)
    """


class FileError(NeurocircuitError, OSError):
    """A file that cannot be read or written.

    >>> import neurocircuit as nc
    >>> nc.read("full_addr")
    Traceback (most recent call last):
    neurocircuit.errors.FileError: full_addr: no such file or ready-made circuit (did you mean 'full_adder'?)
    """


class LimitError(NeurocircuitError):
    """More than is allowed; the message has the number.

    >>> import neurocircuit as nc
    >>> nc.TruthTable(25, 0)
    Traceback (most recent call last):
    neurocircuit.errors.LimitError: a truth table of 25 inputs (0 to 24 are allowed)
    """


class MissingExtraError(NeurocircuitError, ImportError):
    """An optional package that is not installed; ``extra`` names what to install.

    >>> print(MissingExtraError("a PDF needs svglib", extra="pdf"))
    a PDF needs svglib (pip install 'neurocircuit[pdf]')
    """

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(what, hint=f"pip install 'neurocircuit[{extra}]'")
        self.extra = extra
