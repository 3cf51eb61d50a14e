"""The ready-made circuits: JSON files that come with the package, found by name from any folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from neurocircuit.errors import FileError, did_you_mean, shorten
from neurocircuit.files import read_bytes
from neurocircuit.formats import document
from neurocircuit.formats.context import Context
from neurocircuit.formats.paths import no_files
from neurocircuit.netlist.checks import require_sound
from neurocircuit.netlist.circuit import Circuit

#: Every ready-made circuit in teaching order, folder by folder.
LESSONS = {
    "gates": """
        buf not and or nand nor implication inhibition majority at_least_2_of_4 xor xnor and_bipolar xor_bipolar
        zero one
    """,
    "arithmetic": """
        half_adder full_adder half_subtractor full_subtractor adder4 adder8 adder16 lookahead_adder4 subtractor4
        adder_subtractor4 incrementer4 comparator4 greater_than_8 population_count7 absolute_value4 binary_to_gray4
        multiplier4x4
    """,
    "selection": """
        mux2 mux4 demux4 decoder2to4 decoder3to8 encoder4to2 majority5 parity4 parity8 min_max4 seven_segment alu4
    """,
    "sequential": """
        d_register sr_latch t_flip_flop jk_flip_flop edge_detector shift_register4 register4 ring_counter counter2
        counter4 gray_counter lfsr4 serial_adder accumulator4 debouncer sequence_detector traffic_light
        vending_machine
    """,
    "puzzles": """
        hallway_light shareholder_vote two_thirds_vote prime4 life_rule wolf_goat_cabbage river_crossing tic_tac_toe
        four_queens letter_reader
    """,
}


@cache
def folder() -> Path:
    """Where the ready-made circuits are: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "circuits"
    return installed if installed.is_dir() else package.parent / "circuits"


@cache
def _paths() -> dict[str, Path]:
    return {name: folder() / part / f"{name}.json" for part, names in LESSONS.items() for name in names.split()}


def names() -> tuple[str, ...]:
    """The names of the ready-made circuits in teaching order.

    >>> names()[:3]
    ('buf', 'not', 'and')
    """
    return tuple(_paths())


def find(name: str) -> Path | None:
    """The file of the ready-made circuit of that name; None where there is none."""
    return _paths().get(name)


@cache
def ready_made(name: str) -> Circuit:
    """The ready-made circuit of that name.

    Raises:
        FileError: for an unknown name, with the nearest known one.
    """
    found = find(name)
    if found is None:
        hint = did_you_mean(name, names(), "see 'neurocircuit list' for the ready-made ones")
        raise FileError("no such file or ready-made circuit", source=shorten(name, 100), hint=hint)
    context = Context(str(found), name, find=partial(find_circuit, no_files))
    return require_sound(document.parse(read_bytes(found), context))


def find_circuit(find_file: Callable[[str], Circuit], reference: str) -> Circuit:
    """The circuit that a reference names: in a file where it ends in .json, else the ready-made one."""
    return find_file(reference) if reference.endswith(".json") else ready_made(reference)


def schema() -> str:
    """The JSON Schema of the native circuit file, as text."""
    return Path(__file__).with_name("circuit.schema.json").read_text(encoding="utf-8")
