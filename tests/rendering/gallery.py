"""The pictures of the README, each beside its circuit: ``python -m tests.rendering.gallery`` draws them anew.

Each SVG holds the fingerprint of the DOT source that it was made from; a test compares it with today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from neurocircuit.files import write_bytes
from neurocircuit.formats import library
from neurocircuit.rendering.draw import View, dot_of, fingerprint, svg_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A ready-made circuit, and how it is drawn."""

    circuit: str
    view: View

    @property
    def path(self) -> Path:
        """Where the picture is: beside the circuit."""
        found = library.find(self.circuit)
        assert found is not None
        return Path(found).with_suffix(".svg")

    @property
    def fingerprint(self) -> str:
        """What a picture of today says of its source."""
        return fingerprint(dot_of(library.ready_made(self.circuit), self.view))

    def svg(self) -> str:
        """The picture itself."""
        return svg_of(library.ready_made(self.circuit), self.view)


GALLERY: tuple[Picture, ...] = (
    Picture("and", View({"a": 1, "b": 1}, title="AND: one perceptron")),
    Picture("half_adder", View({"a": 1, "b": 0}, "dark")),
    Picture("full_adder", View(note="three bits, two neurons")),
    Picture("comparator4", View({"a": 9, "b": 6}, title="Comparator", note="9 − 6 = 3 ≥ 1, so a > b")),
    Picture(
        "adder4",
        View({"a": 11, "b": 6, "cin": 0}, title="4-bit adder", note="11 + 6 = 17: the carry runs from fa1 to cout"),
    ),
    Picture("adder8", View(depth=0, title="8-bit adder, parts closed")),
    Picture("parity4", View({"x": 13}, title="Parity of four bits", note="three ones, so odd")),
    Picture("counter2", View(None, "dark", title="2-bit counter", note="the register is cut open: Q left, D right")),
)


def main() -> None:
    """Draw every picture of the gallery into its file."""
    for picture in GALLERY:
        write_bytes(picture.path, picture.svg().encode())


if __name__ == "__main__":
    main()
