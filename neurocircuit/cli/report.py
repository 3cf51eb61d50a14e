"""The report of ``check``: what passed and what failed, as text, CSV, JSON and JUnit XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from neurocircuit.cli.output import json_document, one_line
from neurocircuit.cli.table import Table
from neurocircuit.errors import counted
from neurocircuit.logic.text import safe

if TYPE_CHECKING:
    from neurocircuit.analysis.checking import TestResult


@dataclass(frozen=True, slots=True)
class Report:
    """One circuit: its neurons, why it cannot be read or compared (this names the file), its faults, its tests."""

    file: str
    neurons: int | None = None
    error: str = ""
    violations: tuple[str, ...] = ()
    tests: tuple[TestResult, ...] = ()

    @property
    def result(self) -> str:
        """``error``, ``failed``, ``no tests`` or ``passed``."""
        if self.error:
            return "error"
        if self.violations or not all(self.tests):
            return "failed"
        return "passed" if self.tests else "no tests"

    @property
    def tests_passed(self) -> int:
        """How many tests passed."""
        return sum(map(bool, self.tests))

    def reasons(self) -> Iterator[str]:
        """Everything that is wrong, what matters most first."""
        yield from filter(None, [self.error])
        yield from self.violations
        for test in self.tests:
            yield from test.lines()


def passed(reports: Sequence[Report]) -> bool:
    """Whether nothing failed, and something was tested."""
    results = {report.result for report in reports}
    return "passed" in results and not results & {"error", "failed"}


_VERDICTS = {"passed": "ok   ", "failed": "FAIL ", "no tests": "none "}


def _text(reports: Sequence[Report]) -> Iterator[str]:
    width = max((len(safe(report.file)) for report in reports), default=0)
    for report in reports:
        if report.error:
            yield f"ERROR  {one_line(report.error)}\n"
            continue
        count = len(report.tests)
        some = "" if report.tests_passed == count else f"{report.tests_passed:,} of "
        tests = f"{some}{counted(count, 'test')} passed" if count else "no tests"
        yield f"{_VERDICTS[report.result]}  {safe(report.file):<{width}}  {tests}\n"
        for line in report.reasons():
            yield f"       {safe(line)}\n"
    yield summary(reports) + "\n"
    if {report.result for report in reports} == {"no tests"}:
        yield "nothing was tested (--tests REF.json or --against REF brings tests)\n"


def summary(reports: Sequence[Report]) -> str:
    """How many circuits and tests passed, in one line."""
    circuits, circuits_passed, tests, tests_passed = _totals(reports).values()
    untested = sum(report.result == "no tests" for report in reports)
    without = f", {untested:,} without tests" if untested else ""
    whole = f"{circuits_passed:,} of {counted(circuits, 'circuit')} passed{without}"
    return f"{whole}, {tests_passed:,} of {counted(tests, 'test')} passed"


def _totals(reports: Sequence[Report]) -> dict[str, int]:
    return {
        "circuits": len(reports),
        "circuits_passed": sum(report.result == "passed" for report in reports),
        "tests": sum(len(report.tests) for report in reports),
        "tests_passed": sum(report.tests_passed for report in reports),
    }


def _csv(reports: Sequence[Report]) -> Iterator[str]:
    columns = ("file", "result", "passed", "failed", "neurons", "reason")
    rows = [
        (
            report.file,
            report.result,
            report.tests_passed,
            len(report.tests) - report.tests_passed,
            report.neurons,
            next(report.reasons(), ""),
        )
        for report in reports
    ]
    yield from Table(columns, rows).lines("csv")


def _json(reports: Sequence[Report]) -> Iterator[str]:
    yield json_document({"passed": passed(reports), **_totals(reports), "files": list(map(_file_document, reports))})


def _file_document(report: Report) -> dict[str, Any]:
    return {
        "file": report.file,
        "result": report.result,
        "passed": report.result == "passed",
        "neurons": report.neurons,
        "error": report.error or None,
        "violations": list(report.violations),
        "tests": list(map(_test_document, report.tests)),
    }


def _test_document(test: TestResult) -> dict[str, Any]:
    failures = list(map(asdict, test.mismatches))
    return {"name": test.name, "rows": test.rows, "passed": bool(test), "failures": failures}


WRITERS: dict[str, Callable[[Sequence[Report]], Iterator[str]]] = {"table": _text, "csv": _csv, "json": _json}


def junit(reports: Sequence[Report]) -> Iterator[str]:
    """The report as JUnit XML, a suite a circuit: what continuous integration shows."""
    from xml.etree import ElementTree  # takes longer to load than most checks to run

    root = ElementTree.Element("testsuites", name="neurocircuit check")
    for report in reports:
        cases = [("reading", [report.error], "error")] if report.error else []
        cases += [("rules", list(report.violations), "failure")] if report.violations else []
        cases += [(test.name, list(test.lines()), "failure") for test in report.tests]
        cases += [("tests", ["no tests"], "skipped")] if report.result == "no tests" else []
        found = [kind for _, lines, kind in cases if lines]
        counts = {"tests": len(cases), "failures": found.count("failure"), "errors": found.count("error")}
        counts["skipped"] = found.count("skipped")
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
