"""``neurocircuit render``: a picture of a circuit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import browser
from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.errors import InputError
from neurocircuit.files import write_bytes

if TYPE_CHECKING:
    from neurocircuit.netlist.circuit import Circuit


@shared.command(
    "render",
    "neurocircuit render full_adder",
    "neurocircuit render adder4 a=11 b=6 cin=0 -o sum.png --theme dark",
    "neurocircuit render adder16 --cone s[5] --levels 3 -o cone.svg",
    "neurocircuit render counter2 --open",
    "neurocircuit render seven_segment 6 --style crossbar",
    "neurocircuit render and --plot boundary -o plane.svg",
)
@shared.file_argument
@shared.assignments_argument
@shared.file_option(
    "-o", "--output", help="A .svg, .png, .pdf, .dot or .html file; - for SVG on stdout.  [default: NAME.svg here]"
)
@click.option("--theme", type=click.Choice(("light", "dark")), default="light", show_default=True, help="The colours.")
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="Open instances N levels deep (0: all closed).")
@click.option("--cone", metavar="NET", help="Draw only what drives this net, or bus of outputs.")
@click.option("--levels", type=click.IntRange(min=0), metavar="K", help="Of the cone, at most K neurons deep.")
@click.option(
    "--style",
    type=click.Choice(("graph", "crossbar")),
    help="Nets as rows, neurons as columns, or a graph.  [default: by how dense]",
)
@click.option("--plot", type=click.Choice(["boundary"]), help="Plot the plane of a neuron with two inputs instead.")
@browser.open_option
@shared.from_option
def command(
    file: str,
    assignments: tuple[str, ...],
    output: str | None,
    plot: str | None,
    open_: bool,
    from_: str | None,
    **shown: Any,
) -> None:
    """Draw a circuit: the sign and size of every weight, and with values which neurons fire.

    INPUT=VALUE for all inputs lights the picture. The suffix of -o says what is made; .html is the interactive page. A
    circuit of more than 150 neurons is drawn with its instances closed, or by levels; --depth and --cone choose more.
    Where most neurons read most nets it is drawn as a crossbar: each dot is a weight, its area the size.
    """
    from neurocircuit.rendering.draw import View
    from neurocircuit.rendering.kinds import KINDS, SVG_KINDS, kind_of, picture

    if output not in (None, "-"):
        kind_of(str(output), SVG_KINDS if plot else KINDS)  # before anything runs
    circuit = shared.read_circuit(file, from_)
    if plot:
        if assignments or open_ or shown["depth"] is not None or shown["cone"] is not None or shown["style"]:
            raise InputError(
                "a plot takes no values, depth, cone, style or browser", hint="--plot boundary -o FILE.svg"
            )
        _, target = _target(output, circuit, ".svg")
        made = SVG_KINDS[".svg" if target == "-" else kind_of(target)]
        _write(made(_boundary(circuit, shown["theme"])), target, output)
        return
    view = View(shared.assigned(circuit, assignments) if assignments else None, **shown)
    kind, target = _target(output, circuit, ".html" if open_ else ".svg")
    if open_ and kind != ".html":
        raise InputError(f"a browser opens the page, no {kind} file", hint="--open with -o FILE.html, or without -o")
    _write(picture(circuit, kind, view), target, output)
    if open_:
        browser.show(target)


def _target(output: str | None, circuit: Circuit, kind: str) -> tuple[str, str]:
    """The kind of file to make, and where: what was asked for, else the circuit's name here."""
    if output == "-":
        return ".svg", output
    if output is not None:
        return Path(output).suffix.lower(), output
    return kind, browser.file_name(circuit.name, kind)


def _write(made: bytes, target: str, asked: str | None) -> None:
    """Write the picture; where nobody named a file, say which it is."""
    if target == "-":
        emit([made.decode()])
        return
    write_bytes(target, made)
    if asked is None:
        emit([f"{target}\n"])


def _boundary(circuit: Circuit, theme: str) -> str:
    """The plot of the circuit's only neuron."""
    from neurocircuit.netlist.graph import neurons
    from neurocircuit.rendering.plots import boundary
    from neurocircuit.rendering.wording import heading

    found = tuple(neurons(circuit.graph))
    if len(found) != 1:
        raise InputError(f"a boundary needs a single neuron, not {len(found)}", hint="a circuit such as 'and'")
    return boundary(found[0].perceptron, names=found[0].fanin, title=heading(circuit.name), theme=theme)
