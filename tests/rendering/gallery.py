"""The pictures of the README, each beside its circuit: ``python -m tests.rendering.gallery`` draws them anew.

Each SVG holds the fingerprint of the DOT source that it was made from; a test compares it with today's. The learning
page is photographed by a browser, where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from neurocircuit.files import write_bytes
from neurocircuit.formats import library
from neurocircuit.rendering.draw import View, dot_of, fingerprint, svg_of
from neurocircuit.synthesis.perceptron_rule import learn
from tests.rendering.browser import CHROMIUM, DRIVER, device, start


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


#: The learning page of NOR from the wrong weights, after five of its 17 mistakes.
LEARNING = Path(library.find("nor") or "").with_name("nor_learning.png")


def photograph(folder: Path) -> bytes:
    """The learning page as a browser shows it."""
    tab = start(folder)
    try:
        tab.driver.set_window_size(1240, 1000)
        with device(tab, 1240, 780):
            tab.show(learn("NOR", start=[0.4, 0.7, -0.2]).page())
            tab.press("sssss")
            made: bytes = tab.driver.get_screenshot_as_png()
    finally:
        tab.driver.quit()
    return made


def main() -> None:
    """Draw every picture of the gallery into its file."""
    for picture in GALLERY:
        write_bytes(picture.path, picture.svg().encode())
    if CHROMIUM and DRIVER:
        with TemporaryDirectory() as folder:
            write_bytes(LEARNING, photograph(Path(folder)))


if __name__ == "__main__":
    main()
