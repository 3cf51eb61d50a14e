"""``check``: the tests of circuits, vectors, and the rules of an exercise."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from neurocircuit.formats import library

XOR_BY_GATES = {
    "format": "neurocircuit/1",
    "inputs": ["a", "b"],
    "outputs": ["y"],
    "nodes": {
        "some": {"gate": "OR", "inputs": ["a", "b"]},
        "both": {"weights": {"a": 0.6, "b": 0.6}, "threshold": 1},
        "not_both": {"gate": "NOT", "inputs": ["both"]},
        "y": {"gate": "AND", "inputs": ["some", "not_both"]},
    },
}
NAMES = ["a", "b", "y"]


def document(expected, **parts):
    """A circuit of an AND with a test of these outputs."""
    rows = [[row >> 1 & 1, row & 1, y] for row, y in enumerate(expected)]
    return {
        "format": "neurocircuit/1",
        "inputs": ["a", "b"],
        "outputs": ["y"],
        "nodes": {"y": {"gate": "AND", "inputs": ["a", "b"]}},
        "tests": [{"name": "all rows", "columns": NAMES, "rows": rows}],
        **parts,
    }


@pytest.fixture
def save(tmp_path):
    """Write a document, or a text that is none, to a file."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_all_ready_made_circuits_pass(cli):
    shown = cli("check", library.folder())
    count = len(library.names())
    assert shown.code == 0
    assert shown.lines[-1].startswith(f"{count} of {count} circuits passed, ")
    assert len(shown.lines) == count + 1


def test_a_ready_made_circuit_by_name(cli):
    assert cli("check", "full_adder").lines == [
        "ok     full_adder  2 tests passed",
        "1 of 1 circuit passed, 2 of 2 tests passed",
    ]


def test_a_failing_row_shows_inputs_got_and_expected(cli, save):
    save("wrong.json", document([0, 1, 0, 1]))
    shown = cli("check", "wrong.json")
    assert shown.code == 1
    assert shown.lines == [
        "FAIL   wrong.json  0 of 1 test passed",
        "       all rows: row 2: a=0 b=1: got y=0, expected y=1",
        "0 of 1 circuit passed, 0 of 1 test passed",
    ]


def test_a_broken_file_is_a_line_and_the_rest_goes_on(cli, save):
    save("folder/a.json", document([0, 0, 0, 1]))
    save("folder/b/broken\x1b.json", "{")
    save("folder/b/c.json", document([0, 0, 0, None]))
    save("folder/notes.txt", "no circuit")
    shown = cli("check", "folder")
    assert (shown.code, shown.err) == (1, "")
    ok, error, other, summary = shown.lines
    assert ok.startswith("ok     folder/a.json")
    assert error.startswith("ERROR  folder/b/broken\\x1b.json:1: ")
    assert other.startswith("ok     folder/b/c.json")
    assert summary == "2 of 3 circuits passed, 2 of 2 tests passed"


def test_files_below_this_folder(cli, save):
    save("b.json", "{")
    assert cli("check", ".").lines[0].startswith("ERROR  b.json:1: ")


def test_what_is_not_there_and_an_empty_folder_are_no_success(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    shown = cli("check", "gone.json", "empty", "and")
    assert shown.code == 1
    assert [line.split()[0] for line in shown.lines] == ["ERROR", "ERROR", "ok", "1"]


def test_many_wrong_rows_are_summed_up(cli, save):
    save("wrong.json", document([1, 1, 1, 0] * 5))
    lines = cli("check", "wrong.json").lines
    assert len(lines) == 13
    assert lines[11] == "       all rows: 10 more rows differ"


def test_registers_count_cycles_from_reset(cli, save):
    rows = [[1, 0], [0, 1], [1, 0], [1, 1]]
    delay = {"inputs": ["d"], "outputs": ["q"], "nodes": {"q": {"register": "d"}}}
    delay |= {"format": "neurocircuit/1", "tests": [{"columns": ["d", "q"], "rows": rows}]}
    save("delay.json", delay)
    assert cli("check", "delay.json").code == 0
    rows[3][1] = 0
    save("delay.json", delay)
    assert "test 1: row 4: d=1: got q=1, expected q=0" in cli("check", "delay.json").out


def test_definitions_have_tests_too(cli, save):
    inner = {key: value for key, value in document([0, 0, 0, 0]).items() if key != "format"}
    nodes = {"y": {"circuit": "inner", "inputs": {"a": "a", "b": "b"}}}
    save("top.json", document([0, 0, 0, 1], nodes=nodes, circuits={"inner": inner}))
    shown = cli("check", "top.json")
    assert shown.code == 1
    assert "inner: all rows: row 4: a=1 b=1: got y=1, expected y=0" in shown.out
    assert shown.lines[-1].endswith("1 of 2 tests passed")


def test_tests_of_another_file(cli, save):
    save("xor.json", XOR_BY_GATES)
    assert cli("check", "xor.json", "--tests", "xor").code == 0
    shown = cli("check", "xor.json", "and", "--tests", "xor")
    assert shown.code == 1
    assert "got y=1, expected y=0" in shown.out
    assert shown.lines[-1].startswith("1 of 2 circuits passed")


def test_tests_of_another_encoding(cli):
    assert cli("check", "xor", "--tests", "xor_bipolar").code == 0
    assert cli("check", "xor_bipolar", "--tests", "xor").code == 0


def test_tests_for_other_ports_are_a_line(cli, save):
    shown = cli("check", "full_adder", "xor", "--tests", "xor")
    assert shown.code == 1
    assert [line.split()[0] for line in shown.lines] == ["ERROR", "ok", "1"]
    assert shown.lines[0] == "ERROR  full_adder: input 'cin' is one too many ('xor' has 'a', 'b')"
    submitted = {"out": "y"}
    for parts, message in (
        ({"outputs": submitted}, "output 'y' is missing; it has 'out' ('xor' asks for it)"),
        ({"inputs": ["a", "c"]}, "input 'b' is missing; it has 'a', 'c' ('xor' asks for it)"),
        ({"inputs": []}, "input 'a' is missing; it has no inputs ('xor' asks for it)"),
        ({"inputs": ["a[1:0]", "b"]}, "input 'a' has 2 bits ('xor' has 1)"),
    ):
        nodes = {"y": {"gate": "ONE", "inputs": []}}
        save("s.json", {"format": "neurocircuit/1", "inputs": ["a", "b"], "outputs": ["y"], "nodes": nodes, **parts})
        assert cli("check", "s.json", "--tests", "xor").lines[0] == f"ERROR  s.json: {message}"


def test_a_reference_that_is_none(cli, save):
    save("untested.json", XOR_BY_GATES)
    assert "no tests" in cli("check", "xor", "--tests", "untested.json").error
    assert "gone" in cli("check", "xor", "--tests", "gone").error
    assert "exclude each other" in cli("check", "xor", "--tests", "xor", "--against", "x.csv").error
    assert "gone" in cli("check", "xor", "--against", "gone.bench").error


def test_against_a_circuit(cli, save):
    assert cli("check", "adder4", "--against", "lookahead_adder4").code == 0
    shown = cli("check", "or", "and", "--against", "and", "--format", "csv")
    assert shown.code == 1
    assert shown.lines[1:] == [
        'or,failed,0,1,1,"and: row 2: a=0 b=1: got y=1, expected y=0"',
        "and,passed,1,0,1,",
    ]


def test_against_a_clocked_circuit_the_row_is_the_cycle(cli, save):
    outputs = dict.fromkeys(("q[3]", "q[2]", "q[1]", "q[0]", "carry"), "zero")
    nodes = {"zero": {"gate": "ZERO", "inputs": []}}
    save("stuck.json", {"format": "neurocircuit/1", "inputs": ["en", "reset"], "outputs": outputs, "nodes": nodes})
    shown = cli("check", "stuck.json", "--against", "counter4", "--format", "json").json
    (failure,) = shown["files"][0]["tests"][0]["failures"]
    assert failure["row"] > 0
    assert failure["got"] == {"q": 0, "carry": 0}
    assert failure["expected"] == {"q": 1, "carry": 0}


def test_against_a_circuit_with_other_ports(cli):
    shown = cli("check", "half_adder", "--against", "and")
    assert shown.code == 1
    assert shown.lines[0] == "ERROR  half_adder: output 'y' is missing; it has 'sum', 'carry' ('and' asks for it)"
    more = cli("check", "y = a & b; z = a | b", "--against", "and").lines[0]
    assert more.endswith("output 'z' is one too many ('and' has 'y')")


def test_what_is_not_proved_does_not_pass(cli, monkeypatch):
    monkeypatch.setattr("neurocircuit.cli.check.PROOF_SECONDS", 0.0)
    shown = cli("check", "adder4", "--against", "lookahead_adder4")
    assert shown.code == 1
    assert "not proved equal to lookahead_adder4: nothing proved" in shown.out


def test_against_vectors(cli, save):
    save("v.csv", "a,b,y\n0,1,1\n1,1,0\n")
    assert cli("check", "xor", "--against", "v.csv").code == 0
    shown = cli("check", "or", "--against", "v.csv")
    assert shown.code == 1
    assert "       v.csv: row 2: a=1 b=1: got y=1, expected y=0" in shown.lines


def test_what_simulate_writes_can_be_checked_where_an_output_is_a_bit_of_an_input(cli, save):
    save("port.json", '{"format": "neurocircuit/1", "inputs": ["c[1:0]"], "outputs": ["c[0]"], "nodes": {}}')
    assert cli("simulate", "port.json", "--exhaustive", "-o", "x.csv").code == 0
    assert cli("check", "port.json", "--against", "x.csv").code == 0
    save("x.csv", "c,c[0]\n2,1\n")
    assert "c[0]" in cli("check", "port.json", "--against", "x.csv").out


def test_against_vectors_of_registers_and_of_single_bits(cli, save):
    save("v.csv", "en,reset,q[1]\n1,0,0\n1,0,0\n1,0,1\n1,0,1\n")
    assert cli("check", "counter4", "--against", "v.csv").code == 0


def test_against_vectors_in_the_bipolar_encoding(cli, save):
    save("v.csv", "a,b,y\n-1,1,0\n0,1,-1\n1,1,1\n")
    assert cli("check", "and_bipolar", "--against", "v.csv").code == 0
    assert cli("check", "xor_bipolar", "--against", "v.csv").code == 1


@pytest.mark.parametrize("text", ["a,b,y\n0,1\n", "a,b,y\n0,1,2\n"])
def test_vectors_that_are_broken_are_refused(cli, save, text):
    save("v.csv", text)
    assert cli("check", "xor", "--against", "v.csv").error.startswith("v.csv:2: ")


@pytest.mark.parametrize("text", ["a;b;y\n0;1;1\n", "", "a,b,y\n"])
def test_vectors_that_no_circuit_has_are_refused(cli, save, text):
    save("v.csv", text)
    assert cli("check", "xor", "--against", "v.csv").error.startswith("v.csv:1: ")


def test_expected_cells_that_are_not_compared(cli, save):
    save("v.csv", "a,b,cin,sum,cout\n1,0,1,0,-\n1,1,1,,x\n0,0,0,1,1\n")
    shown = cli("check", "full_adder", "--against", "v.csv")
    assert shown.code == 1
    assert shown.out.count(": row ") == 1
    assert "v.csv: row 3: a=0 b=0 cin=0: got sum=0 cout=0, expected sum=1 cout=1" in shown.out


@pytest.mark.parametrize("file", ["x.csv", "x.npz"])
def test_against_what_was_simulated(cli, save, file):
    port = {"format": "neurocircuit/1", "inputs": ["c[1:0]"], "outputs": ["c[0]"], "nodes": {}}
    save("port.json", port)
    for circuit, *more in (["port.json"], ["counter4", "--random", "5", "--runs", "2"], ["lfsr4"], ["xor", "--sums"]):
        cli("simulate", circuit, *more, "-o", file)
        assert cli("check", circuit, "--against", file).lines[-1] == "1 of 1 circuit passed, 1 of 1 test passed"
        again = cli("simulate", circuit, "--vectors", file, "--format", "csv")
        assert (
            again.out == cli("simulate", circuit, *(word for word in more if word != "--sums"), "--format", "csv").out
        )


def test_vectors_for_other_ports_are_a_line(cli, save):
    save("v.csv", "a,b,y\n0,1,1\n")
    lines = cli("check", "full_adder", "xor", "--against", "v.csv").lines
    assert [line.split()[0] for line in lines] == ["ERROR", "ok", "1"]
    assert lines[0].startswith("ERROR  full_adder: v.csv:1: ")
    assert lines[0].endswith("(one of a, b, cin, cout, sum)")


def test_only_some_gates(cli, save):
    save("xor.json", XOR_BY_GATES)
    assert cli("check", "xor.json", "--only", "AND, or,NOT", "--tests", "xor").code == 0
    shown = cli("check", "xor.json", "--only", "AND,NAND")
    assert shown.code == 1
    assert shown.lines[1] == "       not one of AND, NAND: some"
    assert cli("check", "xor", "--only", "AND,OR,NOT").code == 1
    assert "unknown gate 'ANDD' (did you mean 'AND'?)" in cli("check", "xor", "--only", "ANDD").error


def test_a_neuron_counts_by_what_it_computes_or_by_how_it_is_written(cli, save):
    inverter = {"format": "neurocircuit/1", "inputs": ["a"], "outputs": ["y"], "nodes": {}}
    inverter["tests"] = [{"columns": ["a", "y"], "rows": [[0, 1], [1, 0]]}]
    for node, gates, by_function, by_name in (
        ({"gate": "NOT", "inputs": ["a"]}, "NAND", 0, 1),
        ({"gate": "NOT", "inputs": ["a"]}, "NOT", 0, 0),
        ({"gate": "NAND", "inputs": ["a"]}, "NAND", 0, 0),
        ({"weights": {"a": -2}, "threshold": -1}, "NAND", 0, 1),
        ({"weights": {"a": -2}, "threshold": -1}, "AND,OR", 1, 1),
    ):
        save("not.json", {**inverter, "nodes": {"y": node}})
        assert cli("check", "./not.json", "--only", gates).code == by_function
        assert cli("check", "./not.json", "--only", gates, "--gates-only").code == by_name
    assert cli("check", "./not.json", "--gates-only").lines[1] == "       written with weights: y"


def test_a_circuit_without_tests_is_no_pass(cli, save):
    save("untested.json", XOR_BY_GATES)
    shown = cli("check", "untested.json")
    assert shown.code == 1
    assert shown.lines == [
        "none   untested.json  no tests",
        "0 of 1 circuit passed, 1 without tests, 0 of 0 tests passed",
        "nothing was tested (--tests REF.json or --against REF brings tests)",
    ]
    beside = cli("check", "untested.json", "xor")
    assert beside.code == 0
    assert beside.lines[-1] == "1 of 2 circuits passed, 1 without tests, 1 of 1 test passed"
    assert cli("check", "untested.json", "--format", "csv").lines[1] == "untested.json,no tests,0,0,4,"
    assert cli("check", "untested.json", "--format", "json").json["passed"] is False


def test_the_first_reason_of_a_cheat_is_the_ready_made_circuit(cli, save):
    nodes = {"x": {"circuit": "xor", "inputs": {"a": "a", "b": "b"}}}
    save("cheat.json", {**XOR_BY_GATES, "outputs": {"y": "x"}, "nodes": nodes})
    rules = ("--only", "AND,OR,NOT", "--no-library", "--max-neurons", "1", "--tests", "or")
    line = cli("check", "cheat.json", *rules, "--format", "csv").lines[1]
    assert line == "cheat.json,failed,0,1,2,ready-made circuits used: x (xor)"


def test_an_empty_folder_says_so(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    assert cli("check", "empty").lines[0] == "ERROR  empty: a folder without .json files"
    assert cli("simulate", "empty").error == "empty: a folder, where a file is expected (name a file in it)"


def test_no_ready_made_parts(cli):
    assert cli("check", "full_adder", "--no-library").code == 0
    shown = cli("check", "adder4", "--no-library")
    assert shown.code == 1
    assert "fa0 (full_adder)" in shown.out


def test_at_most_so_many_neurons(cli):
    assert cli("check", "adder4", "--max-neurons", "8").code == 0
    shown = cli("check", "adder4", "--max-neurons", "7")
    assert shown.code == 1
    assert "8 neurons, at most 7 allowed" in shown.out


def test_json(cli, save):
    save("wrong.json", document([0, 1, 0, 1]))
    shown = cli("check", "wrong.json", "gone", "--format", "json")
    assert shown.code == 1
    assert shown.json["files"][0]["tests"] == [
        {
            "name": "all rows",
            "rows": 4,
            "passed": False,
            "failures": [{"row": 2, "inputs": {"a": 0, "b": 1}, "got": {"y": 0}, "expected": {"y": 1}}],
        }
    ]
    assert "no such file" in shown.json["files"][1]["error"]
    assert [shown.json[key] for key in ("passed", "circuits", "circuits_passed", "tests")] == [False, 2, 0, 1]


def test_csv(cli, save):
    save("wrong.json", document([0, 1, 0, 1]))
    rows = list(csv.reader(io.StringIO(cli("check", "wrong.json", "and", "gone", "--format", "csv").out)))
    assert [row[1] for row in rows] == ["result", "failed", "passed", "error"]


def test_junit(cli, save, tmp_path):
    name = "<b>\n\x1b&"
    wrong = document([0, 1, 0, 1])
    wrong["tests"][0]["name"] = name
    save("wrong.json", wrong)
    assert cli("check", "wrong.json", "gone", "and", "--max-neurons", "0", "--junit", "report.xml").code == 1
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    suites = {suite.get("name"): suite for suite in root}
    assert suites["gone"].get("errors") == "1"
    assert suites["wrong.json"].get("failures") == "2"
    assert suites["and"].find("testcase/failure").get("message") == "1 neurons, at most 0 allowed"
    case = suites["wrong.json"].findall("testcase")[1]
    assert case.get("name") == "<b>\\n\\x1b&"
    assert "row 2: a=0 b=1" in case.find("failure").text


def test_a_report_that_cannot_be_written_says_nothing_else(cli):
    assert cli("check", "and", "--junit", "missing/report.xml").error.startswith("missing/report.xml")


def test_stdin(cli):
    assert cli("check", "-", stdin=json.dumps(document([0, 0, 0, 1]))).code == 0
