"""The pictures of the README, each beside its circuit: ``python -m neurocircuit.cli.gallery`` draws them anew.

Each SVG holds the fingerprint of the DOT source that it was made from; a test compares it with today's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neurocircuit.files import write_text
from neurocircuit.formats import library
from neurocircuit.rendering.draw import circuit_dot, circuit_svg, fingerprint


@dataclass(frozen=True, slots=True)
class Picture:
    """A ready-made circuit, and how it is drawn."""

    circuit: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the picture is: beside the circuit."""
        found = library.find(self.circuit)
        assert found is not None
        return Path(found).with_suffix(".svg")

    @property
    def fingerprint(self) -> str:
        """What a picture of today says of its source."""
        return fingerprint(circuit_dot(library.ready_made(self.circuit), **self.options))

    def svg(self) -> str:
        """The picture itself."""
        return circuit_svg(library.ready_made(self.circuit), **self.options)


GALLERY: tuple[Picture, ...] = (
    Picture("and", {"values": {"a": 1, "b": 1}, "title": "AND: one perceptron"}),
    Picture("half_adder", {"values": {"a": 1, "b": 0}, "theme": "dark"}),
    Picture("full_adder", {"note": "three bits, two neurons"}),
    Picture("comparator4", {"values": {"a": 9, "b": 6}, "title": "Comparator", "note": "9 − 6 = 3 ≥ 1, so a > b"}),
    Picture(
        "adder4",
        {
            "values": {"a": 11, "b": 6, "cin": 0},
            "title": "4-bit adder",
            "note": "11 + 6 = 17: the carry runs from fa1 to cout",
        },
    ),
    Picture("adder8", {"depth": 0, "title": "8-bit adder, parts closed"}),
    Picture(
        "parity4",
        {"values": {"x": 13}, "title": "Parity of four bits", "note": "three ones, so odd"},
    ),
    Picture(
        "counter2",
        {"theme": "dark", "title": "2-bit counter", "note": "the register is cut open: Q left, D right"},
    ),
)


def main() -> None:
    """Draw every picture of the gallery into its file."""
    for picture in GALLERY:
        write_text(picture.path, picture.svg())


if __name__ == "__main__":
    main()
