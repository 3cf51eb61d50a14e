"""Every form of simulating: against the oracle, and shapes, types and errors as promised."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurocircuit.errors import CircuitError, InputError, NeurocircuitError
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register
from neurocircuit.simulation.patterns import pack, unpack
from neurocircuit.simulation.simulator import Simulator, simulate, simulate_packed
from neurocircuit.testing import circuits
from tests import oracle
from tests.samples import FULL_ADDER, adder, counter, gate, wires

BIPOLAR_AND = Circuit(["a", "b"], ["y"], {"y": gate("AND", "a", "b", encoding="bipolar")}, encoding="bipolar")


def shown(circuit: Circuit, bits: np.ndarray) -> np.ndarray:
    return bits * 2 - 1 if circuit.encoding == "bipolar" else bits


def random_rows(draw_seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(draw_seed).integers(0, 2, shape, np.uint8)


@settings(deadline=None)
@given(circuits(registers=False), st.integers(0, 1000))
def test_any_combinational_circuit_equals_the_oracle(circuit, seed):
    inputs = len(circuit.inputs)
    matrix = np.array(list(product([0, 1], repeat=inputs))) if inputs <= 4 else random_rows(seed, 9, inputs)
    expected = [
        list(oracle.evaluate(circuit, dict(zip(circuit.inputs, row, strict=True)))[0].values()) for row in matrix
    ]
    got = simulate(circuit, matrix)
    assert got.dtype == (np.uint8 if circuit.encoding == "binary" else np.int8)
    assert (got == shown(circuit, np.array(expected, np.int64).reshape(len(matrix), len(circuit.outputs)))).all()


@pytest.mark.parametrize(("circuit", "false"), [(FULL_ADDER, 0), (BIPOLAR_AND, -1)])
def test_single_truth_values_give_arrays_too(circuit, false):
    for value in circuit.simulate(dict.fromkeys(circuit.inputs, false)).values():
        assert isinstance(value, np.ndarray)
        assert (value.shape, value.dtype, value) == ((), np.int64, false)


@settings(deadline=None)
@given(circuits(max_inputs=2), st.integers(1, 5), st.integers(1, 3), st.integers(0, 1000))
def test_any_clocked_circuit_equals_the_oracle_from_reset(circuit, cycles, runs, seed):
    rows = random_rows(seed, runs, cycles, len(circuit.inputs))
    expected = np.array(
        [
            [
                list(cycle.values())
                for cycle in oracle.run(circuit, [dict(zip(circuit.inputs, row, strict=True)) for row in run])
            ]
            for run in rows
        ]
    ).reshape(runs, cycles, len(circuit.outputs))
    if circuit.registers:
        assert (simulate(circuit, rows) == shown(circuit, expected)).all()
        assert (simulate(circuit, rows[0]) == shown(circuit, expected[0])).all()
    else:
        assert (simulate(circuit, rows[0]) == shown(circuit, expected[0])).all()


@settings(deadline=None, max_examples=50)
@given(circuits(max_inputs=3), st.integers(0, 1000))
def test_all_forms_agree(circuit, seed):
    """By matrix, by name, packed, and step by step."""
    rows = random_rows(seed, 5, len(circuit.inputs))
    by_matrix = simulate(circuit, rows)
    values = {
        port.name: sum(rows[:, circuit.inputs.index(net)].astype(int) << n for n, net in enumerate(port.bits))
        for port in circuit.input_ports
    }
    by_name = simulate(circuit, values) if values else {}
    stepper = Simulator(circuit)
    for index in range(5):
        if not circuit.registers:
            stepper.reset()
        stepped = stepper.step({name: int(column[index]) for name, column in values.items()})
        for port in circuit.output_ports:
            columns = [by_matrix[index, circuit.outputs.index(net)] for net in port.bits]
            value = sum((bit > 0) << n for n, bit in enumerate(columns)) if port.is_bus else columns[0]
            assert stepped[port.name] == value
            assert not by_name or by_name[port.name][index] == value
    words = np.stack([pack(row[:, np.newaxis]) for row in rows]) if circuit.registers else pack(rows.T)
    packed = simulate_packed(circuit, words)
    bits = unpack(packed, 1)[:, :, 0] if circuit.registers else unpack(packed, 5).T
    assert (shown(circuit, bits.astype(np.int64)) == by_matrix).all()


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, float, object])
def test_a_matrix_of_any_type_gives_uint8_of_the_textbook_table(dtype):
    matrix = np.array(list(product([0, 1], repeat=3)), dtype)
    got = FULL_ADDER.simulate(matrix)
    assert got.dtype == np.uint8
    assert got.tolist() == [[sum(row) % 2, sum(row) // 2] for row in product([0, 1], repeat=3)]


def test_by_name_scalars_broadcast_and_columns_are_int64():
    got = FULL_ADDER.simulate(a=[0, 1, 1], b=1, cin=0)
    assert {name: column.tolist() for name, column in got.items()} == {"sum": [1, 0, 0], "cout": [0, 1, 1]}
    assert {column.dtype for column in got.values()} == {np.dtype(np.int64)}


def test_all_scalars_give_arrays_without_an_axis():
    got = FULL_ADDER.simulate(a=1, b=True, cin=np.int8(0))
    assert {name: (column.shape, int(column)) for name, column in got.items()} == {"sum": ((), 0), "cout": ((), 1)}


def test_arrays_of_any_axes_broadcast():
    table = adder(3).simulate(a=np.arange(8)[:, np.newaxis], b=np.arange(8))["s"]
    assert (table == np.add.outer(np.arange(8), np.arange(8))).all()


@pytest.mark.parametrize("width", [1, 7, 8, 63])
def test_buses_up_to_63_bits_are_int64(width):
    values = [0, 1, (1 << width) - 1]
    got = wires(width).simulate(a=values)["y"]
    assert got.dtype == np.int64
    assert got.tolist() == values


@pytest.mark.parametrize("width", [64, 65, 128, 200])
def test_wider_buses_are_python_integers(width):
    values = [0, 2**63, (1 << width) - 1]
    got = wires(width).simulate(a=values)["y"]
    assert got.dtype == object
    assert got.tolist() == values
    assert all(type(value) is int for value in got)
    single = wires(width).simulate(a=values[2])["y"]
    assert isinstance(single, np.ndarray)
    assert single.shape == ()
    assert wires(width).simulate(a=np.array([2**63 + 1], np.uint64))["y"].tolist() == [2**63 + 1]
    assert Simulator(wires(width)).step(a=values[2]) == {"y": values[2]}


def test_bits_of_a_bus_may_be_given_one_by_one():
    assert adder(2).simulate({"a[1]": 1, "a[0]": [0, 1], "b": 3})["s"].tolist() == [5, 6]


def test_bipolar_circuits_show_minus_one_and_also_take_0():
    assert BIPOLAR_AND.simulate(a=[-1, -1, 1, 1, 0], b=[-1, 1, -1, 1, 1])["y"].tolist() == [-1, -1, -1, 1, -1]
    got = BIPOLAR_AND.simulate([[1, 1], [0, 1]])
    assert got.dtype == np.int8
    assert got.tolist() == [[1], [-1]]
    assert Simulator(BIPOLAR_AND).step(a=1, b=-1) == {"y": -1}
    assert simulate_packed(BIPOLAR_AND, np.array([[12], [10]], np.uint64)).tolist() == [[8]]


def test_buses_of_bipolar_circuits_stay_unsigned():
    circuit = wires(3).replace(encoding="bipolar")
    assert circuit.simulate(a=[0, 5])["y"].tolist() == [0, 5]
    assert circuit.simulate([[1, -1, 1]]).tolist() == [[1, -1, 1]]


def test_truth_values_cross_the_border_of_encodings():
    inner = Circuit(
        ["p", "q"],
        ["y"],
        {"y": Neuron(Perceptron([1, 1], threshold=0, encoding="bipolar"), ("p", "q"))},
        encoding="bipolar",
    )
    outer = Circuit(["a", "b"], {"y": "i"}, {"i": Instance(inner, ("a", "b"))})
    assert outer.simulate(a=[0, 0, 1, 1], b=[0, 1, 0, 1])["y"].tolist() == [0, 1, 1, 1]


def test_clocked_values_by_name_are_cycles_or_runs_of_cycles():
    circuit = counter(2)
    assert circuit.simulate(en=[1, 1, 0, 1, 1, 1])["q"].tolist() == [0, 1, 2, 2, 3, 0]
    assert circuit.simulate(en=[[1, 1, 1], [0, 1, 0]])["q"].tolist() == [[0, 1, 2], [0, 0, 1]]
    once = circuit.simulate(en=1)["q"]
    assert (once.shape, int(once)) == ((), 0)


def test_many_runs_side_by_side_are_independent():
    enabled = random_rows(3, 130, 7)
    before = np.cumsum(enabled, axis=1) - enabled
    assert (counter(3).simulate(en=enabled)["q"] == before % 8).all()
    words = pack(enabled.T)[:, np.newaxis]
    packed = simulate_packed(counter(3), words)
    assert packed.shape == (7, 3, 3)
    assert (before % 2 == unpack(packed, 130)[:, 2].T).all()


def test_initial_values_and_a_register_that_is_an_output():
    circuit = Circuit(["d"], ["q"], {"q": Register("d", initial=1)})
    assert circuit.simulate(d=[0, 1, 0])["q"].tolist() == [1, 0, 1]


def test_huge_weights_over_128_inputs_do_not_wrap():
    inputs = [f"x{n}" for n in range(128)]
    rows = np.triu(np.ones((128, 128), np.uint8))
    for weight, least in ((10**9, 128 * 10**9), (2**53 + 1, 100 * (2**53 + 1)), (2**63, 2**63), (-(2**63), -(2**69))):
        circuit = Circuit(inputs, ["y"], {"y": Neuron(Perceptron([weight] * 128, threshold=least), tuple(inputs))})
        expected = [int(weight * count >= least) for count in range(128, 0, -1)]
        assert simulate(circuit, rows)[:, 0].tolist() == expected


def test_the_last_unit_of_a_large_sum_decides():
    for size in (2**53, 2**62, 2**63, 2**64, 10**40):
        for threshold, expected in ((size + 1, 0), (size, 1)):
            circuit = Circuit(
                ["a", "b", "c"], ["y"], {"y": Neuron(Perceptron([size, 1, -1], threshold=threshold), ("a", "b", "c"))}
            )
            assert simulate(circuit, [[1, 1, 1], [1, 0, 0], [1, 1, 0]])[:, 0].tolist() == [expected, expected, 1]


def test_parallel_inputs_count_together():
    circuit = Circuit(["a", "b"], ["y"], {"y": Neuron(Perceptron([1, 1, 1], threshold=2), ("a", "a", "b"))})
    assert simulate(circuit, [[0, 0], [0, 1], [1, 0], [1, 1]])[:, 0].tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("patterns", [0, 1, 63, 64, 65, 200])
def test_any_number_of_patterns(patterns):
    rows = random_rows(0, patterns, 3)
    assert (FULL_ADDER.simulate(rows)[:, 1] == (rows.sum(axis=1) > 1)).all()
    assert FULL_ADDER.simulate(rows).shape == (patterns, 2)
    assert FULL_ADDER.simulate(a=rows[:, 0], b=0, cin=0)["sum"].shape == (patterns,)


def test_circuits_without_inputs_or_outputs():
    constant = Circuit([], ["y"], {"y": gate("ONE")})
    assert constant.simulate(np.zeros((3, 0))).tolist() == [[1], [1], [1]]
    assert int(constant.simulate()["y"]) == 1
    assert Circuit(["a"], [], {}).simulate([[1], [0]]).shape == (2, 0)
    blinker = Circuit([], ["q"], {"q": Register("d"), "d": gate("NOT", "q")})
    assert blinker.simulate(np.zeros((4, 0)))[:, 0].tolist() == [0, 1, 0, 1]


def test_inputs_named_like_parameters_go_through_a_mapping_and_mostly_by_keyword():
    circuit = Circuit(
        ["engine", "self", "circuit", "values"], ["y"], {"y": gate("AND", "engine", "self", "circuit", "values")}
    )
    values = {"engine": [1, 0], "self": 1, "circuit": 1, "values": 1}
    assert circuit.simulate(values)["y"].tolist() == [1, 0]
    named = circuit.replace(inputs=["e", *circuit.inputs[1:]], nodes={"y": gate("AND", "e", *circuit.inputs[1:])})
    assert named.simulate(e=[1, 0], self=1, circuit=1, values=1)["y"].tolist() == [1, 0]
    stepper = Simulator(circuit)
    assert stepper.step(engine=1, self=1, circuit=1, values=1) == {"y": 1}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": 2, "b": 1, "cin": 0}, "input 'a': 2 is not among its values (0 or 1)"),
        ({"a": [0, 1, -1], "b": 1, "cin": 0}, "input 'a': -1 is not among its values (0 or 1)"),
        ({"a": 0.5, "b": 1, "cin": 0}, "input 'a': 0.5 is no integer"),
        ({"a": [0, float("nan")], "b": 1, "cin": 0}, "input 'a': nan is no integer"),
        ({"a": float("inf"), "b": 1, "cin": 0}, "input 'a': inf is no integer"),
        ({"a": "1", "b": 1, "cin": 0}, "input 'a': '1' is no integer"),
        ({"a": None, "b": 1, "cin": 0}, "input 'a': None is no integer"),
        ({"a": [[1], [1, 0]], "b": 1, "cin": 0}, "input 'a': rows of different lengths"),
        ({"a": 1, "b": 1, "cinn": 0}, "unknown input 'cinn' (did you mean 'cin'?)"),
        ({"a": 1, "b": 1}, "no value for input cin"),
        ({}, "no value for input a, b, cin"),
        ({"a": [1, 0], "b": [1, 0, 1], "cin": 0}, "inputs of different lengths: a (2,), b (3,)"),
    ],
)
def test_wrong_values_by_name_are_told(values, message):
    with pytest.raises(InputError) as caught:
        FULL_ADDER.simulate(values)
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": 4, "b": 0}, "input 'a': 4 is not among its values (0 to 3)"),
        ({"a": [-1], "b": 0}, "input 'a': -1 is not among its values (0 to 3)"),
        ({"a": 10**30, "b": 0}, f"input 'a': {10**30} is not among its values (0 to 3)"),
        ({"a": -(10**5000), "b": 0}, "input 'a': an integer of 16610 bits is not among its values (0 to 3)"),
        ({"a": 1, "a[0]": 1, "b": 0}, "input 'a[0]' is given twice"),
        ({"a[0]": 1, "b": 0}, "no value for input a[1]"),
    ],
)
def test_wrong_values_of_buses_are_told(values, message):
    with pytest.raises(InputError) as caught:
        adder(2).simulate(values)
    assert str(caught.value) == message


def test_wrong_values_of_wide_buses_are_told():
    for value in (-1, 1 << 70):
        with pytest.raises(InputError, match=r"0 to 2\^70 - 1"):
            wires(70).simulate(a=[0, value])


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.zeros((2, 2)), "a matrix of shape (2, 2) for 3 inputs (the shape is (patterns, 3))"),
        (np.zeros(3), "a matrix of shape (3,) for 3 inputs (the shape is (patterns, 3))"),
        ([[0, 0, 0], [0, 0, 7]], "input 'cin': 7 is not among its values (0 or 1)"),
        ([[0, -1, 0]], "input 'b': -1 is not among its values (0 or 1)"),
        ([[0.5, 0, 0]], "input 'a': 0.5 is not among its values (0 or 1)"),
        ([[0, 0, 0], [0]], "a matrix with rows of different lengths"),
        ([["0", "1", "1"]], "a matrix of <U1 (a matrix of truth values)"),
    ],
)
def test_wrong_matrices_are_told(matrix, message):
    with pytest.raises(InputError) as caught:
        FULL_ADDER.simulate(matrix)
    assert str(caught.value) == message


def test_wrong_shapes_of_clocked_circuits_are_told():
    with pytest.raises(InputError, match=r"the shape is \(cycles, 1\) or \(runs, cycles, 1\)"):
        counter(2).simulate(np.zeros((1, 1, 4, 1)))
    with pytest.raises(InputError, match=r"values of 3 axes"):
        counter(2).simulate(en=np.zeros((2, 2, 2), int))
    with pytest.raises(InputError, match=r"\(cycles, 1, words\)"):
        simulate_packed(counter(2), np.zeros((1, 2), np.uint64))
    with pytest.raises(InputError, match="step takes single values"):
        Simulator(counter(2)).step(en=[1, 0])


def test_packed_words_have_one_type_and_shape():
    with pytest.raises(InputError, match="packed words of int64"):
        simulate_packed(FULL_ADDER, np.zeros((3, 1), np.int64))
    with pytest.raises(InputError, match=r"the shape is \(3, words\)"):
        simulate_packed(FULL_ADDER, np.zeros((2, 1), np.uint64))


def test_two_forms_at_once_are_refused():
    for values, named in (((np.zeros((1, 3)),), {"a": 1}), (({}, {}), {})):
        with pytest.raises(InputError, match="one matrix, one mapping"):
            FULL_ADDER.simulate(*values, **named)
    for values, named in ((3, {}), ({"a": 1}, {"b": 1})):
        with pytest.raises(InputError, match="one mapping, or values by name"):
            Simulator(FULL_ADDER).step(values, **named)


def test_an_unknown_engine_is_told_with_the_known_ones():
    for form in (FULL_ADDER.simulate, Simulator):
        with pytest.raises(InputError, match=r"unknown engine 'gpu' \(one of auto, reference"):
            form(FULL_ADDER, engine="gpu")
    assert FULL_ADDER.simulate(a=1, b=1, cin=1, engine="reference")["sum"] == 1


def test_a_faulty_circuit_is_told():
    with pytest.raises(CircuitError, match="unknown net 'b'"):
        Circuit(["a"], ["b"], {}).simulate(a=1)
    assert issubclass(CircuitError, NeurocircuitError)


def test_the_simulator_keeps_state_and_resets():
    run = Simulator(counter(2))
    assert [run.step(en=1)["q"] for _ in range(3)] == [0, 1, 2]
    assert (run.cycle, run.state) == (3, {"q": 3})
    assert run.step({"en": 0}) == {"q": 3}
    run.reset()
    assert (run.cycle, run.state) == (0, {"q": 0})
    assert all(type(value) is int for value in run.step(en=1).values())


def test_a_refused_step_changes_nothing():
    run = Simulator(counter(2))
    run.step(en=1)
    with pytest.raises(InputError):
        run.step(en=2)
    assert (run.cycle, run.state) == (1, {"q": 1})


def test_the_simulator_of_a_bipolar_circuit_shows_its_state_so():
    blinker = Circuit([], ["q"], {"q": Register("d"), "d": gate("NOT", "q", encoding="bipolar")}, encoding="bipolar")
    run = Simulator(blinker)
    assert [run.step()["q"], run.state, run.step()["q"]] == [-1, {"q": 1}, 1]


def test_values_in_the_order_of_the_ports_and_by_name_are_the_same():
    wanted = adder(4).simulate(a=[1, 2, 3], b=5)["s"].tolist()
    assert adder(4).simulate([1, 2, 3], 5)["s"].tolist() == wanted
    assert adder(4).simulate([1, 2, 3], b=5)["s"].tolist() == wanted
    assert counter(2).simulate([1, 1, 0])["q"].tolist() == [0, 1, 2]
    assert counter(2).simulate([[1], [1], [0]]).tolist() == [[0, 0], [0, 1], [1, 0]]
    assert wires(1).simulate(1)["y"].item() == 1
    with pytest.raises(InputError, match=r"3 values for 2 inputs \(in the order a, b\)"):
        adder(4).simulate(1, 2, 3)
    with pytest.raises(InputError, match="input 'a' is given twice"):
        adder(4).simulate(1, a=2)
    with pytest.raises(InputError, match="no value for input b"):
        adder(4).simulate(a=1)


def test_without_values_all_rows_are_run_up_to_a_million():
    seen = adder(2).simulate()
    assert seen["s"].tolist() == [a + b for a in range(4) for b in range(4)]
    assert Circuit([], ["y"], {"y": gate("ONE")}).simulate()["y"].item() == 1
    with pytest.raises(InputError, match=r"no values, and 2\^22 rows \(at most 2\^20 where none are given\)"):
        adder(11).simulate()
    with pytest.raises(InputError, match="no value for input en"):
        counter(2).simulate()
    with pytest.raises(InputError, match="no value for input a, b"):
        adder(2).simulate({})


def test_watched_nets_stand_beside_the_outputs():
    seen = adder(2).simulate(a=[1, 3], b=3, watch=["fa0.cout", "s"])
    assert list(seen) == ["s", "fa0.cout"]
    assert seen["fa0.cout"].tolist() == [1, 1]
    assert FULL_ADDER.simulate(1, 1, 0, watch="cout")["cout"].shape == ()
    with pytest.raises(InputError, match="unknown net 'nope'"):
        FULL_ADDER.simulate(1, 1, 0, watch=["nope"])
    with pytest.raises(InputError, match="one matrix, one mapping"):
        FULL_ADDER.simulate(np.zeros((1, 3)), watch=["cout"])


@settings(deadline=None, max_examples=30)
@given(circuits(), st.data())
def test_a_run_is_its_steps(circuit, data):
    cycles = data.draw(st.integers(0, 70))
    low = -1 if circuit.encoding == "bipolar" else 0
    values = {}
    for port in circuit.input_ports:
        most = st.integers(0, 2**port.width - 1) if port.is_bus else st.sampled_from([low, 1])
        values[port.name] = data.draw(st.lists(most, min_size=cycles, max_size=cycles) | most)
    run, steps = Simulator(circuit), Simulator(circuit)
    first = {name: 1 if isinstance(value, list) else value for name, value in values.items()}
    assert run.step(first) == steps.step(first)
    seen = run.run(cycles, values)
    for cycle in range(cycles):
        now = {name: value[cycle] if isinstance(value, list) else value for name, value in values.items()}
        assert steps.step(now) == {name: int(shown[cycle]) for name, shown in seen.items()}
    assert (run.cycle, run.state, list(run.history)) == (steps.cycle, steps.state, list(steps.history))


def test_a_simulator_runs_watches_and_shows_its_state():
    run = Simulator(counter(2), watch=["q[0]"])
    assert run.run(en=[1, 1, 0])["q[0]"].tolist() == [0, 1, 0]
    assert run.step(en=1) == {"q": 2, "q[0]": 0}
    assert repr(run).endswith(": cycle 4, q=3>")
    assert list(run.history)[-1] == {"en": 1, "q": 2, "q[0]": 0}
    run.reset()
    assert (run.cycle, run.state, list(run.history)) == (0, {"q": 0}, [])
    assert run.run(100, en=1)["q"].tolist() == [cycle % 4 for cycle in range(100)]
    assert len(run.history) == 64
    assert Simulator(FULL_ADDER).run(a=[1, 1], b=1, cin=[0, 1])["sum"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        ((), {"en": 1}, "how many cycles"),
        ((-1,), {"en": 1}, "-1 cycles"),
        (("x",), {"en": 1}, "'x' cycles"),
        ((3,), {"en": [1, 0]}, "values of shape"),
        ((2,), {"en": [[1, 0]]}, "values of shape"),
        ((2,), {}, "no value for input en"),
        ((2, 3), {}, "one mapping, or values by name"),
    ],
)
def test_runs_that_are_refused_change_nothing(arguments, named, message):
    run = Simulator(counter(2))
    with pytest.raises(InputError, match=message):
        run.run(*arguments, **named)
    assert (run.cycle, run.state) == (0, {"q": 0})


def test_what_is_no_circuit_has_no_simulator():
    with pytest.raises(InputError, match="3 is no circuit"):
        Simulator(3)
