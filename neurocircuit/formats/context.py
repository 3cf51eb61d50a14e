"""What a format is told besides the bytes or the circuit: the one value that every reader and writer takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from neurocircuit.formats.paths import no_files
from neurocircuit.netlist.circuit import Circuit


def _never(reference: str, circuit: Circuit) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """Around a text: what it does not say itself.

    Args:
        source: what stands for the text in messages.
        name: of the circuit where the text gives none.
        options: of the format, as a user writes them; by name.
        find: reading: the circuit that a reference names, a file or a ready-made one.
        refers: writing: whether a reference would be read back as that circuit.
        format: its name, where a module has more than one.
    """

    source: str = ""
    name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    find: Callable[[str], Circuit] = no_files
    refers: Callable[[str, Circuit], bool] = _never
    format: str = ""
