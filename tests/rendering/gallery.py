"""The pictures of the README, beside their circuits: ``python -m tests.rendering.gallery`` draws them anew.

Each SVG holds the fingerprint of the DOT source that it was made from; a test compares it with today's. The learning
page is photographed by a browser, where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from neurocircuit.files import write_bytes
from neurocircuit.formats import library, parse
from neurocircuit.netlist.circuit import Circuit
from neurocircuit.rendering.draw import View, dot_of, fingerprint, svg_of
from neurocircuit.synthesis.perceptron_rule import learn
from neurocircuit.synthesis.synthesize import synthesize
from tests.rendering.browser import CHROMIUM, DRIVER, device, start

#: Whether a > b, bit by bit from the lowest, with gates of two inputs.
GREATER = """
INPUT(a2)
INPUT(b2)
INPUT(a1)
INPUT(b1)
INPUT(a0)
INPUT(b0)
OUTPUT(gt)
n0 = NOT(b0)
g0 = AND(a0, n0)
n1 = NOT(b1)
o1 = OR(a1, n1)
k1 = AND(o1, g0)
m1 = AND(a1, n1)
g1 = OR(m1, k1)
n2 = NOT(b2)
o2 = OR(a2, n2)
k2 = AND(o2, g1)
m2 = AND(a2, n2)
gt = OR(m2, k2)
"""


def greater_of_gates() -> Circuit:
    """Those gates as a circuit."""
    return parse(GREATER, "bench")


def greater_of_neurons() -> Circuit:
    """What synthesis makes of them."""
    return synthesize(greater_of_gates()).circuit


@dataclass(frozen=True, slots=True)
class Picture:
    """A circuit, ready-made but where a function makes one, and how it is drawn; beside which one it lies."""

    circuit: str
    view: View
    made: Callable[[], Circuit] | None = None
    beside: str = ""

    @property
    def path(self) -> Path:
        """Where the picture is: beside the circuit."""
        found = library.find(self.beside or self.circuit)
        assert found is not None
        return Path(found).with_name(f"{self.circuit}.svg")

    @property
    def drawn(self) -> Circuit:
        """The circuit itself."""
        return library.ready_made(self.circuit) if self.made is None else self.made()

    @property
    def fingerprint(self) -> str:
        """What a picture of today says of its source."""
        return fingerprint(dot_of(self.drawn, self.view))

    def svg(self) -> str:
        """The picture itself."""
        return svg_of(self.drawn, self.view)


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
    Picture("greater_gates", View(title="a > b: twelve gates"), greater_of_gates, "comparator4"),
    Picture("greater_neuron", View(title="a > b: one neuron"), greater_of_neurons, "comparator4"),
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
