"""Networks of operations at all of their inputs, as tests look at them."""

from neurocircuit.analysis.sweeping import evaluate


def truth(network, literals):
    """The values of literals at all inputs, bit by bit of integers."""
    rows = 1 << network.inputs
    ones = (1 << rows) - 1
    inputs = {v: sum((row >> v - 1 & 1) << row for row in range(rows)) for v in range(1, network.inputs + 1)}
    values = evaluate(network, inputs, ones)
    return [values[literal >> 1] ^ -(literal & 1) & ones for literal in literals]
