"""The FUNCTION argument of ``learn``, ``guess`` and ``identify``, and the numbers that go with it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli import completion
from neurocircuit.errors import FormatError, InputError, NumberError, did_you_mean, shorten
from neurocircuit.logic.number import Number, format_number, parse_number

if TYPE_CHECKING:
    from neurocircuit.synthesis.function import Function

function_argument = click.argument("function", metavar="FUNCTION", shell_complete=completion.functions)

inputs_option = click.option(
    "--inputs", type=click.IntRange(min=0), metavar="N", help="How many inputs, for a gate's name or a truth table."
)

#: Outputs of a table as 0 and 1 or as -1 and 1, where only what is true matters.
EITHER = "either"

targets_option = click.option(
    "--targets",
    type=click.Choice(["binary", "bipolar"]),
    help="Outputs as 0/1 or as -1/1 (the sign activation).  [default: as --encoding]",
)

encoding_option = click.option(
    "--encoding",
    type=click.Choice(["binary", "bipolar"]),
    default="binary",
    show_default=True,
    help="Truth values as 0/1 or as -1/1.",
)


class NumberType(click.ParamType):  # type: ignore[type-arg]
    """An exact number such as ``-0.5`` or ``1/3``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Number:
        """The number that a text says."""
        try:
            return parse_number(value.strip()) if isinstance(value, str) else value
        except NumberError as error:
            self.fail(str(error), param, ctx)


def parse_weights(words: Sequence[str]) -> tuple[Number, ...]:
    """Weights w0, w1, ... with commas or spaces between them, plain or by name as they are printed.

    Raises:
        NumberError: for what is no number.
        InputError: for a name that is missing, given twice, or no weight's.

    >>> parse_weights(["0.4,0.7", "-2"]) == parse_weights(["w1=0.7,", "w0=0.4", "w2=-2"])
    True
    """
    parts = [part.strip() for word in words for part in word.split(",") if part.strip()]
    named = [part.rpartition("=") for part in parts]
    names = [name.strip() for name, _, _ in named]
    numbers = [parse_number(text.strip()) for _, _, text in named]
    if not any(names):
        return tuple(numbers)
    wanted = [f"w{place}" for place in range(len(parts))]
    if sorted(names) != sorted(wanted):
        what = f"weights named {shorten(', '.join(name or '(no name)' for name in names))}"
        raise InputError(what, hint=f"each once: {', '.join(wanted)}, or plain numbers in this order")
    found = dict(zip(names, numbers, strict=True))
    return tuple(found[name] for name in wanted)


class NumbersType(NumberType):
    """Numbers with commas between them: the weights w0,w1,..."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The numbers that a text says."""
        return tuple(NumberType.convert(self, part, param, ctx) for part in value.split(","))


threshold_option = click.option(
    "--threshold", type=NumberType(), default="0.5", show_default=True, help="It fires when z reaches this."
)


def parse_function(
    text: str, inputs: int | None = None, encoding: str = "binary", targets: str | None = None
) -> Function:
    """The function that the user means: a gate's name, a truth table, FILE[:OUTPUT] or an expression, in this order.

    Args:
        text: the argument.
        inputs: the value of ``--inputs``.
        encoding: the value of ``--encoding``: what a table in a file must be written in.
        targets: the value of ``--targets``: what its outputs must be written in, if not in the same; or ``EITHER``.

    Raises:
        NeurocircuitError: for what is none of them, or does not have so many inputs.
    """
    from neurocircuit.synthesis.function import as_function, named_function

    known = named_function(text, inputs) or _from_file(text, encoding, targets or encoding)
    if known is None:
        _refuse_misspelt(text.strip())
    return as_function(known or text, inputs)


def _refuse_misspelt(text: str) -> None:
    """A single word is an expression; but one that is nearly the name of a gate or a circuit is a slip.

    Raises:
        InputError: for such a word.
    """
    from neurocircuit.formats import library
    from neurocircuit.synthesis.function import FUNCTION_NAMES

    hint = did_you_mean(text, (*library.names(), *FUNCTION_NAMES), alike=0.75)
    if hint and text.isidentifier():
        raise InputError(f"unknown function {text!r}", hint=hint)


def _from_file(text: str, encoding: str, targets: str) -> Function | None:
    """The function in a file; a text without operators that has a suffix, folder or output may name a missing one."""
    from neurocircuit.formats import library
    from neurocircuit.synthesis.function import circuit_function

    places = [(text, ""), text.rpartition(":")[::2]] if ":" in text else [(text, "")]
    known = [place for place in places if place[0] == "-" or os.path.isfile(place[0]) or library.find(place[0].lower())]
    missing = set(".:/") & set(text) and not set("&|^~()=;") & set(text) and "[" not in places[-1][0]
    if not known and not missing:
        return None
    file, output = known[0] if known else places[-1]
    if Path(file).suffix.lower() == ".csv" and not output:
        return _from_csv(file, encoding, targets)
    return circuit_function(shared.read_circuit(file), output)


def _from_csv(path: str, encoding: str, targets: str) -> Function:
    """A truth table as rows of inputs with the output last, in any order; rows that are absent do not matter."""
    from neurocircuit.files import read_bytes
    from neurocircuit.formats.vectors import csv_columns, parse_csv
    from neurocircuit.logic.truth_table import TruthTable
    from neurocircuit.netlist.circuit import Circuit
    from neurocircuit.synthesis.function import from_rows

    data = read_bytes(path)
    names, columns, _ = csv_columns(data, path)
    *inputs, output = names
    if not inputs:
        raise FormatError("a table of one column", source=path, hint="the inputs, then the output")
    TruthTable(len(inputs), 0)  # so many inputs must be allowed
    signed = [any(text.strip() == "-1" for text in column) for column in columns]
    # In a table of a function no output may be missing: to the reader all columns are inputs.
    shown = "bipolar" if any(signed) or "bipolar" in (encoding, targets) else "binary"
    vectors = parse_csv(data, Circuit(names, [], {}, encoding=shown), path)
    for name, values in vectors.inputs.items():
        if {-1, 0} <= set(values.tolist()):
            raise FormatError(f"column {shorten(name)!r} mixes 0 and -1", source=path)
    if (any(signed[:-1]) and encoding != "bipolar") or (signed[-1] and targets not in ("bipolar", EITHER)):
        alone = any(signed[:-1]) or targets == EITHER
        option = "--encoding bipolar" if alone else "--encoding bipolar, or --targets bipolar"
        raise FormatError("a table of -1 and 1", source=path, hint=f"say {option}")
    bits = {name: (values > 0).astype(int).tolist() for name, values in vectors.inputs.items()}
    rows = list(zip(*[bits[name] for name in inputs], strict=True))
    try:
        return from_rows(rows, bits[output], inputs, Path(path).stem, output)
    except InputError as error:
        error.source = path
        raise


def weights_text(weights: tuple[Number, ...]) -> str:
    """Weights by name: ``w0 = 0.4, w1 = 0.7``."""
    return ", ".join(f"w{j} = {format_number(weight)}" for j, weight in enumerate(weights))
