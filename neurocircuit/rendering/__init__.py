"""Pictures: diagrams of circuits as SVG, PNG, PDF and DOT, an interactive page, and plots.

A circuit becomes a ``Drawing`` (``plan``; ``bands`` for what is too large), which ``dot`` has Graphviz lay out and
``svg`` finishes. ``draw`` says what is shown, ``kinds`` offers it by kind of file; ``plots`` needs none of it.
"""
