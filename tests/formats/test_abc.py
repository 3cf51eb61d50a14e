"""What is written, read by ABC: where it is installed, it proves one circuit in all its formats equal."""

from __future__ import annotations

import random
import re
import shutil
import subprocess

import pytest

from neurocircuit import formats
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from tests.formats.conformance import ODD_NAMES
from tests.samples import gate

ABC = shutil.which("berkeley-abc") or shutil.which("yosys-abc") or shutil.which("abc")

pytestmark = pytest.mark.skipif(ABC is None, reason="ABC is not installed (Debian: berkeley-abc)")

#: Of AIGER it reads only the binary form.
SUFFIXES = ("blif", "bench", "aig", "pla")

# What it says of files that it reads well. (It takes a DFF of .bench for one that starts anyhow, then for 0.)
REMARKS = re.compile(
    r"Hierarchy reader flattened .*"
    r"|Warning: The new network has no primary inputs.*\n.*correctly\."
    r"|Warning: \d+ registers in this network have don't-care (?:.*\n){3}.*change the values\."
)


def assert_read_alike(circuits, folder):
    """ABC reads all files of each circuit without a word, and proves them equal."""
    for number, circuit in enumerate(circuits):
        first, *others = [f"{number}.{suffix}" for suffix in SUFFIXES if suffix != "pla" or not circuit.registers]
        for name in (first, *others):
            formats.write(circuit, folder / name)
        prove = "dsec -n" if circuit.registers else "cec -n"
        script = "; ".join([f"read {first}; strash", *(f"read {n}; strash; {prove} {first} {n}" for n in others)])
        run = subprocess.run(
            [ABC, "-q", script], cwd=folder, capture_output=True, text=True, errors="replace", timeout=60
        )
        lines = REMARKS.sub("", run.stdout + run.stderr).split("\n")
        lines = [line for line in lines if line]
        assert len(lines) == len(others), (number, lines)
        assert all("are equivalent" in line for line in lines), (number, lines)


def random_neuron(rng, nets, count):
    read = tuple(rng.choice(nets) for _ in range(count)) if nets else ()
    if read and rng.random() < 0.3:
        return gate(rng.choice(("AND", "OR", "NAND", "NOR")), *read)
    weights = [rng.choice((1, 1, 1, -1, 2, -3, 5)) for _ in read]
    low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
    return Neuron(Perceptron(weights, threshold=rng.randint(low - 1, high + 1)), read)


def random_circuit(rng, depth=1):
    """Neurons of up to 12 inputs, constants, registers, instances, and names of every kind."""
    names = rng.sample(ODD_NAMES, len(ODD_NAMES))
    inputs = [names.pop() for _ in range(rng.randint(1, 5))]
    clocked = [names.pop() for _ in range(rng.choice((0, 0, 1, 2)))]
    inner = random_circuit(rng, depth - 1) if depth else None
    nets, nodes = [*inputs, *clocked], {}
    for number in range(rng.randint(1, 6)):
        if inner is not None and rng.random() < 0.3:
            nodes[f"u{number}"] = Instance(inner, tuple(rng.choice(nets) for _ in inner.inputs), "inner")
            nets += [f"u{number}.{output}" for output in inner.outputs]
        else:
            name = names.pop()
            nodes[name] = random_neuron(rng, nets, rng.choice((0, 1, 2, 2, 3, 4, 6, 7, 9, 12)))
            nets.append(name)
    nodes.update({name: Register(rng.choice(nets), rng.randint(0, 1)) for name in clocked})
    shown = {}
    for net in rng.choices(nets, k=3):
        # Outputs under their own names, under others, and under those of nets that they hide.
        hidden = rng.choice([*nodes, names.pop()])
        shown[net if rng.random() < 0.5 and "." not in net else hidden] = net
    return Circuit(inputs, {name: net for name, net in shown.items() if name == net or name not in inputs}, nodes)


def test_random_circuits(tmp_path):
    rng = random.Random(1)
    assert_read_alike([random_circuit(rng) for _ in range(40)], tmp_path)


def test_outputs_of_every_kind(tmp_path):
    never = Neuron(Perceptron([1, 1], threshold=3), ("a", "b"))
    inverter = gate("NOT", "a")
    circuits = [
        Circuit(["a", "b"], ["y"], {"y": never}),
        Circuit(["a"], {"one": "k", "zero": "z"}, {"k": gate("ONE"), "z": gate("ZERO")}),
        Circuit(["a"], {"a": "a", "y": "a", "z": "a"}, {}),
        Circuit(["a"], {"y": "a", "z": "y", "w": "y"}, {"y": inverter}),
        Circuit(list("abcdefg"), ["y"], {"y": gate("MAJORITY", *"abcdefg")}),
        Circuit(["a"], ["q", "p"], {"q": Register("p", 1), "p": Register("a")}),
    ]
    assert_read_alike(circuits, tmp_path)
