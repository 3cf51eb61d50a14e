"""Verilog as Icarus simulates it, for tests that compare."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

IVERILOG, VVP = shutil.which("iverilog"), shutil.which("vvp")

needs_icarus = pytest.mark.skipif(IVERILOG is None or VVP is None, reason="Icarus is not installed (Debian: iverilog)")

BENCH = """\
module bench_of_all;
  reg [{inputs}:0] rows [0:{rows}];
  reg [{inputs}:0] x;
  wire [{outputs}:0] y;
  reg clock;
  integer row;
  {top} unit ({ports});
  initial begin
    $readmemb("rows.txt", rows);
    clock = 0;
    for (row = 0; row <= {rows}; row = row + 1) begin
      x = rows[row];
      #1 $display("%b", y);
      #1 clock = 1;
      #1 clock = 0;
    end
  end
endmodule
"""


def simulated(path, top, inputs, outputs, patterns, clock=""):
    """The outputs in each cycle, 2 where one is unknown: (cycles, bits), each port highest bit first.

    Args:
        path: of the Verilog text; files are written beside it.
        top: the name of its module.
        inputs: name and width of each port, as written in the text.
        outputs: likewise.
        patterns: (cycles, bits) of 0 and 1, each port highest bit first.
        clock: the name of the clock port, where there is one.
    """
    folder = path.parent
    ports = [f".{clock} (clock)"] if clock else []
    totals = {}
    for vector, given in (("x", inputs), ("y", outputs)):
        place = sum(width for _, width in given)
        totals[vector] = max(place - 1, 0)
        for name, width in given:
            ports.append(f".{name} ({vector}[{place - 1}:{place - width}])")
            place -= width
    lines = ["".join(map(str, row)) or "0" for row in patterns.tolist()]
    (folder / "rows.txt").write_text("\n".join(lines) + "\n")
    bench = BENCH.format(inputs=totals["x"], outputs=totals["y"], rows=len(lines) - 1, top=top, ports=", ".join(ports))
    (folder / "bench.v").write_text(bench)
    command = [IVERILOG, "-g2012", "-Wall", "-o", "bench.vvp", "-s", "bench_of_all", "bench.v", path.name]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    warnings = [line for line in made.stderr.splitlines() if line.startswith(path.name) and "timescale" not in line]
    assert (made.returncode, warnings) == (0, []), made.stderr
    run = subprocess.run([VVP, "-n", "bench.vvp"], cwd=folder, capture_output=True, text=True, timeout=300)
    words = [line for line in run.stdout.splitlines() if line and not set(line) - set("01xz")]
    assert len(words) == len(lines), run.stdout[:500] + run.stderr
    width = sum(width for _, width in outputs)
    return np.array([[{"0": 0, "1": 1}.get(bit, 2) for bit in word[len(word) - width :]] for word in words], np.uint8)
