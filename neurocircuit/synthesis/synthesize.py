"""The same function with fewer neurons: mapping, elimination, merging, lighter weights, and a proof of the whole.

Each step replaces neurons by others of the same functions, proved one by one; at the end the circuit as a whole is
proved equal to the one that was given. What clocked circuits compute from one cycle to the next stays as it is, so
that is what is compared, register by register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from neurocircuit.analysis.cost import Cost, cost
from neurocircuit.analysis.effort import Effort, OutOfTime, Tell
from neurocircuit.analysis.equivalence import VERDICTS, Verdict, verify
from neurocircuit.errors import InputError
from neurocircuit.netlist.circuit import Circuit, Neuron, require_circuit
from neurocircuit.netlist.graph import neurons, outputs, registers
from neurocircuit.synthesis.absorbing import absorb
from neurocircuit.synthesis.balancing import balanced
from neurocircuit.synthesis.carrying import with_carries
from neurocircuit.synthesis.counters import with_counters
from neurocircuit.synthesis.elimination import MOST_DIVISORS, Elimination
from neurocircuit.synthesis.evidence import Evidence
from neurocircuit.synthesis.hastening import hasten
from neurocircuit.synthesis.lightening import lighten
from neurocircuit.synthesis.limits import Limits
from neurocircuit.synthesis.mapping import Costs, map_network
from neurocircuit.synthesis.merging import merge
from neurocircuit.synthesis.neurons import Neurons
from neurocircuit.synthesis.translation import Translation, as_written, circuit_of, translate

GOALS = ("neurons", "depth")
#: The stages of elimination: how many variables a reader is offered, and the most that it may read. Where readers stay
#: small at first, some circuits get smaller in the end and all get lighter; others get smaller without.
WIDE = ((0, None), (12, None), (16, None))
NARROW = ((0, 5), (12, 5), *WIDE)
PASSES = 10
#: Up to so many neurons elimination also begins with the circuit as it was written; and also goes in narrow stages;
#: and also asks where neurons are seen; absorbs a tree at once; where few levels are the goal, begins without counters.
FEW, SOME, MANY = 300, 600, 2000
#: Beyond that so many times the neurons of the best beginning are too many to go on with another one.
CLOSE = 1.25
#: Seconds that the proof has at least.
LEAST_PROOF = 10.0


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A circuit made smaller.

    Args:
        circuit: the new circuit, flat; or the very one given, where there was no time for anything.
        before: what the given one costs.
        after: what the new one costs.
        verdict: ``equivalent``, or ``undecided`` where the proof of the whole ran out of time.
        finished: whether the search came to its end, and not to that of its time.
        interrupted: whether Ctrl-C ended it.
    """

    circuit: Circuit
    before: Cost
    after: Cost
    verdict: str
    finished: bool = True
    interrupted: bool = False

    def __bool__(self) -> bool:
        return self.verdict == "equivalent"


def synthesize(
    circuit: Circuit,
    goal: str = "neurons",
    max_fanin: int | None = None,
    max_weight: int | None = None,
    effort: int = 2,
    seconds: float | None = None,
    report: Tell | None = None,
    keep: bool = False,
) -> Synthesis:
    """The same function with fewer neurons, proved.

    Ports, registers and the names of nets that survive stay; instances are expanded.

    Args:
        circuit: any circuit, in both encodings, with or without registers.
        goal: ``neurons``, as few as possible; or ``depth``: first few levels, then few neurons.
        max_fanin: the most inputs of a neuron, at least 2.
        max_weight: the largest absolute weight, at least 1.
        effort: 1 maps only, 2 eliminates neurons, 3 begins again from other structures until nothing gets better.
        seconds: for the search; the proof takes as long again at most, but not less than ten seconds.
        report: told what is being done, and the fraction of it that is done.
        keep: Ctrl-C ends the search instead of the call: what it has found is proved and given.

    Raises:
        InputError: for a goal, limits or an effort that there is not.
        AssertionError: where the proof of the whole finds a difference; no circuit is known for which it does.

    >>> import neurocircuit as nc
    >>> made = synthesize(nc.build("p = a & b; q = p | c; y = q & ~p"))
    >>> made.before.neurons, made.after.neurons, made.verdict
    (3, 3, 'equivalent')
    """
    if goal not in GOALS:
        raise InputError(f"unknown goal {goal!r}", hint=f"one of {', '.join(GOALS)}")
    if effort not in (1, 2, 3):
        raise InputError(f"an effort of {effort!r}", hint="1, 2 or 3")
    work = Effort(seconds, report)
    search = _Search(require_circuit(circuit), Limits(max_fanin, max_weight), work, goal == "depth")
    finished = interrupted = False
    try:
        search.run(effort)
        finished = True
    except OutOfTime:
        pass
    except KeyboardInterrupt:
        if not (keep and (search.fits or search.found)):
            raise
        interrupted = True
    made, before = search.circuit(), cost(circuit)
    if made is circuit:
        return Synthesis(circuit, before, before, VERDICTS[True], finished, interrupted)
    verdict = prove(circuit, made, None if seconds is None else max(LEAST_PROOF, seconds), report)
    if verdict.counterexample is not None:
        raise AssertionError(f"not the same function: {verdict.counterexample}")
    return Synthesis(made, before, cost(made), verdict.verdict, finished, interrupted)


class _Search:
    """What was found so far; whenever it ends, that is a circuit of the same function."""

    def __init__(self, given: Circuit, limits: Limits, effort: Effort, shallow: bool) -> None:
        self.given, self.limits, self.effort, self.shallow = given, limits, effort, shallow
        self.found: list[tuple[Translation, Neurons]] = []
        #: Whether the circuit is an answer itself; where it is none, there is time until one is found.
        self.fits = all(limits.allow(neuron.perceptron.integer_form) for neuron in neurons(given.graph))
        #: Whether neurons may be wider than elimination makes them.
        self.wide = limits.max_fanin is None or limits.max_fanin > MOST_DIVISORS

    def run(self, effort: int) -> None:
        """Search with that effort.

        Raises:
            OutOfTime: at the limit of the time.
        """
        self._improve(translate(self.given, partial(self._hurry().check, "operations")), effort)
        while effort == 3:
            before = self._rank(self._best()[1])
            self._improve(translate(self.circuit(), partial(self.effort.check, "operations")), effort)
            if self._rank(self._best()[1]) >= before:
                break

    def _improve(self, given: Translation, effort: int) -> None:
        """From a circuit as it is and from its operations, what counts by counters; the fewer neurons first.

        At last neurons need only be right where they are seen, from the beginning on and in what is best by then.
        """
        own = as_written(given, self.limits)
        if own is not None:
            self.found.append((given, own))
            if self.wide and effort > 1 and len(own) <= MANY and _is_tree(own):
                # A tree may be a comparison, which is one neuron, however long, without any search.
                at_once = own.copy()
                self.found.append((given, at_once))
                absorb(at_once, self.limits, self.effort, given.kept)
                if len(at_once) <= len(set(given.roots)):
                    return
        starts = self._starts(given)
        while self.shallow and not starts[0][0].kept and len(starts[0][1]) <= MANY:
            others = self._starts(translate(circuit_of(*starts[0])))
            if others[0][1].depth() >= starts[0][1].depth():
                break
            starts = others
        if effort == 1:
            return
        for each, mapped in starts:
            self._eliminate(each, mapped, WIDE)
            if len(self.found[-1][1]) <= len(set(given.roots)):
                return  # one neuron for each output
        if own is not None and len(own) <= FEW and not self.shallow:
            self._eliminate(given, own, WIDE)
        for each, mapped in starts:
            if len(mapped) <= SOME:
                self._eliminate(each, mapped, NARROW)
        each, mapped = min(starts, key=lambda pair: self._rank(pair[1]))
        if len(mapped) <= MANY:
            self._eliminate(each, mapped, NARROW if len(mapped) <= SOME else WIDE, seen=True)
            self._eliminate(*self._best(), WIDE, seen=True)

    def _hurry(self) -> Effort:
        """The effort, without a limit until there is an answer."""
        return self.effort if self.fits or self.found else Effort(None, self.effort.report)

    def _starts(self, given: Translation) -> list[tuple[Translation, Neurons]]:
        """Networks of the same function and what they are mapped to, the best one first."""
        known = len(self.found)
        # What is mapped first may have to be the answer; else sums, which are found sooner, come before it.
        first = [] if self.fits or self.found else [(given, self._mapped(given, self._hurry()))]
        others = [with_carries(given, self.effort), with_counters(given, self.limits, self.effort, self.shallow)]
        networks = [*([] if first else [given]), *(other for other in others if other is not given)]
        starts = first + [(each, self._mapped(each, self.effort)) for each in networks]
        starts.sort(key=lambda start: self._rank(start[1]))
        # Sums are looked ahead already, and stay provable only as they are: others have to have half of the levels.
        sums = [start for start in starts if 2 * len(start[0].kept) > len(start[1])]
        if self.shallow and sums and 2 * starts[0][1].depth() > sums[0][1].depth():
            self.found[known:] = sums
            return sums
        if self.shallow:
            tree = balanced(starts[0][0])
            starts.append((tree, self._mapped(tree, self.effort)))
            own = as_written(given, self.limits)
            if own is not None:
                starts.append((given, self._hastened(given, own)))
            starts.sort(key=lambda start: self._rank(start[1]))
            fewest = [start for start in starts if start[1].depth() == starts[0][1].depth()]
            return fewest[: 2 if len(fewest[0][1]) <= SOME else 1]
        if len(given.written) <= FEW:
            return starts
        return [start for start in starts if len(start[1]) <= min(SOME, CLOSE * len(starts[0][1]))] or starts[:1]

    def _mapped(self, given: Translation, effort: Effort) -> Neurons:
        """What the operations of a circuit are mapped to."""
        allowed = given.allowed(self.limits)
        units = map_network(
            given.network, given.roots, Costs(self.limits, self.shallow), allowed, effort, self.shallow, given.kept
        )
        mapped = Neurons(units, given.roots, given.network.inputs)
        self.found.append((given, mapped))
        return self._hastened(given, mapped) if self.shallow else mapped

    def _hastened(self, given: Translation, neurons: Neurons) -> Neurons:
        """Neurons in fewer levels, where there are such."""
        if given.kept:
            return neurons
        hastened = hasten(neurons, given.network, self.limits, self.effort)
        if hastened.depth() >= neurons.depth():
            return neurons
        self.found.append((given, hastened))
        return hastened

    def _eliminate(
        self, given: Translation, start: Neurons, stages: Sequence[tuple[int, int | None]], seen: bool = False
    ) -> None:
        neurons = start.copy()
        self.found.append((given, neurons))
        evidence = Evidence(given.network, neurons.units, self.effort)
        merge(neurons, evidence, self.limits, given.kept)
        for offered, most in stages:
            limits = self.limits.narrowed(most)
            elimination = Elimination(neurons, evidence, limits, self.shallow, given.kept, seen)
            for _ in range(PASSES):
                if not elimination.sweep(offered, self.effort):
                    break
        if self.wide:
            absorb(neurons, self.limits, self.effort, given.kept)
        merge(neurons, evidence, self.limits, given.kept)
        lighten(neurons, evidence, self.limits, given.kept)

    def _rank(self, neurons: Neurons) -> tuple[int, int, int]:
        """Fewer neurons are better, or fewer levels before that, then less weight."""
        weight = sum(sum(map(abs, unit.form.weights)) for unit in neurons.units.values())
        return neurons.depth() if self.shallow else 0, len(neurons), weight

    def _best(self) -> tuple[Translation, Neurons]:
        # An exchange that was interrupted is only half in the readers and levels.
        return min([(given, neurons.copy()) for given, neurons in self.found], key=lambda pair: self._rank(pair[1]))

    def circuit(self) -> Circuit:
        """The best circuit so far."""
        return circuit_of(*self._best()) if self.found else self.given


def _is_tree(neurons: Neurons) -> bool:
    """Whether each neuron is read by one other at most."""
    return all(len(neurons.readers.get(variable, ())) <= 1 for variable in neurons.units)


def prove(left: Circuit, right: Circuit, limit: float | None, report: Tell | None = None) -> Verdict:
    """Whether two circuits with the same registers compute the same, outputs and next values, in every state."""
    if left.registers:
        left, right = (_opened(circuit) for circuit in (left, right))
    return verify(left, right, limit=limit, report=report)


def _opened(circuit: Circuit) -> Circuit:
    """The circuit with its registers as inputs and what they sample as outputs, everything numbered."""
    graph = circuit.graph
    sources = (*graph.graph["inputs"], *graph.graph["registers"])
    calls = {net: f"i{number}" for number, net in enumerate(sources)}
    calls |= {neuron.net: f"n{number}" for number, neuron in enumerate(neurons(graph))}
    seen = (*outputs(graph).values(), *(register.next for register in registers(graph)))
    nodes = {
        calls[net]: Neuron(perceptron.encoded("binary"), tuple([calls[read] for read in fanin]))
        for net, perceptron, fanin, *_ in neurons(graph)
    }
    shown = {f"o{number}": calls[net] for number, net in enumerate(seen)}
    return Circuit([calls[net] for net in sources], shown, nodes)
