"""Yosys's cells: each against what its manual says, in words of Python."""

from __future__ import annotations

from itertools import product

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats import cells
from neurocircuit.netlist.circuit import Register
from neurocircuit.netlist.draft import Draft, assemble

GATES = {
    "BUF": lambda A: A,
    "NOT": lambda A: not A,
    "AND": lambda A, B: A and B,
    "NAND": lambda A, B: not (A and B),
    "OR": lambda A, B: A or B,
    "NOR": lambda A, B: not (A or B),
    "XOR": lambda A, B: A != B,
    "XNOR": lambda A, B: A == B,
    "ANDNOT": lambda A, B: A and not B,
    "ORNOT": lambda A, B: A or not B,
    "MUX": lambda A, B, S: B if S else A,
    "NMUX": lambda A, B, S: not (B if S else A),
    "AOI3": lambda A, B, C: not ((A and B) or C),
    "OAI3": lambda A, B, C: not ((A or B) and C),
    "AOI4": lambda A, B, C, D: not ((A and B) or (C and D)),
    "OAI4": lambda A, B, C, D: not ((A or B) and (C or D)),
    "MUX4": lambda A, B, C, D, S, T: (A, B, C, D)[S + 2 * T],
    "MUX8": lambda A, B, C, D, E, F, G, H, S, T, U: (A, B, C, D, E, F, G, H)[S + 2 * T + 4 * U],
}


def placed(kind, wires, initial=0):
    """A circuit of one cell; what is no net is a known value."""
    draft = Draft("x", 1)
    cell = cells.find(kind)
    for net in dict.fromkeys(net for pin, net in wires.items() if isinstance(net, str) and pin != cell.output):
        draft.input(net, 1)
    cells.place(draft, kind, cell, wires, 2, initial)
    draft.output(wires[cell.output], 3)
    return assemble({"m": draft})


@pytest.mark.parametrize("name", GATES)
def test_gates(name):
    function = GATES[name]
    pins = function.__code__.co_varnames
    circuit = placed(f"$_{name}_", {**{pin: pin.lower() for pin in pins}, "Y": "y"})
    rows = list(product((0, 1), repeat=len(pins)))
    ordered = [[row[pins.index(net.upper())] for net in circuit.inputs] for row in rows]
    assert circuit.simulate(ordered)[:, 0].tolist() == [int(function(*row)) for row in rows]


def test_the_widest_multiplexer():
    data, selects = "ABCDEFGHIJKLMNOP", "STUV"
    circuit = placed("$_MUX16_", {**{pin: pin for pin in data + selects}, "Y": "y"})
    for shown in range(16):
        chosen = {select: shown >> bit & 1 for bit, select in enumerate(selects)}
        for value in (0, 1):
            given = {**dict.fromkeys(data, 1 - value), data[shown]: value, **chosen}
            assert circuit.simulate([[given[net] for net in circuit.inputs]]).tolist() == [[value]]


@pytest.mark.parametrize(
    ("name", "most"),
    [("AOI3", 1), ("OAI3", 1), ("ANDNOT", 1), ("MUX", 2), ("XOR", 2), ("AOI4", 2), ("MUX4", 4)],
)
def test_a_gate_is_as_few_neurons_as_its_function_allows(name, most):
    assert len(cells.find(f"$_{name}_").recipe) == most


FLIP_FLOPS = {
    "DFF": lambda D, Q, R, E, value: D,
    "DFFE": lambda D, Q, R, E, value: D if E else Q,
    "SDFF": lambda D, Q, R, E, value: value if R else D,
    "SDFFE": lambda D, Q, R, E, value: value if R else D if E else Q,
    "SDFFCE": lambda D, Q, R, E, value: (value if R else D) if E else Q,
}


def flip_flops():
    for kind, letters in (("DFF", "C"), ("DFFE", "CE"), ("SDFF", "CRv"), ("SDFFE", "CRvE"), ("SDFFCE", "CRvE")):
        for choice in product(*("01" if letter == "v" else "NP" for letter in letters)):
            yield kind, dict(zip(letters, choice, strict=True))


@pytest.mark.parametrize(("kind", "letters"), list(flip_flops()))
def test_flip_flops(kind, letters):
    name = f"$_{kind}_{''.join(letters.values())}_"
    pins = ["D", *(pin for pin in letters if pin != "v")]
    circuit = placed(name, {**{pin: pin for pin in pins}, "Q": "q"}, initial=1)
    assert "C" not in circuit.inputs
    state, cycles, wanted = 1, [], []
    for row in (*product((0, 1), repeat=len(circuit.inputs)),) * 3:
        given = dict(zip(circuit.inputs, row, strict=True))
        active = {pin: given.get(pin, 0) == (letters[pin] == "P") for pin in "RE" if pin in letters}
        wanted.append([state])
        cycles.append(row)
        value = int(letters.get("v", "0"))
        state = FLIP_FLOPS[kind](given["D"], state, active.get("R"), active.get("E"), value)
    assert circuit.simulate(cycles).tolist() == wanted


def test_a_register_without_a_clock_pin():
    assert placed("$_FF_", {"D": "d", "Q": "q"}, initial=1).nodes == {"q": Register("d", 1)}


def test_the_edge_of_the_clock():
    draft = Draft("x")
    for kind, net in (("$_DFF_P_", "p"), ("$_DFFE_PP_", "q")):
        cells.place(
            draft,
            kind,
            cells.find(kind),
            {"C": "clk", "D": "d", "E": "e", "Q": net} if "E" in kind else {"C": "clk", "D": "d", "Q": net},
            1,
        )
    with pytest.raises(FormatError, match="both edges of the clock 'clk'"):
        cells.place(draft, "$_DFF_N_", cells.find("$_DFF_N_"), {"C": "clk", "D": "d", "Q": "r"}, 2)


@pytest.mark.parametrize(
    "kind",
    ["$_DFF_PP1_", "$_DFF_NN0_", "$_DFFE_PN0P_", "$_ALDFF_PP_", "$_ALDFFE_PPN_", "$_DFFSR_PPP_", "$_DFFSRE_PPPP_"],
)
def test_asynchronous_registers_are_refused_by_name(kind):
    with pytest.raises(FormatError) as error:
        cells.find(kind)
    assert (
        str(error.value) == f"{kind} has an asynchronous set or reset (make it synchronous, in Yosys with async2sync)"
    )


@pytest.mark.parametrize("kind", ["$_DLATCH_P_", "$_DLATCH_PP0_", "$_DLATCHSR_PPP_", "$_SR_NN_"])
def test_latches_are_refused_by_name(kind):
    with pytest.raises(FormatError) as error:
        cells.find(kind)
    assert str(error.value) == f"{kind} is a latch (use flip-flops of one clock)"


def test_drivers_of_three_states_are_refused_by_name():
    with pytest.raises(FormatError, match=r"\$_TBUF_ is a driver of three states \(in Yosys, run tribuf -logic\)"):
        cells.find("$_TBUF_")


@pytest.mark.parametrize(
    "kind", ["AND", "$and", "$_AND", "$_FOO_", "$_AND_P_", "$_DFF_", "$_DFF_X_", "$_MUX4_P_", "$_DFFE_P_"]
)
def test_others_are_none(kind):
    assert cells.find(kind) is None


@pytest.mark.parametrize(
    ("wires", "message"),
    [
        ({"A": "a", "B": "b", "X": "c", "Y": "y"}, r"x:2: \$_AND_ has no pin 'X' \(its pins are A B\)"),
        ({"A": "a", "Y": "y"}, r"x:2: pin B of \$_AND_ is not connected"),
        ({"A": "a", "B": "b", "Y": 1}, r"x:2: pin Y of \$_AND_ is constant"),
    ],
)
def test_pins_are_checked(wires, message):
    with pytest.raises(FormatError, match=message):
        cells.place(Draft("x"), "$_AND_", cells.find("$_AND_"), wires, 2)


def test_a_constant_clock_is_refused():
    with pytest.raises(FormatError, match=r"pin C of \$_DFF_P_ is constant"):
        cells.place(Draft("x"), "$_DFF_P_", cells.find("$_DFF_P_"), {"C": 0, "D": "d", "Q": "q"}, 2)


def test_a_cell_that_drives_nothing_is_nothing():
    draft = Draft("x")
    cells.place(draft, "$_AND_", cells.find("$_AND_"), {"A": "a", "B": "b"}, 2)
    assert draft.parts == []


def test_known_values_cost_no_neuron():
    circuit = placed("$_MUX_", {"A": 1, "B": "b", "S": "s", "Y": "y"})
    assert list(circuit.nodes) == ["y"]
    assert circuit.simulate([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist() == [[1], [0], [1], [1]]
    assert list(placed("$_AND_", {"A": 0, "B": "b", "Y": "y"}).nodes["y"].inputs) == []
    wide = placed("$_MUX8_", {**dict.fromkeys("ABCDEFGH", 1), "H": 0, "S": "s", "T": "t", "U": "u", "Y": "y"})
    assert wide.simulate([[1, 1, 1], [0, 1, 1]]).tolist() == [[0], [1]]
    register = placed("$_DFF_P_", {"C": "clk", "D": 1, "Q": "q"})
    assert register.simulate([[], []]).tolist() == [[0], [1]]
