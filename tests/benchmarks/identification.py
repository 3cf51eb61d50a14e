"""How fast identification is, and whether it agrees with SciPy's linear programme.

python -m tests.benchmarks.identification [FUNCTIONS]
"""

from __future__ import annotations

import random
import sys
from time import perf_counter

import numpy as np
from scipy.optimize import linprog

from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.synthesis.identify import identify


def by_programme(table):
    """Weights and threshold of least sum by one linear programme over all points; None where there are none."""
    arity = table.arity
    points = np.arange(1 << arity)[:, None] >> np.arange(arity) & 1
    truth = np.array(list(table), dtype=bool)
    side = np.where(truth, -1.0, 1.0)[:, None]
    rows = np.column_stack([points, -points, -np.ones((len(points), 2)) * [1, -1]]) * side
    cost = np.array([1] * (2 * arity) + [0, 0])
    answer = linprog(cost, rows, np.where(truth, 0, -1), method="highs")
    return answer.fun if answer.status == 0 else None


def threshold_function(arity, rng, most=50):
    weights = [rng.randint(-most, most) for _ in range(arity)]
    return Perceptron(weights, threshold=sum(w for w in weights if rng.random() < 0.5)).truth_table


def random_tables(arity, number, rng):
    """Half threshold functions, half of them with one point changed or wholly random."""
    for index in range(number):
        table = threshold_function(arity, rng)
        if index % 4 == 1:
            table = TruthTable(arity, table.bits ^ 1 << rng.randrange(1 << arity))
        if index % 4 == 3:
            table = TruthTable(arity, rng.getrandbits(1 << arity))
        yield table


def timed(function, tables):
    start = perf_counter()
    results = [function(table) for table in tables]
    return (perf_counter() - start) / len(tables), results


def agreement(number):
    """The table of classes against the linear programme: the same answers, the same least sums; how much faster."""
    for arity in (2, 3, 4, 5, 6, 7):
        tables = list(random_tables(arity, number if arity in (5, 6) else min(number, 2000), random.Random(arity)))
        identify(tables[0])
        ours, answers = timed(identify, tables)
        theirs, sums = timed(by_programme, tables)
        for table, answer, total in zip(tables, answers, sums, strict=True):
            assert (total is None) == (not answer), table
            assert total is None or abs(total - sum(map(abs, answer.weights))) < 1e-6, table
        yes = [table for table, answer in zip(tables, answers, strict=True) if answer]
        hit, _ = timed(identify, yes)
        print(
            f"{arity} inputs: {len(tables)} functions, {len(yes)} of them threshold functions, all agree; "
            f"{ours * 1e6:.1f} us ({hit * 1e6:.1f} us where there are weights), SciPy {theirs * 1e6:.0f} us: "
            f"{theirs / ours:.0f} times"
        )


def more_inputs():
    """Random threshold functions beyond the table, and the same with one point changed."""
    rng = random.Random(0)
    for arity, most in ((8, 50), (10, 50), (12, 50), (12, 1000), (16, 50), (16, 1000), (16, 100_000)):
        yes = [threshold_function(arity, rng, most) for _ in range(10)]
        no = [TruthTable(arity, table.bits ^ 1 << rng.randrange(1 << arity)) for table in yes]
        times = []
        for table in (*yes, *no):
            start = perf_counter()
            identify(table)
            times.append(perf_counter() - start)
        print(
            f"{arity} inputs, weights to {most}: at most {max(times) * 1e3:.0f} ms, mean {np.mean(times) * 1e3:.1f} ms"
        )


if __name__ == "__main__":
    agreement(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    more_inputs()
