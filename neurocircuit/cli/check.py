"""``neurocircuit check``: the tests of circuits, vectors, and the rules of an exercise."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neurocircuit.analysis.checking import TestResult, own_results, require_ports, results_of
from neurocircuit.analysis.cost import cost
from neurocircuit.analysis.restrictions import Restrictions
from neurocircuit.cli import command as shared
from neurocircuit.cli import completion
from neurocircuit.cli.codes import DONE, NO
from neurocircuit.cli.output import emit
from neurocircuit.cli.progress import Progress
from neurocircuit.cli.report import WRITERS, Report, junit, passed
from neurocircuit.errors import FileError, FormatError, InputError, NeurocircuitError, shorten

if TYPE_CHECKING:
    from neurocircuit.netlist.circuit import Circuit

#: What is run on each circuit: it gives a result a test.
Tests = Callable[["Circuit"], "Iterable[TestResult]"]

#: How long the proof of one circuit may take.
PROOF_SECONDS = 60.0


def _gate_names(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name.strip() for name in text.split(","))


@shared.command(
    "check",
    "neurocircuit check full_adder",
    "neurocircuit check homework --tests xor.json --only AND,OR,NOT --no-library --max-neurons 5",
    "neurocircuit check adder.bench --against golden.csv --junit report.xml",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=completion.circuits)
@shared.file_option("--tests", metavar="REF.json", help="Run the tests of this circuit file instead.")
@click.option(
    "--against",
    metavar="REF",
    shell_complete=completion.circuits,
    help="Compare with a circuit, or with a .csv or .npz of inputs and expected outputs, instead.",
)
@click.option(
    "--only",
    metavar="GATE,...",
    callback=_gate_names,
    help="Allow only neurons that compute one of these gates (with --gates-only: that are written as one).",
)
@click.option("--gates-only", is_flag=True, help="Allow only neurons that are written as gates, no weights.")
@click.option("--no-library", is_flag=True, help="Allow no ready-made circuits as parts.")
@click.option("--max-neurons", type=click.IntRange(min=0), metavar="N", help="Allow so many neurons.")
@shared.file_option("--junit", "junit_file", help="Write the report as JUnit XML too.")
@shared.result_options
@shared.from_option
def command(
    paths: tuple[str, ...],
    tests: str | None,
    against: str | None,
    only: tuple[str, ...] | None,
    gates_only: bool,
    no_library: bool,
    max_neurons: int | None,
    junit_file: str | None,
    format_: str | None,
    output: str | None,
    from_: str | None,
) -> int:
    """Run the tests inside circuit files; of a folder, those of every .json file below it.

    A failing line shows the inputs, what the circuit gave and what the test expects. A file that cannot be read is a
    line of the report, and the rest goes on. A circuit without tests is no pass; --tests and --against bring some.
    The exit code is 1 if anything failed, or nothing was tested. --format csv has one line a circuit.
    """
    wanted = shared.result_format(format_, output)
    run = _chosen_tests(tests, against)
    rules = Restrictions(only, not no_library, max_neurons, gates_only)
    files = [file for path in paths for file in _files(path)]
    reports = []
    with Progress("checking") as progress:
        for number, file in enumerate(files):
            progress(number / len(files))
            reports.append(_check(file, from_, run, rules))
    if junit_file is not None:
        emit(junit(reports), junit_file)
    emit(WRITERS[wanted](reports), output, fold=wanted == "table")
    return DONE if passed(reports) else NO


def _files(path: str) -> Iterator[str]:
    """The path itself, or every .json file below the folder that it is."""
    if not os.path.isdir(path):
        yield path
        return
    found = sorted(os.path.normpath(file) for file in Path(path).rglob("*.json") if not file.is_dir())
    # A folder without any is one unreadable circuit: nothing was checked, and that is no success.
    yield from found or [path]


def _check(file: str, format: str | None, run: Tests, rules: Restrictions) -> Report:
    if os.path.isdir(file):
        return Report(file, error=f"{file}: a folder without .json files")
    neurons = None
    try:
        circuit = shared.read_circuit(file, format)
        neurons = cost(circuit).neurons
        return Report(file, neurons, violations=tuple(rules.violations(circuit)), tests=tuple(run(circuit)))
    except NeurocircuitError as error:
        if isinstance(error, _BadReference):
            raise
        error.source = error.source or file
        return Report(file, neurons, error=str(error) if error.source == file else f"{file}: {error}")


class _BadReference(FormatError):
    """A file of vectors that is none, whatever circuit it is compared with."""


def _chosen_tests(tests: str | None, against: str | None) -> Tests:
    if tests is not None and against is not None:
        raise click.UsageError("--tests and --against exclude each other")
    if tests is not None:
        return _tests_of(shared.read_circuit(tests, options={}), tests)
    if against is None:
        return own_results
    if against.lower().endswith((".csv", ".npz")):
        return _vectors_of(against)
    return _proof_of(shared.read_circuit(against), against)


def _tests_of(reference: Circuit, source: str) -> Tests:
    if not reference.tests:
        raise FileError("no tests in this circuit", source=source, hint="it needs a member 'tests'")
    return lambda circuit: results_of(circuit, reference, source)


def _proof_of(reference: Circuit, source: str) -> Tests:
    """Each circuit is proved to be the reference; a difference is a row of all rows, with registers a cycle."""
    from neurocircuit.analysis.comparison import Mismatch
    from neurocircuit.analysis.equivalence import verify

    def run(circuit: Circuit) -> Iterator[TestResult]:
        title = repr(shorten(source))
        require_ports(circuit, reference.input_ports, reference.output_ports, title, more_outputs=False)
        verdict = verify(circuit, reference, limit=PROOF_SECONDS)
        found = verdict.counterexample
        wrong: tuple[Mismatch, ...] = ()
        if found is not None:
            parts = [
                {name: value if found.cycles is None else value[-1] for name, value in part.items()}
                for part in (found.inputs, found.left, found.right)
            ]
            row = 0
            for port in reference.input_ports:
                row = row << port.width | max(parts[0][port.name], 0)
            wrong = (Mismatch(found.cycles or row + 1, *parts),)
        elif not verdict:
            raise InputError(f"not proved equal to {source}: {verdict.method}", hint="verify without a limit may tell")
        yield TestResult(os.path.basename(source), verdict.effort.patterns, wrong)

    return run


def _vectors_of(path: str) -> Tests:
    from neurocircuit.analysis.comparison import mismatches
    from neurocircuit.files import read_bytes
    from neurocircuit.formats import vectors

    data = read_bytes(path)

    def run(circuit: Circuit) -> Iterator[TestResult]:
        try:
            read = vectors.READERS[path[-4:].lower()](data, circuit, path, expected=True)
        except vectors.ColumnError:
            raise
        except FormatError as error:
            raise _BadReference(error.what, where=error.where, source=path, hint=error.hint) from None
        yield TestResult(os.path.basename(path), read.rows, tuple(mismatches(circuit, read.inputs, read.expected)))

    return run
