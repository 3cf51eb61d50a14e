"""The exception tree: what each error is, how its message reads, that it travels whole; the words that they share."""

import pickle

import pytest

from neurocircuit import errors
from neurocircuit.errors import (
    CircuitError,
    ComposeError,
    Fault,
    FileError,
    FormatError,
    InputError,
    LimitError,
    MissingExtraError,
    NeurocircuitError,
    NumberError,
    counted,
    did_you_mean,
    shorten,
)

TREE = {
    NumberError: ValueError,
    InputError: ValueError,
    CircuitError: ValueError,
    ComposeError: TypeError,
    FormatError: ValueError,
    FileError: OSError,
    LimitError: Exception,
    MissingExtraError: ImportError,
}
FAULTS = (Fault("nodes.y", "unknown net 'q'", "did you mean 'p'?"), Fault("", "no outputs"), Fault("x", "bad"))
RAISED = [
    *(kind("what", where="nodes.y", source="a.json", hint="way out") for kind in (
        NeurocircuitError, NumberError, InputError, ComposeError, FormatError, FileError, LimitError,
    )),
    CircuitError(FAULTS, source="a.json"),
    MissingExtraError("a PDF needs svglib", extra="pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "builtin"), TREE.items())
def test_every_error_is_ours_and_of_a_kind_that_python_knows(kind, builtin):
    assert issubclass(kind, NeurocircuitError)
    assert issubclass(kind, builtin)


def test_the_tree_of_the_docstring_is_the_tree():
    drawn = {line.split()[1] for line in (errors.__doc__ or "").splitlines() if "──" in line}
    assert drawn == {kind.__name__ for kind in NeurocircuitError.__subclasses__()} == {kind.__name__ for kind in TREE}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({}, "what"),
        ({"hint": "way out"}, "what (way out)"),
        ({"source": "a.json"}, "a.json: what"),
        ({"where": "nodes.y"}, "nodes.y: what"),
        ({"where": "nodes.y", "source": "a.json", "hint": "way out"}, "a.json: nodes.y: what (way out)"),
        ({"where": 17, "source": "a.blif"}, "a.blif:17: what"),
        ({"where": 17}, "17: what"),
        ({"where": 0, "source": "a.csv"}, "a.csv:0: what"),
    ],
)
def test_a_message_reads_source_where_what_way_out(parts, shown):
    error = FormatError("what", **parts)
    assert str(error) == shown
    assert (error.what, error.args) == ("what", ("what",))


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_errors_come_back_from_pickling_whole(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), back.args, back.__dict__) == (str(error), error.args, error.__dict__)


def test_a_place_that_is_told_later_shows():
    error = FormatError("what")
    error.source = "a.json"
    assert str(pickle.loads(pickle.dumps(error))) == "a.json: what"


@pytest.mark.parametrize(("count", "more"), [(1, ""), (2, "; and 1 more fault"), (3, "; and 2 more faults")])
def test_a_circuit_s_error_tells_the_first_fault_and_counts_the_others(count, more):
    error = CircuitError(FAULTS[:count], source="a.json")
    assert str(error) == f"a.json: nodes.y: unknown net 'q'{more} (did you mean 'p'?)"
    assert error.faults == FAULTS[:count]


def test_a_fault_reads_like_an_error():
    assert [str(fault) for fault in FAULTS] == [
        "nodes.y: unknown net 'q' (did you mean 'p'?)", "no outputs", "x: bad",
    ]  # fmt: skip


def test_a_missing_extra_says_what_to_install():
    error = MissingExtraError("a PDF needs svglib", extra="pdf")
    assert str(error) == "a PDF needs svglib (pip install 'neurocircuit[pdf]')"
    assert error.extra == "pdf"


def test_a_name_of_more_than_sixty_characters_loses_its_middle():
    exactly = "".join(chr(ord("a") + place % 26) for place in range(60))
    assert shorten(exactly) == exactly
    assert shorten(f"{exactly}!") == f"{exactly[:37]}...{exactly[-19:]}!"


def test_a_long_message_keeps_its_place_and_its_way_out_and_the_error_keeps_everything():
    error = FormatError("x" * 1000, where="nodes.y", source="f.json", hint="the way out")
    assert len(str(error)) == 290
    assert str(error).startswith("f.json: nodes.y: xxx")
    assert str(error).endswith("xxx (the way out)")
    assert error.what == "x" * 1000
    assert str(FormatError("x" * 290)) == "x" * 290


def test_shorten_loses_the_middle():
    assert shorten("x" * 60) == "x" * 60
    assert shorten("a" * 50 + "b" * 11) == "a" * 37 + "..." + "a" * 9 + "b" * 11
    assert all(len(shorten("x" * 400, most)) == most for most in (10, 40, 99, 300))


def test_counted():
    assert [counted(number, "bit") for number in (0, 1, 2, 1000)] == ["0 bits", "1 bit", "2 bits", "1,000 bits"]


def test_the_nearest_name_in_any_letter_case():
    assert did_you_mean("NANT", ["AND", "NAND"]) == "did you mean 'NAND'?"
    assert did_you_mean("simulat", {"simulate": 1, "stats": 2}, "none") == "did you mean 'simulate'?"
    assert did_you_mean("q", ["AND", "NAND"], "one of AND NAND") == "one of AND NAND"
    assert did_you_mean("nn", ["nxn"], alike=0.9) == ""


def test_nothing_is_looked_for_where_that_takes_seconds():
    names = [f"n{number}" for number in range(5_000)]
    assert did_you_mean("n17x", names)
    assert did_you_mean("n17x", [*names, "more"], "none") == "none"
    assert did_you_mean("a" * 100, ["a" * 99])
    assert did_you_mean("a" * 101, ["a" * 99]) == ""
