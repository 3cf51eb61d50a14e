"""The FUNCTION argument: a gate's name, a truth table, FILE[:OUTPUT] or an expression, in this order."""

import pytest


def identified(cli, *arguments, **stdin):
    return cli("identify", *arguments, "--format", "json", **stdin).json.get("weights")


@pytest.mark.parametrize(
    ("arguments", "weights"),
    [
        (["nor"], [-1, -1]),
        (["majority"], [1, 1, 1]),
        ([" Majority"], [1, 1, 1]),
        (["AND", "--inputs", "4"], [1, 1, 1, 1]),
        (["0xe", "--inputs", "2"], [1, 1]),
        (["0b11101000", "--inputs", "3"], [1, 1, 1]),
        (["full_adder:cout"], [1, 1, 1]),
        (["Full_Adder:cout"], [1, 1, 1]),
        (["AND_BIPOLAR"], [1, 1]),
        (["implication"], [-1, 1]),
        (["q | p & q"], [1, 0]),
        (["~zz"], [-1]),
        (["in & en"], [1, 1]),
        (["x & y"], [1, 1]),
        (["fa.s & x.json"], [1, 1]),
        (["p | full_adder:cout"], [1, 1]),
        (["(fa.s)"], [1]),
        (["(nor)"], [1]),
        (["a[3]"], [1]),
        ([" & ".join(["p"] * 2000)], [1]),
    ],
)
def test_each_kind(cli, arguments, weights):
    assert identified(cli, *arguments) == weights


def test_a_file_comes_before_an_expression_and_after_a_gate(cli):
    cli("build", "y = ~p", "-o", "a.json")
    cli("build", "y = ~p", "-o", "a.bench")
    for name in ("a", "and"):
        with open(name, "w") as file:
            file.write("{}")
    assert identified(cli, "a.json") == identified(cli, "a.bench:y") == [-1]
    assert "format" in cli("identify", "a").error
    assert identified(cli, "and") == [1, 1]


def test_a_circuit_on_stdin(cli):
    made = cli("build", "y = p & ~q")
    assert identified(cli, "-", stdin=made.out) == [1, -1]
    assert identified(cli, "-:y", stdin=made.out) == [1, -1]


def test_a_bipolar_circuit_is_the_same_function(cli):
    assert identified(cli, "and_bipolar") == [1, 1]


ZERO_ONE = "0,0,1\n0,1,0\n1,0,0\n1,1,0\n"
SIGNED = "-1,-1,1\n1,-1,-1\n1,1,-1\n-1,1,-1\n"


@pytest.mark.parametrize("rows", [ZERO_ONE, SIGNED])
def test_csv_tables_in_both_encodings_and_any_order(cli, tmp_path, rows):
    (tmp_path / "t.csv").write_text(f"a,b,y\n{rows}")
    assert identified(cli, "t.csv", "--encoding", "bipolar") == [-1, -1]


@pytest.mark.parametrize("command", [["learn"], ["identify"], ["guess", "0,1,1"]])
def test_a_table_is_bipolar_only_where_the_user_says_so(cli, tmp_path, command):
    (tmp_path / "t.csv").write_text(f"a,b,y\n{SIGNED}")
    command.insert(1, "t.csv")
    assert cli(*command).error == "t.csv: a table of -1 and 1 (say --encoding bipolar)"
    assert cli(*command, "--encoding", "bipolar", "--format", "csv").code in (0, 1)
    (tmp_path / "t.csv").write_text("a,b,y\n0,0,0\n0,1,0\n1,-1,-1\n1,1,1\n")
    for more in ([], ["--encoding", "bipolar"]):
        assert cli(*command, *more).error == "t.csv: column 'b' mixes 0 and -1"


def test_csv_of_names_that_are_masked_or_mean_something_else(cli, tmp_path):
    (tmp_path / "t.csv").write_text("'-a,run,a[1]\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n")
    shown = cli("identify", "t.csv")
    assert "it fires when -a + run >= 2" in shown.out


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0,0,1\n0,1,0\n1,0,0\n0,1,1\n", "t.csv: rows 2 and 4 have the same inputs and different outputs"),
        ("0,0,1\n0,1,0\n1,0,0\n1,2,0\n", "t.csv:5"),
        ("0,0,1\n0,1,0\n1,0,0\n1,1,x\n", "t.csv:5: 'x' is no value of 'y' (0 or 1)"),
    ],
)
def test_csv_that_is_no_table(cli, tmp_path, rows, message):
    (tmp_path / "t.csv").write_text(f"a,b,y\n{rows}")
    assert message in cli("identify", "t.csv").error


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,a,y\n0,0,1\n", "t.csv:1: 'a' is given twice"),
        ("a,y,a\n0,0,1\n", "t.csv:1: 'a' is given twice"),
        ("a;y\n0;1\n", "t.csv:1: columns separated by ';' (separate with commas)"),
        ("y\n0\n1\n", "t.csv: a table of one column (the inputs, then the output)"),
    ],
)
def test_csv_that_has_no_columns_of_a_function(cli, tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    assert message in cli("identify", "t.csv").error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["0xe8"], "how many inputs has the truth table 0xe8? (say --inputs N, or inputs=N)"),
        (["0xe8", "--inputs", "2"], "0xe8 is no truth table of 2 inputs"),
        (["full_adder"], "full_adder has 2 outputs (name one, as in full_adder:sum)"),
        (["full_adder:x"], "full_adder has no output 'x'"),
        (["full_addr"], "did you mean 'full_adder'?"),
        (["counter4:q[0]"], "counter4 has registers"),
        (["nothing.json"], "nothing.json: no such file"),
        (["nothing.csv"], "nothing.csv: no such file"),
        (["nothing.txt"], "nothing.txt: no such file"),
        (["no/thing"], "no/thing: no such file"),
        (["full_addr:cout"], "full_addr: no such file or ready-made circuit (did you mean 'full_adder'?)"),
        (["a[3:0]"], "'a[3:0]' is a range (write each bit, such as a[3])"),
        (["11101000", "--inputs", "3"], "11101000 is a decimal number (write 0b11101000)"),
        (["\udcff"], "column 1: the text is not UTF-8 (write it as UTF-8)"),
        (["a & b", "--inputs", "3"], "a & b has 2 inputs, not 3"),
        (["a &"], "the end cannot follow '&'"),
        (["AND", "--inputs", "25"], "25 inputs"),
        (["XOR", "--inputs", "60"], "a truth table of 60 inputs (0 to 24 are allowed)"),
        (["XNOR", "--inputs", "0"], "XNOR with 0 inputs (it takes 1 or more)"),
        (["AT_LEAST"], "AT_LEAST needs k"),
        (
            ["FOO"],
            "unknown function 'FOO' (is a gate such as NOR meant? a lone variable is one small letter, or (FOO))",
        ),
        (["FOR"], "unknown function 'FOR' (did you mean 'OR'?)"),
        (["x1"], "unknown function 'x1'"),
        (["A"], "unknown function 'A'"),
        (["0xe8h"], "unknown function '0xe8h' (is a truth table such as 0xe8 meant?)"),
        (["12ab", "--inputs", "1"], "unknown function '12ab'"),
        (["a", "--inputs", "2"], "a has 1 input, not 2"),
    ],
)
def test_refused(cli, arguments, message):
    assert message in cli("identify", *arguments).error


def test_a_lone_letter_and_what_stands_in_parentheses_are_variables(cli):
    assert identified(cli, "a") == identified(cli, "é") == identified(cli, "(FOO)") == [1]


def test_rows_that_are_absent_do_not_matter_and_equal_ones_are_one(cli, tmp_path):
    (tmp_path / "t.csv").write_text("a,b,c,out\n0,0,0,0\n1,1,0,1\n0,1,1,0\n1,1,0,1\n")
    assert cli("identify", "t.csv").lines[0] == "t on its rows is a threshold function: [1, 0, 0; 1]"
    assert identified(cli, "t.csv") == [1, 0, 0]
    shown = cli("learn", "t.csv", "--format", "json").json
    assert [row["out" if "out" in row else "wanted"] for row in shown["table"]] == [0, 0, 1]
    (tmp_path / "t.csv").write_text("a,b,c,y\n0,0,0,0\n0,1,0,1\n1,0,0,1\n1,1,0,0\n")
    shown = cli("identify", "t.csv")
    assert shown.code == 1
    assert "  that must fire       010, 100" in shown.lines


def test_outputs_of_a_table_may_be_signed_where_its_inputs_are_not(cli, tmp_path):
    (tmp_path / "t.csv").write_text("a,b,y\n0,0,-1\n0,1,-1\n1,0,-1\n1,1,1\n")
    refused = "t.csv: a table of -1 and 1 (say --encoding bipolar, or --targets bipolar)"
    assert cli("learn", "t.csv").error == cli("guess", "t.csv", "0,1,1").error == refused
    assert cli("learn", "t.csv", "--targets", "bipolar", "--threshold", "0").code == 0
    # Which values are true is all that matters here.
    assert identified(cli, "t.csv") == [1, 1]
    (tmp_path / "t.csv").write_text("a,b,y\n-1,-1,-1\n-1,1,-1\n1,-1,-1\n1,1,1\n")
    assert cli("identify", "t.csv").error == "t.csv: a table of -1 and 1 (say --encoding bipolar)"


@pytest.mark.parametrize(
    "words",
    [
        ["0.4,0.7,-0.2"],
        ["0.4", "0.7", "-0.2"],
        ["0.4,", "0.7", ",-0.2"],
        ["w0=0.4,w1=0.7,w2=-0.2"],
        ["w2=-0.2", "w0=0.4", "w1 = 0.7"],
    ],
)
def test_weights_with_commas_or_spaces_plain_or_by_name(cli, words):
    assert cli("guess", "NOR", *words).lines[0] == "NOR with w0 = 0.4, w1 = 0.7, w2 = -0.2, threshold 0.5"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["w0=1,w1=1,w1=0"], "weights named w0, w1, w1 (each once: w0, w1, w2, or plain numbers in this order)"),
        (["1,w1=1,0"], "weights named (no name), w1, (no name)"),
        (["w0=x,w1=1,w2=0"], "'x' is not a number"),
        ([","], "0 weights for 2 inputs"),
    ],
)
def test_weights_that_are_none(cli, words, message):
    assert message in cli("guess", "NOR", *words).error
