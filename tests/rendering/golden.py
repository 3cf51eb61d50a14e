"""The golden DOT files: ``python -m tests.rendering.golden`` writes them anew, to be looked at before they are kept."""

from pathlib import Path

from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.draw import View, dot_of

FOLDER = Path(__file__).parent.parent / "golden" / "dot"
GOLDEN = {
    "and": ("and", {"values": {"a": 1, "b": 0}}),
    "xor_bipolar": ("xor_bipolar", {"values": {"a": -1, "b": 1}}),
    "full_adder": ("full_adder", {}),
    "full_adder_dark": ("full_adder", {"theme": "dark", "values": {"a": 1, "b": 1, "cin": 0}}),
    "adder4": ("adder4", {"values": {"a": 11, "b": 6, "cin": 0}}),
    "adder8_closed": ("adder8", {"depth": 0}),
    "comparator4": ("comparator4", {"values": {"a": 9, "b": 6}}),
    "counter2": ("counter2", {"values": {"en": 1}}),
    "letter_reader": ("letter_reader", {}),
    "register4": ("register4", {}),
    "adder16_cone": ("adder16", {"cone": "s[3]", "levels": 2}),
}


def golden_dot(name: str) -> str:
    """Today's DOT source of a golden picture."""
    circuit, options = GOLDEN[name]
    return dot_of(ready_made(circuit), View(**options))


def golden_path(name: str) -> Path:
    """Where it is kept."""
    return FOLDER / f"{name}.dot"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in GOLDEN:
        golden_path(each).write_text(golden_dot(each), "utf-8")
