"""Ready-made circuits through every format that is written, and back: proved to compute the same."""

import pytest

import neurocircuit as nc
from neurocircuit.formats import FORMATS, library
from neurocircuit.testing import assert_equivalent

#: What a format cannot hold is refused: a table of products has no registers, a threshold netlist neither.
REFUSED = {"pla", "th"}
#: Two levels of these would have too many rows.
TOO_DEEP = {"adder16", "tic_tac_toe"}
WRITTEN = [name for name, format in FORMATS.items() if format.written]


@pytest.mark.parametrize("format", WRITTEN)
@pytest.mark.parametrize("name", library.names())
def test_converted_and_back_a_circuit_is_the_same(name, format):
    circuit = nc.read(name)
    if circuit.registers and format in REFUSED:
        with pytest.raises(nc.FormatError, match="register"):
            nc.dumps(circuit, format)
        return
    if name in TOO_DEEP and format == "pla":
        with pytest.raises(nc.FormatError, match="takes too many rows in two levels"):
            nc.dumps(circuit, format)
        return
    back = nc.parse(nc.dumps(circuit, format), format)
    assert (set(back.inputs), set(back.outputs)) == (set(circuit.inputs), set(circuit.outputs))
    assert_equivalent(circuit, back, limit=120)
