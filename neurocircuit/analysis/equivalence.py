"""Do two circuits compute the same? A proof, a counterexample, or how far it got.

Circuits without registers are compared at all inputs (``combinational``), clocked ones in all cycles from reset
(``sequential``). Ports are matched before, and every counterexample is replayed after (``miter``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from neurocircuit.analysis.checking import pairs
from neurocircuit.analysis.combinational import compare
from neurocircuit.analysis.effort import Effort, OutOfTime, Tell
from neurocircuit.analysis.miter import Answer, Counterexample, Matching, match, miter
from neurocircuit.analysis.sequential import compare_clocked
from neurocircuit.errors import InputError
from neurocircuit.logic.text import safe_lines
from neurocircuit.netlist.circuit import Circuit, require_circuit

#: The answers in words.
VERDICTS = {True: "equivalent", False: "different", None: "undecided"}
METHODS = ("auto", "exhaustive", "sat")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer; it is true only where the circuits are equivalent.

    Args:
        verdict: ``equivalent``, ``different`` or ``undecided``.
        method: how that was found; what was proved where it is undecided.
        counterexample: inputs at which they differ, confirmed by the ``reference`` engine.
        matching: which port of one is which of the other.
        effort: what it took.
    """

    verdict: str
    method: str
    counterexample: Counterexample | None
    matching: Matching
    effort: Effort

    def __bool__(self) -> bool:
        return self.verdict == VERDICTS[True]

    def __str__(self) -> str:
        lines = [f"{self.verdict} ({self.method})", str(self.matching)]
        found = self.counterexample
        for inputs, left, right in found.rows if found is not None else ():
            lines.append(f"{pairs(inputs)}: left gives {pairs(left)}, right gives {pairs(right)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(safe_lines(str(self)))}</pre>"


def verify(
    left: Circuit,
    right: Circuit,
    by_order: bool = False,
    map: Mapping[str, str] | None = None,
    method: str = "auto",
    limit: float | None = None,
    report: Tell | None = None,
) -> Verdict:
    """Whether two circuits compute the same: at all inputs, and with registers in all cycles from reset.

    Args:
        left: a circuit.
        right: another one.
        by_order: ports are matched by their order instead of their names.
        map: names of ports of ``left``, each with its partner's name, for those that differ.
        method: ``exhaustive`` runs all inputs, ``sat`` proves without that, ``auto`` does what is quicker.
        limit: seconds, after which it is undecided; None for as long as it takes.
        report: told what is being proved, and the fraction that is done.

    Raises:
        InputError: for ports that do not match, what is no circuit, or an unknown method.

    >>> import neurocircuit as nc
    >>> verify(nc.build("y = a ^ b"), nc.build("y = a & ~b | b & ~a")).verdict
    'equivalent'
    >>> verify(nc.build("y = a ^ b"), nc.build("y = a | b")).counterexample
    Counterexample(inputs={'a': 1, 'b': 1}, left={'y': 0}, right={'y': 1}, cycles=None)
    """
    if method not in METHODS:
        raise InputError(f"unknown method {method!r}", hint=f"one of {', '.join(METHODS)}")
    effort = Effort(limit, report)
    both = miter(left, right, match(require_circuit(left), require_circuit(right), by_order, map))
    if both.clocked and method == "exhaustive":
        raise InputError("circuits with registers have no truth table", hint="the method auto or sat")
    try:
        answer = compare_clocked(both, effort) if both.clocked else compare(both, effort, method)
    except OutOfTime:
        answer = Answer(None, effort.proved)
    shown = None if answer.inputs is None else both.replay(answer.inputs)
    return Verdict(VERDICTS[answer.equal], answer.method, shown, both.matching, effort)
