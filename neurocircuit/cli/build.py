"""``neurocircuit build``: expressions to a circuit of neurons."""

from __future__ import annotations

import click

from neurocircuit.cli import command as shared


@shared.command(
    "build",
    'neurocircuit build "sum = a ^ b; carry = a & b" -o half_adder.json',
    'neurocircuit build "y = a & ~b | c" | neurocircuit simulate -',
)
@click.argument("expressions", metavar="EXPRESSIONS")
@shared.output_option
@shared.to_option
def command(expressions: str, output: str | None, to: str | None) -> None:
    """Make a circuit of neurons from expressions such as "sum = a ^ b; carry = a & b".

    The operators are Python's: ~ & ^ |, with its precedence. A later expression may use earlier names; every name is
    an output, and what is no name of an expression is an input, in order of first appearance. Names are net names
    such as in, n10, fa0.sum and a[3], compared exactly. A lone expression is the output y, if no input is.
    """
    from neurocircuit.synthesis.decompose import build

    shared.write_circuit(build(expressions), "-" if output is None else output, to)
