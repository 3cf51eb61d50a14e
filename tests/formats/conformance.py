"""What every circuit format must do, as a class that the tests of each format inherit."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from neurocircuit import formats
from neurocircuit.errors import NeurocircuitError
from neurocircuit.formats import FORMATS
from neurocircuit.netlist.circuit import Circuit, Register
from neurocircuit.testing import circuits
from tests.samples import gate

# The circuits are large, and each inheriting class runs the same property on a format of its own.
SLOW = [HealthCheck.too_slow, HealthCheck.differing_executors]


def outputs_of(circuit, seed=0):
    """The output bits for some assignments, all of them where they are few: (rows, outputs), or for runs of cycles."""
    count = len(circuit.inputs)
    if circuit.registers:
        patterns = np.random.default_rng(seed).integers(0, 2, (4, 8, count), np.uint8)
    elif count <= 6:
        patterns = (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(np.uint8)
    else:
        patterns = np.random.default_rng(seed).integers(0, 2, (64, count), np.uint8)
    return circuit.simulate(patterns) > 0


def assert_same_function(left, right):
    """Ports in the same order, whatever their names, and the same outputs."""
    assert len(left.inputs) == len(right.inputs)
    assert len(left.outputs) == len(right.outputs)
    assert bool(left.registers) == bool(right.registers)
    np.testing.assert_array_equal(outputs_of(left), outputs_of(right))


#: Names of the wild, and some that say something in one format or another.
ODD_NAMES = (
    *("é", "日本", "a[0]", "a[7]", "#c", "p(q)", "r=s", "a,b", "a:b", ".names", "INPUT", "INPUTS", "OUTPUT_y", "x\\"),
    *("0", "1", "$n", "$\\x[3]", "vdd", "GND", '"q"', "it's", "<b>", "__proto__", "=cmd()", "-", "~n", "_", "END"),
)


class Conformance:
    """What a format must do whatever it looks like.

    Set ``format``; ``sample``, a short file that uses all that the format has; ``driven_twice`` and ``never_driven``,
    files in which that is the fault of the net y (None where a file cannot have it); ``needs_outputs`` where a file has
    at least one; and ``registers``, whether it may have any.
    """

    format: str
    sample: str | bytes
    driven_twice: str | bytes | None
    never_driven: str | bytes | None
    needs_outputs = False
    registers = True

    @staticmethod
    def holds(name):
        """Whether a port keeps this name in the format."""
        return True

    @property
    def data(self):
        return self.sample.encode() if isinstance(self.sample, str) else self.sample

    @property
    def text(self):
        """The sample as text, where the format is one."""
        if not FORMATS[self.format].text:
            pytest.skip("a binary format")
        return self.data.decode()

    def parse(self, data):
        return formats.parse(data, self.format, f"sample.{self.format}")

    def dumps(self, circuit):
        if not FORMATS[self.format].written:
            pytest.skip("a format that is only read")
        return formats.dumps(circuit, self.format)

    def refusal(self, data):
        """The message that refuses the file: of the package's own errors, and one line."""
        with pytest.raises(NeurocircuitError) as error:
            self.parse(data)
        assert str(error.value).startswith(f"sample.{self.format}:")
        assert "\n" not in str(error.value)
        return str(error.value)

    def survives(self, data):
        """Read the file, or refuse it in order."""
        try:
            self.parse(data)
        except NeurocircuitError:
            self.refusal(data)

    @settings(max_examples=60, suppress_health_check=SLOW, deadline=None)
    @given(data=st.data())
    def test_written_and_read_it_is_the_same_function(self, data):
        circuit = data.draw(circuits(registers=self.registers))
        assume(circuit.outputs or not self.needs_outputs)
        again = self.parse(self.dumps(circuit))
        ports = {*circuit.inputs, *circuit.outputs}
        if len(ports) == len(circuit.outputs) + len(circuit.inputs) and all(map(self.holds, ports)):
            assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs)
        assert_same_function(circuit, again)

    def test_reading_what_was_written_is_writing_it_again(self):
        written = self.dumps(self.parse(self.sample))
        assert self.dumps(self.parse(written)) == written

    @settings(max_examples=30, suppress_health_check=SLOW, deadline=None)
    @given(names=st.permutations(ODD_NAMES))
    def test_odd_names_are_kept_apart(self, names):
        inputs, outputs, inner = names[:4], names[4:8], names[8:12]
        nodes = {net: gate("NOR", name, inputs[0]) for net, name in zip(inner, inputs, strict=True)}
        nodes[names[12]] = Register(inner[0], 1) if self.registers else gate("NOT", inner[0])
        circuit = Circuit(inputs, dict(zip(outputs, (*inner[:3], names[12]), strict=True)), nodes)
        assert_same_function(circuit, self.parse(self.dumps(circuit)))

    def test_two_drivers_and_none_are_refused_by_name(self):
        for data in (self.driven_twice, self.never_driven):
            assert data is None or "'y'" in self.refusal(data)

    def test_text_is_the_same_as_its_bytes(self):
        assert self.parse(self.text) == self.parse(self.data)

    def test_line_ends_and_a_missing_last_one_do_not_matter(self):
        circuit = self.parse(self.text)
        assert self.parse(self.text.replace("\n", "\r\n")) == circuit
        assert self.parse(self.text.rstrip("\n")) == circuit
        assert self.parse(self.text.replace(" ", "\t")) == circuit
        assert self.parse("\ufeff" + self.text) == circuit

    @pytest.mark.parametrize(
        "text", ["", "\n\n", "# only a comment\n", "\0", "{}", "module m(a); endmodule\n", b"\xff"]
    )
    def test_what_holds_no_circuit_is_refused(self, text):
        self.refusal(text)

    def test_cut_short_anywhere(self):
        for length in range(len(self.data)):
            self.survives(self.data[:length])

    def test_lines_twice_missing_or_exchanged(self):
        lines = self.data.splitlines(keepends=True)
        for index in range(len(lines)):
            self.survives(b"".join([*lines[: index + 1], *lines[index:]]))
            self.survives(b"".join([*lines[:index], *lines[index + 1 :]]))
            self.survives(b"".join([*lines[index:], *lines[:index]]))

    def test_bytes_flipped(self):
        rng = random.Random(1)
        for place in range(len(self.data)):
            for letter in rng.sample("01-aNz.=(),#\\\n \t\0é\u202e\ud800", 3):
                self.survives(self.data[:place] + letter.encode("utf-8", "surrogatepass") + self.data[place + 1 :])

    def test_ten_thousand_mutations(self):
        """Bytes changed, left out, repeated, numbers grown and lines moved, one or several at once."""
        rng = random.Random(2)
        for _ in range(10_000):
            data = bytearray(self.data)
            for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
                place = rng.randrange(len(data) + 1)
                rng.choice(MUTATIONS)(rng, data, place)
            self.survives(bytes(data))


def _change(rng, data, place):
    data[place : place + 1] = bytes([rng.randrange(256)])


def _retype(rng, data, place):
    data[place : place + 1] = rng.choice("01-29 .~*|#\\\n").encode()


def _drop(rng, data, place):
    del data[place : place + rng.randint(1, 4)]


def _repeat(rng, data, place):
    start = rng.randrange(len(data) + 1)
    data[place:place] = data[start : start + rng.randint(1, 20)]


def _grow(rng, data, place):
    data[place:place] = str(rng.choice((0, 7, 999, 10**9, 10**12, 10**400))).encode()


def _move_line(rng, data, place):
    lines = bytes(data).split(b"\n")
    lines.insert(rng.randrange(len(lines)), lines.pop(rng.randrange(len(lines))))
    data[:] = b"\n".join(lines)


MUTATIONS = (_change, _retype, _drop, _repeat, _grow, _move_line)
