"""``neurocircuit simulate``: what a circuit does."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import PurePath
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from neurocircuit.cli import command as shared
from neurocircuit.cli.output import emit
from neurocircuit.cli.progress import Progress
from neurocircuit.errors import InputError

if TYPE_CHECKING:
    from neurocircuit.netlist.circuit import Circuit
    from neurocircuit.simulation.requests import Request
    from neurocircuit.simulation.trace import Recording

_TABLE_BITS = 12
_CYCLES = 16
_PICTURES = ("svg", "png", "pdf")
_FILES = ("npz", "vcd", *_PICTURES)
#: The table of engines has them too; but it needs numpy, which a shell that completes a word should not wait for.
ENGINES = ("auto", "reference", "packed", "native", "distributed")


@dataclass(frozen=True, slots=True)
class _Options:
    """Where the values of inputs come from that are not assigned, as the user said it."""

    vectors: str | None
    random: int | None
    exhaustive: bool
    seed: int
    cycles: int | None
    runs: int | None

    def __post_init__(self) -> None:
        chosen = [name for name in ("vectors", "random", "exhaustive") if getattr(self, name) not in (None, False)]
        if len(chosen) > 1:
            raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} exclude each other")
        if self.runs is not None and self.random is None:
            raise click.UsageError("--runs needs --random (runs are independent random ones)")
        if self.cycles is not None and chosen:
            raise click.UsageError(f"--cycles and --{chosen[0]} exclude each other (--random N is N cycles)")


@shared.command(
    "simulate",
    "neurocircuit simulate full_adder",
    "neurocircuit simulate adder4 a=5 b=0b11 cin=0",
    "neurocircuit simulate counter4 en=1 reset=0 --cycles 20",
    "neurocircuit simulate counter4 --random 12 --wave",
    "neurocircuit simulate lfsr4 --cycles 15 -o lfsr4.vcd",
    "neurocircuit simulate c6288.bench --random 1000 --seed 7 -o results.csv",
)
@shared.file_argument
@shared.assignments_argument
@shared.file_option("--vectors", metavar="FILE.csv", help="Take the inputs that are not assigned from this file.")
@click.option("--random", type=click.IntRange(min=0), metavar="N", help="N random patterns (registers: N cycles).")
@click.option("--exhaustive", is_flag=True, help="All assignments, of however many input bits.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which random patterns.")
@click.option(
    "--cycles", type=click.IntRange(min=0), metavar="N", help=f"Repeat assigned inputs.  [default: {_CYCLES}]"
)
@click.option("--runs", type=click.IntRange(min=1), metavar="R", help="R independent random runs from reset.")
@click.option("--watch", multiple=True, metavar="NET", help="Show an inner net or bus too; may be repeated.")
@click.option("--sums", is_flag=True, help="Show the weighted sum z of every neuron too.")
@click.option("--wave", is_flag=True, help="Draw waveforms of up to 16 nets instead of the table.")
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What computes.")
@click.option("--scheduler", metavar="ADDRESS", help="Compute on the workers of this Dask scheduler (tcp://host:8786).")
@shared.format_option
@shared.file_option(
    "-o", "--output", help="Write to this file: .csv .json .npz .vcd, a table, or a picture (.svg .png .pdf)."
)
@shared.from_option
def command(
    file: str,
    assignments: tuple[str, ...],
    watch: tuple[str, ...],
    sums: bool,
    wave: bool,
    engine: str,
    scheduler: str | None,
    format_: str | None,
    output: str | None,
    from_: str | None,
    **sources: Any,
) -> None:
    """Show what a circuit does, one row a pattern.

    With all inputs assigned it is one row, with none the truth table of up to 12 input bits. What is not assigned
    comes from --vectors, --random or --exhaustive.

    With registers the rows are clock cycles from reset: assigned inputs are repeated, --random N is N cycles.
    Values of buses are unsigned integers. --wave draws them over time, as wide as the terminal is; -o FILE.svg (.png,
    .pdf) is a picture of that, or of the table.
    """
    options = _Options(**sources)
    wanted = shared.result_format(format_, output, _FILES)
    if wave and wanted != "table":
        raise click.UsageError(f"--wave and {wanted} exclude each other (waveforms are text)")
    circuit = shared.read_circuit(file, from_)
    request = _request(circuit, shared.assigned(circuit, assignments), options)

    from neurocircuit.simulation.trace import record

    with Progress("simulating") as progress, _workers(scheduler):
        # Rows that appear on a terminal show by themselves how far it is.
        told = None if output is None and sys.stdout is not None and sys.stdout.isatty() else progress
        recording = record(circuit, request, watch, sums, "distributed" if scheduler else engine, told)
        _deliver(circuit, recording, "wave" if wave else wanted, output)


def _workers(scheduler: str | None) -> AbstractContextManager[object]:
    if scheduler is None:
        return nullcontext()
    from neurocircuit.simulation.engines.distributed import connected

    return connected(scheduler)


def _request(circuit: Circuit, assigned: Mapping[str, int], options: _Options) -> Request:
    from neurocircuit.simulation.requests import Exhaustive, Random, Rows
    from neurocircuit.simulation.values import assigned_bits

    given = assigned_bits(circuit, assigned)
    free = [net for net in circuit.inputs if net not in given]
    if options.cycles is not None and not circuit.registers:
        raise InputError("no registers, so no cycles", hint="--cycles is for circuits with registers")
    if options.vectors is not None:
        return _vectors(circuit, assigned, options.vectors)
    if options.random is not None:
        return Random(options.random, options.seed, options.runs, assigned)
    if options.exhaustive:
        return Exhaustive(assigned)
    if not free:
        count = _CYCLES if options.cycles is None else options.cycles
        return Rows(assigned, count if circuit.registers else None)
    if circuit.registers or given or len(free) > _TABLE_BITS:
        raise _needs_source(circuit, free)
    return Exhaustive()


def _needs_source(circuit: Circuit, free: list[str]) -> InputError:
    from neurocircuit.netlist.bus import ports

    names = [port.name for port in ports(free)]
    listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    if circuit.registers:
        hint = f"assign {'it' if len(names) == 1 else 'them'}, or --random N cycles, or --vectors FILE.csv"
    else:
        rows = f"2^{len(free)}" if len(free) > 40 else f"{2 ** len(free):,}"
        hint = f"--exhaustive for all {rows} rows, --random N, or --vectors FILE.csv"
    return InputError(f"{len(free)} input bit{'s are' if len(free) > 1 else ' is'} not assigned: {listed}", hint=hint)


def _vectors(circuit: Circuit, assigned: Mapping[str, int], path: str) -> Request:
    from neurocircuit.files import read_bytes
    from neurocircuit.formats.vectors import READERS, parse_csv
    from neurocircuit.simulation.requests import Rows

    parse = READERS.get(PurePath(path).suffix.lower(), parse_csv)
    data = shared.read_stdin() if path == "-" else read_bytes(path)
    read = parse(data, circuit, "stdin" if path == "-" else path, assigned=assigned)
    return Rows({**read.inputs, **assigned}, None if read.inputs else read.rows)


def _deliver(circuit: Circuit, recording: Recording, wanted: str, output: str | None) -> None:
    # Most runs are small tables, which wait for nothing that only files need.
    if wanted == "table":
        from neurocircuit.cli.truth_table import truth_table_lines

        emit(truth_table_lines(recording), output, fold=True)
    elif wanted == "wave":
        from neurocircuit.cli.wave import can_draw, wave_lines

        to_file = output is not None and output != "-"
        encoding = "utf-8" if to_file or sys.stdout is None else sys.stdout.encoding
        emit(wave_lines(recording, get_terminal_size().columns, not can_draw(encoding)), output)
    elif wanted in _PICTURES and output is not None:
        from neurocircuit.rendering.kinds import Picture
        from neurocircuit.rendering.runs import run_picture
        from neurocircuit.rendering.wording import heading

        Picture(run_picture(recording, heading(circuit.name))).save(output)
    elif wanted == "npz" and output is not None:
        from neurocircuit.files import writing
        from neurocircuit.formats.results import write_npz

        with writing(output) as file:
            write_npz(recording, file)
    else:
        from neurocircuit.formats import results, vcd

        chunks = vcd.vcd_chunks(recording, circuit) if wanted == "vcd" else results.WRITERS[f".{wanted}"](recording)
        emit((chunk.decode() for chunk in chunks), output)
