"""Pictures: diagrams of circuits as SVG, PNG, PDF and DOT, an interactive page, and plots.

A circuit becomes a ``Drawing`` (``plan``; ``bands`` for what is too large), which ``dot`` has Graphviz lay out and
``svg`` finishes. ``draw`` offers all that by kind of file; ``plots`` needs none of it.
"""

from neurocircuit.rendering.draw import circuit_dot, circuit_svg, perceptron_svg, render
from neurocircuit.rendering.plots import Row, boundary, learning_curve, movement, traced, waveform

__all__ = [
    "Row",
    "boundary",
    "circuit_dot",
    "circuit_svg",
    "learning_curve",
    "movement",
    "perceptron_svg",
    "render",
    "traced",
    "waveform",
]
