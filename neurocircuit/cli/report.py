"""The report of ``check``: what passed and what failed, as text, CSV, JSON and JUnit XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from neurocircuit.cli.output import json_document, one_line
from neurocircuit.cli.table import Table
from neurocircuit.errors import counted
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.analysis.comparison import Mismatch

_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class TestReport:
    """One test: how many rows it compared, and those that differ."""

    name: str
    rows: int
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether no row differs."""
        return not self.mismatches

    def lines(self) -> Iterator[str]:
        """The rows that differ, up to ten: inputs, got, expected."""
        for wrong in self.mismatches[:_MOST_LINES]:
            inputs, got, expected = map(pairs, (wrong.inputs, wrong.got, wrong.expected))
            yield f"{self.name}: rows[{wrong.row}]: {inputs}: got {got}, expected {expected}"
        if len(self.mismatches) > _MOST_LINES:
            yield f"{self.name}: {len(self.mismatches) - _MOST_LINES} more rows differ"


@dataclass(frozen=True, slots=True)
class Report:
    """One circuit: why it cannot be read or compared (this names the file), what it must not have, its tests."""

    file: str
    error: str = ""
    violations: tuple[str, ...] = ()
    tests: tuple[TestReport, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.error and not self.violations and all(test.passed for test in self.tests)

    @property
    def tests_passed(self) -> int:
        """How many tests passed."""
        return sum(test.passed for test in self.tests)


def pairs(values: Mapping[str, int]) -> str:
    """Values by name: ``a=1 b=0``."""
    return " ".join(f"{name}={value}" for name, value in values.items()) or "no inputs"


def _text(reports: Sequence[Report]) -> Iterator[str]:
    width = max((len(safe(report.file)) for report in reports), default=0)
    for report in reports:
        if report.error:
            yield f"ERROR  {one_line(report.error)}\n"
            continue
        count = len(report.tests)
        some = "" if report.tests_passed == count else f"{report.tests_passed:,} of "
        verdict = "ok   " if report.passed else "FAIL "
        yield f"{verdict}  {safe(report.file):<{width}}  {some}{counted(count, 'test')} passed\n"
        for line in (*report.violations, *(line for test in report.tests for line in test.lines())):
            yield f"       {safe(line)}\n"
    yield summary(reports) + "\n"


def summary(reports: Sequence[Report]) -> str:
    """How many circuits and tests passed, in one line."""
    circuits, circuits_passed, tests, tests_passed = _totals(reports).values()
    whole = f"{circuits_passed:,} of {counted(circuits, 'circuit')} passed"
    return f"{whole}, {tests_passed:,} of {counted(tests, 'test')} passed"


def _totals(reports: Sequence[Report]) -> dict[str, int]:
    return {
        "circuits": len(reports),
        "circuits_passed": sum(report.passed for report in reports),
        "tests": sum(len(report.tests) for report in reports),
        "tests_passed": sum(report.tests_passed for report in reports),
    }


def _csv(reports: Sequence[Report]) -> Iterator[str]:
    rows: list[tuple[Any, ...]] = []
    for report in reports:
        problem = "; ".join(filter(None, (report.error, *report.violations)))
        if problem or not report.tests:
            rows.append((report.file, "", "failed" if problem else "passed", problem))
        rows.extend(
            (report.file, test.name, "passed" if test.passed else "failed", "; ".join(test.lines()))
            for test in report.tests
        )
    yield from Table(("file", "test", "result", "message"), rows).lines("csv")


def _json(reports: Sequence[Report]) -> Iterator[str]:
    passed = all(report.passed for report in reports)
    yield json_document({"passed": passed, **_totals(reports), "files": list(map(_file_document, reports))})


def _file_document(report: Report) -> dict[str, Any]:
    return {
        "file": report.file,
        "passed": report.passed,
        "error": report.error or None,
        "violations": list(report.violations),
        "tests": list(map(_test_document, report.tests)),
    }


def _test_document(test: TestReport) -> dict[str, Any]:
    failures = list(map(asdict, test.mismatches))
    return {"name": test.name, "rows": test.rows, "passed": test.passed, "failures": failures}


WRITERS: dict[str, Callable[[Sequence[Report]], Iterator[str]]] = {"table": _text, "csv": _csv, "json": _json}


def junit(reports: Sequence[Report]) -> Iterator[str]:
    """The report as JUnit XML, a suite a circuit: what continuous integration shows."""
    from xml.etree import ElementTree  # takes longer to load than most checks to run

    root = ElementTree.Element("testsuites", name="neurocircuit check")
    for report in reports:
        cases = [("reading", [report.error], "error")] if report.error else []
        cases += [("rules", list(report.violations), "failure")] if report.violations else []
        cases += [(test.name, list(test.lines()), "failure") for test in report.tests]
        found = [kind for _, lines, kind in cases if lines]
        counts = {"tests": len(cases), "failures": found.count("failure"), "errors": found.count("error")}
        suite = ElementTree.SubElement(root, "testsuite", {"name": safe(report.file)})
        suite.attrib |= {what: str(count) for what, count in counts.items()}
        for name, lines, kind in cases:
            case = ElementTree.SubElement(suite, "testcase", classname=safe(report.file), name=safe(name))
            if lines:
                problem = ElementTree.SubElement(case, kind, message=safe(lines[0]))
                problem.text = "\n".join(map(safe, lines))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    ElementTree.indent(root)
    yield ElementTree.tostring(root, encoding="unicode") + "\n"
