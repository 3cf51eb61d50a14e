"""What every circuit format must do, as a class that the tests of each format inherit."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from neurocircuit import formats
from neurocircuit.errors import FormatError, NeurocircuitError
from tests.strategies import circuits

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


class Conformance:
    """Set ``format`` and ``sample``, a short text that uses all that the format has."""

    format: str
    sample: str
    needs_outputs = False

    def parse(self, text):
        return formats.parse(text, self.format, f"sample.{self.format}")

    def dumps(self, circuit):
        return formats.dumps(circuit, self.format)

    def survives(self, text):
        """Read the text, or refuse it in order."""
        fault = None
        try:
            self.parse(text)
        except NeurocircuitError as error:
            fault = str(error)
        assert fault is None or (fault.startswith(f"sample.{self.format}:") and "\n" not in fault)

    @settings(max_examples=60, suppress_health_check=SLOW, deadline=None)
    @given(circuit=circuits())
    def test_written_and_read_it_is_the_same_function(self, circuit):
        assume(circuit.outputs or not self.needs_outputs)
        again = self.parse(self.dumps(circuit))
        if len(set(circuit.outputs) | set(circuit.inputs)) == len(circuit.outputs) + len(circuit.inputs):
            assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs)
        assert_same_function(circuit, again)

    def test_reading_what_was_written_is_writing_it_again(self):
        text = self.dumps(self.parse(self.sample))
        assert self.dumps(self.parse(text)) == text

    def test_line_ends_and_a_missing_last_one_do_not_matter(self):
        circuit = self.parse(self.sample)
        assert self.parse(self.sample.replace("\n", "\r\n")) == circuit
        assert self.parse(self.sample.rstrip("\n")) == circuit
        assert self.parse(self.sample.replace(" ", "\t")) == circuit
        assert self.parse("\ufeff" + self.sample) == circuit

    @pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\0", "{}", "module m(a); endmodule\n"])
    def test_what_holds_no_circuit_is_refused(self, text):
        with pytest.raises(FormatError):
            self.parse(text)

    def test_cut_short_anywhere(self):
        for length in range(len(self.sample)):
            self.survives(self.sample[:length])

    def test_lines_twice_missing_or_exchanged(self):
        lines = self.sample.splitlines(keepends=True)
        for index in range(len(lines)):
            self.survives("".join([*lines[: index + 1], *lines[index:]]))
            self.survives("".join([*lines[:index], *lines[index + 1 :]]))
            self.survives("".join([*lines[index:], *lines[:index]]))

    def test_characters_flipped(self):
        rng = random.Random(1)
        for place in range(len(self.sample)):
            for letter in rng.sample("01-aNz.=(),#\\\n \t\0é\u202e\ud800", 3):
                self.survives(self.sample[:place] + letter + self.sample[place + 1 :])
