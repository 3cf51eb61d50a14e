"""What the engines are compared with: a program of NumPy calls as one would write it by hand, and KyuPy."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np

from neurocircuit.netlist.circuit import Circuit

UFUNCS = {"AND": np.bitwise_and, "NAND": np.bitwise_and, "OR": np.bitwise_or, "NOR": np.bitwise_or}


class BlockedNumpy:
    """One ufunc a two-input gate on packed words: blocks of 1,024 words, rows used again after their last reader."""

    def __init__(self, circuit: Circuit, block: int = 1024) -> None:
        graph, self.block = circuit.graph, block
        order = list(nx.dfs_postorder_nodes(graph.reverse(copy=False)))
        self.inputs, outputs = circuit.inputs, set(circuit.output_nets)
        last = {source: place for place, net in enumerate(order) for source in graph.nodes[net]["fanin"]}
        rows: dict[str, np.ndarray] = {net: np.empty(block, np.uint64) for net in circuit.inputs}
        self.input_rows, free, self.calls = [rows[net] for net in circuit.inputs], [], []
        for place, net in enumerate(order):
            gate, fanin = graph.nodes[net].get("gate", ""), graph.nodes[net]["fanin"]
            if graph.nodes[net]["kind"] == "input":
                continue
            row = rows[net] = free.pop() if free else np.empty(block, np.uint64)
            if gate in UFUNCS:
                first, *others = [rows[source] for source in fanin]
                for other in others:
                    self.calls.append((UFUNCS[gate], (first, other, row)))
                    first = row
                if gate in ("NAND", "NOR"):
                    self.calls.append((np.bitwise_not, (row, row)))
            else:
                self.calls.append((np.bitwise_not if gate == "NOT" else np.positive, (rows[fanin[0]], row)))
            free += [rows[s] for s in fanin if last[s] == place and s not in outputs and s not in circuit.inputs]
        self.output_rows = [rows[net] for net in circuit.output_nets]

    def __call__(self, words: np.ndarray) -> np.ndarray:
        made = np.empty((len(self.output_rows), words.shape[1]), np.uint64)
        for start in range(0, words.shape[1], self.block):
            for row, given in zip(self.input_rows, words, strict=True):
                row[:] = given[start : start + self.block]
            for call, rows in self.calls:
                call(*rows)
            for given, row in zip(made, self.output_rows, strict=True):
                given[start : start + self.block] = row
        return made


def kyupy_on(path: Path, words: np.ndarray):
    """KyuPy's two-valued simulator of a .bench file, with its inputs assigned; and how to read its outputs."""
    from kyupy import bench
    from kyupy.logic_sim import LogicSim

    simulator = LogicSim(bench.load(str(path)), sims=64 * words.shape[1], m=2, c_reuse=True)
    inputs = len(words)
    simulator.s[0, :inputs, 0] = words.view(np.uint8)

    def run() -> np.ndarray:
        simulator.s_to_c()
        simulator.c_prop()
        simulator.c_to_s()
        return simulator.s[1, inputs:, 0].copy().view(np.uint64)

    return run
